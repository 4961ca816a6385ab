"""The days that a command speaks of: 어제, 지난주, 이번 달, 11월 3일, 십일월 삼일, 작년 오늘.

Written without spaces, as commands are compared. Weeks run from Monday to Sunday. A date without a year is the latest
one that is not in the future, since a diary looks back.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_NATIVE = {"하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "이레": 7, "열흘": 10, "보름": 15}
_DAYS = {"오늘": 0, "어제": 1, "어저께": 1, "그제": 2, "그저께": 2, "엊그제": 2, "엊그저께": 2}
_DIGITS = "일이삼사오육칠팔구"
_WEEKDAYS = "월화수목금토일"
_SPOKEN = "[일이삼사오육칠팔구십]{1,3}"
_NUMBER = rf"(?:\d{{1,2}}|{_SPOKEN})"
_MONTH = rf"(?:{_NUMBER}|유|시)월"
_WEEK = "이번주|금주|지난주|저번주|지지난주|저저번주"
_WEEKS = {"이번주": 0, "금주": 0, "지난주": 1, "저번주": 1, "지지난주": 2, "저저번주": 2}
LATELY = 7  # days, today included: what 요즘 and 최근 mean
_COUNT = rf"(?:{_NUMBER}|한|두|세|네)"
_MONTHLONG = 30  # days, today included: what 지난 한 달 means
_ABOUT = 3  # days before and after: what 이맘때 means
_LATELY = ("최근", "요즘", "요새", "며칠간", "지난일주일", "최근일주일", "일주일동안", "일주일간")
_MONTH_BACK = ("지난한달", "최근한달", "한달동안", "한달간")
_LAST_YEAR = "(?:작년|지난해|일년전|1년전)"
_YEAR_AGO = re.compile(rf"{_LAST_YEAR}(오늘|이맘때)")

WHEN = (
    rf"(?:{_LAST_YEAR}(?:오늘|이맘때)|{'|'.join(_LATELY + _MONTH_BACK)}|"
    rf"{'|'.join(sorted(_DAYS, key=len, reverse=True))}|(?:{_NUMBER}일|{'|'.join(_NATIVE)})전|"
    rf"{_COUNT}주(?:일)?전|{_COUNT}(?:달|개월)전|"
    rf"(?:{_WEEK})(?:에|의)?[{_WEEKDAYS}]요일|{_WEEK}|이번달|이달|금월|지난달|저번달|올해|금년|작년|지난해|"
    rf"(?:지난|저번)?[{_WEEKDAYS}]요일|"
    rf"(?:(?:\d{{4}}년|올해|작년|지난해)(?:에|의)?)?{_MONTH}(?:{_NUMBER}일)?|{_NUMBER}일)"
)
"""A pattern (no groups that capture) for everything `period_of` understands."""

_AGO = re.compile(rf"(?:({_NUMBER})일|({'|'.join(_NATIVE)}))전")
_NATIVE_COUNTS = {"한": 1, "두": 2, "세": 3, "네": 4}
_MONTHS_AGO = re.compile(rf"({_COUNT})(?:달|개월)전")
_WEEKS_AGO = re.compile(rf"({_COUNT})주(?:일)?전")
_WEEKDAY = re.compile(rf"({_WEEK}|지난|저번)?(?:에|의)?([{_WEEKDAYS}])요일")
_DATE = re.compile(rf"(?:(\d{{4}}년|올해|작년|지난해)(?:에|의)?)?({_MONTH})?(?:({_NUMBER})일)?")


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both included; `name` is what an answer calls it, `11월 3일` or `지난주`."""

    first: date
    last: date
    name: str

    @property
    def is_day(self) -> bool:
        """Whether it is one day."""
        return self.first == self.last


