"""The ways on for a diary that cannot be opened: out of a backup, out of what can be read of it, with a backup's key.

Each sees first that what it puts in place opens with what the user knows. A diary that was there is kept whole, under a
name of its own.
"""

import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path

from app.errors import storage_trouble
from app.storage import key_copies, keyring_opening, keys
from app.storage.backup import Cancel, Progress, never, no_progress
from app.storage.backups import Backup, Backups, diary_id_of
from app.storage.key_file import read_header
from app.storage.keys import DataKey
from app.storage.lock import DiaryLock
from app.storage.migrations import schema_of
from app.storage.names import DATABASE_FILE, KEY_FILE
from app.storage.restore import Beside, open_beside
from app.storage.salvage import Salvaged, salvage

Unlock = Callable[[Path], DataKey]  # of the diary or the backup in a folder

_SALVAGING = 0.8  # the share of `take_salvage` that is not the last copying


def by_passphrase(passphrase: str) -> Unlock:
    """Unlocks by the passphrase, changing nothing."""
    return lambda folder: keys.unlock(folder, passphrase, mend=False)


def by_recovery_key(recovery_key: str) -> Unlock:
    """Unlocks by the recovery key, changing nothing."""
    return lambda folder: keys.unlock_with_recovery_key(folder, recovery_key, mend=False)


def by_keyring() -> Unlock:
    """Unlocks by the operating system's keyring: a diary's own folder only, a backup has no `diary.keyring`."""
    return lambda folder: keyring_opening.unlock(folder, mend=False)


def best_backup(folder: Path, backups: Path) -> Backup | None:
    """The newest good backup in `backups` of the diary in `folder`. Reads files: slow where they are large."""
    return Backups(backups, diary_id_of(folder)).newest_good()


def take_backup(
    folder: Path, backup: Path, unlock: Unlock, *, progress: Progress = no_progress, cancelled: Cancel = never
) -> Beside:
    """Put a diary made out of `backup` in the place of the one in `folder`, which is kept beside it.

    Raises what `unlock` raises where that does not open the backup, and what `open_beside` raises; then all is as it
    was.
    """
    unlock(backup).forget()
    return open_beside(backup, folder, progress=progress, cancelled=cancelled)


def take_salvage(
    folder: Path, unlock: Unlock, *, progress: Progress = no_progress, cancelled: Cancel = never
) -> tuple[Salvaged, Beside]:
    """Put a new diary of all that can be read of the one in `folder` in its place; that one is kept beside it.

    Raises what `unlock`, `salvage` and `open_beside` raise; then all is as it was.
    """
    place = folder.with_name(f".{folder.name}.salvaged")
    with contextlib.ExitStack() as undo:
        key = unlock(folder)
        undo.callback(key.forget)
        try:
            shutil.rmtree(place, ignore_errors=True)
            undo.callback(shutil.rmtree, place, ignore_errors=True)
            with DiaryLock(folder):
                salvaged = salvage(
                    folder, key, place, progress=lambda share: progress(_SALVAGING * share), cancelled=cancelled
                )
        except OSError as error:
            raise storage_trouble(error) from error
        beside = open_beside(
            place,
            folder,
            progress=lambda share: progress(_SALVAGING + (1 - _SALVAGING) * share),
            cancelled=cancelled,
        )
    return salvaged, beside


def take_key(folder: Path, backup: Path, unlock: Unlock) -> None:
    """Put the `diary.key` of `backup`, which was seen to open the diary in `folder`, in the place of the damaged one.

    The diary then opens with the passphrase and recovery key of that backup. Raises what `unlock` raises where that
    does not open the backup, DiaryDamaged where its key is not the one of this diary, DiaryBusy, StorageError.
    """
    key = unlock(backup)
    try:
        with DiaryLock(folder):
            schema_of(folder / DATABASE_FILE, key.database_key)
            key_copies.put_back(folder, read_header(backup / KEY_FILE)[1])
            keys.verify_key_file(folder / KEY_FILE, key)
    finally:
        key.forget()
