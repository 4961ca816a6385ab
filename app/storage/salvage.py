"""Reading what can still be read out of a damaged diary, into a new one.

SQLCipher authenticates every page, so no row is ever read half or wrong. `app.storage.pages` reads those that are
whole; lost is what lies on damaged ones. Where the pages above a row are damaged too, its values tell which table it is
of.
"""

import contextlib
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Table, insert, update

from app.diary.emotion import Emotion
from app.diary.entry import Person, ReplyKind, Source
from app.errors import Cancelled, DiaryDamaged, DiaryExists, NothingSalvaged, StorageError, storage_trouble
from app.files import sync_folder, write_atomically
from app.storage import alike, entry_emotions, text_index
from app.storage.additions import CONTENT, MARKS, RESULTS, Rows, placed
from app.storage.audio import AudioJournal
from app.storage.backup import Cancel, Progress, SourceUnreadable, copy_file, never, no_progress
from app.storage.backups import recordings_in
from app.storage.check import check_database
from app.storage.copies import private_folder
from app.storage.engine import open_engine, storage_errors
from app.storage.folder import UNBORN, finish_creation, make_database
from app.storage.key_file import read_header
from app.storage.keys import DataKey, is_lost, verify_key_file
from app.storage.names import AUDIO_FOLDER, DATABASE_FILE, KEY_FILE, PREVIOUS_FILE, is_diary
from app.storage.pages import Pages, Record
from app.storage.schema import (
    drafts,
    edits,
    embeddings,
    entries,
    felt,
    meta,
    people,
    readings,
    replies,
    tags,
    utterances,
)

