"""A real window on a real screen: somebody speaks into a real microphone, is understood, answered and heard."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.conftest import ROOT, is_real, open_diary
from tests.microphone import VirtualSound
from tests.ui.display import virtual_display


class Window:
    """The window's process, and what it tells."""

    def __init__(
        self, folder: Path, passphrase_file: Path, task: str, env: dict[str, str], prefix: Sequence[str] = ()
    ) -> None:
        clean = {name: value for name, value in os.environ.items() if name != "CI" and not name.startswith("PYTEST")}
        self.process = subprocess.Popen(
            [*prefix, sys.executable, "-m", "tests.ui.drive_window", str(folder), str(passphrase_file), task],
            cwd=ROOT,
            env=clean | env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=bool(prefix),
        )
        self._traced = bool(prefix)
        self.told: list[dict[str, Any]] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def wait_for(self, what: str, seconds: float = 60.0, **details: Any) -> dict[str, Any]:
        """The next thing told that is `what` with these `details`."""
        end = time.monotonic() + seconds
        while True:
            try:
                line = self._lines.get(timeout=max(0.1, end - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no {what} {details} within {seconds} s; told: {self.told[-8:]}") from None
            if line is None:
                raise AssertionError(f"the window ended with {self.process.wait(10)}: {self._errors()}")
            told = json.loads(line)
            self.told.append(told)
            if told["what"] == what and all(told.get(name) == value for name, value in details.items()):
                return dict(told)

    def rest(self) -> list[dict[str, Any]]:
        """Everything that was told, once the window has ended."""
        while (line := self._lines.get(timeout=10)) is not None:
            if line.endswith("\n"):  # a kill may cut a line short
                self.told.append(json.loads(line))
        return self.told

    def ask(self, line: str) -> None:
        """Have the user do something."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def _errors(self) -> str:
        assert self.process.stderr is not None
        return self.process.stderr.read()[-3000:]

    def end(self) -> None:
        """Close the window as a user does."""
        if self.process.poll() is None:
            self.ask("quit")
        status = self.process.wait(60)
        errors = self._errors()
        self._let_go()
        assert status == 0, errors

    def kill(self) -> None:
        """A power cut, as far as the process can tell."""
        if self._traced:
            os.killpg(self.process.pid, signal.SIGKILL)  # who traces does not take along whom it traces
        else:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)
        self._let_go()

    def _let_go(self) -> None:
        self._reader.join(10)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert pipe is not None
            pipe.close()


@pytest.fixture
def display() -> Iterator[dict[str, str]]:
    with virtual_display() as env:
        yield env


def test_speak_and_be_answered(
    display: dict[str, str], sound: VirtualSound, diary_folder: Path, passphrase_file: Path, recording: Path
) -> None:
    window = Window(diary_folder, passphrase_file, "speak", display)
    try:
        window.wait_for("recording", state="listening")
        player = sound.play(recording)
        partial = window.wait_for("partial")
        assert partial["text"]
        stored = window.wait_for("stored")
        window.wait_for("answered")
        player.wait(30)
        with sound.listening() as heard:
            window.ask("stop")
            window.wait_for("speaking", id=stored["id"])  # the reply is read aloud once the microphone is closed
            window.wait_for("speaking", id="")
            spoken = sound.heard_when(heard, lambda samples: np.abs(samples.astype(np.int32)).max() > 500)
        assert np.abs(spoken.astype(np.int32)).max() > 500, "nothing came out of the loudspeaker"

        window.ask("look")
        page = window.wait_for("page")
        window.ask("go 달력")
        calendar = window.wait_for("calendar", seconds=30)
    finally:
        window.end()

    with open_diary(diary_folder) as diary:
        (entry,) = diary.entries()
        utterance = entry.utterances[0]
        assert diary.check().healthy
    assert utterance.text == stored["text"] and utterance.has_audio and utterance.reply is not None
    if is_real(recording):
        assert "마음이 아프" in utterance.text
    assert any(utterance.text in text for text in page["texts"])
    assert any(utterance.reply.text in text for text in page["texts"])
    assert utterance.emotion is not None
    assert any(utterance.emotion.value in chip for chip in page["chips"])
    today = next(day for day in calendar["days"] if day["day"] == entry.date.isoformat())
    other = next(day for day in calendar["days"] if day["day"] != entry.date.isoformat())
    assert utterance.emotion.value in today["name"] and today["colour"] != other["colour"]
    assert any(utterance.emotion.value in words for words in calendar["charts"])


def test_killed_in_mid_speech_and_read_after_the_restart(
    display: dict[str, str], sound: VirtualSound, diary_folder: Path, passphrase_file: Path, recording: Path
) -> None:
    window = Window(diary_folder, passphrase_file, "speak", display)
    window.wait_for("recording", state="listening")
    sound.play(recording)
    words = window.wait_for("partial")["text"]
    while len(words.split()) < 3:  # some of the sentence has been said
        words = window.wait_for("partial")["text"]
    window.kill()

    again = Window(diary_folder, passphrase_file, "read", display)
    try:
        found = again.wait_for("answered")
        again.ask("look")
        page = again.wait_for("page")
    finally:
        again.end()
    with open_diary(diary_folder) as diary:
        (entry,) = diary.entries(date.min, date.max)
        (utterance,) = entry.utterances
        assert diary.check().healthy
    assert utterance.recovered and utterance.text and utterance.reply is not None
    assert utterance.reply.text == found["reply"]
    assert any(utterance.text in text for text in page["texts"])
    if is_real(recording):
        assert "너한테" in utterance.text or "그 말" in utterance.text
