"""The tables of `diary.db`, schema version 2 (its text index is made by `text_index`).

Dates are local (`2026-11-21`), times are ISO 8601 with their offset, durations are seconds. Emotions, people, sources
and kinds of reply are stored as their words, so that a number never means one of them. Predictions (`readings`) lie
beside what the user marked (`utterances.felt`, `felt`), and neither overwrites the other.
"""

from sqlalchemy import CheckConstraint, Column, Float, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text

SCHEMA = 2

metadata = MetaData()

# schema, diary (the id in diary.key), created_at, created_by, written_by (versions of Todak), and, once the user has
# said so, recovery_key_saved (when); "purged <utterance id>" while a recording is to be deleted (purging.py)
meta = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

entries = Table(
    "entries",
    metadata,
    Column("id", Text, primary_key=True),
    Column("date", Text, nullable=False),
    Column("started_at", Text, nullable=False),
    Column("score", Integer, CheckConstraint("score BETWEEN 1 AND 5")),
    Column("open", Integer, nullable=False),
    Column("trashed_at", Text),
    Index("entries_by_date", "date"),
)

utterances = Table(
    "utterances",
    metadata,
    Column("id", Text, primary_key=True),
    Column("entry_id", Text, ForeignKey("entries.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("folded", Text),  # the text as it is searched (NFC, no case), NULL when that is the text itself
    Column("started_at", Text, nullable=False),
    Column("duration", Float),
    Column("has_audio", Integer, nullable=False),
    Column("words", Text),  # JSON: [[text, start s, end s, confidence 0 to 1], …], NULL when there are none
    Column("recovered", Integer, nullable=False),
    Column("felt", Text),
    Column("created_at", Text, nullable=False),
    Column("edited_at", Text),
    Index("utterances_by_entry", "entry_id", "position", unique=True),
)

readings = Table(
    "readings",
    metadata,
    Column("utterance_id", Text, ForeignKey("utterances.id"), primary_key=True),
    Column("model", Text, nullable=False),
    Column("certain", Integer, nullable=False),
    Column("joy", Float, nullable=False),
    Column("sadness", Float, nullable=False),
    Column("depression", Float, nullable=False),
    Column("anger", Float, nullable=False),
    Column("anxiety", Float, nullable=False),
    Column("neutral", Float, nullable=False),
    Column("sentences", Text, nullable=False),  # JSON: [{"text": …, "scores": {"기쁨": 0.1, …}}, …]
    Column("read_at", Text, nullable=False),
)

replies = Table(
    "replies",
    metadata,
    Column("utterance_id", Text, ForeignKey("utterances.id"), primary_key=True),
    Column("text", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("care", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("replied_at", Text, nullable=False),
)


# what the words of an utterance were before each change; a revert is a change like any other
edits = Table(
    "edits",
    metadata,
    Column("id", Text, primary_key=True),
    Column("utterance_id", Text, ForeignKey("utterances.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("replaced_at", Text, nullable=False),
    Index("edits_by_utterance", "utterance_id"),
)

# what an utterance means: `scale` times the int8 numbers of `vector`, one byte for each dimension
embeddings = Table(
    "embeddings",
    metadata,
    Column("utterance_id", Text, ForeignKey("utterances.id"), primary_key=True),
    Column("model", Text, nullable=False),
    Column("scale", Float, nullable=False),
    Column("vector", LargeBinary, nullable=False),
)


def _marks(name: str, column: str) -> Table:
    """What the user put on entries, in the order it was put."""
    return Table(
        name,
        metadata,
        Column("entry_id", Text, ForeignKey("entries.id"), primary_key=True),
        Column("position", Integer, primary_key=True),
        Column(column, Text, nullable=False),
        Index(f"{name}_by_{column}", column),
        sqlite_with_rowid=False,
    )


felt = _marks("felt", "emotion")
people = _marks("people", "person")
tags = _marks("tags", "tag")

drafts = Table(
    "drafts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
)
