"""The engines of one process: the same every time, except where a setting says otherwise."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.config import Settings
from app.engines import Engines
from app.errors import NoSpeaker

WORDS = "오늘은 조금 천천히 걸어 볼까요."


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.json")


def test_the_speaker_follows_its_rate(settings: Settings) -> None:
    engines = Engines(settings)
    usual = engines.speaker()
    assert engines.speaker() is usual
    settings["speech_rate"] = 80
    slow = engines.speaker()
    assert slow is not usual and engines.speaker() is slow
    assert slow.synthesise(WORDS).seconds > 1.3 * usual.synthesise(WORDS).seconds


def test_a_voice_that_waits_for_its_sound_system_keeps_no_other_engine_waiting(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answers = threading.Event(), threading.Event()

    def hanging(**_: object) -> object:
        asked.set()
        answers.wait()
        return object()

    monkeypatch.setattr("app.voice.speaker.Speaker", hanging)
    monkeypatch.setattr(Engines, "_load_emotion", lambda *_: object())
    engines = Engines(settings)
    with ThreadPoolExecutor(2) as threads:
        try:
            speaker = threads.submit(engines.speaker)
            asked.wait()
            threads.submit(engines.emotion).result(30)
            assert not speaker.done()
        finally:
            answers.set()


def test_the_speaker_follows_its_loudspeaker(settings: Settings) -> None:
    engines = Engines(settings)
    speech = engines.speaker().synthesise(WORDS)
    settings["loudspeaker"] = "no such loudspeaker"
    with pytest.raises(NoSpeaker):
        engines.speaker().play(speech)


def test_many_threads_get_one_speaker_while_the_rate_changes(settings: Settings) -> None:
    engines = Engines(settings)

    def change(turn: int) -> None:
        settings["speech_rate"] = 100 + turn

    with ThreadPoolExecutor(8) as threads:
        for turn in range(40):
            threads.submit(change, turn)
            threads.submit(engines.speaker)
    last = engines.speaker()
    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(lambda _: engines.speaker(), range(40))) == {last}
