"""Between rows and the domain: how entries and utterances are read out of the tables, and what JSON columns hold."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, select

from app.diary.emotion import EMOTIONS, Emotion, EmotionScores
from app.diary.entry import (
    Care,
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
from app.storage.schema import entries, felt, people, readings, replies, tags, utterances
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


def now() -> str:
    """The time, UTC, as stored."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def load_utterances(connection: Connection, *conditions: ColumnElement[bool]) -> list[Utterance]:
    """Utterances with their readings and replies, in the order of dates, entries and positions."""
    query = _WHOLE.where(*conditions).order_by(entries.c.date, utterances.c.entry_id, utterances.c.position)
    return [_utterance(row) for row in connection.execute(query)]


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
