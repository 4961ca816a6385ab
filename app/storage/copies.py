"""Private folders for copies of a diary that is only read: gone with what needed them, or swept by the next one."""

import contextlib
import os
import shutil
import tempfile
import time
from pathlib import Path

from app.errors import DiaryBusy, StorageError
from app.storage.lock import DiaryLock

PREFIX = "todak-copy-"
YOUNG = 60.0  # seconds in which a folder may not have its lock yet


def private_folder(temporary: contextlib.ExitStack) -> Path:
    """A folder of mode 0700 that goes with `temporary`. Raises OSError and StorageError.

    Its lock is held as long; a folder whose lock nobody holds was left by a process that was killed, and is removed.
    What lies in them is encrypted as it is in the diary.
    """
    _sweep(Path(tempfile.gettempdir()))
    place = Path(temporary.enter_context(tempfile.TemporaryDirectory(prefix=PREFIX)))
    temporary.enter_context(DiaryLock(place))
    return place


def _sweep(parent: Path) -> None:
    for each in parent.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError, StorageError):  # somebody else's, or gone meanwhile
            if _is_left(each):
                shutil.rmtree(each)


def _is_left(folder: Path) -> bool:
    found = folder.lstat()
    ours = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    if not ours or folder.is_symlink() or time.time() - found.st_mtime < YOUNG:
        return False
    try:
        with DiaryLock(folder):
            return True
    except DiaryBusy:
        return False
