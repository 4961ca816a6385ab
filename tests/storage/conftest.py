"""Real encrypted diaries in temporary folders."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from app.diary.emotion import EmotionScores
from app.diary.entry import EmotionReading, SentenceReading, Source, Utterance
from app.storage.repository import Diary
from tests.argon2_cost import CHEAP, argon2_cost

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "봄날의 토끼 7마리"
DAY = date(2026, 11, 21)
MOMENT = datetime(2026, 11, 21, 21, 30, tzinfo=timezone(timedelta(hours=9)))

Append = Callable[..., Utterance]


@pytest.fixture(scope="package", autouse=True)
def cheap_argon2() -> Iterator[None]:
    """Hundreds of diaries are opened here: with the real cost, which test_keys.py pays, half of their time."""
    with argon2_cost(CHEAP):
        yield


def new_template(place: Path) -> tuple[Path, str]:
    """An empty diary in `place`, and its recovery key: to be copied, never opened."""
    diary, recovery_key = Diary.create(place / "diary", PASSPHRASE)
    diary.close()
    return place / "diary", recovery_key


@pytest.fixture(scope="package")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """What `folder` is a copy of."""
    return new_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def folder(template: tuple[Path, str], tmp_path: Path) -> Path:
    """The folder of an empty, closed diary under PASSPHRASE."""
    return Path(shutil.copytree(template[0], tmp_path / "diary"))


@pytest.fixture
def recovery_key(template: tuple[Path, str]) -> str:
    """The recovery key of the diary in `folder`."""
    return template[1]


@pytest.fixture
def diary(folder: Path) -> Iterator[Diary]:
    """An open, empty diary."""
    with Diary.open(folder, PASSPHRASE) as opened:
        yield opened


@pytest.fixture
def append(diary: Diary) -> Append:
    """Append to `diary`, on DAY unless told otherwise."""

    def say(text: str, source: Source = Source.TYPED, **more: object) -> Utterance:
        return diary.append(text, source, **{"started_at": MOMENT, "day": DAY, **more})  # type: ignore[arg-type]

    return say


def reading(*values: float, text: str = "오늘은 좋았다.") -> EmotionReading:
    """A reading with these six probabilities."""
    scores = EmotionScores(values or (0.7, 0.1, 0.05, 0.05, 0.05, 0.05))
    return EmotionReading(scores, True, (SentenceReading(text, scores),), "emotion-test 1")


def run_child(code: str, *arguments: object, **more: object) -> "subprocess.CompletedProcess[str]":
    """Run Python `code` in another process, from the root of the checkout."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, text=True, capture_output=True, timeout=60, **more)  # type: ignore[call-overload,no-any-return]


def start_child(code: str, *arguments: object) -> "subprocess.Popen[str]":
    """Start Python `code` in another process, its output line by line."""
    command = [sys.executable, "-u", "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MiB. Skips where we may not mount one."""
    mounted = tmp_path / "tiny"
    mounted.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(mounted)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small file system needs root on Linux")
    try:
        yield mounted
    finally:
        subprocess.run(["umount", "-l", str(mounted)], check=True)


def refuse_to_read(path: Path) -> None:
    """Put something in the place of a file that opens, and of which the disk then reads nothing (EIO)."""
    memory = Path("/proc/self/mem")  # nothing is mapped at its beginning
    if not memory.exists():
        pytest.skip("needs /proc")
    path.unlink(missing_ok=True)
    path.symlink_to(memory)


def fill(disk: Path) -> Path:
    """Take all the room that is left on `disk`; delete the file that is returned to give it back."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65_536, 4_096, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue
    return filler
