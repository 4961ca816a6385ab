"""One writer, in whatever process, and a crash frees the lock."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import DiaryBusy, StorageError
from app.storage.lock import DiaryLock
from tests.storage.conftest import run_child, start_child

HOLD = """
import sys
from pathlib import Path
from app.storage.lock import DiaryLock
lock = DiaryLock(Path(sys.argv[1]))
print("held")
sys.stdin.read()
"""
TRY = """
import sys
from pathlib import Path
from app.errors import DiaryBusy
from app.storage.lock import DiaryLock
try:
    DiaryLock(Path(sys.argv[1]))
    print("free")
except DiaryBusy:
    print("busy")
"""


def state(folder: Path) -> str:
    return run_child(TRY, folder).stdout.strip()


def test_two_in_one_process(tmp_path: Path) -> None:
    with DiaryLock(tmp_path):
        with pytest.raises(DiaryBusy):
            DiaryLock(tmp_path)
        assert state(tmp_path) == "busy"
    with DiaryLock(tmp_path) as lock:
        lock.release()
        lock.release()
        assert state(tmp_path) == "free"


def test_a_killed_holder_frees_it(tmp_path: Path) -> None:
    holder = start_child(HOLD, tmp_path)
    with holder:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        with pytest.raises(DiaryBusy):
            DiaryLock(tmp_path)
        holder.kill()
    DiaryLock(tmp_path).release()


def test_a_program_that_was_started_does_not_keep_it(tmp_path: Path) -> None:
    lock = DiaryLock(tmp_path)
    command = [sys.executable, "-c", "import sys; print(1, flush=True); sys.stdin.read()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, close_fds=False) as child:
        assert child.stdout is not None and child.stdout.readline()
        lock.release()
        assert state(tmp_path) == "free"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.parametrize("child_releases", [False, True])
def test_a_forked_child_neither_keeps_nor_frees_it(tmp_path: Path, child_releases: bool) -> None:
    lock = DiaryLock(tmp_path)
    go, stop = os.pipe()
    child = os.fork()
    if child == 0:
        if child_releases:
            lock.release()  # must not free the parent's
        os.close(stop)
        os.read(go, 1)
        os._exit(0)
    os.close(go)
    try:
        assert state(tmp_path) == "busy"
        lock.release()
        assert state(tmp_path) == "free"
    finally:
        os.close(stop)
        os.waitpid(child, 0)


def test_its_mode_and_its_trouble(tmp_path: Path) -> None:
    DiaryLock(tmp_path).release()
    assert (tmp_path / "diary.lock").stat().st_mode & 0o777 == 0o600
    with pytest.raises(StorageError):
        DiaryLock(tmp_path / "none")
