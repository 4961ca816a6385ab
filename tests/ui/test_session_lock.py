"""The screen locks or the computer sleeps: told over a private D-Bus by stand-ins of the services that tell it."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from pytestqt.qtbot import QtBot

from app.config import Settings
from app.diary.entry import Source
from app.storage.repository import Diary
from app.ui import session_lock
from app.ui.live_session import LiveSession
from app.ui.main_window import MainWindow
from app.ui.pages.lock import LockPage
from app.ui.session_lock import SessionLock, make_session_lock

TODAY = date(2026, 11, 21)

PYTHON = "/usr/bin/python3"  # Debian's: dbusmock is a package of the system's


def has_dbusmock() -> bool:
    if not (sys.platform.startswith("linux") and shutil.which("dbus-daemon") and Path(PYTHON).exists()):
        return False
    return subprocess.run([PYTHON, "-c", "import dbusmock"], capture_output=True, check=False).returncode == 0


needs_bus = pytest.mark.skipif(not has_dbusmock(), reason="needs dbus-daemon and python3-dbusmock (apt)")

DAEMON = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
LOGIN = "org.freedesktop.login1"
MANAGER = f"{LOGIN}.Manager"
SESSION = f"{LOGIN}.Session"
OURS, ANOTHERS = "/org/freedesktop/login1/session/_32", "/org/freedesktop/login1/session/_33"
# What the login manager does, in dbusmock's Python: each inhibitor is the writing end of a pipe that we keep reading.
INHIBIT = """
import os, fcntl
reader, writer = os.pipe()
os.set_blocking(reader, False)
self.delays = getattr(self, "delays", []) + [(list(args), reader)]
ret = dbus.types.UnixFd(writer)
os.close(writer)
"""
DELAYS = """
import os
ret = []
for said, reader in getattr(self, "delays", []):
    try:
        held = os.read(reader, 1) != b""
    except BlockingIOError:
        held = True
    ret.append(f"{said[0]} {said[3]} {'held' if held else 'released'}")
"""


class Bus:
    """A D-Bus of its own, for system and session, with services whose every word the test puts into their mouths."""

    def __init__(self, folder: Path) -> None:
        self.address = f"unix:path={folder / 'bus'}"
        self._processes: list[subprocess.Popen[bytes]] = []
        self.environment = os.environ | {
            "DBUS_SESSION_BUS_ADDRESS": self.address,
            "DBUS_SYSTEM_BUS_ADDRESS": self.address,
        }
        daemon = ["dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address={self.address}", "--print-address"]
        self._run(daemon)
        self._connection = QDBusConnection.connectToBus(self.address, f"the test's {folder}")
        assert self._connection.isConnected()

    def _run(self, command: list[str]) -> None:
        """Start a process and wait for the line that says it is ready."""
        process = subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE)
        self._processes.append(process)
        assert process.stdout is not None
        if "dbusmock" not in command:
            assert process.stdout.readline()  # its address

    def serve(self, name: str, path: str, interface: str) -> None:
        self._run([PYTHON, "-m", "dbusmock", "--session", name, path, interface])
        end = time.monotonic() + 30
        while self.call(*DAEMON, "NameHasOwner", name) != [True]:
            assert time.monotonic() < end, f"{name} does not start"
            time.sleep(0.02)

    def call(self, service: str, path: str, interface: str, method: str, *arguments: Any) -> list[Any]:
        message = QDBusMessage.createMethodCall(service, path, interface, method)
        message.setArguments(list(arguments))
        reply = self._connection.call(message)
        assert reply.type() is QDBusMessage.MessageType.ReplyMessage, reply.errorMessage()
        return list(reply.arguments())

    def mock(self, service: str, path: str, method: str, *arguments: Any) -> list[Any]:
        return self.call(service, path, "org.freedesktop.DBus.Mock", method, *arguments)

    def tell(self, service: str, path: str, interface: str, name: str, signature: str, *arguments: Any) -> None:
        """The service emits a signal."""
        self.mock(service, path, "EmitSignal", interface, name, signature, list(arguments))

    def end(self) -> None:
        QDBusConnection.disconnectFromBus(self._connection.name())
        for process in reversed(self._processes):
            process.kill()
            process.communicate()


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    made = Bus(tmp_path)
    for name in ("DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS"):
        monkeypatch.setenv(name, made.address)
    monkeypatch.setenv("XDG_SESSION_ID", "2")
    try:
        yield made
    finally:
        made.end()


@pytest.fixture
def login(bus: Bus) -> Bus:
    """The bus with a login manager that knows our session, 2, and somebody else's."""
    bus.serve(LOGIN, "/org/freedesktop/login1", MANAGER)
    bus.mock(LOGIN, "/org/freedesktop/login1", "AddMethod", "", "Inhibit", "ssss", "h", INHIBIT)
    bus.mock(LOGIN, "/org/freedesktop/login1", "AddMethod", "", "Delays", "", "as", DELAYS)
    sessions = f"ret = dbus.ObjectPath({{'2': '{OURS}', 'auto': '{OURS}', '3': '{ANOTHERS}'}}[args[0]])"
    bus.mock(LOGIN, "/org/freedesktop/login1", "AddMethod", "", "GetSession", "s", "o", sessions)
    return bus


