"""What an anxious line fears, as a reply can take it up: 밀려 쓴 거면 어떡하지 → 밀려 쓴 걸까 봐 (조마조마하시겠어요).

The fear is the heart of such a line, and mostly put as a question, which is not told back (`retelling.py`).
"""

import re

from app.models.companion.clauses import clauses_from_the_end
from app.models.companion.hangul import final, is_syllable, with_final
from app.models.companion.plain import EDGES
from app.models.companion.speaker import SUBJECT, without_speaker
from app.models.companion.untold import DISPARAGED, HURTS

SHORTEST, LONGEST = 4, 24  # letters of what is taken up
_FARTHEST = 4  # sentences from the end that are tried
_WORDS = 40  # of a sentence, from its end, are looked at

_SENTENCE = re.compile(r"[^.!?…~\nㄱ-ㅎㅏ-ㅣ]+[.!?…~\nㄱ-ㅎㅏ-ㅣ]*")
_PART = re.compile(r"[^,]+,?")
_DOES = re.compile(r"[하되나지이으]$")
_WHAT_THEN = re.compile(
    r"(?P<if>[가-힣]면) (?:(?:진짜|정말|이제|저|나|난|전) )?(?:어떡|어쩌|어쩔|어떻게 (?:하|"
    r"해))[가-힣]{0,4}(?: ?싶[가-힣]{1,3})?$"
)
_IF_SO = re.compile(r"(?P<if>[가-힣]면) (?:큰일|끝장|끝인데|끝이[야에다]|안 되는데|안 될 텐데|곤란)[가-힣 ]{0,6}$")
_POLITE = re.compile(r"(?<=[까나가])요$")  # 감당할 수 있을까요?
_IS_IT = re.compile(r"[일을할될]까, [가-힣 ]+[일을할될]까")  # 다툼일까, 이별의 시작일까: the last is the worst
_TOO = re.compile(r"(?:^|(?<= ))[나저]까지 ")  # 저까지 끌려들어 가는 건
_WHOM = re.compile(
    r"(?:^|(?<= ))(?:나를|저를|날) (?=[가-힣]+(?:까 봐| 건가 싶어| 거 아닌가 싶어)$)"
)  # 저를 싫어할까 봐: both know
_MINE = re.compile(
    r"(?:^|(?<= ))(?:내|제) (?=(?:자리|말|인생|삶)[이가을를은는도만에]? )"
)  # feared for, it is one's own
_I_WHO = re.compile(r"(?:^|(?<= ))(?:내가|제가) (?=[가-힣]+[한은던된] (?:걸|것|거|게))")  # 제가 실직한 걸 알게 될까 봐
_BY_WHOM = re.compile(r"(?:^|(?<= ))(?:누가|누군가) ")
_ALIKE = re.compile(r"(?:^|(?<= ))(?:저희|우리|나|저) 같은 (?=[가-힣])")
_AFTER = re.compile(
    r"(?:(?<=[가-힣]면 )((?:어떡|어쩌|어쩔)[가-힣]{1,3})|(?<=[가-힣] )(거 아닌가|"
    r"(?:었|았|했|됐|갔|왔|났|잃었)나(?! (?:봐|싶|보|모르|하|했|해))|"
    r"(?<= )건가(?! 싶))) "
)  # 싸우면 어쩌지 속 쓰리다
_WORRIED = (
    r"(?:(?:너무|자꾸|벌써|정말|진짜|늘|계속|요즘|또|많이|얼마나|그게|제일|조금|좀|괜히|매일|밤마다|여간|은근|"
    r"되게) )*"
    r"(?:걱정|염려|불안|초조|조마조마|노심초사|전전긍긍|안절부절|심란|의심이? |의심[되돼]|별생각|불길한 생각|"
    r"나쁜 생각|신경이? ?(?:쓰|곤두)|마음이 안 놓|마음이 ?놓이[질지]|"
    r"마음을 졸|가슴을 졸|애가 [타탄탔]|애를 태|속이 [타탄탔]|안심이 안)[가-힣]*(?: [가-힣]{1,6}){0,2}$"
)
_WORRIED_LEST = re.compile(rf"(?P<lest>[가-힣](?<!니)까) ?(?:봐(?:서)? ?)?{_WORRIED}")  # 떨어질까 봐 걱정이에요
_LEST_IT = re.compile(
    r"(?P<lest>[가-힣](?<!니)까) ?봐(?:서)? (?:[가-힣]+ ){0,4}[가-힣]+$"
)  # 알게 될까 봐 핑계만 찾고 있어요
_SUSPECTED = re.compile(
    r"(?P<that>[가-힣 ](?:[인은는한된던난진건]가|나)) 싶(?:어서?|고|은데|어 가지고) [가-힣 ]{1,20}$"
)
_NOT_THAT = re.compile(rf"(?P<that>[가-힣] (?:거|건|것|게|것은)) 아닌지 {_WORRIED}")  # 쫓겨나는 건 아닌지 불안해요
_IS_IT_NOT = re.compile(
    r"(?P<that>[가-힣] (?:거|건|것|게|것은)) (?:아니(?:겠지|겠죠|야|에요|죠|지|냐|겠지요)|아냐|아님)(?:요)?$"
)
_LEST = re.compile(r"(?P<lest>[가-힣]까) ?봐(?:서)?(?:요)?$")
_WHETHER = re.compile(
    r"[았었했였갔왔됐졌났봤려없있]나$|[는은던인긴된한닌]가$|(?:[았었했였갔왔됐졌났봤켰렸쳤냈셨겼없있]을|아닐|[가-힣]일|될|"
    r"[가-힣] 걸)까$"
)
_UNKNOWN = re.compile(r"(?<=나) 모르겠[가-힣]{0,3}$")  # 껐나 모르겠어
# Asked of what to do, of who or what it was, or of the listener: no fear.
_ASKED = re.compile(
    r"(?:^| )(?:뭐|뭘|뭔|무슨(?! ?(?:일|사고|큰|문제))|무엇|왜|언제|어디|누구|누가|누굴|어떻게|어떤|어느|"
    r"얼마나?|몇)[가-힣]*(?: |$)|"
    r"[야지] [하되할될]|[가-힣] 리가? |^(?:괜히 |너무 )?(?:예민|유난|오버)|"
    r"(?:^| )(?:나를|저를|날(?![가-힣])|나랑|저랑|(?:나|저)(?:에게|한테)|너|네가|니가|당신|토끼|토닥|그래|이래|그러|"
    r"이러(?!다)|그런가|이런가)[가-힣]*(?: |$)|"
    r"(?:^| )(?:나|저)만? 빼고|^(?:얘기|이야기|이름)(?:인가|일까|들)|^(?:그건|그게|우연)"
)


