"""The whole diary as one JSON file that anything can read, and back. The file is NOT encrypted.

It holds the rows of the tables as they are (docs/storage-format.md describes them), so nothing but recordings is left
out, and what is imported into an empty diary is equal to what was exported. Embeddings are base64.
"""

import base64
import glob
import json
import math
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Float, Integer, LargeBinary, Table
from sqlalchemy.exc import IntegrityError

from app import __version__
from app.errors import DiaryNewer, NotAnExport, storage_trouble
from app.files import write_atomically
from app.storage.additions import CONTENT, Added, Rows, read_all
from app.storage.audio import AudioJournal
from app.storage.engine import open_engine, storage_errors
from app.storage.ids import checked_id
from app.storage.rows import now
from app.storage.schema import SCHEMA, entries, utterances
from app.storage.text import folded, storable

if TYPE_CHECKING:
    from app.storage.repository import Diary

FORMAT: Final = "todak-export"
VERSION: Final = 1
_DERIVED: Final = "folded"  # made again from the text
_DAY: Final = "date"  # columns with a local date; those with a time end in _at
_TOO_LARGE: Final = 1 << 31  # whole numbers of ours are far below; a position gets the next one behind it
_TEMPORARY: Final = "[a-z0-9_]" * 8  # what `mkstemp` puts behind a name: other programs have hidden files there too


def export_json(diary: "Diary", file: Path) -> int:
    """Write the words and all that hangs on them to `file` (0600, whole or not at all); returns how many utterances.

    Anyone who gets the file can read it. Raises DiskFull, StorageError; then `file` is as it was.
    """
    engine = open_engine(diary.database, diary.key.database_key, read_only=True)
    try:
        with storage_errors(diary.database), engine.begin() as connection:
            rows = read_all(connection)
    finally:
        engine.dispose()
    document = {
        "format": FORMAT,
        "version": VERSION,
        "schema": SCHEMA,
        "diary": diary.key.diary_id,
        "exported_at": now(),
        "exported_by": __version__,
        **{table.name: [_written(row) for row in rows[table.name]] for table in CONTENT},
    }
    try:
        for unfinished in file.parent.glob(f".{glob.escape(file.name)}.{_TEMPORARY}"):
            if unfinished.is_file() and not unfinished.is_symlink():
                unfinished.unlink()  # what a crash left of an earlier one, in the clear
        write_atomically(file, json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n")
    except OSError as error:
        raise storage_trouble(error) from error
    return len(rows[utterances.name])


def import_json(diary: "Diary", file: Path) -> Added:
    """Add to the open `diary` what is in `file` and not there yet, in one transaction.

    Ids that are there stay as they are; words that differ go into the history. Utterances have a recording only where
    the diary has it. Raises NotAnExport, DiaryNewer for another version, DiskFull, StorageError; then nothing came.
    """
    rows = _read(file, diary.audio)
    try:
        return diary.add_rows(rows, readable=True)
    except (IntegrityError, ValueError, KeyError, TypeError):
        raise NotAnExport(file=file) from None


def _read(file: Path, audio: AudioJournal) -> Rows:
    try:
        document = json.loads(file.read_bytes())
    except OSError as error:
        raise storage_trouble(error) from error
    except (ValueError, RecursionError):
        raise NotAnExport(file=file) from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise NotAnExport(file=file)
    if document.get("version") != VERSION or document.get("schema") != SCHEMA:
        raise DiaryNewer(schema=document.get("schema"), version=document.get("exported_by"))
    try:
        rows = {table.name: [_row(table, row) for row in document[table.name]] for table in CONTENT}
        recorded = set(audio.ids())
        for row in rows[utterances.name]:
            form = folded(row["text"])
            row |= {"folded": None if form == row["text"] else form, "has_audio": int(row["id"] in recorded)}
        for table in (entries, utterances):
            for row in rows[table.name]:
                checked_id(row["id"])
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise NotAnExport(file=file) from None
    return rows


def _written(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value
        for name, value in row.items()
        if name != _DERIVED
    }


def _row(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """A row as the table takes it; KeyError, TypeError, ValueError, OverflowError for anything that it is not."""
    if not set(row) <= set(table.c.keys()) - {_DERIVED}:
        raise KeyError("a column that the table has not")
    values: dict[str, Any] = {}
    for column in table.columns:
        if column.name == _DERIVED:
            continue
        value = row.get(column.name)
        if value is None:
            if not column.nullable:
                raise ValueError("a value is missing")
        elif isinstance(column.type, LargeBinary):
            value = base64.b64decode(value, validate=True)
        elif isinstance(column.type, Float):
            value = float(value)
            if not math.isfinite(value):
                raise ValueError("a number was expected")
        elif isinstance(column.type, Integer):
            if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _TOO_LARGE:
                raise ValueError("a whole number was expected")
        elif not isinstance(value, str):
            raise ValueError("text was expected")
        else:
            value = storable(value)
            _refuse_odd_time(column.name, value)
        values[column.name] = value
    return values


def _refuse_odd_time(column: str, value: str) -> None:
    """Raise ValueError or OverflowError for a date or time that could be stored, and would fail whoever reads it."""
    if column == _DAY and date.fromisoformat(value).isoformat() != value:
        raise ValueError("a date is written in one way")
    if column.endswith("_at"):
        moment = datetime.fromisoformat(value)
        if moment.utcoffset() is None:
            raise ValueError("a time needs its offset")
        moment.astimezone(UTC)  # at the ends of the calendar it has no other offset