def period_of(when: str, today: date) -> Period | None:
    """The days that `when` (which matches `WHEN`; empty: today) means on `today`; None where the calendar has none."""
    if when in _DAYS or not when:
        day = today - timedelta(days=_DAYS.get(when, 0))
        return Period(day, day, when or "오늘")
    if when in _LATELY or when in _MONTH_BACK:
        days = LATELY if when in _LATELY else _MONTHLONG
        return Period(today - timedelta(days=days - 1), today, f"지난 {days}일")
    if a_year_ago := _YEAR_AGO.fullmatch(when):
        return _a_year_ago(today, around=a_year_ago[1] == "이맘때")
    monday = today - timedelta(days=today.weekday())
    if when in _WEEKS:
        first = monday - timedelta(weeks=_WEEKS[when])
        return Period(first, first + timedelta(days=6), _spaced(when))
    if when in ("이번달", "이달", "금월"):
        return _month(today.year, today.month, "이번 달")
    if when in ("지난달", "저번달"):
        before = today.replace(day=1) - timedelta(days=1)
        return _month(before.year, before.month, "지난달")
    if when in ("올해", "금년", "작년", "지난해"):
        year = today.year - (when in ("작년", "지난해"))
        return Period(date(year, 1, 1), date(year, 12, 31), when)
    if ago := _AGO.fullmatch(when):
        days = _NATIVE[ago[2]] if ago[2] else _number(ago[1])
        day = today - timedelta(days=days)
        return Period(day, day, f"{day.month}월 {day.day}일") if days else None
    if ago := _WEEKS_AGO.fullmatch(when):
        weeks = _count(ago[1])
        first = monday - timedelta(weeks=weeks)
        return Period(first, first + timedelta(days=6), f"{weeks}주 전") if weeks else None
    if ago := _MONTHS_AGO.fullmatch(when):
        months = _count(ago[1])
        return _months_ago(today, months) if months else None
    if weekday := _WEEKDAY.fullmatch(when):
        return _weekday(weekday[1], _WEEKDAYS.index(weekday[2]), monday, today)
    return _date(when, today)


def _count(word: str) -> int:
    return _NATIVE_COUNTS.get(word) or _number(word)


def _months_ago(today: date, months: int) -> Period:
    year, month = divmod(12 * today.year + today.month - 1 - months, 12)
    return _month(year, month + 1, f"{year}년 {month + 1}월" if year != today.year else f"{month + 1}월")


def _a_year_ago(today: date, *, around: bool) -> Period:
    # On 29 February the day before, since last year had none.
    day = date(today.year - 1, today.month, min(today.day, monthrange(today.year - 1, today.month)[1]))
    if around:
        return Period(day - timedelta(days=_ABOUT), day + timedelta(days=_ABOUT), "작년 이맘때")
    return Period(day, day, f"{day.year}년 {day.month}월 {day.day}일")


def _spaced(when: str) -> str:
    return "이번 주" if when in ("이번주", "금주") else when


def _month(year: int, month: int, name: str) -> Period:
    return Period(date(year, month, 1), date(year, month, monthrange(year, month)[1]), name)


def _weekday(week: str | None, weekday: int, monday: date, today: date) -> Period:
    if week in _WEEKS:
        day = monday - timedelta(weeks=_WEEKS[week]) + timedelta(days=weekday)
    else:
        day = today - timedelta(days=(today.weekday() - weekday) % 7)  # the latest one, today included
        if week is not None and day == today:
            day -= timedelta(weeks=1)
    return Period(day, day, f"{day.month}월 {day.day}일")


def _date(when: str, today: date) -> Period | None:
    found = _DATE.fullmatch(when)
    assert found is not None, "not what WHEN matches"
    year, month, day = found[1], _month_number(found[2]), _number(found[3]) if found[3] else None
    if month is None:
        assert day is not None
        return _latest_day(day, today)
    if not 1 <= month <= 12:
        return None
    if year is None:
        named = today.year - ((month, day or 1) > (today.month, today.day))
    elif year[0].isdigit():
        named = int(year[:4])
    else:
        named = today.year - (year != "올해")
    if named < 1:
        return None
    shown = f"{named}년 " if named != today.year else ""
    if day is None:
        return _month(named, month, f"{shown}{month}월")
    if not 1 <= day <= monthrange(named, month)[1]:
        return None
    return Period(date(named, month, day), date(named, month, day), f"{shown}{month}월 {day}일")


def _latest_day(day: int, today: date) -> Period | None:
    """`3일`: this month's, else that of the latest month before that has one."""
    year, month = today.year, today.month
    for _ in range(12):
        if 1 <= day <= monthrange(year, month)[1] and date(year, month, day) <= today:
            return Period(date(year, month, day), date(year, month, day), f"{month}월 {day}일")
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return None


def _month_number(text: str | None) -> int | None:
    if text is None:
        return None
    return {"유월": 6, "시월": 10}.get(text) or _number(text.removesuffix("월"))


def _number(text: str) -> int:
    """`11` or `십일`; 0 for what is no number below 100 (이이)."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("십")
    if len(tens) > 1 or len(ones) > 1 or "십" in tens:
        return 0
    return (10 * (_DIGITS.index(tens) + 1 if tens else 1) if ten else 0) + (_DIGITS.index(ones) + 1 if ones else 0)
