"""The DiarySession as the window sees it: calls that return at once, signals that tell what came of them.

Every page works through this object; none touches a thread, an engine or the diary itself.

Threads: `writes` and `reads` (the diary; a slow read never keeps a word from being stored), `thinking` (readings and
replies), `hearing` (the microphone), `speaking` (the loudspeaker), `loading` (engines and their examination: seconds),
`copying` (backups, looking over the diary and the like: minutes; the lock stops it).
"""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance, Slot
from shiboken6 import isValid

from app.config import Settings
from app.diary.entry import ReplyKind, Utterance
from app.errors import Cancelled, DiaryDamaged, ModelError, NothingHeard, StorageError, TodakError
from app.session import (
    Answered,
    Answering,
    DiarySession,
    Listening,
    Loudness,
    Partial,
    SessionEvent,
    Stored,
    Understood,
)
from app.ui.calm_sounds import CalmSounds
from app.ui.garbage import GarbageCollector
from app.ui.long_work import LongWork
from app.ui.model_fetch import ModelFetch
from app.ui.unstored import Unstored
from app.ui.workers import Worker, ignore

if TYPE_CHECKING:
    from app.handover import HandoverServer
    from app.storage.repository import Diary
    from app.storage.shapes import Undo

logger = logging.getLogger(__name__)
T = TypeVar("T")

READS_DAYS = "days"  # `speaking` while days of the diary are read aloud
WARM_MS = 250  # after the unlock, until the engines are loaded
EMBED_MS = 500  # between two handfuls of what was written before embeddings were kept
SILENT_MS = 2000  # a healthy loudspeaker is silent within milliseconds


