"""A number to call, as a large button."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.models.companion.crisis import Hotline
from app.ui import focus_ring, translation
from app.ui import theme as themes
from app.ui.artwork import icon_pixmap

PADDING = 14  # px
GAP = 14  # px, between the number and its words
ICON = 18  # px
RADIUS = 12.0  # px
NUMBER, NAME, WHEN = 22, 15, 13  # px, text sizes at 100 %
LONGEST = "1577-0199"  # numbers stand in one column
WORDS = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap


class HotlineButton(QAbstractButton):
    """The number, whose it is and when it is the right one; its words wrap. A click is for its owner to answer."""

    def __init__(self, line: Hotline, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = line
        korean = translation.language() == "ko"
        self._name = line.name_ko if korean else line.name_en
        self._when = line.when if korean else line.when_en
        self.setText(line.number)
        self.setAccessibleName(self.tr("{number} {name} 번호 복사하기").format(number=line.number, name=self._name))
        self.setAccessibleDescription(self._when)
        self.setToolTip(self.tr("번호 복사하기"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """Number and words in one line each."""
        width = self._words_left() + max(self._width(NAME, self._name), self._width(WHEN, self._when))
        return QSize(width + PADDING + ICON + PADDING, self.heightForWidth(width + 2 * PADDING + ICON))

    def minimumSizeHint(self) -> QSize:
        """The number whole, its words in a narrow column."""
        width = self._words_left() + 80 + 2 * PADDING + ICON
        return QSize(width, self.heightForWidth(width))

    def hasHeightForWidth(self) -> bool:
        """Qt's."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as the wrapped words."""
        name, when = self._word_areas(width)
        return max(56, name.height() + when.height() + 2 + 2 * 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's."""
        theme = themes.theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hover = self.underMouse() or self.isDown()
        painter.setPen(QPen(QColor(theme.focus), 2) if focus_ring.is_shown(self) else QPen(QColor(theme.line), 1))
        painter.setBrush(QColor(theme.hover if hover else theme.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        painter.setFont(self._font(NUMBER))
        painter.setPen(QColor(theme.accent_ink))
        number = QRect(PADDING, 0, self._words_left(), self.height())
        painter.drawText(number, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.line.number)
        name, when = self._word_areas(self.width())
        top = (self.height() - name.height() - when.height() - 2) // 2
        painter.setFont(self._font(NAME))
        painter.setPen(QColor(theme.ink))
        painter.drawText(name.translated(0, top), WORDS, self._name)
        painter.setFont(self._font(WHEN))
        painter.setPen(QColor(theme.soft))
        painter.drawText(when.translated(0, top + name.height() + 2), WORDS, self._when)
        icon = icon_pixmap("copy", theme.soft, ICON, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - PADDING - ICON, (self.height() - ICON) // 2, icon)

    def _font(self, size: int) -> QFont:
        font = QFont(self.font())
        if size != WHEN:
            font.setFamilies(["Pretendard SemiBold", *font.families()])
        font.setPixelSize(themes.keeper().size(size))
        return font

    def _width(self, size: int, text: str) -> int:
        return QFontMetrics(self._font(size)).horizontalAdvance(text) + 2

    def _words_left(self) -> int:
        return PADDING + self._width(NUMBER, LONGEST) + GAP

    def _word_areas(self, width: int) -> tuple[QRect, QRect]:
        left = self._words_left()
        room = QRect(left, 0, max(40, width - left - ICON - 2 * PADDING), 10_000)
        areas = []
        for size, text in ((NAME, self._name), (WHEN, self._when)):
            area = QFontMetrics(self._font(size)).boundingRect(room, WORDS, text)
            areas.append(QRect(left, 0, room.width(), area.height()))
        return areas[0], areas[1]
