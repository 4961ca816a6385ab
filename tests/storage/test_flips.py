"""One byte is flipped anywhere: it is named, or everything still reads equal; never half a diary."""

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.diary.entry import Source
from app.errors import TodakError
from app.storage.engine import connect, storage_errors
from app.storage.repository import Diary
from tests.argon2_cost import argon2_cost
from tests.storage.conftest import DAY, MOMENT, PASSPHRASE
from tests.storage.operations import CHEAP, HALF, make_diary

SEED = 20261121

Content = tuple[dict[str, list[Any]], dict[str, bytes]]


@dataclass(frozen=True)
class Crashed:
    """What a crash left: writes that are in the -wal only, and a recording that is not sealed."""

    folder: Path
    content: Content
    cut_off: str  # the recording that was being made


@pytest.fixture(scope="module")
def crashed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crashed]:
    place = tmp_path_factory.mktemp("flips")
    with argon2_cost(CHEAP):
        make_diary(place / "diary")
        with Diary.open(place / "diary", PASSPHRASE) as diary:
            diary.set_passphrase(PASSPHRASE)
            for number in range(6):
                diary.append(f"{number}번째 말 " * 60, Source.TYPED, started_at=MOMENT, day=DAY)
            cut_off = diary.new_id()
            writer = diary.audio.begin(cut_off, MOMENT, DAY)
            writer.write(random.Random(1).randbytes(4 * HALF))
            left = Path(shutil.copytree(place / "diary", place / "crashed"))
            writer.leave()
        (left / "diary.db-shm").unlink()  # as after a restart of the machine
        copy = Path(shutil.copytree(left, place / "looked at"))
        with Diary.open(copy, PASSPHRASE, read_only=True) as diary:
            yield Crashed(left, content_of(diary), cut_off)


def content_of(diary: Diary) -> Content:
    """Every row and every sound. Raises TodakError where something cannot be read."""
    path = diary.folder / "diary.db"
    with storage_errors(path):
        connection = connect(path, diary.key.database_key, read_only=True)
        try:
            listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL %'"
            tables = connection.execute(listed).fetchall()
            rows = {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for (name,) in sorted(tables)}
        finally:
            connection.close()
    return rows, {each: b"".join(diary.audio.read(each)) for each in diary.audio.ids()}


def is_same(found: Content, crashed: Crashed) -> bool:
    """Equal, but for the last half second of a recording that was not sealed: it looks like one that was torn."""
    (rows, sounds), (all_rows, all_sounds) = found, crashed.content
    shorter = sounds | {crashed.cut_off: all_sounds[crashed.cut_off]}
    rest = len(all_sounds[crashed.cut_off]) - len(sounds[crashed.cut_off])
    is_prefix = all_sounds[crashed.cut_off].startswith(sounds[crashed.cut_off])
    return rows == all_rows and shorter == all_sounds and is_prefix and rest <= HALF


def flip_somewhere(folder: Path, chance: random.Random) -> str:
    """Flip bits of one byte of one file; returns which."""
    files = sorted(each for each in folder.rglob("*") if each.is_file() and each.stat().st_size)
    path = chance.choice(files)
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= chance.randrange(1, 256)
    path.write_bytes(content)
    return str(path.relative_to(folder))


def look(folder: Path, crashed: Crashed, flipped: str, *, read_only: bool) -> bool:
    """Open and read everything; whether the flip was named. What is read without an error is all there."""
    file = flipped.removesuffix(".part").removesuffix(".tdk")
    try:
        with Diary.open(folder, PASSPHRASE, read_only=read_only) as diary:
            problems = diary.check().problems
            assert all(each.startswith(file) for each in problems), problems
            try:
                same = is_same(content_of(diary), crashed)
            except TodakError:
                assert problems, "it cannot be read, and the check does not say so"
                return True
            # What lies in the -wal and cannot be read is missing, which a reader is told by the check.
            assert same or (problems and file == "diary.db-wal" and read_only)
            return bool(problems)
    except TodakError as error:
        part = str(error.details.get("part", error.details.get("path", "")))
        assert part.endswith(file), error
        return True


@pytest.mark.parametrize("flips", [40, pytest.param(500, marks=pytest.mark.full)])
def test_a_flip_anywhere_is_named_or_harmless(crashed: Crashed, tmp_path: Path, flips: int) -> None:
    chance = random.Random(SEED)
    named, harmless = Counter[str](), Counter[str]()
    for number in range(flips):
        reading = Path(shutil.copytree(crashed.folder, tmp_path / "reading"))
        flipped = flip_somewhere(reading, chance)
        writing = Path(shutil.copytree(reading, tmp_path / "writing"))
        try:
            was_named = look(reading, crashed, flipped, read_only=True)
            look(writing, crashed, flipped, read_only=False)
        except BaseException as error:
            error.add_note(f"flip number {number}, in {flipped}")
            raise
        kind = flipped.split("/")[0] + ("/*.part" if flipped.endswith(".part") else "")
        (named if was_named else harmless)[kind] += 1
        shutil.rmtree(reading)
        shutil.rmtree(writing)
    assert set(harmless) <= {"audio/*.part"}, harmless
    assert {"diary.db", "diary.db-wal", "diary.key", "diary.mark", "audio"} <= set(named)
    print(f"named {dict(named)}, harmless {dict(harmless)}")
