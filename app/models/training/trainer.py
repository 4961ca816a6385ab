"""Fine-tuning of the whole encoder on labelled lines: seeded, stored after each epoch, the best epoch chosen on dev."""

import json
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from app.models.training.batches import Batch, Tokens, batches, encode, load_tokenizer
from app.models.training.corpus import Row, fingerprint
from app.models.training.evaluate import Probabilities, combine_lines, figures
from app.models.training.network import build, has_half, parameters, pick_device, run
from app.models.training.runs import Run, open_run, restore_best, restore_epoch, save_epoch

if TYPE_CHECKING:
    import torch

    from app.models.training.network import Network

Say = Callable[[str], None]
_LOOK_EVERY = 10  # seconds between progress lines


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the network is trained. The rates, the schedule and the smoothing are those of shared/MODELS.md (0.925
    there).

    `keep` weighs a penalty (1 - cosine, about the mean) for moving a sentence's embedding away from where the untrained
    encoder puts it, so that it goes on meaning what the sentence is about: without it, the correlation with human
    judgement on KLUE-STS falls from 0.72 to 0.21.
    """

    epochs: int = 6
    batch: int = 32
    encoder_rate: float = 1e-4
    head_rate: float = 1e-3
    decay: float = 0.01
    warmup: float = 0.1
    smoothing: float = 0.05
    dropout: float = 0.1
    clip: float = 1.0
    keep: float = 0.5
    seed: int = 20
    prefix: str = "query: "
    max_length: int = 160
    half: bool = False


@dataclass(frozen=True, slots=True)
class Data:
    """Rows of one split, tokenised. `truth` are columns of the network's output, in the order of `labels`."""

    rows: Sequence[Row]
    tokens: Tokens
    truth: npt.NDArray[np.int64]

    def combined(self, logits: npt.NDArray[Any], temperature: float = 1.0) -> Probabilities:
        """Probabilities (rows, labels) from logits (sentences, labels)."""
        return combine_lines(logits, self.tokens.owner, self.tokens.lengths, temperature)


def prepare(rows: Sequence[Row], labels: Sequence[str], base: Path, recipe: Recipe) -> Data:
    """Tokenise `rows`. Raises ValueError for a line over the window."""
    tokenizer = load_tokenizer(base)
    pad = int(json.loads((base / "config.json").read_text(encoding="utf-8"))["pad_token_id"])
    tokens = encode(tokenizer, [row.text for row in rows], recipe.prefix, recipe.max_length, pad)
    truth = np.asarray([list(labels).index(row.emotion) for row in rows], dtype=np.int64)
    return Data(rows, tokens, truth)


def train(
    recipe: Recipe,
    labels: Sequence[str],
    base: Path,
    train_rows: Sequence[Row],
    dev_rows: Sequence[Row],
    folder: Path,
    *,
    device: str = "auto",
    resume: bool = False,
    stop_after: int | None = None,
    say: Say = print,
) -> tuple["Network", Run]:
    """Train and return the network of the best dev epoch, on the CPU and in evaluation mode.

    `folder` keeps the state after each epoch; `resume` goes on from there and gives the same weights as an
    uninterrupted run on the same machine, because every epoch seeds its own dice. `stop_after` ends early after that
    many epochs in all (the schedule stays that of `recipe.epochs`). Raises RunMismatch, ValueError (a line over the
    window) and OSError.
    """
    import torch

    device = pick_device(device)
    data = prepare(train_rows, labels, base, recipe)
    dev = prepare(dev_rows, labels, base, recipe)
    torch.manual_seed(recipe.seed)
    network = build(base, len(labels)).to(device)
    anchors = _read(network, data, recipe, device, 1, recipe.half) if recipe.keep else None
    optimiser = torch.optim.AdamW(parameters(network, recipe.encoder_rate, recipe.head_rate, recipe.decay))
    rates = [float(group["lr"]) for group in optimiser.param_groups]
    hashes = {"train": fingerprint(train_rows), "dev": fingerprint(dev_rows)}
    progress = open_run(folder, asdict(recipe), hashes, resume)
    if progress.epoch:
        restore_epoch(progress, network, optimiser)
        say(f"resumed after epoch {progress.epoch}")
    steps = math.ceil(len(data.rows) / recipe.batch)
    say(f"{len(data.rows)} lines, {steps} steps an epoch, on {device}{' in bfloat16' if recipe.half else ''}")
    while progress.epoch < min(recipe.epochs, stop_after or recipe.epochs):
        started = time.monotonic()
        loss = _epoch(network, optimiser, rates, data, anchors, recipe, device, progress.epoch, steps, say)
        measured = figures(dev.combined(logits_of(network, dev, recipe, device)), dev.truth)
        line = {"loss": loss, "accuracy": measured.accuracy, "macro_f1": measured.macro_f1, "nll": measured.nll}
        is_best = all(_quality(line) > _quality(earlier) for earlier in progress.history)
        progress.history.append(line)
        save_epoch(progress, network, optimiser, is_best)
        say(
            f"epoch {progress.epoch}/{recipe.epochs}: loss {loss:.3f}, dev accuracy {measured.accuracy:.3f}, "
            f"macro-F1 {measured.macro_f1:.3f}, nll {measured.nll:.3f}, {time.monotonic() - started:.0f} s"
            + (" *" if is_best else "")
        )
    restore_best(progress, network)
    return network.cpu().eval(), progress


