"""What a command asks the window to do, done once its answer is there: a page, a sound, a breath, the microphone."""

from PySide6.QtCore import QObject, Signal, Slot

from app.config import Settings
from app.diary.entry import Utterance
from app.models.companion.commands import Command, Recognised, asked
from app.models.companion.periods import Period, period_of
from app.ui.live_session import LiveSession
from app.ui.places import CalendarAt, DayAt, Place, Today
from app.ui.reading_aloud import ReadingAloud
from app.ui.settings_keeper import SettingsKeeper
from app.voice.calm_sounds import CalmSound

LONG = 40  # days from which a period is shown as its year
# What sounds would be heard by the microphone, and who follows the breath does not want it open: it is closed first.
_CLOSES_MICROPHONE = frozenset({Command.DIARY, Command.SOUND, Command.BREATHE})


class Errands(QObject):
    """Carries out commands that were said or typed in this window, and no others: not those of a recovered recording or
    another program.
    """

    go = Signal(object)  # Place
    breathe = Signal()

    def __init__(self, live: LiveSession, settings: Settings, aloud: ReadingAloud, parent: QObject) -> None:
        super().__init__(parent)
        self._live = live
        self._settings = settings
        self._keeper = SettingsKeeper(live, settings, self)
        self._waiting: tuple[Recognised, Utterance] | None = None  # until the microphone is closed
        aloud.answered_here.connect(self._answered)
        live.recording_changed.connect(self._recording_changed)

    def forget(self) -> None:
        """What waits for the microphone is not wanted any more."""
        self._waiting = None

    @Slot(object)
    def _answered(self, utterance: Utterance) -> None:
        command = asked(utterance)
        self._waiting = None
        if command is None:
            return
        if self._live.recording == "idle" or command.command not in _CLOSES_MICROPHONE:
            self._do(command, utterance)
        else:
            self._waiting = command, utterance
            self._live.stop_recording()

    @Slot(str)
    def _recording_changed(self, state: str) -> None:
        if state == "idle" and self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            self._do(*waiting)

    def _do(self, asked_for: Recognised, utterance: Utterance) -> None:
        live = self._live
        match asked_for.command:
            case Command.DIARY:
                self._open_days(asked_for, utterance)
            case Command.SOUND if asked_for.sound:
                live.calm.play(CalmSound(asked_for.sound))
            case Command.SOUND:
                live.calm.play_another()
            case Command.SOUND_STOP:
                live.calm.fade()
                live.stop_speaking()
            case Command.BREATHE:
                self.breathe.emit()
            case Command.QUIET:
                live.calm.fade()
                live.stop_speaking()
                self._keeper.change("speak_replies", False)
            case Command.RECORD if self._settings["voice_consent"]:
                live.start_recording()
            case Command.RECORD_STOP | Command.CLOSE:
                live.stop_recording()
            case Command.REPEAT if live.recording == "idle" and not self._settings["speak_replies"]:
                live.speak_reply(utterance, asked=True)

    def _open_days(self, asked_for: Recognised, utterance: Utterance) -> None:
        today = self._live.session.day_of(utterance.started_at)
        period = period_of(asked_for.when, today)
        assert utterance.reply is not None
        if period is None:
            return
        self.go.emit(_place(period, today))
        if asked_for.aloud:
            self._live.read_days_aloud(period.first, period.last, utterance.reply.text)


def _place(period: Period, today: object) -> Place:
    if period.is_day:
        return Today() if period.first == today else DayAt(period.first)
    return CalendarAt(period.first, year=(period.last - period.first).days > LONG)
