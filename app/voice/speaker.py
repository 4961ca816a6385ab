"""Text to speech: pyttsx3 into memory, PortAudio to the loudspeaker.

pyttsx3's own playback is not used: `say` leaves the words as a WAV in the temp folder, cannot be stopped, and needs
`aplay`. A path given to `save_to_file` would be a file in the clear. Hence a BytesIO, always.
"""

import io
import logging
import sys
import threading
import time
import wave
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.errors import NoSpeaker, NoVoice
from app.voice.devices import close_stream, in_time, refresh, using_portaudio
from app.voice.speakable import speakable

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

logger = logging.getLogger(__name__)

DEFAULT_RATE = 150  # words a minute: calm, for a comforting voice
BLOCK_SECONDS = 0.02  # sound handed over at a time, hence what may still be heard after a stop, beside the device's own
POLL_SECONDS = 0.005
STALLED_SECONDS = 2.0  # without the device asking for sound: it is gone
EMPTY_RATE = 22_050  # Hz, of no sound at all
# What a voice of a language is called: by its tag, and on SAPI5 and macOS by name.
_NAMES = {"ko": ("korean", "heami", "yuna", "한국"), "en": ("english", "zira", "samantha")}

# espeak is one per process, and pyttsx3's driver unhooks its callback when any engine object is collected: so there is
# one engine, used by one thread at a time.
_engine_lock = threading.Lock()
_engine: Any = None


@dataclass(frozen=True, slots=True)
class Speech:
    """Synthesised speech: mono int16 samples at `sample_rate` Hz."""

    samples: "npt.NDArray[np.int16]"
    sample_rate: int

    @property
    def seconds(self) -> float:
        """Its length."""
        return len(self.samples) / self.sample_rate


def _get_engine() -> Any:
    global _engine
    if _engine is None:
        try:
            from pyttsx3.engine import Engine

            _engine = Engine()
        except Exception as error:  # each system's driver raises its own
            raise NoVoice(reason=type(error).__name__) from error
    return _engine


def _forget_engine() -> None:
    global _engine
    _engine = None


def _let_espeak_rest(engine: Any) -> None:
    # espeak works through its commands in a thread of its own. pyttsx3 cancels whatever is left there when a new
    # utterance begins, also the rate just set, and takes the last one's late callback for the end of the new one, which
    # is then empty: more often than not on a busy machine. So: wait until espeak has nothing to do, before and after.
    driver = sys.modules.get("pyttsx3.drivers._espeak")
    if driver is not None:
        engine.proxy.setBusy(False)  # a new engine would hold the rate back until it speaks, and then cancel it
        driver.Synchronize()


def _voice_id(engine: Any, language: str) -> str:
    for voice in engine.getProperty("voices"):
        tags = [str(tag).strip("\0").lower().replace("_", "-") for tag in voice.languages or ()]
        last = str(voice.id).replace("\\", "/").rsplit("/", 1)[-1].lower()
        name = str(voice.name).lower()
        if (
            any(tag.split("-")[0] == language for tag in tags)
            or last == language
            or any(known in name or known in last for known in _NAMES.get(language, ()))
        ):
            return str(voice.id)
    raise NoVoice(reason=language)


class Speaker:
    """Speaks one language. Thread-safe; one thing is spoken at a time.

    `rate` is in words a minute, `device` a PortAudio name or number (None: the default). Raises NoVoice when the system
    has no voice for `voice_language` (`ko` or `en`).
    """

    def __init__(self, voice_language: str = "ko", rate: int = DEFAULT_RATE, device: int | str | None = None) -> None:
        self._rate = rate
        self._device = device
        self._speaking = threading.Lock()
        self._stop = threading.Event()
        with _engine_lock:
            self._voice = _voice_id(_get_engine(), voice_language)

    def synthesise(self, text: str) -> Speech:
        """`text` as sound, in memory only; nothing speakable gives no samples.

        Raises NoVoice when the system's engine fails.
        """
        import numpy as np

        said = speakable(text)
        if not said:
            return Speech(np.empty(0, np.int16), EMPTY_RATE)
        sound = io.BytesIO()
        with _engine_lock:
            engine = _get_engine()
            try:
                engine.setProperty("voice", self._voice)
                engine.setProperty("rate", self._rate)
                _let_espeak_rest(engine)
                engine.save_to_file(said, sound)
                engine.runAndWait()
                _let_espeak_rest(engine)
            except Exception as error:  # each system's driver raises its own
                _forget_engine()  # its loop is left in an unknown state
                raise NoVoice(reason=type(error).__name__) from error
        try:
            sound.seek(0)
            with wave.open(sound, "rb") as file:
                samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(np.int16)
                return Speech(samples, file.getframerate())
        except (wave.Error, EOFError, ValueError) as error:
            raise NoVoice(reason="no sound came") from error

    def play(self, speech: Speech, stop: threading.Event | None = None) -> bool:
        """Play to the end, or until `stop` is set. Returns whether all of it was played.

        Raises NoSpeaker when there is no loudspeaker or it goes away.
        """
        return play(speech, stop or threading.Event(), self._device)

    def speak(self, text: str) -> bool:
        """Synthesise and play. Returns whether all of it was spoken; `stop` from any thread cuts it off.

        Raises NoVoice, NoSpeaker.
        """
        with self._speaking:
            stop = self._stop = threading.Event()
            speech = self.synthesise(text)
            return False if stop.is_set() else self.play(speech, stop)

    def stop(self) -> None:
        """Cut off what `speak` is saying, at once."""
        self._stop.set()


