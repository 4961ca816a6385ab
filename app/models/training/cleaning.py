"""The seeds' cleaning rules for dialogues, each by its name.

A rule is a function of one utterance and of dice; what it leaves empty is dropped by the reader. `SEED_A` and `SEED_C`
are the seeds' own choices, in the order in which they must run (marks before brackets, brackets before spaces).
"""

import random
import re
from collections.abc import Callable, Mapping, Sequence

from app.models.companion.names import GIVEN_NAMES

Rule = Callable[[str, random.Random], str]

_URL = re.compile(r"(?:https?://|www\.)\S+|#@URL#", re.IGNORECASE)
_NAME = re.compile(r"#@이름#")
_EMOTICON = re.compile(r"#@이모티콘#|\(이모티콘\)|(?m:^이모티콘$)")
_SYSTEM_MARK = re.compile(r"#@시스템#[^#\n]{0,40}#?")
_OTHER_MARK = re.compile(r"#@[^#\s]{1,12}#")
_SYSTEM_LINE = re.compile(
    r"사진(?: \d+장)?|동영상|음성메시지|파일: .*|샵검색: .*|지도: .*|연락처: .*|"
    r"(?:보이스톡|페이스톡|라이브톡)(?: 해요| 부재중| 취소| \d+:\d+)?.*|"
    r"삭제된 메시지입니다\.?|메시지가 삭제되었습니다\.?|카카오톡 프로필.*|송금.*원.*|"
    r".{1,30}님이 .{0,80}(?:초대했습니다|들어왔습니다|나갔습니다|내보냈습니다)\.?|"
    r"채팅방 관리자가 메시지를 가렸습니다\.?"
)
_BRACKETS = re.compile(r"\([^()]{0,200}\)|\[[^\[\]]{0,200}\]|\{[^{}]{0,200}\}|<[^<>]{0,200}>")
_LAUGHED = re.compile(r"키{2,}")
_REPEATED = re.compile(r"([ㄱ-ㅎㅏ-ㅣ.,])\1{2,}")
_PUNCTUATION = re.compile(r"[?.!,]")


def urls(text: str, _dice: random.Random) -> str:
    """Addresses are left out."""
    return _URL.sub(" ", text)


def system_lines(text: str, _dice: random.Random) -> str:
    """What the messenger wrote itself (photos, calls, comings and goings) is left out."""
    text = _SYSTEM_MARK.sub(" ", text)
    return "" if _SYSTEM_LINE.fullmatch(text.strip()) else text


def names(text: str, dice: random.Random) -> str:
    """Each `#@이름#` becomes a given name, a different one each time the dice say so."""
    return _NAME.sub(lambda _: dice.choice(GIVEN_NAMES), text)


def emoticons(text: str, _dice: random.Random) -> str:
    """`#@이모티콘#` and the messenger's word for a sticker are left out."""
    return _EMOTICON.sub(" ", text)


def marks(text: str, _dice: random.Random) -> str:
    """Other masks of AI Hub (`#@전번#`, `#@주소#` …) are left out."""
    return _OTHER_MARK.sub(" ", text)


def brackets(text: str, _dice: random.Random) -> str:
    """Brackets are dropped with what is in them, nested ones from the inside."""
    for _ in range(3):
        text, count = _BRACKETS.subn(" ", text)
        if not count:
            break
    return text


def laughter(text: str, _dice: random.Random) -> str:
    """키키, however long, becomes ㅋㅋ."""
    return _LAUGHED.sub("ㅋㅋ", text)


def repeated(text: str, _dice: random.Random) -> str:
    """A jamo, full stop or comma three times or more becomes two: ㅋㅋㅋㅋ → ㅋㅋ, ..... → .. (two stay two)."""
    return _REPEATED.sub(r"\1\1", text)


def punctuation(text: str, _dice: random.Random) -> str:
    """Each of ? . ! , becomes a space (seed A trains and asks without them)."""
    return _PUNCTUATION.sub(" ", text)


RULES: Mapping[str, Rule] = {
    "urls": urls,
    "system-lines": system_lines,
    "names": names,
    "emoticons": emoticons,
    "marks": marks,
    "brackets": brackets,
    "laughter": laughter,
    "repeated": repeated,
    "punctuation": punctuation,
}
SEED_A = ("punctuation",)
SEED_C = ("urls", "system-lines", "names", "emoticons", "marks", "brackets", "laughter", "repeated")


def cleaned(text: str, rules: Sequence[str], dice: random.Random) -> str:
    """`text` after `rules`, by name and in order, on one line with single spaces. Raises KeyError (no such rule)."""
    for rule in rules:
        text = RULES[rule](text, dice)
    return " ".join(text.split())
