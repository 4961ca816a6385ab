"""Every process of ours: no core dump, and nothing of it for another program of the same user to read."""

import json
import os
import stat
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Todak
from tests.microphone import VirtualSound

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")

# Python runs this first in every process of a test's Todak, its spawned children included: each tells what it forbids
# itself, again and again, in a file named after it.
TELLER = """
import ctypes, json, os, resource, sys, threading, time

def tell():
    while True:
        told = {
            "dumpable": ctypes.CDLL(None).prctl(3, 0, 0, 0, 0),
            "core": resource.getrlimit(resource.RLIMIT_CORE),
            "umask": next(line.split()[1] for line in open("/proc/self/status") if line.startswith("Umask")),
            "command": open("/proc/self/cmdline", "rb").read().decode(errors="replace").split(chr(0)),
        }
        name = os.path.join(os.environ["TODAK_TOLD"], str(os.getpid()))
        with open(name + "~", "w") as file:
            json.dump(told, file)
        os.replace(name + "~", name)
        time.sleep(0.02)

threading.Thread(target=tell, daemon=True).start()
"""
HARDENED = {"dumpable": 0, "core": [0, 0], "umask": "0077"}


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which processes started from now on tell about themselves."""
    place = tmp_path / "told"
    place.mkdir()
    start = tmp_path / "start"
    start.mkdir()
    (start / "sitecustomize.py").write_text(TELLER)
    monkeypatch.setenv("PYTHONPATH", str(start))
    monkeypatch.setenv("TODAK_TOLD", str(place))
    return place


def said(place: Path) -> dict[int, dict[str, Any]]:
    """What each process said last, by its id."""
    found = {}
    for each in place.iterdir():
        if each.name.isdigit():
            found[int(each.name)] = json.loads(each.read_text())
    return found


def forbids(process: dict[str, Any]) -> dict[str, Any]:
    return {name: process[name] for name in HARDENED}


def until(true: Any, what: str) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def test_a_process_that_forbids_nothing_is_told_apart(told: Path) -> None:
    code = "import time; time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        try:
            until(lambda: process.pid in said(told), "it tells about itself")
            assert said(told)[process.pid]["dumpable"] == 1
        finally:
            process.kill()


def test_the_command_line(todak: Todak, diary_folder: Path, told: Path) -> None:
    process = todak.start("hear", "--text", "-", stdin=subprocess.PIPE)
    until(lambda: process.pid in said(told) and forbids(said(told)[process.pid]) == HARDENED, "todak hardens itself")
    limits = Path(f"/proc/{process.pid}/limits").read_text()
    (core,) = (line.split()[4:6] for line in limits.splitlines() if line.startswith("Max core file size"))
    assert core == ["0", "0"]
    memory = Path(f"/proc/{process.pid}/mem").stat()
    assert memory.st_uid == 0 and stat.S_IMODE(memory.st_mode) == 0o600  # not the user's own, whoever that is
    process.communicate("오늘은 별일이 없었다.".encode(), timeout=120)
    assert process.returncode == 0


USES = {
    "kiwi": "from app import korean\nprint(korean.spaced('오늘은좋은하루였다'))",
    "recorder": "from app.voice.recorder import Recorder\nwith Recorder() as it: assert list(it.blocks(seconds=1))",
}


def children_of(use: str, told: Path) -> list[dict[str, Any]]:
    """The last word of each process that Python spawned for `use`."""
    script = told.parent / "use.py"
    script.write_text("if __name__ == '__main__':\n" + textwrap.indent(use, "    "))
    environment = os.environ | {"PYTHONPATH": f"{os.environ['PYTHONPATH']}:{ROOT}"}
    subprocess.run([sys.executable, str(script)], env=environment, capture_output=True, timeout=120, check=True)
    return [each for each in said(told).values() if "from multiprocessing.spawn" in " ".join(each["command"])]


def test_the_child_that_holds_kiwi(told: Path) -> None:
    assert [forbids(each) for each in children_of(USES["kiwi"], told)] == [HARDENED]


def test_the_child_that_records(told: Path, sound: VirtualSound) -> None:
    assert [forbids(each) for each in children_of(USES["recorder"], told)] == [HARDENED]
