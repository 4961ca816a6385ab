"""A sentence without its speaker: 저는 우리 엄마한테 제 책을 줬어요 → 엄마한테 책을 줬어요."""

import re
from dataclasses import dataclass
from itertools import pairwise

from app.models.companion.about import PEOPLE
from app.models.companion.clauses import joins
from app.models.companion.josa import last_sound

# Words that only the speaker can say: left out, or said from outside.
SUBJECT = re.compile(  # left out only where they open a clause: 문소리만 나도 is another 나도
    r"나는|난|내가|나도|저는|전|제가|저도|나|저|우린|우리는|우리가|우리도|저희는|저희가|저희도|나야|저야"
)
_LEFT_OUT = re.compile(
    r"내|제|나의|저의|우리|저희|나한테|저한테|내게|제게|나한테는|저한테는|나한텐|저한텐|내겐|제겐|나에게는|저에게는|"
    r"나보고|저보고|우리한테|저희한테|우리에게|저희에게"
)
_OWNER = ("내", "제", "나의", "저의")
TO_OR_OF = re.compile(
    r"내|제|나의|저의|(?:나|저)(?:한테|에게)(?:는|만)?|(?:나|저)한텐|(?:내|제)게(?:는)?|(?:내|제)겐|(?:나|저)보고"
)
_NOT_WITHOUT_OWNER = re.compile(  # what is nothing without whose it is: 내 앞에서, 내 것
    r"(?:앞|뒤|옆|쪽|것|거|껀|건|걸|게|말|몫|차례|탓|잘못|덕|위|밑|눈앞|코앞|자리|인생|삶)(?:[가-힣]{0,2})"
)
_ABOUT_THE_SPEAKER = re.compile(
    r"얘기|이야기|소식|생각|편지|인사|흉|생일|이름만|월급|뜻|마음대로|맘대로|허락|대신"
)  # 내 얘기를 하더라
_TO = re.compile(r"(?:나|저)(?:한테|에게)|(?:내|제)게")
_BY_THE_SPEAKER = re.compile(r"들켰|들킨|잡혔|걸렸|졌|진다|혼났|배웠|맞았|속았|들었|받았|샀|왔|온다|간다|갔")
_SOMEBODY = re.compile(
    r"(?!내가|제가|우리가|저희가|뭐가|누가|네가|니가|자체가)[가-힣]+(?:가|께서|께서는|님은|님이|"
    r"[가-힣](?<!없)(?<!같)(?<!많)(?<!깊)(?<!높)(?<!굳)(?<!꼼꼼히)이)"
)
_WITH_ONES_OWN = re.compile(r"(?:눈|손|입|발|귀)(?:으로|로)")  # 제 눈으로 봤다
_OF_ONES_OWN = re.compile(r"(?:파트|부분|구역|분량|몫|코너|역할|담당|배역|대사|과목)[가-힣]{0,3}")  # 제 파트
_OURS = re.compile(
    r"집(?:은|만)|반|(?:성|성씨|이름|편|차례|몫|탓|잘못)(?:[이은을도가는]|으로)?|(?:조|층|줄|동|과|라인)(?:[은는이가을를도만의]|에|에는|에서|에도|한테|까지|부터)?"
)  # 우리 조도
_IS_OURS = re.compile(r"[가-힣]{1,6}(?:라고|이라고|이래|라며|이라며|이래요)")  # 다음은 우리 부서라고 한다
_IN_ONES_NAME = re.compile(r"이름(?:으로|의)|명의(?:로|의|이)?")
_OF_ONESELF = re.compile(r"(?:얘기|이야기|흉|험담|욕|이름만)(?:[를을이가은도만])?")  # 내 얘기 같아
_BY_ONES_OWN = re.compile(r"힘(?:으로|만으로)")  # 내 힘으로
_ONES_MONEY = re.compile(r"돈(?:으로|으로만|까지|을|만)")  # 내 돈으로
_ON_ONES_SIDE = re.compile(r"편(?![지의리도안하해])")  # 내 편이라는 것
_ONESELF = {
    "자신": "스스로", "자신을": "스스로를", "자신이": "스스로가", "자신은": "스스로는", "자신도": "스스로도",
    "자신의": "스스로의", "자신에게": "스스로에게", "자신한테": "스스로한테", "자신과": "스스로와",
    "자신만": "스스로만",
    "자신에게도": "스스로에게도", "자신조차": "스스로조차",
}  # fmt: skip
_I = ("나", "저", "내", "제")
_TO_THE_RABBIT = re.compile(r"(?:너|토닥이?|토끼)(?:한테|에게)")
_ONLY_ME = ("나만", "저만")
_MANY = re.compile(rf"다들|모두|모두가|(?:{PEOPLE})(?:들)?(?:은|는)")
_GOES_ON = re.compile(r"(?:고|데|지만|니|니까|면|서|며)$")
_SEEN = re.compile(r"(?:더라|더라고|더라구|드라|드라고|더군|던데|대|다네|래)요?$")  # of others, as a rule
_OF_ME_TOO = re.compile(r"모르|몰[라랐]|없|남[은았]|있|혼자|빠[졌지]|떨어|늦|못")
_DISLIKED = re.compile(r"싫|밉|미[워운웠]|지[겨겹긋]|한심|원망")  # 나도 싫고: the speaker is disliked
_OF_ME = ("내가", "제가", "나는", "저는", "나도", "저도")
_SAID_OF_ME = re.compile(r"(?:런|틴|한|된|던|하는|있는|없는|못하는|되는|할|될|남은|같은|싶은)$")
_JUDGED = re.compile(
    r"싫|밉|미[워웠]|기특|대견|자랑스|지겹|지긋|지루|부끄|창피|초라|불쌍|안쓰|뿌듯|장하|멋지|좋[다았]|괜찮|낯설|비참|망가"
)
_TO_PUT_OUT = re.compile(r"(?:주[고었는면지려세셨시신]|줬|줘|놓|놨|버[렸리려])")  # 내 주신 숙제
_DISLIKE_MYSELF = re.compile(
    r"(?:(?:정말|너무|참|진짜|자꾸|점점|제일|더) )?(?:싫|밉|미[워웠]|원망스|혐오스)[가-힣]*(?<!대)(?<!대요)"
)
_ABOUT_IT = re.compile(r"이건|이것은|이거는|그건|그것은|그거는|그게|이게")
_IS_SAID_OF_IT = re.compile(r"(?:였|이었)[가-힣]+$|[가-힣](?:이다|예요|이에요|입니다)$")
_IS_NOT_THERE = re.compile(r"(?:[가-힣 ]*(?:부터|까지|이제|여기|거기)(?:에)? )?(?:없|있|아니)[가-힣]+(?: |$)")
_WHERE = re.compile(r"[가-힣]+(?:에서|앞에|옆에|때|날)")
_SO = re.compile(r"[가-힣]+(?<![다라자])니|[가-힣]+(?:길래|니까)")
_ME = ("나를", "저를")
_WITH_ME = re.compile(r"위해|위해서|위하여|보고|보더니|보면서|보며|향해")
_TAKEN_FOR = re.compile(r"[가-힣]+(?:로|로만)|왜")  # 저를 돈으로만 봤다
_AFTER_ME = re.compile(r"닮|두고|빼고|따라|포함|대신|모르|위한|위하")
_AFTER_IT_ARISES = re.compile(r"것|거|건|게|때|만큼|만도|정도|뻔|줄|지경|수 ?|리|듯|텐데")  # 사고가 날 것 같아서
_ALONE = re.compile(r"몰래|혼자|보려고|보러|준다고|주려고")
_WHEN = re.compile(  # may stand before the subject
    r"(?:올해|올|한|해|작년|지난|지난주|주|달|아침|저녁|밤|새벽|주말|하루|종일|내내|동안|오후|오전|어젯밤|여전히|이번에|오늘|어제|내일|그때|정작|막상|이제|지금|요즘|이번|아까|방금|"
    r"결국|사실|솔직히|대신|매일|그래서|정말|진짜|또)"
    r"(?:은|는|엔|에는|도)?"
)
_MADE = re.compile(
    r"쓴|만든|그린|지은|찍은|고른|심은|키운|짠|담근|끓인|뜬|적은|준비한|가르친|가르치던|키우던|돌보던|고친|꾸민|구운|"
    r"붙인|모은"
)
_THAT = re.compile(
    r"(?:멀찍|만치|뒤|앞|끝|위|아래|너머|건너|사람|남자|여자|아저씨|아줌마|애|집|쪽|멀리|차|가게|건물)"
)  # after 저
_MADE_BY = ("사", "써", "끓여", "만들어", "담가", "구워", "그려")
_EX = re.compile(r"(?:남편|아내|부인|와이프|남친|여친|남자|여자|애인|직장|회사|주인|세입자)")  # after 전
_OPENINGS = re.compile(  # left out where they open what is told
    r"음|어|아|막|뭐|아니|네|예|응|우와|와|야|아이고|아유|어휴|에휴|하|헐|진짜|그냥|오늘|그래서|그리고|그러니까|"
    r"글쎄|글쎄요|아이구|에구|에고|어머|어머나|세상에|에이|어우|휴|후유|으휴|참|참나|하참|대박|이야|있잖아|있잖아요|"
    r"그니까|어떡해|어떡하지|어쩌지|"
    r"아울러|또한|특히|더불어|역시|확실히|"
    r"그러나|그런데도|그래서인지|다만|하기야|하긴|게다가|그나저나|더구나|어쨌든|그사이|"
    r"가지고|갖고|그래가지고|그래갖고|왜냐하면|여하튼|하여튼|아니요|"
    r"그러고|그러고는|그럼|"
    r"그러다|아무튼|암튼|근데|그런데|하지만|그래도|하고|라고|것|거|게|줄|수|때|이러는데|그러는데|그랬더니|"
    r"그러더니|그래 놓고|이제야|결국"
)
_TWO_WORDS_OPEN = re.compile(
    r"예를 들(?:어|면|자면)|다시 말해|그래 (?:가지고|갖고)|참 나|그게 말이야|그 있잖아|그래 놓고는?"
)
_WITH_OPENING = re.compile(
    r"와 [보봤]|네 (?:시|명|개|살|번|달|분|권|장|마리|식구|사람|군데|잔|병|판|배|바퀴|줄|곳|가지|그릇)|"
    r"하고 [싶있]|참 (?:좋|많|예|잘)|특히 [가-힣]*(?:도|더)$|"
    r"확실히 (?:[가-힣]*[했하]|알|봤)|"
    r"진짜 (?:자격증|나이|이름|이유|문제|마음|속마음|범인|목적|가죽|금|돈|주인|친구)[은는]"
)  # what looks like an opening and is none
_SAID_OTHERWISE = {
    "나만": "혼자만",
    "저만": "혼자만",
    "나한테만": "본인한테만",
    "저한테만": "본인한테만",
    "우리집": "집",
    "우리집에": "집에",
    "우리집은": "집은",
}
_SUBJECT_BEFORE = re.compile(r"[가-힣](?:이|가|께서)$")


