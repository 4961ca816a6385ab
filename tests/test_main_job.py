"""The main job from end to end: a real voice into a real (virtual) microphone, and a voice that answers."""

import difflib
import io
import json
import signal
import threading
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from app.cli import diary_commands
from app.cli.main import build_parser, run
from app.cli.output import Answer
from app.diary.emotion import EMOTIONS
from app.voice import SAMPLE_RATE
from app.voice.audio_file import read_blocks
from tests.conftest import SENTENCE, Todak, is_real, open_diary, wait_until_listening
from tests.microphone import SPEAKER_RATE, VirtualSound

NAMES = {emotion.value for emotion in EMOTIONS}


def assert_understood(utterance: dict[str, Any], recording: Path) -> None:
    if is_real(recording):
        # Not to the letter: the virtual microphone may skip a moment on a busy machine (a file is read to the letter).
        alike = difflib.SequenceMatcher(None, letters(utterance["text"]), letters(SENTENCE)).ratio()
        assert alike > 0.7, utterance["text"]
    assert set(utterance["scores"]) == NAMES
    assert utterance["scores"][utterance["emotion"]] == max(utterance["scores"].values())
    assert sum(utterance["scores"].values()) == pytest.approx(1, abs=2e-3)
    assert utterance["reply"] and utterance["reply_kind"] == "comfort"


def letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def loudness(heard: "npt.NDArray[np.int16]") -> float:
    """The loudest 50 ms, as RMS of int16."""
    size = SPEAKER_RATE // 20
    blocks = heard[: len(heard) // size * size].reshape(-1, size).astype(float)
    return float(np.sqrt((blocks**2).mean(axis=1)).max(initial=0))


def test_a_voice_is_heard_kept_understood_and_answered_aloud(
    todak: Todak, diary_folder: Path, sound: VirtualSound, recording: Path
) -> None:
    with sound.listening() as heard:
        process = todak.start("hear", "--mic", "12", "--speak", "--json")
        wait_until_listening(process)
        sound.play(recording)
        out, err = process.communicate(timeout=120)
        answer = sound.heard_when(heard, lambda samples: loudness(samples) > 500)
    assert process.returncode == 0, err.decode()
    finished = json.loads(out)
    [utterance] = finished["utterances"]
    assert_understood(utterance, recording)
    assert loudness(answer) > 500, "the reply was not heard"

    shown = todak("show", finished["entry"], "--json").json["entries"][0]["utterances"][0]
    assert shown["text"] == utterance["text"] and shown["scores"] == utterance["scores"]
    assert shown["source"] == "voice" and shown["audio"] and not shown["recovered"]
    assert [word["word"] for word in shown["words"]] == shown["text"].split()
    with open_diary(diary_folder) as diary:
        assert diary.check().healthy
        kept = np.frombuffer(b"".join(diary.audio.read(utterance["id"])), "<i2").astype(float)
    spoken = np.concatenate(list(read_blocks(recording))).astype(float)
    assert share_kept(kept, spoken) > 0.7, "the kept recording is not what was said"


def share_kept(kept: "npt.NDArray[np.float64]", spoken: "npt.NDArray[np.float64]") -> float:
    """The share of the loud half seconds of `spoken` that are found in `kept` (both at 16 kHz).

    Piece by piece, since on a busy machine the virtual microphone itself may skip a moment, which shifts what follows.
    """
    size = SAMPLE_RATE // 2
    pieces = [spoken[start : start + size] for start in range(0, len(spoken) - size, size)]
    loud = [piece for piece in pieces if np.abs(piece).max() > 2000]
    assert len(loud) >= 5
    energy = np.convolve(kept**2, np.ones(size), "valid")
    found = 0
    for piece in loud:
        likeness = np.correlate(kept, piece, "valid") / np.sqrt(np.maximum(energy, 1) * (piece**2).sum())
        found += bool(likeness.max() > 0.9)
    return found / len(loud)


def test_a_sound_file_is_heard_the_same_way(todak: Todak, diary_folder: Path, recording: Path, tmp_path: Path) -> None:
    spoken = tmp_path / "reply.wav"
    finished = todak("hear", "--audio", recording, "--speech-to", spoken, "--json")
    assert finished.status == 0, finished.err
    [utterance] = finished.json["utterances"]
    assert_understood(utterance, recording)
    if is_real(recording):
        assert letters(utterance["text"]) == letters(SENTENCE)
    blocks = list(read_blocks(spoken))
    assert len(blocks) > 10 and np.abs(np.concatenate(blocks)).max() > 2000
    assert spoken.stat().st_mode & 0o777 == 0o600
    assert todak("search", letters(utterance["text"])[:2], "--json").json["count"] == 1


def test_a_reply_that_cannot_be_written_to_its_file_is_no_bug(todak: Todak, diary_folder: Path, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere" / "reply.wav"
    finished = todak("hear", "--text", "-", "--speech-to", nowhere, "--json", stdin="저장될 말")
    assert finished.status == 1 and finished.json["utterances"][0]["text"] == "저장될 말"
    assert str(nowhere) in finished.err and "저장되어 있어요" in finished.err


def test_transcribe_stores_nothing(todak: Todak, recording: Path) -> None:
    finished = todak("transcribe", recording, recording)
    assert finished.status == 0, finished.err
    first, second = finished.lines
    assert first == second and set(first) == {"file", "text", "seconds", "words"}
    assert 4 < first["seconds"] < 8 and first["file"] == str(recording)
    for word in first["words"]:
        assert 0 <= word["start"] <= word["end"] <= first["seconds"] + 0.1
        assert 0 <= word["confidence"] <= 1
    if is_real(recording):
        assert letters(first["text"]) == letters(SENTENCE)
    assert not todak.folder.exists()


def test_a_microphone_unplugged_in_mid_sentence(
    todak: Todak, diary_folder: Path, sound: VirtualSound, recording: Path
) -> None:
    process = todak.start("hear", "--mic", "30", "--json")
    wait_until_listening(process)
    sound.play(recording)
    time.sleep(2.5)
    sound.unplug()
    out, err = process.communicate(timeout=120)
    assert process.returncode == 1, err.decode()
    assert json.loads(out)["error"]["code"] == "microphone_lost"
    with open_diary(diary_folder) as diary:
        [entry] = diary.entries()
        [utterance] = entry.utterances
        assert utterance.has_audio and utterance.reply is not None
        if is_real(recording):
            assert "너한테" in utterance.text


def test_ctrl_c_ends_the_recording_and_keeps_it(
    todak: Todak, diary_folder: Path, sound: VirtualSound, recording: Path
) -> None:
    process = todak.start("hear", "--mic", "60", "--json")
    wait_until_listening(process)
    sound.play(recording).wait()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err.decode()
    [utterance] = json.loads(out)["utterances"]
    assert_understood(utterance, recording)


def test_what_ctrl_c_ended_recovers_nothing_more(
    todak: Todak, diary_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_diary(diary_folder, read_only=False) as diary:
        cut_off = diary.new_id()
        writer = diary.audio.begin(cut_off, datetime.now().astimezone(), date(2026, 2, 3))
        writer.write(bytes(2 * SAMPLE_RATE))
        writer.leave()
    pressed = threading.Event()
    pressed.set()
    monkeypatch.setattr(diary_commands, "_stop_on_interrupt", lambda: pressed)
    said = io.BytesIO()
    arguments = build_parser().parse_args([*todak.command()[3:], "hear", "--text", "말", "--json"])
    assert run(arguments, Answer(said)) == 0
    assert json.loads(said.getvalue())["recovered"] == []
    with open_diary(diary_folder) as diary:
        assert diary.orphaned_audio() == [cut_off], "it waits for the next time"


def test_no_microphone_at_all(todak: Todak, diary_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nonexistent")
    finished = todak("hear", "--mic", "3", "--json")
    assert finished.status == 1 and finished.json["error"]["code"] == "no_microphone"
    assert todak("list", "--json").json == {"entries": []}


def test_silence_only(todak: Todak, diary_folder: Path, sound: VirtualSound) -> None:
    finished = todak("hear", "--mic", "2", "--json")
    assert finished.status == 1 and finished.json["error"]["code"] == "nothing_heard"
    assert todak("list", "--json").json == {"entries": []}
    assert not list(diary_folder.glob("audio/*"))


@pytest.mark.parametrize("content", [b"", b"RIFF", b"no sound at all" * 100])
def test_a_file_that_is_no_sound(todak: Todak, diary_folder: Path, tmp_path: Path, content: bytes) -> None:
    broken = tmp_path / "broken.wav"
    broken.write_bytes(content)
    for command in (["hear", "--audio", str(broken)], ["transcribe", str(broken)]):
        finished = todak(*command, "--json")
        assert finished.status == 1 and finished.json["error"]["code"] == "audio_unreadable"


def test_a_missing_voice_does_not_lose_the_words(
    todak: Todak, diary_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nonexistent")
    finished = todak("hear", "--text", "-", "--speak", "--json", stdin="소리 없이도 남는 말")
    assert finished.status == 0
    assert finished.json["utterances"][0]["reply"] and "스피커" in finished.err
    assert todak("search", "소리 없이도", "--json").json["count"] == 1
