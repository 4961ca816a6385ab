"""Commands as people really say them, with what stands around them; and what must never be taken for one."""

import random
import re
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.models.companion.command_limits import LIMITS
from app.models.companion.command_replies import replies
from app.models.companion.command_wrapping import unwrapped
from app.models.companion.commands import Command, Recognised, recognise, warm
from app.models.companion.keyboard import agreed
from app.models.companion.periods import WHEN, Period, period_of

DATA = Path(__file__).parent / "data"
TODAY = date(2026, 11, 21)
# Somebody else's words, or a story about them.
TOLD = (
    "{}라고 동생이 그랬다",
    "{} 하고 엄마가 물었다",
    "엄마가 {}",
    "누가 나한테 {}",
    "남편이 자꾸 {}",
    "친구가 그랬어 {}",
    "{} 했는데 못 들은 척했다",
    "{} 그 말이 자꾸 생각나",
    "오늘 {} 소리를 들었다",
    "{} 그러더라",
)
MILLISECONDS = 1.0  # for a line, on the average; far above what it takes


def phrasings() -> list[tuple[str, str]]:
    lines = (DATA / "commands.tsv").read_text(encoding="utf-8").splitlines()
    return [(name, text) for name, text in (line.split("\t") for line in lines if line)]


def test_what_might_be_a_farewell_for_ever_is_left_to_the_safety_rules() -> None:
    lines = (DATA / "no_commands_for_safety.tsv").read_text(encoding="utf-8").splitlines()
    assert len(lines) >= 60 and len(set(lines)) == len(lines)
    assert not [(line, found.command) for line in lines if (found := recognise(line)) is not None]


@pytest.mark.parametrize("told", TOLD)
def test_a_command_that_is_told_of_is_no_command(told: str) -> None:
    lines = [told.format(text.rstrip(".?! ")) for name, text in phrasings() if name != Command.KEYBOARD]
    assert not [(line, found.command) for line in lines if (found := recognise(line)) is not None]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("음 토끼야, 빗소리 틀어줘 ㅠㅠ 제발", "빗소리 틀어줘"),
        ("알았어 그럼 빗소리 틀어줘 응?", "빗소리 틀어줘"),
        ("아 맞다!! 며칠이야", "며칠이야"),
        ("야근했어", "야근했어"),  # 야 is a call only where something stands between
        ("", None),
        ("ㅠㅠ", None),
        (" . ", None),
    ],
)
def test_what_is_left_without_the_wrapping(text: str, left: str | None) -> None:
    assert next(reversed(list(unwrapped(text))), None) == left


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("네? 지난주 일기 좀 일거줘ㅠㅠ", Recognised(Command.DIARY, when="지난주", aloud=True)),
        ("작년 오늘 일기 보여 줘", Recognised(Command.DIARY, when="작년오늘")),
        ("빗소리 쪼매 틀어도", Recognised(Command.SOUND, sound="rain")),
        ("틀어달라고", Recognised(Command.SOUND)),
        ("바람 소리 틀어 줘", Recognised(Command.SOUND, sound="brown")),
        ("못 들었어 한 번 더", Recognised(Command.REPEAT)),
        ("야 내일 알람 좀 맞춰 줘", Recognised(Command.CANNOT, limit="alarm")),
        ("구급차 좀 불러 줘", Recognised(Command.CANNOT, limit="rescue")),
    ],
)
def test_what_a_wrapped_command_names(text: str, expected: Recognised) -> None:
    assert recognise(text) == expected


@pytest.mark.parametrize(
    "text", ["오늘 비 와", "오늘 날씨 좋아", "코스피 올랐어", "미세먼지 심해", "오늘이 금요일이야"]
)
def test_a_statement_becomes_a_question_by_its_mark(text: str) -> None:
    assert recognise(text) is None and recognise(f"{text}?") is not None


def test_a_good_bye_in_one_word_stands_alone() -> None:
    assert recognise("끝") == Recognised(Command.CLOSE) and recognise("안녕히 계세요") == Recognised(Command.CLOSE)
    assert all(
        recognise(text) is None for text in ("이제 끝", "그냥 끝", "안녕히 계세요 고마워요", "안녕히 계세요 그만할게요")
    )


def test_what_cannot_be_done_is_said_in_many_ways() -> None:
    for kind in {kind for kind, _ in LIMITS}:
        said = replies(
            Recognised(Command.CANNOT, limit=kind), lambda: datetime(2026, 11, 21, tzinfo=UTC), random.Random(1)
        )
        assert len(set(said)) == len(said) >= (3 if kind == "rescue" else 6)
        assert all(re.search(r"(요|예요|세요)[.?]$", text) for text in said)
        assert kind != "rescue" or all("119" in text and "112" in text for text in said)


def test_recognition_is_fast() -> None:
    warm()
    lines = [text for _, text in phrasings()] + (DATA / "no_commands.tsv").read_text(encoding="utf-8").splitlines()
    lines += [
        "응 " * 70,
        "오늘" * 20,
        "아 " * 70 + "끝",
        " " * 150,
        "너무정말" * 10,
        "한번 " * 30 + "다시",
        ". " * 75 + "야",
    ]
    began = time.process_time()
    for line in lines:
        recognise(line)
    assert (time.process_time() - began) * 1000 / len(lines) < MILLISECONDS


@pytest.mark.parametrize(
    "yes", ["응", "네!", "네네", "맞아요", "응 맞아 ㅎㅎ", "ㅇㅇ", "그래", "dmd", "sp", "akwdk", "dd"]
)
def test_a_yes_takes_the_line_that_was_offered(yes: str) -> None:
    assert agreed(yes, "dkssudgktpdy") == "안녕하세요"


@pytest.mark.parametrize("other", ["", "아니", "ㄴㄴ", "ㅋㅋ", "응 오늘 힘들었어", "맞아서 아팠어", "hello"])
def test_anything_else_takes_nothing(other: str) -> None:
    assert agreed(other, "dkssudgktpdy") is None


def test_a_yes_to_a_line_that_was_no_slip_takes_nothing() -> None:
    assert agreed("응", "오늘 힘들었어") is None and agreed("네", "Netflix") is None


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("작년오늘", date(2025, 11, 21), date(2025, 11, 21)),
        ("1년전오늘", date(2025, 11, 21), date(2025, 11, 21)),
        ("작년이맘때", date(2025, 11, 18), date(2025, 11, 24)),
        ("지난한달", date(2026, 10, 23), TODAY),
        ("한달전", date(2026, 10, 1), date(2026, 10, 31)),
        ("12개월전", date(2025, 11, 1), date(2025, 11, 30)),
        ("일주일동안", date(2026, 11, 15), TODAY),
    ],
)
def test_periods_that_are_asked_for(when: str, first: date, last: date) -> None:
    assert re.fullmatch(WHEN, when)
    found = period_of(when, TODAY)
    assert found is not None and (found.first, found.last) == (first, last)


def test_a_year_before_the_leap_day() -> None:
    assert period_of("작년오늘", date(2028, 2, 29)) == Period(date(2027, 2, 28), date(2027, 2, 28), "2027년 2월 28일")
