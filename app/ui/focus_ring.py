"""Whether the focus shows its ring: after a key it does, after a click the user knows where they clicked.

The rule of `:focus-visible` (https://www.w3.org/TR/selectors-4/#the-focus-visible-pseudo), which Qt's style sheets do
not know: the property `ring` stands for it.
"""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

RING = "ring"


class FocusRing(QObject):
    """Marks the button that has the focus with whether its ring is to be seen."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._by_key = False
        app.focusWindowChanged.connect(self._watch)
        app.focusChanged.connect(self._moved)

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)  # once is enough
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's: what the user did last."""
        kind = event.type()
        if kind is QEvent.Type.KeyPress:
            self._by_key = True
        elif kind is QEvent.Type.MouseButtonPress:
            self._by_key = False
        return False

    def _moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        if isinstance(now, QAbstractButton) and now.property(RING) is not self._by_key:
            now.setProperty(RING, self._by_key)
            now.style().unpolish(now)
            now.style().polish(now)
            now.update()


def is_shown(widget: QWidget) -> bool:
    """Whether a widget that draws its own ring draws it now."""
    return widget.hasFocus() and widget.property(RING) is not False
