"""The seeds' generators: KoGPT2 on dialogues. `todak train companion --preset seed-a` and `--preset seed-c`.

seed-a is seed A's chatbot 1: one question and its answer, 100 tokens, batches of 32, Adam at 3e-5 without decay, the
loss on the answer. seed-c is ChatHuman: whole dialogues of 256 tokens, in one of four label modes (causal_text.py); how
it was optimised the seed does not say, so rate, batch and epochs are ours.
"""

import hashlib
import math
import random
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import ModelBroken
from app.files import write_atomically
from app.models.checkpoints import COMPANION, Checkpoint, files_in, read_config, save_card, sha256
from app.models.generator import causal_model
from app.models.prompts import ANSWER, END, SEPARATOR, START, USER, Scribe
from app.models.training import cleaning
from app.models.training.batches import near_groups
from app.models.training.causal_text import MODES, NOT_LEARNT, Written, single_turns, whole_dialogue
from app.models.training.dialogues import Dialogue, Dialogues, fingerprint, read_dialogue_files, split
from app.models.training.fine_tune import REPORT, UNKNOWN_LICENCE, BegunAlready, begin, finish
from app.models.training.loop import Loss, Say, Tick, decayed, fit, gentle_threads, never
from app.models.training.readers import NoRows
from app.models.training.report import write_report
from app.models.training.runs import Run, save_tensors
from app.models.weights import SAFETENSORS, weight_files

if TYPE_CHECKING:
    import torch

MODES_TABLE = "modes.md"


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a generator is trained. `preset` is the form of the text, `mode` what of it is learnt (seed-c only).

    `share` of the dialogues is dev. The seeds trained all epochs and kept the last; here training ends after `patience`
    epochs without a better one, and the best is kept.
    """

    preset: str = "seed-a"
    mode: str = "last-reply"
    epochs: int = 70
    batch: int = 32
    rate: float = 3e-5
    decay: float = 0.0  # AdamW without decay is Adam
    warmup: float = 0.0
    schedule: str = "constant"
    clip: float = 1.0
    patience: int = 3
    max_length: int = 100
    share: float = 0.1
    seed: int = 4


SEED_A = Recipe()
SEED_C = Recipe(
    preset="seed-c",
    mode="all",
    epochs=10,
    batch=16,
    decay=0.01,
    warmup=0.1,
    schedule="cosine",
    patience=2,
    max_length=256,
)
RECIPES = {recipe.preset: recipe for recipe in (SEED_A, SEED_C)}
RULES = {"seed-a": cleaning.SEED_A, "seed-c": cleaning.SEED_C}
_TOKENS = {"seed-a": (USER, ANSWER, SEPARATOR), "seed-c": (USER, ANSWER, START)}


@dataclass(frozen=True, slots=True)
class Trained:
    """The finished checkpoint, and the history of each label mode that was tried."""

    checkpoint: Checkpoint
    histories: Mapping[str, Sequence[Mapping[str, float]]]
    best: int


def train_companion(
    files: Sequence[Path],
    base: Path,
    folder: Path,
    recipe: Recipe,
    *,
    modes: Sequence[str] = (),
    rules: Sequence[str] | None = None,
    name: str | None = None,
    licence: str = UNKNOWN_LICENCE,
    device: str = "auto",
    resume: bool = False,
    asked_to_stop: Callable[[], bool] = never,
    say: Say = print,
) -> Trained:
    """Train on the dialogues in `files` from the causal model in `base` and write the checkpoint that Todak serves.

    `modes`: label modes to try one after the other instead of the recipe's (seed-c); the one with the lowest perplexity
    on dev's answers is kept. `rules`: cleaning rules by name instead of the seed's. Raises what `fine_tune.begin`,
    `dialogues.read_dialogue_files`, `generator.causal_model` and `loop.fit` raise, ValueError for an unknown mode, and
    OSError.
    """
    unknown = [mode for mode in modes if mode not in MODES]
    if unknown:
        raise ValueError(f"label mode {unknown[0]!r}")
    gentle_threads()
    state = begin(folder, resume)
    if not resume and any(state.glob("*/run.json")):
        raise BegunAlready(folder=folder, state=state)
    data = read_dialogue_files(files, RULES[recipe.preset] if rules is None else rules, recipe.seed)
    for line in data.rejects.told():
        say(line)
    if len(data.rows) < 2:
        raise NoRows(path=", ".join(map(str, files)), reason="one dialogue alone: none is left to judge by")
    learn, dev = split(data.rows, recipe.share, recipe.seed)
    state.mkdir(mode=0o755, parents=True, exist_ok=True)
    tried: dict[str, tuple[Teaching, Run]] = {}
    best = ""
    for mode in modes or (recipe.mode,):
        chosen = replace(recipe, mode=mode)
        job = Teaching(base, chosen, learn, dev)
        say(f"{mode}: {job.told}")
        place = state / mode if len(modes) > 1 else state
        begun = resume and (place / "run.json").is_file()
        run = fit(job, chosen, place, device=device, resume=begun, asked_to_stop=asked_to_stop, say=say)
        if not best or _kept(run) < _kept(tried[best][1]):
            if best:
                tried[best][0].release()
            best = mode
        else:
            job.release()
        tried[mode] = job, run
    histories = {mode: list(run.history) for mode, (_, run) in tried.items()}
    job, run = tried[best]
    made = state / "checkpoint"
    shutil.rmtree(made, ignore_errors=True)  # of a process that was killed while it wrote
    job.save(made)
    _report(made, name or folder.name, base, data, job, run, histories)
    say(modes_table(histories))
    checkpoint = Checkpoint(
        folder=made,
        task=COMPANION,
        model=name or folder.name,
        version=datetime.now(UTC).strftime("%Y-%m-%d"),
        labels=(),
        prefix="",
        max_length=recipe.max_length,
        embedding_size=_width(made),
        temperature=1.0,
        certain_from=0.0,
        licence=licence,
        base={"name": base.name, "weights": job.data["base"], "model_type": read_config(base).get("model_type", "")},
        data={"rows": {"train": len(learn), "dev": len(dev)}, "left_out": data.rejects.counts, **job.data},
        metrics={"dev": dict(run.history[run.best - 1]), "epochs": run.epoch, "best_epoch": run.best}
        | {"recipe": asdict(job.recipe)},
        options={"prompt": recipe.preset},
    )
    save_card(checkpoint, files_in(made))
    finish(made, folder, state)
    return Trained(replace(checkpoint, folder=folder), histories, run.best)


def modes_table(histories: Mapping[str, Sequence[Mapping[str, float]]]) -> str:
    """Losses for each epoch and label mode, as the seed lists them, with the perplexity on dev's answers."""
    columns = "".join(f" {mode}: loss | dev loss | perplexity | of answers |" for mode in histories)
    lines = [f"| epoch |{columns}", "|---|" + "---|---|---|---|" * len(histories)]
    for epoch in range(max((len(history) for history in histories.values()), default=0)):
        cells = ""
        for history in histories.values():
            line = history[epoch] if epoch < len(history) else {}
            named = ("loss", "dev_loss", "perplexity", "reply_perplexity")
            cells += "".join(f" {line[name]:.3f} |" if name in line else " |" for name in named)
        lines.append(f"| {epoch + 1} |{cells}")
    return "\n".join(lines)


