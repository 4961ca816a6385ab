"""What SQLite can store of a text, and the folded form in which it is searched."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
# The Unicode Standard, 3.12: the syllables from U+AC00 stand by initial (19), vowel (21) and final (28).
_FIRST_SYLLABLE = 0xAC00
_PER_INITIAL = 21 * 28


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


def initials(text: str) -> str:
    """`text` (composed) with each Korean syllable replaced by its initial consonant: 할머니 becomes ㅎㅁㄴ."""
    return text.translate(_INITIALS_BY_CODE)


def forget() -> None:
    """Forget what was looked for: Python keeps the patterns of the last searches."""
    re.purge()


def wanted(query: str) -> re.Pattern[str] | None:
    """What `query` means in folded text; None when it is empty.

    A lone initial consonant stands for itself and for every syllable that begins with it: ㅋㅋ finds ㅋㅋ and 콩콩,
    ㅎ머니 finds 할머니. Everything else stands for itself.
    """
    form = folded(storable(query))
    return re.compile("".join(map(_meaning, form))) if form else None


def spans(text: str, query: str) -> tuple[tuple[int, int], ...]:
    """Where `text` has what `query` means (see `wanted`): (start, end) in code points of `text`.

    Occurrences do not overlap. A match inside what was one character (`f` in `ﬁ`) marks the whole character.
    """
    pattern = wanted(query)
    if pattern is None:
        return ()
    pieces: list[str] = []
    origin: list[tuple[int, int]] = []  # for each folded character, the code points of `text` it came from
    start = 0
    for cluster in _clusters(text):
        piece = _fold(cluster)
        pieces.append(piece)
        origin.extend([(start, start + len(cluster))] * len(piece))
        start += len(cluster)
    found: list[tuple[int, int]] = []
    for match in pattern.finditer("".join(pieces)):
        start, end = origin[match.start()][0], origin[match.end() - 1][1]
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return tuple(found)


def _meaning(character: str) -> str:
    place = INITIALS.find(character)
    if place < 0:
        return re.escape(character)
    first = _FIRST_SYLLABLE + place * _PER_INITIAL
    return f"[{character}{chr(first)}-{chr(first + _PER_INITIAL - 1)}]"


class _InitialsByCode(dict[int, int]):
    """For `str.translate`: filled as characters are met."""

    def __missing__(self, code: int) -> int:
        place = (code - _FIRST_SYLLABLE) // _PER_INITIAL
        self[code] = ord(INITIALS[place]) if 0 <= place < len(INITIALS) else code
        return self[code]


_INITIALS_BY_CODE = _InitialsByCode()


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
