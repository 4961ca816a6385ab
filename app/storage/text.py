"""What SQLite can store of a text, and the folded form in which it is searched."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache


def storable(text: str) -> str:
    """`text` with each lone surrogate replaced by U+FFFD (UTF-8 has none); NUL and all else stay."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def folded(text: str) -> str:
    """`text` composed (NFC) and without case, so that a search for NFD or capitals finds it."""
    return "".join(map(_fold, _clusters(text)))


def spans(text: str, query: str) -> tuple[tuple[int, int], ...]:
    """Where `query` occurs in `text`, whatever the case or composition: (start, end) in code points of `text`.

    Occurrences do not overlap. A match inside what was one character (`f` in `ﬁ`) marks the whole character.
    """
    wanted = folded(query)
    if not wanted:
        return ()
    pieces: list[str] = []
    origin: list[tuple[int, int]] = []  # for each folded character, the code points of `text` it came from
    start = 0
    for cluster in _clusters(text):
        piece = _fold(cluster)
        pieces.append(piece)
        origin.extend([(start, start + len(cluster))] * len(piece))
        start += len(cluster)
    haystack = "".join(pieces)
    found: list[tuple[int, int]] = []
    at = haystack.find(wanted)
    while at >= 0:
        start, end = origin[at][0], origin[at + len(wanted) - 1][1]
        if not found or start >= found[-1][1]:
            found.append((start, end))
        at = haystack.find(wanted, at + len(wanted))
    return tuple(found)


@lru_cache(maxsize=8192)
def _fold(cluster: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", cluster).casefold())


def _clusters(text: str) -> Iterator[str]:
    """Pieces of `text` that compose to the same whether normalised alone or together."""
    if unicodedata.is_normalized("NFC", text):
        yield from text
        return
    start = 0
    for end in range(1, len(text)):
        if not _compose(text[start:end], text[end]):
            yield text[start:end]
            start = end
    yield text[start:]


@lru_cache(maxsize=8192)
def _compose(before: str, character: str) -> bool:
    together = unicodedata.normalize("NFC", before + character)
    return together != unicodedata.normalize("NFC", before) + unicodedata.normalize("NFC", character)
