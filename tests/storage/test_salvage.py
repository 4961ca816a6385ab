"""What can still be read of a damaged diary is read, and nothing of what cannot is made up."""

import contextlib
import errno
import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.diary.emotion import Emotion
from app.diary.entry import Care, Entry, Reply, ReplyKind, Source, Utterance
from app.errors import (
    Cancelled,
    DiaryBusy,
    DiaryExists,
    DiaryUnwritable,
    NothingSalvaged,
    StorageError,
    WrongPassphrase,
)
from app.storage import unwritable
from app.storage.additions import read_all
from app.storage.engine import connect
from app.storage.keys import DataKey
from app.storage.lock import DiaryLock
from app.storage.pages import PAGE, Pages
from app.storage.repository import Diary
from app.storage.rescue import by_passphrase, by_recovery_key
from app.storage.salvage import _rows_of, salvage
from tests.storage.conftest import DAY, MOMENT, PASSPHRASE, Append, reading, refuse_to_read
from tests.storage.test_backup import flip

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer as Buffer

LONG = "길게 이어지는 이야기 " * 12
MARK_MISSING = "diary.mark: missing or damaged; the next opening for writing makes it anew"
REPLY = Reply("들려줘서 고마워요.", ReplyKind.COMFORT, Care.NONE, "comfort-test 1")


@pytest.fixture
def full(diary: Diary, folder: Path) -> tuple[Path, DataKey]:
    """A closed diary of 60 entries with 241 utterances over many pages, one very long, and one recording."""
    sounding = diary.new_id()
    recording = diary.audio.begin(sounding, MOMENT, DAY)
    recording.write(b"\1\0" * 16_000)
    recording.seal()
    made = []
    for number in range(60):
        entry_id = diary.new_id()
        said = [
            Utterance(diary.new_id(), entry_id, turn, f"{number}번째 날의 {turn}번째 말. " + LONG, Source.TYPED, MOMENT)
            for turn in range(4)
        ]
        said[0] = replace(said[0], reading=reading(), reply=REPLY)
        made.append(Entry(entry_id, DAY, MOMENT, tuple(said), felt=(Emotion.JOY,), tags=(f"표{number}",)))
    last = Utterance(sounding, entry_id, 4, "소리로 남긴 말. " + LONG * 40, Source.VOICE, MOMENT, has_audio=True)
    made[-1] = replace(made[-1], utterances=(*said, last))
    diary.add_entries(made)
    diary.save_draft("쓰다 만 말")
    key = diary.key.copy()
    diary.close()
    return folder, key


def texts(diary: Diary) -> set[str]:
    return {each.text for entry in diary.entries() for each in entry.utterances}


def all_texts(folder: Path, key: DataKey) -> set[str]:
    with Diary(folder, key.copy(), None) as diary:
        return texts(diary)


def test_a_whole_diary_comes_out_whole(full: tuple[Path, DataKey], tmp_path: Path) -> None:
    folder, key = full
    shares: list[float] = []
    found = salvage(folder, key.copy(), tmp_path / "new", progress=shares.append)
    assert (found.entries, found.utterances, found.recordings) == (60, 241, 1)
    assert found.lost_utterances == found.lost_recordings == found.remade_entries == ()
    assert shares == sorted(shares) and shares[-1] == 1.0
    with Diary(folder, key.copy(), None) as old, Diary.open(tmp_path / "new", PASSPHRASE) as new:
        with old._reading() as there, new._reading() as here:
            assert read_all(there) == read_all(here)
        assert new.check().healthy
        assert len(new.search("소리로 남긴")) == 1


