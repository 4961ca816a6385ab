"""From schema 1 to 2: the history of words, embeddings, text index, and what entries add up to."""

from sqlalchemy import Connection

from app.storage import alike, entry_emotions, text_index


def to_2(connection: Connection) -> None:
    """Add what version 2 has; nothing that was there is changed.

    What is worked out from the rest is made as today's code makes it. A later step that changes it must therefore drop
    and make anew whatever it finds.
    """
    for statement in _STATEMENTS:
        connection.exec_driver_sql(statement)
    for derived in (text_index, entry_emotions, alike):
        derived.create(connection)
        derived.rebuild(connection)


def _table(name: str, *lines: str) -> str:
    # Spelled as in a new diary: `sqlite_master` keeps the words, and a test compares them.
    return f"CREATE TABLE {name} (\n\t" + ", \n\t".join(lines) + "\n)"


_STATEMENTS = (
    _table(
        "edits",
        "id TEXT NOT NULL",
        "utterance_id TEXT NOT NULL",
        "text TEXT NOT NULL",
        "replaced_at TEXT NOT NULL",
        "PRIMARY KEY (id)",
        "FOREIGN KEY(utterance_id) REFERENCES utterances (id)",
    ),
    "CREATE INDEX edits_by_utterance ON edits (utterance_id)",
    _table(
        "embeddings",
        "utterance_id TEXT NOT NULL",
        "model TEXT NOT NULL",
        "scale FLOAT NOT NULL",
        "vector BLOB NOT NULL",
        "PRIMARY KEY (utterance_id)",
        "FOREIGN KEY(utterance_id) REFERENCES utterances (id)",
    ),
)
