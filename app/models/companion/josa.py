"""The particle (조사) that fits the word before it: 을/를, 이/가, 은/는, 와/과, (으)로 …

Decided by how the word is read aloud: its last syllable, a number's last spoken digit, an English letter's name, or the
usual Korean reading of an English word's end. Source: 표준 발음 and 외래어 표기법 (국립국어원).
"""

import re

from app.models.companion.hangul import final, is_syllable

# (after a final consonant, after a vowel)
PAIRS = {
    "을/를": ("을", "를"),
    "이/가": ("이", "가"),
    "은/는": ("은", "는"),
    "와/과": ("과", "와"),
    "으로/로": ("으로", "로"),
    "이랑/랑": ("이랑", "랑"),
    "이나/나": ("이나", "나"),
    "이라/라": ("이라", "라"),
    "이에요/예요": ("이에요", "예요"),
    "아/야": ("아", "야"),
}
_ALIASES = {
    "를/을": "을/를",
    "가/이": "이/가",
    "는/은": "은/는",
    "과/와": "와/과",
    "(으)로": "으로/로",
    "로/으로": "으로/로",
    "(이)랑": "이랑/랑",
    "(이)나": "이나/나",
    "(이)라": "이라/라",
    "야/아": "아/야",
}
_DIGITS = {"0": "ㅇ", "1": "ㄹ", "2": "", "3": "ㅁ", "4": "", "5": "", "6": "ㄱ", "7": "ㄹ", "8": "ㄹ", "9": ""}
_PLACES = "ㅂㄱㄴㄴㄴㄴㄴㄱ"  # after 1 to 8 zeros: 십 백 천 만 십만(만) 백만 천만 억
_LETTERS = {"l": "ㄹ", "m": "ㅁ", "n": "ㄴ", "r": "ㄹ"}  # 엘, 엠, 엔, 알; every other letter's name ends in a vowel
_SIGNS = {"%": "", "℃": "", "+": "", "&": "ㄴ", "=": "", "$": "", "₩": "ㄴ"}
_TRAILING = re.compile(r"[\s\"'”’」』)\]}>.,!?…~·]+$")
_WORD_ENDS = (  # the end of a lower-case English word, and the final consonant its Korean reading has
    (re.compile(r"ng$"), "ㅇ"),
    (re.compile(r"(?:[^aeiou]le|l)$"), "ㄹ"),
    (re.compile(r"me?$"), "ㅁ"),
    (re.compile(r"ne?$"), "ㄴ"),
    (re.compile(r"(?:^|[^aeiou])(?:oo|ea|[aeiou])(?:ck|k|c)$"), "ㄱ"),
    (re.compile(r"(?:^|[^aeiou])(?:[aeiou])p$"), "ㅂ"),
    (re.compile(r"(?:^|[^aeiou])(?:[aeiou])t$"), "ㅅ"),
)


def _number_final(digits: str) -> str:
    zeros = len(digits) - len(digits.rstrip("0"))
    if zeros == len(digits):
        return "ㅇ"  # 영, 공
    if zeros == 0:
        return _DIGITS[digits[-1]]
    return _PLACES[min(zeros, len(_PLACES)) - 1]


def last_sound(word: str) -> str:
    """The final consonant with which `word` ends when read aloud; an empty string for a vowel."""
    word = _TRAILING.sub("", word)
    if not word:
        return ""
    last = word[-1]
    if is_syllable(last):
        return final(last)
    if last.isascii() and last.isdigit():
        number = re.search(r"[\d,]*\d$", word)
        if re.search(r"\.\d+$", word):  # decimals are read digit by digit
            return _DIGITS[last]
        return _number_final(number.group().replace(",", "")) if number else ""
    if last.isascii() and last.isalpha():
        found = re.search(r"[A-Za-z]+$", word)
        english = found.group() if found else last
        if len(english) == 1 or english.isupper():
            return _LETTERS.get(last.lower(), "")
        return next((end for pattern, end in _WORD_ENDS if pattern.search(english.lower())), "")
    if last in _SIGNS:
        return _SIGNS[last]
    return last if "ㄱ" <= last <= "ㅎ" else ""


def particle(word: str, pair: str) -> str:
    """The member of `pair` (such as `을/를`, in either order) that fits after `word`. Raises KeyError for no pair."""
    closed, open_ = PAIRS[_ALIASES.get(pair, pair)]
    sound = last_sound(word)
    if closed == "으로" and sound == "ㄹ":
        return open_
    return closed if sound else open_


def attach(word: str, pair: str) -> str:
    """`word` with the particle that fits."""
    return word + particle(word, pair)
