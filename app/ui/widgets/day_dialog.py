"""Choosing a day: a month at a time, in the faces of what is written there."""

from datetime import date, timedelta

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.diary.calendar import month_after
from app.diary.statistics import DaySummary
from app.session import now
from app.ui.live_session import LiveSession
from app.ui.translation import month_name
from app.ui.widgets import build
from app.ui.widgets.month_grid import MonthGrid

WIDTH = 460  # px


class DayDialog(QDialog):
    """Asks for a day until today, beginning with the month of `day`; `chosen` tells it.

    Closes by itself when the diary is locked. `open` it; it deletes itself.
    """

    chosen = Signal(object)  # date

    def __init__(self, live: LiveSession, question: str, day: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._live = live
        self._today = live.session.day_of(now())
        self._first = day.replace(day=1)
        self._wanted: date | None = day  # to have the keyboard once the month is there
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "page")
        self.setWindowTitle(question)
        self._before = build.icon_button("back", self.tr("이전 달"), lambda: self._go_by(-1))
        self._after = build.icon_button("forward", self.tr("다음 달"), lambda: self._go_by(1))
        self._month = build.label("", "strong", wrap=True)
        self._month.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._grid = MonthGrid()
        policy = self._grid.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Preferred)  # its own is for a page: as high as it is wide there
        self._grid.setSizePolicy(policy)
        self._grid.opened.connect(self._choose)
        self._grid.beyond.connect(self._go_beyond)
        months = QHBoxLayout()
        months.addWidget(self._before)
        months.addWidget(self._month, 1)
        months.addWidget(self._after)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(build.button(self.tr("그만두기"), "outline", self.reject))
        self._lines = lines = QVBoxLayout(self)
        lines.setContentsMargins(28, 28, 28, 20)
        lines.setSpacing(12)
        lines.addWidget(build.label(question, "title", wrap=True))
        lines.addLayout(months)
        lines.addWidget(self._grid, 1)
        lines.addLayout(buttons)
        self.setMinimumWidth(WIDTH)
        live.closed.connect(self.reject)
        self._ask()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        """Be no higher than needed: a screen may be hardly higher than the window's least."""
        width = max(WIDTH, self._lines.totalMinimumSize().width())
        self.resize(width, self._lines.totalMinimumHeightForWidth(width))

    def _ask(self) -> None:
        first = self._first
        self._month.setText(month_name(first))
        self._after.setEnabled(month_after(first, 1) <= self._today)
        self._live.read(
            lambda diary: diary.days(first, month_after(first, 1) - timedelta(days=1)),
            self._show,
            topic="month to choose from",
        )

    def _show(self, days: list[DaySummary]) -> None:
        self._grid.show_month(self._first, days, self._today)
        QTimer.singleShot(0, self, self._fit)
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self._grid.focus_day(wanted)

    def _go_by(self, months: int) -> None:
        self._first = month_after(self._first, months)
        self._ask()

    def _go_beyond(self, day: date) -> None:
        if day <= self._today:
            self._first, self._wanted = day.replace(day=1), day
            self._ask()

    def _choose(self, day: date) -> None:
        self.chosen.emit(day)
        self.accept()
