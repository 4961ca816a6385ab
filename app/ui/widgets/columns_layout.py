"""A layout of equal columns, as many as fit: cards side by side in a wide window, one under the other in a narrow."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QLayoutItem, QWidget

from app.ui.widgets.own_layout import OwnLayout


class ColumnsLayout(OwnLayout):
    """At most `most` columns of at least `narrowest` px, `spacing` px apart. The items of a row are equally high.

    The items of a last row that is not full share its whole width; an only row takes all the height it is given.
    """

    def __init__(self, parent: QWidget, narrowest: int, *, most: int = 99, spacing: int = 20) -> None:
        super().__init__(parent)
        self._narrowest = narrowest
        self._most = most
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def columns(self, width: int) -> int:
        """How many columns fit `width` px."""
        fitting = (width + self.spacing()) // (self._narrowest + self.spacing())
        return max(1, min(fitting, self._most, len(self._items)))

    def sizeHint(self) -> QSize:
        """As narrow as one column may be."""
        width = max(self._narrowest, self.minimumSize().width())
        return QSize(width, self.heightForWidth(width))

    def minimumSize(self) -> QSize:
        """The widest item alone."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _lay(self, rect: QRect, *, place: bool) -> int:
        columns = self.columns(rect.width())
        y = rect.y()
        for start in range(0, len(self._items), columns):
            row = self._items[start : start + columns]
            across = (rect.width() - self.spacing() * (len(row) - 1)) / len(row)
            high = max(_height(item, int(across)) for item in row)
            if place and len(row) == len(self._items):
                high = max(high, rect.height())
            if place:
                for column, item in enumerate(row):
                    left = rect.x() + round(column * (across + self.spacing()))
                    right = rect.x() + round(column * (across + self.spacing()) + across)
                    item.setGeometry(QRect(left, y, right - left, high))
            y += high + self.spacing()
        return y - self.spacing() - rect.y() if self._items else 0


def _height(item: QLayoutItem, width: int) -> int:
    asked = item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
    return max(asked, item.minimumSize().height())
