"""What changes the tables. Each function works within the caller's transaction and raises NotFound for unknown ids."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or

from app.diary.emotion import Emotion
from app.diary.entry import EmotionReading, Entry, Reply, Utterance
from app.errors import NotFound
from app.storage.ids import new_id
from app.storage.rows import SCORES, now, written_sentences, written_words
from app.storage.schema import (
    drafts,
    edits,
    embeddings,
    entries,
    felt,
    meta,
    people,
    readings,
    replies,
    tags,
    utterances,
)
from app.storage.text import folded, storable


def entry_for(connection: Connection, day: date, started_at: datetime, *, new_entry: bool) -> str:
    """The newest open entry of `day` that is not in the trash; a new one if there is none, or if `new_entry`."""
    if not new_entry:
        newest = (
            select(entries.c.id)
            .where(entries.c.date == day.isoformat(), entries.c.open == 1, entries.c.trashed_at.is_(None))
            # julianday compares moments, whatever their offsets
            .order_by(func.julianday(entries.c.started_at).desc(), entries.c.id.desc())
            .limit(1)
        )
        found = connection.execute(newest).scalar()
        if found is not None:
            return str(found)
    entry_id = new_id()
    connection.execute(
        insert(entries).values(id=entry_id, date=day.isoformat(), started_at=started_at.isoformat(), open=1)
    )
    return entry_id


def insert_utterance(connection: Connection, utterance: Utterance) -> None:
    """Store the words of `utterance` (its reading, reply and correction are stored by their own functions)."""
    connection.execute(insert(utterances).values(**_utterance_row(utterance)))


def insert_entries(connection: Connection, whole: Sequence[Entry]) -> None:
    """Store entries with all that hangs on them, table by table: thousands of rows in well under a second."""
    spoken = [utterance for entry in whole for utterance in entry.utterances]
    rows: dict[Table, list[dict[str, Any]]] = {
        entries: [_entry_row(entry) for entry in whole],
        utterances: [_utterance_row(each) | {"felt": each.felt.value if each.felt else None} for each in spoken],
        readings: [_key(each) | _reading_row(each.reading) for each in spoken if each.reading is not None],
        replies: [_key(each) | _reply_row(each.reply) for each in spoken if each.reply is not None],
        felt: [row for entry in whole for row in _mark_rows(felt, entry.id, entry.felt)],
        people: [row for entry in whole for row in _mark_rows(people, entry.id, entry.people)],
        tags: [row for entry in whole for row in _mark_rows(tags, entry.id, kept_tags(entry.tags))],
    }
    for table, of_table in rows.items():
        if of_table:
            connection.execute(insert(table), of_table)


def next_position(connection: Connection, entry_id: str) -> int:
    """Where the next utterance of an entry goes, from 0."""
    last = select(func.max(utterances.c.position)).where(utterances.c.entry_id == entry_id)
    found = connection.execute(last).scalar()
    return 0 if found is None else int(found) + 1


def put_reading(connection: Connection, utterance_id: str, reading: EmotionReading) -> None:
    """Store what a model read; a later reading takes the place of an earlier one, never of the user's correction."""
    _put(connection, readings, utterance_id, **_reading_row(reading))


def put_reply(connection: Connection, utterance_id: str, reply: Reply) -> None:
    """Store the answer to an utterance, in the place of an earlier one."""
    _put(connection, replies, utterance_id, **_reply_row(reply))


def put_correction(connection: Connection, utterance_id: str, emotion: Emotion | None) -> None:
    """Store what the user says an utterance carries; None takes it back."""
    _change(connection, utterances, utterance_id, felt=None if emotion is None else emotion.value)


def put_text(connection: Connection, utterance_id: str, text: str) -> None:
    """Change the words; those that stood there are kept in `edits`. The same words again change nothing.

    The reading and the embedding go: they were of other words. The reply stays: it was said.
    """
    before = connection.execute(select(utterances.c.text).where(utterances.c.id == utterance_id)).scalar()
    if before is None:
        raise NotFound(what=utterance_id)
    if storable(text) == before:
        return
    moment = now()
    kept = insert(edits).values(id=new_id(), utterance_id=utterance_id, text=before, replaced_at=moment)
    connection.execute(kept)
    _change(connection, utterances, utterance_id, **_searchable(text), edited_at=moment)
    for table in (readings, embeddings):
        connection.execute(delete(table).where(table.c.utterance_id == utterance_id))


def revert_text(connection: Connection, utterance_id: str, edit_id: str) -> None:
    """Put back what `edit_id` kept: a change of the words like any other."""
    found = select(edits.c.text).where(edits.c.id == edit_id, edits.c.utterance_id == utterance_id)
    text = connection.execute(found).scalar()
    if text is None:
        raise NotFound(what=edit_id)
    put_text(connection, utterance_id, text)


