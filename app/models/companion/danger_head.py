"""A second, additive look at a line by the encoder, beside the danger rules.

    python -m app.models.companion.danger_head --fit    trains the head anew with the bundled emotion model

Linear heads on the sentence embeddings, which the encoder was taught to keep apart by danger (`training/trainer.py`).
Above one threshold a line is soft, above another hard; a line that the rules find unclear and the encoder too is hard.
Nothing that the rules say is lowered. The heads belong to one encoder: with any other, or without their files, they are
simply absent.
"""

import argparse
import json
import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.config import bundled_models, resources
from app.models.companion.danger import Danger, DangerKind, Level

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from app.models.emotion import EmotionAnalysis

logger = logging.getLogger(__name__)

WEIGHTS = "danger-head.npy"
CARD = "danger-head.json"
ENCODER = "encoder"
"""The cue by which a judgement says that the encoder spoke."""
HEADS = 2 + len(DangerKind)  # danger at all; about someone else; each kind

ROOT = Path(__file__).resolve().parents[3]
L2 = 2e-4
# Shares of lines without danger that may be above a threshold: look-alikes by other writers, and the ordinary diary.
SOFT_ALARMS = (0.04, 0.015)
HARD_ALARMS = (0.015, 0.003)
_HEAVY = {"우울": 3.0, "슬픔": 2.0, "불안": 2.0}  # ordinary sorrow is what the head confuses with danger most easily


@dataclass(frozen=True, eq=False)
class DangerHead:
    """Rows of one weight for each dimension of the embedding and, last, the bias; and the log-odds that count.

    `weights` (HEADS, size + 1): danger at all, whether it is someone else's, and each DangerKind.
    """

    weights: "NDArray[np.float32]"
    soft: float
    hard: float
    encoder: str

    def judge(self, rows: "NDArray[np.float32]") -> Danger:
        """What is heard in the most dangerous of `rows` (sentences and the whole)."""
        scores = self.scores(rows)
        worst = scores[:, 0].argmax()
        score = float(scores[worst, 0])
        level = Level.HARD if score > self.hard else Level.SOFT if score > self.soft else Level.NONE
        if level is Level.NONE:  # also what is not a number
            return Danger(Level.NONE)
        kind = tuple(DangerKind)[int(scores[worst, 2:].argmax())]
        return Danger(level, kind, bool(scores[worst, 1] > 0), (ENCODER,))

    def scores(self, rows: "NDArray[np.float32]") -> "NDArray[np.float32]":
        """Log-odds (rows, HEADS)."""
        found: NDArray[np.float32] = rows @ self.weights[:, :-1].T + self.weights[:, -1]
        return found


def second_look(danger: Danger, analysis: "EmotionAnalysis | None") -> Danger:
    """`danger` as the rules found it, or what the encoder adds to it."""
    if danger.level is Level.HARD or analysis is None:
        return danger
    head = load_head(resources() / "companion")
    if head is None or not _made_for(head, analysis.encoder):
        return danger
    rows = _rows(analysis)
    if rows is None or rows.shape[1] + 1 != head.weights.shape[1]:
        return danger
    heard = head.judge(rows)
    if danger.level is Level.NONE or heard.level is Level.HARD:
        return heard if heard.level > danger.level else danger
    if heard.level is Level.SOFT:  # two that do not know of each other are unsure about the same line
        return Danger(Level.HARD, danger.kind, danger.about_other, (*danger.cues, ENCODER))
    return danger


@lru_cache(maxsize=2)
def load_head(folder: Path) -> DangerHead | None:
    """The head in `folder`, or None (logged once) when it is missing or unreadable."""
    import numpy as np

    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
        weights = np.load(folder / WEIGHTS, allow_pickle=False)
        if weights.ndim != 2 or len(weights) != HEADS or weights.dtype != np.float32 or not np.isfinite(weights).all():
            raise ValueError(f"the weights are not {HEADS} rows of finite float32")
        return DangerHead(weights, float(card["soft"]), float(card["hard"]), str(card["encoder"]))
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


