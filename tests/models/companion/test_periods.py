"""Days as they are spoken of, on a Saturday: 21 November 2026."""

import re
from datetime import date

import pytest

from app.models.companion.periods import WHEN, Period, period_of

TODAY = date(2026, 11, 21)


def one(year: int, month: int, day: int, name: str) -> Period:
    return Period(date(year, month, day), date(year, month, day), name)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("", one(2026, 11, 21, "오늘")),
        ("오늘", one(2026, 11, 21, "오늘")),
        ("어제", one(2026, 11, 20, "어제")),
        ("그저께", one(2026, 11, 19, "그저께")),
        ("사흘전", one(2026, 11, 18, "11월 18일")),
        ("10일전", one(2026, 11, 11, "11월 11일")),
        ("십일일전", one(2026, 11, 10, "11월 10일")),
        ("이번주", Period(date(2026, 11, 16), date(2026, 11, 22), "이번 주")),
        ("지난주", Period(date(2026, 11, 9), date(2026, 11, 15), "지난주")),
        ("2주전", Period(date(2026, 11, 2), date(2026, 11, 8), "2주 전")),
        ("한주전", Period(date(2026, 11, 9), date(2026, 11, 15), "1주 전")),
        ("지난주수요일", one(2026, 11, 11, "11월 11일")),
        ("토요일", one(2026, 11, 21, "11월 21일")),
        ("지난토요일", one(2026, 11, 14, "11월 14일")),
        ("금요일", one(2026, 11, 20, "11월 20일")),
        ("이번달", Period(date(2026, 11, 1), date(2026, 11, 30), "이번 달")),
        ("지난달", Period(date(2026, 10, 1), date(2026, 10, 31), "지난달")),
        ("작년", Period(date(2025, 1, 1), date(2025, 12, 31), "작년")),
        ("요즘", Period(date(2026, 11, 15), TODAY, "지난 7일")),
        ("11월3일", one(2026, 11, 3, "11월 3일")),
        ("십일월삼일", one(2026, 11, 3, "11월 3일")),
        ("유월이십일", one(2026, 6, 20, "6월 20일")),
        ("시월", Period(date(2026, 10, 1), date(2026, 10, 31), "10월")),
        ("12월3일", one(2025, 12, 3, "2025년 12월 3일")),  # a diary looks back
        ("작년11월3일", one(2025, 11, 3, "2025년 11월 3일")),
        ("2024년2월29일", one(2024, 2, 29, "2024년 2월 29일")),
        ("3일", one(2026, 11, 3, "11월 3일")),
        ("30일", one(2026, 10, 30, "10월 30일")),
        ("31일", one(2026, 10, 31, "10월 31일")),
        ("2월30일", None),
        ("13월1일", None),
        ("11월0일", None),
        ("99일", None),
        ("0000년1월1일", None),
    ],
)
def test_periods(when: str, expected: Period | None) -> None:
    assert not when or re.fullmatch(WHEN, when)
    assert period_of(when, TODAY) == expected


def test_at_the_turn_of_the_year() -> None:
    assert period_of("지난달", date(2026, 1, 3)) == Period(date(2025, 12, 1), date(2025, 12, 31), "지난달")
    assert period_of("30일", date(2026, 3, 3)) == one(2026, 1, 30, "1월 30일")  # February has none
    assert period_of("3일", date(2026, 1, 2)) == one(2025, 12, 3, "12월 3일")


def test_whatever_the_pattern_matches_has_an_answer() -> None:
    for text in ("일이삼월", "십십십일", "이이일전", "00월", "1월", "올해삼월", "보름전", "엊그제"):
        if re.fullmatch(WHEN, text):
            found = period_of(text, TODAY)
            assert found is None or found.first <= found.last
