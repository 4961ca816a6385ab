"""A training run on disk: everything needed to go on from where it was, as safetensors and JSON.

`run.json` names the recipe, the data, the epochs so far and the steps of the one under way; `last-N-S.safetensors`
holds weights, optimiser moments and torch's dice after S steps of the epoch that follows epoch N;
`best-N.safetensors` the weights of the best epoch. The tensors are on the disk before `run.json` names them, each file
whole or not at all, so a run killed at any moment resumes from what was stored last. Nothing is ever unpickled.
"""

import errno
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from app.errors import Sentence, TrainingError
from app.files import sync_folder, take_alone, write_atomically

if TYPE_CHECKING:
    import torch

_RUN = "run.json"
_CUDA_DICE = "dice.cuda"
_DICE = "dice.cpu"
_LOCK = "lock"
_SYSTEM_ERROR = re.compile(r"os error (\d+)")  # how Rust tells what the operating system said


class RunMismatch(TrainingError):
    """A run that was begun with another recipe or other data cannot be resumed."""

    code: ClassVar[str] = "training_mismatch"
    message: ClassVar[Sentence] = Sentence(
        "{folder}의 학습은 다른 설정이나 다른 자료로 시작한 것이에요. ({what})",
        "The training in {folder} was begun with another recipe or other data ({what}).",
    )
    kept: ClassVar[Sentence] = Sentence("그 학습은 그대로 있어요.", "That training is untouched.")
    todo: ClassVar[Sentence] = Sentence(
        "처음과 똑같은 설정과 자료로 이어 가거나, 다른 폴더에 새로 시작해 주세요.",
        "Resume it with the very options and data it was begun with, or begin anew in another folder.",
    )


class TrainingBusy(TrainingError):
    """Another process is at the same training."""

    code: ClassVar[str] = "training_busy"
    message: ClassVar[Sentence] = Sentence(
        "다른 곳에서 같은 학습을 하고 있어요: {folder}", "Another process is at this training: {folder}"
    )
    kept: ClassVar[Sentence] = Sentence("그 학습은 그대로 이어져요.", "It goes on undisturbed.")
    todo: ClassVar[Sentence] = Sentence(
        "그 학습을 기다리거나 멈춘 뒤에 다시 해 주세요.", "Wait for it, or stop it, and try again."
    )


@dataclass(slots=True)
class Run:
    """What was done so far. `history` has one dictionary per epoch; `best` is the number of the best epoch, from 1.

    Of the epoch under way: `steps` done, over `rows` rows, the sum of their losses, and how many of them were `right`.
    """

    folder: Path
    recipe: dict[str, Any]
    data: dict[str, str]
    history: list[dict[str, float]] = field(default_factory=list)
    best: int = 0
    steps: int = 0
    rows: int = 0
    loss: float = 0.0
    right: int = 0

    @property
    def epoch(self) -> int:
        """Epochs done."""
        return len(self.history)

    @property
    def begun(self) -> bool:
        """Whether there is a stored state to go on from."""
        return self.epoch > 0 or self.steps > 0


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """For one process at a time; made when missing. Raises TrainingBusy and OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not take_alone(descriptor):
            raise TrainingBusy(folder=folder)
        yield
    finally:
        os.close(descriptor)
    (folder / _LOCK).unlink(missing_ok=True)


def open_run(folder: Path, recipe: dict[str, Any], data: dict[str, str], resume: bool) -> Run:
    """The run in `folder`: resumed when `resume` and there is one, else new. Raises RunMismatch and OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _RUN
    if not (resume and path.is_file()):
        path.unlink(missing_ok=True)
        return Run(folder, recipe, data)
    stored = json.loads(path.read_text(encoding="utf-8"))
    recipe = json.loads(json.dumps(recipe))  # as it was stored: a tuple became a list
    for given, before in ((recipe, stored["recipe"]), (data, stored["data"])):
        changed = [name for name in sorted(given | before) if given.get(name) != before.get(name)]
        if changed:
            raise RunMismatch(folder=folder, what=", ".join(changed))
    return Run(folder, recipe, data, stored["history"], stored["best"], **stored["under_way"])


