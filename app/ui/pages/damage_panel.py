"""What the lock page shows when the diary is damaged or cannot be written: what was found, and the ways on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.errors import (
    Cancelled,
    DiaryUnwritable,
    KeyDamaged,
    Restorable,
    TodakError,
    WordsMissing,
    WrongPassphrase,
    WrongRecoveryKey,
)
from app.ui.advice import breakable, explained
from app.ui.long_work import LongWork
from app.ui.translation import clock, day_name
from app.ui.widgets import build
from app.ui.widgets.error_note import ErrorNote
from app.ui.widgets.passphrase_field import PassphraseField
from app.ui.widgets.question import Question
from app.ui.widgets.work_bar import WorkBar

if TYPE_CHECKING:
    from app.storage.backups import Backup


Obstacle = Restorable | DiaryUnwritable  # what keeps a diary from being opened as usual


class WayOn(Enum):
    """What can be done with such a diary. All but a key file that is of no use any more is kept in every case."""

    KEY = "key"  # the backup's `diary.key` in the place of the damaged one
    BACKUP = "backup"  # a diary out of the backup in its place
    SALVAGE = "salvage"  # a new diary of what can be read in its place
    ACCEPT = "accept"  # go on without the words that are missing
    READ = "read"  # only read what can be read; changes no file


@dataclass(frozen=True, slots=True)
class _Words:
    title: str
    help: str
    todo: str
    ask: str
    doing: str


def ways_on(error: Obstacle, backup: "Backup | None", *, writable: bool) -> Sequence[WayOn]:
    """Which ways there are, the likeliest first. `writable`: whether anything can be put in the diary's place."""
    if isinstance(error, KeyDamaged):
        return () if backup is None or not writable else (WayOn.KEY, WayOn.BACKUP)
    if not writable:
        return (WayOn.READ,)
    rest = () if backup is None else (WayOn.BACKUP,)
    if isinstance(error, WordsMissing):
        return (WayOn.ACCEPT, *rest, WayOn.READ)
    return (*rest, WayOn.SALVAGE, WayOn.READ)


