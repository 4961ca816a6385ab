"""A recogniser's raw words put together again: 음 치료 를 놓쳤 는데 → 치료를 놓쳤는데."""

import re
from itertools import pairwise

from app.models.companion.hangul import final, is_syllable
from app.models.companion.plain import WITH_SS

_LONGEST = 600  # letters looked at
_MARKS = re.compile(r"[.,!?…]")
_RAW = re.compile(
    r"(?<=[가-힣]) (?:(?:을|를|은|는|에|에서|으로|한테|가|도|의|만) |(?:어|어요|네요|는데|습니다|더라|더라고요)(?: |$))"
)
_HESITATES = re.compile(r"(?:^| )음 ")  # nobody types it in the middle of a line without a mark
_AFTER_CLOSED = frozenset(("을", "이", "은", "과", "으로", "이랑", "이나", "이라", "이라고", "이야", "이에요", "이다"))
_AFTER_OPEN = frozenset(("를", "는", "와", "랑"))
_AFTER_ANY = frozenset(
    (
        "가",
        "에",
        "에서",
        "에는",
        "에서는",
        "에만",
        "도",
        "한테",
        "만",
        "까지",
        "부터",
        "마다",
        "의",
        "밖에",
        "처럼",
        "보다",
        "하고",
        "인데",
    )
)
_ENDINGS = frozenset(
    ("어", "어요", "네", "네요", "더라", "더라고", "더라고요", "거든", "거든요", "습니다", "는데", "지", "지요", "지만")
) | {"다", "고", "던", "으면", "으니까", "대", "대요", "는지"}
_FILLERS = frozenset(
    ("음", "어", "막", "뭐", "그", "아", "아니", "에", "저기", "하하", "허허", "아이고", "에휴", "어휴")
)
_ENDED = re.compile(
    rf"(?:[{WITH_SS}없](?:어|어요|거든|거든요|더라|더라고|더라고요|지|지요|네|네요|대|대요|습니다|다)|"
    r"거야|거예요|래요?|더라고?요?|[된한간온난는]대|같아|싫어|좋아|아파)$"
)


def is_raw(text: str) -> bool:
    """Whether `text` has the look of a recogniser's words, particles set apart: too often not what was said."""
    if _MARKS.search(text):
        return False  # it sets none
    words = text.split()
    apart = any(word == "이" and is_syllable(before[-1]) and final(before[-1]) for before, word in pairwise(words))
    return apart or _RAW.search(text) is not None or (len(words) > 5 and _HESITATES.search(text) is not None)


def raw_sentences(text: str) -> list[tuple[str, str]]:
    """The sentences of raw words, particles and endings put back, hesitation left out, each without a mark."""
    sentences: list[list[str]] = [[]]
    for word in text[:_LONGEST].split():
        words = sentences[-1]
        before = words[-1][-1] if words else ""
        if before and is_syllable(before) and (_is_particle(before, word) or _is_ending(before, word)):
            words[-1] += word
            continue
        if words and _ENDED.search(words[-1]):
            sentences.append([])
        if word not in _FILLERS:
            sentences[-1].append(word)
    return [(" ".join(words), "") for words in sentences if words]


def _is_particle(before: str, word: str) -> bool:
    if word in _AFTER_ANY:
        return word != "가" or not final(before)
    if word == "로":
        return final(before) in ("", "ㄹ")
    return word in (_AFTER_CLOSED if final(before) else _AFTER_OPEN)


def _is_ending(before: str, word: str) -> bool:
    if before == "다" and word in ("는데", "는데도", "고", "는", "니까", "면서"):
        return True
    return word[0] in "았었" or (word in _ENDINGS and final(before) == "ㅆ")