_SAID_OF_IT = re.compile(
    r"^(?:[가-힣]+ )?[가-힣]+[다라]고 (?:[가-힣]+ )?(?:한[다대]|하네|하더|해|떠들|"
    r"욕|우[기긴겨겼]|말하|말해|그러|그런|몰[아려])[가-힣 ]*$"
)


@dataclass(frozen=True, slots=True)
class Without:
    """A sentence without its speaker; `own`: the speaker was its subject; `bare`: whose it was, or to whom it was done,
    is not said any more."""

    text: str
    own: bool
    bare: bool = False


def _opened(words: list[str]) -> list[str]:
    """`words` without those that only open them: 글쎄, 그래 가지고; 이건 before what is whole without it (이건 고객을
    속이는 거죠)."""
    while words and not _WITH_OPENING.match(" ".join(words[:2])):
        if _TWO_WORDS_OPEN.fullmatch(" ".join(words[:2])):
            words = words[2:]
        elif _OPENINGS.fullmatch(words[0]) or (_ABOUT_IT.fullmatch(words[0]) and _is_whole(words[1:])):
            words = words[1:]
        else:
            break
    return words


def _is_whole(words: list[str]) -> bool:
    """Whether `words`, without the 이건 before them, have an object of their own or say what it is."""
    if len(words) < 3 or any(SUBJECT.fullmatch(word) or joins(word) for word in words):
        return False
    return _IS_SAID_OF_IT.search(words[-1]) is not None or any(
        len(word) > 1 and word[-1] in "을를" for word in words[:-1]
    )


