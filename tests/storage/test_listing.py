"""Lists of entries, page by page, against the same worked out from whole entries."""

import random
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, timezone

import pytest

from app.diary.emotion import EMOTIONS, Emotion, EmotionScores
from app.diary.entry import EmotionReading, Entry, Person, Source, Utterance
from app.diary.listing import EVERY_ENTRY, OPENING_LENGTH, EntryFilter, ListedEntry
from app.presenting import entry_emotion
from app.storage.ids import new_id
from app.storage.repository import Diary
from app.storage.text import folded
from tests.storage.conftest import DAY, MOMENT, Append, reading

_ZONES = (timezone(timedelta(hours=9)), timezone(timedelta(hours=-8)))
_WORDS = ("엄마랑 산책했다", "비가 왔다.\n우산이 없었다", "😂", "", "ABC", "긴 하루 " * 60)
_TAGS = ("여행", "가족여행", "Book", "운동")


def some_entries(count: int, chance: random.Random) -> list[Entry]:
    """Entries of every kind, several a day, some in the trash, some begun in another time zone."""
    return [_some_entry(chance) for _ in range(count)]


def _some_entry(chance: random.Random) -> Entry:
    day = DAY - timedelta(days=chance.randrange(20))
    began = datetime(day.year, day.month, day.day, chance.randrange(24), 5, 0, chance.choice([0, 1_000, 999_000]))
    entry_id = new_id()
    spoken = [_some_utterance(entry_id, position, chance) for position in range(chance.randrange(4))]
    return Entry(
        id=entry_id,
        date=day,
        started_at=began.replace(tzinfo=chance.choice(_ZONES)),
        utterances=tuple(spoken),
        score=chance.choice([None, 1, 3, 5]),
        felt=tuple(chance.sample(EMOTIONS, chance.choice([0, 0, 1, 2]))),
        people=tuple(chance.sample(list(Person), chance.choice([0, 1, 2]))),
        tags=tuple(chance.sample(_TAGS, chance.choice([0, 0, 1, 2]))),
        trashed_at=MOMENT if chance.random() < 0.2 else None,
    )


def _some_utterance(entry_id: str, position: int, chance: random.Random) -> Utterance:
    raw = [chance.random() ** 3 + 0.01 for _ in EMOTIONS]
    scores = EmotionScores(tuple(each / sum(raw) for each in raw))
    return Utterance(
        id=new_id(),
        entry_id=entry_id,
        position=position,
        text=chance.choice(_WORDS),
        source=Source.TYPED,
        started_at=MOMENT,
        has_audio=chance.random() < 0.3,
        reading=EmotionReading(scores, True, (), "emotion-test 1") if chance.random() < 0.8 else None,
        felt=chance.choice(EMOTIONS) if chance.random() < 0.2 else None,
    )


def shown(entry: Entry) -> ListedEntry:
    """What a list shows of an entry, the slow way."""
    line = " ".join(" ".join(each.text for each in entry.utterances).split())
    emotion = entry_emotion(entry)
    return ListedEntry(
        id=entry.id,
        date=entry.date,
        started_at=entry.started_at,
        opening=line if len(line) <= OPENING_LENGTH else line[: OPENING_LENGTH - 1].rstrip() + "…",
        utterances=len(entry.utterances),
        emotion=Emotion(emotion) if emotion else None,
        score=entry.score,
        felt=entry.felt,
        people=entry.people,
        tags=entry.tags,
        has_audio=any(each.has_audio for each in entry.utterances),
        trashed_at=entry.trashed_at,
    )


def pages(diary: Diary, size: int, only: EntryFilter) -> list[ListedEntry]:
    """All pages of a list, one after the other."""
    found: list[ListedEntry] = []
    while page := diary.listed(size, found[-1] if found else None, only):
        assert len(page) <= size
        found += page
    return found


@pytest.fixture
def filled(diary: Diary) -> Diary:
    """A diary of 150 entries."""
    diary.add_entries(some_entries(150, random.Random(5)))
    return diary


@pytest.mark.parametrize("size", [1, 7, 60, 1_000])
def test_every_page_shows_what_whole_entries_say(filled: Diary, size: int) -> None:
    assert pages(filled, size, EVERY_ENTRY) == [shown(entry) for entry in filled.entries()]
    assert pages(filled, size, EntryFilter(in_trash=True)) == [shown(entry) for entry in filled.trashed()]


