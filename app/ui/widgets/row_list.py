"""A list of painted rows: a centred column, the mouse, the keyboard. What a row shows is its delegate's."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.ui import theme as themes

READING_WIDTH = 760  # px
MARGIN = 32  # px, at least, beside the column
GAP = 8  # px between rows
PADDING = 16  # px within a row, at its sides
EDGE = 13  # px within a row, above and below

Index = QModelIndex | QPersistentModelIndex


def _side_margin(width: int) -> int:
    """The room beside a column of reading width in the middle of `width` px."""
    return max(MARGIN, (width - READING_WIDTH) // 2)


class RowDelegate(QStyledItemDelegate):
    """Paints the card of a row; a subclass what is on it."""

    def card(self, rect: QRect, index: Index) -> QRect:
        """The card within the row's `rect`."""
        return rect.adjusted(0, 0, 0, -GAP)

    def target(self, rect: QRect, index: Index) -> QRect:
        """What is pressed to choose the row: its card, unless a subclass narrows it."""
        return self.card(rect, index)

    def height(self) -> int:
        """Of a card, px."""
        raise NotImplementedError

    def paint_card(self, painter: QPainter, card: QRect, index: Index, *, is_hovered: bool) -> None:
        """What is on the card."""
        raise NotImplementedError

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Qt's. The width is the view's."""
        return QSize(1, self.height() + GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt's."""
        theme = themes.theme()
        view = option.widget
        state = option.state
        rect = option.rect
        card = self.card(rect, index)
        is_current = isinstance(view, QAbstractItemView) and view.hasFocus() and view.currentIndex() == index
        is_hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(theme.hover if is_hovered else theme.surface))
        painter.setPen(QPen(QColor(theme.focus), 2) if is_current else QPen(QColor(theme.line), 1))
        painter.drawRoundedRect(QRectF(card).adjusted(1, 1, -1, -1), themes.RADIUS, themes.RADIUS)
        self.paint_card(painter, card, index, is_hovered=is_hovered)
        painter.restore()


class RowList(QListView):
    """A list in a centred column of reading width, its scroll bar at the edge.

    `chosen` tells a row that was pressed or entered, `removed` one that Delete was pressed on, both by its index.
    `opened` is for the menu of lists in which a press does something else.
    """

    chosen = Signal(QModelIndex)
    removed = Signal(QModelIndex)
    opened = Signal(QModelIndex)

    def __init__(self, name: str, delegate: RowDelegate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = delegate
        delegate.setParent(self)
        self.setItemDelegate(delegate)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        bar = self.verticalScrollBar()
        bar.setSingleStep(24)
        bar.valueChanged.connect(self._look_ahead)
        bar.rangeChanged.connect(self._lay)
        self._pressed: QModelIndex | None = None
        self._menu: list[tuple[str, SignalInstance]] = []
        themes.keeper().changed.connect(self._restyle)

    def offer(self, text: str, signal: SignalInstance) -> None:
        """Add a line to the menu of a row (right click, menu key) that emits `signal` with the row's index."""
        self._menu.append((text, signal))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: Enter chooses, Delete removes."""
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self.chosen.emit(index)
        elif event.key() == Qt.Key.Key_Delete and index.isValid():
            self.removed.emit(index)
        else:
            super().keyPressEvent(event)

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """Qt's. How high a row is does not depend on what it shows, so the list is not laid out again."""
        QAbstractItemView.dataChanged(self, first, last, roles)

    def keyboardSearch(self, search: str) -> None:
        """Qt's: letters do not jump about in a diary."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt's: whoever comes by keyboard stands on a row."""
        super().focusInEvent(event)
        self.stand()

    def stand(self) -> None:
        """Make the first row the current one if none is."""
        if not self.currentIndex().isValid() and self.model() is not None and self.model().rowCount():
            self.setCurrentIndex(self.model().index(0, 0))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt's."""
        self._pressed = self._target(event.position().toPoint())
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt's: pressed and released on the same row chooses it."""
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        released = self._target(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and pressed is not None and released == pressed:
            self.chosen.emit(released)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt's."""
        super().mouseMoveEvent(event)
        over = self._target(event.position().toPoint()) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt's."""
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        if not index.isValid() or not self._menu:
            return
        row = QPersistentModelIndex(index)  # the list may change while the menu is open

        def tell(signal: SignalInstance) -> None:
            if row.isValid():
                signal.emit(self.model().index(row.row(), 0))

        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, signal in self._menu:
            menu.addAction(text).triggered.connect(lambda _=False, signal=signal: tell(signal))
        at = event.globalPos() if by_mouse else self.viewport().mapToGlobal(self.visualRect(index).center())
        menu.popup(at)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's."""
        super().resizeEvent(event)
        self._lay()

    def _lay(self) -> None:
        side = _side_margin(self.width())
        bar = self.verticalScrollBar()
        beside = bar.sizeHint().width() if bar.maximum() > 0 else 0
        margins = self.viewportMargins()
        if (margins.left(), margins.right()) != (side, side - beside):
            self.setViewportMargins(side, 0, side - beside, 0)

    def _look_ahead(self) -> None:
        bar = self.verticalScrollBar()
        model = self.model()
        near_the_end = bar.maximum() - bar.value() < 2 * self.viewport().height()
        if near_the_end and model is not None and model.canFetchMore(QModelIndex()):
            model.fetchMore(QModelIndex())

    def _target(self, at: QPoint) -> QModelIndex | None:
        index = self.indexAt(at)
        if index.isValid() and self._rows.target(self.visualRect(index), index).contains(at):
            return index
        return None

    def _restyle(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()
