"""A window's surroundings: the application, a real open diary behind a LiveSession, and no Qt warning unseen."""

import sys
import threading
import time
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.config import Settings
from app.errors import Cancelled
from app.storage import backup
from app.storage.repository import Diary
from app.ui import theme, translation
from app.ui.application import load_fonts
from app.ui.live_session import LiveSession
from tests.argon2_cost import CHEAP, argon2_cost
from tests.conftest import PASSPHRASE
from tests.keyrings import memory

__all__ = ["memory"]

# The offscreen platform says this of itself for every window with a fixed size.
OFFSCREEN = "This plugin does not support propagateSizeHints()"


class _ImportsOfQt:
    """Notes what defines classes of Qt and is imported on another thread than the window's (see imports_ahead.py)."""

    def __init__(self) -> None:
        self.elsewhere: list[str] = []

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None) -> ModuleSpec | None:
        if name.startswith(("PySide6", "pyqtgraph", "app.ui")) and threading.current_thread() is not MAIN:
            self.elsewhere.append(name)
        return None


MAIN = threading.main_thread()


@pytest.fixture(autouse=True)
def qt_is_imported_on_the_windows_thread() -> Iterator[None]:
    """A class of Qt that another thread defines may crash the process."""
    imports = _ImportsOfQt()
    sys.meta_path.insert(0, imports)  # type: ignore[arg-type]
    yield
    sys.meta_path.remove(imports)  # type: ignore[arg-type]
    assert imports.elsewhere == []


@pytest.fixture(autouse=True)
def quiet_qt() -> Iterator[list[str]]:
    """Every message Qt prints; a test with one fails at its end unless it clears the list."""
    said: list[str] = []

    def hear(kind: QtMsgType, _context: object, message: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and message != OFFSCREEN:
            said.append(message)

    before = qInstallMessageHandler(hear)
    yield said
    qInstallMessageHandler(before)
    assert not said, said


@pytest.fixture(autouse=True)
def cheap_argon2() -> Iterator[None]:
    """Hundreds of windows are unlocked here: with the real cost, which the tests of storage pay, a quarter of their
    time."""
    with argon2_cost(CHEAP):
        yield


@pytest.fixture
def dressed(qapp: QApplication) -> QApplication:
    """The application as Todak dresses it: fonts, Korean, light."""
    load_fonts()
    translation.speak("ko")
    theme.keeper().wear("light")
    return qapp


@pytest.fixture
def settings(home: Path) -> Settings:
    """A new user's settings."""
    return Settings()


@pytest.fixture
def endless_backup(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """A backup goes on until it is cancelled; the event is set once one has begun."""
    begun = threading.Event()

    def wait(self: Any, _connection: object) -> None:
        begun.set()
        while not self._cancelled():
            time.sleep(0.01)  # a thread that never sleeps starves the window
        raise Cancelled

    monkeypatch.setattr(backup._Making, "_quick_check", wait)
    return begun


@pytest.fixture
def locked(dressed: QApplication, settings: Settings, qtbot: QtBot) -> Iterator[LiveSession]:
    """A LiveSession without an open diary; what the test opens is closed again."""
    session = LiveSession(settings)
    yield session
    if session.is_open:
        with qtbot.waitSignal(session.closed, timeout=60_000):
            session.close()
    session.end()


@pytest.fixture
def live(locked: LiveSession, qtbot: QtBot, diary_folder: Path) -> LiveSession:
    """An open diary behind a LiveSession. Engines load in the background, as in the window."""
    with qtbot.waitSignal(locked.opened, timeout=20_000):
        locked.open(lambda: Diary.open(diary_folder, PASSPHRASE), pytest.fail)
    return locked
