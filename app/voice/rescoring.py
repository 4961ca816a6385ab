"""Choosing among Vosk's hypotheses with Kiwi's language model, and how sure that choice is."""

import math
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from app.korean import log_scores
from app.voice.hypothesis import Hypothesis

# Measured by bench/recogniser.py on half of the speakers: any weight from 0.5 to 1.5 does as well.
LANGUAGE_WEIGHT = 0.7
# Fitted to 127 clips, 3,100 syllables: where all hypotheses agree 92 of 100 syllables are right, where few do 30.
TEMPERATURE = 8.0
LEAST_SURE, MOST_SURE = 0.15, 0.92
SAME_MOMENT = 0.15  # s; two hypotheses place the same syllable no further apart


def scores(found: Sequence[Hypothesis]) -> list[float]:
    """Vosk's score and Kiwi's, added up for each hypothesis: about 0.5 ms each.

    Kiwi's is the log probability of the text without spaces, so that Vosk's morpheme borders do not sway it.
    """
    texts = list(dict.fromkeys(hypothesis.joined for hypothesis in found))
    known = dict(zip(texts, log_scores(texts), strict=True))
    return [hypothesis.score + LANGUAGE_WEIGHT * known[hypothesis.joined] for hypothesis in found]


def posterior(values: Sequence[float]) -> list[float]:
    """Softmax of `values` over `TEMPERATURE`."""
    best = max(values)
    weights = [math.exp((value - best) / TEMPERATURE) for value in values]
    total = sum(weights)
    return [weight / total for weight in weights]


def choose(found: Sequence[Hypothesis]) -> tuple[Hypothesis, list[float]]:
    """The best of `found` (not empty), and for each character of it a confidence from 0 to 1.

    The confidence is the posterior of all hypotheses that have the same character at the same moment, scaled to how
    often such a character is right.
    """
    values = scores(found)
    chosen = found[max(range(len(found)), key=values.__getitem__)]
    confidence = [0.0] * len(chosen.joined)
    middles = [(start + end) / 2 for start, end in chosen.times]
    for hypothesis, weight in zip(found, posterior(values), strict=True):
        if weight < 1e-4:
            continue
        theirs = [(start + end) / 2 for start, end in hypothesis.times]
        for at, (character, moment) in enumerate(zip(chosen.joined, middles, strict=True)):
            near = bisect_left(theirs, moment - SAME_MOMENT)
            while near < len(theirs) and theirs[near] <= moment + SAME_MOMENT:
                if hypothesis.joined[near] == character:
                    confidence[at] += weight
                    break
                near += 1
    return chosen, [LEAST_SURE + (MOST_SURE - LEAST_SURE) * min(1.0, value) for value in confidence]


def word_spans(lengths: Sequence[int]) -> list[tuple[int, int]]:
    """From the lengths of consecutive words, where each begins and ends."""
    ends = list(accumulate(lengths))
    return list(zip([0, *ends[:-1]], ends, strict=True)) if ends else []
