"""The chips that narrow a list of entries."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.diary.emotion import EMOTIONS
from app.diary.entry import Person
from app.diary.listing import EntryFilter
from app.session import now
from app.ui import theme as themes
from app.ui.artwork import face_pixmap
from app.ui.live_session import LiveSession
from app.ui.translation import day_name, emotion_word, long_date, person_word
from app.ui.widgets import build
from app.ui.widgets.flow_layout import FlowLayout

_FACE = 20  # px


class EntryFilters(QWidget):
    """Emotions, company, scores, recordings, days: one chosen of each group is enough, and every group counts."""

    changed = Signal()

    def __init__(self, live: LiveSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._live = live
        self._bounds: dict[str, date | None] = {"first": None, "last": None}
        self._emotions = {each: self._chip(emotion_word(each)) for each in EMOTIONS}
        self._people = {each: self._chip(person_word(each)) for each in Person}
        self._scores = {each: self._chip(self.tr("{score}점").format(score=each)) for each in range(1, 6)}
        self._audio = self._chip(self.tr("녹음 있음"), icon="microphone")
        self._first = self._bound("first")
        self._last = self._bound("last")
        self._clear = build.button(self.tr("모두 보기"), "link", self.clear)
        for chip in self._emotions.values():
            chip.setIconSize(QSize(_FACE, _FACE))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(8)
        last = (self._first, self._last, self._clear)
        scores = tuple(self._scores.values())
        for group in (tuple(self._emotions.values()), (*self._people.values(), self._audio), scores, last):
            lines.addWidget(_line(group))
        themes.keeper().changed.connect(self._recolour)
        self._recolour()
        self._clear.hide()
        self._name_bounds()

    def chosen(self) -> EntryFilter:
        """What is chosen."""
        return EntryFilter(
            emotions=frozenset(each for each, chip in self._emotions.items() if chip.isChecked()),
            people=frozenset(each for each, chip in self._people.items() if chip.isChecked()),
            scores=frozenset(each for each, chip in self._scores.items() if chip.isChecked()),
            has_audio=self._audio.isChecked(),
            first=self._bounds["first"],
            last=self._bounds["last"],
        )

    def clear(self) -> None:
        """Choose nothing."""
        chips = (*self._emotions.values(), *self._people.values(), *self._scores.values(), self._audio)
        for chip in chips:
            chip.blockSignals(True)
            chip.setChecked(False)
            chip.blockSignals(False)
        self._bounds = {"first": None, "last": None}
        self._name_bounds()
        self._tell()

    def _chip(self, text: str, icon: str = "") -> QPushButton:
        made = build.button(text, "toggle", icon=icon)
        made.setCheckable(True)
        made.toggled.connect(self._tell)
        return made

    # --- from a day, to a day ------------------------------------------------------------------------------------

    def _bound(self, name: str) -> QPushButton:
        made = build.button("", "toggle", lambda: self._ask(name), icon="calendar")
        made.setCheckable(True)
        return made

    def _name_bounds(self) -> None:
        first, last = self._bounds["first"], self._bounds["last"]
        self._first.setText(self.tr("{day}부터").format(day=_written(first)) if first else self.tr("언제부터…"))
        self._last.setText(self.tr("{day}까지").format(day=_written(last)) if last else self.tr("언제까지…"))
        self._first.setChecked(first is not None)
        self._last.setChecked(last is not None)

    def _ask(self, name: str) -> None:
        """Let a day be chosen; a bound that is there goes."""
        if self._bounds[name] is not None:
            self._put_bound(name, None)
            return
        from app.ui.widgets.day_dialog import DayDialog

        self._name_bounds()  # not chosen yet
        other = self._bounds["last" if name == "first" else "first"]
        question = self.tr("언제부터 볼까요?") if name == "first" else self.tr("언제까지 볼까요?")
        dialog = DayDialog(self._live, question, other or self._live.session.day_of(now()), self)
        dialog.chosen.connect(lambda day: self._put_bound(name, day))
        dialog.open()

    def _put_bound(self, name: str, day: date | None) -> None:
        self._bounds[name] = day
        first, last = self._bounds["first"], self._bounds["last"]
        if first is not None and last is not None and first > last:  # chosen the other way round
            self._bounds = {"first": last, "last": first}
        self._name_bounds()
        self._tell()

    # --- telling -------------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        self._clear.setVisible(self.chosen().choices > 0)
        self.changed.emit()

    def _recolour(self) -> None:
        for emotion, chip in self._emotions.items():
            chip.setIcon(QIcon(face_pixmap(emotion, _FACE)))


def _written(day: date) -> str:
    return day_name(day) if day.year == date.today().year else long_date(day)


def _line(chips: Sequence[QPushButton]) -> QWidget:
    made = QWidget()
    flow = FlowLayout(made)
    for chip in chips:
        flow.addWidget(chip)
    return made
