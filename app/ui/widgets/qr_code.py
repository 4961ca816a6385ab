"""A QR code, to take a text to another device by its camera."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

MODULE = 4  # px, whatever the size of the text: a camera reads it
QUIET = 4  # modules around the code, which readers need (ISO/IEC 18004)
# The same by day and by night: readers expect dark modules on a white card, at far more than the 4.5:1 of text.
DARK, LIGHT = QColor("#1f1a17"), QColor("#ffffff")

Matrix = tuple[tuple[bool, ...], ...]


def qr_matrix(text: str) -> Matrix:
    """The modules of the QR code of `text`, row by row, True where dark, without the quiet zone."""
    import segno

    return tuple(tuple(bool(module) for module in row) for row in segno.make_qr(text, error="m").matrix)


def paint_qr(painter: QPainter, matrix: Matrix, place: QRectF) -> None:
    """Paint the card with the code on it into the square `place`."""
    module = place.width() / (len(matrix) + 2 * QUIET)
    painter.fillRect(place, LIGHT)
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            run = next((at for at in range(x, len(row)) if row[at] != row[x]), len(row)) - x
            if row[x]:
                corner = place.topLeft()
                painter.fillRect(
                    QRectF(corner.x() + (x + QUIET) * module, corner.y() + (y + QUIET) * module, run * module, module),
                    DARK,
                )
            x += run


class QrCode(QWidget):
    """The QR code of `text`; its name for screen readers is `name`, which must not speak a secret."""

    def __init__(self, text: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._matrix = qr_matrix(text)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Qt's: whole pixels a module, so that its edges are sharp."""
        side = (len(self._matrix) + 2 * QUIET) * MODULE
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's."""
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        side = float(min(self.width(), self.height()))
        paint_qr(painter, self._matrix, QRectF(0, 0, side, side))