class DamagePanel(QWidget):
    """Made anew for each damage. `chosen` tells a WayOn, confirmed if it changes a file; `left` goes back.

    `said` tells a widget in it that is to be seen now.
    """

    chosen = Signal(object)
    said = Signal(object)
    left = Signal()

    def __init__(
        self,
        error: Obstacle,
        backup: "Backup | None",
        ways: Sequence[WayOn],
        *,
        asks_passphrase: bool,
        need_none: Collection[WayOn] = (),
        parent: QWidget | None = None,
    ) -> None:
        """`asks_passphrase`: nobody typed one yet, and only the ways in `need_none` can do without."""
        super().__init__(parent)
        self._backup = backup
        self._need_none = need_none
        self._asks = asks_passphrase
        said = explained(error)
        self._found = build.area("sunken")
        found = QVBoxLayout(self._found)
        found.setContentsMargins(18, 14, 18, 14)
        found.setSpacing(4)
        found.addWidget(build.label(breakable(said["message"]), "strong", wrap=True))
        found.addWidget(build.label(self._safe(error), wrap=True))
        self._field = PassphraseField(
            self.tr("일기 암호") if asks_passphrase else self.tr("그 백업을 만들 때 쓰던 암호")
        )
        self._field.setVisible(asks_passphrase)
        self._field.changed.connect(self._show_ready)
        self._ways = build.area("card")
        self._buttons: dict[WayOn, QPushButton] = {}
        lines = QVBoxLayout(self._ways)
        lines.setContentsMargins(0, 6, 0, 6)
        lines.setSpacing(0)
        for number, way in enumerate(ways):
            if number:
                lines.addWidget(build.area("line"))
            lines.addWidget(self._row(way, first=number == 0))
        self._question = Question()
        self._bar = WorkBar()
        self._trouble = ErrorNote()
        self._leave = build.button(self.tr("돌아가기"), "link", self.left.emit, icon="back")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for each in (self._found, self._trouble, self._field, self._ways, self._question, self._bar, self._leave):
            column.addWidget(each)
        self._show_ready()

    @property
    def passphrase(self) -> str:
        """The one that was typed here, "" when none was asked for."""
        return "" if self._field.isHidden() else self._field.text()

    def forget(self) -> None:
        """Nothing typed stays behind."""
        self._field.forget()

    def follow(self, way: WayOn, work: LongWork) -> None:
        """Show how far the way on is."""
        self._trouble.clear()
        self._ways.hide()
        self._leave.hide()
        self._field.set_read_only(True)
        self._bar.follow(work, self._words(way).doing)
        self.said.emit(self._bar)

    def fail(self, error: TodakError) -> None:
        """It did not work: everything is as it was, and the ways are there again."""
        self._bar.end()
        self._ways.show()
        self._leave.show()
        self._field.set_read_only(False)
        if isinstance(error, Cancelled):
            self._trouble.say(self.tr("멈췄어요."), self.tr("아무것도 바꾸지 않았어요."))
        elif isinstance(error, WrongPassphrase) and not self._asks:
            self._trouble.say(
                self.tr("백업은 만들 때 쓰던 암호로 열려요."),
                self.tr("지금 암호로는 이 백업이 열리지 않아 아무것도 바꾸지 않았어요."),
                self.tr("그때 쓰던 암호를 입력하고 다시 골라 주세요."),
            )
            self._field.show()
            self._field.mark_wrong(bool(self._field.text()))
            self._field.setFocus()
        elif isinstance(error, WrongPassphrase | WrongRecoveryKey):
            self._trouble.show_error(error)
            self._field.mark_wrong(True)
            self._field.setFocus()
        else:
            self._trouble.show_error(error)
        self._show_ready()
        self.said.emit(self._trouble)

    def _safe(self, error: Obstacle) -> str:
        if isinstance(error, DiaryUnwritable):
            return explained(error)["todo"]
        if isinstance(error, KeyDamaged):
            return self.tr("일기는 암호화된 채 그대로 있어요. 열쇠만 다시 찾으면 돼요.")
        return self.tr("아무것도 바꾸거나 지우지 않았어요. 어떤 길을 골라도 지금 파일은 그대로 남겨 둬요.")

    def _row(self, way: WayOn, *, first: bool) -> QWidget:
        words = self._words(way)
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(20, 14, 20, 16)
        column.setSpacing(4)
        column.addWidget(build.label(words.title, "strong", wrap=True))
        column.addWidget(build.label(words.help, "soft", wrap=True))
        column.addSpacing(6)
        button = build.button(words.todo, "primary" if first else "outline", lambda: self._ask(way))
        button.setAccessibleDescription(words.title)
        self._buttons[way] = button
        column.addWidget(button)
        return made

    def _ask(self, way: WayOn) -> None:
        if way is WayOn.READ:
            self._question.put_away()
            self.chosen.emit(way)
            return
        words = self._words(way)
        self._question.ask(words.ask, words.todo, lambda: self.chosen.emit(way))
        self.said.emit(self._question)

    def _show_ready(self) -> None:
        ready = self._field.isHidden() or not self._field.is_empty
        for way, button in self._buttons.items():
            button.setEnabled(ready or way in self._need_none)
        self._question.put_away()

    def _words(self, way: WayOn) -> _Words:
        day = time = ""
        if self._backup is not None:
            made = self._backup.made_at.astimezone()
            day, time = day_name(made.date()), f"{day_name(made.date())} {clock(made)}"
        if way is WayOn.KEY:
            return _Words(
                self.tr("백업에 있는 열쇠로 열기"),
                self.tr("{day} 백업의 열쇠를 가져와요. 일기는 지금 그대로예요. 그때 쓰던 암호로 열려요.").format(
                    day=day
                ),
                self.tr("열쇠 가져와 열기"),
                self.tr("{day} 백업의 열쇠를 손상된 열쇠 파일 대신 쓸까요? 이 일기의 열쇠가 맞을 때만 바꿔요.").format(
                    day=day
                ),
                self.tr("열쇠를 가져오고 있어요…"),
            )
        if way is WayOn.BACKUP:
            return _Words(
                self.tr("백업으로 열기"),
                self.tr("{time}까지의 일기예요. 지금 일기는 지우지 않고 옆 폴더에 따로 남겨 둬요.").format(time=time),
                self.tr("이 백업으로 열기"),
                self.tr(
                    "{day} 백업으로 열까요? 그 뒤에 쓴 글은 이 백업에 없어요. 지금 일기를 옆 "
                    "폴더에 그대로 남겨 두니 그 글도 사라지지 않아요."
                ).format(day=day),
                self.tr("백업에서 일기를 꺼내고 있어요…"),
            )
        if way is WayOn.SALVAGE:
            return _Words(
                self.tr("읽을 수 있는 것만 모으기"),
                self.tr(
                    "읽을 수 있는 글과 녹음으로 새 일기장을 만들어요. 지금 일기는 옆 폴더에 따로 "
                    "남겨 두고, 빠진 것은 나중에 백업에서 채울 수 있어요."
                ),
                self.tr("모아서 열기"),
                self.tr("읽을 수 있는 것만 모아 새 일기장으로 열까요? 손상된 일기는 옆 폴더에 그대로 남겨 둬요."),
                self.tr("읽을 수 있는 것을 하나하나 모으고 있어요…"),
            )
        if way is WayOn.READ:
            return _Words(
                self.tr("읽기만 하기"),
                self.tr("읽을 수 있는 글과 녹음을 보여 드려요. 쓰거나 고칠 수는 없고, 파일은 아무것도 바꾸지 않아요."),
                self.tr("읽기 전용으로 열기"),
                "",
                self.tr("읽을 수 있는 것을 찾고 있어요…"),
            )
        return _Words(
            self.tr("남은 것으로 이어 쓰기"),
            self.tr("없어진 글 말고는 모두 그대로예요. 손상된 파일은 따로 남겨 둬요."),
            self.tr("남은 것으로 열기"),
            self.tr("없어진 글 없이 이어 갈까요? 손상된 파일은 일기 폴더에 따로 남겨 둬요."),
            self.tr("남은 일기를 열고 있어요…"),
        )
