"""The daily backup while the window is open: looked for now and then, made when nobody speaks, told when it fails."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.config import Settings
from app.errors import Cancelled, TodakError
from app.ui.live_session import LiveSession
from app.ui.long_work import LongWork

if TYPE_CHECKING:
    from app.storage.backup import MadeBackup
    from app.storage.repository import Diary

FIRST_MS = 60_000  # after the unlock: engines are loaded and the first words are said before
QUIET_MS = 10 * 60_000  # without a change, after one: an entry has been told to its end
OFTEN_MS = 3 * 3_600_000  # in a diary that stays open
BUSY_MS = 60_000  # until the next look, while somebody speaks


class AutomaticBackup(QObject):
    """Backs up the diary that is open in `live` when one is due (app/diary/thinning.py), on its slowest thread.

    The lock cancels it. A kind of failure is told once for each opening, as `live.trouble`.
    """

    made = Signal(object)  # MadeBackup

    def __init__(self, live: LiveSession, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._live = live
        self._settings = settings
        self._told: set[str] = set()
        self._is_running = False
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(self.look)
        live.opened.connect(self._opened)
        live.closed.connect(self._next.stop)
        live.diary_changed.connect(self._changed)
        live.setting_changed.connect(self._set)
        if live.is_open:
            self._opened()

    def look(self) -> None:
        """Make a backup if one is due and nobody speaks right now."""
        if not self._live.is_open or self._live.session.diary.is_read_only or not self._settings["automatic_backup"]:
            return
        if self._live.recording != "idle" or self._is_running:
            self._next.start(BUSY_MS)
            return
        self._is_running = True
        folder = self._settings.backup_folder

        def work(diary: "Diary", long_work: LongWork) -> "MadeBackup | None":
            from app.storage.backup import back_up_if_due
            from app.storage.backups import offering

            with offering(diary.folder, folder):
                return back_up_if_due(diary, folder, progress=long_work.tell, cancelled=long_work.is_stopped)

        self._live.at_length(work, self._done, self._failed, owner=self)

    def _opened(self) -> None:
        self._told.clear()
        self._next.start(FIRST_MS)

    def _changed(self) -> None:
        if self._live.is_open and self._next.remainingTime() > FIRST_MS:
            self._next.start(QUIET_MS)

    def _set(self, key: str) -> None:
        if key in ("automatic_backup", "backup_folder") and self._live.is_open:
            self._next.start(FIRST_MS)

    def _done(self, made: "MadeBackup | None") -> None:
        self._is_running = False
        if self._live.is_open:
            self._next.start(OFTEN_MS)
        if made is not None:
            self.made.emit(made)

    def _failed(self, error: TodakError) -> None:
        self._is_running = False
        if self._live.is_open:
            self._next.start(OFTEN_MS)
        if not isinstance(error, Cancelled) and error.code not in self._told:
            self._told.add(error.code)
            self._live.trouble.emit(error)
