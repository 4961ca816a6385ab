"""The rounded ground behind what was said, what was answered, and a card of help."""

from PySide6.QtCore import QEvent, QObject, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from app.ui import theme as themes

RADIUS = 16.0  # px
POINTED = 5.0  # px, of the corner that points at who speaks


class BubbleFrame(QFrame):
    """A bubble in the colour of a theme token, its `corner` (`right`, `left` or none) pointing at who speaks.

    Draws the focus ring for the text within, which has no border of its own.
    """

    def __init__(self, ground: str, corner: str = "", line: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ground = ground
        self._line = line
        self._corner = corner
        self._ringed = False

    def wear(self, ground: str, line: str = "") -> None:
        """Change its colours."""
        self._ground = ground
        self._line = line
        self.update()

    def ring_for(self, text: QWidget) -> None:
        """Show the ring while `text` has the focus."""
        text.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._ringed = event.type() is QEvent.Type.FocusIn
            self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's."""
        theme = themes.theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        border = theme.focus if self._ringed else getattr(theme, self._line or self._ground)
        pen = QPen(QColor(border), 2 if self._ringed else 1)
        inset = pen.widthF() / 2
        painter.setPen(pen)
        painter.setBrush(QColor(getattr(theme, self._ground)))
        painter.drawPath(self._shape(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)))

    def _shape(self, area: QRectF) -> QPainterPath:
        path = QPainterPath()
        path.addRoundedRect(area, RADIUS, RADIUS)
        if self._corner:
            side = 2 * RADIUS  # reaches the straight part of the edges
            x = area.right() - side if self._corner == "right" else area.left()
            corner = QPainterPath()
            corner.addRoundedRect(QRectF(x, area.bottom() - side, side, side), POINTED, POINTED)
            path = path.united(corner).simplified()
        return path
