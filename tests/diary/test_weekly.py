"""The weekly note: numbers that are right, and silence where they say nothing."""

from datetime import date, timedelta

from app.diary.emotion import Emotion
from app.diary.statistics import DaySummary, certain_scores
from app.diary.weekly import WeekNote, monday_of, week_note

MONDAY = date(2026, 11, 9)
JOY, SAD, ANXIOUS, ANGRY = Emotion.JOY, Emotion.SADNESS, Emotion.ANXIETY, Emotion.ANGER


def days(*emotions: Emotion | None, first: date = MONDAY, scores: tuple[float | None, ...] = ()) -> list[DaySummary]:
    """One day after the other with these emotions; None is a day on which nothing was told."""
    given = (*scores, *[None] * len(emotions))
    return [
        DaySummary(first + timedelta(days=at), certain_scores(emotion), given[at], 2, 1, ())
        for at, emotion in enumerate(emotions)
        if emotion is not None
    ]


def test_monday() -> None:
    assert monday_of(date(2026, 11, 15)) == MONDAY == monday_of(MONDAY)


def test_a_week_in_numbers() -> None:
    note = week_note(MONDAY, days(JOY, SAD, JOY, None, JOY, SAD, ANXIOUS), ())
    assert note == WeekNote(MONDAY, 6, ((JOY, 3), (SAD, 2)))


def test_only_that_week_counts() -> None:
    others = [*days(SAD, SAD, SAD, first=MONDAY - timedelta(weeks=1)), *days(SAD, first=MONDAY + timedelta(weeks=1))]
    assert week_note(MONDAY, [*others, *days(JOY, JOY, JOY)], ()) == WeekNote(MONDAY, 3, ((JOY, 3),))


def test_fewer_than_three_days_say_nothing() -> None:
    assert week_note(MONDAY, days(JOY, JOY), ()) is None
    assert week_note(MONDAY, [], ()) is None
    assert week_note(MONDAY, days(JOY, JOY, SAD), {MONDAY}) is None  # two are left


def test_a_day_with_a_crisis_was_told_and_explains_nothing() -> None:
    told = days(SAD, JOY, JOY, JOY, scores=(1, 4, 4, 4))
    before = days(JOY, JOY, JOY, first=MONDAY - timedelta(weeks=1), scores=(3, 3, 3))
    assert week_note(MONDAY, [*before, *told], {MONDAY}) == WeekNote(MONDAY, 4, ((JOY, 3),), 4.0, 3.0)


def test_feelings_that_are_equal_are_not_picked_from() -> None:
    note = week_note(MONDAY, days(JOY, SAD, ANXIOUS), ())
    assert note is not None and note.feelings == ()
    note = week_note(MONDAY, days(JOY, JOY, SAD, ANXIOUS), ())
    assert note is not None and note.feelings == ((JOY, 2),)
    note = week_note(MONDAY, days(JOY, JOY, SAD, SAD), ())
    assert note is not None and note.feelings == ((JOY, 2), (SAD, 2))


def test_scores_only_where_both_weeks_have_enough_of_them() -> None:
    week = days(JOY, JOY, JOY, scores=(3, 4, 5))
    before = MONDAY - timedelta(weeks=1)
    for scores, expected in (((1, 2, 3), (4.0, 2.0)), ((1, 2), (None, None)), ((), (None, None))):
        note = week_note(MONDAY, [*days(SAD, SAD, SAD, first=before, scores=scores), *week], ())
        assert note is not None and (note.score, note.score_before) == expected
    note = week_note(MONDAY, [*days(SAD, SAD, SAD, first=before, scores=(1, 2, 3)), *days(JOY, JOY, JOY)], ())
    assert note is not None and note.score is None and note.score_before is None
