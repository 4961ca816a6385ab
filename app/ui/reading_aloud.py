"""When a reply is read aloud by itself: once, after it was asked for, and never into an open microphone."""

from PySide6.QtCore import QObject, Signal, Slot

from app.diary.entry import Utterance
from app.errors import NoSpeaker, NoVoice, TodakError, VoiceError
from app.models.companion.commands import asked
from app.ui.live_session import LiveSession


class ReadingAloud(QObject):
    """Reads the reply to what was said or typed in this window.

    While the microphone is open it waits, since it would hear itself; then only the last reply is read, and none where
    something else is to be played by hand. Recovered sentences and those other programs handed over are not read:
    nobody in front of the window has just said them. After a recording that failed nothing is read: a headset takes its
    loudspeaker with it, and what is said on screen about the one would give way to the other. Without a loudspeaker or
    a voice it says so once and then keeps quiet until a reply is asked for by hand.
    """

    answered_here = Signal(object)  # what was said or typed in this window, with its reply
    unread = Signal(object)  # one of these that is not read, once no microphone is open: a screen reader says it

    def __init__(self, live: LiveSession, parent: QObject) -> None:
        super().__init__(parent)
        self._live = live
        self._waiting: Utterance | None = None
        self._unread: list[Utterance] = []  # the same
        self._expected: set[str] = set()
        self._gave_up = False
        self._hushed = False
        live.speaking_changed.connect(self._speaking_changed)
        live.spoken_here.connect(self.expect)
        live.answered.connect(self._answered)
        live.recording_changed.connect(self._recording_changed)
        live.trouble.connect(self._trouble)

    @Slot(object)
    def expect(self, utterance: Utterance) -> None:
        """This utterance was said or typed here: its reply is to be read."""
        self._expected.add(utterance.id)

    def hush(self) -> None:
        """Be silent at once; until `go_on` nothing that is answered is read, nor told as `answered_here`."""
        self._hushed = True
        self._waiting = None
        self._unread.clear()
        self._live.stop_speaking()

    def go_on(self) -> None:
        """Read again what is answered from now on."""
        self._hushed = False

    @Slot(object)
    def _answered(self, utterance: Utterance) -> None:
        if utterance.id not in self._expected:
            return
        self._expected.discard(utterance.id)
        if self._hushed:
            return
        self.answered_here.emit(utterance)
        command = asked(utterance)
        if (command is not None and not command.is_spoken) or self._live.speaking == utterance.id:
            return  # what was asked for is heard, or is silence
        if self._gave_up or not self._live.is_read_unasked(utterance):
            self._unread.append(utterance)
            if self._live.recording == "idle":
                self._tell_unread()
        elif self._live.recording == "idle":
            self._live.speak_reply(utterance, asked=False)
        else:
            self._waiting = utterance

    def _tell_unread(self) -> None:
        unread, self._unread = self._unread, []
        for utterance in unread:
            self.unread.emit(utterance)

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
        if state == "idle":
            self._tell_unread()
        if state == "opening":
            self._waiting = None
        elif state == "idle" and self._waiting is not None and not self._gave_up:
            waiting, self._waiting = self._waiting, None
            if self._live.has_sound_waiting:
                self.unread.emit(waiting)
            else:
                self._live.speak_reply(waiting, asked=False)
