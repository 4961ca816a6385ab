"""What comes back from a backup comes beside what is there, once, and nothing is written over."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from app.diary.emotion import Emotion
from app.diary.entry import Care, Person, Reply, ReplyKind, Source, Utterance
from app.doorbell import Doorbell, ring
from app.errors import (
    BackupDamaged,
    Cancelled,
    DiaryBusy,
    DiaryDamaged,
    DiskFull,
    NotABackup,
    NotFound,
    OtherDiary,
    StorageError,
    WrongPassphrase,
)
from app.storage.additions import read_all
from app.storage.backup import back_up
from app.storage.lock import DiaryLock
from app.storage.repository import Diary
from app.storage.restore import compare, open_beside, restore_missing
from app.storage.schema import meta
from tests.storage.conftest import DAY, MOMENT, PASSPHRASE, Append, reading, refuse_to_read
from tests.storage.test_backup import flip

REPLY = Reply("들려줘서 고마워요.", ReplyKind.COMFORT, Care.NONE, "comfort-test 1")

Speak = Callable[..., Utterance]


@pytest.fixture
def speak(diary: Diary, append: Append) -> Speak:
    """A spoken utterance in an entry of its own, with everything that can hang on it."""

    def say(text: str) -> Utterance:
        utterance_id = diary.new_id()
        recording = diary.audio.begin(utterance_id, MOMENT, DAY)
        recording.write(text.encode()[:1] * 32_000)
        recording.seal()
        said = append(text, Source.VOICE, utterance_id=utterance_id, has_audio=True, duration=1.0, new_entry=True)
        diary.edit_text(said.id, f"{text} 고침")
        diary.set_reading(said.id, reading())
        diary.set_reply(said.id, REPLY)
        diary.correct(said.id, Emotion.ANGER)
        diary.set_felt(said.entry_id, [Emotion.JOY, Emotion.ANGER])
        diary.set_people(said.entry_id, [Person.ALONE])
        diary.set_tags(said.entry_id, ["산책"])
        diary.set_score(said.entry_id, 4)
        return said

    return say


@pytest.fixture
def backup(diary: Diary, tmp_path: Path) -> Callable[[], Path]:
    """Make a backup of `diary`; returns its folder."""
    return lambda: back_up(diary, tmp_path / "backups").backup.folder


def content(diary: Diary) -> dict[str, list[dict[str, object]]]:
    """Every row of the diary's content."""
    with diary._reading() as connection:
        return read_all(connection)


def sound(diary: Diary, utterance_id: str) -> bytes:
    return b"".join(diary.audio.read(utterance_id))


def roll_back(diary: Diary, folder: Path, older: Path) -> Diary:
    """Put the database of a backup in the diary's place, as a user might: what came later is lost there."""
    key = diary.key.copy()
    diary.close()
    for name in ("diary.db", "diary.db-wal", "diary.db-shm", "diary.mark"):
        (folder / name).unlink(missing_ok=True)
    shutil.copyfile(older / "diary.db", folder / "diary.db")
    return Diary._open(folder, lambda _: key, False)


def test_the_same_diary_lacks_nothing(diary: Diary, speak: Speak, backup: Callable[[], Path]) -> None:
    speak("그대로인 말")
    found = compare(backup(), diary)
    assert found.is_same and found.only_here == () and found.other_marks == ()


def test_what_is_missing_comes_back_with_everything(
    diary: Diary, folder: Path, speak: Speak, append: Append, backup: Callable[[], Path]
) -> None:
    speak("남은 말")
    old = backup()
    lost = speak("잃은 말")
    append("덧붙인 말")
    before, heard = content(diary), sound(diary, lost.id)
    new = backup()
    with roll_back(diary, folder, old) as rolled:
        rolled.audio.delete(lost.id)
        found = compare(new, rolled)
        assert [(each.id, each.recordings, each.is_here, each.thrown_away) for each in found.missing] == [
            (lost.entry_id, 1, False, False)
        ]
        assert found.missing[0].opening.startswith("잃은 말 고침") and len(found.missing[0].utterances) == 2
        restored = restore_missing(rolled, new)
        assert restored.entries == (lost.entry_id,) and len(restored.utterances) == 2
        assert restored.recordings == (lost.id,) and restored.lost == () and restored.histories == ()
        assert content(rolled) == before
        assert sound(rolled, lost.id) == heard
        assert rolled.check().healthy and compare(new, rolled).is_same
        assert [hit.utterance_id for hit in rolled.search("잃은")] == [lost.id]
        again = restore_missing(rolled, new)
        assert (again.entries, again.utterances, again.recordings) == ((), (), ()) and content(rolled) == before


