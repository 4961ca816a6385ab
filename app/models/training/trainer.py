"""Fine-tuning of the whole encoder on labelled lines: seeded, stored after each epoch, the best epoch chosen on dev."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from app.models.training.batches import Batch, Tokens, batches, encode, load_tokenizer
from app.models.training.corpus import Row, fingerprint
from app.models.training.danger_corpus import KINDS, DangerLine
from app.models.training.danger_corpus import fingerprint as danger_fingerprint
from app.models.training.evaluate import Probabilities, combine_lines, figures
from app.models.training.loop import Loss, Say, Tick, fit, never
from app.models.training.network import build, has_half, parameters, pick_device, run
from app.models.training.runs import Run

if TYPE_CHECKING:
    import torch

    from app.models.training.network import Network


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the network is trained. The rates, the schedule and the smoothing are those of shared/MODELS.md (0.925
    there).

    `keep` weighs a penalty (1 - cosine, about the mean) for moving a sentence's embedding away from where the untrained
    encoder puts it, so that it goes on meaning what the sentence is about: without it, the correlation with human
    judgement on KLUE-STS falls from 0.72 to 0.21. `danger` weighs what a second head says about danger: the encoder
    learns to place danger where one straight cut finds it (`companion/danger_head.py`); the head itself is thrown away.
    `start` is the SHA-256 of the weights of an earlier run that this one
    goes on from, empty when it starts at the base encoder.
    """

    epochs: int = 7
    batch: int = 32
    encoder_rate: float = 1e-4
    head_rate: float = 1e-3
    decay: float = 0.01
    warmup: float = 0.1
    schedule: str = "cosine"
    patience: int = 0
    smoothing: float = 0.05
    dropout: float = 0.1
    clip: float = 1.0
    keep: float = 0.5
    danger: float = 0.5
    seed: int = 20
    prefix: str = "query: "
    max_length: int = 160
    half: bool = False
    start: str = ""


@dataclass(frozen=True, slots=True)
class Data:
    """Rows of one split and the danger lines behind them, tokenised.

    `truth` (lines,) are columns of the network's output, in the order of `labels`, -1 for a danger line, whose emotion
    nobody said; `kinds` (lines,) are columns of its second head.
    """

    rows: Sequence[Row]
    tokens: Tokens
    truth: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.int64]

    def combined(self, logits: npt.NDArray[Any], temperature: float = 1.0) -> Probabilities:
        """Probabilities (rows, labels) from logits (sentences, labels)."""
        return combine_lines(logits, self.tokens.owner, self.tokens.lengths, temperature)


def prepare(
    rows: Sequence[Row], labels: Sequence[str], base: Path, recipe: Recipe, danger: Sequence[DangerLine] = ()
) -> Data:
    """Tokenise `rows` and `danger`. Raises ValueError for a line over the window."""
    tokenizer = load_tokenizer(base)
    pad = int(json.loads((base / "config.json").read_text(encoding="utf-8"))["pad_token_id"])
    texts = [row.text for row in rows] + [line.text for line in danger]
    tokens = encode(tokenizer, texts, recipe.prefix, recipe.max_length, pad)
    truth = [list(labels).index(row.emotion) for row in rows] + [-1] * len(danger)
    kinds = [0] * len(rows) + [line.label for line in danger]
    return Data(rows, tokens, np.asarray(truth, dtype=np.int64), np.asarray(kinds, dtype=np.int64))


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
    start: Path | None = None,
    danger: Sequence[DangerLine] = (),
    say: Say = print,
) -> tuple["Network", Run]:
    """Train and return the network of the best dev epoch, on the CPU and in evaluation mode.

    `folder` keeps the state after each epoch; `resume` goes on from there and gives the same weights as an
    uninterrupted run on the same machine, because every epoch seeds its own dice. `stop_after` ends early after that
    many epochs in all (the schedule stays that of `recipe.epochs`). `start` is the weights file that `recipe.start`
    names by its hash. `danger` lines are learnt by the encoder beside the emotions. Raises RunMismatch, ValueError (a
    line over the window) and OSError.
    """
    import torch
    from safetensors.torch import load_file

    device = pick_device(device)
    data = prepare(train_rows, labels, base, recipe, danger)
    dev = prepare(dev_rows, labels, base, recipe)
    torch.manual_seed(recipe.seed)
    network = build(base, len(labels), len(KINDS) if danger else 0).to(device)
    anchors = _read(network, data, recipe, device, 1, recipe.half) if recipe.keep else None
    if start is not None:
        network.load_state_dict(load_file(start))
    say(f"{len(data.rows)} lines and {len(danger)} of danger{', in bfloat16' if recipe.half else ''}")
    job = _Corpus(network, data, dev, anchors, recipe, danger)
    progress = fit(job, recipe, folder, device=device, resume=resume, stop_after=stop_after, say=say)
    return network, progress


def logits_of(
    network: "Network", data: Data, recipe: Recipe, device: str = "cpu", tick: Tick = never
) -> npt.NDArray[np.float64]:
    """Logits (sentences, labels) in the order of the data, each line read alone, in fp32, without dropout.

    `tick` is called after every batch.
    """
    return _read(network, data, recipe, device, 0, half=False, tick=tick).astype(np.float64)


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


