"""What was offered after heavy words, as buttons: a breath, a calm sound, or nothing."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.diary.entry import ReplyKind, Utterance
from app.ui.live_session import LiveSession
from app.ui.widgets import build
from app.ui.widgets.flow_layout import FlowLayout


class CareOffer(QFrame):
    """Hidden until a reply offers care; gone with the next words, and at once when a crisis is answered.

    `breathe` asks for the breathing; a sound is played by itself.
    """

    breathe = Signal()

    def __init__(self, live: LiveSession) -> None:
        super().__init__()
        self._live = live
        self.setProperty("role", "quiet")
        buttons = QWidget()
        flow = FlowLayout(buttons, spacing=8)
        for made in (
            build.button(self.tr("숨 고르기"), "outline", self._breathe, icon="heart"),
            build.button(self.tr("조용한 소리 듣기"), "outline", self._listen, icon="listen"),
            build.button(self.tr("괜찮아요"), "link", self.hide),
        ):
            flow.addWidget(made)
        words = build.label(self.tr("잠깐 쉬어 갈까요?"), "soft", wrap=True)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(words)
        column.addWidget(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 10, 12, 10)
        row.addLayout(column, 1)
        live.stored.connect(self._put_away)
        live.answered.connect(self._answered)
        self.hide()

    def offer(self, utterance: Utterance) -> None:
        """Show it if the reply offers care."""
        self.setVisible(utterance.reply is not None and utterance.reply.offers_care)

    def _put_away(self, _utterance: Utterance) -> None:
        self.hide()

    def _answered(self, utterance: Utterance) -> None:
        if utterance.reply is not None and utterance.reply.kind is ReplyKind.CRISIS:
            self.hide()

    def _breathe(self) -> None:
        self.hide()
        self.breathe.emit()

    def _listen(self) -> None:
        self.hide()
        self._live.calm.play_another()
