"""The piece of a text that shows where something was found in it."""

import re
from collections.abc import Sequence

Span = tuple[int, int]

_LEAD = 30  # code points before the first hit: it stays in the two lines of a row at any width
_LENGTH = 180  # code points: more than two lines at the widest
_SENTENCE_END = re.compile(r"[.!?…。]+[\"'”’)]*\s+")


def excerpt(text: str, spans: Sequence[Span]) -> tuple[str, tuple[Span, ...]]:
    """`text` in one line from a little before the first hit on, and the hits in it, all in code points."""
    line = "".join(" " if each.isspace() or each < " " else each for each in text)
    first = spans[0][0] if spans else 0
    start = _start(line, first)
    end = min(len(line), max(start + _LENGTH, spans[0][1] if spans else 0))
    before, after = ("…" if _is_inside(line, start) else ""), ("…" if end < len(line) else "")
    shift = len(before) - start
    kept = tuple((a + shift, min(b, end) + shift) for a, b in spans if start <= a < end)
    return before + line[start:end] + after, kept


def _start(line: str, first: int) -> int:
    starts = [len(line) - len(line.lstrip()), *(found.end() for found in _SENTENCE_END.finditer(line, 0, first))]
    near = [start for start in starts if first - _LEAD <= start <= first]
    if near and near[0] < first:  # from the beginning of a sentence, of the farthest one that leaves the hit in sight
        return near[0]
    if starts[0] >= first:
        return first
    space = line.find(" ", first - _LEAD, first)
    return space + 1 if space >= 0 else first - _LEAD


def _is_inside(line: str, start: int) -> bool:
    """Whether something of the same sentence comes before."""
    before = line[:start].rstrip()
    return bool(before) and not _SENTENCE_END.search(before[-4:] + " ")


def utf16(text: str, position: int) -> int:
    """Where code point `position` of `text` is in UTF-16, which Qt counts in."""
    return position + sum(each > "\uffff" for each in text[:position])
