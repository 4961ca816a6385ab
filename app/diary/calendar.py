"""Which day a moment belongs to."""

import calendar
import re
from datetime import date, datetime, time, timedelta


def diary_date(moment: datetime, day_start: time) -> date:
    """The local date a diary counts `moment` to: before `day_start` it is still the day before."""
    local = moment.astimezone() if moment.tzinfo else moment
    return local.date() - timedelta(days=1) if local.time() < day_start else local.date()


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
