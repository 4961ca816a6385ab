"""Text to sentences, by rules first and Kiwi only where rules have nothing to hold on to.

Typed Korean carries its punctuation, and rules cost nothing. What a recogniser prints has none: stretches over 60
characters without an end mark go to Kiwi, whose loading costs 1.3 s (which is why the rules come first). Every
character that is not white space lies in exactly one sentence; nothing is dropped, however odd or long.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from app.korean import sentence_starts

LONG_STRETCH = 60  # characters without an end mark from which Kiwi is asked
_KIWI_PIECE = 500  # characters given to Kiwi at once: its time and memory stay bounded for any input

_LINE_BREAK = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_JAMO_OR_FACE = r"[ㄱ-ㅣ^~;\u2600-\u27bf\ufe0f\u200d\U0001f000-\U0001faff]"
_END = re.compile(rf"(?P<mark>[.!?。！？…‥]+)(?P<close>[\"'”’»」』)\]]*){_JAMO_OR_FACE}*")
_ENDS_WITH_MARK = re.compile(rf"[.!?。！？…‥][\"'”’»」』)\]]*{_JAMO_OR_FACE}*$")
# "괜찮아?" 하고, '싫다.'라며: the sentence goes on after the quotation
_QUOTATIVE = re.compile(
    r"\s*(?:이?라고|이?라는|이?라며|이?라면서|이?라던|이?란|하고|하며|하면서|하는|하던|하길래|냐고|래)(?![가-힣]*\s*$)"
)
# marks inside these end nothing; bounded, so that a lone quotation mark costs little
_PROTECTED = re.compile(
    r"“[^”]{0,120}”|‘[^’]{0,120}’|\"[^\"]{0,120}\"|「[^」]{0,120}」|『[^』]{0,120}』|\([^()]{0,120}\)"
)
_SENTENCE_FINAL = frozenset("다요까죠음네지어야함임됨군걸게래자")
_ODD = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LONG_MARKS = re.compile(r"([\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]{30})[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]+")
_REPLACEMENT = "\ufffd"
_SYLLABLE = re.compile("[\u1100-\u11ff가-힣]")
_JAMO = re.compile("[ㄱ-ㆎ]")  # ㅋㅋ and ㅠㅠ stand beside any language


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence: characters `start` to `end` (exclusive) of the cleaned text; `line` (from 0) is where it begins."""

    start: int
    end: int
    line: int


def clean(text: str) -> str:
    """NFC text that every later step can take: lone surrogates become U+FFFD, control characters spaces.

    Towers of more than 30 combining marks (no language has them) are cut to 30, since composing them takes quadratic
    time.
    """
    text = _LONE_SURROGATE.sub(_REPLACEMENT, text)
    text = _LONG_MARKS.sub(r"\1", text)
    return _ODD.sub(" ", unicodedata.normalize("NFC", text))


def is_readable(text: str) -> bool:
    """Whether there is anything that can carry a feeling: a letter, an ideograph or an emoji."""
    return any(
        character.isalpha() or (character != _REPLACEMENT and unicodedata.category(character) == "So")
        for character in text
    )


def is_in_another_language(text: str) -> bool:
    """Whether `text` has letters, and none of them is Korean but ㅋㅋ, ㅠㅠ and the like."""
    return _SYLLABLE.search(text) is None and any(character.isalpha() for character in _JAMO.sub("", text))


def sentences(text: str) -> list[Span]:
    """The sentences of cleaned `text` in order, without the white space around them. Empty for white space alone."""
    spans: list[Span] = []
    for line in _lines(text):
        for piece in _by_marks(text, line):
            spans += _by_kiwi(text, piece) if _needs_kiwi(text, piece) else [piece]
    return _joined(text, spans)


