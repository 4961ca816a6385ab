"""Between rows and the domain: how entries and utterances are read out of the tables, and what JSON columns hold."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, select

from app.diary.emotion import EMOTIONS, Emotion, EmotionScores
from app.diary.entry import (
    Care,
    Edit,
    EmotionReading,
    Entry,
    Person,
    Reply,
    ReplyKind,
    SentenceReading,
    Source,
    Utterance,
    Word,
)
from app.diary.statistics import EntryOutline, part
from app.storage.schema import edits, entries, felt, people, readings, replies, tags, utterances
from app.storage.text import storable

# The names of the columns, in the order of EMOTIONS.
SCORES = (
    readings.c.joy,
    readings.c.sadness,
    readings.c.depression,
    readings.c.anger,
    readings.c.anxiety,
    readings.c.neutral,
)

_WHOLE = (
    select(
        utterances,
        readings.c.model,
        readings.c.certain,
        readings.c.sentences,
        *SCORES,
        replies.c.text.label("reply_text"),
        replies.c.kind.label("reply_kind"),
        replies.c.care.label("reply_care"),
        replies.c.source.label("reply_source"),
    )
    .join(entries, entries.c.id == utterances.c.entry_id)
    .outerjoin(readings, readings.c.utterance_id == utterances.c.id)
    .outerjoin(replies, replies.c.utterance_id == utterances.c.id)
)


_OUTLINED = (
    select(utterances.c.entry_id, utterances.c.text, utterances.c.felt, replies.c.kind, *SCORES)
    .join(entries, entries.c.id == utterances.c.entry_id)
    .outerjoin(readings, readings.c.utterance_id == utterances.c.id)
    .outerjoin(replies, replies.c.utterance_id == utterances.c.id)
    .order_by(utterances.c.entry_id, utterances.c.position)
)


def now() -> str:
    """The time, UTC, as stored."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def load_utterances(connection: Connection, *conditions: ColumnElement[bool]) -> list[Utterance]:
    """Utterances with their readings and replies, in the order of dates, entries and positions."""
    query = _WHOLE.where(*conditions).order_by(entries.c.date, utterances.c.entry_id, utterances.c.position)
    return [_utterance(row) for row in connection.execute(query)]


def load_history(connection: Connection, utterance_id: str) -> list[Edit]:
    """What the words of an utterance were before, newest first."""
    found = select(edits).where(edits.c.utterance_id == utterance_id).order_by(edits.c.id.desc())
    return [Edit(row.id, row.text, datetime.fromisoformat(row.replaced_at)) for row in connection.execute(found)]


def load_entries(connection: Connection, *conditions: ColumnElement[bool]) -> list[Entry]:
    """Whole entries under conditions on the table `entries`, newest first (by date, then by when they began)."""
    rows = connection.execute(select(entries).where(*conditions)).all()
    spoken: defaultdict[str, list[Utterance]] = defaultdict(list)
    for utterance in load_utterances(connection, *conditions):
        spoken[utterance.entry_id].append(utterance)
    felt_by, people_by, tags_by = (_marks(connection, table, conditions) for table in (felt, people, tags))
    loaded = [
        Entry(
            id=row.id,
            date=date.fromisoformat(row.date),
            started_at=datetime.fromisoformat(row.started_at),
            utterances=tuple(spoken[row.id]),
            score=row.score,
            felt=tuple(Emotion(each) for each in felt_by[row.id]),
            people=tuple(Person(each) for each in people_by[row.id]),
            tags=tuple(tags_by[row.id]),
            is_open=bool(row.open),
            trashed_at=datetime.fromisoformat(row.trashed_at) if row.trashed_at else None,
        )
        for row in rows
    ]
    return sorted(loaded, key=lambda entry: (entry.date, entry.started_at, entry.id), reverse=True)


def load_outlines(connection: Connection, *conditions: ColumnElement[bool]) -> list[EntryOutline]:
    """What the entries under conditions on the table `entries` add to sums, oldest first.

    Reads no words nor sentences and makes no utterances: a year takes a quarter of the time of `load_entries`.
    """
    columns = (entries.c.id, entries.c.date, entries.c.started_at, entries.c.score)
    rows = connection.execute(select(*columns).where(*conditions)).all()
    counts: Counter[str] = Counter()
    parts: defaultdict[str, list[tuple[EmotionScores, float]]] = defaultdict(list)
    in_crisis: set[str] = set()
    # Thousands of rows: unpacking them is several times faster than asking each for its columns by name.
    for entry_id, text, mark, kind, *scores in connection.execute(_OUTLINED.where(*conditions)):
        counts[entry_id] += 1
        if kind == ReplyKind.CRISIS:
            in_crisis.add(entry_id)
        read = None if scores[0] is None else EmotionScores(tuple(scores))
        found = part(text, read, Emotion(mark) if mark else None)
        if found is not None:
            parts[entry_id].append(found)
    felt_by, people_by = (_marks(connection, table, conditions) for table in (felt, people))
    rows = sorted(rows, key=lambda row: (row.date, datetime.fromisoformat(row.started_at), row.id))
    return [
        EntryOutline(
            date=date.fromisoformat(day),
            parts=tuple(parts[entry_id]),
            count=counts[entry_id],
            score=score,
            felt=tuple(Emotion(each) for each in felt_by[entry_id]),
            people=tuple(Person(each) for each in people_by[entry_id]),
            crisis=entry_id in in_crisis,
        )
        for entry_id, day, _, score in rows
    ]


def written_words(words: Sequence[Word]) -> str | None:
    """Words as the column holds them."""
    if not words:
        return None
    return _json([[storable(word.text), word.start, word.end, word.confidence] for word in words])


def written_sentences(sentences: Iterable[SentenceReading]) -> str:
    """Sentences as the column holds them."""
    return _json(
        [
            {"text": storable(each.text), "scores": dict(zip(EMOTIONS, each.scores.values, strict=True))}
            for each in sentences
        ]
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _marks(connection: Connection, table: Table, conditions: Sequence[ColumnElement[bool]]) -> dict[str, list[str]]:
    query = select(table).join(entries, entries.c.id == table.c.entry_id).where(*conditions)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for entry_id, _, mark in connection.execute(query.order_by(table.c.entry_id, table.c.position)):
        found[entry_id].append(mark)
    return found


def _utterance(row: Row[Any]) -> Utterance:
    reading = None
    if row.model is not None:
        reading = EmotionReading(
            scores=EmotionScores((row.joy, row.sadness, row.depression, row.anger, row.anxiety, row.neutral)),
            certain=bool(row.certain),
            sentences=tuple(
                SentenceReading(each["text"], EmotionScores.of(each["scores"])) for each in json.loads(row.sentences)
            ),
            model=row.model,
        )
    reply = None
    if row.reply_text is not None:
        reply = Reply(row.reply_text, ReplyKind(row.reply_kind), Care(row.reply_care), row.reply_source)
    return Utterance(
        id=row.id,
        entry_id=row.entry_id,
        position=row.position,
        text=row.text,
        source=Source(row.source),
        started_at=datetime.fromisoformat(row.started_at),
        duration=row.duration,
        has_audio=bool(row.has_audio),
        words=tuple(Word(*each) for each in json.loads(row.words)) if row.words else (),
        recovered=bool(row.recovered),
        reading=reading,
        felt=Emotion(row.felt) if row.felt else None,
        reply=reply,
    )
