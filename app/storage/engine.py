"""Connections to `diary.db`: SQLCipher 4 under SQLAlchemy, and what its errors mean.

SQLCipher's settings (AES-256, HMAC-SHA512 on every page of 4,096 bytes) are its defaults; the key is raw, so no
connection pays for a key derivation (11 ms instead of 400).
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from app.errors import DiaryBusy, DiaryDamaged, DiskFull, StorageError

_BUSY_MS = 3_000
_READERS = 4  # kept; a few more may be open for a moment
_LITTLE_SPACE = 65_536  # bytes
# A broken frame of the -wal takes all frames behind it along, a broken page of the file only itself. So the log goes
# into the file after 1 MiB (some twenty utterances) instead of SQLite's 4, which costs nothing one could measure.
_LOG_PAGES = 256
_LARGE_LOG = 4 << 20  # bytes: what a large transaction made of the log is given back at its next beginning

logger = logging.getLogger(__name__)


def connect(path: Path, key: bytes, *, read_only: bool, immutable: bool = False) -> Any:
    """A DBAPI connection to the SQLCipher file `path`, which must exist. `key` is the raw key, 32 bytes.

    `immutable`: read the file alone, without its -wal, locks or -shm (nobody may be writing it). Transactions are
    explicit (BEGIN … COMMIT). Raises errors of sqlcipher3: see `storage_errors`.
    """
    alone = immutable or (read_only and is_alone(path))
    connection = sqlcipher.connect(
        f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}{'&immutable=1' if alone else ''}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,  # the pool hands a connection to one thread at a time
        timeout=_BUSY_MS / 1000,
    )
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")  # first: a wrong key writes to stderr otherwise
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        connection.execute("PRAGMA temp_store = MEMORY")  # no plain temporary file
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA foreign_keys = ON")
        # A page that memory or a bug spoilt before it was sealed authenticates all the same: looked at once more.
        connection.execute("PRAGMA cell_size_check = ON")
        if read_only:
            connection.execute("PRAGMA query_only = ON")
            # 32 MiB of pages that are not decrypted again; a search while typing reads the same ones over and over.
            connection.execute("PRAGMA cache_size = -32768")
        else:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA fullfsync = ON")  # macOS: fsync alone does not reach the disk
            connection.execute("PRAGMA checkpoint_fullfsync = ON")
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
            connection.execute(f"PRAGMA journal_size_limit = {_LARGE_LOG}")
    except BaseException:
        connection.close()
        raise
    return connection


def is_alone(path: Path) -> bool:
    """Whether the file is all there is of its database, and can only be read: on a medium that refuses writing.

    SQLite cannot make the -shm there that reading a database in WAL mode needs.
    """
    wal = path.with_name(f"{path.name}-wal")
    return not os.access(path.parent, os.W_OK) and not (wal.exists() and wal.stat().st_size)


def open_engine(path: Path, key: bytes, *, read_only: bool) -> Engine:
    """An engine on `path`: one writing connection, or several reading ones, which see only what is committed.

    A reading engine works while another process holds the writer. A transaction that writes takes the write lock at its
    beginning. Nothing is opened yet.
    """
    engine = create_engine(
        "sqlite://",
        creator=lambda: connect(path, key, read_only=read_only),
        module=sqlcipher,
        poolclass=QueuePool,
        pool_size=_READERS if read_only else 1,
        max_overflow=16 if read_only else 0,
        hide_parameters=True,  # parameters are diary text: never in an error or a log
    )
    begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def make_database_file(path: Path) -> None:
    """An empty file of mode 0600 whatever the umask; SQLite gives its -wal and -shm files the same mode.

    Raises OSError, FileExistsError among them.
    """
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    try:
        if os.name != "nt":
            os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn errors of SQLite and SQLAlchemy on the file `path` into ours; bugs (bad SQL, broken constraints) pass."""
    try:
        yield
    except DBAPIError as error:
        known = _known(error.orig, path)
        if known is None:
            raise
        raise known from error
    except sqlcipher.Error as error:
        known = _known(error, path)
        if known is None:
            raise
        raise known from error


def _known(error: BaseException | None, path: Path) -> StorageError | None:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    name = str(getattr(error, "sqlite_errorname", code))
    known = _meaning(code & 0xFF, name, path)  # https://sqlite.org/rescode.html: the low byte is the primary code
    if known is not None:
        logger.warning("%s: %s", path.name, name)
    return known


def _meaning(primary: int, name: str, path: Path) -> StorageError | None:
    if primary in (sqlcipher.SQLITE_NOTADB, sqlcipher.SQLITE_CORRUPT, sqlcipher.SQLITE_FORMAT):
        return DiaryDamaged(part=path.name)
    if primary == sqlcipher.SQLITE_FULL:
        return DiskFull()
    if primary in (sqlcipher.SQLITE_BUSY, sqlcipher.SQLITE_LOCKED):
        return DiaryBusy()
    if primary in (sqlcipher.SQLITE_IOERR, sqlcipher.SQLITE_CANTOPEN) and _no_space(path.parent):
        return DiskFull()  # the -shm file cannot grow on a full disk, and SQLite calls that an I/O error
    return StorageError(reason=name) if primary in _TROUBLE else None


_TROUBLE = (
    sqlcipher.SQLITE_IOERR,
    sqlcipher.SQLITE_CANTOPEN,
    sqlcipher.SQLITE_READONLY,
    sqlcipher.SQLITE_PERM,
    sqlcipher.SQLITE_PROTOCOL,
    sqlcipher.SQLITE_NOMEM,
    sqlcipher.SQLITE_TOOBIG,
)


def _no_space(folder: Path) -> bool:
    if not hasattr(os, "statvfs"):
        return False
    try:
        state = os.statvfs(folder)
    except OSError:
        return False
    return state.f_bavail * state.f_frsize < _LITTLE_SPACE
