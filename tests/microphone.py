"""A microphone and a loudspeaker without a sound card: a private PulseAudio daemon with two null sinks.

What is played into `micfeed` comes out of the default microphone; what Todak says can be heard on the default
loudspeaker's monitor. The recipe and its traps are measured: `norewinds=1`, or the first 0.5 to 1.9 s of sound are
lost.

    with virtual_sound() as sound:
        sound.play(wav)                    # somebody speaks
        samples = sound.record_speaker(2)  # what Todak says
        sound.unplug()                     # the cable is pulled
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

SPEAKER_RATE = 48_000  # Hz, of what `record_speaker` returns
PROGRAMS = ("pulseaudio", "pactl", "paplay", "parec")
MISSING = (
    "{programs} not found: these tests need PulseAudio "
    "(apt-get install pulseaudio pulseaudio-utils libportaudio2 libasound2-plugins; README's second command does it)"
)


def _wait_until(true: Callable[[], bool], seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} took more than {seconds} s")
        time.sleep(0.02)


@dataclass
class VirtualSound:
    """The running daemon. `env` is what a child process needs to find it, and nothing else."""

    folder: Path
    env: dict[str, str]
    daemon: "subprocess.Popen[bytes]"
    _players: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    def _environment(self) -> dict[str, str]:
        return os.environ | self.env

    def pactl(self, *arguments: str) -> str:
        """Run `pactl` on this daemon; returns what it prints."""
        done = subprocess.run(
            ["pactl", *arguments], env=self._environment(), capture_output=True, text=True, timeout=10, check=False
        )
        if done.returncode:
            raise RuntimeError(f"pactl {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout.strip()

    def play(self, wav: Path) -> "subprocess.Popen[bytes]":
        """Speak `wav` into the microphone, in the background; `.wait()` for its end."""
        player = subprocess.Popen(
            ["paplay", "--device=micfeed", "--latency-msec=20", str(wav)], env=self._environment()
        )
        self._players.append(player)
        return player

    @contextmanager
    def listening(self) -> "Iterator[Callable[[], npt.NDArray[np.int16]]]":
        """Record the loudspeaker's monitor meanwhile: yields a function that gives what was heard so far
        (48 kHz mono int16).
        """
        command = ["parec", "--device=spk.monitor", "--format=s16le", f"--rate={SPEAKER_RATE}", "--channels=1"]
        recorder = subprocess.Popen(
            [*command, "--latency-msec=20"], env=self._environment(), stdout=subprocess.PIPE, bufsize=0
        )
        heard = bytearray()

        def collect() -> None:
            assert recorder.stdout is not None
            while data := recorder.stdout.read(4096):
                heard.extend(data)

        collector = threading.Thread(target=collect, daemon=True)
        collector.start()
        try:
            _wait_until(lambda: len(heard) > 0, 10, "recording the monitor")
            yield lambda: np.frombuffer(bytes(heard[: len(heard) // 2 * 2]), dtype="<i2").astype(np.int16)
        finally:
            recorder.terminate()
            recorder.wait(10)
            collector.join(10)
            assert recorder.stdout is not None
            recorder.stdout.close()

    @staticmethod
    def heard_when(
        heard: "Callable[[], npt.NDArray[np.int16]]",
        true: "Callable[[npt.NDArray[np.int16]], bool]",
        seconds: float = 10.0,
    ) -> "npt.NDArray[np.int16]":
        """What `listening` heard once `true` of it, or after `seconds`: on a busy machine the monitor lags behind."""
        end = time.monotonic() + seconds
        while not true(heard()) and time.monotonic() < end:
            time.sleep(0.05)
        return heard()

    def record_speaker(self, seconds: float = 10.0, until: Callable[[], bool] | None = None) -> "npt.NDArray[np.int16]":
        """What comes out of the loudspeaker for `seconds`, or until `until` says so: 48 kHz mono int16."""
        with self.listening() as heard:
            end = time.monotonic() + seconds
            while time.monotonic() < end and not (until is not None and until()):
                time.sleep(0.02)
            return heard()

    def unplug(self) -> None:
        """The sound system goes away, for good and without a goodbye."""
        if self.daemon.poll() is None:
            self.daemon.send_signal(signal.SIGKILL)
            self.daemon.wait(10)

    def close(self) -> None:
        """End everything that was started."""
        for player in self._players:
            if player.poll() is None:
                player.terminate()
            player.wait(10)
        if self.daemon.poll() is None:
            self.daemon.terminate()
            try:
                self.daemon.wait(5)
            except subprocess.TimeoutExpired:
                self.daemon.kill()
                self.daemon.wait(5)


def _start(folder: Path) -> VirtualSound:
    for name in ("runtime", "home"):
        (folder / name).mkdir(mode=0o700)
    socket = folder / "socket"
    env = {
        "XDG_RUNTIME_DIR": str(folder / "runtime"),
        "PULSE_SERVER": f"unix:{socket}",
        "PULSE_COOKIE": str(folder / "cookie"),
        "PULSE_RUNTIME_PATH": str(folder / "runtime"),
    }
    modules = (
        f"module-native-protocol-unix auth-anonymous=1 socket={socket}",
        "module-null-sink sink_name=spk rate=48000 channels=2 norewinds=1",
        "module-null-sink sink_name=micfeed rate=16000 channels=1 format=s16le norewinds=1",
        "module-remap-source master=micfeed.monitor source_name=mic",
    )
    # Not `--daemonize`: a child of ours ends with us, and can be killed by its own id.
    options = [
        "-n",
        "--daemonize=no",
        "--exit-idle-time=-1",
        "--use-pid-file=no",
        "--disallow-exit",
        "--log-target=stderr",
    ]
    with (folder / "log").open("wb") as log:
        daemon = subprocess.Popen(
            ["pulseaudio", *options, "--log-level=error", *(f"--load={module}" for module in modules)],
            env=os.environ | env | {"HOME": str(folder / "home")},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    sound = VirtualSound(folder, env, daemon)

    def ready() -> bool:
        if daemon.poll() is not None:
            raise RuntimeError(f"pulseaudio ended: {(folder / 'log').read_text(errors='replace')}")
        with suppress(RuntimeError):
            return "mic" in sound.pactl("list", "short", "sources").split()
        return False

    try:
        _wait_until(ready, 20, "starting PulseAudio")
        sound.pactl("set-default-sink", "spk")
        sound.pactl("set-default-source", "mic")
    except BaseException:
        sound.close()
        raise
    return sound


def _reinitialise_portaudio() -> None:
    # PortAudio keeps the devices it found at its first start; only what is loaded already must look again.
    if "sounddevice" in sys.modules:
        from app.voice.devices import refresh

        refresh()


@contextmanager
def virtual_sound() -> Iterator[VirtualSound]:
    """A private sound system; for this process too, as long as the block lasts."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        pytest.fail(MISSING.format(programs=", ".join(missing)), pytrace=False)
    # A short path: a socket's may have 107 bytes, and pytest's temp folders are long.
    folder = Path(tempfile.mkdtemp(prefix="todak-sound-", dir="/tmp"))
    sound = None
    before = {
        name: os.environ.get(name) for name in ("XDG_RUNTIME_DIR", "PULSE_SERVER", "PULSE_COOKIE", "PULSE_RUNTIME_PATH")
    }
    try:
        sound = _start(folder)
        os.environ.update(sound.env)
        _reinitialise_portaudio()
        yield sound
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        if sound is not None:
            sound.close()
        _reinitialise_portaudio()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def sound() -> Iterator[VirtualSound]:
    """A microphone and a loudspeaker for one test: `from tests.microphone import sound` in a conftest."""
    with virtual_sound() as running:
        yield running
