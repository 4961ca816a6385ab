"""What a line does in a talk, when it is no new story: a yes, a no, an answer to what was asked, a correction.

People talk on from what they were just told. 응 after a question is an answer, 아니 나 말고 동생이 sets right what was
misheard, and neither says anything by itself: read alone, as a line of a diary is, they are answered as though they
were a new story. All of this is looked for only after a reply, and mostly only in short lines.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto

from app.models.companion.feelings import named_feeling
from app.models.companion.lexical import letters


class Move(Enum):
    """What a line does in a talk."""

    AGREES = auto()  # 응, 맞아, 그러게
    REFUSES = auto()  # 아니, 별로
    DOES_NOT_KNOW = auto()  # 몰라, 글쎄
    JUST_SO = auto()  # 그냥
    IS_FINE = auto()  # 괜찮아, 됐어
    ANSWERS = auto()  # 어제부터, to what was asked
    CORRECTS = auto()  # 아니 나 말고 동생이: it was misheard
    ASKS_BACK = auto()  # 그게 무슨 말이야?
    DOUBTS = auto()  # 네가 뭘 알아


@dataclass(frozen=True, slots=True)
class Moved:
    """What a line does; `rest`: what it says beside that (동생이), empty where it says no more; `denied`: what it says
    is not so (나)."""

    move: Move
    rest: str = ""
    denied: str = ""


_LAUGHS = re.compile(r"[ㅋㅎㅠㅜㅡ^~]+|[.,!…]+")
_SPACES = re.compile(r"\s+")
_ENDING = r"(?:요|용|여)?"
_BARE: tuple[tuple[Move, re.Pattern[str]], ...] = tuple(
    (move, re.compile(rf"(?:(?:{forms})\s?\??\s*){{1,3}}"))
    for move, forms in (
        (
            Move.AGREES,
            r"으?응|웅|엉|네네?|넵|넹|예|ㅇㅇ|ㅇㅋ|어어?|그래(?:요|서|그래)?|맞아(?:요|맞아)?|맞습니다|"
            r"맞음|맞네|맞죠|그러게(?:요|말이야|말이에요)?|"
            r"그[쵸치죠]|그렇[지죠](?:요)?|그니까(?:요)?|그러니까(?:요|말이야|말이에요)?|내 ?말이(?:요|"
            r"그 ?말이야)?|제 ?말이(?:요)?|인정|ㅇㅈ|당연하지|당연하죠|"
            r"물론이?[지죠]|정말 ?그래(?:요)?|진짜 ?그래(?:요)?|완전|알았어(?:요)?|알겠어(?:요)?|그런가 ?봐(?:"
            r"요)?|그런 ?것 ?같아(?:요)?|그런 ?거 ?같아(?:요)?",
        ),
        (
            Move.REFUSES,
            rf"아니{_ENDING}|아뇨|아녀|아니에요|아니야|아닙니다|ㄴㄴ|노노|아직{_ENDING}|별로{_ENDING}|"
            rf"안 ?그래{_ENDING}|전혀{_ENDING}|딱히{_ENDING}|없어{_ENDING}",
        ),
        (
            Move.DOES_NOT_KNOW,
            rf"(?:나도 |저도 |잘 )?(?:몰라{_ENDING}|모르겠[어다네]{_ENDING}|모르겠습니다|모르지{_ENDING}|"
            rf"몰루)|글쎄{_ENDING}|글쎄다",
        ),
        (
            Move.JUST_SO,
            rf"(?:걍|그냥)(?: ?뭐)?{_ENDING}|(?:뭐 )?그냥 ?그[래랬저]?(?:어|지|래)?{_ENDING}|그럭저럭{_ENDING}|"
            rf"그저 ?그[래랬](?:어|지)?{_ENDING}|쏘쏘",
        ),
        (
            Move.IS_FINE,
            rf"(?:아냐 |아니 |난 |나 |저 |전 )?(?:이제 |이젠 |진짜 |정말 )?(?:괜찮(?:아|습니다|다니까)|"
            rf"됐[어다](?:{_ENDING})){_ENDING}",
        ),
    )
)  # fmt: skip
_NO = (
    r"(?:아니|아뇨|아녀|아니요|아니에요|아닌데요?|아닙니다|아이고 아니|에이|네\?|예\?|뭐\?|엥|잉|응\?|"
    r"ㄴㄴ|노노|뭐래|뭔 ?소리야?|뭔 ?소리예요|무슨 ?소리[가-힣]{0,3}|무슨 말[가-힣]{0,4}|"
    r"뭔 ?말[가-힣]{0,3}|갑자기 왜요?|왜 그래요?|아 ?뭐야|뭔 [가-힣]{1,4}[야여]|잘못 ?(?:들|알아|이해)[가-힣]"
    r"{0,6}|오해[가-힣]{0,4})"
)
_OPENS = re.compile(rf"^(?:아 |아이고 |근데 |야 |허허 |하하 )?{_NO}(?![가-힣])[\s,.?!ㅋㅎㅠㅜ~^]*")
# What is denied, and what stands behind it: 자랑[은 아니고요], 힘든 [게 아니라].
_DENIES = re.compile(
    r"(?P<not>[가-힣A-Za-z0-9 ]{1,24}?) ?(?:[게건걸]|거|것이|것은|거는|이|가|은|는|기는?|[해아어]서가?|"
    r"라서가?|때문이|뜻[이은]|말[이은]|얘기[가는]?|이야기[가는]?|정도는|일[은이]?|까지는|까진)? ?"
    r"(?:아니라|아니고|아니구|아닌데|아니에요|아녜요|아니야|아냐|아닙니다|아니여|아니거든|아니지|아니란|"
    r"아니라니|아니었|말고)[가-힣]{0,3}[\s,.!?ㅋㅎㅠㅜ~^]*"
)
_TOO_MUCH = re.compile(
    r"^[\sㅋㅎㅠ]*(?P<not>[가-힣]{2,6})(?:까지야|(?:까지는|까진)(?= ?(?:아니|아녜|아닌|아냐))|"
    r"은 무슨|는 무슨|은요|는요|이라뇨|라뇨|"
    r"다뇨|라니요)(?![가-힣])[\s,.!?ㅋㅎㅠㅜ~^]*"
)
_INSISTS = re.compile(
    r"(?:[다라자냐]고|[다라]니까|[다라]니깐|[다라]구|[다라]고요|[다라]니까요|(?:말|얘기|이야기|거|"
    r"뜻|것)(?:야|이야|에요|예요|이에요|이지|입니다|라고요?|였어요?|인데요?)|"
    r"(?:뿐|따름)(?:이야|이에요|입니다|인데)?|말하는 ?거[가-힣]{0,4}|말이[야에여][가-힣]?|는데요?\??|"
    r"라고|이요|이여|지금 [가-힣 ]+)[\s.!?~ㅋㅎㅠㅜ^]*$|"
    r"[다라]니까(?:요|는)? (?:왜|뭘|무슨) (?!.*(?:더라|[래대고]|잖아|는 거야)[\s.!?~ㅋㅎㅠㅜ^]*$)"
)
_MEANS = re.compile(
    r"(?:[다라]고요?|[다라]니까요?|(?:말|얘기|거|뜻)(?:야|이야|예요|에요|이에요|이지|입니다))[\s.!?~ㅋㅎㅠㅜ^]*$"
)
# 내 잘못도 아닌데 나보고 책임지래, 비싼 것도 아닌데 …, 회의하다 말고 …: of the story; 인연이 아니었나 보지: a guess
_CONCEDES = re.compile(
    r"^[가-힣 ]{1,16}(?:도|만) ?(?:아닌데|아니거든|아니고|아닌걸) |다 말고 |"
    r"아니(?:었나|었던가|었을까|나) ?(?:보|봐|싶)"
)
# 걷고 싶은 기분 아니야, 쉬는 건 됐고: what was offered is not wanted
_OFFERED = re.compile(r"숨을? ?(?:고르|골라)|조금 걷고|걸어도|조용한 소리|잔잔한 소리")
_NOT_WANTED = re.compile(
    r"(?:걷|걸[을어]|산책|숨|쉬[는고]|쉴|소리|음악)[가-힣 ]{0,10}(?:아니|아냐|됐[고어네다]|싫|안 ?(?:할|해|들|걸|쉴)|"
    r"필요 ?없|잘 ?쉬고|괜찮)"
)
_WHAT_FOR = re.compile(r"(?:지금 |아니 |이 ?시간에 )?(?:걷긴|산책은|숨은|쉬긴|소리는) ?(?:뭘|무슨|웬|됐)")
# 뭔 소리야 ㅋㅋ 아 맞다 나 계주 뽑혔다: what was misheard is let go, and something else told
_TURNS = re.compile(r"(?:^|[\s.!?ㅋㅎ])(?:아 ?맞다|아무튼|암튼|그건 ?그렇고)[\s,.!ㅋㅎ~]+")
_TELLS_ON = re.compile(  # 아니 진짜 …: a sigh, and a story
    r"(?:진짜|글쎄|오늘|어제|근데|왜|어떻게|이게|세상에|뭐 이런|무슨|웬|요즘|어떤|아까|방금|우리|"
    r"내가 ?진짜|나 ?진짜)(?![가-힣])"
)
_ASKS_BACK = re.compile(
    r"^(?:(?:그게|그거|방금|이게|그|지금)? ?(?:무슨|뭔) ?(?:말|소리|뜻|얘기)(?:이야|야|이에요|예요|"
    r"인지|이죠|임|여|이오|인가요|이냐|이니|입니까)?(?: 모르겠[어다네]요?)?|"
    r"(?:뭐라고|뭐라는|뭐래)(?:요|거야|거예요)?|이해가 안 ?[돼가되][가-힣]{0,3})[\s.?!ㅋㅎㅠㅜ~]*$"
)
_DOUBTS = re.compile(
    r"(?:네|니|너|토끼|기계|프로그램|로봇|ai|AI|컴퓨터)(?:가|이|따위가|주제에|한테)? ?(?:뭘|뭐를|무얼|"
    r"어떻게) ?(?:안다|알아|알겠|아냐|알기|아는|이해)|위로가? ?(?:안 ?[돼되]|하나도|전혀|되지|1도)|"
    r"(?:그런|그) ?(?:말|소리)(?:은|이|로)? ?(?:도움이?|위로가?|소용이?|아무 ?소용)[가-힣 ]{0,4}(?:안|"
    r"없|되지)|말이 안 ?통하|도움이? ?(?:하나도 |전혀 )?(?:안 ?[돼되]|되지)"
)
_NO_DANGER = re.compile(
    r"위험(?:한|할)? ?(?:거|일|건|것)?[가-힣]{0,2} ?(?:진짜 |절대 |하나도 )?(?:없|아니|아냐|안 ?해)[가-힣]{0,4}|"
    r"(?:죽는|맞는|때리는|슬픈|우울한|심각한|무서운|나쁜) ?(?:얘기|이야기|말|거|일|뜻)[가-힣]{0,2} ?(?:진짜 |절대 )?"
    r"(?:아니|아녜|아닙)[가-힣]{0,5}|누가 ?(?:저를|나를|날|절) ?[가-힣 ]{0,8}(?:게|건|거) ?아니[가-힣]{0,3}|"
    r"(?:무서운|위험한|때리는|괴롭히는|나쁜) ?(?:사람|놈|거|게|일)[가-힣]{0,2} ?(?:없|아니)[가-힣]{0,3}|"
    r"^아니(?:라니까|라고)(?:요)?|잘못 ?(?:알아|들으|이해)[가-힣]{0,6}|오해[가-힣]{0,4}|"
    r"(?:기분 ?좋|행복하|괜찮|멀쩡하)다니까[가-힣]?|"
    r"(?:나|저|전|난|내|내는)? ?안 ?(?:죽|슬[퍼프]|다[쳐치]|위험|울)[가-힣]{0,4}|"
    r"그런 ?(?:거|것|뜻|생각|말|얘기|게|건)[가-힣]{0,2} ?(?:진짜 |절대 )?(?:아니|아녜|아닙|안 ?(?:해|"
    r"합)|없)[가-힣]{0,5}|"
    r"그 ?정도[는까지]* ?아니[가-힣]{0,4}|진짜 아니라?니까[가-힣]?|"
    r"걱정 ?(?:마|안 ?해도|하지 ?마|할 ?일)[가-힣 ]{0,6}|"
    r"(?:왜|뭔|무슨|웬|뭐하러) ?(?:자꾸 |이런 |그런 |갑자기 )?(?:전화|번호|상담|경찰|109|112|119|1366)[가-힣]{0,6}|"
    r"(?:전화|번호|상담|경찰|109|112|119|1366)[가-힣를을는은도]{0,3} ?(?:왜|됐|필요 ?없|안 ?해도|그만)[가-힣 ]{0,8}"
)
_INSISTING = re.compile(r"((?<=[가-힣])다)(?:고요?|니까요?|니깐|구요?|고용)[\s.!?~ㅋㅎㅠㅜ^]*$")
_LITTLE = 5  # letters
_SECTIONS = {
    Move.AGREES: "agreed",
    Move.REFUSES: "refused",
    Move.DOES_NOT_KNOW: "unknowing",
    Move.JUST_SO: "just",
    Move.IS_FINE: "fine",
    Move.ANSWERS: "answered",
    Move.ASKS_BACK: "meant",
    Move.DOUBTS: "doubted",
}
_WHATEVER_THE_MOOD = ("fine", "meant", "doubted")
_MYSELF = ("나", "저", "내", "제", "나한테", "저한테", "내 얘기", "제 얘기")
_ANSWER = 16  # letters of a line that does no more than answer
_STORY = 60  # letters; who says more tells it anew
_GOES_ON = re.compile(
    r"^(?:(?:응|웅|엉|네|넵|예|ㅇㅇ|맞아요?|맞습니다|그러게요?|그[쵸치죠]|그니까요?|그러니까요?|아 ?그건 ?그렇"
    r"고|그건 ?그렇고|딴 ?얘[긴기]데요?|다른 ?얘[긴기]데요?|있잖아요?|암튼|아무튼)[\s,.!ㅋㅎㅠㅜ~^]+)+"
)


def move_of(text: str, last: str | None) -> Moved | None:
    """What `text` does in answer to the reply `last`; None for a new story, and where nothing was said before."""
    if last is None or len(letters(text)) > _STORY:
        return None
    plain = _plain(text)
    for move, forms in _BARE:
        if forms.fullmatch(plain):
            return Moved(move)
    if _OFFERED.search(last) and _lets_go(plain):
        return Moved(Move.REFUSES)
    if _DOUBTS.search(plain):
        return Moved(Move.DOUBTS)
    if _ASKS_BACK.match(text.strip()):
        return Moved(Move.ASKS_BACK)
    return _corrected(text.strip(), last) or _answered(text, last)


def _plain(text: str) -> str:
    return _SPACES.sub(" ", _LAUGHS.sub(" ", text)).strip()


def _lets_go(plain: str) -> bool:
    """Whether `plain` wants none of what was offered."""
    found = _NOT_WANTED.search(plain)
    return _WHAT_FOR.match(plain) is not None or (found is not None and len(plain) - found.end() < _LITTLE)


def _turned_to(text: str) -> str:
    """What `text` tells after a turn to something else; empty where it makes none, or tells little."""
    turn = _TURNS.search(text)
    rest = text[turn.end() :] if turn is not None else ""
    return rest if len(letters(rest)) >= _LITTLE else ""


def denies_danger(text: str) -> str | None:
    """What `text` says beside a no to a card (그런 거 아니야, 왜 자꾸 번호를 줘), perhaps nothing; None where it says
    no such thing. That one is well (괜찮아), or only said it so (그냥 해 본 말이야), takes nothing back."""
    found = _NO_DANGER.search(text)
    return f"{text[: found.start()]} {text[found.end() :]}".strip() if found is not None else None


def going_on(text: str) -> str:
    """What `text` goes on to tell after a yes or a turn to something else (응 어제 …, 뭔 소리야 아 맞다 …); all of it
    where that is little."""
    text = _turned_to(text) or text
    rest = _GOES_ON.sub("", text, count=1)
    return rest if len(letters(rest)) >= _LITTLE else text


def insisted(rest: str) -> str:
    """What is insisted on, as it is told: 팀장이 받았다고 → 팀장이 받았다."""
    return _INSISTING.sub(r"\1.", rest)


def section_of(move: Move, *, heavy: bool, was_asked: bool) -> str:
    """The section of the talk's texts that answers `move`, which is no correction; `heavy`: what was told before
    weighs; `was_asked`: the reply before it asked something."""
    name = _SECTIONS[move]
    if move is Move.AGREES and was_asked:
        name = "agreed.asked"
    if move is Move.IS_FINE and not heavy:
        name = "answered"
    return name if name in _WHATEVER_THE_MOOD else f"{name}.{'heavy' if heavy else 'light'}"


def _corrected(text: str, last: str) -> Moved | None:
    if _turned_to(text) and _TURNS.match(text) is None:
        return None
    opened = _OPENS.match(text)
    rest = text[opened.end() :] if opened else text
    denied = _DENIES.match(rest) or _TOO_MUCH.match(rest)
    if denied is not None and opened is None and _CONCEDES.search(rest):
        return None
    if denied is not None:
        what, after = denied["not"].strip(), rest[denied.end() :].strip()
        meant = opened or _speaks_of(last, what) or denied.re is _TOO_MUCH or what in _MYSELF
        if meant or (len(letters(text)) <= _ANSWER * 2 and _sets_right(what, after)):
            return Moved(Move.CORRECTS, after, what)
        return None
    if opened is None or (opened.group().strip() in ("아니", "에이") and _TELLS_ON.match(rest)):
        return None
    if (
        not rest
        or _INSISTS.search(rest)
        or (opened.group().strip(" ,.!?ㅋㅎㅠㅜ~^") not in ("아니", "에이") and len(letters(rest)) <= _ANSWER * 2)
    ):
        return Moved(Move.CORRECTS, rest.strip())
    return None


def _sets_right(denied: str, after: str) -> bool:
    """Whether who denies something that the reply had not said by that name, and says `after` instead, sets it right:
    a feeling (화난 게 아니라 서운해), or what is insisted on (쥐가 아니라 콩이라고). 큰돈은 아니고 팔십만 원 is only
    a finer word."""
    return bool(after) and (named_feeling(letters(denied)) is not None or _MEANS.search(after) is not None)


def _answered(text: str, last: str) -> Moved | None:
    if "?" in last and "?" not in text and len(letters(text)) <= _ANSWER:
        return Moved(Move.ANSWERS, text.strip())
    return None


def _speaks_of(last: str, denied: str) -> bool:
    """Whether the reply spoke of what is denied: one word of that begins as one in the reply does (서운할,
    서운해하셔도)."""
    said = letters(last)
    return any(len(word) > 1 and word[:2] in said for word in denied.split())
