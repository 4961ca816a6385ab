"""What a line tells in the course of a talk: what happened next, what somebody said, a regret, how long it has been.

In the middle of a talk a line has little to be known by: its matter was named before, and taken for a story of its own
it is answered by one word of it. What it does (its dialogue act: Stolcke et al., "Dialogue Act Modeling for Automatic
Tagging and Recognition of Conversational Speech", 2000) can be heard all the same, mostly by how it ends, and a
listener who hears it has something to say that is true whatever the matter is (`texts.uptakes`).

A softmax regression on the embeddings of the line and of the one before it, and on the pieces of its words, says how
probable each act is (`training/acts.py` learns it). It belongs to one encoder; with any other, or without its files, no
act is heard.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.models.softmax import probabilities
from app.models.wide import pieces

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)

WEIGHTS = "acts.npy"
CARD = "acts.json"
PIECES = 1 << 12  # columns that the pieces of words share


class Act(StrEnum):
    """What a line tells."""

    HAPPENED = "happened"  # what happened next
    SAID = "said"  # what somebody said, or did not answer
    OTHER = "other"  # what somebody else is like, feels or does
    DID = "did"  # what the speaker did
    HELD_BACK = "held_back"  # and what not: unsaid, undone
    BLAMES = "blames"  # a fault found with oneself
    WORRIES = "worries"  # what may come
    LONG = "long"  # for how long, how often
    WISHES = "wishes"
    PLANS = "plans"
    TORN = "torn"  # two sides
    BODY = "body"  # sleep, food, tears, aches
    ALONE = "alone"  # nobody knows, nobody on one's side
    FEELS = "feels"  # what is felt, in any words
    WONDERS = "wonders"  # why, whether: not asked for an answer
    BEFORE = "before"  # how it once was
    FACT = "fact"  # a plain detail
    EASED = "eased"  # a little better
    RESIGNED = "resigned"
    BELITTLES = "belittles"  # one's own trouble, or success
    THINKS = "thinks"  # an opinion, a reason
    ASIDE = "aside"  # something else, everyday
    HESITATES = "hesitates"  # about telling
    TO_YOU = "to_you"  # about the rabbit and its words
    ENDS = "ends"  # winds down the talk


ACTS = tuple(Act)


@dataclass(frozen=True, slots=True, eq=False)
class ActHead:
    """`weights` float32 (ACTS, columns + 1): of the columns of `inputs` and, last, what is added."""

    weights: "NDArray[np.float32]"
    encoder: str

    def probabilities(
        self, text: str, embedding: "NDArray[np.float32]", before: "NDArray[np.float32] | None"
    ) -> dict[Act, float]:
        """How probable each act is of `text` with this `embedding`, after a line with the embedding `before` (None:
        after none); empty for embeddings of another size."""
        columns = inputs(text, embedding, before)
        if len(columns) + 1 != self.weights.shape[1]:
            return {}
        return dict(zip(ACTS, probabilities(self.weights, columns).tolist(), strict=True))


def inputs(text: str, embedding: "NDArray[np.float32]", before: "NDArray[np.float32] | None") -> "NDArray[np.float32]":
    """What an act is heard by (2 * size + PIECES,): both embeddings (of one size; zeros where nothing was said before),
    and which pieces of words `text` has."""
    import numpy as np

    earlier = before if before is not None else np.zeros_like(embedding)
    return np.concatenate([embedding, earlier, pieces_of(text)]).astype(np.float32)


def pieces_of(text: str) -> "NDArray[np.float32]":
    """Which pieces of words `text` has (PIECES,): of length one, unless there are none."""
    import numpy as np

    said = np.zeros(PIECES, dtype=np.float32)
    rows = [piece % PIECES for piece in pieces(text)]
    said[rows] = 1 / max(1, len(rows)) ** 0.5
    return said


@lru_cache(maxsize=2)
def load_act_head(folder: Path) -> ActHead | None:
    """The head in `folder`; None, with a line in the log, when it is missing or broken."""
    import numpy as np

    try:
        card: Mapping[str, object] = json.loads((folder / CARD).read_text(encoding="utf-8"))
        if card["acts"] != [act.value for act in ACTS]:
            raise ValueError("it knows other acts")
        weights = np.load(folder / WEIGHTS, allow_pickle=False)
        if weights.dtype != np.float16 or weights.ndim != 2 or len(weights) != len(ACTS):
            raise ValueError(f"the weights are {weights.dtype} {weights.shape}")
        if not np.isfinite(weights).all():
            raise ValueError("the weights are not finite")
        return ActHead(weights.astype(np.float32), str(card["encoder"]))
    except FileNotFoundError:
        logger.info("what a line tells in a talk was not learnt")
    except (OSError, EOFError, ValueError, KeyError, TypeError):
        logger.exception("what a line tells in a talk cannot be read and is not used")
    return None


def act_head_for(folder: Path, encoder: str) -> ActHead | None:
    """The head in `folder` if `encoder` (name and version) made its embeddings, else None."""
    head = load_act_head(folder)
    return head if head is not None and head.encoder == encoder else None
