"""Windows: the messages WM_WTSSESSION_CHANGE and WM_POWERBROADCAST. Unverified: we have no Windows to try it on."""

import ctypes
import logging
import sys
from ctypes import wintypes

from PySide6.QtCore import QByteArray, QObject
from PySide6.QtWidgets import QWidget

from app.ui.session_lock import SessionLock

# winuser.h, wtsapi32.h
_WM_POWERBROADCAST, _WM_WTSSESSION_CHANGE = 0x0218, 0x02B1
_WTS_SESSION_LOCK = 0x7
_PBT_APMSUSPEND, _PBT_APMRESUMEAUTOMATIC = 0x4, 0x12
_NOTIFY_FOR_THIS_SESSION = 0

logger = logging.getLogger(__name__)


class WindowsSessionLock(SessionLock):
    """Listens through a window of its own that is never shown: no filter looks at every message of the others."""

    supported = True

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ear: _Ear | None = None

    def start(self) -> None:
        """See `SessionLock`."""
        if self._ear is None and sys.platform == "win32":
            self._ear = _Ear(self)
            if not ctypes.windll.wtsapi32.WTSRegisterSessionNotification(
                wintypes.HWND(int(self._ear.winId())), _NOTIFY_FOR_THIS_SESSION
            ):
                logger.warning("Windows will not tell when the screen locks")

    def stop(self) -> None:
        """See `SessionLock`."""
        if self._ear is not None and sys.platform == "win32":
            ctypes.windll.wtsapi32.WTSUnRegisterSessionNotification(wintypes.HWND(int(self._ear.winId())))
            self._ear.deleteLater()
            self._ear = None

    def heard(self, message: int, what: int) -> None:
        """A message of Windows and its wParam."""
        if message == _WM_WTSSESSION_CHANGE and what == _WTS_SESSION_LOCK:
            self.locked.emit()
        elif message == _WM_POWERBROADCAST and what == _PBT_APMSUSPEND:
            self.sleeping.emit()
        elif message == _WM_POWERBROADCAST and what == _PBT_APMRESUMEAUTOMATIC:
            self.woke.emit()


class _Ear(QWidget):
    def __init__(self, lock: WindowsSessionLock) -> None:
        super().__init__()
        self._lock = lock

    def nativeEvent(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> object:
        """Qt's."""
        if kind == b"windows_generic_MSG":
            told = wintypes.MSG.from_address(int(message))
            self._lock.heard(told.message, told.wParam)
        return super().nativeEvent(kind, message)
