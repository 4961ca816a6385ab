"""Rows from elsewhere (a backup, an export) that are not in the diary yet. An id that is there is the same thing.

What differs under the same id: ours stays, and words that differ from ours go into the history of their utterance, so
that nothing is lost and nothing is replaced.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Table, delete, insert, select

from app.storage.ids import new_id
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

Rows = dict[str, list[dict[str, Any]]]  # the rows of each table, by its name

MARKS: Final = (felt, people, tags)
RESULTS: Final = (readings, replies, embeddings)
CONTENT: Final = (entries, utterances, *RESULTS, edits, *MARKS, drafts)  # each after those it refers to
_GONE: Final = "gone "  # in `meta`, before the id of an utterance that was thrown away for good: when
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Added:
    """What was not there and now is: ids."""

    entries: tuple[str, ...]
    utterances: tuple[str, ...]
    histories: tuple[str, ...]  # utterances that were there, whose history got words that differ from ours


def read_rows(connection: Connection, entry_ids: Collection[str], utterance_ids: Collection[str]) -> Rows:
    """All rows of these entries and utterances."""
    owners: dict[Table, tuple[ColumnElement[str], Collection[str]]] = {
        entries: (entries.c.id, entry_ids),
        utterances: (utterances.c.id, utterance_ids),
        **{table: (table.c.entry_id, entry_ids) for table in MARKS},
        **{table: (table.c.utterance_id, utterance_ids) for table in (*RESULTS, edits)},
    }
    return {
        table.name: [
            dict(row._mapping)
            for some in _batches(identifiers)
            for row in connection.execute(select(table).where(owner.in_(some)))
        ]
        for table, (owner, identifiers) in owners.items()
    }


def read_all(connection: Connection) -> Rows:
    """All rows of the diary's content, in an order of their own."""
    return {
        table.name: [dict(row._mapping) for row in connection.execute(select(table).order_by(*table.primary_key))]
        for table in CONTENT
    }


def add_rows(connection: Connection, rows: Rows) -> Added:
    """Add what is not there, within the caller's transaction. Columns that are missing are NULL."""
    new_entries = _unknown(connection, entries, rows.get(entries.name, ()))
    new_utterances = _unknown(connection, utterances, rows.get(utterances.name, ()))
    entry_ids, utterance_ids = ({row["id"] for row in each} for each in (new_entries, new_utterances))
    _insert(connection, entries, new_entries)
    _insert(connection, utterances, placed(connection, new_utterances))
    for table in MARKS:
        _insert(connection, table, [row for row in rows.get(table.name, ()) if row["entry_id"] in entry_ids])
    for table in RESULTS:
        _insert(connection, table, [row for row in rows.get(table.name, ()) if row["utterance_id"] in utterance_ids])
    _insert(connection, edits, _unknown(connection, edits, rows.get(edits.name, ())))
    _insert(connection, drafts, _unknown(connection, drafts, rows.get(drafts.name, ())))
    kept = _keep_other_words(connection, rows.get(utterances.name, ()), utterance_ids)
    for some in _batches(utterance_ids):
        connection.execute(delete(meta).where(meta.c.name.in_([_GONE + each for each in some])))
    return Added(tuple(sorted(entry_ids)), tuple(sorted(utterance_ids)), tuple(kept))


def note_gone(connection: Connection, utterance_ids: Iterable[str]) -> None:
    """Remember that these utterances were thrown away for good, so that no backup brings them back unasked."""
    noted = [{"name": _GONE + each, "value": now()} for each in sorted(utterance_ids)]
    if noted:
        connection.execute(insert(meta).prefix_with("OR REPLACE"), noted)


def gone(connection: Connection) -> set[str]:
    """The utterances that were thrown away for good."""
    noted = connection.execute(select(meta.c.name).where(meta.c.name.startswith(_GONE, autoescape=True))).scalars()
    return {name.removeprefix(_GONE) for name in noted}


def _keep_other_words(connection: Connection, rows: Iterable[dict[str, Any]], added: Collection[str]) -> list[str]:
    """Put words that differ from ours into the history; words that are in it are not put there again."""
    theirs = {row["id"]: row["text"] for row in rows if row["id"] not in added}
    kept = []
    for some in _batches(theirs):
        ours = dict(_pairs(connection, select(utterances.c.id, utterances.c.text).where(utterances.c.id.in_(some))))
        known = set(
            _pairs(connection, select(edits.c.utterance_id, edits.c.text).where(edits.c.utterance_id.in_(some)))
        )
        kept += [
            each for each in some if each in ours and theirs[each] != ours[each] and (each, theirs[each]) not in known
        ]
    moment = now()
    other = [{"id": new_id(), "utterance_id": each, "text": theirs[each], "replaced_at": moment} for each in kept]
    _insert(connection, edits, other)
    return kept


def placed(connection: Connection, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of new utterances, each at its own place in its entry, or behind the others where that is taken."""
    taken: dict[str, set[int]] = {row["entry_id"]: set() for row in rows}
    for some in _batches(taken):
        query = select(utterances.c.entry_id, utterances.c.position).where(utterances.c.entry_id.in_(some))
        for entry_id, position in _pairs(connection, query):
            taken[entry_id].add(position)
    placed = []
    for row in sorted(rows, key=lambda row: (row["entry_id"], row["position"])):
        places = taken[row["entry_id"]]
        position = row["position"] if row["position"] not in places else max(places) + 1
        places.add(position)
        placed.append(row | {"position": position})
    return placed


def _unknown(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those whose id is not there; of edits, those whose utterance is."""
    by_id = {row["id"]: row for row in rows}
    known: set[str] = set()
    for some in _batches(by_id):
        known.update(connection.execute(select(table.c.id).where(table.c.id.in_(some))).scalars())
    fresh = [row for identifier, row in by_id.items() if identifier not in known]
    if table is not edits:
        return fresh
    there: set[str] = set()
    for some in _batches({row["utterance_id"] for row in fresh}):
        there.update(connection.execute(select(utterances.c.id).where(utterances.c.id.in_(some))).scalars())
    return [row for row in fresh if row["utterance_id"] in there]


def _insert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        nothing = dict.fromkeys(table.c.keys())
        connection.execute(insert(table), [nothing | row for row in rows])


def _pairs(connection: Connection, query: Any) -> Iterator[tuple[Any, Any]]:
    return ((first, second) for first, second in connection.execute(query))


def _batches(identifiers: Iterable[str]) -> Iterator[list[str]]:
    every = sorted(identifiers)
    for start in range(0, len(every), _BATCH):
        yield every[start : start + _BATCH]
