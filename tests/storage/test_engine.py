"""Connections: what they are set to, what a wrong key and a broken page look like, and whose errors tell nothing."""

import os
import random
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.errors import DiaryBusy, DiaryDamaged, DiskFull, StorageError
from app.storage.engine import connect, make_database_file, open_engine, storage_errors
from app.storage.repository import Diary
from tests.storage.conftest import PASSPHRASE, fill

KEY = bytes(range(32))
MARKER = "표식이 되는 문장"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with one table of 200 rows."""
    made = tmp_path / "diary.db"
    make_database_file(made)
    connection = connect(made, KEY, read_only=False)
    connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)")
    connection.executemany("INSERT INTO t (a) VALUES (?)", [(MARKER * 20,)] * 200)
    connection.close()
    return made


def count(path: Path, key: bytes = KEY) -> int:
    engine = open_engine(path, key, read_only=True)
    try:
        with storage_errors(path), engine.begin() as connection:
            return int(connection.execute(text("SELECT count(a) + sum(length(a)) * 0 FROM t")).scalar_one())
    finally:
        engine.dispose()


def value(connection: Any, pragma: str) -> Any:
    return connection.execute(f"PRAGMA {pragma}").fetchone()[0]


def test_settings(path: Path) -> None:
    for read_only in (False, True):
        connection = connect(path, KEY, read_only=read_only)
        assert value(connection, "journal_mode") == "wal"
        assert value(connection, "temp_store") == 2  # memory
        assert value(connection, "foreign_keys") == 1
        assert value(connection, "busy_timeout") >= 1_000
        assert value(connection, "query_only") == int(read_only)
        assert value(connection, "cell_size_check") == 1
        if not read_only:
            assert value(connection, "synchronous") == 2  # full
            assert value(connection, "secure_delete") == 1
            assert value(connection, "wal_autocheckpoint") == 256
            assert value(connection, "journal_size_limit") == 4 << 20
        assert connection.execute("PRAGMA cipher_settings").fetchall()
        assert value(connection, "cipher_version").startswith("4.")
        connection.close()


def test_a_wrong_key_says_nothing_on_stderr(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(DiaryDamaged):
        count(path, bytes(32))
    assert capfd.readouterr() == ("", "")


def test_what_is_no_database(path: Path, tmp_path: Path) -> None:
    plain = tmp_path / "plain.db"
    sqlite3.connect(plain).execute("CREATE TABLE t (a)").connection.close()
    noise = tmp_path / "noise.db"
    noise.write_bytes(random.Random(1).randbytes(8_192))
    for file in (plain, noise):
        with pytest.raises(DiaryDamaged):
            count(file)


def test_a_flip_anywhere_is_told(path: Path) -> None:
    good = path.read_bytes()
    assert count(path) == 200
    chance = random.Random(2)
    for at in [*range(0, 32), *(chance.randrange(len(good)) for _ in range(80))]:
        path.write_bytes(good[:at] + bytes([good[at] ^ 0x10]) + good[at + 1 :])
        with pytest.raises(DiaryDamaged):
            count(path)


def test_every_cut_is_told(path: Path) -> None:
    good = path.read_bytes()
    for length in (512, 4_096, 5_000, len(good) - 4_096, len(good) - 1):
        path.write_bytes(good[:length])
        with pytest.raises(DiaryDamaged):
            count(path)


def test_errors_and_their_chain_never_hold_parameters(path: Path) -> None:
    engine = open_engine(path, KEY, read_only=True)
    with pytest.raises(StorageError) as caught, storage_errors(path), engine.begin() as connection:
        connection.execute(text("INSERT INTO t (a) VALUES (:a)"), {"a": MARKER})
    assert caught.value.details == {"reason": "SQLITE_READONLY"}
    assert isinstance(caught.value.__cause__, DBAPIError) and MARKER not in str(caught.value.__cause__)
    engine.dispose()


def test_bugs_stay_bugs(path: Path) -> None:
    engine = open_engine(path, KEY, read_only=True)
    with pytest.raises(DBAPIError), storage_errors(path), engine.begin() as connection:
        connection.execute(text("SELECT nothing FROM nowhere"))
    engine.dispose()


def test_two_writers_in_one_file_are_busy(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.storage.engine._BUSY_MS", 50)
    first, second = (open_engine(path, KEY, read_only=False) for _ in range(2))
    with first.begin(), pytest.raises(DiaryBusy), storage_errors(path), second.begin():
        pass
    first.dispose()
    second.dispose()


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    missing = tmp_path / "none.db"
    for read_only in (True, False):
        with pytest.raises(StorageError), storage_errors(missing):
            connect(missing, KEY, read_only=read_only)
    assert not missing.exists()


@pytest.fixture
def loose_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def test_modes_whatever_the_umask(tmp_path: Path, loose_umask: None) -> None:
    folder = tmp_path / "diary"
    diary, _ = Diary.create(folder, PASSPHRASE)
    diary.save_draft("초안")
    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()}
    assert {"diary.db", "diary.db-wal", "diary.db-shm", "diary.key", "diary.lock"} <= modes.keys()
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    diary.close()
    for each in folder.iterdir():
        each.chmod(0o666)
    folder.chmod(0o777)
    with Diary.open(folder, PASSPHRASE):
        assert {stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {0o600}
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_full_disk(tiny_disk: Path) -> None:
    path = tiny_disk / "diary.db"
    make_database_file(path)
    engine = open_engine(path, KEY, read_only=False)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (a TEXT)"))
        connection.execute(text("INSERT INTO t VALUES ('kept')"))
    fill(tiny_disk)
    with pytest.raises(DiskFull):
        for _ in range(200):
            with storage_errors(path), engine.begin() as connection:
                connection.execute(text("INSERT INTO t VALUES (hex(randomblob(20000)))"))
    engine.dispose()
    assert count(path) >= 1


def test_codes_that_cannot_be_provoked_here(tmp_path: Path) -> None:
    for code, expected in (
        (sqlcipher.SQLITE_FULL, DiskFull),
        (sqlcipher.SQLITE_IOERR | 3 << 8, StorageError),  # SQLITE_IOERR_WRITE
        (sqlcipher.SQLITE_CORRUPT | 1 << 8, DiaryDamaged),
        (sqlcipher.SQLITE_BUSY | 1 << 8, DiaryBusy),
    ):
        error = sqlcipher.OperationalError("…")
        error.sqlite_errorcode = code
        with pytest.raises(StorageError) as caught, storage_errors(tmp_path / "diary.db"):
            raise error
        assert type(caught.value) is expected
