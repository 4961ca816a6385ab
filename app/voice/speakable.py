"""What of a reply can be said aloud."""

import re
import unicodedata

_LINK = re.compile(r"https?://\S+|www\.\S+")
_MARKED_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_MARKUP = re.compile(r"[*_`~#>|]+")
_FACES = re.compile(r"[ㅋㅎㅠㅜ]{2,}|[\^;:]+[_\-.]?[\^;:)(DP]+")
_SPACES = re.compile(r"\s+")
# Symbols that are read as a word; espeak spells out the rest or is silent.
_SAID_SYMBOLS = frozenset("%+=&@$€₩℃°")


def speakable(text: str) -> str:
    """`text` without emoji, markup, links, faces and control characters; may be empty."""
    text = unicodedata.normalize("NFC", text)
    for pattern, instead in ((_MARKED_LINK, r"\1"), (_LINK, " "), (_TAG, " "), (_FACES, " "), (_MARKUP, " ")):
        text = pattern.sub(instead, text)
    return _SPACES.sub(" ", "".join(character if _is_said(character) else " " for character in text)).strip()


def _is_said(character: str) -> bool:
    if character in _SAID_SYMBOLS:
        return True
    # C: control, format (joiners of emoji), surrogates, unassigned. S: symbols, with them nearly all emoji.
    # M: variation selectors and keycaps; Hangul's own marks were composed by NFC.
    return unicodedata.category(character)[0] in "LNPZ"
