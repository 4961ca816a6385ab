"""The situation by its words: shared pieces of syllables with the examples, and stems that name it.

Needs no model. Pieces are two and three syllables long (spaces dropped), weighted by how few situations have them.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from app.models.companion.texts import ComfortTexts, Situation

_NOT_LETTERS = re.compile(r"[^가-힣a-z0-9]+")
_LONGEST = 400  # letters looked at
KEYED = 0.62  # what a matching key row is worth by itself
GENERAL = 0.12  # how much less for a situation that others may be a case of
PER_PART = 0.08  # and each further part of the row


def letters(text: str) -> str:
    """`text` without spaces and marks."""
    return _NOT_LETTERS.sub("", text.lower())


def _pieces(compact: str) -> Counter[str]:
    marked = f"^{compact}$"
    return Counter(marked[at : at + size] for size in (2, 3) for at in range(len(marked) - size + 1))


class LexicalMatcher:
    """Scores every situation for a line: 0 for nothing in common, about 1 for one of its own examples."""

    def __init__(self, texts: ComfortTexts) -> None:
        self._situations = texts.situations
        owners: defaultdict[str, set[int]] = defaultdict(set)
        examples = [
            (number, _pieces(letters(example)))
            for number, situation in enumerate(texts.situations)
            for example in situation.examples
        ]
        for number, pieces in examples:
            for piece in pieces:
                owners[piece].add(number)
        self._rarity = {
            piece: math.log((1 + len(texts.situations)) / len(numbers)) for piece, numbers in owners.items()
        }
        self._unknown = math.log(1 + len(texts.situations)) * 0.6  # pieces no example has count less, not nothing
        self._postings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        self._owner = [number for number, _ in examples]
        for row, (_, pieces) in enumerate(examples):
            length = math.sqrt(sum((count * self._rarity[piece]) ** 2 for piece, count in pieces.items())) or 1.0
            for piece, count in pieces.items():
                self._postings[piece].append((row, count * self._rarity[piece] / length))

    def scores(self, text: str) -> dict[str, float]:
        """Situation id to score, only those above 0."""
        compact = letters(text)[:_LONGEST]
        if not compact:
            return {}
        near: defaultdict[int, float] = defaultdict(float)
        weights = {piece: count * self._rarity.get(piece, self._unknown) for piece, count in _pieces(compact).items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        for piece, weight in weights.items():
            for row, share in self._postings.get(piece, ()):
                near[row] += weight * share / length
        best: defaultdict[int, float] = defaultdict(float)
        for row, score in near.items():
            best[self._owner[row]] = max(best[self._owner[row]], score)
        found: dict[str, float] = {}
        for number, situation in enumerate(self._situations):
            if len(compact) > situation.longest:
                continue
            score = best.get(number, 0.0)
            keyed = _keyed(situation, compact)
            if keyed:
                score = min(1.0, keyed + 0.4 * score)
            if score > 0:
                found[situation.id] = score
        return found


def _keyed(situation: Situation, compact: str) -> float:
    """The worth of the best row of keys whose every part is in the line; 0 when none is."""
    worth = 0.0
    for row in situation.keys:
        found = stems_of(row, compact)
        if found is not None:
            longest = sum(map(len, found))
            worth = max(worth, KEYED + PER_PART * (len(found) - 1) + 0.01 * min(longest, 10))
    return worth - GENERAL if worth and situation.general else worth


def stems_of(row: Sequence[Sequence[str]], compact: str) -> list[str] | None:
    """The longest stem of each part of a row of keys that is in `compact`; None where a part has none there, or one
    that must be absent is there."""
    found = []
    for part in row:
        there = [stem for stem in part if stem.lstrip("!") in compact]
        if part[0].startswith("!"):
            if there:
                return None
        elif not there:
            return None
        else:
            found.append(max(there, key=len))
    return found