def _without_self(words: list[str]) -> list[str]:
    """`words` with 스스로 in the place of 나 자신."""
    said: list[str] = []
    for word in words:
        if said and said[-1] in _I and word in _ONESELF:
            said[-1] = _ONESELF[word]
        elif word[:1] in _I and word[1:] in _ONESELF:
            said.append(_ONESELF[word[1:]])
        elif said and said[-1] in ("나", "저") and word == "스스로":
            said[-1] = word
        else:
            said.append(word)
    return said


def _is_of_me_too(words: list[str]) -> bool:
    """Whether 나도 in `words` goes with another (친구도 나도 지겹다), so that it cannot be left out."""
    return any(
        word in ("나도", "저도") and (before[-1] == "도" or before in ("다", "다들"))
        for before, word in pairwise(words)
    )


def _is_done_to_me_alone(words: list[str]) -> bool:
    """Whether it is another that does what `words` tell of 나만: 선생님이 나만 혼냈다, 저만 태그를 안 했더라고요."""
    at = next((at for at, word in enumerate(words) if word in _ONLY_ME), None)
    if at is None:
        return False
    since = next((place + 1 for place in range(at - 1, -1, -1) if _GOES_ON.search(words[place])), 0)
    if any(_SUBJECT_BEFORE.search(word) or _MANY.fullmatch(word) for word in words[since:at]):
        return True
    return _SEEN.search(words[-1]) is not None and _OF_ME_TOO.search(" ".join(words[at + 1 :])) is None


