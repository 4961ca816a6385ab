"""A soft circle that grows and shrinks with the breath."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme as themes

SMALLEST, LARGEST = 0.42, 1.0  # of the room there is
HALO = 3  # soft rings around it
STILL = 0.7  # how full it stays where motion is not wanted


class BreathCircle(QWidget):
    """Shows `fullness` (0 to 1). Says nothing to a screen reader: the words beside it do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fullness = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def fullness(self) -> float:
        """What it shows."""
        return self._fullness

    def show_fullness(self, fullness: float) -> None:
        """Grow or shrink to it."""
        if fullness != self._fullness:
            self._fullness = fullness
            self.update()

    def sizeHint(self) -> QSize:
        """Qt's."""
        return QSize(260, 260)

    def minimumSizeHint(self) -> QSize:
        """Qt's."""
        return QSize(140, 140)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        room = min(self.width(), self.height()) / 2 - 2
        radius = room * (SMALLEST + (LARGEST - SMALLEST) * self._fullness)
        middle = QPointF(self.width() / 2, self.height() / 2)
        colour = QColor(themes.theme().accent)
        for ring in range(HALO, -1, -1):
            colour.setAlphaF(0.16 if ring else 0.3)
            painter.setBrush(colour)
            painter.drawEllipse(middle, radius * (1 - 0.14 * (HALO - ring)), radius * (1 - 0.14 * (HALO - ring)))