def put_has_audio(connection: Connection, utterance_id: str, has_audio: bool) -> None:
    """Say whether an utterance has a recording."""
    _change(connection, utterances, utterance_id, has_audio=int(has_audio))


def change_entry(connection: Connection, entry_id: str, **values: Any) -> None:
    """Set columns of an entry."""
    _change(connection, entries, entry_id, **values)


def put_marks(connection: Connection, table: Table, entry_id: str, marks: Sequence[str]) -> None:
    """Set the felt emotions, people or tags of an entry, in this order, each once."""
    _require(connection, entries, entry_id)
    connection.execute(delete(table).where(table.c.entry_id == entry_id))
    rows = _mark_rows(table, entry_id, marks)
    if rows:
        connection.execute(insert(table), rows)


def kept_tags(words: Iterable[str]) -> list[str]:
    """Tags as they are stored: composed (NFC), without space around; empty ones are left out."""
    composed = [unicodedata.normalize("NFC", storable(word)).strip() for word in words]
    return [word for word in composed if word]


def put_meta(connection: Connection, name: str, value: str) -> None:
    """Note something about the diary itself, in the place of what the same name said."""
    row = insert_or(meta).values(name=name, value=value)
    connection.execute(row.on_conflict_do_update(index_elements=[meta.c.name], set_={"value": value}))


def remove_meta(connection: Connection, name: str) -> None:
    """Forget what was noted under `name`."""
    connection.execute(delete(meta).where(meta.c.name == name))


def put_draft(connection: Connection, draft_id: str, text: str) -> None:
    """Store a draft in the place of the one with its id."""
    values = {"text": storable(text), "updated_at": now()}
    statement = insert_or(drafts).values(id=draft_id, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=[drafts.c.id], set_=values))


def remove_draft(connection: Connection, draft_id: str) -> None:
    """Delete a draft, if there is one."""
    connection.execute(delete(drafts).where(drafts.c.id == draft_id))


def _entry_row(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "date": entry.date.isoformat(),
        "started_at": entry.started_at.isoformat(),
        "score": entry.score,
        "open": int(entry.is_open),
        "trashed_at": entry.trashed_at.isoformat() if entry.trashed_at else None,
    }


def _utterance_row(utterance: Utterance) -> dict[str, Any]:
    return {
        "id": utterance.id,
        "entry_id": utterance.entry_id,
        "position": utterance.position,
        "source": utterance.source.value,
        **_searchable(utterance.text),
        "started_at": utterance.started_at.isoformat(),
        "duration": utterance.duration,
        "has_audio": int(utterance.has_audio),
        "words": written_words(utterance.words),
        "recovered": int(utterance.recovered),
        "created_at": now(),
    }


def _key(utterance: Utterance) -> dict[str, Any]:
    return {"utterance_id": utterance.id}


def _reading_row(reading: EmotionReading) -> dict[str, Any]:
    return {
        "model": reading.model,
        "certain": int(reading.certain),
        "sentences": written_sentences(reading.sentences),
        "read_at": now(),
        **{column.name: value for column, value in zip(SCORES, reading.scores.values, strict=True)},
    }


def _reply_row(reply: Reply) -> dict[str, Any]:
    return {
        "text": storable(reply.text),
        "kind": reply.kind.value,
        "care": reply.care.value,
        "source": reply.source,
        "replied_at": now(),
    }


def _mark_rows(table: Table, entry_id: str, marks: Sequence[str]) -> list[dict[str, Any]]:
    rows = [(entry_id, position, str(mark)) for position, mark in enumerate(dict.fromkeys(marks))]
    return [dict(zip(table.c.keys(), row, strict=True)) for row in rows]


def _searchable(text: str) -> dict[str, str | None]:
    kept = storable(text)
    form = folded(kept)
    return {"text": kept, "folded": None if form == kept else form}


def _put(connection: Connection, table: Table, utterance_id: str, **values: Any) -> None:
    _require(connection, utterances, utterance_id)
    statement = insert_or(table).values(utterance_id=utterance_id, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=[table.c.utterance_id], set_=values))


def _change(connection: Connection, table: Table, identifier: str, **values: Any) -> None:
    if connection.execute(update(table).where(table.c.id == identifier).values(**values)).rowcount == 0:
        raise NotFound(what=identifier)


def _require(connection: Connection, table: Table, identifier: str) -> None:
    if connection.execute(select(table.c.id).where(table.c.id == identifier)).first() is None:
        raise NotFound(what=identifier)
