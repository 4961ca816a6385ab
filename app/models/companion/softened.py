"""An angry or anxious line without its rough words for people: 친구라는 놈이 → 친구라는 사람이, 걔가 → 그 애가.

What is told back of it is then fit for a listener; the words themselves are never said back (`untold.py`).
"""

import re

from app.models.companion.hangul import final, is_syllable
from app.models.companion.josa import attach

_AFTER = r"(?=이|은|을|들|도|의|한테|만|랑|이랑|과|하고|[ .,!?…]|$)"
_PAIRS = {"이": "이/가", "은": "은/는", "을": "을/를"}
_SON = re.compile(
    r"(?<![가-힣])(아들|손자|남편|시동생|동생|막내|조카|사위|친구|사장|부장|팀장)놈(이|은|을)?(?![가-힣])"
)
_PERSON = re.compile(rf"(?<![가-힣])(?:놈|인간|양반|작자|녀석){_AFTER}")
_CHILD = re.compile(r"(?<![가-힣])[걔쟤얘](네)?(가|는|를|도|한테|랑|들이|들은|들)?(?![가-힣])")
_THEMSELVES = re.compile(r"(?P<before>^|[가-힣.,!?…] ?)지(?P<after>가|들끼리|들이|들은|들|네)(?= )")
_OF_SOME = {"가": "이", "는": "은", "를": "을", "도": "도", "한테": "한테", "랑": "이랑"}


def softened(text: str) -> str:
    """`text` with a person in the place of every 놈, 인간, 양반, 작자, 그 애 in that of 걔, 자기 in that of 지."""
    text = _SON.sub(lambda found: attach(found[1], _PAIRS[found[2]]) if found[2] else found[1], text)
    text = _THEMSELVES.sub(_themselves, text)
    return _CHILD.sub(_child, _PERSON.sub("사람", text))


def _themselves(found: re.Match[str]) -> str:
    before = found["before"].rstrip()
    if found["before"] and (not found["before"].endswith(" ") or (is_syllable(before) and final(before) == "ㄴ")):
        return found.group()  # 문지가, 그만둔 지가 언제
    return f"{found['before']}자기{found['after']}"


def _child(found: re.Match[str]) -> str:
    several, after = found[1] or "", found[2] or ""
    if after.startswith("들"):
        return "그 애들" + after[1:]
    return "그 애들" + _OF_SOME.get(after, after) if several else "그 애" + after
