"""Calm sounds, computed: rain, waves, brown noise, a slow pad. No recordings.

Every sound is made periodic, so that it can be repeated without a seam and needs no crossfade. Noise is white noise of
one period, filtered in the frequency domain: for a linear filter that is the steady answer to the noise repeated for
ever (Oppenheim and Schafer, Discrete-Time Signal Processing, the DFT and circular convolution), hence as smooth from
the last sample to the first as anywhere else. Tones get whole numbers of oscillations in a period, swells too.

Arrays are mono float64 of `PERIOD` seconds at the asked rate until `loop` makes int16 of them.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Samples = npt.NDArray[np.float64]

PERIOD = 32  # seconds until a sound repeats
LOUDNESS = 0.05  # RMS of full scale, about -26 dBFS: below a speaking voice
PEAK = 0.5  # of full scale, at most
BROWN_CORNER = 60.0  # Hz: below it the brown noise is level (small loudspeakers are silent there), above it falls
_REFERENCE = 440.0  # Hz, the a of the pad
# The pad's two chords in semitones above a: A major with its seventh and ninth and no third, and F sharp minor 7.
_CHORDS = ((-24, -12, -5, -1, 2), (-27, -15, -8, -5, 0))
_PARTIALS = 4  # overtones of a pad's note
_DROP_TONES = (1_100.0, 1_700.0, 2_600.0, 3_900.0)  # Hz
_DROPS_PER_SECOND = 14.0  # of each tone


class CalmSound(StrEnum):
    """What can be played."""

    RAIN = "rain"
    WAVES = "waves"
    BROWN = "brown"
    PAD = "pad"


def loop(sound: CalmSound, rate: int, seed: int = 0) -> "npt.NDArray[np.int16]":
    """`sound` as int16 samples at `rate` Hz, `PERIOD` seconds, to be repeated end to beginning without a seam.

    One `seed` always gives the same sound. Takes about a second.
    """
    import numpy as np

    makers: dict[CalmSound, Callable[[int, np.random.Generator], Samples]] = {
        CalmSound.RAIN: _rain,
        CalmSound.WAVES: _waves,
        CalmSound.BROWN: _brown,
        CalmSound.PAD: _pad,
    }
    made = makers[sound](rate, np.random.default_rng(seed))
    made -= made.mean()
    made *= LOUDNESS / np.sqrt(np.mean(made**2))
    made *= min(1.0, PEAK / np.abs(made).max())
    return np.rint(32_767 * made).astype(np.int16)


def _brown(rate: int, random: "np.random.Generator") -> "Samples":
    """A leaky integral of white noise, y[n] = a y[n-1] + x[n], a = exp(-2 pi corner / rate): one pole.

    Its power falls by 6 dB an octave above the corner (Brownian noise: Voss and Clarke, J. Acoust. Soc. Am. 63, 1978);
    without the leak it would wander off.
    """
    import numpy as np

    leak = np.exp(-2 * np.pi * BROWN_CORNER / rate)
    turn = np.exp(-2j * np.pi * np.arange(rate * PERIOD // 2 + 1) / (rate * PERIOD))
    return _filtered(random.standard_normal(rate * PERIOD), 1 / (1 - leak * turn))


def _rain(rate: int, random: "np.random.Generator") -> "Samples":
    """The hiss of many drops, and single ones close by.

    The hiss is noise between a first-order high pass and low pass. A single drop is a decaying sine, the ringing of the
    bubble that a drop leaves in water (Minnaert, Phil. Mag. 16, 1933), at random moments (a Poisson process).
    """
    import numpy as np

    count = rate * PERIOD
    hiss = _filtered(random.standard_normal(count), _high_pass(350.0, rate) * _low_pass(3_200.0, rate))
    hiss /= hiss.std()
    hiss *= 1 + 0.18 * _swell(count, random, slowest=1, fastest=5)
    drops = np.zeros(count)
    seconds = np.arange(rate // 4) / rate
    for tone in _DROP_TONES:
        ringing = np.sin(2 * np.pi * tone * seconds) * np.exp(-seconds * tone / 25) * (1 - np.exp(-seconds * 4_000))
        hits = np.zeros(count)
        at = random.integers(0, count, random.poisson(_DROPS_PER_SECOND * PERIOD))
        np.add.at(hits, at, random.lognormal(-1.0, 0.7, len(at)))
        drops += np.fft.irfft(np.fft.rfft(hits) * np.fft.rfft(ringing, count), count)
    rain: Samples = hiss + 0.3 * drops / drops.std()
    return rain


def _waves(rate: int, random: "np.random.Generator") -> "Samples":
    """Waves that come in and run out: dark noise that swells, and brighter foam that follows a little later."""
    import numpy as np

    count = rate * PERIOD
    dark = _filtered(random.standard_normal(count), _low_pass(260.0, rate) * _high_pass(40.0, rate))
    foam = _filtered(random.standard_normal(count), _low_pass(2_400.0, rate) * _high_pass(500.0, rate))
    swell, spray = np.zeros(count), np.zeros(count)
    for start, height in ((0.0, 1.0), (7.4, 0.75), (15.6, 0.95), (24.2, 0.8)):
        swell += height * _wave(count, rate, start, rise=3.2, fall=2.6)
        spray += height**2 * _wave(count, rate, start + 2.2, rise=1.6, fall=2.0)
    waves: Samples = (0.3 + swell) * dark / dark.std() + (0.1 + 0.75 * spray) * foam / foam.std()
    return waves


def _wave(count: int, rate: int, start: float, rise: float, fall: float) -> "Samples":
    """One wave's loudness, from 0 to 1 and back: a raised cosine for `rise` seconds, an exponential for `fall`.

    What goes beyond the period begins it.
    """
    import numpy as np

    since = np.mod(np.arange(count) / rate - start, PERIOD)
    rising = 0.5 - 0.5 * np.cos(np.pi * np.minimum(since / rise, 1))
    falling = np.exp(-np.maximum(since - rise, 0) / fall)
    # At the period's end what is left of the exponential is taken off evenly, so that the next one begins at nothing.
    left = np.exp(-(PERIOD - rise) / fall)
    wave: Samples = rising * (falling - left * np.maximum(since - rise, 0) / (PERIOD - rise))
    return wave


def _pad(rate: int, random: "np.random.Generator") -> "Samples":
    """Two chords that give way to each other, with equal power: cos and sin, squared they add up to 1.

    Each partial is three sines a whole number of oscillations per period apart, which beat slowly. Frequencies are
    those of equal temperament, f = 440 * 2 ** (semitones / 12), rounded to the period.
    """
    import numpy as np

    count = rate * PERIOD
    turn = 2 * np.pi * np.arange(count) / count
    chords = []
    for chord in _CHORDS:
        spectrum = np.zeros(count // 2 + 1, np.complex128)
        for semitone in chord:
            tone = _REFERENCE * 2 ** (semitone / 12)
            for partial in range(1, _PARTIALS + 1):
                middle = round(tone * partial * PERIOD)
                for beside in (-3, 0, 2):
                    phase = random.uniform(0, 2 * np.pi)
                    loudness = (1.0 if beside == 0 else 0.45) / partial**1.6 / (1 + tone / 400)
                    spectrum[middle + beside] += loudness * np.exp(1j * phase)
        made = np.fft.irfft(spectrum, count)
        chords.append(made / made.std())
    share = np.pi / 4 * (1 - np.cos(turn))  # of a quarter turn: from the first chord to the second and back
    pad: Samples = np.cos(share) * chords[0] + np.sin(share) * chords[1]
    return pad


def _filtered(noise: "Samples", response: "npt.NDArray[np.complex128]") -> "Samples":
    """`noise` through a filter, given as its response at the frequencies of the real DFT; as if repeated for ever."""
    import numpy as np

    return np.fft.irfft(np.fft.rfft(noise) * response, len(noise))


def _low_pass(corner: float, rate: int) -> "npt.NDArray[np.complex128]":
    """A first-order low pass (an RC circuit), 1 / (1 + i f / corner)."""
    import numpy as np

    return (1 / (1 + 1j * np.fft.rfftfreq(rate * PERIOD, 1 / rate) / corner)).astype(np.complex128)


def _high_pass(corner: float, rate: int) -> "npt.NDArray[np.complex128]":
    """A first-order high pass: what the low pass leaves."""
    return 1 - _low_pass(corner, rate)


def _swell(count: int, random: "np.random.Generator", slowest: int, fastest: int) -> "Samples":
    """A slow unrest of about 1: a few sines that fit the period `slowest` to `fastest` times."""
    import numpy as np

    turn = 2 * np.pi * np.arange(count) / count
    waves = [np.sin(times * turn + random.uniform(0, 2 * np.pi)) for times in range(slowest, fastest + 1)]
    made: Samples = np.sum(waves, axis=0) / np.sqrt(len(waves) / 2)
    return made
