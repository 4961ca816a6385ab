"""Classifiers in Hugging Face's format: read from disk alone, by name, whole or not at all."""

import json
import shutil
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.errors import ModelBroken, ModelError, ModelMissing
from app.models.checkpoints import CARD, LabelsUnnamed, load_checkpoint
from app.models.emotion import load_emotion_model
from app.models.tokenizer import load_tokenizer
from app.models.transformer import TransformerEncoder
from app.models.weights import NeedsCode, read_weights
from tests.models.tiny_checkpoints import LABELS, tiny_bert, tiny_electra, tiny_kobert, tiny_kogpt2, tiny_roberta

DAY = "오늘 시험을 망쳤다. 😀 너무 속상해! 엄마가 3,000원을 주었다."
ENGLISH = ("neutral", "Anger", "anxiety", "sadness", "joy", "depression")
MAKERS: dict[str, Callable[[Path], Path]] = {
    "bert": tiny_bert,
    "bert-bin": lambda folder: tiny_bert(folder, safetensors=False),
    "kobert": lambda folder: tiny_kobert(folder, LABELS),
    "roberta": tiny_roberta,
    "electra": tiny_electra,
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One checkpoint of each kind."""
    place = tmp_path_factory.mktemp("shelf")
    for name, make in MAKERS.items():
        make(place / name)
    return place


@pytest.fixture
def folder(shelf: Path, tmp_path: Path) -> Path:
    """A BERT that a test may spoil."""
    return Path(shutil.copytree(shelf / "bert", tmp_path / "mine"))


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading must not so much as look a name up."""

    def forbidden(*arguments: Any, **options: Any) -> Any:
        raise AssertionError("a network attempt")

    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    monkeypatch.setattr(socket.socket, "connect", forbidden)


def scores(folder: Path, text: str) -> dict[str, float]:
    analysis = load_emotion_model(folder, device="cpu").analyse(text)
    assert analysis is not None
    return dict(zip(LABELS, analysis.reading.scores.values, strict=True))


def change(folder: Path, name: str, **changes: Any) -> None:
    path = folder / name
    content = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    path.write_text(json.dumps(content | changes, ensure_ascii=False), encoding="utf-8")


@pytest.mark.parametrize("name", MAKERS)
def test_a_reading_is_what_the_model_itself_gives(shelf: Path, name: str) -> None:
    import torch
    from transformers import AutoModelForSequenceClassification

    model = load_emotion_model(shelf / name, device="cpu")
    analysis = model.analyse(DAY)
    assert analysis is not None
    assert model.name == name and analysis.encoder == name and analysis.reading.model == name
    assert len(analysis.reading.sentences) == 3 and analysis.embeddings.shape == (3, 16)
    assert np.linalg.norm(analysis.embeddings, axis=1) == pytest.approx(1, abs=1e-5)
    theirs = AutoModelForSequenceClassification.from_pretrained(shelf / name, local_files_only=True).eval()
    tokenizer = load_tokenizer(shelf / name)
    seen = set()
    for sentence in analysis.reading.sentences:
        ids = torch.tensor([[*tokenizer.before, *tokenizer.ids(sentence.text), *tokenizer.after]])
        with torch.inference_mode():
            expected = theirs(input_ids=ids).logits.softmax(-1)[0].tolist()
        assert sentence.scores.values == pytest.approx(expected, abs=1e-5)  # LABELS are in the order of EMOTIONS
        seen.add(sentence.scores.values)
    assert len(seen) == 3


def test_both_files_of_weights_read_the_same(shelf: Path) -> None:
    assert scores(shelf / "bert", DAY) == pytest.approx(scores(shelf / "bert-bin", DAY), rel=1e-9)


def test_names_decide_whatever_their_order_and_language(folder: Path) -> None:
    korean = scores(folder, DAY)
    change(folder, "config.json", id2label=dict(enumerate(ENGLISH)))
    english = scores(folder, DAY)
    order = ("일상", "분노", "불안", "슬픔", "기쁨", "우울")  # what ENGLISH says
    # not to the last bit: the two sum in the order of their threads
    assert [english[name] for name in order] == pytest.approx([korean[name] for name in LABELS], rel=1e-9)


def test_numbers_are_refused_and_a_card_with_names_helps(tmp_path: Path) -> None:
    folder = tiny_bert(tmp_path / "unnamed", None)
    with pytest.raises(LabelsUnnamed) as refused:
        load_emotion_model(folder)
    for language in ("ko", "en"):
        told = refused.value.explained(language)["todo"]
        assert "todak.json" in told and '{"labels": ["기쁨"' in told and "id2label" in told
    change(folder, CARD, labels=list(LABELS))
    checkpoint = load_checkpoint(folder, "emotion")
    assert checkpoint.labels == LABELS
    assert (checkpoint.temperature, checkpoint.certain_from, checkpoint.max_length) == (1.0, 0.5, 64)
    assert sum(scores(folder, DAY).values()) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("labels", [[*LABELS[:5], "피곤"], list(LABELS[:5]), ["joy", "happy", *LABELS[2:]]])
def test_other_labels_than_the_six_are_refused(folder: Path, labels: list[str]) -> None:
    change(folder, CARD, labels=labels)
    with pytest.raises(ModelBroken, match="labels"):
        load_emotion_model(folder)


def test_a_card_says_when_a_reading_is_certain(folder: Path) -> None:
    change(folder, CARD, certain_from=0.0, temperature=50.0)
    analysis = load_emotion_model(folder).analyse(DAY)
    assert analysis is not None and analysis.reading.certain
    assert max(analysis.reading.scores.values) < 0.25


def test_a_long_sentence_is_read_to_its_end(shelf: Path) -> None:
    encoder = TransformerEncoder(load_checkpoint(shelf / "bert", "emotion"), "cpu")
    start = "나는 오늘 저녁을 먹고 " * 60  # some 700 tokens, where the model takes 64
    found = encoder.encode([start + "행복하다", "괜찮아", start + "화가 나"])
    assert found.tokens.tolist() == [len(load_tokenizer(shelf / "bert").ids(start)) + 4, 3, found.tokens[0] - 1]
    assert np.isfinite(found.logits).all() and (found.logits[0] != found.logits[2]).any()
    assert found.logits[1] == pytest.approx(encoder.encode(["괜찮아"]).logits[0], abs=1e-5)


def test_threads_share_a_model(shelf: Path) -> None:
    model = load_emotion_model(shelf / "roberta", device="cpu")
    alone = model.analyse(DAY)
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(model.analyse(DAY))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert alone is not None and [each.reading for each in found] == [alone.reading] * 4


@pytest.mark.parametrize("name", ["kobert", "roberta"])
@pytest.mark.parametrize("text", ["", "...", "😭", "좋\ud800아", "</s><pad>[MASK] 가 [SEP]", "愛 ok", "\u200b가"])
def test_odd_texts(shelf: Path, name: str, text: str) -> None:
    analysis = load_emotion_model(shelf / name, device="cpu").analyse(text)
    assert (analysis is None) == (text in ("", "..."))
    assert analysis is None or np.isfinite(analysis.embeddings).all()


def test_a_bare_base_and_a_generator_are_no_emotion_models(tmp_path: Path) -> None:
    for folder, task in ((tiny_kobert(tmp_path / "base"), "base"), (tiny_kogpt2(tmp_path / "gpt"), "companion")):
        with pytest.raises(ModelBroken, match=task):
            load_emotion_model(folder)


def test_half_a_model_is_refused(folder: Path) -> None:
    from safetensors.torch import save_file

    whole = read_weights(folder)
    for without in ("classifier.weight", "bert.encoder.layer.1.output.dense.bias"):
        save_file({name: value for name, value in whole.items() if name != without}, folder / "model.safetensors")
        with pytest.raises(ModelBroken, match=without):
            load_emotion_model(folder)
    save_file(whole | {"classifier.weight": whole["classifier.weight"][:5].clone()}, folder / "model.safetensors")
    with pytest.raises(ModelBroken, match="classifier"):
        load_emotion_model(folder)
    save_file(whole | {"classifier.bias": whole["classifier.bias"] * float("nan")}, folder / "model.safetensors")
    with pytest.raises(ModelBroken, match="not numbers"):
        load_emotion_model(folder).analyse(DAY)


def test_old_names_of_weights_are_understood(folder: Path, shelf: Path) -> None:
    from safetensors.torch import save_file

    old = {
        name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"): value
        for name, value in read_weights(folder).items()
    }
    save_file(old, folder / "model.safetensors")
    assert scores(folder, DAY) == scores(shelf / "bert", DAY)


def test_weights_in_parts(folder: Path, shelf: Path) -> None:
    from safetensors.torch import save_file

    whole = read_weights(folder)
    (folder / "model.safetensors").unlink()
    parts = {f"part-{number}.safetensors": sorted(whole)[number::2] for number in range(2)}
    for file, names in parts.items():
        save_file({name: whole[name] for name in names}, folder / file)
    index = {"weight_map": {name: file for file, names in parts.items() for name in names}}
    change(folder, "model.safetensors.index.json", **index)
    assert scores(folder, DAY) == scores(shelf / "bert", DAY)
    (folder / "part-1.safetensors").unlink()
    with pytest.raises(ModelMissing, match="part-1"):
        load_emotion_model(folder)
    change(folder, "model.safetensors.index.json", weight_map={"a": "../elsewhere.safetensors"})
    with pytest.raises(ModelBroken, match="folder"):
        load_emotion_model(folder)


def test_a_pickle_with_code_is_not_opened(folder: Path) -> None:
    import torch

    (folder / "model.safetensors").unlink()
    ran = folder / "ran"

    class Evil:
        def __reduce__(self) -> tuple[Any, ...]:
            return Path.touch, (ran,)

    torch.save({"classifier.weight": torch.ones(2), "evil": Evil()}, folder / "pytorch_model.bin")
    with pytest.raises(NeedsCode, match="getattr") as refused:
        load_emotion_model(folder)
    assert "state_dict" in refused.value.explained("en")["todo"]
    assert not ran.exists()


def test_code_in_the_folder_is_not_run(folder: Path) -> None:
    ran = folder / "ran"
    (folder / "modeling_mine.py").write_text(f"open({str(ran)!r}, 'w').close()\n", encoding="utf-8")
    classes = {"AutoConfig": "modeling_mine.Config", "AutoModelForSequenceClassification": "modeling_mine.Model"}
    change(folder, "config.json", model_type="mine", auto_map=classes)
    with pytest.raises(ModelBroken):
        load_emotion_model(folder)
    assert not ran.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("config.json", b"{"),
        ("config.json", b'{"model_type": "bert", "architectures": ["BertForSequenceClassification"]}'),
        ("model.safetensors", b"rubbish"),
        ("vocab.txt", None),
        ("config.json", None),
        (CARD, b"[]"),
        (CARD, b'{"temperature": 0}'),
        (CARD, b'{"files": {"config.json": "0"}}'),
        (CARD, b'{"task": "wellness"}'),
        (CARD, b'{"embedding_size": 384}'),
        (CARD, b'{"max_length": "long"}'),
    ],
)
def test_spoiled_files_are_told(folder: Path, name: str, content: bytes | None) -> None:
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)
    with pytest.raises(ModelError):
        load_emotion_model(folder)


