"""Diaries that earlier versions wrote, as committed: they open, and hold what they held."""

import hashlib
import shutil
from datetime import date
from pathlib import Path

import pytest

from app import __version__
from app.diary.emotion import Emotion
from app.diary.entry import Person, Source
from app.storage.engine import connect
from app.storage.keys import unlock
from app.storage.migrations import migrate, schema_of
from app.storage.passphrase import read_passphrase_file
from app.storage.repository import Diary
from app.storage.schema import SCHEMA

DIARIES = Path(__file__).resolve().parents[1] / "fixtures" / "diaries"


ALL = ("schema1", "schema2")


def copied(name: str, tmp_path: Path) -> Path:
    """A copy of a committed diary."""
    return Path(shutil.copytree(DIARIES / name, tmp_path / "diary"))


@pytest.fixture
def schema1(tmp_path: Path) -> Path:
    return copied("schema1", tmp_path)


@pytest.fixture
def schema2(tmp_path: Path) -> Path:
    return copied("schema2", tmp_path)


@pytest.mark.parametrize("name", ALL)
def test_as_committed_they_are_checkpointed_and_private(name: str) -> None:
    names = {path.name for path in (DIARIES / name).iterdir()}
    assert names - {"diary.mark"} == {"README.md", "audio", "diary.db", "diary.key", "passphrase.txt"}


def test_schema_1_opens(schema1: Path) -> None:
    passphrase = read_passphrase_file(schema1 / "passphrase.txt")
    with Diary.open(schema1, passphrase) as diary:
        assert diary.check().healthy
        entries = diary.entries()
        assert [entry.date.day for entry in entries] == [7, 5, 4, 3]
        spoken, oldest = entries[0].utterances[0], entries[-1]
        assert [each.text for each in oldest.utterances] == [
            "아침에 공원에서 다람쥐를 봤다. 정말 귀여웠다.",
            "저녁에는 엄마와 만두를 빚었다.",
        ]
        assert (oldest.score, oldest.felt, oldest.people, oldest.tags, oldest.is_open) == (
            5,
            (Emotion.JOY, Emotion.NEUTRAL),
            (Person.FAMILY,),
            ("만두", "공원"),
            False,
        )
        assert [day.emotion for day in diary.days()] == [Emotion.JOY, Emotion.ANXIETY, Emotion.JOY, Emotion.JOY]
        assert [entry.date.day for entry in diary.trashed()] == [6]
        assert (spoken.source, spoken.duration, spoken.recovered, spoken.felt) == (Source.VOICE, 1.2, True, Emotion.JOY)
        assert [word.text for word in spoken.words] == ["오늘", "맑음"] and spoken.reading is None
        assert diary.unfinished() == [spoken]
        assert diary.draft() == "쓰다 만 글"
        assert [hit.text for hit in diary.search("ppt")] == ["발표가 끝났다! PPT도 잘 넘어갔다 🐿️"]
        info = diary.audio.info(spoken.id)
        assert (info.seconds, info.sealed, info.day) == (1.2, True, date(2026, 10, 7))
        pcm = b"".join(diary.audio.read(spoken.id))
        assert hashlib.sha256(pcm).hexdigest() == "1e179b5d9c63a5cbbb8e797f55906a6c58c9f417b8b2a90ef2b6a963a41cd37c"


