"""Somebody who cannot see the window can still use all of it: a name and a role on everything that takes the focus."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget

NAMELESS = {  # roles that only hold others
    QAccessible.Role.Client,
    QAccessible.Role.Pane,
    QAccessible.Role.Grouping,
    QAccessible.Role.Window,
    QAccessible.Role.ScrollBar,
    QAccessible.Role.Border,
    QAccessible.Role.LayeredPane,
    QAccessible.Role.Splitter,
    QAccessible.Role.Separator,
    QAccessible.Role.Whitespace,
    QAccessible.Role.StaticText,  # its text is its name; an empty one says nothing
}


def _walk(interface: QAccessibleInterface, faults: list[str], path: str) -> int:
    widget = interface.object()
    visible = not isinstance(widget, QWidget) or widget.isVisible()
    if not visible:
        return 0
    name = interface.text(QAccessible.Text.Name)
    role = interface.role()
    here = f"{path}/{type(widget).__name__ if widget is not None else role.name}"
    focusable = isinstance(widget, QWidget) and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    if role is QAccessible.Role.NoRole:
        faults.append(f"{here} has no role")
    if (focusable or role not in NAMELESS) and not name.strip():
        faults.append(f"{here} ({role.name}) has no name")
    seen = 1
    for index in range(interface.childCount()):
        child = interface.child(index)
        if child is not None and child.isValid():
            seen += _walk(child, faults, here)
    return seen


def nameless(window: QWidget) -> tuple[list[str], int]:
    """What has no name or no role, and how many interfaces were looked at."""
    faults: list[str] = []
    interface = QAccessible.queryAccessibleInterface(window)
    assert interface is not None
    seen = _walk(interface, faults, "")
    return faults, seen
