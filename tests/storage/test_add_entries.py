"""Whole entries stored as they are, all of them or none."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.diary.emotion import Emotion
from app.diary.entry import Care, Entry, Person, Reply, ReplyKind, Source, Utterance, Word
from app.errors import StorageError
from app.storage.ids import new_id
from app.storage.repository import Diary
from tests.storage.conftest import DAY, MOMENT, PASSPHRASE, Append, reading


def whole_entry(count: int = 2, text: str = "오늘은 좋았다.") -> Entry:
    """An entry with everything an entry can have."""
    entry = Entry(
        id=new_id(),
        date=DAY,
        started_at=MOMENT,
        score=4,
        felt=(Emotion.JOY, Emotion.ANXIETY),
        people=(Person.FRIEND, Person.ALONE),
        tags=("산책", "보리"),
        is_open=False,
    )
    spoken = tuple(
        Utterance(
            id=new_id(),
            entry_id=entry.id,
            position=position,
            text=f"{text} {position}",
            source=Source.VOICE,
            started_at=MOMENT + timedelta(minutes=position),
            duration=2.5,
            words=(Word("오늘은", 0.0, 0.4, 0.93),),
            recovered=True,
            reading=reading(),
            felt=Emotion.SADNESS,
            reply=Reply("잘 들었어요.", ReplyKind.COMFORT, Care.SOFT, "todak-companion 1"),
        )
        for position in range(count)
    )
    return replace(entry, utterances=spoken)


def test_everything_comes_back(diary: Diary, folder: Path) -> None:
    bare = Entry(id=new_id(), date=DAY, started_at=MOMENT + timedelta(hours=1))
    trashed = replace(whole_entry(), trashed_at=MOMENT)
    added = [whole_entry(), bare, trashed]
    diary.add_entries(added)
    for entry in added:
        assert diary.entry(entry.id) == entry
    assert diary.entries() == [bare, added[0]]
    assert diary.trashed() == [trashed]
    assert diary.check().healthy
    diary.close()
    with Diary.open(folder, PASSPHRASE) as again:
        assert again.entry(added[0].id) == added[0]


def test_what_is_added_is_found_and_continued(diary: Diary, append: Append) -> None:
    decomposed = unicodedata.normalize("NFD", "보리랑 산책했다")
    entry = replace(whole_entry(1, decomposed), is_open=True, tags=(unicodedata.normalize("NFD", " 보리 "), "", "보리"))
    diary.add_entries([entry])
    assert diary.search("보리랑")[0].utterance_id == entry.utterances[0].id
    assert diary.entry(entry.id).tags == ("보리",)
    said = append("그리고 저녁을 먹었다")
    assert (said.entry_id, said.position) == (entry.id, 1)
    diary.correct(entry.utterances[0].id, None)
    assert diary.utterance(entry.utterances[0].id).emotion is Emotion.JOY


def test_nothing_to_add(diary: Diary) -> None:
    diary.add_entries([])
    assert diary.entries() == []


Change = Callable[[Entry], Entry]


def _first_utterance(entry: Entry, **changes: object) -> Entry:
    first = replace(entry.utterances[0], **changes)  # type: ignore[arg-type]
    return replace(entry, utterances=(first, *entry.utterances[1:]))


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: replace(entry, id="../diary"),
        lambda entry: replace(entry, score=6),
        lambda entry: replace(entry, started_at=MOMENT.replace(tzinfo=None)),
        lambda entry: replace(entry, trashed_at=MOMENT.replace(tzinfo=None)),
        lambda entry: _first_utterance(entry, started_at=MOMENT.replace(tzinfo=None)),
        lambda entry: _first_utterance(entry, id="A/B"),
        lambda entry: _first_utterance(entry, entry_id=new_id()),
        lambda entry: _first_utterance(entry, position=1),
        lambda entry: _first_utterance(entry, id=entry.utterances[1].id),
    ],
    ids=["id", "score", "start", "trash", "said at", "said id", "another's", "position", "twice"],
)
def test_one_odd_entry_refuses_all(diary: Diary, change: Change) -> None:
    with pytest.raises(ValueError):
        diary.add_entries([whole_entry(), change(whole_entry())])
    assert diary.entries() == [] and diary.utterance_ids() == set()


def test_ids_that_are_taken(diary: Diary, append: Append) -> None:
    said = append("먼저 있던 말")
    entry = whole_entry()
    diary.add_entries([entry])
    before = diary.entries()
    with pytest.raises(ValueError):
        diary.add_entries([whole_entry(), entry])
    with pytest.raises(ValueError):
        diary.add_entries([whole_entry(), _first_utterance(whole_entry(), id=said.id)])
    assert diary.entries() == before


def test_reading_only_refuses(diary: Diary, folder: Path) -> None:
    with Diary.open(folder, PASSPHRASE, read_only=True) as reader, pytest.raises(StorageError):
        reader.add_entries([whole_entry()])
    assert diary.entries() == []
