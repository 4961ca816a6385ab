"""Compacting wins room back and loses nothing, whenever it is stopped."""

import os
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.diary.entry import Entry, Source, Utterance
from app.errors import Cancelled, DiaryDamaged, NoRoomToCompact, StorageError
from app.storage.additions import read_all
from app.storage.compact import compact
from app.storage.repository import Diary
from tests.storage.conftest import DAY, MOMENT, PASSPHRASE, start_child
from tests.storage.test_backup import flip


@pytest.fixture
def grown(diary: Diary) -> Diary:
    """A diary out of which most has been thrown away for good."""
    made = []
    for number in range(200):
        entry_id = diary.new_id()
        text = f"{number}번째 말. " + "긴 말 " * 300
        said = Utterance(diary.new_id(), entry_id, 0, text, Source.TYPED, MOMENT)
        trashed = MOMENT if number >= 20 else None
        made.append(Entry(entry_id, DAY, MOMENT, (said,), is_open=False, trashed_at=trashed))
    diary.add_entries(made)
    diary.empty_trash()
    return diary


@pytest.fixture
def reopened(grown: Diary) -> Callable[..., Diary]:
    """Open the diary again, without Argon2."""
    key = grown.key.copy()

    def reopen(*, read_only: bool = False) -> Diary:
        return Diary._open(grown.folder, lambda _: key.copy(), read_only)

    return reopen


def content(diary: Diary) -> object:
    with diary._reading() as connection:
        return read_all(connection)


def test_room_is_won_and_nothing_lost(grown: Diary, folder: Path) -> None:
    before = content(grown)
    shares: list[float] = []
    found = compact(grown, progress=shares.append)
    assert found.after < found.before / 2 and found.won == found.before - found.after
    assert (folder / "diary.db").stat().st_size == found.after
    assert shares == sorted(shares) and shares[-1] == 1.0
    assert content(grown) == before and grown.check().healthy
    assert len(grown.search("번째")) == 20  # the index still knows its utterances
    grown.append("그 뒤의 말", Source.TYPED, started_at=MOMENT, day=DAY)
    assert compact(grown).won < found.won / 4
    assert len(grown.search("그 뒤")) == 1


def test_unfinished_files_of_crashes_go_and_nothing_else(grown: Diary, folder: Path) -> None:
    (folder / "audio").mkdir(exist_ok=True)
    recording = grown.audio.begin(grown.new_id(), MOMENT, DAY)
    recording.write(b"\1\0" * 16_000)
    old = [folder / ".diary.key.abc", folder / "diary.db.migrating", folder / "audio" / ".x.tdk.part.abc"]
    for each in old:
        each.write_bytes(bytes(1_000))
        os.utime(each, (time.time() - 86_400,) * 2)
    fresh = folder / ".diary.key.def"
    fresh.write_bytes(b"now")
    kept = folder / "diary.db.schema1"
    kept.write_bytes(b"the old one")
    os.utime(kept, (0, 0))
    assert compact(grown).leftovers == 3_000
    assert not any(each.exists() for each in old) and fresh.exists() and kept.exists()
    recording.seal()
    assert len(grown.audio.ids()) == 1


def test_reading_goes_on_meanwhile(grown: Diary) -> None:
    seen: list[int] = []
    compact(grown, progress=lambda _: seen.append(len(grown.entries())))
    assert set(seen) == {20}


def test_too_little_room_is_said_before(grown: Diary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 10**6))  # type: ignore[attr-defined]
    with pytest.raises(NoRoomToCompact):
        compact(grown)


def test_cancelling_changes_nothing(grown: Diary, monkeypatch: pytest.MonkeyPatch) -> None:
    before = content(grown)
    monkeypatch.setattr("app.storage.compact._STEPS", 50)
    with pytest.raises(Cancelled):
        compact(grown, cancelled=lambda: True)
    assert content(grown) == before and grown.check().healthy
    grown.append("그 뒤의 말", Source.TYPED, started_at=MOMENT, day=DAY)


def test_a_damaged_or_read_only_diary_is_refused(grown: Diary, folder: Path, reopened: Callable[..., Diary]) -> None:
    compact(grown)
    grown.close()
    with reopened(read_only=True) as reading, pytest.raises(StorageError):
        compact(reading)
    flip(folder / "diary.db", folder.joinpath("diary.db").stat().st_size * 3 // 4)
    with reopened() as damaged, pytest.raises(DiaryDamaged):
        compact(damaged)


KILLED = """
import os, signal, sys
from pathlib import Path
from app.storage.compact import compact
from app.storage.repository import Diary
diary = Diary.open(Path(sys.argv[1]), sys.argv[2])
wal = Path(sys.argv[1]) / "diary.db-wal"
count = int(sys.argv[3])
def look():
    global count
    count -= 1
    if count == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return False
import app.storage.compact as module
module._STEPS = 50
compact(diary, cancelled=look)
print("done", flush=True)
"""


@pytest.mark.parametrize(
    "look", [5, *(pytest.param(each, marks=pytest.mark.full) for each in (1, 40, 100, 10_000_000))]
)
def test_a_kill_leaves_all_of_it(grown: Diary, folder: Path, reopened: Callable[..., Diary], look: int) -> None:
    before = content(grown)
    grown.close()
    with start_child(KILLED, folder, PASSPHRASE, look) as child:
        assert child.stdout is not None
        done = child.stdout.read()
    assert child.returncode == (0 if done else -signal.SIGKILL)
    with reopened() as again:
        assert again.check().healthy and content(again) == before


def test_a_kill_while_the_log_is_written_leaves_all_of_it(
    grown: Diary, folder: Path, reopened: Callable[..., Diary]
) -> None:
    """Killed from outside, when the -wal has grown: pages are on their way."""
    before = content(grown)
    grown.close()
    with start_child(KILLED, folder, PASSPHRASE, 0) as child:
        wal = folder / "diary.db-wal"
        while child.poll() is None:
            try:
                if wal.stat().st_size > 8 * 4_096:
                    child.kill()
                    break
            except FileNotFoundError:
                continue
    with reopened() as again:
        assert again.check().healthy and content(again) == before
