"""Weeks and months."""

from datetime import date, timedelta

import pytest

from app.diary.calendar import month_after, month_cells, month_days

MONDAY, SUNDAY = 0, 6


def test_the_days_of_a_month() -> None:
    assert len(month_days(date(2024, 2, 10))) == 29
    assert month_days(date(2026, 11, 21))[0] == date(2026, 11, 1)
    assert month_days(date(2026, 11, 21))[-1] == date(2026, 11, 30)


def test_weeks_begin_where_the_language_begins_them() -> None:
    from_sunday = month_cells(date(2026, 11, 21), SUNDAY)
    assert from_sunday[date(2026, 11, 1)] == (0, 0)  # a Sunday
    assert from_sunday[date(2026, 11, 30)] == (4, 1)
    from_monday = month_cells(date(2026, 11, 21), MONDAY)
    assert from_monday[date(2026, 11, 1)] == (0, 6)
    assert from_monday[date(2026, 11, 30)] == (5, 0)


@pytest.mark.parametrize("first_weekday", range(7))
def test_each_column_is_one_weekday_and_days_follow_each_other(first_weekday: int) -> None:
    for number in range(24):
        cells = month_cells(month_after(date(2025, 1, 1), number), first_weekday)
        places = [7 * row + column for row, column in cells.values()]
        assert places == list(range(places[0], places[0] + len(places))) and places[0] < 7
        assert all((day.weekday() - first_weekday) % 7 == column for day, (_, column) in cells.items())


def test_months_follow_each_other_over_years() -> None:
    assert month_after(date(2026, 12, 31), 1) == date(2027, 1, 1)
    assert month_after(date(2026, 1, 31), -1) == date(2025, 12, 1)
    assert month_after(date(2026, 5, 31), 12) == date(2027, 5, 1)
    assert month_after(date(2026, 5, 31), 0) == date(2026, 5, 1)
    day = date(2026, 3, 1)
    assert month_after(day, 1) - timedelta(days=1) == date(2026, 3, 31)


def test_the_calendar_ends_where_dates_end() -> None:
    assert month_after(date(9999, 12, 5), 1) == date(9999, 12, 1)
    assert month_after(date(1, 1, 5), -1) == date(1, 1, 1)