def windows(count: int, size: int, overlap: int) -> list[tuple[int, int]]:
    """Ranges of at most `size` that cover 0 … `count`, neighbours sharing at least `overlap`, all of nearly equal
    length.

    Raises ValueError unless 0 <= overlap < size.
    """
    if not 0 <= overlap < size:
        raise ValueError("the overlap must be smaller than the window")
    if count <= size:
        return [(0, count)]
    number = -(-(count - overlap) // (size - overlap))
    starts = [index * (count - size) // (number - 1) for index in range(number)]
    return [(start, start + size) for start in starts]


def _stripped(text: str, start: int, end: int, line: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end, line) if start < end else None


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for number, found in enumerate([*_LINE_BREAK.finditer(text), None]):
        line = _stripped(text, start, found.start() if found else len(text), number)
        if line:
            yield line
        start = found.end() if found else start


def _by_marks(text: str, line: Span) -> Iterator[Span]:
    closed = [found.span() for found in _PROTECTED.finditer(text, line.start, line.end)]
    starts = [span[0] for span in closed]
    start = line.start
    for found in _END.finditer(text, line.start, line.end):
        index = bisect_right(starts, found.start()) - 1
        # a mark within a quotation ends nothing, unless the quotation ends with it
        if index >= 0 and found.end("mark") < closed[index][1] and found.end() < closed[index][1]:
            continue
        if not _is_end(text, found, start, line.end):
            continue
        piece = _stripped(text, start, found.end(), line.line)
        if piece:
            yield piece
        start = found.end()
    piece = _stripped(text, start, line.end, line.line)
    if piece:
        yield piece


def _is_end(text: str, found: re.Match[str], start: int, end: int) -> bool:
    after = found.end()
    if after >= end:
        return True
    mark, before = found["mark"], text[found.start() - 1] if found.start() > start else ""
    if _QUOTATIVE.match(text, after, end):
        return False
    if ("…" in mark or "‥" in mark or (mark.startswith("..") and set(mark) == {"."})) and after - start <= LONG_STRETCH:
        return False  # 글쎄… 모르겠다: one breath, unless it is long enough to stand alone
    if mark == "." and before.isdigit():
        # 1. 우유, 2024. 3. 5., 3.5: a number's dot; but 오후 3시 15. is rare enough to lose
        return False
    if text[after].isspace():
        return True
    if not ("가" <= before <= "힣" and "가" <= text[after] <= "힣"):
        return False
    return set(mark) != {"."} or before in _SENTENCE_FINAL  # 갔다.그리고, but not 네이버.컴


def _needs_kiwi(text: str, piece: Span) -> bool:
    return piece.end - piece.start > LONG_STRETCH and not _ENDS_WITH_MARK.search(text, piece.start, piece.end)


def _by_kiwi(text: str, piece: Span) -> list[Span]:
    found: list[Span] = []
    start = piece.start
    while start < piece.end:
        end = min(start + _KIWI_PIECE, piece.end)
        if end < piece.end:
            space = max((i for i in range(end, start + _KIWI_PIECE // 2, -1) if text[i].isspace()), default=end)
            end = space
        part = text[start:end]
        # nobody speaks 500 characters without a space, and Kiwi takes longest over them
        wordless = len(part) == _KIWI_PIECE and not any(character.isspace() for character in part)
        edges = [] if wordless else [start + edge for edge in sentence_starts(part)[1:]]
        # from edge to edge, so that characters which Kiwi leaves out of its sentences stay in ours
        for first, last in zip([start, *edges], [*edges, end], strict=True):
            span = _stripped(text, first, last, piece.line)
            if span:
                found.append(span)
        start = end
    return found


def _joined(text: str, spans: list[Span]) -> list[Span]:
    """Pieces without a word (ㅠㅠ, 😭, …) go to the sentence before, a list's numbers to the one after."""
    joined: list[Span] = []
    waiting: Span | None = None  # a piece that waits for its sentence
    for span in spans:
        piece = text[span.start : span.end]
        if _has_word(piece):
            first = waiting or span
            joined.append(Span(first.start, span.end, first.line))
            waiting = None
        elif joined and waiting is None and not piece[0].isdigit():
            joined[-1] = Span(joined[-1].start, span.end, joined[-1].line)
        else:
            waiting = waiting or span
    if waiting is not None:
        first = joined.pop() if joined else waiting
        joined.append(Span(first.start, spans[-1].end, first.line))
    return joined


def _has_word(piece: str) -> bool:
    return any(character.isalpha() and not "\u3131" <= character <= "\u318e" for character in piece)
