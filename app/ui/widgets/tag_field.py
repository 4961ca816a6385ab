"""The tags of an entry: chips to take away, and a field to add one, completed from those used before."""

import unicodedata
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QVBoxLayout, QWidget

from app.ui.widgets import build
from app.ui.widgets.flow_layout import FlowLayout

LONGEST = 40  # characters


class _Field(QLineEdit):
    """Enter adds the tag and goes no further."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


class TagField(QWidget):
    """`changed` tells all tags after one was added or taken away."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tags: list[str] = []
        self._known = QStringListModel(self)
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips, spacing=6)
        self._field = _Field()
        self._field.setMaxLength(LONGEST)
        self._field.setPlaceholderText(self.tr("꼬리표 더하기"))
        self._field.setAccessibleName(self.tr("꼬리표 더하기"))
        completer = QCompleter(self._known, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        # The completer puts its choice into the field after it has told it.
        completer.activated.connect(self._add_later)
        self._field.setCompleter(completer)
        self._field.editingFinished.connect(self._add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._chips)
        column.addWidget(self._field)
        self._chips.hide()

    def show_tags(self, tags: Sequence[str]) -> None:
        """Show these; what is being typed stays."""
        if list(tags) == self._tags:
            return
        self._tags = list(tags)
        self._flow.clear()
        for tag in self._tags:
            chip = build.button(tag, "toggle", partial(self._remove, tag), icon="close", token="soft")
            chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross stands behind the word
            chip.setAccessibleName(self.tr("꼬리표 {tag} 떼기").format(tag=tag))
            chip.setToolTip(self.tr("눌러서 떼기"))
            self._flow.addWidget(chip)
        self._chips.setVisible(bool(self._tags))

    def know(self, tags: Sequence[str]) -> None:
        """Complete from these, in this order."""
        if self._known.stringList() != list(tags):
            self._known.setStringList(list(tags))

    def _add_later(self, _chosen: str) -> None:
        QTimer.singleShot(0, self, self._add)

    def _add(self) -> None:
        typed = unicodedata.normalize("NFC", self._field.text()).strip().lstrip("#").strip()
        self._field.clear()
        if typed and typed not in self._tags:
            self._change([*self._tags, typed])

    def _remove(self, tag: str) -> None:
        self._change([each for each in self._tags if each != tag])
        self._field.setFocus()  # the chip that had it is gone

    def _change(self, tags: list[str]) -> None:
        self.show_tags(tags)
        self.changed.emit(tags)
