"""The two copies of the key header on disk: `diary.key`, and `diary.key.previous`, which mends it.

They differ only during a rewrite, and after one that was cut short, until the next opening: what a forgotten or stolen
passphrase could still open must not stay in the folder.
"""

import logging
import os
from pathlib import Path

from app.errors import StorageError, storage_trouble
from app.files import write_atomically
from app.storage.names import KEY_FILE, PREVIOUS_FILE

DAMAGED_FILE = "diary.key.damaged"
_UNFINISHED = f".{KEY_FILE}.*"  # temporary files of `write_atomically` that a crash left

logger = logging.getLogger(__name__)


def rewrite(folder: Path, current: bytes, fresh: bytes) -> None:
    """Put `fresh`, which was seen to open, in the place of `current`. The caller holds the diary's lock.

    First `current` becomes the previous copy, then `fresh` becomes `diary.key`, durable and read back, and only then
    `fresh` becomes the previous copy too. A crash leaves an intact `diary.key`, the old or the new. Raises DiskFull or
    StorageError as long as the old one may be in force; what fails after that is made up for by `even_out`.
    """
    path = folder / KEY_FILE
    try:
        write_atomically(folder / PREVIOUS_FILE, current)
        write_atomically(path, fresh)
        if path.read_bytes() != fresh:
            raise StorageError(reason=f"{KEY_FILE} does not read back")
    except OSError as error:
        raise storage_trouble(error) from error
    even_out(folder, fresh)


def even_out(folder: Path, content: bytes) -> None:
    """Make the previous copy the same as `diary.key`, whose `content` was seen to open, and remove what is older.

    The caller holds the diary's lock. When it fails the diary opens all the same, and the next opening tries again.
    """
    previous = folder / PREVIOUS_FILE
    try:
        for unfinished in folder.glob(_UNFINISHED):
            unfinished.unlink(missing_ok=True)
        if not _holds(previous, content):
            # First what else an older passphrase could open, so that a crash in between leaves this to be done again.
            (folder / DAMAGED_FILE).unlink(missing_ok=True)
            write_atomically(previous, content)
    except OSError as error:
        logger.warning("the second copy of diary.key could not be written (errno %s)", error.errno)


def put_back(folder: Path, content: bytes) -> None:
    """Restore `diary.key` from the good copy, keeping what is there; when that fails the diary opens all the same."""
    path = folder / KEY_FILE
    try:
        if path.exists():
            _keep(path)
        write_atomically(path, content)
    except OSError as error:
        logger.warning("the good copy of diary.key could not be put back (errno %s)", error.errno)
    else:
        logger.warning("the good copy of diary.key was put back")


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False  # missing, or refused by the disk


def _keep(path: Path) -> None:
    """Keep a damaged file under another name. Raises OSError."""
    damaged = path.with_name(DAMAGED_FILE)
    try:
        content = path.read_bytes()
    except OSError:
        os.replace(path, damaged)  # the disk refuses to read it, and may still read it to somebody else
    else:
        write_atomically(damaged, content)
