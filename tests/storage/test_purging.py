"""Throwing entries away for good: no live entry is lost, nothing that was thrown away comes back."""

import os
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.diary.emotion import Emotion
from app.diary.entry import Care, Person, Reply, ReplyKind, Source, Utterance
from app.errors import NotFound, StorageError
from app.storage import purging
from app.storage.audio import AudioJournal
from app.storage.backup import back_up
from app.storage.ids import draft_id
from app.storage.repository import Diary
from app.storage.restore import restore_missing
from app.storage.schema import metadata
from tests.storage.conftest import DAY, MOMENT, PASSPHRASE, Append, reading, run_child

REPLY = Reply("들려줘서 고마워요.", ReplyKind.COMFORT, Care.NONE, "comfort-test 1")


def speak(diary: Diary, append: Append, text: str) -> Utterance:
    """A spoken utterance in an entry of its own, with a recording and everything that can hang on it."""
    utterance_id = diary.new_id()
    with_sound = diary.audio.begin(utterance_id, MOMENT, DAY)
    with_sound.write(b"\1\0" * 16_000)
    with_sound.seal()
    said = append(text, Source.VOICE, utterance_id=utterance_id, has_audio=True, duration=1.0, new_entry=True)
    diary.set_reading(said.id, reading())
    diary.set_reply(said.id, REPLY)
    diary.correct(said.id, Emotion.ANGER)
    diary.set_felt(said.entry_id, [Emotion.JOY])
    diary.set_people(said.entry_id, [Person.ALONE])
    diary.set_tags(said.entry_id, ["산책"])
    return said


def rows(diary: Diary) -> dict[str, int]:
    """How many rows each table but `meta` has."""
    with diary._reading() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
            if table.name != "meta"
        }


def noted(diary: Diary) -> list[str]:
    """The recordings that are still to be deleted."""
    with diary._reading() as connection:
        return purging.purged_audio(connection)


def test_a_purged_entry_leaves_nothing(diary: Diary, append: Append) -> None:
    kept = speak(diary, append, "남는 말")
    before = rows(diary)
    gone = speak(diary, append, "버리는 말")
    diary.trash(gone.entry_id)
    diary.purge(gone.entry_id)
    assert rows(diary) == before
    assert diary.audio.ids() == [kept.id]
    assert noted(diary) == []
    with pytest.raises(NotFound):
        diary.entry(gone.entry_id)
    assert diary.check().healthy


def test_what_is_not_in_the_trash_is_never_purged(diary: Diary, append: Append) -> None:
    live = speak(diary, append, "살아 있는 말")
    restored = speak(diary, append, "되돌린 말")
    diary.trash(restored.entry_id)
    diary.restore(restored.entry_id)
    before = rows(diary)
    for entry_id in (live.entry_id, restored.entry_id, "0" * 26):
        with pytest.raises(NotFound):
            diary.purge(entry_id)
    assert diary.empty_trash() == []
    assert rows(diary) == before
    assert set(diary.audio.ids()) == {live.id, restored.id}


def test_emptying_the_trash(diary: Diary, append: Append) -> None:
    kept = speak(diary, append, "남는 말")
    gone = [speak(diary, append, f"버리는 말 {number}") for number in range(3)]
    gone.append(append("글만 있는 말", new_entry=True))
    for said in gone:
        diary.trash(said.entry_id)
    assert sorted(diary.empty_trash()) == sorted(said.entry_id for said in gone)
    assert diary.trashed() == []
    assert diary.audio.ids() == [kept.id]
    assert [entry.id for entry in diary.entries()] == [kept.entry_id]


def test_a_recording_that_the_rows_forgot_goes_as_well(diary: Diary, append: Append) -> None:
    """Between `forget_audio` and the deletion a crash may have left the file."""
    said = speak(diary, append, "소리는 버린 말")
    diary.forget_audio(said.id)
    diary.trash(said.entry_id)
    diary.empty_trash()
    assert diary.audio.ids() == []


def test_the_draft_of_an_edit_goes_as_well(folder: Path, diary: Diary, append: Append) -> None:
    kept, said = speak(diary, append, "남는 말"), speak(diary, append, "버리는 말")
    diary.save_draft("아직 안 보낸 말")
    for each in (kept, said):
        diary.save_draft(f"{each.text} 고치는 중", draft_id(each.id))
    diary.trash(said.entry_id)
    diary.purge(said.entry_id)
    assert diary.drafts() == {"main": "아직 안 보낸 말", draft_id(kept.id): "남는 말 고치는 중"}
    diary.save_draft("늦게 온 말", draft_id(said.id))
    diary.close()
    with Diary.open(folder, PASSPHRASE) as again:
        assert again.drafts() == {"main": "아직 안 보낸 말", draft_id(kept.id): "남는 말 고치는 중"}


def test_a_damaged_recording_that_was_put_aside_goes_as_well(diary: Diary, append: Append) -> None:
    gone = [speak(diary, append, "버리는 말"), speak(diary, append, "또 버리는 말")]
    for said in gone:
        recording = diary.folder / "audio" / f"{said.id}.tdk"
        aside = recording.with_name(f"{recording.name}.damaged")
        aside.write_bytes(recording.read_bytes())
        diary.trash(said.entry_id)
    recording.unlink()  # of the second nothing else is left
    diary.empty_trash()
    assert list((diary.folder / "audio").iterdir()) == []


