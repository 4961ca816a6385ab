"""DiarySession: the main job. A voice or a text comes in, is stored, understood, answered.

One path for the window, the command line and the tests; nothing else joins engines together. The order is the promise:
words and sound are durable before anything slower starts, and every later result is an update that can be redone.
"""

import contextlib
import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app.config import Settings
from app.diary.calendar import diary_date
from app.diary.embedding import Embedding
from app.diary.entry import OFFER, Care, Reply, ReplyKind, Source, Utterance
from app.engines import Engines
from app.errors import HearingStopped, ModelError, NothingHeard, SoundLost, TodakError

if TYPE_CHECKING:
    import numpy as np

    from app.hearing import Spoken
    from app.models.companion.companion import Companion
    from app.models.companion.surroundings import Surroundings
    from app.models.emotion import EmotionAnalysis
    from app.storage.repository import Diary
    from app.voice.recorder import Recorder
    from app.voice.speaker import Speech

logger = logging.getLogger(__name__)
Found = TypeVar("Found")


# --- what a listener of the session is told --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listening:
    """The microphone is open: what is said from now on is heard. `in_window` as in `DiarySession.finish`."""

    in_window: bool = False


@dataclass(frozen=True, slots=True)
class Loudness:
    """How loud the microphone is right now: RMS in dB below full scale, from -100 (nothing) to 0."""

    decibels: float


@dataclass(frozen=True, slots=True)
class Partial:
    """Words so far of the utterance being spoken."""

    utterance_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Stored:
    """The utterance's words are durable. `in_window`: they were spoken there, as in `DiarySession.finish`."""

    utterance: Utterance
    in_window: bool = False


@dataclass(frozen=True, slots=True)
class Understood:
    """The utterance has its emotion scores."""

    utterance: Utterance


@dataclass(frozen=True, slots=True)
class Answering:
    """A model is writing the reply: the utterance with what is written so far, every sentence past the gate.

    Not stored, and not to be read aloud; `Answered` follows.
    """

    utterance: Utterance


