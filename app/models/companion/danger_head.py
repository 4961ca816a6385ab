"""A second look at a line by the encoder, beside the danger rules.

Small networks on the sentence embeddings, which the encoder was taught to keep apart by danger
(`training/trainer.py`), and a wide part on the letters beside them (`models/wide.py`) say how likely danger is; linear
heads say whose and which kind.
Above one threshold a line is soft, above another hard; a line that the rules find unclear and the encoder too is hard.
Below a third the encoder is sure that there is no danger, and what the rules call hard is soft. The heads belong to one
encoder (`training/danger_head.py` fits them): with any other, or without their files, they are simply absent.
"""

import json
import logging
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.config import resources
from app.models.companion.danger import ENCODER, SAFE, Danger, DangerKind, Level
from app.models.wide import Wide, read_wide

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from app.models.emotion import EmotionAnalysis

logger = logging.getLogger(__name__)

NETS = "danger-nets.npy"
WEIGHTS = "danger-head.npy"
LETTERS = "danger-wide.npy"
CARD = "danger-head.json"
PASSAGE = 4  # sentences heard together: alone a sentence tells less, and a page drowns one
HEADS = 1 + len(DangerKind)  # about someone else; each kind


@dataclass(frozen=True, eq=False)
class Passages:
    """What is judged: the whole of a short text, each passage of a long one; its embeddings (passages, size), and its
    words."""

    rows: "NDArray[np.float32]"
    texts: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class DangerHead:
    """What judges a passage, and the log-odds of danger that count: `soft` and `hard` are heard from there on, below
    `doubt` what the rules heard is doubted.

    `nets` (members, hidden, size + 3): networks of one layer, as `training/danger_net.py` describes them; their mean
    and the one output of `wide` together are the log-odds of danger. `weights` (HEADS, size + 1): one weight for each
    dimension and, last, the bias, for whether it is someone else's, and each DangerKind.
    """

    nets: "NDArray[np.float32]"
    weights: "NDArray[np.float32]"
    wide: Wide
    soft: float
    hard: float
    doubt: float
    encoder: str

    def score(self, passages: Passages) -> tuple[float, int]:
        """The log-odds of danger of the most dangerous of `passages`, and which it is."""
        scores = danger_odds(self.nets, self.wide, passages)
        worst = int(scores.argmax())
        return float(scores[worst]), worst

    def judge(self, passages: Passages) -> Danger:
        """What is heard in the most dangerous of `passages`."""
        score, worst = self.score(passages)
        level = Level.HARD if score > self.hard else Level.SOFT if score > self.soft else Level.NONE
        if level is Level.NONE:  # also what is not a number
            return SAFE
        others, *kinds = self.weights[:, :-1] @ passages.rows[worst] + self.weights[:, -1]
        kind = max(zip(kinds, DangerKind, strict=True), key=lambda each: float(each[0]))[1]
        return Danger(level, kind, bool(others > 0), (ENCODER,))


def danger_odds(nets: "NDArray[np.float32]", wide: Wide, passages: Passages) -> "NDArray[np.float64]":
    """Of danger (passages,), what `nets` hear in the embeddings and `wide` in the letters together."""
    return log_odds(nets, passages.rows) + [float(wide.logits(text)[0]) for text in passages.texts]


def log_odds(nets: "NDArray[np.float32]", rows: "NDArray[np.float32]") -> "NDArray[np.float64]":
    """Of danger (rows,), the mean of the `nets`; their hidden units are SiLU, x / (1 + exp(-x))."""
    import numpy as np

    size = rows.shape[1]
    hidden = np.einsum("rs,mhs->rmh", rows, nets[..., :size]) + nets[..., size]
    hidden = hidden / (1 + np.exp(-np.clip(hidden, -60, 60)))
    found: NDArray[np.float64] = (hidden * nets[..., size + 1] + nets[..., size + 2]).sum(axis=2).mean(axis=1)
    return found


