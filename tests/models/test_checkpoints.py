"""A checkpoint is whole, verified, and its labels are names; anything else is refused in plain words."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.errors import ModelBroken, ModelMissing
from app.models.checkpoints import CARD, TOKENIZER, WEIGHTS, LabelsUnnamed, load_checkpoint, save_card, sha256
from app.models.emotion import load_emotion_model


def change(folder: Path, **changes: Any) -> None:
    path = folder / CARD
    card = json.loads(path.read_text(encoding="utf-8"))
    for key, value in changes.items():
        if value is None:
            card.pop(key, None)
        else:
            card[key] = value
    path.write_text(json.dumps(card, ensure_ascii=False), encoding="utf-8")


def test_a_written_card_reads_back_the_same(tiny_folder: Path) -> None:
    checkpoint = load_checkpoint(tiny_folder, "emotion")
    save_card(checkpoint)
    assert load_checkpoint(tiny_folder, "emotion") == checkpoint
    assert checkpoint.name == "todak-emotion test"


@pytest.mark.parametrize(
    "labels",
    [
        None,
        [],
        ["0", "1", "2", "3", "4", "5"],
        ["LABEL_0", "LABEL_1"],
        [0, 1, 2, 3, 4, 5],
        ["기쁨", "기쁨"],
        {"0": "기쁨"},
    ],
)
def test_labels_without_names_are_refused_with_how_to_add_them(tiny_folder: Path, labels: Any) -> None:
    change(tiny_folder, labels=labels)
    with pytest.raises(LabelsUnnamed) as refused:
        load_checkpoint(tiny_folder, "emotion")
    assert "labels" in refused.value.explained("ko")["todo"]
    assert refused.value.explained("en")["code"] == "model_labels_unnamed"


@pytest.mark.parametrize(
    "labels", [["기쁨", "슬픔", "우울", "분노", "불안", "피곤"], ["기쁨", "슬픔", "우울", "분노", "불안"]]
)
def test_other_labels_than_the_six_are_refused(tiny_folder: Path, labels: list[str]) -> None:
    change(tiny_folder, labels=labels)
    with pytest.raises(ModelBroken):
        load_emotion_model(tiny_folder)


def test_labels_mean_what_the_card_says_whatever_their_order(tiny_folder: Path) -> None:
    text = "합격해서 웃음이 나고 케이크를 먹었다."
    before = load_emotion_model(tiny_folder).analyse(text)
    labels = json.loads((tiny_folder / CARD).read_text(encoding="utf-8"))["labels"]
    change(tiny_folder, labels=labels[::-1])
    after = load_emotion_model(tiny_folder).analyse(text)
    assert before is not None and after is not None
    old, new = before.reading.scores.as_dict(), after.reading.scores.as_dict()
    assert [new[label] for label in labels] == [old[label] for label in labels[::-1]]


@pytest.mark.parametrize("name", [WEIGHTS, TOKENIZER, "config.json", CARD])
def test_a_missing_file_is_named(tiny_folder: Path, name: str) -> None:
    (tiny_folder / name).unlink()
    with pytest.raises(ModelMissing, match=name.replace(".", r"\.")):
        load_emotion_model(tiny_folder)


def test_no_folder_at_all(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        load_emotion_model(tmp_path / "nowhere")


@pytest.mark.parametrize("name", [WEIGHTS, TOKENIZER, "config.json"])
def test_one_flipped_bit_is_noticed(tiny_folder: Path, name: str) -> None:
    path = tiny_folder / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(ModelBroken, match="sha256"):
        load_checkpoint(tiny_folder, "emotion")


@pytest.mark.parametrize("content", [b"", b"not json", b"[]", b"\xff\xfe", b"{}"])
def test_a_card_that_is_no_card(tiny_folder: Path, content: bytes) -> None:
    (tiny_folder / CARD).write_bytes(content)
    with pytest.raises(ModelBroken):
        load_checkpoint(tiny_folder, "emotion")


@pytest.mark.parametrize(
    "changes",
    [
        {"format": 99},
        {"task": "comfort"},
        {"version": None},
        {"temperature": 0},
        {"temperature": "warm"},
        {"certain_from": 1.5},
        {"files": None},
        {"files": {}},
        {"files": {"../model.onnx": "0"}},
        {"files": []},
    ],
)
def test_a_card_with_a_wrong_value(tiny_folder: Path, changes: dict[str, Any]) -> None:
    change(tiny_folder, **changes)
    with pytest.raises(ModelBroken):
        load_checkpoint(tiny_folder, "emotion")


@pytest.mark.parametrize("name", [WEIGHTS, TOKENIZER])
def test_a_file_that_matches_its_hash_and_is_still_no_model(tiny_folder: Path, name: str) -> None:
    (tiny_folder / name).write_bytes(b"rubbish")
    files = json.loads((tiny_folder / CARD).read_text(encoding="utf-8"))["files"]
    change(tiny_folder, files=files | {name: sha256(tiny_folder / name)})
    with pytest.raises(ModelBroken):
        load_emotion_model(tiny_folder)


def test_outputs_that_do_not_fit_the_card(tiny_folder: Path) -> None:
    change(tiny_folder, embedding_size=32)
    with pytest.raises(ModelBroken, match="embedding"):
        load_emotion_model(tiny_folder)
