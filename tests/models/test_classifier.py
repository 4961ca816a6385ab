"""Training of sentence classifiers: KoBERT as the seeds do it and any other encoder, from rows to what is served."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from app.errors import ModelBroken, ModelMissing
from app.models.checkpoints import CARD, EMOTION, WELLNESS, load_checkpoint
from app.models.emotion import load_emotion_model
from app.models.tokenizer import load_tokenizer
from app.models.training.classifier import (
    EMOTION_SEED,
    WELLNESS_SEED_D,
    Classification,
    Recipe,
    Sentences,
    build,
    save_classifier,
    split,
    window,
)
from app.models.training.emotion_seed import LABELS, EmotionData, train_emotion
from app.models.training.evaluate import figures, softmax
from app.models.training.fine_tune import BegunAlready, FolderTaken, NothingToResume, state_folder
from app.models.training.loop import TrainingStopped
from app.models.training.readers import Labelled
from app.models.training.report import per_class
from app.models.training.wellness_data import read_wellness_texts
from app.models.training.wellness_seed import train_wellness
from app.models.wellness import load_wellness
from tests.models.test_readers import as_csv, as_xlsx, write
from tests.models.tiny_checkpoints import tiny_bert, tiny_electra, tiny_kobert, tiny_roberta

pytestmark = pytest.mark.usefixtures("one_thread")
QUICK = Recipe(epochs=2, batch=8, rate=1e-2, max_length=32, dropout=0.1)


def quiet(line: str) -> None:
    del line


def labelled(number: int, labels: tuple[str, ...] = ("기쁨", "불안")) -> list[Labelled]:
    """Different rows that a tiny network can learn: every label has a word of its own."""
    said = ("행복하다", "무섭다", "울었다", "우울하다", "화가 나", "썼다")
    when = ("오늘", "어제 밤에", "아침부터", "퇴근길에", "지난주에", "요즘")
    return [
        Labelled(labels[i % len(labels)], f"{when[i // 2 % 6]} {said[i % len(labels)]} {i}, {said[i % len(labels)]}")
        for i in range(number)
    ]


@pytest.fixture(scope="module")
def kobert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With larger weights than a fresh network has: so small a one learns nothing through attention otherwise."""
    folder = tiny_kobert(tmp_path_factory.mktemp("kobert"))
    state = torch.load(folder / "pytorch_model.bin", weights_only=True)
    louder = {
        name: value * 10 if value.ndim > 1 and "embeddings" not in name else value for name, value in state.items()
    }
    torch.save(louder, folder / "pytorch_model.bin")
    return folder


@pytest.fixture(scope="module")
def data_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = "".join(f"{row.label}\t{row.text}\n" for row in labelled(90))
    return write(tmp_path_factory.mktemp("data") / "rows.tsv", rows + "기쁨\t\n상처\t모르는 이름\n")