@pytest.mark.parametrize("eighth", [0, *(pytest.param(n, marks=pytest.mark.full) for n in range(1, 5)), 5, 6, 7])
def test_a_damaged_page_loses_only_its_own_rows(full: tuple[Path, DataKey], tmp_path: Path, eighth: int) -> None:
    folder, key = full
    truth = all_texts(folder, key)
    pages = (folder / "diary.db").stat().st_size // PAGE
    flip(folder / "diary.db", (pages - 1) * eighth // 7 * PAGE + 50)
    before = (folder / "diary.db").read_bytes()
    found = salvage(folder, key.copy(), tmp_path / "new")
    assert found.utterances + len(found.lost_utterances) == 241 and len(found.lost_utterances) < 12
    with Diary(tmp_path / "new", key.copy(), None) as new:
        assert texts(new) <= truth and len(texts(new)) == found.utterances
        assert new.check().problems in ((), (MARK_MISSING,))
    assert (folder / "diary.db").read_bytes() == before


def test_many_damaged_pages(full: tuple[Path, DataKey], tmp_path: Path) -> None:
    folder, key = full
    truth = all_texts(folder, key)
    for page in range(0, (folder / "diary.db").stat().st_size // PAGE, 9):
        flip(folder / "diary.db", page * PAGE + 50)
    found = salvage(folder, key.copy(), tmp_path / "new")
    assert 100 < found.utterances < 241
    with Diary(tmp_path / "new", key.copy(), None) as new:
        assert texts(new) <= truth and len(texts(new)) == found.utterances


def test_nothing_is_lost_below_a_damaged_page(full: tuple[Path, DataKey]) -> None:
    """The first pages hold the list of tables and the upper ends of the trees."""
    folder, key = full
    whole, _ = _rows_of(Pages(folder / "diary.db", key.database_key))
    for page in range(4):
        flip(folder / "diary.db", page * PAGE + 50)
        found, known = _rows_of(Pages(folder / "diary.db", key.database_key))
        flip(folder / "diary.db", page * PAGE + 50)
        assert len(found["utterances"]) == len(known) == 241
        for name in ("entries", "readings", "replies", "felt", "tags"):
            assert sorted(map(str, found[name])) == sorted(map(str, whole[name])) != [], (page, name)


def test_one_bit_of_the_salt_is_mended_and_a_lost_one_is_not(full: tuple[Path, DataKey]) -> None:
    folder, key = full
    flip(folder / "diary.db", 7)
    assert len(_rows_of(Pages(folder / "diary.db", key.database_key))[0]["utterances"]) == 241
    with (folder / "diary.db").open("r+b") as file:
        file.write(bytes(16))
    assert _rows_of(Pages(folder / "diary.db", key.database_key))[0]["utterances"] == []


def test_what_was_committed_behind_a_damaged_page_of_the_log_is_read(
    diary: Diary, append: Append, folder: Path, tmp_path: Path
) -> None:
    for number in range(6):
        append(f"{number}번째 말")
    key = diary.key.copy()
    copy = Path(shutil.copytree(folder, tmp_path / "crashed"))  # as a crash leaves it
    flip(copy / "diary.db-wal", 32 + 24 + 50)
    with Diary(copy, key.copy(), None) as stopped:
        assert texts(stopped) == set()  # SQLite takes the first damaged frame for the end
    rows, _ = _rows_of(Pages(copy / "diary.db", key.database_key))
    assert {row["text"] for row in rows["utterances"]} == {f"{number}번째 말" for number in range(6)}


@pytest.mark.parametrize("place", [3, 17, 22, 30])
def test_a_damaged_header_of_the_log_loses_nothing(
    diary: Diary, append: Append, folder: Path, tmp_path: Path, place: int
) -> None:
    """Also where an earlier round of the log, of which more is left, lies behind the last one."""
    said = [append(f"{number}번째 말") for number in range(6)]
    with contextlib.closing(connect(folder / "diary.db", diary.key.database_key, read_only=False)) as connection:
        connection.execute("PRAGMA wal_checkpoint(FULL)")
        diary.edit_text(said[0].id, "고친 말")
        copy = Path(shutil.copytree(folder, tmp_path / "crashed"))  # as a crash leaves it
    wal = (copy / "diary.db-wal").read_bytes()
    rounds = [wal[at + 8 : at + 16] for at in range(32, len(wal), PAGE + 24)]
    assert rounds.count(wal[16:24]) < len(rounds) / 2
    flip(copy / "diary.db-wal", place)
    rows, _ = _rows_of(Pages(copy / "diary.db", diary.key.database_key))
    assert {row["text"] for row in rows["utterances"]} == {"고친 말", *(f"{number}번째 말" for number in range(1, 6))}


def test_two_that_claim_one_place_both_come(diary: Diary, append: Append, folder: Path, tmp_path: Path) -> None:
    """One page of a transaction that moved words is lost: the page of before still has one of them where it was."""
    said = [append(f"{number}번째 말 " + LONG * 3) for number in range(8)]
    key = diary.key.copy()
    with contextlib.closing(connect(folder / "diary.db", key.database_key, read_only=False)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    diary.trash_utterance(said[0].id)
    crashed = Path(shutil.copytree(folder, tmp_path / "crashed"))
    clashing = 0
    for at in range(32 + 24 + 50, (crashed / "diary.db-wal").stat().st_size, PAGE + 24):
        flip(crashed / "diary.db-wal", at)
        rows, _ = _rows_of(Pages(crashed / "diary.db", key.database_key))
        places = {(row["entry_id"], row["position"]) for row in rows["utterances"]}
        if len(rows["utterances"]) == len(said) > len(places):
            clashing += 1
            assert salvage(crashed, key.copy(), tmp_path / f"new {at}").utterances == len(said)
            with Diary(tmp_path / f"new {at}", key.copy(), None) as new:
                assert new.utterance_ids() == {each.id for each in said}
                assert new.check().problems in ((), (MARK_MISSING,))
        flip(crashed / "diary.db-wal", at)
    assert clashing


def test_a_transaction_without_its_end_is_not_read(diary: Diary, append: Append, folder: Path, tmp_path: Path) -> None:
    append("다 저장된 말")
    whole = (folder / "diary.db-wal").stat().st_size
    append("덜 저장된 말")
    copy = Path(shutil.copytree(folder, tmp_path / "crashed"))
    os.truncate(copy / "diary.db-wal", (folder / "diary.db-wal").stat().st_size - PAGE - 24)
    assert (copy / "diary.db-wal").stat().st_size >= whole
    rows, _ = _rows_of(Pages(copy / "diary.db", diary.key.database_key))
    assert {row["text"] for row in rows["utterances"]} == {"다 저장된 말"}


def test_salvage_opens_for_reading_only_and_leaves_nothing(full: tuple[Path, DataKey]) -> None:
    folder, _ = full
    flip(folder / "diary.db", (folder / "diary.db").stat().st_size // 2)
    with Diary.open_salvage(folder, by_passphrase(PASSPHRASE)) as read:
        assert read.is_read_only and read.salvaged is not None
        assert len(texts(read)) == read.salvaged.utterances >= 230
        assert read.origin == folder
        place = read.folder
        assert place.is_dir() and place.parent.stat().st_mode & 0o777 == 0o700
    assert not place.parent.exists()


def test_it_opens_by_what_the_user_knows(
    full: tuple[Path, DataKey], recovery_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = full
    flip(folder / "diary.db", 100)
    damaged = {each: each.read_bytes() for each in folder.iterdir() if each.is_file()}
    with Diary.open_salvage(folder, by_recovery_key(recovery_key)) as read:
        assert len(texts(read)) == 241
        with pytest.raises(StorageError):
            read.save_draft("쓰지 못할 말")
    with pytest.raises(WrongPassphrase):
        Diary.open_salvage(folder, by_passphrase("틀린 암호"))
    monkeypatch.setattr(unwritable, "is_writable", lambda _: False)  # root may write anywhere
    shares: list[float] = []
    with Diary.open_salvage(folder, by_passphrase(PASSPHRASE), progress=shares.append) as read:
        assert len(texts(read)) == 241 and shares[-1] == 1.0
    assert {each: each.read_bytes() for each in folder.iterdir() if each.is_file()} == damaged


def test_one_that_is_stopped_or_in_use_leaves_nothing(
    full: tuple[Path, DataKey], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = full
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    with pytest.raises(Cancelled):
        Diary.open_salvage(folder, by_passphrase(PASSPHRASE), cancelled=lambda: True)
    with DiaryLock(folder), pytest.raises(DiaryBusy):
        Diary.open_salvage(folder, by_passphrase(PASSPHRASE))
    assert not list(temporary.iterdir())


def test_without_a_readable_database_the_recordings_are_left_to_be_transcribed(
    full: tuple[Path, DataKey], tmp_path: Path
) -> None:
    folder, key = full
    (folder / "diary.db").write_bytes(bytes(100_000))
    (folder / "diary.db-wal").unlink(missing_ok=True)
    found = salvage(folder, key.copy(), tmp_path / "new")
    assert (found.entries, found.recordings) == (0, 1)
    with Diary.open(tmp_path / "new", PASSPHRASE) as new:
        assert len(new.orphaned_audio()) == 1
    shutil.rmtree(folder / "audio")
    with pytest.raises(NothingSalvaged):
        salvage(folder, key.copy(), tmp_path / "none")
    assert not (tmp_path / "none").exists() and not list(tmp_path.glob(".none*"))


def test_a_damaged_recording_stays_where_it_is(full: tuple[Path, DataKey], tmp_path: Path) -> None:
    folder, key = full
    (path,) = (folder / "audio").iterdir()
    flip(path, 5_000)
    found = salvage(folder, key.copy(), tmp_path / "new")
    assert found.lost_recordings == (path.name.removesuffix(".tdk"),) and found.utterances == 241
    with Diary.open(tmp_path / "new", PASSPHRASE) as new:
        assert new.check().healthy


def test_what_the_disk_refuses_to_read_is_lost_and_nothing_else(full: tuple[Path, DataKey], tmp_path: Path) -> None:
    folder, key = full
    shutil.copy(folder / "diary.key", folder / "diary.key.previous")
    (sound,) = (folder / "audio").iterdir()
    for each in (sound, folder / "diary.key", folder / "diary.db-wal"):
        refuse_to_read(each)
    found = salvage(folder, key.copy(), tmp_path / "new")
    assert found.lost_recordings == (sound.name.removesuffix(".tdk"),) and found.utterances == 241
    with Diary.open(tmp_path / "new", PASSPHRASE) as new:
        assert new.check().healthy


def test_pages_that_the_disk_refuses_to_read_are_damaged_ones(
    full: tuple[Path, DataKey], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, key = full
    pages = (folder / "diary.db").stat().st_size // PAGE
    refused = range(pages // 2, pages // 2 + 3)

    class Refusing(io.FileIO):
        def readinto(self, buffer: "Buffer") -> int | None:
            if self.tell() // PAGE in refused:
                raise OSError(errno.EIO, "the disk refuses")
            return super().readinto(buffer)

    monkeypatch.setattr(Path, "open", lambda path, mode, buffering: Refusing(path, mode))
    read = Pages(folder / "diary.db", key.database_key)
    assert set(range(1, pages + 1)) - set(read.numbers()) == {number + 1 for number in refused}


def test_cancelling_or_a_taken_place_leaves_nothing(full: tuple[Path, DataKey], tmp_path: Path) -> None:
    folder, key = full
    with pytest.raises(Cancelled):
        salvage(folder, key.copy(), tmp_path / "new", cancelled=lambda: True)
    assert not (tmp_path / "new").exists() and not list(tmp_path.glob(".new*"))
    with pytest.raises(DiaryExists):
        salvage(folder, key.copy(), folder)


# --- where nothing can be written ------------------------------------------------------------------------------------


@pytest.fixture
def sealed_off(tmp_path: Path, folder: Path) -> Iterator[Path]:
    """Makes the diary's folder a read-only disk when the test asks. Skips where we may not mount one."""
    yield folder
    subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)


def seal_off(folder: Path) -> None:
    for options in (("--bind",), ("-o", "remount,bind,ro")):
        command = ["mount", *options, str(folder), str(folder)]
        if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("mounting needs root on Linux")


def test_a_diary_on_a_read_only_disk_opens_for_reading(diary: Diary, append: Append, sealed_off: Path) -> None:
    append("굳은 말")
    diary.close()
    seal_off(sealed_off)
    names = sorted(each.name for each in sealed_off.iterdir())
    with Diary.open(sealed_off, PASSPHRASE, read_only=True) as opened:
        assert texts(opened) == {"굳은 말"} and opened.check().healthy
    with pytest.raises(DiaryUnwritable):
        Diary.open(sealed_off, PASSPHRASE)
    assert sorted(each.name for each in sealed_off.iterdir()) == names


def test_with_its_log_it_is_read_from_a_private_copy(
    diary: Diary, append: Append, sealed_off: Path, tmp_path: Path
) -> None:
    append("아직 일지에 있는 말")
    copied = {each.name: each.read_bytes() for each in sealed_off.glob("diary.db*") if each.suffix != ".db-shm"}
    diary.close()
    for name, content in copied.items():  # as a crash leaves it
        (sealed_off / name).write_bytes(content)
    assert (sealed_off / "diary.db-wal").stat().st_size
    (sealed_off / "diary.db-shm").unlink(missing_ok=True)
    seal_off(sealed_off)
    with Diary.open(sealed_off, PASSPHRASE, read_only=True) as opened:
        assert texts(opened) == {"아직 일지에 있는 말"}
        place = opened.database.parent
        assert place.stat().st_mode & 0o777 == 0o700
    assert not place.exists()


def test_an_old_diary_on_a_read_only_disk_is_migrated_on_a_copy(tmp_path: Path, sealed_off: Path) -> None:
    from tests.storage.test_fixture_diaries import DIARIES

    shutil.rmtree(sealed_off)
    shutil.copytree(DIARIES / "schema1", sealed_off)
    passphrase = (sealed_off / "passphrase.txt").read_text(encoding="utf-8").removesuffix("\n")
    seal_off(sealed_off)
    with Diary.open(sealed_off, passphrase, read_only=True) as opened:
        assert len(opened.entries()) == 4
