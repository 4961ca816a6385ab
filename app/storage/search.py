"""Finding any substring of what was said, from one character up, and syllables by their initial consonants."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from heapq import merge
from itertools import islice
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    column,
    func,
    literal_column,
    select,
    table,
)

from app.diary.listing import EVERY_ENTRY, EntryFilter
from app.storage import text_index
from app.storage.listing import matching
from app.storage.schema import entries, utterances
from app.storage.text import INITIALS, folded, initials, spans, storable, wanted

_FEW = 100  # entries, or strays: they are sooner read than looked up

_numbers = table("text_numbers", column("number"), column("utterance_id"), column("entry_id"), column("stray"))
_index = table("text_index", column("rowid"))
_looked_up = _index.join(_numbers, _numbers.c.number == _index.c.rowid)
_IS_STRAY = _numbers.c.stray == literal_column("1")  # no parameter, or the index of strays would not be used

# Newest first. julianday() because the offsets of two times may differ.
_KEY = (entries.c.date, func.julianday(utterances.c.started_at).label("moment"), utterances.c.position)
_COLUMNS = (
    utterances.c.id,
    utterances.c.entry_id,
    utterances.c.text,
    func.coalesce(utterances.c.folded, utterances.c.text).label("form"),
    *_KEY,
)


@dataclass(frozen=True, slots=True)
class Hit:
    """An utterance that contains the query. `spans` are (start, end) in code points of `text`, not overlapping."""

    utterance_id: str
    entry_id: str
    date: date
    text: str
    spans: tuple[tuple[int, int], ...]


def find(connection: Connection, query: str, limit: int | None = None, only: EntryFilter = EVERY_ENTRY) -> list[Hit]:
    """Utterances of the entries `only` means that contain `query`, newest first; none for an empty query.

    Case and composition do not matter, and nothing is a wildcard; `text.wanted` says what a lone consonant means.
    """
    pattern = wanted(query)
    if pattern is None:
        return []
    found = islice(_newest_first(connection, query, pattern, only), limit)
    return [
        Hit(row.id, row.entry_id, date.fromisoformat(row.date), row.text, _spans(row, pattern, query)) for row in found
    ]


def count(connection: Connection, query: str, only: EntryFilter = EVERY_ENTRY, *, enough: int | None = None) -> int:
    """How many `find` finds without a limit; no more than `enough` when that is given.

    The index alone counts queries of one or two characters; longer ones are read, and `enough` ends that.
    """
    pattern = wanted(query)
    if pattern is None:
        return 0
    if not only.in_trash and _is_told_by_index(folded(storable(query))):
        found = select(_numbers.c.number).select_from(_looked_up).where(_holds(query), *_among(connection, only))
        counted = select(func.count()).select_from(found.limit(-1 if enough is None else enough).subquery())
        return int(connection.execute(counted).scalar_one())
    if only.in_trash:
        return sum(1 for _ in islice(_newest_first(connection, query, pattern, only), enough))
    form = func.coalesce(utterances.c.folded, utterances.c.text).label("form")
    candidates = select(form).select_from(_looked_up.join(utterances, utterances.c.id == _numbers.c.utterance_id))
    read = _read(connection, candidates.where(_holds(query), *_among(connection, only)))
    return sum(1 for _ in islice((row for row in read if pattern.search(row.form)), enough))


def _newest_first(
    connection: Connection, query: str, pattern: re.Pattern[str], only: EntryFilter
) -> Iterator[Row[Any]]:
    """The rows that `pattern` fits; as many are read as are taken."""
    order = [each.desc() for each in _KEY]
    if only.in_trash or (only != EVERY_ENTRY and _is_small(connection, only)):
        chosen = select(*_COLUMNS).join_from(entries, utterances, utterances.c.entry_id == entries.c.id)
        read = _read(connection, chosen.where(*matching(connection, only)).order_by(*order))
    else:
        holding = (_holds(query), *_among(connection, only))
        in_order = _whole(_looked_up).where(_numbers.c.stray == 0, *holding).order_by(_index.c.rowid.desc())
        if _has_few_strays(connection):
            strays = _whole(_numbers).where(_IS_STRAY, *_among(connection, only)).order_by(*order)
        else:
            strays = _whole(_looked_up).where(_IS_STRAY, *holding).order_by(*order)
        read = merge(
            _read(connection, in_order),
            _read(connection, strays),
            key=lambda row: (row.date, row.moment, row.position),
            reverse=True,
        )
    return (row for row in read if pattern.search(row.form))


def _spans(row: Row[Any], pattern: re.Pattern[str], query: str) -> tuple[tuple[int, int], ...]:
    if row.form == row.text:  # as most are: no character has to be traced back
        return tuple(match.span() for match in pattern.finditer(row.text))
    return spans(row.text, query)


def _read(connection: Connection, query: Select[Any]) -> Iterator[Row[Any]]:
    with connection.execute(query) as rows:
        yield from rows


def _whole(numbered: FromClause) -> Select[Any]:
    spoken = numbered.join(utterances, utterances.c.id == _numbers.c.utterance_id)
    return select(*_COLUMNS).select_from(spoken.join(entries, entries.c.id == utterances.c.entry_id))


def _has_few_strays(connection: Connection) -> bool:
    few = select(_numbers.c.number).where(_IS_STRAY).limit(_FEW + 1)
    return connection.execute(select(func.count()).select_from(few.subquery())).scalar_one() <= _FEW


def _is_small(connection: Connection, only: EntryFilter) -> bool:
    """Whether so few entries are meant that they are sooner read than looked up."""
    few = select(entries.c.id).where(*matching(connection, only)).limit(_FEW + 1)
    return connection.execute(select(func.count()).select_from(few.subquery())).scalar_one() <= _FEW


def _among(connection: Connection, only: EntryFilter) -> list[ColumnElement[bool]]:
    """The conditions on `text_numbers` for the entries that `only` means."""
    if only == EVERY_ENTRY:
        trashed = select(entries.c.id).where(entries.c.trashed_at.is_not(None))
        return [_numbers.c.entry_id.not_in(trashed.correlate(None))]
    meant = select(entries.c.id).where(*matching(connection, only))
    return [_numbers.c.entry_id.in_(meant.correlate(None))]


def _holds(query: str) -> ColumnElement[bool]:
    """The index has everything that `query` is made of."""
    return literal_column("text_index").op("MATCH")(text_index.matching(_grams_of(folded(storable(query)))))


def _grams_of(form: str) -> set[str]:
    """The grams that folded text must have for `form` to be found in it.

    Next to a lone consonant a syllable is looked up by its own consonant: the index has no pairs of the two kinds.
    """
    if len(form) == 1:
        return {form}
    pairs = (form[start : start + 2] for start in range(len(form) - 1))
    return {initials(pair) if _has_initial(pair) else pair for pair in pairs}


def _is_told_by_index(form: str) -> bool:
    """Whether having the grams of `form` is the same as being found by it."""
    return len(form) == 1 or (len(form) == 2 and (not _has_initial(form) or initials(form) == form))


def _has_initial(form: str) -> bool:
    return any(each in INITIALS for each in form)
