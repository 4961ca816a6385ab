"""What else can be done with one utterance: look at its earlier words, split, move, throw away."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget
from shiboken6 import isValid

from app.diary.entry import Edit, Utterance
from app.ui.live_session import LiveSession
from app.ui.translation import day_name
from app.ui.widgets import build

if TYPE_CHECKING:
    from app.storage.repository import Diary
    from app.storage.shapes import Undo


class MoreButton(QPushButton):
    """A quiet button with a menu. Everything is done at once; `notice` as in `Page` offers to take it back."""

    notice = Signal(str, object)

    def __init__(self, utterance: Utterance, live: LiveSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._live = live
        self._utterance = utterance
        self.setProperty("kind", "icon")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        build.show_icon(self, "more", self.tr("더 보기"))
        self.clicked.connect(self._ask_for_history)

    def show_utterance(self, utterance: Utterance) -> None:
        """Stand for the utterance as it now is."""
        self._utterance = utterance

    # --- the menu ------------------------------------------------------------------------------------------------

    def _ask_for_history(self) -> None:
        identifier = self._utterance.id
        self._live.read(lambda diary: bool(diary.history(identifier)), self._offer)

    def _offer(self, was_changed: bool) -> None:
        if not self.isVisible():
            return
        menu = QMenu(self)
        menu.setAccessibleName(self.tr("더 보기"))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if was_changed:
            menu.addAction(self.tr("고치기 전 글 보기")).triggered.connect(self._look_back)
        if self._utterance.position > 0:
            menu.addAction(self.tr("여기부터 새 일기로 나누기")).triggered.connect(self._split)
        menu.addAction(self.tr("다른 날로 옮기기…")).triggered.connect(self._ask_where)
        menu.addSeparator()
        menu.addAction(self.tr("이 말 버리기")).triggered.connect(self._throw_away)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    # --- which entry it is in ------------------------------------------------------------------------------------

    def _split(self) -> None:
        identifier = self._utterance.id
        self._reshape(
            lambda diary: diary.split(diary.utterance(identifier).entry_id, identifier),
            self.tr("여기부터 새 일기로 나눴어요."),
        )

    def _ask_where(self) -> None:
        identifier = self._utterance.id
        self._live.read(lambda diary: diary.entry(diary.utterance(identifier).entry_id).date, self._choose_day)

    def _choose_day(self, now_on: date) -> None:
        from app.ui.widgets.day_dialog import DayDialog

        def move(day: date) -> None:
            if day != now_on:
                self._reshape(
                    lambda diary: diary.move([identifier], to_date=day),
                    self.tr("{day}의 일기로 옮겼어요.").format(day=day_name(day)),
                )

        identifier = self._utterance.id
        dialog = DayDialog(self._live, self.tr("어느 날로 옮길까요?"), now_on, self)
        dialog.chosen.connect(move)
        dialog.open()

    def _throw_away(self) -> None:
        identifier = self._utterance.id
        self._reshape(lambda diary: diary.trash_utterance(identifier), self.tr("이 말을 휴지통으로 옮겼어요."))

    def _reshape(self, work: "Callable[[Diary], Undo]", said: str) -> None:
        self._live.reshape(work, lambda undo: self._tell(said, undo))

    # --- what it was ---------------------------------------------------------------------------------------------

    def _look_back(self) -> None:
        identifier = self._utterance.id
        self._live.read(lambda diary: diary.history(identifier), self._show_history)

    def _show_history(self, edits: list[Edit]) -> None:
        from app.ui.widgets.history_dialog import HistoryDialog

        dialog = HistoryDialog(self._live, edits, self._utterance.text, self)
        dialog.chosen.connect(self._revert)
        dialog.open()

    def _revert(self, edit_id: str) -> None:
        identifier = self._utterance.id
        said = self.tr("그때 글로 되돌렸어요.")
        self._live.change_words(
            identifier, lambda diary: diary.revert(identifier, edit_id), done=lambda undo: self._tell(said, undo)
        )

    def _tell(self, said: str, undo: Callable[[], None] | None) -> None:
        if isValid(self):
            self.notice.emit(said, undo)
