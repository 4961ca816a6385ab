"""How loud a voice is, as a calm row of rounded bars that ripples from the middle outward."""

import math

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme as themes

SILENCE = -60.0  # dB below full scale: as low as a bar shows
LOUD = -12.0  # dB: a voice close to the microphone, as high as a bar goes
BAR = 4  # px
GAP = 4  # px
TICK_MS = 33
STALE_TICKS = 9  # without a level for so long (0.3 s), the microphone is closed: fall to silence
RISE, FALL = 0.6, 0.18  # what part of the way to the level a tick goes: up at once, down softly
OUTERMOST = 0.35  # how high the outermost bars go, of the middle one
STILL = 0.01  # lower than this is silence


class LevelMeter(QWidget):
    """Shows the loudness given to `set_level`. The newest sound is in the middle, older sound wanders to both sides.

    Moves only while there is something to show.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._target = 0.0
        self._heights = [0.0]  # 0 to 1, of the middle bar and then outward
        self._age = 0  # ticks since the latest level
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._move)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("목소리 크기"))

    def set_level(self, decibels: float) -> None:
        """The loudness now, in dB below full scale; -60 or less is silence."""
        self._target = min(1.0, max(0.0, (decibels - SILENCE) / (LOUD - SILENCE)))
        self._age = 0
        if self._target > STILL and not self._timer.isActive():
            self._timer.start()

    @property
    def shown_level(self) -> float:
        """How high the middle bar is now, 0 (silence) to 1."""
        return self._heights[0]

    def sizeHint(self) -> QSize:
        """Room for a few dozen bars."""
        return QSize(240, 32)

    def minimumSizeHint(self) -> QSize:
        """Room for some bars."""
        return QSize(72, 32)

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt's."""
        self._timer.stop()
        self._heights = [0.0]
        self._target = 0.0
        super().hideEvent(event)

    def _move(self) -> None:
        self._age += 1
        if self._age > STALE_TICKS:
            self._target = 0.0
        now = self._heights[0]
        now += (self._target - now) * (RISE if self._target > now else FALL)
        self._heights = [now if now > STILL else 0.0, *self._heights][: self._reach() + 1]
        if not any(self._heights) and self._target <= STILL:
            self._timer.stop()
        self.update()

    def _reach(self) -> int:
        """How many bars there are on each side of the middle one."""
        return max(0, (self.width() - BAR) // (2 * (BAR + GAP)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's."""
        theme = themes.theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        reach = self._reach()
        for away in range(reach + 1):
            level = self._heights[away] if away < len(self._heights) else 0.0
            taper = OUTERMOST + (1 - OUTERMOST) * math.cos(math.pi / 2 * away / (reach + 1))
            high = max(float(BAR), level * taper * self.height())
            painter.setBrush(QColor(theme.accent if level > 0 else theme.line))
            for side in (-1, 1) if away else (1,):
                middle = self.width() / 2 + side * away * (BAR + GAP)
                bar = QRectF(middle - BAR / 2, (self.height() - high) / 2, BAR, high)
                painter.drawRoundedRect(bar, BAR / 2, BAR / 2)
