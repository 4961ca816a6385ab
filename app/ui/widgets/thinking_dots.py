"""Three dots that rise and fall while an answer is being thought of."""

import math

from PySide6.QtCore import QPointF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QStyle, QWidget

from app.ui import theme as themes

FRAME_MS = 60
PERIOD = 24  # frames from one rise of a dot to its next: about 1.4 s, the pace of calm breathing out
PATIENCE = 60_000 // FRAME_MS  # frames: after a minute without an answer the dots rest
DOT = 3.5  # px, radius
STEP = 14  # px from dot to dot


class ThinkingDots(QWidget):
    """Moves only while it is on screen and the platform's style has animations on; the timer rests otherwise."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame = 0
        self._timer = QTimer(self, interval=FRAME_MS)
        self._timer.timeout.connect(self._step)
        self.setFixedSize(self.sizeHint())
        self.setAccessibleName(self.tr("토닥이 답을 생각하고 있어요"))

    @property
    def is_moving(self) -> bool:
        """Whether the dots are animated now."""
        return self._timer.isActive()

    def sizeHint(self) -> QSize:
        """Three dots and room to rise."""
        return QSize(2 * STEP + 12, 24)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's."""
        super().showEvent(event)
        # How a platform tells Qt (before 6.12) that it wants no motion.
        if self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self) > 0:
            self._frame = 0
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt's."""
        self._timer.stop()
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for index in range(3):
            wave = math.sin(2 * math.pi * (self._frame / PERIOD - index / 6)) if self.is_moving else 0.0
            colour = QColor(themes.theme().soft)
            colour.setAlphaF(0.6 + 0.35 * wave)
            painter.setBrush(colour)
            painter.drawEllipse(QPointF(6 + index * STEP, self.height() / 2 - 2 * wave), DOT, DOT)

    def _step(self) -> None:
        self._frame += 1
        if self._frame >= PATIENCE:
            self._timer.stop()
        self.update()
