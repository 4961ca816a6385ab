"""A layout of two: words at the left and what belongs to them at the right, or below where there is no room."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QLayoutItem, QWidget

from app.ui import theme as themes
from app.ui.widgets.own_layout import OwnLayout

LEAST_WORDS = 200  # px at 100 %: narrower words read badly, so the other goes below them


class SideLayout(OwnLayout):
    """Takes two widgets, the words first. `gap` px lie between them, half of it when they are above each other."""

    def __init__(self, parent: QWidget | None = None, gap: int = 24) -> None:
        super().__init__(parent)
        self._gap = gap

    def sizeHint(self) -> QSize:
        """Both in one line."""
        words, other = (item.sizeHint() for item in self._items)
        return self._with_margins(QSize(words.width() + self._gap + other.width(), max(words.height(), other.height())))

    def minimumSize(self) -> QSize:
        """The wider of them: they can be above each other."""
        words, other = (item.minimumSize() for item in self._items)
        return self._with_margins(QSize(max(words.width(), other.width()), max(words.height(), other.height())))

    def _with_margins(self, size: QSize) -> QSize:
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _lay(self, rect: QRect, *, place: bool) -> int:
        area = rect.marginsRemoved(self.contentsMargins())
        words, other = self._items
        margins = self.contentsMargins()
        width = min(other.sizeHint().width(), area.width())
        left = area.width() - self._gap - width
        if left < max(words.minimumSize().width(), themes.keeper().size(LEAST_WORDS)):
            above, below = _height(words, area.width()), _height(other, width)
            gap = self._gap // 2
            if place:
                words.setGeometry(QRect(area.x(), area.y(), area.width(), above))
                other.setGeometry(QRect(area.x(), area.y() + above + gap, width, below))
            height = above + gap + below
        else:
            heights = _height(words, left), _height(other, width)
            height = max(heights)
            if place:
                words.setGeometry(QRect(area.x(), area.y() + (height - heights[0]) // 2, left, heights[0]))
                top = area.y() + (height - heights[1]) // 2
                other.setGeometry(QRect(area.x() + left + self._gap, top, width, heights[1]))
        return height + margins.top() + margins.bottom()


def _height(item: QLayoutItem, width: int) -> int:
    height = item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
    return max(height, item.minimumSize().height() if not item.hasHeightForWidth() else 0)
