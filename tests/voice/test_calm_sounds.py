"""Calm sounds: no clipping, no seam, the spectra they are said to have; faded in and out; stopped."""

import threading

import numpy as np
import numpy.typing as npt
import pytest

from app.errors import NoSpeaker
from app.voice.calm_player import FADE_IN, FADE_OUT, Looping, play_calm
from app.voice.calm_sounds import LOUDNESS, PEAK, PERIOD, CalmSound, loop
from app.voice.speaker import Speech
from tests.microphone import SPEAKER_RATE, VirtualSound

RATE = 24_000
BLOCK = RATE // 50
Loops = dict[CalmSound, npt.NDArray[np.float64]]


@pytest.fixture(scope="module")
def loops() -> Loops:
    """Each sound as floats, full scale 1."""
    return {sound: loop(sound, RATE) / 32_767 for sound in CalmSound}


def octaves(samples: npt.NDArray[np.float64], edges: list[float]) -> npt.NDArray[np.float64]:
    """Mean power density in each octave from an edge to its double, in dB."""
    power = np.abs(np.fft.rfft(samples)) ** 2
    hertz = np.fft.rfftfreq(len(samples), 1 / RATE)
    return np.array([10 * np.log10(power[(hertz >= low) & (hertz < 2 * low)].mean()) for low in edges])


@pytest.mark.parametrize("sound", CalmSound)
def test_it_is_as_long_and_as_quiet_as_said_and_never_clips(loops: Loops, sound: CalmSound) -> None:
    samples = loops[sound]
    assert len(samples) == RATE * PERIOD
    assert np.sqrt(np.mean(samples**2)) == pytest.approx(LOUDNESS, rel=0.01)
    assert np.abs(samples).max() <= PEAK
    assert abs(samples.mean()) < 1e-4


@pytest.mark.parametrize("sound", CalmSound)
def test_the_seam_is_no_larger_a_step_than_the_sound_makes_anyway(loops: Loops, sound: CalmSound) -> None:
    samples = loops[sound]
    steps = np.abs(np.diff(samples))
    assert abs(samples[0] - samples[-1]) <= np.quantile(steps, 0.999)
    # Nor a bend: what changes from step to step is as small across the seam as elsewhere.
    bends = np.abs(np.diff(samples, 2))
    around = np.concatenate((samples[-3:], samples[:3]))
    assert np.abs(np.diff(around, 2)).max() <= 1.5 * np.quantile(bends, 0.999)


def test_brown_noise_falls_by_six_decibels_an_octave(loops: Loops) -> None:
    levels = octaves(loops[CalmSound.BROWN], [250, 500, 1_000, 2_000, 4_000])
    assert np.diff(levels) == pytest.approx(-6.0, abs=0.6)


def test_rain_is_brighter_than_the_waves_and_the_pad_has_no_hiss(loops: Loops) -> None:
    def share_above(sound: CalmSound, corner: float) -> float:
        power = np.abs(np.fft.rfft(loops[sound])) ** 2
        return float(power[np.fft.rfftfreq(RATE * PERIOD, 1 / RATE) > corner].sum() / power.sum())

    assert share_above(CalmSound.RAIN, 1_000) > 0.6 > share_above(CalmSound.WAVES, 1_000)
    assert share_above(CalmSound.PAD, 2_500) < 1e-6


def test_waves_come_and_go_and_the_others_stay(loops: Loops) -> None:
    def unrest(sound: CalmSound) -> float:
        seconds = np.sqrt(np.mean(loops[sound].reshape(PERIOD, RATE) ** 2, axis=1))
        return float(seconds.max() / seconds.min())

    assert unrest(CalmSound.WAVES) > 2 > unrest(CalmSound.RAIN)
    assert unrest(CalmSound.BROWN) < 1.5


def test_a_seed_always_gives_the_same_sound() -> None:
    first, second, other = (loop(CalmSound.RAIN, 8_000, seed) for seed in (1, 1, 2))
    assert np.array_equal(first, second) and not np.array_equal(first, other)


# --- playing ---------------------------------------------------------------------------------------------------------


def level(samples: npt.NDArray[np.int16]) -> float:
    return float(np.sqrt(np.mean((samples / 32_767.0) ** 2)))


def test_it_fades_in_goes_round_and_fades_out() -> None:
    speech = Speech(np.full(RATE, 10_000, np.int16), RATE)  # level, so that only the fade is heard; one second
    fade = threading.Event()
    looping = Looping(None, speech, fade, threading.Event(), None)
    blocks = [looping.take(BLOCK) for _ in range(50 * 4)]
    heard = np.concatenate(blocks)
    assert len(heard) == 4 * RATE  # four times round
    assert heard[0] < 10 and np.all(np.diff(heard.astype(int)) >= 0)
    assert heard[round(FADE_IN * RATE) + 1] == 10_000
    fade.set()
    assert not looping.is_over
    ending = [looping.take(BLOCK) for _ in range(round(FADE_OUT * 50) + 1)]
    assert np.all(np.diff(np.concatenate(ending).astype(int)) <= 0)
    assert looping.is_over and len(looping.take(BLOCK)) == 0


def test_it_is_heard_on_the_loudspeaker_and_ends_softly(sound: VirtualSound) -> None:
    fade, stop = threading.Event(), threading.Event()
    player = threading.Thread(target=play_calm, args=(CalmSound.BROWN, fade, stop))
    with sound.listening() as heard:
        player.start()
        samples = sound.heard_when(heard, lambda all_: level(all_[-SPEAKER_RATE // 2 :]) > LOUDNESS / 2)
        assert level(samples[-SPEAKER_RATE // 2 :]) < 4 * LOUDNESS
        fade.set()
        player.join(10)
        assert not player.is_alive()


def test_it_stops_at_once(sound: VirtualSound) -> None:
    fade, stop = threading.Event(), threading.Event()
    player = threading.Thread(target=play_calm, args=(CalmSound.PAD, fade, stop))
    with sound.listening() as heard:
        player.start()
        sound.heard_when(heard, lambda all_: level(all_[-SPEAKER_RATE // 4 :]) > LOUDNESS / 8)
        stop.set()
        player.join(5)
        assert not player.is_alive()


def test_without_a_loudspeaker_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from contextlib import nullcontext

    monkeypatch.setattr("app.voice.calm_player.using_portaudio", lambda: nullcontext(None))
    with pytest.raises(NoSpeaker):
        play_calm(CalmSound.RAIN, threading.Event(), threading.Event())
