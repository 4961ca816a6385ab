"""`kill -9` at random moments of every operation: the diary opens, is whole, and has every acknowledged word."""

import random
import shutil
import time
from collections import Counter
from pathlib import Path

import pytest

from app.storage.keys import DataKey
from tests.storage.faults import Server, serving
from tests.storage.operations import EXPORT, OPERATIONS
from tests.storage.test_faults import Diaries, diaries

__all__ = ["diaries"]

SEED = 20261121
KILLS = 300
LONGEST = 2.5  # times what the operation takes, opening and closing included


def killed(server: Server, diaries: Diaries, place: Path, name: str, rounds: int) -> Counter[str]:
    """Kill an operation that goes on and on, again and again on one diary; returns what it had acknowledged."""
    chance = random.Random(f"{SEED} {name}")
    source, key, before = diaries[name]
    folder = place / name / "diary"
    took = duration(server, Path(shutil.copytree(source, place / "timed" / name / "diary")), key, name)
    acknowledged = Counter[str]()
    for number in range(rounds):
        if not folder.exists() or name == "migrating":  # once migrated it would not be done again
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(source, folder)
            expected = before.copy()
        outcome = server.run(name, folder, key, seed=number, kill_after=chance.uniform(0, LONGEST * took))
        assert outcome.ended == "killed", outcome.ended
        acknowledged.update(line[0] for line in outcome.told)
        try:
            expected.hear(outcome.told)
            expected.assert_met(folder, key)
        except BaseException as error:
            error.add_note(f"{name}: kill number {number}")
            raise
        expected.backups, expected.exported = [], set()
        (place / name / EXPORT).unlink(missing_ok=True)
        shutil.rmtree(place / name / "backups", ignore_errors=True)
    return acknowledged


def duration(server: Server, folder: Path, key: DataKey, name: str) -> float:
    """How many seconds an operation takes on this machine, busy as it is."""
    begun = time.monotonic()
    assert server.run(name, folder, key).ended == "done"
    return time.monotonic() - begun


def test_killed_in_every_operation(diaries: Diaries, tmp_path: Path) -> None:
    with serving() as server:
        for name in OPERATIONS:
            killed(server, diaries, tmp_path, name, 2)


@pytest.mark.full
def test_killed_three_hundred_times(diaries: Diaries, tmp_path: Path) -> None:
    share, rest = divmod(KILLS, len(OPERATIONS))
    with serving() as server:
        for number, name in enumerate(OPERATIONS):
            rounds = share + (number < rest)
            told = killed(server, diaries, tmp_path, name, rounds)
            assert told, f"{name} never came to anything"
            print(f"{name} | {rounds} | {dict(told)}", flush=True)
