"""Showing the recovery key of an open diary, after asking for the passphrase once more: it opens everything."""

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import Cancelled, NotBackedUp, TodakError, WrongPassphrase
from app.ui.backup_first import after_backup, without_backup
from app.ui.live_session import LiveSession
from app.ui.widgets import build
from app.ui.widgets.error_note import ErrorNote
from app.ui.widgets.passphrase_field import PassphraseField
from app.ui.widgets.question import Question
from app.ui.widgets.recovery_sheet import RecoverySheet
from app.ui.widgets.shake import shake
from app.ui.widgets.work_bar import WorkBar

WIDTH = 600  # px


class RecoveryDialog(QDialog):
    """Asks for the passphrase, shows the key, and notes in the diary that it was saved when the user says so.

    With `replaces` it makes another key first, which takes the place of the one before. Closed meanwhile, it stops that
    and goes when it is stopped; a key that was made all the same is shown. Closes by itself when the diary is locked.
    `open` it; it deletes itself.
    """

    def __init__(self, live: LiveSession, parent: QWidget | None = None, *, replaces: bool = False) -> None:
        super().__init__(parent)
        self._live = live
        self._replaces = replaces
        self._sheet: RecoverySheet | None = None
        self._leaving = False  # whether it was closed while the key was being replaced
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "page")
        self.setWindowTitle(self.tr("복구 키"))
        if replaces:
            todo = self.tr("새 복구 키 만들기")
            why = self.tr(
                "새로 만들면 지금까지 쓰던 복구 키로는 이 일기를 더는 열 수 없어요. 전에 만들어 둔 백업과 사본은 예전 "
                "키로도 열려요. 만들기 직전에 해 두는 백업도 그래요. 만들기 전에 암호를 한 번 더 확인할게요."
            )
        else:
            todo = self.tr("복구 키 보기")
            why = self.tr("복구 키가 있으면 누구나 일기를 열 수 있어요. 보여 드리기 전에 암호를 한 번 더 확인할게요.")
        self._title = build.label(todo, "title", wrap=True)
        self._words = build.label(why, "soft", wrap=True)
        self._field = PassphraseField(self.tr("암호"))
        self._field.changed.connect(self._show_ready)
        self._hint = build.label("", "caption", wrap=True)
        self._hint.hide()
        self._field.hint.connect(self._show_hint)
        self._wrong = build.label("", "danger", wrap=True)
        self._wrong.hide()
        self._trouble = ErrorNote()
        self._question = Question()
        self._bar = WorkBar()
        self._cancel = build.button(self.tr("닫기"), "link", self.reject)
        self._primary = build.button(todo, "primary", self._next)
        self._lay_out()
        self._show_ready()
        live.closed.connect(self.reject)

    def _lay_out(self) -> None:
        self.setMinimumWidth(WIDTH)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._primary)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(32, 32, 32, 24)
        self._column.setSpacing(12)
        head = (self._title, self._words, self._field, self._hint, self._wrong)
        for widget in (*head, self._trouble, self._question, self._bar):
            self._column.addWidget(widget)
        self._column.addStretch(1)
        self._column.addLayout(buttons)
        self._field.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._fit)

    def event(self, event: QEvent) -> bool:
        """Qt's: what is shown has changed, or been polished, which may come long after it was put in."""
        if event.type() is QEvent.Type.LayoutRequest:
            QTimer.singleShot(0, self, self._fit)
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: Enter goes on."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._primary.isEnabled():
                self._next()
            return
        super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """Qt's: not while the key is being replaced. Nobody is to be left with an old key that opens nothing."""
        if self._bar.is_following:
            self._leaving = True
            self._bar.stop()
        else:
            super().done(result)

    def _show_hint(self, hint: str) -> None:
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))

    def _show_ready(self) -> None:
        if self._sheet is None:
            self._primary.setEnabled(not self._field.is_empty)
        else:
            self._primary.setEnabled(self._sheet.is_kept)

    def _next(self) -> None:
        if self._sheet is not None:
            self._live.write(lambda diary: diary.note_recovery_key_saved(), self._noted, self._failed)
            return
        if self._replaces:
            self._replace(backs_up=True)
            return
        passphrase = self._hold()
        self._live.read(lambda diary: diary.recovery_key_for(passphrase), self._show_key, self._failed)

    def _replace(self, *, backs_up: bool) -> None:
        if not self._live.is_open:
            return
        passphrase = self._hold()
        work = after_backup(
            self._live.settings,
            lambda diary, _progress, _cancelled: diary.replace_recovery_key(passphrase),
            backs_up=backs_up,
            first=lambda diary: diary.check_passphrase(passphrase),
        )
        long_work = self._live.at_length(work, self._show_key, self._failed, owner=self)
        self._bar.follow(long_work, self.tr("만들기 전에 백업하고 있어요…"), at_once=False)

    def _hold(self) -> str:
        """While the passphrase that was typed, which this returns, is tried."""
        self._primary.setEnabled(False)
        self._field.set_read_only(True)
        self._trouble.clear()
        self._question.put_away()
        return self._field.text()

    def _show_key(self, key: str) -> None:
        self._bar.end()
        self._leaving = False
        if not self._live.is_open:
            return  # locked meanwhile: a key that was just made is asked to be saved after the unlock
        self._field.forget()
        for widget in (self._field, self._hint, self._wrong):
            widget.hide()
        self._trouble.clear()
        if self._replaces:
            self._title.setText(self.tr("새 복구 키를 따로 적어 두세요"))
            self._live.diary_changed.emit()  # it is not saved yet
        else:
            self._title.setText(self.tr("복구 키를 따로 적어 두세요"))
        self._words.setText(
            self.tr("암호를 잊어도 이 키가 있으면 일기를 열 수 있어요. 종이에 적거나 다른 곳에 저장해 주세요.")
        )
        self._sheet = RecoverySheet(self._live, key)
        self._sheet.kept.connect(self._show_ready)
        self._column.insertWidget(2, self._sheet)
        self._sheet.show()  # at once, not with the next layout: what is not visible takes no focus
        self._primary.setText(self.tr("저장했어요"))
        self._show_ready()
        self._sheet.setFocus()

    def _fit(self) -> None:
        """Be high enough for what is shown, which Qt sees to only when a dialog opens."""
        self.resize(self.width(), max(self.height(), self._column.totalHeightForWidth(self.width())))

    def _noted(self, _: object) -> None:
        self._live.diary_changed.emit()
        self.accept()

    def _failed(self, error: TodakError) -> None:
        self._bar.end()
        if self._leaving:
            self.reject()
            if not isinstance(error, Cancelled | NotBackedUp | WrongPassphrase):
                self._live.trouble.emit(error)
            return
        self._field.set_read_only(False)
        self._show_ready()
        wrong = isinstance(error, WrongPassphrase)
        self._field.mark_wrong(wrong)
        self._wrong.setVisible(wrong)
        if wrong:
            self._trouble.clear()
            self._wrong.setText(self.tr("암호가 맞지 않아요. 한/영 키와 대소문자를 확인해 주세요."))
            shake(self)
            self._field.select_all()
            self._field.setFocus()
        elif isinstance(error, NotBackedUp):
            words = without_backup(error)
            self._question.ask(words, self.tr("백업 없이 만들기"), lambda: self._replace(backs_up=False))
        elif isinstance(error, Cancelled):
            self._trouble.say(self.tr("멈췄어요."), self.tr("복구 키는 바뀌지 않았어요."))
        else:
            self._trouble.show_error(error)
