"""The Nth write of every operation fails: the diary opens, is whole, has every acknowledged word; the error is ours."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import TodakError
from app.storage import keys
from app.storage.keys import DataKey
from app.storage.passphrase import read_passphrase_file
from tests.argon2_cost import argon2_cost
from tests.storage.conftest import PASSPHRASE
from tests.storage.faults import CALLS, FAULTS, LIMIT, Outcome, Server, serving
from tests.storage.operations import CHEAP, OPERATIONS, SCHEMA_1, Expected, make_diary

SEED = 20261121
SAMPLE = 6  # of each operation, in the default run

Diaries = dict[str, tuple[Path, DataKey, Expected]]


@pytest.fixture(scope="module")
def diaries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Diaries]:
    """For each operation the diary that it begins with, and what must be in it."""
    place = tmp_path_factory.mktemp("diaries")
    with argon2_cost(CHEAP):
        key = make_diary(place / "today")
        shutil.copytree(SCHEMA_1, place / "schema1")
        passphrase = read_passphrase_file(place / "schema1" / "passphrase.txt")
        old_key = keys.unlock(place / "schema1", passphrase)
        keys.set_passphrase(place / "schema1", old_key, PASSPHRASE)
        today = (place / "today", key, Expected.of(place / "today", key))
        old = (place / "schema1", old_key, Expected.of(place / "schema1", old_key))
        yield {name: old if name == "migrating" else today for name in OPERATIONS}


@pytest.fixture(scope="module")
def places(diaries: Diaries, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[str, int]]]:
    """Every system call of each operation that can fail: its kind and its number among those."""
    with serving("EIO") as server:
        calls = {name: attempt(server, diaries, tmp_path_factory.mktemp("calls"), name).calls for name in OPERATIONS}
    return {
        name: [(call, nth) for call, count in counts.items() for nth in range(1, count + 1)]
        for name, counts in calls.items()
    }


def attempt(server: Server, diaries: Diaries, place: Path, name: str, call: str | None = None, nth: int = 0) -> Outcome:
    """Run an operation on a copy, fail one call of it, and look at what is left."""
    source, key, before = diaries[name]
    folder = Path(shutil.copytree(source, place / name / "diary"))
    outcome = server.run(name, folder, key, seed=nth, call=call, nth=nth)
    try:
        assert "Traceback" not in outcome.ended, outcome.ended
        assert outcome.was_hit or outcome.ended == "done"
        expected = before.copy()
        expected.hear(outcome.told)
        expected.assert_met(folder, key)
        assert not list((place / name).glob(".*"))  # a temporary file, in the clear perhaps
    except BaseException as error:
        error.add_note(f"{name}: {call} number {nth}")
        raise
    shutil.rmtree(place / name)
    return outcome


@pytest.mark.parametrize("fault", FAULTS)
def test_some_calls_of_every_operation_fail(
    diaries: Diaries, places: dict[str, list[tuple[str, int]]], tmp_path: Path, fault: str
) -> None:
    chance = random.Random(f"{SEED} {fault}")
    with serving(fault) as server:
        refused = 0
        for name in OPERATIONS:
            for call, nth in chance.sample(places[name], SAMPLE // len(FAULTS)):
                refused += attempt(server, diaries, tmp_path, name, call, nth).ended != "done"
        assert refused


@pytest.mark.full
@pytest.mark.parametrize("fault", FAULTS)
def test_every_call_of_every_operation_fails(diaries: Diaries, tmp_path: Path, fault: str) -> None:
    failures: list[str] = []
    with serving(fault) as server:
        for name in OPERATIONS:
            failed, refused = 0, 0
            for call in CALLS:
                for nth in range(1, LIMIT):
                    try:
                        outcome = attempt(server, diaries, tmp_path / f"{call} {nth}", name, call, nth)
                    except (AssertionError, TodakError) as error:
                        failures.append(f"{error} {' '.join(error.__notes__)}")
                        continue
                    if not outcome.was_hit:
                        break
                    failed += 1
                    refused += outcome.ended != "done"
            assert refused
            print(f"{fault} | {name} | {failed} | {refused}", flush=True)
    assert not failures, "\n".join(failures)
