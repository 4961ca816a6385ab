"""The loop that every training shares: what is stored, what is resumed, when it ends. On a network of four numbers."""

import errno
import json
import math
import os
import random
import signal
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import torch

from app.errors import TrainingError
from app.models.training.loop import (
    Loss,
    LossNotFinite,
    OutOfMemory,
    Tick,
    TrainingStopped,
    decayed,
    fit,
    rate_at,
    span,
)
from app.models.training.runs import RunMismatch, TrainingBusy, alone, open_run

pytestmark = pytest.mark.usefixtures("one_thread")
ROWS, BATCH = 10, 4  # the last batch of an epoch is smaller


@dataclass(frozen=True, slots=True)
class Recipe:
    epochs: int = 4
    warmup: float = 0.1
    schedule: str = "cosine"
    clip: float = 1.0
    patience: int = 0
    seed: int = 3


class Small:
    """A job with dropout, whose figures on dev can be given."""

    steps = math.ceil(ROWS / BATCH)

    def __init__(self, figures: list[float] | None = None) -> None:
        torch.manual_seed(0)
        self.module = torch.nn.Sequential(torch.nn.Linear(3, 8), torch.nn.Dropout(0.5), torch.nn.Linear(8, 2))
        dice = torch.Generator().manual_seed(1)
        self.inputs = torch.randn(ROWS, 3, generator=dice)
        self.truth = (self.inputs.sum(dim=1) > 0).long()
        self.figures = figures
        self.data = {"train": "ten rows"}
        self.losses: list[tuple[float, int]] = []
        self.evaluated = 0

    def groups(self) -> list[dict[str, Any]]:
        return decayed(self.module, 0.05, 0.01)

    def batches(self, epoch: int, seed: int) -> Iterator[list[int]]:
        order = list(range(ROWS))
        random.Random(seed).shuffle(order)
        return iter([order[start : start + BATCH] for start in range(0, ROWS, BATCH)])

    def loss(self, batch: list[int], device: str) -> Loss:
        logits = self.module(self.inputs[batch])
        mean = torch.nn.functional.cross_entropy(logits, self.truth[batch])
        self.losses.append((float(mean.detach()), len(batch)))
        return Loss(mean, len(batch), int((logits.argmax(dim=1) == self.truth[batch]).sum()))

    def evaluate(self, device: str, tick: Tick) -> dict[str, float]:
        assert not self.module.training
        tick()
        self.evaluated += 1
        if self.figures is not None:
            return {"accuracy": self.figures[self.evaluated - 1]}
        logits = self.module(self.inputs)
        return {"accuracy": float((logits.argmax(dim=1) == self.truth).float().mean())}

    def quality(self, line: Mapping[str, float]) -> tuple[float, ...]:
        return (line["accuracy"],)


def quiet(line: str) -> None:
    del line


def weights(job: Small) -> list[torch.Tensor]:
    return [value.clone() for value in job.module.state_dict().values()]


def same(first: Small, second: Small) -> bool:
    return all(torch.equal(one, other) for one, other in zip(weights(first), weights(second), strict=True))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Small, list[dict[str, float]]]:
    """A training that nothing interrupted."""
    job = Small()
    run = fit(job, Recipe(), tmp_path_factory.mktemp("whole"), device="cpu", say=quiet)
    return job, run.history


@pytest.mark.parametrize("looks", [1, 3, 4, 5, 8, 15])
def test_stopped_anywhere_and_resumed_it_ends_with_the_same_weights(
    whole: tuple[Small, list[dict[str, float]]], tmp_path: Path, looks: int
) -> None:
    """Wherever the loop looks whether to stop: after any step, and before the figures of any epoch."""
    left = iter([False] * (looks - 1) + [True])
    with pytest.raises(TrainingStopped) as stopped:
        fit(Small(), Recipe(), tmp_path, device="cpu", asked_to_stop=lambda: next(left), say=quiet)
    assert (
        "--resume" in stopped.value.explained("ko")["todo"] and str(tmp_path) in stopped.value.explained("en")["kept"]
    )
    job = Small()
    run = fit(job, Recipe(), tmp_path, device="cpu", resume=True, say=quiet)
    assert run.history == whole[1]
    assert same(job, whole[0])