@pytest.mark.parametrize("name", ALL)
def test_after_migrations_all_have_the_schema_of_today(name: str, tmp_path: Path) -> None:
    fresh, _ = Diary.create(tmp_path / "fresh", "x")
    old = Diary.open(copied(name, tmp_path), read_passphrase_file(DIARIES / name / "passphrase.txt"))
    shapes = []
    for diary in (fresh, old):
        with diary, diary._reading() as connection:
            shapes.append(set(connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master")))
    assert shapes[0] == shapes[1] and len(shapes[0]) > 10


def rows(path: Path, key: bytes) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, but for those of the text index."""
    connection = connect(path, key, read_only=True)
    try:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        names = [name for (name,) in tables if not name.startswith(("text_", "sqlite_"))]
        return {name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=str) for name in names}
    finally:
        connection.close()


def test_migrating_schema_1_changes_no_row(schema1: Path) -> None:
    path = schema1 / "diary.db"
    key = unlock(schema1, read_passphrase_file(schema1 / "passphrase.txt")).database_key
    size = path.stat().st_size
    assert schema_of(path, key)[0] == 1
    before = rows(path, key)
    assert migrate(path, key)
    after, backup = rows(path, key), path.with_name("diary.db.schema1")
    assert (schema_of(backup, key)[0], backup.stat().st_size) == (1, size)
    assert rows(backup, key) == before
    old, new = (dict(table.pop("meta")) for table in (before, after))  # type: ignore[arg-type]
    assert (old.pop("schema"), new.pop("schema")) == ("1", str(SCHEMA))
    assert (old.pop("written_by"), new.pop("written_by")) == ("0.1.0", __version__)
    assert old == new
    assert {name: after.pop(name) for name in before} == before and sum(map(len, before.values())) > 20
    assert after["edits"] == after["embeddings"] == []


def test_what_schema_1_said_is_found_after_migrating(schema1: Path) -> None:
    with Diary.open(schema1, read_passphrase_file(schema1 / "passphrase.txt")) as diary:
        with diary._reading() as connection:
            numbered = connection.exec_driver_sql("SELECT utterance_id FROM text_numbers").scalars().all()
        assert set(numbered) == diary.utterance_ids() and len(numbered) == 6
        for words in ("다람쥐", "만두", "발표", "ppt", "오늘 맑음"):
            assert diary.count_hits(words) > 0
        said = diary.entries()[-1].utterances[0]
        diary.edit_text(said.id, "아침에 공원에서 청설모를 봤다.")
        assert [edit.text for edit in diary.history(said.id)] == [said.text]
        assert diary.count_hits("다람쥐") == 0 and diary.count_hits("청설모") == 1


def test_schema_2_opens(schema2: Path) -> None:
    passphrase = read_passphrase_file(schema2 / "passphrase.txt")
    assert schema_of(schema2 / "diary.db", unlock(schema2, passphrase).database_key)[0] == 2
    with Diary.open(schema2, passphrase) as diary:
        assert diary.check().healthy
        said = {entry.date.day: [each.text for each in entry.utterances] for entry in diary.entries()}
        assert said == {
            2: ["두루미를 보러 철원에 갔다.", "손이 시려서 혼났지만 참 좋았다.", "아빠가 칼국수를 끓여 주셨다."],
            3: ["우산을 잃어버렸다."],
            5: ["전화기도 두고 왔다."],
            6: ["오늘 흐림"],
        }
        merged = diary.entries_on(date(2026, 11, 2))[0]
        assert (merged.score, merged.felt, merged.people, merged.tags) == (
            5,
            (Emotion.JOY,),
            (Person.FAMILY,),
            ("칼국수",),
        )
        umbrella = diary.entries_on(date(2026, 11, 3))[0].utterances[0]
        assert umbrella.felt is Emotion.ANGER and umbrella.reading is not None
        assert [edit.text for edit in diary.history(umbrella.id)] == [
            "우산을 지하철에 두고 내렸다.",
            "우산을 잃어버렸다.",
            "우산을 또 잃어버렸다.",
        ]
        [thrown] = diary.trashed()
        assert [each.text for each in thrown.utterances] == ["이 줄은 지운다."]
        assert diary.count_hits("두루미") == 1 and diary.count_hits("ㄷㄹㅁ") == 1 and diary.count_hits("영영") == 0
        with diary._reading() as connection:
            models = connection.exec_driver_sql("SELECT model, count(*) FROM embeddings GROUP BY model").all()
        assert [tuple(row) for row in models] == [("fixture encoder 2", 6)]
        [spoken] = diary.entries_on(date(2026, 11, 6))[0].utterances
        assert (spoken.duration, [word.text for word in spoken.words]) == (0.4, ["오늘", "흐림"])
        pcm = b"".join(diary.audio.read(spoken.id))
        assert hashlib.sha256(pcm).hexdigest() == "104d4b4ee165fbab195681642f1dd9c4d6b0b391fe0d2ecdff3c41b2a4d7f6d9"
        assert diary.draft() == "쓰다 만 글"


def test_schema_1_is_written_in(schema1: Path) -> None:
    with Diary.open(schema1, read_passphrase_file(schema1 / "passphrase.txt")) as diary:
        before = diary.entries()[0].utterances[0]
        diary.append("이어서", Source.TYPED, started_at=before.started_at, day=date(2026, 10, 7))
        assert len(diary.entries()[0].utterances) == 2
        assert diary.check().healthy
