"""The microphones and loudspeakers of this machine, and the one door to PortAudio.

PortAudio keeps the list of devices it found when it was initialised. `refresh` makes a new one, which is only possible
while no stream is open: so streams are counted here.

A sound system that hangs keeps PortAudio waiting, for half a minute and more with PulseAudio: whatever may wait for it
is done by a thread that can be left behind (`in_time`).
"""

import atexit
import ctypes
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any, TypeVar

logger = logging.getLogger(__name__)

CLOSE_SECONDS = 2.0  # a healthy stream closes in milliseconds
CALL_SECONDS = 10.0  # a Bluetooth loudspeaker opens within seconds; a sound system that has not answered by then hangs
T = TypeVar("T")

_lock = threading.RLock()
_open_streams = 0
_left_behind: list[threading.Thread] = []  # wait for a sound system that hangs
_alsa_is_quiet = False


@dataclass(frozen=True, slots=True)
class Device:
    """A microphone or a loudspeaker. `rate` is its own sample rate in Hz; `name` is what the settings remember."""

    index: int
    name: str
    system: str
    channels: int
    rate: float
    is_default: bool


@dataclass(frozen=True, slots=True)
class Devices:
    """What can be heard with and spoken through; empty where there is nothing."""

    inputs: tuple[Device, ...] = ()
    outputs: tuple[Device, ...] = ()

    @property
    def microphone(self) -> Device | None:
        """The default microphone."""
        return next((device for device in self.inputs if device.is_default), None)

    @property
    def loudspeaker(self) -> Device | None:
        """The default loudspeaker."""
        return next((device for device in self.outputs if device.is_default), None)


def _quieten_alsa() -> None:
    # PortAudio tries every ALSA device and ALSA writes a line to stderr for each that is missing: dozens on a server.
    # The handler is a C function that does nothing with its arguments: a Python one would be called from PortAudio's
    # threads, also while the interpreter is going down.
    global _alsa_is_quiet
    if not sys.platform.startswith("linux") or _alsa_is_quiet:
        return
    _alsa_is_quiet = True
    try:
        nothing = ctypes.cast(ctypes.CDLL(None).getpid, ctypes.c_void_p)
        ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(nothing)
    except (OSError, AttributeError):
        logger.debug("ALSA keeps its own error messages")


def in_time(call: Callable[[], T], too_late: Callable[[T], object] = lambda _: None) -> T:
    """What `call` of PortAudio gives. Raises what it raises, and TimeoutError when it takes over `CALL_SECONDS`.

    It is left behind then, with what it still gives left to `too_late`, and PortAudio is not touched until it is back.
    """
    given: Future[T] = Future()  # whichever comes first, the end of the call or of our patience, decides

    def work() -> None:
        try:
            result = call()
        except BaseException as error:  # noqa: BLE001 (raised again for who waits)
            if given.set_running_or_notify_cancel():
                given.set_exception(error)
            return
        if given.set_running_or_notify_cancel():
            given.set_result(result)
        else:
            too_late(result)

    thread = threading.Thread(target=work, name="portaudio", daemon=True)
    thread.start()
    thread.join(CALL_SECONDS)
    if given.cancel():
        logger.warning("the sound system hangs; it is left alone until it answers")
        _left_behind.append(thread)
        _leave_at_exit()
        raise TimeoutError
    return given.result()


def _leave_at_exit() -> None:
    """Let PortAudio not end with the process: it would wait as well."""
    sound = sys.modules.get("sounddevice")
    if sound is not None:
        atexit.unregister(sound._exit_handler)


def _import_sounddevice() -> ModuleType:
    import sounddevice

    return sounddevice  # type: ignore[no-any-return]


def portaudio() -> ModuleType | None:
    """The `sounddevice` module, initialised; None where the PortAudio library is missing or the sound system hangs."""
    with _lock:
        if any(thread.is_alive() for thread in _left_behind):
            return None
        _quieten_alsa()
        try:
            return in_time(_import_sounddevice)
        except OSError:  # "PortAudio library not found", or TimeoutError
            return None


def refresh() -> bool:
    """Look for devices again. Returns False, changing nothing, while a stream is open or there is no `portaudio`.

    Also when the sound system hangs.
    """

    def anew(sound: ModuleType) -> None:
        sound._terminate()
        sound._initialize()

    with _lock:
        sound = portaudio()
        if sound is None or _open_streams:
            return False
        try:
            in_time(lambda: anew(sound))
        except TimeoutError:
            return False
        except sound.PortAudioError:
            logger.warning("PortAudio could not be initialised again")
            return False
        return True


@contextmanager
def using_portaudio() -> Iterator[ModuleType | None]:
    """`portaudio` for as long as a stream is open: `refresh` waits its turn."""
    global _open_streams
    with _lock:
        sound = portaudio()
        _open_streams += 1
    try:
        yield sound
    finally:
        with _lock:
            _open_streams -= 1


def close_stream(stream: Any) -> None:
    """Close a PortAudio stream, whose device may be gone.

    With ALSA's PulseAudio plugin `Pa_CloseStream` can wait for ever for a daemon that died (a backtrace shows it
    joining its own thread). Then the stream is left behind: PortAudio is not asked to look for devices again until it
    is closed, nor to end with the process, since both would wait too.
    """
    global _open_streams

    def close() -> None:
        global _open_streams
        stream.close(ignore_errors=True)
        with _lock:
            _open_streams -= 1

    with _lock:
        _open_streams += 1
    closing = threading.Thread(target=close, name="close-stream", daemon=True)
    closing.start()
    closing.join(CLOSE_SECONDS)
    if closing.is_alive():
        logger.warning("a sound stream cannot be closed; it is left behind")
        _leave_at_exit()


def list_devices(*, look_again: bool = False) -> Devices:
    """Every microphone and loudspeaker, after a `refresh` if asked. Never raises: nothing found is an empty list."""
    with _lock:  # a `refresh` meanwhile would free the names that are being read
        if look_again:
            refresh()
        sound = portaudio()
        if sound is None:
            return Devices()
        try:
            found = list(sound.query_devices())
            systems = [system["name"] for system in sound.query_hostapis()]
            microphone, loudspeaker = sound.default.device
        except sound.PortAudioError:
            logger.warning("PortAudio could not list the devices")
            return Devices()

    def all_with(direction: str, default: int) -> tuple[Device, ...]:
        return tuple(
            Device(
                index=index,
                name=each["name"],
                system=systems[each["hostapi"]],
                channels=each[f"max_{direction}_channels"],
                rate=each["default_samplerate"],
                is_default=index == default,
            )
            for index, each in enumerate(found)
            if each[f"max_{direction}_channels"] > 0
        )

    return Devices(all_with("input", microphone), all_with("output", loudspeaker))
