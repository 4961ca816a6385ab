"""The index of the words: which utterances can contain a query, without reading them.

An FTS5 table without content (https://sqlite.org/fts5.html#contentless_tables) holds the *grams* of each utterance:
every character, every two neighbours, and both once more with each Korean syllable replaced by its initial consonant.
It keeps no positions (`detail=none`): a longer query is looked up as all of its pairs, and what that finds is compared
with the words themselves.

`text_numbers` gives each utterance the number that FTS5 needs; a rowid would not do, since compacting the file may
change it. Numbers follow the order of a list, the newest largest, so that the first page is found without sorting; an
utterance for which that does not hold (written for an earlier day, moved) is marked as a stray and sorted by itself.

Whoever writes words need not think of this: triggers note what changed in `text_changes`, and `keep_up`, the last thing
in each writing transaction, works that off.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise

from sqlalchemy import Connection

from app.storage.text import initials

_BATCH = 1_000  # utterances indexed together
_STRAYS = 1_000  # more of them than this and than a tenth of all, after many were added: they are numbered anew
# FTS5 keeps what comes one by one in pieces, each with its own list of grams. In a young diary those lists outweigh the
# rest, so they are joined now and then (0.1 s at most); later its own merging is enough.
_TIDY, _YOUNG = 256, 8_192
_OPTIMIZE = "INSERT INTO text_index (text_index) VALUES ('optimize')"

_TABLES = (
    """
    CREATE TABLE text_numbers (
        number INTEGER PRIMARY KEY,
        utterance_id TEXT NOT NULL UNIQUE,
        entry_id TEXT NOT NULL,
        stray INTEGER NOT NULL
    )
    """,
    "CREATE INDEX text_strays ON text_numbers (number) WHERE stray = 1",
    "CREATE TABLE text_changes (number INTEGER PRIMARY KEY, before TEXT)",  # `before`: as it is indexed, NULL for new
    # Tokens are hexadecimal, so any tokenizer would do; `ascii` is the simplest. columnsize=0: no table of lengths,
    # which only ranking reads.
    """
    CREATE VIRTUAL TABLE text_index
    USING fts5(grams, content='', detail=none, columnsize=0, tokenize='ascii')
    """,
    "CREATE VIRTUAL TABLE text_index_grams USING fts5vocab(text_index, row)",  # stores nothing: shows what is there
    # What is deleted goes at once, as everywhere else in the file (PRAGMA secure_delete).
    "INSERT INTO text_index (text_index, rank) VALUES ('secure-delete', 1)",
    # A page of SQLCipher has 4,016 bytes; a larger piece of the index would take two.
    "INSERT INTO text_index (text_index, rank) VALUES ('pgsz', 3900)",
    "INSERT INTO text_index (text_index, rank) VALUES ('automerge', 2)",
    "CREATE INDEX entries_in_trash ON entries (id) WHERE trashed_at IS NOT NULL",
    """
    CREATE TRIGGER text_is_new AFTER INSERT ON utterances BEGIN
        INSERT INTO text_numbers (utterance_id, entry_id, stray) VALUES (new.id, new.entry_id, 1);
        INSERT OR IGNORE INTO text_changes SELECT number, NULL FROM text_numbers WHERE utterance_id = new.id;
    END
    """,
    """
    CREATE TRIGGER text_is_other AFTER UPDATE OF text, folded ON utterances
    WHEN coalesce(old.folded, old.text) IS NOT coalesce(new.folded, new.text) BEGIN
        INSERT OR IGNORE INTO text_changes
        SELECT number, coalesce(old.folded, old.text) FROM text_numbers WHERE utterance_id = new.id;
    END
    """,
    """
    CREATE TRIGGER text_is_gone AFTER DELETE ON utterances BEGIN
        INSERT OR IGNORE INTO text_changes
        SELECT number, coalesce(old.folded, old.text) FROM text_numbers WHERE utterance_id = old.id;
        DELETE FROM text_numbers WHERE utterance_id = old.id;
    END
    """,
    """
    CREATE TRIGGER text_is_elsewhere AFTER UPDATE OF entry_id, position, started_at ON utterances
    WHEN (old.entry_id, old.position, old.started_at) IS NOT (new.entry_id, new.position, new.started_at) BEGIN
        UPDATE text_numbers SET entry_id = new.entry_id, stray = 1 WHERE utterance_id = new.id;
    END
    """,
    """
    CREATE TRIGGER text_has_other_date AFTER UPDATE OF date ON entries WHEN old.date IS NOT new.date BEGIN
        UPDATE text_numbers SET stray = 1
        WHERE utterance_id IN (SELECT id FROM utterances WHERE entry_id = new.id);
    END
    """,
)

# The order of a list, oldest first. julianday() because the offsets of two times may differ.
_ORDER = "e.date, julianday(u.started_at), u.position"


def create(connection: Connection) -> None:
    """Make the tables of the index, empty. The tables `entries` and `utterances` must be there."""
    for statement in _TABLES:
        connection.exec_driver_sql(statement)


def rebuild(connection: Connection) -> None:
    """Number the utterances anew and index all of their words, whatever was there before."""
    for statement in (
        "DELETE FROM text_numbers",
        "DELETE FROM text_changes",
        "INSERT INTO text_index (text_index) VALUES ('delete-all')",
        f"""
        INSERT INTO text_numbers (utterance_id, entry_id, stray)
        SELECT u.id, u.entry_id, 0 FROM utterances u JOIN entries e ON e.id = u.entry_id ORDER BY {_ORDER}
        """,
    ):
        connection.exec_driver_sql(statement)
    for numbered in _every_text(connection):
        _add(connection, numbered)
    connection.exec_driver_sql(_OPTIMIZE)


def keep_up(connection: Connection) -> None:
    """Bring the index to what the words are now: the last thing in each writing transaction."""
    changes = connection.exec_driver_sql("SELECT number, before FROM text_changes ORDER BY number").all()
    if not changes:
        return
    gone = [(number, before) for number, before in changes if before is not None]
    _write(connection, "INSERT INTO text_index (text_index, rowid, grams) VALUES ('delete', ?, ?)", gone)
    _put_in_order(connection)
    numbers = connection.exec_driver_sql(
        """
        SELECT n.number, coalesce(u.folded, u.text) FROM text_changes c
        CROSS JOIN text_numbers n ON n.number = c.number CROSS JOIN utterances u ON u.id = n.utterance_id
        ORDER BY c.number
        """  # CROSS: from the few changes to all utterances, not the other way
    ).all()
    _add(connection, [(number, text) for number, text in numbers])
    connection.exec_driver_sql("DELETE FROM text_changes")
    if len(numbers) > 1 and _has_many_strays(connection):
        rebuild(connection)
    elif any(number <= _YOUNG and number % _TIDY == 0 for number, _ in numbers):
        connection.exec_driver_sql(_OPTIMIZE)


def matching(grams_of_query: Iterable[str]) -> str:
    """What FTS5 takes in MATCH for the utterances that have all of these grams."""
    tokens = _Tokens()
    return " ".join([tokens[gram] for gram in sorted(grams_of_query)])


def grams(text: str) -> set[str]:
    """The grams of `text`, which must be folded.

    Those with initial consonants in the place of syllables are among them, so a gram with a lone consonant in it stands
    for both: the consonant itself, and a syllable that begins with it.
    """
    return set(_neighbours(text)) | set(_neighbours(initials(text)))


def index_problems(connection: Connection) -> list[str]:
    """Where the index disagrees with the words; reads all of both. Never diary text, only what kind and how many."""
    problems = []
    odd = connection.exec_driver_sql(
        """
        SELECT (SELECT count(*) FROM utterances u LEFT JOIN text_numbers n ON n.utterance_id = u.id
                WHERE n.entry_id IS NOT u.entry_id)
             + (SELECT count(*) FROM text_numbers n LEFT JOIN utterances u ON u.id = n.utterance_id WHERE u.id IS NULL)
             + (SELECT count(*) FROM text_changes)
        """
    ).scalar_one()
    if odd:
        problems.append(f"text_numbers: {odd} utterances are not numbered as they stand")
    # Of each gram: in how many utterances, and the sum of their numbers.
    known: dict[str, tuple[int, int]] = {}
    for numbered in _every_text(connection):
        for number, text in numbered:
            for gram in grams(text):
                utterances, numbers = known.get(gram, (0, 0))
                known[gram] = (utterances + 1, numbers + number)
    kept = connection.exec_driver_sql(
        "SELECT term, doc, (SELECT sum(rowid) FROM text_index WHERE text_index MATCH term) FROM text_index_grams"
    )
    found = {token: (utterances, numbers) for token, utterances, numbers in kept}
    tokens = _Tokens()
    expected = {tokens[gram]: told for gram, told in known.items()}
    wrong = sum(found.get(token) != expected.get(token) for token in found.keys() | expected.keys())
    if wrong:
        problems.append(f"text_index: {wrong} grams do not name the utterances that have them")
    return problems


def _has_many_strays(connection: Connection) -> bool:
    strays, every = connection.exec_driver_sql(
        "SELECT (SELECT count(*) FROM text_numbers WHERE stray = 1), (SELECT count(*) FROM text_numbers)"
    ).one()
    return bool(strays > max(_STRAYS, every // 10))


def _put_in_order(connection: Connection) -> None:
    """Give new utterances their numbers in the order of a list, and say which of them are no strays."""
    fresh = connection.exec_driver_sql(
        f"""
        SELECT n.number, n.utterance_id, n.entry_id, {_ORDER} FROM text_changes c
        CROSS JOIN text_numbers n ON n.number = c.number
        CROSS JOIN utterances u ON u.id = n.utterance_id CROSS JOIN entries e ON e.id = u.entry_id
        WHERE c.before IS NULL ORDER BY {_ORDER}
        """
    ).all()
    if not fresh:
        return
    newest = connection.exec_driver_sql(
        f"""
        SELECT {_ORDER} FROM text_numbers n
        JOIN utterances u ON u.id = n.utterance_id JOIN entries e ON e.id = u.entry_id
        WHERE n.number = (SELECT number FROM text_numbers WHERE stray = 0 ORDER BY number DESC LIMIT 1)
        """
    ).first()
    numbers = sorted(row[0] for row in fresh)
    connection.exec_driver_sql("DELETE FROM text_numbers WHERE number = ?", [(number,) for number in numbers])
    rows = [
        (number, row[1], row[2], int(newest is not None and tuple(row[3:]) < tuple(newest)))
        for number, row in zip(numbers, fresh, strict=True)
    ]
    connection.exec_driver_sql(
        "INSERT INTO text_numbers (number, utterance_id, entry_id, stray) VALUES (?, ?, ?, ?)", rows
    )


def _every_text(connection: Connection) -> Iterator[list[tuple[int, str]]]:
    """Numbers and folded words, in batches."""
    last = 0
    while True:
        found = connection.exec_driver_sql(
            """
            SELECT n.number, coalesce(u.folded, u.text)
            FROM text_numbers n JOIN utterances u ON u.id = n.utterance_id
            WHERE n.number > ? ORDER BY n.number LIMIT ?
            """,
            (last, _BATCH),
        ).all()
        if not found:
            return
        yield [(number, text) for number, text in found]
        last = found[-1][0]


def _add(connection: Connection, numbered: Iterable[tuple[int, str]]) -> None:
    _write(connection, "INSERT INTO text_index (rowid, grams) VALUES (?, ?)", numbered)


def _write(connection: Connection, statement: str, numbered: Iterable[tuple[int, str]]) -> None:
    tokens = _Tokens()
    each = iter(numbered)
    while batch := list(islice(each, _BATCH)):
        rows = [(number, " ".join([tokens[gram] for gram in grams(text)])) for number, text in batch]
        connection.exec_driver_sql(statement, rows)


class _Tokens(dict[str, str]):
    """Grams as FTS5 takes them: the code points in hexadecimal, since nothing may divide or fold them.

    Most grams come again and again. It is not kept for longer than its work: grams are diary text.
    """

    def __missing__(self, gram: str) -> str:
        token = self[gram] = "z".join([f"{ord(character):x}" for character in gram])
        return token


def _neighbours(text: str) -> Sequence[str]:
    return [*text, *map("".join, pairwise(text))]
