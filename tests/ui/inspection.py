"""Looking at a window as a careful proof-reader does: cut words, overlaps, things out of sight."""

import time
from collections.abc import Iterator

from PySide6.QtCore import QRect
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QCheckBox, QLabel, QScrollArea, QWidget

SLACK = 1  # px, of rounding
SETTLES_SECONDS = 3.0  # a layout that has not come to rest by then is not slow but wrong


def faults(window: QWidget) -> list[str]:
    """What is cut, overlaps or lies outside of its parent once the layout has settled, in plain words."""
    until = time.monotonic() + SETTLES_SECONDS
    while (found := _faults_now(window)) and time.monotonic() < until:
        QTest.qWait(20)
    return found


def _faults_now(window: QWidget) -> list[str]:
    return [fault for widget in _seen(window) for fault in (*_cut(widget), *_overlaps(widget), *_outside(widget))]


def _seen(widget: QWidget) -> Iterator[QWidget]:
    if not widget.isVisible():
        return
    yield widget
    for child in widget.children():
        if isinstance(child, QWidget) and not child.isWindow():
            yield from _seen(child)


def _named(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    words = text() if callable(text) else ""
    own = f"{type(widget).__name__}({str(words or widget.accessibleName())[:40]!r})"
    parent = widget.parentWidget()
    return f"{type(parent).__name__ if parent else '-'} > {own}"


def _unbreakable(text: str) -> list[str]:
    """The pieces between which a line may end (U+200B: advice.breakable)."""
    return text.replace("\u200b", " ").split() or [""]


def _cut(widget: QWidget) -> Iterator[str]:
    if widget.property("elides"):  # shortened on purpose, with the whole in its tooltip
        return
    if isinstance(widget, QLabel) and widget.text():
        room = widget.contentsRect()
        if widget.wordWrap() or widget.hasHeightForWidth():
            needed = widget.heightForWidth(widget.width())
            if needed > widget.height() + SLACK:
                yield f"{_named(widget)} needs a height of {needed}, has {widget.height()}"
            longest = max(widget.fontMetrics().horizontalAdvance(word) for word in _unbreakable(widget.text()))
            if longest > room.width() + SLACK:
                yield f"{_named(widget)} has a word of {longest} px in {room.width()}"
        else:
            needed = max(widget.fontMetrics().horizontalAdvance(line) for line in widget.text().split("\n"))
            if needed > room.width() + SLACK:
                yield f"{_named(widget)} needs a width of {needed}, has {room.width()}"
    elif isinstance(widget, QAbstractButton) and widget.text():
        needed = widget.minimumSizeHint().width() if isinstance(widget, QCheckBox) else widget.sizeHint().width()
        if needed > widget.width() + SLACK and not widget.hasHeightForWidth():
            yield f"{_named(widget)} needs a width of {needed}, has {widget.width()}"
    elif isinstance(widget, QScrollArea) and widget.widget() is not None:
        inner = widget.widget()
        if inner.width() > widget.viewport().width() + SLACK:
            yield f"{_named(widget)} scrolls sideways: {inner.width()} in {widget.viewport().width()}"


def _overlaps(parent: QWidget) -> Iterator[str]:
    """Of the widgets in one layout, none may lie on another."""
    layout = parent.layout()
    if layout is None:
        return
    placed: list[tuple[QWidget, QRect]] = []
    for child in parent.children():
        if not isinstance(child, QWidget) or child.isWindow() or not child.isVisible():
            continue
        if child.property("overlay") or (layout.indexOf(child) < 0 and not _in_sub_layout(layout, child)):
            continue
        placed.append((child, child.geometry()))
    for index, (one, here) in enumerate(placed):
        for other, there in placed[:index]:
            shared = here.intersected(there)
            if shared.width() > SLACK and shared.height() > SLACK:
                yield f"{_named(one)} and {_named(other)} overlap by {shared.width()}x{shared.height()}"


def _in_sub_layout(layout: object, child: QWidget) -> bool:
    for index in range(layout.count()):  # type: ignore[attr-defined]
        inner = layout.itemAt(index).layout()  # type: ignore[attr-defined]
        if inner is not None and (inner.indexOf(child) >= 0 or _in_sub_layout(inner, child)):
            return True
    return False


def _outside(widget: QWidget) -> Iterator[str]:
    parent = widget.parentWidget()
    if parent is None or widget.isWindow() or isinstance(parent.parentWidget(), QAbstractScrollArea):
        return
    if isinstance(parent, QAbstractScrollArea) or parent.width() == 0:
        return
    allowed = parent.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK)
    if not allowed.contains(widget.geometry()) and not widget.property("overlay"):
        place = widget.geometry()
        yield (
            f"{_named(widget)} at {place.x()},{place.y()} {place.width()}x{place.height()} leaves its parent "
            f"{parent.width()}x{parent.height()}"
        )
