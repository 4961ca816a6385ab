"""The microphone is closed as soon as nothing more is to be heard, however long the words take afterwards."""

import pytest

from app.config import Settings
from app.engines import Engines
from app.errors import DiskFull
from app.session import DiarySession, Listening, SessionEvent, Stored
from app.storage.audio import AudioJournal, AudioWriter
from app.storage.repository import Diary
from app.voice.recogniser import Transcript
from tests.pretended_microphone import PretendedMicrophone, microphone
from tests.sessions import diary, engines, settings

__all__ = ["diary", "engines", "microphone", "settings"]


class Slow:
    """A recogniser that takes as long as the microphone is open, and at most some seconds."""

    def __init__(self, microphone: PretendedMicrophone) -> None:
        self._microphone = microphone
        self.was_closed: list[bool] = []

    def stream(self) -> "Slow":
        return self

    def feed(self, _block: object) -> None:
        """No word yet."""

    def finish(self) -> Transcript:
        self.was_closed.append(self._microphone.wait_until_closed())
        return Transcript("천천히 옮긴 말", ())


@pytest.fixture
def told() -> list[SessionEvent]:
    """What a listener hears."""
    return []


@pytest.fixture
def session(
    diary: Diary,
    settings: Settings,
    engines: Engines,
    microphone: PretendedMicrophone,
    told: list[SessionEvent],
) -> DiarySession:
    settings["microphone"] = microphone.name
    return DiarySession(diary, settings, engines, listener=told.append)


@pytest.fixture
def slow(engines: Engines, microphone: PretendedMicrophone, monkeypatch: pytest.MonkeyPatch) -> Slow:
    made = Slow(microphone)
    monkeypatch.setattr(engines, "recogniser", lambda: made)
    return made


@pytest.mark.parametrize("in_window", [True, False])
def test_after_its_seconds(session: DiarySession, slow: Slow, told: list[SessionEvent], in_window: bool) -> None:
    [utterance] = session.hear_microphone(seconds=3, in_window=in_window)
    assert slow.was_closed == [True]
    assert session.diary.utterance(utterance.id).text == "천천히 옮긴 말"
    whose = [event.in_window for event in told if isinstance(event, Listening | Stored)]
    assert whose == [in_window, in_window]


def test_after_a_failure(session: DiarySession, slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> AudioWriter:
        raise DiskFull

    monkeypatch.setattr(AudioJournal, "begin", full)
    with pytest.raises(DiskFull):
        session.hear_microphone(seconds=600)
    assert slow.was_closed == [True]
    [entry] = session.diary.entries()
    assert [each.text for each in entry.utterances] == ["천천히 옮긴 말"]
