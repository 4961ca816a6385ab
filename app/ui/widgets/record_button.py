"""The one large button: press it and talk."""

import math

from PySide6.QtCore import QPointF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.ui import focus_ring
from app.ui import theme as themes
from app.ui.artwork import icon_pixmap

DIAMETER = 72  # px, of the disc
HALO = 14  # px around it, which the voice fills
QUIET, LOUD = -55.0, -12.0  # dB below full scale: no halo, the whole halo
FRAME_MS = 33
ICON = 30  # px


class RecordButton(QAbstractButton):
    """A disc with a microphone; while listening a stop sign in a halo as loud as the voice.

    `show_state` takes the states of `LiveSession.recording`.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = "idle"
        self._level = 0.0  # 0 to 1, what the voice is
        self._halo = 0.0  # 0 to 1, what is drawn: follows the voice up at once and down slowly
        self._turn = 0.0
        self._frames = QTimer(self, interval=FRAME_MS)
        self._frames.timeout.connect(self._step)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(self.sizeHint())
        self.show_state("idle")

    def sizeHint(self) -> QSize:
        """The disc and its halo."""
        side = DIAMETER + 2 * HALO
        return QSize(side, side)

    def show_state(self, state: str) -> None:
        """Look and be called as in `idle`, `opening`, `listening` or `finishing`."""
        self._state = state
        self._level = self._halo = 0.0
        names = {
            "idle": self.tr("말하기 시작"),
            "opening": self.tr("마이크를 켜고 있어요"),
            "listening": self.tr("말하기 끝내기"),
            "finishing": self.tr("방금 한 말을 적는 중"),
        }
        self.setAccessibleName(names[state])
        self.setToolTip(names[state])
        self.setEnabled(state in ("idle", "listening", "opening"))
        self._move()
        self.update()

    def hear(self, decibels: float) -> None:
        """The loudness right now, in dB below full scale."""
        self._level = min(1.0, max(0.0, (decibels - QUIET) / (LOUD - QUIET)))

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's: it may be listening since before it was hidden."""
        self._move()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt's: nothing moves while nobody sees it."""
        self._frames.stop()

    def _move(self) -> None:
        if self._state == "idle" or not self.isVisible():
            self._frames.stop()
        else:
            self._frames.start()

    def _step(self) -> None:
        self._halo = max(self._level, self._halo * 0.86)
        self._turn = (self._turn + FRAME_MS / 1000) % 60
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's."""
        theme = themes.theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.width() / 2, self.height() / 2)
        listening = self._state == "listening"
        fill = QColor(theme.danger if listening else theme.accent)
        if self._state == "finishing":
            fill = QColor(theme.soft)
        elif self.underMouse() and not listening:
            fill = QColor(theme.accent_hover)
        self._paint_halo(painter, middle, fill)
        radius = DIAMETER / 2 - (2 if self.isDown() else 0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawEllipse(middle, radius, radius)
        if focus_ring.is_shown(self):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.paper), 2))
            painter.drawEllipse(middle, radius - 4, radius - 4)
        if self._state in ("opening", "finishing"):
            self._paint_dots(painter, middle, QColor(theme.on_accent))
            return
        name, ink = ("stop", theme.on_danger) if listening else ("microphone", theme.on_accent)
        pixmap = icon_pixmap(name, ink, ICON, self.devicePixelRatioF())
        painter.drawPixmap(round(middle.x() - ICON / 2), round(middle.y() - ICON / 2), pixmap)

    def _paint_halo(self, painter: QPainter, middle: QPointF, colour: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if self._state == "listening":
            breath = 0.25 + 0.08 * math.sin(self._turn * 2.6)
            for part, opacity in ((1.0, 0.14), (0.55, 0.22)):
                colour.setAlphaF(opacity)
                painter.setBrush(colour)
                radius = DIAMETER / 2 + HALO * min(1.0, breath + self._halo) * part
                painter.drawEllipse(middle, radius, radius)
        elif self._state == "idle":
            colour.setAlphaF(0.10)
            painter.setBrush(colour)
            painter.drawEllipse(middle, DIAMETER / 2 + 7, DIAMETER / 2 + 7)
        colour.setAlphaF(1.0)

    def _paint_dots(self, painter: QPainter, middle: QPointF, colour: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for index in range(3):
            colour.setAlphaF(0.4 + 0.6 * max(0.0, math.sin(self._turn * 5 - index * 0.8)))
            painter.setBrush(colour)
            painter.drawEllipse(middle + QPointF((index - 1) * 13, 0), 4, 4)
