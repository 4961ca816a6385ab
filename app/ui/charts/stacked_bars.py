"""Bars of six shares, one on the other, with round ends."""

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from app.diary.emotion import EMOTIONS, EmotionScores
from app.ui import theme as themes

WIDTH = 0.62  # of the room of a bar
WIDEST = 40.0  # px
RADIUS = 6.0  # px
GAP = 1.5  # px between two shares
THINNEST = 0.75  # px: thinner shares are not drawn


class StackedBars(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
    """Bars at 0, 1, 2 …, each from 0 to 1, in the order of `EMOTIONS` from below; None leaves its place empty.

    pyqtgraph's own bars are six items of square-cornered rectangles; this paints in pixels, so that corners are round.
    """

    def __init__(self) -> None:
        super().__init__()
        self._bars: tuple[EmotionScores | None, ...] = ()

    def show_shares(self, bars: Sequence[EmotionScores | None]) -> None:
        """Draw `bars`."""
        self.prepareGeometryChange()
        self._bars = tuple(bars)
        self.update()

    def boundingRect(self) -> QRectF:
        """Qt's."""
        return QRectF(-0.5, 0, max(1, len(self._bars)), 1)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Qt's."""
        to_pixels = painter.worldTransform()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, shares in enumerate(self._bars):
            if shares is not None:
                room = to_pixels.mapRect(QRectF(place - 0.5, 0, 1, 1))
                width = min(room.width() * WIDTH, WIDEST)
                _paint_bar(painter, QRectF(room.center().x() - width / 2, room.top(), width, room.height()), shares)


def _paint_bar(painter: QPainter, bar: QRectF, shares: EmotionScores) -> None:
    painter.save()
    shape = QPainterPath()
    radius = min(RADIUS, bar.width() / 3)
    shape.addRoundedRect(bar, radius, radius)
    painter.setClipPath(shape)
    bottom = bar.bottom()
    for emotion in EMOTIONS:
        top = bottom - shares[emotion] * bar.height()
        is_lowest, is_highest = bottom >= bar.bottom() - 0.5, top <= bar.top() + 0.5
        piece = QRectF(bar.left(), top, bar.width(), bottom - top)
        piece.adjust(0, 0 if is_highest else GAP / 2, 0, 0 if is_lowest else -GAP / 2)
        if piece.height() >= THINNEST:
            painter.fillRect(piece, QColor(themes.theme().emotion(emotion)))
        bottom = top
    painter.restore()
