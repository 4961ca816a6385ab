"""Commands: right on many phrasings, silent on diary lines that hold their words."""

import random
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.diary.emotion import Emotion
from app.diary.entry import Care, Entry, Reply, ReplyKind, Source, Utterance
from app.models.companion.command_replies import replies
from app.models.companion.commands import SOUNDS, Command, Recognised, asked, recognise
from app.models.companion.surroundings import Surroundings
from app.voice.calm_sounds import CalmSound

DATA = Path(__file__).parent / "data"


def rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (DATA / name).read_text(encoding="utf-8").splitlines() if line]


def test_phrasings() -> None:
    lines = rows("commands.tsv")
    assert len(lines) >= 200 and len({text for _, text in lines}) == len(lines)
    assert {name for name, _ in lines} == {each.value for each in Command}
    wrong = [(name, text) for name, text in lines if (found := recognise(text)) is None or found.command.value != name]
    assert not wrong


def test_diary_lines_are_left_alone() -> None:
    lines = rows("no_commands.tsv")
    assert len(lines) >= 200 and len({text for (text,) in lines}) == len(lines)
    eaten = [(text, found.command) for (text,) in lines if (found := recognise(text)) is not None]
    assert not eaten


def clock() -> datetime:
    return datetime(2026, 11, 21, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [
        (0, 0, "지금은 오전 12시예요."),
        (9, 30, "지금은 오전 9시 30분이에요."),
        (12, 1, "지금은 오후 12시 1분이에요."),
        (23, 0, "지금은 오후 11시예요."),
    ],
)
def test_the_time(hour: int, minute: int, said: str) -> None:
    moment = datetime(2026, 11, 21, hour, minute, tzinfo=UTC)
    whole, *others = replies(Recognised(Command.TIME), lambda: moment, random.Random(1))
    assert whole == said
    assert all(re.search(r"[오전후]{2} \d+시( \d+분)?(이에요|예요|를|을)", other) for other in others)
    assert not any(wrong in other for other in others for wrong in ("시이에요", "시을", "분예요", "분를"))


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


# --- what is asked for -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("어제 일기 읽어 줘", Recognised(Command.DIARY, when="어제", aloud=True)),
        ("지난주 일기 보여 줘", Recognised(Command.DIARY, when="지난주")),
        ("11월 3일에 쓴 일기 들려줘", Recognised(Command.DIARY, when="11월3일", aloud=True)),
        ("일기장 열어 줘", Recognised(Command.DIARY)),
        ("이번 달 감정 어때", Recognised(Command.FEELINGS, when="이번달")),
        ("감정 통계 보여 줘", Recognised(Command.FEELINGS)),
        ("빗소리 틀어 줘", Recognised(Command.SOUND, sound="rain")),
        ("비 오는 소리 들려줘", Recognised(Command.SOUND, sound="rain")),
        ("파도 소리 듣고 싶어", Recognised(Command.SOUND, sound="waves")),
        ("브라운 노이즈 틀어 줘", Recognised(Command.SOUND, sound="brown")),
        ("음악 틀어 줘", Recognised(Command.SOUND, sound="pad")),
        ("다른 소리 틀어 줘", Recognised(Command.SOUND)),
    ],
)
def test_what_a_command_names(text: str, expected: Recognised) -> None:
    assert recognise(text) == expected


def test_the_sounds_are_those_that_can_be_played() -> None:
    assert set(SOUNDS) == {each.value for each in CalmSound}


def said(text: str, reply: Reply | None) -> Utterance:
    return Utterance("u", "e", 0, text, Source.TYPED, clock(), reply=reply)


def test_a_command_counts_only_where_its_reply_agreed() -> None:
    done = Reply("네.", ReplyKind.COMMAND, Care.NONE, "test")
    instead = Reply("네, 듣고 있어요.", ReplyKind.COMFORT, Care.NONE, "test")
    grave = Reply("109", ReplyKind.CRISIS, Care.HARD, "test")
    assert asked(said("음악 틀어 줘", done)) == Recognised(Command.SOUND, sound="pad")
    assert asked(said("음악 틀어 줘", instead)) is None and asked(said("음악 틀어 줘", None)) is None
    assert asked(said("다시 말해 줘", instead)) == Recognised(Command.REPEAT)
    assert asked(said("다시 말해 줘", grave)) is None
    assert asked(said("좋은 하루였다", done)) is None


