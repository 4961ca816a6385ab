"""The bubbles of a conversation: what was said, and what the rabbit doctor answered."""

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.diary.emotion import Emotion
from app.diary.entry import Utterance
from app.ui.artwork import Picture
from app.ui.live_session import LiveSession
from app.ui.translation import clock, emotion_word
from app.ui.widgets import build
from app.ui.widgets.bubble_frame import BubbleFrame
from app.ui.widgets.emotion_chip import EmotionChip
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.more_button import MoreButton
from app.ui.widgets.sound_button import SoundButton
from app.ui.widgets.spoken_text import SpokenText
from app.ui.widgets.thinking_dots import ThinkingDots
from app.ui.widgets.wrapped_text import AROUND, WrappedText

TEXT_WIDTH = 560  # px, at most
BUTTON = 34  # px, what stands beside a button is as high
AVATAR = 36  # px


class UtteranceBubble(QWidget):
    """What was said or typed: its words, which can be changed in place, its emotion, time and recording.

    `notice` as in `Page`: whatever is changed can be taken back.
    """

    notice = Signal(str, object)

    def __init__(self, utterance: Utterance, live: LiveSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._live = live
        self._utterance = utterance
        self._changeable = True
        self._text = SpokenText(utterance, live)
        self._text.editing_changed.connect(self._editing_changed)
        self._text.notice.connect(self.notice)
        self._chip = EmotionChip(utterance, self)
        self._chip.setFixedHeight(BUTTON)
        self._chip.corrected.connect(self._correct)
        self._time = build.label("", "caption")
        self._time.setMinimumHeight(BUTTON)
        self._play = SoundButton(live, utterance, recording=True) if utterance.has_audio else None
        self._edit = build.icon_button("edit", self.tr("한 말 고치기"), self._text.edit)
        self._more = MoreButton(utterance, live)
        self._more.notice.connect(self.notice)
        self._lay_out()
        self.show_utterance(utterance)

    def _lay_out(self) -> None:
        row = QWidget()
        beside = FlowLayout(row, spacing=6, from_right=True)
        for widget in (self._more, self._edit, self._play, self._make_mark(), self._time, self._chip):
            if widget is not None:
                beside.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._text)
        column.addWidget(row)
        order = [each for each in (self._text, self._chip, self._play, self._edit, self._more) if each is not None]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _make_mark(self) -> QWidget | None:
        if not self._utterance.recovered:
            return None
        mark = build.label(self.tr("되찾은 녹음"), "caption")
        mark.setToolTip(self.tr("갑자기 꺼졌을 때 남아 있던 녹음에서 되찾았어요."))
        mark.setMinimumHeight(BUTTON)
        return mark

    @property
    def utterance(self) -> Utterance:
        """What it shows."""
        return self._utterance

    def show_utterance(self, utterance: Utterance) -> None:
        """Show what is known now; words being changed at this moment stay as they are."""
        self._utterance = utterance
        self._text.show_utterance(utterance)
        self._chip.show_utterance(utterance)
        self._more.show_utterance(utterance)
        self._time.setText(clock(utterance.started_at))
        if self._play is not None:
            self._play.setVisible(utterance.has_audio)
            self._play.show_utterance(utterance)

    def edit(self) -> None:
        """Let the words be changed."""
        self._text.edit()

    def keep_edit(self) -> None:
        """Store what is being changed, if anything is."""
        self._text.keep()

    def offer_draft(self, draft: str) -> None:
        """Offer an edit that was never finished."""
        self._text.offer_draft(draft)

    def set_changeable(self, changeable: bool) -> None:
        """Whether the words and the emotion can be changed (not in the trash)."""
        self._changeable = changeable
        self._chip.setEnabled(changeable)
        self._text.set_changeable(changeable)
        self._editing_changed(self._text.is_editing)

    def _editing_changed(self, editing: bool) -> None:
        for button in (self._edit, self._more):
            button.setVisible(self._changeable and not editing)

    def _correct(self, emotion: Emotion | None) -> None:
        identifier, before = self._utterance.id, self._utterance.felt
        if emotion is before:
            return
        if emotion is None:
            said = self.tr("토닥의 짐작으로 되돌렸어요.")
        else:
            said = self.tr("마음을 바로잡았어요: {emotion}").format(emotion=emotion_word(emotion))
        live = self._live

        def undo() -> None:
            live.change_utterance(lambda diary: diary.correct(identifier, before))

        live.change_utterance(lambda diary: diary.correct(identifier, emotion), done=lambda _: self._tell(said, undo))

    def _tell(self, said: str, undo: Callable[[], None]) -> None:
        if isValid(self):
            self.notice.emit(said, undo)


class ReplyBubble(QWidget):
    """The rabbit doctor's answer with a button to hear it; three calm dots until it is there."""

    def __init__(self, utterance: Utterance, live: LiveSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._avatar = Picture(AVATAR, mascot="avatar")
        self._frame = BubbleFrame("surface", "left", "line")
        self._words = WrappedText(TEXT_WIDTH, self.tr("토닥의 답"))
        self._frame.ring_for(self._words)
        self._dots = ThinkingDots()
        self._listen = SoundButton(live, utterance, recording=False)
        inside = QVBoxLayout(self._frame)
        inside.setContentsMargins(*AROUND)
        inside.addWidget(self._words)
        inside.addWidget(self._dots)
        policy = QSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self._frame.setSizePolicy(policy)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._avatar, alignment=Qt.AlignmentFlag.AlignTop)
        row.addSpacing(4)
        row.addWidget(self._frame)
        beside = QVBoxLayout()
        beside.setContentsMargins(0, 0, 0, 4)  # in the middle of a bubble of one line
        beside.addStretch(1)
        beside.addWidget(self._listen)
        row.addLayout(beside)
        row.addStretch(1)
        self.show_utterance(utterance)

    def show_utterance(self, utterance: Utterance) -> None:
        """Show the answer, or that it is being thought of."""
        reply = utterance.reply
        self._dots.setVisible(reply is None)
        self._words.setVisible(reply is not None)
        self._listen.setVisible(reply is not None)
        self._listen.show_utterance(utterance)
        if reply is not None:
            self._words.show_text(reply.text)
