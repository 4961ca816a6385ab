"""One recording being heard: blocks of sound in, stored utterances out.

Two threads, so that nothing slow stands between the microphone and the disk. The caller's thread writes every block of
speech to the encrypted journal and finds the pauses; a second one recognises, stores and answers. It may lag (the
recogniser takes seconds to load) or fail: the sound is on disk before it is looked at.
"""

import logging
import queue
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from app.errors import ModelError, NotTranscribed, StorageError, TodakError
from app.voice import BLOCK, SAMPLE_RATE
from app.voice.vad import UtteranceDetector, VoiceActivity

if TYPE_CHECKING:
    import numpy as np

    from app.diary.entry import Word
    from app.storage.audio import AudioJournal, AudioWriter
    from app.voice.recogniser import Recogniser

logger = logging.getLogger(__name__)

# A file is read faster than it is recognised; this bounds what waits in between (60 s of 32 ms blocks, 2 MB).
WAITING_BLOCKS = 60 * SAMPLE_RATE // BLOCK


@dataclass(frozen=True, slots=True)
class Spoken:
    """A finished stretch of speech, recognised, its sound on disk."""

    utterance_id: str
    started_at: datetime
    seconds: float
    has_sound: bool  # False where the disk had no room for any of it
    text: str
    words: "tuple[Word, ...]"


@dataclass(frozen=True, slots=True)
class _Begin:
    utterance_id: str
    started_at: datetime


@dataclass(frozen=True, slots=True)
class _End:
    seconds: float
    has_sound: bool


class Hearing:
    """Hears one recording from its first block to its last.

    `recogniser` is called on the second thread (it may take seconds to return); `on_partial(utterance_id, text)` and
    `on_spoken` are called there too.
    """

    def __init__(
        self,
        journal: "AudioJournal",
        recogniser: "Callable[[], Recogniser]",
        *,
        new_id: Callable[[], str],
        day: Callable[[datetime], date],
        on_partial: Callable[[str, str], None],
        on_spoken: Callable[[Spoken], None],
    ) -> None:
        self._journal = journal
        self._recogniser = recogniser
        self._new_id = new_id
        self._day = day
        self._on_partial = on_partial
        self._on_spoken = on_spoken
        self._detector = UtteranceDetector()
        self._writer: AudioWriter | None = None
        self._speaking = False
        self._has_sound = False
        self._seconds = 0.0
        self._trouble: StorageError | None = None
        self._queue: queue.Queue[_Begin | np.ndarray | _End | None] = queue.Queue(WAITING_BLOCKS)
        self._failure: BaseException | None = None
        self.heard = 0  # stretches of speech begun

    def run(self, blocks: "Iterable[np.ndarray]", *, started_at: datetime, live: bool) -> None:
        """Hear `blocks` (int16, 16 kHz) to their end, or to the first failure, which is raised after everything heard
        until then has been stored.

        A `live` source must never wait for the recogniser, so there the queue is unbounded. Raises what the source
        raises (MicrophoneLost, AudioUnreadable), StorageError when the journal or diary cannot be written,
        NotTranscribed when nothing can recognise; in the last case the sound stays in the journal for the next start.
        """
        if live:
            self._queue.maxsize = 0
        worker = threading.Thread(target=self._work, name="hearing")
        worker.start()
        try:
            for block in blocks:
                if self._failure is not None and not live:
                    break
                self._take(block, started_at)
        finally:
            try:
                if isinstance(blocks, Generator):
                    blocks.close()  # where we have failed, its microphone must not stay open for what follows
                self._end_utterance()
            finally:
                self._queue.put(None)
                worker.join()
        if self._failure is not None:
            raise self._failure

    # --- the caller's thread: sound to disk ----------------------------------------------------------------------

    def _take(self, block: "np.ndarray", started_at: datetime) -> None:
        for activity in self._detector.feed(block):
            if activity is VoiceActivity.STARTED:
                self._begin_utterance(started_at + timedelta(seconds=self._detector.began_at))
            elif activity is VoiceActivity.ENDED:
                self._end_utterance()
            elif not isinstance(activity, VoiceActivity):
                self._write(activity)

    def _begin_utterance(self, moment: datetime) -> None:
        utterance_id = self._new_id()
        self._speaking = True
        self._seconds = 0.0
        self.heard += 1
        self._queue.put(_Begin(utterance_id, moment))
        with self._keeping_trouble():
            self._writer = self._journal.begin(utterance_id, moment, self._day(moment))
        self._has_sound = self._writer is not None

    def _write(self, sound: "np.ndarray") -> None:
        # First to the recogniser's queue: if the disk is full, the words may still find room that the sound does not.
        self._queue.put(sound)
        self._seconds += len(sound) / SAMPLE_RATE
        with self._keeping_trouble():
            if self._writer is not None:
                self._writer.write(sound.tobytes())

    def _end_utterance(self) -> None:
        """End the utterance, if one is under way. Raises the trouble its sound met, once its words are on their way."""
        if not self._speaking:
            return
        self._speaking = False
        with self._keeping_trouble():
            if self._writer is not None:
                self._writer.seal()
        self._writer = None
        self._queue.put(_End(self._seconds, self._has_sound))
        trouble, self._trouble = self._trouble, None
        if trouble is not None:
            raise trouble

    @contextmanager
    def _keeping_trouble(self) -> Iterator[None]:
        """Sound that cannot be written must not stop the sentence: what is on disk stays there, the words go on."""
        try:
            yield
        except StorageError as error:
            self._trouble = self._trouble or error
            if self._writer is not None:
                self._writer.leave()
                self._writer = None

    # --- the second thread: sound to words -----------------------------------------------------------------------

    def _work(self) -> None:
        try:
            self._recognise_all()
        except ModelError as error:
            self._failure = NotTranscribed()
            self._failure.__cause__ = error
        except TodakError as error:
            self._failure = error
        except BaseException as error:
            logger.exception("hearing failed")
            self._failure = error
        finally:
            while self._failure is not None and self._queue.get() is not None:
                pass  # nobody will look at these blocks any more; their sound is in the journal

    def _recognise_all(self) -> None:
        item = self._queue.get()
        while item is not None:
            assert isinstance(item, _Begin)
            stream = self._recogniser().stream()
            begun = item
            while not isinstance(item := self._queue.get(), _End):
                assert item is not None and not isinstance(item, _Begin)
                partial = stream.feed(item)
                if partial is not None:
                    self._on_partial(begun.utterance_id, partial)
            transcript = stream.finish()
            self._on_spoken(
                Spoken(
                    begun.utterance_id,
                    begun.started_at,
                    item.seconds,
                    item.has_sound,
                    transcript.text,
                    transcript.words,
                )
            )
            item = self._queue.get()
