"""Throwing entries away for good: their rows, then their recordings.

The order. Were recordings deleted first, a crash (or a full disk) before the rows are gone would leave an entry that
can still be restored and has lost its sound. Were rows deleted first and nothing else done, a crash would leave
recordings without words, which `DiarySession.recover` takes for speech to be saved: what was thrown away would come
back. So one transaction deletes the rows and notes in `meta` whose recordings go with them; then the files go; then the
notes. Whatever a crash leaves is finished at the next opening, and until then a noted recording is nobody's orphan.

The same notes are made where words stay and their recording goes (`audio_goes` of `Diary.append`). A noted recording
whose utterance still says that it has one is left alone.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, delete, func, insert, literal, select

from app.diary.trash import oldest_kept
from app.storage.additions import gone, note_gone
from app.storage.ids import draft_id
from app.storage.rows import now
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

_NOTE = "purged "  # in `meta`, before the id of an utterance whose recording is to be deleted: since when


def expired(moment: datetime) -> ColumnElement[bool]:
    """Entries whose time in the trash is over at `moment`."""
    # julianday compares moments, whatever their offsets
    return func.julianday(entries.c.trashed_at) <= func.julianday(oldest_kept(moment).isoformat())


def has_trashed(connection: Connection, *conditions: ColumnElement[bool]) -> bool:
    """Whether there is an entry in the trash under `conditions`."""
    return connection.execute(_trashed(conditions).limit(1)).first() is not None


def remove_trashed(connection: Connection, recorded: Iterable[str], *conditions: ColumnElement[bool]) -> list[str]:
    """Delete the rows of all entries in the trash under `conditions` on `entries`; returns which entries there were.

    `recorded` are the utterances that have a file: not what the rows say, because a file may outlive its mention. An
    entry outside the trash is never touched.
    """
    doomed = _trashed(conditions)
    removed = list(connection.execute(doomed).scalars())
    spoken = select(utterances.c.id).where(utterances.c.entry_id.in_(doomed))
    words = set(connection.execute(spoken).scalars())
    note_gone(connection, words)
    note_audio(connection, set(recorded) & words)
    of_edits = spoken.with_only_columns(literal(draft_id("")) + utterances.c.id)
    connection.execute(delete(drafts).where(drafts.c.id.in_(of_edits)))
    for table in (readings, replies, edits, embeddings):
        connection.execute(delete(table).where(table.c.utterance_id.in_(spoken)))
    for table in (utterances, felt, people, tags):
        connection.execute(delete(table).where(table.c.entry_id.in_(doomed)))
    connection.execute(delete(entries).where(entries.c.id.in_(doomed)))
    return removed


def gone_drafts(connection: Connection) -> list[str]:
    """The drafts of edits whose utterance was thrown away for good: a field may have kept its words after that."""
    kept = set(connection.execute(select(drafts.c.id)).scalars())
    return sorted(kept.intersection(map(draft_id, gone(connection)))) if kept else []


def note_audio(connection: Connection, utterance_ids: Iterable[str]) -> None:
    """Note that these recordings are to be deleted, as soon as no utterance says that it has them."""
    noted = [{"name": _NOTE + each, "value": now()} for each in sorted(utterance_ids)]
    if noted:
        connection.execute(insert(meta).prefix_with("OR REPLACE"), noted)


def is_noted(connection: Connection, utterance_id: str) -> bool:
    """Whether the recording of an utterance is to be deleted."""
    return connection.execute(select(meta.c.name).where(meta.c.name == _NOTE + utterance_id)).first() is not None


def purged_audio(connection: Connection) -> list[str]:
    """The utterances whose recordings are still to be deleted."""
    noted = connection.execute(select(meta.c.name).where(meta.c.name.startswith(_NOTE, autoescape=True))).scalars()
    ids = [name.removeprefix(_NOTE) for name in noted]
    wanted = select(utterances.c.id).where(utterances.c.id.in_(ids), utterances.c.has_audio == 1)
    there = set(connection.execute(wanted).scalars())
    return [each for each in ids if each not in there]  # what came back from a backup is nobody's to delete


def forget_purged(connection: Connection, utterance_ids: Iterable[str]) -> None:
    """Their recordings are deleted."""
    connection.execute(delete(meta).where(meta.c.name.in_([_NOTE + each for each in utterance_ids])))


def _trashed(conditions: Iterable[ColumnElement[bool]]) -> Select[str]:
    return select(entries.c.id).where(entries.c.trashed_at.is_not(None), *conditions)
