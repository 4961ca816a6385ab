"""Is everything in the diary whole? Looking changes nothing."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.exc import DBAPIError

from app.errors import Cancelled, NotFound, TodakError
from app.storage.alike import embedding_problems
from app.storage.audio import AudioJournal
from app.storage.engine import connect, open_engine, storage_errors
from app.storage.entry_emotions import emotion_problems
from app.storage.keys import DataKey, verify_key_file
from app.storage.mark import count_of, missing_writes, read_mark
from app.storage.names import DATABASE_FILE, KEY_FILE, MARK_FILE, PREVIOUS_FILE
from app.storage.text_index import index_problems

if TYPE_CHECKING:
    from app.storage.backup import Cancel

_FINDINGS = 20  # of each check: a broken file can have thousands
_STEPS = 20_000  # of SQLite's virtual machine, between two looks at whether to stop: some ms


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found. Orphaned and unsealed recordings are what a crash leaves: they can be recovered."""

    problems: tuple[str, ...]  # "file: what was found", never diary text
    utterances: int
    recordings: int
    orphans: tuple[str, ...]  # recordings without an utterance
    unsealed: tuple[str, ...]  # recordings that were cut off, or are being made now
    missing_writes: int = 0  # acknowledged, and not in the database (app/storage/mark.py)
    derived: tuple[str, ...] = ()  # of the problems: what is worked out from the rest, and can be made anew

    @property
    def healthy(self) -> bool:
        """Nothing is damaged or missing."""
        return not self.problems

    @property
    def only_derived(self) -> bool:
        """Something is wrong, and `Diary.rebuild_derived` mends all of it."""
        return bool(self.problems) and len(self.derived) == len(self.problems)


def check_diary(folder: Path, key: DataKey, audio: AudioJournal, path: Path, cancelled: "Cancel") -> CheckReport:
    """Check the key files, every page and row of the database in `path`, and every recording. Raises Cancelled.

    `path` is that of a copy where nothing can be written in `folder`.
    """
    problems = check_keys(folder, key)
    found, with_audio = check_database(path, key.database_key, cancelled)
    _stop_if(cancelled)
    problems += found
    derived = [each for each in found if _is_of_text_index(each)]
    missing = 0
    if len(derived) == len(found):
        missing, marked = check_mark(folder, key, path)
        problems += marked
    if not found:
        derived = check_derived(path, key.database_key, cancelled)
        problems += derived
    unsealed = []
    recorded = audio.ids()
    for utterance_id in recorded:
        _stop_if(cancelled)
        try:
            for _ in audio.read(utterance_id):
                continue
            if not audio.info(utterance_id).sealed:
                unsealed.append(utterance_id)
        except NotFound:
            continue  # discarded or deleted since it was listed
        except TodakError as error:
            problems.append(f"audio/{utterance_id}: {error.code}")
    silent = [each for each, has_audio in with_audio.items() if has_audio and each not in set(recorded)]
    problems += [f"audio/{each}: missing" for each in silent]
    return CheckReport(
        problems=tuple(problems),
        utterances=len(with_audio),
        recordings=len(recorded),
        orphans=tuple(each for each in recorded if each not in with_audio),
        unsealed=tuple(unsealed),
        missing_writes=missing,
        derived=tuple(derived),
    )


def check_keys(folder: Path, key: DataKey) -> list[str]:
    """What is wrong with `diary.key` and, when there is one, its previous copy."""
    problems = []
    for name in (KEY_FILE, PREVIOUS_FILE):
        if name == PREVIOUS_FILE and not (folder / name).exists():
            continue
        try:
            verify_key_file(folder / name, key)
        except TodakError as error:
            problems.append(f"{name}: {error.code}")
    return problems


def check_mark(folder: Path, key: DataKey, path: Path) -> tuple[int, list[str]]:
    """How many acknowledged writes the database in `path` has lost, and what is wrong with `folder`'s `diary.mark` or
    for want of them."""
    try:
        missing = missing_writes(folder, key.database_key, key.mark_key, path)
        _, is_whole = read_mark(folder, key.mark_key)
        is_counted = count_of(path, key.database_key) > 0
    except TodakError as error:
        return 0, [f"{MARK_FILE}: {error.code}"]
    problems = [f"{DATABASE_FILE}-wal: {missing} acknowledged writes are missing"] if missing else []
    if not is_whole and (is_counted or (folder / MARK_FILE).exists()):
        problems.append(f"{MARK_FILE}: missing or damaged; the next opening for writing makes it anew")
    return missing, problems


def check_database(path: Path, key: bytes, cancelled: "Cancel | None" = None) -> tuple[list[str], dict[str, bool]]:
    """What is wrong with the database, and which utterances it has (id to whether it has a recording).

    `cipher_integrity_check` authenticates every page of the file, `integrity_check` follows every tree and index,
    `foreign_key_check` every reference. What it finds once it is `cancelled`, which cuts them short, means nothing.
    """
    problems: list[str] = []
    with_audio: dict[str, bool] = {}
    try:
        connection = connect(path, key, read_only=True)
        try:
            connection.set_progress_handler(cancelled, _STEPS)
            for pragma in ("cipher_integrity_check", "integrity_check", "foreign_key_check"):
                problems += [f"{path.name}: {finding}" for finding in _findings(connection, pragma)]
            for utterance_id, has_audio in connection.execute("SELECT id, has_audio FROM utterances"):
                with_audio[utterance_id] = bool(has_audio)
        finally:
            connection.close()
    except sqlcipher.Error as error:
        problems.append(f"{path.name}: {_name(error)}")
    return problems, with_audio


def check_derived(path: Path, key: bytes, cancelled: "Cancel | None" = None) -> list[str]:
    """Where what is kept worked out (text index, emotions, embeddings of entries) disagrees with what it is made of.

    Works all of it out (20 s for 100,000 utterances). `Diary.rebuild_derived` mends what is found. Raises Cancelled.
    """
    engine = open_engine(path, key, read_only=True)
    try:
        with storage_errors(path), engine.begin() as connection:
            driver: Any = connection.connection.driver_connection
            driver.set_progress_handler(cancelled, _STEPS)
            found = [*index_problems(connection), *emotion_problems(connection), *embedding_problems(connection)]
    except TodakError as error:
        found = [error.code]
    except DBAPIError:
        _stop_if(cancelled)  # cut short
        raise
    finally:
        engine.dispose()
    return [f"{path.name}: {finding}" for finding in found]


def _stop_if(cancelled: "Cancel | None") -> None:
    if cancelled is not None and cancelled():
        raise Cancelled()


def _is_of_text_index(problem: str) -> bool:
    """Whether `integrity_check` speaks of the FTS5 table, of which there is one; its pages were seen to be whole."""
    return "integrity_check: fts5" in problem or "for FTS5 table" in problem


def _findings(connection: Any, pragma: str) -> list[str]:
    try:
        rows = connection.execute(f"PRAGMA {pragma}").fetchmany(_FINDINGS)
    except sqlcipher.DatabaseError as error:
        return [f"{pragma}: {_name(error)}"]
    return [f"{pragma}: {' '.join(map(str, row))}" for row in rows if tuple(row) != ("ok",)]


def _name(error: BaseException) -> str:
    return str(getattr(error, "sqlite_errorname", type(error).__name__))
