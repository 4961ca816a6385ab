"""The writer's lock on a diary: at most one process writes, and a crash frees it."""

import contextlib
import os
import weakref
from pathlib import Path
from types import TracebackType

from app.errors import DiaryBusy, storage_trouble
from app.files import take_alone
from app.storage.names import LOCK_FILE


class DiaryLock:
    """An advisory lock of the operating system on `diary.lock`. The file stays; only the lock on it counts."""

    def __init__(self, folder: Path) -> None:
        """Take the lock of the diary in `folder`; DiaryBusy when another holder (in any process) has it."""
        self._descriptor: int | None = None
        try:
            # Python opens files non-inheritable, so a child that starts another program does not keep the lock.
            descriptor = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise storage_trouble(error) from error
        try:
            is_ours = take_alone(descriptor)
            with contextlib.suppress(PermissionError):  # a folder of backups may be on FAT, which knows no modes
                os.chmod(folder / LOCK_FILE, 0o600)
        except OSError as error:
            os.close(descriptor)
            raise storage_trouble(error) from error
        if not is_ours:
            os.close(descriptor)
            raise DiaryBusy()
        self._descriptor = descriptor
        _held.add(self)

    def release(self) -> None:
        """Free the lock; a second call does nothing."""
        if self._descriptor is not None:
            os.close(self._descriptor)  # frees it: this is the only descriptor of the open file
            self._descriptor = None
        _held.discard(self)

    def __enter__(self) -> "DiaryLock":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


_held: "weakref.WeakSet[DiaryLock]" = weakref.WeakSet()


def _forget_in_child() -> None:
    # A forked child shares the open file and would keep the lock after its parent died. Closing leaves the parent's.
    for lock in list(_held):
        lock.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_in_child)