@pytest.fixture
def listening(qapp: object, bus: Bus) -> Iterator[SessionLock]:
    lock = make_session_lock()
    yield lock
    lock.stop()


class Heard:
    """What a SessionLock told, in order."""

    def __init__(self, lock: SessionLock) -> None:
        self.words: list[str] = []
        for name in ("locked", "sleeping", "woke"):
            getattr(lock, name).connect(lambda name=name: self.words.append(name))


def until_heard(heard: Heard, qtbot: QtBot, tell: Callable[[], None]) -> None:
    """Tell it again until it is heard: the first time nobody may be listening yet."""

    def told() -> None:
        tell()
        qtbot.wait(20)
        assert heard.words

    qtbot.waitUntil(told, timeout=20_000)


def delays(bus: Bus) -> list[str]:
    """The inhibitors that were asked for, and whether each is still held."""
    (found,) = bus.call(LOGIN, "/org/freedesktop/login1", MANAGER, "Delays")
    return list(found)


def add_sessions(login: Bus) -> None:
    for path in (OURS, ANOTHERS):
        login.mock(
            LOGIN, "/org/freedesktop/login1", "AddObject", path, SESSION, {"LockedHint": False, "Active": False}, []
        )


def tell_login(bus: Bus, begins: bool) -> None:
    bus.tell(LOGIN, "/org/freedesktop/login1", MANAGER, "PrepareForSleep", "b", begins)


# --- what is heard ---------------------------------------------------------------------------------------------------


@needs_bus
@pytest.mark.parametrize("named", ["2", ""], ids=["a session of that name", "the user's own"])
def test_the_login_manager_locks_our_session(
    login: Bus, listening: SessionLock, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    if not named:
        monkeypatch.delenv("XDG_SESSION_ID")
    add_sessions(login)
    heard = Heard(listening)
    listening.start()
    qtbot.waitUntil(lambda: bool(delays(login)), timeout=20_000)

    until_heard(heard, qtbot, lambda: login.tell(LOGIN, OURS, SESSION, "Lock", ""))
    tell_login(login, False)  # comes after all of them
    qtbot.waitUntil(lambda: "woke" in heard.words, timeout=20_000)
    heard.words.clear()
    login.tell(LOGIN, ANOTHERS, SESSION, "Lock", "")
    login.mock(LOGIN, ANOTHERS, "UpdateProperties", SESSION, {"LockedHint": True})
    login.tell(LOGIN, OURS, SESSION, "Unlock", "")
    login.mock(LOGIN, OURS, "UpdateProperties", SESSION, {"Active": True})
    login.mock(LOGIN, OURS, "UpdateProperties", SESSION, {"LockedHint": True})
    qtbot.waitUntil(lambda: bool(heard.words), timeout=20_000)
    login.mock(LOGIN, OURS, "UpdateProperties", SESSION, {"LockedHint": False})
    tell_login(login, False)
    qtbot.waitUntil(lambda: "woke" in heard.words, timeout=20_000)
    assert heard.words == ["locked", "woke"]


@needs_bus
@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
        ("org.freedesktop.ScreenSaver", "/ScreenSaver"),
        ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ],
)
def test_a_screen_saver_locks(bus: Bus, listening: SessionLock, qtbot: QtBot, name: str, path: str) -> None:
    bus.serve(name, path, name)
    heard = Heard(listening)
    listening.start()
    until_heard(heard, qtbot, lambda: bus.tell(name, path, name, "ActiveChanged", "b", True))
    qtbot.wait(100)
    before = len(heard.words)
    for active in (False, True, False):
        bus.tell(name, path, name, "ActiveChanged", "b", active)
    qtbot.waitUntil(lambda: len(heard.words) > before, timeout=20_000)
    qtbot.wait(100)
    assert len(heard.words) == before + 1


@needs_bus
def test_sleep_waits_until_it_may_and_the_next_one_too(login: Bus, listening: SessionLock, qtbot: QtBot) -> None:
    heard = Heard(listening)
    listening.start()
    qtbot.waitUntil(lambda: delays(login) == ["sleep delay held"], timeout=20_000)
    tell_login(login, True)
    qtbot.waitUntil(lambda: heard.words == ["sleeping"], timeout=20_000)
    assert delays(login) == ["sleep delay held"]
    listening.may_sleep()
    qtbot.waitUntil(lambda: delays(login) == ["sleep delay released"], timeout=20_000)
    tell_login(login, False)
    qtbot.waitUntil(lambda: delays(login) == ["sleep delay released", "sleep delay held"], timeout=20_000)
    qtbot.waitUntil(lambda: heard.words == ["sleeping", "woke"], timeout=20_000)  # told after the delay was asked for
    listening.stop()
    qtbot.waitUntil(lambda: delays(login)[-1] == "sleep delay released", timeout=20_000)


