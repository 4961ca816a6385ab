"""Linux: systemd's login manager and the desktops' screen savers, over D-Bus.

Only over Unix sockets: jeepney knows no others, and an address of another kind (D-Bus also has TCP) is left alone. A
desktop that has none of these services simply never tells anything. Each bus is listened to on a thread of its own that
mostly sleeps. Not by QtDBus: its own thread needs the interpreter lock to hand a signal to Python, which the window's
thread holds while it waits for that thread in a call, so that both stood still for ever (seen, with PySide6 6.11.3).

https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.login1.html (Session: Lock, LockedHint; Manager:
PrepareForSleep, Inhibit) and https://specifications.freedesktop.org/idle-inhibit-spec/latest/ (ActiveChanged).
"""

import logging
import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from jeepney import DBusAddress, FileDescriptor, HeaderFields, MatchRule, Message, MessageType, new_method_call
from jeepney.bus import get_connectable_addresses
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, prep_socket
from PySide6.QtCore import QObject

from app.ui.session_lock import SessionLock

_LOGIN = "org.freedesktop.login1"
_MANAGER = DBusAddress("/org/freedesktop/login1", _LOGIN, f"{_LOGIN}.Manager")
_SESSION = f"{_LOGIN}.Session"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_SCREEN_SAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver")
_SYSTEM_BUS = "unix:path=/run/dbus/system_bus_socket"
_CONNECT_SECONDS = 5.0
_BOTH_WAYS = 2  # SHUT_RDWR of shutdown(2)

logger = logging.getLogger(__name__)
Answered = Callable[[Message | None], None]


class LinuxSessionLock(SessionLock):
    """See `SessionLock`. A computer about to sleep waits for `may_sleep`, where the login manager lets us ask for that
    (5 s at most, unless its administrator has chosen otherwise).
    """

    supported = True

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._buses: list[_Bus] = []

    def start(self) -> None:
        """See `SessionLock`."""
        if not self._buses:
            self._buses = [_SystemBus(self), _SessionBus(self)]
            for bus in self._buses:
                bus.start()

    def may_sleep(self) -> None:
        """See `SessionLock`."""
        for bus in self._buses:
            bus.let_go()

    def stop(self) -> None:
        """See `SessionLock`."""
        for bus in self._buses:
            bus.stop()
        self._buses = []


class _Bus(threading.Thread):
    """Listens to one bus until `stop`. `begin` says what to listen to, `heard` gets each signal."""

    def __init__(self, lock: SessionLock, address: str) -> None:
        super().__init__(name="session lock", daemon=True)
        self.lock = lock
        self._address = address
        self._guard = threading.Lock()
        self._stopped = False
        self._connection: DBusConnection | None = None
        self._waiting: dict[int, Answered] = {}
        self._delay: FileDescriptor | None = None  # while it is open the computer does not fall asleep

    def begin(self) -> None:
        raise NotImplementedError

    def heard(self, interface: str, member: str, body: tuple[Any, ...]) -> None:
        raise NotImplementedError

    def run(self) -> None:
        """Threading's."""
        try:
            self._listen()
        except (OSError, RuntimeError, ValueError, LookupError, StopIteration) as error:
            if not self._stopped:
                logger.info("not listening to %s: %s", self._address or "any D-Bus", type(error).__name__)
        finally:
            self.let_go()

    def _listen(self) -> None:
        if not self._address:
            return
        place = next(iter(get_connectable_addresses(self._address)))
        connection = DBusConnection(prep_socket(place, enable_fds=True, timeout=_CONNECT_SECONDS), enable_fds=True)
        try:
            with self._guard:
                if self._stopped:
                    return
                self._connection = connection
            self.begin()
            while not self._stopped:
                self._take(connection.receive())
        finally:
            with self._guard:
                self._connection = None
                connection.close()

    def _take(self, message: Message) -> None:
        kind, fields = message.header.message_type, message.header.fields
        if kind is MessageType.signal:
            self.heard(fields[HeaderFields.interface], fields[HeaderFields.member], message.body)
        elif kind in (MessageType.method_return, MessageType.error):
            answered = self._waiting.pop(fields[HeaderFields.reply_serial], None)
            if kind is MessageType.error:
                logger.info("D-Bus refuses: %s", fields.get(HeaderFields.error_name))
            if answered is not None:
                answered(message if kind is MessageType.method_return else None)

    def ask(self, question: Message, answered: Answered) -> None:
        """Send a question; `answered` gets the reply, None for an error."""
        assert self._connection is not None
        serial = next(self._connection.outgoing_serial)
        self._waiting[serial] = answered
        self._connection.send(question, serial=serial)

    def listen_to(self, sender: str, interface: str, member: str, path: str | None = None) -> None:
        """From now on `heard` gets this signal of this sender, at any path unless one is named."""
        rule = MatchRule(type="signal", sender=sender, interface=interface, member=member, path=path)
        self.ask(message_bus.AddMatch(rule), lambda _: None)

    def hold(self, delay: FileDescriptor | None) -> None:
        """Keep the computer from falling asleep until `let_go`."""
        with self._guard:
            before, self._delay = self._delay, delay
        if before is not None:
            before.close()

    def let_go(self) -> None:
        """See `hold`."""
        self.hold(None)

    def stop(self) -> None:
        """Listen no more: the thread ends by itself."""
        with self._guard:
            self._stopped = True
            if self._connection is not None:
                self._connection.sock.shutdown(_BOTH_WAYS)
        self.let_go()