def without_speaker(words: list[str]) -> Without | None:
    """`words` without those that only the speaker can say; None where they would mean something else without them."""
    if _is_done_to_me_alone(words) or _is_of_me_too(words):
        return None
    oneself = _without_self(words)
    itself = oneself != words
    words = without_me(_opened([_SAID_OTHERWISE.get(word, word) for word in oneself]))
    theirs = any(_SOMEBODY.fullmatch(word) for word in words)
    said: list[str] = []
    own, opens, bare, skipped = itself, True, False, -1
    for at, word in enumerate(words):
        last = at + 1 == len(words)
        following = "" if last else words[at + 1]
        if at == skipped:
            continue
        if (
            last
            or (word == "내" and _TO_PUT_OUT.match(following))
            or (word == "제" and following.startswith("몫"))
            or (word in ("나도", "저도") and following.startswith("모르게"))
        ):
            said.append(word)
        elif _TO_THE_RABBIT.fullmatch(word):
            said.append("저한테")
        elif (oneself_again := _oneself(words, at, theirs=theirs)) is not None:
            own = True
            said.append(oneself_again)
        elif SUBJECT.fullmatch(word):
            as_subject = _as_subject(words, at, opens=opens, first=not said)
            if as_subject is None:
                return None
            said += as_subject[0]
            own = own or as_subject[1]
        elif word == "다" and at and words[at - 1] in ("내가", "제가"):
            pass  # 내가 다 속상해서
        elif _LEFT_OUT.fullmatch(word):
            if _is_nothing_without(word, words[at + 1 :], words, theirs=theirs):
                return None
            if word in _OWNER and _WITH_ONES_OWN.fullmatch(following):
                said.append("직접")
                skipped = at + 1
            elif word in _OWNER and (instead := _instead_of_my(following, theirs=theirs)) is not None:
                said.append(instead)
            elif word in _OWNER:
                bare = bare or _ABOUT_THE_SPEAKER.match(following) is not None or at + 2 == len(words)
            elif _TO.fullmatch(word) and theirs and not _BY_THE_SPEAKER.search(words[-1]):
                pass  # 첫 의뢰인이 저한테 사랑한다고 했다: it is plain to whom
            else:
                bare = bare or TO_OR_OF.fullmatch(word) is not None
        else:
            said.append(word)
        opens = (
            (opens and _WHEN.fullmatch(word) is not None)
            or (_WHERE.fullmatch(word) is not None and not any(other[-1] in "은는이가" for other in words[:at]))
            or (_LEFT_OUT.fullmatch(word) is not None or joins(word) or _OPENINGS.fullmatch(word) is not None)
        )
    if own and _IS_NOT_THERE.match(" ".join(said)):
        return None  # 나는 없고 가방만 돌아다닌다
    return Without(" ".join(said), own, bare)


