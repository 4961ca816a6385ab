"""When a backup is due, and which go: over a simulated year, and for odd clocks."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.diary.thinning import ALL_OF_THE_LAST, DAILY, MONTHLY, RECENT, WEEKLY, due, due_before, superfluous

KST = timezone(timedelta(hours=9))
START = datetime(2026, 1, 1, 22, 0, tzinfo=KST)


def live(days: int, every: timedelta, *, seed: int = 0, odds: float = 1.0) -> tuple[list[datetime], datetime]:
    """What is left after `days` of backups, each followed by a thinning; returns it and the last moment."""
    chance = random.Random(seed)
    kept: list[datetime] = []
    now = START
    while now < START + timedelta(days=days):
        if chance.random() < odds:
            kept.append(now)
            gone = superfluous(kept, now)
            assert kept[-1] not in gone
            kept = [each for each in kept if each not in gone]
            assert superfluous(kept, now) == []
        now += every
    return kept, kept[-1]


@pytest.mark.parametrize("every", [timedelta(hours=3), timedelta(hours=24), timedelta(hours=37)])
def test_a_year_keeps_two_days_of_all_then_days_weeks_months(every: timedelta) -> None:
    kept, now = live(366 + 60, every)
    ages = [now - each for each in kept]
    recent = [each for each in kept if now - each < ALL_OF_THE_LAST]
    assert recent == [each for each in (now - every * step for step in range(17)) if now - each < ALL_OF_THE_LAST][::-1]
    assert max(ages) > timedelta(days=330)
    assert len(kept) <= len(recent) + DAILY + WEEKLY + MONTHLY
    two_weeks = [each for each in kept if now - each < timedelta(days=13)]
    assert len({each.date() for each in two_weeks}) >= 13 * timedelta(days=1) / max(every, timedelta(days=1)) - 1
    weeks = Counter(each.isocalendar()[:2] for each in kept if timedelta(days=28) < now - each < timedelta(days=80))
    assert len(weeks) >= 6 and set(weeks.values()) == {1}
    months = Counter((each.year, each.month) for each in kept if now - each > timedelta(days=120))
    assert len(months) >= 6 and set(months.values()) == {1}


@pytest.mark.parametrize("seed", range(5))
def test_gaps_leave_no_hole_and_thinning_again_changes_nothing(seed: int) -> None:
    kept, now = live(800, timedelta(hours=11), seed=seed, odds=0.2)
    assert superfluous(kept, now) == [] and max(now - each for each in kept) > timedelta(days=270)


def test_all_at_once_is_idempotent_too() -> None:
    chance = random.Random(7)
    for _ in range(50):
        made = [START - timedelta(hours=chance.expovariate(1 / 2_000)) for _ in range(chance.randint(0, 200))]
        gone = superfluous(made, START)
        left = [each for each in made if each not in gone]
        assert superfluous(left, START) == [] and gone == sorted(gone)


def test_the_newest_the_named_and_those_of_the_future_stay() -> None:
    old = [START - timedelta(days=400, hours=hours) for hours in range(5)]
    assert superfluous(old, START) == old[:0:-1]
    assert old[3] not in superfluous(old, START, keep=[old[3]])
    future = [START + timedelta(days=days) for days in (1, 2, 3)]
    assert superfluous(future, START) == []
    assert superfluous([], START) == []


def test_a_long_absence_costs_nothing() -> None:
    kept, now = live(100, timedelta(days=1))
    assert superfluous(kept, now + timedelta(days=1_000)) == superfluous(kept, now + timedelta(days=1_001))
    left = [each for each in kept if each not in superfluous(kept, now + timedelta(days=1_000))]
    assert len(left) >= DAILY + 5


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone()


def test_due_once_a_local_day_when_something_changed() -> None:
    last = local("2026-11-20T23:00:00")
    assert not due(None, None, last)
    assert due(None, last, last)
    assert due(last, local("2026-11-20T23:30:00"), local("2026-11-21T00:10:00"))
    assert not due(last, local("2026-11-20T23:30:00"), local("2026-11-20T23:40:00"))
    assert not due(last, local("2026-11-20T22:30:00"), local("2026-11-23T08:00:00"))
    assert due(last.astimezone(UTC), local("2026-11-20T23:30:00"), local("2026-11-21T00:10:00").astimezone(UTC))


def test_a_backup_from_the_future_stops_nothing() -> None:
    now = local("2026-11-21T08:00:00")
    assert due(now + timedelta(days=400), now, now)


def test_before_what_cannot_be_taken_back_an_hour_is_old_when_something_changed() -> None:
    last = local("2026-11-20T23:00:00")
    later = last + timedelta(minutes=1)
    assert not due_before(None, None, last)
    assert due_before(None, last, last)
    assert not due_before(last, later, last + RECENT)
    assert due_before(last, later, last + RECENT + timedelta(seconds=1))
    assert not due_before(last, last - timedelta(minutes=1), last + timedelta(days=3))
    assert due_before(last + timedelta(days=400), last, last)
