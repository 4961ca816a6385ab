"""`diary.mark`: how many writes were acknowledged, kept outside the database.

SQLite takes the first broken frame of a `-wal` for the end of the log: a byte flipped in one that a crash left behind,
and every transaction behind it is gone without a word. So each transaction that changes something raises the counter
`writes` in `meta`, and after its commit the new count goes into `diary.mark`. On opening, a database that counts less
than its mark has lost acknowledged words (or is an older copy that was put in its place), and says so.

The counter's page is in every transaction that is counted, so a log that can be read in part shows its own older
counter. A log of which nothing can be read any more shows that of the file, into which a crash may have let SQLite copy
a part of the log, the counter's page among it: so the mark also says how long the log was, and which (its salts).

The mark is written with one write and without fsync. It may therefore be behind after a power cut, which is harmless;
it is never ahead, because the commit was durable before. Missing or damaged it stops nobody: it is made anew.

The format: two slots of 60 bytes, written in turn, so that one is whole whatever happens to the other (big-endian):

    slot     "TODAKMK1", count (8 bytes), salts of the log (8 bytes), its length in frames (4 bytes),
             HMAC-SHA256 of all this under the subkey `mark` of the data key

The subkey is bound to the diary, so another diary's mark is a damaged one. The whole slot that counts most is the mark.
"""

import contextlib
import hashlib
import hmac
import logging
import os
import shutil
import struct
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection

from app.errors import WordsMissing, storage_trouble
from app.files import write_atomically
from app.storage.engine import connect, storage_errors
from app.storage.names import DATABASE_FILE, MARK_FILE

_MAGIC: Final = b"TODAKMK1"
_CONTENT: Final = struct.Struct(">8sQ8sI")  # the magic, count, salts, frames
_SLOT: Final = _CONTENT.size + hashlib.sha256().digest_size
_HEADER: Final = 32  # bytes, of the -wal: https://sqlite.org/fileformat2.html#the_write_ahead_log
_NAME: Final = "writes"  # in `meta`
_COUNTED: Final = "SELECT value FROM meta WHERE name = ?"
_RAISE: Final = (
    f"INSERT INTO meta (name, value) VALUES ('{_NAME}', '1') "
    "ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1 RETURNING value"
)

# s. Another process may just be beginning a new log, in shared memory before the file: so what is missing is looked for
# again.
_WAITS = (0.0, 0.05, 0.1)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """What `diary.mark` says."""

    count: int = 0
    frames: int = 0  # of the log, 0 where that was not known
    salts: bytes = bytes(8)


class WriteMark:
    """The mark of an open diary. Only the process that holds the diary's lock writes it."""

    def __init__(self, folder: Path, mark_key: bytes) -> None:
        """`mark_key` is `DataKey.mark_key`. Nothing is opened yet."""
        self._path = folder / MARK_FILE
        self._key = mark_key
        self._file: BinaryIO | None = None
        self._next = 0  # where the next slot goes

    def begin(self, count: int) -> None:
        """Make the mark say `count`, whatever it said. A disk that refuses is no obstacle: the words are safe."""
        try:
            said, is_whole = _read(self._path, self._key)
            if not is_whole or said.count != count:
                write_mark(self._path.parent, self._key, count)
            self._file = self._path.open("r+b", buffering=0)
        except OSError as error:
            logger.warning("diary.mark cannot be written (errno %s)", error.errno)

    def put(self, mark: Mark) -> None:
        """Say what is durable. Never raises: it is, whether or not this can be noted."""
        if self._file is None:
            return
        try:
            self._file.seek(self._next)
            self._file.write(_sealed(mark, self._key))
            self._next = _SLOT - self._next
        except OSError as error:
            logger.warning("diary.mark could not be written (errno %s)", error.errno)

    def close(self) -> None:
        """A second call does nothing."""
        if self._file is not None:
            self._file.close()
            self._file = None
        self._key = b""


def write_mark(folder: Path, mark_key: bytes, count: int) -> None:
    """Make a mark that says `count`, in the place of any other. Raises OSError."""
    write_atomically(folder / MARK_FILE, _sealed(Mark(count), mark_key) * 2)


def counted(connection: Connection) -> int:
    """Raise the counter within the transaction that writes; returns what the mark says after its commit."""
    return int(connection.exec_driver_sql(_RAISE).scalar_one())


def count_in(connection: Connection) -> int:
    """The counter, 0 in a diary that never counted."""
    found = connection.exec_driver_sql(_COUNTED, (_NAME,)).scalar()
    return 0 if found is None else int(found)


def changes(connection: Connection) -> int:
    """How many rows this connection has changed so far: a transaction that changed none need not be counted."""
    return int(connection.connection.dbapi_connection.total_changes)  # type: ignore[union-attr]


def log_of(connection: Any, path: Path, count: int) -> Mark:
    """The mark of a database that counts `count`; `connection` is one of sqlcipher3, outside any transaction.

    Never raises: the count is durable, and enough.
    """
    try:
        log = _read_header(path)
        frames = max(0, connection.execute("PRAGMA wal_checkpoint(NOOP)").fetchone()[1])
    except (OSError, sqlcipher.Error) as error:
        logger.warning("the length of the log is not known: %s", type(error).__name__)
        return Mark(count)
    return Mark(count) if log is None else Mark(count, frames, log[16:24])


