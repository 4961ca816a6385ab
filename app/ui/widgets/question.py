"""Asking before something that cannot be undone."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.widgets import build


def _nothing() -> None:
    """What is done before anything has been asked."""


class Question(QFrame):
    """Hidden until `ask`. No has the keyboard first, and Esc is a no."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._act: Callable[[], object] = _nothing
        self.setProperty("role", "alarm")
        self._words = build.label("", wrap=True)
        self._no = build.button(self.tr("그만두기"), "outline", self.put_away)
        self._yes = build.button("", "danger", self._confirm)
        answers = QHBoxLayout()
        answers.setSpacing(8)
        answers.addWidget(self._no)
        answers.addWidget(self._yes)
        answers.addStretch(1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(20, 16, 20, 16)
        lines.setSpacing(12)
        lines.addWidget(self._words)
        lines.addLayout(answers)
        self.hide()

    def ask(self, words: str, yes: str, act: Callable[[], object]) -> None:
        """Put the question; `act` is done when the button that says `yes` is pressed."""
        self._words.setText(words)
        self._yes.setText(yes)
        self._act = act
        self.show()
        self._no.setFocus()

    def put_away(self) -> None:
        """Take it as a no."""
        self._act = _nothing
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: Esc answers with no."""
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        else:
            super().keyPressEvent(event)

    def _confirm(self) -> None:
        act = self._act
        self.put_away()
        act()
