"""Making a backup: an encrypted copy of the whole diary while it may be in use, verified before it is called one.

The database is copied by `VACUUM INTO`, which writes the state of one moment under the diary's own key. The recordings
come after it: what that state refers to was sealed before. A sealed recording never changes, so one that the backup
before has already is shared with it by a hard link (and copied where the disk knows none).
"""

import contextlib
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import sqlcipher3.dbapi2 as sqlcipher

from app import __version__
from app.diary.thinning import due, due_before
from app.errors import (
    AudioDamaged,
    BackupFailed,
    Cancelled,
    DiaryDamaged,
    DiskFull,
    NoRoomForBackup,
    NotBackedUp,
    StorageError,
    storage_trouble,
)
from app.files import sync_folder, write_atomically
from app.storage.audio import AudioJournal
from app.storage.backups import (
    ABOUT_FILE,
    MAKING,
    Backup,
    Backups,
    alone_in,
    changed_at,
    name_for,
    recordings_in,
    summed,
)
from app.storage.check import check_database
from app.storage.engine import connect, storage_errors
from app.storage.key_file import read_header
from app.storage.keys import verify_key_file
from app.storage.mark import count_of, write_mark
from app.storage.migrations import schema_of
from app.storage.names import AUDIO_FOLDER, DATABASE_FILE, KEY_FILE

if TYPE_CHECKING:
    from app.storage.repository import Diary

Progress = Callable[[float], None]  # the share that is done, 0 to 1
Cancel = Callable[[], bool]

_TRIES: Final = 5
_STEPS: Final = 20_000  # of SQLite's virtual machine, between two looks at whether to stop: some ms
_SPARE: Final = 16 << 20  # bytes
_MEBIBYTE: Final = 1 << 20
_SAME_TIME: Final = 2_000_000_000  # ns: FAT keeps times to two seconds
_SEALED: Final = ".tdk"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MadeBackup:
    """A backup that was just made, with what is known of it only then."""

    backup: Backup
    utterances: int
    copied: int  # recordings
    shared: int  # recordings that an earlier backup has too
    damaged: tuple[str, ...]  # recordings that are damaged in the diary itself: copied as they are, if they can be read
    missing: tuple[str, ...]  # recordings that the diary speaks of and nobody has


def no_progress(_share: float) -> None:
    """A progress that nobody watches."""


def never() -> bool:
    """Nobody wants it to stop."""
    return False


def back_up(diary: "Diary", to: Path, *, progress: Progress = no_progress, cancelled: Cancel = never) -> MadeBackup:
    """Make a backup of the open `diary`, which may be in use, in the folder `to`, which is made if it is missing.

    It is a folder of its own with `diary.key` as it is now, so it opens with today's passphrase. It has its name only
    when it is on the disk and checked: both integrity checks, the key file, every recording that was copied, and every
    reference to one. Raises DiaryDamaged before anything is copied when `quick_check` finds something, NoRoomForBackup,
    Cancelled, BackupFailed; then there is no backup, and earlier ones are untouched.
    """
    made_at = datetime.now(UTC)
    with _named_failures(to):
        _make_private(to)
        with alone_in(to):
            name = name_for(to, made_at)
            staging = to / f".{name}{MAKING}"
            _make_private(staging / AUDIO_FOLDER)
            try:
                made = _Making(diary, to, staging, progress, cancelled).run(made_at, to / name)
                os.rename(staging, to / name)
                sync_folder(to)
            finally:
                shutil.rmtree(staging, ignore_errors=True)
    logger.info("a backup was made: %s recordings copied, %s shared", made.copied, made.shared)
    return made


def back_up_if_due(
    diary: "Diary", to: Path, *, progress: Progress = no_progress, cancelled: Cancel = never
) -> MadeBackup | None:
    """The automatic backup: made where `app.diary.thinning.due` says so, and older ones are thinned then.

    Slow: not for the window's thread. Raises as `back_up`.
    """
    backups = Backups(to, diary.key.diary_id)
    newest = backups.newest_good()
    if not due(newest.made_at if newest else None, changed_at(diary.folder), datetime.now(UTC)):
        return None
    made = back_up(diary, to, progress=progress, cancelled=cancelled)
    backups.thin()
    return made


