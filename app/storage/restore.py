"""Bringing things back from a backup: beside what is there, never over it.

`compare` says what differs, `restore_missing` copies into the open diary what it lacks, `open_beside` makes a diary's
folder out of a backup where the diary itself cannot be opened any more.
"""

import contextlib
import logging
import os
import shutil
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Engine, select

from app.diary.listing import opening
from app.errors import (
    BackupDamaged,
    Cancelled,
    DiaryDamaged,
    DiaryNewer,
    NoRoomForBackup,
    NotABackup,
    NotFound,
    OtherDiary,
    storage_trouble,
)
from app.files import sync_folder
from app.storage.additions import MARKS, Rows, gone, read_rows
from app.storage.audio import AudioJournal
from app.storage.backup import Cancel, Progress, SourceUnreadable, copy_file, never, no_progress
from app.storage.backups import ABOUT_FILE, diary_id_of, read_backup, recordings_in
from app.storage.check import check_database
from app.storage.engine import open_engine, storage_errors
from app.storage.folder import os_errors
from app.storage.keys import DataKey
from app.storage.lock import DiaryLock
from app.storage.migrations import must_migrate
from app.storage.names import (
    AUDIO_FOLDER,
    BELL_FILE,
    DATABASE_FILE,
    HANDOVER_FILE,
    KEY_FILE,
    LOCK_FILE,
    MARK_FILE,
    PREVIOUS_FILE,
    is_diary,
)
from app.storage.rows import now
from app.storage.schema import entries, utterances
from app.storage.unwritable import todays_copy

if TYPE_CHECKING:
    from app.storage.repository import Diary

_BESIDE: Final = (KEY_FILE, PREVIOUS_FILE, DATABASE_FILE, f"{DATABASE_FILE}-wal", MARK_FILE)
_SPARE: Final = 16 << 20  # bytes
_MEBIBYTE: Final = 1 << 20

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MissingEntry:
    """An entry of the backup of which the diary lacks something; twice, where some of that was thrown away for good."""

    id: str
    date: date
    opening: str  # the beginning of what is missing: diary text, for the screen only
    utterances: tuple[str, ...]  # those that are missing
    recordings: int  # how many of them have one
    is_here: bool  # the entry is there, without these
    in_trash: bool  # in the backup
    thrown_away: bool  # these were thrown away for good here: they come back only when their entry is named


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between a backup and the diary it was made of."""

    missing: tuple[MissingEntry, ...]  # by date
    only_here: tuple[str, ...]  # utterances that the backup lacks
    other_words: tuple[str, ...]  # utterances whose words differ, and those of the backup are not in the history
    other_marks: tuple[str, ...]  # entries whose date, score, feelings, people or tags differ: ours stay
    lost_sound: tuple[str, ...]  # recordings that are missing or damaged here and whole in the backup

    @property
    def is_same(self) -> bool:
        """There is nothing that a restoring would bring."""
        return not (self.missing or self.other_words or self.lost_sound)


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back."""

    entries: tuple[str, ...]
    utterances: tuple[str, ...]
    recordings: tuple[str, ...]
    histories: tuple[str, ...]  # utterances whose history got the words of the backup
    lost: tuple[str, ...]  # recordings that the backup itself has lost: their words came back without them


@dataclass(frozen=True, slots=True)
class Beside:
    """A diary's folder that was made out of a backup."""

    folder: Path
    kept: Path | None  # where the diary is now that was there before


# --- comparing -------------------------------------------------------------------------------------------------------


@os_errors()
def compare(backup: Path, diary: "Diary") -> Comparison:
    """What differs between the backup in the folder `backup` and the open `diary`. Nothing is changed.

    Reads the words of both, and every recording of the diary that the backup has too: slow for a large one. The
    passphrase of the backup is not needed: it is the same diary's key. Raises OtherDiary, NotABackup, BackupDamaged.
    """
    with _opened(backup, diary) as (theirs, ours):
        return _compared(theirs, ours, _lost_sound(backup, diary))


