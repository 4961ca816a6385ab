"""The chip that says which emotion an utterance carries, and takes a correction in one click."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFontMetrics, QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget

from app.diary.emotion import EMOTIONS
from app.diary.entry import Utterance
from app.ui import focus_ring
from app.ui import theme as themes
from app.ui.artwork import face_pixmap
from app.ui.translation import emotion_word

FACE = 20  # px
PADDING = 10  # px
HEIGHT = 30  # px


class EmotionChip(QAbstractButton):
    """Face and word of one utterance's emotion. Unsure: `잘 모르겠어요` and its two likeliest.

    A click opens the six to choose from; `corrected` tells the choice (None: back to the model's guess).
    """

    corrected = Signal(object)

    def __init__(self, utterance: Utterance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self._choose)
        self._utterance = utterance
        self.show_utterance(utterance)

    def show_utterance(self, utterance: Utterance) -> None:
        """Show what is known now. Without a reading nor a correction the chip hides."""
        self._utterance = utterance
        reading = utterance.reading
        self._emotion = utterance.emotion
        self._unsure = utterance.felt is None and reading is not None and not reading.certain
        self.setVisible(self._emotion is not None)
        self.setText(self._words())
        self.setAccessibleName(self.tr("마음: {word}").format(word=self.text()))
        self.setToolTip(self._explanation())
        self.updateGeometry()
        self.update()

    def _words(self) -> str:
        if self._emotion is None:
            return ""
        if not self._unsure:
            return emotion_word(self._emotion)
        assert self._utterance.reading is not None
        first, second = self._utterance.reading.scores.ranked[:2]
        return self.tr("잘 모르겠어요 · {first} 아니면 {second}").format(
            first=emotion_word(first), second=emotion_word(second)
        )

    def _explanation(self) -> str:
        reading = self._utterance.reading
        if reading is None:
            return ""
        guess = ", ".join(f"{emotion_word(each)} {reading.scores[each]:.0%}" for each in reading.scores.ranked[:3])
        if self._utterance.felt is not None:
            return self.tr("직접 고른 마음이에요. 토닥의 짐작: {guess}").format(guess=guess)
        return self.tr("토닥의 짐작이에요: {guess}. 눌러서 바로잡을 수 있어요.").format(guess=guess)

    def sizeHint(self) -> QSize:
        """Face, word, and room around them."""
        width = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(PADDING + FACE + 6 + width + PADDING + 2, themes.keeper().size(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """As `sizeHint`: its word is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's."""
        if self._emotion is None:
            return
        theme = themes.theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        ground = theme.hover if self._unsure else theme.emotion_soft(self._emotion)
        painter.setPen(QColor(theme.focus) if focus_ring.is_shown(self) else QColor(ground))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(shape, shape.height() / 2, shape.height() / 2)
        face = face_pixmap(None if self._unsure else self._emotion, FACE, self.devicePixelRatioF())
        painter.drawPixmap(PADDING, round((self.height() - FACE) / 2), face)
        painter.setPen(QColor(theme.soft if self._unsure else theme.emotion_ink(self._emotion)))
        words = self.rect().adjusted(PADDING + FACE + 6, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())

    def _choose(self) -> None:
        menu = QMenu(self)
        menu.setAccessibleName(self.tr("어떤 마음이었나요?"))
        for emotion in EMOTIONS:
            choice = QAction(QIcon(face_pixmap(emotion, FACE)), emotion_word(emotion), menu)
            choice.triggered.connect(lambda _=False, emotion=emotion: self.corrected.emit(emotion))
            menu.addAction(choice)
        if self._utterance.felt is not None:
            menu.addSeparator()
            back = QAction(self.tr("토닥의 짐작으로 되돌리기"), menu)
            back.triggered.connect(lambda: self.corrected.emit(None))
            menu.addAction(back)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
