"""The calendar: days in their faces and colours, months and years, by mouse and by keyboard."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from app.config import Settings
from app.diary.calendar import diary_date
from app.diary.emotion import Emotion
from app.diary.entry import Entry, Person, Source
from app.storage.repository import Diary
from app.ui import theme, translation
from app.ui.live_session import LiveSession
from app.ui.pages.calendar import CalendarPage
from app.ui.places import CalendarAt, DayAt
from app.ui.widgets.day_button import DayButton
from app.ui.widgets.small_month import SmallMonth
from tests.years import Inventor, crisis_entry

OCTOBER = date(2025, 10, 1)


def entry(day: date, felt: Emotion | None = None, score: int | None = None, people: tuple[Person, ...] = ()) -> Entry:
    """An invented entry with these marks."""
    whole = Inventor(day.toordinal()).entry(day)
    marks = () if felt is None else (felt,)
    return Entry(whole.id, day, whole.started_at, whole.utterances, score, marks, people)


def of_october(number: int) -> date:
    return OCTOBER.replace(day=number)


@pytest.fixture
def page(live: LiveSession, settings: Settings, qtbot: QtBot) -> Iterator[CalendarPage]:
    """The calendar at October 2025, with a handful of days."""
    live.session.diary.add_entries([
        entry(of_october(3), Emotion.JOY, 4),
        entry(of_october(3), Emotion.SADNESS, 2),
        entry(of_october(4), Emotion.JOY, 5, (Person.FRIEND,)),
        entry(of_october(9), Emotion.JOY, 5, (Person.FRIEND, Person.FAMILY)),
        entry(of_october(17), Emotion.ANGER, 2, (Person.FAMILY,)),
        *(entry(of_october(21)) for _ in range(5)),
        crisis_entry(of_october(28), (Person.ALONE,), 1),
        entry(date(2025, 3, 30), Emotion.ANXIETY, 3),
    ])  # fmt: skip
    made = CalendarPage(live, settings)
    qtbot.addWidget(made)
    made.resize(1_024, 900)
    with qtbot.waitExposed(made):
        made.show()
    made.arrive(CalendarAt(OCTOBER))
    qtbot.waitUntil(lambda: shown(made) == "2025년 10월")
    yield made
    qtbot.waitUntil(lambda: not live.is_busy, timeout=60_000)


def days(page: CalendarPage) -> dict[date, DayButton]:
    """The days on screen."""
    return {each.day: each for each in page.findChildren(DayButton) if each.isVisible()}


def shown(page: CalendarPage) -> str:
    """The month or year whose days are on screen, once they have arrived."""
    months = [each for each in page.findChildren(SmallMonth) if each.isVisible()]
    if months:
        return f"{months[0].first.year}년"
    return translation.month_name(min(days(page))) if days(page) else ""


def named(page: CalendarPage, name: str) -> QAbstractButton:
    """The visible button of this name."""
    return next(
        each for each in page.findChildren(QAbstractButton)
        if each.isVisible() and name in (each.text(), each.accessibleName())
    )  # fmt: skip


def words(page: CalendarPage) -> list[str]:
    """Every visible label."""
    return [each.text() for each in page.findChildren(QLabel) if each.isVisible()]


def charts(page: CalendarPage) -> list[str]:
    """What the visible charts say to a screen reader."""
    return [
        each.accessibleDescription() for each in page.findChildren(QWidget)
        if each.isVisible() and each.accessibleName().endswith("의 마음 그래프")
    ]  # fmt: skip


def ground(button: DayButton) -> str:
    """The colour of a day's tile, away from its face, its number and its dots."""
    image = button.grab().toImage()
    return str(image.pixelColor(button.width() // 2, 8).name())


def focused() -> date | None:
    """The day that has the keyboard."""
    found = QApplication.focusWidget()
    return found.day if isinstance(found, DayButton) else None


# --- the month -------------------------------------------------------------------------------------------------------


def test_a_day_wears_the_colour_of_its_emotion_and_says_it(page: CalendarPage) -> None:
    cells = days(page)
    assert len(cells) == 31
    assert cells[of_october(4)].accessibleName() == "10월 4일, 기쁨, 일기 1개"
    assert cells[of_october(3)].toolTip() == "10월 3일, 기쁨, 일기 2개", "the first felt emotion of the day"
    assert cells[of_october(17)].accessibleName() == "10월 17일, 분노, 일기 1개"
    assert cells[of_october(5)].accessibleName() == "10월 5일, 남긴 일기 없음"
    assert ground(cells[of_october(4)]) == theme.theme().emotion_soft(Emotion.JOY)
    assert ground(cells[of_october(17)]) == theme.theme().emotion_soft(Emotion.ANGER)
    assert ground(cells[of_october(5)]) not in {theme.theme().emotion_soft(each) for each in Emotion}


def test_several_entries_have_dots_and_many_a_plus(page: CalendarPage) -> None:
    ink = theme.theme().emotion_ink(Emotion.JOY)

    def dotted(day: int) -> int:
        """Columns of the upper right corner with ink in them."""
        button = days(page)[of_october(day)]
        image = button.grab().toImage()
        blank = image.pixelColor(button.width() // 2, 8).name()
        columns = range(button.width() - 30, button.width() - 8)
        return sum(any(image.pixelColor(x, y).name() != blank for y in range(10, 26)) for x in columns)

    assert ink and dotted(4) == 0
    assert 0 < dotted(3) < dotted(21)


def test_a_correction_counts(page: CalendarPage, live: LiveSession, qtbot: QtBot) -> None:
    plain = entry(of_october(11))
    live.session.diary.add_entries([plain])
    for utterance in plain.utterances:
        live.change_utterance(lambda diary, utterance=utterance: diary.correct(utterance.id, Emotion.DEPRESSION))  # type: ignore[misc]
    qtbot.waitUntil(lambda: days(page)[of_october(11)].accessibleName() == "10월 11일, 우울, 일기 1개")


def test_a_day_with_a_crisis_reply_looks_like_any_other(page: CalendarPage) -> None:
    hurt = days(page)[of_october(28)]
    assert hurt.accessibleName() == "10월 28일, 일기 1개"  # never read: no emotion
    assert ground(hurt) == theme.theme().sunken


def test_the_line_under_the_days_guesses(page: CalendarPage) -> None:
    assert "10월에 이야기를 남긴 날은 6일이에요. 가장 자주 보인 마음은 기쁨인 것 같아요." in words(page)


def test_a_click_opens_the_day(page: CalendarPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.go) as gone:
        qtbot.mouseClick(days(page)[of_october(9)], Qt.MouseButton.LeftButton)
    assert gone.args == [DayAt(of_october(9))]


def test_the_keyboard_walks_through_days_and_months(page: CalendarPage, qtbot: QtBot) -> None:
    days(page)[of_october(9)].setFocus()
    for key, number in (
        (Qt.Key.Key_Right, 10), (Qt.Key.Key_Down, 17), (Qt.Key.Key_Left, 16), (Qt.Key.Key_Up, 9), (Qt.Key.Key_Up, 2)
    ):  # fmt: skip
        qtbot.keyClick(QApplication.focusWidget(), key)
        assert focused() == of_october(number)
    with qtbot.waitSignal(page.go) as gone:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert gone.args == [DayAt(of_october(2))]
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: shown(page) == "2025년 9월")
    qtbot.waitUntil(lambda: focused() == date(2025, 9, 25))
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: focused() == date(2025, 10, 2))


def test_only_one_day_takes_the_tab_key(page: CalendarPage) -> None:
    reachable = [each for each in days(page).values() if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert len(reachable) == 1


def test_months_turn_by_button_and_key(page: CalendarPage, qtbot: QtBot) -> None:
    named(page, "이전 달").click()
    qtbot.waitUntil(lambda: shown(page) == "2025년 9월")
    assert "2025년 9월" in words(page) and "9월에는 이야기를 남긴 날이 없어요." in words(page)
    qtbot.keyClick(page, Qt.Key.Key_PageDown)
    qtbot.keyClick(page, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: shown(page) == "2025년 11월")
    qtbot.keyClick(page, Qt.Key.Key_PageUp)
    qtbot.waitUntil(lambda: shown(page) == "2025년 10월")


def test_today_is_ringed_and_what_comes_is_out_of_reach(page: CalendarPage, settings: Settings, qtbot: QtBot) -> None:
    today = diary_date(datetime.now().astimezone(), settings.day_start)
    named(page, "오늘").click()
    qtbot.waitUntil(lambda: today in days(page))
    qtbot.waitUntil(lambda: focused() == today)
    assert ", 오늘, " in days(page)[today].accessibleName()
    for day, button in days(page).items():
        assert button.isEnabled() is (day <= today)
    assert not named(page, "다음 달").isEnabled()
    qtbot.keyClick(page, Qt.Key.Key_PageDown)
    qtbot.keyClick(days(page)[today], Qt.Key.Key_Right)
    assert focused() == today and today in days(page)
    page.setFocus()
    ring = theme.theme().accent
    image = days(page)[today].grab().toImage()
    assert any(image.pixelColor(x, image.height() // 2).name() == ring for x in range(10))


def test_new_words_appear_on_the_month_that_is_shown(page: CalendarPage, live: LiveSession, qtbot: QtBot) -> None:
    moment = datetime(2025, 10, 30, 12).astimezone()
    live.write(
        lambda diary: diary.append("늦게 남긴 말", Source.TYPED, started_at=moment, day=of_october(30)),
        live.utterance_changed.emit,
        owner=page,
    )
    qtbot.waitUntil(lambda: days(page)[of_october(30)].accessibleName() == "10월 30일, 일기 1개")


def test_a_hidden_calendar_does_not_read(page: CalendarPage, live: LiveSession, qtbot: QtBot) -> None:
    page.hide()
    asked: list[object] = []
    read = live.read
    live.read = lambda *args, **named: (asked.append(args), read(*args, **named))  # type: ignore[method-assign, assign]
    live.diary_changed.emit()
    qtbot.wait(300)
    assert asked == []


def test_weeks_begin_as_the_language_has_it(page: CalendarPage) -> None:
    assert [word for word in words(page) if len(word) == 1][:7] == list("일월화수목금토")
    assert days(page)[of_october(5)].x() < days(page)[of_october(6)].x(), "5 October 2025 is a Sunday"


def test_the_chart_of_the_month_comes_after_the_days(page: CalendarPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(charts(page)) == 1, timeout=30_000)
    assert "10월 4일 (토), 일기 1개" in charts(page)[0] and "내 점수 5." in charts(page)[0]
    named(page, "이전 달").click()
    qtbot.waitUntil(lambda: charts(page) == [])
    assert "이야기를 남기면 여기에 그려져요." in words(page)
    named(page, "다음 달").click()
    qtbot.waitUntil(lambda: len(charts(page)) == 1)


# --- the year --------------------------------------------------------------------------------------------------------


@pytest.fixture
def year(page: CalendarPage, qtbot: QtBot) -> CalendarPage:
    named(page, "한 해 보기").click()
    qtbot.waitUntil(lambda: shown(page) == "2025년")
    return page


def months(page: CalendarPage) -> list[SmallMonth]:
    return [each for each in page.findChildren(SmallMonth) if each.isVisible()]


def test_the_year_shows_twelve_months(year: CalendarPage, qtbot: QtBot) -> None:
    assert [each.first.month for each in months(year)] == list(range(1, 13))
    assert months(year)[9].accessibleName() == "2025년 10월"
    assert months(year)[9].accessibleDescription() == "이야기를 남긴 날 6일, 가장 자주 보인 마음: 기쁨"
    assert "2025년에 이야기를 남긴 날은 7일이에요. 가장 자주 보인 마음은 기쁨인 것 같아요." in words(year)
    qtbot.waitUntil(lambda: len(charts(year)) == 1, timeout=30_000)
    assert "2025년 3월, 이야기를 남긴 날 1일" in charts(year)[0]


def test_a_click_in_the_year_opens_a_day_or_a_month(year: CalendarPage, qtbot: QtBot) -> None:
    october = months(year)[9]
    with qtbot.waitSignal(year.go) as gone:
        at = october.cell(of_october(17)).center().toPoint()
        qtbot.mouseClick(october, Qt.MouseButton.LeftButton, pos=at)
    assert gone.args == [DayAt(of_october(17))]
    qtbot.mouseClick(months(year)[2], Qt.MouseButton.LeftButton, pos=QPoint(30, 16))
    qtbot.waitUntil(lambda: shown(year) == "2025년 3월")


def test_a_day_of_the_year_has_a_tooltip(year: CalendarPage, quiet_qt: list[str]) -> None:
    october = months(year)[9]
    at = october.cell(of_october(17)).center().toPoint()
    QApplication.sendEvent(october, QHelpEvent(QEvent.Type.ToolTip, at, october.mapToGlobal(at)))
    assert QToolTip.text() == "10월 17일, 분노"
    QToolTip.hideText()
    quiet_qt.clear()  # the offscreen platform cannot raise a tooltip, and says so


def test_the_keyboard_goes_from_month_to_month(year: CalendarPage, qtbot: QtBot) -> None:
    months(year)[9].setFocus()
    columns = sum(each.y() == months(year)[0].y() for each in months(year))
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Left)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Up)
    assert QApplication.focusWidget() is months(year)[8 - columns]
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown(year) == translation.month_name(date(2025, 9 - columns, 1)))
    qtbot.waitUntil(lambda: focused() == date(2025, 9 - columns, 1))


def test_years_turn(year: CalendarPage, qtbot: QtBot) -> None:
    qtbot.keyClick(year, Qt.Key.Key_PageUp)
    qtbot.waitUntil(lambda: shown(year) == "2024년")
    assert "2024년에는 이야기를 남긴 날이 없어요." in words(year)
    assert "일기에 누구와 함께였는지 남기면 여기에서 볼 수 있어요." in words(year)


def test_the_cards_add_up_and_leave_out_a_day_with_a_crisis_reply(year: CalendarPage) -> None:
    said = words(year)
    assert "자주 찾아온 마음" in said and "함께한 사람과 마음" in said
    assert "친구" in said and "가족" in said
    assert "혼자" not in said, "only the day with the crisis reply was spent alone"
    assert "5.0" in said and "1.0" not in said


# --- 10,000 entries --------------------------------------------------------------------------------------------------


def test_a_page_turns_in_a_long_diary(live: LiveSession, settings: Settings, qtbot: QtBot) -> None:
    last = date(2025, 12, 31)
    first = last - timedelta(days=2_000)
    fill(live.session.diary, first, last)
    page = CalendarPage(live, settings)
    qtbot.addWidget(page)
    page.resize(1_024, 640)
    page.show()
    for month in (6, 7, 8):
        page.arrive(CalendarAt(date(2025, month, 1)))
        qtbot.waitUntil(lambda month=month: shown(page) == f"2025년 {month}월", timeout=10_000)  # type: ignore[misc]
    page.arrive(CalendarAt(date(2024, 6, 1), year=True))
    qtbot.waitUntil(lambda: shown(page) == "2024년", timeout=10_000)
    qtbot.waitUntil(lambda: not live.is_busy, timeout=60_000)


def fill(diary: Diary, first: date, last: date) -> None:
    """Five entries a day."""
    diary.add_entries(list(Inventor(9).days(first, last, entries=5)))