def test_only_the_named_entries_come(diary: Diary, folder: Path, append: Append, backup: Callable[[], Path]) -> None:
    append("남은 말")
    old = backup()
    one, two = append("하나", new_entry=True), append("둘", new_entry=True)
    new = backup()
    with roll_back(diary, folder, old) as rolled:
        with pytest.raises(NotFound):
            restore_missing(rolled, new, [diary.new_id()])
        assert restore_missing(rolled, new, [two.entry_id]).utterances == (two.id,)
        assert [each.id for each in compare(new, rolled).missing] == [one.entry_id]


def test_part_of_an_entry_comes_to_its_place_or_behind(
    diary: Diary, folder: Path, append: Append, backup: Callable[[], Path]
) -> None:
    append("하나")
    old = backup()
    append("둘")
    new = backup()
    with roll_back(diary, folder, old) as rolled:
        rolled.append("그 뒤에 한 말", Source.TYPED, started_at=MOMENT, day=DAY)
        assert compare(new, rolled).missing[0].is_here
        restore_missing(rolled, new)
        (entry,) = rolled.entries()
        assert [(each.position, each.text) for each in entry.utterances] == [
            (0, "하나"),
            (1, "그 뒤에 한 말"),
            (2, "둘"),
        ]


def test_other_words_go_into_the_history_and_ours_stay(
    diary: Diary, append: Append, folder: Path, backup: Callable[[], Path]
) -> None:
    said = append("처음 말")
    old = backup()
    diary.edit_text(said.id, "고친 말")
    new = backup()
    with roll_back(diary, folder, old) as rolled:
        assert compare(new, rolled).other_words == (said.id,)
        assert restore_missing(rolled, new).histories == (said.id,)
        assert rolled.utterance(said.id).text == "처음 말"
        assert sorted(each.text for each in rolled.history(said.id)) == ["고친 말", "처음 말"]
        assert compare(new, rolled).is_same
        assert restore_missing(rolled, new).histories == ()


def test_words_that_were_edited_since_are_in_the_history_already(
    diary: Diary, append: Append, backup: Callable[[], Path]
) -> None:
    said = append("처음 말")
    old = backup()
    diary.edit_text(said.id, "고친 말")
    assert compare(old, diary).is_same
    diary.set_tags(said.entry_id, ["새 표"])
    assert compare(old, diary).other_marks == (said.entry_id,)
    restore_missing(diary, old)
    assert diary.entry(said.entry_id).tags == ("새 표",)


def test_what_was_thrown_away_for_good_comes_only_when_named(
    diary: Diary, speak: Speak, backup: Callable[[], Path]
) -> None:
    gone = speak("버린 말")
    old = backup()
    diary.trash(gone.entry_id)
    diary.purge(gone.entry_id)
    (missing,) = compare(old, diary).missing
    assert missing.thrown_away
    assert restore_missing(diary, old).utterances == () and diary.audio.ids() == []
    assert restore_missing(diary, old, [gone.entry_id]).utterances == (gone.id,)
    assert diary.utterance(gone.id).text == "버린 말 고침" and diary.audio.ids() == [gone.id]
    with diary._reading() as connection:
        noted = connection.execute(select(meta.c.name)).scalars().all()
    assert not [each for each in noted if gone.id in each]


