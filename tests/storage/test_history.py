"""What the words were before they were changed: kept, put back, and gone with the entry."""

from datetime import datetime

import pytest
from sqlalchemy import func, insert, select

from app.diary.embedding import Embedding
from app.errors import NotFound
from app.storage.repository import Diary
from app.storage.schema import edits, embeddings
from tests.storage.conftest import Append, reading


def words(diary: Diary, utterance_id: str) -> list[str]:
    """The words as they are, then as they were, newest first."""
    return [diary.utterance(utterance_id).text, *(edit.text for edit in diary.history(utterance_id))]


def embed(diary: Diary, utterance_id: str) -> None:
    with diary._writing() as connection:
        row = {"utterance_id": utterance_id, "model": "test 1", "scale": 0.5, "vector": b"\x01\xff"}
        connection.execute(insert(embeddings).values(row))


def rows(diary: Diary) -> tuple[int, int]:
    with diary._reading() as connection:
        edited, embedded = (
            connection.execute(select(func.count()).select_from(table)).scalar_one() for table in (edits, embeddings)
        )
    return edited, embedded


def test_what_stood_there_is_kept_newest_first(diary: Diary, append: Append) -> None:
    said = append("하나")
    other = append("다른 말")
    assert diary.history(said.id) == []
    for text in ("둘", "셋", "넷"):
        assert diary.edit_text(said.id, text).text == text
    assert words(diary, said.id) == ["넷", "셋", "둘", "하나"]
    assert diary.history(other.id) == []
    moments = [edit.replaced_at for edit in diary.history(said.id)]
    assert moments == sorted(moments, reverse=True)
    assert 0 <= (datetime.now().astimezone() - moments[-1]).total_seconds() < 600
    assert len({edit.id for edit in diary.history(said.id)}) == 3


def test_the_same_words_again_change_nothing(diary: Diary, append: Append) -> None:
    said = append("그대로\ud800")
    read = diary.set_reading(said.id, reading())
    embed(diary, said.id)
    assert diary.edit_text(said.id, "그대로\ud800") == read
    assert diary.history(said.id) == [] and rows(diary) == (0, 1)


def test_other_words_lose_their_reading_and_embedding(diary: Diary, append: Append) -> None:
    said, other = append("처음"), append("곁")
    for each in (said, other):
        diary.set_reading(each.id, reading())
        embed(diary, each.id)
    assert diary.edit_text(said.id, "다음").reading is None
    assert rows(diary) == (1, 1)
    assert diary.utterance(other.id).reading is not None
    assert said.id in [each.id for each in diary.unfinished()]  # read again at the next opening, whatever happens now


def test_reverting_is_an_edit_and_loses_nothing(diary: Diary, append: Append) -> None:
    said = append("원래 할머니 이야기")
    diary.edit_text(said.id, "고친 이야기")
    diary.set_reading(said.id, reading())
    [first] = diary.history(said.id)
    reverted = diary.revert(said.id, first.id)
    assert reverted.text == "원래 할머니 이야기" and reverted.reading is None
    assert words(diary, said.id) == ["원래 할머니 이야기", "고친 이야기", "원래 할머니 이야기"]
    assert [hit.text for hit in diary.search("할머니")] == ["원래 할머니 이야기"]
    assert diary.search("고친") == []
    diary.revert(said.id, diary.history(said.id)[0].id)
    assert diary.utterance(said.id).text == "고친 이야기"
    assert len(diary.history(said.id)) == 3
    diary.revert(said.id, diary.history(said.id)[1].id)  # the words that stand there
    assert len(diary.history(said.id)) == 3


def test_an_edit_belongs_to_its_utterance(diary: Diary, append: Append) -> None:
    said, other = append("가"), append("나")
    diary.edit_text(said.id, "다")
    [edit] = diary.history(said.id)
    for utterance_id, edit_id in ((other.id, edit.id), (said.id, "none"), ("none", edit.id)):
        with pytest.raises(NotFound):
            diary.revert(utterance_id, edit_id)
    with pytest.raises(NotFound):
        diary.edit_text("none", "라")
    assert words(diary, said.id) == ["다", "가"] and words(diary, other.id) == ["나"]
    assert rows(diary) == (1, 0)


def test_purging_takes_the_history_along(diary: Diary, append: Append) -> None:
    gone, kept = append("버릴 말", new_entry=True), append("남을 말", new_entry=True)
    for said in (gone, kept):
        diary.edit_text(said.id, said.text + "!")
        embed(diary, said.id)
    diary.trash(gone.entry_id)
    assert words(diary, gone.id) == ["버릴 말!", "버릴 말"]  # until then it can be restored with all it has
    diary.purge(gone.entry_id)
    assert rows(diary) == (1, 1) and words(diary, kept.id) == ["남을 말!", "남을 말"]
    assert diary.check().healthy


def test_a_reading_of_words_that_were_changed_meanwhile_is_not_stored(diary: Diary, append: Append) -> None:
    said = append("읽은 글\ud800")
    assert diary.set_reading(said.id, reading(), of="읽은 글\ud800").reading == reading()
    diary.edit_text(said.id, "고친 글")
    late = diary.set_reading(said.id, reading(), Embedding.of("test 1", [1.0, 0.5]), of="읽은 글\ud800")
    assert late == diary.utterance(said.id)
    assert late.text == "고친 글" and late.reading is None and rows(diary) == (1, 0)
    assert diary.set_reading(said.id, reading(), of="고친 글").reading == reading()
