"""A month as weeks of seven days, each in the face and colour of its emotion."""

from collections.abc import Iterable
from datetime import date, timedelta

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.diary.calendar import month_cells, month_days
from app.diary.statistics import DaySummary
from app.ui import theme as themes
from app.ui.translation import month_name
from app.ui.widgets.build import label
from app.ui.widgets.day_button import DayButton

COLUMNS = 7
GAP = 2  # px between days, beside the room each keeps for its ring
HEAD = 30  # px, of the weekdays
SHAPE = 0.79  # height of a day to its width
TALLEST = 1.35  # the same, where there is height to spare
LOWEST, HIGHEST = 62, 124  # px, height of a day


def first_weekday() -> int:
    """The weekday that weeks begin with in the window's language: 0 is Monday, 6 is Sunday."""
    return QLocale().firstDayOfWeek().value - 1


class MonthGrid(QWidget):
    """The days of one month. Only one of them takes the Tab key; arrows go from day to day."""

    opened = Signal(object)  # date
    beyond = Signal(object)  # date, of another month: where an arrow leads

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._days: tuple[date, ...] = ()
        self._cells: dict[date, tuple[int, int]] = {}
        self._today = date.min
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._heads = [label("", "caption") for _ in range(COLUMNS)]
        for head in self._heads:
            head.setParent(self)
            head.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._buttons = [DayButton(self) for _ in range(31)]
        for button in self._buttons:
            button.clicked.connect(lambda _=False, button=button: self.opened.emit(button.day))
            button.stepped.connect(lambda days, button=button: self._step(button.day, days))
        self._name_weekdays()
        themes.keeper().changed.connect(self._resized)

    def _name_weekdays(self) -> None:
        for column, head in enumerate(self._heads):
            weekday = (first_weekday() + column) % 7 + 1
            head.setText(QLocale().dayName(weekday, QLocale.FormatType.ShortFormat))

    @property
    def rows(self) -> int:
        """How many weeks the month touches: 4 to 6."""
        return max((row for row, _ in self._cells.values()), default=4) + 1

    def show_month(self, day: date, summaries: Iterable[DaySummary], today: date) -> None:
        """Show the month of `day`."""
        by_day = {summary.date: summary for summary in summaries}
        rows = self.rows
        had_focus = self._focused()
        self._days = month_days(day)
        self._cells = month_cells(day, first_weekday())
        self._today = today
        self.setAccessibleName(month_name(day))
        for index, button in enumerate(self._buttons):
            if index < len(self._days):
                button.show_day(self._days[index], by_day.get(self._days[index]), today)
            button.setVisible(index < len(self._days))
        if had_focus is not None and not self._button(had_focus):
            self.focus_day(self._days[min(had_focus.day, len(self._days)) - 1])
        self._let_tab_in(self._focused() or today)
        self._place()
        if rows != self.rows:
            self.updateGeometry()

    def focus_day(self, day: date) -> None:
        """Give `day` the keyboard, or the nearest day before it that can be opened."""
        within = [each for each in self._days if each <= day and self._is_open(each)]
        found = self._button(within[-1]) if within else None
        if found is not None:
            self._let_tab_in(found.day)
            found.setFocus(Qt.FocusReason.OtherFocusReason)

    def _is_open(self, day: date) -> bool:
        found = self._button(day)
        return found is not None and found.isEnabled()

    def _button(self, day: date) -> DayButton | None:
        return self._buttons[day.day - 1] if self._days and day.replace(day=1) == self._days[0] else None

    def _focused(self) -> date | None:
        found = [button.day for button in self._buttons if button.hasFocus()]
        return found[0] if found else None

    def _let_tab_in(self, day: date) -> None:
        inside = self._button(day)
        chosen = inside if inside is not None and inside.isEnabled() else self._buttons[0]
        for button in self._buttons:
            policy = Qt.FocusPolicy.StrongFocus if button is chosen else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(policy)

    def _step(self, day: date, days: int) -> None:
        try:
            target = day + timedelta(days=days)
        except OverflowError:
            return
        if self._button(target) is None:
            self.beyond.emit(target)
        elif self._is_open(target):
            self.focus_day(target)

    def _resized(self) -> None:
        self._place()
        self.updateGeometry()

    # --- geometry ------------------------------------------------------------------------------------------------

    def _cell(self, width: int) -> tuple[float, float]:
        across = (width - GAP * (COLUMNS - 1)) / COLUMNS
        lowest = themes.keeper().size(LOWEST)
        return across, max(lowest, min(HIGHEST, across * SHAPE))

    def hasHeightForWidth(self) -> bool:
        """Qt's."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As many weeks as the month has."""
        return round(themes.keeper().size(HEAD) + self.rows * (self._cell(width)[1] + GAP))

    def sizeHint(self) -> QSize:
        """Qt's."""
        return QSize(720, self.heightForWidth(720))

    def minimumSizeHint(self) -> QSize:
        """Qt's."""
        return QSize(COLUMNS * 48, themes.keeper().size(HEAD) + self.rows * (themes.keeper().size(LOWEST) + GAP))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        across, down = self._cell(self.width())
        head = themes.keeper().size(HEAD)
        # Beside a chart there may be more height than the width asks for: small days may become higher than wide.
        tallest = max(across, min(across * TALLEST, themes.keeper().size(HIGHEST)))
        down = max(down, min(tallest, (self.height() - head) / self.rows - GAP))
        for column, name in enumerate(self._heads):
            name.setGeometry(round(column * (across + GAP)), 0, round(across), head)
        for day, (row, column) in self._cells.items():
            left, top = column * (across + GAP), head + row * (down + GAP)
            right, bottom = round(left + across), round(top + down)
            self._buttons[day.day - 1].setGeometry(round(left), round(top), right - round(left), bottom - round(top))
