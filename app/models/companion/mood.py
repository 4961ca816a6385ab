"""A line read in the mood of the talk: what is felt shows in the lines before as much as in itself.

A piece of a story, or an aside, has little to hear a feeling by (성격까진 모르지), and read alone, as a line of a diary
is, it is taken for anger or grief, and surely so. A softmax regression on what was read in the line, in the two before
and in the talk so far, on what the line means and on the pieces of its words, says how probable each feeling is where
it stands (`training/mood.py` learns it): of lines from talks not learnt it knows the feeling more often than the
reading of the line alone, and above all it knows how often it does not. Who says much at once says by itself how it is
meant.

The reading itself, which the diary keeps, is not changed by this.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.diary.emotion import EMOTIONS, EmotionScores
from app.models.companion.acts import pieces_of
from app.models.companion.lexical import letters
from app.models.softmax import probabilities

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from app.models.emotion import EmotionAnalysis

logger = logging.getLogger(__name__)

WEIGHTS = "mood.npy"
CARD = "mood.json"
READINGS = 4  # of the line, of the two before, of all before
REMEMBERED = 6  # lines of which the reading counts
LONG = 80  # letters from which a line is read alone
_LEAST = 1e-3  # of a probability, so that its logarithm is finite


@dataclass(frozen=True, slots=True, eq=False)
class MoodHead:
    """`weights` float32 (EMOTIONS, columns + 1): of the `columns` and, last, what is added; `certain_from`: how
    probable a feeling must be to be certain."""

    weights: "NDArray[np.float32]"
    certain_from: float
    encoder: str


def in_this_mood(
    analysis: "EmotionAnalysis", text: str, before: Sequence[EmotionScores], head: MoodHead | None
) -> "EmotionAnalysis":
    """`analysis` of `text` after lines that were read so `before`, the last one last; the same without any, and without
    a `head` for its encoder."""
    if head is None or head.encoder != analysis.encoder or not before or len(letters(text)) >= LONG:
        return analysis
    row = columns(text, analysis.reading.scores, before, analysis.embedding)
    if len(row) + 1 != head.weights.shape[1]:
        return analysis
    scores = EmotionScores(tuple(probabilities(head.weights, row).tolist()))
    certain = max(scores.values) >= head.certain_from
    return replace(analysis, reading=replace(analysis.reading, scores=scores, certain=certain))


def columns(
    text: str, scores: EmotionScores, before: Sequence[EmotionScores], embedding: "NDArray[np.float32]"
) -> "NDArray[np.float32]":
    """What a feeling is heard by (READINGS * 6 + size + PIECES,): the logarithms of what was read in the line, in the
    two before it and, on average, in all before it (where there is none, even ones), the line's embedding, and which
    pieces of words it has."""
    import numpy as np

    even = (1 / len(EMOTIONS),) * len(EMOTIONS)
    earlier = [each.values for each in before[-REMEMBERED:]]
    last = earlier[-1] if earlier else even
    last_but_one = earlier[-2] if len(earlier) > 1 else even
    mean = np.mean(earlier, axis=0) if earlier else np.asarray(even)
    readings = np.concatenate([scores.values, last, last_but_one, mean])
    return np.concatenate([np.log(readings + _LEAST), embedding, pieces_of(text)]).astype(np.float32)


@lru_cache(maxsize=2)
def load_mood_head(folder: Path) -> MoodHead | None:
    """The head in `folder`; None, with a line in the log, when it is missing or broken."""
    import numpy as np

    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
        weights = np.load(folder / WEIGHTS, allow_pickle=False)
        if weights.dtype != np.float32 or weights.ndim != 2 or len(weights) != len(EMOTIONS):
            raise ValueError(f"the weights are {weights.dtype} {weights.shape}")
        if not np.isfinite(weights).all():
            raise ValueError("the weights are not finite")
        return MoodHead(weights, float(card["certain_from"]), str(card["encoder"]))
    except FileNotFoundError:
        logger.info("moods were not learnt: every line is read alone")
    except (OSError, EOFError, ValueError, KeyError, TypeError):
        logger.exception("moods cannot be read: every line is read alone")
    return None
