"""One line of the settings: what it is at the left, its control at the right."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.widgets import build
from app.ui.widgets.side_layout import SideLayout


class SettingRow(QWidget):
    """`label`, a quiet `help` under it, and `control`, which goes below them where there is no room beside them.

    The label is the control's buddy; what has no name for screen readers yet gets the label's words as one.
    """

    def __init__(self, label: str, control: QWidget, help: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        line = SideLayout(self)
        line.setContentsMargins(20, 14, 20, 14)
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        name = build.label(label, wrap=True)
        name.setBuddy(control)
        column.addWidget(name)
        self._help = build.label(help, "soft", wrap=True)
        column.addWidget(self._help)
        self._help.setVisible(bool(help))  # not before: without a parent it would be a window of its own
        line.addWidget(words)
        line.addWidget(control)
        if not control.accessibleName():
            control.setAccessibleName(label)
        control.setAccessibleDescription(help)

    def show_help(self, help: str) -> None:
        """Say something else under the label."""
        self._help.setText(help)
        self._help.setVisible(bool(help))
