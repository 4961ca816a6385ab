"""Backups: whole, verified, shared, thinned; a half one never looks like one."""

import os
import shutil
import signal
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from app.diary.entry import Source, Utterance
from app.errors import (
    BackupFailed,
    Cancelled,
    DiaryDamaged,
    DiskFull,
    NoRoomForBackup,
    NotBackedUp,
    WrongPassphrase,
)
from app.storage import backup as making
from app.storage.backup import back_up, back_up_before, back_up_if_due
from app.storage.backups import Backups, changed_at, offering, read_backup
from app.storage.engine import connect
from app.storage.repository import Diary
from tests.storage.conftest import DAY, MOMENT, PASSPHRASE, Append, reading, refuse_to_read, start_child

Speak = Callable[..., Utterance]


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def speak(diary: Diary, append: Append) -> Speak:
    """Append a spoken utterance with a sealed recording of one second."""

    def say(text: str, level: int = 1) -> Utterance:
        utterance_id = diary.new_id()
        recording = diary.audio.begin(utterance_id, MOMENT, DAY)
        recording.write(bytes([level, 0]) * 16_000)
        recording.seal()
        return append(text, Source.VOICE, utterance_id=utterance_id, has_audio=True, duration=1.0)

    return say


def names(folder: Path) -> set[str]:
    """What lies in the folder of backups, but its lock."""
    return {each.name for each in folder.iterdir()} - {"diary.lock"} if folder.exists() else set()


def test_a_backup_is_a_diary_with_everything(diary: Diary, speak: Speak, append: Append, backups: Path) -> None:
    spoken, typed = speak("소리로 남긴 말"), append("글로 남긴 말")
    diary.set_reading(typed.id, reading())
    diary.set_tags(typed.entry_id, ["산책"])
    shares: list[float] = []
    made = back_up(diary, backups, progress=shares.append)
    assert (made.utterances, made.copied, made.shared, made.damaged, made.missing) == (2, 1, 0, (), ())
    assert shares == sorted(shares) and shares[-1] == 1.0
    assert names(backups) == {made.backup.folder.name}
    with Diary.open(made.backup.folder, PASSPHRASE, read_only=True) as copy:
        assert copy.entries() == diary.entries()
        assert b"".join(copy.audio.read(spoken.id)) == bytes([1, 0]) * 16_000
        assert copy.check().healthy
    assert made.backup.is_as_made() and read_backup(made.backup.folder) == made.backup


def test_it_is_private_and_encrypted_and_named_for_every_system(diary: Diary, speak: Speak, backups: Path) -> None:
    speak("아무도 못 읽는 말")
    folder = back_up(diary, backups).backup.folder
    assert not set('<>:"/\\|?*') & set(folder.name) and folder.name == folder.name.strip(". ")
    for each in (backups, folder, *folder.rglob("*")):
        assert stat.S_IMODE(each.stat().st_mode) == (0o700 if each.is_dir() else 0o600), each
        if each.is_file():
            assert "못 읽는".encode() not in each.read_bytes() and b"SQLite format" not in each.read_bytes()


def test_an_unkeyed_target_fails_and_no_copy_in_the_clear_is_taken_for_a_backup(
    diary: Diary, append: Append, tmp_path: Path
) -> None:
    append("맨몸으로 나가지 않는 말")
    connection = connect(diary.folder / "diary.db", diary.key.database_key, read_only=True)
    plain = sqlcipher.connect(tmp_path / "plain.db")
    with pytest.raises(sqlcipher.OperationalError):
        connection.backup(plain)  # the other way of copying, without a key on the target
    connection.close()
    plain.close()
    assert "맨몸".encode() not in (tmp_path / "plain.db").read_bytes()


