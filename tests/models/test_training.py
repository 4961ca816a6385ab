"""Training is seeded and resumes; what is exported computes what was trained."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from app.diary.emotion import EmotionScores, combine, weight
from app.models.checkpoints import CARD, load_checkpoint
from app.models.companion.danger import DangerKind
from app.models.training import emotion as command
from app.models.training.batches import batches, encode, load_tokenizer, pack
from app.models.training.corpus import CorpusBroken, Row
from app.models.training.danger_corpus import COLUMNS, KINDS, DangerLine, read_danger
from app.models.training.evaluate import combine_lines, softmax
from app.models.training.graph import BLOCK, Precision, quantise_blocks, quantise_columns, take_apart, write_graph
from app.models.training.loop import rate_at
from app.models.training.network import build, run
from app.models.training.quantise import SHARES, divisor_of, product_error
from app.models.training.runs import RunMismatch
from app.models.training.trainer import Recipe, combine_logs, prepare, train
from tests.models.conftest import LABELS, rows


def quiet(line: str) -> None:
    del line


def weights(network: object) -> dict[str, np.ndarray]:
    return {name: tensor.numpy() for name, tensor in network.state_dict().items()}  # type: ignore[attr-defined]


def test_an_interrupted_training_resumes_to_the_same_weights(tiny_base: Path, recipe: Recipe, tmp_path: Path) -> None:
    learn, dev = rows(24), rows(12)
    whole, run_whole = train(recipe, LABELS, tiny_base, learn, dev, tmp_path / "a", device="cpu", say=quiet)
    train(recipe, LABELS, tiny_base, learn, dev, tmp_path / "b", device="cpu", stop_after=1, say=quiet)
    resumed, run_resumed = train(
        recipe, LABELS, tiny_base, learn, dev, tmp_path / "b", device="cpu", resume=True, say=quiet
    )
    assert run_whole.history == run_resumed.history and run_whole.best == run_resumed.best
    for name, tensor in weights(whole).items():
        assert (tensor == weights(resumed)[name]).all(), name
    assert {path.suffix for path in (tmp_path / "b").iterdir()} == {".json", ".safetensors"}
    assert len(list((tmp_path / "b").glob("*.safetensors"))) <= 2


def test_another_recipe_or_other_data_is_not_resumed(tiny_base: Path, recipe: Recipe, tmp_path: Path) -> None:
    learn, dev = rows(12), rows(6)
    train(recipe, LABELS, tiny_base, learn, dev, tmp_path, device="cpu", stop_after=1, say=quiet)
    with pytest.raises(RunMismatch):
        train(replace(recipe, seed=2), LABELS, tiny_base, learn, dev, tmp_path, device="cpu", resume=True, say=quiet)
    with pytest.raises(RunMismatch):
        train(recipe, LABELS, tiny_base, learn[1:], dev, tmp_path, device="cpu", resume=True, say=quiet)


def test_training_learns_and_can_hold_embeddings(tiny_base: Path, recipe: Recipe, tmp_path: Path) -> None:
    free = replace(recipe, epochs=6)
    _, learned = train(free, LABELS, tiny_base, rows(48), rows(12), tmp_path / "a", device="cpu", say=quiet)
    assert learned.history[-1]["loss"] < learned.history[0]["loss"]
    network, _ = train(
        replace(recipe, keep=1.0, epochs=1),
        LABELS,
        tiny_base,
        rows(12),
        rows(6),
        tmp_path / "b",
        device="cpu",
        say=quiet,
    )
    assert network.training is False


def danger_lines(count: int) -> list[DangerLine]:
    """Lines of two kinds that one word tells apart."""
    kinds = (DangerKind.SUICIDE, None)
    words = ("낭떠러지", "도시락")
    return [
        DangerLine(
            kinds[at % 2], "" if kinds[at % 2] else "neutral", False, "casual", f"{at} 번째 {words[at % 2]} 이야기"
        )
        for at in range(count)
    ]


def test_the_encoder_learns_danger_beside_the_emotions(tiny_base: Path, recipe: Recipe, tmp_path: Path) -> None:
    recipe = replace(recipe, epochs=6, keep=0.0)
    learn, dev, danger = rows(48), rows(12), danger_lines(48)
    network, _ = train(recipe, LABELS, tiny_base, learn, dev, tmp_path / "a", device="cpu", danger=danger, say=quiet)
    data = prepare([], LABELS, tiny_base, recipe, danger)
    assert data.truth.tolist() == [-1] * 48
    told = [pack(data.tokens, [[at]]) for at in range(48)]
    with torch.inference_mode():
        means = [run(network, *(torch.from_numpy(each) for each in (b.ids, b.mask, b.pools)))[1][0, 0] for b in told]
        found = [KINDS[int(network["danger"](mean).argmax())] for mean in means]
    assert sum(kind is line.kind for kind, line in zip(found, danger, strict=True)) > 40
    without, _ = train(recipe, LABELS, tiny_base, learn, dev, tmp_path / "b", device="cpu", stop_after=1, say=quiet)
    assert "danger" not in without
    with pytest.raises(RunMismatch):
        train(
            recipe, LABELS, tiny_base, learn, dev, tmp_path / "a",
            device="cpu", danger=danger[:2], resume=True, say=quiet,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("maybe\tsuicide\tself\tcasual\t글", "label"),
        ("danger\tidiom\tself\tcasual\t글", "kind"),
        ("safe\tsuicide\t\tcasual\t글", "kind"),
        ("danger\tabuse\t\tcasual\t글", "about"),
        ("safe\tidiom\t\tsung\t글", "register"),
        ("safe\tidiom\t\tcasual\t 글", "text"),
        ("safe\tidiom\tcasual\t글", "cells"),
    ],
)
def test_a_broken_danger_line_is_named(row: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("\t".join(COLUMNS) + f"\n{row}\n", encoding="utf-8")
    with pytest.raises(CorpusBroken, match=f"a.tsv:2: .*{reason}"):
        read_danger(tmp_path)


def test_a_line_over_the_window_is_refused(tiny_base: Path, recipe: Recipe) -> None:
    long = replace(rows(1)[0], text="비가 오고 " * 60)
    with pytest.raises(ValueError, match="over the window"):
        prepare([long], LABELS, tiny_base, recipe)


def test_the_rate_warms_up_and_comes_down() -> None:
    rates = [rate_at(step, 100, 0.1) for step in range(100)]
    assert rates[0] == pytest.approx(0.1) and rates[9] == 1 and max(rates) == 1
    assert rates[10:] == sorted(rates[10:], reverse=True) and rates[-1] < 0.001


@pytest.mark.parametrize("seed", [None, 1, 2, 3, 4])
def test_every_sentence_is_in_one_batch_with_its_own_pool(tiny_base: Path, seed: int | None) -> None:
    texts = [" ".join([row.text] * (1 + number % 3)) for number, row in enumerate(rows(50))]
    tokens = encode(load_tokenizer(tiny_base), texts, "query: ", 128, 1)
    flat = [sentence for line in tokens.lines for sentence in line]
    assert len(flat) == len(tokens.owner) == len(tokens.lengths) > 100
    seen = []
    for batch in batches(tokens, 8, 128, seed):
        assert batch.ids.shape == batch.mask.shape == batch.pools[:, 0].shape
        assert batch.ids.shape[1] <= 128
        for sequence in range(len(batch.ids)):
            for place, sentence in enumerate(batch.sentences[sequence]):
                pool = batch.pools[sequence, place]
                if sentence < 0:
                    assert not pool.any()
                    continue
                seen.append(int(sentence))
                assert pool.sum() == pytest.approx(1)
                assert batch.ids[sequence][pool > 0].tolist() == flat[sentence]
                assert batch.mask[sequence][pool > 0].all()
    assert sorted(seen) == list(range(len(flat)))


def test_sentences_in_a_row_are_the_text_in_tokens(tiny_base: Path) -> None:
    """What training and serving both rely on: the ids of a text are the ids of its sentences in a row."""
    tokenizer = load_tokenizer(tiny_base)
    tokens = encode(tokenizer, ["회의가 길었다. 그래도 좋았다!", "끝."], "query: ", 64, 1)
    whole = tokenizer.encode("query: 회의가 길었다. 그래도 좋았다! 끝.").ids
    assert pack(tokens, [[0, 1]]).ids[0].tolist() == whole


def test_lines_are_combined_as_the_app_combines_them() -> None:
    import torch

    dice = np.random.default_rng(4)
    logits = dice.normal(size=(7, 6)) * 3
    owner, texts = np.asarray([0, 0, 0, 1, 1, 2, 2]), ["가" * length for length in (3, 30, 7, 12, 1, 44, 9)]
    lengths = np.asarray([len(text) for text in texts])
    ours = combine_lines(logits, owner, lengths, 1.3)
    logs = combine_logs(torch.tensor(logits / 1.3), torch.tensor(owner), torch.tensor(lengths), 3)
    for line in range(3):
        scores = [
            (EmotionScores(tuple(softmax(logits[index], 1.3))), texts[index]) for index in np.flatnonzero(owner == line)
        ]
        expected = combine((each, weight(text, each)) for each, text in scores)
        assert expected is not None
        assert ours[line] == pytest.approx(expected.values, abs=1e-9)
        assert logs[line].exp().numpy() == pytest.approx(expected.values, abs=1e-9)


def parity_inputs(base: Path) -> dict[str, np.ndarray]:
    tokens = encode(load_tokenizer(base), [row.text for row in rows(5)], "query: ", 64, 1)
    batch = pack(tokens, [[0, 1], [2], [3, 4]])
    return {"input_ids": batch.ids, "attention_mask": batch.mask, "pools": batch.pools}


@pytest.mark.parametrize(
    ("precision", "tolerance"), [(Precision.FULL, 1e-5), (Precision.BLOCKS, 0.02), (Precision.INT8, 0.1)]
)
@pytest.mark.parametrize("smoothed", [False, True])
def test_the_graph_computes_what_the_network_does(
    tiny_base: Path, precision: Precision, tolerance: float, smoothed: bool
) -> None:
    import onnxruntime
    import torch

    torch.manual_seed(7)
    network = build(tiny_base, 6).eval()
    parts = take_apart(network, 64)
    smooth = {
        f"{layer}.{name}": np.random.default_rng(1).uniform(0.5, 2, size).astype(np.float32)
        for layer in range(2)
        for name, size in (("qkv", 64), ("out", 64), ("up", 64), ("down", 128))
    }
    model = write_graph(parts, lambda name: precision, smooth if smoothed else None, precision is not Precision.FULL)
    inputs = parity_inputs(tiny_base)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    logits, embedding = session.run(["logits", "embedding"], inputs)
    with torch.inference_mode():
        expected, means = run(network, *(torch.from_numpy(array) for array in inputs.values()))
    there = inputs["pools"].sum(axis=2) > 0
    assert logits[there] == pytest.approx(expected.numpy()[there], abs=tolerance)
    lengths = torch.nn.functional.normalize(means, dim=-1).numpy()
    assert (embedding[there] * lengths[there]).sum(axis=-1) == pytest.approx(1, abs=tolerance)


def test_quantised_matrices_are_near_the_real_ones() -> None:
    matrix = np.random.default_rng(2).normal(size=(64, 10)).astype(np.float32)
    integers, scales = quantise_columns(matrix, 63)
    assert np.abs(integers * scales - matrix).max() <= scales.max() / 2 + 1e-6
    values, block_scales = quantise_blocks(matrix)
    assert values.shape == (10, 64 // BLOCK, BLOCK)
    back = (values.astype(np.float32) - 128) * block_scales.reshape(10, 2, 1)
    assert np.abs(back.reshape(10, 64).T - matrix).max() <= block_scales.max() / 2 + 1e-6
    with pytest.raises(ValueError, match="blocks"):
        quantise_blocks(matrix[:40])
    assert (quantise_columns(np.zeros((4, 2), dtype=np.float32), 63)[0] == 0).all()


def test_a_channel_that_is_far_larger_than_the_others_costs_little() -> None:
    dice = np.random.default_rng(3)
    matrix = dice.normal(size=(64, 10)).astype(np.float32)
    lines = [dice.normal(size=(20, 64)).astype(np.float32) for _ in range(3)]
    for line in lines:
        line[:, 5] *= 300
    peaks = np.abs(np.concatenate(lines)).max(axis=0)
    exact = np.concatenate(lines) @ matrix
    plain = product_error(lines, matrix, np.ones(64, dtype=np.float32), exact)
    smooth = min(product_error(lines, matrix, divisor_of(peaks, matrix, share), exact) for share in SHARES)
    assert smooth < plain / 5
    # dividing and multiplying by the same numbers changes nothing but the rounding
    assert smooth < np.square(exact).sum() / 1000


def corpus_of(folder: Path, learn: list[Row]) -> Path:
    folder.mkdir()
    lines = ["id\ttitle\tsplit"]
    for split, part in (("train", learn[:30]), ("dev", learn[30:36]), ("test", learn[36:])):
        lines.append(f"{split}-life\t삶\t{split}")
        cells = ["emotion\tregister\tspeaker\thard\ttext"]
        cells += ["\t".join([row.emotion, row.register, row.speaker, row.hard, row.text]) for row in part]
        (folder / f"{split}-life.tsv").write_text("\n".join(cells) + "\n", encoding="utf-8")
    (folder / "situations.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_the_command_from_corpus_to_checkpoint(
    tiny_base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = corpus_of(tmp_path / "corpus", rows(42))
    options = ["--base", str(tiny_base), "--corpus", str(corpus), "--work", str(tmp_path / "work")]
    options += ["--out", str(tmp_path / "out"), "--epochs", "1", "--device", "cpu", "--version", "9", "--full"]
    options += ["--danger", str(tmp_path / "no danger")]
    with pytest.raises(FileNotFoundError):
        command.main(options)  # the test split is not frozen
    command.main([*options, "--freeze-test"])
    command.main([*options, "--test"])
    printed = capsys.readouterr().out
    assert "epoch 1/1" in printed and "test" in printed
    checkpoint = load_checkpoint(tmp_path / "out", "emotion")
    assert checkpoint.labels == tuple(LABELS) and checkpoint.version == "9"
    card = json.loads((tmp_path / "out" / CARD).read_text(encoding="utf-8"))
    assert card["metrics"]["test"]["all"]["rows"] == 6 and card["data"]["rows"]["train"] == 30
    assert (tmp_path / "out" / "LICENSE").is_file() and (tmp_path / "out" / "NOTICE").is_file()
    (corpus / "test-life.tsv").write_text("emotion\tregister\tspeaker\thard\ttext\n", encoding="utf-8")
    with pytest.raises(command.SplitChanged):
        command.main(options)
