"""What the fields for a passphrase and for a recovery key have in common."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.widgets import build


class SecretField(QWidget):
    """Holds one line for a secret; the subclass lays it out. `changed` with every character.

    `role` and `wrong_role` are the line's roles in the style sheet, as it is and marked as wrong.
    """

    changed = Signal()

    def __init__(self, line: QLineEdit, name: str, role: str, wrong_role: str, parent: QWidget | None = None) -> None:
        """`name` is the line's name for screen readers."""
        super().__init__(parent)
        self._line = line
        self._roles = {False: role, True: wrong_role}
        self._line.setProperty("role", role)
        self._line.setAccessibleName(name)
        self._line.textChanged.connect(self.changed)
        self.setFocusProxy(self._line)

    def text(self) -> str:
        """What was typed, the syllable being composed included."""
        if self._line.hasFocus():
            QGuiApplication.inputMethod().commit()
        return self._line.text()

    def forget(self) -> None:
        """Empty the field, its undo history too."""
        self._line.setText("")  # unlike clear(), this cannot be undone
        self.mark_wrong(False)

    def select_all(self) -> None:
        """Ready to be typed over."""
        self._line.selectAll()

    def set_read_only(self, read_only: bool) -> None:
        """Keep it as it is for a moment, without taking the focus away."""
        self._line.setReadOnly(read_only)

    def mark_wrong(self, wrong: bool) -> None:
        """Colour the field, or no more."""
        if self._line.property("role") != self._roles[wrong]:
            self._line.setProperty("role", self._roles[wrong])
            build.restyle(self._line)
