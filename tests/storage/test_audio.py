"""Recordings: what a crash, a full disk and a flipped bit leave of them."""

import math
import os
import random
import shutil
import struct
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from app.errors import AudioDamaged, DiskFull, NotFound, StorageError
from app.files import sync_folder
from app.storage.audio import AudioInfo, AudioJournal
from tests.storage.conftest import fill

KEY = bytes(range(32))
DAY = date(2026, 11, 21)
MOMENT = datetime(2026, 11, 22, 1, 30, tzinfo=timezone(timedelta(hours=9)))
SECOND = 32_000  # bytes of PCM at 16 kHz


@pytest.fixture
def journal(tmp_path: Path) -> AudioJournal:
    return AudioJournal(tmp_path / "audio", KEY)


def tone(seconds: float, rate: int = 16_000) -> bytes:
    """A sine of 440 Hz."""
    count = int(seconds * rate)
    return b"".join(struct.pack("<h", int(8_000 * math.sin(2_764.6 * n / rate))) for n in range(count))


def record(journal: AudioJournal, utterance_id: str, pcm: bytes, *, rate: int = 16_000) -> Path:
    writer = journal.begin(utterance_id, MOMENT, DAY, rate)
    writer.write(pcm)
    writer.seal()
    return next(iter(journal._folder.glob(f"{utterance_id}.tdk")))


def whole(journal: AudioJournal, utterance_id: str) -> bytes:
    return b"".join(journal.read(utterance_id))


# --- recording and reading -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 48_000])
@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.5, 1.0, 1.25])
def test_what_was_written_is_read(journal: AudioJournal, seconds: float, rate: int) -> None:
    pcm = tone(seconds, rate)
    record(journal, "a", pcm, rate=rate)
    assert whole(journal, "a") == pcm
    assert journal.info("a") == AudioInfo("a", MOMENT, DAY, rate, pytest.approx(seconds, abs=1e-4), True)
    assert all(len(chunk) <= rate for chunk in journal.read("a"))


def test_random_writes_read_back(journal: AudioJournal) -> None:
    chance = random.Random(5)
    for number in range(20):
        writer = journal.begin(f"u{number}", MOMENT, DAY)
        given = b""
        for _ in range(chance.randrange(8)):
            piece = chance.randbytes(chance.choice([0, 1, 2, 999, 16_000, 50_001]))
            writer.write(piece)
            given += piece
            assert writer.seconds == pytest.approx(len(given) / SECOND)
            # While it is being recorded: at most half a second is not there yet, and what is there is right.
            so_far = whole(journal, f"u{number}")
            assert given.startswith(so_far) and len(given) - len(so_far) < SECOND // 2
        writer.seal()
        assert whole(journal, f"u{number}") == given
    assert journal.ids() == sorted(f"u{number}" for number in range(20))


