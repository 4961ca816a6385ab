"""The button that plays a recording or reads a reply aloud, and stops it."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QWidget

from app.diary.entry import Utterance
from app.ui.live_session import LiveSession
from app.ui.widgets import build


class SoundButton(QPushButton):
    """An icon button: listen, or stop while what it plays is heard. `recording`: the user's voice, else the reply.

    A click is the asking: this is the only way by which a crisis reply is ever read aloud.
    """

    def __init__(
        self, live: LiveSession, utterance: Utterance, *, recording: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._live = live
        self._utterance = utterance
        self._recording = recording
        self.setProperty("kind", "icon")
        self.clicked.connect(self._pressed)
        live.speaking_changed.connect(self._follow)
        self._follow("")

    def show_utterance(self, utterance: Utterance) -> None:
        """From now on play this one."""
        self._utterance = utterance
        self._follow("")

    @property
    def is_playing(self) -> bool:
        """Whether what it plays is heard now."""
        return self._live.speaking == self._utterance.id and self._live.plays_recording is self._recording

    def _pressed(self) -> None:
        if self.is_playing:
            self._live.stop_speaking()
        elif self._recording:
            self._live.play_recording(self._utterance)
        else:
            self._live.speak_reply(self._utterance, asked=True)

    @Slot(str)
    def _follow(self, _utterance_id: str) -> None:
        if self.is_playing:
            build.show_icon(self, "stop", self.tr("그만 듣기"), "accent_ink")
        elif self._recording:
            build.show_icon(self, "play", self.tr("녹음 듣기"))
        else:
            build.show_icon(self, "listen", self.tr("답을 소리로 듣기"))
