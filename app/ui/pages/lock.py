"""The locked diary: nothing of it is seen, and these are the ways in."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.config import Settings
from app.errors import (
    DiaryBusy,
    DiaryDamaged,
    DiaryMissing,
    DiaryUnwritable,
    KeyringFailed,
    Restorable,
    TodakError,
    WordsMissing,
    WrongPassphrase,
    WrongRecoveryKey,
)
from app.storage.names import KEYRING_FILE, MIGRATING_FILE
from app.ui.advice import explained
from app.ui.artwork import Picture
from app.ui.live_session import LiveSession
from app.ui.long_work import LongWork
from app.ui.pages.damage_panel import DamagePanel, Obstacle, WayOn, ways_on
from app.ui.widgets import build
from app.ui.widgets.enter_key import took_enter
from app.ui.widgets.error_note import ErrorNote
from app.ui.widgets.passphrase_field import NewPassphrase, PassphraseField
from app.ui.widgets.recovery_key_field import RecoveryKeyField
from app.ui.widgets.shake import shake

if TYPE_CHECKING:
    from app.storage.backups import Backup
    from app.storage.repository import Diary
    from app.storage.rescue import Unlock
    from app.storage.salvage import Salvaged

LOOK_MS = 200  # between two looks at whether the diary is being brought to a new format
WIDTH = 520  # px
MASCOT = 168  # px
ROOM = 8  # px beside the form, to be shaken in

PASSPHRASE, RECOVERY_KEY, NEW_PASSPHRASE = "passphrase", "recovery key", "new passphrase"


class LockPage(QWidget):
    """Opens the diary in `folder` by its passphrase, or by its recovery key and then a new passphrase.

    `unlocked` when `live` is open, `told` before it where there is something to say in the opened window. `damage` was
    met while the diary was open: the ways on are shown at once.
    """

    unlocked = Signal()
    told = Signal(str)

    def __init__(
        self,
        live: LiveSession,
        settings: Settings,
        folder: Path,
        parent: QWidget | None = None,
        *,
        damage: DiaryDamaged | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._live = live
        self._settings = settings
        self._folder = folder
        self._way = PASSPHRASE
        self._opening = False
        self._asked = False  # whether the keyring was asked by itself
        self._again = False  # whether the button offers to try once more what just failed
        self._by_itself = False  # whether the keyring is asked
        self._panel: DamagePanel | None = None
        self._backup: Backup | None = None  # that the panel offers
        self._must_salvage = False  # what it is about: only rows can be read, not the file as it is
        self._mending: LongWork | None = None
        self._salvaged: Salvaged | None = None
        self._began = 0.0  # when the opening began, as files have it
        self._watch = QTimer(self, interval=LOOK_MS)
        self._watch.timeout.connect(self._look_for_migration)
        self._make_form()
        self._lay_out()
        for field in (self._passphrase, self._key, self._new):
            field.changed.connect(self._edited)
        live.opened.connect(self._opened)
        self._take(PASSPHRASE)
        if damage is not None:
            self._set_opening(True)
            self._look_for_backup(damage)

    def explain(self, error: TodakError) -> None:
        """Say what went wrong, until something is typed."""
        self._trouble.show_error(error)

    # --- the look ------------------------------------------------------------------------------------------------

    def _make_form(self) -> None:
        self._title = build.label("", "display", wrap=True)
        self._words = build.label("", "soft", wrap=True)
        for label in (self._title, self._words):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._passphrase = PassphraseField(self.tr("암호"))
        self._passphrase.hint.connect(self._show_hint)
        self._key = RecoveryKeyField()
        self._new = NewPassphrase()
        self._hint = build.label("", "caption", wrap=True)
        self._wrong = build.label("", "danger", wrap=True)
        self._trouble = ErrorNote()
        self._primary = build.button("", "primary", self._go)
        self._by_key = build.button(self.tr("복구 키로 열기"), "link", lambda: self._take(RECOVERY_KEY), icon="key")
        self._by_keyring = build.button(
            self.tr("이 컴퓨터에 저장한 열쇠로 열기"), "link", self._ask_keyring, icon="unlock"
        )
        self._by_passphrase = build.button(self.tr("암호로 열기"), "link", lambda: self._take(PASSPHRASE), icon="back")

    def _lay_out(self) -> None:
        self._form = QWidget()
        form = QVBoxLayout(self._form)
        form.setContentsMargins(ROOM, 0, ROOM, 0)
        form.setSpacing(8)
        for widget in (self._passphrase, self._key, self._new, self._hint, self._wrong, self._trouble):
            form.addWidget(widget)
        form.addSpacing(8)
        form.addWidget(self._primary)
        for way in (self._by_keyring, self._by_key, self._by_passphrase):
            form.addWidget(way, 0, Qt.AlignmentFlag.AlignHCenter)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(32, 32, 32, 32)
        column.setSpacing(6)
        column.addStretch(2)
        self._mascot = Picture(MASCOT, mascot="resting")
        column.addWidget(self._mascot, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self._words)
        column.addSpacing(16)
        column.addWidget(self._form)
        self._column = column
        column.addStretch(3)
        middle.setMaximumWidth(WIDTH)
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(middle, 1000)
        row.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._scroll = build.scrolling(inside, self.tr("잠금 화면"))
        whole.addWidget(self._scroll)

    def _field(self) -> PassphraseField | RecoveryKeyField | NewPassphrase:
        fields = {PASSPHRASE: self._passphrase, RECOVERY_KEY: self._key, NEW_PASSPHRASE: self._new}
        return fields[self._way]  # type: ignore[return-value]

    def _take(self, way: str) -> None:
        """Show one of the ways in."""
        self._way = way
        if way == PASSPHRASE:
            self._key.forget()
            self._new.forget()
        else:
            self._passphrase.forget()
        self._say_way()
        self._passphrase.setVisible(way == PASSPHRASE)
        self._key.setVisible(way == RECOVERY_KEY)
        self._new.setVisible(way == NEW_PASSPHRASE)
        self._by_key.setVisible(way == PASSPHRASE)
        self._by_keyring.setVisible(way == PASSPHRASE and self._has_keyring())
        self._by_passphrase.setVisible(way != PASSPHRASE)
        self._show_hint("")
        self._edited()
        self._field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_way(self) -> None:
        title, words = {
            PASSPHRASE: (
                self.tr("토닥이 잠겨 있어요"),
                self.tr("암호를 입력하면 일기가 열려요. 잠긴 동안에는 녹음하지 않아요."),
            ),
            RECOVERY_KEY: (
                self.tr("복구 키로 열어요"),
                self.tr("일기를 만들 때 적어 둔 복구 키를 입력해 주세요. 붙여 넣어도 괜찮아요."),
            ),
            NEW_PASSPHRASE: (
                self.tr("새 암호를 정해 주세요"),
                self.tr("복구 키가 맞아요. 다음부터는 새 암호로 열 수 있어요."),
            ),
        }[self._way]
        self._title.setText(title)
        self._words.setText(words)
        self.setAccessibleName(title)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's."""
        super().showEvent(event)
        self._field().setFocus(Qt.FocusReason.OtherFocusReason)
        self._by_keyring.setVisible(self._way == PASSPHRASE and self._has_keyring())
        if not self._live.was_open and not self._asked and self._has_keyring():
            self._asked = True  # at the start of Todak only: a diary that was locked stays so until somebody opens it
            self._ask_keyring()

    def _show_hint(self, hint: str) -> None:
        self._hint.setText(hint or self._passphrase.usual_hint())
        self._hint.setVisible(self._way == PASSPHRASE)

    def _edited(self) -> None:
        """What was said about the last try is out of date."""
        if not self._opening:
            self._again = False
            self._wrong.hide()
            self._trouble.clear()
            for field in (self._passphrase, self._key):
                field.mark_wrong(False)
        self._show_ready()

    def _show_ready(self) -> None:
        ready = {
            PASSPHRASE: not self._passphrase.is_empty,
            RECOVERY_KEY: self._key.is_whole,
            NEW_PASSPHRASE: self._new.is_ready,
        }[self._way]
        self._primary.setEnabled(ready and not self._opening)
        for button in (self._by_key, self._by_keyring, self._by_passphrase):
            button.setEnabled(not self._opening)
        for field in (self._passphrase, self._key, self._new):
            field.set_read_only(self._opening)
        if self._opening:
            self._primary.setText(self.tr("여는 중이에요…"))
        elif self._again:
            self._primary.setText(self.tr("다시 시도"))
        else:
            self._primary.setText(
                {
                    PASSPHRASE: self.tr("열기"),
                    RECOVERY_KEY: self.tr("다음"),
                    NEW_PASSPHRASE: self.tr("새 암호로 바꾸고 열기"),
                }[self._way]
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: Enter presses the button that has the focus, and opens anywhere else."""
        if not took_enter(self, event, self._enter):
            super().keyPressEvent(event)

    def _enter(self) -> None:
        if not (self._way == NEW_PASSPHRASE and self._new.take_enter()) and self._primary.isEnabled():
            self._go()

    # --- opening -------------------------------------------------------------------------------------------------

    def _go(self) -> None:
        self._by_itself = False
        if self._way == PASSPHRASE:
            passphrase = self._passphrase.text()
            self._open(lambda diary: diary.open(self._folder, passphrase))
        elif self._way == RECOVERY_KEY:
            self._check_key(self._key.text())
        else:
            self._renew(self._key.text(), self._new.text())

    def _open(self, make: "Callable[[type[Diary]], Diary]") -> None:
        def work() -> "Diary":
            from app.storage.repository import Diary

            return make(Diary)

        self._set_opening(True)
        self._live.open(work, self._failed)

    def _has_keyring(self) -> bool:
        return (self._folder / KEYRING_FILE).exists()

    def _ask_keyring(self) -> None:
        self._by_itself = True
        self._open(lambda diary: diary.open_with_keyring(self._folder))

    def _check_key(self, key: str) -> None:
        """See whether the recovery key fits; the diary is opened when there is a new passphrase for it."""
        folder = self._folder

        def work() -> None:
            from app.storage.keys import unlock_with_recovery_key

            unlock_with_recovery_key(folder, key, mend=False)

        self._set_opening(True)
        self._live.aside(work, self._key_fits, self._failed)

    def _key_fits(self, _: object) -> None:
        self._set_opening(False)
        self._take(NEW_PASSPHRASE)

    def _renew(self, key: str, passphrase: str) -> None:
        self._open(lambda kind: self._renewed(kind, key, passphrase))

    def _renewed(self, kind: "type[Diary]", key: str, passphrase: str, *, accept_loss: bool = False) -> "Diary":
        diary = kind.open_with_recovery_key(self._folder, key, accept_loss=accept_loss)
        try:
            diary.set_passphrase(passphrase)
        except BaseException:
            diary.close()
            raise
        return diary

    def _set_opening(self, opening: bool) -> None:
        self._opening = opening
        if opening:
            self._wrong.hide()
            self._trouble.clear()
            self._began = time.time()
            self._watch.start()
        else:
            self._watch.stop()
            if self._panel is None:
                self._say_way()
        self._show_ready()

    def _look_for_migration(self) -> None:
        """A large diary takes a while to be brought to a new format: say so."""
        try:
            begun = (self._folder / MIGRATING_FILE).stat().st_mtime >= self._began
        except OSError:
            return
        if begun:
            self._primary.setText(self.tr("일기를 새 형식으로 옮기고 있어요…"))
            self._words.setText(self.tr("처음 한 번만 하는 일이에요. 글이 많으면 몇 분 걸려요. 옛 파일도 남겨 둬요."))

    def _opened(self) -> None:
        if not self._opening:  # by the welcome
            return
        self._opening = False
        self._watch.stop()
        self._end_mending()
        self._put_panel_away()
        self._passphrase.forget()
        self._take(PASSPHRASE)
        if self._salvaged is not None:
            self.told.emit(self._said_of(self._salvaged))
            self._salvaged = None
        self.unlocked.emit()

    def _failed(self, error: TodakError) -> None:
        if not isValid(self):
            return
        if isinstance(error, Restorable):
            self._look_for_backup(error)
            return
        if isinstance(error, DiaryUnwritable):
            self._show_ways(error, None, writable=False)
            return
        self._again = isinstance(error, DiaryBusy)
        self._set_opening(False)
        if isinstance(error, WrongPassphrase | WrongRecoveryKey):
            self._say_wrong(error)
        elif isinstance(error, KeyringFailed):
            self._say(error)
        elif isinstance(error, DiaryMissing):
            self._trouble.show_error(error, todo=self.tr("토닥을 다시 켜면 새 일기장을 만들 수 있어요."))
        else:
            self._trouble.show_error(error)
        self._field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, error: TodakError) -> None:
        said = explained(error)
        self._wrong.setText(f"{said['message']} {said['todo']}")
        self._wrong.show()

    def _say_wrong(self, error: TodakError) -> None:
        """The passphrase or the key does not fit: said gently, and ready to be typed again."""
        if self._way == NEW_PASSPHRASE:  # the key fitted a moment ago: another diary is in its place
            self._new.forget()
            self._take(RECOVERY_KEY)
        self._say(error)
        field = self._passphrase if self._way == PASSPHRASE else self._key
        field.mark_wrong(True)
        field.select_all()
        shake(self._form)

    # --- damage --------------------------------------------------------------------------------------------------

    def _look_for_backup(self, error: Restorable) -> None:
        """See what there is to go on with, before anything is said."""
        folder, backups = self._folder, self._settings.backup_folder

        def work() -> "tuple[Backup | None, bool]":
            from app.storage import rescue, unwritable

            return rescue.best_backup(folder, backups), unwritable.is_writable(folder)

        def found(result: "tuple[Backup | None, bool]") -> None:
            self._show_ways(error, result[0], writable=result[1])

        self._primary.setText(self.tr("살펴보고 있어요…"))
        self._live.slowly(work, found, self._failed, owner=self)

    def _show_ways(self, error: Obstacle, backup: "Backup | None", *, writable: bool) -> None:
        self._set_opening(False)
        ways = ways_on(error, backup, writable=writable)
        if not ways:
            self._trouble.show_error(error)
            self._field().setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._put_panel_away()
        self._backup = backup
        self._must_salvage = isinstance(error, DiaryDamaged) and not isinstance(error, WordsMissing)
        nothing_typed = self._way == PASSPHRASE and (self._by_itself or self._passphrase.is_empty)
        by_keyring = (WayOn.ACCEPT, WayOn.READ) if nothing_typed and self._has_keyring() else ()
        self._panel = panel = DamagePanel(
            error,
            backup,
            ways,
            asks_passphrase=nothing_typed and not set(ways).issubset(by_keyring),
            need_none=by_keyring,
        )
        panel.chosen.connect(self._go_on)
        panel.left.connect(self._leave_panel)
        panel.said.connect(self._bring_into_view)
        if isinstance(error, DiaryUnwritable):
            self._title.setText(self.tr("지금은 읽기만 할 수 있어요"))
            self._words.setText(self.tr("이 일기 폴더에는 저장할 수 없어요. 그래도 읽을 수는 있어요."))
        else:
            self._title.setText(self.tr("일기에 손상된 곳이 있어요"))
            self._words.setText(self.tr("놀라셨죠. 어떻게 이어 갈지 하나를 골라 주세요."))
        self.setAccessibleName(self._title.text())
        self._form.hide()
        self._mascot.hide()
        self._column.insertWidget(self._column.indexOf(self._form), panel)
        panel.setFocus()

    def _bring_into_view(self, widget: QWidget) -> None:
        QTimer.singleShot(0, widget, lambda: self._scroll.ensureWidgetVisible(widget))  # when it has been laid out

    def _leave_panel(self) -> None:
        self._put_panel_away()
        self._take(PASSPHRASE)

    def _put_panel_away(self) -> None:
        if self._panel is not None:
            self._panel.forget()
            self._panel.hide()
            self._panel.deleteLater()
            self._panel = None
        self._form.show()
        self._mascot.show()

    def _go_on(self, way: WayOn) -> None:
        """Do what was chosen, in the background, then open the diary."""
        panel, backup, folder = self._panel, self._backup, self._folder
        assert panel is not None
        is_key_alone = self._way == RECOVERY_KEY  # there is no new passphrase yet: that comes next
        self._mending = long_work = self._live.begin_long_work()
        unlock = self._unlocking(panel)
        if way is WayOn.READ:
            opener = self._reading(panel, unlock, long_work)
        else:
            opener = self._opening_after(panel, accept_loss=way is WayOn.ACCEPT)
        panel.follow(way, long_work)

        def mend() -> "Salvaged | None":
            from app.storage import rescue

            if way is WayOn.SALVAGE:
                return rescue.take_salvage(folder, unlock(), progress=long_work.tell, cancelled=long_work.is_stopped)[0]
            if way is WayOn.KEY:
                assert backup is not None
                rescue.take_key(folder, backup.folder, unlock())
            elif way is WayOn.BACKUP:
                assert backup is not None
                rescue.take_backup(
                    folder, backup.folder, unlock(), progress=long_work.tell, cancelled=long_work.is_stopped
                )
            return None

        def make() -> "Diary":
            from app.storage.repository import Diary

            salvaged = mend()
            diary = opener(Diary)
            self._salvaged = salvaged
            return diary

        def mended(_: object) -> None:
            self._end_mending()
            self._put_panel_away()
            self._key_fits(None)

        def failed(error: TodakError) -> None:
            if isValid(self):
                self._end_mending()
                self._set_opening(False)
                panel.fail(error)

        self._set_opening(True)
        if is_key_alone:
            self._live.slowly(mend, mended, failed, owner=self)
        else:
            self._live.open(make, failed)

    def _end_mending(self) -> None:
        if self._mending is not None:
            self._live.end_long_work(self._mending)
            self._mending = None

    def _typed(self, panel: DamagePanel) -> str:
        """The passphrase, "" where the keyring was asked or nobody was: what stands in the field then is no answer."""
        return panel.passphrase or ("" if self._by_itself else self._passphrase.text())

    def _unlocking(self, panel: DamagePanel) -> "Callable[[], Unlock]":
        key, passphrase = self._key.text(), self._typed(panel)
        by_key = self._is_by_key(panel)

        def unlock() -> "Unlock":
            from app.storage import rescue

            if by_key:
                return rescue.by_recovery_key(key)
            return rescue.by_passphrase(passphrase) if passphrase else rescue.by_keyring()

        return unlock

    def _opening_after(self, panel: DamagePanel, *, accept_loss: bool) -> "Callable[[type[Diary]], Diary]":
        key, new = self._key.text(), self._new.text()
        if self._is_by_key(panel):
            return lambda kind: self._renewed(kind, key, new, accept_loss=accept_loss)
        return self._opened_by(panel, accept_loss=accept_loss)

    def _reading(
        self, panel: DamagePanel, unlock: "Callable[[], Unlock]", long_work: LongWork
    ) -> "Callable[[type[Diary]], Diary]":
        """For reading only: out of the file itself where it is whole, else out of what can be read of it."""
        folder = self._folder
        if self._must_salvage:
            return lambda kind: kind.open_salvage(
                folder, unlock(), progress=long_work.tell, cancelled=long_work.is_stopped
            )
        key = self._key.text()
        if self._is_by_key(panel):
            return lambda kind: kind.open_with_recovery_key(folder, key, read_only=True)
        return self._opened_by(panel, read_only=True)

    def _is_by_key(self, panel: DamagePanel) -> bool:
        return self._way != PASSPHRASE and not panel.passphrase

    def _opened_by(self, panel: DamagePanel, **options: bool) -> "Callable[[type[Diary]], Diary]":
        """By the passphrase that was typed, else by the keyring."""
        folder, passphrase = self._folder, self._typed(panel)
        if passphrase:
            return lambda kind: kind.open(folder, passphrase, **options)
        return lambda kind: kind.open_with_keyring(folder, **options)

    def _said_of(self, salvaged: "Salvaged") -> str:
        words = self.tr("이야기 {count}개를 되살렸어요.").format(count=salvaged.utterances)
        lost = len(salvaged.lost_utterances)
        if lost:
            words += " " + self.tr("읽을 수 없던 {count}개는 설정의 백업에서 찾아보세요.").format(count=lost)
        return words
