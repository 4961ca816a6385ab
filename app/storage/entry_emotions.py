"""The emotion of each entry, kept up to date so that a list can choose by it.

It is worked out from readings, corrections and marks by code that SQL does not have, and a diary of 100,000 utterances
takes seconds for that. So it lies in a table of its own: triggers note the entries whose emotion may have changed, and
`keep_up`, the last thing in each writing transaction, works them out again. Nothing else writes here.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Row, Select, Table, Text, select

from app.diary.emotion import Emotion, EmotionScores, combine
from app.diary.statistics import main_emotion, part
from app.storage.rows import SCORES
from app.storage.schema import felt, readings, utterances

_BATCH = 500  # entries worked out together

_table = Table("entry_emotions", MetaData(), Column("entry_id", Text, primary_key=True), Column("emotion", Text))


def _trigger(name: str, event: str, *noted: str) -> str:
    written = " ".join(f"INSERT OR IGNORE INTO emotion_changes {each};" for each in noted)
    return f"CREATE TRIGGER {name} AFTER {event} BEGIN {written} END"


_OF_NEW = "SELECT entry_id FROM utterances WHERE id = new.utterance_id"
_OF_OLD = "SELECT entry_id FROM utterances WHERE id = old.utterance_id"

_STATEMENTS = (
    # Entries without an emotion are not in it.
    "CREATE TABLE entry_emotions (entry_id TEXT NOT NULL PRIMARY KEY, emotion TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE emotion_changes (entry_id TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID",
    _trigger("emotion_of_new_text", "INSERT ON utterances", "VALUES (new.entry_id)"),
    _trigger(
        "emotion_of_other_text",
        "UPDATE OF text, felt, entry_id ON utterances",
        "VALUES (old.entry_id)",
        "VALUES (new.entry_id)",
    ),
    _trigger("emotion_of_gone_text", "DELETE ON utterances", "VALUES (old.entry_id)"),
    _trigger("emotion_of_new_reading", "INSERT ON readings", _OF_NEW),
    _trigger("emotion_of_other_reading", "UPDATE ON readings", _OF_NEW),
    _trigger("emotion_of_gone_reading", "DELETE ON readings", _OF_OLD),
    _trigger("emotion_of_new_mark", "INSERT ON felt", "VALUES (new.entry_id)"),
    _trigger("emotion_of_other_mark", "UPDATE ON felt", "VALUES (old.entry_id)", "VALUES (new.entry_id)"),
    _trigger("emotion_of_gone_mark", "DELETE ON felt", "VALUES (old.entry_id)"),
)


def create(connection: Connection) -> None:
    """Make the tables, empty. Those of `schema` must be there."""
    for statement in _STATEMENTS:
        connection.exec_driver_sql(statement)


def rebuild(connection: Connection) -> None:
    """Work out the emotions of all entries, whatever was there before."""
    connection.exec_driver_sql("DELETE FROM entry_emotions")
    connection.exec_driver_sql("INSERT OR IGNORE INTO emotion_changes SELECT id FROM entries")
    keep_up(connection)


def keep_up(connection: Connection) -> None:
    """Work out what may have changed: the last thing in each writing transaction."""
    changed = connection.exec_driver_sql("SELECT entry_id FROM emotion_changes").scalars().all()
    if not changed:
        return
    each = iter(changed)
    while ids := list(islice(each, _BATCH)):
        connection.exec_driver_sql("DELETE FROM entry_emotions WHERE entry_id = ?", [(one,) for one in ids])
        found = [(one, emotion.value) for one, emotion in worked_out(connection, ids).items()]
        if found:
            connection.exec_driver_sql("INSERT INTO entry_emotions VALUES (?, ?)", found)
    connection.exec_driver_sql("DELETE FROM emotion_changes")


def carrying(emotions: Iterable[Emotion]) -> Select[tuple[str]]:
    """The entries whose emotion is one of `emotions`."""
    return select(_table.c.entry_id).where(_table.c.emotion.in_([each.value for each in emotions]))


def emotion_problems(connection: Connection) -> list[str]:
    """Where the table disagrees with what is worked out; works out everything."""
    kept = {row.entry_id: row.emotion for row in connection.execute(select(_table))}
    ids = iter(connection.exec_driver_sql("SELECT id FROM entries").scalars().all())
    known: dict[str, str] = {}
    while batch := list(islice(ids, _BATCH)):
        known |= {one: emotion.value for one, emotion in worked_out(connection, batch).items()}
    wrong = sum(kept.get(one) != known.get(one) for one in kept.keys() | known.keys())
    return [f"entry_emotions: {wrong} entries do not have the emotion that is worked out"] if wrong else []


def worked_out(connection: Connection, ids: Sequence[str]) -> dict[str, Emotion]:
    """The emotions of these entries; those without one are left out."""
    marked = marks(connection, felt, ids)
    spoken_by = spoken(connection, [each for each in ids if each not in marked])
    found = ((each, emotion_of(marked[each], spoken_by[each])) for each in ids)
    return {each: emotion for each, emotion in found if emotion is not None}


def emotion_of(marked: Sequence[str], said: Sequence[Row[Any]]) -> Emotion | None:
    """The `main_emotion` of an entry, from the rows of its marks and of what was `spoken`."""
    parts = (
        part(
            row.text,
            None if row.joy is None else EmotionScores(tuple(row[-len(SCORES) :])),
            Emotion(row.felt) if row.felt else None,
        )
        for row in said
    )
    return main_emotion([Emotion(each) for each in marked], combine(each for each in parts if each is not None))


def spoken(connection: Connection, ids: Sequence[str]) -> defaultdict[str, list[Row[Any]]]:
    """What a list needs of the utterances of the entries: no sentences, no words, no reply."""
    query = (
        select(utterances.c.entry_id, utterances.c.text, utterances.c.has_audio, utterances.c.felt, *SCORES)
        .outerjoin(readings, readings.c.utterance_id == utterances.c.id)
        .where(utterances.c.entry_id.in_(ids))
        .order_by(utterances.c.entry_id, utterances.c.position)
    )
    found: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(query) if ids else ():
        found[row.entry_id].append(row)  # type: ignore[arg-type]
    return found


def marks(connection: Connection, table: Table, ids: Sequence[str]) -> defaultdict[str, list[str]]:
    """The felt emotions, people or tags of the entries, each in its order."""
    query = select(table).where(table.c.entry_id.in_(ids)).order_by(table.c.entry_id, table.c.position)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for entry_id, _, mark in connection.execute(query) if ids else ():
        found[entry_id].append(mark)
    return found
