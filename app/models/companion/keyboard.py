"""Words typed with the Korean keyboard off: `dkssud` was meant to be 안녕.

The two-set (두벌식) layout of KS X 5002. English words, names, addresses and abbreviations are left alone: a word is
offered as Hangul only when all of it makes complete, usual syllables (the 2,350 of KS X 1001) and its Latin letters are
no ordinary word (`resources/companion/latin_words.txt`: only those ordinary words that would pass the first test).

The word list was gathered from English documentation by counting words, and holds nothing else.
"""

import re
from functools import lru_cache

from app.config import resources
from app.models.companion.hangul import compose, is_syllable, strokes

KEYS = dict(
    zip(
        "qwertyuiopasdfghjklzxcvbnmQWERTOP",
        "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ",
        strict=True,
    )
)
_LATIN = {jamo: key for key, jamo in KEYS.items()}
_WORD = re.compile(r"[A-Za-z]+")
_SHIFTED = frozenset("QWERTOP")  # capitals that mean another jamo; any other capital betrays a name
# Addresses and file names.
_ADDRESS = re.compile(r"https?:|www\.|@|[A-Za-z0-9]\.[A-Za-z]{2,}|[/\\_]|\d[A-Za-z]|[A-Za-z]\d")
_YES = re.compile(
    r"(?:(?:응|어|엉|웅|네|넵|넹|예|옙|그래|그럼|당연|ㅇㅇ|ㅇㅋ|ㄴㅔ|오케이)+|"
    r"(?:응|어|네|예)?(?:그거)?(?:맞아|맞어|맞음|맞다|맞네|맞습니다|맞고말고|마자|그거야|그거예요|그렇게적어줘|그렇게|그렇습니다|그랬어)(?:요)?(?:그거)?)"
    r"(?:고마워요?|토끼야)?"
)
_NOT_SAID = re.compile(r"[^가-힣ㄱ-ㅎㅏ-ㅣa-z]+|[ㅋㅎㅠㅜ]{1,}(?![ㅏ-ㅣ])")
_LONGEST = 2_000  # a longer text is no slip of the keyboard, and the look-up must stay cheap
_SHORTEST_WORD = 4  # letters: rk, dk, go … are too often something else when they stand alone


def to_hangul(latin: str) -> str:
    """What these keys type with the Korean keyboard on; other characters are passed through."""
    return compose(KEYS.get(key) or KEYS.get(key.lower()) or key for key in latin)


def to_latin(hangul: str) -> str:
    """The keys that type `hangul` (syllables and jamo); other characters are passed through."""
    return "".join(_LATIN.get(jamo, jamo) for jamo in strokes(hangul))


@lru_cache(maxsize=1)
def _ordinary_words() -> frozenset[str]:
    try:
        return frozenset((resources() / "companion" / "latin_words.txt").read_text(encoding="utf-8").split())
    except OSError:
        return frozenset()


def _usual(text: str) -> bool:
    """Whether `text` is complete syllables only, all among the 2,350 that Korean text uses."""
    if not text or not all(is_syllable(character) for character in text):
        return False
    try:
        text.encode("euc_kr")
    except UnicodeEncodeError:
        return False
    return True


def _meant(word: str) -> str | None:
    """The Hangul that the Latin `word` was meant to be, or None when it is to be left alone."""
    if word.lower() in _ordinary_words() or any(letter.isupper() and letter not in _SHIFTED for letter in word):
        return None
    if word.isupper():
        return None
    hangul = to_hangul(word)
    return hangul if _usual(hangul) else None


def rescue(text: str) -> str | None:
    """`text` as Hangul when it was typed with the Korean keyboard off, else None.

    Every Latin word in it must pass; the whole must be Latin but for punctuation, digits and lone jamo (ㅋㅋ, ㅠㅠ).
    """
    if len(text) > _LONGEST or _ADDRESS.search(text) or any(is_syllable(character) for character in text):
        return None
    words = _WORD.findall(text)
    if sum(map(len, words)) < _SHORTEST_WORD:
        return None
    meant: dict[str, str] = {}
    for word in words:
        hangul = _meant(word)
        if hangul is None:
            return None
        meant[word] = hangul
    return _WORD.sub(lambda found: meant[found.group()], text)


def agreed(text: str, before: str) -> str | None:
    """What the line `before` was meant to be, where `text` says yes to the offer that was made of it; else None.

    The yes may come with the keyboard still off: dmd is 응.
    """
    said = _NOT_SAID.sub("", text.strip().lower())
    if _YES.fullmatch(said) or _YES.fullmatch(to_hangul(said)):
        return rescue(before.strip())
    return None
