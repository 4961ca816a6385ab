"""Finding and reading what a person would see, once it is there.

Pages fill when an answer from the disk or a layout arrives.
"""

import time

from PySide6.QtCore import QCoreApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

WAIT_SECONDS = 20.0  # far above what any page needs: a busy machine only makes the test slower


def named(inside: QWidget, name: str, *, part: bool = False) -> list[QAbstractButton]:
    """The buttons in sight that say `name` or are called so (with `part`: whose words have it in them), now."""

    def fits(each: QAbstractButton) -> bool:
        words = (each.text().strip(), each.accessibleName())
        return any(name in word for word in words) if part else name in words

    whole = inside.isVisible()
    return [
        each
        for each in inside.findChildren(QAbstractButton)
        if (each.isVisible() if whole else each.isVisibleTo(inside)) and fits(each)
    ]


def buttons(inside: QWidget, name: str, *, part: bool = False, at_least: int = 1) -> list[QAbstractButton]:
    """The buttons in sight of that name, as soon as there are enough of them."""
    until = time.monotonic() + WAIT_SECONDS
    while len(found := named(inside, name, part=part)) < at_least:
        assert time.monotonic() < until, (name, len(found))
        QTest.qWait(10)
    return found


def button(inside: QWidget, name: str, *, part: bool = False) -> QAbstractButton:
    """The one button in sight of that name, as soon as there is one."""
    found = buttons(inside, name, part=part)
    assert len(found) == 1, (name, len(found))
    return found[0]


def words(inside: QWidget) -> str:
    """The labels in sight, a line each, after what waits to be shown: Qt shows what joins an open page one by one."""
    QCoreApplication.sendPostedEvents()
    return "\n".join(label.text() for label in inside.findChildren(QLabel) if label.isVisible())