@os_errors()
def restore_missing(
    diary: "Diary",
    backup: Path,
    which: Collection[str] | None = None,
    *,
    progress: Progress = no_progress,
    cancelled: Cancel = never,
) -> Restored:
    """Copy from the backup into the open `diary` what it lacks: words, readings, replies, marks, history, recordings.

    `which` names entries of the backup; without it, everything comes but what was thrown away for good. What is there
    already is not doubled (ids are the same) nor changed: words of the backup that differ go into the history of their
    utterance. An entry from the backup's trash comes into the trash anew, for the full time. Rows come in one
    transaction, recordings before them. Raises NotFound for an entry the backup has not, OtherDiary, NotABackup,
    BackupDamaged, Cancelled, DiskFull; then nothing came.
    """
    with _opened(backup, diary) as (theirs, ours):
        differing = _compared(theirs, ours, _lost_sound(backup, diary))
        wanted = _wanted(differing, which)
        spoken = {each for entry in wanted for each in entry.utterances}
        words = _holding(theirs, differing.other_words, which)
        sounds = _holding(theirs, differing.lost_sound, which)
        if which is not None:
            _refuse_unknown(theirs, which)
        rows = read_rows(theirs, {each.id for each in wanted}, spoken | words)
    with _Sounds(diary, backup, progress, cancelled) as brought:
        recorded = {row["id"] for row in rows[utterances.name] if row["has_audio"] and row["id"] in spoken}
        brought.bring(recorded | sounds)
        _say_what_has_sound(rows, brought.whole)
        if cancelled():
            raise Cancelled()
        added = diary.add_rows(rows, brought.put_in_place)
    progress(1.0)
    return Restored(
        entries=added.entries,
        utterances=added.utterances,
        recordings=tuple(sorted(brought.whole)),
        histories=added.histories,
        lost=tuple(sorted(recorded - brought.whole)),
    )


def _wanted(differing: Comparison, which: Collection[str] | None) -> list[MissingEntry]:
    if which is None:
        return [each for each in differing.missing if not each.thrown_away]
    return [each for each in differing.missing if each.id in which]


def _refuse_unknown(theirs: Connection, which: Collection[str]) -> None:
    known = set(theirs.execute(select(entries.c.id)).scalars())
    for each in which:
        if each not in known:
            raise NotFound(what=each)


def _holding(theirs: Connection, utterance_ids: Collection[str], which: Collection[str] | None) -> set[str]:
    """Those of the utterances that are in the entries `which` of the backup, None for all."""
    if which is None:
        return set(utterance_ids)
    found = theirs.execute(select(utterances.c.id).where(utterances.c.entry_id.in_(which))).scalars()
    return set(found) & set(utterance_ids)


def _say_what_has_sound(rows: Rows, whole: Collection[str]) -> None:
    for row in rows[utterances.name]:
        row["has_audio"] = int(row["id"] in whole)
    moment = now()
    for row in rows[entries.name]:
        if row["trashed_at"] is not None:
            row["trashed_at"] = moment


def _compared(theirs: Connection, ours: Connection, lost_sound: Collection[str]) -> Comparison:
    there, here = _spoken(theirs), _spoken(ours)
    thrown = gone(ours)
    missing: defaultdict[tuple[str, bool], list[str]] = defaultdict(list)  # by entry and whether they were thrown away
    for each in there.keys() - here.keys():
        missing[there[each].entry_id, each in thrown].append(each)
    same = there.keys() & here.keys()
    known = _histories(ours, [each for each in same if there[each].text != here[each].text])
    entries_there, entries_here = _marked(theirs), _marked(ours)
    return Comparison(
        missing=tuple(
            sorted(
                (
                    _missing_entry(entries_there[entry_id], there, spoken, entry_id in entries_here, is_thrown)
                    for (entry_id, is_thrown), spoken in missing.items()
                ),
                key=lambda each: (each.date, each.id, each.thrown_away),
            )
        ),
        only_here=tuple(sorted(here.keys() - there.keys())),
        other_words=tuple(
            sorted(
                each for each in same if there[each].text != here[each].text and (each, there[each].text) not in known
            )
        ),
        other_marks=tuple(
            sorted(
                each
                for each in entries_there.keys() & entries_here.keys()
                if entries_there[each].marks != entries_here[each].marks
            )
        ),
        lost_sound=tuple(sorted(each for each in lost_sound if each in here and here[each].has_audio)),
    )


@dataclass(frozen=True, slots=True)
class _Spoken:
    entry_id: str
    position: int
    text: str
    has_audio: bool


@dataclass(frozen=True, slots=True)
class _Marked:
    id: str
    date: date
    in_trash: bool
    marks: tuple[Any, ...]


def _spoken(connection: Connection) -> dict[str, _Spoken]:
    columns = (utterances.c.id, utterances.c.entry_id, utterances.c.position, utterances.c.text, utterances.c.has_audio)
    return {
        identifier: _Spoken(entry_id, position, text, bool(has_audio))
        for identifier, entry_id, position, text, has_audio in connection.execute(select(*columns))
    }


def _marked(connection: Connection) -> dict[str, _Marked]:
    marks: defaultdict[str, list[Any]] = defaultdict(list)
    for table in MARKS:
        for row in connection.execute(select(table).order_by(*table.primary_key)):
            marks[row.entry_id].append((table.name, *row[1:]))
    return {
        row.id: _Marked(
            row.id, date.fromisoformat(row.date), row.trashed_at is not None, (row.date, row.score, *marks[row.id])
        )
        for row in connection.execute(select(entries))
    }


