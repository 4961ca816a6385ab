"""Which utterances make which entries, without their words: what reshaping changes, and can change back exactly."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from app.storage.schema import entries, felt, people, tags, utterances
from app.storage.writes import change_entry, put_marks

_COLUMNS = ("date", "started_at", "score", "open", "trashed_at")
_MARKS = (felt, people, tags)


@dataclass(frozen=True, slots=True)
class Place:
    """An utterance and where it stands in its entry. `started_at` as stored: ISO 8601 with its offset."""

    id: str
    position: int
    started_at: str


@dataclass(frozen=True, slots=True)
class EntryShape:
    """An entry as its rows have it, with the places of its utterances in their order."""

    id: str
    date: str
    started_at: str
    score: int | None
    open: int
    trashed_at: str | None
    felt: tuple[str, ...]
    people: tuple[str, ...]
    tags: tuple[str, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Undo:
    """One change of the shape of entries, for `Diary.undo`. It holds no words but tags: keep it in memory only."""

    before: tuple[EntryShape, ...]
    after: tuple[EntryShape, ...]

    @property
    def made(self) -> str | None:
        """The id of the entry that the change made, if it made one."""
        before = {each.id for each in self.before}
        return next((each.id for each in self.after if each.id not in before), None)

    @property
    def touched(self) -> tuple[str, ...]:
        """The ids of all entries that the change made, changed or removed."""
        return tuple(dict.fromkeys(each.id for each in (*self.before, *self.after)))

    def became(self, entry_id: str) -> str:
        """Where to look for an entry now: where its first words went when it is no more, else itself."""
        was = next((each for each in self.before if each.id == entry_id), None)
        if was is None or not was.places or any(each.id == entry_id for each in self.after):
            return entry_id
        first = was.places[0].id
        return next((each.id for each in self.after if any(place.id == first for place in each.places)), entry_id)


def shapes_of(connection: Connection, entry_ids: Collection[str]) -> dict[str, EntryShape]:
    """The shapes of those of the entries that there are, by their ids."""
    places: defaultdict[str, list[Place]] = defaultdict(list)
    found = (
        select(utterances.c.entry_id, utterances.c.id, utterances.c.position, utterances.c.started_at)
        .where(utterances.c.entry_id.in_(entry_ids))
        .order_by(utterances.c.entry_id, utterances.c.position)
    )
    for entry_id, *place in connection.execute(found):
        places[entry_id].append(Place(*place))
    marks: dict[Table, defaultdict[str, tuple[str, ...]]] = {table: defaultdict(tuple) for table in _MARKS}
    for table in _MARKS:
        put = select(table).where(table.c.entry_id.in_(entry_ids)).order_by(table.c.entry_id, table.c.position)
        for entry_id, _, mark in connection.execute(put):
            marks[table][entry_id] += (mark,)
    rows = connection.execute(select(entries).where(entries.c.id.in_(entry_ids)))
    return {
        row.id: EntryShape(
            id=row.id,
            **{name: getattr(row, name) for name in _COLUMNS},
            felt=marks[felt][row.id],
            people=marks[people][row.id],
            tags=marks[tags][row.id],
            places=tuple(places[row.id]),
        )
        for row in rows
    }


def reshape(connection: Connection, before: Sequence[EntryShape], after: Sequence[EntryShape]) -> None:
    """Bring the rows from one shape to the other. The same utterances are in both."""
    old, new = ({each.id: each for each in shapes} for shapes in (before, after))
    for entry_id in new.keys() - old.keys():
        connection.execute(insert(entries).values(id=entry_id, **_columns(new[entry_id])))
    _place(connection, before, after)
    for entry_id, entry in new.items():
        was = old.get(entry_id)
        if was is not None and _columns(was) != _columns(entry):
            change_entry(connection, entry_id, **_columns(entry))
        for table in _MARKS:
            marks = getattr(entry, table.name)
            if marks != (getattr(was, table.name) if was else ()):
                put_marks(connection, table, entry_id, marks)
    for entry_id in old.keys() - new.keys():
        for table in _MARKS:
            connection.execute(delete(table).where(table.c.entry_id == entry_id))
        connection.execute(delete(entries).where(entries.c.id == entry_id))


def _place(connection: Connection, before: Iterable[EntryShape], after: Iterable[EntryShape]) -> None:
    were = set(_placed(before))
    moved = [
        {"moved": utterance_id, "target": entry_id, "place": position, "aside": -1 - number}
        for number, (utterance_id, entry_id, position) in enumerate(_placed(after))
        if (utterance_id, entry_id, position) not in were
    ]
    if not moved:
        return
    # A place in an entry is taken by one utterance only, also in the midst of it: so all of them step aside first.
    this = update(utterances).where(utterances.c.id == bindparam("moved"))
    connection.execute(this.values(position=bindparam("aside")), moved)
    connection.execute(this.values(entry_id=bindparam("target"), position=bindparam("place")), moved)


def _placed(shapes: Iterable[EntryShape]) -> Iterator[tuple[str, str, int]]:
    return ((place.id, entry.id, place.position) for entry in shapes for place in entry.places)


def _columns(entry: EntryShape) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in _COLUMNS}
