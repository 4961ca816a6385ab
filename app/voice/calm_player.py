"""A calm sound on the loudspeaker: it begins softly, goes on until it is stopped, and ends softly or at once."""

import threading
from typing import TYPE_CHECKING, Any

from app.errors import NoSpeaker
from app.voice.calm_sounds import CalmSound, loop
from app.voice.devices import refresh, using_portaudio
from app.voice.speaker import Playing, Speech

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

FADE_IN = 2.0  # seconds
FADE_OUT = 0.4


def play_calm(sound: CalmSound, fade: threading.Event, stop: threading.Event, device: int | str | None = None) -> None:
    """Play `sound` over and over, until `fade` is set (then it ends within `FADE_OUT` seconds) or `stop` (at once).

    Its making takes about a second before anything is heard. Raises NoSpeaker when there is no loudspeaker or it goes
    away.
    """
    refresh()  # a loudspeaker plugged in since the last look
    with using_portaudio() as portaudio:
        if portaudio is None:
            raise NoSpeaker
        try:
            # Made at the device's own rate: to resample a loop would give it a seam.
            rate = round(portaudio.query_devices(device, "output")["default_samplerate"])
            speech = Speech(loop(sound, rate), rate)
            if not (fade.is_set() or stop.is_set()):
                Looping(portaudio, speech, fade, stop, device).run()
        except (portaudio.PortAudioError, ValueError, TimeoutError) as error:
            raise NoSpeaker from error


class Looping(Playing):
    """A sound without an end, faded in, and out once `fade` is set."""

    def __init__(
        self, portaudio: Any, speech: Speech, fade: threading.Event, stop: threading.Event, device: int | str | None
    ) -> None:
        super().__init__(portaudio, speech, stop, device)
        self._fade = fade
        self._gain = 0.0

    @property
    def is_over(self) -> bool:
        """Whether it has faded out."""
        return self._fade.is_set() and self._gain <= 0

    def take(self, count: int) -> "npt.NDArray[np.int16]":
        """The next samples, from the beginning again after the end, as loud as the fade is far."""
        import numpy as np

        samples = self._speech.samples
        if self.is_over:
            return samples[:0]
        part = samples[(self._position + np.arange(count)) % len(samples)]
        self._position = (self._position + count) % len(samples)
        seconds = -FADE_OUT if self._fade.is_set() else FADE_IN
        gains = np.clip(self._gain + np.arange(1, count + 1) / (seconds * self._speech.sample_rate), 0.0, 1.0)
        self._gain = float(gains[-1])
        # Squared: loudness is heard by its logarithm, a straight line would seem to begin with a jump.
        faded: npt.NDArray[np.int16] = np.rint(part * gains**2).astype(np.int16)
        return faded
