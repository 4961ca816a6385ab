"""A real sound system without a sound card: a private PulseAudio daemon, null sinks for microphone and loudspeaker.

What is played into `micfeed` is heard by the default microphone; what a program says on the default loudspeaker `spk`
can be recorded from its monitor. `norewinds=1` on both: without it the first 0.5 to 1.9 s are lost (ENGINES.md).
"""

import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt

MONITOR_RATE = 48_000  # Hz
NEEDED = ("pulseaudio", "pactl", "paplay", "parec")


class VirtualSound:
    """The running daemon. `environment` makes any process use it."""

    def __init__(self, folder: Path) -> None:
        missing = [program for program in NEEDED if shutil.which(program) is None]
        assert not missing, f"{', '.join(missing)} missing: packaging/setup.sh --with-tests installs them"
        runtime = folder / "runtime"
        runtime.mkdir(mode=0o700)
        socket = folder / "native"
        (folder / "pulse").mkdir()
        self._folder = folder
        self.environment = {
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(runtime),
            "PULSE_SERVER": f"unix:{socket}",
            "PULSE_COOKIE": str(folder / "cookie"),
            "PULSE_RUNTIME_PATH": str(folder / "pulse"),
        }
        modules = [
            f"module-native-protocol-unix auth-anonymous=1 socket={socket}",
            "module-null-sink sink_name=spk rate=48000 channels=2 norewinds=1",
            "module-null-sink sink_name=micfeed rate=16000 channels=1 format=s16le norewinds=1",
            "module-remap-source master=micfeed.monitor source_name=mic",
        ]
        arguments = [argument for module in modules for argument in ("-L", module)]
        self._daemon = subprocess.Popen(
            ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit", *arguments],
            env={**os.environ, **self.environment},
            stdout=subprocess.DEVNULL,
            stderr=(folder / "daemon.log").open("wb"),
        )
        self._players: list[subprocess.Popen[bytes]] = []
        self._wait()
        self._run("pactl", "set-default-sink", "spk")
        self._run("pactl", "set-default-source", "mic")

    def _wait(self) -> None:
        for _ in range(100):
            if self._daemon.poll() is not None:
                break
            if subprocess.run(["pactl", "info"], env=self._env(), capture_output=True).returncode == 0:
                return
            time.sleep(0.1)
        raise AssertionError((self._folder / "daemon.log").read_text())

    def _env(self) -> dict[str, str]:
        return {**os.environ, **self.environment}

    def _run(self, *command: str) -> None:
        subprocess.run(command, env=self._env(), check=True, capture_output=True)

    def play(self, recording: Path) -> "subprocess.Popen[bytes]":
        """Speak a WAV into the microphone, in the background."""
        command = ["paplay", "--device=micfeed", "--latency-msec=20", str(recording)]
        player = subprocess.Popen(command, env=self._env(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._players.append(player)
        return player

    @contextmanager
    def listening(self) -> "Iterator[list[npt.NDArray[np.int16]]]":
        """While open, what is heard on the loudspeaker is appended to the list, as int16 mono blocks at 48 kHz."""
        command = ["parec", "--device=spk.monitor", "--format=s16le", "--channels=1", f"--rate={MONITOR_RATE}", "--raw"]
        listener = subprocess.Popen(command, env=self._env(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        heard: list[npt.NDArray[np.int16]] = []
        assert listener.stdout is not None
        stream = listener.stdout

        def read() -> None:
            while block := stream.read(9600):
                heard.append(np.frombuffer(block[: len(block) // 2 * 2], "<i2"))

        reader = threading.Thread(target=read)
        reader.start()
        try:
            yield heard
        finally:
            time.sleep(0.3)  # what is under way still arrives
            listener.terminate()
            listener.wait()
            reader.join()
            stream.close()

    def unplug(self) -> None:
        """Pull the plug: the whole sound system goes away."""
        self._daemon.kill()
        self._daemon.wait()

    def close(self) -> None:
        """End everything that was started."""
        for process in [*self._players, self._daemon]:
            if process.poll() is None:
                process.kill()
            process.wait()


@contextmanager
def virtual_sound() -> Iterator[VirtualSound]:
    """A sound system for the time of the `with`. Its folder is short: socket paths are limited."""
    with tempfile.TemporaryDirectory(prefix="todak-sound-", dir="/tmp") as folder:
        sound = VirtualSound(Path(folder))
        try:
            yield sound
        finally:
            sound.close()