def second_look(danger: Danger, analysis: "EmotionAnalysis | None") -> Danger:
    """`danger` as the rules found it in this one line, or what the encoder makes of it.

    The encoder adds what the rules miss. It takes nothing away but this: where it is sure that there is no danger, a
    hard card, which over the lines of a diary is then nearly always wrong, becomes a soft one, which still says who can
    be called.
    """
    asked = _asked(analysis)
    if asked is None:
        return danger
    head, passages = asked
    if danger.level is Level.HARD:
        return replace(danger, level=Level.SOFT) if head.score(passages)[0] < head.doubt else danger
    heard = head.judge(passages)
    if danger.level is Level.NONE or heard.level is Level.HARD:
        return heard if heard.level > danger.level else danger
    if heard.level is Level.SOFT:  # two that do not know of each other are unsure about the same line
        return Danger(Level.HARD, danger.kind, danger.about_other, (*danger.cues, ENCODER))
    return danger


def hears_none(analysis: "EmotionAnalysis | None") -> bool:
    """Whether the encoder is sure that there is no danger in what `analysis` read; False where it cannot be asked."""
    asked = _asked(analysis)
    return asked is not None and asked[0].score(asked[1])[0] < asked[0].doubt


def _asked(analysis: "EmotionAnalysis | None") -> "tuple[DangerHead, Passages] | None":
    """The head that was made for the encoder of `analysis`, and what it is to judge."""
    if analysis is None:
        return None
    head = load_head(resources() / "companion")
    if head is None or not _made_for(head, analysis.encoder):
        return None
    passages = passages_of(analysis)
    if passages is None or passages.rows.shape[1] + 1 != head.weights.shape[1]:
        return None
    return head, passages


@lru_cache(maxsize=2)
def load_head(folder: Path) -> DangerHead | None:
    """The head in `folder`, or None (logged once) when it is missing or unreadable."""
    import numpy as np

    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
        nets, weights = (np.load(folder / name, allow_pickle=False) for name in (NETS, WEIGHTS))
        if weights.ndim != 2 or len(weights) != HEADS or nets.ndim != 3 or nets.shape[2] != weights.shape[1] + 2:
            raise ValueError(f"the weights are of shape {nets.shape} and {weights.shape}")
        if not all(each.dtype == np.float32 and np.isfinite(each).all() for each in (nets, weights)):
            raise ValueError("the weights are not finite float32")
        soft, hard, doubt = (float(card[name]) for name in ("soft", "hard", "doubt"))
        wide = read_wide(folder / LETTERS, card["wide"], labels=1)
        return DangerHead(nets, weights, wide, soft, hard, doubt, str(card["encoder"]))
    except FileNotFoundError:
        logger.info("the danger head is missing: the rules judge alone")
    except (OSError, EOFError, ValueError, KeyError, TypeError):
        logger.exception("the danger head cannot be read: the rules judge alone")
    return None


@lru_cache(maxsize=4)  # a cache so that it is logged once
def _made_for(head: DangerHead, encoder: str) -> bool:
    if head.encoder != encoder:
        logger.warning("the danger head was made for %s, not %s: the rules judge alone", head.encoder, encoder)
    return head.encoder == encoder


def passages_of(analysis: "EmotionAnalysis") -> Passages | None:
    """What of a text is judged; None for no embeddings."""
    import numpy as np

    embeddings = getattr(analysis, "embeddings", None)
    if embeddings is None or embeddings.ndim != 2 or embeddings.shape[1:] != analysis.embedding.shape:
        return None
    said = [sentence.text for sentence in analysis.reading.sentences]
    if len(embeddings) <= PASSAGE:
        return Passages(np.asarray(analysis.embedding, np.float32)[None, :], (" ".join(said),))
    sums = np.lib.stride_tricks.sliding_window_view(embeddings, PASSAGE, axis=0).sum(axis=-1)
    rows = np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12), np.float32)
    return Passages(rows, tuple(" ".join(said[at : at + PASSAGE]) for at in range(len(rows))))
