"""Breathing together, 4-7-8: a circle to follow, words and a count; Esc or the button ends it at once."""

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStyle, QVBoxLayout, QWidget

from app.diary.entry import Care, Utterance
from app.ui.breathing import ROUNDS, Breath, Phase, breath_at
from app.ui.live_session import LiveSession
from app.ui.screen_reader import announce
from app.ui.widgets import build
from app.ui.widgets.breath_circle import STILL, BreathCircle
from app.ui.widgets.step_dots import StepDots

FRAME_MS = 33
STILL_FRAME_MS = 200  # where motion is not wanted only the count changes
WIDTH, HEIGHT = 420, 520  # px


class BreathingDialog(QDialog):
    """Begins when it is shown. Closes by itself when the diary is locked. `open` it; it deletes itself.

    `breathed` tells each part of a breath: who breathes along presses no key, and is there.
    """

    breathed = Signal()

    def __init__(self, live: LiveSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "page")
        self.setWindowTitle(self.tr("숨 고르기"))
        self._phase: Phase | None = None
        self._is_still = False
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.timeout.connect(lambda: self.show_breath(breath_at(self._since.elapsed() / 1000)))
        self._circle = BreathCircle()
        self._words = build.label("", "title", wrap=True)
        self._count = build.label("", "display")
        self._dots = StepDots(ROUNDS)
        self._hint = build.label(self.tr("어지럽거나 답답하면 바로 멈추고 편하게 쉬세요."), "caption", wrap=True)
        self._end = build.button(self.tr("그만하기"), "outline", self.accept)
        for label in (self._words, self._count, self._hint):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        self._end.setFocus()
        live.closed.connect(self.reject)
        live.answered.connect(self._answered)

    def _lay_out(self) -> None:
        over = QVBoxLayout(self._circle)
        over.addWidget(self._count, alignment=Qt.AlignmentFlag.AlignCenter)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._end)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 28, 28, 24)
        column.setSpacing(14)
        column.addWidget(self._words)
        column.addWidget(self._circle, 1)
        column.addWidget(self._dots, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._hint)
        column.addLayout(foot)
        self.resize(WIDTH, HEIGHT)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's."""
        super().showEvent(event)
        # How a platform tells Qt (before 6.12) that it wants no motion.
        self._is_still = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self) <= 0
        self._since.start()
        self.show_breath(breath_at(0))
        self._timer.start(STILL_FRAME_MS if self._is_still else FRAME_MS)

    @property
    def is_moving(self) -> bool:
        """Whether the circle grows and shrinks, or only the words and the count change."""
        return self._timer.isActive() and not self._is_still

    def show_breath(self, breath: Breath) -> None:
        """Show a moment of it."""
        self._circle.show_fullness(STILL if self._is_still else breath.fullness)
        self._count.setText(str(breath.left) if breath.phase in (Phase.IN, Phase.HOLD, Phase.OUT) else "")
        if breath.phase is not self._phase:
            self._phase = breath.phase
            self._dots.show_step(breath.round - 1)
            self._dots.setAccessibleName(
                self.tr("{count}번 가운데 {now}번째 숨").format(count=ROUNDS, now=breath.round)
            )
            self._say(self._named(breath.phase))
            self.breathed.emit()
        if breath.phase is Phase.DONE:
            self._timer.stop()
            self._hint.setText("")
            self._end.setText(self.tr("닫기"))

    def _answered(self, utterance: Utterance) -> None:
        if utterance.reply is not None and utterance.reply.care is Care.HARD:
            self.reject()  # what another program handed over: nothing stands over such a reply

    def _named(self, phase: Phase) -> str:
        return {
            Phase.READY: self.tr("편하게 앉아 볼까요?"),
            Phase.IN: self.tr("코로 들이쉬어요"),
            Phase.HOLD: self.tr("그대로 멈춰요"),
            Phase.OUT: self.tr("입으로 길게 내쉬어요"),
            Phase.DONE: self.tr("잘 쉬었어요. 이제 편하게 숨 쉬세요."),
        }[phase]

    def _say(self, words: str) -> None:
        self._words.setText(words)
        announce(self, words)
