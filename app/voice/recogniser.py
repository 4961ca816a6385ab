"""Speech to text: what any recogniser promises, and Vosk's, with a second look and a language model."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app import korean
from app.diary.entry import Word
from app.voice import SAMPLE_RATE, vosk_model
from app.voice.hypothesis import Hypothesis, hypotheses, partial_text

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from vosk import Model

ALTERNATIVES = 100  # 20 → 100: CER -0.006 on 127 clips, for 40 ms more of Kiwi's time a sentence
PARTIAL_EVERY = SAMPLE_RATE // 8  # samples: more often than a person reads
# Vosk learns a voice while it hears it (i-vectors) and reads the first seconds of a stream badly and slowly. Heard a
# second time, the same words come out with a fifth fewer errors. Later ones need no second look.
SECOND_LOOK_SECONDS = 10.0
FLUSH_SECONDS = 0.5  # of silence behind the last word: the network looks ahead, and `Result()` does not wait for it


Read = Callable[[list[Hypothesis]], list[Word]]


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said. `words` are the words of `text` in order, with times from the start of the stream."""

    text: str
    words: tuple[Word, ...] = ()


class RecogniserStream(Protocol):
    """One utterance being recognised. Used by one thread, once."""

    def feed(self, block: "npt.NDArray[np.int16]") -> str | None:
        """Hear int16 samples at 16 kHz, however many. Returns the text so far if it changed, else None."""
        ...

    def finish(self) -> Transcript:
        """What was said, when no more will come."""
        ...


class Recogniser(Protocol):
    """Turns sound into words. Thread-safe."""

    def load(self) -> None:
        """Load the model if it is not. Raises ModelMissing, ModelBroken."""
        ...

    def warm(self) -> None:
        """Do beforehand whatever makes the first utterance slow."""
        ...

    def stream(self) -> RecogniserStream:
        """A stream for one utterance. Loads what is not loaded; raises ModelMissing, ModelBroken."""
        ...


class VoskRecogniser:
    """Vosk's small Korean model, rescored and re-spaced with Kiwi."""

    def __init__(self, model: Path | None = None, *, second_look: float = SECOND_LOOK_SECONDS) -> None:
        """`model` is a folder in Vosk's layout, None the bundled one; `second_look` says how many seconds of an
        utterance are read twice. Nothing is loaded yet.
        """
        self._second_look = second_look
        self._folder = model
        self._model: Model | None = None
        self._lock = threading.Lock()
        self._warm = False

    def load(self) -> None:
        """Load the model (2.3 s, 500 MB) if it is not. Raises ModelMissing, ModelBroken."""
        self._loaded()

    def _loaded(self) -> "Model":
        with self._lock:
            if self._model is None:
                self._model = vosk_model.load(self._folder or vosk_model.bundled_model())
            return self._model

    def warm(self) -> None:
        """Start Kiwi and have it make its first, slow calls (3 s, in a process of its own)."""
        korean.warm()
        self._warm = True

    def stream(self, read: "Read | None" = None) -> "VoskStream":
        """A stream for one utterance of one voice. Raises ModelMissing, ModelBroken.

        `read` takes the hypotheses of each piece (best first, not empty) and gives its words: `read_best` if None.
        """
        return VoskStream(
            self._loaded(), read=read or read_best, second_look=self._second_look, space_guesses=self._warm
        )


class VoskStream:
    """One utterance in Vosk.

    Vosk ends a piece of it at every short pause; each piece is read at once (its best hypotheses rescored), so that
    `finish` has little left to do however long the utterance was.
    """

    def __init__(self, model: "Model", *, read: "Read", second_look: float, space_guesses: bool) -> None:
        """`space_guesses`: re-space partial text too, which must not wait for Kiwi to load."""
        from vosk import KaldiRecognizer

        self._kaldi = KaldiRecognizer(model, SAMPLE_RATE)
        self._kaldi.SetWords(True)
        self._kaldi.SetMaxAlternatives(ALTERNATIVES)
        self._heard = 0  # samples of the utterance
        self._given = 0  # samples that Vosk was given: more, by the second looks
        self._piece: list[bytes] = []  # the sound since the last pause, for the second look
        self._looked_again = 0  # samples
        self._words: list[Word] = []
        self._partial = ""
        self._shown = ""
        self._since_shown = 0
        self._space_guesses = space_guesses
        self._read = read
        self._second_look_samples = second_look * SAMPLE_RATE

    def feed(self, block: "npt.NDArray[np.int16]") -> str | None:
        """Hear `block`, int16 at 16 kHz of any length. Returns the text so far if it changed, else None."""
        # Small bites: at most one pause in each.
        changed = False
        for start in range(0, len(block), PARTIAL_EVERY):
            changed |= self._bite(block[start : start + PARTIAL_EVERY])
        return self._text() if changed else None

    def _bite(self, samples: "npt.NDArray[np.int16]") -> bool:
        sound = samples.astype("<i2").tobytes()
        self._heard += len(samples)
        self._since_shown += len(samples)
        if self._learning():
            self._piece.append(sound)
        if self._give(sound):
            self._end_piece()
        elif self._since_shown >= PARTIAL_EVERY:
            self._since_shown = 0
            self._partial = partial_text(self._kaldi.PartialResult())
        else:
            return False
        changed = self._text() != self._shown
        self._shown = self._text()
        return changed

    def _give(self, sound: bytes) -> bool:
        self._given += len(sound) // 2
        return bool(self._kaldi.AcceptWaveform(sound))

    def _learning(self) -> bool:
        return self._looked_again < self._second_look_samples

    def _end_piece(self) -> None:
        # Vosk's clock counts all that it was given; after a second look that is more than the utterance.
        pieces = [hypotheses(self._kaldi.Result(), (self._given - self._heard) / SAMPLE_RATE)]
        if self._piece and pieces[0]:
            pieces = self._look_again()
        self._piece.clear()
        self._partial = ""
        for found in filter(None, pieces):
            self._words += self._read(found)

    def _look_again(self) -> list[list[Hypothesis]]:
        """The current piece again, now that its voice is known."""
        sound = b"".join(self._piece)
        self._looked_again += len(sound) // 2
        offset = (self._given + len(sound) // 2 - self._heard) / SAMPLE_RATE
        pieces = []
        bite = 2 * PARTIAL_EVERY
        for start in range(0, len(sound), bite):
            if self._give(sound[start : start + bite]):
                pieces.append(hypotheses(self._kaldi.Result(), offset))
        pieces.append(hypotheses(self._kaldi.Result(), offset))
        return pieces

    def _text(self) -> str:
        """What is known so far: words that are final, then Vosk's guess."""
        from app.voice.spacing import respaced

        guess = respaced(self._partial) if self._space_guesses else [self._partial]
        return " ".join(filter(None, [*(word.text for word in self._words), *guess]))

    def finish(self) -> Transcript:
        """What was said. The stream ends here."""
        flush = bytes(int(2 * FLUSH_SECONDS * SAMPLE_RATE))
        if self._learning():
            self._piece.append(flush)
        self._heard += len(flush) // 2
        self._give(flush)
        self._end_piece()
        return Transcript(" ".join(word.text for word in self._words), tuple(self._words))


def read_best(found: list[Hypothesis]) -> list[Word]:
    """The words of the likeliest of `found` (not empty), re-spaced."""
    from app.voice.rescoring import choose
    from app.voice.spacing import words_of

    return words_of(*choose(found))