@needs_bus
def test_without_any_such_service_nothing_is_told_and_nothing_fails(
    bus: Bus, listening: SessionLock, qtbot: QtBot
) -> None:
    heard = Heard(listening)
    listening.start()
    listening.start()
    qtbot.wait(300)
    listening.may_sleep()
    listening.stop()
    assert heard.words == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux's D-Bus")
def test_only_unix_sockets_are_connected_to(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from app.ui.session_lock_linux import session_address, system_address

    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "tcp:host=localhost,port=1;unix:path=/tmp/a;nonce-tcp:host=b")
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "tcp:host=example.org,port=1")
    assert session_address() == "unix:path=/tmp/a"
    assert system_address() == ""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "autolaunch:")
    assert session_address() == ""
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    monkeypatch.delenv("DBUS_SYSTEM_BUS_ADDRESS")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert session_address() == ""
    (tmp_path / "bus").touch()
    assert session_address() == f"unix:path={tmp_path}/bus"
    assert system_address().startswith("unix:")


@pytest.mark.parametrize(("platform", "supported"), [("linux", True), ("win32", True), ("darwin", False)])
def test_each_system_says_what_it_can(monkeypatch: pytest.MonkeyPatch, platform: str, supported: bool) -> None:
    monkeypatch.setattr(session_lock.sys, "platform", platform)
    assert session_lock.is_supported() is supported
    if not supported:
        nobody = make_session_lock()
        nobody.start()
        nobody.may_sleep()
        nobody.stop()


def test_what_windows_tells_is_understood() -> None:
    """Its numbers at least, without Windows."""
    from app.ui.session_lock_windows import WindowsSessionLock

    windows = WindowsSessionLock()
    heard = Heard(windows)
    for message, what in ((0x02B1, 0x7), (0x02B1, 0x8), (0x0218, 0x4), (0x0218, 0x12), (0x000F, 0x7)):
        windows.heard(message, what)
    assert heard.words == ["locked", "sleeping", "woke"]


# --- what the window does --------------------------------------------------------------------------------------------


@pytest.fixture
def window(login: Bus, live: LiveSession, settings: Settings, qtbot: QtBot, diary_folder: Path) -> MainWindow:
    settings["speak_replies"] = False
    add_sessions(login)
    made = MainWindow(settings, diary_folder, live, has_diary=True)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: delays(login) == ["sleep delay held"], timeout=60_000)
    return made


def shows_lock(window: MainWindow) -> bool:
    return window.shell is None and bool(window.findChildren(LockPage))


@needs_bus
def test_the_diary_locks_with_the_screen_unless_told_not_to(
    window: MainWindow, live: LiveSession, login: Bus, settings: Settings, qtbot: QtBot
) -> None:
    settings["lock_with_screen"] = False
    login.mock(LOGIN, OURS, "UpdateProperties", SESSION, {"LockedHint": True})
    tell_login(login, False)  # comes after it
    qtbot.waitUntil(lambda: len(delays(login)) == 2, timeout=20_000)
    assert live.is_open and not shows_lock(window)
    settings["lock_with_screen"] = True
    with qtbot.waitSignal(live.closed, timeout=60_000):
        login.mock(LOGIN, OURS, "UpdateProperties", SESSION, {"LockedHint": True})
    assert shows_lock(window)
    login.mock(LOGIN, OURS, "UpdateProperties", SESSION, {"LockedHint": True})  # locked already: nothing happens
    tell_login(login, True)
    qtbot.waitUntil(lambda: "held" not in delays(login)[-1], timeout=20_000)


@needs_bus
@pytest.mark.parametrize("locks", [True, False])
def test_the_computer_sleeps_when_every_word_is_stored(
    window: MainWindow, live: LiveSession, login: Bus, settings: Settings, qtbot: QtBot, locks: bool
) -> None:
    settings["lock_on_sleep"] = locks
    stored: list[str] = []
    released_at: list[bool] = []
    may_sleep = window._session_lock.may_sleep  # type: ignore[union-attr]
    window._session_lock.may_sleep = lambda: (released_at.append(bool(stored)), may_sleep())  # type: ignore[union-attr,method-assign,func-returns-value]

    def slow(diary: Diary) -> str:
        time.sleep(0.5)
        return diary.append("잠들기 전에 한 말", Source.TYPED, started_at=datetime.now().astimezone(), day=TODAY).text

    if locks:
        live.write(slow, stored.append)
    tell_login(login, True)
    qtbot.waitUntil(lambda: delays(login)[-1] == "sleep delay released", timeout=60_000)
    assert released_at == [locks]
    assert live.is_open is not locks
    assert shows_lock(window) is locks
    tell_login(login, False)
    qtbot.waitUntil(lambda: delays(login)[-1] == "sleep delay held", timeout=20_000)
