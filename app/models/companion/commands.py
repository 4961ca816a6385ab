"""Commands, spoken or typed: the time, the date, good night, forget this …

A command is the whole utterance or nothing: its shape must match from the first letter to the last, so that a diary
line that merely mentions the time or the weather stays a diary line.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.models.companion.josa import particle
from app.models.companion.keyboard import rescue


class Command(StrEnum):
    """What is asked for."""

    TIME = "time"
    DATE = "date"
    CLOSE = "close"
    WEATHER = "weather"
    STOCKS = "stocks"
    LOTTO = "lotto"
    RESET = "reset"
    DIARY = "diary"
    FEELINGS = "feelings"
    KEYBOARD = "keyboard"


LIGHT = frozenset({Command.LOTTO})
"""Commands that are fun: not answered in the turns after a hard card."""

_CALL = (
    r"(?:(?:버디|토닥|토닥이|토닥토닥|토끼|토끼닥터|토끼박사|닥터|선생님|의사선생님|저기|저기요|있잖아|그럼|혹시|"
    r"음|어|아|야|자)(?:야|아|님)?)?"
)
_PLEASE = r"(?:좀|한번|빨리|그냥|이제)?"
_TELL = (
    r"(?:알려|말해|가르쳐|읽어|확인해|보여)(?:줘|줘요|주세요|줄래|줄래요|주라|줄수있어|줄수있어요|주겠니|다오|봐|봐줘)"
)
_WHAT = (
    r"(?:이야|야|니|냐|이니|예요|에요|이에요|인가요|인가|인지|지|죠|입니까|이지|이죠|됐어|됐어요|됐나요|됐지|됐니|"
    r"쯤이야|쯤됐어|쯤이에요|래|일까|일까요|나|이나|더라|였지|였더라|이었지|이었어|이었죠|이었더라)?"
)
_DO = r"(?:줘|줘요|주세요|줄래|줄래요|주라|주겠니|줄수있어|줄수있어요|다오|봐|봐줘|라|자|할래|할게|하자)?"
_NOW = r"(?:지금|현재|한국|서울)?(?:시간|시각)?(?:이|은)?"
_DAY = r"(?:오늘|지금|어제|그저께|그제|내일|모레|글피)?(?:이|은|가|는|은요|날짜가|날짜는|날짜|이날짜로)?"
_PERIOD = (
    r"(?:오늘|어제|그제|그저께|이번주|지난주|저번주|이번달|지난달|저번달|이달|올해|작년|최근|요즘|며칠|"
    r"(?:[가-힣]{1,3}|\d{1,2})월(?:(?:[가-힣]{1,4}|\d{1,2})일)?)"
    r"(?:에|의|동안|의내|내|나의|자)?(?:쓴|적은|기록한)?"
)
_PLACE = r"(?:[가-힣]{1,6}(?:동|구|시|도|군|읍|면)?(?:의|에|은|는)?)?"

_SHAPES: tuple[tuple[Command, str], ...] = (
    (Command.TIME, rf"{_NOW}몇시(?:몇분)?{_WHAT}(?:{_PLEASE}{_TELL})?"),
    (
        Command.TIME,
        rf"(?:지금|현재)?{_PLEASE}(?:시간|시각)(?:을|이|은|좀)?(?:어떻게(?:돼|되|됩|되나)(?:요|니까)?|"
        rf"{_PLEASE}{_TELL}|뭐야)",
    ),
    (Command.DATE, rf"{_DAY}(?:몇월)?(?:며칠|몇일){_WHAT}(?:{_PLEASE}{_TELL})?"),
    (Command.DATE, rf"{_DAY}(?:무슨요일|몇월|몇년도|몇년){_WHAT}(?:{_PLEASE}{_TELL})?"),
    (
        Command.DATE,
        rf"(?:오늘|지금|현재)?(?:의)?{_PLEASE}(?:날짜|요일)(?:를|가|는|좀|이)?(?:{_PLEASE}{_TELL}|뭐야|어떻게(?:돼|"
        rf"되)(?:요)?)",
    ),
    (
        Command.CLOSE,
        r"(?:(?:오늘도|오늘은|오늘)?(?:정말|진짜|너무)?(?:고마워|고마웠어|고맙습니다|감사합니다|감사해|수고했어|"
        r"수고했어요)(?:요)?)?"
        r"(?:오늘은|이제|그럼)?(?:이만|그만|여기까지)?(?:대화|앱|프로그램|일기|이야기)?(?:를|을)?"
        r"(?:종료|종료하자|종료해|종료할게|종료해줘|종료해요|종료해주세요|종료할래|끝내자|끝내줘|마칠게|마칠게요|"
        r"마치자|마무리하자|마무리할게|꺼줘|닫아줘|할게|할게요|하자)"
        r"(?:버디|토닥아?|닥터|토끼야?)?",
    ),
    (
        Command.CLOSE,
        r"(?:오늘도|오늘은|오늘|이제|그럼|나)?(?:정말|진짜)?(?:고마워요?|고마웠어요?|고맙습니다|감사합니다)?(?:나|"
        r"난|이제|그럼|그만|이만|오늘은)?"
        r"(?:이만|이만갈게요?|이만잘게요?|이만자러갈게요?|그만자야겠다|잘자요?|잘자토끼야?|굿나잇|굿나이트|"
        r"안녕히주무세요|잘게요?|자러갈게요?|내일봐요?|내일보자|내일또봐요?|내일또올게요?|다음에봐요?|"
        r"다음에또봐요?|또올게요?|잘있어요?|바이바이|바이|빠이|안녕히계세요)",
    ),
    (
        Command.CLOSE,
        r"(?:이제|오늘은|그럼)?(?:이만|그만)?(?:종료|끝|그만할게요?|그만하자|여기까지|여기까지할게요?|"
        r"여기까지만할게요?|여기까지하자)",
    ),
    (
        Command.WEATHER,
        rf"(?:지금|오늘|내일|모레|이번주|주말|현재)?(?:의)?{_PLACE}(?:지금|오늘|내일|모레|이번주|"
        rf"주말)?(?:의)?(?:날씨|기온|미세먼지|일기예보|예보|온도)"
        rf"(?:가|는|은|이|를|좀|도)?(?:지금|오늘|내일)?(?:어때요?|어떄|어떠니|어떻니|어떤가요|어떨까요?|"
        rf"어떻게(?:돼|되|될까)(?:요)?|{_PLEASE}{_TELL}|좋아|좋을까|몇도{_WHAT}|뭐야|검색해줘|찾아줘)?",
    ),
    (
        Command.WEATHER,
        r"(?:오늘|내일|모레|주말에|지금|이따)?(?:밖에)?(?:비|눈)(?:가|이)?(?:와|올까요?|오나요?|온대|오니|온다니|"
        r"오려나|와요)(?:우산(?:챙겨야|가져가야)(?:할까|해|하나|될까)요?)?",
    ),
    (Command.WEATHER, r"(?:오늘|내일)?우산(?:을)?(?:챙겨야|가져가야|필요)(?:할까|해|하나|돼|되나|하니)요?"),
    (
        Command.STOCKS,
        rf"(?:지금|오늘|현재|어제)?(?:의)?(?:[가-힣a-z0-9]{{1,10}}?)?(?:의)?(?:주가|주식|주식시세|주식가격|시세|"
        rf"코스피|코스닥|나스닥|환율|비트코인|비트코인가격|코인시세)"
        rf"(?:가|는|은|이|를|좀|지수)?(?:지금|오늘)?(?:어때요?|어떄|어떠니|어떻게(?:돼|되)(?:요|나요)?|얼마{_WHAT}|"
        rf"{_PLEASE}{_TELL}|올랐어요?|떨어졌어요?|검색해줘|찾아줘)",
    ),
    (Command.STOCKS, r"[가-힣]{2,8}(?:주가|시세)"),
    (
        Command.LOTTO,
        rf"(?:이번주|오늘|이번)?{_PLEASE}로또(?:당첨)?(?:번호|숫자)?(?:를|좀|하나|여섯개|6개)*{_PLEASE}(?:뽑아|"
        rf"추천해|골라|찍어|알려|말해|만들어|생성해|추첨해|추천){_DO}",
    ),
    (Command.LOTTO, r"(?:이번주)?로또(?:번호)?(?:추천|뭐야|뭐로할까|뭐살까)?"),
    (
        Command.RESET,
        rf"(?:대화|기억|지금까지대화|여태대화|우리대화|이대화|지금까지한말|지금까지한이야기|대화내용|"
        rf"대화기록)?(?:를|을|은|내용)?(?:다|모두|전부|싹)?{_PLEASE}(?:초기화|리셋|리셋트)(?:를|좀)?(?:해|하|"
        rf"시켜)?{_DO}",
    ),
    (
        Command.RESET,
        rf"(?:지금까지|여태|방금)?(?:한|나눈|했던)?(?:말|얘기|이야기|대화|대화내용)(?:을|를|은|는)?(?:다|모두|전부|"
        rf"싹)?(?:잊어|잊어버려|지워|까먹어){_DO}",
    ),
    (Command.RESET, r"(?:처음부터)?(?:새로|다시)(?:운)?(?:대화)?(?:를)?시작(?:하자|할래|해줘|하고싶어)"),
    (
        Command.DIARY,
        rf"(?:{_PERIOD})?(?:일기|기록)(?:를|을|좀|장|내용)*{_PLEASE}(?:(?:읽어|보여|들려|찾아|열어){_DO}|"
        rf"뭐라고썼지|뭐썼지|뭐라고썼어|뭐라고적었지)",
    ),
    (
        Command.FEELINGS,
        rf"(?:{_PERIOD})?(?:내|나의|나)?(?:감정|기분|마음)(?:통계|상태|변화|그래프|달력|요약|분석)?(?:이|은|을|는|"
        rf"가|좀)?(?:어땠어|어땠지|어때|어땠어요|어땠나요|어떤지|어땠는지)?(?:{_PLEASE}{_TELL})?(?<=어|지|때|요|줘|"
        rf"래|봐|라|오|니)",
    ),
)
_COMPILED = tuple((command, re.compile(_CALL + shape + r"(?:버디|토닥아?)?")) for command, shape in _SHAPES)
_NOT_LETTERS = re.compile(r"[^가-힣a-z0-9]+")
_NEEDS_PERIOD = re.compile(r"이번|지난|저번|오늘|어제|올해|작년|최근|며칠|월|통계|그래프|요약|달력|분석")
_DAYS = {"그저께": -2, "그제": -2, "어제": -1, "내일": 1, "모레": 2, "글피": 3}
_LONGEST = 40  # letters: a longer utterance is a story

WEEKDAYS = "월화수목금토일"
_CLOSINGS = (
    "오늘 이야기 나눠 줘서 고마워요. 편안한 밤 보내세요.",
    "네, 여기서 마칠게요. 오늘 하신 말은 제가 잘 적어 두었어요.",
    "오늘도 여기 와 주셔서 고마워요. 푹 쉬세요.",
    "그럼 오늘은 여기까지 할게요. 언제든 다시 불러 주세요.",
    "이야기 들려주셔서 고마웠어요. 포근하게 쉬시길 바라요.",
)
_RESETS = (
    "지금까지 나눈 말을 제 기억에서 지웠어요. 일기는 그대로 있어요. 처음부터 다시 들을게요.",
    "네, 대화를 새로 시작할게요. 적어 둔 일기는 지우지 않았어요.",
)
_WEATHER = (
    "저는 인터넷에 나가지 않아서 날씨를 알 수 없어요. 대신 창밖이 어떤지 들려주시면 함께 적어 둘게요.",
    "날씨는 저도 몰라요. 토닥은 밖으로 연결되지 않는 일기라서요. 지금 하늘은 어떤가요?",
)
_STOCKS = (
    "저는 인터넷에 나가지 않아서 시세를 알 수 없어요. 그 일로 마음이 쓰인다면 그 이야기는 들을 수 있어요.",
    "시세는 제가 볼 수 없어요. 토닥은 밖으로 연결되지 않아요.",
)
_DIARY = (
    "지금 이 자리에서는 일기장을 펼칠 수 없어요. 일기 목록에서 그날을 열어 주시면 그대로 있어요.",
    "지난 일기는 일기 목록이나 달력에서 볼 수 있어요. 여기서는 아직 제가 꺼내 드리지 못해요.",
)
_FEELINGS = (
    "감정의 흐름은 통계 화면에서 볼 수 있어요. 여기서는 아직 제가 꺼내 드리지 못해요.",
    "달력과 통계에 그동안의 마음이 모여 있어요. 저는 아직 여기서 읽어 드리지 못해요.",
)
_LOTTO = (
    "{numbers}, 이렇게 뽑아 봤어요. 아무 힘도 없는 숫자이니 재미로만 봐 주세요.",
    "{numbers}. 제가 고른 숫자라고 더 잘 맞지는 않아요. 사더라도 가볍게 한 장만요.",
)
_KEYBOARD = (
    "한글 자판으로 바꾸면 “{hangul}”{라고} 읽혀요. 이렇게 적으려던 게 맞나요?",
    "혹시 “{hangul}”{라고} 쓰려던 걸까요? 한/영 키가 영어로 되어 있었나 봐요.",
)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A command found. `hangul` is what a KEYBOARD line was meant to be, `days` how far a DATE asked for is from
    today."""

    command: Command
    hangul: str = ""
    days: int = 0


