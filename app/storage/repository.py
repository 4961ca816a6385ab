"""The diary: one folder with `diary.db`, `diary.key`, `audio/`, and everything one does with it."""

import contextlib
import logging
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, func, or_, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from app import __version__
from app.diary.embedding import Embedding
from app.diary.emotion import Emotion
from app.diary.entry import Care, Edit, EmotionReading, Entry, Person, Reply, Source, Utterance, Word
from app.diary.listing import EVERY_ENTRY, EntryFilter, ListedEntry, SimilarEntry
from app.diary.statistics import DaySummary, EntryOutline, days_of
from app.errors import DiaryExists, DiaryMissing, DiaryUnwritable, NotFound, StorageError
from app.files import private_folder
from app.storage import (
    alike,
    entry_emotions,
    keyring_opening,
    keys,
    purging,
    reshaping,
    salvage,
    search,
    text_index,
    unwritable,
    writes,
)
from app.storage.additions import Added, Rows, add_rows
from app.storage.audio import AudioJournal
from app.storage.backup import Cancel, never, no_progress
from app.storage.check import CheckReport, check_diary
from app.storage.engine import open_engine, storage_errors
from app.storage.folder import (
    discard_creation,
    finish_creation,
    is_half_written,
    make_database,
    os_errors,
    prepare,
)
from app.storage.ids import checked_id, new_id
from app.storage.keys import DataKey
from app.storage.listing import count_listed, load_listed, load_some
from app.storage.lock import DiaryLock
from app.storage.mark import WriteMark, changes, count_in, counted, log_of
from app.storage.migrations import must_migrate
from app.storage.names import AUDIO_FOLDER, DATABASE_FILE, KEY_FILE, is_diary
from app.storage.passphrase import normalise_passphrase
from app.storage.rows import load_entries, load_history, load_outlines, load_utterances, now
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
from app.storage.search import Hit
from app.storage.shapes import Undo
from app.storage.text import forget, storable

_THE_DRAFT = "main"
_KEY_SAVED = "recovery_key_saved"  # in `meta`: when the user said so

logger = logging.getLogger(__name__)


