"""The field one searches in while typing, also while a syllable is still being composed."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFocusEvent, QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from app.ui import theme as themes
from app.ui.artwork import icon

_PAUSE = 120  # ms without a change: less than between two keys, so that a fast writer is not searched for in between
_COMPOSING_PAUSE = 350  # ms: an unfinished syllable counts only when its writer waits, or every word would flicker


class SearchField(QLineEdit):
    """`searched` tells the words to look for, without space around, some moments after they changed.

    A syllable that is being composed counts after a longer pause. It is read from the event that brings it; the field
    itself is never touched while it is there.
    """

    searched = Signal(str)
    entered = Signal()  # Enter or arrow down: on to what was found

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preedit = ""
        self._told = ""
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(lambda: self._tell(self.text()))
        self._composing_pause = QTimer(self, singleShot=True, interval=_COMPOSING_PAUSE)
        self._composing_pause.timeout.connect(lambda: self._tell(self._with_preedit()))
        self._glass = QAction(self.tr("찾기"), self)
        self._glass.triggered.connect(self._enter)
        self._clear = QAction(self.tr("검색어 지우기"), self)
        self._clear.triggered.connect(self.clear)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        for button in self.findChildren(QToolButton):
            button.setAccessibleName(button.defaultAction().text())
        self._clear.setVisible(False)
        hint = self.tr("초성으로도 찾을 수 있어요 (ㅎㅁㄴ)")
        self.setPlaceholderText(" · ".join((self.tr("일기에서 찾기"), hint)))
        self.setAccessibleName(self.tr("일기에서 찾기"))
        self.setAccessibleDescription(hint)
        self.setTextMargins(-8, 0, 0, 0)  # the icon stands in its own room already
        self.textChanged.connect(self._changed)
        self.returnPressed.connect(self._enter)
        themes.keeper().changed.connect(self._recolour)
        self._recolour()

    def look_for(self, query: str) -> None:
        """Put `query` into the field and search at once."""
        QGuiApplication.inputMethod().commit()
        if query != self.text():
            self.setText(query)
        self.search_now()

    def search_now(self) -> None:
        """Search for what is in the field, without waiting."""
        self._pause.stop()
        self._tell(self.text())

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Qt's: learns what is being composed."""
        preedit = event.preeditString()
        super().inputMethodEvent(event)
        if preedit != self._preedit:
            self._preedit = preedit
            self._clear.setVisible(bool(self.text() or preedit))
            self._composing_pause.stop()
            if preedit:
                self._composing_pause.start()
            else:
                self._pause.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: Esc empties the field, arrow down goes on to what was found."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self._enter()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt's: whoever leaves has finished composing."""
        super().focusOutEvent(event)
        self._preedit = ""
        self._composing_pause.stop()

    def _with_preedit(self) -> str:
        at = self.cursorPosition()
        return self.text()[:at] + self._preedit + self.text()[at:]

    def _changed(self, text: str) -> None:
        self._clear.setVisible(bool(text or self._preedit))
        self._pause.start()

    def _enter(self) -> None:
        QGuiApplication.inputMethod().commit()
        self.search_now()
        self.entered.emit()

    def _tell(self, text: str) -> None:
        query = text.strip()
        if query != self._told:
            self._told = query
            self.searched.emit(query)

    def _recolour(self) -> None:
        self._glass.setIcon(icon("search", "soft"))
        self._clear.setIcon(icon("close", "soft"))
