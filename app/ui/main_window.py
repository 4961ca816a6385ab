"""The one window: the welcome of a first start, the lock, or the open diary."""

import logging
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from app.config import Settings
from app.errors import DiaryDamaged
from app.ui import session_lock
from app.ui.automatic_backup import AutomaticBackup
from app.ui.clipboard import forget_selection
from app.ui.damage import WordsHeld, WordsNotStored, WordsUnsaved
from app.ui.idle import IdleWatch
from app.ui.imports_ahead import ImportsAhead, import_plain, pages
from app.ui.live_session import LiveSession
from app.ui.places import Place, SettingsAt, Today
from app.ui.session_lock import SessionLock
from app.ui.shell import Shell
from app.ui.workers import ignore

logger = logging.getLogger(__name__)

SMALLEST = (720, 560)  # px
FIRST = (1_180, 800)  # px


class MainWindow(QWidget):
    """Shows what the diary's state asks for. Closing it ends the recording, stores every word, and then quits.

    `painted` tells the first paint (the bench measures it).
    """

    painted = Signal()

    def __init__(
        self, settings: Settings, folder: Path, live: LiveSession, *, has_diary: bool, is_demo: bool = False
    ) -> None:
        """`is_demo`: an invented diary with a passphrase nobody knows, which therefore is not locked."""
        super().__init__()
        self._is_demo = is_demo
        self._settings = settings
        self._folder = folder
        self._live = live
        self._shell: Shell | None = None
        self._closing = False
        self._was_painted = False
        self._is_welcoming = False
        self._session_lock: SessionLock | None = None
        self._told_unstored = False  # since then a second close ends Todak whatever is not stored
        self._damage: DiaryDamaged | None = None  # met in the diary that is open: the lock shows the ways on
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("토닥"))
        self.setMinimumSize(*SMALLEST)
        self.resize(*FIRST)
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._idle = IdleWatch(settings, live, self)
        self._idle.idle.connect(self.lock)
        # A native window of its own now, so that keys can be looked at before the widgets get them.
        self.winId()
        handle = self.windowHandle()
        assert handle is not None
        self._handle = handle
        self._idle.watch(handle)
        live.opened.connect(self._opened)
        live.kept_shut.connect(self._stay_locked)
        live.closed.connect(self._tell_unstored)
        live.diary_changed.connect(self._could_store)
        live.damaged.connect(self._damage_met)
        self._backups = None if is_demo else AutomaticBackup(live, settings, self)
        imports = ImportsAhead(pages(), self)
        imports.done.connect(live.read_ahead)
        self.painted.connect(lambda: live.slowly(import_plain, lambda _: imports.start(), ignore, owner=imports))
        live.read_ahead.connect(self._listen_to_the_system)
        QShortcut(QKeySequence("Ctrl+Q"), self, self.close)
        if live.is_open:
            self._opened()
        elif is_demo:
            self._put(QWidget())  # for the moment until it is built
        elif has_diary:
            self._show_lock()
        else:
            self._show_welcome()

    @property
    def shell(self) -> Shell | None:
        """The pages, while the diary is open."""
        return self._shell

    # --- which of the three --------------------------------------------------------------------------------------

    def _show_welcome(self) -> None:
        from app.ui.pages.welcome import WelcomePage

        welcome = WelcomePage(self._settings, self._folder, self._live)
        welcome.finished.connect(lambda: self._show_shell(Today()))
        welcome.found_diary.connect(self._show_lock)
        self._put(welcome)
        self._is_welcoming = True

    def _show_lock(self) -> None:
        from app.ui.pages.lock import LockPage

        self._is_welcoming = False
        lock = LockPage(self._live, self._settings, self._folder, damage=self._damage)
        self._damage = None
        lock.told.connect(self._say)
        self._put(lock)

    def _say(self, text: str) -> None:
        if self._shell is not None:
            self._shell.tell(text)

    def _opened(self) -> None:
        if not self._is_welcoming:  # the welcome has some more to say first
            self._show_shell(Today())

    def _show_shell(self, place: Place) -> None:
        self._is_welcoming = False
        self._told_unstored = False
        self._shell = shell = Shell(self._live, self._settings)
        shell.watch(self._handle)
        shell.lock.connect(self.lock)
        shell.titled.connect(lambda title: self.setWindowTitle(self.tr("{page} · 토닥").format(page=title)))
        shell.language_changed.connect(self._speak_anew)
        shell.somebody_is_there.connect(self._idle.somebody_is_there)
        self._put(shell)
        shell.go(place)

    def _put(self, widget: QWidget) -> None:
        """Show `widget` and forget what was shown before, with every word in it."""
        while (old := self._stack.widget(0)) is not None:
            self._stack.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)
        if self._shell is not widget:
            self._shell = None
            self.setWindowTitle(self.tr("토닥"))

    def _speak_anew(self) -> None:
        from app.ui import translation

        if self._shell is not None:
            self._shell.leave()
        translation.speak(self._settings.language)
        self._show_shell(SettingsAt("language"))

    # --- lock and end --------------------------------------------------------------------------------------------

    def lock(self) -> None:
        """End the recording, store every word, forget the diary and what of it is on screen.

        A diary that is being opened is closed again before it is seen. The welcome ends with it: the recovery key that
        it shows is offered again after the unlock.
        """
        if self._is_demo:
            if self._shell is not None:
                self._shell.tell(self.tr("둘러보기용 일기라서 잠기지 않아요."))
            return
        self._live.keep_shut()
        if not self._live.is_open:
            return
        if self._shell is not None:
            self._shell.leave()
        forget_selection()
        self._live.close()
        self._show_lock()

    def _stay_locked(self) -> None:
        """Show the lock anew: the one on screen says that the diary is being opened."""
        if not self._closing:
            self._show_lock()

    def _tell_unstored(self) -> None:
        """On the lock: words that came too late for a disk that refused are not forgotten."""
        from app.ui.pages.lock import LockPage

        shown = self._stack.currentWidget()
        if self._live.unstored and isinstance(shown, LockPage):
            shown.explain(WordsHeld())

    def _damage_met(self, damage: DiaryDamaged) -> None:
        """Lock, and show the ways on; but first store what was typed, and where that fails leave it on screen."""
        if self._damage is None and self._shell is not None and not self._is_demo:
            self._damage = damage
            self._shell.leave()
            self._live.after_writes(self._lead_on)

    def _lead_on(self, all_stored: bool) -> None:
        if all_stored:
            self.lock()
        elif self._live.is_open:
            self._live.trouble.emit(WordsUnsaved())

    def _listen_to_the_system(self) -> None:
        """Long after the first paint, when what it takes has been imported."""
        if self._session_lock is None and not self._is_demo and not self._closing:
            self._session_lock = heard = session_lock.make_session_lock(self)
            heard.locked.connect(lambda: self._lock_if("lock_with_screen"))
            heard.sleeping.connect(self._computer_sleeps)
            heard.woke.connect(self._idle.look)
            heard.start()

    def _lock_if(self, setting: str) -> None:
        if self._settings[setting]:
            self.lock()

    def _computer_sleeps(self) -> None:
        """Lock first, if that is wanted: the computer waits until every word is stored and the keys are gone."""
        self._lock_if("lock_on_sleep")
        assert self._session_lock is not None
        if self._live.is_open or self._live.is_opening:
            self._session_lock.may_sleep()
        else:
            self._live.close(self._session_lock.may_sleep)  # at once, or after a close under way

    def come_forward(self) -> None:
        """A second start rang the bell."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt's: the window goes at once, the process when everything is stored.

        Where words cannot be stored the window comes back and says so, once.
        """
        event.accept()
        if self._closing:
            return
        self._closing = True
        if self._shell is not None:
            self._shell.leave()
            self._live.after_writes(self._end_if)
        else:
            self._live.close(self._end)

    def _end_if(self, all_stored: bool) -> None:
        if all_stored or self._told_unstored or not self._live.is_open:
            self._live.close(self._end)
        else:
            self._stay()
            self._live.trouble.emit(WordsNotStored())

    def _end(self) -> None:
        """Everything is closed."""
        if self._live.unstored and not self._told_unstored:
            self._show_lock()
            self._stay()
            self._tell_unstored()
            return
        if self._session_lock is not None:
            self._session_lock.stop()
        app = QApplication.instance()
        assert app is not None
        app.quit()

    def _could_store(self) -> None:
        self._told_unstored = False

    def _stay(self) -> None:
        self._told_unstored = True
        self._closing = False
        QTimer.singleShot(0, self, self.show)  # Qt may be about to hide it

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)
