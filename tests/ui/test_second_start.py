"""A second start of Todak: the window that is there comes forward, whatever state it is in, and the second is gone."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.doorbell import ring
from tests.conftest import ROOT, Todak, open_diary
from tests.ui.display import virtual_display
from tests.ui.test_end_to_end import Window

SECOND_START_SECONDS = 2.0
ICONIC = 3  # ICCCM 4.1.3.1, WM_STATE


class _Attributes(ctypes.Structure):
    """The head of XWindowAttributes; only `map_state` is looked at."""

    _fields_ = (
        [(name, ctypes.c_int) for name in ("x", "y", "width", "height", "border", "depth")]
        + [("visual", ctypes.c_void_p), ("root", ctypes.c_ulong)]
        + [(name, ctypes.c_int) for name in ("kind", "bit_gravity", "win_gravity", "backing_store")]
        + [(name, ctypes.c_ulong) for name in ("planes", "pixel")]
        + [("save_under", ctypes.c_int), ("colormap", ctypes.c_ulong)]
        + [("map_installed", ctypes.c_int), ("map_state", ctypes.c_int), ("rest", ctypes.c_char * 128)]
    )


class WindowManager:
    """What a window manager would do and see on this screen; there is none under Xvfb."""

    def __init__(self, display: str) -> None:
        self._x = x = ctypes.CDLL("libX11.so.6")
        x.XOpenDisplay.restype = ctypes.c_void_p
        for name in ("XDefaultRootWindow", "XInternAtom"):
            getattr(x, name).restype = ctypes.c_ulong
        self._display = ctypes.c_void_p(x.XOpenDisplay(display.encode()))
        assert self._display.value

    def close(self) -> None:
        self._x.XCloseDisplay(self._display)

    def window_of(self, pid: int) -> int:
        """The largest top-level window that is mapped and belongs to `pid`, 0 when there is none."""
        x, root, parent = self._x, ctypes.c_ulong(), ctypes.c_ulong()
        found, count = ctypes.POINTER(ctypes.c_ulong)(), ctypes.c_uint()
        top = ctypes.c_ulong(x.XDefaultRootWindow(self._display))
        assert x.XQueryTree(
            self._display, top, ctypes.byref(root), ctypes.byref(parent), ctypes.byref(found), ctypes.byref(count)
        )
        windows = [found[number] for number in range(count.value)]
        if count.value:
            x.XFree(found)
        mine = [window for window in windows if self._pid(window) == pid and self.is_mapped(window)]
        return max(mine, key=lambda window: self._attributes(window).width, default=0)

    def is_mapped(self, window: int) -> bool:
        return bool(self._attributes(window).map_state)

    def has_focus(self, window: int) -> bool:
        focused, revert = ctypes.c_ulong(), ctypes.c_int()
        self._x.XGetInputFocus(self._display, ctypes.byref(focused), ctypes.byref(revert))
        return bool(focused.value == window)

    def iconify(self, window: int) -> None:
        """As the button in a title bar does: WM_STATE says so, and the window goes."""
        atom = ctypes.c_ulong(self._x.XInternAtom(self._display, b"WM_STATE", 0))
        state = (ctypes.c_long * 2)(ICONIC, 0)
        place = ctypes.c_ulong(window)
        self._x.XChangeProperty(self._display, place, atom, atom, 32, 0, ctypes.byref(state), 2)
        self._x.XUnmapWindow(self._display, place)
        self._x.XSync(self._display, 0)

    def _attributes(self, window: int) -> _Attributes:
        attributes = _Attributes()
        self._x.XGetWindowAttributes(self._display, ctypes.c_ulong(window), ctypes.byref(attributes))
        return attributes

    def _pid(self, window: int) -> int:
        kind, form = ctypes.c_ulong(), ctypes.c_int()
        count, rest, data = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.POINTER(ctypes.c_ulong)()
        atom = ctypes.c_ulong(self._x.XInternAtom(self._display, b"_NET_WM_PID", 0))
        self._x.XGetWindowProperty(
            self._display, ctypes.c_ulong(window), atom, ctypes.c_long(0), ctypes.c_long(1), 0, ctypes.c_ulong(0),
            ctypes.byref(kind), ctypes.byref(form), ctypes.byref(count), ctypes.byref(rest), ctypes.byref(data),
        )  # fmt: skip
        if not count.value:
            return 0
        pid = int(data[0])
        self._x.XFree(data)
        return pid


@pytest.fixture
def display() -> Iterator[dict[str, str]]:
    with virtual_display() as env:
        yield env


@pytest.fixture
def manager(display: dict[str, str]) -> Iterator[WindowManager]:
    made = WindowManager(display["DISPLAY"])
    yield made
    made.close()


def start(folder: Path, display: dict[str, str]) -> "subprocess.Popen[bytes]":
    """`python -m app --data-dir FOLDER`, as a double click does."""
    clean = {name: value for name, value in os.environ.items() if name != "CI" and not name.startswith("PYTEST")}
    return subprocess.Popen([sys.executable, "-m", "app", "--data-dir", str(folder)], cwd=ROOT, env=clean | display)


@contextmanager
def ended(process: "subprocess.Popen[bytes]") -> Iterator["subprocess.Popen[bytes]"]:
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(10)


def wait_until(true: Callable[[], object], what: str, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(0.02)


def assert_brought_forward(folder: Path, display: dict[str, str], manager: WindowManager, pid: int) -> None:
    """Minimise the window of `pid`; a second start ends at once and gives it back, with the focus."""
    window = manager.window_of(pid)
    manager.iconify(window)
    wait_until(lambda: not manager.is_mapped(window), "minimising")
    began = time.monotonic()
    with ended(start(folder, display)) as second:
        assert second.wait(10) == 0
        took = time.monotonic() - began
        wait_until(lambda: manager.is_mapped(window), "coming back", 5)
        wait_until(lambda: manager.has_focus(window), "taking the focus", 5)
    assert took < SECOND_START_SECONDS


def test_a_locked_window_comes_forward_and_a_dead_one_keeps_nobody_out(
    diary_folder: Path, display: dict[str, str], manager: WindowManager
) -> None:
    bell = diary_folder / "handover.bell"
    with ended(start(diary_folder, display)) as first:
        wait_until(lambda: manager.window_of(first.pid) and bell.exists(), "the first window")
        assert_brought_forward(diary_folder, display, manager, first.pid)
        assert first.poll() is None
        first.send_signal(signal.SIGKILL)
        first.wait(10)
    assert bell.is_socket(), "a crash leaves it"
    with ended(start(diary_folder, display)) as third:
        wait_until(lambda: manager.window_of(third.pid), "a window after the crash")
        wait_until(lambda: ring(diary_folder), "its bell")
        third.send_signal(signal.SIGTERM)  # as the end of a desktop session does
        assert third.wait(10) == 0
    assert not bell.exists()


def test_an_open_diary_comes_forward_and_takes_words_from_the_command_line(
    diary_folder: Path, passphrase_file: Path, todak: Todak, display: dict[str, str], manager: WindowManager
) -> None:
    words = "명령줄에서 건네 준 말이에요."
    window = Window(diary_folder, passphrase_file, "read", display)
    try:
        window.wait_for("open")
        wait_until(lambda: manager.window_of(window.process.pid), "the window")
        assert_brought_forward(diary_folder, display, manager, window.process.pid)

        finished = todak("hear", "--text", "-", "--json", stdin=words)
        assert finished.status == 0, finished.err
        [given] = finished.json["utterances"]
        assert given["text"] == words and given["reply"]
        assert window.wait_for("stored")["id"] == given["id"]
        window.wait_for("answered", reply=given["reply"])
        window.ask("see")
        sight = window.wait_for("sight")
        assert words in sight["texts"] and given["reply"] in sight["texts"]
    finally:
        window.end()
    with open_diary(diary_folder) as diary:
        (entry,) = diary.entries()
        (kept,) = entry.utterances
    assert (kept.id, kept.text) == (given["id"], words)
