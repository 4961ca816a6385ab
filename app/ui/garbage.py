"""Garbage is collected on the window's thread only.

Python collects cycles on whichever thread happens to allocate; a widget or timer in one would then be destroyed
off its own thread, which Qt forbids ("Timers cannot be stopped from another thread") and sometimes answers by crashing.
"""

import gc

from PySide6.QtCore import QObject, QTimer

YOUNG_MS = 200  # often, so that each has little to look at
OLD_EVERY = 600  # young collections between two whole ones


class GarbageCollector(QObject):
    """Takes over from the interpreter's automatic collection until `stop`."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._until_old = OLD_EVERY
        self._timer = QTimer(self, interval=YOUNG_MS)
        self._timer.timeout.connect(self._collect)
        self._timer.start()

    def settle(self) -> None:
        """What has been loaded by now stays: collections need not look at it again (70 ms after the imports)."""
        gc.freeze()

    def forget(self) -> None:
        """After a lock: nothing of the diary stays in a cycle that was put aside as loaded for good."""
        gc.unfreeze()
        gc.collect()

    def stop(self) -> None:
        """Let the interpreter collect again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def _collect(self) -> None:
        self._until_old -= 1
        if self._until_old > 0:
            gc.collect(1)
        else:
            self._until_old = OLD_EVERY
            gc.collect()
