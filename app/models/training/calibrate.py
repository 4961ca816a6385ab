"""Making probabilities mean what they say: a temperature, and the bound of certainty, both chosen on dev."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from app.models.training.evaluate import Probabilities, Truth, by_slice

# Of the readings called certain, at least this share is right on dev. (With the first models it was 0.85: at 0.9 more
# than half of their readings would have been 잘 모르겠어요, which helps nobody either.)
CERTAIN_ACCURACY = 0.9


def best_temperature(
    probabilities_at: Callable[[float], Probabilities], truth: Truth, low: float = 0.25, high: float = 4.0
) -> float:
    """The temperature between `low` and `high` whose probabilities have the least negative log-likelihood, to 3 digits.

    Guo et al., "On Calibration of Modern Neural Networks" (2017), section 4.2. A golden-section search over the
    logarithm of the temperature: the likelihood has one minimum in it.
    """

    def cost(exponent: float) -> float:
        chosen = probabilities_at(math.exp(exponent))[np.arange(len(truth)), truth]
        return float(-np.log(np.clip(chosen, 1e-12, None)).mean())

    first, last = math.log(low), math.log(high)
    golden = (math.sqrt(5) - 1) / 2
    while last - first > 1e-4:
        left, right = last - golden * (last - first), first + golden * (last - first)
        if cost(left) < cost(right):
            last = right
        else:
            first = left
    return round(math.exp((first + last) / 2), 3)


def certain_from(probabilities: Probabilities, truth: Truth, accuracy: float = CERTAIN_ACCURACY) -> float:
    """The lowest probability (a step of 0.01 from 0.30 to 0.90) from which on dev at least `accuracy` are right.

    0.90 when no lower one does it.
    """
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == truth
    for hundredth in range(30, 90):
        chosen = confidence >= hundredth / 100
        if chosen.any() and right[chosen].mean() >= accuracy:
            return hundredth / 100
    return 0.9


def read_worst(probabilities: Probabilities, truth: Truth, situations: Sequence[str]) -> npt.NDArray[np.bool_]:
    """The rows (a mask) of the half of the situations that was read worst, of one situation all.

    What people will tell is further from the corpus than dev is on the whole: a bound chosen where everything is read
    easily calls nothing uncertain (with model 8 it was 0.3).
    """
    read = by_slice(situations, str, probabilities, truth)
    worst = sorted(read, key=lambda name: read[name].accuracy)[: max(1, len(read) // 2)]
    return np.isin(situations, worst)