def test_a_copy_in_the_clear_does_not_pass_the_check(
    diary: Diary, append: Append, backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append("맨몸으로 나가지 않는 말")
    counted = making._counted

    def leave_open(connection: object) -> tuple[int, int]:
        for copy in backups.glob(".todak-*/diary.db"):
            if not copy.stat().st_size:
                continue  # the first look, before the copy is made
            copy.unlink()
            plain = sqlcipher.connect(copy)
            plain.execute("CREATE TABLE utterances (id, has_audio)")
            plain.close()
        return counted(connection)

    monkeypatch.setattr(making, "_counted", leave_open)
    with pytest.raises(BackupFailed, match="SQLITE_NOTADB"):
        back_up(diary, backups)
    assert names(backups) == set()


def test_consecutive_backups_share_recordings(diary: Diary, speak: Speak, backups: Path) -> None:
    first = speak("하나")
    one = back_up(diary, backups)
    second = speak("둘", 2)
    two = back_up(diary, backups)
    assert (two.copied, two.shared, two.backup.recordings) == (1, 1, 2)
    there, here = (each.backup.folder / "audio" / f"{first.id}.tdk" for each in (one, two))
    assert there.stat().st_ino == here.stat().st_ino != (diary.folder / "audio" / f"{first.id}.tdk").stat().st_ino
    shutil.rmtree(one.backup.folder)
    with Diary(two.backup.folder, diary.key.copy(), None) as copy:
        assert copy.check().healthy
        assert b"".join(copy.audio.read(first.id)) != b"".join(copy.audio.read(second.id))


def test_a_disk_without_links_gets_copies(
    diary: Diary, speak: Speak, backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak("하나")
    back_up(diary, backups)

    def refuse(*_: object) -> None:
        raise PermissionError(1, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    made = back_up(diary, backups)
    assert (made.copied, made.shared) == (1, 0) and made.backup.is_as_made()


def test_a_disk_without_modes_is_good_enough(
    diary: Diary, speak: Speak, backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FAT, on most USB sticks: it refuses to change modes and knows no links."""
    speak("막대에 담은 말")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    for name in ("chmod", "fchmod", "link"):
        monkeypatch.setattr(os, name, refuse)
    back_up(diary, backups)
    assert back_up(diary, backups).backup.is_as_made()


def test_an_old_backup_opens_with_the_passphrase_it_was_made_with(diary: Diary, append: Append, backups: Path) -> None:
    append("옛 암호의 말")
    old = back_up(diary, backups).backup.folder
    diary.change_passphrase(PASSPHRASE, "새 암호")
    new = back_up(diary, backups).backup.folder
    assert old != new
    for folder, passphrase, wrong in ((old, PASSPHRASE, "새 암호"), (new, "새 암호", PASSPHRASE)):
        with pytest.raises(WrongPassphrase):
            Diary.open(folder, wrong, read_only=True)
        with Diary.open(folder, passphrase, read_only=True) as copy:
            assert [each.text for each in copy.entries()[0].utterances] == ["옛 암호의 말"]


def test_the_diary_goes_on_while_it_is_copied(
    diary: Diary, speak: Speak, backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is said during the copy is simply in the next one; what is thrown away then leaves no dangling reference."""
    kept, doomed = speak("남는 말"), speak("버릴 말")
    later: list[Utterance] = []
    copy_sound = making._Making._copy_sound

    def meanwhile(self: making._Making, referenced: set[str], orphans: set[str]) -> set[str]:
        if not later:
            later.append(speak("그새 한 말"))
            diary.forget_audio(doomed.id)
            diary.audio.delete(doomed.id)
        return copy_sound(self, referenced, orphans)

    monkeypatch.setattr(making._Making, "_copy_sound", meanwhile)
    made = back_up(diary, backups)
    assert made.missing == () and made.utterances == 3  # a second look was taken
    with Diary(made.backup.folder, diary.key.copy(), None) as copy:
        assert copy.check().healthy
        assert set(copy.audio.ids()) == {kept.id, later[0].id}
        assert not copy.utterance(doomed.id).has_audio


def test_a_purged_entry_is_not_in_the_next_backup(diary: Diary, speak: Speak, backups: Path) -> None:
    gone = speak("버린 말")
    back_up(diary, backups)
    diary.trash(gone.entry_id)
    diary.purge(gone.entry_id)
    made = back_up(diary, backups)
    assert made.utterances == 0 and made.backup.recordings == 0


def test_a_recording_without_words_yet_comes_along_but_one_being_made_does_not(
    diary: Diary, append: Append, backups: Path
) -> None:
    append("말")
    sealed, running = diary.new_id(), diary.new_id()
    recording = diary.audio.begin(sealed, MOMENT, DAY)
    recording.write(b"\1\0" * 16_000)
    recording.seal()
    still = diary.audio.begin(running, MOMENT, DAY)
    still.write(b"\1\0" * 16_000)
    made = back_up(diary, backups)
    still.discard()
    with Diary(made.backup.folder, diary.key.copy(), None) as copy:
        assert copy.orphaned_audio() == [sealed]


def test_a_damaged_database_is_not_copied_over_good_backups(
    diary: Diary, append: Append, folder: Path, backups: Path
) -> None:
    for number in range(8):
        append(f"{number}번째 말. " + "긴 말 " * 5_000)
    good = back_up(diary, backups)
    diary.close()
    flip(folder / "diary.db", folder.joinpath("diary.db").stat().st_size // 2)
    with Diary.open(folder, PASSPHRASE, read_only=True) as damaged, pytest.raises(DiaryDamaged):
        back_up(damaged, backups)
    assert names(backups) == {good.backup.folder.name}


def flip(path: Path, place: int) -> None:
    """Change one bit of a file."""
    with path.open("r+b") as file:
        file.seek(place)
        (byte,) = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ 1]))


def test_a_damaged_or_lost_recording_does_not_stop_the_rest(diary: Diary, speak: Speak, backups: Path) -> None:
    bad, lost = speak("소리가 상한 말"), speak("소리를 잃은 말")
    flip(diary.folder / "audio" / f"{bad.id}.tdk", 5_000)
    (diary.folder / "audio" / f"{lost.id}.tdk").unlink()
    made = back_up(diary, backups)
    assert (made.damaged, made.missing, made.utterances) == ((bad.id,), (lost.id,), 2)


def test_a_recording_that_the_disk_refuses_to_read_does_not_stop_the_rest(
    diary: Diary, speak: Speak, backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, bad = speak("온전한 말"), speak("소리를 읽지 못하는 말")
    sound = diary.folder / "audio" / f"{bad.id}.tdk"
    before = back_up(diary, backups).backup.folder
    refuse_to_read(sound)
    made = back_up(diary, backups)  # there is one in the backup before
    assert (made.damaged, made.missing, made.backup.recordings) == ((), (), 2)
    shutil.rmtree(before)
    shutil.rmtree(made.backup.folder)
    made = back_up(diary, backups)
    assert (made.copied, made.damaged, made.missing, made.backup.recordings) == (1, (bad.id,), (), 1)
    assert (made.backup.folder / "audio" / f"{whole.id}.tdk").exists()

    def refuse(*_: object) -> None:
        raise OSError(5, "what is written to fails")

    shutil.rmtree(made.backup.folder)
    monkeypatch.setattr("app.storage.backup.new_file", refuse)
    with pytest.raises(BackupFailed):
        back_up(diary, backups)


def test_a_recording_that_the_diary_lost_is_taken_from_the_backup_before(
    diary: Diary, speak: Speak, backups: Path
) -> None:
    lost = speak("소리를 잃은 말")
    back_up(diary, backups)
    (diary.folder / "audio" / f"{lost.id}.tdk").unlink()
    made = back_up(diary, backups)
    assert made.missing == () and made.backup.recordings == 1


def test_too_little_room_is_said_before(
    diary: Diary, speak: Speak, backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak("자리가 없는 말")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 10**6))  # type: ignore[attr-defined]
    with pytest.raises(NoRoomForBackup) as failure:
        back_up(diary, backups)
    assert failure.value.details["needed"] > failure.value.details["free"] == 0
    assert names(backups) == set()


def test_a_disk_that_fills_up_leaves_no_half_backup(
    diary: Diary, speak: Speak, tiny_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(60):
        speak(f"{number}번째 말")
    monkeypatch.setattr(making._Making, "_refuse_without_room", lambda _: None)  # as when it filled up meanwhile
    with pytest.raises(DiskFull):
        back_up(diary, tiny_disk / "backups")
    assert names(tiny_disk / "backups") == set()
    assert diary.check().healthy


@pytest.mark.parametrize("looks", [0, 2, 6])
def test_cancelling_leaves_nothing(diary: Diary, speak: Speak, backups: Path, looks: int) -> None:
    for number in range(6):
        speak(f"{number}번째 말")
    seen: list[None] = []

    def stop() -> bool:
        seen.append(None)
        return len(seen) > looks

    with pytest.raises(Cancelled):
        back_up(diary, backups, cancelled=stop)
    assert names(backups) == set()


def test_cancelling_interrupts_the_copy_of_a_large_database(diary: Diary, append: Append, backups: Path) -> None:
    for number in range(8):
        append(f"{number}번째 말. " + "긴 말 " * 20_000)
    with pytest.raises(Cancelled):
        back_up(diary, backups, cancelled=lambda: (backups / ".x").exists() or any(backups.glob(".todak-*/diary.db")))
    assert names(backups) == set()


KILLED = """
import sys
from pathlib import Path
from app.storage.backup import back_up, back_up_if_due
from app.storage.repository import Diary
diary = Diary.open(Path(sys.argv[1]), sys.argv[2])
stop_at = float(sys.argv[4])
def progress(share):
    if share >= stop_at:
        print("there", flush=True)
        sys.stdin.read()
back_up(diary, Path(sys.argv[3]), progress=progress)
"""


@pytest.mark.parametrize(
    "share", [pytest.param(0.1, marks=pytest.mark.full), 0.3, pytest.param(0.6, marks=pytest.mark.full), 1.0]
)
def test_a_killed_backup_is_none_and_is_cleared_away(
    diary: Diary, speak: Speak, folder: Path, backups: Path, share: float
) -> None:
    for number in range(4):
        speak(f"{number}번째 말")
    diary.close()
    with start_child(KILLED, folder, PASSPHRASE, backups, share) as child:
        assert child.stdout is not None and child.stdout.readline() == "there\n"
        child.send_signal(signal.SIGKILL)
    assert Backups(backups).list() == [] and all(each.startswith(".") for each in names(backups))
    with Diary.open(folder, PASSPHRASE) as again:
        made = back_up(again, backups)
        assert again.check().healthy
    assert names(backups) == {made.backup.folder.name}


def test_two_at_once_are_refused(diary: Diary, append: Append, backups: Path) -> None:
    append("말")
    from app.storage.backups import alone_in

    backups.mkdir()
    with alone_in(backups), pytest.raises(BackupFailed):
        back_up(diary, backups)
    assert back_up(diary, backups).backup.is_as_made()


def test_the_folder_of_backups(diary: Diary, append: Append, backups: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Backups(backups).list() == [] and Backups(backups).newest_good() is None
    append("말")
    folders = [back_up(diary, backups).backup.folder for _ in range(3)]
    (backups / "something else").mkdir()
    shutil.copytree(folders[0], backups / "not.ours")
    (backups / "not.ours" / "backup.json").write_text("{}")
    listed = Backups(backups, diary.key.diary_id).list()
    assert [each.folder for each in listed] == folders[::-1]
    assert Backups(backups, "another").list() == []
    flip(folders[2] / "diary.db", 5_000)
    good = Backups(backups).newest_good()
    assert good is not None and good.folder == folders[1]


def test_thinning_keeps_the_newest_good_one_and_what_is_shared(
    diary: Diary, speak: Speak, backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = speak("말")
    now = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    class Clock(datetime):
        moment: datetime

        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return cls.moment

    monkeypatch.setattr(making, "datetime", Clock)
    for hours in (0, 1, 24 * 5, 24 * 5 + 1, 24 * 5 + 2, 24 * 400, 24 * 401):
        Clock.moment = now - timedelta(hours=hours)
        back_up(diary, backups)
    every = Backups(backups).list()
    for each in every[:3]:
        flip(each.folder / "diary.db", 5_000)  # the newest good one is one that would go
    gone = Backups(backups).thin(now)
    assert {each.made_at for each in gone} == {now - timedelta(hours=24 * 5 + 2)}
    left = Backups(backups).list()
    assert every[3] in left and len(left) == 6 and names(backups) == {each.folder.name for each in left}
    assert Backups(backups).thin(now) == []
    with Diary(left[-1].folder, diary.key.copy(), None) as copy:
        assert sum(map(len, copy.audio.read(said.id))) == 32_000


def test_when_the_diary_was_last_written(diary: Diary, append: Append, folder: Path) -> None:
    append("말")
    written = changed_at(folder)
    assert written is not None and abs(datetime.now(UTC) - written) < timedelta(minutes=1)
    diary.close()
    for name in ("diary.db", "diary.key", "audio"):
        if (folder / name).exists():
            os.utime(folder / name, (1_000_000_000, 1_000_000_000))
    Diary.open(folder, PASSPHRASE).close()
    Diary.open(folder, PASSPHRASE, read_only=True).close()
    assert changed_at(folder) == datetime.fromtimestamp(1_000_000_000, UTC)
    assert changed_at(folder / "nothing") is None


def test_damage_names_the_newest_good_backup(diary: Diary, append: Append, folder: Path, backups: Path) -> None:
    append("말")
    made = back_up(diary, backups).backup
    back_up(diary, backups)
    flip(Backups(backups).list()[0].folder / "diary.key", 30)
    diary.close()
    flip(folder / "diary.db", 100)
    with pytest.raises(DiaryDamaged) as failure, offering(folder, backups):
        Diary.open(folder, PASSPHRASE)
    said = failure.value.explained("en")
    assert said["backup"] == str(made.folder) and str(made.folder) in said["todo"]
    assert made.made_at.astimezone().date().isoformat() in said["todo"]


def later(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    """So much time has passed for whoever makes backups."""

    class Later(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.now(UTC) + by

    monkeypatch.setattr(making, "datetime", Later)


def test_before_what_cannot_be_taken_back_one_is_made_unless_there_is_a_fresh_one(
    diary: Diary, append: Append, backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append("말")
    assert back_up_before(diary, backups) is not None
    append("또 한 말")
    later(monkeypatch, timedelta(minutes=50))
    assert back_up_before(diary, backups) is None
    later(monkeypatch, timedelta(minutes=70))
    made = back_up_before(diary, backups)
    assert made is not None and made.utterances == 2
    later(monkeypatch, timedelta(days=3))
    assert back_up_before(diary, backups) is None  # nothing has changed since
    flip(made.backup.folder / "diary.db", 100)
    assert back_up_before(diary, backups) is not None


def test_where_it_cannot_be_made_that_is_said_and_damage_as_damage(
    diary: Diary, append: Append, backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append("말")
    backups.write_text("a file")
    with pytest.raises(NotBackedUp) as failure:
        back_up_before(diary, backups)
    assert isinstance(failure.value.cause, BackupFailed)
    for language in ("ko", "en"):
        said = failure.value.explained(language)
        assert said["code"] == "not_backed_up" and str(backups) in said["message"] and "--no-backup" in said["todo"]
    backups.unlink()
    with pytest.raises(Cancelled):
        back_up_before(diary, backups, cancelled=lambda: True)

    def damaged(*_: object) -> None:
        raise DiaryDamaged(part="diary.db")

    monkeypatch.setattr(making._Making, "_quick_check", damaged)
    with pytest.raises(DiaryDamaged):
        back_up_before(diary, backups)
    assert names(backups) == set()


def test_the_automatic_one_is_made_once_a_day_when_something_changed(
    diary: Diary, append: Append, backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append("말")
    assert back_up_if_due(diary, backups) is not None
    append("또 한 말")
    assert back_up_if_due(diary, backups) is None  # the same day

    later(monkeypatch, timedelta(days=1))
    assert back_up_if_due(diary, backups) is not None
    assert len(Backups(backups).list()) == 2
