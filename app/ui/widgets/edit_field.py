"""Changing what was said, in its place: a field that keeps a draft and ends by itself."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QWidget

from app.errors import TodakError
from app.storage.ids import draft_id
from app.ui.live_session import LiveSession
from app.ui.widgets.composer import DRAFT_MS, RETRY_MS, DraftField

WIDTH = 560  # px, wanted


class EditField(DraftField):
    """The words of one utterance, to be changed. Ctrl+Enter or leaving the field tells `kept`, Esc `cancelled`.

    What is typed is durable within a second as the utterance's edit draft; whoever keeps or cancels clears it.
    """

    kept = Signal()
    cancelled = Signal()

    def __init__(self, live: LiveSession, utterance_id: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._live = live
        self._draft = draft_id(utterance_id)
        self._over = False
        self._saved: str | None = text
        self._failed = False  # the last try; told once
        self._timer = QTimer(self, interval=DRAFT_MS, singleShot=True)
        self._timer.timeout.connect(self.save_draft)
        self.setAccessibleName(self.tr("한 말 고치기"))
        self.setPlaceholderText(self.tr("들은 그대로 적어 주세요"))
        self.setPlainText(text)
        self.moveCursor(QTextCursor.MoveOperation.End)
        self.composed.connect(self._draft_later)

    def sizeHint(self) -> QSize:
        """As wide as a bubble gets."""
        return QSize(WIDTH, super().sizeHint().height())

    def save_draft(self) -> None:
        """Store the draft now, if it changed. Looks at the text and never touches it: a composition goes on."""
        self._timer.stop()
        text = self.composed_text()
        if text != self._saved and not self._over:
            self._saved = text
            name = self._draft
            self._live.write(
                lambda diary: diary.save_draft(text, name), self._stored, self._not_stored, owner=self, topic=name
            )

    def _stored(self, _: object) -> None:
        self._failed = False

    def _not_stored(self, error: TodakError) -> None:
        if self._over:
            return
        self._saved = None  # so that the next key tries again; and time does
        QTimer.singleShot(RETRY_MS, self, self.save_draft)
        if not self._failed:
            self._failed = True
            self._live.trouble.emit(error)

    def end(self) -> str:
        """No draft is saved from now on; the text as it is at last."""
        self.finish_composing()
        text = self.composed_text()
        self._over = True
        self._timer.stop()
        return text

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: Enter breaks the line, with Ctrl it keeps."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._tell(self.kept)
        elif event.key() == Qt.Key.Key_Escape:
            self._tell(self.cancelled)
        elif enter:
            self.textCursor().insertBlock()
            self.ensureCursorVisible()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt's: leaving keeps; a menu of the field or another window is no leaving."""
        super().focusOutEvent(event)
        if event.reason() in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.save_draft()
        else:
            self._tell(self.kept)

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt's: another page, or the lock."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._tell(self.kept)

    def _tell(self, signal: SignalInstance) -> None:
        if not self._over:
            signal.emit()

    def _draft_later(self, text: str) -> None:
        # Not started anew at every key: somebody who types without a pause is kept safe as well.
        if text != self._saved and not self._over and not self._timer.isActive():
            self._timer.start()