@dataclass(frozen=True, slots=True)
class Answered:
    """The utterance has its reply."""

    utterance: Utterance


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something did not work; what was said is safe all the same."""

    error: TodakError


SessionEvent = Listening | Loudness | Partial | Stored | Understood | Answering | Answered | Trouble
Listener = Callable[[SessionEvent], None]


def _silent(_event: SessionEvent) -> None:
    """A listener that does not listen."""


def now() -> datetime:
    """The present moment with the local offset."""
    return datetime.now().astimezone()


def _until(stop: threading.Event | None, blocks: "Iterator[np.ndarray]") -> "Iterator[np.ndarray]":
    for block in blocks:
        if stop is not None and stop.is_set():
            raise HearingStopped
        yield block


# --- understanding and answering, with or without a diary -------------------------------------------------------------


def _embedding(analysis: "EmotionAnalysis") -> Embedding:
    return Embedding.of(analysis.encoder, analysis.embedding)


class Conversation:
    """Understands and answers one line after another; remembers the conversation, stores nothing."""

    def __init__(self, engines: Engines, seed: int | None = None, around: "Surroundings | None" = None) -> None:
        """`seed` makes the replies repeatable; `around` is what a command can reach (default: nothing)."""
        self._engines = engines
        self._seed = seed
        self._around = around
        self._hurried = False
        self._companion: Companion | None = None

    def understand(self, text: str) -> "EmotionAnalysis | None":
        """Emotion scores and embeddings of `text`; None when there is nothing in it to read.

        Raises ModelMissing or ModelBroken.
        """
        return self._engines.emotion().analyse(text)

    def answer(
        self, text: str, analysis: "EmotionAnalysis | None", on_text: Callable[[str], None] | None = None
    ) -> Reply:
        """The reply to `text`. Never fails for want of a model: without `analysis` the rules still answer.

        `on_text` hears a reply that a model writes grow, sentence by sentence.
        """
        return self._get_companion().answer(text, analysis, on_text)

    def warm(self) -> None:
        """Load what the first answer needs."""
        self._get_companion().warm()

    def hurry(self) -> None:
        """From now on nothing slow: a reply that a model is writing is broken off, and comfort answers.

        May be called from any thread at any time.
        """
        self._hurried = True
        if self._companion is not None:
            self._companion.hurry()

    def _get_companion(self) -> "Companion":
        companion = self._companion
        if companion is None:
            companion = self._companion = self._engines.companion(self._seed, self._around)
            if self._hurried:
                companion.hurry()
        return companion

    def needs_care(self, text: str, analysis: "EmotionAnalysis | None") -> bool:
        """Whether `text` tells of danger; works without any model."""
        return self._get_companion().needs_care(text, analysis)

    def respond(self, text: str) -> Reply:
        """Understand and answer in one go; without a working emotion model the rules answer alone."""
        try:
            analysis = self.understand(text)
        except ModelError:
            logger.exception("answering without a reading")
            analysis = None
        return self.answer(text, analysis)

    def forget(self) -> None:
        """Start a new conversation. Carefulness after a hard card stays, and so does when the soft card was shown."""
        if self._companion is not None:
            self._companion.forget()


# --- the main job ----------------------------------------------------------------------------------------------------


class DiarySession:
    """An open diary with the engines that serve it.

    Methods block and may be called from any thread but the UI's; results are also told, as they come, to `listener`, on
    the thread that made them.
    """

    def __init__(
        self,
        diary: "Diary",
        settings: Settings,
        engines: Engines | None = None,
        *,
        listener: Listener = _silent,
        seed: int | None = None,
    ) -> None:
        self.diary = diary
        self.settings = settings
        self.engines = engines or Engines(settings)
        self.conversation = Conversation(self.engines, seed, self._surroundings())
        self._tell = listener
        self._answering = threading.Lock()
        self._begun_before = frozenset(diary.audio.begun)
        self._stored_here: set[str] = set()  # whoever stored it here finishes it: `recover` is for what was left
        self._in_window = False  # whether what is being answered was said in the window; under that lock
        self._encoder: str | None = None  # whose embeddings are missing, see `embed_some`
        self._embedded_down_to: str | None = None

    def _surroundings(self) -> "Surroundings":
        from app.models.companion.surroundings import Surroundings

        def last(care: Care | None = None, source_ends: str = "") -> datetime | None:
            return self._looked_up(lambda: self.diary.last_replied(care=care, source_ends=source_ends))

        return Surroundings(
            entries=lambda first, last_day: self._looked_up(lambda: self.diary.entries(first, last_day)),
            day_of=self.day_of,
            has_window=lambda: self._in_window,
            may_record=lambda: bool(self.settings["voice_consent"]),
            soft_shown=lambda: last(Care.SOFT),
            hard_shown=lambda: last(Care.HARD),
            offered=lambda: last(source_ends=OFFER),
        )

    def _looked_up(self, look: Callable[[], Found]) -> Found | None:
        """What the diary says, or None: an answer must not fail because the diary cannot be asked."""
        try:
            return look()
        except TodakError:
            logger.exception("the diary could not be asked for an answer")
            return None

    # --- hearing -------------------------------------------------------------------------------------------------

    def hear_text(self, text: str, *, day: date | None = None, new_entry: bool = False) -> Utterance:
        """Store typed `text`, then understand and answer it.

        `day` is the local date it belongs to (default: today's by the day-start setting). Raises StorageError when
        nothing was stored; later failures are told as `Trouble` and leave the stored words.
        """
        return self.finish(self.store_text(text, day=day, new_entry=new_entry))

    def store_text(self, text: str, *, day: date | None = None, new_entry: bool = False) -> Utterance:
        """The first half of `hear_text`: store and tell. Raises StorageError when nothing was stored."""
        moment = now()
        utterance_id = self.diary.new_id()
        self._stored_here.add(utterance_id)  # before anybody can find it
        utterance = self.diary.append(
            text,
            Source.TYPED,
            started_at=moment,
            day=day or self.day_of(moment),
            new_entry=new_entry,
            utterance_id=utterance_id,
        )
        self._tell(Stored(utterance))
        return utterance

    def hear_sound(
        self,
        blocks: "Iterable[np.ndarray]",
        *,
        live: bool,
        day: date | None = None,
        new_entry: bool = False,
        in_window: bool = False,
    ) -> list[Utterance]:
        """Hear blocks of int16 sound at 16 kHz: one utterance for each stretch of speech, in order.

        `live` says that the source does not wait (a microphone); `in_window` as in `finish`. Raises NothingHeard when
        there was no speech, what the source raises, and StorageError; whatever was heard before is stored and told.
        """
        from app.hearing import Hearing

        if not live:
            self.engines.recogniser()  # a file can be read again: fail before anything of it is stored
        heard: list[Future[Utterance]] = []

        def store(spoken: "Spoken") -> None:
            utterance = self._store_spoken(spoken, day=day, new_entry=new_entry and not heard, in_window=in_window)
            heard.append(answering.submit(self.finish, utterance, in_window=in_window))

        hearing = Hearing(
            self.diary.audio,
            self.engines.recogniser,
            new_id=self.diary.new_id,
            day=lambda moment: day or self.day_of(moment),
            on_partial=lambda utterance_id, text: self._tell(Partial(utterance_id, text)),
            on_spoken=store,
        )
        # A thread of its own: while a model writes a reply, the next words are recognised and stored.
        with ThreadPoolExecutor(1, "answering") as answering:
            hearing.run(blocks, started_at=now(), live=live)
        if not hearing.heard:
            raise NothingHeard
        return [each.result() for each in heard]

    def hear_file(
        self,
        path: Path,
        *,
        stop: threading.Event | None = None,
        day: date | None = None,
        new_entry: bool = False,
    ) -> list[Utterance]:
        """Hear a sound file of any rate. Raises AudioUnreadable, and as `hear_sound`.

        HearingStopped when `stop` was set before its end: what was heard until then is stored.
        """
        from app.voice.audio_file import read_blocks, seconds_of

        seconds_of(path)  # fails at once for what is no sound, before the recogniser is loaded
        return self.hear_sound(_until(stop, read_blocks(path)), live=False, day=day, new_entry=new_entry)

    def hear_microphone(
        self,
        *,
        seconds: float | None = None,
        stop: threading.Event | None = None,
        day: date | None = None,
        new_entry: bool = False,
        in_window: bool = False,
    ) -> list[Utterance]:
        """Hear the microphone for `seconds`, or until `stop` is set; `in_window` as in `finish`.

        Raises NoMicrophone, MicrophoneLost (what was said until then is stored), and as `hear_sound`: NothingHeard also
        when `stop` was set before it was open.
        """
        from app.voice.recorder import Recorder

        # The recogniser takes seconds to load; the microphone must not wait for it.
        threading.Thread(target=self._warm_recogniser, name="warm", daemon=True).start()
        with Recorder(self.settings["microphone"], stop) as recorder:
            self._tell(Listening(in_window))
            blocks = self._telling_loudness(recorder, stop, seconds)
            return self.hear_sound(blocks, live=True, day=day, new_entry=new_entry, in_window=in_window)

    def _telling_loudness(
        self, recorder: "Recorder", stop: threading.Event | None, seconds: float | None
    ) -> "Iterator[np.ndarray]":
        try:
            for block in recorder.blocks(stop=stop, seconds=seconds):
                self._tell(Loudness(recorder.level))
                yield block
        finally:
            if recorder.lost_seconds:
                self._tell(Trouble(SoundLost(seconds=round(recorder.lost_seconds, 1))))

    def _warm_recogniser(self) -> None:
        try:
            self.engines.recogniser()
        except ModelError:
            logger.warning("the recogniser could not be loaded; hearing will say so")

    def _store_spoken(self, spoken: "Spoken", *, day: date | None, new_entry: bool, in_window: bool) -> Utterance:
        self._stored_here.add(spoken.utterance_id)
        utterance = self.diary.append(
            spoken.text,
            Source.VOICE,
            started_at=spoken.started_at,
            day=day or self.day_of(spoken.started_at),
            new_entry=new_entry,
            utterance_id=spoken.utterance_id,
            duration=spoken.seconds,
            has_audio=spoken.has_sound,
            # Speech without a recognised word keeps its sound until it has words: it is all there is of it.
            audio_goes=not self.settings["keep_audio"],
            words=spoken.words,
        )
        self._tell(Stored(utterance, in_window))
        if spoken.has_sound and not utterance.has_audio:
            self._delete_sound(utterance)
        return utterance

    def _delete_sound(self, utterance: Utterance) -> None:
        """Delete the recording that a stored utterance does not have any more."""
        with self._telling_trouble("deleting a recording"):
            self.diary.audio.delete(utterance.id)

    def _drop_sound_that_waited(self, utterance: Utterance) -> Utterance:
        """Drop the sound of an utterance that got its words only now; older recordings stay whatever is edited."""
        if self.settings["keep_audio"] or not utterance.text or not utterance.has_audio:
            return utterance
        with self._telling_trouble("looking for a recording that is to go"):
            if self.diary.audio_goes(utterance.id):
                utterance = self.diary.forget_audio(utterance.id)
                self._delete_sound(utterance)
        return utterance

    # --- understanding and answering -----------------------------------------------------------------------------

    def finish(self, utterance: Utterance, *, in_window: bool = False) -> Utterance:
        """Give a stored utterance the reading and the reply it lacks.

        `in_window`: it was said in a window that carries out what a command asks for (a page, a sound, the microphone);
        else the reply promises no such thing. What fails is told as `Trouble` and can be redone.
        """
        with self._answering:
            self._in_window = in_window
            analysis = None
            with self._telling_trouble("looking at what is to be answered"):
                utterance = self.diary.utterance(utterance.id)  # edited or answered, perhaps, since it was handed in
            with self._telling_trouble("understanding"):
                analysis = self.conversation.understand(utterance.text)
                if analysis is not None and utterance.reading is None:
                    utterance = self.diary.set_reading(
                        utterance.id, analysis.reading, _embedding(analysis), of=utterance.text
                    )
                    self._tell(Understood(utterance))
            self._tell_what_took_over()
            with self._telling_trouble("answering"):
                if utterance.reply is None:
                    reply = self.conversation.answer(utterance.text, analysis, self._telling_growth(utterance))
                    utterance = self.diary.set_reply(utterance.id, reply)
                    self._tell(Answered(utterance))
            self._tell_what_took_over()
        return utterance

    def _telling_growth(self, utterance: Utterance) -> Callable[[str], None]:
        def tell(text: str) -> None:
            self._tell(Answering(replace(utterance, reply=Reply(text, ReplyKind.GENERATED, Care.NONE, ""))))

        return tell

    @contextlib.contextmanager
    def _telling_trouble(self, act: str) -> Iterator[None]:
        """What fails in `act` is logged and told as `Trouble`: what was said is stored, the rest can be redone."""
        try:
            yield
        except TodakError as error:
            logger.exception("%s failed", act)
            self._tell(Trouble(error))

    def _tell_what_took_over(self) -> None:
        """Say once where a checkpoint that the user chose failed and Todak's own took over."""
        for trouble in self.engines.take_troubles():
            self._tell(Trouble(trouble))

    def hurry(self) -> None:
        """The diary is about to be closed: replies that a model writes are broken off, comfort answers what is left.

        May be called from any thread; `finish` of everything stored still has to be waited for.
        """
        self.conversation.hurry()

    def read_again(self, utterance: Utterance, *, anew: bool = False) -> Utterance:
        """Read what was edited or reverted. The reply stays, since it was said; but danger is answered as danger.

        `anew`: answer in any case (there were no words before).
        """
        words = utterance.text
        with self._answering:
            self._in_window = False  # it was said before
            analysis = None
            with self._telling_trouble("understanding"):
                analysis = self.conversation.understand(words)
            answers = anew or self.conversation.needs_care(words, analysis)
            with self._telling_trouble("reading again"):
                if answers:
                    utterance = self.diary.set_reply(utterance.id, self.conversation.answer(words, analysis))
                if analysis is not None:
                    utterance = self.diary.set_reading(utterance.id, analysis.reading, _embedding(analysis), of=words)
            self._tell_what_took_over()
        return self._drop_sound_that_waited(utterance)

    def recover(self, stop: threading.Event | None = None) -> list[Utterance]:
        """Finish what a crash left behind; returns what was found again.

        Sound without words is transcribed and stored on its date, marked `recovered`; words without a reading or a
        reply get them.

        A recording that cannot be read or recognised stays where it is and is told as `Trouble`. After `stop` is set
        what is left waits for the next time.
        """
        stop = stop or threading.Event()
        recovered = []
        for utterance_id in self.diary.orphaned_audio():
            if stop.is_set():
                break
            # Somebody may speak before recovering has come to its turn: that is no recording which was left.
            if utterance_id in self.diary.audio.begun and utterance_id not in self._begun_before:
                continue
            with self._telling_trouble("recovering a recording"):
                utterance = self._recover_sound(utterance_id, stop)
                if utterance is not None:
                    recovered.append(self.finish(utterance))
        for utterance in self.diary.unfinished():
            if stop.is_set():
                break
            if utterance.id in self._stored_here:
                continue
            if utterance.reply is None:
                self.finish(utterance)
            elif utterance.text.strip():
                self.read_again(utterance)  # edited, and locked before it was read
        return recovered

    def embed_some(self, count: int = 8) -> bool:
        """Give utterances that have no embedding by today's encoder one, the latest first; whether there may be more.

        They were written before embeddings were kept, or read by another encoder: one diary is compared by one encoder.
        A few at a time (some 10 ms each), so that whoever calls this again and again can let words go first. Nobody
        waits for it: what fails is logged, and tried again in the next session.
        """
        try:
            if self._encoder is None:
                probe = self.conversation.understand("오늘")
                assert probe is not None  # it has letters
                self._encoder = probe.encoder
            some = self.diary.without_embedding(self._encoder, count, self._embedded_down_to)
            found = []
            for utterance_id, text in some:
                analysis = self.conversation.understand(text)
                if analysis is not None and analysis.encoder == self._encoder:
                    found.append((utterance_id, text, _embedding(analysis)))
            self.diary.add_embeddings(found)
        except TodakError:
            logger.exception("embedding what was written before failed")
            return False
        if some:
            self._embedded_down_to = some[-1][0]
        return bool(some)

    def _recover_sound(self, utterance_id: str, stop: threading.Event) -> Utterance | None:
        import numpy as np

        info = self.diary.audio.seal(utterance_id)
        stream = self.engines.recogniser().stream()
        for pcm in self.diary.audio.read(utterance_id):
            if stop.is_set():
                return None
            stream.feed(np.frombuffer(pcm, dtype="<i2"))
        transcript = stream.finish()
        utterance = self.diary.append(
            transcript.text,
            Source.VOICE,
            started_at=info.started_at,
            day=info.day,
            utterance_id=utterance_id,
            duration=info.seconds,
            has_audio=True,
            audio_goes=not self.settings["keep_audio"],
            words=transcript.words,
            recovered=True,
        )
        self._tell(Stored(utterance))
        if not utterance.has_audio:
            self._delete_sound(utterance)
        return utterance

    # --- speaking ------------------------------------------------------------------------------------------------

    def synthesise(self, text: str) -> "Speech":
        """`text` as sound, in memory only. Raises NoVoice."""
        return self.engines.speaker().synthesise(text)

    def speak(self, utterance: Utterance, stop: threading.Event | None = None) -> bool:
        """Read the reply aloud until its end or until `stop` is set; a crisis reply is never spoken unasked.

        Returns whether anything was spoken. Raises NoVoice, NoSpeaker.
        """
        if utterance.reply is None or utterance.reply.kind is ReplyKind.CRISIS:
            return False
        speaker = self.engines.speaker()
        speaker.play(speaker.synthesise(utterance.reply.text), stop or threading.Event())
        return True

    def play_recording(self, utterance_id: str, stop: threading.Event | None = None) -> bool:
        """Play the kept recording of an utterance. Returns whether all of it was heard.

        Raises NotFound, AudioDamaged, StorageError, NoSpeaker.
        """
        import numpy as np

        from app.voice import SAMPLE_RATE
        from app.voice.speaker import Speech, play

        pcm = b"".join(self.diary.audio.read(utterance_id))
        speech = Speech(np.frombuffer(pcm, dtype="<i2").astype(np.int16), SAMPLE_RATE)
        return play(speech, stop or threading.Event(), self.settings["loudspeaker"])

    def try_to_speak(self, utterance: Utterance, stop: threading.Event | None = None) -> None:
        """`speak`, but a voice that fails is told as `Trouble`."""
        with self._telling_trouble("speaking a reply"):
            self.speak(utterance, stop)

    def day_of(self, moment: datetime) -> date:
        """The local date a diary counts `moment` to."""
        return diary_date(moment, self.settings.day_start)
