"""One day of the month: its face in its colour, its number, and what it is to a screen reader."""

from datetime import date

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.diary.statistics import DaySummary
from app.ui import focus_ring
from app.ui import theme as themes
from app.ui.artwork import face_pixmap
from app.ui.translation import day_name, emotion_word

RADIUS = 14  # px
RING = 4  # px between the button's edge and its tile: room for the focus ring
PADDING = 9  # px from the tile's edge to its number
MOST_DOTS = 3
NARROW = 72  # px: a day less wide than that has smaller dots


class DayButton(QAbstractButton):
    """A day. `stepped` asks for the focus to go some days on (or back): the arrow keys."""

    stepped = Signal(int)  # days

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.day = date.min
        self._summary: DaySummary | None = None
        self._is_today = False
        self._is_future = False
        self._hovered = False
        self.setMouseTracking(True)

    def show_day(self, day: date, summary: DaySummary | None, today: date) -> None:
        """Show `day` and what was written on it. A future day without words cannot be pressed."""
        self.day = day
        self._summary = summary
        self._is_today = day == today
        self._is_future = day > today
        self.setEnabled(summary is not None or not self._is_future)
        pointing = Qt.CursorShape.PointingHandCursor if self.isEnabled() else Qt.CursorShape.ArrowCursor
        self.setCursor(pointing)
        words = self._words()
        self.setText(str(day.day))
        self.setAccessibleName(words)
        self.setToolTip("" if self._is_future and summary is None else words)
        self.update()

    def _words(self) -> str:
        parts = [day_name(self.day)]
        if self._is_today:
            parts.append(self.tr("오늘"))
        if self._summary is None:
            if not self._is_future:
                parts.append(self.tr("남긴 일기 없음"))
            return ", ".join(parts)
        if self._summary.emotion is not None:
            parts.append(emotion_word(self._summary.emotion))
        parts.append(self.tr("일기 %n개", "", self._summary.entries))
        return ", ".join(parts)

    # --- painting ------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tile = QRectF(self.rect()).adjusted(RING, RING, -RING, -RING)
        self._paint_tile(painter, tile)
        if self._summary is not None:
            self._paint_face(painter, tile)
            self._paint_dots(painter, tile, self._summary.entries)
        self._paint_number(painter, tile)
        if focus_ring.is_shown(self):
            painter.setPen(QPen(QColor(themes.theme().focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, RADIUS + RING - 1, RADIUS + RING - 1)

    def _paint_tile(self, painter: QPainter, tile: QRectF) -> None:
        theme = themes.theme()
        ground = None
        if self._summary is not None:
            emotion = self._summary.emotion
            ground = QColor(theme.emotion_soft(emotion) if emotion else theme.sunken)
            if self._hovered:
                ground = mixed(ground, QColor(theme.emotion(emotion) if emotion else theme.line), 0.28)
        elif self._hovered and self.isEnabled():
            ground = QColor(theme.hover)
        painter.setBrush(ground or Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.accent), 2) if self._is_today else Qt.PenStyle.NoPen)
        inset = 1 if self._is_today else 0
        painter.drawRoundedRect(tile.adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)

    def _paint_face(self, painter: QPainter, tile: QRectF) -> None:
        assert self._summary is not None
        size = face_size(tile.width(), tile.height())
        face = face_pixmap(self._summary.emotion, size, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(tile.center().x() - size / 2, tile.bottom() - size - tile.height() * 0.09), face)

    def _paint_number(self, painter: QPainter, tile: QRectF) -> None:
        theme = themes.theme()
        emotion = self._summary.emotion if self._summary else None
        if emotion is not None:
            ink = QColor(theme.emotion_ink(emotion))
        elif self._is_today:
            ink = QColor(theme.accent_ink)
        else:
            ink = QColor(theme.soft)
            if self._is_future:
                ink.setAlphaF(0.45)
        font = QFont(self.font())
        font.setPixelSize(themes.keeper().size(13))
        if self._summary is not None or self._is_today:
            font.setFamilies(["Pretendard SemiBold"])
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(tile.adjusted(PADDING, PADDING - 3, 0, 0), Qt.AlignmentFlag.AlignLeft, self.text())

    def _paint_dots(self, painter: QPainter, tile: QRectF, entries: int) -> None:
        if entries < 2:
            return
        theme = themes.theme()
        assert self._summary is not None
        ink = QColor(theme.emotion_ink(self._summary.emotion) if self._summary.emotion else theme.soft)
        size, gap, edge = (4.5, 3.0, PADDING) if tile.width() >= NARROW else (3.5, 2.0, PADDING - 3)
        at = QPointF(tile.right() - edge - size, tile.top() + PADDING + themes.keeper().size(13) * 0.35)
        marks = min(entries, MOST_DOTS + 1)
        number_ends = tile.left() + PADDING + themes.keeper().size(13) * 1.25  # two digits
        below = at.x() - (marks - 1) * (size + gap) < number_ends  # no room beside the number
        step = QPointF(0, size + gap) if below else QPointF(-size - gap, 0)
        if entries > MOST_DOTS:  # a small plus after the dots
            painter.setPen(QPen(ink, 1.5))
            middle = at + QPointF(size / 2, 0)
            painter.drawLine(middle - QPointF(2.5, 0), middle + QPointF(2.5, 0))
            painter.drawLine(middle - QPointF(0, 2.5), middle + QPointF(0, 2.5))
            at += step
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        for _ in range(min(entries, MOST_DOTS)):
            painter.drawEllipse(QRectF(at.x(), at.y() - size / 2, size, size))
            at += step

    # --- mouse and keyboard --------------------------------------------------------------------------------------

    def enterEvent(self, event: QEnterEvent) -> None:
        """Qt's."""
        self._hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Qt's."""
        self._hovered = False
        self.update()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows move by days and weeks, Enter opens."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        key = Qt.Key(event.key())
        if key in steps:
            self.stepped.emit(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


def face_size(width: float, height: float) -> int:
    """How large a face fits a tile beneath its number, px."""
    return round(max(22.0, min(width * 0.62, height * 0.58, 72.0)))


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """`one` with a share (0 to 1) of `other`."""
    return QColor.fromRgbF(
        one.redF() + (other.redF() - one.redF()) * share,
        one.greenF() + (other.greenF() - one.greenF()) * share,
        one.blueF() + (other.blueF() - one.blueF()) * share,
    )