@pytest.mark.parametrize(
    ("only", "holds"),
    [
        (EntryFilter(emotions=frozenset({Emotion.ANGER})), lambda entry: entry.emotion is Emotion.ANGER),
        (
            EntryFilter(emotions=frozenset({Emotion.JOY, Emotion.SADNESS})),
            lambda entry: entry.emotion in (Emotion.JOY, Emotion.SADNESS),
        ),
        (EntryFilter(people=frozenset({Person.FAMILY})), lambda entry: Person.FAMILY in entry.people),
        (
            EntryFilter(people=frozenset({Person.FAMILY, Person.ALONE}), scores=frozenset({3, 5})),
            lambda entry: {Person.FAMILY, Person.ALONE} & {*entry.people} and entry.score in (3, 5),
        ),
        (EntryFilter(has_audio=True), lambda entry: entry.has_audio),
        (EntryFilter(tag="여행"), lambda entry: any("여행" in tag for tag in entry.tags)),
        (EntryFilter(tag="BOO"), lambda entry: "Book" in entry.tags),
        (EntryFilter(tag=""), lambda entry: bool(entry.tags)),
        (EntryFilter(tag="%"), lambda entry: False),
        (EntryFilter(day=DAY), lambda entry: entry.date == DAY),
        (
            EntryFilter(emotions=frozenset({Emotion.JOY}), has_audio=True, tag="여행"),
            lambda entry: entry.emotion is Emotion.JOY and entry.has_audio and any("여행" in t for t in entry.tags),
        ),
    ],
)
def test_filters(filled: Diary, only: EntryFilter, holds: Callable[[ListedEntry], bool]) -> None:
    expected = [each for each in map(shown, filled.entries()) if holds(each)]
    assert pages(filled, 4, only) == expected
    assert filled.count_listed(only) == len(expected)
    assert {filled.listed_entry(each.id, only) for each in expected} == set(expected)
    others = [each.id for each in filled.entries() if each.id not in {found.id for found in expected}]
    assert all(filled.listed_entry(each, only) is None for each in others)


def test_a_filter_says_how_much_is_chosen() -> None:
    assert EVERY_ENTRY.choices == 0
    only = EntryFilter(emotions=frozenset({Emotion.JOY}), people=frozenset(Person), scores=frozenset({1, 2}))
    assert only.choices == 1 + len(Person) + 2


def test_a_late_change_is_seen(diary: Diary, append: Append) -> None:
    said = append("처음엔 몰랐다.")
    assert [each.emotion for each in diary.listed(5)] == [None]
    diary.set_reading(said.id, reading(0.1, 0.5, 0.1, 0.1, 0.1, 0.1))
    assert [each.emotion for each in diary.listed(5)] == [Emotion.SADNESS]
    diary.correct(said.id, Emotion.ANGER)
    assert [each.emotion for each in diary.listed(5)] == [Emotion.ANGER]
    diary.set_felt(said.entry_id, [Emotion.JOY])
    assert [each.emotion for each in diary.listed(5)] == [Emotion.JOY]
    diary.trash(said.entry_id)
    assert diary.listed(5) == []
    assert diary.listed(5, only=EntryFilter(in_trash=True))[0].trashed_at is not None


def _hits(entries: Sequence[Entry], query: str, only: Callable[[ListedEntry], bool]) -> set[str]:
    return {
        each.id
        for entry in entries
        if only(shown(entry))
        for each in entry.utterances
        if folded(query) in folded(each.text)
    }


def test_a_search_within_a_filter(filled: Diary) -> None:
    entries = filled.entries()
    for only, holds in (
        (EntryFilter(emotions=frozenset({Emotion.SADNESS})), lambda each: each.emotion is Emotion.SADNESS),
        (EntryFilter(has_audio=True, scores=frozenset({5})), lambda each: each.has_audio and each.score == 5),
        (EntryFilter(tag="운동"), lambda each: "운동" in each.tags),
        (EVERY_ENTRY, lambda each: True),
    ):
        expected = _hits(entries, "우산", holds)
        assert expected
        assert {hit.utterance_id for hit in filled.search("우산", None, only)} == expected
        assert filled.count_hits("우산", only) == len(expected)
        assert len(filled.search("우산", 2, only)) == min(2, len(expected))
    assert filled.count_hits("") == 0


def test_days_apart_in_time_zones_are_in_order(diary: Diary) -> None:
    def at(hour: int, zone: timezone) -> Entry:
        return Entry(id=new_id(), date=date(2026, 3, 1), started_at=datetime(2026, 3, 1, hour, tzinfo=zone))

    seoul, pacific = at(20, _ZONES[0]), at(10, _ZONES[1])  # 11:00 and 18:00 UTC
    diary.add_entries([pacific, seoul])
    assert [each.id for each in pages(diary, 1, EVERY_ENTRY)] == [pacific.id, seoul.id]
