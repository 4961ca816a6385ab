"""The diary: creating, opening, writing, reading."""

import logging
import os
import threading
import time
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.diary.emotion import Emotion
from app.diary.entry import Care, Person, Reply, ReplyKind, Source, Word
from app.errors import (
    Cancelled,
    DiaryBusy,
    DiaryDamaged,
    DiaryExists,
    DiaryMissing,
    DiskFull,
    KeyDamaged,
    NotFound,
    PassphraseMissing,
    RecoveryKeyMistyped,
    StorageError,
    WrongPassphrase,
)
from app.storage import keys
from app.storage.audio import AudioJournal
from app.storage.repository import Diary
from tests.storage.conftest import DAY, MOMENT, PASSPHRASE, Append, fill, reading, run_child, start_child
from tests.storage.operations import own

REPLY = Reply("오늘도 수고했어요.", ReplyKind.COMFORT, Care.SOFT, "comfort-test 1")
HOLD = """
import sys
from pathlib import Path
from app.storage.repository import Diary
with Diary.open(Path(sys.argv[1]), sys.argv[2]):
    print("held")
    sys.stdin.read()
"""


# --- creating and opening --------------------------------------------------------------------------------------------


def test_created_closed_and_opened(tmp_path: Path) -> None:
    folder = tmp_path / "내 일기 #1?%20"
    diary, recovery_key = Diary.create(folder, PASSPHRASE + "\n")
    said = diary.append("첫날", Source.TYPED, started_at=MOMENT, day=DAY)
    assert diary.recovery_key() == recovery_key
    diary.close()
    diary.close()
    assert sorted(each.name for each in folder.iterdir()) == ["diary.db", "diary.key", "diary.lock", "diary.mark"]
    with Diary.open(folder, unicodedata.normalize("NFD", PASSPHRASE)) as diary:
        assert diary.utterance(said.id) == said
    with Diary.open_with_recovery_key(folder, recovery_key.lower()) as diary:
        assert diary.utterance(said.id) == said


