"""The microphone, in a process of its own.

PortAudio's callback is Python and needs the interpreter lock. In the process that loads recognisers and models it did
not always get it in time, and up to two seconds of speech were lost at the start of a recording (measured; also with a
device buffer of 0.25 s). So a child records and does nothing else; its blocks come through a pipe. A sound system that
hangs when it is closed hangs the child alone, which is then ended.
"""

import logging
import multiprocessing
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Self

from app.errors import MicrophoneLost, NoMicrophone, NothingHeard
from app.process import harden
from app.voice import SAMPLE_RATE
from app.voice.capture import NO_LEVEL, Capture, level_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

logger = logging.getLogger(__name__)

OPEN_SECONDS = 15.0  # a sound system that has not answered by then will not
CLOSE_SECONDS = 3.0
POLL_SECONDS = 0.05

# The first byte of each message from the child; a block of sound follows SOUND, the seconds lost until then GAP.
OPEN, SOUND, GAP, LOST, NONE, END = b"O", b"S", b"G", b"L", b"N", b"E"


class Recorder:
    """An open microphone, closed at the end of `blocks`, by `close` or at the end of a `with`.

    `device` is a PortAudio name or number, None the default. Raises NoMicrophone when it cannot be opened, NothingHeard
    when `stop` is set before it is open.
    """

    def __init__(self, device: int | str | None = None, stop: threading.Event | None = None) -> None:
        if stop is not None and stop.is_set():
            raise NothingHeard
        context = multiprocessing.get_context("spawn")
        self._sound, theirs = context.Pipe()
        self._process = context.Process(target=_record, args=(theirs, device), name="recorder", daemon=True)
        self._process.start()
        theirs.close()
        self._level = NO_LEVEL
        self._lost_seconds = 0.0
        if not self._opens(stop):
            self.close()
            raise NoMicrophone

    def _opens(self, stop: threading.Event | None) -> bool:
        """Whether the child opens the microphone in time. Raises NothingHeard when `stop` is set meanwhile."""
        end = time.monotonic() + OPEN_SECONDS
        try:
            while not self._sound.poll(POLL_SECONDS):
                if stop is not None and stop.is_set():
                    self._process.kill()  # it may hang, and there is nothing of it to keep
                    self.close()
                    raise NothingHeard
                if time.monotonic() > end:
                    return False
            return self._sound.recv_bytes() == OPEN
        except (EOFError, OSError):
            return False

    @property
    def level(self) -> float:
        """Loudness of the latest block: RMS in dB below full scale, from -100 (nothing) to 0."""
        return self._level

    @property
    def lost_seconds(self) -> float:
        """How much sound was dropped, so far as `blocks` has come, because they were not taken in time."""
        return self._lost_seconds

    def blocks(
        self, stop: threading.Event | None = None, seconds: float | None = None
    ) -> "Iterator[npt.NDArray[np.int16]]":
        """As `Capture.blocks`, once; MicrophoneLost too when the recorder's process dies.

        However it ends, the microphone is closed then: the words that were heard take their time.
        """
        try:
            yield from self._blocks(stop, seconds)
        finally:
            self._sound.close()  # the child finds that nobody listens, and does not keep us waiting for the device

    def _blocks(self, stop: threading.Event | None, seconds: float | None) -> "Iterator[npt.NDArray[np.int16]]":
        import numpy as np

        left = None if seconds is None else seconds * SAMPLE_RATE
        stopping = False
        while left is None or left > 0:
            if not stopping and stop is not None and stop.is_set():
                stopping = True
                self._ask_to_stop()
            try:
                if not self._sound.poll(POLL_SECONDS):
                    continue
                message = self._sound.recv_bytes()
            except (EOFError, OSError) as error:
                logger.warning("the recorder's process ended")
                raise MicrophoneLost from error
            kind = message[:1]
            if kind == END:
                return
            if kind == NONE:
                raise NoMicrophone
            if kind == LOST:
                self._level = NO_LEVEL
                raise MicrophoneLost
            if kind == GAP:
                self._lost_seconds = float(message[1:])
                logger.warning("sound was lost: %.2f s", self._lost_seconds)
                continue
            block = np.frombuffer(message, dtype=np.int16, offset=1).copy()
            self._level = level_of(block)
            if left is not None:
                left -= len(block)
            yield block

    def _ask_to_stop(self) -> None:
        with suppress(OSError):  # it is gone already, which the next look finds
            self._sound.send_bytes(END)

    def close(self) -> None:
        """Stop recording and free the device. May be called twice."""
        self._sound.close()
        self._process.join(CLOSE_SECONDS)
        if self._process.is_alive():
            logger.warning("the recorder's process cannot close the device; it is ended")
            self._process.kill()
            self._process.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def _record(sound: Connection, device: int | str | None) -> None:
    """The child: send what the microphone hears until asked to stop, or until nobody listens."""
    harden()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends a recording in the parent, which then asks us
    stop = threading.Event()
    threading.Thread(target=_wait_for_the_end, args=(sound, stop), daemon=True).start()
    with suppress(OSError):  # nobody listens any more
        try:
            with Capture(device) as capture:
                sound.send_bytes(OPEN)
                told = 0.0
                for block in capture.blocks(stop):
                    if capture.lost_seconds > told:
                        told = capture.lost_seconds
                        sound.send_bytes(GAP + str(told).encode())
                    sound.send_bytes(SOUND + block.tobytes())
                sound.send_bytes(END)
        except NoMicrophone:
            sound.send_bytes(NONE)
        except MicrophoneLost:
            sound.send_bytes(LOST)


def _wait_for_the_end(sound: Connection, stop: threading.Event) -> None:
    with suppress(EOFError, OSError):
        sound.recv_bytes()
    stop.set()