def back_up_before(
    diary: "Diary", to: Path, *, progress: Progress = no_progress, cancelled: Cancel = never
) -> MadeBackup | None:
    """The backup before something that cannot be taken back, where `app.diary.thinning.due_before` says so.

    Older ones stay: thinning is the automatic backup's. Raises NotBackedUp where it could not be made; DiaryDamaged and
    Cancelled as `back_up`.
    """
    newest = Backups(to, diary.key.diary_id).newest_good()
    if not due_before(newest.made_at if newest else None, changed_at(diary.folder), datetime.now(UTC)):
        return None
    try:
        return back_up(diary, to, progress=progress, cancelled=cancelled)
    except (DiaryDamaged, Cancelled):
        raise
    except StorageError as error:
        raise NotBackedUp(error) from error


class _Making:
    """One backup being made."""

    def __init__(self, diary: "Diary", to: Path, staging: Path, progress: Progress, cancelled: Cancel) -> None:
        self._source = diary.folder
        self._path = diary.database
        self._key = diary.key
        self._sounds = diary.audio
        self._staging = staging
        self._copy = staging / DATABASE_FILE
        self._tell = progress
        self._cancelled = cancelled
        earlier = Backups(to, diary.key.diary_id).newest()
        self._earlier = {each.name: each for each in recordings_in(earlier.folder)} if earlier else {}
        self._copied: set[str] = set()  # utterances
        self._shared: set[str] = set()
        self._damaged: set[str] = set()

    def run(self, made_at: datetime, final: Path) -> MadeBackup:
        """Fill the staging folder; returns what it then is."""
        self._refuse_without_room()
        with contextlib.closing(self._connected()) as connection, storage_errors(self._path):
            self._quick_check(connection)
            self._tell(0.1)
            referenced, missing = self._state_and_sound(connection)
        for stray in set(recordings_in(self._staging)) - {self._target(each) for each in self._copied | self._shared}:
            stray.unlink()
        write_atomically(self._staging / KEY_FILE, read_header(self._source / KEY_FILE)[1])
        verify_key_file(self._staging / KEY_FILE, self._key)
        self._put_mark()
        sync_folder(self._staging / AUDIO_FOLDER)
        self._stop_if_asked()
        backup = Backup(
            folder=final,
            diary_id=self._key.diary_id,
            made_at=made_at,
            made_by=__version__,
            schema=schema_of(self._copy, self._key.database_key)[0],
            recordings=len(recordings_in(self._staging)),
            files=summed(self._staging),
        )
        write_atomically(self._staging / ABOUT_FILE, backup.encoded())
        self._tell(1.0)
        return MadeBackup(
            backup=backup,
            utterances=referenced,
            copied=len(self._copied),
            shared=len(self._shared),
            damaged=tuple(sorted(self._damaged)),
            missing=tuple(sorted(missing)),
        )

    # --- the database ------------------------------------------------------------------------------------------------

    def _connected(self) -> Any:
        with storage_errors(self._path):
            connection = connect(self._path, self._key.database_key, read_only=True)
            connection.execute("PRAGMA query_only = OFF")  # it forbids VACUUM INTO; the file is opened for reading only
        connection.set_progress_handler(self._cancelled, _STEPS)
        return connection

    def _quick_check(self, connection: Any) -> None:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()
        if tuple(found) != ("ok",):
            raise DiaryDamaged(part=self._path.name)

    def _state_and_sound(self, connection: Any) -> tuple[int, set[str]]:
        """Copy the database, then the recordings it refers to; again when one was thrown away in between.

        Returns how many utterances there are, and which recordings nobody has.
        """
        for _ in range(_TRIES):
            with_audio = self._copy_state(connection)
            self._tell(0.3)
            referenced = {each for each, has_audio in with_audio.items() if has_audio}
            missing = self._copy_sound(referenced, self._orphans(with_audio))
            if not missing:
                break
            now = connection.execute("SELECT id FROM utterances WHERE has_audio = 1").fetchall()
            if missing <= {row[0] for row in now}:
                break  # the diary itself has lost them
        return len(with_audio), missing

    def _put_mark(self) -> None:
        """The copy's own `diary.mark`: it counts what the copy has."""
        write_mark(self._staging, self._key.mark_key, count_of(self._copy, self._key.database_key))

    def _copy_state(self, connection: Any) -> dict[str, bool]:
        """The database of one moment, verified; returns its utterances with whether they have a recording."""
        for suffix in ("", "-wal", "-shm", "-journal"):
            self._copy.with_name(self._copy.name + suffix).unlink(missing_ok=True)
        new_file(self._copy)
        before = _counted(connection)
        connection.execute("VACUUM INTO ?", (str(self._copy),))  # under the same key: SQLCipher hands it on
        after = _counted(connection)
        with self._copy.open("r+b") as file:
            os.fsync(file.fileno())
        problems, with_audio = check_database(self._copy, self._key.database_key)
        if problems:
            raise BackupFailed(folder=self._staging.parent, reason=problems[0])
        if before == after and len(with_audio) != after[1]:
            raise BackupFailed(folder=self._staging.parent, reason="rows are missing in the copy")
        return with_audio

    def _orphans(self, with_audio: dict[str, bool]) -> set[str]:
        """Sealed recordings whose words are still to come. Those of purged entries are not: nobody wants them back."""
        connection = connect(self._copy, self._key.database_key, read_only=True)
        with contextlib.closing(connection), storage_errors(self._copy):
            noted = connection.execute("SELECT name FROM meta WHERE name LIKE 'purged %'").fetchall()
        unwanted = {name.removeprefix("purged ") for (name,) in noted} | set(with_audio)
        sealed = {each.stem for each in recordings_in(self._source) if each.suffix == _SEALED}
        return sealed - unwanted

    # --- the recordings ----------------------------------------------------------------------------------------------

    def _copy_sound(self, referenced: set[str], orphans: set[str]) -> set[str]:
        """Bring the recordings of these utterances into the staging folder; returns which are nowhere."""
        self._copied &= referenced | orphans
        self._shared &= referenced | orphans
        missing = set()
        wanted = sorted((referenced | orphans) - self._copied - self._shared)
        for number, utterance_id in enumerate(wanted):
            self._stop_if_asked()
            if not self._bring(utterance_id) and utterance_id in referenced:
                missing.add(utterance_id)
            self._tell(0.3 + 0.65 * (number + 1) / len(wanted))
        return missing

    def _bring(self, utterance_id: str) -> bool:
        source = self._source / AUDIO_FOLDER / f"{utterance_id}{_SEALED}"
        earlier = self._earlier.get(source.name)
        try:
            state = source.stat()
        except FileNotFoundError:
            # Cut off by a crash and not sealed yet; or gone, and then an earlier backup may still have it.
            part = source.with_name(f"{source.name}.part")
            if part.exists():
                return self._copy_recording(utterance_id, part, part.name)
            return earlier is not None and self._share(utterance_id, earlier)
        if earlier is not None and _is_same(state, earlier) and self._share(utterance_id, earlier):
            return True
        return self._copy_recording(utterance_id, source, source.name)

    def _share(self, utterance_id: str, earlier: Path) -> bool:
        try:
            os.link(earlier, self._staging / AUDIO_FOLDER / earlier.name)
        except FileNotFoundError:
            return False
        except OSError:
            return self._copy_recording(utterance_id, earlier, earlier.name)  # a disk without links
        self._shared.add(utterance_id)
        return True

    def _copy_recording(self, utterance_id: str, source: Path, name: str) -> bool:
        target = self._staging / AUDIO_FOLDER / name
        try:
            copy_file(source, target)
        except FileNotFoundError:
            return False
        except SourceUnreadable:
            return self._go_without(utterance_id, source)
        try:
            for _ in AudioJournal(target.parent, self._key.audio_key, read_only=True).read(utterance_id):
                continue
        except AudioDamaged:
            if source.parent == self._source / AUDIO_FOLDER and self._sounds.is_whole(utterance_id):
                raise BackupFailed(folder=self._staging.parent, reason="a recording does not read back") from None
            self._damaged.add(utterance_id)
        self._copied.add(utterance_id)
        return True

    def _go_without(self, utterance_id: str, source: Path) -> bool:
        """A recording that the disk refuses to read: the one of the backup before takes its place, if there is one."""
        if source.parent != self._source / AUDIO_FOLDER:
            return False  # that one is it
        earlier = self._earlier.get(source.name)
        if earlier is None or not self._share(utterance_id, earlier):
            self._damaged.add(utterance_id)
        return True

    def _target(self, utterance_id: str) -> Path:
        sealed = self._staging / AUDIO_FOLDER / f"{utterance_id}{_SEALED}"
        return sealed if sealed.exists() else sealed.with_name(f"{sealed.name}.part")

    # --- before and in between ---------------------------------------------------------------------------------------

    def _refuse_without_room(self) -> None:
        wal = self._path.with_name(f"{self._path.name}-wal")
        needed = sum(each.stat().st_size for each in (self._path, wal) if each.exists()) + _SPARE
        for each in recordings_in(self._source):
            with contextlib.suppress(FileNotFoundError):  # thrown away since
                state = each.stat()
                if each.name not in self._earlier or not _is_same(state, self._earlier[each.name]):
                    needed += state.st_size
        free = shutil.disk_usage(self._staging).free
        if free < needed:
            raise NoRoomForBackup(folder=self._staging.parent, needed=-(-needed // _MEBIBYTE), free=free // _MEBIBYTE)

    def _stop_if_asked(self) -> None:
        if self._cancelled():
            raise Cancelled()


def new_file(path: Path) -> None:
    """An empty 0600 file, also on a disk that knows no modes (FAT refuses to set one). Raises OSError."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


class SourceUnreadable(OSError):
    """The disk refuses to read what is to be copied; where it is copied to has nothing to do with it."""


def copy_file(source: Path, target: Path) -> None:
    """Copy to a new 0600 file, durable, with the time of the last change.

    Raises SourceUnreadable, after which there is no target, and OSError.
    """
    with _source_errors():
        file = source.open("rb")
    with file:
        state = os.fstat(file.fileno())
        new_file(target)
        try:
            with target.open("r+b") as copy:
                while block := _read(file):
                    copy.write(block)
                copy.flush()
                os.fsync(copy.fileno())
        except SourceUnreadable:
            target.unlink()
            raise
    os.utime(target, ns=(state.st_mtime_ns, state.st_mtime_ns))


def _read(file: BinaryIO) -> bytes:
    with _source_errors():
        return file.read(_MEBIBYTE)


@contextlib.contextmanager
def _source_errors() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise SourceUnreadable(error.errno, "the source cannot be read") from error


def _counted(connection: Any) -> tuple[int, int]:
    """Which state the database is in (it changes with every commit of another connection), and its utterances."""
    version = connection.execute("PRAGMA data_version").fetchone()[0]
    return int(version), int(connection.execute("SELECT count(*) FROM utterances").fetchone()[0])


def _is_same(state: os.stat_result, earlier: Path) -> bool:
    """Whether an earlier backup's recording is the one that the diary has: a sealed one never changes."""
    try:
        there = earlier.stat()
    except OSError:
        return False
    return there.st_size == state.st_size and abs(there.st_mtime_ns - state.st_mtime_ns) <= _SAME_TIME


def _make_private(folder: Path) -> None:
    """Make a folder, and the one it is in, for its owner alone. One that is there keeps its mode: others may use it."""
    for each in (folder.parent, folder):
        if not each.exists():
            each.mkdir(mode=0o700, parents=True, exist_ok=True)


@contextlib.contextmanager
def _named_failures(to: Path) -> Iterator[None]:
    """Say of everything that fails that it was the backup, and where."""
    try:
        yield
    except sqlcipher.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlcipher.SQLITE_INTERRUPT:
            raise Cancelled() from None
        raise
    except OSError as error:
        trouble = storage_trouble(error)
        if isinstance(trouble, DiskFull):
            raise trouble from error
        raise BackupFailed(folder=to, reason=trouble.details.get("reason", trouble.code)) from error
    except StorageError as error:
        if type(error) is StorageError:
            raise BackupFailed(folder=to, reason=error.details.get("reason", error.code)) from error
        raise
