"""`init`, and the commands that read a diary: the shapes that other tools are built on."""

import contextlib
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from app.diary.emotion import EMOTIONS
from app.storage.engine import connect
from app.storage.keys import unlock
from app.storage.repository import Diary
from tests.conftest import PASSPHRASE, Todak

NAMES = [emotion.value for emotion in EMOTIONS]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A diary with two entries on one day and one on another, and their ids in the order they were written."""
    place = tmp_path_factory.mktemp("said")
    (place / "passphrase").write_text(PASSPHRASE, encoding="utf-8")
    todak = Todak(place / "diary", place / "passphrase")
    diary, _ = Diary.create(todak.folder, PASSPHRASE)
    diary.close()
    entries = []
    for text, options in (
        ("시험을 망쳐서 속상하다. 그래도 친구가 안아 줬다.", ["--date", "2026-11-03"]),
        ("동네 뒷산에 올랐다 😀", ["--date", "2026-11-03", "--new-entry"]),
        ("할머니 댁에서 감을 땄다.", ["--date", "2026-10-31"]),
    ):
        entries.append(todak("hear", "--text", "-", "--json", *options, stdin=text + "\n").json["entry"])
    return todak.folder, entries


@pytest.fixture
def written(todak: Todak, said: tuple[Path, list[str]]) -> list[str]:
    """The same, in the folder of `todak`."""
    folder, entries = said
    shutil.copytree(folder, todak.folder)
    return entries


def test_list_show_search_stats(todak: Todak, written: list[str]) -> None:
    listed = todak("list", "--json").json["entries"]
    assert [each["id"] for each in listed] == [written[1], written[0], written[2]]
    assert all(set(each) == {"id", "date", "title", "utterances", "emotion", "score"} for each in listed)
    assert listed[0]["title"] == "동네 뒷산에 올랐다 😀" and listed[0]["utterances"] == 1

    [shown] = todak("show", written[0], "--json").json["entries"]
    [utterance] = shown["utterances"]
    assert utterance["source"] == "typed" and not utterance["audio"] and utterance["words"] == []
    assert [sentence["text"] for sentence in utterance["sentences"]] == [
        "시험을 망쳐서 속상하다.",
        "그래도 친구가 안아 줬다.",
    ]
    assert datetime.fromisoformat(utterance["started_at"]).utcoffset() is not None
    assert len(todak("show", "2026-11-03", "--json").json["entries"]) == 2
    assert todak("show", "2020-01-01", "--json").json == {"entries": []}
    missing = todak("show", "no-such-id", "--json")
    assert missing.status == 1 and missing.json["error"]["code"] == "not_found"

    found = todak("search", "산", "--json").json
    assert (found["query"], found["count"]) == ("산", 1)
    [hit] = found["hits"]
    assert [hit["text"][start:end] for start, end in hit["spans"]] == ["산"]
    assert todak("search", "%", "--json").json["count"] == 0
    assert todak("search", "ㅅㅎ", "--json").json["hits"][0]["spans"] == [[0, 2], [9, 11]]  # 시험, 상하
    narrow = todak("search", "ㄷ", "--from", "2026-11-01", "--to", "2026-11-03", "--limit", "1", "--json").json
    assert narrow["count"] == 2 and [hit["entry_id"] for hit in narrow["hits"]] == [written[1]]
    assert todak("search", ".", "--with-audio", "--person", "가족", "--score", "3", "--json").json["count"] == 0

    [alike, _] = todak("similar", written[0], "--json").json["entries"]
    assert set(alike) == {"id", "date", "opening", "emotion", "similarity"} and 0 < alike["similarity"] < 1
    of_day = todak("similar", "2026-11-03", "--json").json["entries"]
    assert [each["id"] for each in of_day] == [written[2]]
    assert todak("similar", "no-such-id", "--json").json["error"]["code"] == "not_found"

    month = todak("stats", "--month", "2026-11", "--json").json
    assert month["period"] == "2026-11" and [day["date"] for day in month["days"]] == ["2026-11-03"]
    assert list(month["days"][0]["shares"]) == NAMES and month["days"][0]["count"] == 2
    assert sum(month["days"][0]["shares"].values()) == pytest.approx(1, abs=2e-3)
    year = todak("stats", "--year", "2026", "--json").json
    assert [day["date"] for day in year["days"]] == ["2026-10-31", "2026-11-03"]
    assert todak("stats", "--month", "2020-01", "--json").json == {"period": "2020-01", "days": []}


def test_people_get_tables(todak: Todak, written: list[str]) -> None:
    for command in (["list"], ["show", "2026-11-03"], ["search", "산"], ["stats", "--year", "2026"]):
        finished = todak(*command)
        assert finished.status == 0 and "2026-11-03" in finished.out.decode() and b"{" not in finished.out, command


def test_init_gives_the_recovery_key_to_a_file_and_never_to_stdout(todak: Todak, tmp_path: Path) -> None:
    file = tmp_path / "recovery.txt"
    finished = todak("init", "--json", "--recovery-file", file)
    assert finished.status == 0 and finished.json["recovery_file"] == str(file)
    key = file.read_text().strip()
    assert file.stat().st_mode & 0o777 == 0o600
    assert key.encode() not in finished.out and key not in finished.err
    again = todak("init", "--json")
    assert again.status == 1 and again.json["error"]["code"] == "diary_exists"
    shown = tmp_path / "again.txt"
    assert todak("recovery-key", "--recovery-file", shown).status == 0
    assert shown.read_text().strip() == key


def test_check_names_the_damage(todak: Todak, written: list[str]) -> None:
    assert todak("check", "--json").json["healthy"]
    database = todak.folder / "diary.db"
    content = bytearray(database.read_bytes())
    content[-2000] ^= 1
    database.write_bytes(content)
    finished = todak("check", "--json")
    assert finished.status == 1 and finished.json["error"]["code"] == "diary_damaged"


def test_a_damaged_index_is_made_anew(todak: Todak, written: list[str]) -> None:
    key = unlock(todak.folder, PASSPHRASE).database_key
    with contextlib.closing(connect(todak.folder / "diary.db", key, read_only=False)) as connection:
        assert connection.execute("DELETE FROM text_index_data WHERE id > 10").rowcount
        assert connection.execute("UPDATE entry_emotions SET emotion = '중립'").rowcount
    found = todak("check", "--json")
    assert found.status == 1 and found.json["error"]["code"] == "derived_damaged" and not found.json["rebuilt"]
    assert "--rebuild" in found.json["error"]["todo"]
    mended = todak("check", "--rebuild", "--json")
    assert mended.status == 0 and mended.json["healthy"] and mended.json["rebuilt"]
    assert todak("search", "할머니", "--json").json["count"] == 1


def test_doctor_tells_what_is_there(todak: Todak) -> None:
    report = todak("doctor", "--json").json
    found = {finding["name"]: finding["ok"] for finding in report["findings"]}
    assert found["recogniser"] and found["voice"] and found["emotion model"]
    assert report["versions"]["vosk"] == "0.3.45"
