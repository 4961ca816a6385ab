"""Finding any substring of what was said, from one character up."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from app.storage.schema import entries, utterances
from app.storage.text import folded, spans, storable


@dataclass(frozen=True, slots=True)
class Hit:
    """An utterance that contains the query. `spans` are (start, end) in code points of `text`, not overlapping."""

    utterance_id: str
    entry_id: str
    date: date
    text: str
    spans: tuple[tuple[int, int], ...]


def find(connection: Connection, query: str, limit: int | None = None) -> list[Hit]:
    """Utterances outside the trash that contain `query`, newest first; none for an empty query.

    Case and composition do not matter. `instr`, not LIKE: no wildcards, and it does not stop at a NUL.
    """
    wanted = storable(query)
    if not wanted:
        return []
    found = (
        select(utterances.c.id, utterances.c.entry_id, entries.c.date, utterances.c.text)
        .join(entries, entries.c.id == utterances.c.entry_id)
        .where(
            entries.c.trashed_at.is_(None),
            func.instr(func.coalesce(utterances.c.folded, utterances.c.text), folded(wanted)) > 0,
        )
        .order_by(entries.c.date.desc(), func.julianday(utterances.c.started_at).desc(), utterances.c.position.desc())
        .limit(limit)
    )
    return [
        Hit(row.id, row.entry_id, date.fromisoformat(row.date), row.text, spans(row.text, wanted))
        for row in connection.execute(found)
    ]
