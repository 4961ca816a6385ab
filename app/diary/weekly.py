"""The weekly note: last week in numbers, and nothing that the numbers do not say."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.diary.emotion import Emotion
from app.diary.statistics import DaySummary, emotion_counts

LEAST_DAYS = 3  # fewer say nothing about a week; the same for its self scores
MOST_FEELINGS = 2  # named at most


@dataclass(frozen=True, slots=True)
class WeekNote:
    """The week from `first` (a Monday): on how many days something was told, and the emotions of most of them.

    `score` is the mean of its days' own scores and `score_before` that of the week before; None where fewer than
    `LEAST_DAYS` days of either have one. Days with a crisis reply are among `days` and in nothing else.
    """

    first: date
    days: int
    feelings: tuple[tuple[Emotion, int], ...]
    score: float | None = None
    score_before: float | None = None


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def week_note(first: date, days: Sequence[DaySummary], grave: Collection[date]) -> WeekNote | None:
    """The note on the week from `first`; None where fewer than `LEAST_DAYS` days without a crisis reply were told.

    `days` are those on which something was told, of that week and the one before; `grave` those with a crisis reply.
    """
    week = _of_week(first, days)
    calm = [day for day in week if day.date not in grave]
    if len(calm) < LEAST_DAYS:
        return None
    score = _mean_score(calm)
    before = _mean_score([day for day in _of_week(first - timedelta(weeks=1), days) if day.date not in grave])
    both = score is not None and before is not None
    return WeekNote(first, len(week), _most(calm), score if both else None, before if both else None)


def _of_week(first: date, days: Sequence[DaySummary]) -> list[DaySummary]:
    return [day for day in days if first <= day.date < first + timedelta(weeks=1)]


def _most(days: Sequence[DaySummary]) -> tuple[tuple[Emotion, int], ...]:
    """The most frequent emotions; none where more of them are equal than can be named."""
    counts = emotion_counts(days)
    if len(counts) > MOST_FEELINGS and counts[MOST_FEELINGS - 1][1] == counts[MOST_FEELINGS][1]:
        counts = tuple(pair for pair in counts if pair[1] > counts[MOST_FEELINGS][1])
    return counts[:MOST_FEELINGS]


def _mean_score(days: Sequence[DaySummary]) -> float | None:
    given = [day.score for day in days if day.score is not None]
    return sum(given) / len(given) if len(given) >= LEAST_DAYS else None
