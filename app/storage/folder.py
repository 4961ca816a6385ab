"""The diary's folder: what makes it a diary, and what creating and opening one does to its files."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import insert

from app import __version__
from app.errors import DiaryDamaged, storage_trouble
from app.files import private_folder, sync_folder
from app.storage.engine import DATABASE_FILE, make_database_file, open_engine, storage_errors
from app.storage.key_file import KEY_FILE
from app.storage.keys import PREVIOUS_FILE, DataKey
from app.storage.migrations import migrate
from app.storage.rows import now
from app.storage.schema import SCHEMA, meta, metadata

AUDIO_FOLDER = "audio"
UNBORN = f"{DATABASE_FILE}.new"


def is_diary(folder: Path) -> bool:
    """Whether anything of a diary is there; a creation that a crash cut off before its key is none."""
    return any((folder / name).exists() for name in (KEY_FILE, PREVIOUS_FILE, DATABASE_FILE))


def make_database(folder: Path, key: DataKey) -> None:
    """Make the database of a new diary under a name that `finish_creation` changes. Raises DiskFull, StorageError."""
    unborn = folder / UNBORN
    with os_errors():
        discard_creation(folder)
        make_database_file(unborn)
    _fill(unborn, key)


def discard_creation(folder: Path) -> None:
    """Remove what a creation made that did not come to its end. Raises OSError."""
    for suffix in ("", "-wal", "-shm"):
        (folder / f"{UNBORN}{suffix}").unlink(missing_ok=True)


def prepare(folder: Path, key: DataKey) -> None:
    """What an opening under the lock does first: finish a creation, make files private, migrate.

    Raises DiaryDamaged when there is no database; DiaryNewer, DiskFull, StorageError.
    """
    finish_creation(folder)
    path = folder / DATABASE_FILE
    if not path.exists():
        raise DiaryDamaged(part=DATABASE_FILE)
    with os_errors():
        private_folder(folder)
        for each in folder.glob("diary.*"):  # a restored backup may have come with any mode
            os.chmod(each, 0o600)
    migrate(path, key.database_key)


def finish_creation(folder: Path) -> None:
    """Give the database of a new diary its name, if that is still to be done."""
    with os_errors():
        if (folder / UNBORN).exists() and not (folder / DATABASE_FILE).exists():
            os.replace(folder / UNBORN, folder / DATABASE_FILE)
            sync_folder(folder)


def _fill(path: Path, key: DataKey) -> None:
    """Make the tables, and write them out so that the file is whole without a -wal."""
    engine = open_engine(path, key.database_key, read_only=False)
    about = {
        "schema": str(SCHEMA),
        "diary": key.diary_id,
        "created_at": now(),
        "created_by": __version__,
        "written_by": __version__,
    }
    try:
        with storage_errors(path), engine.begin() as connection:
            metadata.create_all(connection, checkfirst=False)
            connection.execute(insert(meta), [{"name": name, "value": value} for name, value in about.items()])
    finally:
        engine.dispose()  # the last connection to close writes the -wal back and removes it


@contextlib.contextmanager
def os_errors() -> Iterator[None]:
    """Turn what the operating system says into DiskFull or StorageError."""
    try:
        yield
    except OSError as error:
        raise storage_trouble(error) from error
