"""The diary: one folder with `diary.db`, `diary.key`, `audio/`, and everything one does with it."""

import contextlib
import logging
import threading
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from types import TracebackType

from sqlalchemy import ColumnElement, Connection, Engine, and_, or_, select, update
from sqlalchemy.exc import IntegrityError

from app import __version__
from app.diary.emotion import Emotion
from app.diary.entry import EmotionReading, Entry, Person, Reply, Source, Utterance, Word
from app.diary.statistics import DaySummary, summarise
from app.errors import DiaryExists, DiaryMissing, NotFound, StorageError
from app.files import private_folder
from app.storage import keys, writes
from app.storage.audio import AudioJournal
from app.storage.check import CheckReport, check_diary
from app.storage.engine import DATABASE_FILE, open_engine, storage_errors
from app.storage.folder import (
    AUDIO_FOLDER,
    discard_creation,
    finish_creation,
    is_diary,
    make_database,
    os_errors,
    prepare,
)
from app.storage.ids import checked_id, new_id
from app.storage.key_file import KEY_FILE
from app.storage.keys import DataKey
from app.storage.lock import DiaryLock
from app.storage.migrations import must_migrate
from app.storage.passphrase import normalise_passphrase
from app.storage.rows import load_entries, load_utterances, now
from app.storage.schema import (
    drafts,
    entries,
    felt,
    meta,
    people,
    readings,
    replies,
    tags,
    utterances,
)
from app.storage.search import Hit, find
from app.storage.text import storable

_THE_DRAFT = "main"

logger = logging.getLogger(__name__)