def recognise(text: str) -> Recognised | None:
    """The command that the whole of `text` is, or None."""
    hangul = rescue(text.strip())
    if hangul is not None:
        return Recognised(Command.KEYBOARD, hangul)
    if len(text) > 4 * _LONGEST:
        return None
    letters = _NOT_LETTERS.sub("", text.lower())
    if not letters or len(letters) > _LONGEST:
        return None
    for command, shape in _COMPILED:
        if shape.fullmatch(letters) and (command is not Command.FEELINGS or _NEEDS_PERIOD.search(letters)):
            days = next((days for word, days in _DAYS.items() if word in letters), 0) if command is Command.DATE else 0
            return Recognised(command, days=days)
    return None


def spoken_time(moment: datetime) -> str:
    """`오후 3시 5분`."""
    half = "오전" if moment.hour < 12 else "오후"
    minute = f" {moment.minute}분" if moment.minute else ""
    return f"{half} {(moment.hour + 11) % 12 + 1}시{minute}"


def spoken_date(moment: datetime) -> str:
    """`2026년 11월 21일 토요일`."""
    return f"{moment.year}년 {moment.month}월 {moment.day}일 {WEEKDAYS[moment.weekday()]}요일"


def replies(recognised: Recognised, now: Callable[[], datetime], rng: random.Random) -> tuple[str, ...]:
    """The answers to a command, any of which will do."""
    command = recognised.command
    if command is Command.TIME:
        said = spoken_time(now())
        return (f"지금은 {said}이에요.", f"{said}이에요.", f"시계가 {said}을 가리키고 있어요.")
    if command is Command.DATE:
        said = spoken_date(now() + timedelta(days=recognised.days))
        day = next((word for word, days in _DAYS.items() if days == recognised.days), "오늘")
        verb = "이었어요" if recognised.days < 0 else "이에요"
        return (f"{day}{particle(day, '은/는')} {said}{verb}.", f"{said}{verb}.")
    if command is Command.LOTTO:
        numbers = ", ".join(map(str, sorted(rng.sample(range(1, 46), 6))))
        return tuple(text.format(numbers=numbers) for text in _LOTTO)
    if command is Command.KEYBOARD:
        hangul = recognised.hangul
        quoted = particle(hangul, "이라/라") + "고"
        return tuple(text.replace("{hangul}", hangul).replace("{라고}", quoted) for text in _KEYBOARD)
    return {
        Command.CLOSE: _CLOSINGS,
        Command.WEATHER: _WEATHER,
        Command.STOCKS: _STOCKS,
        Command.RESET: _RESETS,
        Command.DIARY: _DIARY,
        Command.FEELINGS: _FEELINGS,
    }[command]
