"""`diary.mark`: words that a broken -wal or an older diary.db has lost are missed, and nothing else cries wolf."""

import os
import shutil
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from app.diary.entry import Source
from app.errors import NotFound, WordsMissing
from app.storage import keys
from app.storage.engine import connect
from app.storage.keys import DataKey
from app.storage.mark import Mark, WriteMark, count_of, missing_writes, read_mark
from app.storage.repository import Diary
from tests.conftest import Todak
from tests.storage.conftest import DAY, MOMENT, PASSPHRASE, Append
from tests.storage.operations import own

FRAME = 24 + 4_096  # https://sqlite.org/fileformat2.html#the_write_ahead_log
HEADER = 32


@pytest.fixture
def key(folder: Path) -> DataKey:
    return keys.unlock(folder, PASSPHRASE)


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look once: these tests find hundreds of diaries damaged."""
    monkeypatch.setattr("app.storage.mark._WAITS", (0.0,))


def unlocked(folder: Path, key: DataKey, *, read_only: bool = False, accept_loss: bool = False) -> Diary:
    """`Diary.open` without its Argon2."""
    return Diary._open(folder, lambda _mend: own(key), read_only, accept_loss)


@pytest.fixture
def crashed(folder: Path, diary: Diary, append: Append, tmp_path: Path) -> Path:
    """What a crash leaves after six acknowledged writes, all of them in the -wal."""
    for number in range(6):
        append(f"{number}번째 말")
    return Path(shutil.copytree(folder, tmp_path / "crashed"))


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 0x10
    path.write_bytes(content)


def texts(diary: Diary) -> list[str]:
    return [each.text for entry in diary.entries() for each in entry.utterances]


def test_only_what_changes_something_is_counted(folder: Path, diary: Diary, append: Append, key: DataKey) -> None:
    def counts() -> tuple[int, int]:
        return count_of(folder / "diary.db", key.database_key), read_mark(folder, key.mark_key)[0].count

    assert counts() == (0, 0) and read_mark(folder, key.mark_key) == (Mark(0), True)
    said = append("말")
    assert counts() == (1, 1)
    diary.edit_text(said.id, "다른 말")
    assert counts() == (2, 2)
    diary.clear_draft()
    with pytest.raises(NotFound):
        diary.edit_text("0" * 26, "없는 말")
    assert counts() == (2, 2)
    diary.close()
    assert counts() == (2, 2)


def test_a_crash_alone_loses_nothing(crashed: Path, key: DataKey) -> None:
    assert missing_writes(crashed, key.database_key, key.mark_key) == 0
    with unlocked(crashed, key) as diary:
        assert len(texts(diary)) == 6 and diary.check().healthy


def test_a_flip_in_any_frame_of_the_wal_is_told_and_nothing_is_touched(crashed: Path, key: DataKey) -> None:
    wal = crashed / "diary.db-wal"
    good = wal.read_bytes()
    frames = (len(good) - HEADER) // FRAME
    assert frames >= 12
    places = [4, 17, 30, *(HEADER + number * FRAME + at for number in range(frames) for at in (9, 24, 4_000))]
    for at in places:
        flip(wal, at)
        assert missing_writes(crashed, key.database_key, key.mark_key) > 0, at
        wal.write_bytes(good)
    assert missing_writes(crashed, key.database_key, key.mark_key) == 0
    flip(wal, HEADER + FRAME * 3 + 100)
    harmed = wal.read_bytes()
    with pytest.raises(WordsMissing) as caught:
        unlocked(crashed, key)
    assert caught.value.details["part"] == "diary.db-wal" and 1 <= int(str(caught.value.details["missing"])) <= 6
    assert wal.read_bytes() == harmed
    with unlocked(crashed, key, read_only=True) as reader:
        assert texts(reader) == [f"{number}번째 말" for number in range(len(texts(reader)))]
        report = reader.check()
    assert report.missing_writes and report.problems[0].startswith("diary.db-wal: ")
    assert wal.read_bytes() == harmed
    wal.write_bytes(good)
    with unlocked(crashed, key) as diary:
        assert len(texts(diary)) == 6


def test_going_on_with_what_is_there(crashed: Path, key: DataKey) -> None:
    wal = crashed / "diary.db-wal"
    flip(wal, len(wal.read_bytes()) - 100)
    harmed = wal.read_bytes()
    with unlocked(crashed, key, accept_loss=True) as diary:
        assert texts(diary) == [f"{number}번째 말" for number in range(5)]
        diary.append("이어서", Source.TYPED, started_at=MOMENT, day=DAY)
        assert diary.check().healthy
    assert (crashed / "diary.db-wal.damaged").read_bytes() == harmed
    with unlocked(crashed, key) as diary:
        assert len(texts(diary)) == 6 and diary.check().healthy


def test_the_file_alone_is_taken_where_its_wal_would_hide_newer_pages(
    folder: Path, diary: Diary, append: Append, tmp_path: Path, key: DataKey
) -> None:
    for number in range(6):
        append(f"{number}번째 말")
    connection = connect(folder / "diary.db", key.database_key, read_only=False)
    assert connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[0] == 0  # copied, and the log stays
    crashed = Path(shutil.copytree(folder, tmp_path / "crashed"))
    connection.close()
    (crashed / "diary.db-shm").unlink()  # as after a power cut
    flip(crashed / "diary.db-wal", (crashed / "diary.db-wal").stat().st_size - 100)  # five of six writes are readable
    with pytest.raises(WordsMissing):
        unlocked(crashed, key)
    with unlocked(crashed, key, accept_loss=True) as opened:
        assert len(texts(opened)) == 6
        assert opened.check().healthy
    # and where there is nothing to accept, nothing is done
    (crashed / "diary.db-wal.damaged").unlink()
    unlocked(crashed, key, accept_loss=True).close()
    assert not (crashed / "diary.db-wal.damaged").exists()


def test_a_crash_in_the_middle_of_a_checkpoint_and_a_flip_in_its_log_are_told(
    folder: Path, diary: Diary, append: Append, tmp_path: Path, key: DataKey
) -> None:
    """The file then has pages of both states, the new counter perhaps among them, and SQLite takes it as it is."""
    for number in range(6):
        append(f"{number}번째 말")
    path = folder / "diary.db"
    before = path.read_bytes()
    log = (folder / "diary.db-wal").read_bytes()
    connection = connect(path, key.database_key, read_only=False)
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    after = path.read_bytes()
    crashed = Path(shutil.copytree(folder, tmp_path / "crashed"))
    connection.close()
    assert (crashed / "diary.db-wal").read_bytes() == log
    with unlocked(Path(shutil.copytree(crashed, tmp_path / "whole")), key) as whole:
        said = texts(whole)
    mixed = 0
    for copied in range(0, len(after) + 1, 4_096):
        (crashed / "diary.db").write_bytes(after[:copied] + before[copied:])
        for at in (20, HEADER + 100):  # the header, the first transaction: either takes the whole log along
            (crashed / "diary.db-wal").write_bytes(log)
            flip(crashed / "diary.db-wal", at)
            (crashed / "diary.db-shm").unlink(missing_ok=True)
            mixed += count_of(crashed / "diary.db", key.database_key) == 6 and copied < len(after)
            assert missing_writes(crashed, key.database_key, key.mark_key) > 0
        (crashed / "diary.db-wal").write_bytes(log)
        (crashed / "diary.db-shm").unlink(missing_ok=True)
        assert missing_writes(crashed, key.database_key, key.mark_key) == 0
    assert mixed, "no state that only the length of the log gives away"
    with unlocked(crashed, key) as opened:
        assert texts(opened) == said


def test_a_log_that_another_process_is_just_beginning_is_no_broken_one(
    crashed: Path, key: DataKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = iter([True, False])
    monkeypatch.setattr("app.storage.mark._is_log_broken", lambda *_: next(looks))
    monkeypatch.setattr("app.storage.mark._WAITS", (0.0, 0.0))
    assert missing_writes(crashed, key.database_key, key.mark_key) == 0
    assert list(looks) == []


def test_a_new_log_after_a_checkpoint_is_no_broken_one(
    folder: Path, diary: Diary, append: Append, tmp_path: Path, key: DataKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        append(f"{number}번째 말")
    with diary.alone() as connection:
        connection.execute("PRAGMA wal_checkpoint(RESTART)")
    monkeypatch.setattr(WriteMark, "put", lambda *_: None)  # killed before the mark knows the new log
    append("마지막 말")
    crashed = Path(shutil.copytree(folder, tmp_path / "crashed"))
    assert missing_writes(crashed, key.database_key, key.mark_key) == 0
    (crashed / "diary.db-wal").write_bytes((crashed / "diary.db-wal").read_bytes()[: HEADER + FRAME + 5])
    (crashed / "diary.db-shm").unlink()
    assert missing_writes(crashed, key.database_key, key.mark_key) == 0  # torn, and nobody was told that it is kept
    with unlocked(crashed, key) as opened:
        assert len(texts(opened)) == 6 and opened.check().healthy


@pytest.mark.parametrize("accept_loss", [False, True])
def test_a_wal_that_is_gone_and_an_older_database(
    crashed: Path, folder: Path, diary: Diary, accept_loss: bool, key: DataKey
) -> None:
    (crashed / "diary.db-wal").unlink()
    (crashed / "diary.db-shm").unlink()
    with pytest.raises(WordsMissing):
        unlocked(crashed, key)
    diary.close()
    old = (folder / "diary.db").read_bytes()
    with unlocked(folder, key) as opened:
        opened.append("나중의 말", Source.TYPED, started_at=MOMENT, day=DAY)
    (folder / "diary.db").write_bytes(old)
    with pytest.raises(WordsMissing):
        unlocked(folder, key)
    if accept_loss:
        unlocked(folder, key, accept_loss=True).close()
        with unlocked(folder, key) as opened:
            assert len(texts(opened)) == 6 and opened.check().healthy


def test_a_mark_that_is_missing_damaged_or_another_diarys_stops_nobody(
    crashed: Path, key: DataKey, tmp_path: Path
) -> None:
    mark = crashed / "diary.mark"
    good = mark.read_bytes()
    other, _ = Diary.create(tmp_path / "other", PASSPHRASE)
    for _ in range(20):
        other.save_draft("초안" * (_ + 1))
    other.close()
    foreign = (tmp_path / "other" / "diary.mark").read_bytes()
    for content in (None, b"", good[:-1], good[:60], good + b"x", bytes(96), foreign):
        mark.unlink(missing_ok=True)
        if content is not None:
            mark.write_bytes(content)
        with unlocked(crashed, key, read_only=True) as reader:
            assert [each.split(":")[0] for each in reader.check().problems] == ["diary.mark"]
        assert (mark.read_bytes() if mark.exists() else None) == content
        with unlocked(crashed, key) as diary:
            assert diary.check().healthy and len(texts(diary)) == 6
        assert read_mark(crashed, key.mark_key) == (Mark(6), True)
        assert mark.stat().st_mode & 0o777 == 0o600


def test_every_torn_mark_is_whole_enough(tmp_path: Path) -> None:
    """Whatever part of the last write came to the disk, the mark says the count before it or after it."""
    mark = WriteMark(tmp_path, bytes(32))
    mark.begin(7)
    for count in (8, 9):
        before = (tmp_path / "diary.mark").read_bytes()
        mark.put(Mark(count))
        after = (tmp_path / "diary.mark").read_bytes()
        for at in range(len(after) + 1):
            (tmp_path / "diary.mark").write_bytes(after[:at] + before[at:])
            assert read_mark(tmp_path, bytes(32))[0].count in (count - 1, count)
    mark.close()
    mark.put(Mark(10))
    assert read_mark(tmp_path, bytes(32)) == (Mark(9), True)


def test_a_commit_that_the_mark_does_not_know_is_no_damage(
    folder: Path, diary: Diary, append: Append, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: DataKey
) -> None:
    append("하나")
    monkeypatch.setattr(WriteMark, "put", lambda *_: None)  # killed between the commit and the mark
    append("둘")
    crashed = Path(shutil.copytree(folder, tmp_path / "crashed"))
    with unlocked(crashed, key) as opened:
        assert texts(opened) == ["하나", "둘"] and opened.check().healthy


def test_the_mark_is_never_ahead_of_the_commit(
    folder: Path, diary: Diary, append: Append, key: DataKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    @event.listens_for(diary._writer, "commit")
    def _before_commit(_connection: Connection) -> None:
        seen.append(read_mark(folder, key.mark_key)[0].count)

    append("하나")
    append("둘")
    assert seen == [0, 1]


def test_a_mark_that_cannot_be_written_does_not_stop_a_word(
    folder: Path, diary: Diary, append: Append, monkeypatch: pytest.MonkeyPatch, key: DataKey
) -> None:
    file = diary._mark._file
    assert file is not None
    descriptor = file.fileno()
    spare = os.dup(descriptor)
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), descriptor)  # writing to it is EBADF
    said = append("그래도 남는 말")
    os.dup2(spare, descriptor)
    os.close(spare)
    assert diary.utterance(said.id).text == "그래도 남는 말"
    assert read_mark(folder, key.mark_key) == (Mark(0), True)
    diary.close()
    with unlocked(folder, key):
        assert read_mark(folder, key.mark_key) == (Mark(1), True)


def test_check_names_the_loss_and_accepts_it_when_told(tmp_path: Path, crashed: Path) -> None:
    passphrase_file = tmp_path / "passphrase"
    passphrase_file.write_text(PASSPHRASE)
    todak = Todak(crashed, passphrase_file)
    flip(crashed / "diary.db-wal", HEADER + 100)
    told = todak("check", "--json")
    assert told.status == 1 and told.json["error"]["code"] == "words_missing"
    refused = todak("hear", "--text", "말", "--json")
    assert refused.status == 1 and refused.json["error"]["code"] == "words_missing"
    assert "--accept-loss" in refused.json["error"]["todo"]
    assert todak("list", "--json").status == 0
    accepted = todak("check", "--accept-loss", "--json")
    assert accepted.status == 0 and accepted.json["healthy"]
