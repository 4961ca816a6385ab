"""A second start finds the first; nobody at home is nobody at home."""

import os
import queue
import stat
from pathlib import Path

from app.doorbell import Doorbell, ring


def test_a_ring_is_answered(tmp_path: Path) -> None:
    rung: queue.Queue[bool] = queue.Queue()
    door = Doorbell(tmp_path / "diary", lambda: rung.put(True))
    try:
        assert ring(tmp_path / "diary")
        assert rung.get(timeout=5)
        assert ring(tmp_path / "diary"), "and once more"
    finally:
        door.close()
    assert not ring(tmp_path / "diary")


def test_nobody_at_home(tmp_path: Path) -> None:
    assert not ring(tmp_path / "nowhere")


def test_a_bell_left_by_a_crash_is_hung_up_anew(tmp_path: Path) -> None:
    folder = tmp_path / "diary"
    folder.mkdir()
    (folder / "handover.bell").write_bytes(b"")
    assert not ring(folder)
    door = Doorbell(folder, lambda: None)
    try:
        assert ring(folder)
    finally:
        door.close()


def test_a_bell_whose_folder_is_gone_is_taken_down_all_the_same(tmp_path: Path) -> None:
    door = Doorbell(tmp_path / "diary", lambda: None)
    (tmp_path / "diary").rename(tmp_path / "kept")
    door.close()
    assert not ring(tmp_path / "diary")


def test_only_its_owner_may_ring(tmp_path: Path) -> None:
    door = Doorbell(tmp_path / "diary", lambda: None)
    try:
        (bell,) = (tmp_path / "diary").iterdir()
        assert stat.S_ISSOCK(bell.stat().st_mode)
        assert stat.S_IMODE(bell.stat().st_mode) == 0o600
        assert stat.S_IMODE(bell.parent.stat().st_mode) == 0o700
        assert bell.stat().st_uid == os.getuid()
    finally:
        door.close()
