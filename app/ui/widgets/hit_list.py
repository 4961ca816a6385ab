"""What a search found: one row for each utterance, with the words around the hit."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QPainter

from app.ui import theme as themes
from app.ui.excerpt import excerpt
from app.ui.translation import long_date
from app.ui.widgets.painted_text import PaintedText, font, line_height
from app.ui.widgets.row_list import EDGE, PADDING, Index, RowDelegate

if TYPE_CHECKING:
    from app.storage.search import Hit

HIT = Qt.ItemDataRole.UserRole

_CAPTION, _BODY = 13, 15  # px, text
_LINES = 2


class HitListModel(QAbstractListModel):
    """Hits, as they were found."""

    def __init__(self) -> None:
        super().__init__()
        self._hits: list[Hit] = []

    def show_hits(self, hits: "Sequence[Hit]") -> None:
        """Show these and no others."""
        self.beginResetModel()
        self._hits = list(hits)
        self.endResetModel()

    def hit(self, index: Index) -> "Hit":
        """The hit of a row."""
        return self._hits[index.row()]

    def row_of(self, utterance_id: str) -> int | None:
        """The row of an utterance, None when it is not there."""
        return next((row for row, each in enumerate(self._hits) if each.utterance_id == utterance_id), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's)
        """Qt's."""
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt's."""
        if not index.isValid() or index.row() >= len(self._hits):
            return None
        hit = self._hits[index.row()]
        if role == HIT:
            return hit
        if role == Qt.ItemDataRole.DisplayRole:
            return excerpt(hit.text, hit.spans)[0]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{long_date(hit.date)}. {excerpt(hit.text, hit.spans)[0]}"
        return None


class HitDelegate(RowDelegate):
    """Paints a hit: its date, and the words around it with what was looked for highlighted."""

    def height(self) -> int:
        """Of a card, px."""
        size = themes.keeper().size
        return 2 * EDGE + round(size(_CAPTION) * 1.55) + 4 + _LINES * round(size(_BODY) * 1.55)

    def paint_card(self, painter: QPainter, card: QRect, index: Index, *, is_hovered: bool) -> None:
        """What is on the card."""
        theme = themes.theme()
        hit: Hit = index.data(HIT)
        inner = card.adjusted(PADDING + 4, EDGE, -PADDING - 4, -EDGE)
        base = painter.font()
        body, caption = font(base, _BODY), font(base, _CAPTION)
        words, marked = excerpt(hit.text, hit.spans)
        text = PaintedText(words, body, inner.width(), _LINES, marked)
        top = inner.top() + (inner.height() - line_height(caption) - 4 - text.height) // 2
        line = QRect(inner.left(), top, inner.width(), line_height(caption))
        painter.setFont(caption)
        painter.setPen(QColor(theme.soft))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, long_date(hit.date))
        text.paint(painter, QRect(inner.left(), line.bottom() + 5, inner.width(), text.height), theme.ink)
