"""Merging, splitting and moving: which utterances make which entry. Nothing is written, read or answered anew by it.

Each function works within the caller's transaction and returns the `Undo` that changes it back. An entry that loses its
last utterance disappears, and its marks go where its utterances went. Entries in the trash are not reshaped: they raise
NotFound, as unknown ids do.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection, select

from app.errors import CannotUndo, NotFound
from app.storage.ids import new_id
from app.storage.rows import now
from app.storage.schema import utterances
from app.storage.shapes import EntryShape, Place, Undo, reshape, shapes_of


def merge(connection: Connection, into: str, other: str, *, across_dates: bool) -> Undo:
    """Put the utterances of `other` behind those of `into`."""
    if into == other:
        raise ValueError("an entry is merged with another one")
    target, source = _kept(connection, (into, other))
    if target.date != source.date and not across_dates:
        raise ValueError("the entries are of different dates")
    target = replace(target, open=target.open or source.open)
    return _gather(connection, target, [source], _by_time(source.places))


def split(connection: Connection, entry_id: str, utterance_id: str) -> Undo:
    """Make `utterance_id` and what stands behind it an entry of its own, of the same date."""
    [source] = _kept(connection, (entry_id,))
    at = next((number for number, place in enumerate(source.places) if place.id == utterance_id), None)
    if at is None:
        raise NotFound(what=utterance_id)
    if at == 0:
        raise ValueError("an entry is split behind its first utterance")
    moved = source.places[at:]
    return _gather(connection, _new_entry(source.date, moved[0], is_open=source.open), [source], moved)


def move(connection: Connection, utterance_ids: Collection[str], *, to_entry: str | None, to_date: date | None) -> Undo:
    """Put utterances behind those of another entry, or into a new, closed entry of a date."""
    if (to_entry is None) == (to_date is None) or not utterance_ids:
        raise ValueError("utterances are moved either to an entry or to a date")
    sources = _kept(connection, _entries_of(connection, utterance_ids))
    wanted = frozenset(utterance_ids)
    moved = _by_time(
        place for entry in sources for place in entry.places if place.id in wanted and entry.id != to_entry
    )
    sources = [entry for entry in sources if entry.id != to_entry]
    if to_entry is not None:
        [target] = _kept(connection, (to_entry,))
    else:
        assert to_date is not None
        target = _new_entry(to_date.isoformat(), moved[0], is_open=0)
    return _gather(connection, target, sources, moved)


def trash(connection: Connection, entry_id: str) -> Undo:
    """Put an entry into the trash; one that is there stays since when it was."""
    return _change_trash(connection, entry_id, now())


def restore(connection: Connection, entry_id: str) -> Undo:
    """Take an entry out of the trash."""
    return _change_trash(connection, entry_id, None)


def trash_utterance(connection: Connection, utterance_id: str) -> Undo:
    """Put an utterance into the trash, in an entry of its own; with all of its entry if that has no other."""
    [source] = _kept(connection, _entries_of(connection, (utterance_id,)))
    if len(source.places) == 1:
        return trash(connection, source.id)
    moved = [place for place in source.places if place.id == utterance_id]
    target = replace(_new_entry(source.date, moved[0], is_open=0), trashed_at=now())
    return _gather(connection, target, [source], moved)


def undo(connection: Connection, done: Undo) -> Undo:
    """Change the entries back to what they were; returns what does it once more. Raises CannotUndo."""
    found = shapes_of(connection, done.touched)
    if found != {each.id: each for each in done.after}:
        raise CannotUndo()
    return _reshaped(connection, done.after, done.before)


def _gather(connection: Connection, target: EntryShape, sources: Sequence[EntryShape], moved: Sequence[Place]) -> Undo:
    """Put `moved` out of `sources` behind what `target` (which may be new) has."""
    before = [*sources, *shapes_of(connection, (target.id,)).values()]
    taken = {place.id for place in moved}
    after = []
    for source in sources:
        left = [place for place in source.places if place.id not in taken]
        if left:
            after.append(replace(source, places=_numbered(left)))
        else:
            target = _with_marks_of(target, source)
    return _reshaped(connection, before, [*after, replace(target, places=_numbered([*target.places, *moved]))])


def _reshaped(connection: Connection, before: Sequence[EntryShape], after: Sequence[EntryShape]) -> Undo:
    reshape(connection, before, after)
    return Undo(tuple(before), tuple(after))


def _change_trash(connection: Connection, entry_id: str, trashed_at: str | None) -> Undo:
    found = shapes_of(connection, (entry_id,))
    if entry_id not in found:
        raise NotFound(what=entry_id)
    entry = found[entry_id]
    if (entry.trashed_at is None) == (trashed_at is None):
        return Undo((entry,), (entry,))
    return _reshaped(connection, [entry], [replace(entry, trashed_at=trashed_at)])


def _kept(connection: Connection, entry_ids: Sequence[str]) -> list[EntryShape]:
    """The shapes of entries outside the trash, in the order of `entry_ids`."""
    found = shapes_of(connection, entry_ids)
    for entry_id in entry_ids:
        if entry_id not in found or found[entry_id].trashed_at is not None:
            raise NotFound(what=entry_id)
    return [found[entry_id] for entry_id in entry_ids]


def _entries_of(connection: Connection, utterance_ids: Collection[str]) -> list[str]:
    """The entries that hold these utterances, each once."""
    found = select(utterances.c.id, utterances.c.entry_id).where(utterances.c.id.in_(utterance_ids))
    holding = {row.id: row.entry_id for row in connection.execute(found)}
    for utterance_id in utterance_ids:
        if utterance_id not in holding:
            raise NotFound(what=utterance_id)
    return list(dict.fromkeys(holding[utterance_id] for utterance_id in utterance_ids))


def _new_entry(day: str, first: Place, *, is_open: int) -> EntryShape:
    return EntryShape(new_id(), day, first.started_at, None, is_open, None, (), (), (), ())


def _with_marks_of(target: EntryShape, source: EntryShape) -> EntryShape:
    return replace(
        target,
        score=source.score if target.score is None else target.score,
        felt=_united(target.felt, source.felt),
        people=_united(target.people, source.people),
        tags=_united(target.tags, source.tags),
    )


def _united(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _numbered(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(replace(place, position=position) for position, place in enumerate(places))


def _by_time(places: Iterable[Place]) -> list[Place]:
    return sorted(places, key=lambda place: (datetime.fromisoformat(place.started_at), place.position))
