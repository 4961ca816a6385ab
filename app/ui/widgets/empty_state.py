"""What a page says, kindly, when it has nothing to show."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.ui.artwork import Picture
from app.ui.widgets import build

_MASCOT = 144  # px


class EmptyState(QScrollArea):
    """The resting rabbit, a heading, a line, and a button where there is a way on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = build.label("", "heading", wrap=True)
        self._line = build.label("", "soft", wrap=True)
        self._way_on: QPushButton | None = None
        content = QWidget()
        content.setProperty("role", "page")
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(32, 16, 32, 48)
        self._column.setSpacing(8)
        self._column.addStretch(1)
        self._column.addWidget(Picture(_MASCOT, mascot="resting"), 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self._heading, self._line):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self._column.addWidget(label)
        self._column.addStretch(2)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def say(self, heading: str, line: str = "", way_on: tuple[str, Callable[[], object]] | None = None) -> None:
        """Say this; `way_on` is what a button says and does."""
        self._heading.setText(heading)
        self._line.setText(line)
        self._line.setVisible(bool(line))
        self.setAccessibleName(heading)
        if self._way_on is not None:
            self._way_on.deleteLater()
            self._way_on = None
        if way_on is not None:
            self._way_on = build.button(way_on[0], "soft", way_on[1])
            at = self._column.indexOf(self._line) + 1
            self._column.insertWidget(at, self._way_on, 0, Qt.AlignmentFlag.AlignHCenter)

    def heading(self) -> str:
        """What it says."""
        return self._heading.text()
