"""Calm sounds in the window: one at a time, only when asked for, never into a microphone or beside a hard card."""

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.diary.entry import Care, Utterance
from app.errors import TodakError
from app.ui.workers import Worker
from app.voice.calm_sounds import CalmSound

if TYPE_CHECKING:
    from app.ui.live_session import LiveSession

AGAIN_MS = 600  # of quiet after something was read aloud, before the sound goes on
ORDER = tuple(CalmSound)


class CalmSounds(QObject):
    """Plays calm sounds in a thread of its own. `sound` is what is wanted (None: nothing), also while it waits.

    Recording, the lock and a hard card end it; a reply or a recording that is played makes it wait.
    """

    changed = Signal()

    def __init__(self, live: "LiveSession") -> None:
        super().__init__(live)
        self._live = live
        self.sound: CalmSound | None = None
        self._fade = threading.Event()
        self._stop = threading.Event()
        self._worker = Worker("calm", self)
        self._again = QTimer(self, interval=AGAIN_MS, singleShot=True)
        self._again.timeout.connect(self._begin)
        live.recording_changed.connect(self._recording_changed)
        live.speaking_changed.connect(self._speaking_changed)
        live.answered.connect(self._answered)

    @property
    def is_busy(self) -> bool:
        """Whether a sound is being made or heard."""
        return self._worker.is_busy

    def play(self, sound: CalmSound) -> None:
        """Play `sound` in the place of any other. Nothing happens while a recording is under way."""
        if not self._live.is_open or self._live.recording != "idle":
            return
        self._fade.set()
        self._want(sound)
        if not self._live.speaking:
            self._begin()

    def play_another(self) -> None:
        """The next of them; the first, when none is played."""
        self.play(ORDER[0] if self.sound is None else ORDER[(ORDER.index(self.sound) + 1) % len(ORDER)])

    def fade(self) -> None:
        """End it softly."""
        self._fade.set()
        self._want(None)

    def stop(self) -> None:
        """Be silent at once."""
        self._stop.set()
        self.fade()

    def end(self) -> None:
        """Stop, and end the thread. The object is of no use any more."""
        self.stop()
        self._worker.stop()

    def _want(self, sound: CalmSound | None) -> None:
        self._again.stop()
        if sound is not self.sound:
            self.sound = sound
            self.changed.emit()

    @Slot()
    def _begin(self) -> None:
        sound = self.sound
        if sound is None:
            return
        self._fade = fade = threading.Event()
        self._stop = stop = threading.Event()
        device: str | None = self._live.settings["loudspeaker"]

        def work() -> None:
            from app.voice.calm_player import play_calm

            if not fade.is_set():
                play_calm(sound, fade, stop, device)

        def failed(error: TodakError) -> None:
            if self._fade is fade:
                self._want(None)
                self._live.trouble.emit(error)

        self._worker.run(work, failed=failed, owner=self)

    @Slot(str)
    def _recording_changed(self, state: str) -> None:
        if state != "idle":
            self.stop()

    @Slot(str)
    def _speaking_changed(self, utterance_id: str) -> None:
        if self.sound is None:
            return
        if utterance_id:
            self._again.stop()
            self._fade.set()
        else:
            self._again.start()

    @Slot(object)
    def _answered(self, utterance: Utterance) -> None:
        if utterance.reply is not None and utterance.reply.care is Care.HARD:
            self.stop()