def test_what_is_heard_itself_is_not_announced_aloud() -> None:
    spoken = {text: found.is_spoken for text in SPOKEN if (found := recognise(text)) is not None}
    assert spoken == SPOKEN


SPOKEN = {
    "지금 몇 시야": True,
    "어제 일기 보여 줘": True,
    "어제 일기 읽어 줘": False,
    "음악 틀어 줘": False,
    "음악 꺼 줘": True,
    "숨 쉬기 하자": False,
    "조용히 해": False,
    "녹음 시작": False,
}


# --- answers ---------------------------------------------------------------------------------------------------------


def answers(text: str, around: Surroundings) -> tuple[str, ...]:
    found = recognise(text)
    assert found is not None
    return replies(found, clock, random.Random(1), around)


def written(day: date, text: str, felt: Emotion | None = None, reply: Reply | None = None) -> Entry:
    moment = datetime(day.year, day.month, day.day, 20, tzinfo=UTC)
    utterance = Utterance("u", "e", 0, text, Source.TYPED, moment, felt=felt, reply=reply)
    return Entry(f"e{day}", day, moment, (utterance,))


def diary(*entries: Entry, has_window: bool = True, may_record: bool = True) -> Surroundings:
    return Surroundings(
        entries=lambda first, last: [each for each in entries if first <= each.date <= last],
        has_window=lambda: has_window,
        may_record=lambda: may_record,
    )


def test_without_a_diary_a_command_that_needs_one_says_so() -> None:
    for text in ("오늘 일기 읽어 줘", "이번 달 감정 어때"):
        assert all("일기장" in answer for answer in answers(text, Surroundings()))


def test_without_a_window_what_needs_one_says_so() -> None:
    alone = diary(written(date(2026, 11, 20), "걸었다"), has_window=False)
    for text in ("음악 틀어 줘", "음악 꺼 줘", "녹음 시작", "녹음 그만", "숨 쉬기 하자", "어제 일기 보여 줘"):
        assert all("창" in answer for answer in answers(text, alone)), text
    assert all("4초" in answer and "7초" in answer for answer in answers("숨 쉬기 하자", alone))


def test_without_consent_the_microphone_stays_closed_and_the_answer_says_so() -> None:
    assert all("동의" in answer for answer in answers("녹음 시작", diary(may_record=False)))
    assert not any("동의" in answer for answer in answers("녹음 시작", diary()))


def test_a_day_is_opened_or_said_to_be_empty() -> None:
    asking = written(date(2026, 11, 21), "오늘 일기 읽어 줘")  # the command itself is no diary
    around = diary(written(date(2026, 11, 3), "비밀스러운 하루였다"), asking)
    assert all("11월 3일" in each and "이야기 1개" in each for each in answers("11월 3일 일기 보여 줘", around))
    assert all("없어요" in each or "보이지 않아요" in each for each in answers("오늘 일기 읽어 줘", around))
    assert all("달력" in each for each in answers("2월 30일 일기 보여 줘", around))
    assert not any("비밀" in each for each in answers("11월 3일 일기 읽어 줘", around))


def test_a_day_with_a_crisis_is_opened_but_not_read_aloud() -> None:
    grave = Reply("109", ReplyKind.CRISIS, Care.HARD, "test")
    around = diary(written(date(2026, 11, 20), "힘들다", reply=grave))
    assert all("소리 내어 읽지는 않고" in each for each in answers("어제 일기 읽어 줘", around))
    assert not any("소리 내어" in each for each in answers("어제 일기 보여 줘", around))


def test_feelings_are_told_in_numbers() -> None:
    first = date(2026, 11, 1)
    felt = [Emotion.JOY, Emotion.JOY, Emotion.ANXIETY, Emotion.JOY, Emotion.ANXIETY, Emotion.SADNESS]
    days = [written(first + timedelta(days=at), "하루", each) for at, each in enumerate(felt)]
    for said_ in answers("이번 달 감정 어때", diary(*days)):
        assert "6일" in said_ and "기쁨이 3일로 가장" in said_ and "불안 2일" in said_ and "슬픔" not in said_
    for said_ in answers("감정 통계 보여 줘", diary(days[0], days[2])):
        assert "기쁨과 불안이 1일씩" in said_
    assert all("기쁨이" in each for each in answers("11월 1일 내 기분 어땠어", diary(*days)))
    assert all(
        "아직 마음을 읽지 못했어요" in each for each in answers("이번 달 감정 어때", diary(written(first, "하루")))
    )
