"""`kill -9` at random moments: the diary opens, is whole, and has every acknowledged word."""

import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from app.config import Settings
from app.session import DiarySession
from tests.conftest import Todak, open_diary, wait_until_listening
from tests.microphone import VirtualSound

SEED = 20261121


def kill_at(process: "subprocess.Popen[bytes]", delay: float) -> tuple[list[str], bool]:
    """Kill the process after `delay` seconds; returns the ids it acknowledged and whether it had already ended."""
    time.sleep(delay)
    ended = process.poll() is not None
    process.send_signal(signal.SIGKILL)
    _, err = process.communicate()
    acknowledged = [line.split()[-1] for line in err.decode().splitlines() if line.startswith("todak: stored ")]
    return acknowledged, ended


def assert_whole(folder: Path, texts: dict[str, str]) -> None:
    """Both integrity checks pass and every acknowledged text is there."""
    with open_diary(folder) as diary:
        report = diary.check()
        assert report.healthy, report.problems
        for utterance_id, text in texts.items():
            stored = diary.utterance(utterance_id).text
            assert stored == text if text else stored is not None


def recover(folder: Path) -> list[str]:
    """What the next start does; returns the ids it recovered."""
    with open_diary(folder, read_only=False) as diary:
        return [utterance.id for utterance in DiarySession(diary, Settings()).recover()]


def killed_typing(todak: Todak, rounds: int) -> None:
    chance = random.Random(SEED)
    texts: dict[str, str] = {}
    cut_short = 0
    for number in range(rounds):
        text = f"{number}번째로 적는 말이에요. " + "조금 길게 적어요. " * chance.randrange(200)
        # stdin, so that nothing shows in the process list
        process = todak.start("hear", "--text", "-", stdin=subprocess.PIPE)
        assert process.stdin is not None
        process.stdin.write(text.encode())
        process.stdin.close()
        process.stdin = None
        acknowledged, ended = kill_at(process, chance.uniform(0.2, 2.2))
        cut_short += not ended
        texts |= dict.fromkeys(acknowledged, text)
        assert_whole(todak.folder, texts)
    assert cut_short, "no process was killed in time"
    assert texts, "nothing was acknowledged before a kill"
    recover(todak.folder)
    with open_diary(todak.folder) as diary:
        assert diary.unfinished() == []
    assert_whole(todak.folder, texts)


def killed_hearing_a_file(todak: Todak, rounds: int, recording: Path) -> None:
    chance = random.Random(SEED + 1)
    acknowledged: dict[str, str] = {}
    cut_short = 0
    for _ in range(rounds):
        process = todak.start("hear", "--audio", recording)
        heard, ended = kill_at(process, chance.uniform(0.5, 5))
        cut_short += not ended
        acknowledged |= dict.fromkeys(heard, "")
        assert_whole(todak.folder, acknowledged)
    assert cut_short
    recovered = recover(todak.folder)
    with open_diary(todak.folder) as diary:
        assert diary.unfinished() == []
        assert set(diary.audio.ids()) <= diary.utterance_ids()
        for utterance_id in recovered:
            assert diary.utterance(utterance_id).recovered
    assert_whole(todak.folder, acknowledged)


def killed_speaking(todak: Todak, rounds: int, sound: VirtualSound, recording: Path) -> None:
    chance = random.Random(SEED + 2)
    spoke_at_the_kill = 0
    for _ in range(rounds):
        process = todak.start("hear", "--mic", "60")
        wait_until_listening(process)
        sound.play(recording)  # 4.7 s, speech from about 0.4 s on
        spoken = chance.uniform(1.5, 4)
        acknowledged, ended = kill_at(process, spoken)
        assert not ended and acknowledged == []
        assert_whole(todak.folder, {})
        with open_diary(todak.folder) as diary:
            seconds = max((diary.audio.info(each).seconds for each in diary.orphaned_audio()), default=0.0)
        # Speech is noticed within some 0.2 s and chunks are half a second: at most 1 s of it may be missing.
        assert seconds >= spoken - 0.4 - 1 - 0.3, f"{seconds} of {spoken} s"
        spoke_at_the_kill += seconds > 0
        recovered = recover(todak.folder)
        with open_diary(todak.folder) as diary:
            assert [diary.utterance(each).recovered for each in recovered] == [True] * len(recovered)
            assert diary.orphaned_audio() == [] and diary.unfinished() == []
    assert spoke_at_the_kill == rounds


def test_killed_while_speaking(todak: Todak, diary_folder: Path, sound: VirtualSound, recording: Path) -> None:
    killed_speaking(todak, 1, sound, recording)


def test_killed_while_typing(todak: Todak, diary_folder: Path) -> None:
    killed_typing(todak, 6)


def test_killed_while_hearing_a_file(todak: Todak, diary_folder: Path, recording: Path) -> None:
    killed_hearing_a_file(todak, 3, recording)


@pytest.mark.full
def test_killed_sixty_times(todak: Todak, diary_folder: Path, sound: VirtualSound, recording: Path) -> None:
    killed_typing(todak, 25)
    killed_hearing_a_file(todak, 15, recording)
    killed_speaking(todak, 20, sound, recording)
