"""The settings of who may read the diary: passphrase, recovery key, where it lies, whether it is whole."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from app.config import Group, Settings
from app.errors import Cancelled, DiaryDamaged, NotBackedUp, TodakError, WrongPassphrase
from app.storage.names import DATABASE_FILE
from app.ui import session_lock
from app.ui.backup_first import after_backup, without_backup
from app.ui.live_session import LiveSession
from app.ui.pages.settings_group import SettingsGroup
from app.ui.pages.settings_keyring import KeyringOpening
from app.ui.widgets import build
from app.ui.widgets.enter_key import took_enter
from app.ui.widgets.error_note import ErrorNote
from app.ui.widgets.passphrase_field import NewPassphrase, PassphraseField
from app.ui.widgets.path_row import PathRow
from app.ui.widgets.question import Question
from app.ui.widgets.setting_row import SettingRow
from app.ui.widgets.work_bar import WorkBar

if TYPE_CHECKING:
    from app.storage.check import CheckReport

SHOWN_PROBLEMS = 5  # of a damaged diary; the command `todak check` tells all


class PassphraseChange(QWidget):
    """A row whose button opens the form: the old passphrase, and the new one twice.

    Put away while it changes the passphrase, it stops that and goes when it is stopped. `changed_after_all` tells that
    it was too late.
    """

    changed_after_all = Signal()

    def __init__(self, live: LiveSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._live = live
        self._leaving = False  # whether it was put away while the passphrase was being changed
        self._open = build.button(self.tr("암호 바꾸기"), "outline", self._begin, icon="key")
        self._row = SettingRow(
            self.tr("암호"), self._open, self.tr("일기를 여는 암호예요. 잊으면 복구 키로만 열 수 있어요.")
        )
        self._old = PassphraseField(self.tr("지금 암호"))
        self._new = NewPassphrase()
        self._hint = build.label("", "caption", wrap=True)
        self._hint.hide()
        self._trouble = ErrorNote()
        self._question = Question()
        self._bar = WorkBar()
        self._change = build.button(self.tr("바꾸기"), "primary", self.change)
        self._form = self._lay_out_form()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._row)
        column.addWidget(self._form)
        self._old.changed.connect(self._show_ready)
        self._old.hint.connect(self._show_hint)
        self._new.changed.connect(self._show_ready)
        self.put_away()

    def _lay_out_form(self) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(20, 4, 20, 18)
        column.setSpacing(10)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._change)
        buttons.addWidget(build.button(self.tr("그만두기"), "link", self.put_away))
        buttons.addStretch(1)
        note = self.tr(
            "바꾸고 나면 예전 암호로는 이 폴더의 일기를 열 수 없어요. 바꾸기 전에 만든 백업과 "
            "사본은 예전 암호로 열려요. "
            "바꾸기 직전에 해 두는 백업도 그래요."
        )
        said = build.label(note, "caption", wrap=True)
        for widget in (self._old, self._hint, self._new, self._trouble, self._question, self._bar, said):
            column.addWidget(widget)
        column.addLayout(buttons)
        return form

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: Enter presses the button that has the focus, and goes on anywhere else; Esc puts the form away."""
        if self._form.isHidden():
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape:
            self.put_away()
        elif not took_enter(self, event, self._enter):
            super().keyPressEvent(event)

    def _enter(self) -> None:
        if self._change.isEnabled():
            self.change()
        elif not self._old.is_empty and not self._new.take_enter():
            self._new.setFocus()

    def put_away(self) -> None:
        """Hide the form and forget what was typed; first stop the change, if one is under way."""
        if self._bar.is_following:
            self._leaving = True
            self._bar.stop()
            return
        self._leaving = False
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self._form.isAncestorOf(focused)
        self._old.forget()
        self._new.forget()
        self._trouble.clear()
        self._question.put_away()
        self._form.hide()
        self._open.show()
        self._show_ready()
        if had_focus:
            self._open.setFocus()

    def change(self) -> None:
        """Change the passphrase to what was typed, in the background: half a second, and a backup where one is due."""
        self._change_now(backs_up=True)

    def _change_now(self, *, backs_up: bool) -> None:
        old, new = self._old.text(), self._new.text()
        if not self._new.is_ready or not self._live.is_open:
            return
        self._hold(True)
        self._trouble.clear()
        self._question.put_away()
        work = after_backup(
            self._live.settings,
            lambda diary, _progress, _cancelled: diary.change_passphrase(old, new),
            backs_up=backs_up,
            first=lambda diary: diary.check_passphrase(old),
        )
        long_work = self._live.at_length(work, self._changed, self._failed, owner=self)
        self._bar.follow(long_work, self.tr("바꾸기 전에 백업하고 있어요…"), at_once=False)

    def _begin(self) -> None:
        self._row.show_help(self.tr("일기를 여는 암호예요. 잊으면 복구 키로만 열 수 있어요."))
        self._open.hide()
        self._form.show()
        self._old.setFocus()

    def _changed(self, _: object) -> None:
        self._hold(False)
        if self._leaving:
            self.changed_after_all.emit()
        self.put_away()
        self._row.show_help(self.tr("암호를 바꿨어요. 다음에 열 때는 새 암호를 입력해 주세요."))

    def _failed(self, error: TodakError) -> None:
        self._hold(False)
        if self._leaving:
            self.put_away()
            if not isinstance(error, Cancelled | NotBackedUp | WrongPassphrase):
                self._live.trouble.emit(error)
            return
        wrong = isinstance(error, WrongPassphrase)
        self._old.mark_wrong(wrong)
        if isinstance(error, NotBackedUp):
            self._question.ask(
                without_backup(error), self.tr("백업 없이 바꾸기"), lambda: self._change_now(backs_up=False)
            )
        elif isinstance(error, Cancelled):
            self._trouble.say(self.tr("멈췄어요."), self.tr("암호는 바뀌지 않았어요."))
        elif wrong:
            self._trouble.say(
                self.tr("지금 암호가 맞지 않아요."),
                self.tr("암호는 바뀌지 않았어요."),
                self.tr("한/영 키와 대소문자를 확인해 주세요."),
            )
            self._old.select_all()
            self._old.setFocus()
        else:
            self._trouble.show_error(error)

    def _hold(self, on: bool) -> None:
        self._old.set_read_only(on)
        self._new.set_read_only(on)
        self._change.setText(self.tr("바꾸고 있어요…") if on else self.tr("바꾸기"))
        self._change.setEnabled(not on)
        if not on:
            self._bar.end()

    def _show_hint(self, hint: str) -> None:
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))

    def _show_ready(self) -> None:
        self._old.mark_wrong(False)
        self._question.put_away()
        self._change.setEnabled(not self._old.is_empty and self._new.is_ready)


