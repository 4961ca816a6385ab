"""What a text feels like: six probabilities for the whole and for each sentence, and embeddings from the same pass.

    model = load_bundled()
    analysis = model.analyse("회의가 길었다. 그래도 저녁은 따뜻했다.")
    analysis.reading.scores.dominant

Importing this module costs nothing; loading the bundled model imports onnxruntime and tokenizers, loading a checkpoint
of the user's torch and transformers.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.config import bundled_models
from app.diary.emotion import Emotion, EmotionScores, combine, weight
from app.diary.entry import EmotionReading, SentenceReading
from app.errors import ModelBroken
from app.models.checkpoints import EMOTION, Checkpoint, is_foreign, load_checkpoint
from app.models.emotion_labels import six_emotions
from app.models.sentences import clean, is_in_another_language, is_readable, sentences
from app.models.wide import load_wide, with_neighbours

if TYPE_CHECKING:
    from app.models.onnx import Encoded, Floats
    from app.models.wide import Wide


@dataclass(frozen=True, slots=True, eq=False)
class EmotionAnalysis:
    """What one text carries.

    `embeddings` (sentences, size) has a row for each of `reading.sentences`; `embedding` (size,) is their mean weighted
    by tokens. All rows have length 1, so that a dot product is a cosine. `encoder` is the name and version of the model
    whose embeddings they are, which is not always the one that gave the reading.
    """

    reading: EmotionReading
    embeddings: "Floats"
    embedding: "Floats"
    encoder: str


class EmotionModel(Protocol):
    """Anything that reads emotions from text."""

    @property
    def name(self) -> str:
        """Model name and version, as stored beside a reading."""
        ...

    def analyse(self, text: str) -> EmotionAnalysis | None:
        """What `text` carries, or None when it has no letter, ideograph or emoji."""
        ...


class Encoder(Protocol):
    """Runs a checkpoint: the bundled one on ONNX Runtime, a user's on torch."""

    def encode(self, sentences: Sequence[str], lines: Sequence[int] | None = None) -> "Encoded":
        """Logits and embeddings of the consecutive sentences of one text; `lines` says which are on one line."""
        ...


class CheckpointEmotionModel:
    """An emotion checkpoint with what runs it. Thread-safe and deterministic."""

    def __init__(
        self, checkpoint: Checkpoint, encoder: Encoder, wide: "Wide | None" = None, *, korean_only: bool = False
    ) -> None:
        """`korean_only`: it has learnt no other language, and is certain of nothing there. Raises ModelBroken when the
        checkpoint's labels are not exactly the six emotions, by name, in any order."""
        self.checkpoint = checkpoint
        self._wide = wide
        self._emotions = emotions_of(checkpoint)
        self._encoder = encoder
        self._korean_only = korean_only

    @property
    def name(self) -> str:
        """Model name and version, as stored beside a reading."""
        return self.checkpoint.name

    def analyse(self, text: str) -> EmotionAnalysis | None:
        """What `text` carries, or None when it has no letter, ideograph or emoji.

        The scores of the whole are those of its sentences combined as a day summary combines utterances: by length and
        certainty. Texts of any length are read to the end (about 5 ms a sentence).
        """
        import numpy as np

        cleaned = clean(text)
        if not is_readable(cleaned):
            return None
        spans = sentences(cleaned)
        pieces = [cleaned[span.start : span.end] for span in spans]
        encoded = self._encoder.encode(pieces, [span.line for span in spans])
        readings = tuple(
            SentenceReading(piece, self._scores(logits, with_neighbours(pieces, at)))
            for at, (piece, logits) in enumerate(zip(pieces, encoded.logits.tolist(), strict=True))
        )
        scores = combine((reading.scores, weight(reading.text, reading.scores)) for reading in readings)
        assert scores is not None  # every sentence has a character, and certainty is floored
        mean = np.maximum(encoded.tokens, 1).astype(np.float32) @ encoded.embeddings
        unknown = self._korean_only and is_in_another_language(cleaned)
        reading = EmotionReading(
            scores=scores,
            certain=max(scores.values) >= self.checkpoint.certain_from and not unknown,
            sentences=readings,
            model=self.name,
        )
        whole = mean / max(float(np.linalg.norm(mean)), 1e-12)
        return EmotionAnalysis(reading, encoded.embeddings, whole, self.name)

    def _scores(self, logits: Sequence[float], passage: str) -> EmotionScores:
        if self._wide is not None:
            logits = [own + beside for own, beside in zip(logits, self._wide.logits(passage).tolist(), strict=True)]
        highest = max(logits)
        powers = [math.exp((logit - highest) / self.checkpoint.temperature) for logit in logits]
        total = sum(powers)
        return EmotionScores.of({emotion: power / total for emotion, power in zip(self._emotions, powers, strict=True)})


def emotions_of(checkpoint: Checkpoint) -> tuple[Emotion, ...]:
    """The emotion of each output. Raises ModelBroken unless they are exactly the six, by name, in any order."""
    found = six_emotions(checkpoint.labels)
    if found is None:
        raise ModelBroken(path=checkpoint.folder, reason=f"labels: {', '.join(checkpoint.labels[:12])}")
    return found


def load_emotion_model(folder: Path, threads: int | None = None, device: str = "auto") -> CheckpointEmotionModel:
    """The emotion model in `folder`, loaded (the bundled kind in about 0.3 s, one that torch runs in seconds).

    `threads`: processor threads for one sentence of the bundled kind; `device`: where torch runs the others. Raises
    ModelMissing (no folder, or a file of it is gone) and ModelBroken (hashes, labels, unreadable files).
    """
    checkpoint = load_checkpoint(folder, EMOTION)
    emotions_of(checkpoint)  # before seconds are spent on loading
    if is_foreign(folder):
        from app.models.transformer import TransformerEncoder

        return CheckpointEmotionModel(checkpoint, TransformerEncoder(checkpoint, device))
    from app.models.onnx import OnnxEncoder

    return CheckpointEmotionModel(checkpoint, OnnxEncoder(checkpoint, threads), load_wide(checkpoint), korean_only=True)


def load_bundled(threads: int | None = None) -> CheckpointEmotionModel:
    """The emotion model that comes with Todak. Raises as `load_emotion_model`."""
    return load_emotion_model(bundled_models() / "emotion", threads)
