"""When nobody is there any more, the diary locks."""

import time

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

from app.config import Settings
from app.ui.live_session import LiveSession

LOOK_MS = 5_000
_SIGNS_OF_LIFE = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}


class IdleWatch(QObject):
    """Tells `idle` when nothing was pressed, moved or said for the minutes the setting `lock_after` names.

    An open microphone is no sign of life, only words are: a recording that was forgotten ends with the lock.
    It compares wall clocks, which go on while the computer sleeps: a laptop opened the next morning is locked.
    """

    idle = Signal()

    def __init__(self, settings: Settings, live: LiveSession, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self._live = live
        self._last = time.time()
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        live.partial.connect(self.somebody_is_there)
        live.stored.connect(self.somebody_is_there)
        # Keys that an input method takes never reach the window; what it composes moves the cursor.
        QGuiApplication.inputMethod().cursorRectangleChanged.connect(self.somebody_is_there)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._focused)

    def watch(self, window: QWindow) -> None:
        """Look at what comes in through `window` (not at every event of every widget: that would be thousands)."""
        window.installEventFilter(self)

    def _focused(self, window: QWindow | None) -> None:
        """A dialog has a window of its own."""
        if window is not None:
            self.watch(window)

    def somebody_is_there(self) -> None:
        """Count from now."""
        self._last = time.time()

    def look(self) -> None:
        """Lock if it is time."""
        minutes = self._settings["lock_after"]
        if self._live.speaking or self._live.hears_for_another:
            self.somebody_is_there()
        elif minutes and time.time() - self._last >= 60 * minutes and self._live.is_open:
            self.somebody_is_there()
            self.idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's."""
        if event.type() in _SIGNS_OF_LIFE:
            self.somebody_is_there()
        return False
