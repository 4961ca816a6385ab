"""The application around the window: fonts, language, theme, one instance a diary, and what happens to bugs."""

import logging
import os
import signal
import sys
import threading
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from app.config import Settings, resources
from app.diary.calendar import diary_today
from app.doorbell import Doorbell, ring
from app.errors import Sentence, TodakError, UnexpectedError
from app.storage.names import is_diary
from app.ui import artwork, theme, translation
from app.ui.focus_ring import FocusRing
from app.ui.live_session import LiveSession
from app.ui.main_window import MainWindow

logger = logging.getLogger(__name__)

# How long a thread may keep the interpreter from the window's. Python's own 5 ms adds up when three of them work.
SWITCH_SECONDS = 0.0002
NO_SCREEN = Sentence(
    "창을 띄울 화면이 없어요. todak hear --text - 처럼 명령줄로 쓸 수 있어요.",
    "There is no screen to open a window on. The command line works without one: todak hear --text -",
)
DEMO_SETTINGS: dict[str, object] = {"agreed_terms": 1, "voice_consent": True, "lock_after": 0}


def load_fonts() -> None:
    """Make the bundled fonts known to Qt."""
    for file in sorted((resources() / "fonts").glob("*.[ot]tf")):
        if QFontDatabase.addApplicationFont(str(file)) < 0:
            logger.warning("a bundled font could not be loaded: %s", file.name)


def dress(app: QApplication, settings: Settings) -> None:
    """Fonts, language, theme and icon."""
    app.setApplicationName("todak")
    app.setDesktopFileName("todak")
    app.setWindowIcon(artwork.application_icon())
    load_fonts()
    translation.speak(settings.language)
    keeper = theme.keeper()
    keeper.changed.connect(artwork.recolour_icons)
    keeper.wear(settings["appearance"], settings["text_size"])


class _Bell(QObject):
    """Carries a ring from the bell's thread to the window's."""

    rang = Signal()


class _Bugs(QObject):
    """A bug reaches the log with its frames and the user with its type; the window goes on."""

    met = Signal(object)

    def install(self) -> None:
        """From now on, in every thread."""
        sys.excepthook = self._met
        threading.excepthook = lambda info: self._met(info.exc_type, info.exc_value, info.exc_traceback)

    def _met(self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        logger.error("unexpected", exc_info=(kind, error or kind(), trace))
        if not issubclass(kind, KeyboardInterrupt):
            self.met.emit(UnexpectedError(kind=kind.__name__))


def run_window(folder: Path, *, close_after: float | None = None) -> int:
    """Open the window on the diary in `folder`, or bring the one that has it to the front; returns the exit status.

    `close_after`: close again so many seconds after the first paint (for packaging's smoke test).
    """
    settings = Settings()
    if not _has_screen(settings.language):
        return 1
    if ring(folder):
        return 0
    app = make_application(settings)
    live = LiveSession(settings)
    window = MainWindow(settings, folder, live, has_diary=is_diary(folder))
    return _run(app, live, window, folder, close_after)


def _has_screen(language: str) -> bool:
    """Whether there is a screen to open a window on; says so where there is none (Qt would abort the process)."""
    if not sys.platform.startswith("linux"):
        return True
    if any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        return True
    print(f"todak: {NO_SCREEN.said(language)}", file=sys.stderr)
    return False


def run_demo(*, close_after: float | None = None) -> int:
    """Open the window on an invented year, in a folder and with settings that are gone afterwards."""
    import tempfile

    from app.demo import build_demo

    if not _has_screen(Settings().language):
        return 1
    with tempfile.TemporaryDirectory(prefix="todak-demo-") as place:
        folder = Path(place)
        settings = Settings(folder / "settings.json")
        for key, value in DEMO_SETTINGS.items():
            settings[key] = value
        app = make_application(settings)
        live = LiveSession(settings)
        window = MainWindow(settings, folder / "diary", live, has_diary=True, is_demo=True)

        def failed(error: TodakError) -> None:
            print("todak: {message} {todo}".format(**error.explained(settings.language)), file=sys.stderr)
            app.exit(1)

        # before the day's start in the small hours it is still yesterday, for the page Today as for the demo
        today = diary_today(settings.day_start)
        live.open(lambda: build_demo(folder / "diary", today), failed)
        return _run(app, live, window, folder, close_after)


def make_application(settings: Settings) -> QApplication:
    """The process's QApplication, dressed."""
    sys.setswitchinterval(SWITCH_SECONDS)
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)  # `MainWindow.closeEvent` quits when everything is stored
    dress(app, settings)
    FocusRing(app)
    return app


def _run(app: QApplication, live: LiveSession, window: MainWindow, folder: Path, close_after: float | None) -> int:
    bugs = _Bugs()
    bugs.met.connect(live.trouble)
    bugs.install()
    bell = _Bell()
    bell.rang.connect(window.come_forward)
    try:
        door: Doorbell | None = Doorbell(folder, bell.rang.emit)
    except OSError:
        logger.exception("a second start cannot find this window: no socket")
        door = None
    # Ctrl-C and a session's end close the window as its button does. Python looks at signals only when it runs.
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: window.close())
    pulse = QTimer(interval=200)
    pulse.timeout.connect(lambda: None)
    pulse.start()
    if close_after is not None:
        window.painted.connect(lambda: QTimer.singleShot(round(close_after * 1000), window.close))
    window.show()
    status = app.exec()
    try:
        if door is not None:
            door.close()
    finally:
        live.end()  # whatever the socket met: the threads end before the process does
    return status
