"""What Enter does on a page that leads somewhere."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget


def took_enter(page: QWidget, event: QKeyEvent, go_on: Callable[[], object]) -> bool:
    """Whether `event` was Enter: it presses the button that has the focus, and goes on anywhere else."""
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return False
    focused = page.focusWidget()
    if isinstance(focused, QPushButton):
        focused.click()
    else:
        go_on()
    return True
