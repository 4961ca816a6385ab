"""kill -9 in the middle of writing: what was acknowledged is there, whole."""

import random
import shutil
import time
from pathlib import Path

import pytest

from app.storage.engine import connect
from app.storage.repository import Diary
from tests.storage.conftest import PASSPHRASE, Append, start_child

ROUNDS = 5

# Says on stdout what is durable, the moment it is.
WRITER = """
import random, sys
from pathlib import Path
from app.diary.entry import Care, Reply, ReplyKind, Source
from app.storage.repository import Diary
from tests.storage.conftest import DAY, MOMENT, reading
diary = Diary.open(Path(sys.argv[1]), sys.argv[2])
chance = random.Random(int(sys.argv[3]))
print("ready")
number = 0
while True:
    number += 1
    match chance.randrange(6):
        case 0 | 1:
            said = diary.append(f"말 {number} " * chance.randrange(1, 200), Source.TYPED, started_at=MOMENT, day=DAY,
                                new_entry=chance.random() < 0.1)
            print("said", said.id, len(said.text))
        case 2:
            diary.save_draft(f"초안 {number}")
            print("draft", number)
        case 3:
            for said in diary.unfinished()[:2]:
                diary.set_reading(said.id, reading())
                diary.set_reply(said.id, Reply("네", ReplyKind.COMFORT, Care.NONE, "t 1"))
                print("read", said.id)
        case 4:
            if diary.entries():
                diary.set_tags(diary.entries()[0].id, [f"{number}", "꼬리표"])
        case 5:
            writer = diary.audio.begin(diary.new_id(), MOMENT, DAY)
            identifier = diary.audio.ids()[-1]
            for half in range(chance.randrange(1, 5)):
                writer.write(chance.randbytes(16_000))
                print("sound", identifier, half + 1)
            if chance.random() < 0.7:
                writer.seal()
                print("sealed", identifier)
            else:
                writer.leave()
"""

REKEYER = """
import sys
from pathlib import Path
from app.storage.repository import Diary
diary = Diary.open(Path(sys.argv[1]), sys.argv[2])
print("ready")
for number in range(1_000_000):
    print("next", number)
    diary.set_passphrase(f"암호 {number}")
    print("set", number)
"""


def kill_after(code: str, seconds: float, *arguments: object) -> list[list[str]]:
    """Run `code`, kill it `seconds` after it is ready; the whole lines that it said."""
    with start_child(code, *arguments) as child:
        assert child.stdout is not None and child.stdout.readline() == "ready\n"
        time.sleep(seconds)
        child.kill()
        return [line.split() for line in child.stdout.read().split("\n")[:-1]]


def check_round(folder: Path, said: list[list[str]]) -> None:
    with Diary.open(folder, PASSPHRASE) as diary:
        report = diary.check()
        assert report.healthy, report.problems
        utterances = {each.id: each for entry in diary.entries() for each in entry.utterances}
        for what, *rest in said:
            if what == "said":
                assert len(utterances[rest[0]].text) == int(rest[1])
            elif what == "read":
                assert utterances[rest[0]].reading and utterances[rest[0]].reply
            elif what == "sound":
                assert diary.audio.info(rest[0]).seconds >= int(rest[1]) * 0.5
            elif what == "sealed":
                assert diary.audio.info(rest[0]).sealed
        drafts = [int(rest[0]) for what, *rest in said if what == "draft"]
        if drafts:
            draft = diary.draft()
            assert draft is not None and int(draft.split()[1]) >= drafts[-1]
        for entry in diary.entries():
            assert entry.utterances and [each.position for each in entry.utterances] == list(
                range(len(entry.utterances))
            )


@pytest.mark.parametrize("rounds", [ROUNDS, pytest.param(100, marks=pytest.mark.full)])
def test_killed_while_writing(folder: Path, rounds: int) -> None:
    chance = random.Random(21)
    acknowledged: list[list[str]] = []
    for number in range(rounds):
        told = kill_after(WRITER, chance.uniform(0, 0.5), folder, PASSPHRASE, number)
        check_round(folder, acknowledged + told)
        acknowledged += [each for each in told if each[0] != "draft"]  # the next round writes another draft
    assert {each[0] for each in acknowledged} >= {"said", "read", "sound", "sealed"}
    assert sum(each[0] == "said" for each in acknowledged) > rounds


def test_killed_while_the_passphrase_changes(folder: Path, recovery_key: str, tmp_path: Path) -> None:
    chance = random.Random(22)
    for number in range(4):
        copy = Path(shutil.copytree(folder, tmp_path / f"copy{number}"))
        told = kill_after(REKEYER, chance.uniform(0.1, 0.9), copy, PASSPHRASE)
        last_set = max((int(rest[0]) for what, *rest in told if what == "set"), default=-1)
        openers = [PASSPHRASE if last_set < 0 else f"암호 {last_set}", f"암호 {last_set + 1}"]
        opened = 0
        for passphrase in openers:
            try:
                Diary.open(copy, passphrase).close()
                opened += 1
            except Exception as error:  # noqa: BLE001 (counted below)
                assert type(error).__name__ == "WrongPassphrase"
        assert opened == 1
        with Diary.open_with_recovery_key(copy, recovery_key) as diary:
            assert diary.check().healthy


@pytest.mark.parametrize("read_only", [False, True])
def test_a_rollback_journal_that_a_crash_left_is_rolled_back(
    folder: Path, diary: Diary, append: Append, tmp_path: Path, read_only: bool
) -> None:
    """A migration gives up the -wal for a moment; killed then, only a connection that writes can read the diary."""
    for number in range(40):
        append(f"{number}번째 말 " * 100)
    key = diary.key.database_key
    diary.close()
    connection = connect(folder / "diary.db", key, read_only=False)
    assert connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0] == "delete"
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE utterances SET text = 'half written'")  # more than the cache holds: into the file
    crashed = Path(shutil.copytree(folder, tmp_path / "crashed"))
    connection.execute("ROLLBACK")
    connection.close()
    assert (crashed / "diary.db-journal").stat().st_size > 4_096
    with Diary.open(crashed, PASSPHRASE, read_only=read_only) as opened:
        assert [each.text for each in opened.entries()[0].utterances] == [f"{n}번째 말 " * 100 for n in range(40)]
        assert opened.check().healthy
    assert not (crashed / "diary.db-journal").exists()
