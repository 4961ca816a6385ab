"""A recogniser's raw words put together again: 음 치료 를 놓쳤 는데 → 치료를 놓쳤는데."""

import re
from itertools import pairwise

from app.models.companion.hangul import FINALS, FIRST, LAST, final, is_syllable
from app.models.companion.plain import WITH_SS

WITH_N = "".join(map(chr, range(FIRST + FINALS.index("ㄴ"), LAST + 1, len(FINALS))))
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
_ENDINGS = re.compile(  # after what has no other way to go on: 놓쳤 는데, 없 고, 같 아
    r"[어아]요?|네요?|더라|더라고요?|거든요?|습니다|는데요?|은데|지요?|지만|다|고|던|으?면|으?니까|대요?|는지|다네|"
    r"다고|다는|"
    r"다는데|던데|길래|더니|게|잖아요?|을까|[을는은]"
)
_ALWAYS = re.compile(  # endings that are no words, and that nothing before them would be without
    r"고요?|면서|니까|는데요?|는데도|다가|려고|던|든지|거나|인데요?|이라|이?에요|예요|라고|라는|이?라서|이라고|거든요|잖아요?|요|"
    r"니다|데요|(?<![노원그미모빨아오])래|래요|"
    r"이고|이지만|이었는데|이지|인[거게가지줄]|라니까?"
)
# With these no word begins.
_NEVER_OPENS = re.compile(
    r"[렸렀셨혔겼였었았렵렷]|습니다|더라고|더라|시더[니라]|시는데|시던|시네|신다|실때|시면서|시니까|시길래|"
    r"이었[고다어는]|였[고다어는]"
)
_HELPS = re.compile(r"[줬줘주준봤봐보버놓놨두뒀드]")
_GOES_ON_AFTER_END = re.compile(r"싶|[하한해했]|말|뭐|그러")  # 마지막이지 싶어서
_GOES_ON = "없않많싫좋같괜찮싶앉받먹높깊귀"
_TWO_VERBS = re.compile(  # 들어 온다: written as one
    r"(?<![가-힣])(들어|올라|내려|돌아|걸어|따라|빠져|넘어|데려|가져|이어|쫓아|뛰어|찾아) (?=오[는고지려]|올(?!해)|"
    r"[온왔와가간갈갔]|받)"
)
_FILLERS = frozenset(
    ("음", "어", "막", "뭐", "그", "아", "아니", "에", "저기", "하하", "허허", "아이고", "에휴", "어휴")
)
_ENDED = re.compile(
    rf"(?:[{WITH_SS}없](?:어|어요|거든|거든요|더라|더라고|더라고요|지|지요|네|네요|대|대요|습니다|다)|"
    r"거야|거예요|[가-힣]더라|몰라|잖아요?|(?<![중필수동가민고])(?<=[가-힣])요|[가-힣]이지|[가-힣]이야|죠|(?<![노원그미모빨아오])래|래요|"
    r"더라고?요?|"
    r"[된한간온난는]대|같아|싫어|좋아|아파)$"
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
    said = text[:_LONGEST].split()
    for at, word in enumerate(said):
        words = sentences[-1]
        following = said[at + 1] if at + 1 < len(said) else ""
        before = words[-1][-1] if words else ""
        if before and is_syllable(before) and (_is_particle(words[-1], word) or _is_ending(before, word, following)):
            words[-1] += word
            continue
        if words and _ENDED.search(words[-1]) and not _GOES_ON_AFTER_END.match(word):
            sentences.append([])
        if word not in _FILLERS or (word == "뭐" and following in _AFTER_ANY):
            sentences[-1].append(word)
    return [(_TWO_VERBS.sub(r"\1", " ".join(words)), "") for words in sentences if words]


def _is_particle(word: str, particle: str) -> bool:
    before = word[-1]
    if particle in _AFTER_ANY:
        return (particle != "가" or not final(before)) and not (particle == "하고" and before in "고다라자며")
    if particle == "로":
        return final(before) in ("", "ㄹ")
    return particle in (_AFTER_CLOSED if final(before) else _AFTER_OPEN)


def _is_ending(before: str, word: str, following: str) -> bool:
    if word == "어" and final(before) == "ㄹ" and _HELPS.match(following):
        return True  # 흔들 어 줬네
    if (before == "다" and word in ("는데", "는데도", "는", "며")) or (before == "면" and word == "서"):
        return True
    if _ALWAYS.fullmatch(word) or _NEVER_OPENS.match(word):
        return True
    return _ENDINGS.fullmatch(word) is not None and (final(before) == "ㅆ" or before in _GOES_ON)
