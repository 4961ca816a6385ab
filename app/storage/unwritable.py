"""Reading a diary where nothing can be written: a read-only disk, a folder of somebody else's."""

import contextlib
import os
from pathlib import Path

from app.errors import storage_trouble
from app.storage.backup import copy_file
from app.storage.copies import private_folder
from app.storage.engine import is_alone
from app.storage.keys import DataKey
from app.storage.migrations import migrate, must_migrate


def is_writable(folder: Path) -> bool:
    """Whether files can be made in `folder`."""
    return os.access(folder, os.W_OK)


def readable(path: Path, key: DataKey, temporary: contextlib.ExitStack) -> Path:
    """What to read instead of the database `path` in such a folder: itself, or a copy of it.

    A copy where a -wal belongs to it, or where it is older than today's schema. Raises what `migrate` raises.
    """
    if is_alone(path) and not must_migrate(path, key.database_key):
        return path
    return todays_copy(path, key, temporary)


def todays_copy(path: Path, key: DataKey, temporary: contextlib.ExitStack) -> Path:
    """A copy of a database at today's schema, encrypted as it is, in a private folder that goes with `temporary`."""
    try:
        place = private_folder(temporary)
        for each in (path, path.with_name(f"{path.name}-wal")):
            if each.exists():
                copy_file(each, place / each.name)
    except OSError as error:
        raise storage_trouble(error) from error
    migrate(place / path.name, key.database_key)
    return place / path.name
