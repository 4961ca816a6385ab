"""Sentences that end in a verb made a noun, as chats write them: 내년에 이사 감, 밥 안 먹음, 버스가 늦게 옴.

As they are told back a deed is past (이사 갔다) and what is not done is present (안 먹는다). Only endings that are
surely verbs: 사람, 마음, 게임, 사물함 end in ㅁ, too.
"""

import re

from app.models.companion.hangul import final, is_syllable, parts, syllable, with_final
from app.models.companion.josa import particle

_VERB = re.compile(
    r"(?:"
    r"[가-힣]*(?:[옴됨냄뺌뗌깸튐뀜줌킴씀]|(?<!가)끔|모름|오름|설렘|아님)|"
    r"[가-힣]*(?:나|려|아|와|어|고|들|러|녀|져|서|안|못)감|(?<= )감|"
    r"(?![가-힣]*(?:사물|우편|보관|수거|모금|투표|구급|건의|도시락|소지품|분실|총기|관물|탄약|사서|보석|보물|서류|공구|"
    r"저금|의류|재활용|쓰레기|비품|열쇠|신발|명|군|포|겸|결|공)함)[가-힣]{2,}함|(?<= )함|"
    r"[가-힣]*(?:움직|끄덕|쓰|붙|숙)임|(?:^|[가-힣 ]* )안? ?보임|[가-힣]*멈춤|[가-힣]*[주하오가보으]심|"
    r"(?<![다늘가새])[가-힣]*[어아해려]봄|[가-힣]*(?:일어|만|끝|"
    r"빛|혼|들통|생각)남|"
    r"[가-힣]*(?:부름|외움|누움|세움|태움|채움|지움|미룸|배부름)|[가-힣]*(?:잠수|버스|택시|차|물)탐|(?<= )탐|"
    r"[가-힣]*(?:소리|골프|장난|피아노|사고|도망|난리|외|부딪|마주|놓|넘|망|고함|눈치)침|"
    r"[가-힣]*(?:걸|밀|내|올|돌|틀|버|드|들|울|풀|열|팔|눌|빨|달|기다|흐|불)림|"
    r"[가-힣]*(?:맡|남|숨|넘|챙|옮|안|생|당|웃|벗|뺏|잠|쫓|찢)김|"
    r"[가-힣]*(?:어|아|터|깨|꺼|빠|켜|삐|퍼|러|려|라|겨|해|워)짐|"
    r"[가-힣]*(?:찍|막|잡|밟|뽑|먹|닫|갇|꽂|박|접|부딪|업|잊)힘|"
    r"(?<=[거걸을를안못] )봄|(?<=잠만 )잠|[가-힣]*때림|척함|"
    r"[가-힣]*(?:먹|받|남|앉|찾|잡|닫|넣|뿜|씻|입|벗|읽|뽑|찍|놓|쌓|붙|굶|참|숨|볶|묶|깎|닦|섞|꺾|맞|뜯|얻|묻|꽂|박|끊|"
    r"잃|앓|갚|넘|식|썩|녹|막|젖|찢|잊|웃|믿)음"
    r")$"
)
_NOUNS = re.compile(r"(?:묶음|볶음|모음|울음|걸음|웃음|믿음|줌|다짐|알림|그림|마감|독감|공감|물감)$")
_GIVEN = re.compile(r"(?:[아어해여와워려겨켜져춰내]|용돈|선물|밥|돈|간식) 줌$")  # 커플링 만들어 줌; not 쌀 한 줌
_IS = re.compile(
    r"(?<=[가-힣0-9])(?<!모)(?<!게)(?<!책)(?<!담)(?<!신)(?<!후)(?<!선)(?<!주)(?<!해)(?<!부)(?<!타)(?<!레)(?<!직)(?<!닉네)"
    r"(?<! 보)(?<!안보)(?<!쓰)(?<!붙)(?<!숙)(?<!움직)(?<!끄덕)임$"
)
_NOT_DONE = re.compile(r"(?:^| )(?:안|못) ?[가-힣]+$")  # nor done by now
_TO_COME = re.compile(
    r"(?:^| )(?:[월화수목금토일]요일|내일|낼|모레|이따|담주|다음 ?주|내년|[0-9]+(?:일|시|시반|시에))(?:에|부터|까지)? "
)
_OFTEN = re.compile(
    r"[가-힣](?:면|마다|때는|땐) |(?:^| )(?:매일|맨날|항상|늘|보통|원래|주로|평소[가-힣]*) "
)  # 학원 끝나면 데리러 감
_BACK = {"ㅗ": "ㅘ", "ㅜ": "ㅝ", "ㅣ": "ㅕ", "ㅚ": "ㅙ", "ㅡ": "ㅓ"}  # what 았/었 makes of an open stem's vowel


def is_nominal(said: str) -> bool:
    """Whether `said` ends in a verb made a noun."""
    last = said.rpartition(" ")[2]
    if _GIVEN.search(said):
        return True
    return _IS.search(said) is not None or (_VERB.search(said) is not None and _NOUNS.fullmatch(last) is None)


def from_nominal(said: str) -> str | None:
    """`said` in the plain form (갔다, 안 먹는다, 회색이라); None where it does not end so."""
    if not is_nominal(said):
        return None
    if said.endswith("모름"):
        return said[:-1] + "른다"
    if said.endswith("배부름"):
        return said[:-1] + "르다"
    if said.endswith("부름"):
        return said[:-2] + "불렀다"
    if said.endswith(("다함", "라함", "자함")):
        return said[:-1]  # 늦었다함: what was said
    if said.endswith("고함") and len(said) > 3 and said[-3] in "다라자냐":
        return said[:-1] + " 했다"
    if said.endswith("오름"):
        return said[:-2] + "올랐다"
    if said.endswith("아님"):
        return said[:-1] + "니라"
    if _IS.search(said):
        noun = said[:-1].rstrip()
        return noun + particle(noun, "이라/라")
    last = said[-1]
    if last == "음":
        stem = said[:-1]
        if _NOT_DONE.search(said) or _TO_COME.search(said) or _OFTEN.search(said):
            return stem + "는다"
        return stem + ("았다" if parts(stem[-1])[1] in "ㅏㅗ" else "었다")
    if not is_syllable(last) or final(last) != "ㅁ":
        return None
    _, medial, _ = parts(last)
    if (
        _NOT_DONE.search(said)
        or said.endswith(("면 됨", "면됨", "설렘", "보임", "움직임"))
        or _TO_COME.search(said)
        or _OFTEN.search(said)
    ):
        return with_final(said, "ㄴ") + "다"
    if last == "함":
        return said[:-1] + "했다"
    if medial == "ㅟ":
        return with_final(said) + "었다"
    return past_of_open(said)


def past_of_open(stem: str) -> str:
    """The past that the vowel of `stem`'s last syllable makes with 았/었, whatever its final: 베끼, 베낌 → 베꼈다."""
    initial, medial, _ = parts(stem[-1])
    return stem[:-1] + syllable(initial, _BACK.get(medial, medial), "ㅆ") + "다"
