"""What the computer tells when its screen locks or it goes to sleep, so that the diary locks with it."""

import sys

from PySide6.QtCore import QObject, Signal


class SessionLock(QObject):
    """Listens to the operating system from `start` on. This one is for systems that we cannot listen to.

    macOS is among them: it tells a locked screen (com.apple.screenIsLocked) by distributed notifications alone, which
    take pyobjc, and we do not bundle that. There the diary locks by its button, its key and the time left alone.
    """

    locked = Signal()  # the user's screen was locked
    sleeping = Signal()  # the computer is about to sleep; `may_sleep` says that everything is stored
    woke = Signal()  # it sleeps no more

    supported = False  # whether the signals can come at all

    def start(self) -> None:
        """Begin to listen. Takes some milliseconds, so after the first paint."""

    def may_sleep(self) -> None:
        """Everything is stored: the computer need not wait for us."""

    def stop(self) -> None:
        """Listen no more."""


def make_session_lock(parent: QObject | None = None) -> SessionLock:
    """The one for this operating system."""
    return _kind()(parent)


def is_supported() -> bool:
    """Whether this operating system tells us anything."""
    return _kind().supported


def _kind() -> type[SessionLock]:
    if sys.platform.startswith("linux"):
        from app.ui.session_lock_linux import LinuxSessionLock

        return LinuxSessionLock
    if sys.platform == "win32":
        from app.ui.session_lock_windows import WindowsSessionLock

        return WindowsSessionLock
    return SessionLock
