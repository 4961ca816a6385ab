"""The folder of backups: which there are, which is whole, which may go.

A backup is a folder that holds a diary: `diary.key`, `diary.db`, `audio/`, and `backup.json`, which tells without any
key when it was made and whether it is as it was made. Its name is `todak-<UTC time>Z`; whatever begins with a dot is
being made or being removed, and is none. docs/storage-format.md describes all of it.
"""

import contextlib
import hashlib
import json
import logging
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from app.diary.thinning import superfluous
from app.errors import BackupFailed, DiaryBusy, NotABackup, Restorable, StorageError, storage_trouble
from app.files import sync_folder
from app.storage.key_file import canonical, read_header
from app.storage.lock import DiaryLock
from app.storage.names import AUDIO_FOLDER, DATABASE_FILE, KEY_FILE, PREVIOUS_FILE

ABOUT_FILE: Final = "backup.json"
MAKING, REMOVING = ".making", ".removing"  # behind a dot and the name, while it is not (or no more) a backup
_FORMAT: Final = "todak-backup"
_VERSION: Final = 1
_NAME: Final = "todak-%Y%m%dT%H%M%SZ"  # no colon: Windows refuses it
_LARGEST: Final = 65_536  # bytes; ours are about 500
_PIECE: Final = 1 << 20

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup as its `backup.json` tells of it; nothing in it needs a key."""

    folder: Path
    diary_id: str
    made_at: datetime  # UTC
    made_by: str  # the version of Todak
    schema: int
    recordings: int
    files: dict[str, tuple[int, str]]  # name to size in bytes and SHA-256, for `diary.db` and `diary.key`

    def is_as_made(self) -> bool:
        """Whether its files are the ones that were verified when it was made (recordings are only counted).

        False also when they cannot be read.
        """
        try:
            return (
                all(_summed(self.folder / name) == expected for name, expected in self.files.items())
                and len(recordings_in(self.folder)) == self.recordings
            )
        except OSError as error:
            logger.warning("a backup cannot be read (errno %s)", error.errno)
            return False

    def encoded(self) -> bytes:
        """`backup.json`: canonical JSON, checksummed."""
        body: Any = {
            "diary": self.diary_id,
            "files": {name: {"bytes": size, "sha256": digest} for name, (size, digest) in self.files.items()},
            "format": _FORMAT,
            "made_at": self.made_at.isoformat(),
            "made_by": self.made_by,
            "recordings": self.recordings,
            "schema": self.schema,
            "version": _VERSION,
        }
        return canonical({"body": body, "checksum": hashlib.sha256(canonical(body)).hexdigest()}) + b"\n"


def summed(folder: Path) -> dict[str, tuple[int, str]]:
    """What `Backup.files` says of the files in `folder`. Raises OSError."""
    return {name: _summed(folder / name) for name in (DATABASE_FILE, KEY_FILE)}


def recordings_in(folder: Path) -> list[Path]:
    """The recordings of a diary or a backup. Raises OSError."""
    place = folder / AUDIO_FOLDER
    found = place.iterdir() if place.exists() else iter(())
    return sorted(each for each in found if each.name[0] != "." and each.name.endswith((".tdk", ".tdk.part")))


def read_backup(folder: Path) -> Backup:
    """The backup in `folder`. Raises NotABackup, StorageError."""
    try:
        with (folder / ABOUT_FILE).open("rb") as file:
            content = file.read(_LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise NotABackup(folder=folder) from None
    except OSError as error:
        raise storage_trouble(error) from error
    try:
        document = json.loads(content)
        body = document["body"]
        whole = document["checksum"] == hashlib.sha256(canonical(body)).hexdigest()
        if not whole or body["format"] != _FORMAT or body["version"] != _VERSION:
            raise NotABackup(folder=folder)
        made_at = datetime.fromisoformat(body["made_at"])
        return Backup(
            folder=folder,
            diary_id=str(body["diary"]),
            made_at=made_at.astimezone(UTC),
            made_by=str(body["made_by"]),
            schema=int(body["schema"]),
            recordings=int(body["recordings"]),
            files={name: (int(each["bytes"]), str(each["sha256"])) for name, each in body["files"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise NotABackup(folder=folder) from None


def diary_id_of(folder: Path) -> str | None:
    """The id of the diary in `folder`, without any key; None when neither of its key files can be read."""
    for name in (KEY_FILE, PREVIOUS_FILE):
        try:
            return read_header(folder / name)[0].diary_id
        except StorageError:
            continue
    return None


class Backups:
    """The backups in one folder, of one diary or (without an id) of all that keep theirs there.

    A folder that is not there, or cannot be read, has none.
    """

    def __init__(self, folder: Path, diary_id: str | None = None) -> None:
        self.folder = folder
        self._diary_id = diary_id

    def list(self) -> Sequence[Backup]:
        """The backups, newest first."""
        found = []
        for place in self._folders():
            try:
                backup = read_backup(place)
            except StorageError:
                continue  # somebody else's folder, or damaged: a user may still name it
            if self._diary_id in (None, backup.diary_id):
                found.append(backup)
        return sorted(found, key=lambda each: (each.made_at, each.folder.name), reverse=True)

    def newest(self) -> Backup | None:
        """The newest one, whether or not it is whole."""
        return next(iter(self.list()), None)

    def newest_good(self) -> Backup | None:
        """The newest one that is as it was made, when it was verified. Reads files: slow where they are large."""
        return next((each for each in self.list() if each.is_as_made()), None)

    def thin(self, now: datetime | None = None) -> Sequence[Backup]:
        """Remove what `app.diary.thinning` names, never the newest good one; returns what was removed.

        Recordings that other backups share stay with those. Raises StorageError; what is then left is still whole.
        """
        moment = (now or datetime.now(UTC)).astimezone()
        every: dict[str, list[Backup]] = {}
        for each in self.list():
            every.setdefault(each.diary_id, []).append(each)
        doomed = [each for backups in every.values() for each in _superfluous(backups, moment)]
        if doomed:
            with alone_in(self.folder):
                for each in doomed:
                    remove(each.folder)
        return doomed

    def _folders(self) -> Iterable[Path]:
        try:
            return [each for each in self.folder.iterdir() if each.name[0] != "." and each.is_dir()]
        except FileNotFoundError:
            return []
        except OSError as error:
            logger.warning("the folder of backups cannot be read (errno %s)", error.errno)
            return []


def _superfluous(backups: Sequence[Backup], now: datetime) -> Sequence[Backup]:
    local = {each.made_at.astimezone(now.tzinfo): each for each in backups}
    doomed = superfluous(local, now)
    if not doomed:
        return []
    good = next((moment for moment, each in local.items() if each.is_as_made()), None)
    return [local[moment] for moment in doomed if moment != good]


def name_for(folder: Path, made_at: datetime) -> str:
    """A free name for a backup in `folder`."""
    name = made_at.astimezone(UTC).strftime(_NAME)
    names = (name, *(f"{name}-{number}" for number in range(2, 1_000)))
    return next(each for each in names if not (folder / each).exists())


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """While nobody else makes or removes backups in `folder`, with what a crash left of that cleared away.

    Raises BackupFailed, StorageError.
    """
    try:
        lock = DiaryLock(folder)
    except DiaryBusy:
        raise BackupFailed(folder=folder, reason="another backup is being made there") from None
    with lock:
        for leftover in (each for end in (MAKING, REMOVING) for each in folder.glob(f".todak-*{end}")):
            shutil.rmtree(leftover, ignore_errors=True)
        yield


def remove(backup: Path) -> None:
    """Remove a backup so that what a crash leaves of it does not look like one. Raises StorageError."""
    doomed = backup.with_name(f".{backup.name}{REMOVING}")
    try:
        os.rename(backup, doomed)
        sync_folder(backup.parent)
        shutil.rmtree(doomed)
    except OSError as error:
        raise storage_trouble(error) from error


def changed_at(folder: Path) -> datetime | None:
    """When the diary in `folder` was last written, None when it cannot be told. Opening and reading are no writing."""
    times = []
    for name in (DATABASE_FILE, f"{DATABASE_FILE}-wal", KEY_FILE, AUDIO_FOLDER):
        try:
            state = (folder / name).stat()
        except OSError:
            continue
        if state.st_size:  # an empty -wal is what a reader leaves
            times.append(state.st_mtime)
    return datetime.fromtimestamp(max(times), UTC) if times else None


@contextlib.contextmanager
def offering(diary: Path, backups: Path) -> Iterator[None]:
    """Let damage that comes to light in here name the newest good backup of the diary in `diary`."""
    try:
        yield
    except Restorable as error:
        offer_backup(error, diary, backups)
        raise


def offer_backup(error: Restorable, diary: Path, backups: Path) -> None:
    """Let `error` name the newest good backup in `backups` of the diary in `diary`, if there is one."""
    good = Backups(backups, diary_id_of(diary)).newest_good()
    if good is not None:
        error.offer(good.folder, good.made_at.astimezone().date())


def _summed(path: Path) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
            size += len(piece)
    return size, digest.hexdigest()