def can_half(device: str) -> bool:
    """Whether bfloat16 pays on the device that `device` stands for."""
    return has_half(pick_device(device))


def _read(
    network: "Network", data: Data, recipe: Recipe, device: str, output: int, half: bool, tick: Tick = never
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
            tick()
    return np.stack([found[index] for index in range(len(data.tokens.owner))])


def _token_counts(batch: Batch) -> npt.NDArray[np.float32]:
    """Tokens of each sentence of each sequence (sequences, sentences)."""
    return np.asarray((batch.pools > 0).sum(axis=2), dtype=np.float32)


def _line_means(means: "torch.Tensor", sizes: "torch.Tensor", places: "torch.Tensor", lines: int) -> "torch.Tensor":
    """The means (lines, hidden) of lines from those (sentences, hidden) of their sentences of `sizes` tokens."""
    import torch

    sums = torch.zeros(lines, means.shape[1], device=means.device)
    sums = sums.index_add(0, places, sizes.unsqueeze(1) * means)
    counts = torch.zeros(lines, device=means.device).index_add(0, places, sizes)
    return sums / counts.clamp(min=1).unsqueeze(1)


def _tensors(batch: Batch, device: str) -> "tuple[torch.Tensor, torch.Tensor, torch.Tensor]":
    import torch

    ids, mask, pools = (torch.from_numpy(array).to(device) for array in (batch.ids, batch.mask, batch.pools))
    return ids, mask, pools


class _Corpus:
    """The job: lines of the corpus, each the combination of its sentences, held where the untrained encoder puts it."""

    def __init__(
        self,
        network: "Network",
        data: Data,
        dev: Data,
        anchors: npt.NDArray[np.float32] | None,
        recipe: Recipe,
        danger: Sequence[DangerLine],
    ) -> None:
        self.module = network
        self.data = {"train": fingerprint(data.rows), "dev": fingerprint(dev.rows)}
        if danger:
            self.data["danger"] = danger_fingerprint(danger)
        self.steps = math.ceil(len(data.tokens.lines) / recipe.batch)
        self._rows, self._dev, self._anchors, self._recipe = data, dev, anchors, recipe

    def groups(self) -> list[dict[str, Any]]:
        """Encoder and head at their own rates."""
        return parameters(self.module, self._recipe.encoder_rate, self._recipe.head_rate, self._recipe.decay)

    def batches(self, epoch: int, seed: int) -> Iterator[Batch]:
        """Lines shuffled and put together by `seed`."""
        del epoch
        return batches(self._rows.tokens, self._recipe.batch, self._recipe.max_length, seed)

    def loss(self, batch: Batch, device: str) -> Loss:
        """Smoothed cross-entropy of the combined lines, what the second head says of them, and the penalty for moving
        their sentences' embeddings."""
        import torch
        from torch.nn.functional import cosine_similarity, cross_entropy, dropout

        data, recipe = self._rows, self._recipe
        there = batch.sentences >= 0
        chosen = batch.sentences[there]
        lines, places = np.unique(data.tokens.owner[chosen], return_inverse=True)
        logits, means = run(self.module, *_tensors(batch, device), recipe.dropout, recipe.half)
        where = torch.from_numpy(there).to(device)
        mixed = combine_logs(
            logits[where],
            torch.from_numpy(places).to(device),
            torch.from_numpy(data.tokens.lengths[chosen]).to(device),
            len(lines),
        )
        told = data.truth[lines] >= 0
        loss = torch.zeros((), device=device)
        if told.any():
            known = torch.from_numpy(told).to(device)
            truth = torch.from_numpy(data.truth[lines][told]).to(device)
            loss = loss + float(told.mean()) * _smoothed(mixed[known], truth, recipe.smoothing)
        if "danger" in self.module:
            sizes = torch.from_numpy(_token_counts(batch)[there]).to(device)
            whole = _line_means(means[where], sizes, torch.from_numpy(places).to(device), len(lines))
            said = self.module["danger"](dropout(whole, recipe.dropout, training=self.module.training))
            loss = loss + recipe.danger * cross_entropy(said, torch.from_numpy(data.kinds[lines]).to(device))
        if self._anchors is not None:
            home = torch.from_numpy(self._anchors[chosen]).to(device)
            centre = torch.from_numpy(self._centre).to(device)
            loss = loss + recipe.keep * (1 - cosine_similarity(means[where] - centre, home - centre)).mean()
        return Loss(loss, len(lines))

    def evaluate(self, device: str, tick: Tick) -> dict[str, float]:
        """Accuracy, macro-F1 and nll of the dev lines."""
        measured = figures(
            self._dev.combined(logits_of(self.module, self._dev, self._recipe, device, tick)), self._dev.truth
        )
        return {"accuracy": measured.accuracy, "macro_f1": measured.macro_f1, "nll": measured.nll}

    def quality(self, line: Mapping[str, float]) -> tuple[float, ...]:
        """Macro-F1, then nll."""
        return line["macro_f1"], -line["nll"]

    @cached_property
    def _centre(self) -> npt.NDArray[np.float32]:
        assert self._anchors is not None
        return np.asarray(self._anchors.mean(axis=0))
