"""Calm sounds in the window: only when asked for, one at a time, with a bar; never into a microphone or by a crisis."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from app.config import Settings
from app.diary.entry import Utterance
from app.errors import NoSpeaker
from app.ui.calm_sounds import CalmSounds
from app.ui.live_session import LiveSession
from app.ui.main_window import MainWindow
from app.ui.widgets.breathing_dialog import BreathingDialog
from app.ui.widgets.calm_bar import CalmBar
from app.voice.calm_sounds import CalmSound
from tests.ui import find

WAIT = 20_000  # ms


class Loudspeaker:
    """Plays nothing, and notes what it was given and how that ended."""

    def __init__(self) -> None:
        self.played: list[CalmSound] = []
        self.ended: list[str] = []

    def __call__(self, sound: CalmSound, fade: threading.Event, stop: threading.Event, device: str | None) -> None:
        self.played.append(sound)
        while not fade.wait(0.005) and not stop.is_set():
            pass
        self.ended.append("at once" if stop.is_set() else "softly")


@pytest.fixture
def loudspeaker(monkeypatch: pytest.MonkeyPatch) -> Loudspeaker:
    made = Loudspeaker()
    monkeypatch.setattr("app.voice.calm_player.play_calm", made)
    return made


@pytest.fixture
def window(
    loudspeaker: Loudspeaker, live: LiveSession, settings: Settings, qtbot: QtBot, diary_folder: Path
) -> MainWindow:
    settings["voice_consent"] = True
    settings["speak_replies"] = False
    made = MainWindow(settings, diary_folder, live, has_diary=True)
    qtbot.addWidget(made, before_close_func=lambda _: setattr(made, "_closing", True))
    made.show()
    return made


def say(window: MainWindow, live: LiveSession, qtbot: QtBot, text: str) -> Utterance:
    """Type `text` into the window, and wait for the answer."""
    shell = window.shell
    assert shell is not None
    with qtbot.waitSignal(live.answered, timeout=60_000) as answered:
        live.say(text, shell._aloud.expect, lambda error: pytest.fail(str(error)))
    utterance = answered.args[0]
    assert isinstance(utterance, Utterance)
    return utterance


def bar(window: MainWindow) -> CalmBar:
    [found] = window.findChildren(CalmBar)
    return found


def test_nothing_plays_unasked_and_a_command_plays_it(
    window: MainWindow, live: LiveSession, loudspeaker: Loudspeaker, qtbot: QtBot
) -> None:
    say(window, live, qtbot, "오늘은 빗소리를 들으면서 책을 읽었다.")
    assert loudspeaker.played == [] and not bar(window).isVisible()
    utterance = say(window, live, qtbot, "파도 소리 틀어 줘")
    qtbot.waitUntil(lambda: loudspeaker.played == [CalmSound.WAVES], timeout=WAIT)
    assert utterance.reply is not None and "파도 소리" in utterance.reply.text
    assert bar(window).isVisible()
    [choice] = bar(window).findChildren(QComboBox)
    assert choice.currentText() == "파도 소리" and choice.accessibleName()
    say(window, live, qtbot, "음악 꺼 줘")
    qtbot.waitUntil(lambda: loudspeaker.ended == ["softly"], timeout=WAIT)
    assert not bar(window).isVisible()


def test_another_is_chosen_in_the_bar_and_the_button_stops_it(
    window: MainWindow, live: LiveSession, loudspeaker: Loudspeaker, qtbot: QtBot
) -> None:
    live.calm.play(CalmSound.RAIN)
    qtbot.waitUntil(lambda: loudspeaker.played == [CalmSound.RAIN], timeout=WAIT)
    [choice] = bar(window).findChildren(QComboBox)
    choice.activated.emit(choice.findText("느린 화음"))
    qtbot.waitUntil(lambda: loudspeaker.played == [CalmSound.RAIN, CalmSound.PAD], timeout=WAIT)
    assert loudspeaker.ended == ["softly"]  # one at a time
    find.button(bar(window), "조용한 소리 멈추기").click()
    qtbot.waitUntil(lambda: loudspeaker.ended == ["softly", "softly"], timeout=WAIT)
    assert live.calm.sound is None and not bar(window).isVisible()


@pytest.mark.parametrize(
    "end",
    [
        lambda window, live: live._set_recording("opening"),
        lambda window, live: window.lock(),
    ],
    ids=["recording", "lock"],
)
def test_it_is_silent_at_once(
    window: MainWindow,
    live: LiveSession,
    loudspeaker: Loudspeaker,
    qtbot: QtBot,
    end: Callable[[MainWindow, LiveSession], None],
) -> None:
    live.calm.play(CalmSound.BROWN)
    qtbot.waitUntil(lambda: loudspeaker.played == [CalmSound.BROWN], timeout=WAIT)
    end(window, live)
    qtbot.waitUntil(lambda: loudspeaker.ended == ["at once"], timeout=WAIT)
    assert live.calm.sound is None
    live.calm.play(CalmSound.BROWN)  # not into an open microphone, not into a locked diary
    assert live.calm.sound is None
    live._set_recording("idle")
    assert loudspeaker.played == [CalmSound.BROWN]


def test_it_waits_while_something_is_read_aloud(
    window: MainWindow, live: LiveSession, loudspeaker: Loudspeaker, qtbot: QtBot
) -> None:
    live.calm.play(CalmSound.RAIN)
    qtbot.waitUntil(lambda: loudspeaker.played == [CalmSound.RAIN], timeout=WAIT)
    live._set_speaking("some utterance")
    qtbot.waitUntil(lambda: loudspeaker.ended == ["softly"], timeout=WAIT)
    assert live.calm.sound is CalmSound.RAIN and bar(window).isVisible()
    live._set_speaking("")
    qtbot.waitUntil(lambda: loudspeaker.played == [CalmSound.RAIN] * 2, timeout=WAIT)


def test_a_crisis_ends_it_and_nothing_of_it_follows(
    window: MainWindow, live: LiveSession, loudspeaker: Loudspeaker, qtbot: QtBot
) -> None:
    live.calm.play(CalmSound.RAIN)
    qtbot.waitUntil(lambda: loudspeaker.played == [CalmSound.RAIN], timeout=WAIT)
    say(window, live, qtbot, "죽고 싶어")
    qtbot.waitUntil(lambda: loudspeaker.ended == ["at once"], timeout=WAIT)
    say(window, live, qtbot, "음악 틀어 줘")
    assert loudspeaker.played == [CalmSound.RAIN] and not bar(window).isVisible()
    assert not window.findChildren(BreathingDialog)
    say(window, live, qtbot, "숨 쉬기 하자")  # but a breath steadies, and the card itself offers it
    qtbot.waitUntil(lambda: len(window.findChildren(BreathingDialog)) == 1, timeout=WAIT)
    window.findChild(BreathingDialog).reject()


def test_without_a_loudspeaker_the_bar_goes_and_it_is_said_once(
    live: LiveSession, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> None:
        raise NoSpeaker()

    monkeypatch.setattr("app.voice.calm_player.play_calm", missing)
    calm: CalmSounds = live.calm
    with qtbot.waitSignal(live.trouble, timeout=WAIT) as trouble:
        calm.play(CalmSound.RAIN)
    assert isinstance(trouble.args[0], NoSpeaker) and calm.sound is None