class Diary:
    """An open diary. Any thread may call it: writes go one after the other, reads see what is committed.

    Every method raises StorageError or one of its kinds: DiskFull, DiaryDamaged, NotFound for an id that is not there.
    """

    def __init__(self, folder: Path, key: DataKey, lock: DiaryLock | None, database: Path | None = None) -> None:
        """For `create` and `open`. Without a lock the diary is for reading only, also out of another `database`."""
        self.folder = folder
        self.audio = AudioJournal(folder / AUDIO_FOLDER, key.audio_key, read_only=lock is None)
        self._path = database or folder / DATABASE_FILE
        self._key = key.copy()  # overwritten at the close
        self._lock = lock
        self._writing_lock = threading.RLock()
        self._keyring_lock = threading.Lock()  # held while the system asks its user, so never together with words
        self._reader = open_engine(self._path, key.database_key, read_only=True)
        self._writer: Engine | None = open_engine(self._path, key.database_key, read_only=False) if lock else None
        self._mark = WriteMark(folder, key.mark_key)
        self._after_closing = contextlib.ExitStack()
        self.salvaged: salvage.Salvaged | None = None  # what came out of a damaged diary, if this is one
        self.origin = folder  # where the diary is that the user knows: of what was salvaged, the damaged one
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
        diary = cls(folder, key, lock)
        diary._begin_mark()
        return diary, recovery_key

    @classmethod
    def open(cls, folder: Path, passphrase: str, *, read_only: bool = False, accept_loss: bool = False) -> "Diary":
        """Open the diary in `folder`, migrating an older one.

        Reading only needs no lock and works while another process writes, and also where acknowledged words are
        missing; writing is refused there (WordsMissing) until `accept_loss` goes on with what is left. Raises
        DiaryMissing, KeyDamaged, WrongPassphrase, PassphraseMissing, DiaryBusy, DiaryDamaged, DiaryNewer, StorageError.
        """
        return cls._open(folder, lambda mend: keys.unlock(folder, passphrase, mend=mend), read_only, accept_loss)

    @classmethod
    def open_with_recovery_key(
        cls, folder: Path, recovery_key: str, *, read_only: bool = False, accept_loss: bool = False
    ) -> "Diary":
        """Like `open`, with RecoveryKeyMistyped or WrongRecoveryKey in the place of WrongPassphrase."""

        def unlock(mend: bool) -> DataKey:
            return keys.unlock_with_recovery_key(folder, recovery_key, mend=mend)

        return cls._open(folder, unlock, read_only, accept_loss)

    @classmethod
    def open_with_keyring(cls, folder: Path, *, read_only: bool = False, accept_loss: bool = False) -> "Diary":
        """Like `open`, by the operating system's keyring, with KeyringFailed in the place of WrongPassphrase.

        Takes as long as the user needs for the system's own question, a minute at most.
        """
        return cls._open(folder, lambda mend: keyring_opening.unlock(folder, mend=mend), read_only, accept_loss)

    @classmethod
    def _open(
        cls, folder: Path, unlock: Callable[[bool], DataKey], read_only: bool, accept_loss: bool = False
    ) -> "Diary":
        if not is_diary(folder):
            raise DiaryMissing(folder=folder)
        path = folder / DATABASE_FILE
        if read_only:
            key = unlock(False)
            if not unwritable.is_writable(folder):
                return cls._open_unwritable(folder, key)
            if not path.exists() or is_half_written(folder) or must_migrate(path, key.database_key):
                with DiaryLock(folder):
                    prepare(folder, key)
            return cls(folder, key, None)
        if not unwritable.is_writable(folder):
            raise DiaryUnwritable(folder=folder)
        with contextlib.ExitStack() as undo:
            lock = DiaryLock(folder)
            undo.callback(lock.release)
            key = unlock(True)
            prepare(folder, key, accept_loss=accept_loss)
            diary = cls(folder, key, lock)
            undo.callback(diary.close)
            diary._begin_mark()
            diary._sign()
            diary._delete_purged_audio()
            diary._purge_expired()
            diary._seal_spoken()
            undo.pop_all()
        return diary

    @classmethod
    def _open_unwritable(cls, folder: Path, key: DataKey) -> "Diary":
        with contextlib.ExitStack() as temporary:
            diary = cls(folder, key, None, unwritable.readable(folder / DATABASE_FILE, key, temporary))
            diary._after_closing = temporary.pop_all()
        return diary

    @classmethod
    def open_salvage(
        cls,
        folder: Path,
        unlock: Callable[[Path], DataKey],
        *,
        progress: Callable[[float], None] = no_progress,
        cancelled: Callable[[], bool] = never,
    ) -> "Diary":
        """Open what can be read of a damaged diary, for reading only; `salvaged` then says what is lost.

        The damaged one is left as it is: what can be read goes, encrypted, into a private temporary folder that is
        deleted on closing. `unlock` is one of those in `app.storage.rescue`. Raises NothingSalvaged, DiaryBusy,
        Cancelled, DiskFull, StorageError, and what `unlock` raises.
        """
        with contextlib.ExitStack() as temporary, contextlib.ExitStack() as for_now:
            key = unlock(folder)
            for_now.callback(key.forget)
            if unwritable.is_writable(folder):  # else nobody writes
                for_now.enter_context(DiaryLock(folder))
            place, salvaged = salvage.salvage_to_temporary(
                folder, key, temporary, progress=progress, cancelled=cancelled
            )
            diary = cls(place, key, None)
            diary.salvaged, diary.origin = salvaged, folder
            diary._after_closing = temporary.pop_all()
        return diary

    def close(self) -> None:
        """Wait for the write that is running, put everything into `diary.db`, free the lock. A second call is nothing.

        Raises nothing for what can wait: a -wal that cannot be written back now is, at the next opening.
        """
        with self._writing_lock:
            if not self._is_open:
                return
            self._is_open = False
            if self._lock is not None:
                self.audio.seal_left()
            self._reader.dispose()
            forget()
            if self._writer is not None:
                try:
                    with storage_errors(self._path), contextlib.closing(self._writer.raw_connection()) as connection:
                        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
                except StorageError as error:
                    logger.warning("the -wal stays for the next opening: %s", error.code)
                self._writer.dispose()
            self._mark.close()
            self._key.forget()
            if self._lock is not None:
                self._lock.release()
            self._after_closing.close()

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
    def database(self) -> Path:
        """The file that is read: `diary.db`, or a copy of it where the diary's own folder cannot be written."""
        return self._path

    @property
    def key(self) -> DataKey:
        """The data key, for this room's other work on the diary (backups, restoring). It never shows itself."""
        return self._key

    @property
    def handover_key(self) -> bytes:
        """32 bytes that only who has opened this diary knows (two processes of one user find each other by it)."""
        return self._key.handover_key

    def recovery_key(self) -> str:
        """The recovery key, as printed."""
        return keys.recovery_key(self.folder, self._key)

    def recovery_key_for(self, passphrase: str) -> str:
        """The recovery key, as printed, to someone who knows the passphrase of the open diary.

        Raises WrongPassphrase, PassphraseMissing, KeyDamaged, StorageError.
        """
        keys.unlock(self.folder, passphrase, mend=False)
        return self.recovery_key()

    def check_passphrase(self, passphrase: str) -> None:
        """Raises WrongPassphrase, PassphraseMissing, KeyDamaged or StorageError unless it opens the diary."""
        keys.unlock(self.folder, passphrase, mend=False).forget()

    def replace_recovery_key(self, passphrase: str) -> str:
        """Make another recovery key, as printed, for who knows the passphrase; it counts as not saved yet.

        The old one opens nothing any more but older backups. Raises WrongPassphrase, PassphraseMissing, KeyDamaged,
        DiskFull, StorageError; then the old one is still in force.
        """
        with self._writing_lock:
            self._refuse_if_read_only()
            keys.unlock(self.folder, passphrase, mend=False)
            with self._writing() as connection:  # first: a crash in between asks to save the key that is in force
                writes.remove_meta(connection, _KEY_SAVED)
            return keys.replace_recovery_key(self.folder, passphrase)

    @property
    def opens_with_keyring(self) -> bool:
        """Whether the operating system's keyring may open this diary."""
        return keyring_opening.is_enabled(self.folder)

    def allow_keyring(self) -> None:
        """Let the operating system's keyring open this diary. Raises KeyringFailed where there is no real one.

        Takes as long as the user needs for the system's own question, a minute at most; words are stored meanwhile.
        """
        self._refuse_if_read_only()
        with self._keyring_lock:
            wrap = keyring_opening.keep_secret(self._key)
            try:
                with self._writing_lock:
                    self._refuse_if_closed()
                    keyring_opening.write_wrap(self.folder, self._key, wrap)
            except StorageError:
                keyring_opening.forget_secret(self._key)
                raise

    def forget_keyring(self) -> None:
        """Let the keyring open this diary no more. A keyring that does not answer keeps a secret that opens nothing."""
        self._refuse_if_read_only()
        with self._keyring_lock:
            with self._writing_lock:
                self._refuse_if_closed()
                keyring_opening.remove_wrap(self.folder)
            keyring_opening.forget_secret(self._key)

    @property
    def recovery_key_is_saved(self) -> bool:
        """Whether the user has said that the recovery key is kept in a safe place."""
        with self._reading() as connection:
            return connection.execute(select(meta.c.name).where(meta.c.name == _KEY_SAVED)).first() is not None

    def note_recovery_key_saved(self) -> None:
        """Remember that the user has put the recovery key in a safe place; durable when this returns."""
        with self._writing() as connection:
            writes.put_meta(connection, _KEY_SAVED, now())

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
        audio_goes: bool = False,
        words: Sequence[Word] = (),
        recovered: bool = False,
    ) -> Utterance:
        """Store what was said; durable when this returns.

        It goes to the newest open entry of the local date `day` outside the trash, or makes one (always with
        `new_entry`). `duration` is in seconds. Lone surrogates become U+FFFD. With `audio_goes` its recording is to be
        deleted: it is noted as in `forget_audio`, at once or, where there are no words, for when there are some.
        ValueError when `started_at` has no offset or `utterance_id` is taken.
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
                    has_audio=has_audio and not (audio_goes and text),
                    words=tuple(words),
                    recovered=recovered,
                )
                writes.insert_utterance(connection, utterance)
                if has_audio and audio_goes:
                    purging.note_audio(connection, [identifier])
        except IntegrityError:
            raise ValueError("this utterance id is taken") from None
        return utterance

    def edit_text(self, utterance_id: str, text: str) -> Utterance:
        """Change the words; returns the utterance as it now is. Those that stood there are kept in its `history`.

        Their reading goes, so that the utterance is `unfinished` until it is read again. The same words change nothing.
        """
        with self._writing() as connection:
            writes.put_text(connection, utterance_id, text)
            return _one(connection, utterance_id)

    def revert(self, utterance_id: str, edit_id: str) -> Utterance:
        """Put back words from the `history`: an edit like any other. Returns the utterance as it now is."""
        with self._writing() as connection:
            writes.revert_text(connection, utterance_id, edit_id)
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

    def drafts(self) -> dict[str, str]:
        """Everything that was being typed, by the draft's id."""
        with self._reading() as connection:
            return {row.id: row.text for row in connection.execute(select(drafts.c.id, drafts.c.text))}

    def clear_draft(self, draft_id: str = _THE_DRAFT) -> None:
        """Forget what was being typed."""
        with self._writing() as connection:
            writes.remove_draft(connection, draft_id)

    # --- writing: what is said about the words -----------------------------------------------------------------------

    def set_reading(
        self,
        utterance_id: str,
        reading: EmotionReading,
        embedding: Embedding | None = None,
        *,
        of: str | None = None,
    ) -> Utterance:
        """Store what a model read in an utterance, beside the user's correction; returns it as it now is.

        `embedding` is what the same words mean, for `alike`. `of` are the words that were read: nothing is stored when
        there are others by now, which are read for themselves.
        """
        with self._writing() as connection:
            utterance = _one(connection, utterance_id)
            if of is not None and storable(of) != utterance.text:
                return utterance
            writes.put_reading(connection, utterance_id, reading)
            if embedding is not None:
                alike.put(connection, [(utterance_id, utterance.text, embedding)])
            return _one(connection, utterance_id)

    def add_embeddings(self, embeddings: Sequence[tuple[str, str, Embedding]]) -> None:
        """Store what utterances mean: each as its id, the text that was read, its embedding.

        Left out is what is gone or reads otherwise by now.
        """
        if embeddings:
            with self._writing() as connection:
                alike.put(connection, embeddings)

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
        """Note that an utterance has no recording any more; returns it as it now is. The file is `audio`'s.

        What is left of it (a crash, a disk that refuses) goes at the next opening.
        """
        with self._writing() as connection:
            writes.put_has_audio(connection, utterance_id, False)
            purging.note_audio(connection, [utterance_id])
            return _one(connection, utterance_id)

    def audio_goes(self, utterance_id: str) -> bool:
        """Whether it is noted that the recording of an utterance is to be deleted."""
        with self._reading() as connection:
            return purging.is_noted(connection, utterance_id)

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
        with self._writing() as connection:
            writes.put_marks(connection, tags, entry_id, writes.kept_tags(words))

    # --- writing: entries --------------------------------------------------------------------------------------------

    def add_entries(self, whole: Sequence[Entry]) -> None:
        """Store finished entries as they are: ids, words, readings, replies, corrections, marks, also from the trash.

        One transaction: all of them are durable when this returns, or none is there. Recordings are not moved: whoever
        says `has_audio` puts the sound into `audio` under the utterance's id. ValueError for an id or a position that
        is taken, a time without offset, a score outside 1 to 5, an utterance that names another entry.
        """
        for entry in whole:
            _refuse_if_odd(entry)
        try:
            with self._writing() as connection:
                writes.insert_entries(connection, whole)
        except IntegrityError:
            raise ValueError("an id or a position is taken") from None

    def add_rows(
        self, rows: Rows, before_commit: Callable[[], None] = lambda: None, *, readable: bool = False
    ) -> Added:
        """Add rows of a backup or an export that are not there, in one transaction: all are durable, or none is there.

        `before_commit` is called when they fit, to put their recordings in place. With `readable`, what came is loaded
        once before that: rows that are none of ours raise ValueError, KeyError or TypeError.
        """
        with self._writing() as connection:
            added = add_rows(connection, rows)
            purging.forget_purged(connection, added.utterances)  # what came back keeps its recording
            if readable:
                load_entries(connection, entries.c.id.in_(select(utterances.c.entry_id)))
            before_commit()
        return added

    def close_entry(self, entry_id: str) -> None:
        """The next words of that day begin a new entry."""
        with self._writing() as connection:
            writes.change_entry(connection, entry_id, open=0)

    def merge(self, into: str, other: str, *, across_dates: bool = False) -> Undo:
        """Put the utterances of `other` behind those of `into`, in the order of time; `other` is no more.

        Marks are united; the score is that of `into`, else of `other`. Where the dates differ, `across_dates` says that
        the user wants them under the date of `into` (ValueError without it).
        """
        with self._writing() as connection:
            return reshaping.merge(connection, into, other, across_dates=across_dates)

    def split(self, entry_id: str, utterance_id: str) -> Undo:
        """Make an utterance and all behind it a new entry of the same date: `made` of what is returned.

        The marks stay with the first. ValueError for the first utterance of an entry.
        """
        with self._writing() as connection:
            return reshaping.split(connection, entry_id, utterance_id)

    def move(self, utterance_ids: Collection[str], *, to_entry: str | None = None, to_date: date | None = None) -> Undo:
        """Put utterances, of one entry or several, behind those of `to_entry`, or into a new entry of `to_date`.

        They go in the order of time. An entry that is emptied by it is no more, and its marks go along. ValueError for
        both or neither, and for no utterances.
        """
        with self._writing() as connection:
            return reshaping.move(connection, utterance_ids, to_entry=to_entry, to_date=to_date)

    def trash(self, entry_id: str) -> Undo:
        """Put an entry into the trash for `TRASH_DAYS`: it is found by its id and in `trashed` only."""
        with self._writing() as connection:
            return reshaping.trash(connection, entry_id)

    def trash_utterance(self, utterance_id: str) -> Undo:
        """Put one utterance into the trash, as an entry of its own."""
        with self._writing() as connection:
            return reshaping.trash_utterance(connection, utterance_id)

    def restore(self, entry_id: str) -> Undo:
        """Take an entry out of the trash."""
        with self._writing() as connection:
            return reshaping.restore(connection, entry_id)

    def undo(self, done: Undo) -> Undo:
        """Bring the entries back to exactly what they were before `done`; returns what does it once more.

        Raises CannotUndo when they have changed since, words, readings and replies aside. Edited words are taken back
        by `revert`, a correction or a mark by setting what stood there.
        """
        with self._writing() as connection:
            return reshaping.undo(connection, done)

    def purge(self, entry_id: str) -> None:
        """Throw an entry in the trash away for good, recordings and all. Raises NotFound when it is not in the trash.

        Nobody finds its words when this returns; a recording that the disk refuses to delete now goes at the next
        opening.
        """
        if not self._purge(entries.c.id == entry_id):
            raise NotFound(what=entry_id)

    def empty_trash(self) -> list[str]:
        """`purge` for every entry in the trash; returns which there were."""
        return self._purge()

    # --- reading -----------------------------------------------------------------------------------------------------

    def last_replied(self, *, care: Care | None = None, source_ends: str = "") -> datetime | None:
        """When the newest reply of that `care` (None: any) and from a source that ends so was given, trash included."""
        wanted = replies.c.source.endswith(source_ends, autoescape=True)
        if care is not None:
            wanted = and_(wanted, replies.c.care == care.value)
        with self._reading() as connection:
            newest: str | None = connection.execute(select(func.max(replies.c.replied_at)).where(wanted)).scalar()
        return datetime.fromisoformat(newest) if newest else None

    def utterance(self, utterance_id: str) -> Utterance:
        """One utterance, also from the trash. Raises NotFound."""
        with self._reading() as connection:
            return _one(connection, utterance_id)

    def history(self, utterance_id: str) -> list[Edit]:
        """What the words of an utterance were before they were changed, newest first."""
        with self._reading() as connection:
            return load_history(connection, utterance_id)

    def utterance_ids(self) -> set[str]:
        """All of them, the trash included."""
        with self._reading() as connection:
            return set(connection.execute(select(utterances.c.id)).scalars())

    def orphaned_audio(self) -> list[str]:
        """Recordings without an utterance, oldest first: what a crash left, or what is being recorded now.

        Those of purged entries are none: they are only waiting to be deleted.
        """
        with self._reading() as connection:
            known = {*connection.execute(select(utterances.c.id)).scalars(), *purging.purged_audio(connection)}
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
        with self._reading() as connection:
            return load_entries(connection, _kept(first, last))

    def entries_on(self, day: date) -> list[Entry]:
        """The entries of one local date, newest first, without the trash."""
        return self.entries(day, day)

    def trashed(self) -> list[Entry]:
        """The entries in the trash, newest first."""
        with self._reading() as connection:
            return load_entries(connection, entries.c.trashed_at.is_not(None))

    def listed(
        self, limit: int, before: ListedEntry | None = None, only: EntryFilter = EVERY_ENTRY
    ) -> list[ListedEntry]:
        """A page of a list: at most `limit` entries, newest first; `before` is the last one of the page above."""
        with self._reading() as connection:
            return load_listed(connection, limit, before, only)

    def listed_entry(self, entry_id: str, only: EntryFilter = EVERY_ENTRY) -> ListedEntry | None:
        """One entry as a list shows it; None where that list does not show it."""
        with self._reading() as connection:
            return next(iter(load_listed(connection, 1, None, only, entry_id)), None)

    def count_listed(self, only: EntryFilter = EVERY_ENTRY) -> int:
        """How many entries such a list has."""
        with self._reading() as connection:
            return count_listed(connection, only)

    def days(self, first: date | None = None, last: date | None = None) -> list[DaySummary]:
        """The summary of each day from `first` to `last` that has an entry, oldest first."""
        return days_of(self.outlines(first, last))

    def outlines(self, first: date | None = None, last: date | None = None) -> list[EntryOutline]:
        """What each entry from `first` to `last` adds to sums, oldest first, without the trash."""
        with self._reading() as connection:
            return load_outlines(connection, _kept(first, last))

    def search(self, query: str, limit: int | None = None, only: EntryFilter = EVERY_ENTRY) -> list[Hit]:
        """Utterances outside the trash that contain `query` (any substring, whatever its case), newest first."""
        with self._reading() as connection:
            return search.find(connection, query, limit, only)

    def count_hits(self, query: str, only: EntryFilter = EVERY_ENTRY, *, enough: int | None = None) -> int:
        """How many `search` finds without a limit; counts to `enough` and no further when that is given."""
        with self._reading() as connection:
            return search.count(connection, query, only, enough=enough)

    def alike(self, entry_id: str, limit: int) -> list[SimilarEntry]:
        """The entries nearest to this one in meaning, the nearest first.

        Without the trash and every day that had a crisis reply; none for an entry of such a day, or one whose words
        have no embedding yet.
        """
        with self._reading() as connection:
            found = alike.nearest(connection, entry_id, limit)
            listed = {each.id: each for each in load_some(connection, [identifier for identifier, _ in found])}
        return [SimilarEntry(listed[identifier], cosine) for identifier, cosine in found]

    def without_embedding(self, model: str, limit: int, before: str | None = None) -> list[tuple[str, str]]:
        """At most `limit` utterances outside the trash without an embedding by `model`: their ids and texts.

        The latest ids first, from behind `before`.
        """
        with self._reading() as connection:
            return alike.without(connection, model, before, limit)

    def all_tags(self) -> list[str]:
        """The tags of all entries outside the trash, the most used first, then by their letters."""
        used = (
            select(tags.c.tag)
            .join(entries, entries.c.id == tags.c.entry_id)
            .where(entries.c.trashed_at.is_(None))
            .group_by(tags.c.tag)
            .order_by(func.count().desc(), tags.c.tag)
        )
        with self._reading() as connection:
            return list(connection.execute(used).scalars())

    def check(self, *, cancelled: Cancel = never) -> CheckReport:
        """Check the key files, every page and row, and every recording. Slow; changes nothing. Raises Cancelled."""
        self._refuse_if_closed()
        return check_diary(self.folder, self._key, self.audio, self._path, cancelled)

    # --- maintenance -------------------------------------------------------------------------------------------------

    def rebuild_derived(self) -> None:
        """Make the text index, and what entries add up to, anew from the words: what `check` calls for.

        Some 30 s for 100,000 utterances, in which nothing else is stored.
        """
        with self._writing() as connection:
            for derived in (text_index, entry_emotions, alike):
                derived.rebuild(connection)

    @contextlib.contextmanager
    def alone(self) -> Iterator[Any]:
        """The writing connection (of sqlcipher3) outside any transaction, while nobody else in this process writes."""
        with self._writing_lock:
            writer = self._refuse_if_read_only()
            with storage_errors(self._path), contextlib.closing(writer.raw_connection()) as connection:
                yield connection.driver_connection

    def renew_mark(self) -> None:
        """Note how long the log is, after something that is not counted has written into it."""
        with self._writing_lock:
            self._refuse_if_read_only()
            with self._reading() as connection:
                count = count_in(connection)
            self._put_mark(count)

    def finish_purging(self) -> None:
        """Delete those recordings that are to go and that the disk refused to delete before."""
        self._refuse_if_read_only()
        self._delete_purged_audio()

    # --- inside ------------------------------------------------------------------------------------------------------

    def _purge(self, *conditions: ColumnElement[bool]) -> list[str]:
        recorded = self.audio.with_files()
        with self._writing() as connection:
            gone = purging.remove_trashed(connection, recorded, *conditions)
        self._delete_purged_audio()
        return gone

    def _purge_expired(self) -> None:
        """Purge what has been in the trash for too long. What cannot be done now is, at the next opening."""
        over = purging.expired(datetime.now(UTC))
        try:
            with self._reading() as connection:
                is_due = purging.has_trashed(connection, over)
                left = purging.gone_drafts(connection)
            if is_due:
                logger.info("%s entries were purged from the trash", len(self._purge(over)))
            if left:
                with self._writing() as connection:
                    for each in left:
                        writes.remove_draft(connection, each)
        except (StorageError, SQLAlchemyError) as error:
            logger.warning("the trash stays as it is until the next opening: %s", type(error).__name__)

    def _delete_purged_audio(self) -> None:
        """Delete the recordings that are noted to go. What the disk refuses is tried again at the next opening."""
        with self._writing_lock:  # nothing may be restored meanwhile
            with self._reading() as connection:
                noted = purging.purged_audio(connection)
            deleted = [each for each in noted if self._delete_recording(each)]
            if not deleted:
                return
            try:
                with self._writing() as connection:
                    purging.forget_purged(connection, deleted)
            except StorageError as error:
                logger.warning("the notes of deleted recordings stay for the next opening: %s", error.code)

    def _seal_spoken(self) -> None:
        """Seal recordings whose words are stored: a full disk cut them off. `DiarySession.recover` seals the others."""
        unsealed = self.audio.unsealed()
        if unsealed:
            self.audio.seal_left(*sorted(self.utterance_ids().intersection(unsealed)))

    def _delete_recording(self, utterance_id: str) -> bool:
        try:
            self.audio.delete(utterance_id)
        except NotFound:
            return True
        except StorageError as error:
            logger.warning("a recording that is to go stays for the next opening: %s", error.code)
            return False
        return True

    def _sign(self) -> None:
        """Note which version of Todak writes from now on."""
        signed = and_(meta.c.name == "written_by", meta.c.value != __version__)
        with self._reading() as connection:
            is_same = connection.execute(select(meta.c.name).where(signed)).first() is None
        if not is_same:
            with self._writing() as connection:
                connection.execute(update(meta).where(signed).values(value=__version__))

    def _begin_mark(self) -> None:
        with self._reading() as connection:
            self._mark.begin(count_in(connection))

    def _put_mark(self, count: int) -> None:
        with self.alone() as connection:
            self._mark.put(log_of(connection, self._path, count))

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._writing_lock:
            writer = self._refuse_if_read_only()
            count = None
            with storage_errors(self._path), writer.begin() as connection:
                before = changes(connection)
                yield connection
                if changes(connection) != before:
                    for derived in (text_index, entry_emotions, alike):
                        derived.keep_up(connection)
                    count = counted(connection)
            if count is not None:
                self._put_mark(count)  # durable by now

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


def _kept(first: date | None, last: date | None) -> ColumnElement[bool]:
    """Entries outside the trash from `first` to `last`."""
    conditions: list[ColumnElement[bool]] = [entries.c.trashed_at.is_(None)]
    if first is not None:
        conditions.append(entries.c.date >= first.isoformat())
    if last is not None:
        conditions.append(entries.c.date <= last.isoformat())
    return and_(*conditions)


def _refuse_if_odd(entry: Entry) -> None:
    checked_id(entry.id)
    if entry.score is not None and not 1 <= entry.score <= 5:
        raise ValueError("a score is from 1 to 5")
    moments = [entry.started_at, *(each.started_at for each in entry.utterances)]
    if entry.trashed_at is not None:
        moments.append(entry.trashed_at)
    if any(moment.utcoffset() is None for moment in moments):
        raise ValueError("a time needs its offset")
    for utterance in entry.utterances:
        checked_id(utterance.id)
        if utterance.entry_id != entry.id:
            raise ValueError("an utterance belongs to the entry that holds it")


def _one(connection: Connection, utterance_id: str) -> Utterance:
    found = load_utterances(connection, utterances.c.id == utterance_id)
    if not found:
        raise NotFound(what=utterance_id)
    return found[0]
