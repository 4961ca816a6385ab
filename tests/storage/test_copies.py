"""Copies of a diary that is only read leave nothing behind, not even where the process that made them was killed."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from app.storage.copies import YOUNG, private_folder

HOLDING = """
import contextlib, sys, tempfile
tempfile.tempdir = sys.argv[1]
from app.storage.copies import private_folder
with contextlib.ExitStack() as temporary:
    place = private_folder(temporary)
    (place / "diary.db").write_bytes(b"encrypted")
    print(place, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def temporary_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "copies"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def age(folder: Path) -> None:
    then = folder.stat().st_mtime - YOUNG - 1
    os.utime(folder, (then, then))


def test_it_goes_with_what_needed_it(temporary_place: Path) -> None:
    with contextlib.ExitStack() as temporary:
        place = private_folder(temporary)
        assert place.parent == temporary_place and place.stat().st_mode & 0o777 == 0o700
    assert list(temporary_place.iterdir()) == []


def test_what_a_killed_process_left_is_swept_and_nothing_else(temporary_place: Path) -> None:
    holders = [
        subprocess.Popen(
            [sys.executable, "-c", HOLDING, str(temporary_place)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).resolve().parents[2],
        )
        for _ in range(2)
    ]
    try:
        places = [Path(holder.stdout.readline().strip()) for holder in holders if holder.stdout is not None]
        stranger = temporary_place / "todak-of-somebody-else"
        stranger.mkdir()
        holders[0].send_signal(signal.SIGKILL)
        holders[0].wait(timeout=20)
        with contextlib.ExitStack() as temporary:
            private_folder(temporary)
            assert places[0].is_dir(), "too young to know whether its lock is still to come"
        for each in (*places, stranger):
            age(each)
        with contextlib.ExitStack() as temporary:
            private_folder(temporary)
            assert not places[0].exists()
            assert places[1].is_dir() and stranger.is_dir()
    finally:
        for holder in holders:
            holder.kill()
            holder.communicate()