def logits_of(network: "Network", data: Data, recipe: Recipe, device: str = "cpu") -> npt.NDArray[np.float64]:
    """Logits (sentences, labels) in the order of the data, each line read alone, in fp32, without dropout."""
    return _read(network, data, recipe, device, 0, half=False).astype(np.float64)


def combine_logs(logits: "torch.Tensor", owner: "torch.Tensor", lengths: "torch.Tensor", lines: int) -> "torch.Tensor":
    """Log-probabilities (lines, labels) of lines from the logits (sentences, labels) of their sentences.

    What `evaluate.combine_lines` computes, differentiable: the network is trained on what the app will show, so that a
    sentence that only leads up to the feeling may stay uncertain and count little.
    """
    import torch

    logs = torch.log_softmax(logits, dim=1)
    said = logs.exp()
    certainty = 1 + (said * logs).sum(dim=1) / math.log(logits.shape[1])
    weights = lengths.to(said.dtype).sqrt() * certainty.clamp(min=0.1)
    sums = torch.zeros(lines, logits.shape[1], dtype=said.dtype, device=said.device)
    sums = sums.index_add(0, owner, weights.unsqueeze(1) * said)
    return (sums / sums.sum(dim=1, keepdim=True)).clamp(min=1e-9).log()


def _smoothed(logs: "torch.Tensor", truth: "torch.Tensor", smoothing: float) -> "torch.Tensor":
    """Cross-entropy of log-probabilities with label smoothing."""
    import torch

    right = torch.nn.functional.nll_loss(logs, truth)
    return (1 - smoothing) * right - smoothing * logs.mean()


def rate_at(step: int, total: int, warmup: float) -> float:
    """The share of the full rate at `step` of `total`: linear up over `warmup`, then half a cosine down to 0."""
    first = max(1, round(total * warmup))
    if step < first:
        return (step + 1) / first
    return 0.5 * (1 + math.cos(math.pi * (step - first) / max(1, total - first)))


def can_half(device: str) -> bool:
    """Whether bfloat16 pays on the device that `device` stands for."""
    return has_half(pick_device(device))


def _quality(line: dict[str, float]) -> tuple[float, float]:
    return line["macro_f1"], -line["nll"]


def _read(
    network: "Network", data: Data, recipe: Recipe, device: str, output: int, half: bool
) -> npt.NDArray[np.float32]:
    """Output 0 (logits) or 1 (means) of the network as it is, for each sentence of each line alone."""
    import torch

    network.eval()
    found: dict[int, npt.NDArray[np.float32]] = {}
    with torch.inference_mode():
        for batch in batches(data.tokens, recipe.batch, recipe.max_length):
            there = batch.sentences >= 0
            outputs = run(network, *_tensors(batch, device), half=half)[output].cpu().numpy()
            found |= zip(batch.sentences[there].tolist(), outputs[there], strict=True)
    return np.stack([found[index] for index in range(len(data.tokens.owner))])


def _tensors(batch: Batch, device: str) -> "tuple[torch.Tensor, torch.Tensor, torch.Tensor]":
    import torch

    ids, mask, pools = (torch.from_numpy(array).to(device) for array in (batch.ids, batch.mask, batch.pools))
    return ids, mask, pools


def _epoch(
    network: "Network",
    optimiser: "object",
    rates: Sequence[float],
    data: Data,
    anchors: npt.NDArray[np.float32] | None,
    recipe: Recipe,
    device: str,
    epoch: int,
    steps: int,
    say: Say,
) -> float:
    """One pass over the data; returns the mean loss. The epoch's number alone seeds order and dropout."""
    import torch
    from torch.nn.functional import cosine_similarity

    assert isinstance(optimiser, torch.optim.Optimizer)
    seed = recipe.seed * 1000 + epoch
    torch.manual_seed(seed)
    network.train()
    centre = torch.from_numpy(anchors.mean(axis=0)).to(device) if anchors is not None else torch.zeros(1)
    total, looked = 0.0, time.monotonic()
    for number, batch in enumerate(batches(data.tokens, recipe.batch, recipe.max_length, seed)):
        share = rate_at(epoch * steps + number, recipe.epochs * steps, recipe.warmup)
        for group, rate in zip(optimiser.param_groups, rates, strict=True):
            group["lr"] = rate * share
        there = batch.sentences >= 0
        chosen = batch.sentences[there]
        lines, places = np.unique(data.tokens.owner[chosen], return_inverse=True)
        logits, means = run(network, *_tensors(batch, device), recipe.dropout, recipe.half)
        where = torch.from_numpy(there).to(device)
        mixed = combine_logs(
            logits[where],
            torch.from_numpy(places).to(device),
            torch.from_numpy(data.tokens.lengths[chosen]).to(device),
            len(lines),
        )
        loss = _smoothed(mixed, torch.from_numpy(data.truth[lines]).to(device), recipe.smoothing)
        if anchors is not None:
            home = torch.from_numpy(anchors[chosen]).to(device)
            loss = loss + recipe.keep * (1 - cosine_similarity(means[where] - centre, home - centre)).mean()
        optimiser.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(network.parameters(), recipe.clip)
        optimiser.step()
        total += float(loss.detach()) * len(lines)
        if time.monotonic() - looked > _LOOK_EVERY:
            looked = time.monotonic()
            say(f"  epoch {epoch + 1}, step {number + 1}/{steps}, loss {float(loss.detach()):.3f}")
    return total / len(data.rows)
