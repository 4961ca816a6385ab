"""`backup`, `restore`, `compact`, `export`, `import` and the offer of `check`, as processes."""

import json
import os
import signal
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.diary.entry import Entry, Source, Utterance
from app.storage.repository import Diary
from tests.conftest import PASSPHRASE, Todak, open_diary

MOMENT = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)


def entry_with(diary: Diary, text: str) -> Entry:
    entry_id = diary.new_id()
    said = Utterance(diary.new_id(), entry_id, 0, text, Source.TYPED, MOMENT)
    return Entry(entry_id, MOMENT.date(), MOMENT, (said,), is_open=False)


@pytest.fixture
def entries(todak: Todak) -> tuple[Entry, ...]:
    """The diary of `todak`, with two entries."""
    diary, _ = Diary.create(todak.folder, PASSPHRASE)
    with diary:
        made = (entry_with(diary, "첫째 날의 말"), entry_with(diary, "둘째 날의 말"))
        diary.add_entries(made)
    return made


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def test_a_backup_and_back(todak: Todak, entries: tuple[Entry, ...], home: Path, tmp_path: Path) -> None:
    made = todak("backup", "--json")
    assert made.status == 0 and "todak: backup 100%" in made.err
    result = made.json
    folder = Path(result["backup"]["folder"])
    assert folder.parent == home / ".local" / "share" / "todak" / "backups"
    assert (result["utterances"], result["damaged"], result["missing"], result["thinned"]) == (2, [], [], [])
    (listed,) = todak("restore", "--list", "--json").json["backups"]
    assert listed == result["backup"] | {"good": True}
    with open_diary(todak.folder, read_only=False) as diary:
        diary.trash(entries[0].id)
        diary.purge(entries[0].id)
    compared = todak("restore", "--compare", "--json").json
    assert compared["backup"] == str(folder) and not compared["same"]
    assert [(each["entry_id"], each["thrown_away"]) for each in compared["missing"]] == [(entries[0].id, True)]
    assert todak("restore", "--json").json["utterances"] == []
    restored = todak("restore", str(folder), "--entry", entries[0].id, "--json").json
    assert restored["entries"] == [entries[0].id]
    beside = todak("restore", "--beside", str(tmp_path / "beside"), "--json").json
    assert beside == {"backup": str(folder), "folder": str(tmp_path / "beside"), "kept": None}
    with open_diary(tmp_path / "beside") as copy, open_diary(todak.folder) as diary:
        assert copy.entries() == diary.entries()


def test_damage_names_the_backup_and_it_comes_back(todak: Todak, entries: tuple[Entry, ...], tmp_path: Path) -> None:
    folder = Path(todak("backup", "--json").json["backup"]["folder"])
    flip(todak.folder / "diary.db", 100)
    for command in (("check",), ("backup",)):
        failed = todak(*command, "--json")
        assert failed.status == 1
        assert failed.json["error"]["code"] == "diary_damaged" and failed.json["error"]["backup"] == str(folder)
        assert str(folder) in failed.json["error"]["todo"]
    beside = todak("restore", "--beside", str(todak.folder), "--json").json
    assert Path(beside["kept"]).is_dir()
    assert todak("check", "--json").json["healthy"]


@pytest.mark.full
def test_damage_inside_is_told_by_check_and_salvaged(todak: Todak, entries: tuple[Entry, ...], tmp_path: Path) -> None:
    folder = todak("backup", "--json").json["backup"]["folder"]
    flip(todak.folder / "diary.key", 40)
    (todak.folder / "diary.key.previous").unlink(missing_ok=True)
    failed = todak("list", "--json").json["error"]
    assert failed["code"] == "key_damaged" and failed["backup"] == folder
    found = todak("restore", folder, "--salvage", str(tmp_path / "new"), "--json").json
    assert (found["entries"], found["utterances"], found["lost_utterances"]) == (2, 2, [])
    with open_diary(tmp_path / "new") as new:
        assert len(new.entries()) == 2


