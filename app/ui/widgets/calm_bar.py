"""A quiet bar while a calm sound plays: which one, another one, stop."""

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from app.ui.calm_sounds import ORDER
from app.ui.live_session import LiveSession
from app.ui.widgets import build
from app.voice.calm_sounds import CalmSound


class CalmBar(QWidget):
    """Hidden while nothing is played."""

    def __init__(self, live: LiveSession) -> None:
        super().__init__()
        self._calm = live.calm
        strip = build.area("quiet")
        self._choice = QComboBox()
        self._choice.setAccessibleName(self.tr("조용한 소리 고르기"))
        for sound in ORDER:
            self._choice.addItem(self._named(sound), sound.value)
        self._choice.activated.connect(lambda at: self._calm.play(ORDER[at]))
        stop = build.button(self.tr("멈추기"), "link", self._calm.fade, icon="stop")
        stop.setAccessibleName(self.tr("조용한 소리 멈추기"))
        inside = QHBoxLayout(strip)
        inside.setContentsMargins(16, 5, 8, 5)
        inside.setSpacing(10)
        inside.addWidget(build.label(self.tr("조용한 소리"), "soft"))
        inside.addWidget(self._choice)
        inside.addWidget(stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 10)
        row.addStretch(1)
        row.addWidget(strip)
        row.addStretch(1)
        self._calm.changed.connect(self._show_sound)
        self._show_sound()

    def _named(self, sound: CalmSound) -> str:
        return {
            CalmSound.RAIN: self.tr("빗소리"),
            CalmSound.WAVES: self.tr("파도 소리"),
            CalmSound.BROWN: self.tr("낮은 바람 소리"),
            CalmSound.PAD: self.tr("느린 화음"),
        }[sound]

    def _show_sound(self) -> None:
        sound = self._calm.sound
        self.setVisible(sound is not None)
        if sound is not None:
            with QSignalBlocker(self._choice):
                self._choice.setCurrentIndex(ORDER.index(sound))
