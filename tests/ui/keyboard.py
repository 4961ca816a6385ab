"""Typing what QTest cannot: its keys are ASCII."""

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit


def write(field: QLineEdit, text: str) -> None:
    """Type Hangul as an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(field, event)