def save_run(run: Run, module: "torch.nn.Module", optimiser: "torch.optim.Optimizer", *, is_best: bool = False) -> None:
    """Store where `run` is: after an epoch (its line already in `run.history`) or between two steps. Raises OSError."""
    import torch

    weights = _state(module)
    tensors = {f"network.{name}": tensor for name, tensor in weights.items()} | {_DICE: torch.get_rng_state()}
    if torch.cuda.is_available():
        tensors[_CUDA_DICE] = torch.cuda.get_rng_state()
    for number, state in optimiser.state_dict()["state"].items():
        for name, value in state.items():
            tensors[f"optimiser.{number}.{name}"] = value.detach().cpu().contiguous()
    if is_best:
        run.best = run.epoch
        save_tensors(weights, run.folder / _best(run.epoch))
    save_tensors(tensors, run.folder / _last(run))
    under_way = {"steps": run.steps, "rows": run.rows, "loss": run.loss, "right": run.right}
    stored = {"recipe": run.recipe, "data": run.data, "history": run.history, "best": run.best, "under_way": under_way}
    write_atomically(run.folder / _RUN, json.dumps(stored, ensure_ascii=False, indent=1).encode())
    for old in (*run.folder.glob("last-*"), *run.folder.glob("best-*")):
        if old.name not in (_last(run), _best(run.best)):
            old.unlink()


def restore_run(run: Run, module: "torch.nn.Module", optimiser: "torch.optim.Optimizer") -> None:
    """Put weights, optimiser moments and dice back as they were stored last. Raises OSError."""
    import torch
    from safetensors.torch import load_file

    tensors = load_file(run.folder / _last(run))
    _load(module, {n.removeprefix("network."): t for n, t in tensors.items() if n.startswith("network.")})
    state: dict[int, dict[str, torch.Tensor]] = {}
    for name, tensor in tensors.items():
        if name.startswith("optimiser."):
            _, number, key = name.split(".")
            state.setdefault(int(number), {})[key] = tensor
    optimiser.load_state_dict({"state": state, "param_groups": optimiser.state_dict()["param_groups"]})
    torch.set_rng_state(tensors[_DICE])
    if _CUDA_DICE in tensors and torch.cuda.is_available():
        torch.cuda.set_rng_state(tensors[_CUDA_DICE])


def restore_best(run: Run, module: "torch.nn.Module") -> None:
    """Put the weights of the best epoch into `module`. Raises OSError."""
    from safetensors.torch import load_file

    _load(module, load_file(run.folder / _best(run.best)))


def save_tensors(tensors: "dict[str, torch.Tensor]", path: Path) -> None:
    """Write a safetensors file whole or not at all, and durably. Raises OSError."""
    from safetensors import SafetensorError
    from safetensors.torch import save_file

    temporary = path.with_suffix(".part")
    try:
        save_file(tensors, temporary, {"format": "pt"})
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except SafetensorError as error:  # also for a full disk
        temporary.unlink(missing_ok=True)
        number = _SYSTEM_ERROR.search(str(error))
        code = int(number[1]) if number else errno.EIO
        raise OSError(code, os.strerror(code), str(path)) from error
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _last(run: Run) -> str:
    return f"last-{run.epoch}-{run.steps}.safetensors"


def _best(epoch: int) -> str:
    return f"best-{epoch}.safetensors"


def _state(module: "torch.nn.Module") -> "dict[str, torch.Tensor]":
    """The tensors of `module` on the CPU, those that share memory (GPT-2's tied embeddings) once."""
    state = module.state_dict()
    return {name: state[name].detach().cpu().contiguous() for name, first in _firsts(state).items() if name == first}


def _load(module: "torch.nn.Module", tensors: "dict[str, torch.Tensor]") -> None:
    module.load_state_dict({name: tensors[first] for name, first in _firsts(module.state_dict()).items()})


def _firsts(state: "dict[str, torch.Tensor]") -> dict[str, str]:
    """For each name the first name of the same memory."""
    firsts: dict[tuple[int, tuple[int, ...]], str] = {}
    found = {}
    for name, tensor in state.items():
        key = (tensor.data_ptr(), tuple(tensor.shape))
        found[name] = firsts.setdefault(key, name) if tensor.numel() else name
    return found
