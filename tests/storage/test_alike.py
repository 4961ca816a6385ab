"""Days like this one: nearest by the embeddings that are kept, and never by way of a day in danger."""

import math
import random
from datetime import timedelta

import pytest

from app.diary.embedding import Embedding, mean
from app.diary.entry import Care, Reply, ReplyKind, Utterance
from app.storage.repository import Diary
from tests.storage.conftest import DAY, Append, reading

MODEL = "encoder 1"


def pointing(angle: float, model: str = MODEL) -> Embedding:
    """An embedding in a plane: the cosine of two is that of the angle between them."""
    return Embedding.of(model, [math.cos(angle), math.sin(angle), 0.0])


def test_an_embedding_is_kept_to_within_a_127th() -> None:
    chance = random.Random(4)
    numbers = [chance.gauss(0, 0.05) for _ in range(384)]
    kept = Embedding.of(MODEL, numbers)
    assert len(kept.vector) == 384
    assert max(abs(a - b) for a, b in zip(kept.values, numbers, strict=True)) <= max(map(abs, numbers)) / 254 + 1e-9
    assert mean([pointing(0.0), pointing(math.pi / 2)]).values == pytest.approx([0.5, 0.5, 0.0], abs=0.01)
    for bad in ([], [0.0, 0.0], [math.inf], [math.nan]):
        with pytest.raises(ValueError, match="finite"):
            Embedding.of(MODEL, bad)


@pytest.fixture
def told(diary: Diary, append: Append) -> dict[str, Utterance]:
    """Days at different angles from `asked`, each of one utterance but the last."""
    found = {}
    for number, (name, angle) in enumerate(
        {"asked": 0.0, "near": 0.2, "far": 2.5, "thrown": 0.1, "crisis": 0.05, "other model": 0.0}.items()
    ):
        found[name] = append(f"{name} 날", day=DAY - timedelta(days=number))
        model = "encoder 0" if name == "other model" else MODEL
        diary.set_reading(found[name].id, reading(), pointing(angle, model))
    diary.trash(found["thrown"].entry_id)
    diary.set_reply(found["crisis"].id, Reply("1393", ReplyKind.CRISIS, Care.HARD, "rules"))
    for angle in (0.3, 0.7):
        found["mixed"] = append("섞인 날", day=DAY - timedelta(days=20))
        diary.set_reading(found["mixed"].id, reading(), pointing(angle))
    append("아직 읽지 않은 날", day=DAY - timedelta(days=30))
    return found


def test_nearest_first_without_trash_crisis_and_other_models(diary: Diary, told: dict[str, Utterance]) -> None:
    found = diary.alike(told["asked"].entry_id, 10)
    assert [each.entry.id for each in found] == [told[name].entry_id for name in ("near", "mixed", "far")]
    assert [each.similarity for each in found] == pytest.approx([math.cos(0.2), math.cos(0.5), math.cos(2.5)], abs=0.01)
    assert found[0].entry.opening == "near 날"
    assert len(diary.alike(told["asked"].entry_id, 1)) == 1 and diary.alike(told["asked"].entry_id, 0) == []
    assert diary.alike(told["crisis"].entry_id, 10) == [] == diary.alike("none", 10)
    assert diary.alike(told["other model"].entry_id, 10) == []


def test_a_day_in_danger_stays_out_whole(diary: Diary, append: Append, told: dict[str, Utterance]) -> None:
    same_day = append("같은 날의 다른 일기", day=DAY - timedelta(days=4), new_entry=True)
    diary.set_reading(same_day.id, reading(), pointing(0.0))
    assert same_day.entry_id not in {each.entry.id for each in diary.alike(told["asked"].entry_id, 10)}
    diary.trash(told["crisis"].entry_id)  # the day was what it was
    assert same_day.entry_id not in {each.entry.id for each in diary.alike(told["asked"].entry_id, 10)}


def test_it_follows_the_words(diary: Diary, told: dict[str, Utterance]) -> None:
    asked = told["asked"].entry_id
    diary.edit_text(told["near"].id, "다른 말")
    assert told["near"].entry_id not in {each.entry.id for each in diary.alike(asked, 10)}
    waiting = diary.without_embedding(MODEL, 10)
    assert {identifier for identifier, _ in waiting} >= {told["near"].id, told["other model"].id}
    assert told["thrown"].id not in {identifier for identifier, _ in waiting}
    assert [each[0] for each in waiting] == sorted((each[0] for each in waiting), reverse=True)
    assert diary.without_embedding(MODEL, 10, waiting[0][0]) == waiting[1:]
    diary.add_embeddings(
        [
            (told["near"].id, "다른 말", pointing(2.0)),
            (told["other model"].id, "nobody said this", pointing(0.0)),  # edited meanwhile
            ("gone", "말", pointing(0.0)),
        ]
    )
    found = {each.entry.id: each.similarity for each in diary.alike(asked, 10)}
    assert found[told["near"].entry_id] == pytest.approx(math.cos(2.0), abs=0.01)
    assert told["other model"].entry_id not in found
    diary.move([told["far"].id], to_entry=told["near"].entry_id)
    assert diary.alike(asked, 10)[-1].similarity == pytest.approx(math.cos(2.25), abs=0.01)
    assert diary.check().healthy
