"""The diary remembers that its recovery key was put in a safe place."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from app.errors import DiskFull, StorageError, WrongPassphrase, WrongRecoveryKey
from app.storage import key_copies
from app.storage.repository import Diary
from app.storage.schema import meta
from tests.storage.conftest import PASSPHRASE


def test_a_new_diary_has_no_saved_recovery_key(diary: Diary) -> None:
    assert not diary.recovery_key_is_saved


def test_the_note_outlives_the_diary_being_closed(diary: Diary, folder: Path) -> None:
    diary.note_recovery_key_saved()
    assert diary.recovery_key_is_saved
    diary.close()
    with Diary.open(folder, PASSPHRASE) as again:
        assert again.recovery_key_is_saved


def test_noting_it_twice_keeps_one_row_with_the_latest_time(diary: Diary) -> None:
    diary.note_recovery_key_saved()
    diary.note_recovery_key_saved()
    with diary._reader.begin() as connection:
        rows = connection.execute(select(meta.c.value).where(meta.c.name == "recovery_key_saved")).scalars().all()
    assert len(rows) == 1
    assert datetime.fromisoformat(rows[0]).utcoffset() is not None


def test_a_diary_open_for_reading_takes_no_note(folder: Path) -> None:
    with Diary.open(folder, PASSPHRASE, read_only=True) as reader:
        with pytest.raises(StorageError):
            reader.note_recovery_key_saved()
        assert not reader.recovery_key_is_saved


def test_the_recovery_key_is_given_for_the_passphrase_alone(diary: Diary, recovery_key: str) -> None:
    assert diary.recovery_key_for(PASSPHRASE) == recovery_key
    with pytest.raises(WrongPassphrase):
        diary.recovery_key_for(PASSPHRASE + "!")


def test_a_replaced_recovery_key_is_to_be_saved_anew(diary: Diary, folder: Path, recovery_key: str) -> None:
    diary.note_recovery_key_saved()
    with pytest.raises(WrongPassphrase):
        diary.replace_recovery_key("아닌 암호")
    assert diary.recovery_key_is_saved and diary.recovery_key() == recovery_key
    new = diary.replace_recovery_key(PASSPHRASE)
    assert diary.recovery_key() == new != recovery_key
    assert not diary.recovery_key_is_saved
    diary.close()
    with pytest.raises(WrongRecoveryKey):
        Diary.open_with_recovery_key(folder, recovery_key)
    with Diary.open_with_recovery_key(folder, new) as again:
        assert not again.recovery_key_is_saved
    with Diary.open(folder, PASSPHRASE, read_only=True) as reader, pytest.raises(StorageError):
        reader.replace_recovery_key(PASSPHRASE)


def test_a_replacement_that_fails_leaves_the_key_in_force_to_be_saved(
    diary: Diary, recovery_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    diary.note_recovery_key_saved()
    monkeypatch.setattr(key_copies, "write_atomically", full)
    with pytest.raises(DiskFull):
        diary.replace_recovery_key(PASSPHRASE)
    assert diary.recovery_key() == recovery_key
    assert not diary.recovery_key_is_saved  # asked once more, rather than a key that is in force and nowhere saved
