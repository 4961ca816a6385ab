"""The recovery key as a page to print, in PDF. Qt writes it by itself: no printer, no CUPS, nothing of a network."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPageLayout, QPageSize, QPainter, QPdfWriter

from app.ui.widgets.qr_code import paint_qr, qr_matrix

DOTS = 300  # an inch
MARGIN = 22.0  # mm
QR_SIDE = 52.0  # mm
INK = QColor("#1f1a17")
MONO = ("DejaVu Sans Mono", "Menlo", "Consolas", "monospace")
COLUMNS = 3  # of the nine groups


@dataclass(frozen=True, slots=True)
class RecoveryPage:
    """What stands on the page. `key` is a recovery key as printed."""

    title: str
    key: str
    sentences: Sequence[str]
    family: str  # the font of the words

    def pdf(self) -> bytes:
        """The page, A4. Any thread may ask (some 20 ms)."""
        content = QByteArray()
        buffer = QBuffer(content)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setCreator("Todak")
        writer.setTitle(self.title)  # what a print queue shows
        writer.setResolution(DOTS)
        writer.setPageLayout(
            QPageLayout(
                QPageSize(QPageSize.PageSizeId.A4),
                QPageLayout.Orientation.Portrait,
                QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN),
                QPageLayout.Unit.Millimeter,
            )
        )
        painter = QPainter(writer)
        try:
            self._paint(painter, writer.width())
        finally:
            painter.end()
        buffer.close()
        return bytes(content.data())

    def _paint(self, painter: QPainter, width: int) -> None:
        painter.setPen(INK)
        y = self._words(painter, self.title, 24.0, 0.0, width, bold=True) + _mm(8)
        painter.setFont(_font(MONO, 21.0))
        line = painter.fontMetrics().height() * 1.5
        column = painter.fontMetrics().horizontalAdvance("0000") * 1.6
        for number, group in enumerate(self.key.split("-")):
            place = QRectF(number % COLUMNS * column, y + number // COLUMNS * line, column, line)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, group)
        y += COLUMNS * line + _mm(6)
        paint_qr(painter, qr_matrix(self.key), QRectF(0, y, _mm(QR_SIDE), _mm(QR_SIDE)))
        y += _mm(QR_SIDE) + _mm(8)
        for sentence in self.sentences:
            y = self._words(painter, sentence, 11.0, y, width) + _mm(3)

    def _words(self, painter: QPainter, text: str, points: float, y: float, width: int, *, bold: bool = False) -> float:
        """Write `text` at `y`, wrapped; returns where it ends."""
        font = _font((self.family,), points)
        font.setBold(bold)
        painter.setFont(font)
        room = QRectF(0, y, width, _mm(200))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWrapAnywhere
        if " " in text:
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        taken = painter.boundingRect(room, int(flags), text)
        painter.drawText(room, int(flags), text)
        return taken.bottom()


def _font(families: Sequence[str], points: float) -> QFont:
    font = QFont(list(families))
    font.setPointSizeF(points)
    return font


def _mm(length: float) -> float:
    return length / 25.4 * DOTS
