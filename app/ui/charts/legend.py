"""What the colours of a chart mean, in words and faces, in the order of the bars from below."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.diary.emotion import EMOTIONS
from app.ui import theme as themes
from app.ui.artwork import Picture
from app.ui.translation import emotion_word
from app.ui.widgets.build import label
from app.ui.widgets.flow_layout import FlowLayout

FACE = 20  # px


class _ScoreSign(QWidget):
    """A piece of the line of self scores."""

    def sizeHint(self) -> QSize:
        """Qt's."""
        return QSize(26, FACE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(themes.theme().ink), 2))
        middle = QPointF(self.width() / 2, self.height() / 2)
        painter.drawLine(QPointF(1, middle.y()), QPointF(self.width() - 1, middle.y()))
        painter.setBrush(QColor(themes.theme().surface))
        painter.drawEllipse(middle, 3.6, 3.6)


class Legend(QWidget):
    """A face and a word for each emotion, and the sign of the self score."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        flow = FlowLayout(self, spacing=14)
        for emotion in EMOTIONS:
            face = Picture(FACE)
            face.show_face(emotion)
            flow.addWidget(_named(face, emotion_word(emotion)))
        sign = _ScoreSign()
        sign.setFixedSize(sign.sizeHint())
        flow.addWidget(_named(sign, self.tr("내 점수 (오른쪽 눈금)")))


def _named(sign: QWidget, word: str) -> QWidget:
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    row.addWidget(sign)
    row.addWidget(label(word, "soft"), alignment=Qt.AlignmentFlag.AlignVCenter)
    return both
