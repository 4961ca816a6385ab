"""The loop that every fine-tuning shares: schedule, clipping, early stopping, a stored state, exact resuming.

What is trained is a `Job` (the network, its batches, its loss, its figures); how is a `Recipe`. `fit` seeds torch's
dice at the start of every epoch and stores them with a state in the middle of one, so a training that was interrupted
and resumed ends with the very weights of one that ran through (on the CPU bit for bit).
"""

import math
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from app.errors import Sentence, TrainingError
from app.models.training.network import pick_device
from app.models.training.runs import Run, alone, open_run, restore_best, restore_run, save_run

if TYPE_CHECKING:
    import torch

Say = Callable[[str], None]
Tick = Callable[[], object]
SCHEDULES = ("cosine", "linear", "constant")
_LOOK_EVERY = 10  # seconds between progress lines
_SAVE_EVERY = 600  # seconds of an epoch that a killed process may lose


class TrainingStopped(TrainingError):
    """The user asked to stop; all that was done is stored."""

    code: ClassVar[str] = "training_stopped"
    message: ClassVar[Sentence] = Sentence("학습을 멈췄어요.", "The training was stopped.")
    kept: ClassVar[Sentence] = Sentence(
        "{epoch}번째 에폭의 {step}걸음까지 {folder}에 있어요.",
        "All up to step {step} of epoch {epoch} is stored in {folder}.",
    )
    todo: ClassVar[Sentence] = Sentence(
        "같은 명령에 --resume을 붙이면 이어서 해요.", "The same command with --resume goes on from there."
    )


class LossNotFinite(TrainingError):
    """The loss became infinite or no number at all: the rate is too high, or a row is empty."""

    code: ClassVar[str] = "training_diverged"
    message: ClassVar[Sentence] = Sentence(
        "{epoch}번째 에폭 {step}걸음에서 손실이 수가 아니게 됐어요.",
        "The loss is no number at step {step} of epoch {epoch}.",
    )
    todo: ClassVar[Sentence] = Sentence(
        "더 작은 --rate로 다른 폴더에 새로 시작해 주세요.", "Begin anew in another folder with a smaller --rate."
    )


class OutOfMemory(TrainingError):
    """A batch does not fit into the device's memory."""

    code: ClassVar[str] = "training_memory"
    message: ClassVar[Sentence] = Sentence(
        "{device}의 메모리가 모자라요.", "The memory of {device} is too small for a batch."
    )
    kept: ClassVar[Sentence] = Sentence(
        "마지막으로 저장한 데까지 {folder}에 있어요.", "What was stored last is in {folder}."
    )
    todo: ClassVar[Sentence] = Sentence(
        "더 작은 --batch나 --max-length로 새로 시작해 주세요.", "Begin anew with a smaller --batch or --max-length."
    )


@dataclass(frozen=True, slots=True)
class Loss:
    """The mean loss over the `rows` of a batch, to be differentiated; `right`: how many of the rows were answered
    rightly, where that can be said.

    `rows` weighs the batch in the epoch's mean (a language model counts target tokens): the seeds averaged averages,
    where a small last batch counts as much as a whole one.
    """

    mean: "torch.Tensor"
    rows: int
    right: int | None = None


class Job(Protocol):
    """What is trained."""

    @property
    def module(self) -> "torch.nn.Module":
        """The network; `fit` puts it on the device, and back on the CPU at the end."""
        ...

    @property
    def data(self) -> Mapping[str, str]:
        """Fingerprints of the data, by split: a run is resumed with the same only."""
        ...

    @property
    def steps(self) -> int:
        """Batches in an epoch."""
        ...

    def groups(self) -> Sequence[dict[str, Any]]:
        """Optimiser groups with `params`, `lr` (the highest rate) and `weight_decay`: see `decayed`."""
        ...

    def batches(self, epoch: int, seed: int) -> Iterator[Any]:
        """The batches of `epoch` (from 0) in order, the same for the same seed; never throws torch's dice."""
        ...

    def loss(self, batch: Any, device: str) -> Loss:
        """The loss of one batch, the network being in training mode."""
        ...

    def evaluate(self, device: str, tick: Tick) -> dict[str, float]:
        """Figures on dev for the history. Calls `tick` after every batch (it raises TrainingStopped on request)."""
        ...

    def quality(self, line: Mapping[str, float]) -> tuple[float, ...]:
        """What makes the epoch with this history line better than another (larger is better)."""
        ...


