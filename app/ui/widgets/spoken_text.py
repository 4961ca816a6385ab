"""The words of one utterance in their bubble: read, or changed in place."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.diary.entry import Utterance
from app.errors import TodakError
from app.storage.ids import draft_id
from app.ui.live_session import LiveSession
from app.ui.widgets import build
from app.ui.widgets.bubble_frame import BubbleFrame
from app.ui.widgets.edit_field import EditField
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.wrapped_text import AROUND, WrappedText

if TYPE_CHECKING:
    from app.storage.repository import Diary

WIDTH = 588  # px, of the words: with the bubble's padding 620
NOTE_MS = 2500  # how long 저장됨 is seen


class SpokenText(QWidget):
    """A bubble with the words, or with the field to change them; under it a quiet line when needed.

    `notice` as in `Page`: a change can be taken back.
    """

    editing_changed = Signal(bool)
    notice = Signal(str, object)

    def __init__(self, utterance: Utterance, live: LiveSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._live = live
        self._utterance = utterance
        self._field: EditField | None = None
        self._offered = ""
        self._frame = BubbleFrame("accent_soft", "right")
        self._words = WrappedText(WIDTH, self.tr("한 말"))
        self._frame.ring_for(self._words)
        # Made when first needed: a conversation has a hundred bubbles, and most are only words.
        self._unheard: UnheardWords | None = None
        self._line: QLabel | None = None
        self._offer: QWidget | None = None
        self._changeable = True
        self._lay_out()
        self.show_utterance(utterance)

    def _lay_out(self) -> None:
        self._inside = QVBoxLayout(self._frame)
        self._inside.setContentsMargins(*AROUND)
        self._inside.setSpacing(0)
        self._inside.addWidget(self._words)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._frame)
        self._column.addLayout(row)
        policy = QSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self._frame.setSizePolicy(policy)

    @property
    def is_editing(self) -> bool:
        """Whether the words are being changed."""
        return self._field is not None

    def show_utterance(self, utterance: Utterance) -> None:
        """Show the words as they are now, unless they are being changed."""
        self._utterance = utterance
        if self._field is None:
            self._show_words(utterance.text)

    def _show_words(self, text: str) -> None:
        heard = bool(text.strip())
        if not heard and self._unheard is None:
            self._unheard = UnheardWords(self._utterance.has_audio)
            self._unheard.write.connect(self.edit)
            self._inside.addWidget(self._unheard)
        if self._unheard is not None:
            self._unheard.setVisible(not heard)
            self._unheard.set_changeable(self._changeable)
        self._words.setVisible(heard)
        if heard:
            self._words.show_text(text)

    def set_changeable(self, changeable: bool) -> None:
        """Whether the words can be changed."""
        self._changeable = changeable
        if self._unheard is not None:
            self._unheard.set_changeable(changeable)
        if not changeable:
            self._forget_offer()

    def _say(self, text: str) -> None:
        """A quiet line under the bubble."""
        if self._line is None:
            self._line = build.label("", "caption", wrap=True)
            self._line.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._column.insertWidget(1, self._line)
        self._line.setText(text)
        self._line.show()

    def _hush(self) -> None:
        if self._line is not None:
            self._line.hide()

    def _hush_saved(self) -> None:
        if not self.is_editing:
            self._hush()

    # --- changing ------------------------------------------------------------------------------------------------

    def edit(self) -> None:
        """Turn the words into a field."""
        self._open(self._utterance.text)

    def _open(self, text: str) -> None:
        if self._field is not None:
            self._field.setFocus()
            return
        self._forget_offer()
        self._field = EditField(self._live, self._utterance.id, text)
        self._field.kept.connect(self.keep)
        self._field.cancelled.connect(self._cancel)
        self._frame.ring_for(self._field)
        self._words.hide()
        if self._unheard is not None:
            self._unheard.hide()
        self._inside.addWidget(self._field)
        self._frame.wear("surface", "accent")
        self._say(self.tr("다른 곳을 누르거나 Ctrl+Enter를 누르면 저장돼요. 그만두려면 Esc를 누르세요."))
        self._field.show()  # what is not shown yet takes no focus
        self._field.setFocus()
        self.editing_changed.emit(True)

    def keep(self) -> None:
        """Store what the field holds; nothing happens when the words are not being changed."""
        if self._field is None:
            return
        text = self._field.end()
        before = self._utterance.text
        self._close()
        if not text.strip():
            self._forget_draft()
            if before.strip():
                self._say(self.tr("빈 글로는 바꾸지 않았어요. 원래 말은 그대로 있어요."))
        elif text == before:
            self._forget_draft()
        else:
            self._store(text)

    def _store(self, text: str) -> None:
        self._show_words(text)
        live, identifier = self._live, self._utterance.id
        had_words = bool(self._utterance.text.strip())

        def work(diary: "Diary") -> None:
            diary.edit_text(identifier, text)
            diary.clear_draft(draft_id(identifier))

        def done(undo: Callable[[], None] | None) -> None:
            live.unstored.forget_edit(identifier)
            if isValid(self):
                self._say(self.tr("저장됨"))
                QTimer.singleShot(NOTE_MS, self, self._hush_saved)
                self.notice.emit(self.tr("한 말을 고쳤어요."), undo)

        def failed(error: TodakError) -> None:
            live.trouble.emit(error)
            if isValid(self) and live.is_open:
                self._open(text)
            else:
                live.unstored.keep_edit(identifier, text)

        live.change_words(identifier, work, failed, anew=not had_words, done=done)

    def _cancel(self) -> None:
        if self._field is not None:
            self._field.end()
            self._close()
            self._forget_draft()
            self._show_words(self._utterance.text)

    def _close(self) -> None:
        field, self._field = self._field, None
        assert field is not None
        had_focus = field.hasFocus()
        self._inside.removeWidget(field)
        field.hide()
        field.deleteLater()
        self._frame.wear("accent_soft")
        self._hush()
        self._show_words(self._utterance.text)
        if had_focus:  # the keyboard goes on from here
            self._words.setFocus()
        self.editing_changed.emit(False)

    def _forget_draft(self) -> None:
        name = draft_id(self._utterance.id)
        self._live.unstored.forget_edit(self._utterance.id)
        self._live.write(lambda diary: diary.clear_draft(name))

    # --- an edit that was never finished -------------------------------------------------------------------------

    def offer_draft(self, draft: str) -> None:
        """Offer to go on with `draft`; nothing happens while the words are being changed."""
        self._forget_offer()
        if self._field is not None or draft == self._utterance.text or not draft.strip():
            return
        self._offered = draft
        self._offer = QWidget()
        row = FlowLayout(self._offer, spacing=4, from_right=True)
        words = build.label(self.tr("고치던 글이 남아 있어요."), "caption")
        words.setMinimumHeight(30)
        go_on = build.button(self.tr("이어서 고치기"), "link", self._take_offer)
        for widget in (build.button(self.tr("고치던 글 지우기"), "link", self._decline_offer), go_on, words):
            row.addWidget(widget)
        self._column.addWidget(self._offer)

    def _take_offer(self) -> None:
        self._open(self._offered)

    def _decline_offer(self) -> None:
        self._forget_offer()
        self._forget_draft()

    def _forget_offer(self) -> None:
        if self._offer is not None:
            self._offer.hide()
            self._offer.deleteLater()
            self._offer = None


class UnheardWords(QWidget):
    """Stands in for the words of a recording in which none were recognised; `write` asks to type them."""

    write = Signal()

    def __init__(self, has_audio: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        said = self.tr("알아듣지 못했어요. 녹음은 남아 있어요.") if has_audio else self.tr("알아듣지 못했어요.")
        words = build.label(said, "soft", wrap=True)
        words.setMinimumWidth(240)  # a wrapping label alone would choose a narrow column
        self._button = build.button(self.tr("무슨 말이었는지 적기"), "link", self.write.emit, icon="edit")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(4)
        column.addWidget(words)
        column.addWidget(self._button, alignment=Qt.AlignmentFlag.AlignLeft)

    def set_changeable(self, changeable: bool) -> None:
        """Whether words may be typed."""
        self._button.setVisible(changeable)
