"""DiarySession: the main job. A voice or a text comes in, is stored, understood, answered.

One path for the window, the command line and the tests; nothing else joins engines together. The order is the promise:
words and sound are durable before anything slower starts, and every later result is an update that can be redone.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.config import Settings
from app.diary.calendar import diary_date
from app.diary.entry import Reply, ReplyKind, Source, Utterance
from app.engines import Engines
from app.errors import ModelError, NothingHeard, StorageError, TodakError, VoiceError

if TYPE_CHECKING:
    import numpy as np

    from app.hearing import Spoken
    from app.models.companion.companion import Companion
    from app.models.emotion import EmotionAnalysis
    from app.storage.repository import Diary
    from app.voice.speaker import Speech

logger = logging.getLogger(__name__)


# --- what a listener of the session is told --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listening:
    """The microphone is open: what is said from now on is heard."""


@dataclass(frozen=True, slots=True)
class Partial:
    """Words so far of the utterance being spoken."""

    utterance_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Stored:
    """The utterance's words are durable."""

    utterance: Utterance


@dataclass(frozen=True, slots=True)
class Understood:
    """The utterance has its emotion scores."""

    utterance: Utterance


@dataclass(frozen=True, slots=True)
class Answered:
    """The utterance has its reply."""

    utterance: Utterance


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something did not work; what was said is safe all the same."""

    error: TodakError


SessionEvent = Listening | Partial | Stored | Understood | Answered | Trouble
Listener = Callable[[SessionEvent], None]


def _silent(_event: SessionEvent) -> None:
    """A listener that does not listen."""


def now() -> datetime:
    """The present moment with the local offset."""
    return datetime.now().astimezone()


# --- understanding and answering, with or without a diary -------------------------------------------------------------


class Conversation:
    """Understands and answers one line after another; remembers the conversation, stores nothing."""

    def __init__(self, engines: Engines, seed: int | None = None) -> None:
        self._engines = engines
        self._seed = seed
        self._companion: Companion | None = None

    def understand(self, text: str) -> "EmotionAnalysis | None":
        """Emotion scores and embeddings of `text`; None when there is nothing in it to read.

        Raises ModelMissing or ModelBroken.
        """
        return self._engines.emotion().analyse(text)

    def answer(self, text: str, analysis: "EmotionAnalysis | None") -> Reply:
        """The reply to `text`. Never fails for want of a model: without `analysis` the rules still answer."""
        if self._companion is None:
            self._companion = self._engines.companion(self._seed)
        return self._companion.answer(text, analysis)

    def respond(self, text: str) -> Reply:
        """Understand and answer in one go; without a working emotion model the rules answer alone."""
        try:
            analysis = self.understand(text)
        except ModelError:
            logger.exception("answering without a reading")
            analysis = None
        return self.answer(text, analysis)

    def forget(self) -> None:
        """Start a new conversation."""
        self._companion = None


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
        self.conversation = Conversation(self.engines, seed)
        self._tell = listener
        self._answering = threading.Lock()

    # --- hearing -------------------------------------------------------------------------------------------------

    def hear_text(self, text: str, *, day: date | None = None, new_entry: bool = False) -> Utterance:
        """Store typed `text`, then understand and answer it.

        `day` is the local date it belongs to (default: today's by the day-start setting). Raises StorageError when
        nothing was stored; later failures are told as `Trouble` and leave the stored words.
        """
        moment = now()
        utterance = self.diary.append(
            text, Source.TYPED, started_at=moment, day=day or self._day(moment), new_entry=new_entry
        )
        self._tell(Stored(utterance))
        return self.finish(utterance)

    def hear_sound(
        self, blocks: "Iterable[np.ndarray]", *, live: bool, day: date | None = None, new_entry: bool = False
    ) -> list[Utterance]:
        """Hear blocks of int16 sound at 16 kHz: one utterance for each stretch of speech, in order.

        `live` says that the source does not wait (a microphone). Raises NothingHeard when there was no speech, what the
        source raises, and StorageError; whatever was heard before is stored and told.
        """
        from app.hearing import Hearing

        if not live:
            self.engines.recogniser()  # a file can be read again: fail before anything of it is stored
        heard: list[Utterance] = []

        def store(spoken: "Spoken") -> None:
            utterance = self._store_spoken(spoken, day=day, new_entry=new_entry and not heard)
            heard.append(self.finish(utterance))

        hearing = Hearing(
            self.diary.audio,
            self.engines.recogniser,
            new_id=self.diary.new_id,
            day=lambda moment: day or self._day(moment),
            on_partial=lambda utterance_id, text: self._tell(Partial(utterance_id, text)),
            on_spoken=store,
        )
        hearing.run(blocks, started_at=now(), live=live)
        if not hearing.heard:
            raise NothingHeard
        return heard

    def hear_file(self, path: Path, *, day: date | None = None, new_entry: bool = False) -> list[Utterance]:
        """Hear a sound file of any rate. Raises AudioUnreadable, and as `hear_sound`."""
        from app.voice.audio_file import read_blocks, seconds_of

        seconds_of(path)  # fails at once for what is no sound, before the recogniser is loaded
        return self.hear_sound(read_blocks(path), live=False, day=day, new_entry=new_entry)

    def hear_microphone(
        self,
        *,
        seconds: float | None = None,
        stop: threading.Event | None = None,
        day: date | None = None,
        new_entry: bool = False,
    ) -> list[Utterance]:
        """Hear the microphone for `seconds`, or until `stop` is set.

        Raises NoMicrophone, MicrophoneLost (what was said until then is stored), and as `hear_sound`.
        """
        from app.voice.recorder import Recorder

        # The recogniser takes seconds to load; the microphone must not wait for it.
        threading.Thread(target=self._warm_recogniser, name="warm", daemon=True).start()
        with Recorder(self.settings["microphone"]) as recorder:
            self._tell(Listening())
            blocks = recorder.blocks(stop=stop, seconds=seconds)
            return self.hear_sound(blocks, live=True, day=day, new_entry=new_entry)

    def _warm_recogniser(self) -> None:
        try:
            self.engines.recogniser()
        except ModelError:
            logger.warning("the recogniser could not be loaded; hearing will say so")

    def _store_spoken(self, spoken: "Spoken", *, day: date | None, new_entry: bool) -> Utterance:
        utterance = self.diary.append(
            spoken.text,
            Source.VOICE,
            started_at=spoken.started_at,
            day=day or self._day(spoken.started_at),
            new_entry=new_entry,
            utterance_id=spoken.utterance_id,
            duration=spoken.seconds,
            has_audio=spoken.has_sound,
            words=spoken.words,
        )
        self._tell(Stored(utterance))
        return self._drop_unwanted_audio(utterance)

    def _drop_unwanted_audio(self, utterance: Utterance) -> Utterance:
        # A stretch of speech without a recognised word keeps its sound: it is all there is of it.
        if self.settings["keep_audio"] or not utterance.text or not utterance.has_audio:
            return utterance
        utterance = self.diary.forget_audio(utterance.id)
        self.diary.audio.delete(utterance.id)
        return utterance

    # --- understanding and answering -----------------------------------------------------------------------------

    def finish(self, utterance: Utterance) -> Utterance:
        """Give a stored utterance the reading and the reply it lacks.

        What fails is told as `Trouble` and can be redone.
        """
        with self._answering:
            analysis = None
            try:
                analysis = self.conversation.understand(utterance.text)
                if analysis is not None and utterance.reading is None:
                    utterance = self.diary.set_reading(utterance.id, analysis.reading)
                    self._tell(Understood(utterance))
            except (ModelError, StorageError) as error:
                logger.exception("understanding failed")
                self._tell(Trouble(error))
            try:
                if utterance.reply is None:
                    reply = self.conversation.answer(utterance.text, analysis)
                    utterance = self.diary.set_reply(utterance.id, reply)
                    self._tell(Answered(utterance))
            except StorageError as error:
                logger.exception("answering failed")
                self._tell(Trouble(error))
        return utterance

    def recover(self) -> list[Utterance]:
        """Finish what a crash left behind; returns what was found again.

        Sound without words is transcribed and stored on its date, marked `recovered`; words without a reading or a
        reply get them.

        A recording that cannot be read or recognised stays where it is and is told as `Trouble`.
        """
        recovered = []
        for utterance_id in self.diary.orphaned_audio():
            try:
                utterance = self._recover_sound(utterance_id)
            except TodakError as error:
                logger.exception("a recording could not be recovered")
                self._tell(Trouble(error))
                continue
            if utterance is not None:
                recovered.append(self.finish(utterance))
        for utterance in self.diary.unfinished():
            if utterance.reply is None or utterance.text.strip():
                self.finish(utterance)
        return recovered

    def _recover_sound(self, utterance_id: str) -> Utterance | None:
        import numpy as np

        info = self.diary.audio.seal(utterance_id)
        stream = self.engines.recogniser().stream()
        for pcm in self.diary.audio.read(utterance_id):
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
            words=transcript.words,
            recovered=True,
        )
        self._tell(Stored(utterance))
        return self._drop_unwanted_audio(utterance)

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

    def try_to_speak(self, utterance: Utterance) -> None:
        """`speak`, but a voice that fails is told as `Trouble`."""
        try:
            self.speak(utterance)
        except VoiceError as error:
            logger.exception("a reply could not be spoken")
            self._tell(Trouble(error))

    def _day(self, moment: datetime) -> date:
        return diary_date(moment, self.settings.day_start)