_INDEX_OF_IDS: Final = "sqlite_autoindex_utterances_1"
_OWN: Final = ("schema", "diary", "created_by", "written_by", "writes")  # of `meta`: the new diary's own


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What came out of a damaged diary."""

    entries: int
    utterances: int
    recordings: int
    lost_utterances: tuple[str, ...]  # those that are known to have been there
    lost_recordings: tuple[str, ...]  # damaged; they stay where they were
    remade_entries: tuple[str, ...]  # their words are there, their marks are lost


def salvage(
    folder: Path, key: DataKey, into: Path, *, progress: Progress = no_progress, cancelled: Cancel = never
) -> Salvaged:
    """Make a new diary in `into` of what can be read of the one in `folder`, which is left as it is.

    It has the same keys. Recordings whose words are lost come along: they are transcribed at the next opening. Raises
    DiaryExists when something is in `into`, NothingSalvaged, Cancelled, DiskFull, StorageError; then nothing is there.
    """
    if is_diary(into) or (into.exists() and any(into.iterdir())):
        raise DiaryExists(folder=into)
    staging = into.with_name(f".{into.name}.salvaging")
    try:
        shutil.rmtree(staging, ignore_errors=True)
        try:
            (staging / AUDIO_FOLDER).mkdir(mode=0o700, parents=True)
            os.chmod(staging, 0o700)
            salvaged = _Salvaging(folder, key, staging, progress, cancelled).run()
            if into.exists():
                into.rmdir()
            os.rename(staging, into)
            sync_folder(into.parent)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise storage_trouble(error) from error
    return salvaged


def salvage_to_temporary(
    folder: Path,
    key: DataKey,
    temporary: contextlib.ExitStack,
    *,
    progress: Progress = no_progress,
    cancelled: Cancel = never,
) -> tuple[Path, Salvaged]:
    """`salvage` into a private folder that goes with `temporary`; returns it too."""
    try:
        place = private_folder(temporary) / "diary"
    except OSError as error:
        raise storage_trouble(error) from error
    return place, salvage(folder, key, place, progress=progress, cancelled=cancelled)


class _Salvaging:
    """One diary being salvaged."""

    def __init__(self, folder: Path, key: DataKey, staging: Path, progress: Progress, cancelled: Cancel) -> None:
        self._folder = folder
        self._key = key
        self._staging = staging
        self._tell = progress
        self._cancelled = cancelled

    def run(self) -> Salvaged:
        """Fill the staging folder."""
        rows, known = self._read()
        remade = _made_whole(rows)
        self._tell(0.4)
        whole, damaged = self._copy_recordings()
        if not rows[entries.name] and not whole:
            raise NothingSalvaged()
        for row in rows[utterances.name]:
            row["has_audio"] = int(bool(row["has_audio"]) and row["id"] in whole)
        self._write(rows)
        self._copy_key()
        self._tell(1.0)
        return Salvaged(
            entries=len(rows[entries.name]),
            utterances=len(rows[utterances.name]),
            recordings=len(whole),
            lost_utterances=tuple(sorted(known - {row["id"] for row in rows[utterances.name]})),
            lost_recordings=tuple(sorted(damaged)),
            remade_entries=tuple(sorted(remade)),
        )

    def _read(self) -> tuple[Rows, set[str]]:
        """The rows that can be read, and the utterances that are known to have been."""
        try:
            pages = Pages(self._folder / DATABASE_FILE, self._key.database_key)
        except FileNotFoundError:
            return {table.name: [] for table in (*CONTENT, meta)}, set()
        found, known = _rows_of(pages)
        return found, known | {row["utterance_id"] for table in (*RESULTS, edits) for row in found[table.name]}

    def _copy_recordings(self) -> tuple[set[str], set[str]]:
        """Which recordings came, and which are damaged."""
        whole, damaged = set(), set()
        journal = AudioJournal(self._folder / AUDIO_FOLDER, self._key.audio_key, read_only=True)
        recordings = recordings_in(self._folder)
        for number, path in enumerate(recordings):
            self._stop_if_asked()
            utterance_id = path.name.split(".")[0]
            try:
                for _ in journal.read(utterance_id):
                    continue
                copy_file(path, self._staging / AUDIO_FOLDER / path.name)
            except (StorageError, SourceUnreadable):  # of the damaged diary; what the new one's disk refuses is OSError
                damaged.add(utterance_id)
                continue
            whole.add(utterance_id)
            self._tell(0.4 + 0.5 * (number + 1) / len(recordings))
        return whole, damaged

    def _write(self, rows: Rows) -> None:
        """Make the database of what was read."""
        make_database(self._staging, self._key)
        path = self._staging / UNBORN
        engine = open_engine(path, self._key.database_key, read_only=False)
        try:
            with storage_errors(path), engine.begin() as connection:
                # A page of before, where the one that took its place is lost: two utterances may claim one place.
                rows = rows | {utterances.name: placed(connection, rows[utterances.name])}
                for table in CONTENT:
                    nothing = dict.fromkeys(table.c.keys())
                    if rows[table.name]:
                        connection.execute(insert(table), [nothing | row for row in rows[table.name]])
                for derived in (text_index, entry_emotions, alike):
                    derived.keep_up(connection)
                for row in rows[meta.name]:
                    if row["name"] == "created_at":
                        connection.execute(update(meta).where(meta.c.name == "created_at").values(value=row["value"]))
                    elif row["name"] not in _OWN:
                        connection.execute(insert(meta).values(**row))
        finally:
            engine.dispose()
        finish_creation(self._staging)
        problems, _ = check_database(self._staging / DATABASE_FILE, self._key.database_key)
        if problems:
            raise DiaryDamaged(part=problems[0])

    def _copy_key(self) -> None:
        """`diary.key`, or its previous copy where that is the one that is whole."""
        for name in (KEY_FILE, PREVIOUS_FILE):
            try:
                verify_key_file(self._folder / name, self._key)
                content = read_header(self._folder / name)[1]
            except StorageError as error:
                if is_lost(error):
                    continue
                raise
            write_atomically(self._staging / KEY_FILE, content)
            return
        raise NothingSalvaged()

    def _stop_if_asked(self) -> None:
        if self._cancelled():
            raise Cancelled()


def _rows_of(pages: Pages) -> tuple[Rows, set[str]]:
    """The rows on the pages that are whole, and the utterances that an index knows of."""
    tables = {table.name: table for table in (*CONTENT, meta)}
    found: Rows = {name: [] for name in tables}
    known: set[str] = set()
    reached: set[int] = set()
    for name, root in _roots(pages).items():
        records, seen = pages.tree(root)
        reached |= seen
        if name in tables:
            found[name] += [_named(tables[name], record) for record in records]
        elif name == _INDEX_OF_IDS:
            known |= {str(record[0]) for record in records}
    # Rows below a damaged page: what they are rows of shows in their values.
    for number in set(pages.numbers()) - reached:
        records, _ = pages.cells(number)
        if pages.is_leaf_of_table(number):
            for record in records:
                table = _table_of(record)
                if table is not None:
                    found[table.name].append(_named(table, record))
        elif records and all(_is_mark(record) for record in records):
            table = _marks_of([str(record[2]) for record in records])
            found[table.name] += [_named(table, record) for record in records]
    for name, table in tables.items():
        keys = [column.name for column in table.primary_key]
        found[name] = list({tuple(row[each] for each in keys): row for row in reversed(found[name])}.values())
    return found, known


def _roots(pages: Pages) -> dict[str, int]:
    """Where the tables and indexes begin, from what is left of the list of them (its root is page 1)."""
    records = pages.tree(1)[0] if 1 in pages.numbers() else []
    for number in pages.numbers():
        if pages.is_leaf_of_table(number):
            records += pages.cells(number)[0]
    listed = (record for record in records if len(record) == 5 and record[0] in ("table", "index"))
    return {str(name): root for _, name, _, root, _ in listed if isinstance(root, int) and root > 0}


def _named(table: Table, record: Record) -> dict[str, Any]:
    """A record as a row; columns that were added later are NULL in it."""
    names = table.c.keys()
    return dict.fromkeys(names) | dict(zip(names, record, strict=False))


def _table_of(record: Record) -> Table | None:
    """The ordinary table that a record belongs to, None for what is not the user's (or cannot be told)."""
    match record:
        case (str(), str(), int(), str(source), str(), *_) if len(record) == 14 and source in set(Source):
            return utterances
        case (str(), str(), int(), *_) if len(record) == 11:
            return readings
        case (str(), str(), str(kind), str(), str(), str()) if kind in set(ReplyKind):
            return replies
        case (str(), str(day), str(), None | int(), int(), None | str()) if len(day) == 10:
            return entries
        case (str(), str(), int() | float(), bytes()):
            return embeddings
        case (str(), str(), str(), str()):
            return edits
        case (str(), str(), str(moment)) if moment[4:5] == "-":
            return drafts
        case (str(), str()):
            return meta
    return None


