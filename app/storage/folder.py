"""The diary's folder: what makes it a diary, and what creating and opening one does to its files."""

import contextlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import insert

from app import __version__
from app.errors import DiaryDamaged, storage_trouble
from app.files import private_folder, sync_folder
from app.storage import alike, entry_emotions, mark, text_index
from app.storage.engine import connect, make_database_file, open_engine, storage_errors
from app.storage.keys import DataKey
from app.storage.migrations import migrate
from app.storage.names import AUDIO_FOLDER, DATABASE_FILE
from app.storage.rows import now
from app.storage.schema import SCHEMA, meta, metadata

logger = logging.getLogger(__name__)

UNBORN = f"{DATABASE_FILE}.new"


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


def prepare(folder: Path, key: DataKey, *, accept_loss: bool = False) -> None:
    """What an opening under the lock does first: finish a creation, make files private, compare the mark, migrate.

    Raises WordsMissing when acknowledged writes are not there, unless `accept_loss`; DiaryDamaged when there is no
    database; DiaryNewer, DiskFull, StorageError.
    """
    finish_creation(folder)
    path = folder / DATABASE_FILE
    if not path.exists():
        raise DiaryDamaged(part=DATABASE_FILE)
    with os_errors():
        private_folder(folder)
        for each in folder.glob("diary.*"):  # a restored backup may have come with any mode
            os.chmod(each, 0o600)
    _clear(folder)
    if is_half_written(folder):
        with storage_errors(path):
            connect(path, key.database_key, read_only=False).close()  # rolls back
    # Before anything opens the database for writing: closing it would write the -wal back and remove it.
    if accept_loss:
        mark.accept_loss(folder, key.database_key, key.mark_key)
    else:
        mark.refuse_if_missing(folder, key.database_key, key.mark_key)
    migrate(path, key.database_key)


def is_half_written(folder: Path) -> bool:
    """Whether a crash left a rollback journal: of the moment before a migration when the -wal is given up.

    Only a connection that may write can roll it back, so until then no other can read.
    """
    return (folder / f"{DATABASE_FILE}-journal").exists()


def _clear(folder: Path) -> None:
    """Remove the temporary files of `write_atomically` that a crash left. They can wait, where the disk refuses."""
    try:
        for unfinished in (*folder.glob(".diary.*"), *(folder / AUDIO_FOLDER).glob(".*")):
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        logger.warning("temporary files stay for the next opening (errno %s)", error.errno)


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
            for derived in (text_index, entry_emotions, alike):
                derived.create(connection)
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
