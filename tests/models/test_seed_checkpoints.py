"""The seeds' `.pth` files become folders of ours: every weight in its place, everything left out named."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.models.checkpoints import load_checkpoint
from app.models.emotion import load_emotion_model
from app.models.kobert import KoBertTokenizer
from app.models.seed_checkpoints import ModelExists, NotConverted, convert
from app.models.tokenizer import load_tokenizer
from app.models.weights import NeedsCode, read_weights
from app.models.wellness import load_wellness
from tests.models.tiny_checkpoints import (
    LABELS,
    seed_companion_pth,
    seed_emotion_pth,
    seed_wellness_pth,
    tiny_kobert,
    tiny_kogpt2,
    whole_model_pth,
)

SENTENCE = "오늘 시험을 망쳤다. 속상해"
CATEGORIES = [f"감정/{number}" for number in range(359)]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bases, and a file of each seed."""
    place = tmp_path_factory.mktemp("seeds")
    tiny_kobert(place / "kobert")
    tiny_kogpt2(place / "kogpt2")
    seed_emotion_pth(place / "emotion.pth", place / "kobert")
    seed_wellness_pth(place / "wellness.pth", place / "kobert", len(CATEGORIES))
    seed_companion_pth(place / "companion.pth", place / "kogpt2")
    return place


def seeds_own(state: dict[str, Any], base: Path, prefix: str, text: str) -> list[float]:
    """The logits of the seeds' class: pooled output of `bert`, then `classifier`, written out."""
    import torch
    from transformers import AutoConfig, BertModel

    bert = BertModel(AutoConfig.from_pretrained(base)).eval()
    bert.load_state_dict({k.removeprefix(prefix): v for k, v in state.items() if k.startswith(prefix)}, strict=False)
    ids = torch.tensor([KoBertTokenizer(base).encode(text)])
    with torch.inference_mode():
        pooled = bert(input_ids=ids, token_type_ids=torch.zeros_like(ids)).pooler_output
        logits: list[float] = (pooled @ state["classifier.weight"].T + state["classifier.bias"])[0].tolist()
    return logits


@pytest.mark.parametrize("wrapped", [False, True])
def test_seed_a_reads_as_it_did(shelf: Path, tmp_path: Path, wrapped: bool) -> None:
    import torch

    file = tmp_path / "mine.pth"
    state = seed_emotion_pth(file, shelf / "kobert", wrapped=wrapped)
    made = convert(file, "emotion", shelf / "kobert", tmp_path / "models" / "mine", LABELS[::-1])
    assert made.inside == ("model_state_dict" if wrapped else "") and made.prefix == "bert."
    assert (made.classes, made.tensors, made.dropped) == (6, len(state), ("bert.embeddings.position_ids",))
    assert made.shapes == {"bert.embeddings.word_embeddings.weight": (420, 16), "classifier.weight": (6, 16)}
    checkpoint = load_checkpoint(made.folder, "emotion")
    assert checkpoint.labels == LABELS[::-1] and checkpoint.max_length == 64
    assert checkpoint.base == {"name": "kobert", "converted_from": "mine.pth"}
    analysis = load_emotion_model(made.folder, device="cpu").analyse("괜찮아")
    assert analysis is not None
    expected = torch.tensor(seeds_own(state, shelf / "kobert", "bert.", "괜찮아")).softmax(-1).tolist()
    assert analysis.reading.scores.values == pytest.approx(expected[::-1], abs=1e-5)


def test_seed_d_answers_from_its_categories(shelf: Path, tmp_path: Path) -> None:
    answers = {name: [f"{name}의 답이에요."] for name in CATEGORIES}
    made = convert(shelf / "wellness.pth", "wellness", shelf / "kobert", tmp_path / "w", CATEGORIES, answers)
    assert (made.prefix, made.classes, made.inside) == ("kobert.", 359, "model_state_dict")
    replier = load_wellness(made.folder, device="cpu")
    import torch

    state = torch.load(shelf / "wellness.pth", weights_only=True)["model_state_dict"]
    logits = seeds_own(state, shelf / "kobert", "kobert.", SENTENCE)
    category = replier.category(SENTENCE)
    assert category in (None, CATEGORIES[logits.index(max(logits))])
    assert json.loads((made.folder / "answers.json").read_text(encoding="utf-8")) == answers


