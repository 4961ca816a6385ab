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
_OPENS = re.compile(
    r"^아니,? (?![가-힣]? )|(?:^|(?<=[.!?~] ))(?:아울러|또한|이에(?! 대)|따라서|더구나|게다가|심지어),? "
)
_COMPANY = re.compile(r"(?<![가-힣])귀사(?=(?:의|는|가|를|에|와|에서|측)? )")
_SHAMELESS = re.compile(r"(?<![가-힣])뻔뻔(?:스럽|하)?(?=[게다네고지더]|기|지만)")
_SHAMELESSLY = {"뻔뻔함": "염치없음", "뻔뻔한": "염치없는", "뻔뻔해": "염치없어"}
_BLOOD = re.compile(r"피가 거꾸로 (?=솟)|피가 (?:바짝바짝 |바짝 )?(?=마[르른]|말[라랐])")
_ABSURD = re.compile(
    r"(?<=[는은한된던]) ?게 말 ?이 ?(?:돼|되)[가-힣]*(?![가-힣?])"
)  # 안 봐 주는 게 말이 돼: as it stands it would say that it is right
_OUTBURST = re.compile(  # 연락도 없이 옴 열받아: what was done is told back
    r"(?<=[가-힣])(?<=[냐라고네래대다지야해어아줘져써함음임됨옴감남봄])(?<!라고)(?<!다고)(?<!하고)(?<!있고)(?<! 다) "
    r"(?:(?:진짜|정말|완전|너무|아주|개|아|하) ?)?(?:열 ?받|짜증|어이 ?없|어이가 없|염치없|기가 ?막|기막|"
    r"미치겠|환장|화나|화가 나|"
    r"속 터|극혐)[가-힣]{0,4}(?: ?[나난])?[가-힣]{0,3}(?<!게)(?: 참)?(?=[.!?…~ㄱ-ㅎㅏ-ㅣ]|$)"
)
_OF_SOME = {"가": "이", "는": "은", "를": "을", "도": "도", "한테": "한테", "랑": "이랑"}


def softened(text: str) -> str:
    """`text` with a person in the place of every 놈, 인간, 양반, 작자, 그 애 in that of 걔, 자기 in that of 지, and
    milder words in that of 뻔뻔하다 and 피가 거꾸로 솟다; without what only opens it (아울러) or is cried out at its
    end (열받아)."""
    text = _COMPANY.sub("회사", _OPENS.sub("", text))
    for rough, soft in _SHAMELESSLY.items():
        text = text.replace(rough, soft)
    text = _BLOOD.sub(_of_blood, _SHAMELESS.sub("염치없", text))
    text = _ABSURD.sub(" 거야", _OUTBURST.sub("", text))
    text = _SON.sub(lambda found: attach(found[1], _PAIRS[found[2]]) if found[2] else found[1], text)
    text = _THEMSELVES.sub(_themselves, text)
    return _CHILD.sub(_child, _PERSON.sub("사람", text))


def _of_blood(found: re.Match[str]) -> str:
    return "열이 치" if "거꾸로" in found.group() else "입이 바짝 "


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
