"""The six emotions, and probabilities over them."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Emotion(StrEnum):
    """What a sentence carries. The value is the Korean name: a number never means an emotion by itself."""

    JOY = "기쁨"
    SADNESS = "슬픔"
    DEPRESSION = "우울"
    ANGER = "분노"
    ANXIETY = "불안"
    NEUTRAL = "일상"


EMOTIONS = tuple(Emotion)


@dataclass(frozen=True, slots=True)
class EmotionScores:
    """Six probabilities summing to 1, in the order of `EMOTIONS`."""

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        whole = sum(self.values)  # not finite when one of them is not
        if len(self.values) != len(EMOTIONS) or not math.isfinite(whole) or min(self.values) < 0:
            raise ValueError("six finite probabilities are needed")
        if abs(whole - 1) > 1e-3:
            raise ValueError("probabilities must sum to 1")

    @classmethod
    def of(cls, scores: Mapping[str, float]) -> "EmotionScores":
        """From a mapping of emotion name to probability; missing names count as 0."""
        return cls(tuple(float(scores.get(emotion, 0.0)) for emotion in EMOTIONS))

    def __getitem__(self, emotion: Emotion) -> float:
        return self.values[EMOTIONS.index(emotion)]

    def as_dict(self) -> dict[str, float]:
        """Emotion name to probability, rounded to 4 digits."""
        return {emotion.value: round(value, 4) for emotion, value in zip(EMOTIONS, self.values, strict=True)}

    @property
    def ranked(self) -> tuple[Emotion, ...]:
        """The emotions, largest probability first (ties in the order of `EMOTIONS`)."""
        return tuple(sorted(EMOTIONS, key=lambda emotion: -self[emotion]))

    @property
    def dominant(self) -> Emotion:
        """The emotion of the largest probability."""
        return self.ranked[0]

    @property
    def certainty(self) -> float:
        """1 minus the normalised entropy: 1 when one emotion has it all, 0 when all six are equal."""
        entropy = -sum([value * math.log(value) for value in self.values if value > 0])
        return max(0.0, 1 - entropy / math.log(len(EMOTIONS)))


def combine(weighted: Iterable[tuple[EmotionScores, float]]) -> EmotionScores | None:
    """The weighted mean of several scores (weights at least 0); None when nothing has weight."""
    totals = [0.0] * len(EMOTIONS)
    whole = 0.0
    for scores, weight in weighted:
        whole += weight
        for index, value in enumerate(scores.values):
            totals[index] += weight * value
    if whole <= 0:
        return None
    return EmotionScores(tuple(total / whole for total in totals))


def weight(text: str, scores: EmotionScores) -> float:
    """How much a piece of text counts in a sum: its length without spaces times (floored) certainty.

    Length enters as its square root, so that one long sentence does not drown three short ones; certainty is floored at
    0.1, so that a text of uncertain sentences only still has a mix.
    """
    length = len("".join(text.split()))
    return math.sqrt(length) * max(0.1, scores.certainty)
