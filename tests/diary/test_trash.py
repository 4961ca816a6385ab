"""How long the trash keeps what is in it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.diary.trash import TRASH_DAYS, days_left, oldest_kept

THROWN = datetime(2026, 11, 21, 21, 30, tzinfo=timezone(timedelta(hours=9)))


@pytest.mark.parametrize(
    ("later", "left"),
    [
        (timedelta(0), 30),
        (timedelta(seconds=1), 30),
        (timedelta(days=1), 29),
        (timedelta(days=1, seconds=-1), 30),
        (timedelta(days=29), 1),
        (timedelta(days=30, microseconds=-1), 1),
        (timedelta(days=30), 0),
        (timedelta(days=400), 0),
        (timedelta(hours=-1), 31),  # a clock that was set back
    ],
)
def test_days_left(later: timedelta, left: int) -> None:
    assert days_left(THROWN, (THROWN + later).astimezone(UTC)) == left
    assert (left == 0) == (oldest_kept(THROWN + later) >= THROWN)


def test_thirty_days() -> None:
    assert TRASH_DAYS == 30
