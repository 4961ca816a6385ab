"""The earlier words of one utterance, to be read and to be put back."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.diary.entry import Edit
from app.ui.live_session import LiveSession
from app.ui.translation import clock, long_date
from app.ui.widgets import build
from app.ui.widgets.wrapped_text import WrappedText

WIDTH, HEIGHT = 560, 460  # px


class HistoryDialog(QDialog):
    """Lists what stood there, the newest first. `chosen` tells the id of the edit whose words are wanted back.

    Closes by itself when the diary is locked. `open` it; it deletes itself.
    """

    chosen = Signal(str)

    def __init__(self, live: LiveSession, edits: Sequence[Edit], present: str, parent: QWidget | None = None) -> None:
        """`present` is what stands there now: there is no way back to the same words."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "page")
        self.setWindowTitle(self.tr("고치기 전 글"))
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(32, 4, 32, 4)
        column.setSpacing(12)
        for edit in edits:
            column.addWidget(self._card(edit, present))
        column.addStretch(1)
        head = build.label(self.tr("고치기 전 글"), "title", wrap=True)
        head.setContentsMargins(32, 0, 32, 0)
        close = build.button(self.tr("닫기"), "outline", self.reject)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(32, 0, 32, 0)
        buttons.addStretch(1)
        buttons.addWidget(close)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 28, 0, 20)
        lines.setSpacing(16)
        lines.addWidget(head)
        lines.addWidget(build.scrolling(content, self.tr("고치기 전 글")), 1)
        lines.addLayout(buttons)
        self.resize(WIDTH, HEIGHT)
        close.setFocus()
        live.closed.connect(self.reject)

    def _card(self, edit: Edit, present: str) -> QFrame:
        card = build.area("card")
        lines = QVBoxLayout(card)
        lines.setContentsMargins(18, 14, 12, 8)
        lines.setSpacing(6)
        until = edit.replaced_at.astimezone()
        when = self.tr("{day} {clock}까지").format(day=long_date(until.date()), clock=clock(until))
        lines.addWidget(build.label(when, "caption", wrap=True))
        words = WrappedText(WIDTH, when)
        words.show_text(edit.text or self.tr("글 없이 녹음만 있어요"))
        lines.addWidget(words)
        if edit.text == present:
            same = build.label(self.tr("지금 글과 같아요."), "caption", wrap=True)
            same.setContentsMargins(0, 0, 0, 6)
            lines.addWidget(same)
            return card
        back = build.button(self.tr("이 글로 되돌리기"), "link", lambda: self._choose(edit.id), icon="undo")
        back.setAccessibleDescription(when)
        lines.addWidget(back, alignment=Qt.AlignmentFlag.AlignRight)
        return card

    def _choose(self, edit_id: str) -> None:
        self.chosen.emit(edit_id)
        self.accept()
