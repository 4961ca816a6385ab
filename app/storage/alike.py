"""Days like this one: entries that are near in meaning, by the encoder's embeddings of their utterances.

An entry's embedding is the mean of those of its utterances. It is kept worked out, in `entry_embeddings`: reading one
vector for each entry takes a fraction of the time of reading one for each utterance. Triggers note what changed, and
`keep_up`, the last thing in each writing transaction, works that off.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice

from sqlalchemy import Connection, bindparam, text

from app.diary.embedding import Embedding, mean
from app.diary.entry import ReplyKind

_BATCH = 500  # entries worked out together


def _trigger(name: str, event: str, *noted: str) -> str:
    written = " ".join(f"INSERT OR IGNORE INTO embedding_changes {each};" for each in noted)
    return f"CREATE TRIGGER {name} AFTER {event} BEGIN {written} END"


_OF_NEW = "SELECT entry_id FROM utterances WHERE id = new.utterance_id"
_OF_OLD = "SELECT entry_id FROM utterances WHERE id = old.utterance_id"

_STATEMENTS = (
    """
    CREATE TABLE entry_embeddings (
        entry_id TEXT NOT NULL,
        model TEXT NOT NULL,
        scale FLOAT NOT NULL,
        vector BLOB NOT NULL,
        PRIMARY KEY (entry_id, model)
    )
    """,
    "CREATE TABLE embedding_changes (entry_id TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID",
    _trigger("embedding_is_new", "INSERT ON embeddings", _OF_NEW),
    _trigger("embedding_is_other", "UPDATE ON embeddings", _OF_NEW),
    _trigger("embedding_is_gone", "DELETE ON embeddings", _OF_OLD),
    _trigger(
        "embedding_is_elsewhere", "UPDATE OF entry_id ON utterances", "VALUES (old.entry_id)", "VALUES (new.entry_id)"
    ),
    _trigger("embedding_has_no_text", "DELETE ON utterances", "VALUES (old.entry_id)"),
    f"CREATE INDEX replies_in_crisis ON replies (utterance_id) WHERE kind = '{ReplyKind.CRISIS.value}'",
)


def create(connection: Connection) -> None:
    """Make the tables, empty. Those of `schema` must be there."""
    for statement in _STATEMENTS:
        connection.exec_driver_sql(statement)


def rebuild(connection: Connection) -> None:
    """Work out the embeddings of all entries, whatever was there before."""
    connection.exec_driver_sql("DELETE FROM entry_embeddings")
    connection.exec_driver_sql("INSERT OR IGNORE INTO embedding_changes SELECT id FROM entries")
    keep_up(connection)


def keep_up(connection: Connection) -> None:
    """Work out what changed: the last thing in each writing transaction."""
    changed = connection.exec_driver_sql("SELECT entry_id FROM embedding_changes").scalars().all()
    if not changed:
        return
    each = iter(changed)
    while ids := list(islice(each, _BATCH)):
        connection.exec_driver_sql("DELETE FROM entry_embeddings WHERE entry_id = ?", [(one,) for one in ids])
        rows = [(entry_id, found.model, found.scale, found.vector) for entry_id, found in _worked_out(connection, ids)]
        if rows:
            connection.exec_driver_sql("INSERT INTO entry_embeddings VALUES (?, ?, ?, ?)", rows)
    connection.exec_driver_sql("DELETE FROM embedding_changes")


def put(connection: Connection, embeddings: Iterable[tuple[str, str, Embedding]]) -> None:
    """Store embeddings, each as utterance, the text it is of, embedding; in the place of earlier ones.

    An utterance that reads otherwise by now, or is gone, is left out.
    """
    connection.execute(
        text(
            """
            INSERT OR REPLACE INTO embeddings (utterance_id, model, scale, vector)
            SELECT id, :model, :scale, :vector FROM utterances WHERE id = :id AND text = :text
            """
        ),
        [
            {"id": utterance_id, "text": of, "model": each.model, "scale": each.scale, "vector": each.vector}
            for utterance_id, of, each in embeddings
        ],
    )


def without(connection: Connection, model: str, before: str | None, limit: int) -> list[tuple[str, str]]:
    """Utterances outside the trash, with their texts, that have words and no embedding of `model`.

    In the order of their ids, the latest first, from behind `before`.
    """
    rows = connection.exec_driver_sql(
        """
        SELECT u.id, u.text FROM utterances u
        JOIN entries e ON e.id = u.entry_id LEFT JOIN embeddings m ON m.utterance_id = u.id
        WHERE e.trashed_at IS NULL AND trim(u.text) <> '' AND m.model IS NOT ? AND (? IS NULL OR u.id < ?)
        ORDER BY u.id DESC LIMIT ?
        """,
        (model, before, before, limit),
    )
    return [(row.id, row.text) for row in rows]


def nearest(connection: Connection, entry_id: str, limit: int) -> list[tuple[str, float]]:
    """The entries nearest to this one, the nearest first, with the cosine of the two embeddings (-1 to 1).

    Only embeddings of one model are compared: of this entry's, the one that most entries have. Not among them: the
    entry itself, the trash, and every day that had a crisis reply; such a day is not compared with others either.
    """
    import numpy as np

    own = connection.exec_driver_sql(
        """
        SELECT model, vector FROM entry_embeddings m WHERE entry_id = ?
        ORDER BY (SELECT count(*) FROM entry_embeddings o WHERE o.model = m.model) DESC, model LIMIT 1
        """,
        (entry_id,),
    ).first()
    if own is None or limit <= 0:
        return []
    hidden = _in_trash(connection)
    hurt = _in_crisis(connection)
    if entry_id in hurt:
        return []
    # Straight from the driver: twenty thousand rows in half of the time that SQLAlchemy needs for them.
    found = connection.exec_driver_sql(
        "SELECT entry_id, vector FROM entry_embeddings WHERE model = ? AND length(vector) = ?",
        (own.model, len(own.vector)),
    ).cursor.fetchall()
    left_out = {entry_id, *hidden, *hurt}
    rows = [(identifier, vector) for identifier, vector in found if identifier not in left_out]
    if not rows:
        return []
    # The scales do not matter: a cosine divides by the lengths.
    wanted = np.frombuffer(own.vector, dtype=np.int8).astype(np.float32)
    joined = np.frombuffer(b"".join([vector for _, vector in rows]), dtype=np.int8)
    every = joined.reshape(len(rows), len(wanted)).astype(np.float32)
    cosines = (every @ wanted) / (np.sqrt(np.einsum("ij,ij->i", every, every)) * np.linalg.norm(wanted))
    best = np.argsort(-cosines, kind="stable")[:limit]
    return [(rows[place][0], float(cosines[place])) for place in best.tolist()]


def embedding_problems(connection: Connection) -> list[str]:
    """Where `entry_embeddings` disagrees with what is worked out; works out everything."""
    ids = iter(connection.exec_driver_sql("SELECT id FROM entries").scalars().all())
    known: set[tuple[str, Embedding]] = set()
    while batch := list(islice(ids, _BATCH)):
        known.update(_worked_out(connection, batch))
    rows = connection.exec_driver_sql("SELECT entry_id, model, scale, vector FROM entry_embeddings")
    wrong = len({entry_id for entry_id, _ in known ^ {(row[0], Embedding(*row[1:])) for row in rows}})
    return [f"entry_embeddings: {wrong} entries do not have the embedding that is worked out"] if wrong else []


def _in_trash(connection: Connection) -> set[str]:
    return set(connection.exec_driver_sql("SELECT id FROM entries WHERE trashed_at IS NOT NULL").scalars())


def _in_crisis(connection: Connection) -> set[str]:
    """The entries of each day that had a crisis reply, be that in the trash by now: the day was what it was."""
    return set(
        connection.exec_driver_sql(
            f"""
            SELECT id FROM entries WHERE date IN (
                SELECT e.date FROM replies r
                JOIN utterances u ON u.id = r.utterance_id JOIN entries e ON e.id = u.entry_id
                WHERE r.kind = '{ReplyKind.CRISIS.value}'
            )
            """  # a literal, or the index would not be used
        ).scalars()
    )


def _worked_out(connection: Connection, ids: Sequence[str]) -> list[tuple[str, Embedding]]:
    """The mean embedding of each of the entries, one for each model that read in it."""
    rows = connection.execute(
        text(
            """
            SELECT u.entry_id, m.model, m.scale, m.vector FROM utterances u JOIN embeddings m ON m.utterance_id = u.id
            WHERE u.entry_id IN :ids ORDER BY u.entry_id, u.position
            """
        ).bindparams(bindparam("ids", list(ids), expanding=True))
    )
    of: defaultdict[tuple[str, str, int], list[Embedding]] = defaultdict(list)
    for entry_id, model, scale, vector in rows:
        of[entry_id, model, len(vector)].append(Embedding(model, scale, vector))
    return [(entry_id, mean(found)) for (entry_id, _, _), found in of.items()]