def missing_writes(folder: Path, database_key: bytes, mark_key: bytes, database: Path | None = None) -> int:
    """How many acknowledged writes the database has lost, at least: 0 when it is whole. Changes nothing.

    `database` is a copy of the one in `folder` with its -wal, where that cannot be opened. Right also while another
    process writes, since the mark is read first. Raises DiaryDamaged, DiaryBusy, StorageError.
    """
    path = database or folder / DATABASE_FILE
    missing = 0
    for wait in _WAITS:
        time.sleep(wait)
        marked, _ = read_mark(folder, mark_key)
        try:
            with storage_errors(path), contextlib.closing(connect(path, database_key, read_only=True)) as connection:
                missing = max(0, marked.count - _count(connection))
                missing = missing or int(_is_log_broken(connection, path, marked))
        except OSError as error:
            raise storage_trouble(error) from error
        if not missing:
            break
    return missing


def refuse_if_missing(folder: Path, database_key: bytes, mark_key: bytes) -> None:
    """Raise WordsMissing when acknowledged writes are not there. The `-wal` is left as it was found."""
    missing = missing_writes(folder, database_key, mark_key)
    if missing:
        raise WordsMissing(missing=missing, part=f"{DATABASE_FILE}-wal")


def accept_loss(folder: Path, database_key: bytes, mark_key: bytes) -> None:
    """Prepare a diary that has lost writes to be opened with what is there; the caller holds its lock.

    The `-wal` is kept as `diary.db-wal.damaged`. Before a crash, SQLite may have copied later pages from it into
    `diary.db` already; where the file alone counts more writes than with the readable part of its `-wal`, and is whole,
    it is taken alone, since the older pages in the log would hide the newer ones.
    """
    path, wal = folder / DATABASE_FILE, folder / f"{DATABASE_FILE}-wal"
    if not missing_writes(folder, database_key, mark_key) or not wal.exists():
        return
    try:
        _copy(wal, folder / f"{DATABASE_FILE}-wal.damaged")
        if _count_alone(path, database_key) > count_of(path, database_key):
            wal.unlink()
            path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
    except OSError as error:
        raise storage_trouble(error) from error


def count_of(path: Path, database_key: bytes) -> int:
    """The counter in the database, 0 in one that never counted. Raises DiaryDamaged, DiaryBusy, StorageError."""
    with storage_errors(path), contextlib.closing(connect(path, database_key, read_only=True)) as connection:
        return _count(connection)


def read_mark(folder: Path, mark_key: bytes) -> tuple[Mark, bool]:
    """What the mark says (0 when it cannot be read), and whether it is there and whole. Raises StorageError."""
    try:
        return _read(folder / MARK_FILE, mark_key)
    except OSError as error:
        raise storage_trouble(error) from error


def _count_alone(path: Path, database_key: bytes) -> int:
    """The counter in `diary.db` without its `-wal`, -1 where that is no whole database."""
    try:
        with contextlib.closing(connect(path, database_key, read_only=True, immutable=True)) as connection:
            for pragma in ("cipher_integrity_check", "integrity_check", "foreign_key_check"):
                if any(tuple(row) != ("ok",) for row in connection.execute(f"PRAGMA {pragma}")):
                    return -1
            return _count(connection)
    except sqlcipher.Error:
        return -1


def _count(connection: Any) -> int:
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
        return 0  # an empty file, for one
    found = connection.execute(_COUNTED, (_NAME,)).fetchone()
    return 0 if found is None else int(found[0])


def _is_log_broken(connection: Any, path: Path, marked: Mark) -> bool:
    """Whether less of the log can be read than was acknowledged. A new log has other salts: the old one is in the file.

    The connection has read something, and thereby found where the log ends.
    """
    log = _read_header(path)
    if log is None or not marked.frames:
        return False
    if not _is_header(log):
        return True
    _, frames, _ = connection.execute("PRAGMA wal_checkpoint(NOOP)").fetchone()
    return log[16:24] == marked.salts and frames < marked.frames


def _read_header(path: Path) -> bytes | None:
    """The header of the database's -wal, None where that is not there or empty."""
    try:
        with path.with_name(f"{path.name}-wal").open("rb", buffering=0) as file:
            header = file.read(_HEADER)
    except FileNotFoundError:
        return None
    return header if len(header) == _HEADER else None


def _is_header(log: bytes) -> bool:
    """Whether the header of a -wal carries its checksum (https://sqlite.org/fileformat2.html#checksum_algorithm)."""
    order = ">" if log[3] & 1 else "<"
    first = second = 0
    words = struct.unpack(f"{order}6I", log[:24])
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return (first, second) == struct.unpack(">2I", log[24:])


def _read(path: Path, key: bytes) -> tuple[Mark, bool]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Mark(), False
    slots = [content[start : start + _SLOT] for start in (0, _SLOT)]
    marks = [_opened(slot) for slot in slots if len(slot) == _SLOT and _is_ours(slot, key)]
    return max(marks, default=Mark()), len(marks) == len(slots) and len(content) == 2 * _SLOT


def _is_ours(slot: bytes, key: bytes) -> bool:
    content, mac = slot[: _CONTENT.size], slot[_CONTENT.size :]
    return hmac.compare_digest(hmac.digest(key, content, hashlib.sha256), mac)


def _opened(slot: bytes) -> Mark:
    _, count, salts, frames = _CONTENT.unpack_from(slot)
    return Mark(count, frames, salts)


def _sealed(mark: Mark, key: bytes) -> bytes:
    content = _CONTENT.pack(_MAGIC, mark.count, mark.salts, mark.frames)
    return content + hmac.digest(key, content, hashlib.sha256)


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    os.chmod(target, 0o600)
    with target.open("r+b") as file:
        os.fsync(file.fileno())