def test_a_single_utterance_thrown_away_stays_away(diary: Diary, append: Append, backup: Callable[[], Path]) -> None:
    append("남은 말")
    gone = append("버린 말")
    old = backup()
    diary.trash_utterance(gone.id)
    diary.empty_trash()
    assert restore_missing(diary, old).utterances == ()


def test_words_thrown_away_stay_away_when_others_of_their_entry_come_back(
    diary: Diary, folder: Path, append: Append, backup: Callable[[], Path]
) -> None:
    append("남은 말")
    old = backup()
    gone, lost = append("버린 말"), append("잃은 말")
    new = backup()
    with roll_back(diary, folder, old) as rolled:
        restore_missing(rolled, new)
        rolled.trash_utterance(gone.id)
        rolled.empty_trash()
        rolled.trash_utterance(lost.id)
        rolled.empty_trash()
        with rolled._writing() as connection:  # lost, as far as the diary knows
            connection.execute(delete(meta).where(meta.c.name == f"gone {lost.id}"))
        assert [(each.utterances, each.thrown_away) for each in compare(new, rolled).missing] == [
            ((lost.id,), False),
            ((gone.id,), True),
        ]
        assert restore_missing(rolled, new).utterances == (lost.id,)
        assert restore_missing(rolled, new, [gone.entry_id]).utterances == (gone.id,)


def test_merged_and_moved_words_are_not_doubled(diary: Diary, append: Append, backup: Callable[[], Path]) -> None:
    one, two = append("하나"), append("둘", new_entry=True)
    old = backup()
    diary.merge(one.entry_id, two.entry_id)
    before = content(diary)
    assert compare(old, diary).is_same
    restore_missing(diary, old)
    assert content(diary) == before


def test_what_was_in_the_trash_comes_into_the_trash_for_the_full_time(
    diary: Diary, folder: Path, append: Append, backup: Callable[[], Path]
) -> None:
    append("남은 말")
    old = backup()
    trashed = append("휴지통의 말", new_entry=True)
    diary.trash(trashed.entry_id)
    since = diary.entry(trashed.entry_id).trashed_at
    new = backup()
    with roll_back(diary, folder, old) as rolled:
        assert compare(new, rolled).missing[0].in_trash
        restore_missing(rolled, new)
        (entry,) = rolled.trashed()
        assert since is not None and entry.trashed_at is not None and entry.trashed_at > since


def test_lost_and_damaged_recordings_come_back(diary: Diary, speak: Speak, backup: Callable[[], Path]) -> None:
    lost, damaged = speak("소리를 잃은 말"), speak("소리가 상한 말")
    unwanted = speak("소리를 지운 말")
    old = backup()
    heard = sound(diary, damaged.id)
    diary.audio.delete(lost.id)
    flip(diary.folder / "audio" / f"{damaged.id}.tdk", 5_000)
    diary.forget_audio(unwanted.id)
    diary.audio.delete(unwanted.id)
    assert set(compare(old, diary).lost_sound) == {lost.id, damaged.id}
    assert set(restore_missing(diary, old).recordings) == {lost.id, damaged.id}
    assert sound(diary, damaged.id) == heard and diary.check().healthy
    assert (diary.folder / "audio" / f"{damaged.id}.tdk.damaged").exists()
    assert set(diary.audio.ids()) == {lost.id, damaged.id}


def test_what_the_disk_refuses_to_read_is_lost_on_either_side(
    diary: Diary, speak: Speak, backup: Callable[[], Path]
) -> None:
    ours, theirs = speak("여기 소리를 읽지 못하는 말"), speak("백업 소리를 읽지 못하는 말")
    heard = sound(diary, ours.id)
    old = backup()
    refuse_to_read(diary.folder / "audio" / f"{ours.id}.tdk")
    diary.audio.delete(theirs.id)
    refuse_to_read(old / "audio" / f"{theirs.id}.tdk")
    assert set(compare(old, diary).lost_sound) == {ours.id, theirs.id}
    assert restore_missing(diary, old).recordings == (ours.id,)
    assert sound(diary, ours.id) == heard and diary.audio.ids() == [ours.id]


