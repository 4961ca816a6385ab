"""How far long work is, and a button that stops it."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from app.ui.long_work import LongWork
from app.ui.widgets import build
from app.ui.widgets.flow_layout import FlowLayout

_STEPS = 1_000


class WorkBar(QWidget):
    """Hidden until `follow`, and again after `end`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work: LongWork | None = None
        self._words = build.label("", "soft", wrap=True)
        self._bar = QProgressBar()
        self._bar.setRange(0, _STEPS)
        self._bar.setTextVisible(False)
        self._stop = build.button(self.tr("멈추기"), "outline", self.stop, icon="pause")
        buttons = QWidget()
        FlowLayout(buttons).addWidget(self._stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for each in (self._words, self._bar, buttons):
            column.addWidget(each)
        self.hide()

    def follow(self, work: LongWork, words: str, *, at_once: bool = True) -> None:
        """Show how far `work` is; `words` say what is being done.

        Not `at_once`: when it tells how far it is, which work that turns out to be short does not.
        """
        self._work = work
        self._words.setText(words)
        self._bar.setAccessibleName(words)
        self._stop.setAccessibleDescription(words)
        self._stop.setEnabled(True)
        self._bar.setValue(0)
        work.progressed.connect(self._show)
        self.setVisible(at_once)

    @property
    def is_following(self) -> bool:
        """Whether there is work that has neither been done nor failed."""
        return self._work is not None

    def stop(self) -> None:
        """Ask the work to stop; it ends soon, or is done before. Shown from now on, if it was not."""
        if self._work is not None:
            self._work.stop()
            self._words.setText(self.tr("멈추고 있어요…"))
            self._stop.setEnabled(False)
            self.show()

    def end(self) -> None:
        """The work is done, or has failed."""
        self._work = None
        self.hide()

    @Slot(float)
    def _show(self, share: float) -> None:
        if self._work is not None:
            self._bar.setValue(round(_STEPS * share))
            self.show()
