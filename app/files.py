"""Private folders and files written whole or not at all."""

import errno
import os
import sys
import tempfile
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_TAKEN = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


def private_folder(path: Path) -> Path:
    """Make `path` (with parents) if missing, readable by its owner alone (0700); returns it."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.chmod(path, 0o700)
    return path


def sync_folder(path: Path) -> None:
    """Make names created, renamed or removed in `path` durable (Windows has no such call and needs none)."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_atomically(path: Path, content: bytes) -> None:
    """Write `content` to `path` as a 0600 file: durable, read back and compared, then renamed into place.

    Raises OSError (ENOSPC, EIO …); then `path` is as it was.
    """
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # mkstemp makes it 0600
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if temporary.read_bytes() != content:
            raise OSError(5, "what was written does not read back")
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_resource(path: Path, content: bytes) -> None:
    """The same for what comes with Todak and is no diary: everyone may read it. Raises OSError."""
    write_atomically(path, content)
    path.chmod(0o644)


def take_alone(descriptor: int) -> bool:
    """Take the operating system's advisory lock on an open file, freed with its last descriptor; False: it is taken.

    Raises OSError where the file system has no locks.
    """
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _TAKEN:
            return False
        raise
    return True
