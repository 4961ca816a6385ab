"""Fine-tuning of a sequence classifier on sentences with one label each: KoBERT as the seeds do it, or any BERT,
RoBERTa or ELECTRA.

The encoder lies in a folder as Hugging Face has it; a fresh head is put on it. What comes out is such a folder again.
"""

import hashlib
import math
import random
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from app.errors import ModelBroken
from app.models.checkpoints import CONFIG, read_config, sha256
from app.models.kobert import pieces_file
from app.models.offline import import_transformers
from app.models.tokenizer import TOKENIZER_FILES, Tokenizer, framed, load_tokenizer, padded
from app.models.training.batches import near_groups
from app.models.training.evaluate import Truth, figures, softmax
from app.models.training.loop import Loss, Say, Tick, decayed, never
from app.models.training.readers import Labelled
from app.models.training.runs import save_tensors
from app.models.weights import SAFETENSORS, read_weights, weight_files

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a classifier is trained. The defaults are those of the seeds' emotion model, but for `patience`: theirs
    trains all 50 epochs and keeps the last.

    `share` of the rows is dev. `dropout` is that before the head; the encoder keeps its own. `max_length` counts
    tokens with the frame.
    """

    epochs: int = 50
    batch: int = 64
    rate: float = 5e-5
    decay: float = 0.01
    warmup: float = 0.1
    schedule: str = "cosine"
    clip: float = 1.0
    patience: int = 5
    dropout: float = 0.5
    max_length: int = 64
    share: float = 0.2
    seed: int = 4


EMOTION_SEED = Recipe()
WELLNESS_SEED_D = Recipe(batch=32, dropout=0.1)  # its text names the dropout alone; the rest is ours


def split(rows: Sequence[Labelled], share: float, seed: int) -> tuple[list[Labelled], list[Labelled]]:
    """Rows to learn from and rows of dev, as the seeds' `train_test_split(rows, test_size=share, random_state=seed)`.

    scikit-learn's shuffle split without strata: a permutation by numpy's old generator, of which dev is the beginning,
    rounded up. The same rows give the seeds' very split.
    """
    order = np.random.RandomState(seed).permutation(len(rows))
    dev = min(max(1, math.ceil(len(rows) * share)), len(rows) - 1)
    return [rows[index] for index in order[dev:]], [rows[index] for index in order[:dev]]


def fingerprint(rows: Sequence[Labelled]) -> str:
    """One hash over labels and texts in order."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(f"{row.label}\t{row.text}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def build(base: Path, labels: Sequence[str], dropout: float, seed: int, say: Say = print) -> "torch.nn.Module":
    """The encoder in `base` with a fresh head for `labels`, in fp32.

    For BERT that is pooled output, dropout, one linear layer: the seeds' network. Raises ModelMissing, NeedsCode and
    ModelBroken (no encoder, or weights that are not those of config.json).
    """
    import torch

    transformers = import_transformers()
    weights = read_weights(base)
    read_config(base)  # named trouble, where transformers would give its own
    try:
        config = transformers.AutoConfig.from_pretrained(base, local_files_only=True, trust_remote_code=False)
        config.id2label = dict(enumerate(labels))
        config.label2id = {label: number for number, label in enumerate(labels)}
        config.classifier_dropout = dropout
        torch.manual_seed(seed)
        model = transformers.AutoModelForSequenceClassification.from_config(config, dtype=torch.float32)
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise ModelBroken(path=base / CONFIG, reason=f"no encoder: {type(error).__name__}") from error
    prefix = f"{model.base_model_prefix}."
    wanted = {name for name in model.state_dict() if name.startswith(prefix)}
    given = {prefix + name.removeprefix(prefix): value.to(torch.float32) for name, value in weights.items()}
    lacking = sorted(name for name in wanted - set(given) if ".pooler." not in name and "position_ids" not in name)
    if lacking:
        raise ModelBroken(path=base, reason=f"{len(lacking)} tensors are missing, {lacking[0]} the first")
    if any(".pooler." in name for name in wanted - set(given)):
        say("the base has no pooler: a fresh one is trained")
    try:
        model.load_state_dict({name: value for name, value in given.items() if name in wanted}, strict=False)
    except RuntimeError as error:
        raise ModelBroken(path=base, reason="tensors of another size than config.json says") from error
    return model  # type: ignore[no-any-return]


class Sentences:
    """Rows of one split in token ids. `truth` are columns of the network's output."""

    def __init__(self, rows: Sequence[Labelled], labels: Sequence[str], tokenizer: Tokenizer, max_length: int) -> None:
        number = {label: index for index, label in enumerate(labels)}
        self.truth: Truth = np.asarray([number[row.label] for row in rows], dtype=np.int64)
        self.fingerprint = fingerprint(rows)
        whole = [tokenizer.ids(row.text) for row in rows]
        self.ids = [framed(tokenizer, ids, max_length) for ids in whole]
        frame = len(tokenizer.before) + len(tokenizer.after)
        self.cut = sum(len(ids) + frame > max_length for ids in whole)
        self._pad = tokenizer.pad_id

    def __len__(self) -> int:
        return len(self.ids)

    def tensors(self, chosen: Sequence[int], device: str) -> dict[str, "torch.Tensor"]:
        """What the model is given for these rows."""
        import torch

        batch = padded([self.ids[index] for index in chosen], self._pad)
        arrays = {"input_ids": batch.input_ids, "attention_mask": batch.attention_mask}
        return {name: torch.from_numpy(array).to(device) for name, array in arrays.items()}


