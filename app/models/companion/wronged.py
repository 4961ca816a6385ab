"""How an angry line is told back: what somebody did is the heart of it, and not what one felt or said at it."""

import re

from app.models.companion.about import FELT, THEIRS, abouts
from app.models.companion.grounds import grounds

_OUTRAGE = re.compile(r"(?:[아어해여줘봐와겨려쳐져켜]|[래대]|[자라]고|더라고?|네)요?$")  # 내 글씨를 베껴다 글꼴로 팔아?
_ASKED = re.compile(  # a true question, or one that says the opposite
    r"^(?:내가|제가|나는|난|우리가) |"
    r"(?:^| )(?:왜|뭐|뭘|뭔|누구|누가|누굴|어떻게|어디|언제|몇|무슨|어째|어쩜|얼마|너|니가|네가|그게|이게|이거|그거|"
    r"되지|됐|돼)[가-힣]*(?: |$)|아니(?:야|에요|예요)$|"
    r"(?:돼|되|알아|몰라|없어|있어|싶어|같아|좋아|맞아)요?$|[은는ㄴㄹ] 거"
)
_MOCK_PRAISE = re.compile(  # 은혜로운 회사예요: meant otherwise, where one is angry
    r"고마[운워우]|고맙|감사하|친절|은혜|자상|훌륭|대단|공평|효자|영광|유익|센스|귀한|다정|착[하한]|천사|"
    r"복도 많|존경|"
    r"멋지|멋진|배려|나 싶다$"
)
_ME = re.compile(
    r"(?:^|(?<= ))"
    r"(?:(?:나를|저를|나더러|저더러|나보고|저보고|나에게|저에게) (?!두고|빼고|닮|위[해한]|모르|따라|"
    r"[가-힣]+로(?:만|도)? )|"
    r"(?:내|제) (?=자리))"
)
_VERDICT = re.compile(
    r"처음 (?:본|봤)다$|말이 (?:처음으로 |절로 )?(?:나온|나왔)다$|[가나] 싶다$|말이 딱 맞|고 그(?:는|가|녀는|"
    r"녀가) [가-힣]+다$|"
    r"^(?:이건|이거는|이것은|그건|그것은|이게|그게) |아니(?:라|다)$|이를 데 없|처음이[라다]$|(?:기분|"
    r"기분이) (?:더럽|나쁘|상)"
)  # and not what was done
_BRIEF_VERDICT = re.compile(  # says nothing of it if it is short
    r"(?:^| )(?:열 ?받|분노|울분|격분|짜증|어이가? ?없|기가 |기막|분통|울화|뻔뻔|염치|얄밉|괘씸|더럽|역겹|불쾌|"
    r"치가 |환멸|황당|"
    r"한심|답답|저질(?!렀)|비열|무례|"
    r"부당|너무하|용서|배신(?:이|감)|처사|[가-힣]+ 처사|횡포|갑질|기만|모욕적|치사|야비|파렴치|몰상식|"
    r"적반하장|불공평|말이 안 |이해가 안|미친|극혐|소름|분하|양심|인성|이기적|못된|우습|"
    r"화가? ?[나난])[가-힣]*(?: [가-힣]{1,4}){0,3}$"
)
_BRIEF = 11  # letters
_DEMAND = re.compile(
    r"(?:^| )(?:좀|제발|그만|똑바로) [가-힣 ]*라고요?$|지 (?:좀 )?말라고요?$"
)  # the speaker's own word
_ONLOOKERS = re.compile(r"사람들이 (?:하나둘|다|모두|모여|쳐다)")
_WAS = re.compile(r"(?:이었|[^보숙붙]였)다$|(?<!거)라$")
_ORDER = re.compile(r"(?<=[가-힣])(?<![더드줄할갈볼올쓸살])([자라])고요?$|(?<=[하가오보먹말지쓰내나두주])재요?$")
_SAID_AGAINST = re.compile(r"(?:는데|은데|인데|데)요?$")  # 밥은 제가 했는데요


def is_outrage(said: str) -> bool:
    """Whether `said`, a question, asks nothing and tells what was done: 내 글씨를 베껴다 글꼴로 팔아?"""
    return _OUTRAGE.search(said) is not None and _ASKED.search(said) is None


def without_whom(said: str) -> tuple[str, bool]:
    """`said` without saying that it was done to the speaker (나더러 법대로 하재), which both know; whether it did."""
    without, times = _ME.subn("", said)
    return without, times > 0


def ordered(said: str) -> str | None:
    """What another told one to do, as it stands before 니: 배달시켜 먹자고 → 배달시켜 먹자; None for any other."""
    order = _ORDER.search(said)
    return said[: order.start()] + (order.group(1) or "자") if order is not None else None


def _is_done_to(clause: str, words: str | None, *, own: bool) -> bool:
    """Whether `clause` tells what was done to the speaker, or with theirs, by the `words` it was told in (None where
    they name neither): 내 의자를 빼 놨다, but not 내 장인이었다."""
    return words is not None and not own and _WAS.search(clause) is None


def worth_besides(clause: str, sentence: str, *, own: bool, theirs: bool, felt: bool) -> float:
    """What it tells more, or less, of a wrong to take up `clause`, the plain form of the end of `sentence`, than it
    would of any other line. `own`: the speaker was its subject; `theirs`: somebody else; `felt`: a feeling is in it."""
    worth = 1.5 if theirs else 0.0
    brief = len(clause.replace(" ", "")) <= _BRIEF and _BRIEF_VERDICT.search(clause) is not None
    worth -= 2.0 if brief or _VERDICT.search(clause) or _DEMAND.search(sentence) else 0.0
    worth -= 3.5 if theirs and _ONLOOKERS.search(clause) else 0.0
    worth += 0.7 if theirs and grounds(clause, angry=True, theirs=True, reported=False) else 0.0
    worth -= 2.0 if felt else 1.0 if FELT in abouts(clause, own=own) else 0.0
    worth -= 1.5 if own else 0.0
    worth -= 1.0 if _SAID_AGAINST.search(sentence) else 0.0
    worth -= 3.0 if _MOCK_PRAISE.search(clause) else 0.0
    return worth


def is_theirs(clause: str, words: str | None, *, own: bool, reported: bool) -> bool:
    """Whether somebody else did what `clause` tells: 위층이 …, …래, 내 의자를 빼 놨다."""
    return _is_done_to(clause, words, own=own) or THEIRS in abouts(clause, own=own, reported=reported)
