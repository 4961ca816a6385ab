"""The field to type a recovery key into: it puts the groups of four apart by itself."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.ui.widgets import build
from app.ui.widgets.secret_field import SecretField

GROUP = 4
CHARACTERS = 36  # of a recovery key, without its dashes


class RecoveryKeyField(SecretField):
    """A recovery key, in any case, with or without dashes and spaces. It may also be pasted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(QLineEdit(), "", "key", "wrong-key", parent)
        self._line.setAccessibleName(self.tr("복구 키"))
        self._line.setPlaceholderText("XXXX-XXXX-XXXX-…")
        self._line.setInputMethodHints(
            Qt.InputMethodHint.ImhLatinOnly
            | Qt.InputMethodHint.ImhPreferUppercase
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self._line.textEdited.connect(self._put_apart)
        self._left = build.label("", "caption", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._line)
        column.addWidget(self._left)
        self.changed.connect(self._count)
        self._count()

    @property
    def is_whole(self) -> bool:
        """Whether there are as many characters as a recovery key has; more are let through, to be told as mistyped."""
        return len(_bare(self._line.text())) >= CHARACTERS

    def _put_apart(self, text: str) -> None:
        """Write the text in groups, leaving the cursor after the same character."""
        before = len(_bare(text[: self._line.cursorPosition()]))
        bare = _bare(text)
        grouped = "-".join(bare[at : at + GROUP] for at in range(0, len(bare), GROUP))
        if grouped != text:
            self._line.setText(grouped)
            self._line.setCursorPosition(before + max(0, before - 1) // GROUP)

    def _count(self) -> None:
        typed = len(_bare(self._line.text()))
        if typed == 0:
            words = self.tr("영문과 숫자 네 글자씩 아홉 묶음이에요.")
        else:
            words = self.tr("{count}글자 가운데 {typed}글자를 적었어요.").format(count=CHARACTERS, typed=typed)
        self._left.setText(words)


def _bare(text: str) -> str:
    """The characters alone, in capitals, without what people put between them."""
    return "".join(each for each in text.upper() if each.isalnum())
