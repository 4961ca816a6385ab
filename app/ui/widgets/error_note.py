"""A failure in three plain sentences: what failed, what was kept, what to do."""

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.errors import TodakError
from app.ui.advice import explained
from app.ui.screen_reader import announce
from app.ui.widgets import build


class ErrorNote(QFrame):
    """Hidden until something fails; `clear` hides it again. Screen readers say its sentences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "alarm")
        self._message = build.label("", "strong", wrap=True)
        self._kept = build.label("", wrap=True)
        self._todo = build.label("", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(4)
        for sentence in (self._message, self._kept, self._todo):
            column.addWidget(sentence)
        self.hide()

    def show_error(self, error: TodakError, *, todo: str = "") -> None:
        """Say `error`; `todo` in the place of its own advice, where the window has a better one."""
        said = explained(error)
        self.say(said["message"], said["kept"], todo or said["todo"])

    def say(self, message: str, kept: str = "", todo: str = "") -> None:
        """Say these sentences; empty ones are left out."""
        for label, sentence in ((self._message, message), (self._kept, kept), (self._todo, todo)):
            label.setText(sentence)
            label.setVisible(bool(sentence))
        self.setAccessibleName(message)
        self.show()
        announce(self, self.sentences, at_once=True)

    def clear(self) -> None:
        """Nothing failed any more."""
        self.hide()

    @property
    def sentences(self) -> str:
        """What is said now, one sentence a line; empty when nothing is."""
        if self.isHidden():
            return ""
        return "\n".join(label.text() for label in (self._message, self._kept, self._todo) if label.text())
