"""The letters of a sentence beside its meaning: a linear reading of pieces of its words.

An encoder understands, and so it sometimes understands wrongly what any reader of single words would get right. A wide
linear model beside a deep one makes up for that (Cheng et al., "Wide & Deep Learning for Recommender Systems", 2016);
pieces of words instead of words bear Korean endings and wrong spacing (Bojanowski et al., "Enriching Word Vectors with
Subword Information", 2017). Its logits are added to those of the encoder; `training/wide.py` learns it.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import ModelBroken
from app.models.checkpoints import Checkpoint

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FILE = "wide.npy"
OPTION = "wide"
SIZE = 1 << 18  # rows; pieces that share one (by CRC-32) are few beside those that decide
_LENGTHS = (2, 3, 4)  # letters of a piece, with the marks of a word's beginning and end
_FIRST, _LAST = 3, 2  # letters of neighbouring words that make a piece together


def pieces(text: str) -> list[int]:
    """The rows of the pieces in `text`, each once, in order."""
    words = text.split()
    found = set()
    for word in words:
        marked = f"^{word}$"
        for length in _LENGTHS:
            for at in range(len(marked) - length + 1):
                found.add(marked[at : at + length])
    for left, right in pairwise(words):
        found.add(f"{left[:_FIRST]}_{right[:_FIRST]}")
        found.add(f"{left[-_LAST:]}__{right[-_LAST:]}")
    return sorted({zlib.crc32(piece.encode("utf-8", "surrogatepass")) % SIZE for piece in found})


@dataclass(frozen=True, slots=True, eq=False)
class Wide:
    """`weights` int8 (SIZE, labels), `scale` times smaller than they are; `added` (labels,)."""

    weights: "NDArray[np.int8]"
    scale: float
    added: "NDArray[np.float64]"

    def logits(self, text: str) -> "NDArray[np.float64]":
        """What is added to the encoder's logits (labels,)."""
        import numpy as np

        rows = pieces(text)
        sums = self.weights[rows].sum(axis=0, dtype=np.int64)
        return np.asarray(sums * self.scale / max(1, len(rows)) ** 0.5 + self.added)


def with_neighbours(sentences: Sequence[str], at: int) -> str:
    """What is read for the sentence `at`: itself among those before and after it, as the encoder reads it among all. A
    sentence that only leads up to a feeling is no sure plain fact then."""
    return " ".join(sentences[max(0, at - 1) : at + 2])


def load_wide(checkpoint: Checkpoint) -> Wide | None:
    """The wide part of `checkpoint`, None where it has none. Raises ModelBroken when it cannot be read."""
    option = checkpoint.options.get(OPTION)
    if option is None:
        return None
    path = checkpoint.folder / FILE
    try:
        return read_wide(path, option, len(checkpoint.labels))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelBroken(path=path, reason=f"{type(error).__name__}: {error}") from error


def read_wide(path: Path, option: Mapping[str, Any], labels: int) -> Wide:
    """The weights in `path` with what a card says of them: `scale` and `added`. Raises OSError, and ValueError,
    KeyError or TypeError for what is none."""
    import numpy as np

    weights = np.load(path, allow_pickle=False)
    added = np.asarray(option["added"], dtype=np.float64)
    if weights.dtype != np.int8 or weights.shape != (SIZE, labels) or added.shape != (labels,):
        raise ValueError(f"{weights.dtype} {weights.shape}, {added.shape}")
    return Wide(weights, float(option["scale"]), added)


def option_of(wide: Wide, share: float = 1.0) -> dict[str, Any]:
    """What a card says of `wide` when it counts `share`."""
    return {"scale": share * wide.scale, "added": [round(share * each, 5) for each in wide.added.tolist()]}
