"""A microphone that needs no sound system: the recorder's own child process, with a sound file where the device was.

For when it opens and closes; what PortAudio makes of sound is tested with `tests/microphone.py`.
"""

import shutil
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event
from typing import Self

import numpy as np
import numpy.typing as npt
import pytest

from app.voice import BLOCK, recorder
from app.voice.audio_file import read_blocks

BLOCK_SECONDS = 0.002  # faster than a voice, so that a test need not wait for it


class PretendedCapture:
    """In place of `Capture`: `device` is a folder, in which a file `open` lies while it is open."""

    level = 0.0

    def __init__(self, device: int | str | None) -> None:
        self._folder = Path(str(device))
        (self._folder / "open").touch()

    def blocks(self, stop: Event) -> Iterator[npt.NDArray[np.int16]]:
        """What is said, then silence, until `stop` is set."""
        said = read_blocks(self._folder / "said.wav")
        while not stop.is_set():
            time.sleep(BLOCK_SECONDS)
            yield next(said, np.zeros(BLOCK, np.int16))

    @property
    def lost_seconds(self) -> float:
        """What a file `lost` says."""
        lost = self._folder / "lost"
        return float(lost.read_text()) if lost.exists() else 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        (self._folder / "open").unlink()


_record = recorder._record


def _record_pretended(sound: Connection, device: int | str | None) -> None:
    recorder.Capture = PretendedCapture  # type: ignore[misc,assignment]  # in the child, which does nothing else
    _record(sound, device)


class PretendedMicrophone:
    """`name` is what the setting `microphone` takes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.name = str(folder)

    @property
    def is_open(self) -> bool:
        """Whether it records."""
        return (self._folder / "open").exists()

    def lose(self, seconds: float) -> None:
        """Have it lose so much sound by its first block."""
        (self._folder / "lost").write_text(str(seconds))

    def wait_until_closed(self, seconds: float = 20.0) -> bool:
        """Whether it is closed within `seconds`: the child needs a moment."""
        end = time.monotonic() + seconds
        while self.is_open and time.monotonic() < end:
            time.sleep(0.02)
        return not self.is_open


@pytest.fixture
def microphone(tmp_path: Path, recording: Path, monkeypatch: pytest.MonkeyPatch) -> PretendedMicrophone:
    """A microphone into which a sentence is said as soon as it is open."""
    folder = tmp_path / "microphone"
    folder.mkdir()
    shutil.copy(recording, folder / "said.wav")
    monkeypatch.setattr(recorder, "_record", _record_pretended)
    return PretendedMicrophone(folder)