class Recipe(Protocol):
    """What `fit` needs to know of a recipe, which must be a frozen dataclass of plain values.

    `warmup`: the share of all steps over which the rate rises; `clip`: the largest norm of the gradients; `patience`:
    epochs without a better one until training ends early (0: never).
    """

    @property
    def epochs(self) -> int: ...
    @property
    def warmup(self) -> float: ...
    @property
    def schedule(self) -> str: ...
    @property
    def clip(self) -> float: ...
    @property
    def patience(self) -> int: ...
    @property
    def seed(self) -> int: ...


def never() -> bool:
    """Nobody asks to stop."""
    return False


def fit(
    job: Job,
    recipe: Recipe,
    folder: Path,
    *,
    device: str = "auto",
    resume: bool = False,
    stop_after: int | None = None,
    asked_to_stop: Callable[[], bool] = never,
    save_every: float = _SAVE_EVERY,
    say: Say = print,
) -> Run:
    """Train `job.module` and leave it with the weights of the best epoch, on the CPU and in evaluation mode.

    `folder` keeps the state after every epoch, and every `save_every` seconds within one; `resume` goes on from there.
    `stop_after` ends early after that many epochs in all (the schedule stays that of `recipe.epochs`). `asked_to_stop`
    is looked at after every step: when it says so, the state is stored and TrainingStopped raised. Raises also
    RunMismatch (another recipe, other data), TrainingBusy (another process is at it), LossNotFinite, OutOfMemory,
    TrainingError (no such device), ValueError (an unknown schedule) and OSError.
    """
    import torch

    if recipe.schedule not in SCHEDULES:
        raise ValueError(f"schedule {recipe.schedule!r}")
    device = pick_device(device)
    with alone(folder):
        try:
            module = job.module.to(device)
        except (RuntimeError, AssertionError) as error:  # torch's, for a device that is not there
            raise TrainingError(reason=f"device {device}: {type(error).__name__}") from error
        optimiser = torch.optim.AdamW(list(job.groups()), fused=True)  # a quarter of the time of the unfused
        run = open_run(folder, _plain(recipe), dict(job.data), resume)
        if run.begun:
            restore_run(run, module, optimiser)
            say(f"resumed after epoch {run.epoch}" + (f" and {run.steps} steps" if run.steps else ""))
        say(f"{job.steps} steps an epoch, on {device}")
        walk = _Walk(job, recipe, run, optimiser, device, asked_to_stop, save_every, say)
        try:
            while run.epoch < min(recipe.epochs, stop_after or recipe.epochs) and not _stale(run, recipe.patience):
                walk.epoch()
        except torch.OutOfMemoryError as error:
            raise OutOfMemory(device=device, folder=folder) from error
        if _stale(run, recipe.patience) and run.epoch < recipe.epochs:
            say(f"no better epoch for {recipe.patience}: stopped after {run.epoch}, epoch {run.best} is kept")
        restore_best(run, module)
        module.cpu().eval()
        return run


def rate_at(step: int, total: int, warmup: float, schedule: str = "cosine") -> float:
    """The share of the full rate at `step` of `total`: linear up over `warmup`, then down to 0 along half a cosine or a
    line (`constant`: it stays).
    """
    first = max(1, round(total * warmup))
    if step < first:
        return (step + 1) / first
    done = (step - first) / max(1, total - first)
    if schedule == "constant":
        return 1.0
    return 0.5 * (1 + math.cos(math.pi * done)) if schedule == "cosine" else 1 - done


def decayed(module: "torch.nn.Module", rate: float, decay: float) -> list[dict[str, Any]]:
    """Optimiser groups at one rate: weight decay for matrices, none for biases and LayerNorm (all vectors)."""
    parameters = [parameter for parameter in module.parameters() if parameter.requires_grad]
    return [
        {"params": [each for each in parameters if each.ndim > 1], "lr": rate, "weight_decay": decay},
        {"params": [each for each in parameters if each.ndim <= 1], "lr": rate, "weight_decay": 0.0},
    ]