def test_each_half_second_is_synced_before_write_returns(
    journal: AudioJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = journal.begin("a", MOMENT, DAY)
    synced: list[int] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        real(descriptor)
        synced.append(os.fstat(descriptor).st_size)

    monkeypatch.setattr(os, "fsync", fsync)
    writer.write(tone(1.7))
    assert len(synced) == 3 and synced == sorted(set(synced))
    assert (journal._folder / "a.tdk.part").stat().st_size == synced[-1]
    writer.leave()


def test_discard_leaves_nothing(journal: AudioJournal) -> None:
    writer = journal.begin("a", MOMENT, DAY)
    writer.write(tone(1))
    writer.discard()
    writer.discard()
    assert not list(journal._folder.iterdir())
    with pytest.raises(ValueError):
        writer.write(b"")


def test_discard_after_sealing_keeps_the_recording(journal: AudioJournal) -> None:
    writer = journal.begin("a", MOMENT, DAY)
    writer.seal()
    writer.discard()
    assert journal.ids() == ["a"]


def test_delete(journal: AudioJournal) -> None:
    record(journal, "a", tone(0.1))
    journal.begin("b", MOMENT, DAY).leave()
    journal.delete("a")
    journal.delete("b")
    assert journal.ids() == []
    for gone in (journal.delete, journal.info, lambda each: list(journal.read(each))):
        with pytest.raises(NotFound):
            gone("a")


def test_no_recordings_yet(journal: AudioJournal) -> None:
    assert journal.ids() == []


def test_what_begin_refuses(journal: AudioJournal) -> None:
    record(journal, "a", b"")
    journal.begin("b", MOMENT, DAY).leave()
    for taken in ("a", "b"):
        with pytest.raises(ValueError):
            journal.begin(taken, MOMENT, DAY)
    for bad in ("../a", "", "A"):
        with pytest.raises(ValueError):
            journal.begin(bad, MOMENT, DAY)
        with pytest.raises(ValueError):
            journal.info(bad)
    with pytest.raises(ValueError):
        journal.begin("c", MOMENT.replace(tzinfo=None), DAY)
    with pytest.raises(ValueError):
        journal.begin("c", MOMENT, DAY, 0)


def test_reading_only(journal: AudioJournal) -> None:
    record(journal, "a", b"ab")
    reader = AudioJournal(journal._folder, KEY, read_only=True)
    assert whole(reader, "a") == b"ab"
    for forbidden in (lambda: reader.begin("b", MOMENT, DAY), lambda: reader.delete("a"), lambda: reader.seal("a")):
        with pytest.raises(StorageError):
            forbidden()


# --- what lies on the disk -------------------------------------------------------------------------------------------


def test_nothing_lies_in_the_clear(journal: AudioJournal) -> None:
    pcm = tone(1.2)
    path = record(journal, "a", pcm)
    content = path.read_bytes()
    for clear in (b"RIFF", b"WAVE", b"2026-11", b"started_at", b"sample_rate", pcm[:64], pcm[-64:]):
        assert clear not in content
    assert path.stat().st_mode & 0o777 == 0o600
    assert journal._folder.stat().st_mode & 0o777 == 0o700


def test_the_same_sound_never_looks_the_same(journal: AudioJournal) -> None:
    silence = bytes(SECOND)
    first, second = (record(journal, each, silence).read_bytes() for each in ("a", "b"))
    blocks = [content[at : at + 16] for content in (first, second) for at in range(41, len(content) - 16)]
    assert len(set(blocks)) == len(blocks)


# --- damage ----------------------------------------------------------------------------------------------------------


def test_a_flip_of_any_byte_is_told(journal: AudioJournal) -> None:
    path = record(journal, "a", tone(0.02, 8_000) * 2, rate=8_000)
    good = path.read_bytes()
    for at in range(len(good)):
        for mask in (0x01, 0x80):
            path.write_bytes(good[:at] + bytes([good[at] ^ mask]) + good[at + 1 :])
            with pytest.raises(AudioDamaged):
                whole(journal, "a")
    path.write_bytes(good)
    assert whole(journal, "a")


def test_every_truncation_and_extension_of_a_sealed_file_is_told(journal: AudioJournal) -> None:
    path = record(journal, "a", b"abcd" * 40)
    good = path.read_bytes()
    for content in [*(good[:length] for length in range(len(good))), good + b"\0", good + good[-37:]]:
        path.write_bytes(content)
        with pytest.raises(AudioDamaged):
            whole(journal, "a")
        with pytest.raises(AudioDamaged):
            journal.info("a")


def records(content: bytes) -> list[bytes]:
    """The header and the records of a file."""
    found, at = [content[:41]], 41
    while at < len(content):
        end = at + 5 + int.from_bytes(content[at + 1 : at + 5], "big")
        found.append(content[at:end])
        at = end
    return found


def test_records_cannot_be_moved_left_out_or_repeated(journal: AudioJournal) -> None:
    path = record(journal, "a", tone(1.6))
    header, meta, one, two, three, four, last = records(path.read_bytes())
    for order in (
        [header, meta, two, one, three, four, last],
        [header, meta, one, two, three, last],
        [header, meta, one, two, three, four],
        [header, meta, last],
        [header, meta, one, one, two, three, four, last],
        [header, one, two, three, four, last],
        [header, meta, meta, one, two, three, four, last],
        [header, meta, one, two, three, four, last, last],
    ):
        path.write_bytes(b"".join(order))
        with pytest.raises(AudioDamaged):
            whole(journal, "a")


def test_a_recording_is_bound_to_its_utterance_and_diary(journal: AudioJournal) -> None:
    path = record(journal, "a", tone(0.6))
    shutil.copy(path, path.with_name("b.tdk"))
    with pytest.raises(AudioDamaged):
        whole(journal, "b")
    with pytest.raises(AudioDamaged):
        whole(AudioJournal(journal._folder, bytes(32)), "a")


def test_chunks_of_another_recording_do_not_fit(journal: AudioJournal) -> None:
    first, second = record(journal, "a", tone(1)), record(journal, "b", tone(1))
    ours, theirs = records(first.read_bytes()), records(second.read_bytes())
    first.write_bytes(b"".join([*ours[:2], theirs[2], *ours[3:]]))
    with pytest.raises(AudioDamaged):
        whole(journal, "a")


# --- crashes ---------------------------------------------------------------------------------------------------------


def test_a_recording_that_was_cut_off_anywhere_reads_to_its_last_whole_chunk(journal: AudioJournal) -> None:
    pcm = tone(1.5)
    writer = journal.begin("a", MOMENT, DAY)
    writer.write(pcm)
    writer.leave()
    path = journal._folder / "a.tdk.part"
    good = path.read_bytes()
    parts = records(good)
    beginning = len(parts[0]) + len(parts[1])
    for length in [*range(beginning, beginning + 60), *range(beginning + 60, len(good), 997), len(good)]:
        path.write_bytes(good[:length])
        chunks = sum(len(b"".join(parts[: count + 1])) <= length for count in (2, 3, 4))
        assert whole(journal, "a") == pcm[: chunks * SECOND // 2]
        info = journal.info("a")
        assert (info.seconds, info.sealed, info.day) == (chunks * 0.5, False, DAY)


@pytest.mark.parametrize("tail", [b"\0" * 900, b"\x01\0\0\x3e\x90" + b"\x5a" * 16_016, b"\xff" * 3])
def test_a_torn_tail_is_ignored(journal: AudioJournal, tail: bytes) -> None:
    writer = journal.begin("a", MOMENT, DAY)
    writer.write(tone(0.5))
    writer.leave()
    with (journal._folder / "a.tdk.part").open("ab") as file:
        file.write(tail)
    assert whole(journal, "a") == tone(0.5)
    assert journal.seal("a").seconds == 0.5
    assert whole(journal, "a") == tone(0.5)


def test_a_flip_inside_a_recording_that_was_cut_off_is_told(journal: AudioJournal) -> None:
    writer = journal.begin("a", MOMENT, DAY)
    writer.write(tone(1.5))
    writer.leave()
    path = journal._folder / "a.tdk.part"
    good = path.read_bytes()
    first_chunk = len(b"".join(records(good)[:2]))
    for at in [*range(first_chunk + 10), first_chunk + 9_000]:
        path.write_bytes(good[:at] + bytes([good[at] ^ 4]) + good[at + 1 :])
        with pytest.raises(AudioDamaged):
            whole(journal, "a")


def test_sealing_what_a_crash_left(journal: AudioJournal) -> None:
    writer = journal.begin("a", MOMENT, DAY)
    writer.write(tone(0.8))
    writer.leave()
    assert journal.info("a").sealed is False
    assert journal.seal("a") == journal.seal("a") == AudioInfo("a", MOMENT, DAY, 16_000, 0.5, True)
    assert [path.name for path in journal._folder.iterdir()] == ["a.tdk"]
    assert whole(journal, "a") == tone(0.5)


def test_a_crash_between_the_last_record_and_the_name_is_no_loss(
    journal: AudioJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = journal.begin("a", MOMENT, DAY)
    writer.write(tone(0.7))
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", refusing(OSError(5, "Input/output error")))
        with pytest.raises(StorageError):
            writer.seal()
    assert whole(journal, "a") == tone(0.7)
    assert journal.seal("a").seconds == pytest.approx(0.7)
    assert whole(journal, "a") == tone(0.7)


# --- a full disk -----------------------------------------------------------------------------------------------------


def refusing(error: OSError) -> Callable[..., Any]:
    def call(*_: object, **__: object) -> Any:
        raise error

    return call


def test_a_really_full_disk(tiny_disk: Path) -> None:
    journal = AudioJournal(tiny_disk / "audio", KEY)
    writer = journal.begin("a", MOMENT, DAY)
    writer.write(tone(1))
    filler = fill(tiny_disk)
    given = tone(1)
    with pytest.raises(DiskFull):
        for _ in range(5):
            given += tone(0.5)
            writer.write(tone(0.5))
    readable = whole(journal, "a")
    assert given.startswith(readable) and len(readable) >= SECOND
    with pytest.raises(DiskFull):
        writer.seal()
    with pytest.raises(DiskFull):
        journal.begin("b", MOMENT, DAY)
    assert journal.ids() == ["a"]
    filler.unlink()
    writer.write(tone(0.25))
    writer.seal()
    assert whole(journal, "a") == given + tone(0.25)


@pytest.mark.parametrize("step", ["write", "fsync"])
def test_a_refusal_at_any_chunk_loses_nothing(
    journal: AudioJournal, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Every second attempt fails, torn in the middle; the same record must be written again (never another one)."""
    real = os.fsync
    writer = journal.begin("a", MOMENT, DAY)
    attempts = {"count": 0}
    seen: set[bytes] = set()

    def fails() -> bool:
        attempts["count"] += 1
        return attempts["count"] % 2 == 1

    class Disk:
        def __init__(self, file: Any) -> None:
            self._file = file

        def write(self, content: bytes) -> int:
            seen.add(bytes(content[:64]))
            if step == "write" and fails():
                self._file.write(content[: len(content) // 2])
                raise OSError(28, "No space left on device")
            return int(self._file.write(content))

        def __getattr__(self, name: str) -> Any:
            return getattr(self._file, name)

    def fsync(descriptor: int) -> None:
        if step == "fsync" and fails():
            raise OSError(28, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(writer, "_file", Disk(writer._file))
    monkeypatch.setattr(os, "fsync", fsync)
    pcm, failures = random.Random(9).randbytes(3 * SECOND), 0
    for at in range(0, len(pcm), 8_000):
        try:
            writer.write(pcm[at : at + 8_000])
        except DiskFull:
            failures += 1
        assert pcm.startswith(whole(journal, "a"))
    while True:
        try:
            writer.seal()
            break
        except DiskFull:
            failures += 1
    assert whole(journal, "a") == pcm
    assert failures >= 3
    assert len(seen) == len(records((journal._folder / "a.tdk").read_bytes())) - 2  # one sealing for each record


# --- recordings that a full disk cut off -----------------------------------------------------------------------------


def test_a_recording_that_was_cut_off_is_sealed_with_the_next_one(journal: AudioJournal) -> None:
    writer = journal.begin("a", MOMENT, DAY)
    writer.write(tone(0.8))
    writer.leave()
    assert journal.unsealed() == ["a"]
    journal.begin("b", MOMENT, DAY).seal()
    assert journal.unsealed() == [] and journal.info("a") == AudioInfo("a", MOMENT, DAY, 16_000, 0.5, True)
    assert whole(journal, "a") == tone(0.5)


def test_what_still_cannot_be_sealed_is_tried_again(journal: AudioJournal, monkeypatch: pytest.MonkeyPatch) -> None:
    writers = [journal.begin(utterance_id, MOMENT, DAY) for utterance_id in ("a", "b")]
    for writer, call in zip(writers, ("fsync", "replace"), strict=True):
        writer.write(tone(0.6))
        with monkeypatch.context() as patch, pytest.raises(StorageError):
            patch.setattr(os, call, refuse)
            writer.seal()
        writer.leave()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        journal.seal_left()
        assert journal.unsealed() == ["a", "b"]
    journal.delete("a")
    journal.seal_left("c")
    assert journal.ids() == ["b"] and journal.unsealed() == []
    assert whole(journal, "b") == tone(0.6)


def refuse(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_recording_that_could_not_be_begun_leaves_nothing(
    journal: AudioJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch, pytest.raises(DiskFull):
        patch.setattr("app.files.sync_folder", refuse)  # after it had its name
        journal.begin("a", MOMENT, DAY)
    assert journal.ids() == [] and journal.begun == set()
    journal.begin("a", MOMENT, DAY).seal()


def test_a_recording_is_known_as_begun_before_anybody_can_find_it(
    journal: AudioJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[bool] = []
    real = sync_folder

    def look(folder: Path) -> None:  # it has its name, and `begin` has not returned
        real(folder)
        found.append(set(journal.ids()) <= journal.begun)

    monkeypatch.setattr("app.files.sync_folder", look)
    journal.begin("a", MOMENT, DAY).leave()
    assert found == [True]


def test_what_was_damaged_and_put_aside_is_deleted_as_well(journal: AudioJournal) -> None:
    for name in ("a", "b"):
        recording = record(journal, name, tone(0.1))
        recording.rename(recording.with_name(f"{recording.name}.damaged"))
    record(journal, "a", tone(0.1))
    assert journal.ids() == ["a"] and journal.with_files() == ["a", "b"]
    journal.delete("a")
    journal.delete("b")
    assert list(journal._folder.iterdir()) == []
