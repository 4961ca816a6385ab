"""The card that says what one slot of a chart holds."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from app.diary.emotion import EMOTIONS
from app.ui.artwork import Picture
from app.ui.charts.slots import Slot, largest_shares
from app.ui.translation import emotion_word
from app.ui.widgets.build import label

FACE = 20  # px
AWAY = 10  # px from the slot


class HoverCard(QFrame):
    """Heading, the emotions with their shares, the self score. The mouse goes through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground = parent
        self.setProperty("role", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._heading = label("", "strong")
        self._count = label("", "caption")
        self._score = label("", "strong")
        self._score_name = label(self.tr("내 점수"), "soft")
        self._rows = [(Picture(FACE), label("", "soft"), label("", "strong")) for _ in EMOTIONS]
        grid = QGridLayout(self)
        grid.setContentsMargins(14, 12, 14, 12)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._heading, 0, 0, 1, 3)
        grid.addWidget(self._count, 1, 0, 1, 3)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for row, (face, word, share) in enumerate(self._rows, 2):
            grid.addWidget(face, row, 0)
            grid.addWidget(word, row, 1)
            grid.addWidget(share, row, 2, right)
        self._score_name.setContentsMargins(0, 4, 0, 0)
        self._score.setContentsMargins(0, 4, 0, 0)
        grid.addWidget(self._score_name, 2 + len(EMOTIONS), 0, 1, 2)
        grid.addWidget(self._score, 2 + len(EMOTIONS), 2, right)
        self.hide()

    def show_slot(self, slot: Slot, heading: str, counted: str) -> None:
        """Show the values of `slot`."""
        self._heading.setText(heading)
        self._count.setText(counted)
        shares = largest_shares(slot.shares) if slot.shares is not None else ()
        for index, (face, word, share) in enumerate(self._rows):
            is_there = index < len(shares)
            if is_there:
                emotion, value = shares[index]
                face.show_face(emotion)
                word.setText(emotion_word(emotion))
                share.setText(f"{value:.0%}")
            for each in (face, word, share):
                each.setVisible(is_there)
        for each in (self._score, self._score_name):
            each.setVisible(slot.score is not None)
        if slot.score is not None:
            self._score.setText(f"{slot.score:.2g} / 5")

    def place_beside(self, left: int, right: int) -> None:
        """Show it to the right of a slot that lies between `left` and `right` px, or to its left where that is full."""
        self.adjustSize()
        room = self._ground.size()
        x = right + AWAY
        if x + self.width() > room.width():
            x = left - AWAY - self.width()
        x = min(max(0, x), max(0, room.width() - self.width()))
        self.move(x, max(0, (room.height() - self.height()) // 3))
        self.show()
        self.raise_()