def _rows(analysis: "EmotionAnalysis") -> "NDArray[np.float32] | None":
    """The embeddings of the sentences and, last, of the whole; None for an analysis without them."""
    import numpy as np

    sentences = getattr(analysis, "embeddings", None)
    if sentences is None or sentences.ndim != 2 or sentences.shape[1:] != analysis.embedding.shape:
        return None
    return np.vstack([sentences, analysis.embedding]).astype(np.float32)


# --- training --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Line:
    danger: bool
    kind: DangerKind | None
    other: bool
    weight: float
    ordinary: bool
    text: str
    rows: "NDArray[np.float32]"


def judged_lines() -> list[tuple[bool, str]]:
    """Danger or not, and text, of the lines of other writers by which thresholds are chosen; never the kept ones."""
    found = []
    for name in ("open.tsv", "kept.tsv"):  # `kept.tsv` was kept aside until 2026-11; `kept-2.tsv` is now
        found += [(label != "safe", text) for label, text in _table(ROOT / "tests" / "data" / "safety" / name)]
    return found


def _table(file: Path) -> list[tuple[str, str]]:
    header, *lines = file.read_text(encoding="utf-8").splitlines()
    rows = [dict(zip(header.split("\t"), line.split("\t"), strict=True)) for line in lines]
    return [(row["label"], row["text"]) for row in rows]


def _train(
    lines: Sequence[_Line], targets: Sequence[bool], shares: Sequence[tuple[Sequence[bool], float]]
) -> "NDArray[np.float64]":
    """Logistic regression with L2 by Newton's method: weights and bias (size + 1,).

    `shares` names groups of `lines` and how much of the whole weight each gets.
    """
    import numpy as np

    counts = [len(line.rows) if len(line.rows) > 2 else 1 for line in lines]  # a single sentence is the whole
    x = np.vstack([line.rows[-count:] for line, count in zip(lines, counts, strict=True)]).astype(np.float64)
    y = np.repeat(np.array(targets, dtype=np.float64), counts)
    w = np.repeat([line.weight / count for line, count in zip(lines, counts, strict=True)], counts)
    for members, share in shares:
        group = np.repeat(np.array(members), counts)
        w[group] *= share / w[group].sum()
    mean = x.mean(axis=0)  # e5 embeddings lie in a narrow cone: the common direction says nothing
    x = np.hstack([x - mean, np.ones((len(x), 1))])
    ridge = np.full(x.shape[1], L2)
    ridge[-1] = 1e-9
    beta = np.zeros(x.shape[1])
    for _ in range(40):
        p = 1 / (1 + np.exp(-(x @ beta)))
        gradient = x.T @ (w * (p - y)) + ridge * beta
        step = np.linalg.solve((x.T * (w * p * (1 - p))) @ x + np.diag(ridge), gradient)
        beta -= step
        if np.abs(step).max() < 1e-7:
            break
    beta[-1] -= float(mean @ beta[:-1])
    result: NDArray[np.float64] = beta
    return result


def _heads(lines: Sequence[_Line]) -> "NDArray[np.float32]":
    """All heads (HEADS, size + 1): danger against the rest; among danger lines whose it is, and which kind."""
    import numpy as np

    danger = [line.danger for line in lines]
    alike = [not line.danger and not line.ordinary for line in lines]
    ordinary = [line.ordinary for line in lines]
    heads = [_train(lines, danger, ((danger, 0.5), (alike, 0.25), (ordinary, 0.25)))]
    known = [line for line in lines if line.kind is not None]
    for targets in ([line.other for line in known], *([line.kind is kind for line in known] for kind in DangerKind)):
        others = [not each for each in targets]
        heads.append(_train(known, targets, ((targets, 0.5), (others, 0.5))))
    return np.stack(heads).astype(np.float32)


