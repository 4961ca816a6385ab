"""Where one types what one could also say: a field that grows, keeps its draft, and never breaks a syllable."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QInputMethodEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget
from shiboken6 import isValid

from app.errors import TodakError
from app.ui import theme as themes
from app.ui.live_session import LiveSession

DRAFT_MS = 400  # after the last key at most; a draft must be durable within a second
RETRY_MS = 3_000  # after a draft could not be saved, until it is tried again
MOST_LINES = 6


class DraftField(QPlainTextEdit):
    """A text field as high as its text, up to six lines. Enter sends, Shift+Enter breaks the line.

    `composed` tells every change with the syllable being composed put in, without touching it.
    """

    sent = Signal()
    composed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preedit = ""
        self.setProperty("role", "bare")
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.textChanged.connect(self._changed)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._fit())
        themes.keeper().changed.connect(self._fit)
        self._fit()

    def composed_text(self) -> str:
        """The text as it reads on screen, the syllable being composed included."""
        text = self.toPlainText()
        if not self._preedit:
            return text
        # Positions of a QTextCursor count UTF-16 units.
        units = text.encode("utf-16-le", "surrogatepass")
        at = 2 * self.textCursor().selectionStart()
        end = 2 * self.textCursor().selectionEnd()
        joined = units[:at] + self._preedit.encode("utf-16-le", "surrogatepass") + units[end:]
        return joined.decode("utf-16-le", "surrogatepass")

    def finish_composing(self) -> None:
        """Have the input method hand over the syllable it is composing; whatever it does, the syllable stays."""
        if not self._preedit:
            return
        QGuiApplication.inputMethod().commit()
        if self._preedit:  # it did not: take the syllable as it stands, and tell it to forget it
            event = QInputMethodEvent()
            event.setCommitString(self._preedit)
            self.inputMethodEvent(event)
            QGuiApplication.inputMethod().reset()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Qt's: learns what is being composed."""
        self._preedit = event.preeditString()
        super().inputMethodEvent(event)
        self._changed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            event.accept()
            self.finish_composing()
            self.sent.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt's: the composition ends in this field, not in the next."""
        self.finish_composing()
        super().focusOutEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """As wide as there is room, as high as the text."""
        return QSize(240, self._height())

    def _changed(self) -> None:
        self.composed.emit(self.composed_text())

    def _height(self) -> int:
        lines = min(MOST_LINES, max(1, round(self.document().size().height())))
        return lines * self.fontMetrics().lineSpacing() + 2 * round(self.document().documentMargin()) + 10

    def _fit(self) -> None:
        self.setFixedHeight(self._height())


class DraftKeeper(QWidget):
    """Keeps what is typed in `field` in the diary, durable within a second; tells `kept`.

    Saving looks at the field and never touches it, so that a composition goes on undisturbed. What cannot be saved any
    more because the diary was locked is kept in memory until it is loaded again.
    """

    kept = Signal()

    def __init__(self, live: LiveSession, field: DraftField) -> None:
        super().__init__(field)
        self.hide()
        self._live = live
        self._field = field
        self._name = object()  # which of the fields this is, see `Unstored`
        self._saved = ""
        self._failed = False  # the last try; told once
        self._timer = QTimer(self, interval=DRAFT_MS, singleShot=True)
        self._timer.timeout.connect(self.save)
        field.composed.connect(self._changed)

    def load(self) -> None:
        """Put the draft of an earlier time into the field, if nothing has been typed since."""
        self._live.read(lambda diary: diary.draft(), self._loaded)

    def _loaded(self, draft: str | None) -> None:
        if self._field.composed_text():
            return
        text = self._live.unstored.take_typed(draft or "")
        if text:
            self._saved = draft or ""
            self._field.setPlainText(text)
            self._field.moveCursor(self._field.textCursor().MoveOperation.End)

    def _changed(self, text: str) -> None:
        # Not started anew at every key: somebody who types without a pause is kept safe as well.
        if text != self._saved and not self._timer.isActive():
            self._timer.start()

    def save(self) -> None:
        """Store the draft now, if it changed."""
        self._timer.stop()
        text = self._field.composed_text()
        if text == self._saved:
            return
        self._saved = text
        if not text:
            self._live.write(lambda diary: diary.clear_draft())
            return
        live, name = self._live, self._name

        def kept(_: object) -> None:
            live.unstored.draft_stored(name)
            if isValid(self):
                self._kept()

        def not_kept(error: TodakError) -> None:
            if isValid(self) and live.is_open:
                self._not_kept(error)
            else:
                live.unstored.keep_draft(text, name)

        live.write(lambda diary: diary.save_draft(text), kept, not_kept, owner=live)

    def forget(self) -> None:
        """The text has been sent: no draft is left (`LiveSession.say` removes it from the diary)."""
        self._timer.stop()
        self._saved = ""

    def _kept(self) -> None:
        self._failed = False
        self.kept.emit()

    def _not_kept(self, error: TodakError) -> None:
        self._saved = ""  # so that the next key, or leaving, tries again; and time does
        QTimer.singleShot(RETRY_MS, self, self.save)
        if not self._failed:
            self._failed = True
            self._live.trouble.emit(error)