def _histories(connection: Connection, utterance_ids: list[str]) -> set[tuple[str, str]]:
    rows = read_rows(connection, (), utterance_ids)["edits"]
    return {(row["utterance_id"], row["text"]) for row in rows}


def _missing_entry(
    entry: _Marked, there: dict[str, _Spoken], spoken: list[str], is_here: bool, is_thrown: bool
) -> MissingEntry:
    ordered = sorted(spoken, key=lambda each: there[each].position)
    return MissingEntry(
        id=entry.id,
        date=entry.date,
        opening=opening(there[each].text for each in ordered),
        utterances=tuple(ordered),
        recordings=sum(there[each].has_audio for each in ordered),
        is_here=is_here,
        in_trash=entry.in_trash,
        thrown_away=is_thrown,
    )


def _lost_sound(backup: Path, diary: "Diary") -> set[str]:
    """Recordings of the backup that the diary has no more, or damaged."""
    backed_up = {path.name.split(".")[0] for path in recordings_in(backup)}
    return {each for each in backed_up if not diary.audio.is_whole(each)}


@contextlib.contextmanager
def _opened(backup: Path, diary: "Diary") -> Iterator[tuple[Connection, Connection]]:
    """The databases of the backup, as of today's schema, and of the diary, for reading."""
    with readable(backup, diary.key) as theirs, contextlib.ExitStack() as closing:
        ours_path = diary.database
        ours = open_engine(ours_path, diary.key.database_key, read_only=True)
        closing.callback(ours.dispose)
        with storage_errors(ours_path), theirs.begin() as there, ours.begin() as here:
            yield there, here


@contextlib.contextmanager
def readable(backup: Path, key: DataKey) -> Iterator[Engine]:
    """The database of a backup, or of any copy of the diary under `key`, once it checks out. Nothing in it is changed.

    An older one is brought to today's schema on a copy in a private temporary folder. Raises NotABackup, OtherDiary,
    BackupDamaged, DiaryNewer, StorageError.
    """
    path = backup / DATABASE_FILE
    if not path.exists():
        raise NotABackup(folder=backup)
    found = diary_id_of(backup)
    if found is not None and found != key.diary_id:
        raise OtherDiary(folder=backup)
    with contextlib.ExitStack() as closing:
        try:
            if must_migrate(path, key.database_key):
                path = todays_copy(path, key, closing)
        except DiaryNewer:
            raise
        except DiaryDamaged as error:
            raise BackupDamaged(folder=backup) from error
        problems, _ = check_database(path, key.database_key)
        if problems:
            raise BackupDamaged(folder=backup)
        engine = open_engine(path, key.database_key, read_only=True)
        closing.callback(engine.dispose)
        yield engine


class _Sounds:
    """Recordings on their way from a backup into the diary: under hidden names until their rows are there."""

    def __init__(self, diary: "Diary", backup: Path, progress: Progress, cancelled: Cancel) -> None:
        self._folder = diary.folder / AUDIO_FOLDER
        self._key = diary.key.audio_key
        self._backup = AudioJournal(backup / AUDIO_FOLDER, self._key, read_only=True)
        self._sources = {each.name.split(".")[0]: each for each in recordings_in(backup)}
        self._tell = progress
        self._cancelled = cancelled
        self._copies: dict[Path, Path] = {}  # the hidden name to the name it gets
        self._placed: list[tuple[Path, Path | None]] = []  # under its name; what had that name, under its new one
        self.whole: set[str] = set()  # utterances

    def __enter__(self) -> "_Sounds":
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        try:
            if failed is not None:
                self._take_back()
            for copy in self._copies:
                copy.unlink(missing_ok=True)  # those in place are called otherwise by now
        except OSError as error:
            logger.warning("a copy of a recording stays (errno %s)", error.errno)

    def bring(self, utterance_ids: Collection[str]) -> None:
        """Copy those that the backup has whole. Raises Cancelled, DiskFull, StorageError."""
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            for number, utterance_id in enumerate(sorted(utterance_ids)):
                if self._cancelled():
                    raise Cancelled()
                if self._backup.is_whole(utterance_id):
                    source = self._sources[utterance_id]
                    copy = self._folder / f".{source.name}.restoring"
                    copy.unlink(missing_ok=True)
                    self._copies[copy] = self._folder / source.name
                    try:
                        copy_file(source, copy)
                    except SourceUnreadable:
                        del self._copies[copy]
                    else:
                        self.whole.add(utterance_id)
                self._tell(0.9 * (number + 1) / len(utterance_ids))
        except OSError as error:
            raise storage_trouble(error) from error

    def put_in_place(self) -> None:
        """Give them their names. A damaged recording that has such a name is kept, with `.damaged` behind it."""
        try:
            for copy, final in self._copies.items():
                displaced = final.with_name(f"{final.name}.damaged") if final.exists() else None
                if displaced is not None:
                    os.replace(final, displaced)
                self._placed.append((final, displaced))
                os.replace(copy, final)
            if self._copies:
                sync_folder(self._folder)
        except OSError as error:
            raise storage_trouble(error) from error

    def _take_back(self) -> None:
        """Their rows did not come: without words the next opening would take them for speech that is to be saved."""
        for final, displaced in self._placed:
            if displaced is None:
                final.unlink(missing_ok=True)
            else:
                os.replace(displaced, final)
        if self._placed:
            sync_folder(self._folder)


