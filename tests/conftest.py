"""A home of its own for every test, and Todak run as a user runs it."""

import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.storage.repository import Diary
from tests.microphone import sound

__all__ = ["sound"]

ROOT = Path(__file__).resolve().parent.parent
PASSPHRASE = "깊은 밤의 토끼 42"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A busy machine drops what a virtual microphone hears: those tests are told apart, to run alone."""
    for item in items:
        if "sound" in getattr(item, "fixturenames", ()):
            item.add_marker("sound")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty HOME and temp folder, so that no test sees or leaves anything in the developer's own."""
    place = tmp_path / "home"
    place.mkdir()
    temp = tmp_path / "temp"
    temp.mkdir()
    monkeypatch.setenv("HOME", str(place))
    monkeypatch.setenv("TMPDIR", str(temp))
    monkeypatch.setenv("LANG", "ko_KR.UTF-8")
    # Nobody there: the developer's own screen lock reaches no test, and no library starts a bus that outlives one.
    for name in ("DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS"):
        monkeypatch.setenv(name, f"unix:path={temp}/no-bus")
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    return place


@dataclass(frozen=True)
class Finished:
    """A command that ended: its exit status and the whole of its stdout and stderr."""

    status: int
    out: bytes
    err: str

    @property
    def json(self) -> Any:
        """The whole of stdout as one JSON value."""
        return json.loads(self.out.decode("utf-8"))

    @property
    def lines(self) -> list[Any]:
        """The whole of stdout as JSON Lines."""
        text = self.out.decode("utf-8")
        assert text == "" or text.endswith("\n")
        return [json.loads(line) for line in text.removesuffix("\n").split("\n")] if text else []


class Todak:
    """The command line, in a process of its own."""

    def __init__(self, folder: Path, passphrase_file: Path) -> None:
        self.folder = folder
        self.passphrase_file = passphrase_file

    def command(self, *arguments: str | Path) -> list[str]:
        """The full command, with the diary's folder and passphrase file."""
        where = ["--data-dir", str(self.folder), "--passphrase-file", str(self.passphrase_file)]
        return [sys.executable, "-m", "app", *where, *map(str, arguments)]

    def start(self, *arguments: str | Path, prefix: Sequence[str] = (), **options: Any) -> "subprocess.Popen[bytes]":
        """Start the command and do not wait."""
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
        # As a user runs it: some libraries behave better where they notice a test or a CI machine.
        clean = {name: value for name, value in os.environ.items() if name != "CI" and not name.startswith("PYTEST")}
        # Unbuffered, so that `wait_until_listening` takes no more from stderr than it reads.
        return subprocess.Popen([*prefix, *self.command(*arguments)], cwd=ROOT, env=clean, bufsize=0, **options)

    def __call__(
        self, *arguments: str | Path, stdin: bytes | str = b"", prefix: Sequence[str] = (), timeout: float = 120
    ) -> Finished:
        """Run the command to its end."""
        given = stdin.encode() if isinstance(stdin, str) else stdin
        process = self.start(*arguments, prefix=prefix, stdin=subprocess.PIPE)
        out, err = process.communicate(given, timeout=timeout)
        return Finished(process.returncode, out, err.decode("utf-8", "replace"))


def wait_until_listening(process: "subprocess.Popen[bytes]") -> None:
    """Until `hear --mic` has the microphone open."""
    assert process.stderr is not None
    for line in process.stderr:
        if line == b"todak: listening\n":
            return
    raise AssertionError("the microphone was not opened")


@pytest.fixture
def passphrase_file(tmp_path: Path) -> Path:
    """A passphrase file as an editor leaves it, with a final newline."""
    file = tmp_path / "passphrase.txt"
    file.write_text(PASSPHRASE + "\n", encoding="utf-8")
    return file


@pytest.fixture
def todak(tmp_path: Path, passphrase_file: Path) -> Todak:
    """The command line for a diary folder that does not exist yet."""
    return Todak(tmp_path / "diary", passphrase_file)


@pytest.fixture
def diary_folder(todak: Todak) -> Path:
    """The folder of `todak`, with a new diary in it."""
    diary, _ = Diary.create(todak.folder, PASSPHRASE)
    diary.close()
    return todak.folder


SPEECH = ROOT.parent / "shared" / "speech" / "emotiontts_ko"
SENTENCE = "너한테 그 말을 들으니까 정말 마음이 아프다."


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A WAV of someone saying SENTENCE: a real one beside the checkout, else our own synthesis (which is understood
    badly, so that tests may only ask for its exact words where `is_real` says so).
    """
    real = SPEECH / "wav" / "ned00201.wav"
    if real.exists():
        return real
    from app.voice.audio_file import write_wav
    from app.voice.speaker import Speaker

    synthesised = tmp_path_factory.mktemp("speech") / "sentence.wav"
    write_wav(synthesised, Speaker().synthesise(SENTENCE))
    return synthesised


def is_real(recording: Path) -> bool:
    """Whether `recording` is a person's voice."""
    return SPEECH in recording.parents


def open_diary(folder: Path, *, read_only: bool = True) -> Diary:
    """The diary of a test."""
    return Diary.open(folder, PASSPHRASE, read_only=read_only)


def spellings(text: str) -> list[bytes]:
    """Every form in which `text` could lie on a disk: composed and decomposed, UTF-8 and UTF-16 of both orders."""
    forms = {unicodedata.normalize(form, text) for form in ("NFC", "NFD")}
    return [form.encode(encoding) for form in forms for encoding in ("utf-8", "utf-16-le", "utf-16-be")]


def files_under(*folders: Path) -> list[Path]:
    """Every regular file under the folders."""
    return [path for folder in folders for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]


os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
