"""Entries in a list, newest first under their months: the model that asks for them page by page, and their rows."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from app.diary.listing import EntryFilter, ListedEntry
from app.diary.trash import days_left
from app.errors import TodakError
from app.session import now
from app.ui import theme as themes
from app.ui.artwork import face_pixmap, icon_pixmap
from app.ui.live_session import LiveSession
from app.ui.translation import clock, emotion_word, long_date, month_name, person_word, short_date
from app.ui.widgets.painted_text import PaintedText, font, line_height
from app.ui.widgets.row_list import EDGE, GAP, PADDING, Index, RowDelegate

PAGE = 60  # entries asked for first
NEXT_PAGE = 240  # and then: every page lays out the whole list again
ENTRY = Qt.ItemDataRole.UserRole

_FACE, _MARK, _BESIDE = 40, 14, 14  # px: the face, a small icon, the room between things
_HEADING = 44  # px, above the first entry of a month
_CAPTION, _BODY, _SMALL = 13, 15, 12  # px, text
_LINES = 2


class EntryListModel(QAbstractListModel):
    """The entries that an `EntryFilter` means. Asks the diary for a page when the list needs one; never waits."""

    filled = Signal()  # a page came, or an entry came or went

    def __init__(self, live: LiveSession, topic: str, parent: QObject | None = None) -> None:
        """`topic` names this list among all that ask: a newer question of the same name replaces an older one."""
        super().__init__(parent)
        self.only: EntryFilter | None = None  # nothing has been asked for yet
        self._live = live
        self._topic = topic
        self._entries: list[ListedEntry] = []
        self.begins_month: list[bool] = []  # of each row: whether its month is not that of the row above
        self._is_complete = False
        self._is_asking = False

    @property
    def is_empty(self) -> bool:
        """Whether it is known that there is nothing."""
        return self._is_complete and not self._entries

    def show_entries(self, only: EntryFilter) -> None:
        """Begin again with the newest of those that `only` means."""
        self.beginResetModel()
        self.only = only
        self._entries.clear()
        self.begins_month.clear()
        self._is_complete = self._is_asking = False
        self.endResetModel()
        self._ask()

    def entry(self, index: Index) -> ListedEntry:
        """The entry of a row."""
        return self._entries[index.row()]

    def change(self, entry_id: str) -> None:
        """Something about an entry changed: show it as it now is, where it now belongs, or not at all."""
        only = self.only
        if only is None:
            return

        def put(entry: ListedEntry | None) -> None:
            if self.only == only:
                self._put(entry_id, entry)

        self._live.read(lambda diary: diary.listed_entry(entry_id, only), put, owner=self)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's)
        """Qt's."""
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt's."""
        if not index.isValid() or index.row() >= len(self._entries):
            return None
        entry = self._entries[index.row()]
        if role == ENTRY:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.opening
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(entry)
        return None

    def canFetchMore(self, parent: Index) -> bool:
        """Qt's."""
        return self.only is not None and not (parent.isValid() or self._is_complete or self._is_asking)

    def fetchMore(self, parent: Index) -> None:
        """Qt's: asks for the next page, which comes later."""
        if self.canFetchMore(parent):
            self._ask()

    def _ask(self) -> None:
        only, before = self.only, self._entries[-1] if self._entries else None
        assert only is not None
        size = NEXT_PAGE if before else PAGE
        self._is_asking = True
        self._live.read(
            lambda diary: (diary.listed(size, before, only), size),
            lambda found: self._add(*found),
            self._failed,
            owner=self,
            topic=self._topic,
        )

    def _add(self, page: Sequence[ListedEntry], size: int) -> None:
        known = {entry.id for entry in self._entries}  # one may have come by `change` meanwhile
        new = [entry for entry in page if entry.id not in known]
        self._is_asking = False
        self._is_complete = len(page) < size
        if new:
            self.beginInsertRows(QModelIndex(), len(self._entries), len(self._entries) + len(new) - 1)
            self._entries += new
            self._note_months(len(self._entries) - len(new))
            self.endInsertRows()
        self.filled.emit()

    def _failed(self, error: TodakError) -> None:
        self._is_asking = False
        self._live.trouble.emit(error)

    def _put(self, entry_id: str, entry: ListedEntry | None) -> None:
        row = next((row for row, each in enumerate(self._entries) if each.id == entry_id), None)
        if entry is not None and row is not None and _place(self._entries[row]) == _place(entry):
            self._entries[row] = entry
            self.dataChanged.emit(self.index(row), self.index(row))
            return
        if row is not None:
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._entries[row]
            self._note_months(row)
            self.endRemoveRows()
        if entry is not None:
            older = (row for row, each in enumerate(self._entries) if _place(each) < _place(entry))
            row = next(older, len(self._entries))
            if row < len(self._entries) or self._is_complete:  # else it comes with a later page
                self.beginInsertRows(QModelIndex(), row, row)
                self._entries.insert(row, entry)
                self._note_months(row)
                self.endInsertRows()
        self.filled.emit()

    def _note_months(self, start: int) -> None:
        months = [(each.date.year, each.date.month) for each in self._entries[max(0, start - 1) :]]
        if start == 0:
            months.insert(0, (0, 0))
        self.begins_month[start:] = [above != here for above, here in pairwise(months)]

    def _spoken(self, entry: ListedEntry) -> str:
        """All that the row shows, in words."""
        said = [
            f"{long_date(entry.date)} {clock(entry.started_at)}",
            emotion_word(entry.emotion) if entry.emotion else self.tr("마음은 아직 몰라요"),
            entry.opening,
        ]
        if entry.score is not None:
            said.append(self.tr("{score}점").format(score=entry.score))
        said += [person_word(person) for person in entry.people]
        said += [f"#{tag}" for tag in entry.tags]
        if entry.has_audio:
            said.append(self.tr("녹음 있음"))
        said.append(self.tr("이야기 {count}개").format(count=entry.utterances))
        if entry.trashed_at is not None:
            said += [thrown_away(entry), time_left(entry.trashed_at)]
        return ". ".join(each for each in said if each)


