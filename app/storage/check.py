"""Is everything in the diary whole? Looking changes nothing."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from app.errors import NotFound, TodakError
from app.storage.audio import AudioJournal
from app.storage.engine import DATABASE_FILE, connect
from app.storage.key_file import KEY_FILE
from app.storage.keys import PREVIOUS_FILE, DataKey, verify_key_file

_FINDINGS = 20  # of each check: a broken file can have thousands


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found. Orphaned and unsealed recordings are what a crash leaves: they can be recovered."""

    problems: tuple[str, ...]  # "file: what was found", never diary text
    utterances: int
    recordings: int
    orphans: tuple[str, ...]  # recordings without an utterance
    unsealed: tuple[str, ...]  # recordings that were cut off, or are being made now

    @property
    def healthy(self) -> bool:
        """Nothing is damaged or missing."""
        return not self.problems


def check_diary(folder: Path, key: DataKey, audio: AudioJournal) -> CheckReport:
    """Check the key files, every page and row of the database, and every recording."""
    problems = check_keys(folder, key)
    found, with_audio = check_database(folder / DATABASE_FILE, key.database_key)
    problems += found
    unsealed = []
    recorded = audio.ids()
    for utterance_id in recorded:
        try:
            for _ in audio.read(utterance_id):
                continue
            if not audio.info(utterance_id).sealed:
                unsealed.append(utterance_id)
        except NotFound:
            continue  # discarded or deleted since it was listed
        except TodakError as error:
            problems.append(f"audio/{utterance_id}: {error.code}")
    missing = [each for each, has_audio in with_audio.items() if has_audio and each not in set(recorded)]
    problems += [f"audio/{each}: missing" for each in missing]
    return CheckReport(
        problems=tuple(problems),
        utterances=len(with_audio),
        recordings=len(recorded),
        orphans=tuple(each for each in recorded if each not in with_audio),
        unsealed=tuple(unsealed),
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


def check_database(path: Path, key: bytes) -> tuple[list[str], dict[str, bool]]:
    """What is wrong with the database, and which utterances it has (id to whether it has a recording).

    `cipher_integrity_check` authenticates every page of the file, `integrity_check` follows every tree and index,
    `foreign_key_check` every reference.
    """
    problems: list[str] = []
    with_audio: dict[str, bool] = {}
    try:
        connection = connect(path, key, read_only=True)
        try:
            for pragma in ("cipher_integrity_check", "integrity_check", "foreign_key_check"):
                problems += [f"{path.name}: {finding}" for finding in _findings(connection, pragma)]
            for utterance_id, has_audio in connection.execute("SELECT id, has_audio FROM utterances"):
                with_audio[utterance_id] = bool(has_audio)
        finally:
            connection.close()
    except sqlcipher.Error as error:
        problems.append(f"{path.name}: {_name(error)}")
    return problems, with_audio


def _findings(connection: Any, pragma: str) -> list[str]:
    try:
        rows = connection.execute(f"PRAGMA {pragma}").fetchmany(_FINDINGS)
    except sqlcipher.DatabaseError as error:
        return [f"{pragma}: {_name(error)}"]
    return [f"{pragma}: {' '.join(map(str, row))}" for row in rows if tuple(row) != ("ok",)]


def _name(error: BaseException) -> str:
    return str(getattr(error, "sqlite_errorname", type(error).__name__))