def _oneself(words: list[str], at: int, *, theirs: bool) -> str | None:
    """스스로가 in the place of the 제가 at `at` that the speaker judges (제가 정말 싫어요, 잘 버틴 제가 기특해요); None
    for any other."""
    after = " ".join(words[at + 1 :])
    if words[at] in ("내가", "제가") and not theirs and _DISLIKE_MYSELF.fullmatch(after):
        return "스스로가"
    if at and words[at] in _OF_ME and _SAID_OF_ME.search(words[at - 1]) and _JUDGED.search(after):
        return "스스로" + words[at][-1]
    return None


def _is_beside_another(words: list[str], at: int) -> bool:
    """Whether the speaker at `at` of `words` is set against another (두 분은 신앙이 있으시고 저는 없다), or is
    disliked with others (사람도 싫고 나도 싫다)."""
    if words[at] in ("나도", "저도") and _DISLIKED.match("".join(words[at + 1 : at + 2])):
        return True
    if not at or not joins(words[at - 1]) or words[at][-1] not in "는난전":
        return False
    return any(other[-1] in "은는" and not _WHEN.fullmatch(other) and not joins(other) for other in words[: at - 1])


def _as_subject(words: list[str], at: int, *, opens: bool, first: bool) -> tuple[list[str], bool] | None:
    """What is said for the speaker at `at` as the subject (nothing, 직접, 같이), and whether it is the speaker's deed
    that is told; None where nothing may be. `opens`: it opens a clause; `first`: nothing is said before it."""
    word, following = words[at], "".join(words[at + 1 : at + 2])
    i = word in ("내가", "제가")
    if _is_beside_another(words, at):
        return None
    if (word == "전" and _EX.match(following)) or (word == "저" and _THAT.match(following)):
        return [word], False
    if i and words[at + 2 : at + 3] in (["보낸"], ["떠나보낸"], ["잃은"]):
        return [], False  # 내가 아버지를 보낸 해
    if is_said_of_me(words[at:]) and at:
        return [], False
    if not opens:
        if i and at and words[at - 1][-1] in "은는" and words[-1].endswith(("게", "게요")):
            return [], True  # 계란은 내가 사 올게
        if word in ("저", "전", "난") or (word == "나도" and words[at - 1][-1] in "만이가"):
            return [word], False  # 저 사람, 소리만 나도
        return ([], False) if word in ("나도", "저도") else None
    if i and following in _MADE_BY and _modifies("".join(words[at + 2 : at + 3])):
        return ["직접"], False  # 내가 사 간 육포
    if i and _modifies(following) and not joins(following):
        return (["직접"], False) if _MADE.fullmatch(following) else None
    if word in ("나도", "저도") and not first and joins(words[at - 1]):
        if following.startswith(("없", "있", "아니", "그", "안", "상관", "똑같", "모르")):
            return None  # 엄마도 없고 나도 없다
        return ["같이"], False  # 다들 웃고 나도 웃었다
    return [], True