def test_a_process_killed_between_two_saves_goes_on_from_the_last_one(
    whole: tuple[Small, list[dict[str, float]]], tmp_path: Path
) -> None:
    class Killed(Small):
        def loss(self, batch: list[int], device: str) -> Loss:
            if len(self.losses) == 7:
                raise KeyboardInterrupt  # nobody is asked, nothing is stored any more
            return super().loss(batch, device)

    with pytest.raises(KeyboardInterrupt):
        fit(Killed(), Recipe(), tmp_path, device="cpu", save_every=0, say=quiet)
    stored = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert (len(stored["history"]), stored["under_way"]["steps"]) == (2, 1)
    (tmp_path / "last-2-2.part").write_bytes(b"half a file")
    job = Small()
    fit(job, Recipe(), tmp_path, device="cpu", resume=True, say=quiet)
    assert len(job.losses) == 4 * Small.steps - 7
    assert same(job, whole[0])


def test_only_the_last_and_the_best_state_are_kept_and_nothing_is_pickled(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    fit(Small([0.5, 0.9, 0.7, 0.6]), Recipe(), folder, device="cpu", save_every=0, say=quiet)
    assert {path.name for path in folder.iterdir()} == {"run.json", "last-4-0.safetensors", "best-2.safetensors"}


def test_the_best_epoch_is_what_remains_on_the_cpu_and_ready_to_serve(tmp_path: Path) -> None:
    seen: list[list[torch.Tensor]] = []

    class Watched(Small):
        def evaluate(self, device: str, tick: Tick) -> dict[str, float]:
            seen.append(weights(self))
            return super().evaluate(device, tick)

    job = Watched([0.5, 0.9, 0.9, 0.6])  # an equal one is no better one
    run = fit(job, Recipe(), tmp_path, device="cpu", say=quiet)
    assert run.best == 2 and not job.module.training
    assert all(torch.equal(one, other) for one, other in zip(weights(job), seen[1], strict=True))


def test_it_ends_early_without_a_better_epoch(tmp_path: Path) -> None:
    job = Small([0.5, 0.8, 0.7, 0.7, 0.9])
    said: list[str] = []
    run = fit(job, Recipe(epochs=5, patience=2), tmp_path, device="cpu", say=said.append)
    assert run.epoch == 4 and run.best == 2
    assert "no better epoch" in said[-1]
    fit(Small([0.9]), Recipe(epochs=5, patience=2), tmp_path, device="cpu", resume=True, say=said.append)
    assert "epoch 5/5" not in " ".join(said)  # resumed, it is still over


def test_an_epochs_loss_is_the_mean_over_its_rows_not_over_its_batches(tmp_path: Path) -> None:
    """The seeds averaged the batches' averages: their last, smaller batch weighs as much as a whole one."""
    job = Small()
    run = fit(job, Recipe(epochs=1), tmp_path, device="cpu", say=quiet)
    by_rows = sum(mean * rows for mean, rows in job.losses) / ROWS
    by_batches = sum(mean for mean, _ in job.losses) / len(job.losses)
    assert run.history[0]["loss"] == pytest.approx(by_rows) != pytest.approx(by_batches)
    assert 0 <= run.history[0]["train_accuracy"] <= 1


def test_another_recipe_or_other_data_is_named_and_refused(tmp_path: Path) -> None:
    fit(Small(), Recipe(), tmp_path, device="cpu", stop_after=1, say=quiet)
    with pytest.raises(RunMismatch, match="epochs, seed"):
        fit(Small(), Recipe(epochs=9, seed=8), tmp_path, device="cpu", resume=True, say=quiet)
    other = Small()
    other.data = {"train": "eleven rows"}
    with pytest.raises(RunMismatch, match="train"):
        fit(other, Recipe(), tmp_path, device="cpu", resume=True, say=quiet)
    assert open_run(tmp_path, asdict(Recipe()), {"train": "ten rows"}, resume=True).epoch == 1


def test_without_resume_it_begins_anew(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    fit(Small(), Recipe(), folder, device="cpu", stop_after=2, say=quiet)
    job = Small()
    fit(job, Recipe(), folder, device="cpu", stop_after=1, say=quiet)
    assert len(job.losses) == Small.steps
    assert {path.name for path in folder.iterdir()} == {"best-1.safetensors", "last-1-0.safetensors", "run.json"}


def test_a_loss_that_is_no_number_ends_it(tmp_path: Path) -> None:
    class Divided(Small):
        def loss(self, batch: list[int], device: str) -> Loss:
            found = super().loss(batch, device)
            return replace(found, mean=found.mean / (0 if len(self.losses) == 2 else 1))

    with pytest.raises(LossNotFinite) as found:
        fit(Divided(), Recipe(), tmp_path, device="cpu", say=quiet)
    assert "step 2 of epoch 1" in str(found.value)


def test_embeddings_that_are_tied_are_stored_once_and_stay_tied(tmp_path: Path) -> None:
    class Tied(Small):
        def __init__(self) -> None:
            super().__init__()
            first, last = torch.nn.Linear(3, 3), torch.nn.Linear(3, 3)
            last.weight = first.weight
            self.module = torch.nn.Sequential(first, last)

    fit(Tied(), Recipe(), tmp_path, device="cpu", stop_after=1, say=quiet)
    job = Tied()
    fit(job, Recipe(), tmp_path, device="cpu", resume=True, say=quiet)
    assert job.module[0].weight is job.module[1].weight
    straight = Tied()
    fit(straight, Recipe(), tmp_path / "straight", device="cpu", say=quiet)
    assert same(job, straight)


def test_weight_decay_spares_biases_and_layer_norms() -> None:
    module = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.LayerNorm(4))
    shrunk, spared = decayed(module, 0.1, 0.01)
    assert [parameter.shape for parameter in shrunk["params"]] == [(4, 3)] and shrunk["weight_decay"] == 0.01
    assert len(spared["params"]) == 3 and spared["weight_decay"] == 0.0


@pytest.mark.parametrize(
    ("schedule", "middle", "end"), [("cosine", 0.5, 0.0), ("linear", 0.5, 0.0), ("constant", 1, 1)]
)
def test_the_schedules(schedule: str, middle: float, end: float) -> None:
    rates = [rate_at(step, 100, 0.1, schedule) for step in range(101)]
    assert rates[0] == pytest.approx(0.1) and rates[9] == rates[10] == 1
    assert rates[55] == pytest.approx(middle) and rates[100] == pytest.approx(end)
    assert rates[10:] == sorted(rates[10:], reverse=True)


def test_an_unknown_schedule_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="sine"):
        fit(Small(), Recipe(schedule="sine"), tmp_path, device="cpu", say=quiet)


