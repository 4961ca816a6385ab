"""A layout for a long scrolled list: one below the other, each as high as it needs."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QWidget

from app.ui.widgets.own_layout import OwnLayout


class StackLayout(OwnLayout):
    """From top to bottom, never squeezed.

    A QVBoxLayout in a scroll area is laid out twice for every new item, squeezed into the old height first: with a
    hundred bubbles that took 100 ms each time.
    """

    def __init__(self, parent: QWidget | None = None, spacing: int = 8) -> None:
        super().__init__(parent)
        self.setSpacing(spacing)

    def insert_widget(self, place: int, widget: QWidget) -> None:
        """Add a widget before the one that is at `place` now."""
        self.addWidget(widget)
        self._items.insert(place, self._items.pop())

    def sizeHint(self) -> QSize:
        """As wide as the widest."""
        width = max((item.sizeHint().width() for item in self._items if not item.isEmpty()), default=0)
        return QSize(width + self._sides(), self.heightForWidth(width + self._sides()))

    def minimumSize(self) -> QSize:
        """As wide as the widest must be; the height depends on the width."""
        width = max((item.minimumSize().width() for item in self._items if not item.isEmpty()), default=0)
        return QSize(width + self._sides(), 0)

    def _sides(self) -> int:
        margins = self.contentsMargins()
        return margins.left() + margins.right()

    def _lay(self, rect: QRect, *, place: bool) -> int:
        margins = self.contentsMargins()
        left, width = rect.x() + margins.left(), rect.width() - self._sides()
        y = rect.y() + margins.top()
        for item in self._items:
            if item.isEmpty():
                continue
            height = item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
            if place:
                item.setGeometry(QRect(left, y, width, height))
            y += height + self.spacing()
        return max(0, y - self.spacing() - rect.y()) + margins.bottom()
