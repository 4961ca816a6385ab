"""A month of the year, small: a face for each day that has one."""

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFont, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QToolTip, QWidget

from app.diary.calendar import month_cells
from app.diary.statistics import DaySummary, most_frequent
from app.ui import focus_ring
from app.ui import theme as themes
from app.ui.artwork import face_pixmap
from app.ui.translation import day_name, emotion_word, month_name, month_word
from app.ui.widgets.month_grid import first_weekday

COLUMNS = 7
HEAD = 30  # px, of the month's name
PADDING = 8  # px, room for the focus ring and the hover tile
LARGEST = 34  # px, of a day
RADIUS = 12  # px


class SmallMonth(QAbstractButton):
    """A click on a day opens the day, a click elsewhere (and Enter) the month."""

    day_opened = Signal(object)  # date
    month_opened = Signal(object)  # date, its first day
    stepped = Signal(int, int)  # across, down: where the arrow keys lead

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.first = date(2000, 1, 1)
        self._cells: dict[date, tuple[int, int]] = {}
        self._summaries: dict[date, DaySummary] = {}
        self._rows = 5
        self._today = date.min
        self._hovered: date | None = None
        self._inside = False
        self._clicked: date | None = None
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clicked.connect(self._open)
        themes.keeper().changed.connect(self.updateGeometry)

    def show_month(self, first: date, summaries: Iterable[DaySummary], today: date) -> None:
        """Show the month that begins on `first`."""
        self.first = first
        self._summaries = {summary.date: summary for summary in summaries}
        self._cells = month_cells(first, first_weekday())
        self._rows = max(row for row, _ in self._cells.values()) + 1
        self.updateGeometry()
        self._today = today
        self.setText(month_word(first))
        self.setAccessibleName(month_name(first))
        self.setAccessibleDescription(self._description())
        self.update()

    def _description(self) -> str:
        written = self.tr("이야기를 남긴 날 %n일", "", len(self._summaries))
        usual = most_frequent(self._summaries.values())
        if usual is None:
            return written
        often = self.tr("가장 자주 보인 마음: {emotion}").format(emotion=emotion_word(usual))
        return f"{written}, {often}"

    def words(self, day: date) -> str:
        """What the tooltip of a day says."""
        summary = self._summaries.get(day)
        if summary is None or summary.emotion is None:
            return day_name(day)
        return f"{day_name(day)}, {emotion_word(summary.emotion)}"

    # --- geometry ------------------------------------------------------------------------------------------------

    def _cell_size(self, width: int) -> float:
        return max(12.0, min(themes.keeper().size(LARGEST), (width - 2 * PADDING) / COLUMNS))

    def heightForWidth(self, width: int) -> int:
        """Its name and its weeks."""
        return round(2 * PADDING + themes.keeper().size(HEAD) + self._rows * self._cell_size(width))

    def hasHeightForWidth(self) -> bool:
        """Qt's."""
        return True

    def sizeHint(self) -> QSize:
        """Qt's."""
        return QSize(190, self.heightForWidth(190))

    def minimumSizeHint(self) -> QSize:
        """Qt's."""
        return QSize(110, self.heightForWidth(110))

    def _left(self) -> float:
        return (self.width() - COLUMNS * self._cell_size(self.width())) / 2

    def cell(self, day: date) -> QRectF:
        """Where a day is."""
        row, column = self._cells[day]
        size = self._cell_size(self.width())
        top = PADDING + themes.keeper().size(HEAD)
        return QRectF(self._left() + column * size, top + row * size, size, size)

    def _day_at(self, position: QPointF) -> date | None:
        found = [day for day in self._cells if self.cell(day).contains(position)]
        return found[0] if found and (found[0] <= self._today or found[0] in self._summaries) else None

    # --- painting ------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's."""
        theme = themes.theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self._inside and self._hovered is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.hover))
            painter.drawRoundedRect(frame, RADIUS, RADIUS)
        if focus_ring.is_shown(self):
            painter.setPen(QPen(QColor(theme.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame, RADIUS, RADIUS)
        self._paint_name(painter)
        for day in self._cells:
            self._paint_day(painter, day)

    def _paint_name(self, painter: QPainter) -> None:
        theme = themes.theme()
        font = QFont(self.font())
        font.setFamilies(["Pretendard SemiBold"])
        font.setPixelSize(themes.keeper().size(14))
        painter.setFont(font)
        is_current = self._today.replace(day=1) == self.first
        begun = theme.ink if self.first <= self._today else theme.soft
        painter.setPen(QColor(theme.accent_ink if is_current else begun))
        inset = self._left() + self._cell_size(self.width()) * 0.12
        name = QRectF(inset, PADDING, self.width() - inset, themes.keeper().size(HEAD) - 4)
        painter.drawText(name, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())

    def _paint_day(self, painter: QPainter, day: date) -> None:
        theme = themes.theme()
        cell = self.cell(day)
        summary = self._summaries.get(day)
        if day == self._hovered:
            ground = theme.emotion_soft(summary.emotion) if summary and summary.emotion else theme.hover
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(cell, 6, 6)
        if summary is not None:
            size = round(cell.width() * 0.86)
            face = face_pixmap(summary.emotion, size, self.devicePixelRatioF())
            painter.drawPixmap(QPointF(cell.center().x() - size / 2, cell.center().y() - size / 2), face)
        else:
            ink = QColor(theme.line)
            ink.setAlphaF(1.0 if day <= self._today else 0.45)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            painter.drawEllipse(cell.center(), 2.2, 2.2)
        if day == self._today:
            painter.setPen(QPen(QColor(theme.accent), 1.6))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(cell.adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)

    # --- mouse and keyboard --------------------------------------------------------------------------------------

    def _open(self) -> None:
        if self._clicked is not None:
            self.day_opened.emit(self._clicked)
        else:
            self.month_opened.emit(self.first)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt's."""
        self._clicked = self._day_at(event.position())
        super().mouseReleaseEvent(event)
        self._clicked = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt's."""
        super().mouseMoveEvent(event)
        self._hover(self._day_at(event.position()))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Qt's."""
        super().enterEvent(event)
        self._inside = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Qt's."""
        super().leaveEvent(event)
        self._inside = False
        self._hovered = None
        self.update()

    def _hover(self, day: date | None) -> None:
        if day != self._hovered:
            self._hovered = day
            self.update()

    def event(self, event: QEvent) -> bool:
        """A tooltip for each day."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            day = self._day_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.words(day) if day else "", self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows go from month to month, Enter opens."""
        steps = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        key = Qt.Key(event.key())
        if key in steps:
            self.stepped.emit(*steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)
