"""The charts: what they draw, say and open, and what they leave to the page."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.diary.emotion import EMOTIONS, Emotion, EmotionScores
from app.diary.statistics import DaySummary, certain_scores, months_of
from app.ui import theme
from app.ui.charts.legend import Legend
from app.ui.charts.month_chart import MonthChart
from app.ui.charts.slots import Slot, largest_shares, score_height, slots_of_month, slots_of_year
from app.ui.charts.year_chart import YearChart
from app.ui.translation import emotion_word
from tests.conftest import ROOT

HALF = EmotionScores.of({"기쁨": 0.5, "슬픔": 0.3, "일상": 0.2})


def day(number: int, shares: EmotionScores | None = HALF, score: float | None = None) -> DaySummary:
    return DaySummary(date(2026, 11, number), shares, score, 1, 1, ())


@pytest.fixture
def month(dressed: QApplication, qtbot: QtBot) -> Iterator[MonthChart]:
    """November: days 1, 2, 4 and 5, of which the last has only a score."""
    chart = MonthChart()
    window = place(chart, qtbot)
    chart.show_month(date(2026, 11, 1), [day(1, score=5), day(2, score=1), day(4, score=3), day(5, None, 4)])
    yield chart
    window.close()


def place(chart: QWidget, qtbot: QtBot) -> QWidget:
    """Put a chart into a window; it lives as long as that is kept."""
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(chart)
    window.resize(800, 320)
    with qtbot.waitExposed(window):
        window.show()
    return window


def middle_of(chart: MonthChart | YearChart, place: int) -> QPoint:
    """The middle of a slot, px."""
    view = chart.getPlotItem().getViewBox()
    found: QPoint = chart.mapFromScene(view.mapViewToScene(QPointF(place, 0.5)))
    return found


def card_words(chart: QWidget) -> list[str]:
    """The visible words on top of the chart."""
    return [each.text() for each in chart.findChildren(QLabel) if each.isVisible()]


def painted(chart: QWidget, colour: str) -> list[int]:
    """The columns of pixels that have `colour`."""
    image: QImage = chart.grab().toImage()
    return sorted({x for x in range(image.width()) for y in range(0, image.height(), 4)
                   if image.pixelColor(x, y).name() == colour})  # fmt: skip


# --- what is where, without a window ---------------------------------------------------------------------------------


def test_a_month_has_a_slot_for_every_day_and_gaps_where_nothing_was_written() -> None:
    slots = slots_of_month(date(2026, 11, 20), [day(3, score=2)])
    assert len(slots) == 30 and [slot.day.day for slot in slots if not slot.is_gap] == [3]
    assert slots[2].shares == HALF and slots[2].score == 2
    assert slots[0].shares is None and slots[0].score is None


def test_a_year_has_twelve_slots() -> None:
    slots = slots_of_year(months_of(2026, [day(3, score=2), day(4)]))
    assert len(slots) == 12 and [slot.day.month for slot in slots if not slot.is_gap] == [11]
    assert slots[10].count == 2 and slots[10].score == 2


def test_scores_lie_within_the_chart_in_equal_steps() -> None:
    heights = [score_height(score) for score in range(1, 6)]
    assert 0 < heights[0] < heights[-1] < 1
    steps = [after - before for before, after in pairwise(heights)]
    assert steps == pytest.approx([steps[0]] * 4)


def test_shares_that_round_to_nothing_are_not_said() -> None:
    assert [emotion for emotion, _ in largest_shares(EmotionScores((0.002, 0.7, 0.296, 0.002, 0, 0)))] == [
        Emotion.SADNESS,
        Emotion.DEPRESSION,
    ]


# --- in a window -----------------------------------------------------------------------------------------------------


def test_the_bars_stand_at_the_days_and_gaps_stay_empty(month: MonthChart) -> None:
    joy = painted(month, theme.theme().emotion(Emotion.JOY))
    for place, written in enumerate((True, True, False, True, False, False)):
        assert (middle_of(month, place).x() + 4 in joy) is written, place + 1


def test_the_line_of_scores_breaks_at_a_gap(month: MonthChart) -> None:
    """Days 1 and 2 are joined, 2 and 4 are not, 4 and 5 are."""
    ink = painted(month, theme.theme().ink)
    between = [(middle_of(month, place).x() + middle_of(month, place + 1).x()) // 2 for place in range(5)]
    assert [any(abs(x - at) <= 2 for x in ink) for at in between] == [True, False, False, True, False]


def test_its_numbers_are_said_in_words(month: MonthChart) -> None:
    assert month.accessibleName() == "2026년 11월의 마음 그래프"
    words = month.accessibleDescription()
    assert "11월 1일 (일), 일기 1개, 기쁨 50%, 슬픔 30%, 일상 20%, 내 점수 5." in words
    assert "11월 5일 (목), 일기 1개, 내 점수 4." in words
    assert "11월 3일" not in words


def test_the_mouse_shows_a_days_values_and_a_click_opens_it(month: MonthChart, qtbot: QtBot) -> None:
    qtbot.mouseMove(month.viewport(), middle_of(month, 1))
    qtbot.waitUntil(lambda: "11월 2일 (월)" in card_words(month))
    assert {"기쁨", "50%", "슬픔", "30%", "1 / 5"} <= set(card_words(month))
    with qtbot.waitSignal(month.chosen) as chosen:
        qtbot.mouseClick(month.viewport(), Qt.MouseButton.LeftButton, pos=middle_of(month, 3))
    assert isinstance(chosen.args[0], Slot) and chosen.args[0].day == date(2026, 11, 4)


def test_a_gap_has_no_card_and_opens_nothing(month: MonthChart, qtbot: QtBot) -> None:
    qtbot.mouseMove(month.viewport(), middle_of(month, 2))
    assert card_words(month) == []
    with qtbot.assertNotEmitted(month.chosen):
        qtbot.mouseClick(month.viewport(), Qt.MouseButton.LeftButton, pos=middle_of(month, 2))


def test_the_keyboard_goes_from_day_to_day(month: MonthChart, qtbot: QtBot) -> None:
    for key, heading in (
        (Qt.Key.Key_Home, "11월 1일 (일)"),
        (Qt.Key.Key_Right, "11월 2일 (월)"),
        (Qt.Key.Key_Right, "11월 4일 (수)"),  # over the gap
        (Qt.Key.Key_Right, "11월 5일 (목)"),
        (Qt.Key.Key_Right, "11월 5일 (목)"),
        (Qt.Key.Key_Left, "11월 4일 (수)"),
    ):
        qtbot.keyClick(month, key)
        assert heading in card_words(month)
    with qtbot.waitSignal(month.chosen) as chosen:
        qtbot.keyClick(month, Qt.Key.Key_Return)
    assert chosen.args[0].day == date(2026, 11, 4)


def test_the_wheel_scrolls_the_page_and_nothing_zooms(dressed: QApplication, qtbot: QtBot, month: MonthChart) -> None:
    page, content = QScrollArea(), QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(content)
    month.setMinimumHeight(900)
    column.addWidget(month)
    page.setWidget(content)
    page.setWidgetResizable(True)
    page.resize(600, 400)
    with qtbot.waitExposed(page):
        page.show()
    before = month.getPlotItem().viewRange()
    QTest.wheelEvent(page.windowHandle(), QPointF(200, 200), QPoint(0, -120))
    assert page.verticalScrollBar().value() > 0
    qtbot.mousePress(month.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    qtbot.mouseMove(month.viewport(), QPoint(300, 200))
    qtbot.mouseRelease(month.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    assert month.getPlotItem().viewRange() == before


def test_a_theme_change_changes_its_colours(month: MonthChart) -> None:
    light, dark = theme.LIGHT.emotion(Emotion.JOY), theme.DARK.emotion(Emotion.JOY)
    assert painted(month, light) and not painted(month, dark)
    theme.keeper().wear("dark")
    assert painted(month, dark) and not painted(month, light)
    assert painted(month, theme.DARK.surface), "the ground is the card's"


def test_a_month_without_scores_or_days_is_quiet(month: MonthChart) -> None:
    month.show_month(date(2026, 2, 1), [])
    month.grab()
    assert month.accessibleDescription() == "" and painted(month, theme.theme().ink) == []


def test_the_year_shows_months(dressed: QApplication, qtbot: QtBot) -> None:
    chart = YearChart()
    window = place(chart, qtbot)
    chart.show_year(months_of(2026, [day(3, certain_scores(Emotion.ANGER), 2), day(4, certain_scores(Emotion.JOY))]))
    assert chart.accessibleName() == "2026년의 마음 그래프"
    assert "2026년 11월, 이야기를 남긴 날 2일, 기쁨 50%, 분노 50%, 내 점수 2." in chart.accessibleDescription()
    with qtbot.waitSignal(chart.chosen) as chosen:
        qtbot.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, pos=middle_of(chart, 10))
    assert chosen.args[0].day == date(2026, 11, 1)
    window.close()


def test_the_legend_says_every_emotion_in_the_order_of_the_bars(dressed: QApplication, qtbot: QtBot) -> None:
    legend = Legend()
    qtbot.addWidget(legend)
    words = [each.text() for each in legend.findChildren(QLabel)]
    assert words[:6] == [emotion_word(each) for each in EMOTIONS] and len(words) == 7


def test_charts_need_no_scipy() -> None:
    code = "import sys, app.ui.charts.year_chart; print([n for n in ('scipy', 'torch', 'OpenGL') if n in sys.modules])"
    printed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"
