"""Figures of a classifier from its probabilities: accuracy, macro-F1, confusion, calibration, by slice."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

T = TypeVar("T")
Probabilities = npt.NDArray[np.float64]  # (rows, labels), each row summing to 1
Truth = npt.NDArray[np.int64]  # (rows,), columns of the probabilities


@dataclass(frozen=True, slots=True)
class Figures:
    """What one slice of the data says. `f1`: per label, in their order; `confusion[truth][said]`: counts."""

    rows: int
    accuracy: float
    macro_f1: float
    nll: float
    ece: float
    f1: tuple[float, ...]
    confusion: tuple[tuple[int, ...], ...]

    def as_dict(self) -> dict[str, Any]:
        """Rounded to 4 digits, without confusion: for a model card."""
        return {
            "rows": self.rows,
            "accuracy": round(self.accuracy, 4),
            "macro_f1": round(self.macro_f1, 4),
            "nll": round(self.nll, 4),
            "ece": round(self.ece, 4),
        }


def softmax(logits: npt.NDArray[Any], temperature: float = 1.0) -> Probabilities:
    """Softmax over the last axis of `logits` / `temperature`."""
    scaled = np.asarray(logits, dtype=np.float64) / temperature
    scaled = scaled - scaled.max(axis=-1, keepdims=True)
    powers = np.exp(scaled)
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def combine_lines(
    logits: npt.NDArray[Any], owner: Truth, lengths: npt.NDArray[np.int64], temperature: float = 1.0
) -> Probabilities:
    """Probabilities (lines, labels) from the logits of their sentences, as the app combines them.

    The same rule as `app.diary.emotion.weight` and `combine`: root of the length times certainty (floored at 0.1).
    `owner` (sentences,) is the line of each sentence, `lengths` (sentences,) its characters.
    """
    said = softmax(logits, temperature)
    entropy = -(said * np.log(np.clip(said, 1e-12, None))).sum(axis=1)
    weights = np.sqrt(lengths) * np.maximum(0.1, 1 - entropy / math.log(said.shape[1]))
    sums = np.zeros((int(owner.max()) + 1, said.shape[1]))
    np.add.at(sums, owner, weights[:, None] * said)
    return np.asarray(sums / sums.sum(axis=1, keepdims=True))


def figures(probabilities: Probabilities, truth: Truth) -> Figures:
    """All figures of one slice. Raises ValueError when it is empty."""
    rows, labels = probabilities.shape
    if not rows:
        raise ValueError("no rows to measure")
    said = probabilities.argmax(axis=1)
    confusion = np.zeros((labels, labels), dtype=np.int64)
    np.add.at(confusion, (truth, said), 1)
    hits = confusion.diagonal().astype(np.float64)
    # F1 = 2 TP / (2 TP + FP + FN); a label that neither is nor was said counts as no F1 (left out of the mean)
    sums = confusion.sum(axis=0) + confusion.sum(axis=1)
    f1 = np.divide(2 * hits, sums, out=np.zeros(labels), where=sums > 0)
    present = sums > 0
    chosen = probabilities[np.arange(rows), truth]
    return Figures(
        rows=rows,
        accuracy=float(hits.sum() / rows),
        macro_f1=float(f1[present].mean()),
        nll=float(-np.log(np.clip(chosen, 1e-12, None)).mean()),
        ece=calibration_error(probabilities, truth),
        f1=tuple(float(value) for value in f1),
        confusion=tuple(tuple(int(count) for count in line) for line in confusion),
    )


def calibration_error(probabilities: Probabilities, truth: Truth, bins: int = 10) -> float:
    """Expected calibration error of the largest probability, in `bins` equal-width bins.

    Guo et al., "On Calibration of Modern Neural Networks" (2017), equation 3.
    """
    confidence = probabilities.max(axis=1)
    right = (probabilities.argmax(axis=1) == truth).astype(np.float64)
    which = np.minimum((confidence * bins).astype(np.int64), bins - 1)
    error = 0.0
    for each in range(bins):
        inside = which == each
        if inside.any():
            error += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return float(error)


def by_slice(
    items: Sequence[T], key: Callable[[T], str], probabilities: Probabilities, truth: Truth
) -> dict[str, Figures]:
    """Figures for each value of `key` over `items` (one item per row), in order of first appearance."""
    names = [key(item) for item in items]
    return {
        name: figures(probabilities[chosen], truth[chosen])
        for name in dict.fromkeys(names)
        for chosen in [np.asarray([each == name for each in names])]
    }


def table(slices: dict[str, Figures]) -> str:
    """Slices as aligned text."""
    lines = [f"{'':22}{'rows':>6}{'acc':>8}{'F1':>8}{'ECE':>8}"]
    for name, each in slices.items():
        lines.append(f"{name or '(plain)':22}{each.rows:>6}{each.accuracy:>8.3f}{each.macro_f1:>8.3f}{each.ece:>8.3f}")
    return "\n".join(lines)


def confusion_table(measured: Figures, labels: Sequence[str]) -> str:
    """The confusion as aligned text: a line per truth, a column per answer."""
    lines = ["truth \\ said " + "".join(f"{label:>6}" for label in labels)]
    for label, counts, f1 in zip(labels, measured.confusion, measured.f1, strict=True):
        lines.append(f"{label:>11} " + "".join(f"{count:>8}" for count in counts) + f"   F1 {f1:.3f}")
    return "\n".join(lines)