def thrown_away(entry: ListedEntry) -> str:
    """When an entry went into the trash."""
    assert entry.trashed_at is not None
    text = QCoreApplication.translate("EntryListModel", "{day}에 버렸어요")
    return text.format(day=short_date(entry.trashed_at.astimezone().date()))


def time_left(trashed_at: datetime) -> str:
    """When what was thrown away then goes for good."""
    left = days_left(trashed_at, now())
    if not left:
        return QCoreApplication.translate("EntryListModel", "곧 완전히 지워져요")
    return QCoreApplication.translate("EntryListModel", "{days}일 뒤에 완전히 지워져요").format(days=left)


def _place(entry: ListedEntry) -> tuple[date, datetime, str]:
    """Where it stands: the greatest first."""
    return entry.date, entry.started_at, entry.id


class EntryDelegate(RowDelegate):
    """Paints an entry: its face, when it was, its first words in two lines, its marks. Months stand above."""

    def __init__(self, model: EntryListModel, *, with_months: bool = True) -> None:
        super().__init__()
        self._model = model
        self._with_months = with_months
        themes.keeper().changed.connect(self._measure)
        self._measure()

    def _measure(self) -> None:
        self._heading = themes.keeper().size(_HEADING)
        self._size = QSize(1, self.height() + GAP)
        self._size_under_heading = QSize(1, self.height() + GAP + self._heading)

    def card(self, rect: QRect, index: Index) -> QRect:
        """The card within the row's `rect`."""
        return super().card(rect.adjusted(0, self._above(index), 0, 0), index)

    def height(self) -> int:
        """Of a card, px."""
        size = themes.keeper().size
        return 2 * EDGE + round(size(_CAPTION) * 1.55) + 4 + _LINES * round(size(_BODY) * 1.55)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Qt's. Asked for every row of a list again and again, so nothing is worked out here."""
        if self._with_months and self._model.begins_month[index.row()]:
            return self._size_under_heading
        return self._size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt's."""
        above = self._above(index)
        if above:
            painter.save()
            rect = option.rect
            painter.setFont(font(painter.font(), 14, strong=True))
            painter.setPen(QColor(themes.theme().soft))
            heading = QRect(rect.left() + 4, rect.top(), rect.width() - 8, above - 6)
            painter.drawText(
                heading,
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom,
                month_name(self._model.entry(index).date),
            )
            painter.restore()
        super().paint(painter, option, index)

    def paint_card(self, painter: QPainter, card: QRect, index: Index, *, is_hovered: bool) -> None:
        """What is on the card."""
        theme = themes.theme()
        entry = self._model.entry(index)
        inner = card.adjusted(PADDING, EDGE, -PADDING, -EDGE)
        face = themes.keeper().size(_FACE)
        ratio = painter.device().devicePixelRatio()
        painter.drawPixmap(inner.left(), round(inner.center().y() - face / 2), face_pixmap(entry.emotion, face, ratio))
        words = inner.adjusted(face + _BESIDE, 0, 0, 0)
        base = painter.font()
        body, caption = font(base, _BODY), font(base, _CAPTION)
        opening = entry.opening or self.tr("글 없이 녹음만 있어요")
        text = PaintedText(opening, body, words.width(), _LINES)
        top = words.top() + (words.height() - line_height(caption) - 4 - text.height) // 2
        line = QRect(words.left(), top, words.width(), line_height(caption))
        self._paint_caption(painter, line, entry)
        words.setTop(line.bottom() + 5)
        text.paint(painter, words, theme.ink if entry.opening else theme.soft)

    def _above(self, index: Index) -> int:
        """The room for the name of a month, px."""
        return self._heading if self._with_months and self._model.begins_month[index.row()] else 0

    def _paint_caption(self, painter: QPainter, line: QRect, entry: ListedEntry) -> None:
        """The date at the left, the marks at the right; company and tags give way when there is no room."""
        theme = themes.theme()
        base = painter.font()
        caption, small = font(base, _CAPTION), font(base, _SMALL)
        when = self._when(entry)
        painter.setFont(caption)
        painter.setPen(QColor(theme.soft))
        shown = QFontMetrics(caption).elidedText(when, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        left = line.left() + QFontMetrics(caption).horizontalAdvance(when) + _BESIDE
        right = self._paint_icons(painter, line, entry, small, left)
        marks = "  ".join([" · ".join(map(person_word, entry.people)), " ".join(f"#{tag}" for tag in entry.tags)])
        if right - left > 2 * _BESIDE and marks.strip():
            painter.setFont(small)
            painter.setPen(QColor(theme.soft))
            shown = QFontMetrics(small).elidedText(marks.strip(), Qt.TextElideMode.ElideRight, right - left)
            at = QRect(left, line.top(), right - left, line.height())
            painter.drawText(at, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown)

    def _when(self, entry: ListedEntry) -> str:
        if entry.date.year == date.today().year:
            return f"{short_date(entry.date)}  {clock(entry.started_at)}"
        return f"{long_date(entry.date)}  {clock(entry.started_at)}"

    def _paint_icons(self, painter: QPainter, line: QRect, entry: ListedEntry, small: QFont, left: int) -> int:
        """Count, microphone and stars, from the right, as far as there is room; returns how far the room goes now."""
        theme = themes.theme()
        size = themes.keeper().size(_MARK)
        ratio = painter.device().devicePixelRatio()
        top = round(line.center().y() - size / 2) + 1
        right = line.right() + 1
        count = self.tr("이야기 {count}개").format(count=entry.utterances)
        width = QFontMetrics(small).horizontalAdvance(count)
        if entry.utterances > 1 and right - width >= left:
            painter.setFont(small)
            painter.setPen(QColor(theme.soft))
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, count)
            right -= width + _BESIDE
        if entry.has_audio and right - size >= left:
            right -= size
            painter.drawPixmap(right, top, icon_pixmap("microphone", theme.soft, size, ratio))
            right -= _BESIDE
        if entry.score is not None and right - 5 * size >= left:
            for star in range(5, 0, -1):
                right -= size
                colour = theme.joy if star <= entry.score else theme.line
                painter.drawPixmap(right, top, icon_pixmap("star-filled", colour, size, ratio))
            right -= _BESIDE
        return right