def feared(text: str) -> str | None:
    """What `text` fears, ending in 까 봐 or (가, 나, 까) 싶어, without the speaker; None where it says no such."""
    text = _ALIKE.sub("", _TOO.sub("같이 ", _AFTER.sub(lambda then: (then[1] or then[2]) + ". ", _spaced(text))))
    parts_of = [part for said in _SENTENCE.findall(text)[-_FARTHEST:] for part in _PART.findall(said)]
    for said in reversed(parts_of):
        words = " ".join(said.strip(EDGES + ".!?…~\nㄱ-ㅎㅏ-ㅣ").split()[-_WORDS:])
        words = _POLITE.sub("", re.sub(r"[ㄱ-ㅎㅏ-ㅣ.!?…~]+$", "", words).strip())
        fear = _fear(words)
        if fear is None and words.endswith("까") and " " in words and _IS_IT.search(text):
            fear = _fear(words, one_of_two=True)
        if fear is not None and (told := _told(fear)) is not None:
            return told
    return None


def _spaced(text: str) -> str:
    """`text` with what chats and recognisers write together or apart: 짤리는거 아닌가, 놀릴 까봐."""
    return re.sub(r" ?까봐", "까 봐", re.sub(r"(?<=[는은던한된쓴린킨은])(?=(?:거|건) )", " ", text))


def _fear(said: str, *, one_of_two: bool = False) -> str | None:
    if what_then := _WHAT_THEN.search(said) or _IF_SO.search(said):
        before = said[: what_then.end("if") - 1]
        if " " not in before and not _DOES.search(before):
            return None  # 사기면 어떡하지: a noun
        if not is_syllable(before[-1]):
            return None
        return with_final(before, "ㄹ") + "까 봐" if final(before[-1]) in ("", "ㄹ") else None
    not_that = _NOT_THAT.search(said) or _IS_IT_NOT.search(said)
    if not_that and final(not_that["that"][0]) == "ㄴ":
        return said[: not_that.end("that")] + " 아닌가 싶어"
    if lest := _LEST.search(said) or _WORRIED_LEST.search(said) or _LEST_IT.search(said):
        return said[: lest.end("lest")] + " 봐"
    if suspected := _SUSPECTED.search(said):
        return said[: suspected.end("that")] + " 싶어"
    said = _UNKNOWN.sub("", said)
    if said.endswith("까") and said.count(" ") < 2 and not one_of_two:
        return None  # one of several: 보험일까, 종교일까
    return said + " 싶어" if _WHETHER.search(said) else None


def _told(fear: str) -> str | None:
    """The end of `fear`, as much of it as is not too long, without the speaker."""
    words = (
        _MINE.sub("", _WHOM.sub("", _I_WHO.sub("", fear))).replace(",", " , ").replace("가지고 있는 ", "가진 ").split()
    )
    kept: list[str] = []
    for clause, after_comma, after_end in clauses_from_the_end(words):
        longer = [*clause, *kept]
        if sum(map(len, longer)) > LONGEST or (kept and SUBJECT.fullmatch(kept[0])):
            break
        kept = longer
        if after_end or after_comma:
            break
    without = without_speaker(kept) if len(kept) > 1 else None
    if without is None or len(without.text.replace(" ", "")) < SHORTEST:
        return None
    said = without.text.removeprefix("과연 ").removeprefix("혹시 ").removeprefix("혹시라도 ")
    asked = _BY_WHOM.sub("", said) if said.endswith("까 봐") else said  # 누가 읽었을까 봐
    if (
        _ASKED.search(asked)
        or any(each.search(said) for each in (HURTS, DISPARAGED))
        or not re.fullmatch(r"[가-힣0-9 ]+", said)
    ):
        return None
    return said if final(said[-1]) == "" else None
