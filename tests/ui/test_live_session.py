"""The session behind the window: calls return at once, signals tell the rest."""

import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.config import Settings
from app.diary.emotion import Emotion
from app.diary.entry import Utterance
from app.errors import TodakError
from app.session import Answered, Stored
from app.ui.live_session import LiveSession
from app.ui.reading_aloud import ReadingAloud
from tests.conftest import open_diary


def test_words_are_stored_then_understood_then_answered(live: LiveSession, qtbot: QtBot, diary_folder: Path) -> None:
    told: list[tuple[str, Utterance]] = []
    live.stored.connect(lambda utterance: told.append(("stored", utterance)))
    live.understood.connect(lambda utterance: told.append(("understood", utterance)))
    with qtbot.waitSignal(live.answered, timeout=20_000) as answered:
        live.say("오늘은 엄마랑 시장에 다녀와서 참 즐거웠다.", lambda _: None, lambda error: None)
    utterance = answered.args[0]
    assert [name for name, _ in told] == ["stored", "understood"]
    assert utterance.reading.model and utterance.reply.text
    with open_diary(diary_folder) as diary:
        assert diary.utterance(utterance.id) == utterance


def test_a_job_without_its_own_failure_path_is_told(live: LiveSession, qtbot: QtBot) -> None:
    with qtbot.waitSignal(live.trouble, timeout=5_000) as trouble:
        live.read(lambda diary: diary.entry("nobody"), lambda entry: None)
    assert isinstance(trouble.args[0], TodakError) and trouble.args[0].code == "not_found"


def test_only_the_newest_of_a_topic_is_told(live: LiveSession, qtbot: QtBot) -> None:
    told: list[int] = []
    begun = threading.Event()
    live.read(lambda diary: begun.wait(5), lambda _: None)
    for number in range(5):
        live.read(lambda diary, number=number: number, told.append, topic="count")  # type: ignore[misc]
    begun.set()
    qtbot.waitUntil(lambda: told == [4], timeout=5_000)


def test_a_correction_is_told_and_kept_beside_the_prediction(
    live: LiveSession, qtbot: QtBot, diary_folder: Path
) -> None:
    with qtbot.waitSignal(live.answered, timeout=20_000) as answered:
        live.say("회의가 길어져서 점심을 못 먹었다.", lambda _: None, lambda error: None)
    before: Utterance = answered.args[0]
    with qtbot.waitSignal(live.utterance_changed, timeout=5_000) as changed:
        live.change_utterance(lambda diary: diary.correct(before.id, Emotion.ANGER))
    assert changed.args[0].felt is Emotion.ANGER
    with open_diary(diary_folder) as diary:
        assert diary.utterance(before.id).reading == before.reading


def test_closing_waits_for_what_was_said(live: LiveSession, qtbot: QtBot, diary_folder: Path) -> None:
    live.say("잠그기 바로 전에 한 말.", lambda _: None, lambda error: None)
    with qtbot.waitSignal(live.closed, timeout=30_000):
        live.close()
    assert not live.is_open
    with open_diary(diary_folder, read_only=False) as diary:  # and the lock is free again
        assert [utterance.text for entry in diary.entries() for utterance in entry.utterances] == [
            "잠그기 바로 전에 한 말."
        ]


@pytest.mark.parametrize("what", ["reply", "recording", "sentence"])
def test_nothing_is_played_into_an_open_microphone(
    live: LiveSession, qtbot: QtBot, settings: Settings, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    states: list[str] = []  # of the recording, whenever something sounds

    def sounds(*_: object) -> bool:
        states.append(live.recording)
        return True

    class Loudspeaker:
        play = staticmethod(sounds)

    monkeypatch.setattr(live.session, "synthesise", lambda _text: None)
    monkeypatch.setattr(live.session, "play_recording", sounds)
    monkeypatch.setattr(live.session.engines, "speaker", Loudspeaker)
    monkeypatch.setattr("app.voice.speaker.play", sounds)
    with qtbot.waitSignal(live.answered, timeout=20_000) as answered:
        live.say("오늘은 책을 읽었다.", lambda _: None, lambda error: None)
    utterance: Utterance = answered.args[0]
    aloud = ReadingAloud(live, live)
    live._set_recording("listening")
    with qtbot.waitSignal(aloud.answered_here, timeout=5_000):
        live._told.emit(Stored(utterance, in_window=True))
        live._told.emit(Answered(utterance))  # its reply waits to be read
    if what == "reply":
        live.speak_reply(utterance, asked=True)
    elif what == "recording":
        live.play_recording(utterance)
    else:
        live.try_loudspeaker("들리나요?", lambda _: None, lambda error: None)
    assert live.recording == "finishing"
    assert live.speaking == ("" if what == "sentence" else utterance.id)  # its button can stop it before it begins
    live._set_recording("idle")
    qtbot.waitUntil(lambda: states == ["idle"] and live.speaking == "", timeout=5_000)


def test_what_is_stopped_before_the_microphone_is_closed_is_not_played(
    live: LiveSession, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with qtbot.waitSignal(live.answered, timeout=20_000) as answered:
        live.say("오늘은 책을 읽었다.", lambda _: None, lambda error: None)
    played: list[object] = []
    monkeypatch.setattr(live.session, "play_recording", lambda *_: played.append(_))
    live._set_recording("listening")
    live.play_recording(answered.args[0])
    live.stop_speaking()
    live._set_recording("idle")
    qtbot.waitUntil(lambda: live.speaking == "", timeout=5_000)
    assert played == []


def test_closing_does_not_wait_for_a_sound_system_that_hangs(
    live: LiveSession, qtbot: QtBot, diary_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.live_session.SILENT_MS", 100)
    answers = threading.Event()
    live._speaking.run(answers.wait)
    live.say("스피커가 멈춘 채로 한 말.", lambda _: None, lambda error: None)
    try:
        with qtbot.waitSignal(live.closed, timeout=30_000):
            live.close()
        with open_diary(diary_folder, read_only=False) as diary:
            [entry] = diary.entries()
            assert [utterance.text for utterance in entry.utterances] == ["스피커가 멈춘 채로 한 말."]
    finally:
        answers.set()


def test_no_microphone_is_said_and_recording_ends(live: LiveSession, qtbot: QtBot, settings: Settings) -> None:
    settings["microphone"] = "no such microphone"
    with qtbot.waitSignal(live.trouble, timeout=20_000) as trouble:
        live.start_recording()
        assert live.recording == "opening"
    assert trouble.args[0].code == "no_microphone"
    assert live.recording == "idle"
