"""A check box whose words wrap, which Qt's own do not."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QWidget


class _Words(QLabel):
    pressed = Signal()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt's."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()


class WrappingCheckBox(QWidget):
    """A check box with `text` beside it; a click on either toggles it."""

    toggled = Signal(bool)

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox()
        self.box.setAccessibleName(text)
        self.box.setCursor(Qt.CursorShape.PointingHandCursor)
        self.box.toggled.connect(self.toggled)
        words = _Words(text)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        words.setCursor(Qt.CursorShape.PointingHandCursor)
        words.pressed.connect(self.box.click)
        words.setBuddy(self.box)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)  # the box brings room of its own
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)
        self.setFocusProxy(self.box)

    @property
    def is_checked(self) -> bool:
        """Whether it is ticked."""
        return self.box.isChecked()
