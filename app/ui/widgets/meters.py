"""Thin bars: how much of something, or of six emotions."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.diary.emotion import EMOTIONS, Emotion, EmotionScores
from app.ui import theme as themes
from app.ui.translation import emotion_word

HEIGHT = 10  # px


class _Bar(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Qt's."""
        return QSize(120, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Qt's."""
        return QSize(40, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), self.height() / 2, self.height() / 2)
        painter.fillPath(shape, QColor(themes.theme().sunken))
        painter.setClipPath(shape)
        left = 0.0
        for share, colour in self._fills():
            right = left + share * self.width()
            painter.fillRect(QRectF(left, 0, right - left, self.height()), QColor(colour))
            left = right

    def _fills(self) -> list[tuple[float, str]]:
        raise NotImplementedError


class Meter(_Bar):
    """A share from 0 to 1 in the colour of an emotion."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self._emotion = Emotion.NEUTRAL

    def show_share(self, share: float, emotion: Emotion) -> None:
        """Fill `share` of it."""
        self._share, self._emotion = share, emotion
        self.update()

    def _fills(self) -> list[tuple[float, str]]:
        return [(self._share, themes.theme().emotion(self._emotion))]

    def paintEvent(self, event: QPaintEvent) -> None:
        """The filled part is round at both ends."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(themes.theme().sunken))
        round_end = self.height() / 2
        painter.drawRoundedRect(QRectF(self.rect()), round_end, round_end)
        for share, colour in self._fills():
            painter.setBrush(QColor(colour))
            width = max(self.height(), share * self.width())
            painter.drawRoundedRect(QRectF(0, 0, width, self.height()), round_end, round_end)


class MixBar(_Bar):
    """The shares of the six emotions, in their order; said in its tooltip and to screen readers."""

    def __init__(self) -> None:
        super().__init__()
        self._shares: EmotionScores | None = None

    def show_shares(self, shares: EmotionScores | None) -> None:
        """Show `shares`; None leaves it empty."""
        self._shares = shares
        words = ""
        if shares is not None:
            said = [each for each in shares.ranked if round(shares[each] * 100)]
            words = ", ".join(
                self.tr("{emotion} {percent}%").format(emotion=emotion_word(each), percent=round(shares[each] * 100))
                for each in said
            )
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.update()

    def _fills(self) -> list[tuple[float, str]]:
        if self._shares is None:
            return []
        return [(self._shares[each], themes.theme().emotion(each)) for each in EMOTIONS]
