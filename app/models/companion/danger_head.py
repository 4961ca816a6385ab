"""A second, additive look at a line by the encoder, where the danger rules say nothing.

    python -m app.models.companion.danger_head --fit    trains the head anew with the bundled emotion model

A linear head on the sentence embeddings; above its threshold a line becomes soft, never hard, and nothing that the
rules say is lowered. It belongs to one encoder: with any other, or without its files, it is simply absent.
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
# What it cannot know is the kind; suicide is the one whose numbers begin with 109, as on the soft card.
FOUND = Danger(Level.SOFT, DangerKind.SUICIDE, cues=("encoder",))

ROOT = Path(__file__).resolve().parents[3]
SEED = 20261121
FOLDS = 5
L2 = 2e-4
DEV_ALARMS = 0.02
SAFE_ALARMS = 0.04
_HEAVY = {"우울": 3.0, "슬픔": 2.0, "불안": 2.0}  # ordinary sorrow is what the head confuses with danger most easily


@dataclass(frozen=True, eq=False)
class DangerHead:
    """One weight for each dimension of the embedding and, last, the bias; and the log-odds from which a line counts."""

    weights: "NDArray[np.float32]"
    threshold: float
    encoder: str

    def score(self, rows: "NDArray[np.float32]") -> float:
        """The log-odds of danger: the highest over `rows` (sentences and the whole)."""
        return float((rows @ self.weights[:-1]).max() + self.weights[-1])


def second_look(danger: Danger, analysis: "EmotionAnalysis | None") -> Danger:
    """`danger`, or soft where the rules found nothing and the encoder does."""
    if danger.level is not Level.NONE or analysis is None:
        return danger
    head = load_head(resources() / "companion")
    if head is None or not _made_for(head, analysis.encoder):
        return danger
    rows = _rows(analysis)
    if rows is None or rows.shape[1] + 1 != len(head.weights):
        return danger
    return FOUND if head.score(rows) > head.threshold else danger  # not a number is never above


@lru_cache(maxsize=2)
def load_head(folder: Path) -> DangerHead | None:
    """The head in `folder`, or None (logged once) when it is missing or unreadable."""
    import numpy as np

    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
        weights = np.load(folder / WEIGHTS, allow_pickle=False)
        if weights.ndim != 1 or weights.dtype != np.float32 or not np.isfinite(weights).all():
            raise ValueError("the weights are not a row of finite float32")
        return DangerHead(weights, float(card["threshold"]), str(card["encoder"]))
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
    weight: float
    source: str
    text: str
    rows: "NDArray[np.float32]"


def _labelled() -> list[tuple[bool, str, str]]:
    """Danger or not, source and text of the labelled lines that developers may look at; never the kept half."""
    found = []
    for source, file in (
        ("open", ROOT / "tests" / "data" / "safety" / "open.tsv"),
        ("own", ROOT / "tests" / "models" / "companion" / "data" / "safety_own.tsv"),
    ):
        header, *lines = file.read_text(encoding="utf-8").splitlines()
        for line in lines:
            parts = dict(zip(header.split("\t"), line.split("\t"), strict=True))
            found.append((parts["label"] != "safe", source, parts["text"]))  # `unmet` is danger that the rules miss
    return found


def _train(lines: Sequence[_Line]) -> "NDArray[np.float64]":
    """Logistic regression with L2 by Newton's method.

    Half the weight is danger; of the rest, half the labelled safe lines (look-alikes) and half the ordinary diary.
    """
    import numpy as np

    every, targets, weights, groups = [], [], [], []
    for line in lines:
        rows = line.rows if len(line.rows) > 2 else line.rows[-1:]  # a single sentence is the whole
        every.append(rows)
        targets += [float(line.danger)] * len(rows)
        weights += [line.weight / len(rows)] * len(rows)
        groups += [0 if line.danger else 1 if line.source in ("open", "own") else 2] * len(rows)
    x, y, w, group = np.vstack(every).astype(np.float64), np.array(targets), np.array(weights), np.array(groups)
    for number, share in ((0, 0.5), (1, 0.25), (2, 0.25)):
        w[group == number] *= share / w[group == number].sum()
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


def _scores(beta: "NDArray[np.float64]", lines: Sequence[_Line]) -> "NDArray[np.float64]":
    import numpy as np

    return np.array([(line.rows @ beta[:-1]).max() + beta[-1] for line in lines])


def fit(encode: Callable[[str], "NDArray[np.float32] | None"], encoder: str, fingerprint: str, folder: Path) -> None:
    """Train on the open lines, choose the threshold, and write weights and card with the figures. Raises OSError."""
    import io

    import numpy as np

    from app.files import write_atomically
    from app.models.companion.safety import assess
    from app.models.training.corpus import read_corpus

    def lines(items: list[tuple[bool, float, str, str]]) -> list[_Line]:
        found = []
        for danger, weight, source, text in items:
            rows = encode(text)
            if rows is not None:
                found.append(_Line(danger, weight, source, text, rows))
        return found

    corpus = read_corpus(ROOT / "corpus" / "emotion")
    labelled = lines([(danger, 1.0, source, text) for danger, source, text in _labelled()])
    ordinary = lines([(False, _HEAVY.get(row.emotion.value, 1.0), "train", row.text) for row in corpus["train"]])
    dev = lines([(False, 1.0, "dev", row.text) for row in corpus["dev"]])

    danger = np.array([line.danger for line in labelled])
    opened = np.array([line.source == "open" for line in labelled])
    rng = np.random.default_rng(SEED)
    fold = np.zeros(len(labelled), dtype=int)
    for label in (True, False):
        fold[rng.permutation(np.flatnonzero(danger == label))] = np.arange(int((danger == label).sum())) % FOLDS
    held_out = np.zeros(len(labelled))
    for number in range(FOLDS):
        beta = _train([line for line, of in zip(labelled, fold, strict=True) if of != number] + ordinary)
        held_out[fold == number] = _scores(beta, [labelled[at] for at in np.flatnonzero(fold == number)])
    other_writer = _scores(_train([line for line in labelled if line.source == "own"] + ordinary), labelled)
    beta = _train(labelled + ordinary)
    on_dev = _scores(beta, dev)
    threshold = max(_bound(held_out[~danger], SAFE_ALARMS), _bound(on_dev, DEV_ALARMS))

    missed = danger & np.array([assess(line.text).level is Level.NONE for line in labelled])
    card = {
        "encoder": encoder,
        "checkpoint": fingerprint,
        "threshold": round(threshold, 4),
        "cross_validated": {
            "recall": _share(held_out[danger], threshold),
            "recall_open": _share(held_out[danger & opened], threshold),
            "recall_missed_by_rules": _share(held_out[missed], threshold),
            "alarms_safe": _share(held_out[~danger], threshold),
            "alarms_safe_open": _share(held_out[~danger & opened], threshold),
        },
        "other_writer": {
            "recall_open": _share(other_writer[danger & opened], threshold),
            "alarms_safe_open": _share(other_writer[~danger & opened], threshold),
        },
        "dev_alarms": _share(on_dev, threshold),
    }
    buffer = io.BytesIO()
    np.save(buffer, beta.astype(np.float32), allow_pickle=False)
    for name, content in ((WEIGHTS, buffer.getvalue()), (CARD, (json.dumps(card, indent=1) + "\n").encode())):
        write_atomically(folder / name, content)
        (folder / name).chmod(0o644)
    print(json.dumps(card, indent=1), file=sys.stderr)


def _bound(scores: "NDArray[np.float64]", alarms: float) -> float:
    """A threshold that fewer than this share of `scores` are above."""
    allowed = max(0, -int(-alarms * len(scores) // 1) - 1)
    return float(sorted(scores, reverse=True)[allowed]) + 1e-4


def _share(scores: "NDArray[np.float64]", threshold: float) -> str:
    return f"{int((scores > threshold).sum())} of {len(scores)}"


def main(arguments: list[str] | None = None) -> int:
    """The command line of this module."""
    import hashlib

    from app.models.emotion import load_bundled

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", action="store_true", required=True, help="train and write the head (two minutes)")
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