def test_two_processes_are_not_at_one_training(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(TrainingBusy):
        fit(Small(), Recipe(), tmp_path, device="cpu", say=quiet)
    fit(Small(), Recipe(), tmp_path, device="cpu", stop_after=1, say=quiet)


@pytest.mark.skipif(os.name == "nt", reason="no limit on the size of files")
def test_a_disk_that_takes_no_more_is_an_ordinary_error(tmp_path: Path) -> None:
    """safetensors wraps what the operating system says into an error of its own."""
    import resource

    fit(Small(), Recipe(), tmp_path, device="cpu", stop_after=1, say=quiet)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (600, hard))
    try:
        with pytest.raises(OSError, match="too large") as full:
            fit(Small(), Recipe(), tmp_path, device="cpu", resume=True, say=quiet)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert full.value.errno == errno.EFBIG and not list(tmp_path.glob("*.part"))
    assert fit(Small(), Recipe(), tmp_path, device="cpu", resume=True, say=quiet).epoch == 4


def test_memory_and_devices_that_are_not_there_are_named(tmp_path: Path) -> None:
    class Large(Small):
        def loss(self, batch: list[int], device: str) -> Loss:
            raise torch.OutOfMemoryError

    with pytest.raises(OutOfMemory, match="cpu"):
        fit(Large(), Recipe(), tmp_path, device="cpu", say=quiet)
    with pytest.raises(TrainingError, match="device nowhere"):
        fit(Small(), Recipe(), tmp_path, device="nowhere", say=quiet)


def test_progress_says_how_far_how_fast_and_how_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.models.training.loop._LOOK_EVERY", 0)
    said: list[str] = []
    fit(Small(), Recipe(epochs=2), tmp_path, device="cpu", say=said.append)
    progress = [line for line in said if " s a step" in line]
    assert len(progress) == 2 * Small.steps and "epoch 1/2, step 2/3, loss" in progress[1]
    assert "to the epoch's end" in progress[1] and "in all" in progress[1]
    assert any(line.startswith("epoch 2/2: loss ") and "train accuracy" in line for line in said)


@pytest.mark.parametrize(("seconds", "told"), [(42, "42 s"), (95, "2 min"), (7000, "117 min"), (12_060, "3 h 21 min")])
def test_a_length_of_time_in_words(seconds: float, told: str) -> None:
    assert span(seconds) == told
