"""Toggles in a row, of which any number can be on."""

from collections.abc import Hashable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QPushButton, QWidget

from app.ui.widgets import build
from app.ui.widgets.flow_layout import FlowLayout

C = TypeVar("C", bound=Hashable)


class ChoiceRow(QWidget, Generic[C]):
    """`changed` tells what is on, in the order in which it was clicked; with `numbered` the order is written, too."""

    changed = Signal(object)

    def __init__(self, choices: Sequence[tuple[C, str]], *, numbered: bool = False) -> None:
        super().__init__()
        self._numbered = numbered
        self._on: list[C] = []
        self._words = dict(choices)
        self._buttons: dict[C, QPushButton] = {}
        row = FlowLayout(self, spacing=6)
        for choice, word in choices:
            button = build.button(word, "toggle")
            button.setCheckable(True)
            button.clicked.connect(lambda on, choice=choice: self._click(choice, on))
            self._buttons[choice] = button
            row.addWidget(button)

    def set_picture(self, choice: C, picture: QIcon, size: int) -> None:
        """Give a toggle an icon, `size` px square."""
        self._buttons[choice].setIconSize(QSize(size, size))
        self._buttons[choice].setIcon(picture)
        self.show_choices(self._on)

    def show_choices(self, on: Sequence[C]) -> None:
        """Show what is on, in its order."""
        self._on = list(on)
        for choice, button in self._buttons.items():
            button.setChecked(choice in self._on)
            word = self._words[choice]
            if self._numbered and len(self._on) > 1 and choice in self._on:
                word = f"{self._on.index(choice) + 1}  {word}"
            button.setText(word if button.icon().isNull() else f" {word}")  # Qt sets words close to the icon
            button.setAccessibleName(word)

    def _click(self, choice: C, on: bool) -> None:
        kept = [each for each in self._on if each != choice]
        self.show_choices([*kept, choice] if on else kept)
        self.changed.emit(tuple(self._on))