class TrashDelegate(EntryDelegate):
    """Paints an entry in the trash: when it was thrown away, and a place to press to have it back."""

    def target(self, rect: QRect, index: Index) -> QRect:
        """The pill that restores."""
        return self._pill(self.card(rect, index))

    def paint_card(self, painter: QPainter, card: QRect, index: Index, *, is_hovered: bool) -> None:
        """What is on the card."""
        pill = self._pill(card)
        super().paint_card(painter, card.adjusted(0, 0, -pill.width() - _BESIDE, 0), index, is_hovered=is_hovered)
        theme = themes.theme()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.accent_soft))
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.setFont(font(painter.font(), _CAPTION))
        painter.setPen(QColor(theme.accent_ink))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, self.tr("되돌리기"))

    def _pill(self, card: QRect) -> QRect:
        view = self.parent()
        assert isinstance(view, QWidget)
        metrics = QFontMetrics(font(view.font(), _CAPTION))
        width, height = metrics.horizontalAdvance(self.tr("되돌리기")) + 2 * _BESIDE, themes.keeper().size(32)
        return QRect(card.right() - PADDING - width, card.center().y() - height // 2, width, height)

    def _when(self, entry: ListedEntry) -> str:
        assert entry.trashed_at is not None
        return f"{long_date(entry.date)}  ·  {time_left(entry.trashed_at)}"
