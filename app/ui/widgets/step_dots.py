"""How far along one is, as quiet dots."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme as themes

DOT = 8  # px
NOW = 24  # px: the dot of the step one is at is drawn long
GAP = 8  # px


class StepDots(QWidget):
    """`count` dots, the one of the present step long and coloured."""

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = count
        self._now = 0
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_step(0)

    def show_step(self, now: int) -> None:
        """The present step, from 0."""
        self._now = now
        self.setAccessibleName(self.tr("{count}단계 가운데 {now}단계").format(count=self._count, now=now + 1))
        self.update()

    def sizeHint(self) -> QSize:
        """The dots side by side."""
        return QSize(NOW + (self._count - 1) * (DOT + GAP), DOT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's."""
        theme = themes.theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        x = 0.0
        for step in range(self._count):
            width = NOW if step == self._now else DOT
            painter.setBrush(QColor(theme.accent if step <= self._now else theme.line))
            painter.setOpacity(1.0 if step >= self._now else 0.5)
            painter.drawRoundedRect(QRectF(x, 0, width, DOT), DOT / 2, DOT / 2)
            x += width + GAP
