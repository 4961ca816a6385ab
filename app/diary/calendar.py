"""Which day a moment belongs to."""

import calendar
import re
from datetime import date, datetime, time, timedelta


def diary_date(moment: datetime, day_start: time) -> date:
    """The local date a diary counts `moment` to: before `day_start` it is still the day before."""
    local = moment.astimezone() if moment.tzinfo else moment
    return local.date() - timedelta(days=1) if local.time() < day_start else local.date()


def diary_today(day_start: time) -> date:
    """The date that the diary counts the present moment to."""
    return diary_date(datetime.now().astimezone(), day_start)


def month_of(text: str) -> tuple[date, date]:
    """The first and last day of `YYYY-MM`. Raises ValueError for anything else."""
    matched = re.fullmatch(r"(\d{4})-(\d{2})", text, re.ASCII)
    if not matched:
        raise ValueError(f"not a month (YYYY-MM): {text!r}")
    year, month = int(matched[1]), int(matched[2])
    first = date(year, month, 1)
    return first, date(year, month, calendar.monthrange(year, month)[1])


def year_of(text: str) -> tuple[date, date]:
    """The first and last day of `YYYY`. Raises ValueError for anything else."""
    if not re.fullmatch(r"\d{4}", text, re.ASCII):
        raise ValueError(f"not a year (YYYY): {text!r}")
    return date(int(text), 1, 1), date(int(text), 12, 31)


def same_day_before(day: date, years: int) -> list[date]:
    """The same date in each of the `years` before, the nearest first; 29 February only where there is one."""
    return [day.replace(year=day.year - ago) for ago in range(1, years + 1) if _exists(day, day.year - ago)]


def _exists(day: date, year: int) -> bool:
    return (day.month, day.day) != (2, 29) or calendar.isleap(year)


def month_days(day: date) -> tuple[date, ...]:
    """The days of the month of `day`."""
    return tuple(day.replace(day=number) for number in range(1, calendar.monthrange(day.year, day.month)[1] + 1))


def month_cells(day: date, first_weekday: int) -> dict[date, tuple[int, int]]:
    """Row and column, both from 0, of each day of the month of `day` in weeks that begin on `first_weekday`.

    Weekdays as in `date.weekday`: 0 is Monday, 6 is Sunday.
    """
    days = month_days(day)
    before = (days[0].weekday() - first_weekday) % 7
    return {each: divmod(before + index, 7) for index, each in enumerate(days)}


def month_after(day: date, months: int) -> date:
    """The first day of the month that lies `months` after (or, when negative, before) that of `day`.

    Within the years that a `date` can have.
    """
    earliest, latest = 12, 12 * 9999 + 11
    number = min(max(12 * day.year + day.month - 1 + months, earliest), latest)
    return date(number // 12, number % 12 + 1, 1)