def test_a_recording_that_the_backup_lost_is_said(
    diary: Diary, folder: Path, speak: Speak, append: Append, backup: Callable[[], Path]
) -> None:
    append("남은 말")
    old = backup()
    lost = speak("소리를 잃은 말")
    new = backup()
    with roll_back(diary, folder, old) as rolled:
        rolled.audio.delete(lost.id)
        (new / "audio" / f"{lost.id}.tdk").unlink()
        assert restore_missing(rolled, new).lost == (lost.id,)
        assert not rolled.utterance(lost.id).has_audio and rolled.check().healthy


@pytest.mark.parametrize("looks", [0, 1])
def test_cancelling_brings_nothing(
    diary: Diary, folder: Path, speak: Speak, append: Append, backup: Callable[[], Path], looks: int
) -> None:
    append("남은 말")
    old = backup()
    lost = speak("잃은 말")
    new = backup()
    seen: list[None] = []

    def stop() -> bool:
        seen.append(None)
        return len(seen) > looks

    with roll_back(diary, folder, old) as rolled:
        rolled.audio.delete(lost.id)
        before = content(rolled)
        with pytest.raises(Cancelled):
            restore_missing(rolled, new, cancelled=stop)
        assert content(rolled) == before
        assert list((folder / "audio").iterdir()) == []


