"""The session behind the window: calls return at once, signals tell the rest."""

import threading
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.config import Settings
from app.diary.emotion import Emotion
from app.diary.entry import Utterance
from app.errors import TodakError
from app.ui.live_session import LiveSession
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


def test_no_microphone_is_said_and_recording_ends(live: LiveSession, qtbot: QtBot, settings: Settings) -> None:
    settings["microphone"] = "no such microphone"
    with qtbot.waitSignal(live.trouble, timeout=20_000) as trouble:
        live.start_recording()
        assert live.recording == "opening"
    assert trouble.args[0].code == "no_microphone"
    assert live.recording == "idle"