@pytest.fixture(scope="module")
def trained(kobert: Path, data_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An emotion checkpoint, trained and finished."""
    folder = tmp_path_factory.mktemp("models") / "mine"
    train_emotion(
        EmotionData((data_file,)), kobert, folder, replace(QUICK, epochs=6), name="코버트", device="cpu", say=quiet
    )
    return folder


# --- the presets -----------------------------------------------------------------------------------------------------


def test_the_presets_are_the_seeds() -> None:
    expected = {"max_length": 64, "batch": 64, "rate": 5e-5, "decay": 0.01, "warmup": 0.1, "schedule": "cosine"}
    expected |= {"clip": 1.0, "epochs": 50, "share": 0.2, "seed": 4, "dropout": 0.5}
    assert asdict(EMOTION_SEED).items() >= expected.items()
    assert WELLNESS_SEED_D.dropout == 0.1


def test_the_split_is_that_of_scikit_learn_with_the_seeds_number() -> None:
    """`train_test_split(range(12), test_size=0.2, random_state=4)` of scikit-learn 1.9.1."""
    rows = [Labelled("일상", str(number)) for number in range(12)]
    learn, dev = split(rows, 0.2, 4)
    assert [int(row.text) for row in dev] == [3, 4, 6]
    assert [int(row.text) for row in learn] == [9, 8, 2, 11, 0, 1, 5, 7, 10]
    assert [len(part) for part in split(rows[:2], 0.9, 4)] == [1, 1]


# --- the network -----------------------------------------------------------------------------------------------------


def test_the_head_is_pooled_output_dropout_one_linear_layer(kobert: Path) -> None:
    model = build(kobert, LABELS, 0.5, 1)
    assert model.dropout.p == 0.5 and model.classifier.weight.shape == (6, 16)
    given = {"input_ids": torch.tensor([[2, 7, 8, 3]]), "attention_mask": torch.ones(1, 4, dtype=torch.long)}
    with torch.inference_mode():
        model.eval()
        by_hand = model.classifier(model.bert(**given).pooler_output)
        assert torch.equal(model(**given).logits, by_hand)
    assert model.config.id2label == dict(enumerate(LABELS))
    stored = torch.load(kobert / "pytorch_model.bin", weights_only=True)
    assert torch.equal(model.bert.embeddings.word_embeddings.weight, stored["embeddings.word_embeddings.weight"])


def test_without_dropout_it_trains_too(kobert: Path) -> None:
    """The seeds' `out` is undefined when dr_rate is not given."""
    job = job_of(kobert, labelled(12), replace(QUICK, dropout=0.0))
    job.module.train()
    assert torch.isfinite(job.loss([0, 1], "cpu").mean)


def job_of(base: Path, rows: list[Labelled], recipe: Recipe) -> Classification:
    tokenizer = load_tokenizer(base)
    learn = Sentences(rows, LABELS, tokenizer, recipe.max_length)
    return Classification(build(base, LABELS, recipe.dropout, 1), base, learn, learn, recipe, "macro_f1")


@pytest.mark.parametrize("make", [tiny_bert, tiny_roberta, tiny_electra])
def test_any_encoder_learns_and_its_own_head_does_not_matter(make: object, tmp_path: Path) -> None:
    base = make(tmp_path / "base", ("가", "나", "다"))  # type: ignore[operator]
    assert window(base, 512) == 64 and window(base, 32) == 32
    job = job_of(base, labelled(8), replace(QUICK, max_length=window(base, 512)))
    loss = job.loss(list(range(8)), "cpu")
    loss.mean.backward()
    assert loss.rows == 8 and np.isfinite(job.logits()).all()
    save_classifier(job.module, base, tmp_path / "out")
    assert np.allclose(served_logits(tmp_path / "out", job), job.logits(), atol=1e-5)


def served_logits(folder: Path, job: Classification) -> np.ndarray:
    import transformers

    model = transformers.AutoModelForSequenceClassification.from_pretrained(folder).eval()
    again = Classification(model, folder, job._learn, job._dev, QUICK, "macro_f1")
    return again.logits()


def test_what_is_no_base_is_named(kobert: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        build(tmp_path, LABELS, 0.1, 1)
    half = tmp_path / "half"
    half.mkdir()
    for file in kobert.iterdir():
        (half / file.name).write_bytes(file.read_bytes())
    state = torch.load(half / "pytorch_model.bin", weights_only=True)
    missing = dict(state)
    del missing["encoder.layer.1.output.dense.weight"]
    torch.save(missing, half / "pytorch_model.bin")
    with pytest.raises(ModelBroken, match=r"1 tensors are missing, bert.encoder.layer.1.output.dense.weight"):
        build(half, LABELS, 0.1, 1)
    torch.save({**state, "pooler.dense.bias": torch.zeros(3)}, half / "pytorch_model.bin")
    with pytest.raises(ModelBroken, match="another size"):
        build(half, LABELS, 0.1, 1)
    said: list[str] = []
    torch.save({name: value for name, value in state.items() if "pooler" not in name}, half / "pytorch_model.bin")
    build(half, LABELS, 0.1, 1, said.append)
    assert "pooler" in said[0]


def test_rows_are_cut_counted_and_put_together_by_length(kobert: Path) -> None:
    rows = [Labelled("기쁨", "오늘 저녁을 먹었어요. " * (1 + number % 7)) for number in range(40)]
    tokenizer = load_tokenizer(kobert)
    sentences = Sentences(rows, LABELS, tokenizer, 24)
    assert max(len(ids) for ids in sentences.ids) == 24
    assert sentences.cut == sum(len(tokenizer.ids(row.text)) > 22 for row in rows) > 0
    job = Classification(torch.nn.Linear(1, 1), kobert, sentences, sentences, replace(QUICK, batch=8), "accuracy")
    first, again, other = (list(job.batches(0, seed)) for seed in (1, 1, 2))
    assert first == again != other
    assert sorted(index for batch in first for index in batch) == list(range(40)) and len(first) == job.steps
    assert (
        max(
            max(len(sentences.ids[index]) for index in batch) - min(len(sentences.ids[index]) for index in batch)
            for batch in first
        )
        < 24 - 4
    )


def test_no_process_is_started_for_a_batch(kobert: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The seeds' DataLoader starts two worker processes, for one sentence too."""
    import multiprocessing.process

    def refuse(self: object) -> None:
        raise AssertionError("a process")

    monkeypatch.setattr(multiprocessing.process.BaseProcess, "start", refuse)
    job = job_of(kobert, labelled(8), QUICK)
    for batch in job.batches(0, 1):
        assert job.loss(batch, "cpu").rows == len(batch)
    assert job.logits().shape == (8, 6)


# --- from data to what is served -------------------------------------------------------------------------------------


def test_a_trained_model_is_served_by_the_names_of_its_labels(trained: Path, data_file: Path) -> None:
    checkpoint = load_checkpoint(trained, EMOTION)
    assert checkpoint.labels == LABELS and checkpoint.max_length == 32 and checkpoint.model == "코버트"
    config = json.loads((trained / "config.json").read_text(encoding="utf-8"))
    assert config["id2label"] == {str(number): label for number, label in enumerate(LABELS)}
    model = load_emotion_model(trained, device="cpu")
    right = 0
    rows = labelled(90)
    for row in rows[:24]:
        analysis = model.analyse(row.text)
        assert analysis is not None
        right += analysis.reading.scores.dominant.value == row.label
    assert right == 24  # it was learnt, and names mean what they meant
    card = json.loads((trained / CARD).read_text(encoding="utf-8"))
    assert card["data"]["rows"] == {"train": 72, "dev": 18}
    assert card["data"]["left_out"] == {"no text": 1, "none of the six: 상처": 1}
    assert "report" not in "".join(card["files"]) and "spiece.model" in card["files"]
    del data_file


def test_the_report_tells_everything_but_sentences(trained: Path) -> None:
    report = trained / "report"
    assert {path.name for path in report.iterdir()} == {
        "report.md",
        "history.json",
        "classes.tsv",
        "left_out.tsv",
        "curves.png",
        "confusion.png",
    }
    text = (report / "report.md").read_text(encoding="utf-8")
    assert "| 우울 |" in text and "precision" in text and "rows.tsv: 1 left out: no text (line 91)" in text
    history = json.loads((report / "history.json").read_text(encoding="utf-8"))
    assert len(history) == 6 and {"loss", "train_accuracy", "dev_loss", "accuracy", "macro_f1"} == set(history[0])
    assert (report / "left_out.tsv").read_text(encoding="utf-8").splitlines()[1:] == [
        "rows.tsv\t91\tno text",
        "rows.tsv\t92\tnone of the six: 상처",
    ]
    everything = "".join(path.read_text(encoding="utf-8") for path in report.iterdir() if path.suffix != ".png")
    assert not any(row.text in everything for row in labelled(90)) and "모르는 이름" not in everything
    from PIL import Image

    for name in ("curves.png", "confusion.png"):
        with Image.open(report / name) as picture:
            assert picture.format == "PNG" and min(picture.size) > 300
            assert len(picture.convert("RGB").getcolors(1 << 20) or []) > 20


def test_stopped_and_resumed_it_is_the_same_checkpoint(
    kobert: Path, data_file: Path, tmp_path: Path, trained: Path
) -> None:
    recipe, source, folder = replace(QUICK, epochs=6), EmotionData((data_file,)), tmp_path / "mine"
    looks = iter([False] * 21 + [True])  # nine steps an epoch: in the middle of the third
    with pytest.raises(TrainingStopped):
        train_emotion(source, kobert, folder, recipe, device="cpu", asked_to_stop=lambda: next(looks), say=quiet)
    assert not folder.exists() and state_folder(folder).is_dir()
    with pytest.raises(BegunAlready):
        train_emotion(source, kobert, folder, recipe, device="cpu", say=quiet)
    done = train_emotion(source, kobert, folder, recipe, device="cpu", resume=True, say=quiet)
    assert not state_folder(folder).exists() and done.checkpoint.folder == folder
    ours, theirs = load_file(folder / "model.safetensors"), load_file(trained / "model.safetensors")
    assert set(ours) == set(theirs) and all(torch.equal(ours[name], theirs[name]) for name in ours)
    with pytest.raises(FolderTaken):
        train_emotion(source, kobert, folder, recipe, device="cpu", say=quiet)
    with pytest.raises(NothingToResume):
        train_emotion(source, kobert, tmp_path / "other", recipe, device="cpu", resume=True, say=quiet)


def in_every_format(folder: Path, rows: list[Labelled]) -> dict[str, Path]:
    """The same rows in each format that sentences for an emotion model come in."""
    codes, kote_labels = {"기쁨": "E60", "불안": "E37"}, {"기쁨": "28,42", "불안": "8,41"}
    table = [["감정_대분류", "감정_소분류", "사람문장1"]]
    table += [[row.label, {"기쁨": "안도", "불안": "초조한"}[row.label], row.text] for row in rows]
    dialogues = [
        {"profile": {"emotion": {"type": codes[row.label]}}, "talk": {"content": {"HS01": row.text}}} for row in rows
    ]
    seeds = as_csv([["sentiment", "user"], *([row.label, row.text] for row in rows)])
    return {
        "seeds": write(folder / "seeds.csv", seeds, "cp949"),
        "sheet": as_xlsx(folder / "aihub.xlsx", table),
        "aihub csv": write(folder / "aihub.csv", as_csv(table), "utf-8-sig"),
        "json": write(folder / "aihub.json", json.dumps(dialogues, ensure_ascii=False)),
        "kote": write(
            folder / "kote.tsv", "".join(f"{i}\t{r.text}\t{kote_labels[r.label]}\n" for i, r in enumerate(rows))
        ),
        "lines": write(folder / "lines.txt", "".join(f"{row.label}\t{row.text}\n" for row in rows)),
    }


def test_every_format_trains_the_same_model(kobert: Path, tmp_path: Path) -> None:
    made = {}
    for name, file in in_every_format(tmp_path, labelled(16)).items():
        done = train_emotion(
            EmotionData((file,)), kobert, tmp_path / name, replace(QUICK, epochs=1), device="cpu", say=quiet
        )
        made[name] = (done.checkpoint.data["train"], load_file(tmp_path / name / "model.safetensors"))
    hashes, first = {found for found, _ in made.values()}, made["seeds"][1]
    assert len(hashes) == 1
    assert all(torch.equal(first[name], weights[name]) for _, weights in made.values() for name in first)


def test_wellness_has_as_many_classes_as_the_data_and_answers_from_it(kobert: Path, tmp_path: Path) -> None:
    categories = tuple(f"감정/{number}번" for number in range(30))
    asked = "".join(f"{row.label}    {row.text}\n" for row in labelled(120, categories[:6]))
    asked += "".join(f"{category}    {number}번째 이야기를 했다\n" for number, category in enumerate(categories[6:]))
    told = "".join(
        f"{category}    {'가나다라마바사아자차'[n % 10]} 이야기, 잘 들었어요.\n"
        for n, category in enumerate(categories[1:])
    )
    questions, answers = write(tmp_path / "q.txt", asked), write(tmp_path / "a.txt", told)
    said: list[str] = []
    done = train_wellness(
        lambda: read_wellness_texts(questions, answers), kobert, tmp_path / "상담", QUICK, device="cpu", say=said.append
    )
    assert "1 of 30 categories have no answer" in said[0]
    checkpoint = load_checkpoint(tmp_path / "상담", WELLNESS)
    assert checkpoint.labels == categories and done.measured.rows == 29
    assert (tmp_path / "상담" / "report" / "confusion.png").is_file()
    wellness = load_wellness(tmp_path / "상담", device="cpu", seed=1)
    wellness.checkpoint = replace(checkpoint, certain_from=0.0)  # two epochs of a tiny network are never sure
    answer = wellness.reply(labelled(3)[2].text, ())
    assert answer is not None and answer.endswith("이야기, 잘 들었어요.")
    assert load_wellness(tmp_path / "상담", device="cpu", seed=1).name == f"wellness 상담 {checkpoint.version}"


def test_precision_and_recall() -> None:
    truth = np.asarray([0, 0, 0, 1])
    measured = figures(softmax(np.asarray([[2.0, 0, 0], [2, 0, 0], [0, 2, 0], [0, 2, 0]])), truth)
    assert per_class(measured) == [
        (3, 1.0, pytest.approx(2 / 3), pytest.approx(0.8)),
        (1, 0.5, 1.0, pytest.approx(2 / 3)),
        (0, 0.0, 0.0, 0.0),
    ]