def test_what_cannot_be_opened(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(WrongPassphrase):
        Diary.open(folder, "아닌데")
    with pytest.raises(PassphraseMissing):
        Diary.open(folder, "\n")
    with pytest.raises(RecoveryKeyMistyped):
        Diary.open_with_recovery_key(folder, "0000-0000")
    with pytest.raises(DiaryMissing):
        Diary.open(tmp_path / "none", PASSPHRASE)
    assert not (tmp_path / "none").exists()
    Diary.open(folder, PASSPHRASE).close()  # no failure kept the lock


@pytest.mark.parametrize("read_only", [False, True])
def test_files_that_are_gone_or_empty(folder: Path, read_only: bool) -> None:
    for content in (b"", b"x", b"x" * 4_096):
        (folder / "diary.db").write_bytes(content)
        with pytest.raises(DiaryDamaged):
            Diary.open(folder, PASSPHRASE, read_only=read_only)
        assert (folder / "diary.db").read_bytes() == content
    (folder / "diary.db").unlink()
    with pytest.raises(DiaryDamaged):
        Diary.open(folder, PASSPHRASE, read_only=read_only)
    (folder / "diary.db").touch()
    (folder / "diary.key").unlink()
    (folder / "diary.key.previous").unlink(missing_ok=True)  # the second copy, which opens as well
    with pytest.raises(KeyDamaged):
        Diary.open(folder, PASSPHRASE, read_only=read_only)


def test_nothing_is_created_over_a_diary(folder: Path) -> None:
    for survivor in ("diary.key", "diary.db"):
        with pytest.raises(DiaryExists):
            Diary.create(folder, PASSPHRASE)
        if survivor == "diary.key":
            (folder / "diary.key").unlink()  # a database alone may still be opened with a key from a backup
    assert (folder / "diary.db").stat().st_size


def test_an_empty_passphrase_makes_no_diary(tmp_path: Path) -> None:
    with pytest.raises(PassphraseMissing):
        Diary.create(tmp_path / "diary", "\n")
    assert not (tmp_path / "diary").exists()


def test_a_creation_that_fails_at_any_step_can_be_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = {"left": 0}

    def failing(real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **more: object) -> object:
            calls["left"] -= 1
            if calls["left"] == 0:
                raise OSError(28, "No space left on device")
            return real(*arguments, **more)

        return call

    for name in ("open", "fsync", "replace", "chmod"):
        monkeypatch.setattr(os, name, failing(getattr(os, name)))
    folder = tmp_path / "diary"
    failures = 0
    while True:
        calls["left"] = failures + 1
        try:
            diary, _ = Diary.create(folder, PASSPHRASE)
            break
        except DiskFull:
            failures += 1
            calls["left"] = -1
            assert not folder.exists() or {each.name for each in folder.iterdir()} <= {"diary.lock"}
    calls["left"] = -1
    diary.close()
    assert failures >= 6
    Diary.open(folder, PASSPHRASE).close()


KILLED_WHILE_CREATING = """
import os, sys
from pathlib import Path
from app.storage import folder, keys
from app.storage.repository import Diary
def die(*_, **__):
    os._exit(9)
steps = {"database": (folder, "_fill"), "key": (keys, "write_atomically"), "name": (folder.os, "replace")}
target, name = steps[sys.argv[3]]
if sys.argv[3] == "name":
    real = folder.os.replace
    def die(source, target):
        if str(target).endswith("diary.db"):
            os._exit(9)
        real(source, target)
setattr(target, name, die)
Diary.create(Path(sys.argv[1]), sys.argv[2])
"""


@pytest.mark.parametrize("step", ["database", "key", "name"])
def test_a_creation_that_was_killed_is_begun_again_or_finished(tmp_path: Path, step: str) -> None:
    folder = tmp_path / "diary"
    assert run_child(KILLED_WHILE_CREATING, folder, PASSPHRASE, step).returncode == 9
    if step != "name":
        with pytest.raises(DiaryMissing):
            Diary.open(folder, PASSPHRASE)
        Diary.create(folder, PASSPHRASE)[0].close()
    for read_only in (True, False):
        with Diary.open(folder, PASSPHRASE, read_only=read_only) as diary:
            assert diary.entries() == []


# --- one writer, many readers ----------------------------------------------------------------------------------------


def test_two_writers_are_busy_and_readers_are_not(folder: Path, diary: Diary, append: Append) -> None:
    with pytest.raises(DiaryBusy):
        Diary.open(folder, PASSPHRASE)
    with Diary.open(folder, PASSPHRASE, read_only=True) as reader:
        assert reader.entries() == [] and reader.is_read_only
        said = append("쓰는 동안에도 읽혀요")
        assert reader.utterance(said.id) == said
        assert reader.handover_key == diary.handover_key
        assert reader.check().healthy
    said = append("읽던 이가 떠난 뒤에도")
    assert diary.utterance(said.id).text == "읽던 이가 떠난 뒤에도"


def test_another_process_holds_the_diary(folder: Path) -> None:
    with start_child(HOLD, folder, PASSPHRASE) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        with pytest.raises(DiaryBusy):
            Diary.open(folder, PASSPHRASE)
        Diary.open(folder, PASSPHRASE, read_only=True).close()
        holder.kill()
    Diary.open(folder, PASSPHRASE).close()


def test_reading_only_refuses_to_write(folder: Path) -> None:
    with Diary.open(folder, PASSPHRASE, read_only=True) as diary:
        for forbidden in (
            lambda: diary.append("x", Source.TYPED, started_at=MOMENT, day=DAY),
            lambda: diary.save_draft("x"),
            lambda: diary.change_passphrase(PASSPHRASE, "x"),
            lambda: diary.set_passphrase("x"),
            lambda: diary.audio.begin("a", MOMENT, DAY),
        ):
            with pytest.raises(StorageError, match="reading only"):
                forbidden()


def test_a_closed_diary_refuses_everything(folder: Path) -> None:
    diary = Diary.open(folder, PASSPHRASE)
    diary.close()
    for forbidden in (diary.entries, diary.check, diary.draft, lambda: diary.save_draft("x")):
        with pytest.raises(StorageError, match="closed"):
            forbidden()
    assert not (folder / "diary.db-wal").exists()


def test_threads_write_one_after_the_other_and_read_meanwhile(diary: Diary, append: Append) -> None:
    stop = threading.Event()
    seen: list[int] = []

    def watch() -> None:
        while not stop.is_set():
            entries = diary.entries_on(DAY)
            if entries:
                positions = [each.position for each in entries[0].utterances]
                assert positions == list(range(len(positions)))
                seen.append(len(positions))

    with ThreadPoolExecutor(6) as pool:
        watchers = [pool.submit(watch) for _ in range(2)]
        written = [pool.submit(append, f"말 {number}") for number in range(60)]
        ids = {each.result().id for each in written}
        stop.set()
        for each in watchers:
            each.result()
    assert diary.utterance_ids() == ids and len(ids) == 60
    assert seen == sorted(seen) or len(seen) > 1


def test_closing_waits_for_the_write_that_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    diary = Diary.open(folder, PASSPHRASE)
    inside = threading.Event()

    def slow(*arguments: object, **more: object) -> str:
        inside.set()
        time.sleep(0.2)
        return real(*arguments, **more)  # type: ignore[arg-type]

    real = diary.append.__globals__["writes"].entry_for
    monkeypatch.setattr("app.storage.writes.entry_for", slow)
    with ThreadPoolExecutor(1) as pool:
        said = pool.submit(diary.append, "문 닫기 전", Source.TYPED, started_at=MOMENT, day=DAY)
        inside.wait()
        diary.close()
        identifier = said.result().id
    with Diary.open(folder, PASSPHRASE) as again:
        assert again.utterance(identifier).text == "문 닫기 전"


# --- words -----------------------------------------------------------------------------------------------------------


def test_an_utterance_comes_back_as_it_was(diary: Diary, append: Append) -> None:
    words = (Word("오늘", 0.1, 0.4, 0.98), Word("은", 0.4, 0.5, 1 / 3))
    more = {"duration": 1.25, "has_audio": True, "words": words, "recovered": True, "utterance_id": "abc"}
    said = append("오늘은", Source.VOICE, **more)
    assert said.id == "abc" and said.started_at.utcoffset() == timedelta(hours=9)
    assert diary.utterance("abc") == said
    assert diary.entry(said.entry_id).utterances == (said,)


@pytest.mark.parametrize(
    "text",
    ["", "\0", "앞\0뒤", "가" * 100_000, "');--", "👨‍👩‍👧🐰", "e\u0301", "각", "\r\n\t ", "\ufeff끝\uffff"],
)
def test_any_text_comes_back(diary: Diary, append: Append, text: str) -> None:
    assert diary.utterance(append(text).id).text == text


def test_lone_surrogates_are_replaced_everywhere(diary: Diary, append: Append) -> None:
    said = append("가\ud800나", words=[Word("\udfff", 0, 1, 1)])
    assert said.text == "가\ufffd나"
    diary.set_reading(said.id, reading(text="\ud800"))
    diary.set_reply(said.id, Reply("\ud800", ReplyKind.GENERATED, Care.NONE, "x"))
    diary.set_tags(said.entry_id, ["\ud800"])
    diary.save_draft("\ud800")
    found = diary.utterance(said.id)
    assert found.reading and found.reading.sentences[0].text == "\ufffd"
    assert found.reply and found.reply.text == "\ufffd"
    assert diary.draft() == "\ufffd" and diary.entry(said.entry_id).tags == ("\ufffd",)
    assert [hit.text for hit in diary.search("\ud800")] == ["가\ufffd나"]


def test_what_append_refuses(diary: Diary, append: Append) -> None:
    append("하나", utterance_id="one")
    before = diary.entries()
    with pytest.raises(ValueError):
        append("둘", utterance_id="one", new_entry=True)
    with pytest.raises(ValueError):
        append("둘", utterance_id="../one")
    with pytest.raises(ValueError):
        append("둘", started_at=datetime(2026, 1, 1))
    assert diary.entries() == before  # nothing half done: no empty entry


def test_the_newest_open_entry_of_the_day_takes_the_words(diary: Diary, append: Append) -> None:
    first = append("하나")
    assert append("둘").entry_id == first.entry_id
    other_day = append("어제", day=DAY - timedelta(days=1))
    # 21:30 at +09:00 is 12:30 UTC: later by the clock on the wall, earlier in time than 13:00 UTC.
    second = append("셋", new_entry=True, started_at=datetime(2026, 11, 21, 13, 0, tzinfo=UTC))
    assert len({first.entry_id, other_day.entry_id, second.entry_id}) == 3
    assert append("넷").entry_id == second.entry_id
    diary.close_entry(second.entry_id)
    assert append("다섯").entry_id == first.entry_id
    diary.trash(first.entry_id)
    assert append("여섯").entry_id not in (first.entry_id, second.entry_id)
    assert [each.text for each in diary.entry(first.entry_id).utterances] == ["하나", "둘", "다섯"]
    assert not diary.entry(second.entry_id).is_open


def test_an_append_is_synced_when_it_returns(diary: Diary, folder: Path, tmp_path: Path, append: Append) -> None:
    """What the files hold at that moment, as after a power cut, has the words."""
    import shutil

    said = append("전기가 나가도")
    cut = tmp_path / "cut"
    cut.mkdir()
    for name in ("diary.db", "diary.db-wal", "diary.key"):
        shutil.copy(folder / name, cut / name)
    with Diary.open(cut, PASSPHRASE) as after:
        assert after.utterance(said.id) == said


def test_edited_words_are_read_again(diary: Diary, append: Append) -> None:
    said = append("오늘은")
    diary.set_reading(said.id, reading())
    diary.set_reply(said.id, REPLY)
    diary.correct(said.id, Emotion.SADNESS)
    assert diary.unfinished() == []
    edited = diary.edit_text(said.id, "Édité")
    assert (edited.text, edited.reading, edited.reply, edited.felt) == ("Édité", None, REPLY, Emotion.SADNESS)
    assert diary.unfinished() == [edited] == [diary.utterance(said.id)]
    assert len(diary.search("édit")) == 1 and diary.search("오늘") == []


def test_drafts(diary: Diary, folder: Path) -> None:
    assert diary.draft() is None
    diary.save_draft("쓰는 중")
    diary.save_draft("쓰는 중이에요")
    diary.save_draft("다른 글", "other")
    with Diary.open(folder, PASSPHRASE, read_only=True) as reader:
        assert (reader.draft(), reader.draft("other")) == ("쓰는 중이에요", "다른 글")
    diary.clear_draft()
    diary.clear_draft()
    assert (diary.draft(), diary.draft("other")) == (None, "다른 글")


# --- what is said about the words ------------------------------------------------------------------------------------


def test_readings_and_replies(diary: Diary, append: Append) -> None:
    said = append("오늘은 좋았다.")
    assert diary.unfinished() == [said]
    assert diary.set_reading(said.id, reading()).reading == reading()
    assert diary.unfinished()[0].id == said.id
    assert diary.set_reply(said.id, REPLY).reply == REPLY
    assert diary.unfinished() == []
    better = reading(0.1, 0.5, 0.1, 0.1, 0.1, 0.1)
    diary.set_reading(said.id, better)
    found = diary.utterance(said.id)
    assert (found.reading, found.reply, found.text) == (better, REPLY, said.text)
    assert found.reading and found.reading.scores.values == better.scores.values  # not rounded


def test_a_correction_and_a_prediction_do_not_touch_each_other(diary: Diary, append: Append) -> None:
    said = append("오늘은 좋았다.")
    assert diary.correct(said.id, Emotion.ANXIETY).emotion is Emotion.ANXIETY
    found = diary.set_reading(said.id, reading())
    assert (found.felt, found.reading, found.emotion) == (Emotion.ANXIETY, reading(), Emotion.ANXIETY)
    diary.set_reading(said.id, reading(0.0, 1.0, 0, 0, 0, 0))
    assert diary.utterance(said.id).felt is Emotion.ANXIETY
    assert diary.correct(said.id, None).emotion is Emotion.SADNESS


def test_marks_on_an_entry(diary: Diary, append: Append) -> None:
    entry_id = append("소풍").entry_id
    diary.set_score(entry_id, 4)
    diary.set_felt(entry_id, [Emotion.SADNESS, Emotion.JOY, Emotion.SADNESS])
    diary.set_people(entry_id, [Person.FRIEND, Person.FAMILY])
    diary.set_tags(entry_id, [" 소풍 ", unicodedata.normalize("NFD", "소풍"), "", "  ", "가을"])
    entry = diary.entry(entry_id)
    assert (entry.score, entry.felt, entry.people, entry.tags) == (
        4,
        (Emotion.SADNESS, Emotion.JOY),
        (Person.FRIEND, Person.FAMILY),
        ("소풍", "가을"),
    )
    diary.set_score(entry_id, None)
    diary.set_felt(entry_id, [])
    diary.set_people(entry_id, [])
    diary.set_tags(entry_id, ["하나"])
    entry = diary.entry(entry_id)
    assert (entry.score, entry.felt, entry.people, entry.tags) == (None, (), (), ("하나",))
    for score in (0, 6, -1):
        with pytest.raises(ValueError):
            diary.set_score(entry_id, score)


def test_unknown_ids(diary: Diary) -> None:
    for missing in (
        lambda: diary.entry("none"),
        lambda: diary.utterance("none"),
        lambda: diary.set_reading("none", reading()),
        lambda: diary.set_reply("none", REPLY),
        lambda: diary.correct("none", None),
        lambda: diary.edit_text("none", "x"),
        lambda: diary.forget_audio("none"),
        lambda: diary.set_score("none", 1),
        lambda: diary.set_tags("none", []),
        lambda: diary.set_felt("none", [Emotion.JOY]),
        lambda: diary.set_people("none", [Person.ALONE]),
        lambda: diary.close_entry("none"),
        lambda: diary.trash("none"),
        lambda: diary.restore("none"),
    ):
        with pytest.raises(NotFound):
            missing()


# --- finding entries -------------------------------------------------------------------------------------------------


def test_entries_newest_first_and_between_dates(diary: Diary, append: Append) -> None:
    days = [date(2026, 11, number) for number in (3, 1, 2)]
    for day in days:
        append(f"{day}", day=day)
    early = append("아침", day=days[0], new_entry=True, started_at=MOMENT - timedelta(hours=12))
    assert [(each.date.day, each.title) for each in diary.entries()] == [
        (3, "2026-11-03"),
        (3, "아침"),
        (2, "2026-11-02"),
        (1, "2026-11-01"),
    ]
    assert [each.date.day for each in diary.entries(date(2026, 11, 2))] == [3, 3, 2]
    assert [each.date.day for each in diary.entries(last=date(2026, 11, 2))] == [2, 1]
    assert [each.id for each in diary.entries_on(date(2026, 11, 3))][1] == early.entry_id
    assert diary.entries_on(date(2026, 11, 4)) == []


def test_the_trash_hides_and_gives_back(diary: Diary, append: Append) -> None:
    kept, gone = append("남는 말"), append("버린 말", new_entry=True)
    diary.trash(gone.entry_id)
    assert [each.id for each in diary.entries()] == [kept.entry_id]
    assert [each.id for each in diary.trashed()] == [gone.entry_id]
    assert [each.utterance_id for each in diary.search("말")] == [kept.id]
    assert [each.id for each in diary.unfinished()] == [kept.id]
    assert diary.days()[0].count == 1
    assert diary.entry(gone.entry_id).trashed_at and diary.utterance(gone.id) == gone
    assert diary.utterance_ids() == {kept.id, gone.id}
    diary.restore(gone.entry_id)
    assert diary.trashed() == [] and len(diary.search("말")) == 2


def test_days(diary: Diary, append: Append) -> None:
    first = append("좋은 날", day=date(2026, 11, 1))
    diary.set_reading(first.id, reading(1.0, 0, 0, 0, 0, 0))
    diary.set_score(first.entry_id, 5)
    again = append("또 좋은 날", day=date(2026, 11, 1), new_entry=True)
    diary.set_score(again.entry_id, 2)
    append("아직 모르는 날", day=date(2026, 11, 3))
    one, three = diary.days(date(2026, 11, 1), date(2026, 11, 30))
    assert (one.date.day, one.count, one.entries, one.score, one.emotion) == (1, 2, 2, 3.5, Emotion.JOY)
    assert (three.date.day, three.count, three.shares) == (3, 1, None)
    assert diary.days(date(2026, 12, 1)) == []


# --- recordings and checks -------------------------------------------------------------------------------------------


def record(diary: Diary, utterance_id: str) -> None:
    writer = diary.audio.begin(utterance_id, MOMENT, DAY)
    writer.write(b"\1\2" * 8_000)
    writer.seal()


def test_recordings_and_their_utterances(diary: Diary, append: Append) -> None:
    for name in ("a", "b"):
        record(diary, name)
    said = append("소리", Source.VOICE, utterance_id="a", has_audio=True)
    assert diary.orphaned_audio() == ["b"]
    report = diary.check()
    assert (report.healthy, report.utterances, report.recordings, report.orphans) == (True, 1, 2, ("b",))
    diary.audio.delete("a")
    assert diary.check().problems == ("audio/a: missing",)
    assert not diary.forget_audio(said.id).has_audio
    assert diary.check().healthy


def test_a_check_stops_where_it_is_told_to(diary: Diary) -> None:
    for name in ("a", "b"):
        record(diary, name)
    asked = iter([False, False])  # behind the database, before the first recording
    with pytest.raises(Cancelled):
        diary.check(cancelled=lambda: next(asked, True))


def test_check_finds_every_kind_of_damage_and_changes_nothing(diary: Diary, folder: Path, append: Append) -> None:
    keys.change_passphrase(folder, PASSPHRASE, PASSPHRASE)
    for number in range(50):
        append(f"말 {number} " * 50)
    record(diary, "a")
    diary.close()
    key = keys.unlock(folder, PASSPHRASE)
    AudioJournal(folder / "audio", key.audio_key).begin("b", MOMENT, DAY).leave()  # as a crash would
    for name in ("diary.key", "diary.key.previous", "diary.db", "audio/a.tdk"):
        path = folder / name
        good = path.read_bytes()
        with Diary.open(folder, PASSPHRASE, read_only=True) as whole:
            report = whole.check()
            assert report.healthy and report.unsealed == ("b",), report
            bad = bytearray(good)
            bad[len(bad) - 100] ^= 1
            path.write_bytes(bad)
            report = whole.check()
            assert not report.healthy and all(each.startswith(name.removesuffix(".tdk")) for each in report.problems)
            assert path.read_bytes() == bytes(bad)
        path.write_bytes(good)


def test_check_sees_rows_without_their_entry(diary: Diary, folder: Path, append: Append) -> None:
    from app.storage.engine import connect

    said = append("홀로")
    diary.close()
    connection = connect(folder / "diary.db", keys.unlock(folder, PASSPHRASE).database_key, read_only=False)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("DELETE FROM entries WHERE id = ?", (said.entry_id,))
    connection.close()
    with Diary.open(folder, PASSPHRASE) as again:
        assert any("foreign_key_check" in each for each in again.check().problems)


# --- passphrases and disks -------------------------------------------------------------------------------------------


def test_passphrases_change_while_the_diary_is_open(diary: Diary, folder: Path, append: Append) -> None:
    with pytest.raises(WrongPassphrase):
        diary.change_passphrase("아닌데", "새 암호")
    diary.change_passphrase(PASSPHRASE, "새 암호")
    append("계속")
    diary.set_passphrase("더 새로운 암호")
    diary.close()
    with pytest.raises(WrongPassphrase):
        Diary.open(folder, "새 암호")
    with Diary.open(folder, "더 새로운 암호") as again:
        assert len(again.utterance_ids()) == 1


def test_a_full_disk_keeps_what_was_said_and_goes_on_when_there_is_room(tiny_disk: Path) -> None:
    folder = tiny_disk / "diary"
    diary, _ = Diary.create(folder, PASSPHRASE)
    said = [diary.append("가득" * 100, Source.TYPED, started_at=MOMENT, day=DAY).id for _ in range(3)]
    filler = fill(tiny_disk)
    with pytest.raises(DiskFull):
        for _ in range(300):
            said.append(diary.append("가득" * 500, Source.TYPED, started_at=MOMENT, day=DAY).id)
    assert diary.utterance_ids() == set(said)
    diary.close()  # the -wal may have no room to go into the file, and that is no loss
    with Diary.open(folder, PASSPHRASE, read_only=True) as reader:
        assert reader.utterance_ids() == set(said)
    filler.unlink()
    with Diary.open(folder, PASSPHRASE) as diary:
        said.append(diary.append("다시", Source.TYPED, started_at=MOMENT, day=DAY).id)
        assert diary.utterance_ids() == set(said)
        assert diary.check().healthy


def test_no_diary_is_made_on_a_full_disk(tiny_disk: Path) -> None:
    filler = fill(tiny_disk)
    with pytest.raises(DiskFull):
        Diary.create(tiny_disk / "diary", PASSPHRASE)
    filler.unlink()
    Diary.create(tiny_disk / "diary", PASSPHRASE)[0].close()


LIMITED = """
import resource, sys
from pathlib import Path
from app.diary.entry import Source
from app.errors import StorageError
from app.storage.repository import Diary
from tests.storage.conftest import DAY, MOMENT
diary = Diary.open(Path(sys.argv[1]), sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
try:
    for _ in range(1_000):
        print(diary.append("가득" * 200, Source.TYPED, started_at=MOMENT, day=DAY).id, flush=True)
except StorageError as error:
    print("refused", error.code)
    print("read", len(diary.utterance_ids()))
"""


@pytest.mark.skipif(os.name == "nt", reason="no file size limit here")
def test_a_file_that_may_not_grow_keeps_what_was_said(folder: Path) -> None:
    finished = run_child(LIMITED, folder, PASSPHRASE)
    *said, refused, read = finished.stdout.split("\n")[:-1]
    assert refused.startswith("refused") and read == f"read {len(said)}", finished.stderr
    with Diary.open(folder, PASSPHRASE) as diary:
        assert diary.utterance_ids() == set(said) and said
        assert diary.check().healthy


# --- what is told to nobody ------------------------------------------------------------------------------------------


def test_logs_and_reprs_hold_no_words_and_no_keys(
    folder: Path, append: Append, diary: Diary, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        said = append("아무도 모르는 말", utterance_id="abc")
        diary.search("모르는")
        with pytest.raises(ValueError):
            append("아무도 모르는 말", utterance_id="abc")
        diary.check()
        diary.change_passphrase(PASSPHRASE, "새 암호")
        database_key = diary.key.database_key.hex()
        diary.close()
        Diary.open(folder, "새 암호").close()
    told = caplog.text + repr(diary) + repr(diary.audio) + repr(diary._key)
    for secret in ("모르는", "새 암호", PASSPHRASE, database_key, said.entry_id):
        assert secret not in told


def test_a_recording_that_a_full_disk_cut_off_is_sealed_at_the_close_or_the_next_opening(
    diary: Diary, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = own(diary.key)
    for closes in (True, False):
        said = diary.append("말", Source.VOICE, started_at=MOMENT, day=DAY, has_audio=True)
        writer = diary.audio.begin(said.id, MOMENT, DAY)
        waiting = diary.audio.begin("b" if closes else "c", MOMENT, DAY)  # its words are still to come
        writer.write(b"\1\0" * 16_000)
        writer.leave()
        waiting.leave()
        if not closes:
            monkeypatch.setattr(AudioJournal, "seal_left", lambda *_: None)
        diary.close()
        monkeypatch.undo()
        assert AudioJournal(folder / "audio", key.audio_key).unsealed() == ([] if closes else [said.id, "c"])
        diary = Diary.open(folder, PASSPHRASE)
        assert diary.audio.info(said.id).sealed and diary.audio.info(said.id).seconds == 1
        assert diary.audio.unsealed() == ([] if closes else ["c"])
        assert diary.orphaned_audio() == (["b"] if closes else ["b", "c"])
    diary.close()
