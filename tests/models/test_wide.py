"""The wide part of the emotion model: pieces of words, their weights, and what they add to the encoder."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.config import bundled_models
from app.diary.emotion import EMOTIONS, Emotion
from app.errors import ModelBroken
from app.models.checkpoints import EMOTION, Checkpoint, load_checkpoint
from app.models.emotion import load_bundled, load_emotion_model
from app.models.training.wide import learn
from app.models.wide import FILE, OPTION, SIZE, Wide, load_wide, pieces, with_neighbours

LABELS = [emotion.value for emotion in EMOTIONS]


@pytest.fixture(scope="module")
def bundled() -> Checkpoint:
    return load_checkpoint(bundled_models() / "emotion", EMOTION)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(bundled_models() / "emotion", tmp_path / "emotion"))


def test_pieces_are_rows_each_once_and_the_same_every_time() -> None:
    found = pieces("밥을 먹고 밥을 남겼다")
    assert found == sorted(set(found)) == pieces("밥을 먹고 밥을 남겼다")
    assert all(0 <= row < SIZE for row in found)
    assert set(pieces("밥을")) < set(found)  # words of their own
    assert set(pieces("밥을 먹고")) - set(pieces("밥을")) - set(pieces("먹고")), "neighbours make pieces together"
    assert pieces("") == pieces("  ") == []
    assert pieces("\ud800")  # half a surrogate pair is no error


def test_weights_of_all_pieces_count_by_the_root_of_their_number() -> None:
    weights = np.zeros((SIZE, 2), np.int8)
    rows = pieces("밥을 먹다")
    weights[rows] = (2, -1)
    wide = Wide(weights, 0.5, np.asarray([0.0, 1.0]))
    assert wide.logits("밥을 먹다") == pytest.approx([len(rows) ** 0.5, 1 - len(rows) ** 0.5 / 2])
    assert wide.logits("") == pytest.approx([0.0, 1.0])


def test_what_lines_have_in_common_is_learnt() -> None:
    texts = [f"{word} 일이 {number}번 있었다" for word in ("웃을", "따질") for number in range(64)]
    truth = np.repeat([0, 3], 64)
    wide = learn(texts, truth, len(LABELS))
    again = learn(texts, truth, len(LABELS))
    assert np.array_equal(wide.weights, again.weights) and wide.scale == again.scale
    assert wide.logits("웃을 일이 있었다").argmax() == 0
    assert wide.logits("따질 일이 있었다").argmax() == 3


def test_what_counts_more_weighs_more() -> None:
    texts, truth = ["아마 그럴 일"] * 64, np.arange(64) % 2
    wide = learn(texts, truth, 2, np.where(truth == 1, 1.8, 0.2))
    assert wide.logits("아마 그럴 일").argmax() == 1


def test_the_bundled_model_has_one_that_counts(bundled: Checkpoint) -> None:
    wide = load_wide(bundled)
    assert wide is not None and wide.weights.any()
    assert (bundled.folder / FILE).name in json.loads((bundled.folder / "todak.json").read_text())["files"]
    line = "도로에 콩 널어놨는데 차로 싹 밟고 갔어"
    model = load_bundled(threads=1)
    with_it = model.analyse(line)
    without = type(model)(model.checkpoint, model._encoder).analyse(line)
    assert with_it is not None and without is not None
    assert with_it.reading.scores.as_dict() != without.reading.scores.as_dict()
    assert np.array_equal(with_it.embedding, without.embedding)  # what lies near what does not change


def test_a_sentence_is_read_among_its_neighbours() -> None:
    said = ["하나.", "둘.", "셋.", "넷."]
    assert [with_neighbours(said, at) for at in range(4)] == ["하나. 둘.", "하나. 둘. 셋.", "둘. 셋. 넷.", "셋. 넷."]
    assert with_neighbours(["하나."], 0) == "하나."
    found = load_bundled(threads=1).analyse("매일 아침 바다에서 수영하고 방파제를 걸었다. 정말 행복한 일주일이었어!")
    assert found is not None and found.reading.scores.dominant is Emotion.JOY  # the first only leads up to it


def test_a_checkpoint_without_one_is_read_as_before(bundled: Checkpoint) -> None:
    assert load_wide(replace(bundled, options={})) is None


@pytest.mark.parametrize("option", [{}, {"scale": "?", "added": [0] * 6}, {"scale": 1.0, "added": [0] * 5}])
def test_a_broken_option_is_refused(bundled: Checkpoint, option: dict[str, object]) -> None:
    with pytest.raises(ModelBroken):
        load_wide(replace(bundled, options={OPTION: option}))


def test_a_broken_file_is_refused(copied: Path) -> None:
    np.save(copied / FILE, np.zeros((3, 6), np.int8))
    with pytest.raises(ModelBroken):
        load_emotion_model(copied)
    (copied / FILE).unlink()
    with pytest.raises(Exception, match=FILE):
        load_emotion_model(copied)