def _is_mark(record: Record) -> bool:
    match record:
        case (str(), int(), str()):
            return True
    return False


def _marks_of(marks: Sequence[str]) -> Table:
    """Which of the three tables has these marks; all of them lie on one page, hence in one table."""
    if all(each in set(Emotion) for each in marks):
        return felt
    return people if all(each in set(Person) for each in marks) else tags


def _made_whole(rows: Rows) -> set[str]:
    """Leave out what refers to lost rows, and make an entry again whose words are there; returns which."""
    known = {row["id"] for row in rows[entries.name]}
    remade: dict[str, dict[str, Any]] = {}
    for row in sorted(rows[utterances.name], key=lambda row: str(row["started_at"])):
        if row["entry_id"] not in known and row["entry_id"] not in remade:
            began = row["started_at"]
            remade[row["entry_id"]] = {"id": row["entry_id"], "date": began[:10], "started_at": began, "open": 0}
    rows[entries.name] += remade.values()
    known |= remade.keys()
    spoken = {row["id"] for row in rows[utterances.name]}
    for table in MARKS:
        rows[table.name] = [row for row in rows[table.name] if row["entry_id"] in known]
    for table in (*RESULTS, edits):
        rows[table.name] = [row for row in rows[table.name] if row["utterance_id"] in spoken]
    return set(remade)