class Teaching:
    """The job (`loop.Job`) of learning to answer."""

    def __init__(self, base: Path, recipe: Recipe, learn: Sequence[Dialogue], dev: Sequence[Dialogue]) -> None:
        """Raises ModelMissing, ModelBroken (no such model, or a window too small for the form)."""
        self.recipe = recipe
        self._base = base
        self._scribe, self.module, self._added = with_tokens(base, _TOKENS[recipe.preset])
        positions = read_config(base).get("n_positions", read_config(base).get("max_position_embeddings"))
        self.length = min(recipe.max_length, positions) if isinstance(positions, int) else recipe.max_length
        if self.length < 16:
            raise ModelBroken(path=base, reason=f"a window of {self.length} tokens")
        self._rows = {"train": self._written(learn), "dev": self._written(dev)}
        self._hashes = {"train": fingerprint(learn), "dev": fingerprint(dev)}
        self.steps = math.ceil(len(self._rows["train"]) / recipe.batch)

    @property
    def told(self) -> str:
        """How much there is, in words."""
        cut = sum(row.cut for rows in self._rows.values() for row in rows)
        added = f"; tokens added: {' '.join(self._added)}" if self._added else ""
        learn, dev = len(self._rows["train"]), len(self._rows["dev"])
        return f"{learn} texts to learn from, {dev} of dev; {cut} cut at {self.length} tokens{added}"

    @cached_property
    def data(self) -> dict[str, str]:
        """Hashes of both splits and of the base's weights."""
        weights = "".join(sha256(file) for file in weight_files(self._base))
        return {**self._hashes, "base": hashlib.sha256(weights.encode()).hexdigest()}

    def groups(self) -> list[dict[str, Any]]:
        """All parameters at one rate."""
        return decayed(self.module, self.recipe.rate, self.recipe.decay)

    def batches(self, epoch: int, seed: int) -> Iterator[list[Written]]:
        """Texts of similar length, so that little is padded."""
        del epoch
        rows = self._rows["train"]
        groups = near_groups([len(row.ids) for row in rows], self.recipe.batch, random.Random(seed))
        return ([rows[number] for number in group] for group in groups)

    def loss(self, batch: list[Written], device: str) -> Loss:
        """Cross-entropy over the tokens to be learnt, their mean: once."""
        total, count = self._losses(batch, [row.labels for row in batch], device)
        return Loss(total / max(1, count), count)

    def evaluate(self, device: str, tick: Tick) -> dict[str, float]:
        """Loss and perplexity over dev's tokens to be learnt, and the perplexity of its answers alone.

        The last is the same for every label mode, hence what modes are compared by.
        """
        sums = [0.0, 0, 0.0, 0]
        rows = sorted(self._rows["dev"], key=lambda row: len(row.ids))
        for start in range(0, len(rows), self.recipe.batch):
            batch = rows[start : start + self.recipe.batch]
            for at, labels in ((0, [row.labels for row in batch]), (2, [row.replies for row in batch])):
                total, count = self._losses(batch, labels, device)
                sums[at] += float(total)
                sums[at + 1] += count
            tick()
        loss, answers = sums[0] / max(1, sums[1]), sums[2] / max(1, sums[3])
        return {"dev_loss": loss, "perplexity": _exp(loss), "reply_perplexity": _exp(answers)}

    def quality(self, line: Mapping[str, float]) -> tuple[float, ...]:
        """Less dev loss is better."""
        return (-line["dev_loss"],)

    def release(self) -> None:
        """Let the network go: another mode's was better."""
        del self.module

    def save(self, folder: Path) -> None:
        """Write config.json, model.safetensors and the tokenizer into `folder`. Raises OSError."""
        folder.mkdir(parents=True, exist_ok=True)
        self.module.config.architectures = [type(self.module).__name__]
        self.module.config.save_pretrained(folder)
        tied = set(getattr(self.module, "_tied_weights_keys", None) or ())  # safetensors stores no tensor twice
        shared = bool(getattr(self.module.config, "tie_word_embeddings", False))
        state = {
            name: value.contiguous()
            for name, value in self.module.state_dict().items()
            if not (shared and name in tied)
        }
        save_tensors(state, folder / SAFETENSORS)
        self._scribe.inner.save_pretrained(folder)

    def _written(self, rows: Sequence[Dialogue]) -> list[Written]:
        if self.recipe.preset == "seed-a":
            return [each for row in rows for each in single_turns(self._scribe, row, self.length)]
        return [whole_dialogue(self._scribe, row, self.length, self.recipe.mode) for row in rows]

    def _losses(
        self, batch: Sequence[Written], labels: Sequence[Sequence[int]], device: str
    ) -> "tuple[torch.Tensor, int]":
        """The sum of the losses over the labels, and how many there are: each is predicted by the token before."""
        import torch

        width = max(len(row.ids) for row in batch)
        pad = self._scribe.pad
        ids = torch.tensor([[*row.ids, *[pad] * (width - len(row.ids))] for row in batch], device=device)
        mask = torch.tensor([[1] * len(row.ids) + [0] * (width - len(row.ids)) for row in batch], device=device)
        wanted = torch.tensor([[*each, *[NOT_LEARNT] * (width - len(each))] for each in labels], device=device)
        logits = self.module(input_ids=ids, attention_mask=mask, use_cache=False).logits[:, :-1].float()
        targets = wanted[:, 1:]
        total = torch.nn.functional.cross_entropy(
            logits.reshape(-1, logits.shape[-1]), targets.reshape(-1), ignore_index=NOT_LEARNT, reduction="sum"
        )
        return total, int((targets != NOT_LEARNT).sum())