def gentle_threads() -> None:
    """Let waiting threads sleep. OpenMP reads this when torch is imported, so it must come first.

    Threads that spin halve the throughput of a shared machine (shared/MODELS.md: 49 to 93 GFLOPS).
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("GOMP_SPINCOUNT", "0")


class _Walk:
    """One process's part of a run."""

    def __init__(
        self,
        job: Job,
        recipe: Recipe,
        run: Run,
        optimiser: "torch.optim.Optimizer",
        device: str,
        asked_to_stop: Callable[[], bool],
        save_every: float,
        say: Say,
    ) -> None:
        self.job, self.recipe, self.run, self.optimiser, self.device = job, recipe, run, optimiser, device
        self.asked_to_stop, self.save_every, self.say = asked_to_stop, save_every, say
        self.rates = [float(group["lr"]) for group in optimiser.param_groups]
        self.walked, self.walking = 0, 0.0  # steps of this process, and the seconds they took
        self.looked = self.saved = time.monotonic()

    def epoch(self) -> None:
        """What is left of the epoch under way: its steps, its figures, its state on disk."""
        import torch

        job, run = self.job, self.run
        seed = self.recipe.seed * 1000 + run.epoch  # the epoch's number alone seeds its order and its dropout
        if not run.steps:
            torch.manual_seed(seed)
        job.module.train()
        started = time.monotonic()
        for batch in islice(job.batches(run.epoch, seed), run.steps, None):
            self._step(batch)
            self._progress()
            if self.asked_to_stop():
                raise self._stop()
            if time.monotonic() - self.saved >= self.save_every:
                self._save()
        job.module.eval()
        with torch.no_grad():
            figures = job.evaluate(self.device, self._tick)
        line = {"loss": run.loss / max(1, run.rows)}
        if run.right:
            line["train_accuracy"] = run.right / run.rows
        line |= figures
        is_best = all(job.quality(line) > job.quality(earlier) for earlier in run.history)
        run.history.append(line)
        run.steps, run.rows, run.loss, run.right = 0, 0, 0.0, 0
        self._save(is_best)
        told = ", ".join(f"{name.replace('_', ' ')} {value:.3f}" for name, value in line.items())
        took = span(time.monotonic() - started)
        self.say(f"epoch {run.epoch}/{self.recipe.epochs}: {told}, {took}" + (" *" if is_best else ""))

    def _step(self, batch: Any) -> None:
        import torch

        run, began = self.run, time.monotonic()
        total = self.recipe.epochs * self.job.steps
        share = rate_at(run.epoch * self.job.steps + run.steps, total, self.recipe.warmup, self.recipe.schedule)
        for group, rate in zip(self.optimiser.param_groups, self.rates, strict=True):
            group["lr"] = rate * share
        loss = self.job.loss(batch, self.device)
        mean = float(loss.mean.detach())
        if not math.isfinite(mean):
            raise LossNotFinite(epoch=run.epoch + 1, step=run.steps + 1)
        self.optimiser.zero_grad(set_to_none=True)
        torch.autograd.backward(loss.mean)
        torch.nn.utils.clip_grad_norm_(self.job.module.parameters(), self.recipe.clip)
        self.optimiser.step()
        run.steps += 1
        run.rows += loss.rows
        run.loss += mean * loss.rows
        run.right += loss.right or 0
        self.walked += 1
        self.walking += time.monotonic() - began

    def _progress(self) -> None:
        if time.monotonic() - self.looked < _LOOK_EVERY:
            return
        self.looked = time.monotonic()
        run, pace = self.run, self.walking / self.walked
        left = self.job.steps - run.steps
        whole = (self.recipe.epochs - run.epoch) * self.job.steps - run.steps
        self.say(
            f"  epoch {run.epoch + 1}/{self.recipe.epochs}, step {run.steps}/{self.job.steps}, "
            f"loss {run.loss / max(1, run.rows):.3f}, {pace:.2f} s a step, "
            f"{span(left * pace)} to the epoch's end, at most {span(whole * pace)} in all"
        )

    def _tick(self) -> None:
        if self.asked_to_stop():
            raise self._stop()

    def _stop(self) -> TrainingStopped:
        """Stores the state first."""
        self._save()
        return TrainingStopped(epoch=self.run.epoch + 1, step=self.run.steps, folder=self.run.folder)

    def _save(self, is_best: bool = False) -> None:
        save_run(self.run, self.job.module, self.optimiser, is_best=is_best)
        self.saved = time.monotonic()


def span(seconds: float) -> str:
    """A length of time as people say it: `42 s`, `7 min`, `3 h 20 min`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60:02} min"


def _stale(run: Run, patience: int) -> bool:
    return bool(patience) and run.epoch - run.best >= patience


def _plain(recipe: Recipe) -> dict[str, Any]:
    return asdict(recipe)  # type: ignore[call-overload,no-any-return]
