"""A diary on a disk that is mounted read-only, in a mount namespace of the test's own."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.diary.entry import Source
from app.storage.repository import Diary
from tests.conftest import ROOT
from tests.storage.conftest import PASSPHRASE
from tests.storage.operations import DAY, MOMENT, SCHEMA_1, make_diary

MAY_MOUNT = ["unshare", "--mount", "sh", "-c", "mount -t tmpfs tmpfs /mnt"]
MOUNTED = """
set -e
mount -t tmpfs tmpfs "$2"
cp -a "$1" "$2/diary"
mount -o remount,ro "$2"
exec "$3" -c "$4" "$2/diary" "$5"
"""
READING = """
import sys
from pathlib import Path
from app.errors import DiaryUnwritable
from app.storage.repository import Diary
folder, passphrase = Path(sys.argv[1]), sys.argv[2]
try:
    Diary.open(folder, passphrase)
except DiaryUnwritable:
    print("refused to write")
with Diary.open(folder, passphrase, read_only=True) as diary:
    print(sum(len(entry.utterances) for entry in diary.entries()), "utterances")
    print(len(diary.search("말이", 50)), "found")
    print("healthy" if diary.check().healthy else "damaged")
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    if shutil.which("unshare") is None or subprocess.run(MAY_MOUNT, capture_output=True).returncode:
        pytest.skip("this user may not mount anything, not even in a namespace of its own")
    (tmp_path / "disk").mkdir()
    return tmp_path


def read_there(folder: Path, place: Path, passphrase: str) -> list[str]:
    """What READING prints of `folder` on a read-only disk."""
    mounted = ["unshare", "--mount", "sh", "-c", MOUNTED, "sh", str(folder), str(place / "disk")]
    done = subprocess.run(
        [*mounted, sys.executable, READING, passphrase], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_what_was_closed_is_read_in_place(place: Path) -> None:
    make_diary(place / "diary").forget()
    said = read_there(place / "diary", place, PASSPHRASE)
    assert said == ["refused to write", "21 utterances", "20 found", "healthy"]


def test_what_a_crash_left_is_read_from_a_copy(place: Path) -> None:
    make_diary(place / "diary").forget()
    with Diary.open(place / "diary", PASSPHRASE) as diary:
        diary.append("말이에요, 쓰러지기 직전의", Source.TYPED, started_at=MOMENT, day=DAY)
        shutil.copytree(place / "diary", place / "crashed", ignore=shutil.ignore_patterns("*-shm", "*.lock"))
    assert (place / "crashed" / "diary.db-wal").exists()
    said = read_there(place / "crashed", place, PASSPHRASE)
    assert said == ["refused to write", "22 utterances", "21 found", "healthy"]


def test_an_older_diary_is_read_from_a_copy(place: Path) -> None:
    passphrase = (SCHEMA_1 / "passphrase.txt").read_text(encoding="utf-8").strip()
    assert read_there(SCHEMA_1, place, passphrase)[-1] == "healthy"