def test_a_refused_commit_leaves_no_rows(
    diary: Diary,
    folder: Path,
    speak: Speak,
    append: Append,
    backup: Callable[[], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    append("남은 말")
    old = backup()
    speak("잃은 말")
    new = backup()
    with roll_back(diary, folder, old) as rolled:
        for each in rolled.audio.ids():
            rolled.audio.delete(each)
        before = content(rolled)

        def refuse(*_: object) -> None:
            raise OSError(5, "the disk is tired")

        monkeypatch.setattr("app.storage.restore.os.replace", refuse)
        with pytest.raises(StorageError):
            restore_missing(rolled, new)
        assert content(rolled) == before and rolled.audio.ids() == []


def test_what_fails_after_the_recordings_are_in_place_takes_them_back(
    diary: Diary, folder: Path, speak: Speak, backup: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = speak("소리가 상한 말")
    old = backup()
    lost = speak("잃은 말")
    new = backup()
    with roll_back(diary, folder, old) as rolled:
        rolled.audio.delete(lost.id)
        path = folder / "audio" / f"{damaged.id}.tdk"
        flip(path, 5_000)
        left, before = path.read_bytes(), content(rolled)

        def refuse(_: object) -> int:
            assert rolled.audio.ids() == [damaged.id, lost.id]
            raise DiskFull()

        with monkeypatch.context() as patch, pytest.raises(DiskFull):
            patch.setattr("app.storage.repository.counted", refuse)
            restore_missing(rolled, new)
        assert content(rolled) == before and rolled.orphaned_audio() == []
        assert list((folder / "audio").iterdir()) == [path] and path.read_bytes() == left
        assert set(restore_missing(rolled, new).recordings) == {damaged.id, lost.id}


def test_another_diary_is_refused_and_so_is_what_is_none(diary: Diary, append: Append, tmp_path: Path) -> None:
    append("내 말")
    other, _ = Diary.create(tmp_path / "other", "다른 암호")
    with other:
        theirs = back_up(other, tmp_path / "backups").backup.folder
    for action in (lambda: compare(theirs, diary), lambda: restore_missing(diary, theirs)):
        with pytest.raises(OtherDiary):
            action()
    with pytest.raises(NotABackup):
        compare(tmp_path / "nothing", diary)


def test_a_damaged_backup_is_refused(diary: Diary, append: Append, backup: Callable[[], Path], tmp_path: Path) -> None:
    append("말")
    old = backup()
    flip(old / "diary.db", 5_000)
    with pytest.raises(BackupDamaged):
        compare(old, diary)
    with pytest.raises(BackupDamaged):
        open_beside(old, tmp_path / "new")
    assert not (tmp_path / "new").exists() and not list(tmp_path.glob(".new*"))


def test_a_backup_of_schema_1_is_compared_on_a_copy(tmp_path: Path) -> None:
    from tests.storage.test_fixture_diaries import DIARIES

    old = Path(shutil.copytree(DIARIES / "schema1", tmp_path / "old"))
    passphrase = (old / "passphrase.txt").read_text(encoding="utf-8").removesuffix("\n")
    shutil.copytree(old, tmp_path / "diary")
    before = (old / "diary.db").read_bytes()
    with Diary.open(tmp_path / "diary", passphrase) as diary:
        assert compare(old, diary).is_same
        entry = diary.entries()[0]
        diary.trash(entry.id)
        diary.purge(entry.id)
        restore_missing(diary, old, [entry.id])
        assert diary.entry(entry.id) == entry
        assert diary.check().healthy
    assert (old / "diary.db").read_bytes() == before


def test_a_diary_out_of_a_backup_keeps_the_damaged_one(
    diary: Diary, folder: Path, speak: Speak, backup: Callable[[], Path]
) -> None:
    said = speak("되살릴 말")
    heard = sound(diary, said.id)
    old = backup()
    with pytest.raises(DiaryBusy):
        open_beside(old, folder)
    diary.close()
    flip(folder / "diary.db", 100)
    damaged = (folder / "diary.db").read_bytes()
    with pytest.raises(DiaryDamaged):
        Diary.open(folder, PASSPHRASE)
    made = open_beside(old, folder)
    assert made.kept is not None and made.kept.parent == folder.parent
    assert (made.kept / "diary.db").read_bytes() == damaged and (made.kept / "audio" / f"{said.id}.tdk").exists()
    with Diary.open(folder, PASSPHRASE) as back:
        assert sound(back, said.id) == heard and back.check().healthy
        assert not (folder / "backup.json").exists()
    assert not set('<>:"|?*') & set(made.kept.name)


def test_the_window_that_restores_is_still_found_by_a_second_start(
    diary: Diary, folder: Path, append: Append, backup: Callable[[], Path]
) -> None:
    append("되살릴 말")
    old = backup()
    diary.close()
    door = Doorbell(folder, lambda: None)
    try:
        assert open_beside(old, folder).kept is not None
        assert ring(folder)
    finally:
        door.close()
    assert not [each.name for each in folder.parent.rglob("*.bell")]


def test_a_folder_that_holds_only_what_a_window_put_there_is_empty(
    append: Append, backup: Callable[[], Path], tmp_path: Path
) -> None:
    append("되살릴 말")
    old = backup()
    place = tmp_path / "new"
    door = Doorbell(place, lambda: None)
    try:
        with DiaryLock(place), pytest.raises(DiaryBusy):
            open_beside(old, place)  # a diary is being made there
        assert ring(place)
        assert open_beside(old, place).kept is None
        assert ring(place)
        with Diary.open(place, PASSPHRASE) as opened:
            assert opened.entries()[0].utterances[0].text == "되살릴 말"
    finally:
        door.close()


def test_another_diary_opens_beside_with_its_own_passphrase(diary: Diary, tmp_path: Path) -> None:
    other, _ = Diary.create(tmp_path / "other", "다른 암호")
    with other:
        other.append("남의 말", Source.TYPED, started_at=MOMENT, day=DAY)
        theirs = back_up(other, tmp_path / "backups").backup.folder
    made = open_beside(theirs, tmp_path / "beside")
    assert made.kept is None
    with pytest.raises(WrongPassphrase):
        Diary.open(made.folder, PASSPHRASE)
    with Diary.open(made.folder, "다른 암호") as opened:
        assert opened.entries()[0].utterances[0].text == "남의 말"


def test_a_folder_with_something_else_in_it_is_left_alone(
    diary: Diary, append: Append, backup: Callable[[], Path], tmp_path: Path
) -> None:
    append("말")
    old = backup()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("내 편지")
    with pytest.raises(StorageError):
        open_beside(old, tmp_path / "mine")
    assert (tmp_path / "mine" / "letter.txt").read_text() == "내 편지"
