"""A sound system that hangs: nobody waits for it longer than a few seconds, and it is used again once it answers."""

import signal
import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from app.errors import NoSpeaker
from app.voice import devices
from app.voice.calm_player import play_calm
from app.voice.calm_sounds import CalmSound
from app.voice.devices import Devices, list_devices, portaudio, refresh
from app.voice.speaker import Speech, play
from tests.microphone import VirtualSound

PATIENCE = 0.5  # s, in the place of `CALL_SECONDS`
TONE = Speech(np.full(22_050 * 20, 1000, np.int16), 22_050)
Freeze = Callable[[], None]


@pytest.fixture
def freeze(sound: VirtualSound, monkeypatch: pytest.MonkeyPatch) -> Iterator[Freeze]:
    """To have the sound system hang until the end of the test, where it is used again."""
    assert list_devices().loudspeaker is not None
    monkeypatch.setattr(devices, "CALL_SECONDS", PATIENCE)
    yield lambda: sound.daemon.send_signal(signal.SIGSTOP)
    monkeypatch.undo()
    sound.daemon.send_signal(signal.SIGCONT)
    for thread in threading.enumerate():
        if thread.name in ("portaudio", "close-stream"):
            thread.join()  # what was left behind
    assert refresh() and list_devices().loudspeaker is not None
    assert play(Speech(TONE.samples[:2205], 22_050), threading.Event()) is True


def test_looking_for_devices(freeze: Freeze) -> None:
    freeze()
    assert not refresh()
    assert portaudio() is None
    assert list_devices(look_again=True) == Devices()
    with pytest.raises(NoSpeaker):
        play(TONE, threading.Event())
    with pytest.raises(NoSpeaker):
        play_calm(CalmSound.RAIN, threading.Event(), threading.Event())


@pytest.mark.parametrize("player", ["speaker", "calm"])
def test_opening_the_loudspeaker(freeze: Freeze, monkeypatch: pytest.MonkeyPatch, player: str) -> None:
    monkeypatch.setattr("app.voice.speaker.refresh", freeze)  # it hangs from the opening on
    monkeypatch.setattr("app.voice.calm_player.refresh", freeze)
    with pytest.raises(NoSpeaker):
        if player == "speaker":
            play(TONE, threading.Event())
        else:
            play_calm(CalmSound.PAD, threading.Event(), threading.Event())
    assert portaudio() is None


def test_being_stopped(freeze: Freeze, sound: VirtualSound) -> None:
    stop = threading.Event()
    ended: list[bool] = []
    player = threading.Thread(target=lambda: ended.append(play(TONE, stop)))
    with sound.listening() as heard:
        player.start()
        sound.heard_when(heard, lambda all_: bool(np.any(all_ > 500)))
        freeze()
        stop.set()
        player.join(20)
        assert ended == [False], "it does not wait for the stream, which is left behind"
        assert not refresh(), "nor is the list made anew under it"


def test_the_list_is_not_made_anew_while_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = portaudio()
    assert sound is not None
    own, freed = sound.query_devices, threading.Event()
    frees: list[threading.Thread] = []

    def query() -> object:
        frees.append(threading.Thread(target=refresh))
        frees[0].start()
        assert not freed.wait(0.2), "PortAudio's list was freed under its reader"
        return own()

    monkeypatch.setattr(sound, "_terminate", freed.set)
    monkeypatch.setattr(sound, "_initialize", lambda: None)
    monkeypatch.setattr(sound, "query_devices", query)
    list_devices()
    frees[0].join()
    assert freed.is_set()
