"""Giving back the room that deleted words and recordings left.

The database is rebuilt in place by SQLite's VACUUM. Its journal is the -wal: the new pages go there, encrypted, and
count only with the last one, so that a crash at any moment leaves the old state or the new one, whole. (A copy that is
swapped in would be no safer, and would leave other processes reading a file that is no more.) What VACUUM sorts lies in
memory, not in a temporary file.
"""

import contextlib
import logging
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import sqlcipher3.dbapi2 as sqlcipher

from app.errors import Cancelled, DiaryDamaged, NoRoomToCompact, storage_trouble
from app.storage.backup import Cancel, Progress, never, no_progress
from app.storage.check import check_database
from app.storage.engine import storage_errors
from app.storage.names import AUDIO_FOLDER, DATABASE_FILE

if TYPE_CHECKING:
    from app.storage.repository import Diary

_STEPS: Final = 20_000  # of SQLite's virtual machine, between two looks at whether to stop: some ms
_SPARE: Final = 16 << 20  # bytes
_MEBIBYTE: Final = 1 << 20
_AN_HOUR: Final = 3_600  # s: a younger temporary file may be in use
_LEFTOVERS: Final = (
    ".diary.*",
    f"{DATABASE_FILE}.migrating*",
    f"{DATABASE_FILE}.schema*.part",
    f"{AUDIO_FOLDER}/.*",
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Compacted:
    """What it brought."""

    before: int  # bytes of the database with its -wal
    after: int
    leftovers: int  # bytes of files that crashes left

    @property
    def won(self) -> int:
        """Bytes; below zero where nothing was to be won and the file grew by a page."""
        return self.before - self.after + self.leftovers


def room_needed(folder: Path) -> int:
    """How many bytes must be free: the new pages go into the -wal before they go into the file."""
    return 2 * _size(folder) + _SPARE


def compact(diary: "Diary", *, progress: Progress = no_progress, cancelled: Cancel = never) -> Compacted:
    """Make the files of the open `diary` as small as they can be; reading goes on meanwhile, writing waits.

    Raises NoRoomToCompact before anything is done, DiaryDamaged when `quick_check` finds something before or a check
    does after, Cancelled, DiskFull, StorageError; the diary is then as it was.
    """
    folder, path = diary.folder, diary.database
    before = _size(folder)
    free = shutil.disk_usage(folder).free
    if free < room_needed(folder):
        raise NoRoomToCompact(needed=-(-room_needed(folder) // _MEBIBYTE), free=free // _MEBIBYTE)
    with diary.alone() as connection, storage_errors(path):
        found = connection.execute("PRAGMA quick_check(1)").fetchone()
        if tuple(found) != ("ok",):
            raise DiaryDamaged(part=path.name)
        progress(0.2)
        _vacuum(connection, cancelled)
        progress(0.8)
    diary.renew_mark()  # before any of the new pages goes from the -wal into the file
    with diary.alone() as connection, storage_errors(path):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    problems, _ = check_database(path, diary.key.database_key)
    if problems:
        raise DiaryDamaged(part=problems[0])
    diary.finish_purging()
    leftovers = _remove_leftovers(folder)
    progress(1.0)
    compacted = Compacted(before, _size(folder), leftovers)
    logger.info("the diary was compacted: %s bytes won", compacted.won)
    return compacted


def _vacuum(connection: Any, cancelled: Cancel) -> None:
    connection.set_progress_handler(cancelled, _STEPS)
    try:
        connection.execute("VACUUM")
    except sqlcipher.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlcipher.SQLITE_INTERRUPT:
            raise Cancelled() from None
        raise
    finally:
        connection.set_progress_handler(None, 0)


def _remove_leftovers(folder: Path) -> int:
    """Delete unfinished files that crashes left; returns their bytes. The caller holds the diary's lock."""
    removed = 0
    try:
        for each in (found for pattern in _LEFTOVERS for found in folder.glob(pattern)):
            with contextlib.suppress(FileNotFoundError):
                state = each.stat()
                if each.is_file() and time.time() - state.st_mtime > _AN_HOUR:
                    each.unlink()
                    removed += state.st_size
    except OSError as error:
        raise storage_trouble(error) from error
    return removed


def _size(folder: Path) -> int:
    both = (folder / DATABASE_FILE, folder / f"{DATABASE_FILE}-wal")
    return sum(each.stat().st_size for each in both if each.exists())
