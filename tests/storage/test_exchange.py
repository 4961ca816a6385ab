"""Our own JSON: everything but recordings goes out and comes back, once; what is none of ours is refused."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from app.diary.emotion import Emotion
from app.diary.entry import Care, Person, Reply, ReplyKind, Source, Word
from app.errors import DiaryNewer, NotAnExport, StorageError
from app.storage.additions import read_all
from app.storage.exchange import export_json, import_json
from app.storage.repository import Diary
from tests.storage.conftest import DAY, MOMENT, Append, reading


@pytest.fixture
def lived(diary: Diary, append: Append) -> Diary:
    """A diary with something in every table."""
    said = append("ㅋㅋ “따옴표” \\ \0 🐰 \u2028", Source.VOICE, words=[Word("ㅋㅋ", 0.0, 0.5, 0.9)], duration=1.5)
    diary.edit_text(said.id, "고친 말 CAFÉ")
    diary.set_reading(said.id, reading())
    diary.set_reply(said.id, Reply("들려줘서 고마워요.", ReplyKind.COMFORT, Care.SOFT, "comfort-test 1"))
    diary.correct(said.id, Emotion.ANGER)
    diary.set_felt(said.entry_id, [Emotion.JOY])
    diary.set_people(said.entry_id, [Person.FAMILY])
    diary.set_tags(said.entry_id, ["산책", "비"])
    diary.set_score(said.entry_id, 5)
    diary.trash(append("휴지통의 말", new_entry=True).entry_id)
    diary.save_draft("쓰다 만 말")
    return diary


@pytest.fixture
def empty(tmp_path: Path) -> Diary:
    """Another diary, with keys of its own."""
    other, _ = Diary.create(tmp_path / "other", "다른 암호")
    return other


def content(diary: Diary) -> dict[str, list[dict[str, Any]]]:
    with diary._reading() as connection:
        return read_all(connection)


def test_a_whole_diary_goes_out_and_comes_back(lived: Diary, empty: Diary, tmp_path: Path) -> None:
    file = tmp_path / "diary.json"
    assert export_json(lived, file) == 2
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "고친 말" in file.read_text(encoding="utf-8")
    with empty:
        added = import_json(empty, file)
        assert len(added.entries) == len(added.utterances) == 2
        assert content(empty) == content(lived)
        assert empty.entries() == lived.entries() and empty.trashed() == lived.trashed()
        assert empty.check().healthy and len(empty.search("café")) == 1
        again = import_json(empty, file)
        assert again.entries == again.utterances == again.histories == ()
        assert content(empty) == content(lived)


def test_what_is_there_stays_and_other_words_go_into_the_history(lived: Diary, tmp_path: Path) -> None:
    file = tmp_path / "diary.json"
    export_json(lived, file)
    (entry,) = lived.entries()
    lived.set_tags(entry.id, ["여기"])
    document = json.loads(file.read_text(encoding="utf-8"))
    document["utterances"][0]["text"] = "저쪽에서 고친 말"
    file.write_text(json.dumps(document), encoding="utf-8")
    before = lived.utterance(document["utterances"][0]["id"])
    assert import_json(lived, file).histories == (before.id,)
    assert lived.utterance(before.id) == before and lived.entry(entry.id).tags == ("여기",)
    assert "저쪽에서 고친 말" in [each.text for each in lived.history(before.id)]
    assert import_json(lived, file).histories == ()


def test_recordings_stay_behind_and_nothing_refers_to_them(
    diary: Diary, append: Append, empty: Diary, tmp_path: Path
) -> None:
    utterance_id = diary.new_id()
    recording = diary.audio.begin(utterance_id, MOMENT, DAY)
    recording.write(b"\1\0" * 16_000)
    recording.seal()
    append("소리로 남긴 말", Source.VOICE, utterance_id=utterance_id, has_audio=True)
    export_json(diary, tmp_path / "diary.json")
    with empty:
        import_json(empty, tmp_path / "diary.json")
        assert not empty.utterance(utterance_id).has_audio and empty.check().healthy


SPOILS = {
    "nothing": lambda document: document.clear(),
    "format": lambda document: document.update(format="else"),
    "no table": lambda document: document.pop("readings"),
    "no list": lambda document: document.update(entries=3),
    "odd column": lambda document: document["entries"][0].update(colour="green"),
    "odd id": lambda document: document["utterances"][0].update(id="../../etc"),
    "no text": lambda document: document["utterances"][0].update(text=None),
    "text is a number": lambda document: document["utterances"][0].update(text=7),
    "odd source": lambda document: document["utterances"][0].update(source="telepathy"),
    "odd emotion": lambda document: document["felt"][0].update(emotion="hunger"),
    "odd time": lambda document: document["entries"][0].update(started_at="yesterday"),
    "odd score": lambda document: document["entries"][0].update(score=9),
    "no entry": lambda document: document["entries"].clear(),
    "odd sentences": lambda document: document["readings"][0].update(sentences="[{}]"),
    "odd date": lambda document: document["entries"][0].update(date="20261121"),
    "no offset": lambda document: document["utterances"][0].update(started_at="2026-11-21T21:30:00"),
    "no offset in the trash": lambda document: document["entries"][1].update(trashed_at="2026-11-21T21:30:00"),
    "odd time of making": lambda document: document["utterances"][0].update(created_at="yesterday"),
    "odd time of editing": lambda document: document["utterances"][0].update(edited_at="yesterday"),
    "odd time of reading": lambda document: document["readings"][0].update(read_at="yesterday"),
    "odd time of the reply": lambda document: document["replies"][0].update(replied_at="yesterday"),
    "no offset of the reply": lambda document: document["replies"][0].update(replied_at="2026-11-21T21:30:00"),
    "odd time of the edit": lambda document: document["edits"][0].update(replaced_at=""),
    "odd time of the draft": lambda document: document["drafts"][0].update(updated_at="yesterday"),
    "end of the calendar": lambda document: document["replies"][0].update(replied_at="9999-12-31T23:59:59-12:00"),
    "huge number": lambda document: document["utterances"][0].update(position=1 << 63),
    "no next number": lambda document: document["utterances"][0].update(position=(1 << 63) - 1),
    "number below zero": lambda document: document["utterances"][0].update(position=-1),
    "endless": lambda document: document["utterances"][0].update(duration=float("inf")),
    "huge duration": lambda document: document["utterances"][0].update(duration=10**400),
}


def test_what_is_none_of_ours_is_refused_whole(lived: Diary, tmp_path: Path) -> None:
    file = tmp_path / "diary.json"
    export_json(lived, file)
    exported = file.read_text(encoding="utf-8")
    for entry in [*lived.entries(), *lived.trashed()]:
        lived.trash(entry.id)
    lived.empty_trash()
    before = content(lived)
    for name, spoil in SPOILS.items():
        document = json.loads(exported)
        spoil(document)
        file.write_text(json.dumps(document), encoding="utf-8")
        with pytest.raises(NotAnExport):
            import_json(lived, file)
        assert content(lived) == before, name
    file.write_text(exported, encoding="utf-8")
    assert len(import_json(lived, file).utterances) == 2


def test_other_files_and_versions_are_told_apart(lived: Diary, tmp_path: Path) -> None:
    file = tmp_path / "diary.json"
    for text in ("", "[]", "{", "[" * 100_000, "\udcff"):
        file.write_text(text, encoding="utf-8", errors="surrogateescape")
        with pytest.raises(NotAnExport):
            import_json(lived, file)
    export_json(lived, file)
    file.write_text(file.read_text(encoding="utf-8").replace('"version": 1', '"version": 2'), encoding="utf-8")
    with pytest.raises(DiaryNewer):
        import_json(lived, file)
    with pytest.raises(StorageError):
        import_json(lived, tmp_path / "nothing")
    with pytest.raises(StorageError):
        export_json(lived, tmp_path / "nothing" / "diary.json")


def test_only_what_a_crash_left_of_an_export_is_removed(lived: Diary, tmp_path: Path) -> None:
    file = tmp_path / "내 일기[1].json"
    left, linked = (tmp_path / f".{file.name}.{end}" for end in ("a1_b2c3d", "link4321"))
    others = [tmp_path / f".{file.name}.{end}" for end in ("swp", "a1_b2c3", "a1_b2c3d4", "A1_B2C3D", "a1.b2c3d")]
    others += [tmp_path / ".diary.json.a1_b2c3d", tmp_path / "남의 편지"]
    for each in (left, *others):
        each.write_text("무엇인가")
    linked.symlink_to("남의 편지")
    (tmp_path / f".{file.name}.folder12").mkdir()
    export_json(lived, file)
    assert not left.exists() and linked.is_symlink()
    assert all(each.read_text() == "무엇인가" for each in others)


def test_what_was_thrown_away_for_good_comes_back_with_the_file_that_was_named(lived: Diary, tmp_path: Path) -> None:
    file = tmp_path / "diary.json"
    export_json(lived, file)
    before = lived.trashed()
    lived.empty_trash()
    assert import_json(lived, file).entries == (before[0].id,) and lived.trashed() == before