@pytest.mark.parametrize("prefix", ["", "kogpt2.", "module."])
def test_kogpt2_keeps_every_weight(shelf: Path, tmp_path: Path, prefix: str) -> None:
    import torch
    from transformers import AutoModelForCausalLM

    state = seed_companion_pth(tmp_path / "c.pth", shelf / "kogpt2", prefix)
    made = convert(tmp_path / "c.pth", "companion", shelf / "kogpt2", tmp_path / "c")
    assert made.classes is None and len(made.dropped) == 4 and all(".attn." in name for name in made.dropped)
    model = AutoModelForCausalLM.from_pretrained(made.folder, local_files_only=True)
    loaded = model.state_dict()
    for name, value in state.items():
        if name not in made.dropped:
            assert torch.equal(loaded[name.removeprefix(prefix)], value), name
    assert load_tokenizer(made.folder).ids("<usr>가<sys>") == load_tokenizer(shelf / "kogpt2").ids("<usr>가<sys>")
    assert load_checkpoint(made.folder, "companion").labels == ()
    assert "lm_head.weight" not in read_weights(made.folder)  # one tensor, stored once


@pytest.mark.parametrize(
    ("file", "kind", "base", "labels", "reason"),
    [
        ("emotion.pth", "emotion", "kobert", (), "6 outputs, and no labels"),
        ("emotion.pth", "emotion", "kobert", LABELS[:5], "6 outputs, but 5 labels"),
        ("emotion.pth", "emotion", "kobert", (*LABELS[:5], "피곤"), "not the six"),
        ("emotion.pth", "emotion", "kogpt2", LABELS, "a gpt2 as base"),
        ("emotion.pth", "emotion", "nowhere", LABELS, r"config\.json"),
        ("emotion.pth", "companion", "kogpt2", (), "no GPT-2 in it"),
        ("companion.pth", "emotion", "kobert", LABELS, "no BERT in it"),
        ("wellness.pth", "wellness", "kobert", CATEGORIES, "no answers"),
        ("nothing.pth", "emotion", "kobert", LABELS, "no such file"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_written(
    shelf: Path, tmp_path: Path, file: str, kind: str, base: str, labels: tuple[str, ...], reason: str
) -> None:
    with pytest.raises(NotConverted, match=reason):
        convert(shelf / file, kind, shelf / base, tmp_path / "models" / "mine", labels)
    assert not list(tmp_path.glob("models/*")) and not list(tmp_path.glob("models/.*"))


def test_another_vocabulary_is_noticed(shelf: Path, tmp_path: Path) -> None:
    other = tiny_kobert(tmp_path / "other")
    config = json.loads((other / "config.json").read_text(encoding="utf-8"))
    (other / "config.json").write_text(json.dumps(config | {"vocab_size": 8002}), encoding="utf-8")
    with pytest.raises(NotConverted, match=r"word_embeddings.*420.*8002"):
        convert(shelf / "emotion.pth", "emotion", other, tmp_path / "models" / "mine", LABELS)
    assert not list((tmp_path / "models").iterdir())


def test_half_a_network_is_noticed(shelf: Path, tmp_path: Path) -> None:
    import torch

    state = torch.load(shelf / "emotion.pth", weights_only=True)
    file = tmp_path / "half.pth"
    torch.save({name: value for name, value in state.items() if "layer.1" not in name}, file)
    with pytest.raises(NotConverted, match="16 weights are missing"):
        convert(file, "emotion", shelf / "kobert", tmp_path / "mine", LABELS)
    torch.save(state | {"extra.weight": torch.ones(3, 16), "extra.bias": torch.ones(3)}, file)
    with pytest.raises(NotConverted, match=r"classifier, extra"):
        convert(file, "emotion", shelf / "kobert", tmp_path / "mine", LABELS)
    torch.save({"epoch": 3, "loss": 0.5}, file)
    with pytest.raises(NotConverted, match="epoch, loss"):
        convert(file, "emotion", shelf / "kobert", tmp_path / "mine", LABELS)


def test_a_whole_pickled_model_is_refused_with_what_to_do(shelf: Path, tmp_path: Path) -> None:
    whole_model_pth(tmp_path / "whole.pth", shelf / "kobert")
    with pytest.raises(NeedsCode, match="BertModel") as refused:
        convert(tmp_path / "whole.pth", "emotion", shelf / "kobert", tmp_path / "mine", LABELS)
    assert "torch.save(model.state_dict()" in refused.value.explained("en")["todo"]


def test_a_model_that_is_there_is_not_overwritten(shelf: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    with pytest.raises(ModelExists):
        convert(shelf / "emotion.pth", "emotion", shelf / "kobert", tmp_path / "mine", LABELS)


def test_nothing_of_the_base_but_its_tokenizer_comes_along(shelf: Path, tmp_path: Path) -> None:
    base = tiny_kobert(tmp_path / "base")
    (base / "modeling_mine.py").write_text("raise SystemExit", encoding="utf-8")
    made = convert(shelf / "emotion.pth", "emotion", base, tmp_path / "mine", LABELS)
    names = ["config.json", "model.safetensors", "special_tokens_map.json", "spiece.model", "todak.json"]
    assert sorted(path.name for path in made.folder.iterdir()) == [*names, "tokenizer_config.json"]
    assert made.folder.stat().st_mode & 0o777 == 0o755
