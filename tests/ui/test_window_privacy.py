"""A whole day in the window under strace: nobody is reached, and nothing readable is left anywhere."""

import ctypes
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import files_under, open_diary
from tests.microphone import VirtualSound
from tests.test_privacy import STRACE, assert_no_network, assert_nothing_readable, written_files
from tests.ui.display import virtual_display
from tests.ui.test_end_to_end import Window

TYPED = "보랏빛 우체통 아래에 편지를 숨겨 두었다."
DRAFT = "아직 보내지 않은 주황 풍선 이야기"
SOCKETS = re.compile(r"socket\((AF_\w+)")
# Libraries that could reach somebody; none belongs into a diary.
REACHING = re.compile(r"/(libQt6(Network|PrintSupport|Qml|WebSockets)|libcups|libcurl|libsoup)[^/]*\.so")


@pytest.fixture
def display() -> Iterator[dict[str, str]]:
    with virtual_display() as env:
        yield env


def owned_selections(display: str) -> list[str]:
    """Which of X's clipboards anybody offers something on."""
    x = ctypes.CDLL("libX11.so.6")
    x.XOpenDisplay.restype = ctypes.c_void_p
    for name in ("XInternAtom", "XGetSelectionOwner"):
        getattr(x, name).restype = ctypes.c_ulong
    opened = ctypes.c_void_p(x.XOpenDisplay(display.encode()))
    names = ("CLIPBOARD", "PRIMARY", "SECONDARY")
    atoms = {name: ctypes.c_ulong(x.XInternAtom(opened, name.encode(), 0)) for name in names}
    owned = [name for name, atom in atoms.items() if x.XGetSelectionOwner(opened, atom)]
    x.XCloseDisplay(opened)
    return owned


def test_the_network_test_can_fail(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    code = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()"
    subprocess.run([*STRACE, "--seccomp-bpf", "-o", str(trace), sys.executable, "-S", "-c", code], check=True)
    with pytest.raises(AssertionError):
        assert_no_network(trace.read_text())


@dataclass(frozen=True)
class Day:
    """What was said in the window, and what is to be seen of its process from outside."""

    spoken: str
    replies: tuple[str, str]
    command: bytes
    libraries: str
    selections: list[str]

    @property
    def texts(self) -> tuple[str, ...]:
        return (TYPED, DRAFT, self.spoken, *self.replies)


def speak(window: Window, sound: VirtualSound, recording: Path) -> tuple[str, str]:
    """Say the recording; returns the words and the reply, which is read aloud to its end."""
    window.ask("record")
    window.wait_for("recording", state="listening")
    sound.play(recording).wait(30)
    window.ask("record")
    spoken = window.wait_for("stored")
    reply = window.wait_for("answered")["reply"]
    window.wait_for("speaking", id=spoken["id"])
    window.wait_for("speaking", id="")
    return spoken["text"], reply


def look_around(window: Window) -> None:
    """Every page, and a search."""
    for page in ("달력", "설정", "지난 일기"):
        window.ask(f"press {page}")
        window.ask("see")
        assert page in window.wait_for("sight")["title"]
    window.ask("search 우체통")
    window.wait_for("searched", found=1)
    window.ask("open found")
    window.ask("see")
    assert "EntryPage" in window.wait_for("sight")["kinds"]
    window.ask("press 오늘")


def live_a_day(window: Window, display: str, sound: VirtualSound, recording: Path) -> Day:
    window.wait_for("locked")
    window.ask("unlock")
    window.wait_for("open")
    window.ask(f"type {TYPED}")
    window.ask("enter")
    written = window.wait_for("answered")["reply"]
    window.wait_for("speaking", id="")  # to its end, or the microphone would hear it
    spoken, answer = speak(window, sound, recording)
    look_around(window)
    window.ask(f"type {DRAFT}")
    window.ask("select")
    assert window.wait_for("selected")["text"]
    assert owned_selections(display) == ["PRIMARY"]

    window.ask("press 잠그기")
    window.wait_for("closed")
    assert owned_selections(display) == []
    window.ask("remembered")
    held = "\n".join(window.wait_for("remembered")["texts"])
    assert held, "the lock's own words"
    assert not any(text in held for text in (TYPED, DRAFT, spoken, written, answer))
    window.ask("unlock")
    window.wait_for("open")
    window.ask("self")
    itself = window.wait_for("self")
    return Day(
        spoken,
        (written, answer),
        (Path("/proc") / str(itself["pid"]) / "cmdline").read_bytes(),
        itself["libraries"],
        owned_selections(display),
    )


def test_a_day_in_the_window_leaves_nothing_readable_and_reaches_nobody(
    display: dict[str, str],
    sound: VirtualSound,
    home: Path,
    diary_folder: Path,
    passphrase_file: Path,
    recording: Path,
    tmp_path: Path,
) -> None:
    trace, temp = tmp_path / "trace", tmp_path / "temp"
    window = Window(diary_folder, passphrase_file, "wait", display, prefix=[*STRACE, "--seccomp-bpf", "-o", str(trace)])
    try:
        day = live_a_day(window, display["DISPLAY"], sound, recording)
    except BaseException:
        window.kill()
        raise
    window.end()
    calls = trace.read_text(encoding="utf-8", errors="replace")

    assert_no_network(calls)
    sockets = set(SOCKETS.findall(calls))
    assert "AF_UNIX" in sockets and sockets <= {"AF_UNIX", "AF_NETLINK"}  # the kernel's news of devices
    assert sorted(set(REACHING.findall(day.libraries))) == []
    assert "libQt6Widgets" in day.libraries
    assert day.selections == []
    with open_diary(diary_folder) as diary:
        assert diary.draft() == DRAFT
        assert [each.text for entry in diary.entries() for each in entry.utterances] == [TYPED, day.spoken]

    runtime = Path(sound.env["XDG_RUNTIME_DIR"])
    everything = sorted({*written_files(calls), *files_under(home, temp, diary_folder, runtime)} - {trace})
    assert any(path.name == "todak.log" for path in everything)
    for text in day.texts:
        assert_nothing_readable(everything, text)
        assert text.encode() not in day.command
    assert files_under(temp) == [], "a file was left in the temp folder"
    ours = (home / ".local" / "state" / "todak", home / ".config" / "todak")
    strays = [path for path in files_under(home) if not any(path.is_relative_to(place) for place in ours)]
    assert strays == [], "somebody wrote there"
