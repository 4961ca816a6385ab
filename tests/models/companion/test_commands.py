"""Commands: right on many phrasings, silent on diary lines that hold their words."""

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.models.companion.commands import Command, Recognised, recognise, replies

DATA = Path(__file__).parent / "data"


def rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (DATA / name).read_text(encoding="utf-8").splitlines() if line]


def test_phrasings() -> None:
    lines = rows("commands.tsv")
    assert len(lines) >= 60
    wrong = [(name, text) for name, text in lines if (found := recognise(text)) is None or found.command.value != name]
    assert not wrong


def test_diary_lines_are_left_alone() -> None:
    lines = rows("no_commands.tsv")
    assert len(lines) >= 80
    eaten = [(text, found.command) for (text,) in lines if (found := recognise(text)) is not None]
    assert not eaten


def clock() -> datetime:
    return datetime(2026, 11, 21, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [(0, 0, "오전 12시"), (9, 30, "오전 9시 30분"), (12, 1, "오후 12시 1분"), (23, 59, "오후 11시 59분")],
)
def test_the_time(hour: int, minute: int, said: str) -> None:
    moment = datetime(2026, 11, 21, hour, minute, tzinfo=UTC)
    assert all(said in text for text in replies(Recognised(Command.TIME), lambda: moment, random.Random(1)))


def test_the_date_of_another_day() -> None:
    found = recognise("내일 며칠이야?")
    assert found is not None and found.days == 1
    assert all("11월 22일 일요일" in text for text in replies(found, clock, random.Random(1)))
    found = recognise("어제가 며칠이었지")
    assert found is not None and found.days == -1


def test_lotto_numbers() -> None:
    for seed in range(20):
        for text in replies(Recognised(Command.LOTTO), clock, random.Random(seed)):
            numbers = [int(part) for part in text.replace(".", ",").split(",") if part.strip().isdigit()]
            assert len(numbers) >= 5 or any(character.isdigit() for character in text)
    drawn = replies(Recognised(Command.LOTTO), clock, random.Random(1))[1].split(".")[0]
    numbers = [int(part) for part in drawn.split(",")]
    assert numbers == sorted(set(numbers)) and len(numbers) == 6 and numbers[0] >= 1 and numbers[-1] <= 45


def test_the_keyboard_offer_shows_the_hangul() -> None:
    found = recognise("dkssud")
    assert found is not None and found.hangul == "안녕"
    assert all("안녕”이라고" in text for text in replies(found, clock, random.Random(1)))


def test_weather_is_honest() -> None:
    assert all(
        "인터넷" in text or "연결되지 않는" in text
        for text in replies(Recognised(Command.WEATHER), clock, random.Random(1))
    )
