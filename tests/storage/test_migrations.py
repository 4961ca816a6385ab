"""Older files are brought to today's schema on a copy; newer ones are refused."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from app.errors import DiaryBusy, DiaryDamaged, DiaryNewer, DiskFull, StorageError
from app.storage import Diary, keys, migrations
from app.storage.engine import connect
from app.storage.migrations import migrate, schema_of
from app.storage.schema import SCHEMA
from tests.storage.conftest import DAY, MOMENT, PASSPHRASE, Append


def add_colour(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE entries ADD COLUMN colour TEXT"))
    connection.execute(text("UPDATE entries SET colour = 'green'"))


def add_index(connection: Connection) -> None:
    connection.execute(text("CREATE INDEX by_colour ON entries (colour)"))


STEPS = {1: add_colour, 2: add_index}


@pytest.fixture
def path(folder: Path, diary: Diary, append: Append) -> Path:
    """The database of a closed diary with one utterance."""
    append("처음 버전의 말")
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
    assert migrate(path, key, steps=STEPS, target=3)
    assert schema_of(path, key)[0] == 3
    assert sorted(state(path)) == ["diary.db", "diary.db.schema1"]
    assert {each.stat().st_mode & 0o777 for each in path.parent.glob("diary.db*")} == {0o600}
    connection = connect(path, key, read_only=True)
    assert connection.execute("SELECT colour FROM entries").fetchall() == [("green",)]
    connection.close()
    assert schema_of(path.with_name("diary.db.schema1"), key)[0] == 1
    assert not migrate(path, key, steps=STEPS, target=3)


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
        migrate(path, key, steps={1: add_colour, 2: step}, target=3)
    assert sorted(state(path)) == ["diary.db"]
    with Diary.open(folder, PASSPHRASE) as diary:
        assert [each.text for each in diary.entries()[0].utterances] == ["처음 버전의 말"]
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
        migrate(path, key, steps=STEPS, target=3)
    assert sorted(state(path)) == ["diary.db"] and schema_of(path, key)[0] == 1


def test_a_missing_step_is_told(path: Path, key: bytes) -> None:
    with pytest.raises(StorageError):
        migrate(path, key, steps={}, target=2)
    assert sorted(state(path)) == ["diary.db"]


def test_nobody_may_be_reading(path: Path, key: bytes, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.storage.engine._BUSY_MS", 50)
    with Diary.open(folder, PASSPHRASE, read_only=True) as reader:
        reader.entries()
        with pytest.raises(DiaryBusy):
            migrate(path, key, steps=STEPS, target=3)
        assert len(reader.entries()) == 1
    assert migrate(path, key, steps=STEPS, target=3)


def test_room_is_asked_for_first(path: Path, key: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(path.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=2 * path.stat().st_size - 1))
    before = state(path)
    with pytest.raises(DiskFull):
        migrate(path, key, steps=STEPS, target=3)
    assert state(path) == before


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
            done = migrate(path, key, steps=STEPS, target=3)
        except StorageError:
            left["calls"] = -1
            assert schema_of(path, key)[0] in (1, 3)
            connection = connect(path, key, read_only=True)
            assert connection.execute("SELECT text FROM utterances").fetchall() == [("처음 버전의 말",)]
            connection.close()
            continue
        assert done or calls > 3
        break
    left["calls"] = -1
    assert schema_of(path, key)[0] == 3


def test_what_is_left_of_an_interrupted_migration_is_cleared(path: Path, key: bytes) -> None:
    path.with_name("diary.db.migrating").write_bytes(b"half")
    path.with_name("diary.db.migrating-wal").write_bytes(b"half")
    assert migrate(path, key, steps=STEPS, target=3)
    assert sorted(state(path)) == ["diary.db", "diary.db.schema1"]


def test_opening_migrates_also_for_reading(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a later release would, with its schema and its steps."""
    real_migrate, real_must = migrations.migrate, migrations.must_migrate
    monkeypatch.setattr("app.storage.folder.migrate", lambda path, key: real_migrate(path, key, steps=STEPS, target=3))
    monkeypatch.setattr("app.storage.repository.must_migrate", lambda path, key: real_must(path, key, 3))
    with Diary.open(folder, PASSPHRASE, read_only=True) as reader:
        assert [each.title for each in reader.entries()] == ["처음 버전의 말"]
    assert path.with_name("diary.db.schema1").exists()
    with Diary.open(folder, PASSPHRASE) as diary:
        diary.append("더", diary.entries()[0].utterances[0].source, started_at=MOMENT, day=DAY)
        assert diary.check().healthy
