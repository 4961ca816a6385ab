"""The cover: one key hides everything at once, and says nothing of what was there."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShortcut, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.artwork import Picture
from app.ui.widgets import build


class CoverPage(QWidget):
    """An empty, innocent page; a button leads back."""

    uncovered = Signal()
    lock = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(Picture(160, mascot="resting"), alignment=Qt.AlignmentFlag.AlignHCenter)
        words = build.label(self.tr("쉬는 중이에요"), "soft")
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(words)
        self._back = build.button(self.tr("돌아가기"), "outline", self.uncovered.emit)
        column.addWidget(self._back, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        QShortcut("Ctrl+L", self, self.lock.emit)  # the menu's button that has this key is covered

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's: ready to lead back."""
        super().showEvent(event)
        self._back.setFocus()