class Classification:
    """The job (`loop.Job`) of learning `learn` and being measured on `dev`."""

    def __init__(
        self, module: "torch.nn.Module", base: Path, learn: Sentences, dev: Sentences, recipe: Recipe, watch: str
    ) -> None:
        """`watch`: the figure that chooses the epoch, `macro_f1` or `accuracy`."""
        self.module = module
        self.steps = math.ceil(len(learn) / recipe.batch)
        self._base, self._learn, self._dev, self._recipe, self._watch = base, learn, dev, recipe, watch

    @cached_property
    def data(self) -> dict[str, str]:
        """Hashes of both splits and of the base's weights."""
        weights = "".join(sha256(file) for file in weight_files(self._base))
        base = hashlib.sha256(weights.encode()).hexdigest()
        return {"train": self._learn.fingerprint, "dev": self._dev.fingerprint, "base": base}

    def groups(self) -> list[dict[str, Any]]:
        """All parameters at one rate."""
        return decayed(self.module, self._recipe.rate, self._recipe.decay)

    def batches(self, epoch: int, seed: int) -> Iterator[list[int]]:
        """Numbers of rows of similar length, so that little is padded."""
        del epoch
        lengths = [len(ids) for ids in self._learn.ids]
        return iter(near_groups(lengths, self._recipe.batch, random.Random(seed)))

    def loss(self, batch: list[int], device: str) -> Loss:
        """Cross-entropy, the mean over the rows: once."""
        import torch

        logits = self.module(**self._learn.tensors(batch, device)).logits
        truth = torch.from_numpy(self._learn.truth[batch]).to(device)
        right = int((logits.detach().argmax(dim=1) == truth).sum())
        return Loss(torch.nn.functional.cross_entropy(logits, truth), len(batch), right)

    def evaluate(self, device: str, tick: Tick) -> dict[str, float]:
        """Loss, accuracy and macro-F1 on dev."""
        measured = figures(softmax(self.logits(device, tick)), self._dev.truth)
        return {"dev_loss": measured.nll, "accuracy": measured.accuracy, "macro_f1": measured.macro_f1}

    def quality(self, line: Mapping[str, float]) -> tuple[float, ...]:
        """The figure that is watched, then dev loss."""
        return line[self._watch], -line["dev_loss"]

    def logits(self, device: str = "cpu", tick: Tick = never) -> npt.NDArray[np.float64]:
        """Logits (rows of dev, labels) of the network as it is, without dropout. Calls `tick` after every batch."""
        import torch

        self.module.eval()
        order = sorted(range(len(self._dev)), key=lambda index: len(self._dev.ids[index]))
        found: dict[int, npt.NDArray[np.float64]] = {}
        with torch.inference_mode():
            for start in range(0, len(order), self._recipe.batch):
                chosen = order[start : start + self._recipe.batch]
                logits = self.module(**self._dev.tensors(chosen, device)).logits.float().cpu().numpy()
                found |= zip(chosen, logits.astype(np.float64), strict=True)
                tick()
        return np.stack([found[index] for index in range(len(self._dev))])


def tokenizer_of(base: Path) -> Tokenizer:
    """The tokenizer in `base`. Raises ModelMissing and ModelBroken (also when the encoder has fewer embeddings)."""
    tokenizer = load_tokenizer(base)
    words = read_config(base).get("vocab_size")
    if isinstance(words, int) and tokenizer.size > words:
        raise ModelBroken(path=base, reason=f"{tokenizer.size} pieces of the tokenizer, {words} embeddings")
    return tokenizer


def window(base: Path, wanted: int) -> int:
    """`wanted` tokens, or as many as the encoder has positions for."""
    config = read_config(base)
    positions = config.get("max_position_embeddings", wanted)
    # RoBERTa's family counts its positions from behind the padding's id.
    offset = int(config.get("pad_token_id") or 0) + 1 if config.get("model_type") in _OFFSET_POSITIONS else 0
    return min(wanted, int(positions) - offset)


_OFFSET_POSITIONS = ("roberta", "xlm-roberta", "camembert")


def save_classifier(module: Any, base: Path, folder: Path) -> None:
    """Write config.json, model.safetensors and the base's tokenizer files into `folder`. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    module.config.architectures = [type(module).__name__]
    module.config.save_pretrained(folder)
    save_tensors({name: value.contiguous() for name, value in module.state_dict().items()}, folder / SAFETENSORS)
    pieces = pieces_file(base)
    for file in [*([pieces] if pieces else []), *(base / name for name in TOKENIZER_FILES)]:
        if file.is_file():
            shutil.copyfile(file, folder / file.name)
