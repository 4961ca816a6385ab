"""The microphone in this process: PortAudio's callback copies frames into a ring, the caller takes them out as blocks.

The callback needs the interpreter lock, so this belongs into a process that does nothing else: `recorder.py`.
"""

import logging
import math
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from types import ModuleType
from typing import TYPE_CHECKING, Any, Self

from app.errors import MicrophoneLost, NoMicrophone
from app.voice import SAMPLE_RATE
from app.voice.devices import close_stream, refresh, using_portaudio
from app.voice.resampling import FULL_SCALE, Blocks, Resampler

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

logger = logging.getLogger(__name__)

RING_SECONDS = 10.0  # what the caller may lag behind before sound is lost
SILENT_SECONDS = 2.0  # without a frame for so long, the microphone is gone
FIRST_FRAME_SECONDS = 5.0  # Bluetooth headsets need a moment to change their profile
POLL_SECONDS = 0.01
LONGEST_LOOK_SECONDS = 0.1  # of the time between two looks; what is more was not the microphone's silence
NO_LEVEL = -100.0  # dBFS of digital silence


class Ring:
    """A fixed ring of int16 frames between one writer that must not wait and one reader.

    Needs no lock: only the writer moves `written`, only the reader moves `taken`, and each is stored after its copy.
    What does not fit is dropped and counted in `lost`.
    """

    def __init__(self, frames: int, channels: int) -> None:
        import numpy as np

        self._frames = np.zeros((frames, channels), np.int16)
        self.written = 0
        self.taken = 0
        self.lost = 0

    def write(self, frames: "npt.NDArray[np.int16]") -> None:
        """Copy `frames`, shape (n, channels), in. Never blocks."""
        size = len(self._frames)
        count = min(len(frames), size - (self.written - self.taken))
        self.lost += len(frames) - count
        start = self.written % size
        first = min(count, size - start)
        self._frames[start : start + first] = frames[:first]
        self._frames[: count - first] = frames[first:count]
        self.written += count

    def read(self) -> "npt.NDArray[np.int16]":
        """Everything that is there, copied out, shape (n, channels)."""
        import numpy as np

        size = len(self._frames)
        written = self.written
        start, end = self.taken % size, written % size
        if written == self.taken:
            return self._frames[:0]
        taken = (
            self._frames[start:end].copy()
            if start < end
            else np.concatenate((self._frames[start:], self._frames[:end]))
        )
        self.taken = written
        return taken


class Capture:
    """An open microphone, closed by `close` or at the end of a `with`.

    `device` is a PortAudio name or number, None the default. Records at 16 kHz if the device can, else at its own rate.
    Raises NoMicrophone when it cannot be opened.
    """

    def __init__(self, device: int | str | None = None) -> None:
        self._stack = ExitStack()
        self._ring: Ring | None = None
        self._overflows = 0
        self._level = NO_LEVEL
        try:
            refresh()  # a microphone plugged in since the last look
            sound = self._stack.enter_context(using_portaudio())
            if sound is None:
                raise NoMicrophone
            self._stream, self._rate = self._open(sound, device)
            self._stack.callback(close_stream, self._stream)
        except BaseException:
            self._stack.close()
            raise

    def _open(self, sound: ModuleType, device: int | str | None) -> tuple[Any, float]:
        try:
            info = sound.query_devices(device, "input")
        except (sound.PortAudioError, ValueError) as error:
            raise NoMicrophone from error
        own_rate, most = float(info["default_samplerate"]), int(info["max_input_channels"])
        failure: Exception | None = None
        for rate, channels in dict.fromkeys(
            ((SAMPLE_RATE, 1), (own_rate, 1), (own_rate, min(2, most)), (own_rate, most))
        ):
            self._ring = Ring(int(rate * RING_SECONDS), channels)
            try:
                stream = sound.RawInputStream(
                    samplerate=rate,
                    channels=channels,
                    dtype="int16",
                    device=device,
                    callback=self._callback(),
                )
                try:
                    stream.start()
                except sound.PortAudioError:
                    stream.close()
                    raise
            except sound.PortAudioError as error:
                failure = error
                continue
            logger.info("recording at %d Hz, %d channels", rate, channels)
            return stream, rate
        raise NoMicrophone from failure

    def _callback(self) -> Any:
        import numpy as np

        ring = self._ring
        assert ring is not None
        channels = ring._frames.shape[1]

        def copy(data: Any, count: int, moment: Any, status: Any) -> None:
            # PortAudio's own thread: copy and leave. No lock, no log, nothing that may wait.
            if status.input_overflow:
                self._overflows += 1
            ring.write(np.frombuffer(data, np.int16).reshape(-1, channels))

        return copy

    @property
    def level(self) -> float:
        """Loudness of the latest block: RMS in dB below full scale, from -100 (nothing) to 0."""
        return self._level

    @property
    def lost_seconds(self) -> float:
        """How much sound was dropped because `blocks` was not read in time."""
        return 0.0 if self._ring is None else self._ring.lost / self._rate

    def blocks(
        self, stop: threading.Event | None = None, seconds: float | None = None
    ) -> "Iterator[npt.NDArray[np.int16]]":
        """Blocks of 512 int16 samples at 16 kHz, as they come, until `stop` is set or `seconds` of sound were given.

        What had arrived when `stop` was set is still given; the last block is padded with zeros. Raises MicrophoneLost
        when the device stops or gives no frame for 2 s (after everything that had arrived), NoMicrophone when it never
        gave one.
        """
        assert self._ring is not None
        resampler, blocks = Resampler(self._rate), Blocks()
        left = None if seconds is None else math.ceil(seconds * self._rate)
        began = looked = time.monotonic()
        waited = 0.0  # s without a frame, not counting time in which this thread itself was held up
        while True:
            stopping = stop is not None and stop.is_set()
            alive = self._stream.active
            frames = self._ring.read()
            now = time.monotonic()
            waited += min(now - looked, LONGEST_LOOK_SECONDS)
            looked = now
            if len(frames):
                waited = 0.0
                if left is not None:
                    frames = frames[:left]
                    left -= len(frames)
                for block in blocks.feed(resampler.feed(frames if frames.shape[1] > 1 else frames[:, 0])):
                    self._level = level_of(block)
                    yield block
            if stopping or left == 0:
                break
            patience = SILENT_SECONDS if self._ring.written else FIRST_FRAME_SECONDS
            if not alive or waited > patience:
                self._give_up(now - began)
            if not len(frames):
                time.sleep(POLL_SECONDS)
        rest = blocks.feed(resampler.feed(frames[:0, 0], last=True))
        last = blocks.flush()
        yield from rest if last is None else (*rest, last)

    def _give_up(self, after: float) -> None:
        assert self._ring is not None
        logger.warning("the microphone is gone after %.1f s (%d frames)", after, self._ring.written)
        self._level = NO_LEVEL
        raise MicrophoneLost if self._ring.written else NoMicrophone

    def close(self) -> None:
        """Stop recording and free the device. May be called twice."""
        if self._ring is not None and (self._ring.lost or self._overflows):
            logger.warning("sound was lost: %.2f s, %d overflows", self.lost_seconds, self._overflows)
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def level_of(block: "npt.NDArray[np.int16]") -> float:
    """RMS of `block` in dBFS, at least -100."""
    import numpy as np

    rms = math.sqrt(float(np.mean(np.square(block, dtype=np.float64)))) / FULL_SCALE if len(block) else 0.0
    return max(NO_LEVEL, 20 * math.log10(rms)) if rms > 0 else NO_LEVEL
