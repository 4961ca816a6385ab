"""The first run: what Todak is, consent, a passphrase, the recovery key, a look at the devices."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.config import Settings
from app.ui import theme as themes
from app.ui.live_session import LiveSession
from app.ui.pages.welcome_steps import DevicesStep, HelloStep, PassphraseStep, RecoveryStep, Step, TermsStep
from app.ui.widgets import build
from app.ui.widgets.enter_key import took_enter
from app.ui.widgets.step_dots import StepDots

WIDTH, HEIGHT = 720, 660  # px, of all of it, in the middle of a larger window


class WelcomePage(QWidget):
    """Leads to an open diary in `folder`: `live` is open from the recovery key on.

    `finished` at the end; `found_diary` when there was a diary already and the user wants to open that.
    """

    finished = Signal()
    found_diary = Signal()

    def __init__(self, settings: Settings, folder: Path, live: LiveSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        terms = TermsStep()
        self._passphrase = PassphraseStep(live, settings, folder, terms)
        self._passphrase.found_diary.connect(self.found_diary)
        self._recovery = RecoveryStep(live)
        self._steps: list[Step] = [
            HelloStep(),
            terms,
            self._passphrase,
            self._recovery,
            DevicesStep(live, settings),
        ]
        self._lay_out()
        for step in self._steps:
            step.changed.connect(self._show_ways)
            step.done.connect(self._next)
        self._go_to(0)

    def _lay_out(self) -> None:
        self._dots = StepDots(len(self._steps))
        self._stack = QStackedWidget()
        for step in self._steps:
            self._stack.addWidget(self._scrolled(step))
        self._back = build.button(self.tr("뒤로"), "link", self._go_back, icon="back")
        self._later = build.button("", "link", lambda: self.step.skip())
        self._onward = build.button("", "primary", lambda: self.step.advance())
        ways = QHBoxLayout()
        ways.setSpacing(8)
        ways.addWidget(self._back)
        ways.addStretch(1)
        ways.addWidget(self._later)
        ways.addWidget(self._onward)
        middle = QWidget()
        middle.setMaximumSize(themes.keeper().size(WIDTH), themes.keeper().size(HEIGHT))
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 24, 0, 24)
        column.setSpacing(16)
        column.addWidget(self._dots, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._stack, 1)
        column.addLayout(ways)
        row = QHBoxLayout(self)
        row.setContentsMargins(32, 0, 32, 0)
        row.addStretch(1)
        row.addWidget(middle, 1000)
        row.addStretch(1)

    @staticmethod
    def _scrolled(step: Step) -> QScrollArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(2, 8, 2, 0)
        column.addWidget(step)
        column.addStretch(1)
        return build.scrolling(inside, step.title)

    @property
    def step(self) -> Step:
        """The step one is at."""
        return self._steps[self._stack.currentIndex()]

    def _next(self) -> None:
        at = self._stack.currentIndex() + 1
        if at == len(self._steps):
            self.step.leave()
            self.finished.emit()
            return
        if self._steps[at] is self._recovery:
            self._recovery.show_key(self._passphrase.key)
            self._passphrase.key = ""
        self._go_to(at)

    def _go_back(self) -> None:
        self._go_to(self._stack.currentIndex() - 1)

    def _go_to(self, at: int) -> None:
        self.step.leave()
        self._stack.setCurrentIndex(at)
        self._dots.show_step(at)
        self.setAccessibleName(self.step.title)
        self._show_ways()
        self.step.arrive()
        (self.step.first_focus() or self._onward).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_ways(self) -> None:
        step = self.step
        self._back.setVisible(step.can_go_back and self._stack.currentIndex() > 0)
        self._later.setText(step.later())
        self._later.setVisible(bool(step.later()) and not step.is_ready)
        self._onward.setText(step.onward())
        self._onward.setEnabled(step.is_ready)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: Enter presses the button that has the focus, and goes on anywhere else."""
        if not took_enter(self, event, self._enter):
            super().keyPressEvent(event)

    def _enter(self) -> None:
        if not self.step.take_enter() and self.step.is_ready:
            self.step.advance()
