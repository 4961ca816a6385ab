"""What a text feels like: six probabilities for the whole and for each sentence, and embeddings from the same pass.

    model = load_bundled()
    analysis = model.analyse("회의가 길었다. 그래도 저녁은 따뜻했다.")
    analysis.reading.scores.dominant

Importing this module costs nothing; loading a model imports onnxruntime and tokenizers (never torch).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.config import bundled_models
from app.diary.emotion import EMOTIONS, EmotionScores, combine, weight
from app.diary.entry import EmotionReading, SentenceReading
from app.errors import ModelBroken
from app.models.checkpoints import CARD, Checkpoint, load_checkpoint
from app.models.sentences import clean, is_readable, sentences

if TYPE_CHECKING:
    from app.models.onnx import Floats, OnnxEncoder

TASK = "emotion"


@dataclass(frozen=True, slots=True, eq=False)
class EmotionAnalysis:
    """What one text carries.

    `embeddings` (sentences, size) has a row for each of `reading.sentences`; `embedding` (size,) is their mean weighted
    by tokens. All rows have length 1, so that a dot product is a cosine.
    """

    reading: EmotionReading
    embeddings: "Floats"
    embedding: "Floats"


class EmotionModel(Protocol):
    """Anything that reads emotions from text."""

    @property
    def name(self) -> str:
        """Model name and version, as stored beside a reading."""
        ...

    def analyse(self, text: str) -> EmotionAnalysis | None:
        """What `text` carries, or None when it has no letter, ideograph or emoji."""
        ...


class OnnxEmotionModel:
    """An emotion checkpoint on ONNX Runtime. Thread-safe and deterministic."""

    def __init__(self, checkpoint: Checkpoint, encoder: "OnnxEncoder") -> None:
        """Raises ModelBroken when the checkpoint's labels are not exactly the six emotions, by name, in any order."""
        if sorted(checkpoint.labels) != sorted(emotion.value for emotion in EMOTIONS):
            raise ModelBroken(path=checkpoint.folder / CARD, reason=f"labels: {', '.join(checkpoint.labels)}")
        self.checkpoint = checkpoint
        self._encoder = encoder

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
            SentenceReading(piece, self._scores(logits))
            for piece, logits in zip(pieces, encoded.logits.tolist(), strict=True)
        )
        scores = combine((reading.scores, weight(reading.text, reading.scores)) for reading in readings)
        assert scores is not None  # every sentence has a character, and certainty is floored
        mean = np.maximum(encoded.tokens, 1).astype(np.float32) @ encoded.embeddings
        reading = EmotionReading(
            scores=scores,
            certain=max(scores.values) >= self.checkpoint.certain_from,
            sentences=readings,
            model=self.name,
        )
        return EmotionAnalysis(reading, encoded.embeddings, mean / max(float(np.linalg.norm(mean)), 1e-12))

    def _scores(self, logits: Sequence[float]) -> EmotionScores:
        highest = max(logits)
        powers = [math.exp((logit - highest) / self.checkpoint.temperature) for logit in logits]
        total = sum(powers)
        return EmotionScores.of(
            {label: power / total for label, power in zip(self.checkpoint.labels, powers, strict=True)}
        )


def load_emotion_model(folder: Path, threads: int | None = None) -> OnnxEmotionModel:
    """The emotion model in `folder`, loaded (about 0.3 s). `threads`: processor threads for one sentence.

    Raises ModelMissing (no folder, or a file of it is gone) and ModelBroken (hashes, labels, unreadable files).
    """
    from app.models.onnx import OnnxEncoder

    checkpoint = load_checkpoint(folder, TASK)
    return OnnxEmotionModel(checkpoint, OnnxEncoder(checkpoint, threads))


def load_bundled(threads: int | None = None) -> OnnxEmotionModel:
    """The emotion model that comes with Todak. Raises as `load_emotion_model`."""
    return load_emotion_model(bundled_models() / "emotion", threads)
