"""Five steps from a hard day to a very good one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.widgets import build

WIDEST = 340  # px, of the row


class ScoreRow(QWidget):
    """Five large buttons; `chosen` tells the number, None when the marked one is clicked again."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = (
            self.tr("많이 힘든 날"),
            self.tr("조금 힘든 날"),
            self.tr("보통인 날"),
            self.tr("좋은 날"),
            self.tr("아주 좋은 날"),
        )
        row = QHBoxLayout()
        row.setSpacing(8)
        self._buttons = []
        for score, word in enumerate(self._words, start=1):
            button = build.button(str(score), "toggle")
            button.setCheckable(True)
            button.setProperty("scale", "large")
            button.setToolTip(word)
            button.setAccessibleName(self.tr("{score}점, {word}").format(score=score, word=word))
            button.clicked.connect(lambda on, score=score: self.chosen.emit(score if on else None))
            self._buttons.append(button)
            row.addWidget(button, 1)
        self._meaning = build.label("", "caption", wrap=True)
        self._meaning.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setMaximumWidth(WIDEST)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self._meaning)
        self.show_score(None)

    def show_score(self, score: int | None) -> None:
        """Mark a score and say what it means."""
        for number, button in enumerate(self._buttons, start=1):
            button.setChecked(number == score)
        if score is None:
            meaning = self.tr("1은 {worst}, 5는 {best}").format(worst=self._words[0], best=self._words[-1])
        else:
            meaning = self._words[score - 1]
        self._meaning.setText(meaning)
