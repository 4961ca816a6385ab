"""A sentence in the plain form as somebody says it who has just heard it: 결재를 올렸다 → 결재를 올리셨군요.

What the user does or did is said with 시; whose deed it is, a Korean sentence mostly leaves out, so it is taken for the
user's only where nobody else is named and the verb is one that people do. Where the honorific form is not sure (갈았다:
갈으셨 is no word, 가셨 is another), the plain one is said.
"""

import re

from app.models.companion.hangul import final, is_syllable, parts, syllable, with_final
from app.models.companion.topics import SOMEBODY, noticed

_DOER = re.compile(  # a word with the particle of a subject, and no noun or adverb that ends in its letter
    r"(?<![가-힣])(?!(?:아이|나이|종이|고양이|어린이|사이|차이|놀이|오이|같이|많이|굳이|없이|높이|길이|일찍이|휴가|"
    r"물가|평가|"
    r"외가|친가|상가|누가) )[가-힣0-9]+(?:이|가|께서) |(?:[부청]|정부|나라|협회|본사)에서 |(?<![가-힣])(?:애들|우리|"
    r"다들|모두|둘|셋) "
)
_TOPIC = re.compile(
    r"(?<![가-힣])(?![가-힣]*(?:같|작|좋|많|적|남|높|낮|늦|젊|깊|넓|좁|받|먹|읽|찾|앉|입|찍|뽑|얻)은 |[가-힣]*(?:하|"
    r"되|있|없|"
    r"사|쓰|가|오|보|먹|다니|나|드|받|읽|파|주|걷|듣|만드|노)는 )[가-힣0-9]+[은는] "
)
_QUOTED = re.compile(r"^.*(?:라고|다고|자고|냐고) ")
_WHEN = re.compile(
    r"(?:지금|오늘|요즘|이제|요새|이번에|어제|내일|주말에|아침에|저녁에|낮에|밤에|끝나고|먹고)[은는]? |"
    r"(?:올해|작년|내년|재작년|평일|주말|월말|새벽|(?:이번|다음|지난) ?(?:주|달|학기|해)|(?:오늘 )?하루)에?[은는]? "
)
_HAPPENS = re.compile(  # what things do, and news
    r"(?:(?<![가-힣])나왔|됐|되었|끝났|(?<![가-힣])[났난]|(?<![가-힣])[졌진]|떴|생겼|걸렸|열렸|붙었|올랐|내렸|"
    r"바뀌었|도착했|"
    r"남았|늘었|줄었|울렸|터졌|멈췄|그쳤|쳤|"
    r"시작했|시작한|늦었|뽑혔|뽑힌|밀렸|막혔|부족했|필요했|가능했|나온|된|도착한|끝난|열린|걸린|남는|"
    r"(?:비|눈|택배|문자|연락|전화|손님|답장|소식|공지|알림|버스|메일|월급)(?:가|이|도)? ?(?:[가-힣]+ )?(?:왔|온|"
    r"들어왔|들어온))다$"
)
_DEED = re.compile(  # what people do to things
    r"(?:끊었|샀|먹었|마셨|뒀|두었|놨|놓았|맡겼|보냈|썼|골랐|정했|신청했|예약했|주문했|냈|받았|올렸|바꿨|버렸|챙겼|"
    r"적었|읽었|봤|"
    r"만들었|고쳤|빌렸|갚았|뺐|넣었|쌌|담았|깎았|씻었|닦았|치웠|빨았|접수했|등록했|결제했|취소했|정리했|준비했|"
    r"확인했|연습했|"
    r"공부했|복습했|외웠|배웠|들었|쓴|먹는|읽는|보낸|받는|"
    r"(?:넣|모으|쓰|읽|배우|먹|키우|하|맡|준비하|공부하)고 있)다$"
)
_QUALITY = re.compile(
    r"(?:있었|없었|이었|였|많았|좋았|컸|같았|높았|낮았|길었|짧았|추웠|더웠|아팠|바빴|예뻤|괜찮았|흐렸|조용했|깨끗했|"
    r"어려웠|비쌌|쌌|쉬웠|가까웠|멀었|넓었|좁았)다$"
)
_OTHERWISE = (  # what ends in these is not formed as the rest
    (" 먹었", " 드셨"),
    ("마셨", "드셨"),
    (" 잤", " 주무셨"),
    ("담갔", "담그셨"),
    ("잠갔", "잠그셨"),
    ("들렀", "들르셨"),
    ("모았", "모으셨"),
    ("도왔", "도우셨"),
    ("만들었", "만드셨"),
    ("흔들었", "흔드셨"),
    ("놀랐", "놀라셨"),
    ("자랐", "자라셨"),
    ("바랐", "바라셨"),
    ("나무랐", "나무라셨"),
    ("켰", "켜셨"),
    ("폈", "펴셨"),
    ("놨", "놓으셨"),
    ("하였", "하셨"),
    ("했", "하셨"),
    *((f"{stem}었", f"{stem}으셨") for stem in ("지", "부", "저", "그")),
    *((f" {stem}", f" {stem[0]}으셨") for stem in ("들었", "걸었", "물었", "실었")),
)
_HONOURED_ALREADY = re.compile(r"[가-힣](?:셨|시는|신)$|계[시신]|께서|드셨|잡수")
_NO_MEAL = re.compile(
    r"(?:욕|겁|마음|애|나이|더위|귀|골탕)(?:을|를|도)? 먹[었는]|말(?:을)? 걸었|(?:적금|보험|마음|나이|잠|힘|"
    r"가입)(?:을|에|이|가|도)? ?들었$|나았$|이르렀$"
)
_ROOT_CHANGES = re.compile(r"[듣걷묻깨닫싣짓젓낫굽돕줍눕잇붓]는$")  # 듣으시는 is no word
_CALLED = re.compile(r"전화(?:를|도)? ?(?:[가-힣]+ )?걸었다$")
_LOST_L = frozenset("만놀팔열살널풀돌울알")  # stems in ㄹ whose honorific form nobody takes for another word
_PRESENT_OTHERWISE = ((" 먹는", " 드시는"), (" 마신", " 드시는"), (" 잔", " 주무시는"), ("고 있", "고 계시는"))