# --- a diary out of a backup -----------------------------------------------------------------------------------------


def open_beside(backup: Path, folder: Path, *, progress: Progress = no_progress, cancelled: Cancel = never) -> Beside:
    """Make a diary in `folder` out of a backup (of any diary: it opens with the passphrase it was made with).

    A diary that is in `folder`, damaged or not, is kept beside it as `<folder>.kept-<UTC time>Z`, whole and untouched.
    Raises NotABackup, BackupDamaged when its files are not as they were made, DiaryBusy while a Todak has that diary
    open, NoRoomForBackup, Cancelled, DiskFull, StorageError; then everything is as it was.
    """
    files = _files_of(backup)
    staging = folder.with_name(f".{folder.name}.restoring")
    try:
        _refuse_without_room(files, folder.parent)
        shutil.rmtree(staging, ignore_errors=True)
        try:
            staging.mkdir(mode=0o700, parents=True)
            for number, (path, name) in enumerate(files.items()):
                if cancelled():
                    raise Cancelled()
                (staging / name).parent.mkdir(mode=0o700, exist_ok=True)
                copy_file(path, staging / name)
                progress((number + 1) / len(files))
            for each in (staging / AUDIO_FOLDER, staging):
                if each.exists():
                    sync_folder(each)
            return Beside(folder, _put_in_place(staging, folder))
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise storage_trouble(error) from error


def _files_of(backup: Path) -> dict[Path, str]:
    """The files of a diary that are in `backup`, and what they are called below its folder."""
    if not all((backup / name).exists() for name in (KEY_FILE, DATABASE_FILE)):
        raise NotABackup(folder=backup)
    # Without backup.json it is a copy that somebody made by hand: nothing says what it should be like.
    if (backup / ABOUT_FILE).exists() and not read_backup(backup).is_as_made():
        raise BackupDamaged(folder=backup)
    files = {backup / name: name for name in _BESIDE if (backup / name).exists()}
    return files | {each: f"{AUDIO_FOLDER}/{each.name}" for each in recordings_in(backup)}


def _refuse_without_room(files: dict[Path, str], place: Path) -> None:
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    needed = sum(each.stat().st_size for each in files) + _SPARE
    free = shutil.disk_usage(place).free
    if free < needed:
        raise NoRoomForBackup(folder=place, needed=-(-needed // _MEBIBYTE), free=free // _MEBIBYTE)


def _put_in_place(staging: Path, folder: Path) -> Path | None:
    kept = None
    if is_diary(folder):
        with DiaryLock(folder):  # nobody is writing there; let go of before the renaming, which Windows refuses else
            pass
        kept = _free_name(folder)
        os.rename(folder, kept)
    elif folder.exists():
        _remove_empty(folder, staging)
    try:
        os.rename(staging, folder)
    except OSError:
        if kept is not None:
            os.rename(kept, folder)
        raise
    if kept is not None:
        _move_bell(kept, folder)
    sync_folder(folder.parent)
    return kept


def _remove_empty(folder: Path, staging: Path) -> None:
    """Remove a folder in which there is nothing but what a Todak at work has there, whose bell goes to `staging`.

    Anything else in it is somebody's, and makes this fail with OSError. Raises DiaryBusy while a diary is made there.
    """
    if {each.name for each in folder.iterdir()} <= {LOCK_FILE, HANDOVER_FILE, BELL_FILE}:
        with DiaryLock(folder):
            pass
        _move_bell(folder, staging)
        for name in (LOCK_FILE, HANDOVER_FILE):
            (folder / name).unlink(missing_ok=True)
    folder.rmdir()


def _move_bell(source: Path, target: Path) -> None:
    """A window that waits for its diary is still found by a second start: a socket is heard under any name it gets."""
    try:
        os.rename(source / BELL_FILE, target / BELL_FILE)
    except FileNotFoundError:
        return  # no window is there
    except OSError as error:
        logger.warning("a window's bell stays behind (errno %s)", error.errno)


def _free_name(folder: Path) -> Path:
    name = f"{folder.name}.kept-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    names = (name, *(f"{name}-{number}" for number in range(2, 1_000)))
    return next(folder.with_name(each) for each in names if not folder.with_name(each).exists())
