"""The situation by meaning: the nearest examples to the line's embedding.

The index belongs to one encoder and one set of texts; for any other it is not used, and words decide alone.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.config import resources
from app.models.companion.texts import ComfortTexts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)

VECTORS = "comfort-index.npy"
CARD = "comfort-index.json"
LEAD = (
    0.04  # how much nearer than the next situation the nearest must be to stand alone (e5 cosines lie close together)
)
NEIGHBOURS = 3  # the mean of a situation's best three examples: one odd neighbour does not decide


@dataclass(frozen=True)
class Nearest:
    """Example vectors (rows, L2-normalised), the situation of each row, and the score from which a match counts."""

    vectors: "NDArray[np.float32]"
    owners: tuple[str, ...]
    encoder: str
    threshold: float

    def scores(self, embedding: "NDArray[np.float32]") -> dict[str, float]:
        """Situation id to the mean cosine of its nearest examples; empty when the embedding has another size."""
        import numpy as np

        if embedding.shape != (self.vectors.shape[1],):
            return {}
        cosines = self.vectors @ embedding.astype(np.float32)
        return by_situation(self.owners, cosines.tolist())

    def clear(self, scores: Mapping[str, float]) -> str | None:
        """The situation that these scores are sure of, or None."""
        nearest = leader(scores)
        return nearest[0] if nearest is not None and nearest[1] >= self.threshold and nearest[2] >= LEAD else None


def by_situation(owners: Sequence[str], cosines: Sequence[float]) -> dict[str, float]:
    """The mean of each situation's best cosines."""
    found: dict[str, list[float]] = {}
    for owner, cosine in zip(owners, cosines, strict=True):
        found.setdefault(owner, []).append(cosine)
    return {
        owner: sum(sorted(each, reverse=True)[:NEIGHBOURS]) / min(NEIGHBOURS, len(each))
        for owner, each in found.items()
    }


def leader(scores: Mapping[str, float]) -> tuple[str, float, float] | None:
    """The best situation, its score, and its lead over the next; None when there is none."""
    ranked = sorted(scores, key=lambda owner: -scores[owner])
    if not ranked:
        return None
    second = scores[ranked[1]] if len(ranked) > 1 else 0.0
    return ranked[0], scores[ranked[0]], scores[ranked[0]] - second


@lru_cache(maxsize=2)
def load_index(folder: Path, fingerprint: str) -> Nearest | None:
    """The index in `folder` when it was made for the texts of this `fingerprint`, else None."""
    import numpy as np

    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
        if card["texts"] != fingerprint:
            logger.info("the comfort index was made for other texts and is not used")
            return None
        vectors = np.load(folder / VECTORS, allow_pickle=False)
        owners = tuple(str(owner) for owner in card["owners"])
        if vectors.ndim != 2 or vectors.dtype != np.float32 or len(vectors) != len(owners):
            raise ValueError("the vectors do not fit their card")
        return Nearest(vectors, owners, str(card["encoder"]), float(card["threshold"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        logger.exception("the comfort index cannot be read and is not used")
        return None


def index_folder() -> Path:
    """Where the index is."""
    return resources() / "companion"


def index_for(texts: ComfortTexts, encoder: str) -> Nearest | None:
    """The index that `encoder` (name and version) made for these texts, or None."""
    index = load_index(index_folder(), texts.fingerprint)
    return index if index is not None and index.encoder == encoder else None
