"""Training the seeds' generators on tiny KoGPT2-shaped weights, in every mode, to a folder that Todak serves."""

import csv
import json
import math
import shutil
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from app.config import Settings, models_folder
from app.engines import Engines
from app.models.checkpoints import COMPANION, load_checkpoint
from app.models.companion.companion import SOURCE
from app.models.generator import causal_model, load_generator
from app.models.prompts import Scribe
from app.models.training.causal_text import (
    MODES,
    NOT_LEARNT,
    Written,
    share_out,
    single_turns,
    whole_dialogue,
)
from app.models.training.companion_seed import (
    SEED_A,
    SEED_C,
    Teaching,
    modes_table,
    train_companion,
    with_tokens,
)
from app.models.training.dialogues import Dialogue
from app.models.training.fine_tune import REPORT, BegunAlready, FolderTaken
from app.models.training.loop import TrainingStopped
from app.models.training.runs import RunMismatch
from tests.conftest import Todak
from tests.models.tiny_checkpoints import lines, tiny_kogpt2

SHORT_A = replace(SEED_A, epochs=2, batch=6, rate=5e-3, max_length=64)
SHORT_C = replace(SEED_C, epochs=2, batch=6, rate=5e-3, max_length=96)
DIALOGUE = Dialogue(("오늘 시험을", "망쳤다 괜찮아", "어제 밤에 회의를", "썼다 속상해"))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_kogpt2(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def scribe(base: Path) -> Scribe:
    return Scribe.load(base)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("data") / "감성대화.csv"
    said = [" ".join(unicodedata.normalize("NFC", line).split()) for line in lines(60, seed=3)]
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["사람문장1", "시스템문장1", "사람문장2", "시스템문장2"])
        rows.writerows([*said[at : at + 4]] for at in range(0, 56, 4))
        rows.writerow(["혼자 남은 문장", "", "", ""])
    return file


def quiet(_line: str) -> None:
    """Progress that nobody reads."""


def learnt(row: Written, scribe: Scribe) -> str:
    return scribe.inner.decode([number for number in row.labels if number != NOT_LEARNT])


# --- what is learnt --------------------------------------------------------------------------------------------------


def test_seed_a_learns_the_answer_alone(scribe: Scribe) -> None:
    first, second = single_turns(scribe, DIALOGUE, 100)
    assert scribe.inner.decode(list(first.ids)).replace(" ", "") == "<usr>오늘시험을<unused1><sys>망쳤다괜찮아</s>"
    assert learnt(first, scribe).replace(" ", "") == "망쳤다괜찮아</s>"
    assert learnt(second, scribe).replace(" ", "") == "썼다속상해</s>"


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("all", "<s><usr>오늘시험을<sys>망쳤다괜찮아<usr>어제밤에회의를<sys>썼다속상해</s>"),
        ("last-reply", "썼다속상해</s>"),
        ("replies", "망쳤다괜찮아썼다속상해</s>"),
        ("shift", "<s><usr>오늘시험을<sys>망쳤다괜찮아<usr>어제밤에회의를<sys>썼다속상해</s>"),
    ],
)
def test_what_each_label_mode_learns(scribe: Scribe, mode: str, expected: str) -> None:
    row = whole_dialogue(scribe, DIALOGUE, 256, mode)
    assert learnt(row, scribe).replace(" ", "") == expected
    assert len(row.ids) == len(row.labels) == len(row.replies)
    assert scribe.inner.decode([n for n in row.replies if n != NOT_LEARNT]).replace(" ", "") == (
        "망쳤다괜찮아썼다속상해</s>"
    )


def seeds_answer_length(asked: int, told: int, most: int) -> int:
    """What seed A computes first for a question longer than the window."""
    return most - asked if asked > most else told


