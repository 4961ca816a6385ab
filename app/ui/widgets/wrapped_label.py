"""A label of several lines: air between them, for Hangul fills its box, and no word alone on the last of them."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel

LINE = 1.45  # of the text size, from one line to the next
SHORT = 0.3  # of the width: a last line shorter than that takes words from the lines above it
FEW = 4  # lines: more than these are a paragraph, whose end may be short
PRECISE = 8  # px


class WrappedLabel(QLabel):
    """Plain text that wraps at words. One line looks as in any label."""

    def heightForWidth(self, width: int) -> int:
        """Qt's."""
        return self._airy(super().heightForWidth(width))

    def sizeHint(self) -> QSize:
        """Qt's."""
        hint = super().sizeHint()
        return QSize(hint.width(), self._airy(hint.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's."""
        area = self.contentsRect()
        layout = self._lay(area.width(), area.width())
        lines = layout.lineCount()
        if lines < 2:
            super().paintEvent(event)
            return
        if lines <= FEW and layout.lineAt(lines - 1).naturalTextWidth() < SHORT * area.width():
            layout = self._balanced(area.width(), lines)
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        height = lines * self.fontMetrics().lineSpacing() + (lines - 1) * self._extra()
        layout.draw(painter, QPointF(area.left(), area.top() + max(0, area.height() - height) // 2))

    def _extra(self) -> int:
        """Px between two lines, beside the font's own."""
        pixels = self.font().pixelSize()
        return max(0, round(pixels * LINE) - QFontMetrics(self.font()).lineSpacing()) if pixels > 0 else 0

    def _airy(self, height: int) -> int:
        """The height of a plain label with as many lines, made airy."""
        self.ensurePolished()
        margins = self.contentsMargins()
        lines = round((height - margins.top() - margins.bottom()) / max(1, self.fontMetrics().lineSpacing()))
        return height + max(0, lines - 1) * self._extra()

    def _balanced(self, width: int, lines: int) -> QTextLayout:
        """Wrapped as early as `lines` lines allow."""
        low, high = width // 2, width
        while high - low > PRECISE:
            middle = (low + high) // 2
            if self._lay(middle, width).lineCount() > lines:
                low = middle
            else:
                high = middle
        return self._lay(high, width)

    def _lay(self, wrapped: int, width: int) -> QTextLayout:
        """The lines, wrapped at `wrapped` px and aligned in `width` px."""
        option = QTextOption(Qt.AlignmentFlag.AlignLeft)
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        layout = QTextLayout(self.text().replace("\n", "\u2028"), self.font())
        layout.setTextOption(option)
        pitch = self.fontMetrics().lineSpacing() + self._extra()
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(wrapped)
            free = max(0.0, width - line.naturalTextWidth())
            centred = bool(self.alignment() & Qt.AlignmentFlag.AlignHCenter)
            right = bool(self.alignment() & Qt.AlignmentFlag.AlignRight)
            line.setPosition(QPointF(free / 2 if centred else free if right else 0.0, (layout.lineCount() - 1) * pitch))
        layout.endLayout()
        return layout
