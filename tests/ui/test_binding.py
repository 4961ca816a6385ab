"""The Qt binding keeps the interpreter's books: PySide6 6.12.0 on Python 3.11 loses a None at every void call.

After some thousand calls such a process dies in the middle of whatever it does.
"""

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QFont, QPen
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

CALLS = 2_000
SLACK = 100  # what other code does to None's count meanwhile


@pytest.mark.parametrize("kind", (QFont, QPen, QRectF, QTimer, QWidget, QHBoxLayout), ids=lambda kind: kind.__name__)
def test_a_void_call_keeps_none(qapp: QApplication, kind: type) -> None:
    made = kind()
    voids: dict[type, Callable[[], object]] = {
        QFont: lambda: made.setPixelSize(12),
        QPen: lambda: made.setWidthF(2.0),
        QRectF: lambda: made.setWidth(1.0),
        QTimer: lambda: made.stop(),
        QWidget: lambda: made.updateGeometry(),
        QHBoxLayout: lambda: made.setSpacing(4),
    }
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        voids[kind]()
    assert sys.getrefcount(None) > before - SLACK
