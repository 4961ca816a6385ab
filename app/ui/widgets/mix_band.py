"""The emotions of an entry as one thin band."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.diary.emotion import EmotionScores
from app.ui import theme as themes
from app.ui.translation import emotion_word

HEIGHT = 10  # px
LEAST = 0.03  # of the whole: smaller shares are left to the words


class MixBand(QWidget):
    """Each emotion as wide as its share, the largest first; words and percentages in its tooltip and description."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares: EmotionScores | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("이 일기의 마음"))

    def show_shares(self, shares: EmotionScores | None) -> None:
        """Show the shares; nothing is drawn for None."""
        self._shares = shares
        self.setToolTip(self.words())
        self.setAccessibleDescription(self.words())
        self.setVisible(shares is not None)
        self.update()

    def words(self) -> str:
        """`기쁨 62%, 일상 30%, 불안 8%`."""
        if self._shares is None:
            return ""
        return ", ".join(
            f"{emotion_word(emotion)} {self._shares[emotion]:.0%}"
            for emotion in self._shares.ranked
            if self._shares[emotion] >= LEAST
        )

    def sizeHint(self) -> QSize:
        """Thin, as wide as there is room."""
        return QSize(160, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's."""
        if self._shares is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect())
        shape = QPainterPath()
        shape.addRoundedRect(whole, HEIGHT / 2, HEIGHT / 2)
        painter.setClipPath(shape)
        left = whole.left()
        for emotion in self._shares.ranked:
            width = whole.width() * self._shares[emotion]
            painter.fillRect(QRectF(left, 0, width + 1, whole.height()), QColor(themes.theme().emotion(emotion)))
            left += width
