"""The calendar: a month or a year of days in the colour and face of their emotions, and the charts of both."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.config import Settings
from app.diary.calendar import diary_today, month_after, month_days
from app.diary.statistics import DaySummary
from app.ui.imports_ahead import ImportsAhead, charts, import_plain
from app.ui.live_session import LiveSession
from app.ui.pages.page import Page
from app.ui.places import CalendarAt, DayAt, Place
from app.ui.translation import month_name
from app.ui.widgets.build import button, icon_button, label, scrolling
from app.ui.widgets.month_view import MonthView
from app.ui.widgets.year_view import YearSums, YearView

if TYPE_CHECKING:
    from app.storage.repository import Diary

MARGIN = 32  # px
SOON = 150  # ms: changes of the diary that come together are read once
SIDE_BY_SIDE = 840  # px of room from which chart and grid stand side by side
TALLEST = 1.06  # of grid and chart, to their width, while they fill the window
HIGHEST = 800  # px, the same
NARROW, WIDE = 860, 2000  # px, the widest content below and above that


class CalendarPage(Page):
    """One month or one year. PageUp and PageDown go back and forth."""

    def __init__(self, live: LiveSession, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(live, settings, parent)
        self._first = self._today().replace(day=1)  # of the month that is shown, or was before the year
        self._shows_year = False
        self._to_focus: date | None = None
        self._charts_asked = self._charts_loaded = False
        self._year_view: YearView | None = None
        self._month_view = MonthView()
        self._month_view.opened.connect(self._open_day)
        self._month_view.beyond.connect(self._go_beyond)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self._ask)
        live.diary_changed.connect(self._changed)
        self._build()
        for key, step in ((Qt.Key.Key_PageUp, -1), (Qt.Key.Key_PageDown, 1)):
            QShortcut(QKeySequence(key), self).activated.connect(lambda step=step: self._turn(step))

    def _build(self) -> None:
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(20)
        column.addLayout(self._header())
        column.addWidget(self._month_view)
        column.addStretch(1)
        content = QWidget()
        centred = QHBoxLayout(content)
        centred.setContentsMargins(MARGIN, MARGIN - 8, MARGIN, MARGIN)
        centred.addWidget(self._body)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(content, self.title()))

    def _header(self) -> QHBoxLayout:
        self._back = icon_button("back", "", lambda: self._turn(-1))
        self._forth = icon_button("forward", "", lambda: self._turn(1))
        self._title = label("", "title", wrap=True)
        self._title.setSizePolicy(self._title.sizePolicy().Policy.Expanding, self._title.sizePolicy().Policy.Preferred)
        self._to_today = button(self.tr("오늘"), "outline", self._go_today)
        self._month_switch = self._switch(self.tr("월"), self.tr("한 달 보기"), year=False)
        self._year_switch = self._switch(self.tr("연"), self.tr("한 해 보기"), year=True)
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self._back, self._forth, self._title, self._to_today):
            row.addWidget(widget, 1 if widget is self._title else 0)
        row.addSpacing(8)
        for switch in (self._month_switch, self._year_switch):
            group.addButton(switch)
            row.addWidget(switch)
        return row

    def _switch(self, word: str, name: str, *, year: bool) -> QPushButton:
        made = button(word, "toggle", lambda: self.arrive(CalendarAt(None, year)))
        made.setCheckable(True)
        made.setToolTip(name)
        made.setAccessibleName(name)
        return made

    # --- where it is ---------------------------------------------------------------------------------------------

    def title(self) -> str:
        """The page's."""
        return self.tr("달력")

    def arrive(self, place: Place) -> None:
        """Show the month or the year of a `CalendarAt`."""
        assert isinstance(place, CalendarAt)
        if place.day is not None:
            self._first = place.day.replace(day=1)
        self._shows_year = place.year
        self._name_place()
        self._ask()

    def _today(self) -> date:
        return diary_today(self.settings.day_start)

    def _name_place(self) -> None:
        year = self._shows_year
        this_month = self._today().replace(day=1)
        self._title.setText(self.tr("{year}년").format(year=self._first.year) if year else month_name(self._first))
        for turner, name in (
            (self._back, self.tr("이전 해") if year else self.tr("이전 달")),
            (self._forth, self.tr("다음 해") if year else self.tr("다음 달")),
        ):
            turner.setToolTip(name)
            turner.setAccessibleName(name)
        is_last = self._first.year >= this_month.year if year else self._first >= this_month
        self._forth.setEnabled(not is_last)
        self._month_switch.setChecked(not year)
        self._year_switch.setChecked(year)

    def _turn(self, step: int) -> None:
        if step > 0 and not self._forth.isEnabled():
            return
        self.arrive(CalendarAt(month_after(self._first, step * (12 if self._shows_year else 1)), self._shows_year))

    def _go_today(self) -> None:
        self._to_focus = None if self._shows_year else self._today()
        self.arrive(CalendarAt(self._today(), self._shows_year))

    def _go_beyond(self, day: date) -> None:
        if day <= self._today():
            self._to_focus = day
            self.arrive(CalendarAt(day))

    def _open_day(self, day: date) -> None:
        self.go.emit(DayAt(day))

    def _open_month(self, first: date) -> None:
        self._to_focus = first  # what had the keyboard goes away
        self.arrive(CalendarAt(first))

    # --- what it shows -------------------------------------------------------------------------------------------

    def _changed(self) -> None:
        if self.isVisible():  # otherwise the next visit asks anyway
            self._soon.start()

    def _ask(self) -> None:
        first, last = self._first, month_days(self._first)[-1]
        if self._shows_year:
            year = first.year

            def sums(diary: "Diary") -> YearSums:
                return YearSums.of(year, diary.outlines(date(year, 1, 1), date(year, 12, 31)))

            self.live.read(sums, self._show_year, owner=self, topic="calendar")
        else:

            def days(diary: "Diary") -> tuple[date, list[DaySummary]]:
                return first, diary.days(first, last)

            self.live.read(days, self._show_month, owner=self, topic="calendar")

    def _show_month(self, read: tuple[date, list[DaySummary]]) -> None:
        first, days = read
        self._month_view.show_month(first, days, self._today())
        self._bring(self._month_view)
        if self._to_focus is not None:
            self._month_view.grid.focus_day(self._to_focus)
            self._to_focus = None

    def _show_year(self, sums: YearSums) -> None:
        if self._year_view is None:
            self._year_view = YearView(self._body)
            self._year_view.day_opened.connect(self._open_day)
            self._year_view.month_opened.connect(self._open_month)
            layout = self._body.layout()
            assert isinstance(layout, QVBoxLayout)
            layout.insertWidget(2, self._year_view)
        self._year_view.show_year(sums, self._today())
        self._bring(self._year_view)

    def _bring(self, view: QWidget) -> None:
        for each in (self._month_view, self._year_view):
            if each is not None:
                each.setVisible(each is view)
        QTimer.singleShot(0, self, self._make_charts)  # after the days have been painted

    def _make_charts(self) -> None:
        if self._charts_loaded:
            view = self._year_view if self._shows_year else self._month_view
            if view is not None:
                view.make_chart()
        elif not self._charts_asked:
            self._charts_asked = True
            imports = ImportsAhead(charts(), self)
            imports.done.connect(self._charts_came)
            self.live.aside(import_plain, lambda _: imports.start(), owner=self)

    def _charts_came(self) -> None:
        self._charts_loaded = True
        self._make_charts()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's."""
        super().resizeEvent(event)
        room = self.width() - 2 * MARGIN
        side_by_side = room >= SIDE_BY_SIDE
        self._body.setMaximumWidth(WIDE if side_by_side else NARROW)
        seen = self.height() - self._month_view.mapTo(self, QPoint()).y() - MARGIN  # grid and chart fill what is seen
        self._month_view.setMinimumHeight(max(0, min(seen, HIGHEST, round(room / 2 * TALLEST))) if side_by_side else 0)
