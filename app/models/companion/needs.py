"""What a line must tell of before a ready-made reply fits it, as cues: pieces of words, any of which shows a thing.

A reply about wet socks needs 양말 and 젖, or 비 or 물, however near the line lies to it in meaning: an embedding knows
what a text is about at large, and puts the farewell at a station beside the arrival. Most replies need one thing, some
two, some none: those speak of the feeling alone. `corpus/comfort/kindred/needs.tsv` has them, by reply; things that
several replies need are packed once.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

FILE = "needs.tsv"
NEEDS = (
    "needs_nothing",  # the reply speaks of the feeling alone
    "has_all",  # all that it needs is in the line
    "has_some",  # some of it
    "needs",  # things that it needs / 2, if all are there
    "hits",  # cues of all its things in the line / 3, at most three of each
)
_THINGS, _CUES, _NOTHING = ";", ",", "-"
_MOST_HITS = 3
_PARTICLES = frozenset("이가은는을를도에의로와과만")
_NOT_COMPARED = re.compile(r"[^가-힣ㄱ-ㅎㅏ-ㅣa-z0-9]+")

Needs = tuple[tuple[str, ...], ...]  # things, each with its cues


class NeedsBroken(ValueError):
    """A line of the file is none."""


def compared(text: str) -> str:
    """`text` as cues are looked for in it: without spaces and marks, but with ㅠㅠ and ㅋㅋ."""
    return _NOT_COMPARED.sub("", text.lower())


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """The letters of a line (see `compared`), where its words begin among them, and how many cues of a thing were found
    in it."""

    compact: str
    starts: frozenset[int]
    _hits: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> "Line":
        """`text` as cues are looked for in it."""
        words = [letters for word in text.split() if (letters := compared(word))]
        ends = accumulate(map(len, words), initial=0)
        # a particle set apart, as recognisers write, begins no word
        starts = frozenset(start for start, word in zip(ends, words, strict=False) if word not in _PARTICLES)
        return cls("".join(words), starts)

    def hits(self, thing: str) -> int:
        """How many cues of `thing` (joined by commas) are in the line."""
        found = self._hits.get(thing)
        if found is None:
            found = self._hits[thing] = sum(map(self._has, thing.split(_CUES)))
        return found

    def _has(self, cue: str) -> bool:
        """Whether `cue` is there, not torn out of two words: 마음[이 자]꾸 tells of no interest (이자)."""
        at = self.compact.find(cue)
        while at >= 0:
            if at in self.starts or self.starts.isdisjoint(range(at + 1, at + len(cue))):
                return True
            at = self.compact.find(cue, at + 1)
        return False


def met(things: Sequence[str], line: Line) -> tuple[float, ...]:
    """The numbers of `NEEDS` for a reply that needs `things` (each its cues joined by commas)."""
    if not things:
        return (1.0, 0.0, 0.0, 0.0, 0.0)
    hits = [line.hits(thing) for thing in things]
    there = sum(hit > 0 for hit in hits)
    has_all = there == len(hits)
    return (
        0.0,
        float(has_all),
        float(0 < there < len(hits)),
        len(hits) / 2 if has_all else 0.0,
        sum(min(_MOST_HITS, hit) for hit in hits) / _MOST_HITS,
    )


def read_needs(file: Path) -> dict[str, Needs]:
    """What each reply needs. Raises NeedsBroken, OSError."""
    found: dict[str, Needs] = {}
    for number, row in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        reply, tab, cues = row.partition("\t")
        try:
            things = () if cues == _NOTHING else read_things(cues)
        except NeedsBroken as error:
            raise NeedsBroken(f"{file.name}:{number}: {row!r}") from error
        if not tab or reply in found or (cues != _NOTHING and not things):
            raise NeedsBroken(f"{file.name}:{number}: {row!r}")
        found[reply] = things
    return found


def read_things(cues: str) -> Needs:
    """The things that `cues` writes, none where it is empty.

    Raises NeedsBroken: a cue is empty, or not as `compared`.
    """
    things = tuple(tuple(thing.split(_CUES)) for thing in cues.split(_THINGS)) if cues else ()
    if any(not cue or cue != compared(cue) for thing in things for cue in thing):
        raise NeedsBroken(repr(cues))
    return things


def written(needs: Mapping[str, Needs]) -> str:
    """The content of the file."""
    rows = ((reply, _THINGS.join(_CUES.join(thing) for thing in things) or _NOTHING) for reply, things in needs.items())
    return "".join(f"{reply}\t{cues}\n" for reply, cues in rows)


def packed_things(needs: Iterable[Needs]) -> tuple[list[str], list[list[int]]]:
    """Every thing once, its cues joined by commas, and the numbers of those that each reply needs."""
    numbers: dict[str, int] = {}
    of_each = [[numbers.setdefault(_CUES.join(thing), len(numbers)) for thing in things] for things in needs]
    return list(numbers), of_each