@pytest.mark.parametrize("asked", [0, 1, 50, 99, 100, 101, 300])
@pytest.mark.parametrize("told", [1, 40, 96, 100, 500])
def test_an_answer_is_never_of_negative_length(scribe: Scribe, asked: int, told: int) -> None:
    kept, answered, cut = share_out(asked, told, 96)
    assert 0 <= kept <= asked and 1 <= answered <= told and kept + answered <= 96
    assert cut == (asked + told > 96)
    if asked > 100:
        assert seeds_answer_length(asked, told, 100) < 0 < answered
    word = "괜찮아 "
    for row in (
        *single_turns(scribe, Dialogue((word * asked + "끝", word * told)), 100),
        whole_dialogue(scribe, Dialogue((word * asked + "끝", word * told)), 100, "replies"),
    ):
        assert len(row.ids) <= 100
        assert any(number != NOT_LEARNT for number in row.labels)
        assert scribe.id("<sys>") in row.ids


def test_the_oldest_turns_go_first(scribe: Scribe) -> None:
    long = Dialogue(tuple(f"{number} 괜찮아 속상해" for number in range(1, 9)))
    whole = whole_dialogue(scribe, long, 256, "all")
    cut = whole_dialogue(scribe, long, 30, "all")
    assert not whole.cut and cut.cut
    assert whole.ids[-len(cut.ids) + 1 :] == cut.ids[1:] and cut.ids[0] == scribe.id("<s>")
    assert cut.ids[-1] == scribe.end


def test_a_cut_answer_does_not_end_there(scribe: Scribe) -> None:
    long = Dialogue(("괜찮아", "속상해 " * 200))
    assert single_turns(scribe, long, 40)[0].ids[-1] != scribe.end
    assert whole_dialogue(scribe, long, 40, "all").ids[-1] != scribe.end


# --- the loss --------------------------------------------------------------------------------------------------------


def test_the_loss_is_averaged_once(base: Path) -> None:
    """The seed divides a mean by the number of answer tokens again: twice the batch, half the loss."""
    import torch

    job = Teaching(base, SHORT_A, [DIALOGUE], [DIALOGUE])
    job.module.eval()
    batch = next(job.batches(0, 1))
    loss = job.loss(batch, "cpu")
    by_hand, count = 0.0, 0
    for row in batch:
        with torch.no_grad():
            logs = torch.log_softmax(job.module(torch.tensor([row.ids])).logits[0].double(), dim=-1)
        for at, wanted in enumerate(row.labels):
            if wanted != NOT_LEARNT:
                by_hand -= float(logs[at - 1, wanted])
                count += 1
    assert loss.rows == count
    assert float(loss.mean.detach()) == pytest.approx(by_hand / count, rel=1e-5)
    twice = job.loss([*batch, *batch], "cpu")
    assert float(twice.mean.detach()) == pytest.approx(float(loss.mean.detach()), rel=1e-5)
    seeds, seeds_twice = by_hand / count / count, by_hand / count / (2 * count)
    assert seeds_twice == pytest.approx(seeds / 2)  # what the seed's form does instead


def test_shift_moves_labels_once(base: Path) -> None:
    """Moved by hand and by the model, each token would learn the next but one."""
    import torch

    losses = {}
    for mode in MODES:
        job = Teaching(base, replace(SHORT_C, mode=mode), [DIALOGUE], [DIALOGUE])
        job.module.eval()
        losses[mode] = float(job.loss(next(job.batches(0, 1)), "cpu").mean.detach())
    assert losses["shift"] == losses["all"]
    assert len({losses["all"], losses["last-reply"], losses["replies"]}) == 3
    [row] = next(job.batches(0, 1))
    ids = torch.tensor(row.ids)
    with torch.no_grad():
        logits = job.module(ids[None]).logits[0]
    twice = float(torch.nn.functional.cross_entropy(logits[:-2], ids[2:]))
    assert twice != pytest.approx(losses["shift"], rel=1e-3)


