"""Vosk's tokens as they are spoken: `[2] (십) [쩜] [오] %` is 이십쩜오퍼센트, `[12] 개` is 열두 개.

The model writes a number as a digit whichever of its Korean readings it heard. The word after it tells which: a unit
of the Chinese numerals (월, 일, 년 …) or another number keeps 이, otherwise it is 두. Rescoring needs real words, and a
diary what was said.
"""

import re

_BRACKETS = re.compile(r"[\[({](.+)[\])}]")
_DIGITS = "영일이삼사오육칠팔구"
_ONES = ("", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉")
_TENS = ("", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")
_PLACES = ((100_000_000, "억"), (10_000, "만"), (1_000, "천"), (100, "백"), (10, "십"))
_SYMBOLS = {"%": "퍼센트", "％": "퍼센트", "℃": "도", "-": ""}
_CHINESE_UNITS = frozenset(
    word
    for words in (
        "월 일 년 개월 주년 주 분 초 원 퍼센트 % ％ 점 쩜 도 인 층 호 학년 반 차 위 회 번지 등 박 절 항 교시 세",
        "미터 킬로 킬로미터 십 백 천 만 억 조",
    )
    for word in words.split()
)
_NUMBER = re.compile(r"[0-9]+|[영일이삼사오육칠팔구십백천만억쩜점]+")
_LONGEST = 12  # digits; nothing longer is a number that somebody said


def _inside(token: str) -> str:
    match = _BRACKETS.fullmatch(token)
    return match[1] if match else token


def chinese(number: int) -> str:
    """The Chinese numeral: 40 is 사십, 2016 이천십육."""
    if number == 0:
        return _DIGITS[0]
    said = ""
    for value, name in _PLACES:
        count, number = divmod(number, value)
        if count:
            said += ("" if count == 1 and value < 100_000_000 else chinese(count)) + name
    return said + (_DIGITS[number] if number else "")


def native(number: int) -> str:
    """The Korean numeral as it stands before what is counted, 1 to 99: 12 is 열두, 20 스무."""
    return "스무" if number == 20 else _TENS[number // 10] + _ONES[number % 10]


def spoken(token: str, before: str = "", after: str = "") -> str:
    """`token` as it is spoken between its neighbours; may be empty."""
    word = _inside(token)
    if word in _SYMBOLS:
        return _SYMBOLS[word]
    if not (word.isascii() and word.isdigit()) or len(word) > _LONGEST:
        return word
    number, before, after = int(word), _inside(before), _inside(after)
    counts_on = after in _CHINESE_UNITS or bool(_NUMBER.fullmatch(before) or _NUMBER.fullmatch(after))
    return chinese(number) if counts_on or not 0 < number < 100 else native(number)


def spoken_all(tokens: list[str]) -> list[str]:
    """Every token of a sentence, as spoken."""
    padded = ["", *tokens, ""]
    return [spoken(padded[at], padded[at - 1], padded[at + 1]) for at in range(1, len(padded) - 1)]