class DiaryCheck(QWidget):
    """A row whose button has the whole diary looked over."""

    def __init__(self, live: LiveSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._live = live
        self._button = build.button(self.tr("점검하기"), "outline", self.check, icon="shield")
        self._row = SettingRow(
            self.tr("일기 점검"),
            self._button,
            self.tr("열쇠와 글과 녹음이 모두 온전한지 살펴봐요. 살펴보기만 하고 아무것도 바꾸지 않아요."),
        )
        self._whole = build.label("", "good", wrap=True)
        self._whole.hide()
        self._broken = ErrorNote()
        self._rebuild = build.button(self.tr("목록 다시 만들기"), "outline", self.rebuild, icon="refresh")
        self._ways_on = build.button(self.tr("잠그고 방법 고르기"), "outline", self._lead_on, icon="lock")
        for button in (self._rebuild, self._ways_on):
            button.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._row)
        inset = QVBoxLayout()
        inset.setContentsMargins(20, 0, 20, 0)
        inset.setSpacing(8)
        for widget in (self._whole, self._broken, self._rebuild, self._ways_on):
            inset.addWidget(widget)
        column.addLayout(inset)
        self._inset = inset

    def check(self) -> None:
        """Look over everything, in the background."""
        if not self._live.is_open:
            return
        self._begin(self.tr("점검하고 있어요…"))
        self._live.at_length(
            lambda diary, work: diary.check(cancelled=work.is_stopped), self._checked, self._failed, owner=self
        )

    def rebuild(self) -> None:
        """Make anew what is worked out from the words, in the background, then look over everything again."""
        if self._live.is_open:
            self._begin(self.tr("다시 만들고 있어요…"))
            self._live.at_length(lambda diary, _: diary.rebuild_derived(), self._rebuilt, self._failed, owner=self)

    def _rebuilt(self, _: None) -> None:
        self.check()

    def _lead_on(self) -> None:
        self._live.damaged.emit(DiaryDamaged(part=DATABASE_FILE))

    def _begin(self, words: str) -> None:
        self._button.setEnabled(False)
        self._button.setText(words)
        for widget in (self._broken, self._whole, self._rebuild, self._ways_on):
            widget.hide()

    def _checked(self, report: "CheckReport") -> None:
        self._end()
        if report.healthy:
            self._say_whole(report)
            return
        if report.only_derived:
            self._broken.say(
                self.tr("찾기와 달력이 쓰는 목록이 글과 맞지 않아요."),
                self.tr("글과 녹음은 모두 온전해요."),
                self.tr("글을 보고 목록을 다시 만들면 돼요. 글이 많으면 1분쯤 걸려요."),
            )
            self._rebuild.show()
            return
        shown = "\n".join(report.problems[:SHOWN_PROBLEMS])
        is_file = any(each.startswith(f"{DATABASE_FILE}:") for each in set(report.problems) - set(report.derived))
        self._ways_on.setVisible(is_file)
        self._broken.say(
            self.tr("손상된 곳이 {count}군데 있어요.").format(count=len(report.problems)) + "\n" + shown,
            self.tr("아무것도 고치거나 지우지 않았어요."),
            self.tr("가장 최근 백업에서 되살려 주세요."),
        )

    def _say_whole(self, report: "CheckReport") -> None:
        words = self.tr("모두 온전해요. 이야기 {utterances}개와 녹음 {recordings}개를 살펴봤어요.").format(
            utterances=report.utterances, recordings=report.recordings
        )
        cut_off = set(report.orphans) | set(report.unsealed)
        if cut_off:
            more = self.tr("글로 옮기지 못한 녹음 {count}개는 다음에 일기를 열 때 옮겨요.").format(count=len(cut_off))
            words = f"{words}\n{more}"
        self._whole.setText(words)
        self._whole.show()

    def _failed(self, error: TodakError) -> None:
        self._end()
        self._broken.show_error(error)

    def _end(self) -> None:
        self._button.setEnabled(True)
        self._button.setText(self.tr("점검하기"))
        self._inset.setContentsMargins(20, 0, 20, 16)