class Diary:
    """An open diary. Any thread may call it: writes go one after the other, reads see what is committed.

    Every method raises StorageError or one of its kinds: DiskFull, DiaryDamaged, NotFound for an id that is not there.
    """

    def __init__(self, folder: Path, key: DataKey, lock: DiaryLock | None) -> None:
        """For `create` and `open`. Without a lock the diary is for reading only."""
        self.folder = folder
        self.audio = AudioJournal(folder / AUDIO_FOLDER, key.audio_key, read_only=lock is None)
        self._path = folder / DATABASE_FILE
        self._key = key
        self._lock = lock
        self._writing_lock = threading.RLock()
        self._reader = open_engine(self._path, key.database_key, read_only=True)
        self._writer: Engine | None = open_engine(self._path, key.database_key, read_only=False) if lock else None
        self._is_open = True

    # --- opening and closing -----------------------------------------------------------------------------------------

    @classmethod
    def create(cls, folder: Path, passphrase: str) -> tuple["Diary", str]:
        """Make a diary in `folder` (which may exist) and open it; returns it and the recovery key, as printed.

        Raises DiaryExists, DiaryBusy, PassphraseMissing, DiskFull, StorageError; then no diary is left behind.
        """
        normalise_passphrase(passphrase)
        with contextlib.ExitStack() as undo:
            with os_errors():
                private_folder(folder)
            lock = DiaryLock(folder)
            undo.callback(lock.release)
            if is_diary(folder):
                raise DiaryExists(folder=folder)
            # diary.key makes it a diary, so it comes when the database is ready. After a crash between the two names,
            # `open` finishes the renaming; before, the next `create` starts again.
            undo.callback(discard_creation, folder)
            key = DataKey.new()
            make_database(folder, key)
            for name in (KEY_FILE, DATABASE_FILE):  # neither was there
                undo.callback((folder / name).unlink, missing_ok=True)
            recovery_key = keys.create_key_file(folder, key, passphrase)
            finish_creation(folder)
            undo.pop_all()
        return cls(folder, key, lock), recovery_key

    @classmethod
    def open(cls, folder: Path, passphrase: str, *, read_only: bool = False) -> "Diary":
        """Open the diary in `folder`, migrating an older one.

        Reading only needs no lock and works while another process writes. Raises DiaryMissing, KeyDamaged,
        WrongPassphrase, PassphraseMissing, DiaryBusy, DiaryDamaged, DiaryNewer, StorageError.
        """
        return cls._open(folder, lambda mend: keys.unlock(folder, passphrase, mend=mend), read_only)

    @classmethod
    def open_with_recovery_key(cls, folder: Path, recovery_key: str, *, read_only: bool = False) -> "Diary":
        """Like `open`, with RecoveryKeyMistyped or WrongRecoveryKey in the place of WrongPassphrase."""
        return cls._open(folder, lambda mend: keys.unlock_with_recovery_key(folder, recovery_key, mend=mend), read_only)

    @classmethod
    def _open(cls, folder: Path, unlock: Callable[[bool], DataKey], read_only: bool) -> "Diary":
        if not is_diary(folder):
            raise DiaryMissing(folder=folder)
        path = folder / DATABASE_FILE
        if read_only:
            key = unlock(False)
            if not path.exists() or must_migrate(path, key.database_key):
                with DiaryLock(folder):
                    prepare(folder, key)
            return cls(folder, key, None)
        with contextlib.ExitStack() as undo:
            lock = DiaryLock(folder)
            undo.callback(lock.release)
            key = unlock(True)
            prepare(folder, key)
            diary = cls(folder, key, lock)
            undo.callback(diary.close)
            diary._sign()
            undo.pop_all()
        return diary

    def close(self) -> None:
        """Wait for the write that is running, put everything into `diary.db`, free the lock. A second call is nothing.

        Raises nothing for what can wait: a -wal that cannot be written back now is, at the next opening.
        """
        with self._writing_lock:
            if not self._is_open:
                return
            self._is_open = False
            self._reader.dispose()
            if self._writer is not None:
                try:
                    with storage_errors(self._path), contextlib.closing(self._writer.raw_connection()) as connection:
                        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
                except StorageError as error:
                    logger.warning("the -wal stays for the next opening: %s", error.code)
                self._writer.dispose()
            if self._lock is not None:
                self._lock.release()

    def __enter__(self) -> "Diary":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Diary({str(self.folder)!r})"

    # --- keys --------------------------------------------------------------------------------------------------------

    @property
    def is_read_only(self) -> bool:
        """Opened for reading only."""
        return self._lock is None

    @property
    def handover_key(self) -> bytes:
        """32 bytes that only who has opened this diary knows (two processes of one user find each other by it)."""
        return self._key.handover_key

    def recovery_key(self) -> str:
        """The recovery key, as printed."""
        return keys.recovery_key(self.folder, self._key)

    def change_passphrase(self, old: str, new: str) -> None:
        """Wrap the key with a new passphrase. Raises WrongPassphrase for `old`, PassphraseMissing for an empty one."""
        with self._writing_lock:
            self._refuse_if_read_only()
            keys.change_passphrase(self.folder, old, new)

    def set_passphrase(self, new: str) -> None:
        """Set a passphrase without the old one, which may be forgotten: the diary was opened by the recovery key."""
        with self._writing_lock:
            self._refuse_if_read_only()
            keys.set_passphrase(self.folder, self._key, new)

    @staticmethod
    def new_id() -> str:
        """An id for an utterance whose recording begins before its words are known."""
        return new_id()

    # --- writing: words ----------------------------------------------------------------------------------------------

    def append(
        self,
        text: str,
        source: Source,
        *,
        started_at: datetime,
        day: date,
        new_entry: bool = False,
        utterance_id: str | None = None,
        duration: float | None = None,
        has_audio: bool = False,
        words: Sequence[Word] = (),
        recovered: bool = False,
    ) -> Utterance:
        """Store what was said; durable when this returns.

        It goes to the newest open entry of the local date `day` outside the trash, or makes one (always with
        `new_entry`). `duration` is in seconds. Lone surrogates become U+FFFD. ValueError when `started_at` has no
        offset or `utterance_id` is taken.
        """
        if started_at.utcoffset() is None:
            raise ValueError("started_at needs its offset")
        identifier = new_id() if utterance_id is None else checked_id(utterance_id)
        try:
            with self._writing() as connection:
                entry_id = writes.entry_for(connection, day, started_at, new_entry=new_entry)
                utterance = Utterance(
                    id=identifier,
                    entry_id=entry_id,
                    position=writes.next_position(connection, entry_id),
                    text=storable(text),
                    source=source,
                    started_at=started_at,
                    duration=duration,
                    has_audio=has_audio,
                    words=tuple(words),
                    recovered=recovered,
                )
                writes.insert_utterance(connection, utterance)
        except IntegrityError:
            raise ValueError("this utterance id is taken") from None
        return utterance

    def edit_text(self, utterance_id: str, text: str) -> Utterance:
        """Change the words; returns the utterance as it now is.

        Their reading goes, so that the utterance is `unfinished` until it is read again.
        """
        with self._writing() as connection:
            writes.put_text(connection, utterance_id, text)
            return _one(connection, utterance_id)

    def save_draft(self, text: str, draft_id: str = _THE_DRAFT) -> None:
        """Keep what is being typed; durable when this returns."""
        with self._writing() as connection:
            writes.put_draft(connection, draft_id, text)

    def draft(self, draft_id: str = _THE_DRAFT) -> str | None:
        """What was being typed, None when nothing was."""
        with self._reading() as connection:
            found = connection.execute(select(drafts.c.text).where(drafts.c.id == draft_id)).scalar()
        return None if found is None else str(found)

    def clear_draft(self, draft_id: str = _THE_DRAFT) -> None:
        """Forget what was being typed."""
        with self._writing() as connection:
            writes.remove_draft(connection, draft_id)

    # --- writing: what is said about the words -----------------------------------------------------------------------

    def set_reading(self, utterance_id: str, reading: EmotionReading) -> Utterance:
        """Store what a model read in an utterance, beside the user's correction; returns it as it now is."""
        with self._writing() as connection:
            writes.put_reading(connection, utterance_id, reading)
            return _one(connection, utterance_id)

    def set_reply(self, utterance_id: str, reply: Reply) -> Utterance:
        """Store the answer to an utterance; returns it as it now is."""
        with self._writing() as connection:
            writes.put_reply(connection, utterance_id, reply)
            return _one(connection, utterance_id)

    def correct(self, utterance_id: str, emotion: Emotion | None) -> Utterance:
        """Store what the user says an utterance carries, beside the prediction; None takes it back.

        Returns the utterance as it now is.
        """
        with self._writing() as connection:
            writes.put_correction(connection, utterance_id, emotion)
            return _one(connection, utterance_id)

    def forget_audio(self, utterance_id: str) -> Utterance:
        """Note that an utterance has no recording any more; returns it as it now is. The file is `audio`'s."""
        with self._writing() as connection:
            writes.put_has_audio(connection, utterance_id, False)
            return _one(connection, utterance_id)

    def set_score(self, entry_id: str, score: int | None) -> None:
        """The user's own score of the day, 1 to 5 (ValueError otherwise); None takes it back."""
        if score is not None and not 1 <= score <= 5:
            raise ValueError("a score is from 1 to 5")
        with self._writing() as connection:
            writes.change_entry(connection, entry_id, score=score)

    def set_felt(self, entry_id: str, emotions: Sequence[Emotion]) -> None:
        """What the user felt that day, the strongest first."""
        with self._writing() as connection:
            writes.put_marks(connection, felt, entry_id, [emotion.value for emotion in emotions])

    def set_people(self, entry_id: str, who: Sequence[Person]) -> None:
        """Who the day was spent with."""
        with self._writing() as connection:
            writes.put_marks(connection, people, entry_id, [person.value for person in who])

    def set_tags(self, entry_id: str, words: Sequence[str]) -> None:
        """The tags of an entry: composed (NFC), without space around; empty ones are left out."""
        kept = [unicodedata.normalize("NFC", storable(word)).strip() for word in words]
        with self._writing() as connection:
            writes.put_marks(connection, tags, entry_id, [word for word in kept if word])

    # --- writing: entries --------------------------------------------------------------------------------------------

    def close_entry(self, entry_id: str) -> None:
        """The next words of that day begin a new entry."""
        with self._writing() as connection:
            writes.change_entry(connection, entry_id, open=0)

    def trash(self, entry_id: str) -> None:
        """Put an entry into the trash: it is found by its id and in `trashed` only."""
        with self._writing() as connection:
            writes.change_entry(connection, entry_id, trashed_at=now())

    def restore(self, entry_id: str) -> None:
        """Take an entry out of the trash."""
        with self._writing() as connection:
            writes.change_entry(connection, entry_id, trashed_at=None)

    # --- reading -----------------------------------------------------------------------------------------------------

    def utterance(self, utterance_id: str) -> Utterance:
        """One utterance, also from the trash. Raises NotFound."""
        with self._reading() as connection:
            return _one(connection, utterance_id)

    def utterance_ids(self) -> set[str]:
        """All of them, the trash included."""
        with self._reading() as connection:
            return set(connection.execute(select(utterances.c.id)).scalars())

    def orphaned_audio(self) -> list[str]:
        """Recordings without an utterance, oldest first: what a crash left, or what is being recorded now."""
        known = self.utterance_ids()
        return [each for each in self.audio.ids() if each not in known]

    def unfinished(self) -> list[Utterance]:
        """Utterances outside the trash that lack a reading or a reply, by date and in their order."""
        with self._reading() as connection:
            return load_utterances(
                connection,
                entries.c.trashed_at.is_(None),
                or_(readings.c.utterance_id.is_(None), replies.c.utterance_id.is_(None)),
            )

    def entry(self, entry_id: str) -> Entry:
        """One entry, also from the trash. Raises NotFound."""
        with self._reading() as connection:
            found = load_entries(connection, entries.c.id == entry_id)
        if not found:
            raise NotFound(what=entry_id)
        return found[0]

    def entries(self, first: date | None = None, last: date | None = None) -> list[Entry]:
        """The entries from `first` to `last` (both included; None is no bound), newest first, without the trash."""
        conditions: list[ColumnElement[bool]] = [entries.c.trashed_at.is_(None)]
        if first is not None:
            conditions.append(entries.c.date >= first.isoformat())
        if last is not None:
            conditions.append(entries.c.date <= last.isoformat())
        with self._reading() as connection:
            return load_entries(connection, and_(*conditions))

    def entries_on(self, day: date) -> list[Entry]:
        """The entries of one local date, newest first, without the trash."""
        return self.entries(day, day)

    def trashed(self) -> list[Entry]:
        """The entries in the trash, newest first."""
        with self._reading() as connection:
            return load_entries(connection, entries.c.trashed_at.is_not(None))

    def days(self, first: date | None = None, last: date | None = None) -> list[DaySummary]:
        """The summary of each day from `first` to `last` that has an entry, oldest first."""
        oldest_first = reversed(self.entries(first, last))
        return [summarise(day, list(of_day)) for day, of_day in groupby(oldest_first, key=lambda entry: entry.date)]

    def search(self, query: str, limit: int | None = None) -> list[Hit]:
        """Utterances outside the trash that contain `query` (any substring, whatever its case), newest first."""
        with self._reading() as connection:
            return find(connection, query, limit)

    def check(self) -> CheckReport:
        """Check the key files, every page and row, and every recording. Slow; changes nothing."""
        self._refuse_if_closed()
        return check_diary(self.folder, self._key, self.audio)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _sign(self) -> None:
        """Note which version of Todak writes from now on."""
        signed = and_(meta.c.name == "written_by", meta.c.value != __version__)
        with self._reading() as connection:
            is_same = connection.execute(select(meta.c.name).where(signed)).first() is None
        if not is_same:
            with self._writing() as connection:
                connection.execute(update(meta).where(signed).values(value=__version__))

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._writing_lock:
            writer = self._refuse_if_read_only()
            with storage_errors(self._path), writer.begin() as connection:
                yield connection

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Connection]:
        self._refuse_if_closed()
        with storage_errors(self._path), self._reader.begin() as connection:
            yield connection

    def _refuse_if_closed(self) -> None:
        if not self._is_open:
            raise StorageError(reason="the diary is closed")

    def _refuse_if_read_only(self) -> Engine:
        self._refuse_if_closed()
        if self._writer is None:
            raise StorageError(reason="the diary is open for reading only")
        return self._writer


def _one(connection: Connection, utterance_id: str) -> Utterance:
    found = load_utterances(connection, utterances.c.id == utterance_id)
    if not found:
        raise NotFound(what=utterance_id)
    return found[0]
