"""The ring around what has the focus: for whoever goes by keys, not for whoever clicks."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui import focus_ring
from app.ui.focus_ring import FocusRing
from app.ui.widgets.build import button


@pytest.fixture
def window(dressed: QApplication, qtbot: QtBot) -> QWidget:
    """Three buttons, the first with the focus."""
    ring = FocusRing(dressed)
    made = QWidget()
    column = QVBoxLayout(made)
    for word in ("하나", "둘", "셋"):
        column.addWidget(button(word))
    qtbot.addWidget(made, before_close_func=lambda _: ring.deleteLater())
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.findChildren(QPushButton)[0].setFocus()
    return made


def press(window: QWidget, at: QPushButton) -> None:
    QTest.mouseClick(
        window.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at.geometry().center()
    )


def test_a_click_shows_no_ring_and_tab_does(window: QWidget) -> None:
    first, second, third = window.findChildren(QPushButton)
    press(window, second)
    assert second.hasFocus()
    assert not focus_ring.is_shown(second)
    before = third.grab().toImage()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
    assert third.hasFocus()
    assert focus_ring.is_shown(third)
    assert third.grab().toImage() != before
    press(window, first)
    assert first.hasFocus()
    assert not focus_ring.is_shown(first)


def test_the_ring_can_be_seen_in_the_style(window: QWidget) -> None:
    first = window.findChildren(QPushButton)[0]
    press(window, first)
    plain = first.grab().toImage().pixelColor(QPoint(first.width() // 2, 1))
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert first.hasFocus()
    assert first.grab().toImage().pixelColor(QPoint(first.width() // 2, 1)) != plain