def test_padding_changes_nothing(base: Path) -> None:
    short, long = Dialogue(("괜찮아", "속상해")), Dialogue(("오늘 시험을 " * 5, "망쳤다 " * 8))
    job = Teaching(base, SHORT_A, [short, long], [short])
    job.module.eval()
    rows = [*single_turns(job._scribe, short, 64), *single_turns(job._scribe, long, 64)]
    alone = [job.loss([row], "cpu") for row in rows]
    together = job.loss(rows, "cpu")
    expected = sum(float(each.mean.detach()) * each.rows for each in alone) / sum(each.rows for each in alone)
    assert float(together.mean.detach()) == pytest.approx(expected, rel=1e-5)


def test_missing_tokens_are_added(tmp_path: Path) -> None:
    import torch

    plain = tiny_kogpt2(tmp_path / "plain")
    file = plain / "tokenizer.json"
    renamed = file.read_text(encoding="utf-8").replace("<usr>", "<one>").replace("<sys>", "<two>")
    file.write_text(renamed, encoding="utf-8")
    before = Scribe.load(plain).size
    scribe, model, added = with_tokens(plain, ("<usr>", "<sys>", "<unused1>"))
    assert added == ["<usr>", "<sys>"] and scribe.size == before + 2
    weight = model.get_input_embeddings().weight
    assert weight.shape[0] == scribe.size
    assert torch.allclose(weight[scribe.id("<usr>")], weight[:before].mean(dim=0), atol=1e-6)
    assert model.get_output_embeddings().weight.data_ptr() == weight.data_ptr()
    assert scribe.ids("<usr>괜찮아")[0] == scribe.id("<usr>")


# --- from data to a served model -------------------------------------------------------------------------------------


def test_seed_a_from_a_table_to_a_reply(base: Path, data: Path, tmp_path: Path) -> None:
    import torch

    folder = tmp_path / "models" / "말벗"
    said: list[str] = []
    trained = train_companion([data], base, folder, SHORT_A, licence="CC0", say=said.append)
    assert any("no question or no answer" in line for line in said) and not any("혼자 남은" in line for line in said)
    [history] = trained.histories.values()
    assert history[-1]["loss"] < history[0]["loss"]
    assert history[0]["perplexity"] == pytest.approx(math.exp(history[0]["dev_loss"]))
    checkpoint = load_checkpoint(folder, COMPANION)
    assert checkpoint.options == {"prompt": "seed-a"} and checkpoint.licence == "CC0"
    generator = load_generator(folder, device="cpu")
    assert generator.preset.name == "seed-a" and generator.name.startswith("말벗 ")
    generator.reply("오늘 시험을 망쳤다", [])
    assert (folder / REPORT / "report.md").is_file() and (folder / REPORT / "curves.png").is_file()
    assert not (folder.parent / ".말벗.training").exists()
    # what is served is what was trained
    job = Teaching(folder, SHORT_A, [DIALOGUE], [DIALOGUE])
    first = causal_model(folder).state_dict()
    assert all(torch.equal(value, first[name]) for name, value in job.module.state_dict().items())
    with pytest.raises(FolderTaken):
        train_companion([data], base, folder, SHORT_A, say=quiet)


