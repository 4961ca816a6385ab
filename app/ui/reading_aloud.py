"""When a reply is read aloud by itself: once, after it was asked for, and never into an open microphone."""

from PySide6.QtCore import QObject, Signal, Slot

from app.diary.entry import Utterance
from app.errors import NoSpeaker, NoVoice, TodakError, VoiceError
from app.models.companion.commands import asked
from app.ui.live_session import LiveSession


class ReadingAloud(QObject):
    """Reads the reply to what was said or typed in this window.

    While the microphone is open it waits, since it would hear itself; then only the last reply is read. Recovered
    sentences and those other programs handed over are not read: nobody in front of the window has just said them.
    After a recording that failed nothing is read: a headset takes its loudspeaker with it, and what is said on screen
    about the one would give way to the other. Without a loudspeaker or a voice it says so once and then keeps quiet
    until a reply is asked for by hand.
    """

    answered_here = Signal(object)  # what was said or typed in this window, with its reply

    def __init__(self, live: LiveSession, parent: QObject) -> None:
        super().__init__(parent)
        self._live = live
        self._waiting: Utterance | None = None
        self._expected: set[str] = set()
        self._gave_up = False
        live.speaking_changed.connect(self._speaking_changed)
        live.stored.connect(self._stored)
        live.answered.connect(self._answered)
        live.recording_changed.connect(self._recording_changed)
        live.trouble.connect(self._trouble)

    def expect(self, utterance: Utterance) -> None:
        """This utterance was typed here: its reply is to be read."""
        self._expected.add(utterance.id)

    @Slot(object)
    def _stored(self, utterance: Utterance) -> None:
        if self._live.recording != "idle" and not utterance.recovered:
            self._expected.add(utterance.id)

    @Slot(object)
    def _answered(self, utterance: Utterance) -> None:
        if utterance.id not in self._expected:
            return
        self._expected.discard(utterance.id)
        self.answered_here.emit(utterance)
        command = asked(utterance)
        if self._gave_up or (command is not None and not command.is_spoken):
            return
        if self._live.recording == "idle":
            self._live.speak_reply(utterance, asked=False)
        else:
            self._waiting = utterance

    @Slot(object)
    def _trouble(self, error: TodakError) -> None:
        if isinstance(error, VoiceError):
            self._waiting = None
        if isinstance(error, NoSpeaker | NoVoice):
            self._gave_up = True

    @Slot(str)
    def _speaking_changed(self, utterance_id: str) -> None:
        if utterance_id:
            self._gave_up = False  # one of ours, or asked for by hand: worth another try

    @Slot(str)
    def _recording_changed(self, state: str) -> None:
        if state == "opening":
            self._waiting = None
        elif state == "idle" and self._waiting is not None and not self._gave_up:
            waiting, self._waiting = self._waiting, None
            self._live.speak_reply(waiting, asked=False)
