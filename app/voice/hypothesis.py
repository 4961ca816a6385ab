"""Vosk's hypotheses, taken out of its JSON into plain data."""

import json
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from app.voice.spoken_form import spoken_all


@dataclass(frozen=True)
class Morpheme:
    """One of Vosk's units as it is spoken, start and end in seconds from the start of the stream."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Hypothesis:
    """One way to read a stretch of sound. `score` is Vosk's: a log likelihood, larger is better."""

    score: float
    morphemes: tuple[Morpheme, ...]

    @cached_property
    def joined(self) -> str:
        """The text without spaces."""
        return "".join(morpheme.text for morpheme in self.morphemes)

    @property
    def spaced(self) -> str:
        """The text with a space between any two morphemes, as Vosk gives it."""
        return " ".join(morpheme.text for morpheme in self.morphemes)

    @cached_property
    def times(self) -> tuple[tuple[float, float], ...]:
        """Start and end of each character of `joined`: a morpheme's time in equal parts."""
        found = []
        for morpheme in self.morphemes:
            count = len(morpheme.text)
            edges = [morpheme.start + (morpheme.end - morpheme.start) * i / count for i in range(count + 1)]
            found += list(pairwise(edges))
        return tuple(found)


def hypotheses(result: str, offset: float = 0.0) -> list[Hypothesis]:
    """The alternatives of Vosk's `Result()`, best first, their times less `offset`; no empty ones."""
    found = []
    for alternative in json.loads(result).get("alternatives", ()):
        units = [unit for unit in alternative.get("result", ()) if not unit["word"].startswith("<")]
        texts = spoken_all([unit["word"] for unit in units])
        morphemes = tuple(
            Morpheme(text, max(0.0, unit["start"] - offset), max(0.0, unit["end"] - offset))
            for unit, text in zip(units, texts, strict=True)
            if text
        )
        if morphemes:
            found.append(Hypothesis(alternative["confidence"], morphemes))
    return found


def partial_text(result: str) -> str:
    """The words of Vosk's `PartialResult()`, as spoken."""
    units = [word for word in json.loads(result).get("partial", "").split() if not word.startswith("<")]
    return " ".join(filter(None, spoken_all(units)))