def as_heard(clause: str, *, own: bool) -> str | None:
    """`clause` ending in 군요; None where that is not sure. `own`: the speaker was its subject."""
    if "모르겠" in clause:
        return None  # said so it would be the rabbit who does not know
    if clause.endswith("이신다"):
        return clause[:-2] + "시군요"  # 회복 중이세요
    if own or _is_users(clause):
        said = _honoured(clause)
        if said is not None:
            return said
    return noticed(clause)


def as_seen(clause: str, *, own: bool) -> str | None:
    """The same, ending in 네요."""
    heard = as_heard(clause, own=own)
    if heard is None:
        return None
    said = heard.removesuffix("군요")
    return (said.removesuffix("는") if clause.endswith("다") else said) + "네요"


def _is_users(clause: str) -> bool:
    """Whether nobody and nothing but the user can have done it."""
    own = _WHEN.sub("", _QUOTED.sub("", clause))
    if _DOER.search(own) or SOMEBODY.search(own) or _HAPPENS.search(clause):
        return False
    return _TOPIC.search(own) is None or _DEED.search(clause) is not None  # 홍삼은 끊었다, but 버스는 떠났다


def _honoured(clause: str) -> str | None:
    """`clause` with 시, ending in 군요; None where it tells no deed or the form is not sure."""
    if len(clause) < 3 or not clause.endswith("다") or not is_syllable(clause[-2]) or _QUALITY.search(clause):
        return None
    stem, last = clause[:-1], clause[-2]
    if _HONOURED_ALREADY.search(stem) or _NO_MEAL.search(stem) or _ROOT_CHANGES.search(stem):
        return None
    if last == "었" and is_syllable(stem[-2]) and final(stem[-2]) == "ㅆ":
        return None  # 왔었다
    if final(last) == "ㅆ" and last not in "있겠":
        past = _past(stem)
        return past + "군요" if past is not None else None
    for ends, said in _PRESENT_OTHERWISE:
        if stem.endswith(ends):
            return stem[: -len(ends)] + said + "군요"
    if last == "는" and is_syllable(stem[-2:-1] or " ") and final(stem[-2]):
        return stem[:-1] + "으시는군요" if stem[-2] not in "있없않" else None
    if final(last) == "ㄴ" and last != "는":
        return with_final(stem) + "시는군요"
    return None


def _past(stem: str) -> str | None:
    """`stem` without 다, ending in ㅆ: 올렸 → 올리셨."""
    if _CALLED.search(stem + "다"):
        return stem[:-2] + "거셨"
    for ends, said in _OTHERWISE:
        if stem.endswith(ends):
            return stem[: -len(ends)] + said
    before, last = stem[:-1], stem[-1]
    initial, medial, _ = parts(last)
    if initial == "ㅇ" and medial in "ㅏㅓ":
        if not before or not is_syllable(before[-1]):
            return None
        end = final(before[-1])
        if end == "ㄹ":
            return with_final(before) + "셨" if before[-1] in _LOST_L else None
        return before + ("으셨" if end else "셨")
    if initial == "ㄹ" and medial in "ㅏㅓ" and before and is_syllable(before[-1]):
        return (with_final(before) if final(before[-1]) == "ㄹ" else before) + "르셨"
    opened = {"ㅕ": "ㅣ", "ㅘ": "ㅗ", "ㅝ": "ㅜ", "ㅙ": "ㅚ"}.get(medial, medial)
    if medial == "ㅓ" and initial in "ㅆㄲㄸㅌ":
        opened = "ㅡ"
    return before + syllable(initial, opened) + "셨"
