"""Fields for a passphrase: one to type it, and a pair to choose a new one."""

import unicodedata

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.ui.artwork import set_icon
from app.ui.widgets import build
from app.ui.widgets.secret_field import SecretField

# Characters. NIST SP 800-63B-4 (https://pages.nist.gov/800-63-4/sp800-63b.html) wants at least 8 of a password that is
# used with something else and 15 of one that stands alone, as ours does.
SHORT, LONG = 8, 15


class _Line(QLineEdit):
    """A line edit that notices Caps Lock and Hangul while nobody can see what is typed."""

    capitals = Signal(bool)  # whether Caps Lock seems to be on
    hangul = Signal(bool)  # whether Hangul came in

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's. Qt cannot ask for Caps Lock: a capital without Shift tells it, or a small letter with it."""
        typed = event.text()
        if len(typed) == 1 and typed.isascii() and typed.isalpha():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.capitals.emit(typed.isupper() != shift)
            self.hangul.emit(False)
        elif event.key() == Qt.Key.Key_CapsLock:
            self.capitals.emit(False)  # it changes, to what the next letter will tell
        super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Qt's."""
        composed = event.commitString() or event.preeditString()
        if composed:
            self.hangul.emit(any("HANGUL" in unicodedata.name(letter, "") for letter in composed))
        super().inputMethodEvent(event)


class PassphraseField(SecretField):
    """One passphrase, hidden until its eye is pressed. `hint` tells what the keyboard does, "" for nothing odd."""

    hint = Signal(str)
    _line: _Line

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name` is the field's name for screen readers and its placeholder."""
        super().__init__(_Line(), name, "", "wrong", parent)
        self._line.setEchoMode(QLineEdit.EchoMode.Password)
        self._line.setPlaceholderText(name)
        self._line.capitals.connect(self._note_capitals)
        self._line.hangul.connect(self._note_hangul)
        self._capitals = self._hangul = False
        self._eye = build.icon_button("eye", self.tr("암호 보이기"), self._show_or_hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._line, 1)
        row.addWidget(self._eye)

    def usual_hint(self) -> str:
        """What to say while the keyboard does nothing odd: many systems compose no Hangul in a hidden field."""
        return self.tr("한글 암호라면 눈 모양을 눌러 보이게 한 뒤 입력해 주세요.")

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed; leaves a syllable that is being composed alone."""
        return not self._line.text()

    @property
    def typed(self) -> str:
        """What was typed, without the syllable being composed, which is left alone."""
        return self._line.text()

    @property
    def is_shown(self) -> bool:
        """Whether the passphrase can be read on the screen."""
        return self._line.echoMode() is QLineEdit.EchoMode.Normal

    def forget(self) -> None:
        """Empty the field, its undo history too, and hide what comes next."""
        super().forget()
        if self.is_shown:
            self._show_or_hide()

    def _show_or_hide(self) -> None:
        composing = self._line.hasFocus()
        if composing:
            QGuiApplication.inputMethod().commit()
        shown = not self.is_shown
        self._line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        name = self.tr("암호 숨기기") if shown else self.tr("암호 보이기")
        self._eye.setAccessibleName(name)
        self._eye.setToolTip(name)
        set_icon(self._eye, "eye-off" if shown else "eye", "soft")
        self._tell()

    def _note_capitals(self, on: bool) -> None:
        self._capitals = on
        self._tell()

    def _note_hangul(self, on: bool) -> None:
        self._hangul = on
        self._tell()

    def _tell(self) -> None:
        if self._capitals:
            self.hint.emit(self.tr("Caps Lock이 켜져 있어요."))
        elif self._hangul and not self.is_shown:
            self.hint.emit(self.tr("한글로 입력되고 있어요."))
        else:
            self.hint.emit("")


class NewPassphrase(QWidget):
    """A new passphrase, typed twice, with a remark on its length and a hint about the keyboard.

    `changed` whenever `is_ready` may have.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first = PassphraseField(self.tr("새 암호"))
        self._second = PassphraseField(self.tr("새 암호를 한 번 더"))
        self._remark = build.label("", "soft", wrap=True)
        self._hint = build.label("", "caption", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self._first, self._second, self._remark, self._hint):
            column.addWidget(widget)
        for field in (self._first, self._second):
            field.changed.connect(self._show_remark)
            field.hint.connect(self._show_hint)
        self.setFocusProxy(self._first)
        self._show_remark()
        self._show_hint("")

    def text(self) -> str:
        """The passphrase. Only when `is_ready`."""
        self._second.text()  # composed to its end
        return self._first.text()

    @property
    def is_ready(self) -> bool:
        """Whether there is one and both are the same, however they were composed."""
        return not self._first.is_empty and _same(self._first.typed, self._second.typed)

    def take_enter(self) -> bool:
        """Enter was pressed: go to the second field if it is still to be typed. Returns whether it did."""
        if self._first.is_empty or self.is_ready:
            return False
        self._first.text()
        self._second.setFocus(Qt.FocusReason.TabFocusReason)
        self._second.select_all()
        return True

    def set_read_only(self, read_only: bool) -> None:
        """Keep them as they are for a moment."""
        for field in (self._first, self._second):
            field.set_read_only(read_only)

    def forget(self) -> None:
        """Empty both."""
        for field in (self._first, self._second):
            field.forget()

    def _show_hint(self, hint: str) -> None:
        self._hint.setText(hint or self._first.usual_hint())

    def _show_remark(self) -> None:
        first, second = self._first.typed, self._second.typed
        differs = bool(second) and not _same(first, second) and not _begins(first, second)
        self._remark.setProperty("role", "danger" if differs else "soft")
        build.restyle(self._remark)
        self._remark.setText(self.tr("두 암호가 서로 달라요.") if differs else self._remark_on(len(_composed(first))))
        self._second.mark_wrong(differs)
        self.changed.emit()

    def _remark_on(self, length: int) -> str:
        if length == 0:
            return self.tr("낱말 서너 개를 이어 붙이면 외우기 쉽고 뚫기 어려워요.")
        if length < SHORT:
            return self.tr("짧은 암호는 쉽게 뚫려요. 조금만 더 길게 지어 볼까요?")
        if length < LONG:
            return self.tr("괜찮은 길이예요. 이름이나 생일, 흔한 말이라면 그래도 쉽게 뚫려요.")
        return self.tr("길어서 좋아요. 널리 알려진 문장만 아니면 튼튼해요.")


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _same(one: str, other: str) -> bool:
    return _composed(one) == _composed(other)


def _begins(whole: str, part: str) -> bool:
    return _composed(whole).startswith(_composed(part))
