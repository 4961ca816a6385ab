"""What days, months and years add up to."""

from datetime import UTC, date, datetime
from itertools import groupby

import pytest

from app.diary.emotion import EMOTIONS, Emotion, EmotionScores
from app.diary.entry import Care, EmotionReading, Entry, Person, Reply, ReplyKind, Source, Utterance
from app.diary.statistics import (
    EntryOutline,
    by_person,
    certain_scores,
    days_of,
    emotion_counts,
    months_of,
    most_frequent,
    outline,
    score_by_emotion,
    summarise,
    without_crisis,
)
from tests.years import Inventor, crisis_entry

JOY, SAD, ANXIOUS = (certain_scores(each) for each in (Emotion.JOY, Emotion.SADNESS, Emotion.ANXIETY))


def of(day: date, scores: EmotionScores | None, score: int | None = None, *, people: tuple[Person, ...] = (),
       felt: tuple[Emotion, ...] = (), crisis: bool = False) -> EntryOutline:  # fmt: skip
    parts = ((scores, 1.0),) if scores else ()
    return EntryOutline(day, parts, 1, score, felt, people, crisis)


def day(number: int, month: int = 11) -> date:
    return date(2026, month, number)


def test_days_are_summed_as_their_whole_entries_are() -> None:
    whole = list(Inventor(7).days(date(2026, 1, 1), date(2026, 6, 30)))
    expected = [summarise(of, list(same)) for of, same in groupby(whole, key=lambda each: each.date)]
    assert days_of([outline(each) for each in whole]) == expected
    assert any(each.entries > 1 for each in expected) and any(each.felt for each in expected)


def test_an_outline_knows_a_crisis_reply() -> None:
    moment = datetime(2026, 11, 1, 12, tzinfo=UTC)
    for kind, care, is_crisis in (
        (ReplyKind.CRISIS, Care.HARD, True),
        (ReplyKind.COMFORT, Care.SOFT, False),  # the soft card is a comforting reply
        (ReplyKind.COMMAND, Care.NONE, False),
    ):
        said = Utterance("u", "e", 0, "말", Source.TYPED, moment, reply=Reply("답", kind, care, "test"))
        assert outline(Entry("e", day(1), moment, (said,))).crisis is is_crisis
    assert outline(crisis_entry(day(1))).crisis


def test_an_entry_stands_for_what_was_felt_else_for_its_mix() -> None:
    moment = datetime(2026, 11, 1, 12, tzinfo=UTC)
    read = Utterance("u", "e", 0, "말", Source.TYPED, moment, reading=EmotionReading(SAD, True, (), "test"))
    assert outline(Entry("e", day(1), moment, (read,))).emotions == (Emotion.SADNESS,)
    marked = Entry("e", day(1), moment, (read,), felt=(Emotion.JOY, Emotion.ANXIETY))
    assert outline(marked).emotions == (Emotion.JOY, Emotion.ANXIETY)
    assert outline(Entry("e", day(1), moment)).emotions == ()


def test_the_most_frequent_emotion_is_said_only_when_there_is_one() -> None:
    days = days_of([of(day(1), JOY), of(day(2), SAD), of(day(3), JOY), of(day(4), None)])
    assert emotion_counts(days) == ((Emotion.JOY, 2), (Emotion.SADNESS, 1))
    assert most_frequent(days) is Emotion.JOY
    assert most_frequent(days[:2]) is None, "a tie"
    assert most_frequent(days[3:]) is None and emotion_counts([]) == ()


def test_a_day_counts_once_in_its_month() -> None:
    outlines = [
        of(day(1), JOY, 5), of(day(1), JOY, 3), of(day(2), SAD, 1),  # three entries, two days
        of(day(9, 3), ANXIOUS), of(day(10, 3), None, 2),
    ]  # fmt: skip
    months = months_of(2026, days_of(sorted(outlines, key=lambda each: each.date)))
    assert [month.first.month for month in months] == list(range(1, 13))
    november, march, empty = months[10], months[2], months[0]
    assert november.days == 2 and november.score == pytest.approx((4 + 1) / 2)
    assert november.shares is not None and november.shares[Emotion.JOY] == pytest.approx(0.5)
    assert march.days == 2 and march.score == 2 and march.shares == ANXIOUS
    assert (empty.days, empty.score, empty.shares) == (0, None, None)


def test_other_years_are_left_out_of_a_year() -> None:
    months = months_of(2026, days_of([of(date(2025, 11, 1), SAD), of(day(1), JOY)]))
    assert months[10].shares == JOY


def test_the_score_of_an_emotion_is_the_mean_of_its_entries() -> None:
    averages = score_by_emotion([
        of(day(1), JOY, 5), of(day(2), JOY, 4), of(day(3), SAD, 2), of(day(4), JOY),
        of(day(5), SAD, 3, felt=(Emotion.JOY, Emotion.ANXIETY)),
    ])  # fmt: skip
    assert list(averages) == [each for each in EMOTIONS if each in averages]
    assert averages[Emotion.JOY].score == pytest.approx(4) and averages[Emotion.JOY].count == 3
    assert averages[Emotion.SADNESS].score == 2 and averages[Emotion.ANXIETY].count == 1
    assert Emotion.ANGER not in averages


def test_company_has_its_mix_and_its_score() -> None:
    family, alone = by_person([
        of(day(1), JOY, 5, people=(Person.FAMILY,)),
        of(day(2), SAD, None, people=(Person.FAMILY, Person.ALONE)),
        of(day(3), None, 3, people=(Person.FAMILY,)),
        of(day(4), JOY, 4),
    ])  # fmt: skip
    assert family.person is Person.FAMILY and family.entries == 3 and family.score == pytest.approx(4)
    assert family.shares is not None and family.shares[Emotion.JOY] == pytest.approx(0.5)
    assert alone.entries == 1 and alone.score is None and alone.shares == SAD


def test_days_with_a_crisis_reply_are_left_out_of_causes() -> None:
    hurt = of(day(2), SAD, 1, people=(Person.FAMILY,), crisis=True)
    later_that_day = of(day(2), JOY, 5, people=(Person.FRIEND,))
    other = of(day(3), JOY, 4, people=(Person.FAMILY,))
    outlines = [hurt, later_that_day, other]
    assert without_crisis(outlines) == [other]
    assert [each.person for each in by_person(outlines)] == [Person.FAMILY]
    assert by_person(outlines)[0].score == 4
    assert list(score_by_emotion(outlines)) == [Emotion.JOY] and score_by_emotion(outlines)[Emotion.JOY].count == 1
    assert by_person([hurt]) == () and score_by_emotion([hurt]) == {}
    # The calendar itself shows such a day as any other.
    assert [each.date for each in days_of(outlines)] == [day(2), day(3)]