def test_seed_c_tries_the_modes_and_keeps_the_best(base: Path, data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "c"
    recipe = replace(SHORT_C, epochs=1)
    trained = train_companion([data], base, folder, recipe, modes=("last-reply", "replies"), say=quiet)
    assert list(trained.histories) == ["last-reply", "replies"]
    kept = {mode: history[0]["reply_perplexity"] for mode, history in trained.histories.items()}
    assert trained.checkpoint.metrics["recipe"]["mode"] == min(kept, key=lambda mode: kept[mode])
    table = (folder / REPORT / "modes.md").read_text(encoding="utf-8")
    assert table.strip() == modes_table(trained.histories)
    assert table.count("\n") == 3 and f"{kept['replies']:.3f}" in table
    assert load_generator(folder, device="cpu").preset.name == "seed-c"
    with pytest.raises(ValueError, match="sideways"):
        train_companion([data], base, tmp_path / "d", recipe, modes=("sideways",), say=quiet)


def test_an_interrupted_training_ends_with_the_same_weights(base: Path, data: Path, tmp_path: Path) -> None:
    recipe = replace(SHORT_A, epochs=1)
    through = train_companion([data], base, tmp_path / "through", recipe, name="x", say=quiet)
    asked = iter([False] * 2 + [True])
    with pytest.raises(TrainingStopped):
        train_companion(
            [data], base, tmp_path / "cut", recipe, name="x", asked_to_stop=lambda: next(asked, True), say=quiet
        )
    with pytest.raises(BegunAlready):
        train_companion([data], base, tmp_path / "cut", recipe, name="x", say=quiet)
    with pytest.raises(RunMismatch):
        train_companion([data], base, tmp_path / "cut", replace(recipe, rate=1e-4), resume=True, say=quiet)
    resumed = train_companion([data], base, tmp_path / "cut", recipe, name="x", resume=True, say=quiet)
    weights = [(each.checkpoint.folder / "model.safetensors").read_bytes() for each in (through, resumed)]
    assert weights[0] == weights[1]
    assert through.histories == resumed.histories


LINES = "오늘 시험을 망쳤어\n나 죽고 싶어\n그냥 그래\n"


def check_replies(todak: Todak) -> None:
    """`todak reply` with a chosen tiny model: nonsense is held back, comfort answers, danger never reaches it."""
    replied = todak("reply", "--conversation", "--seed", "1", stdin=LINES)
    assert replied.status == 0, replied.err
    assert "cannot be used" not in replied.err and "쓰지 못해" not in replied.err
    ordinary, danger, after = replied.lines
    assert ordinary["reply"] and ordinary["reply_kind"] in ("comfort", "generated")
    assert (danger["reply_kind"], danger["care"]) == ("crisis", "hard")
    assert after["reply_kind"] == "comfort"
    assert "<" not in json.dumps(replied.lines, ensure_ascii=False)


def test_a_trained_folder_is_served_by_todak_reply(todak: Todak, base: Path, data: Path) -> None:
    train_companion([data], base, models_folder() / "tiny", replace(SHORT_A, epochs=1), say=quiet)
    Settings()["generator_model"] = "tiny"
    check_replies(todak)
    engines = Engines(Settings())
    [replier] = engines.repliers()
    assert replier.name.startswith("tiny ") and engines.repliers() == (replier,)
    assert engines.take_troubles() == []


def test_a_broken_choice_is_told_once_and_comfort_answers(base: Path) -> None:
    shutil.copytree(base, models_folder() / "broken")
    (models_folder() / "broken" / "pytorch_model.bin").write_bytes(b"no weights")
    settings = Settings()
    settings["generator_model"] = "broken"
    engines = Engines(settings)
    companion = engines.companion(seed=1)
    replies = [companion.answer(line, None) for line in ("오늘 공원을 걸었어", "물을 마셨어")]
    assert {reply.source for reply in replies} == {SOURCE}
    [trouble] = engines.take_troubles()
    assert trouble.code == "chosen_model_failed" and "broken" in str(trouble)
    settings["generator_model"] = None
    assert engines.repliers() == ()


@pytest.mark.full
def test_train_choose_and_reply_on_the_command_line(todak: Todak, base: Path, data: Path, home: Path) -> None:
    """Three commands from a table to an answer."""
    train = ["train", "companion", "--data", data, "--base", base, "--name", "tiny", "--device", "cpu", "--json"]
    done = todak(*train, "--epochs", "1", "--batch", "8", "--max-length", "48", "--rate", "0.001")
    assert done.status == 0, done.err
    assert done.json["mode"] == "last-reply" and done.json["rows_left_out"] == 1
    assert "혼자 남은" not in done.err
    assert Path(done.json["folder"]).is_relative_to(home)
    chosen = todak("models", "use", "tiny")
    assert chosen.status == 0, chosen.err
    check_replies(todak)
