"""The demo year: a real diary in a folder of its own, laid so that it ends on any day."""

import itertools
import json
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.config import resources
from app.demo import build_demo, demo_entries, lay
from app.diary.calendar import diary_date
from app.diary.emotion import EMOTIONS
from app.diary.entry import Care, Entry, ReplyKind, Source
from app.errors import DiaryExists, StorageError
from app.storage.repository import Diary
from tests.conftest import files_under

NOW = datetime(2026, 11, 21, 21, 30).astimezone()
TODAY = NOW.date()


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    """The year that ends on TODAY, as it is before it is stored."""
    return demo_entries(TODAY, NOW)


def spoken_in(entries: list[Entry]) -> list[str]:
    return [utterance.text for entry in entries for utterance in entry.utterances]


def test_a_real_diary_is_built_in_the_folder_and_nowhere_else(tmp_path: Path, home: Path) -> None:
    folder = tmp_path / "demo"
    with build_demo(folder, TODAY, NOW) as diary:
        kept = diary.entries()
        report = diary.check()
        assert report.healthy and report.utterances == len(spoken_in(kept)) and not report.orphans
        assert diary.unfinished() == []
        assert kept[0].date == TODAY
        assert diary.search("보리")
        text = spoken_in(kept)[0].encode()
    assert not any(text in file.read_bytes() for file in files_under(folder))
    assert files_under(home) == []
    with pytest.raises(DiaryExists):
        build_demo(folder, TODAY, NOW)


def test_building_is_quick(tmp_path: Path) -> None:
    begun = time.process_time()
    build_demo(tmp_path / "demo", TODAY, NOW).close()
    assert time.process_time() - begun < 4  # 2 s on a free machine


def test_a_failure_leaves_the_diary_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise StorageError(reason="full")

    monkeypatch.setattr(Diary, "add_entries", fails)
    with pytest.raises(StorageError):
        build_demo(tmp_path / "demo", TODAY, NOW)
    monkeypatch.undo()
    (tmp_path / "demo" / "diary.key").unlink()
    (tmp_path / "demo" / "diary.db").unlink()
    build_demo(tmp_path / "demo", TODAY, NOW).close()  # the lock was freed


TODAYS = [date(2028, 2, 29), date(2027, 1, 1), date(2026, 12, 31), date(2027, 3, 1), date(2027, 6, 15), TODAY]


@pytest.mark.parametrize("today", TODAYS, ids=str)
def test_the_year_ends_on_any_day(today: date) -> None:
    now = datetime.combine(today, datetime.min.time()).astimezone() + timedelta(hours=13)
    laid = demo_entries(today, now)
    days = [entry.date for entry in laid]
    assert days == sorted(days) and days[-1] == today
    assert days[0] >= today - timedelta(days=366) and (today - days[0]).days > 350
    assert all(day < today for day in days[:-1])
    assert max(utterance.started_at for entry in laid for utterance in entry.utterances) < now
    assert {day.month for day in days} == set(range(1, 13))
    days_in_week_before = {day for day in days if (today - day).days <= 14}
    assert len(days_in_week_before) > 1  # no gap so long that the demo opens on an empty fortnight


def test_today_may_have_begun_yesterday() -> None:
    now = datetime(2026, 11, 22, 1, 15).astimezone()
    last = demo_entries(TODAY, now)[-1]
    assert last.date == TODAY and last.utterances[-1].started_at < now


def test_times_belong_to_their_days(entries: list[Entry]) -> None:
    for entry in entries:
        assert diary_date(entry.started_at, datetime.min.replace(hour=4).time()) == entry.date
        assert entry.utterances[0].started_at == entry.started_at
        moments = [utterance.started_at for utterance in entry.utterances]
        assert moments == sorted(set(moments))
        assert all(utterance.started_at.utcoffset() is not None for utterance in entry.utterances)
    for before, after in itertools.pairwise(entries):
        last = before.utterances[-1]
        assert last.started_at + timedelta(seconds=last.duration or 0) < after.started_at


