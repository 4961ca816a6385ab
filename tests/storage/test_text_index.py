"""The index is kept by whatever changes the words, says so when it is not, and can be made anew."""

import contextlib
import random
from datetime import timedelta
from pathlib import Path

import pytest

from app.diary.embedding import Embedding
from app.storage.check import check_derived
from app.storage.engine import connect
from app.storage.keys import unlock
from app.storage.names import DATABASE_FILE
from app.storage.repository import Diary
from app.storage.text_index import grams
from tests.storage.conftest import DAY, PASSPHRASE, Append, reading
from tests.years import Inventor


def problems(diary: Diary) -> list[str]:
    return check_derived(diary.folder / DATABASE_FILE, diary.key.database_key)


def test_grams_are_characters_pairs_and_initials() -> None:
    assert grams("엄마 a") == {"엄", "마", " ", "a", "엄마", "마 ", " a", "ㅇ", "ㅁ", "ㅇㅁ", "ㅁ "}
    assert grams("") == set()


def test_every_change_of_words_keeps_it_true(diary: Diary, append: Append) -> None:
    first, second, third = (append(text) for text in ("비가 왔다", "Bücher ㅋㅋ", "할머니 댁"))
    fourth = append("우산", new_entry=True, day=DAY - timedelta(days=3))
    diary.edit_text(second.id, "눈이 왔다")
    diary.edit_text(second.id, "눈이 왔다")
    diary.move([third.id], to_date=DAY - timedelta(days=1))
    diary.trash(fourth.entry_id)
    assert problems(diary) == []
    diary.purge(fourth.entry_id)
    diary.add_entries(list(Inventor().days(DAY - timedelta(days=90), DAY - timedelta(days=30))))
    assert problems(diary) == []
    with diary._reading() as connection:
        left = connection.exec_driver_sql("SELECT count(*) FROM text_index WHERE text_index MATCH '\"c6b0zc0b0\"'")
        assert left.scalar_one() == diary.count_hits("우산")  # of the purged entry nothing is left
    assert diary.search("ㅎㅁㄴ ㄷ")[0].utterance_id == third.id and first.id in {
        hit.utterance_id for hit in diary.search("비가")
    }


def test_many_older_entries_are_numbered(diary: Diary, append: Append, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.storage.text_index._STRAYS", 20)
    append("오늘")
    whole = list(Inventor().days(DAY - timedelta(days=60), DAY - timedelta(days=1)))
    random.Random(1).shuffle(whole)
    for start in range(0, len(whole), 20):
        diary.add_entries(whole[start : start + 20])
        with diary._reading() as connection:
            strays = connection.exec_driver_sql("SELECT sum(stray), count(*) FROM text_numbers").one()
        assert strays[0] <= max(20, strays[1] // 10)
    assert problems(diary) == []
    hits = diary.search("다")
    monkeypatch.setattr("app.storage.search._FEW", 0)  # strays, if any, are found by the index
    assert diary.search("다") == hits
    assert [hit.date for hit in hits] == sorted((hit.date for hit in hits), reverse=True) and len(hits) > 40


def test_check_names_a_disagreement_and_rebuilding_mends_it(diary: Diary, append: Append) -> None:
    said = append("비가 왔다")
    append("눈이 왔다")
    diary.set_reading(said.id, reading(), Embedding("model", 0.5, b"\x01\x02"))
    assert diary.check().healthy
    for damage, named in {
        "INSERT INTO text_index (text_index) VALUES ('delete-all')": "text_index",
        "INSERT INTO text_index (rowid, grams) VALUES (1, '61')": "text_index",
        "UPDATE text_numbers SET number = number + 100": "text_index",
        "DELETE FROM text_numbers WHERE number = 1": "text_numbers",
        "UPDATE text_numbers SET entry_id = 'x' WHERE number = 2": "text_numbers",
        "INSERT INTO text_changes VALUES (1, 'a')": "text_numbers",
        "DELETE FROM entry_emotions": "entry_emotions",
        "UPDATE entry_emotions SET emotion = '분노'": "entry_emotions",
        "UPDATE entry_embeddings SET vector = x'0102'": "entry_embeddings",
        "INSERT INTO entry_embeddings VALUES ('x', 'model', 1.0, x'01')": "entry_embeddings",
    }.items():
        with diary.alone() as connection:
            connection.execute(damage)
        found = problems(diary)
        assert found and any(f"diary.db: {named}" in each for each in found), damage
        assert not any("왔다" in each for each in found)
        diary.rebuild_derived()
        assert problems(diary) == [], damage
        assert len(diary.search("왔다")) == 2 == diary.count_hits("ㅇㄷ")


def test_check_of_the_diary_looks_at_it(diary: Diary, append: Append) -> None:
    append("비가 왔다")
    assert not diary.check().only_derived
    with diary.alone() as connection:
        connection.execute("DELETE FROM text_numbers")
    report = diary.check()
    assert not report.healthy and "text_numbers" in report.problems[0] and report.only_derived
    (diary.folder / "diary.key.previous").write_bytes(b"{}")
    report = diary.check()
    assert len(report.derived) == 2 and len(report.problems) == 3 and not report.only_derived


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE text_index_data SET block = zeroblob(40) WHERE id > 10",
        "DELETE FROM text_index_data WHERE id > 10",
        "UPDATE text_index_data SET block = zeroblob(3)",
        "DELETE FROM text_index_idx",
    ],
)
def test_an_index_that_sqlite_cannot_follow_is_told_apart_and_made_anew(
    diary: Diary, append: Append, folder: Path, damage: str
) -> None:
    for number in range(200):
        append(f"{number}번째로 비가 왔다")
    diary.close()
    key = unlock(folder, PASSPHRASE)
    with contextlib.closing(connect(folder / DATABASE_FILE, key.database_key, read_only=False)) as connection:
        assert connection.execute(damage).rowcount > 0
    with Diary.open(folder, PASSPHRASE) as opened:
        report = opened.check()
        assert report.only_derived and report.utterances == 200
        opened.rebuild_derived()
        assert opened.check().healthy and len(opened.search("비가")) == 200
