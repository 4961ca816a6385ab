"""The switch that lets the operating system's keyring open the diary."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import TodakError
from app.ui.live_session import LiveSession
from app.ui.pages.settings_group import LOOK_MS
from app.ui.widgets import build
from app.ui.widgets.error_note import ErrorNote
from app.ui.widgets.setting_row import SettingRow
from app.ui.widgets.switch import Switch

if TYPE_CHECKING:
    from app.storage.repository import Diary


@dataclass(frozen=True, slots=True)
class _Keyring:
    is_there: bool
    opens: bool


def _look(diary: "Diary") -> _Keyring:
    from app.storage import keyring_opening

    return _Keyring(keyring_opening.available(), diary.opens_with_keyring)


class KeyringOpening(QWidget):
    """A row under a line, shown only where there is a keyring to use, or one is in use that could be given up."""

    def __init__(self, live: LiveSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._live = live
        name = self.tr("이 컴퓨터에 저장한 열쇠로 열기")
        self._switch = Switch(name)
        self._switch.clicked.connect(lambda on: self._change(on))
        self._trouble = ErrorNote()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(build.area("line"))
        help = self.tr(
            "켜 두면 이 컴퓨터에 로그인한 사람은 암호를 입력하지 않고 일기를 열 수 있어요. 함께 "
            "쓰는 컴퓨터라면 꺼 두세요."
        )
        column.addWidget(SettingRow(name, self._switch, help))
        inset = QVBoxLayout()
        inset.setContentsMargins(20, 0, 20, 14)
        inset.addWidget(self._trouble)
        column.addLayout(inset)
        self.hide()
        QTimer.singleShot(LOOK_MS, self, self.look)

    def look(self) -> None:
        """Ask the system for its keyring, in the background."""
        if self._live.is_open:
            diary = self._live.session.diary
            self._live.slowly(lambda: _look(diary), self._found)

    def _found(self, keyring: _Keyring) -> None:
        self._switch.setChecked(keyring.opens)
        self._switch.setEnabled(True)
        self.setVisible(keyring.is_there or keyring.opens)

    def _change(self, on: bool) -> None:
        diary = self._live.session.diary
        self._switch.setEnabled(False)
        self._trouble.clear()

        def work() -> _Keyring:
            if on:
                diary.allow_keyring()  # the system may ask its user first
            else:
                diary.forget_keyring()
            return _Keyring(True, diary.opens_with_keyring)

        self._live.slowly(work, self._found, self._failed)

    def _failed(self, error: TodakError) -> None:
        self._trouble.show_error(error)
        self.look()
