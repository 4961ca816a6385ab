"""A switch: on or off, drawn as one."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from app.ui import focus_ring
from app.ui import theme as themes

WIDTH, HEIGHT = 46, 26  # px at 100 %
GAP = 4  # px around the knob
ROOM = 3  # px around it, for the ring of the focus


class Switch(QCheckBox):
    """A check box without words that looks like a switch; `name` is for screen readers."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        themes.keeper().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """The switch and its ring."""
        size = themes.keeper().size
        return QSize(size(WIDTH) + 2 * ROOM, size(HEIGHT) + 2 * ROOM)

    def minimumSizeHint(self) -> QSize:
        """As `sizeHint`."""
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        """All of it takes the click, not only where a check box has its box."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's."""
        theme = themes.theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(self.rect()).adjusted(ROOM, ROOM, -ROOM, -ROOM)
        if focus_ring.is_shown(self):
            ring = track.adjusted(-1.5, -1.5, 1.5, 1.5)
            painter.setPen(QPen(QColor(theme.ink), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)
        on = self.isChecked()
        track.adjust(0.75, 0.75, -0.75, -0.75)  # the line is drawn around it
        painter.setPen(QPen(QColor(theme.accent if on else theme.soft), 1.5))
        painter.setBrush(QColor(theme.accent if on else theme.sunken))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        knob = track.height() - 2 * GAP
        left = track.right() - GAP - knob if on else track.left() + GAP
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.on_accent if on else theme.soft))
        painter.drawEllipse(QRectF(left, track.top() + GAP, knob, knob))