class PrivacyGroup(SettingsGroup):
    """What keeps the diary to its writer alone."""

    def __init__(self, group: Group, live: LiveSession, settings: Settings) -> None:
        super().__init__(group, live, settings)
        if not session_lock.is_supported():
            for key in ("lock_with_screen", "lock_on_sleep"):
                self.withhold(key, self.tr("이 운영체제에서는 알아챌 수 없어요. ‘자리를 비우면 잠그기’를 써 주세요."))
        self.new_card()
        self._passphrase: PassphraseChange | None = None
        if not live.is_read_only:
            self._add_keys()
            self.new_card()
        self.add(PathRow(self.tr("일기가 있는 곳"), self.tr("암호로 잠긴 채 이 폴더에 있어요."), live.folder))
        if not live.is_read_only:
            self.add(DiaryCheck(live))
        self.new_card()
        self.add(self._promise())

    def _add_keys(self) -> None:
        self._passphrase = PassphraseChange(self.live)
        self._passphrase.changed_after_all.connect(
            lambda: self.notice.emit(self.tr("멈추기 전에 암호가 바뀌었어요. 다음에 열 때는 새 암호를 입력해 주세요."))
        )
        self.add(self._passphrase)
        self.add_row(
            self.tr("복구 키"),
            build.button(self.tr("복구 키 보기"), "outline", self.show_recovery_key, icon="eye"),
            self.tr("암호를 잊었을 때 일기를 여는 하나뿐인 열쇠예요. 다시 보거나 저장할 수 있어요."),
        )
        self.add_row(
            self.tr("새 복구 키"),
            build.button(self.tr("새로 만들기"), "outline", self.replace_recovery_key, icon="key"),
            self.tr("복구 키를 잃어버렸거나 누가 보았다면 새로 만드세요. 예전 키로는 이 일기를 더는 열 수 없어요."),
        )
        self.add(KeyringOpening(self.live), lined=False)

    def show_recovery_key(self) -> None:
        """Ask for the passphrase, then show the key."""
        from app.ui.widgets.recovery_dialog import RecoveryDialog  # rarely needed, and not light

        RecoveryDialog(self.live, self.window()).open()

    def replace_recovery_key(self) -> None:
        """Ask for the passphrase, then make another key and show it."""
        from app.ui.widgets.recovery_dialog import RecoveryDialog

        RecoveryDialog(self.live, self.window(), replaces=True).open()

    def leave(self) -> None:
        """Nothing typed of a passphrase stays behind."""
        if self._passphrase is not None:
            self._passphrase.put_away()

    def _promise(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(20, 14, 20, 16)
        column.setSpacing(6)
        column.addWidget(build.label(self.tr("토닥은 인터넷을 쓰지 않아요"), "strong", wrap=True))
        column.addWidget(
            build.label(
                self.tr(
                    "듣고, 받아 적고, 마음을 읽고, 답하는 일이 모두 이 컴퓨터 안에서 끝나요. 가입할 곳도, 일기를 "
                    "올리는 서버도, 사용 기록을 모으는 일도 없어요. 그래서 인터넷을 꺼 두어도 똑같이 쓸 수 있고, "
                    "일기는 토닥을 만든 사람도 볼 수 없어요."
                ),
                "soft",
                wrap=True,
            )
        )
        column.addWidget(
            build.label(
                self.tr(
                    "예외는 하나예요. ‘작동 상태’에서 모델 받기를 누르면, 일기를 볼 수 없는 "
                    "프로그램이 따로 실행되어 그 파일만 받아 와요. 누르지 않으면 아무 일도 "
                    "없어요."
                ),
                "soft",
                wrap=True,
            )
        )
        return made
