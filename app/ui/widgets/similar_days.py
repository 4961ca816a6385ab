"""Days on which something alike was told, as a model guesses."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from app.diary.entry import Entry
from app.diary.listing import ListedEntry, SimilarEntry
from app.ui import focus_ring
from app.ui import theme as themes
from app.ui.artwork import face_pixmap
from app.ui.translation import emotion_word, long_date
from app.ui.widgets import build
from app.ui.widgets.painted_text import PaintedText, font, line_height

if TYPE_CHECKING:
    from app.storage.repository import Diary

MOST = 3
_ASKED = 12  # entries: those of one day count once, and those of the same day not at all
_FACE, _BESIDE, _EDGE = 32, 12, 10  # px
_CAPTION, _BODY = 12, 14  # px, text
_LINES = 2


def similar_days(diary: "Diary", entry: Entry) -> list[ListedEntry]:
    """The entries nearest to `entry` in meaning, the nearest first: at most `MOST`, each of another day."""
    if entry.is_grave or entry.trashed_at is not None:
        return []
    return _of_other_days(entry.date, diary.alike(entry.id, _ASKED))


def _of_other_days(day: date, found: Sequence[SimilarEntry]) -> list[ListedEntry]:
    by_day: dict[date, ListedEntry] = {}
    for each in found:
        by_day.setdefault(each.entry.date, each.entry)
    by_day.pop(day, None)
    return list(by_day.values())[:MOST]


class SimilarDays(QWidget):
    """A few days, each to be pressed; hidden while there are none. `chosen` tells the id of an entry."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 16, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(build.label(self.tr("비슷한 이야기를 한 날"), "strong", wrap=True))
        self._days: list[SimilarDay] = []
        self.hide()

    def show_days(self, entries: Sequence[ListedEntry]) -> None:
        """Show these and no others."""
        if list(entries) == [each.entry for each in self._days]:
            return
        for before in self._days:
            self._column.removeWidget(before)
            before.hide()
            before.deleteLater()
        self._days = [SimilarDay(entry) for entry in entries]
        for day in self._days:
            day.clicked.connect(lambda _=False, identifier=day.entry.id: self.chosen.emit(identifier))
            self._column.addWidget(day)
        self.setVisible(bool(entries))


class SimilarDay(QAbstractButton):
    """The face, the date and the first words of an entry."""

    def __init__(self, entry: ListedEntry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        words = (long_date(entry.date), emotion_word(entry.emotion) if entry.emotion else "", entry.opening)
        self.setAccessibleName(". ".join(each for each in words if each))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        themes.keeper().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Two lines of words under the date."""
        size = themes.keeper().size
        lines = round(size(_CAPTION) * 1.55) + 2 + _LINES * round(size(_BODY) * 1.55)
        return QSize(200, 2 * _EDGE + lines)

    def minimumSizeHint(self) -> QSize:
        """As high, and at least as wide as a face and a few words."""
        return QSize(160, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's."""
        theme = themes.theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(theme.hover if self.underMouse() else theme.surface))
        has_ring = focus_ring.is_shown(self)
        painter.setPen(QPen(QColor(theme.focus), 2) if has_ring else QPen(QColor(theme.line), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 12, 12)
        inner = self.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        face = themes.keeper().size(_FACE)
        pixmap = face_pixmap(self.entry.emotion, face, self.devicePixelRatioF())
        painter.drawPixmap(inner.left(), round(inner.center().y() - face / 2), pixmap)
        words = inner.adjusted(face + _BESIDE, 0, 0, 0)
        caption, body = font(self.font(), _CAPTION), font(self.font(), _BODY)
        text = PaintedText(self.entry.opening, body, words.width(), _LINES)
        top = words.top() + (words.height() - line_height(caption) - 2 - text.height) // 2
        painter.setFont(caption)
        painter.setPen(QColor(theme.soft))
        when = painter.fontMetrics().elidedText(long_date(self.entry.date), Qt.TextElideMode.ElideRight, words.width())
        line = QRect(words.left(), top, words.width(), line_height(caption))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, when)
        text.paint(painter, QRect(words.left(), line.bottom() + 3, words.width(), text.height), theme.ink)