class _SessionBus(_Bus):
    """The user's own bus: the screen savers of GNOME, KDE and those that follow the common interface."""

    def __init__(self, lock: SessionLock) -> None:
        super().__init__(lock, session_address())

    def begin(self) -> None:
        for name in _SCREEN_SAVERS:
            self.listen_to(name, name, "ActiveChanged")

    def heard(self, interface: str, member: str, body: tuple[Any, ...]) -> None:
        if interface in _SCREEN_SAVERS and member == "ActiveChanged" and body == (True,):
            self.lock.locked.emit()


class _SystemBus(_Bus):
    """The system's bus: the login manager."""

    def __init__(self, lock: SessionLock) -> None:
        super().__init__(lock, system_address())

    def begin(self) -> None:
        self.listen_to(_LOGIN, _MANAGER.interface, "PrepareForSleep", _MANAGER.object_path)
        self._ask_for_delay()
        self._find_session(_names_of_our_session())

    def _ask_for_delay(self) -> None:
        def answered(reply: Message | None) -> None:
            self.hold(None if reply is None else reply.body[0])

        why = ("sleep", "Todak", "The diary is being locked", "delay")
        self.ask(new_method_call(_MANAGER, "Inhibit", "ssss", why), answered)

    def _find_session(self, names: list[str]) -> None:
        """Ask for the session by each name in turn until one is known, and listen to it."""
        if not names:
            return

        def answered(reply: Message | None) -> None:
            if reply is None:
                self._find_session(names[1:])
                return
            (path,) = reply.body
            self.listen_to(_LOGIN, _SESSION, "Lock", path)
            self.listen_to(_LOGIN, _PROPERTIES, "PropertiesChanged", path)

        self.ask(new_method_call(_MANAGER, "GetSession", "s", (names[0],)), answered)

    def heard(self, interface: str, member: str, body: tuple[Any, ...]) -> None:
        if (interface, member) == (_SESSION, "Lock"):
            self.lock.locked.emit()
        elif (interface, member) == (_PROPERTIES, "PropertiesChanged"):
            _, changed, _ = body
            if changed.get("LockedHint") == ("b", True):
                self.lock.locked.emit()
        elif (interface, member, body) == (_MANAGER.interface, "PrepareForSleep", (True,)):
            self.lock.sleeping.emit()
        elif (interface, member, body) == (_MANAGER.interface, "PrepareForSleep", (False,)):
            self._ask_for_delay()
            self.lock.woke.emit()


def session_address() -> str:
    """Where the user's D-Bus is, "" where that is no Unix socket."""
    named = os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")
    socket = Path(os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}") / "bus"
    return _local((named or (f"unix:path={socket}" if socket.exists() else "")).split(";"))


def system_address() -> str:
    """Where the system's D-Bus is, "" where that is no Unix socket."""
    return _local((os.environ.get("DBUS_SYSTEM_BUS_ADDRESS") or _SYSTEM_BUS).split(";"))


def _local(addresses: Iterable[str]) -> str:
    return ";".join(each for each in addresses if each.startswith("unix:"))


def _names_of_our_session() -> list[str]:
    """What the login manager may know the session by on whose screen we are."""
    named = os.environ.get("XDG_SESSION_ID")
    # "auto": the session of the caller, else the one on the user's display (a program that systemd --user started).
    return [named, "auto"] if named else ["auto"]