@pytest.mark.full
def test_nothing_to_restore_from_is_said(todak: Todak, entries: tuple[Entry, ...], tmp_path: Path) -> None:
    for arguments in ((), ("--compare",), (str(tmp_path),)):
        failed = todak("restore", *arguments, "--json")
        assert failed.status == 1 and failed.json["error"]["code"] == "not_a_backup"
    assert todak("restore", "--list", "--json").json["backups"] == []


@pytest.mark.full
def test_a_folder_that_cannot_be_made_is_named(todak: Todak, entries: tuple[Entry, ...], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    failed = todak("backup", "--to", str(tmp_path / "file" / "backups"), "--json")
    assert failed.status == 1 and failed.json["error"]["code"] == "backup_failed"
    assert str(tmp_path / "file") in failed.json["error"]["message"]


def test_compacting_makes_a_backup_first(todak: Todak, entries: tuple[Entry, ...], tmp_path: Path) -> None:
    done = todak("compact", "--json")
    assert done.status == 0 and set(done.json) == {"before", "after", "leftovers", "won", "backed_up"}
    assert "todak: compact 100%" in done.err
    with open_diary(Path(done.json["backed_up"])) as copy:
        assert len(copy.entries()) == 2
    assert todak("compact", "--json").json["backed_up"] is None  # that one is fresh


def test_without_a_backup_only_by_choice(todak: Todak, entries: tuple[Entry, ...], tmp_path: Path, home: Path) -> None:
    made = todak("backup", "--to", str(tmp_path / "usb"), "--json").json["backup"]["folder"]
    with open_diary(todak.folder, read_only=False) as diary:
        diary.trash(entries[0].id)
        diary.purge(entries[0].id)
    place = home / ".local" / "share" / "todak"
    place.mkdir(parents=True, exist_ok=True)
    (place / "backups").write_text("a file where the folder should be")
    restore = ("restore", made, "--entry", entries[0].id)
    for command in (restore, ("compact",)):
        failed = todak(*command, "--json")
        assert failed.status == 1 and failed.json["error"]["code"] == "not_backed_up"
        assert "--no-backup" in failed.json["error"]["todo"]
    with open_diary(todak.folder) as diary:
        assert len(diary.entries()) == 1
    done = todak(*restore, "--no-backup", "--json")
    assert done.json["entries"] == [entries[0].id] and done.json["backed_up"] is None
    assert "백업 없이 이어서 해요." in done.err


def test_ctrl_c_cancels_cleanly(todak: Todak, entries: tuple[Entry, ...], tmp_path: Path) -> None:
    """A backup with many recordings, interrupted once it has told of its progress."""
    with open_diary(todak.folder, read_only=False) as diary:
        for _ in range(300):
            recording = diary.audio.begin(diary.new_id(), MOMENT, MOMENT.date())
            recording.seal()
    process = todak.start("backup", "--to", str(tmp_path / "backups"), "--json")
    assert process.stderr is not None and process.stdout is not None
    for line in process.stderr:
        if b"todak: backup" in line:
            break
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 1 and json.loads(out)["error"]["code"] == "cancelled"
    assert [each for each in os.listdir(tmp_path / "backups") if each != "diary.lock"] == []


def test_export_is_a_deliberate_act_and_import_takes_it_back(
    todak: Todak, entries: tuple[Entry, ...], tmp_path: Path
) -> None:
    file = tmp_path / "diary.json"
    asked = todak("export", str(file))
    assert asked.status == 1 and not file.exists() and "--yes-in-the-clear" in asked.err
    done = todak("export", str(file), "--yes-in-the-clear", "--json")
    assert done.json == {"file": str(file), "utterances": 2, "encrypted": False}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with open_diary(todak.folder, read_only=False) as diary:
        for entry in entries:
            diary.trash(entry.id)
        diary.empty_trash()
    brought = todak("import", str(file), "--json").json
    assert sorted(brought["entries"]) == sorted(entry.id for entry in entries)
    assert todak("import", str(file), "--json").json["utterances"] == []
    file.write_text("{}")
    assert todak("import", str(file), "--json").json["error"]["code"] == "not_an_export"