def test_a_device_that_is_not_there(shelf: Path) -> None:
    with pytest.raises(ModelBroken):
        load_emotion_model(shelf / "bert", device="xpu:7")


def test_a_gpu_that_fails_leaves_the_work_to_the_processor(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.models.training import network

    checkpoint = load_checkpoint(shelf / "bert", "emotion")
    expected = TransformerEncoder(checkpoint, "cpu").encode(["오늘", "괜찮아"])
    monkeypatch.setattr(network, "pick_device", lambda wanted: "xpu:7")  # there, but not to be had
    encoder = TransformerEncoder(checkpoint)
    assert encoder.device == "cpu"
    encoder.device = "lost"  # torch refuses it with a RuntimeError, as it does when a GPU's memory is full
    found = encoder.encode(["오늘", "괜찮아"])
    assert encoder.device == "cpu" and (found.logits == expected.logits).all()


def test_a_gpu_reads_as_the_processor_does(shelf: Path) -> None:
    import torch

    if not torch.cuda.is_available():
        pytest.skip("no CUDA here")
    checkpoint = load_checkpoint(shelf / "kobert", "emotion")
    here, there = TransformerEncoder(checkpoint, "cpu"), TransformerEncoder(checkpoint)
    assert there.device == "cuda"
    texts = ["오늘 시험을 망쳤다.", "괜찮아"]
    assert there.encode(texts).logits == pytest.approx(here.encode(texts).logits, abs=1e-3)


def test_without_torch_the_reason_is_told(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from app.errors import TorchMissing

    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(TorchMissing):
        load_emotion_model(shelf / "bert")
