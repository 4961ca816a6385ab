"""What another Todak hands over to the window: the lock ends it and waits for it, idle minutes do not."""

import json
import signal
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.config import Settings
from app.diary.entry import Utterance
from app.handover import hand_over
from app.ui.idle import IdleWatch
from app.ui.live_session import LiveSession
from tests.conftest import PASSPHRASE, Todak, open_diary
from tests.pretended_microphone import PretendedMicrophone, microphone

__all__ = ["microphone"]


class Asking(threading.Thread):
    """A `hear` in another Todak; `result` is what it prints."""

    def __init__(self, folder: Path, **given: object) -> None:
        super().__init__()
        self._folder = folder
        self._request = {"text": None, "audio": None, "mic": None, "date": None, "new_entry": False, "speak": False}
        self._request |= given
        self.result: dict[str, Any] = {}
        self.start()

    def run(self) -> None:
        self.result = hand_over(self._folder, PASSPHRASE, self._request)


def test_the_lock_closes_the_microphone_and_keeps_what_was_said(
    live: LiveSession, settings: Settings, qtbot: QtBot, diary_folder: Path, microphone: PretendedMicrophone
) -> None:
    settings["microphone"] = microphone.name
    with qtbot.waitSignal(live.partial, timeout=60_000):
        asking = Asking(diary_folder, mic=600)
    assert microphone.is_open
    with qtbot.waitSignal(live.closed, timeout=60_000):
        live.close()
    assert not microphone.is_open
    asking.join(20)
    [told] = asking.result["utterances"]
    with open_diary(diary_folder) as diary:
        utterance = diary.utterance(told["id"])
        assert utterance.text and utterance.text == told["text"] and utterance.has_audio and utterance.reply
        assert diary.audio.info(utterance.id).sealed and diary.audio.unsealed() == []


def test_ctrl_c_over_there_closes_the_microphone_here_and_tells_what_was_said(
    todak: Todak,
    live: LiveSession,
    settings: Settings,
    qtbot: QtBot,
    diary_folder: Path,
    microphone: PretendedMicrophone,
) -> None:
    settings["microphone"] = microphone.name
    with qtbot.waitSignals([live.another_listens, live.partial], timeout=60_000):
        process = todak.start("hear", "--mic", "600", "--json")
    assert microphone.is_open and live.recording == "idle"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err.decode()
    [told] = json.loads(out)["utterances"]
    assert not microphone.is_open
    with open_diary(diary_folder) as diary:
        assert diary.utterance(told["id"]).text == told["text"] != ""


def test_idle_minutes_wait_for_what_is_being_heard(
    live: LiveSession, settings: Settings, qtbot: QtBot, diary_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings["lock_after"] = 10
    began, enough = threading.Event(), threading.Event()
    hear_text = live.session.hear_text

    def hear_slowly(text: str, **when: Any) -> Utterance:
        began.set()
        enough.wait(20)
        return hear_text(text, **when)

    monkeypatch.setattr(live.session, "hear_text", hear_slowly)
    watch = IdleWatch(settings, live, live)
    asking = Asking(diary_folder, text="창 밖에서 하는 말")
    assert began.wait(20)
    later = time.time() + 10 * 60 + 1
    monkeypatch.setattr("app.ui.idle.time.time", lambda: later)
    with qtbot.assertNotEmitted(watch.idle):
        watch.look()
    enough.set()
    asking.join(20)
    assert asking.result["utterances"][0]["text"] == "창 밖에서 하는 말"
    much_later = later + 10 * 60 + 1
    monkeypatch.setattr("app.ui.idle.time.time", lambda: much_later)
    with qtbot.waitSignal(watch.idle, timeout=1_000):
        watch.look()
