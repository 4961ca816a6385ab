"""What has been in the trash for 30 days goes at the next opening; nothing else does, and no trouble keeps it shut."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from app.diary.entry import Source
from app.diary.trash import TRASH_DAYS, days_left
from app.errors import StorageError
from app.storage import purging, writes
from app.storage.repository import Diary
from tests.storage.conftest import DAY, MOMENT, PASSPHRASE, Append

DUE = timedelta(days=TRASH_DAYS)
A_MINUTE = timedelta(minutes=1)


def throw_away(diary: Diary, append: Append, text: str, ago: timedelta) -> str:
    """An entry with a recording that has been in the trash for this long; returns its id."""
    utterance_id = diary.new_id()
    sound = diary.audio.begin(utterance_id, MOMENT, DAY)
    sound.write(b"\1\0" * 1_600)
    sound.seal()
    said = append(text, Source.VOICE, utterance_id=utterance_id, has_audio=True, duration=0.1, new_entry=True)
    diary.edit_text(said.id, text + "!")
    diary.trash(said.entry_id)
    with diary._writing() as connection:  # an offset other than that of the clock
        moment = (datetime.now(UTC) - ago).astimezone(MOMENT.tzinfo)
        writes.change_entry(connection, said.entry_id, trashed_at=moment.isoformat())
    return said.entry_id


def test_what_is_due_goes_at_the_next_opening(folder: Path, diary: Diary, append: Append) -> None:
    kept = append("남는 말", new_entry=True)
    young = throw_away(diary, append, "어제 버린 말", timedelta(days=1))
    nearly = throw_away(diary, append, "아직 하루 안 남은 말", DUE - timedelta(hours=1))
    throw_away(diary, append, "한 달 전에 버린 말", DUE + A_MINUTE)
    throw_away(diary, append, "오래전에 버린 말", timedelta(days=700))
    assert len(diary.trashed()) == 4
    diary.close()
    with Diary.open(folder, PASSPHRASE, read_only=True) as reader:
        assert len(reader.trashed()) == 4  # only who may write throws away
    with Diary.open(folder, PASSPHRASE) as again:
        assert {entry.id for entry in again.trashed()} == {young, nearly}
        assert len(again.audio.ids()) == 2 and again.orphaned_audio() == []
        assert [entry.id for entry in again.entries()] == [kept.entry_id]
        now = datetime.now(UTC)
        left = {each.id: days_left(each.trashed_at, now) for each in again.trashed() if each.trashed_at is not None}
        assert left == {young: TRASH_DAYS - 1, nearly: 1}
        assert again.check().healthy


def test_a_restored_entry_is_not_due(folder: Path, diary: Diary, append: Append) -> None:
    entry_id = throw_away(diary, append, "되찾은 말", DUE + A_MINUTE)
    diary.restore(entry_id)
    diary.trash(entry_id)  # its time begins anew
    diary.close()
    with Diary.open(folder, PASSPHRASE) as again:
        assert [entry.id for entry in again.trashed()] == [entry_id]


@pytest.mark.parametrize(
    "trouble", [StorageError(reason="test"), IntegrityError("a bug", None, Exception("constraint"))]
)
def test_trouble_never_keeps_the_diary_shut(
    folder: Path,
    diary: Diary,
    append: Append,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    trouble: Exception,
) -> None:
    throw_away(diary, append, "버린 말", DUE + A_MINUTE)
    diary.close()

    def fail(*_: object) -> list[str]:
        raise trouble

    with monkeypatch.context() as patched:
        patched.setattr(purging, "remove_trashed", fail)
        with Diary.open(folder, PASSPHRASE) as again:
            assert len(again.trashed()) == 1 and len(again.audio.ids()) == 1
    assert "until the next opening" in caplog.text and "버린" not in caplog.text
    with Diary.open(folder, PASSPHRASE) as again:
        assert again.trashed() == [] and again.audio.ids() == []