def with_tokens(base: Path, tokens: Sequence[str]) -> tuple[Scribe, Any, list[str]]:
    """Tokenizer and model of `base`, both knowing `tokens`, and which of these they did not know before.

    A new token's embedding begins as the mean of all. Raises ModelMissing, ModelBroken.
    """
    import torch

    scribe, model = Scribe.load(base), causal_model(base)
    lacking = [token for token in tokens if not scribe.has(token)]
    if scribe.inner.eos_token_id is None and not scribe.has(END):
        lacking.append(END)
    rows = int(model.get_input_embeddings().weight.shape[0])
    if scribe.size > rows:
        raise ModelBroken(path=base, reason=f"{scribe.size} tokens, but {rows} embeddings")
    if not lacking:
        return scribe, model, lacking
    scribe.inner.add_tokens(lacking, special_tokens=True)
    scribe = Scribe(base, scribe.inner)
    if scribe.size > rows:
        model.resize_token_embeddings(scribe.size, mean_resizing=False)
    for part in (model.get_input_embeddings(), model.get_output_embeddings()):
        if part is not None:
            with torch.no_grad():
                mean = part.weight[:rows].mean(dim=0)
                for token in lacking:
                    part.weight[scribe.id(token)] = mean
    return scribe, model, lacking


def _report(
    made: Path,
    name: str,
    base: Path,
    data: Dialogues,
    job: Teaching,
    run: Run,
    histories: Mapping[str, Sequence[Mapping[str, float]]],
) -> None:
    facts = {
        "base": base.name,
        "dialogues": len(data.rows),
        "texts": job.told,
        "epochs": f"{run.epoch} of {job.recipe.epochs}, the best is {run.best}",
        "recipe": ", ".join(f"{name} {value}" for name, value in asdict(job.recipe).items()),
    }
    write_report(made / REPORT, name, facts, run.history, run.best, rejects=data.rejects)
    write_atomically(made / REPORT / MODES_TABLE, (modes_table(histories) + "\n").encode())


def _kept(run: Run) -> float:
    return run.history[run.best - 1]["reply_perplexity"]


def _exp(loss: float) -> float:
    return math.exp(min(loss, 50.0))  # an untrained model's would not fit into a table


def _width(folder: Path) -> int:
    config = read_config(folder)
    return int(config.get("n_embd") or config.get("hidden_size") or 1)