def test_it_is_a_believable_year(entries: list[Entry]) -> None:
    lines = spoken_in(entries)
    days = {entry.date for entry in entries}
    assert 230 <= len(days) <= 300
    assert 650 <= len(lines) <= 950
    assert len(set(lines)) == len(lines)
    assert all(1 <= len(line.split()) <= 60 for line in lines)
    assert all(1 <= len(entry.utterances) <= 5 for entry in entries)
    per_month = Counter(day.month for day in days)
    assert min(per_month.values()) >= 12
    gaps = [(after - before).days for before, after in itertools.pairwise(sorted(days))]
    assert 7 <= max(gaps) <= 14
    dominant = Counter(utterance.emotion for entry in entries for utterance in entry.utterances)
    assert all(dominant[emotion] >= 0.04 * len(lines) for emotion in EMOTIONS)


def test_marks_are_some_not_all(entries: list[Entry]) -> None:
    assert 0.5 <= sum(entry.score is not None for entry in entries) / len(entries) <= 0.85
    assert 0.15 <= sum(bool(entry.felt) for entry in entries) / len(entries) <= 0.4
    assert 8 <= len({tag for entry in entries for tag in entry.tags}) <= 24
    assert {entry.score for entry in entries} >= {1, 2, 3, 4, 5}
    typed = sum(entry.utterances[0].source is Source.TYPED for entry in entries)
    assert 0.05 <= typed / len(entries) <= 0.4
    corrected = [utterance for entry in entries for utterance in entry.utterances if utterance.felt is not None]
    assert corrected and all(each.reading and each.felt != each.reading.scores.dominant for each in corrected)


def test_readings_and_replies_are_whole(entries: list[Entry]) -> None:
    for entry in entries:
        for utterance in entry.utterances:
            assert utterance.reading is not None and utterance.reply is not None
            assert utterance.reading.sentences
            assert utterance.reply.care is Care.NONE and utterance.reply.kind is ReplyKind.COMFORT
            assert (utterance.duration is None) == (utterance.source is Source.TYPED)
            assert not utterance.has_audio


def test_the_file_is_small() -> None:
    assert (resources() / "demo" / "year.json").stat().st_size < 1_500_000


def test_days_are_laid_before_today() -> None:
    assert lay(11, 20, TODAY) == date(2026, 11, 20)
    assert lay(11, 21, TODAY) == date(2025, 11, 21)
    assert lay(3, 1, date(2028, 2, 29)) == date(2027, 3, 1)
    assert lay(2, 28, date(2028, 2, 29)) == date(2028, 2, 28)
    with pytest.raises(ValueError):
        lay(2, 29, date(2028, 2, 29))


@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b'{"format": 9}', b'{"format": 1}'])
def test_a_broken_year_is_a_storage_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    monkeypatch.setenv("TODAK_RESOURCES", str(tmp_path / "resources"))
    (tmp_path / "resources" / "demo").mkdir(parents=True)
    if content is not None:
        (tmp_path / "resources" / "demo" / "year.json").write_bytes(content)
    with pytest.raises(StorageError):
        build_demo(tmp_path / "demo", TODAY, datetime.now(UTC))
    assert not (tmp_path / "demo").exists()


def test_the_file_holds_nothing_but_the_corpus() -> None:
    import tomllib

    corpus = Path(__file__).resolve().parent.parent / "corpus" / "demo"
    written: list[str] = []
    for file in corpus.glob("*.toml"):
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["entry"]:
            written += entry.get("voice", []) + entry.get("typed", [])
    year: dict[str, Any] = json.loads((resources() / "demo" / "year.json").read_bytes())
    packed = [each["text"] for entry in [*year["entries"], year["today"]] for each in entry["utterances"]]
    assert sorted(packed) == sorted(written)  # run packaging/make_demo.py after changing a text
