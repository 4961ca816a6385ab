"""What there is to say about a thing that a plain line tells of: the washing, an appointment moved, a window seat.

A line without a feeling is told to be heard, and neither “…군요” alone nor what could be said to anything shows that it
was. A remark is true of any plain line with its thing in it, whoever did what with it and when; some need a second word
beside the thing (`also`). They are written in `corpus/comfort/remarks.tsv`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from app.models.companion.needs import compared

FILE = "remarks.tsv"
COLUMNS = ("thing", "also", "remark")
NUMBERS = (
    "also",  # the remark needs a second word, and it is there
    "place",  # where the thing stands, as a share of the line
    "span",  # letters of the thing, as a share of the line
    "things",  # how many things the line has / 5
    "in_told",  # the thing is in what is said back before the remark
)
_BETWEEN = ","
_LONG = 3  # letters: what is as long is written with its endings where it has any, and is hardly part of another word
# What may follow a shorter noun in its word: a particle, or what makes a verb of it. 고추 is not in 고추장.
_AFTER = (
    "(?:들|님)?(?:을|를|이|가|은|는|에|에서|에서는|에는|에도|에다|에다가|에서도|의|도|만|로|으로|와|과|랑|이랑|하고|까지|부터|마다|씩|"
    "이나|나|라도|이라도|보다|처럼|뿐|밖에|요|예요|이에요|이요|이다|였[가-힣]*|이었[가-힣]*|인[가-힣]?|이고|이라|라|"
    "[하했해한할함됐돼되된될][가-힣]*|시[켰키킬켜][가-힣]*)?"
)


@dataclass(frozen=True, slots=True)
class Remark:
    """`text` may be said to a plain line that tells of one of `things`, and has one of the pieces of words `also`,
    if there are any."""

    things: tuple[str, ...]
    also: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Noticed:
    """A remark that a line gives occasion for. `thing` is as the line has it, from `start` on, of `things` there."""

    remark: Remark
    thing: str
    start: int
    things: int

    def numbers(self, text: str, told: str = "") -> tuple[float, ...]:
        """`NUMBERS` for the line `text`, of which `told` is said back before the remark."""
        length = max(1, len(text))
        return (
            float(bool(self.remark.also)),
            self.start / length,
            len(self.thing) / length,
            self.things / 5,
            float(self.thing in told),
        )


@dataclass(frozen=True, slots=True)
class Remarks:
    """All remarks, by their thing."""

    of: Mapping[str, tuple[Remark, ...]]

    def noticed(self, text: str) -> list[Noticed]:
        """The remarks for which `text` gives occasion, in the order of their things."""
        compact = compared(text)
        maybe = (thing for thing in self.of if thing in text)
        places = {thing: place for thing in maybe if (place := _place(thing, text)) is not None}
        inside = {thing for thing in places for other in places if thing != other and thing in other}
        return [
            Noticed(remark, thing, places[thing], len(places))
            for thing in sorted(places, key=lambda one: places[one])
            if thing not in inside  # 냉장고 says less than 김치냉장고
            for remark in self.of[thing]
            if not remark.also or any(piece in compact for piece in remark.also)
        ]


def _place(thing: str, text: str) -> int | None:
    """Where `thing` stands in `text`: two letters as a word or at the end of one, a single one only as a word."""
    if len(thing) >= _LONG:
        return text.find(thing)
    found = _as_a_word(thing).search(text)
    return found.start() if found is not None else None


@cache
def _as_a_word(thing: str) -> re.Pattern[str]:
    before = "(?<![가-힣])" if len(thing) == 1 else ""
    return re.compile(f"{before}{re.escape(thing)}{_AFTER}(?![가-힣])")


def by_thing(remarks: Sequence[Remark]) -> Remarks:
    """`remarks`, to be looked up by their things."""
    of: dict[str, list[Remark]] = {}
    for remark in remarks:
        for thing in remark.things:
            of.setdefault(thing, []).append(remark)
    return Remarks({thing: tuple(found) for thing, found in of.items()})


def read_remarks(content: str) -> list[list[str]]:
    """The rows of the written file: thing, also, remark. Raises ValueError for a row that is none or is there twice."""
    header, *lines = content.removesuffix("\n").split("\n")
    if header.split("\t") != list(COLUMNS):
        raise ValueError(f"{FILE}: the columns are not {', '.join(COLUMNS)}")
    rows, known = [], set()
    for number, line in enumerate(lines, start=2):
        cells = line.split("\t")
        if len(cells) != len(COLUMNS) or not cells[0] or not cells[2] or cells[2] in known:
            raise ValueError(f"{FILE}:{number}: {line!r}")
        known.add(cells[2])
        rows.append(cells)
    return rows


def remark_of(row: Sequence[str]) -> Remark:
    """The remark of a row of the file."""
    things, also, text = row
    return Remark(_pieces(things), tuple(compared(piece) for piece in _pieces(also)), text)


def _pieces(cell: str) -> tuple[str, ...]:
    return tuple(piece.strip() for piece in cell.split(_BETWEEN) if piece.strip())
