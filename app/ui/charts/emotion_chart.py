"""The chart of emotions: a stacked bar for each day (or month), the self score as a line over them.

Import this module on a background thread first: pyqtgraph and numpy take about half a second.
"""

import math
from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QMouseEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsRectItem, QWidget

from app.ui import theme as themes
from app.ui.charts.hover_card import HoverCard
from app.ui.charts.slots import HIGHEST_SCORE, LOWEST_SCORE, Slot, largest_shares, score_height
from app.ui.charts.stacked_bars import StackedBars
from app.ui.translation import emotion_word
from app.ui.widgets.day_button import mixed

LOWEST_HEIGHT = 300  # px
NARROWEST_TICK = 24  # px: narrower slots leave out numbers
GRID = (0.25, 0.5, 0.75, 1.0)
POINT = 8  # px


class EmotionChart(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """A chart of slots. `chosen` tells the slot that was clicked, or entered with the keyboard.

    Left and Right go from slot to slot as the mouse does; nothing zooms, drags or scrolls.
    """

    chosen = Signal(object)  # Slot

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slots: tuple[Slot, ...] = ()
        self._at: int | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMinimumHeight(themes.keeper().size(LOWEST_HEIGHT))
        self.setMinimumWidth(240)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)  # one stop for the Tab key, with a name
        self.setMouseTracking(True)
        self.setAntialiasing(True)
        plot = self.getPlotItem()
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(x=False, y=False)
        plot.disableAutoRange()
        plot.getViewBox().setDefaultPadding(0)
        plot.showAxis("right")
        self._make_items()
        self._card = HoverCard(self.viewport())
        themes.keeper().changed.connect(self._recolour)
        self._recolour()

    def _make_items(self) -> None:
        plot = self.getPlotItem()
        self._marker = QGraphicsRectItem()
        self._marker.setZValue(-20)
        self._marker.hide()
        plot.addItem(self._marker, ignoreBounds=True)
        self._lines = [pg.InfiniteLine(height, angle=0) for height in (0.0, *GRID)]
        for line in self._lines:
            line.setZValue(-10)
            plot.addItem(line, ignoreBounds=True)
        self._bars = StackedBars()
        plot.addItem(self._bars, ignoreBounds=True)
        # The line twice: a broad one in the card's colour lifts it off the bars.
        self._halo = pg.PlotCurveItem(antialias=True)
        self._line = pg.PlotCurveItem(antialias=True)
        self._points = pg.ScatterPlotItem(size=POINT, antialias=True)
        for height, item in enumerate((self._halo, self._line, self._points), 5):
            item.setZValue(height)
            plot.addItem(item, ignoreBounds=True)

    # --- what it shows -------------------------------------------------------------------------------------------

    def show_slots(self, slots: Sequence[Slot]) -> None:
        """Draw `slots`."""
        self._slots = tuple(slots)
        self._point_at(None)
        self._bars.show_shares([slot.shares for slot in self._slots])
        self._draw_scores()
        # A little below 0, so that the baseline and the lowest points are whole.
        self.setRange(QRectF(-0.5, -0.012, max(1, len(slots)), 1.042), padding=0)
        self._name_ticks()
        self.setAccessibleDescription(" ".join(self.words(slot) for slot in self._slots if not slot.is_gap))

    def _draw_scores(self) -> None:
        scored = [(place, score_height(slot.score)) for place, slot in enumerate(self._slots) if slot.score is not None]
        heights = [math.nan if slot.score is None else score_height(slot.score) for slot in self._slots]
        for item in (self._halo, self._line):
            item.setVisible(bool(scored))
            if scored:  # numpy warns when all are NaN
                item.setData(x=list(range(len(heights))), y=heights, connect="finite")
        self._points.setData(x=[place for place, _ in scored], y=[height for _, height in scored])

    def tick(self, slot: Slot) -> str:
        """What stands under a slot."""
        raise NotImplementedError

    def heading(self, slot: Slot) -> str:
        """What the card of a slot says first."""
        raise NotImplementedError

    def counted(self, slot: Slot) -> str:
        """How much was written in a slot, in words."""
        raise NotImplementedError

    def words(self, slot: Slot) -> str:
        """All that a slot shows, as a sentence."""
        parts = [self.heading(slot), self.counted(slot)]
        if slot.shares is not None:
            parts += [
                self.tr("{emotion} {percent}%").format(emotion=emotion_word(emotion), percent=round(share * 100))
                for emotion, share in largest_shares(slot.shares)[:3]
            ]
        if slot.score is not None:
            parts.append(self.tr("내 점수 {score}").format(score=f"{slot.score:.2g}"))
        return ", ".join(parts) + "."

    def _name_ticks(self) -> None:
        plot = self.getPlotItem()
        room = plot.getViewBox().width() / max(1, len(self._slots))
        step = 1 if room >= themes.keeper().size(NARROWEST_TICK) else math.ceil(themes.keeper().size(46) / max(room, 1))
        ticks = [(place, self.tick(slot)) for place, slot in enumerate(self._slots) if place % step == 0]
        plot.getAxis("bottom").setTicks([ticks])
        plot.getAxis("left").setTicks([[(share, f"{share:.0%}") for share in (0.0, 0.5, 1.0)]])
        scores = range(LOWEST_SCORE, HIGHEST_SCORE + 1)
        plot.getAxis("right").setTicks([[(score_height(score), str(score)) for score in scores]])

    # --- looks ---------------------------------------------------------------------------------------------------

    def _recolour(self) -> None:
        theme = themes.theme()
        surface, ink = QColor(theme.surface), QColor(theme.ink)
        font = QFont(["Pretendard"])
        font.setPixelSize(themes.keeper().size(12))
        for name in ("left", "right", "bottom"):
            axis = self.getPlotItem().getAxis(name)
            axis.setStyle(tickFont=font, tickLength=0, tickTextOffset=8, tickAlpha=0)
            axis.setPen(QPen(Qt.PenStyle.NoPen))
            axis.setTextPen(QColor(theme.soft))
        self.setBackground(surface)
        self._bars.update()
        for line in self._lines:
            line.setPen(pg.mkPen(mixed(surface, QColor(theme.line), 0.75), width=1))
        self._halo.setPen(pg.mkPen(surface, width=5.5))
        self._line.setPen(pg.mkPen(ink, width=2))
        self._points.setPen(pg.mkPen(ink, width=2))
        self._points.setBrush(pg.mkBrush(surface))
        self._marker.setPen(QPen(Qt.PenStyle.NoPen))
        self._marker.setBrush(QColor(theme.hover))

    # --- pointing ------------------------------------------------------------------------------------------------

    def _place_under(self, position: QPoint) -> int | None:
        view = self.getPlotItem().getViewBox()
        inside = self.mapToScene(position)
        if not self._slots or not view.sceneBoundingRect().contains(inside):
            return None
        place = round(view.mapSceneToView(inside).x())
        return place if 0 <= place < len(self._slots) else None

    def _point_at(self, place: int | None) -> None:
        if place == self._at:
            return
        self._at = place
        self._marker.setVisible(place is not None)
        if place is None:
            self._card.hide()
            self.viewport().unsetCursor()
            return
        slot = self._slots[place]
        self._marker.setRect(QRectF(place - 0.5, -0.012, 1, 1.042))
        pointing = Qt.CursorShape.ArrowCursor if slot.is_gap else Qt.CursorShape.PointingHandCursor
        self.viewport().setCursor(pointing)
        if slot.is_gap:
            self._card.hide()
            return
        self._card.show_slot(slot, self.heading(slot), self.counted(slot))
        view = self.getPlotItem().getViewBox()
        left, right = (self.mapFromScene(view.mapViewToScene(pg.Point(place + side, 0))).x() for side in (-0.5, 0.5))
        self._card.place_beside(left, right)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt's."""
        self._point_at(self._place_under(event.position().toPoint()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt's."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt's."""
        place = self._place_under(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and place is not None:
            self._choose(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt's."""
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel belongs to the page."""
        event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        """Qt's."""
        self._point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right, Home and End point; Enter and Space choose."""
        key = Qt.Key(event.key())
        written = [place for place, slot in enumerate(self._slots) if not slot.is_gap]
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._at is not None:
            self._choose(self._at)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End) and written:
            at = -1 if self._at is None else self._at
            after = [place for place in written if place > at]
            before = [place for place in written if place < at]
            self._point_at(
                {
                    Qt.Key.Key_Left: before[-1] if before else written[0],
                    Qt.Key.Key_Right: after[0] if after else written[-1],
                    Qt.Key.Key_Home: written[0],
                    Qt.Key.Key_End: written[-1],
                }[key]
            )
        else:
            event.ignore()

    def _choose(self, place: int) -> None:
        if not self._slots[place].is_gap:
            self.chosen.emit(self._slots[place])

    def focusInEvent(self, event: QFocusEvent) -> None:
        """By keyboard: point at the last slot that has something."""
        super().focusInEvent(event)
        written = [place for place, slot in enumerate(self._slots) if not slot.is_gap]
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason) and written:
            self._point_at(written[-1])

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt's."""
        super().focusOutEvent(event)
        self._point_at(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's."""
        super().resizeEvent(event)
        if hasattr(self, "_slots"):  # pyqtgraph resizes itself while it is made
            self._name_ticks()