class LiveSession(QObject):
    """An open diary and its engines, for the window. Made locked; `open` and `close` change that."""

    opened = Signal()
    closed = Signal()
    kept_shut = Signal()  # what was being opened was locked before anyone saw it
    # `opening` until the microphone is open, `listening`, `finishing` until the last words are stored, then `idle`
    recording_changed = Signal(str)
    loudness = Signal(float)  # dB below full scale, about 31 times a second while listening
    partial = Signal(str, str)  # utterance id, words so far
    spoken_here = Signal(object)  # before `stored`: it was said into the microphone that this window opened
    another_listens = Signal()  # another Todak has opened the microphone, see `hears_for_another`
    # one utterance after the other: stored, then understood, then answered; `changed` for anything the user changes
    stored = Signal(object)
    understood = Signal(object)
    answering = Signal(object)  # a reply that a model writes, as far as it is written; not stored
    answered = Signal(object)
    utterance_changed = Signal(object)
    entry_changed = Signal(str)  # entry id: its marks, its trash state, which utterances it has
    reshaped = Signal(object)  # Undo: before `entry_changed` of each entry that it touched
    entries_came = Signal()  # out of a backup or a file, any number of them: what is shown of the diary is read again
    diary_changed = Signal()  # anything above: what is drawn from many entries is out of date
    # speaking: the id of the utterance whose reply or recording is heard, "" when silent
    speaking_changed = Signal(str)
    setting_changed = Signal(str)  # the key of a setting that was changed in the window
    trouble = Signal(object)  # TodakError nobody else showed
    damaged = Signal(object)  # DiaryDamaged, met while the diary is open, besides what is told of it elsewhere
    engines_ready = Signal()
    read_ahead = Signal()  # the pages' libraries are imported
    engine_missing = Signal(object)  # ModelError: words are stored without a reading; shown quietly, once

    _told = Signal(object)

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.recording = "idle"
        self.speaking = ""
        self.plays_recording = False  # whether what is heard is the recording, not the reply
        self.unstored = Unstored()  # outlives the lock
        self.was_open = False  # whether a diary has been opened since the start
        self._session: DiarySession | None = None
        self._server: HandoverServer | None = None
        self._opening = False  # whether a diary is being opened
        self._closing: list[Callable[[], None]] | None = None  # who waits for the close under way, or for this opening
        self._reopen: Callable[[], None] | None = None  # to be done after it
        self._write_failed = False  # since `after_writes` was asked
        self._stop_recording = threading.Event()
        self._stop_speaking = threading.Event()
        self._sounds_waiting: list[Callable[[], None]] = []  # until the recording has ended
        self._stop_recovering = threading.Event()
        self._writes = Worker("writes", self)
        self._reads = Worker("reads", self)
        self._thinking = Worker("thinking", self)
        self._hearing = Worker("hearing", self)
        self._speaking = Worker("speaking", self)
        self._loading = Worker("loading", self)
        self._copying = Worker("copying", self)
        self._long_works: set[LongWork] = set()
        self._workers = (
            self._hearing,
            self._speaking,
            self._copying,
            self._loading,
            self._thinking,
            self._reads,
            self._writes,
        )
        for worker in self._workers:
            worker.trouble.connect(self.trouble)
        self.fetching = ModelFetch(self)
        self.calm = CalmSounds(self)
        self._garbage = GarbageCollector(self)
        self.engines_ready.connect(self._garbage.settle)
        self.read_ahead.connect(self._garbage.settle)
        self.closed.connect(lambda: QTimer.singleShot(0, self._garbage, self._garbage.forget))
        self._told.connect(self._hear_from_session)
        self.trouble.connect(self._notice_damage)
        self.setting_changed.connect(self._setting_changed)
        for signal in (self.stored, self.understood, self.answered, self.utterance_changed, self.entry_changed):
            signal.connect(self.diary_changed)
        self.entries_came.connect(self.diary_changed)

    # --- opening and closing -------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether a diary is open."""
        return self._session is not None

    @property
    def is_opening(self) -> bool:
        """Whether a diary is about to be open, and to be seen."""
        return (self._opening and self._closing is None) or self._reopen is not None

    @property
    def is_read_only(self) -> bool:
        """Whether the open diary can be read and not written: nothing that writes is to be offered."""
        return self._session is not None and self._session.diary.is_read_only

    @property
    def is_busy(self) -> bool:
        """Whether the diary is being read or written for the window right now."""
        return self._reads.is_busy or self._writes.is_busy

    @property
    def has_sound_waiting(self) -> bool:
        """Whether something that was asked for by hand is played as soon as the recording has ended."""
        return bool(self._sounds_waiting)

    @property
    def hears_for_another(self) -> bool:
        """Whether something is being heard right now that another Todak handed over."""
        return self._server is not None and self._server.is_busy

    @property
    def session(self) -> DiarySession:
        """The open session. Use `read` and `write` on the UI thread: its methods block."""
        assert self._session is not None, "the diary is locked"
        return self._session

    def open(self, make: "Callable[[], Diary]", failed: Callable[[TodakError], None]) -> None:
        """Open with `make` (which may take a second and raise StorageError) in the background, then tell `opened`.

        A diary that is still being closed is closed first.
        """
        if self._closing is not None:
            self._reopen = lambda: self.open(make, failed)
            return

        def work() -> "tuple[DiarySession, HandoverServer | None]":
            diary = make()
            session = DiarySession(diary, self.settings, listener=self._told.emit)
            return session, self._serve(session)

        def could_not(error: TodakError) -> None:
            self._opening = False
            failed(error)
            self._end_closing()

        self._opening = True
        self._writes.run(work, self._opened, could_not, owner=self)

    def _serve(self, session: DiarySession) -> "HandoverServer | None":
        from app.handover import HandoverServer, hear_request

        diary = session.diary
        if diary.is_read_only:
            return None  # who can store nothing takes nothing over
        try:
            return HandoverServer(
                diary.folder,
                diary.handover_key,
                lambda request, stop: hear_request(session, request, stop, hush=stop),
                self.settings.language,
            )
        except OSError:
            logger.exception("other Todaks cannot hand over: no socket")
            return None

    def _opened(self, made: "tuple[DiarySession, HandoverServer | None]") -> None:
        self._opening = False
        self.was_open = True
        if self._closing is not None:
            self._shut(*made, self.kept_shut)
            return
        self._session, self._server = made
        self.opened.emit()
        self._warm(made[0])

    def _warm(self, session: DiarySession) -> None:
        """Load what the first sentence needs, then finish what a crash left behind.

        One after the other and once the first page is there: two threads that import Python at once keep the window's
        waiting. What cannot be loaded is told to whoever asks for it later.
        """

        if session.diary.is_read_only:  # nothing will be said
            QTimer.singleShot(WARM_MS, self, self.engines_ready.emit)
            return
        self._stop_recovering = stop = threading.Event()

        def recogniser(_: object) -> None:
            self._loading.run(session.engines.recogniser, lambda _: self.engines_ready.emit(), ignore, owner=self)

        def load() -> None:
            if self._session is not session:
                return  # locked again meanwhile
            self._thinking.run(session.engines.emotion, failed=ignore)
            self._thinking.run(session.conversation.warm, recogniser, recogniser, owner=self)
            self._thinking.run(
                lambda: session.recover(stop), lambda _: self._embed(session), self.trouble.emit, owner=self
            )

        QTimer.singleShot(WARM_MS, self, load)

    def _embed(self, session: DiarySession) -> None:
        """Read what was written before embeddings were kept, a little at a time, and never while somebody speaks."""

        def some() -> None:
            if self._session is not session:
                return  # locked again meanwhile
            if self.recording == "idle":
                self._thinking.run(session.embed_some, again, ignore, owner=self)
            else:
                again(True)

        def again(is_more: bool) -> None:
            if is_more:
                QTimer.singleShot(EMBED_MS, self, some)

        again(True)

    def keep_shut(self) -> None:
        """Have what is being opened closed before anyone sees it, told as `kept_shut`; its making is not disturbed."""
        if self._reopen is not None:
            self._reopen = None
            self.kept_shut.emit()
        elif self._opening and self._closing is None:
            self._closing = []

    def close(self, done: Callable[[], None] = lambda: None) -> None:
        """End the recording, wait until every word is stored, forget the diary; then `done`, on the UI thread.

        A diary that is being opened is waited for, and closed unseen.
        """
        for work in self._long_works:
            work.stop()
        self.keep_shut()
        session, self._session = self._session, None
        server, self._server = self._server, None
        if session is not None:
            self._closing = [done]
            self._shut(session, server)
        elif self._closing is not None:
            self._closing.append(done)
        else:
            done()

    def _end_closing(self, *told: SignalInstance) -> None:
        """Nothing is open any more: tell `told`, then those who wait; then open what is to be opened after it."""
        waiting, self._closing = self._closing or [], None
        for signal in told:
            signal.emit()
        for each in waiting:
            each()
        reopen, self._reopen = self._reopen, None
        if reopen is not None:
            reopen()

    def _shut(self, session: DiarySession, server: "HandoverServer | None", *told: SignalInstance) -> None:
        """See `close`; `told` besides `closed`."""
        if server is not None:
            server.stop()
        self.stop_recording()
        self.stop_speaking()
        self.calm.stop()
        self._stop_recovering.set()
        self.fetching.stop()  # nothing of ours runs unseen
        session.hurry()

        def shut() -> None:
            if server is not None:
                server.close()
            session.diary.close()

        def closed(_: None) -> None:
            self._end_closing(self.closed, *told)

        def failed(error: TodakError) -> None:
            self.trouble.emit(error)
            closed(None)  # whoever waits for it must not wait for ever

        # Each worker is asked in turn, so that what the one before gave to the next is done as well. A sound system
        # that hangs does not keep the keys in memory: what is spoken writes nothing, and finds the diary closed.
        def after(workers: tuple[Worker, ...]) -> None:
            if not workers:
                self._writes.run(shut, closed, failed, owner=self)
                return
            waits = True

            def go_on(_: object = None) -> None:
                nonlocal waits
                if waits:
                    waits = False
                    after(workers[1:])

            workers[0].run(lambda: None, go_on, owner=self)
            if workers[0] is self._speaking:
                QTimer.singleShot(SILENT_MS, self, go_on)

        after((self._hearing, self._speaking, self._copying, self._reads, self._writes, self._thinking))

    def end(self) -> None:
        """Stop every thread, after what it was given is done. The object is of no use any more."""
        self.fetching.end()
        self.calm.end()
        for work in self._long_works:
            work.stop()
        for worker in self._workers:
            worker.stop()
        self._garbage.stop()

    def aside(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] = ignore,
        failed: Callable[[TodakError], None] | None = None,
        *,
        owner: QObject | None = None,
    ) -> None:
        """Do what needs no open diary (check a key, write a file, look for devices) in the background."""
        self._reads.run(work, done, failed, owner=owner)

    def slowly(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[TodakError], None] | None = None,
        *,
        owner: QObject | None = None,
    ) -> None:
        """Like `aside`, for what takes seconds (looking over engines): it keeps no page waiting, and no lock."""
        self._loading.run(work, done, failed, owner=owner)

    def at_length(
        self,
        work: "Callable[[Diary, LongWork], T]",
        done: Callable[[T], None],
        failed: Callable[[TodakError], None],
        *,
        owner: QObject,
    ) -> LongWork:
        """Do what takes minutes with the open diary, one work after the other; the lock stops it and waits for that.

        Keeps no page waiting, and no word from being stored unless the work itself writes. When `owner` is gone nothing
        is told. The LongWork is of no use after `done` or `failed` (Cancelled when it was stopped before it began).
        """
        diary = self.session.diary
        long_work = self.begin_long_work()

        def at_last() -> T:
            if long_work.is_stopped():
                raise Cancelled()
            return work(diary, long_work)

        def ended(result: T) -> None:
            self.end_long_work(long_work)
            if isValid(owner):
                done(result)

        def has_failed(error: TodakError) -> None:
            self.end_long_work(long_work)
            if isValid(owner):
                failed(error)
            self._notice_damage(error)

        self._copying.run(at_last, ended, has_failed, owner=self)
        return long_work

    def begin_long_work(self) -> LongWork:
        """For work that is not given to `at_length`: the end of Todak stops it as well."""
        made = LongWork(self)
        self._long_works.add(made)
        return made

    def end_long_work(self, long_work: LongWork) -> None:
        """It is done, or has failed."""
        self._long_works.discard(long_work)
        long_work.deleteLater()

    def follow_model(
        self, setting: str, done: Callable[[ModelError | None], None], failed: Callable[[TodakError], None]
    ) -> None:
        """Load the model that `setting` names now, before the next sentence is read or answered (seconds).

        `done` and `failed` are methods of the widget that asks; `done` hears what is wrong with it, if anything is.
        """
        engines = self.session.engines
        self._thinking.run(lambda: engines.follow(setting), done, failed)

    # --- the diary -----------------------------------------------------------------------------------------------

    def read(
        self,
        work: "Callable[[Diary], T]",
        done: Callable[[T], None],
        failed: Callable[[TodakError], None] | None = None,
        *,
        owner: QObject | None = None,
        topic: str | None = None,
    ) -> None:
        """Ask the diary something; `owner` and `topic` as in `Worker.run`. Nothing happens while locked."""
        if self._session is not None:
            diary = self._session.diary
            self._reads.run(lambda: work(diary), done, self._noticing(failed), owner=owner, topic=topic)

    def write(
        self,
        work: "Callable[[Diary], T]",
        done: Callable[[T], None] = ignore,
        failed: Callable[[TodakError], None] | None = None,
        *,
        owner: QObject | None = None,
        topic: str | None = None,
    ) -> None:
        """Change the diary; durable when `done` is called. With a `topic` an older waiting change is skipped."""
        if self._session is not None:
            diary = self._session.diary
            self._writes.run(lambda: work(diary), done, self._noticing(failed, write=True), owner=owner, topic=topic)

    def after_writes(self, done: Callable[[bool], None]) -> None:
        """When every write that was given so far is done, tell whether all of them could be stored."""
        self._write_failed = False
        self._writes.run(lambda: None, lambda _: done(not self._write_failed), owner=self)

    def _noticing(
        self, failed: Callable[[TodakError], None] | None, *, write: bool = False
    ) -> Callable[[TodakError], None]:
        """`failed`, or else `trouble`; and then damage is noticed."""

        def tell(error: TodakError) -> None:
            self._write_failed = self._write_failed or write
            if failed is None:
                self.trouble.emit(error)
            else:
                failed(error)
                self._notice_damage(error)

        return tell

    def _notice_damage(self, error: TodakError) -> None:
        if isinstance(error, DiaryDamaged) and self._session is not None:
            # A new one: whoever keeps it keeps no traceback, which holds what was being read.
            self.damaged.emit(DiaryDamaged(**error.details))

    def change_utterance(
        self,
        work: "Callable[[Diary], Utterance]",
        failed: Callable[[TodakError], None] | None = None,
        *,
        done: Callable[[Utterance], None] = ignore,
    ) -> None:
        """A `write` that gives the utterance as it now is (a correction, an edit): told as `utterance_changed`.

        Then `done`, which must not need a widget that may be gone by then.
        """

        def told(utterance: Utterance) -> None:
            self.utterance_changed.emit(utterance)
            done(utterance)

        self.write(work, told, failed, owner=self)

    def change_entry(
        self,
        entry_id: str,
        work: "Callable[[Diary], object]",
        failed: Callable[[TodakError], None] | None = None,
        *,
        done: Callable[[], None] = lambda: None,
    ) -> None:
        """A `write` on an entry (marks, trash, restore): told as `entry_changed`; then `done`, as above."""

        def told(_: object) -> None:
            self.entry_changed.emit(entry_id)
            done()

        self.write(work, told, failed, owner=self)

    def change_words(
        self,
        utterance_id: str,
        work: "Callable[[Diary], object]",
        failed: Callable[[TodakError], None] | None = None,
        *,
        anew: bool = False,
        done: Callable[[Callable[[], None] | None], None] = ignore,
    ) -> None:
        """A `write` that changes the words of an utterance: told as `utterance_changed`, then they are read again.

        `anew` as in `read_again`. `done` as above, with what puts back the words that stood there (None when nothing
        was changed); it holds no words itself.
        """

        def change(diary: "Diary") -> tuple[Utterance, str | None]:
            known = {edit.id for edit in diary.history(utterance_id)}
            work(diary)
            kept = next((edit.id for edit in diary.history(utterance_id) if edit.id not in known), None)
            return diary.utterance(utterance_id), kept

        def told(changed: tuple[Utterance, str | None]) -> None:
            utterance, kept = changed
            self.utterance_changed.emit(utterance)
            if self.is_open:  # else it is read at the next opening
                self.read_again(utterance, anew=anew)

            def undo() -> None:
                assert kept is not None
                self.change_words(utterance_id, lambda diary: diary.revert(utterance_id, kept))

            done(None if kept is None else undo)

        self.write(change, told, failed, owner=self)

    def reshape(self, work: "Callable[[Diary], Undo]", done: Callable[[Callable[[], None]], None] = ignore) -> None:
        """A `write` that changes which utterances make which entries: told as `reshaped`, then as `entry_changed`.

        `done` as above, with what changes it back.
        """

        def told(change: "Undo") -> None:
            self.reshaped.emit(change)
            for entry_id in change.touched:
                self.entry_changed.emit(entry_id)
            done(lambda: self.reshape(lambda diary: diary.undo(change)))

        self.write(work, told, owner=self)

    # --- saying --------------------------------------------------------------------------------------------------

    def say(self, text: str, stored: Callable[[Utterance], None], failed: Callable[[TodakError], None]) -> None:
        """Store typed `text` (told to `stored`, or to `failed` with nothing stored); the answer follows by signal.

        The draft it was typed in is forgotten in the same job.
        """
        session = self.session

        def work() -> Utterance:
            utterance = session.store_text(text)
            try:
                session.diary.clear_draft()
            except StorageError:  # the words are stored: to call that a failure would have them sent twice
                logger.exception("a draft outlives what was sent of it")
            return utterance

        def then(utterance: Utterance) -> None:
            stored(utterance)
            self._thinking.run(lambda: session.finish(utterance, in_window=True))

        self._writes.run(work, then, self._noticing(failed, write=True), owner=self)

    def read_again(self, utterance: Utterance, *, anew: bool) -> None:
        """Read what was edited; `anew` where there were no words before."""
        session = self.session
        self._thinking.run(lambda: session.read_again(utterance, anew=anew), self.utterance_changed.emit, owner=self)

    def start_recording(self) -> None:
        """Open the microphone. Nothing happens while a recording is under way, or in a diary that is only read."""
        if self._session is None or self.is_read_only or self.recording != "idle":
            return
        self.stop_speaking()
        self._stop_recording.set()  # a microphone that is only being tried
        self._stop_recording = stop = threading.Event()
        session = self._session
        self._set_recording("opening")
        self._hearing.run(
            lambda: session.hear_microphone(stop=stop, in_window=True), self._recorded, self._recording_failed
        )

    def stop_recording(self) -> None:
        """End the recording: what was said until now is recognised and stored."""
        self._stop_recording.set()
        if self.recording in ("opening", "listening"):
            self._set_recording("finishing")

    @Slot(str)
    def _setting_changed(self, key: str) -> None:
        if key == "voice_consent" and not self.settings[key]:
            self.stop_recording()

    def try_microphone(self, done: Callable[[object], None], failed: Callable[[TodakError], None]) -> None:
        """Tell the `loudness` of the chosen microphone, storing nothing, until `stop_recording`; then `done`.

        `done` is a method of the widget that asks: when that is gone, nothing is told. Nothing happens while a
        recording is under way.
        """
        if self.recording != "idle":
            return
        self._stop_recording.set()
        self._stop_recording = stop = threading.Event()

        def work() -> None:
            from app.voice.recorder import Recorder

            with suppress(NothingHeard), Recorder(self.settings["microphone"], stop) as recorder:
                for _ in recorder.blocks(stop=stop):
                    self._told.emit(Loudness(recorder.level))

        self._hearing.run(work, done, failed)

    def _recorded(self, _heard: object) -> None:
        self._set_recording("idle")

    def _recording_failed(self, error: TodakError) -> None:
        # The trouble first: no reply is to be read aloud over it.
        if not isinstance(error, NothingHeard) or self._session is not None:  # locked meanwhile: nothing to say
            self.trouble.emit(error)
        self._set_recording("idle")

    def _set_recording(self, state: str) -> None:
        if state != self.recording:
            self.recording = state
            self.recording_changed.emit(state)
            if state == "idle":
                waiting, self._sounds_waiting = self._sounds_waiting, []
                for play in waiting:
                    play()

    # --- speaking ------------------------------------------------------------------------------------------------

    def is_read_unasked(self, utterance: Utterance) -> bool:
        """Whether the reply is read aloud by itself: no crisis reply, and none while muted."""
        reply = utterance.reply
        return reply is not None and reply.kind is not ReplyKind.CRISIS and bool(self.settings["speak_replies"])

    def speak_reply(self, utterance: Utterance, *, asked: bool) -> None:
        """Read the reply aloud. A crisis reply, and any while muted, only when `asked` for by hand.

        This and all below: a recording that is under way would hear it, and is ended first.
        """
        reply = utterance.reply
        if reply is None or self._session is None:
            return
        if not asked and not self.is_read_unasked(utterance):
            return
        session = self._session

        def work(stop: threading.Event) -> None:
            speech = session.synthesise(reply.text)
            if not stop.is_set():
                session.engines.speaker().play(speech, stop)

        self._sound(utterance.id, work)

    def try_loudspeaker(self, text: str, done: Callable[[object], None], failed: Callable[[TodakError], None]) -> None:
        """Read `text` aloud through the chosen loudspeaker; `done` and `failed` as in `try_microphone`."""
        session = self.session
        self.stop_speaking()
        self._stop_speaking = stop = threading.Event()

        def work() -> None:
            from app.voice.speaker import play

            if not stop.is_set():
                play(session.synthesise(text), stop, self.settings["loudspeaker"])

        self._unheard(lambda: self._speaking.run(work, done, failed))

    def play_recording(self, utterance: Utterance) -> None:
        """Play the kept recording of an utterance."""
        if self._session is not None:
            session = self._session
            self._sound(utterance.id, lambda stop: session.play_recording(utterance.id, stop), recording=True)

    def read_days_aloud(self, first: date, last: date, opening: str) -> None:
        """Read `opening`, then what was told from one day to another, oldest first; no entry with a crisis reply."""
        if self._session is None:
            return
        session = self._session

        def work(stop: threading.Event) -> None:
            from app.models.companion.looking_back import without_commands

            entries = [entry for entry in without_commands(session.diary.entries(first, last)) if not entry.is_grave]
            for text in (opening, *(each.text for entry in reversed(entries) for each in entry.utterances)):
                if not stop.is_set():
                    session.engines.speaker().play(session.synthesise(text), stop)

        self._sound(READS_DAYS, work)

    def stop_speaking(self) -> None:
        """Be silent at once."""
        self._stop_speaking.set()

    def _sound(self, utterance_id: str, work: Callable[[threading.Event], object], *, recording: bool = False) -> None:
        self.stop_speaking()
        self._stop_speaking = stop = threading.Event()

        def silent(_: object) -> None:
            if self._stop_speaking is stop:
                self._set_speaking("")

        def failed(error: TodakError) -> None:
            silent(None)
            self.trouble.emit(error)

        def play() -> None:
            self._speaking.run(lambda: None if stop.is_set() else work(stop), silent, failed, owner=self)

        self._set_speaking(utterance_id, recording)
        self._unheard(play)

    def _unheard(self, play: Callable[[], None]) -> None:
        """`play` as soon as no microphone of this window is open; what it plays looks itself whether to stop."""
        if self.recording == "idle":
            play()
        else:
            self._sounds_waiting.append(play)
            self.stop_recording()

    def _set_speaking(self, utterance_id: str, recording: bool = False) -> None:
        if (utterance_id, recording) != (self.speaking, self.plays_recording):
            self.speaking = utterance_id
            self.plays_recording = recording
            self.speaking_changed.emit(utterance_id)

    # --- what the session tells, from any thread -----------------------------------------------------------------

    @Slot(object)
    def _hear_from_session(self, event: SessionEvent) -> None:
        if isinstance(event, Loudness):
            self.loudness.emit(event.decibels)
        elif isinstance(event, Partial):
            self.partial.emit(event.utterance_id, event.text)
        elif isinstance(event, Listening):
            if not event.in_window:
                self.another_listens.emit()
            elif self.recording == "opening":
                self._set_recording("listening")
        elif isinstance(event, Stored):
            if event.in_window:
                self.spoken_here.emit(event.utterance)
            self.stored.emit(event.utterance)
        elif isinstance(event, Understood):
            self.understood.emit(event.utterance)
        elif isinstance(event, Answering):
            self.answering.emit(event.utterance)
        elif isinstance(event, Answered):
            self.answered.emit(event.utterance)
        else:
            missing = isinstance(event.error, ModelError)
            (self.engine_missing if missing else self.trouble).emit(event.error)

    @property
    def folder(self) -> Path:
        """Where the open diary is."""
        return self.session.diary.origin
