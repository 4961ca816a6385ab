"""A year as twelve small months."""

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.diary.statistics import DaySummary
from app.ui.widgets.columns_layout import ColumnsLayout
from app.ui.widgets.small_month import SmallMonth

NARROWEST = 150  # px, of a month
MOST_COLUMNS = 4
MONTHS = 12


class YearGrid(QWidget):
    """The twelve months. Only one of them takes the Tab key; arrows go from month to month."""

    day_opened = Signal(object)  # date
    month_opened = Signal(object)  # date

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = ColumnsLayout(self, NARROWEST, most=MOST_COLUMNS, spacing=12)
        self._months = [SmallMonth(self) for _ in range(MONTHS)]
        for index, month in enumerate(self._months):
            self._layout.addWidget(month)
            month.day_opened.connect(self.day_opened)
            month.month_opened.connect(self.month_opened)
            month.stepped.connect(lambda across, down, index=index: self._step(index, across, down))
        self._let_tab_in(self._months[0])

    def show_year(self, year: int, summaries: Iterable[DaySummary], today: date) -> None:
        """Show the months of `year`."""
        by_month: dict[int, list[DaySummary]] = {month: [] for month in range(1, MONTHS + 1)}
        for summary in summaries:
            by_month[summary.date.month].append(summary)
        self.setAccessibleName(str(year))
        for number, month in enumerate(self._months, 1):
            month.show_month(date(year, number, 1), by_month[number], today)
        if not any(month.hasFocus() for month in self._months):
            self._let_tab_in(self._months[today.month - 1 if today.year == year else 0])

    def _let_tab_in(self, chosen: SmallMonth) -> None:
        for month in self._months:
            month.setFocusPolicy(Qt.FocusPolicy.StrongFocus if month is chosen else Qt.FocusPolicy.ClickFocus)

    def _step(self, index: int, across: int, down: int) -> None:
        target = index + across + down * self._layout.columns(self.width())
        if 0 <= target < MONTHS:
            self._let_tab_in(self._months[target])
            self._months[target].setFocus(Qt.FocusReason.OtherFocusReason)