def test_what_is_left_of_a_declined_recording_goes_at_the_next_opening(
    folder: Path, diary: Diary, append: Append
) -> None:
    said, kept = speak(diary, append, "소리는 버린 말"), speak(diary, append, "남는 말")
    diary.forget_audio(said.id)
    ids = {text: diary.new_id() for text in ("녹음 없이 남길 말", "")}
    for text, utterance_id in ids.items():
        diary.audio.begin(utterance_id, MOMENT, DAY).seal()
        stored = append(text, Source.VOICE, utterance_id=utterance_id, has_audio=True, audio_goes=True)
        assert stored.has_audio == (not text)
    diary.close()  # as after a crash: nobody has deleted a file
    with Diary.open(folder, PASSPHRASE) as again:
        assert again.audio.ids() == [kept.id, ids[""]], "what has no words yet keeps its sound"
        assert noted(again) == [] and again.check().healthy
        assert [each for each in (said.id, kept.id, *ids.values()) if again.audio_goes(each)] == [ids[""]]


CRASH = """
import os, sys
from pathlib import Path
from app.storage.repository import Diary
from app.storage.audio import AudioJournal
diary = Diary.open(Path(sys.argv[1]), sys.argv[2])
real = AudioJournal.delete
left = int(sys.argv[3])
def delete(self, utterance_id):
    global left
    if left == 0:
        os._exit(9)
    left -= 1
    real(self, utterance_id)
AudioJournal.delete = delete
diary.empty_trash()
os._exit(9)
"""


@pytest.mark.parametrize("deleted", [0, 1, 2])
def test_a_crash_between_rows_and_recordings(folder: Path, deleted: int) -> None:
    with Diary.open(folder, PASSPHRASE) as diary:

        def append(text: str, source: Source = Source.TYPED, **more: object) -> Utterance:
            return diary.append(text, source, started_at=MOMENT, day=DAY, **more)  # type: ignore[arg-type]

        kept = speak(diary, append, "남는 말")
        gone = [speak(diary, append, f"버리는 말 {number}") for number in range(2)]
        for said in gone:
            diary.trash(said.entry_id)
    assert run_child(CRASH, folder, PASSPHRASE, deleted).returncode == 9
    with Diary.open(folder, PASSPHRASE, read_only=True) as diary:
        assert len(diary.audio.ids()) == 3 - deleted
        assert diary.orphaned_audio() == []  # or `DiarySession.recover` would write them down again
        assert diary.trashed() == []
    with Diary.open(folder, PASSPHRASE) as diary:
        assert diary.audio.ids() == [kept.id]
        assert noted(diary) == []
        assert diary.check().healthy
        assert diary.check().orphans == ()


def test_a_recording_the_disk_refuses_to_delete(
    folder: Path, diary: Diary, append: Append, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = speak(diary, append, "버리는 말")
    diary.trash(said.entry_id)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(5, os.strerror(5))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refuse)
        diary.purge(said.entry_id)
    assert diary.audio.ids() == [said.id]
    assert diary.orphaned_audio() == []
    diary.close()
    with Diary.open(folder, PASSPHRASE) as again:
        assert again.audio.ids() == []
        assert noted(again) == []


def test_a_full_disk_leaves_the_trash_as_it_was(diary: Diary, append: Append, monkeypatch: pytest.MonkeyPatch) -> None:
    said = speak(diary, append, "버리는 말")
    diary.trash(said.entry_id)
    before = rows(diary)

    def refuse(*_: object, **__: object) -> list[str]:
        raise StorageError(reason="disk")

    with monkeypatch.context() as patched, pytest.raises(StorageError):
        patched.setattr(purging, "delete", refuse)
        diary.empty_trash()
    assert rows(diary) == before
    assert noted(diary) == []
    assert diary.audio.ids() == [said.id]


def test_the_oldest_sound_without_words_is_still_an_orphan(diary: Diary, append: Append) -> None:
    """Purging must not hide what a crash really left."""
    said = speak(diary, append, "버리는 말")
    diary.trash(said.entry_id)
    lost = diary.new_id()
    writer = diary.audio.begin(lost, MOMENT, DAY)
    writer.write(b"\1\0" * 16_000)
    writer.seal()
    diary.empty_trash()
    assert diary.orphaned_audio() == [lost]
    assert diary.audio.ids() == [lost]


def test_what_comes_back_keeps_its_recording_although_it_was_to_be_deleted(
    diary: Diary, folder: Path, append: Append, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk refuses to delete the recording, its entry is restored, and the diary is opened again."""
    said = speak(diary, append, "말")
    backup = back_up(diary, tmp_path / "backups").backup.folder
    diary.trash(said.entry_id)
    with monkeypatch.context() as patch:
        patch.setattr(AudioJournal, "delete", refuse)
        diary.purge(said.entry_id)
    restore_missing(diary, backup, [said.entry_id])
    diary.finish_purging()
    diary.close()
    with Diary.open(folder, PASSPHRASE) as again:
        assert again.utterance(said.id).text == "말" and again.audio.info(said.id).seconds == 1
        assert again.check().healthy
        again.trash(said.entry_id)
        again.purge(said.entry_id)
        assert again.audio.ids() == []


def refuse(*_: object) -> None:
    raise StorageError(reason="EIO")