def play(speech: Speech, stop: threading.Event, device: int | str | None = None) -> bool:
    """Play `speech` to the end, or until `stop` is set. Returns whether all of it was played. Raises NoSpeaker."""
    if not len(speech.samples):
        return not stop.is_set()
    refresh()  # a loudspeaker plugged in since the last look
    with using_portaudio() as sound:
        if sound is None:
            raise NoSpeaker
        try:
            return Playing(sound, speech, stop, device).run()
        except (sound.PortAudioError, ValueError, TimeoutError) as error:
            raise NoSpeaker from error


class Playing:
    """One sound on its way to the loudspeaker: `run` returns when it is over or `stop` is set.

    Subclasses may `take` their samples from elsewhere.
    """

    def __init__(self, sound: Any, speech: Speech, stop: threading.Event, device: int | str | None) -> None:
        self._sound = sound
        self._stop = stop
        self._device = device
        self._speech = speech
        self._position = 0
        self._asked = time.monotonic()
        self._done = threading.Event()

    def take(self, count: int) -> "npt.NDArray[np.int16]":
        """The next `count` samples; fewer at the end. Called on PortAudio's thread."""
        part = self._speech.samples[self._position : self._position + count]
        self._position += len(part)
        return part

    @property
    def is_over(self) -> bool:
        """Whether all of it was taken."""
        return self._position >= len(self._speech.samples)

    def run(self) -> bool:
        """Play. Returns whether all of it was played. Raises NoSpeaker, PortAudioError, and as `in_time`."""
        stream = in_time(self._started, too_late=close_stream)
        try:
            while not self._done.wait(POLL_SECONDS):
                if self._stop.is_set():
                    return False  # to close a stream drops what it has not played
                if not stream.active or time.monotonic() - self._asked > STALLED_SECONDS:
                    logger.warning("the loudspeaker is gone")
                    raise NoSpeaker
            return self._ended()
        finally:
            close_stream(stream)

    def _ended(self) -> bool:
        if self._stop.is_set():
            return False
        if not self.is_over:  # PortAudio ends a stream that failed as it ends one that is done
            logger.warning("the loudspeaker is gone")
            raise NoSpeaker
        return True

    def _started(self) -> Any:
        stream = self._open()
        try:
            stream.start()
        except self._sound.PortAudioError:
            stream.close(ignore_errors=True)
            raise
        self._asked = time.monotonic()  # to open it may have taken seconds
        return stream

    def _open(self) -> Any:
        own_rate = float(self._sound.query_devices(self._device, "output")["default_samplerate"])
        try:
            self._sound.check_output_settings(
                device=self._device, channels=1, dtype="int16", samplerate=self._speech.sample_rate
            )
        except self._sound.PortAudioError:
            self._speech = _at_rate(self._speech, own_rate)
        return self._sound.OutputStream(
            samplerate=self._speech.sample_rate,
            channels=1,
            dtype="int16",
            device=self._device,
            blocksize=int(self._speech.sample_rate * BLOCK_SECONDS),
            latency="low",
            callback=self._fill,
            finished_callback=self._done.set,
        )

    def _fill(self, out: "np.ndarray", count: int, moment: Any, status: Any) -> None:
        self._asked = time.monotonic()
        if self._stop.is_set():
            out.fill(0)
            raise self._sound.CallbackAbort
        part = self.take(count)
        out[: len(part), 0] = part
        out[len(part) :] = 0
        if len(part) < count:
            raise self._sound.CallbackStop  # what is buffered is still heard


def _at_rate(speech: Speech, rate: float) -> Speech:
    import numpy as np
    import soxr

    samples = soxr.resample(speech.samples.astype(np.float32), speech.sample_rate, rate)
    return Speech(np.clip(np.rint(samples), -32768, 32767).astype(np.int16), int(rate))
