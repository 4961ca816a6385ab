"""Bringing an older diary to today's schema: numbered steps, forward only, on a copy.

The copy is swapped in when it passes both integrity checks; the old file stays beside it as `diary.db.schema<n>`.
"""

import contextlib
import logging
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import Connection, update

from app import __version__
from app.errors import DiaryBusy, DiaryDamaged, DiaryNewer, NoRoomToMigrate, StorageError, storage_trouble
from app.files import sync_folder
from app.storage.check import check_database
from app.storage.engine import connect, make_database_file, open_engine, storage_errors
from app.storage.migrations.to_2 import to_2
from app.storage.names import MIGRATING_FILE
from app.storage.schema import SCHEMA, meta

Step = Callable[[Connection], None]

# The step from version n to n + 1 stands under n. A released step is never changed. It uses SQL or its own tables, not
# those of app.storage.schema, which show the newest version only.
STEPS: Mapping[int, Step] = {1: to_2}

_MEBIBYTE = 1 << 20
_LITTLE = _MEBIBYTE // 2

logger = logging.getLogger(__name__)


def schema_of(path: Path, key: bytes) -> tuple[int, str]:
    """The schema version of a diary, and the version of Todak that wrote it last. Nothing is changed.

    Raises DiaryDamaged when `path` is no diary under this key; DiaryBusy, StorageError.
    """
    with storage_errors(path):
        connection = connect(path, key, read_only=True)
        try:
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
                raise DiaryDamaged(part=path.name)  # an empty file, for one, is a valid database without tables
            about = dict(connection.execute("SELECT name, value FROM meta").fetchall())
        finally:
            connection.close()
    if "schema" not in about:
        raise DiaryDamaged(part=path.name)
    return int(about["schema"]), str(about.get("written_by", "?"))


def must_migrate(path: Path, key: bytes, target: int = SCHEMA) -> bool:
    """Whether the diary `path` is older than version `target`. Raises DiaryNewer, and what `schema_of` raises."""
    found, written_by = schema_of(path, key)
    if found > target:
        raise DiaryNewer(schema=found, version=written_by)
    return found < target


def migrate(path: Path, key: bytes, *, steps: Mapping[int, Step] = STEPS, target: int = SCHEMA) -> bool:
    """Bring the diary `path` to version `target`; True when something was done. The caller holds the diary's lock.

    Raises DiaryNewer for a later version; NoRoomToMigrate when there is no room for two more copies (before anything is
    done), DiskFull when it has gone meanwhile; DiaryBusy while another process reads; DiaryDamaged when the result does
    not check out. The diary is then as it was.
    """
    if not must_migrate(path, key, target):
        return False
    found, _ = schema_of(path, key)
    copy = path.with_name(MIGRATING_FILE)
    try:
        _refuse_without_room(path)
        _remove(copy)
        try:
            make_database_file(copy)
            _copy_alone(path, key, copy)
            _step(copy, key, found, steps, target)
            _swap(path, copy, path.with_name(f"{path.name}.schema{found}"))
        finally:
            _remove(copy)
    except OSError as error:
        raise storage_trouble(error) from error
    logger.info("the diary was migrated from schema %s to %s", found, target)
    return True


def room_needed(path: Path) -> int:
    """How many bytes must be free before the diary `path` is migrated: twice its size, -wal included, and a little.

    One part is the copy; the other what the copy grows by, or the old file on a disk that cannot link it; the little is
    for the first pages of new tables, which are more than all the rest of a small diary.
    """
    return _LITTLE + 2 * sum(each.stat().st_size for each in (path, _companions(path)[0]) if each.exists())


def _refuse_without_room(path: Path) -> None:
    needed, free = room_needed(path), shutil.disk_usage(path.parent).free
    if free < needed:
        raise NoRoomToMigrate(needed=_mebibytes(needed), free=free // _MEBIBYTE)


def _mebibytes(size: int) -> int:
    return -(-size // _MEBIBYTE)


def _copy_alone(path: Path, key: bytes, copy: Path) -> None:
    """Copy the diary while nobody else has it open, and leave no -wal behind that could meet the new file."""
    with storage_errors(path):
        connection = connect(path, key, read_only=False)
        try:
            # Leaving WAL needs to be the only connection. A stale -wal beside a swapped file would destroy it.
            if connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0] != "delete":
                raise DiaryBusy()
            connection.execute("VACUUM INTO ?", (str(copy),))  # keeps key and encryption
        finally:
            connection.close()


def _step(copy: Path, key: bytes, found: int, steps: Mapping[int, Step], target: int) -> None:
    engine = open_engine(copy, key, read_only=False)
    try:
        with storage_errors(copy), contextlib.closing(engine.raw_connection()) as connection:
            # No -wal, which would take the room of all that is written once more: a copy that fails is thrown away.
            connection.cursor().execute("PRAGMA journal_mode = MEMORY")
        for version in range(found, target):
            if version not in steps:
                raise StorageError(reason=f"no migration from schema {version}")
            with storage_errors(copy), engine.begin() as connection:
                steps[version](connection)
                for name, value in (("schema", str(version + 1)), ("written_by", __version__)):
                    connection.execute(update(meta).where(meta.c.name == name).values(value=value))
    finally:
        engine.dispose()
    problems, _ = check_database(copy, key)
    if problems:
        raise DiaryDamaged(part=problems[0])


def _swap(path: Path, copy: Path, old: Path) -> None:
    for leftover in _companions(copy):
        if leftover.exists() and leftover.stat().st_size and leftover.name.endswith("-wal"):
            raise StorageError(reason="the migrated copy was not written out")
    with copy.open("r+b") as file:
        os.fsync(file.fileno())
    old.unlink(missing_ok=True)
    try:
        os.link(path, old)  # the diary is never without its name, whatever happens here
    except OSError:
        _copy_whole(path, old)  # a disk without links
    os.replace(copy, path)
    sync_folder(path.parent)


def _copy_whole(path: Path, old: Path) -> None:
    """Copy the file, under a name that says so only when it is whole and on the disk."""
    part = old.with_name(f"{old.name}.part")
    try:
        part.unlink(missing_ok=True)
        make_database_file(part)
        with path.open("rb") as source, part.open("r+b") as target:
            shutil.copyfileobj(source, target)
            target.flush()
            os.fsync(target.fileno())
        os.replace(part, old)
    finally:
        part.unlink(missing_ok=True)


def _companions(path: Path) -> tuple[Path, Path]:
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def _remove(path: Path) -> None:
    for each in (path, *_companions(path)):
        each.unlink(missing_ok=True)
