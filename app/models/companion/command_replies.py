"""What is answered to a command. What it says is done here (a sound, a page, the microphone) the window does."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from app.models.companion.command_refusals import refusals
from app.models.companion.commands import Command, Recognised
from app.models.companion.josa import attach, particle
from app.models.companion.looking_back import feelings_of, nothing_told, topic, without_commands
from app.models.companion.periods import Period, period_of
from app.models.companion.surroundings import NOWHERE, Surroundings

WEEKDAYS = "월화수목금토일"
_DAYS = {"그제": -2, "어제": -1, "내일": 1, "모레": 2, "글피": 3}
_CLOSINGS = (
    "오늘 이야기 나눠 줘서 고마워요. 편안한 밤 보내세요.",
    "네, 여기서 마칠게요. 오늘 하신 말은 제가 잘 들었어요.",
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
_LOTTO = (
    "{numbers}, 이렇게 뽑아 봤어요. 아무 힘도 없는 숫자이니 재미로만 봐 주세요.",
    "{numbers}. 제가 고른 숫자라고 더 잘 맞지는 않아요. 사더라도 가볍게 한 장만요.",
)
_KEYBOARD = (
    "한글 자판으로 바꾸면 “{hangul}”{라고} 읽혀요. 이렇게 적으려던 게 맞나요?",
    "혹시 “{hangul}”{라고} 쓰려던 걸까요? 한/영 키가 영어로 되어 있었나 봐요.",
)
_NO_DIARY = (
    "지금은 열려 있는 일기장이 없어서 꺼내 드릴 수 없어요. 일기장을 연 다음에 다시 말해 주세요.",
    "여기서는 일기장을 볼 수 없어요. 일기장이 열려 있을 때 다시 불러 주세요.",
)
_NO_SUCH_DAY = (
    "그 날짜는 달력에 없어요. 다른 날을 말해 주시겠어요?",
    "달력에서 그날을 찾지 못했어요. 날짜를 다시 말해 주세요.",
)
_NOTHING_SAID = ("아직 제가 한 말이 없어요. 먼저 들려주시면 잘 들을게요.", "다시 들려드릴 말이 아직 없어요.")
_SOUND_NAMES = {
    "rain": "빗소리",
    "waves": "파도 소리",
    "brown": "낮은 바람 소리",
    "pad": "느린 화음",
    "": "조용한 소리",
}
_SOUND = (
    "{name} 작게 틀어 둘게요. 아래 막대에서 바꾸거나 멈출 수 있어요.",
    "네, {name} 조용히 틀게요. 아래 막대에서 언제든 멈출 수 있어요.",
)
_IN_A_WINDOW: dict[Command, tuple[str, ...]] = {
    Command.SOUND_STOP: ("네, 소리를 멈췄어요.", "소리를 껐어요. 조용히 있을게요."),
    Command.BREATHE: (
        "네, 같이 숨을 쉬어요. 화면의 동그라미를 따라오시면 돼요. 힘들면 언제든 멈춰도 괜찮아요.",
        "좋아요, 천천히 네 번만 함께 쉬어요. 어지러우면 바로 멈추고 편하게 쉬세요.",
    ),
    Command.RECORD_STOP: ("네, 마이크를 껐어요.", "여기까지 들을게요. 마이크를 껐어요."),
    Command.QUIET: (
        "네, 소리 내지 않을게요. 다시 듣고 싶으면 스피커 단추를 눌러 주세요.",
        "조용히 있을게요. 답은 글로만 둘게요. 스피커 단추를 누르면 다시 읽어 드려요.",
    ),
}
_RECORD = ("네, 듣고 있을게요. 편하게 말해 주세요.", "마이크를 켤게요. 천천히 말씀하세요.")
_NO_CONSENT = (
    "녹음에 동의하지 않으셔서 마이크는 켜지 않을게요. 설정의 ‘잠금과 보관’에서 바꿀 수 있어요.",
    "지금은 글로만 받고 있어요. 녹음은 설정의 ‘잠금과 보관’에서 동의하면 켤 수 있어요.",
)
_WITHOUT_WINDOW: dict[Command, tuple[str, ...]] = {
    Command.SOUND: (
        "여기에는 창이 없어서 소리를 틀 수 없어요. 토닥 창에서 다시 말해 주세요.",
        "소리는 토닥 창에서만 틀 수 있어요. 여기에는 창이 없어요.",
    ),
    Command.SOUND_STOP: ("여기에는 창이 없어서 틀어 둔 소리가 없어요.", "여기서는 나는 소리가 없어요. 창이 없거든요."),
    Command.BREATHE: (
        "여기에는 창이 없으니 말로 함께할게요. 코로 4초 들이쉬고, 7초 머금었다가, 입으로 8초 내쉬어요. 네 번이면 돼요.",
        "창이 없어서 그림은 못 보여 드려요. 4초 들이쉬고 7초 멈추고 8초 내쉬기를 네 번 해 보세요. 어지러우면 쉬세요.",
    ),
    Command.RECORD: (
        "여기에는 창이 없어서 마이크를 켤 수 없어요. 명령줄에서는 todak hear --mic로 들어요.",
        "마이크는 토닥 창이나 todak hear --mic에서 켤 수 있어요. 여기에는 창이 없어요.",
    ),
    Command.RECORD_STOP: (
        "여기에는 창이 없어서 마이크를 끌 수 없어요. todak hear --mic는 Ctrl+C로 멈춰요.",
        "창이 없는 곳이라 제가 끄지 못해요. 듣고 있다면 Ctrl+C로 멈춰 주세요.",
    ),
    Command.QUIET: ("네, 조용히 있을게요.", "알겠어요. 소리 내지 않을게요."),
}


def spoken_time(moment: datetime) -> str:
    """`오후 3시 5분`."""
    half = "오전" if moment.hour < 12 else "오후"
    minute = f" {moment.minute}분" if moment.minute else ""
    return f"{half} {(moment.hour + 11) % 12 + 1}시{minute}"


def spoken_date(moment: datetime) -> str:
    """`2026년 11월 21일 토요일`."""
    return f"{moment.year}년 {moment.month}월 {moment.day}일 {WEEKDAYS[moment.weekday()]}요일"


def replies(
    recognised: Recognised,
    now: Callable[[], datetime],
    rng: random.Random,
    around: Surroundings = NOWHERE,
) -> tuple[str, ...]:
    """The answers to a command, any of which will do. REPEAT is answered here only where there is nothing to repeat."""
    command = recognised.command
    if command is Command.TIME:
        said = spoken_time(now())
        is_now = attach(said, "이에요/예요")
        return (f"지금은 {is_now}.", f"{is_now}.", f"시계가 {attach(said, '을/를')} 가리키고 있어요.")
    if command is Command.DATE:
        return _date(recognised.days, now())
    if command is Command.LOTTO:
        numbers = ", ".join(map(str, sorted(rng.sample(range(1, 46), 6))))
        return tuple(text.format(numbers=numbers) for text in _LOTTO)
    if command is Command.KEYBOARD:
        hangul = recognised.hangul
        quoted = particle(hangul, "이라/라") + "고"
        return tuple(text.replace("{hangul}", hangul).replace("{라고}", quoted) for text in _KEYBOARD)
    if command in (Command.DIARY, Command.FEELINGS):
        return _from_diary(recognised, now(), around)
    if command is Command.CANNOT:
        return refusals(recognised.limit)
    if command in _WITHOUT_WINDOW:
        return _done_by_window(recognised, around)
    return {
        Command.CLOSE: _CLOSINGS,
        Command.WEATHER: _WEATHER,
        Command.STOCKS: _STOCKS,
        Command.RESET: _RESETS,
        Command.REPEAT: _NOTHING_SAID,
    }[command]


def _date(days: int, moment: datetime) -> tuple[str, ...]:
    said = spoken_date(moment + timedelta(days=days))
    day = next((word for word, each in _DAYS.items() if each == days), "오늘")
    verb = "이었어요" if days < 0 else "이에요"
    return (f"{day}{particle(day, '은/는')} {said}{verb}.", f"{said}{verb}.")


def _done_by_window(recognised: Recognised, around: Surroundings) -> tuple[str, ...]:
    command = recognised.command
    if not around.has_window():
        return _WITHOUT_WINDOW[command]
    if command is Command.RECORD:
        return _RECORD if around.may_record() else _NO_CONSENT
    if command is Command.SOUND:
        name = _SOUND_NAMES[recognised.sound]
        return tuple(text.format(name=name + particle(name, "을/를")) for text in _SOUND)
    return _IN_A_WINDOW[command]


def _from_diary(recognised: Recognised, moment: datetime, around: Surroundings) -> tuple[str, ...]:
    today = around.day_of(moment)
    named = "이번달" if recognised.command is Command.FEELINGS and not recognised.when else recognised.when
    period = period_of(named, today)
    if period is None:
        return _NO_SUCH_DAY
    entries = around.entries(period.first, period.last)
    if entries is None:
        return _NO_DIARY
    if recognised.command is Command.FEELINGS:
        return feelings_of(period, entries)
    told = without_commands(entries)
    if not told:
        return nothing_told(period)
    count = sum(len(entry.utterances) for entry in told)
    if not around.has_window():
        return (
            f"{topic(period.name)} 이야기 {count}개를 남기셨어요. "
            "여기에는 창이 없어서 펼치지 못하니 todak list로 찾아 주세요.",
        )
    if recognised.aloud and any(entry.is_grave for entry in told):
        return (f"{topic(period.name)} 마음이 많이 아팠던 말이 있어요. 소리 내어 읽지는 않고 펼쳐만 둘게요.",)
    return _opened(period, count, aloud=recognised.aloud)


def _opened(period: Period, count: int, *, aloud: bool) -> tuple[str, ...]:
    if aloud:
        return (
            f"{period.name} 일기를 읽어 드릴게요. 이야기 {count}개예요.",
            f"네, {period.name}에 남긴 이야기 {count}개를 읽을게요.",
        )
    return (
        f"{period.name} 일기를 펼쳐 둘게요. 이야기 {count}개를 남기셨어요.",
        f"네, {period.name} 일기예요. 이야기 {count}개가 있어요.",
    )
