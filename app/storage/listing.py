"""Lists of entries, page by page, without what only the page of an entry needs."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, literal, select, tuple_

from app.diary.emotion import Emotion
from app.diary.entry import Person
from app.diary.listing import EntryFilter, ListedEntry, opening
from app.storage.entry_emotions import carrying, emotion_of, marks, spoken
from app.storage.schema import entries, felt, people, tags, utterances
from app.storage.text import folded, storable

# julianday() because the offsets of two times may differ. It counts in ms: the id decides within one.
_ORDER = (entries.c.date, func.julianday(entries.c.started_at), entries.c.id)


def load_listed(
    connection: Connection, limit: int, before: ListedEntry | None, only: EntryFilter, entry_id: str | None = None
) -> list[ListedEntry]:
    """At most `limit` entries, newest first (as `rows.load_entries`), from behind `before`."""
    conditions = matching(connection, only)
    if entry_id is not None:
        conditions.append(entries.c.id == entry_id)
    place = None if before is None else (before.date.isoformat(), before.started_at.isoformat(), before.id)
    query = select(entries).where(*conditions, *_behind(place)).order_by(*(each.desc() for each in _ORDER))
    return _listed(connection, connection.execute(query.limit(limit)).all())


def load_some(connection: Connection, entry_ids: Sequence[str]) -> list[ListedEntry]:
    """These entries as a list shows them, in any order; a few hundred at most."""
    return _listed(connection, connection.execute(select(entries).where(entries.c.id.in_(entry_ids))).all())


def count_listed(connection: Connection, only: EntryFilter) -> int:
    """How many entries there are."""
    ids = select(entries.c.id).where(*matching(connection, only))
    return connection.execute(select(func.count()).select_from(ids.subquery())).scalar_one()


def matching(connection: Connection, only: EntryFilter) -> list[ColumnElement[bool]]:
    """What `only` means, as conditions on the table `entries`."""
    conditions: list[ColumnElement[bool]] = [
        entries.c.trashed_at.is_not(None) if only.in_trash else entries.c.trashed_at.is_(None)
    ]
    if only.day is not None:
        conditions.append(entries.c.date == only.day.isoformat())
    if only.first is not None:
        conditions.append(entries.c.date >= only.first.isoformat())
    if only.last is not None:
        conditions.append(entries.c.date <= only.last.isoformat())
    if only.emotions:
        conditions.append(_among(carrying(only.emotions)))
    if only.scores:
        conditions.append(entries.c.score.in_(only.scores))
    if only.people:
        company = [person.value for person in only.people]
        conditions.append(_among(select(people.c.entry_id).where(people.c.person.in_(company))))
    if only.has_audio:
        conditions.append(_among(select(utterances.c.entry_id).where(utterances.c.has_audio == 1)))
    if only.tag is not None:
        wanted = folded(storable(only.tag))
        known = connection.execute(select(tags.c.tag).distinct()).scalars()
        alike = [tag for tag in known if wanted in folded(tag)]
        conditions.append(_among(select(tags.c.entry_id).where(tags.c.tag.in_(alike))))
    return conditions


def _among(entry_ids: Select[tuple[str]]) -> ColumnElement[bool]:
    # On its own: the query around it may read the same tables.
    return entries.c.id.in_(entry_ids.correlate(None))


def _behind(place: tuple[str, str, str] | None) -> list[ColumnElement[bool]]:
    if place is None:
        return []
    day, began, entry_id = place
    key = tuple_(literal(day), func.julianday(began), literal(entry_id))
    return [entries.c.date <= day, tuple_(*_ORDER) < key]  # the first is implied, and lets the index be used


def _listed(connection: Connection, rows: Sequence[Row[Any]]) -> list[ListedEntry]:
    ids = [row.id for row in rows]
    said = spoken(connection, ids)
    felt_by, people_by, tags_by = (marks(connection, table, ids) for table in (felt, people, tags))
    return [
        ListedEntry(
            id=row.id,
            date=date.fromisoformat(row.date),
            started_at=datetime.fromisoformat(row.started_at),
            opening=opening(each.text for each in said[row.id]),
            utterances=len(said[row.id]),
            emotion=emotion_of(felt_by[row.id], said[row.id]),
            score=row.score,
            felt=tuple(Emotion(each) for each in felt_by[row.id]),
            people=tuple(Person(each) for each in people_by[row.id]),
            tags=tuple(tags_by[row.id]),
            has_audio=any(each.has_audio for each in said[row.id]),
            trashed_at=datetime.fromisoformat(row.trashed_at) if row.trashed_at else None,
        )
        for row in rows
    ]