def is_said_of_me(words: list[str]) -> bool:
    """Whether `words` are what another says of the speaker: 제가 인색하다고 떠들고 다녀요."""
    return words[:1] in (["내가"], ["제가"]) and _SAID_OF_IT.search(" ".join(words[1:])) is not None


def _instead_of_my(owned: str, *, theirs: bool) -> str | None:
    """What is said for 내 before `owned`; None where it is left out."""
    if _ON_ONES_SIDE.match(owned):
        return "내"
    if _BY_ONES_OWN.fullmatch(owned):
        return "혼자"
    if _OF_ONES_OWN.match(owned):
        return "맡은"
    if not theirs and _OF_ONESELF.fullmatch(owned):
        return "본인"
    return "본인" if _IN_ONES_NAME.fullmatch(owned) or (_ONES_MONEY.fullmatch(owned) and not theirs) else None


def _is_nothing_without(word: str, after: list[str], words: list[str], *, theirs: bool) -> bool:
    """Whether what stands `after` one of the speaker's own words, of all `words`, says nothing without it, or another
    thing: 내 것, 우리 조도, 저희 집 거라고, 친구가 내 명의로. `theirs`: somebody else is named in them."""
    if word in ("내", "제", "우리", "저희") and _IS_OURS.fullmatch(after[0]):
        return True
    if word in _OWNER:
        theirs = theirs or not {"누가", "누군가", "누군가가"}.isdisjoint(words)
        if theirs and (_IN_ONES_NAME.fullmatch(after[0]) or _OF_ONES_OWN.fullmatch(after[0])):
            return True  # with 본인 it would be the friend's, with 맡은 what they had to do
        again = sum(other.startswith(after[0][:2]) for other in words) > 1
        return again or _NOT_WITHOUT_OWNER.fullmatch(after[0]) is not None
    if word not in ("우리", "저희"):
        return False
    return _OURS.fullmatch(after[0]) is not None or (after[0] == "집" and after[1:2] != [] and after[1][:1] in "거것꺼")


def after_the_speaker(words: list[str]) -> list[str]:
    """`words` without what the speaker did where another, not named in them, did something upon it: 제가 손목을 다치니
    밥을 해 왔어요."""
    if words[:1] not in (["내가"], ["제가"]):
        return words
    end = next((at for at, word in enumerate(words[:6]) if _SO.fullmatch(word)), None)
    rest = words[end + 1 :] if end is not None else []
    if len(rest) < 3 or any(SUBJECT.fullmatch(word) or _SOMEBODY.fullmatch(word) for word in rest):
        return words
    return rest


def without_me(words: list[str]) -> list[str]:
    """`words` without the speaker as the object where another did it: 부장이 저를 무시했어요, 아내가 나 몰래 팔았다."""
    kept: list[str] = []
    somebody = own = skip = False
    for at, word in enumerate(words):
        following = words[at + 1] if at + 1 < len(words) else ""
        if skip:
            skip = False
            continue
        mine = word in _ME or (
            word == "날"
            and at > 0
            and _SOMEBODY.fullmatch(words[at - 1]) is not None
            and _AFTER_IT_ARISES.match(following) is None
        )
        if (
            mine
            and somebody
            and not own
            and following
            and not _AFTER_ME.match(following)
            and not _TAKEN_FOR.fullmatch(following)
            and last_sound(words[at - 1]) != "ㄴ"
        ):
            skip = _WITH_ME.fullmatch(following) is not None
            continue
        if word in ("나", "저") and somebody and _ALONE.fullmatch(following):
            continue
        own = own or SUBJECT.fullmatch(word) is not None
        somebody = somebody or _SOMEBODY.fullmatch(word) is not None
        kept.append(word)
    return kept


def _modifies(word: str) -> bool:
    """Whether `word` may be said of a noun after it: 쓴, 만든, 아끼던."""
    return word != "" and (last_sound(word) == "ㄴ" or word[-1] == "던") and _WHEN.fullmatch(word) is None
