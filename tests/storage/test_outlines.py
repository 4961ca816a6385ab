"""Sums are read without words and sentences: they must be those of the whole entries."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import groupby

from app.diary.emotion import Emotion
from app.diary.entry import Entry
from app.diary.statistics import DaySummary, outline, summarise
from app.storage.repository import Diary
from tests.storage.conftest import Append
from tests.years import Inventor, crisis_entry


def summed_from_whole(diary: Diary, first: date | None = None, last: date | None = None) -> list[DaySummary]:
    oldest_first = list(reversed(diary.entries(first, last)))
    return [summarise(day, list(same)) for day, same in groupby(oldest_first, key=lambda entry: entry.date)]


def test_outlines_are_those_of_the_whole_entries(diary: Diary) -> None:
    diary.add_entries([*Inventor(3).days(date(2026, 1, 1), date(2026, 4, 30)), crisis_entry(date(2026, 2, 2))])
    whole = list(reversed(diary.entries()))
    assert diary.outlines() == [outline(entry) for entry in whole]
    assert sum(each.crisis for each in diary.outlines()) == 1
    assert diary.days() == summed_from_whole(diary)
    march = date(2026, 3, 1), date(2026, 3, 31)
    assert diary.days(*march) == summed_from_whole(diary, *march)
    assert {each.date.month for each in diary.outlines(*march)} == {3}


def test_odd_entries_count_as_they_do_whole(diary: Diary, append: Append) -> None:
    unread = append("아직 읽지 않은 말")
    corrected = append("고친 말")
    diary.correct(corrected.id, Emotion.ANGER)
    diary.set_felt(unread.entry_id, [Emotion.JOY, Emotion.SADNESS])
    empty = Entry("01m0emptyentry000000000000", date(2026, 11, 20), datetime(2026, 11, 20, 9, tzinfo=UTC))
    late = replace(Inventor(1).entry(date(2026, 11, 20)), started_at=datetime(2026, 11, 20, 1, tzinfo=UTC))
    trashed = append("버린 말", day=date(2026, 11, 19), new_entry=True)
    diary.trash(trashed.entry_id)
    diary.add_entries([empty, late])
    assert diary.days() == summed_from_whole(diary)
    assert diary.outlines() == [outline(entry) for entry in reversed(diary.entries())]
    assert [day.date.day for day in diary.days()] == [20, 21]
