"""Text that a delegate paints: at most some lines, the last one elided, parts of it marked."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextCharFormat, QTextLayout, QTextOption

from app.ui import theme as themes
from app.ui.excerpt import Span, utf16

LINE = 1.55  # of the text size, from one line to the next


def font(base: QFont, pixels: float, *, strong: bool = False) -> QFont:
    """`base` at `pixels` px (at 100 % text size)."""
    made = QFont(base)
    made.setPixelSize(themes.keeper().size(pixels))
    if strong:
        made.setFamilies(["Pretendard SemiBold", *base.families()])
    return made


def line_height(of: QFont) -> int:
    """From one line to the next, px."""
    return round(of.pixelSize() * LINE)


class PaintedText:
    """`text` laid out in `width` px, in at most `lines` lines."""

    def __init__(self, text: str, of: QFont, width: int, lines: int, marked: Sequence[Span] = ()) -> None:
        """`marked` are parts to be highlighted, in code points."""
        self._pitch = line_height(of)
        self._layout, starts = _lay(text, of, width, lines + 1, marked)  # one more, to know whether it fits
        if len(starts) > lines:
            units = text.encode("utf-16-le", "surrogatepass")
            cut = starts[lines - 1] * 2
            kept, rest = (each.decode("utf-16-le", "replace") for each in (units[:cut], units[cut:]))
            last = QFontMetricsF(of).elidedText(rest, Qt.TextElideMode.ElideRight, width)
            self._layout, starts = _lay(kept + last, of, width, lines, marked)
        self.lines = min(lines, len(starts))

    @property
    def height(self) -> int:
        """Px."""
        return self.lines * self._pitch

    def paint(self, painter: QPainter, at: QRect, colour: str) -> None:
        """Paint it from the top left of `at`."""
        painter.setPen(QColor(colour))
        self._layout.draw(painter, QPointF(at.topLeft()))


def _lay(text: str, of: QFont, width: int, lines: int, marked: Sequence[Span]) -> tuple[QTextLayout, list[int]]:
    layout = QTextLayout(text, of)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats([_highlight(text, span) for span in marked if span[0] < len(text)])
    starts: list[int] = []
    pitch = line_height(of)
    layout.beginLayout()
    while len(starts) < lines:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, len(starts) * pitch + (pitch - line.height()) / 2))
        starts.append(line.textStart())
    layout.endLayout()
    return layout, starts


def _highlight(text: str, span: Span) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    start, end = utf16(text, span[0]), utf16(text, min(span[1], len(text)))
    marked = QTextCharFormat()
    marked.setBackground(QColor(themes.theme().highlight))
    marked.setForeground(QColor(themes.theme().ink))
    made.start = start
    made.length = end - start
    made.format = marked
    return made
