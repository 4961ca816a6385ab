"""The session keeps what utterances mean, and fills in what was written before; with the real encoder."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from app.config import Settings
from app.diary.embedding import Embedding
from app.diary.entry import Source
from app.engines import Engines
from app.errors import ModelMissing
from app.models.emotion import EmotionModel
from app.session import DiarySession
from app.storage.repository import Diary
from tests.conftest import PASSPHRASE

DAY = date(2026, 11, 3)
MOMENT = datetime(2026, 11, 3, 21, tzinfo=timezone(timedelta(hours=9)))
DOG = "강아지 산책을 시켰다. 공원에서 강아지가 신나게 뛰어놀았다."
PUPPY = "우리 집 강아지가 공원에서 다른 강아지와 뛰어놀았다."
EXAM = "수학 시험을 완전히 망쳤다. 성적표를 보기가 두렵다."


@pytest.fixture
def session(tmp_path: Path) -> Iterator[DiarySession]:
    settings = Settings(tmp_path / "settings.json")
    diary, _ = Diary.create(tmp_path / "diary", PASSPHRASE)
    with diary:
        yield DiarySession(diary, settings, Engines(settings), seed=1)


def test_what_is_heard_is_near_to_what_means_the_same(session: DiarySession) -> None:
    dog, exam, puppy = (
        session.hear_text(text, day=DAY - timedelta(days=days)) for days, text in enumerate((DOG, EXAM, PUPPY))
    )
    found = session.diary.alike(dog.entry_id, 5)
    assert [each.entry.id for each in found] == [puppy.entry_id, exam.entry_id]
    assert 1 >= found[0].similarity > found[1].similarity >= -1
    edited = session.diary.edit_text(exam.id, PUPPY)
    assert [each.entry.id for each in session.diary.alike(dog.entry_id, 5)] == [puppy.entry_id]
    session.read_again(edited)
    assert len(session.diary.alike(dog.entry_id, 5)) == 2 and session.diary.check().healthy


def test_what_was_written_before_is_embedded_a_few_at_a_time(session: DiarySession) -> None:
    diary = session.diary
    written = [
        diary.append(text, Source.TYPED, started_at=MOMENT, day=DAY - timedelta(days=days))
        for days, text in enumerate((DOG, "…", EXAM, PUPPY, "  "))
    ]
    diary.add_embeddings([(written[2].id, EXAM, Embedding.of("another encoder 1", [1.0, 2.0]))])
    assert session.embed_some(2)
    assert diary.alike(written[0].entry_id, 5) == []  # the latest come first
    while session.embed_some(2):
        continue
    assert [each.entry.id for each in diary.alike(written[0].entry_id, 5)] == [written[3].entry_id, written[2].entry_id]
    again = DiarySession(diary, session.settings, session.engines)
    assert again.embed_some() and not again.embed_some()  # only the text without a letter, looked at once
    assert diary.utterance(written[0].id).reading is None  # it reads for this alone


def test_without_a_model_nothing_happens(session: DiarySession, monkeypatch: pytest.MonkeyPatch) -> None:
    session.diary.append(DOG, Source.TYPED, started_at=MOMENT, day=DAY)

    def missing() -> EmotionModel:
        raise ModelMissing(path="emotion")

    monkeypatch.setattr(session.engines, "emotion", missing)
    assert not session.embed_some()
