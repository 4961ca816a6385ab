"""Diaries that earlier versions wrote, as committed: they open, and hold what they held."""

import hashlib
import shutil
from datetime import date
from pathlib import Path

import pytest

from app.diary.emotion import Emotion
from app.diary.entry import Person, Source
from app.storage import Diary, read_passphrase_file
from app.storage.migrations import schema_of

DIARIES = Path(__file__).resolve().parents[1] / "fixtures" / "diaries"


@pytest.fixture
def schema1(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DIARIES / "schema1", tmp_path / "diary"))


def test_schema_1_as_committed_is_checkpointed_and_private() -> None:
    names = {path.name for path in (DIARIES / "schema1").iterdir()}
    assert names == {"README.md", "audio", "diary.db", "diary.key", "passphrase.txt"}


def test_schema_1_opens(schema1: Path) -> None:
    passphrase = read_passphrase_file(schema1 / "passphrase.txt")
    with Diary.open(schema1, passphrase, read_only=True) as diary:
        assert schema_of(schema1 / "diary.db", diary._key.database_key)[0] == 1
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


def test_schema_1_after_migrations_is_the_schema_of_today(schema1: Path, tmp_path: Path) -> None:
    fresh, _ = Diary.create(tmp_path / "fresh", "x")
    old = Diary.open(schema1, read_passphrase_file(schema1 / "passphrase.txt"))
    shapes = []
    for diary in (fresh, old):
        with diary, diary._reading() as connection:
            shapes.append(set(connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master")))
    assert shapes[0] == shapes[1] and len(shapes[0]) > 10


def test_schema_1_is_written_in(schema1: Path) -> None:
    with Diary.open(schema1, read_passphrase_file(schema1 / "passphrase.txt")) as diary:
        before = diary.entries()[0].utterances[0]
        diary.append("이어서", Source.TYPED, started_at=before.started_at, day=date(2026, 10, 7))
        assert len(diary.entries()[0].utterances) == 2
        assert diary.check().healthy
