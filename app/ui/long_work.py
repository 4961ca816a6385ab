"""Work of seconds or minutes on the diary: how far it is, and the way to stop it."""

import threading

from PySide6.QtCore import QObject, Signal

_STEP = 0.01  # the share after which progress is told again


class LongWork(QObject):
    """Handed to the work, which any thread may do, and kept by who asked for it.

    Connect `progressed` to a method of a QObject: then it is told on the window's thread.
    """

    progressed = Signal(float)  # the share that is done, 0 to 1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stop = threading.Event()
        self._told = 0.0

    def tell(self, share: float) -> None:
        """The work's: so much is done."""
        if share >= self._told + _STEP or share >= 1.0 > self._told:
            self._told = share
            self.progressed.emit(share)

    def stop(self) -> None:
        """Ask the work to stop soon."""
        self._stop.set()

    def is_stopped(self) -> bool:
        """The work's: whether to stop."""
        return self._stop.is_set()
