"""The clauses of a sentence."""

import re
from collections.abc import Iterator, Sequence

from app.models.companion.hangul import final, is_syllable
from app.models.companion.nominal import is_nominal
from app.models.companion.plain import WITH_SS

# A new clause begins after these, unless the next word belongs to them (하고 있다, 보고 싶다).
JOINS = re.compile(
    r"(?:"
    r"[는은던]데|[인한간온난된둔준본]데|지만|니까|면서|[^하라다냐자고말]고|[^에세고청약순독문]서|"
    r"[울리오가보하되르지]니|"
    r"길래|다가|더니|려고|느라|느라고|자마자|못할망정|[늦않었았]고도|"
    r"거나|든지|[아어해여봐]도|[^라다자]며|면|ㄹ수록|뒤로는?|동안|때마다|바람에|때문에|탓에|을 때|[하보이없있았었]기에|"
    rf"냐니까|았더니|었더니|[{WITH_SS}]으나"
    r")$"
)
_ENDED = re.compile(
    rf"[{WITH_SS}없](?:어|어요|음|네|거든|거든요|더라|더라고|더라고요|지)$|[싶없있않많좋싫겠겟]음$|기다림$|[는네었았했였갔왔]구나$|(?:나요|"
    rf"까요)$|"
    r"(?:[없있찮좋싫같다라자하오가주]|[가-힣][지리이])네$|[가-힣]더라$|지 ?마$|잖아요?$|[가-힣](?:이|거|치)야$|"
    r"(?:싫|없|있|간|온|한|된|난|았|었|했)대$|"
    r"[았었했였갔왔]소$"
)
_POLITE = re.compile(r"(?:[어아해여에예돼대래네]요|니다)$")  # 안 늦어요 지금 가요
_LAST_LETTERS = "다요어음네든라고지까나소아야대"
_GOES_WITH_POLITE = re.compile(r"[하했해한라그말]|싶")  # a sentence without a mark
CLINGS = re.compile(
    r"(?:뭐고(?: |$)|되[고어면는지었나니겠]|돼|된(?!장)|될|있|싶|나서|나[설선섰니]|계[시세셨속신]|"
    r"보[고니면았이였여다지려게는던자아](?!서)|본|봐|봤|볼|"
    r"말[고았라자지아]|안 |못 |와|가서|오는|오고|그런지|그래|인지|는지|왔|갔|가지고|갖고|버[리렸려린릴]|"
    r"놓[고아았은을]|놨|두[고었면]|"
    r"뒀|둔|줬|주[고었는면지려세셨시]|준(?!비)|줄(?!자|넘|기|무|서|거)|[간온갈올]$)"
)
NOUNS = re.compile(  # that end like one
    r"[가-힣]*(?:냉장고|창고|사고|광고|최고|재고|신고|금고|경고|원고|충고|잔고|부고|해고|중고|예고|수고|참고|라면|"
    r"냉면|화면|장면|측면|정면|가면|국면|"
    r"비빔면|빼놓고|어머니|할머니|주머니|언니|아주머니)"
)
_TOLD = re.compile(rf"(?:[{WITH_SS}]|보고 ?싶)다$")
_GOES_WITH_TOLD = re.compile(r"[가-힣]{1,3}다(?:$|가)|[하해했한말그싶]|,")
_HELPED = re.compile(  # after 있어 or 없어, which end nothing there: 곁에 있어 준, 가족이 있어 든든하다
    r"준(?!비)|줬|줘|주[고었는면지려세셨시신]|줄(?= |$)|보[고니면]|봤|드[리렸려린릴]|"
    r"(?:든든|행복|다행|좋|기쁘|기뻤|감사|고맙|고마|즐겁|편안|편하|속상|슬프|슬펐|외롭|외로|불안|힘들|답답|허전|미안|막막|"
    r"괴롭|서럽|아쉽)[가-힣]*$"
)
_GOES_ON = ("싶", "않", "못하", "못했")  # no new sentence begins with these
_ASKING = re.compile(r"(?:[하있없되주가오이쓰]|못하|[았었했였갔왔겠])냐$")  # 쉬지도 못하냐 열받아
_GOES_WITH_ASKING = re.compile(r"물|묻|[하했해한그말]|싶|[가-힣]+냐")
_TURNS_IN = re.compile(r"근데|그런데|하지만|그래도")


def joins(word: str) -> bool:
    """Whether a clause ends with `word`, to be joined to the next."""
    return JOINS.search(word) is not None and NOUNS.fullmatch(word) is None


def is_finished(words: Sequence[str], following: str) -> bool:
    """Whether a sentence without a mark ends with the last of `words`, and `following` begins another."""
    if following.startswith(_GOES_ON) or (words[-1].endswith(("있어", "없어")) and _HELPED.match(following)):
        return False  # 잘 버텼네 싶어서, 남아 있지 않다, 곁에 있어 준
    if _ASKING.search(words[-1]) and not _GOES_WITH_ASKING.match(following):
        return True
    last = words[-1][-1:]
    if last not in _LAST_LETTERS and not (is_syllable(last) and final(last) == "ㅁ"):
        return False
    to_and_fro = len(words) > 1 and words[-2].endswith("다")  # 왔다 갔다 한다
    if (
        (_TOLD.search(words[-1]) or words[-1].endswith("같다"))
        and not to_and_fro
        and not _GOES_WITH_TOLD.match(following)
    ):
        return True
    if _POLITE.search(words[-1]) and not _GOES_WITH_POLITE.match(following):
        return True
    return _ENDED.search(words[-1]) is not None or is_nominal(" ".join(words[-2:]))


def clauses_from_the_end(words: list[str]) -> Iterator[tuple[list[str], bool, bool]]:
    """The clauses of a sentence, the last one first; whether a comma stands before it, and whether what stands before
    it is finished, so that it cannot be joined."""
    end = len(words)
    for at in range(len(words) - 2, -1, -1):
        following = words[at + 1]
        comma = words[at] == "," and not (at and words[at - 1][-1] in "도와과랑")  # 집에서도, 회사에서도 없다
        before = words[at - 1] if comma and at else words[at]
        finished = (
            is_finished(words[max(0, at - 1) : at + 1], following)
            or (
                _ENDED.search(before) is not None
                and not following.startswith(_GOES_ON)
                and not (before.endswith(("있어", "없어")) and _HELPED.match(following))
            )
            or _TURNS_IN.fullmatch(following) is not None
        )
        if comma or finished or (joins(words[at]) and following != "," and not CLINGS.match(following)):
            yield [word for word in words[at + 1 : end] if word != ","], comma, finished
            end = at + 1
    yield [word for word in words[:end] if word != ","], False, False
