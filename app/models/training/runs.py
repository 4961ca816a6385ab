"""A training run on disk: after every epoch everything needed to go on from there, as safetensors and JSON.

`run.json` names the recipe, the data and the epochs so far; `last-N.safetensors` holds weights and optimiser moments;
`best-N.safetensors` the weights of the best epoch. The tensors are written before `run.json` names them, each file
whole or not at all, so a run killed at any moment resumes from its last complete epoch.
"""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.files import write_atomically

if TYPE_CHECKING:
    import torch

    from app.models.training.network import Network

_RUN = "run.json"


class RunMismatch(ValueError):
    """A run that was begun with another recipe or other data cannot be resumed: start it anew in another folder."""


@dataclass(slots=True)
class Run:
    """What was done so far. `history` has one dictionary per epoch; `best` is the number of the best epoch, from 1."""

    folder: Path
    recipe: dict[str, Any]
    data: dict[str, str]
    history: list[dict[str, float]] = field(default_factory=list)
    best: int = 0

    @property
    def epoch(self) -> int:
        """Epochs done."""
        return len(self.history)


def open_run(folder: Path, recipe: dict[str, Any], data: dict[str, str], resume: bool) -> Run:
    """The run in `folder`: resumed when `resume` and there is one, else new. Raises RunMismatch and OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _RUN
    if not (resume and path.is_file()):
        path.unlink(missing_ok=True)
        return Run(folder, recipe, data)
    stored = json.loads(path.read_text(encoding="utf-8"))
    if stored["recipe"] != recipe or stored["data"] != data:
        raise RunMismatch(f"{folder} holds a run with another recipe or other data")
    return Run(folder, recipe, data, stored["history"], stored["best"])


def save_epoch(run: Run, network: "Network", optimiser: "torch.optim.Optimizer", is_best: bool) -> None:
    """Store the state after an epoch whose line is already in `run.history`. Raises OSError."""
    weights = {f"network.{name}": tensor for name, tensor in _cpu(network.state_dict()).items()}
    moments = {}
    for number, state in optimiser.state_dict()["state"].items():
        for name, value in state.items():
            moments[f"optimiser.{number}.{name}"] = value.detach().cpu().contiguous()
    if is_best:
        run.best = run.epoch
        _save(
            {name.removeprefix("network."): tensor for name, tensor in weights.items()}, run.folder / _best(run.epoch)
        )
    last = run.folder / _last(run.epoch)
    _save(weights | moments, last)
    stored = {"recipe": run.recipe, "data": run.data, "history": run.history, "best": run.best}
    write_atomically(run.folder / _RUN, json.dumps(stored, ensure_ascii=False, indent=1).encode())
    for old in run.folder.glob("*.safetensors"):
        if old.name not in (_last(run.epoch), _best(run.best)):
            old.unlink()


def restore_epoch(run: Run, network: "Network", optimiser: "torch.optim.Optimizer") -> None:
    """Put weights and optimiser moments of the last complete epoch back. Raises OSError."""
    from safetensors.torch import load_file

    tensors = load_file(run.folder / _last(run.epoch))
    network.load_state_dict({n.removeprefix("network."): t for n, t in tensors.items() if n.startswith("network.")})
    state: dict[int, dict[str, torch.Tensor]] = {}
    for name, tensor in tensors.items():
        if name.startswith("optimiser."):
            _, number, key = name.split(".")
            state.setdefault(int(number), {})[key] = tensor
    optimiser.load_state_dict({"state": state, "param_groups": optimiser.state_dict()["param_groups"]})


def restore_best(run: Run, network: "Network") -> None:
    """Put the weights of the best epoch into `network`. Raises OSError."""
    from safetensors.torch import load_file

    network.load_state_dict(load_file(run.folder / _best(run.best)))


def _last(epoch: int) -> str:
    return f"last-{epoch}.safetensors"


def _best(epoch: int) -> str:
    return f"best-{epoch}.safetensors"


def _cpu(state: "dict[str, torch.Tensor]") -> "dict[str, torch.Tensor]":
    return {name: tensor.detach().cpu().contiguous() for name, tensor in state.items()}


def _save(tensors: "dict[str, torch.Tensor]", path: Path) -> None:
    from safetensors.torch import save_file

    temporary = path.with_suffix(".part")
    save_file(tensors, temporary)
    os.replace(temporary, path)