def fit(encode: Callable[[str], "NDArray[np.float32] | None"], encoder: str, fingerprint: str, folder: Path) -> None:
    """Train on the written danger lines and the diary, choose the thresholds on lines of other writers, and write
    weights and card with the figures. Raises OSError."""
    import io

    import numpy as np

    from app.files import write_atomically
    from app.models.training.corpus import read_corpus
    from app.models.training.danger_corpus import read_danger

    def line(
        text: str,
        kind: DangerKind | None = None,
        *,
        danger: bool = False,
        other: bool = False,
        weight: float = 1.0,
        ordinary: bool = False,
    ) -> list[_Line]:
        rows = encode(text)
        return [_Line(danger, kind, other, weight, ordinary, text, rows)] if rows is not None else []

    corpus = read_corpus(ROOT / "corpus" / "emotion")
    own = _table(ROOT / "tests" / "models" / "companion" / "data" / "safety_own.tsv")
    learnt: list[_Line] = []
    for each in read_danger(ROOT / "corpus" / "danger"):
        learnt += line(each.text, each.kind, danger=each.kind is not None, other=each.other)
    for label, text in own:  # `unmet` is danger that the rules miss
        learnt += line(text, danger=label != "safe")
    for row in corpus["train"]:
        learnt += line(row.text, weight=_HEAVY.get(row.emotion.value, 1.0), ordinary=True)
    weights = _heads(learnt)

    def scores(lines: Sequence[_Line]) -> "NDArray[np.float32]":
        return np.array([(each.rows @ weights[0, :-1]).max() + weights[0, -1] for each in lines])

    judged = [each for danger, text in judged_lines() for each in line(text, danger=danger)]
    danger = np.array([each.danger for each in judged])
    said, diary = scores(judged), scores([each for row in corpus["dev"] for each in line(row.text)])
    soft, hard = (
        max(_bound(said[~danger], alike), _bound(diary, ordinary)) for alike, ordinary in (SOFT_ALARMS, HARD_ALARMS)
    )
    card = {
        "encoder": encoder,
        "checkpoint": fingerprint,
        "soft": round(soft, 4),
        "hard": round(hard, 4),
        "other_writers": {
            f"{name} {what}": _share(said[members], threshold)
            for name, threshold in (("soft", soft), ("hard", hard))
            for what, members in (("recall", danger), ("alarms", ~danger))
        },
        "diary_dev": {"soft": _share(diary, soft), "hard": _share(diary, hard)},
    }
    buffer = io.BytesIO()
    np.save(buffer, weights, allow_pickle=False)
    for name, content in ((WEIGHTS, buffer.getvalue()), (CARD, (json.dumps(card, indent=1) + "\n").encode())):
        write_atomically(folder / name, content)
        (folder / name).chmod(0o644)
    print(json.dumps(card, indent=1), file=sys.stderr)


def _bound(scores: "NDArray[np.float32]", alarms: float) -> float:
    """A threshold that at most this share of `scores` is above."""
    allowed = int(alarms * len(scores))
    return float(sorted(scores, reverse=True)[allowed]) + 1e-4


def _share(scores: "NDArray[np.float32]", threshold: float) -> str:
    return f"{int((scores > threshold).sum())} of {len(scores)}"


def main(arguments: list[str] | None = None) -> int:
    """The command line of this module."""
    import hashlib

    from app.models.emotion import load_bundled

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", action="store_true", required=True, help="train and write the head (three minutes)")
    parser.parse_args(arguments)
    model = load_bundled(threads=1)

    def encode(text: str) -> "NDArray[np.float32] | None":
        analysis = model.analyse(text)
        return _rows(analysis) if analysis is not None else None

    fingerprint = hashlib.sha256((bundled_models() / "emotion" / "model.onnx").read_bytes()).hexdigest()
    fit(encode, model.name, fingerprint, resources() / "companion")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
