"""The month: its days, a line about them, its chart."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.diary.calendar import month_after
from app.diary.statistics import DaySummary
from app.ui.translation import month_word
from app.ui.widgets.build import area, label
from app.ui.widgets.chart_card import ChartCard
from app.ui.widgets.columns_layout import ColumnsLayout
from app.ui.widgets.month_grid import MonthGrid
from app.ui.widgets.usual_emotion import usual_words

if TYPE_CHECKING:
    from app.ui.charts.month_chart import MonthChart

NARROWEST = 400  # px, of a column: both fit the smallest window's first screen


class MonthView(QWidget):
    """Grid and chart, side by side where there is room."""

    opened = Signal(object)  # date
    beyond = Signal(object)  # date, of another month

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chart: MonthChart | None = None
        self._first = date.min
        self._days: list[DaySummary] = []
        self.grid = MonthGrid()
        self.grid.opened.connect(self.opened)
        self.grid.beyond.connect(self.beyond)
        self._line = label("", "soft", wrap=True)
        card = area("card")
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 12, 16, 18)
        column.setSpacing(14)
        column.addWidget(self.grid, 1)
        column.addWidget(self._line)
        self._line.setContentsMargins(6, 0, 6, 0)
        self._chart_card = ChartCard(self.tr("날마다의 마음"))
        columns = ColumnsLayout(self, NARROWEST)
        columns.addWidget(card)
        columns.addWidget(self._chart_card)

    def show_month(self, first: date, days: Sequence[DaySummary], today: date) -> None:
        """Show the month that begins on `first`."""
        self._first, self._days = first, list(days)
        self.grid.show_month(first, days, today)
        self._line.setText(self._words(today))
        self._chart_card.show_chart(bool(days))
        if self._chart is not None:
            self._chart.show_month(first, self._days)

    def make_chart(self) -> None:
        """Make the chart, once its module has been loaded."""
        if self._chart is not None:
            return
        from app.ui.charts.month_chart import MonthChart

        self._chart = MonthChart(self)
        self._chart.chosen.connect(lambda slot: self.opened.emit(slot.day))
        self._chart_card.put(self._chart)
        self._chart.show_month(self._first, self._days)

    def _words(self, today: date) -> str:
        month = month_word(self._first)
        if not self._days:
            if month_after(self._first, 1) <= today:
                return self.tr("{month}에는 이야기를 남긴 날이 없어요.").format(month=month)
            return self.tr("{month}에는 아직 이야기를 남긴 날이 없어요.").format(month=month)
        written = self.tr("{month}에 이야기를 남긴 날은 %n일이에요.", "", len(self._days)).format(month=month)
        return f"{written} {usual_words(self._days)}".strip()
