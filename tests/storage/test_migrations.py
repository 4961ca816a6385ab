"""Older files are brought to today's schema on a copy; newer ones are refused."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest
from sqlalchemy import Connection, text

from app.errors import DiaryBusy, DiaryDamaged, DiaryNewer, DiskFull, NoRoomToMigrate, StorageError
from app.storage import keys, migrations
from app.storage.engine import connect
from app.storage.migrations import migrate, schema_of
from app.storage.passphrase import read_passphrase_file
from app.storage.repository import Diary
from app.storage.schema import SCHEMA
from tests.storage.conftest import DAY, MOMENT, PASSPHRASE, Append


def add_colour(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE entries ADD COLUMN colour TEXT"))
    connection.execute(text("UPDATE entries SET colour = 'green'"))


def add_index(connection: Connection) -> None:
    connection.execute(text("CREATE INDEX by_colour ON entries (colour)"))


# What a later release would do to a diary of today.
STEPS = {SCHEMA: add_colour, SCHEMA + 1: add_index}
TARGET = SCHEMA + 2
BACKUP = f"diary.db.schema{SCHEMA}"


@pytest.fixture
def path(folder: Path, diary: Diary, append: Append) -> Path:
    """The database of a closed diary with one utterance."""
    append("지난 버전의 말")
    diary.close()
    return folder / "diary.db"


@pytest.fixture
def key(folder: Path) -> bytes:
    return keys.unlock(folder, PASSPHRASE).database_key


def state(path: Path) -> dict[str, bytes]:
    """The files of the database, without what a reader leaves: an empty -wal and its -shm."""
    files = {each.name: each.read_bytes() for each in path.parent.glob("diary.db*") if each.suffix != ".db-shm"}
    return {name: content for name, content in files.items() if content or name != "diary.db-wal"}


def test_steps_run_in_order_on_a_copy_and_the_old_file_stays(path: Path, key: bytes) -> None:
    assert migrate(path, key, steps=STEPS, target=TARGET)
    assert schema_of(path, key)[0] == TARGET
    assert sorted(state(path)) == ["diary.db", BACKUP]
    assert {each.stat().st_mode & 0o777 for each in path.parent.glob("diary.db*")} == {0o600}
    connection = connect(path, key, read_only=True)
    assert connection.execute("SELECT colour FROM entries").fetchall() == [("green",)]
    connection.close()
    assert schema_of(path.with_name(BACKUP), key)[0] == SCHEMA
    assert not migrate(path, key, steps=STEPS, target=TARGET)


def test_a_newer_diary_is_refused_with_the_version_that_wrote_it(path: Path, key: bytes, folder: Path) -> None:
    connection = connect(path, key, read_only=False)
    connection.execute("UPDATE meta SET value = ? WHERE name = 'schema'", (str(SCHEMA + 1),))
    connection.execute("UPDATE meta SET value = '7.3.1' WHERE name = 'written_by'")
    connection.close()
    before = state(path)
    for read_only in (True, False):
        with pytest.raises(DiaryNewer, match=r"7\.3\.1"):
            Diary.open(folder, PASSPHRASE, read_only=read_only)
    assert state(path)["diary.db"] == before["diary.db"]


def fail(connection: Connection) -> None:
    connection.execute(text("DELETE FROM utterances"))
    raise StorageError(reason="test")


def orphan(connection: Connection) -> None:
    connection.execute(text("INSERT INTO readings SELECT 'none', 'm', 1, 1, 0, 0, 0, 0, 0, '[]', ''"))


def break_key(connection: Connection) -> None:
    connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    connection.execute(text("DELETE FROM entries"))


@pytest.mark.parametrize("step", [fail, orphan, break_key])
def test_a_step_that_fails_leaves_the_diary_as_it_was(
    path: Path, key: bytes, folder: Path, step: Callable[[Connection], None]
) -> None:
    with pytest.raises(Exception):  # noqa: B017 (whatever it is: the diary is the point)
        migrate(path, key, steps={SCHEMA: add_colour, SCHEMA + 1: step}, target=TARGET)
    assert sorted(state(path)) == ["diary.db"]
    with Diary.open(folder, PASSPHRASE) as diary:
        assert [each.text for each in diary.entries()[0].utterances] == ["지난 버전의 말"]
        assert diary.check().healthy


def test_a_copy_that_does_not_check_out_is_not_swapped_in(
    path: Path, key: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def harmed(copy: Path, key: bytes) -> tuple[list[str], dict[str, bool]]:
        content = bytearray(copy.read_bytes())
        content[-5] ^= 1
        copy.write_bytes(content)
        return real(copy, key)

    real = migrations.check_database
    monkeypatch.setattr(migrations, "check_database", harmed)
    with pytest.raises(DiaryDamaged):
        migrate(path, key, steps=STEPS, target=TARGET)
    assert sorted(state(path)) == ["diary.db"] and schema_of(path, key)[0] == SCHEMA


def test_a_missing_step_is_told(path: Path, key: bytes) -> None:
    with pytest.raises(StorageError):
        migrate(path, key, steps={}, target=SCHEMA + 1)
    assert sorted(state(path)) == ["diary.db"]


def test_nobody_may_be_reading(path: Path, key: bytes, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.storage.engine._BUSY_MS", 50)
    with Diary.open(folder, PASSPHRASE, read_only=True) as reader:
        reader.entries()
        with pytest.raises(DiaryBusy):
            migrate(path, key, steps=STEPS, target=TARGET)
        assert len(reader.entries()) == 1
    assert migrate(path, key, steps=STEPS, target=TARGET)


def test_room_is_asked_for_first(path: Path, key: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    mebibyte = 1 << 20
    with path.open("ab") as file:
        file.truncate(3 * mebibyte)  # whatever is in it, two copies need 6 MiB, and a little
    usage = shutil.disk_usage(path.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=6 * mebibyte))
    before = state(path)
    with pytest.raises(NoRoomToMigrate) as refused:
        migrate(path, key, steps=STEPS, target=TARGET)
    assert state(path) == before
    assert isinstance(refused.value, DiskFull)
    assert refused.value.details == {"needed": 7, "free": 6}
    said = refused.value.explained("ko")["message"]
    assert "7 MB" in said and "6 MB" in said


def test_the_room_that_is_asked_for_is_enough(tiny_disk: Path) -> None:
    """The committed diary of schema 1 on a disk with a page less than that, and with the -shm of a reader more."""
    diary = shutil.copytree(Path(__file__).parents[1] / "fixtures" / "diaries" / "schema1", tiny_disk / "diary")
    path = diary / "diary.db"
    key = keys.unlock(diary, read_passphrase_file(diary / "passphrase.txt")).database_key
    room = shutil.disk_usage(tiny_disk).free - migrations.room_needed(path)
    filler = tiny_disk / "filler"
    filler.write_bytes(bytes(room + 4_096))
    with pytest.raises(NoRoomToMigrate):
        migrate(path, key)
    assert schema_of(path, key)[0] == 1
    filler.write_bytes(bytes(room - 40_960))
    assert migrate(path, key)
    assert schema_of(path, key)[0] == SCHEMA


def test_what_waits_in_the_wal_counts(path: Path) -> None:
    size = path.stat().st_size
    alone = migrations.room_needed(path)
    assert alone > 2 * size
    path.with_name("diary.db-wal").write_bytes(bytes(1_000))
    assert migrations.room_needed(path) == alone + 2_000


def refuse_links(*_: object) -> None:
    raise PermissionError(1, "Operation not permitted")


def test_a_disk_without_links_keeps_a_copy(path: Path, key: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", refuse_links)
    size = path.stat().st_size
    assert migrate(path, key, steps=STEPS, target=TARGET)
    assert sorted(state(path)) == ["diary.db", BACKUP]
    backup = path.with_name(BACKUP).stat()
    assert (backup.st_mode & 0o777, backup.st_size) == (0o600, size)
    assert schema_of(path.with_name(BACKUP), key)[0] == SCHEMA and schema_of(path, key)[0] == TARGET


def test_a_disk_that_fills_up_leaves_no_half_backup(path: Path, key: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill_up(source: object, target: IO[bytes]) -> None:
        target.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "link", refuse_links)
    monkeypatch.setattr(shutil, "copyfileobj", fill_up)
    with pytest.raises(DiskFull):
        migrate(path, key, steps=STEPS, target=TARGET)
    assert sorted(state(path)) == ["diary.db"] and schema_of(path, key)[0] == SCHEMA


def test_a_failure_at_any_call_leaves_the_old_or_the_new_diary(
    path: Path, key: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = {"calls": 0}

    def failing(real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **more: object) -> object:
            left["calls"] -= 1
            if left["calls"] == 0:
                raise OSError(5, "Input/output error")
            return real(*arguments, **more)

        return call

    for name in ("open", "fsync", "replace", "link", "unlink"):
        monkeypatch.setattr(os, name, failing(getattr(os, name)))
    for calls in range(1, 60):
        left["calls"] = calls
        try:
            done = migrate(path, key, steps=STEPS, target=TARGET)
        except StorageError:
            left["calls"] = -1
            assert schema_of(path, key)[0] in (SCHEMA, TARGET)
            connection = connect(path, key, read_only=True)
            assert connection.execute("SELECT text FROM utterances").fetchall() == [("지난 버전의 말",)]
            connection.close()
            continue
        assert done or calls > 3
        break
    left["calls"] = -1
    assert schema_of(path, key)[0] == TARGET


def test_what_is_left_of_an_interrupted_migration_is_cleared(path: Path, key: bytes) -> None:
    path.with_name("diary.db.migrating").write_bytes(b"half")
    path.with_name("diary.db.migrating-wal").write_bytes(b"half")
    assert migrate(path, key, steps=STEPS, target=TARGET)
    assert sorted(state(path)) == ["diary.db", BACKUP]


def test_opening_migrates_also_for_reading(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a later release would, with its schema and its steps."""
    real_migrate, real_must = migrations.migrate, migrations.must_migrate
    monkeypatch.setattr(
        "app.storage.folder.migrate", lambda path, key: real_migrate(path, key, steps=STEPS, target=TARGET)
    )
    monkeypatch.setattr("app.storage.repository.must_migrate", lambda path, key: real_must(path, key, TARGET))
    with Diary.open(folder, PASSPHRASE, read_only=True) as reader:
        assert [each.title for each in reader.entries()] == ["지난 버전의 말"]
    assert path.with_name(BACKUP).exists()
    with Diary.open(folder, PASSPHRASE) as diary:
        diary.append("더", diary.entries()[0].utterances[0].source, started_at=MOMENT, day=DAY)
        assert diary.check().healthy
