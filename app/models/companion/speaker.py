"""A sentence without its speaker: 저는 우리 엄마한테 제 책을 줬어요 → 엄마한테 책을 줬어요."""

import re
from dataclasses import dataclass

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
    r"(?:앞|뒤|옆|쪽|편|것|거|껀|건|걸|게|말|몫|차례|탓|덕|위|밑|눈앞|코앞|자리|인생|삶)(?:[가-힣]{0,2})"
)
_WHEN = re.compile(  # may stand before the subject
    r"(?:오늘|어제|내일|그때|이제|지금|요즘|올해|이번|아까|방금|결국|사실|솔직히|대신|매일|그래서|정말|진짜|또)"
    r"(?:은|는|엔|에는|도)?"
)
_MADE = re.compile(
    r"쓴|만든|그린|지은|찍은|고른|심은|키운|짠|담근|끓인|뜬|적은|준비한|가르친|가르치던|키우던|돌보던|고친|꾸민|구운|"
    r"붙인|모은"
)
_THAT = re.compile(r"(?:사람|남자|여자|아저씨|아줌마|애|집|쪽|멀리|차|가게|건물)")  # after 저
_MADE_BY = ("사", "써", "끓여", "만들어", "담가", "구워", "그려")
_EX = re.compile(r"(?:남편|아내|부인|와이프|남친|여친|남자|여자|애인|직장|회사|주인|세입자)")  # after 전
_OPENINGS = re.compile(  # left out where they open what is told
    r"음|어|아|막|뭐|아니|네|예|응|우와|와|야|아이고|아유|어휴|에휴|하|헐|진짜|그냥|오늘|그래서|그리고|그러니까|"
    r"그러고|그럼|"
    r"그러다|아무튼|암튼|근데|그런데|하지만|그래도|하고|라고|것|거|게|줄|수|때|이러는데|그러는데|그랬더니|"
    r"그러더니|그래 놓고|이제야|결국"
)
_WITH_OPENING = re.compile(r"와 [보봤]|하고 [싶있]")  # what looks like an opening and is none
_SAID_OTHERWISE = {"나만": "혼자만", "저만": "혼자만", "우리집": "집", "우리집에": "집에", "우리집은": "집은"}


@dataclass(frozen=True, slots=True)
class Without:
    """A sentence without its speaker; `own`: the speaker was its subject; `bare`: whose it was, or to whom it was done,
    is not said any more."""

    text: str
    own: bool
    bare: bool = False


def without_speaker(words: list[str]) -> Without | None:
    """`words` without those that only the speaker can say; None where they would mean something else without them."""
    words = [_SAID_OTHERWISE.get(word, word) for word in words]
    while words and _OPENINGS.fullmatch(words[0]) and not _WITH_OPENING.match(" ".join(words[:2])):
        words = words[1:]
    said: list[str] = []
    own, opens, bare = False, True, False
    for at, word in enumerate(words):
        last = at + 1 == len(words)
        following = "" if last else words[at + 1]
        if (
            last
            or (word == "제" and following.startswith("몫"))
            or (word in ("나도", "저도") and following.startswith("모르게"))
        ):
            said.append(word)
        elif SUBJECT.fullmatch(word):
            if (word == "전" and _EX.match(following)) or (word == "저" and _THAT.match(following)):
                said.append(word)
            elif not opens:
                if word in ("저", "전", "난") or (word == "나도" and words[at - 1][-1] in "만이가"):
                    said.append(word)  # 저 사람, 소리만 나도
                elif word not in ("나도", "저도"):
                    return None
            elif word in ("내가", "제가") and following in _MADE_BY and _modifies("".join(words[at + 2 : at + 3])):
                said.append("직접")  # 내가 사 간 육포
            elif word in ("내가", "제가") and _modifies(following) and not joins(following):
                if not _MADE.fullmatch(following):
                    return None
                said.append("직접")
            else:
                own = True
        elif word == "다" and at and words[at - 1] in ("내가", "제가"):
            pass  # 내가 다 속상해서
        elif _LEFT_OUT.fullmatch(word):
            if word in _OWNER and (
                _NOT_WITHOUT_OWNER.fullmatch(following) or sum(other.startswith(following[:2]) for other in words) > 1
            ):
                return None
            bare = bare or TO_OR_OF.fullmatch(word) is not None
        else:
            said.append(word)
        opens = (opens and _WHEN.fullmatch(word) is not None) or (
            _LEFT_OUT.fullmatch(word) is not None or joins(word) or _OPENINGS.fullmatch(word) is not None
        )
    return Without(" ".join(said), own, bare)


def _modifies(word: str) -> bool:
    """Whether `word` may be said of a noun after it: 쓴, 만든, 아끼던."""
    return word != "" and (last_sound(word) == "ㄴ" or word[-1] == "던") and _WHEN.fullmatch(word) is None
