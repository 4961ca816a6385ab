"""On this day: what was written on the same date in earlier years."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.diary.calendar import same_day_before
from app.diary.entry import Entry
from app.ui.live_session import LiveSession
from app.ui.widgets import build

YEARS = 10  # how far it looks back


class MemoryCard(QFrame):
    """The opening words of the nearest earlier year, with a button to read on.

    Hidden where there is none. Days with a crisis never show.
    """

    pressed = Signal(object)  # date

    def __init__(self, live: LiveSession) -> None:
        super().__init__()
        self._live = live
        self._day: date | None = None
        self.setProperty("role", "quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 12, 12, 12)
        words = QVBoxLayout()
        words.setSpacing(4)
        self._when = build.label("", "caption")
        self._opening = build.label("", wrap=True)
        words.addWidget(self._when)
        words.addWidget(self._opening)
        row.addLayout(words, 1)
        row.addWidget(build.button(self.tr("읽어 보기"), "link", self._open))
        self.hide()

    def show_day(self, day: date) -> None:
        """Look for the date of `day` in earlier years."""
        before = same_day_before(day, YEARS)
        self._live.read(
            lambda diary: [entry for each in before for entry in diary.entries_on(each)],
            lambda entries: self._show(day, entries),
            owner=self,
            topic="on this day",
        )

    def _show(self, day: date, entries: list[Entry]) -> None:
        grave = {entry.date for entry in entries if entry.is_grave}
        found = next((entry for entry in entries if entry.date not in grave and entry.title), None)
        self.setVisible(found is not None)
        if found is None:
            return
        self._day = found.date
        self._when.setText(self.tr("%n년 전 오늘", "", day.year - found.date.year))
        self._opening.setText(found.title)

    def _open(self) -> None:
        self.pressed.emit(self._day)
