"""A checkpoint folder: weights, tokenizer, configuration, and `todak.json`, which says what they are.

`todak.json` carries everything that numbers cannot tell: which logit means which label (by name), how long a text may
be, how the probabilities were calibrated, what the model was trained on, its licence, and the SHA-256 of every other
file. A folder whose files do not match is never used: a diary must not be read by half a model.

Folders that others made (config.json and weights as Hugging Face has them) need no card, or one with as little as
`{"labels": […]}`: what it does not say is taken from config.json, and files that it gives no hash for are not checked.
"""

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from app.errors import ModelBroken, ModelMissing, Sentence
from app.files import write_atomically
from app.models.weights import weight_files

CARD = "todak.json"
WEIGHTS = "model.onnx"
TOKENIZER = "tokenizer.json"
CONFIG = "config.json"
FORMAT = 1

EMOTION, COMPANION, WELLNESS = "emotion", "companion", "wellness"
TASKS = (EMOTION, COMPANION, WELLNESS)
BASE = "base"  # weights to train on, without a head of their own: no task of a diary
BUNDLED = "bundled"  # chosen by this name: what comes with Todak (for a task without one: nothing)
CERTAIN_FROM = 0.5  # where nobody measured: a reading is certain when one label outweighs all others together
MAX_LENGTH = 512  # tokens; longer windows cost time and no sentence needs them

_NUMBERED = re.compile(r"(LABEL_)?\d+", re.IGNORECASE)  # what transformers writes when nobody named the labels


class LabelsUnnamed(ModelBroken):
    """The checkpoint does not say by name what its outputs mean."""

    code: ClassVar[str] = "model_labels_unnamed"
    message: ClassVar[Sentence] = Sentence(
        "모델의 출력이 무엇인지 이름이 없어요: {path} ({reason})",
        "A model does not name its outputs: {path} ({reason})",
    )
    kept: ClassVar[Sentence] = Sentence("그 폴더는 건드리지 않았어요.", "Its folder was not touched.")
    todo: ClassVar[Sentence] = Sentence(
        "그 폴더에 todak.json을 만들어 출력 순서대로 이름을 적어 주세요: "
        '{{"labels": ["기쁨", "슬픔", "우울", "분노", "불안", "일상"]}} (config.json의 id2label에 적어도 돼요.)',
        "Make a todak.json in that folder that names the outputs in their order: "
        '{{"labels": ["기쁨", "슬픔", "우울", "분노", "불안", "일상"]}} (or name them in id2label of config.json).',
    )


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A verified checkpoint.

    `labels` are in the order of the logits (none for a generator). `max_length` counts tokens, the prefix and the two
    special ones included. `temperature` divides logits before softmax; a reading is certain when its largest
    probability is at least `certain_from`. `data`, `metrics` and `base` are for people: they are shown, never computed
    with.
    `options` is what only the task's own reader understands.
    """

    folder: Path
    task: str
    model: str
    version: str
    labels: tuple[str, ...]
    prefix: str
    max_length: int
    embedding_size: int
    temperature: float
    certain_from: float
    licence: str
    base: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    metrics: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Model name and version, as stored beside every reading."""
        return f"{self.model} {self.version}".strip()


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def load_checkpoint(folder: Path, task: str, *, hashes: bool = True) -> Checkpoint:
    """Read and verify the checkpoint in `folder`: ours, or as others publish it.

    `hashes=False` leaves the SHA-256 of its files out (a list of many gigabytes should not take minutes). Raises
    ModelMissing (no such folder, or a file that belongs to it is not there), LabelsUnnamed (a kind of ModelBroken),
    ModelBroken (unreadable, a hash that does not match, another task, a value out of range).
    """
    foreign = is_foreign(folder)
    card = _completed(folder, task) if foreign else _read_card(folder)
    if card.get("format") != FORMAT:
        raise ModelBroken(path=folder, reason=f"{CARD}: format {card.get('format')!r}, not {FORMAT}")
    if card.get("task") != task:
        raise ModelBroken(path=folder, reason=f"task {card.get('task')!r}, not {task!r}")
    labels = _labels(folder, card) if task != COMPANION else ()
    try:
        checkpoint = Checkpoint(
            folder=folder,
            task=task,
            model=str(card["model"]),
            version=str(card["version"]),
            labels=labels,
            prefix=str(card["prefix"]),
            max_length=int(card["max_length"]),
            embedding_size=int(card["embedding_size"]),
            temperature=float(card["temperature"]),
            certain_from=float(card["certain_from"]),
            licence=str(card["licence"]),
            base=dict(card.get("base") or {}),
            data=dict(card.get("data") or {}),
            metrics=dict(card.get("metrics") or {}),
            options=dict(card.get("options") or {}),
        )
        files = dict(card["files"])
    except KeyError as error:
        raise ModelBroken(path=folder, reason=f"{CARD}: {error.args[0]} is missing") from error
    except (TypeError, ValueError) as error:
        raise ModelBroken(path=folder, reason=f"{CARD}: a value has the wrong type") from error
    if not (checkpoint.temperature > 0 and 0 <= checkpoint.certain_from <= 1 and checkpoint.max_length >= 8):
        raise ModelBroken(path=folder, reason=f"{CARD}: temperature, certain_from or max_length out of range")
    _verify(folder, files, () if foreign else (WEIGHTS, TOKENIZER), hashes)
    return checkpoint


def save_card(checkpoint: Checkpoint, files: tuple[str, ...] = (WEIGHTS, TOKENIZER, CONFIG)) -> None:
    """Write `todak.json` for `files`, which lie in the checkpoint's folder (`files_in` names all). Raises OSError."""
    card = {
        "format": FORMAT,
        "task": checkpoint.task,
        "model": checkpoint.model,
        "version": checkpoint.version,
        "labels": list(checkpoint.labels),
        "prefix": checkpoint.prefix,
        "max_length": checkpoint.max_length,
        "embedding_size": checkpoint.embedding_size,
        "temperature": checkpoint.temperature,
        "certain_from": checkpoint.certain_from,
        "licence": checkpoint.licence,
        "base": dict(checkpoint.base),
        "data": dict(checkpoint.data),
        "metrics": dict(checkpoint.metrics),
        **({"options": dict(checkpoint.options)} if checkpoint.options else {}),
        "files": {name: sha256(checkpoint.folder / name) for name in files},
    }
    write_atomically(checkpoint.folder / CARD, (json.dumps(card, ensure_ascii=False, indent=1) + "\n").encode())
    for name in (*files, CARD):
        os.chmod(checkpoint.folder / name, 0o644)  # a model is no secret, and other users of the machine share it


def files_in(folder: Path) -> tuple[str, ...]:
    """The names of all files of a checkpoint's folder but its card: what `save_card` should hash. Raises OSError."""
    return tuple(
        sorted(path.name for path in folder.iterdir() if path.is_file() and path.name != CARD and path.name[0] != ".")
    )


def is_foreign(folder: Path) -> bool:
    """Whether `folder` holds a checkpoint as Hugging Face has them, which torch runs (a trained one of ours too)."""
    return not (folder / WEIGHTS).is_file() and (folder / CONFIG).is_file() and bool(weight_files(folder))


def task_of(folder: Path) -> str:
    """What the checkpoint in `folder` is for: one of `TASKS`, or BASE.

    Its card says so; without one, a sequence classifier is taken for EMOTION and a causal language model for COMPANION.
    Raises ModelMissing, ModelBroken.
    """
    if not is_foreign(folder) or (folder / CARD).is_file():
        task = _read_card(folder).get("task")
        if isinstance(task, str):
            return task
    return _task_by_architecture(read_config(folder))


def read_config(folder: Path) -> dict[str, Any]:
    """The `config.json` in `folder`. Raises ModelMissing, ModelBroken."""
    return _read_object(folder / CONFIG)


def recorded_hashes(folder: Path) -> dict[str, str]:
    """The SHA-256 that the card in `folder` gives for its files; empty without a card. Raises ModelBroken."""
    if not (folder / CARD).is_file():
        return {}
    files = _read_card(folder).get("files")
    if not isinstance(files, dict):
        return {}
    return {name: str(expected) for name, expected in files.items() if Path(name).name == name}


def verify_files(folder: Path) -> None:
    """Compare the files of a folder with the hashes on its card. Raises ModelMissing, ModelBroken."""
    _verify(folder, recorded_hashes(folder), (), hashes=True)


def _task_by_architecture(config: Mapping[str, Any]) -> str:
    architectures = config.get("architectures")
    name = str(architectures[0]) if isinstance(architectures, list) and architectures else ""
    if name.endswith("ForSequenceClassification"):
        return EMOTION
    return COMPANION if name.endswith(("LMHeadModel", "ForCausalLM")) else BASE


def _completed(folder: Path, task: str) -> dict[str, Any]:
    """The card in `folder`, with what it leaves out taken from config.json."""
    config = read_config(folder)
    card = _read_card(folder) if (folder / CARD).is_file() else {}
    known: dict[str, Any] = {
        "format": FORMAT,
        "task": _task_by_architecture(config),
        "model": folder.name,
        "version": "",
        "labels": _labels_of(config),
        "prefix": "",
        "max_length": _positions(config),
        "embedding_size": config.get("hidden_size") or config.get("n_embd") or 1,
        "temperature": 1.0,
        "certain_from": CERTAIN_FROM,
        "licence": "",
        "files": {},
    }
    return known | card


def _labels_of(config: Mapping[str, Any]) -> list[Any]:
    """The names in `id2label`, in the order of their numbers; empty when they are not numbered from 0."""
    named = config.get("id2label")
    if not isinstance(named, dict):
        return []
    by_number = {str(number): label for number, label in named.items()}
    return [by_number[str(number)] for number in range(len(by_number)) if str(number) in by_number]


def _positions(config: Mapping[str, Any]) -> int:
    """How many tokens the model takes, at most MAX_LENGTH."""
    positions = config.get("max_position_embeddings", config.get("n_positions"))
    if not isinstance(positions, int):
        return MAX_LENGTH
    pad = config.get("pad_token_id")
    if "roberta" in str(config.get("model_type")) and isinstance(pad, int):
        positions -= pad + 1  # RoBERTa's family counts positions from behind the padding's id
    return min(MAX_LENGTH, positions)


def _read_card(folder: Path) -> dict[str, Any]:
    return _read_object(folder / CARD)


def _read_object(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ModelMissing(path=path) from error
    except OSError as error:
        raise ModelBroken(path=path, reason=type(error).__name__) from error
    except ValueError as error:  # not JSON, not UTF-8
        raise ModelBroken(path=path, reason=f"{path.name} is not readable JSON") from error
    if not isinstance(content, dict):
        raise ModelBroken(path=path, reason=f"{path.name} is not an object")
    return content


def _labels(folder: Path, card: Mapping[str, Any]) -> tuple[str, ...]:
    labels = card.get("labels")
    if not isinstance(labels, list) or not labels or not all(isinstance(label, str) for label in labels):
        raise LabelsUnnamed(path=folder, reason="no labels")
    if any(not label.strip() or _NUMBERED.fullmatch(label.strip()) for label in labels):
        raise LabelsUnnamed(path=folder, reason="labels are numbers, not names")
    if len(set(labels)) != len(labels):
        raise LabelsUnnamed(path=folder, reason="a label appears twice")
    return tuple(labels)


def _verify(folder: Path, files: Mapping[Any, Any], required: tuple[str, ...], hashes: bool) -> None:
    for needed in required:
        if needed not in files:
            raise ModelBroken(path=folder, reason=f"{CARD}: no hash for {needed}")
    for name, expected in files.items():
        if not isinstance(name, str) or Path(name).name != name:
            raise ModelBroken(path=folder, reason=f"{CARD}: a file name with a folder in it")
        path = folder / name
        try:
            found = sha256(path) if hashes or not path.is_file() else expected
        except FileNotFoundError as error:
            raise ModelMissing(path=path) from error
        except OSError as error:
            raise ModelBroken(path=path, reason=type(error).__name__) from error
        if found != expected:
            raise ModelBroken(path=path, reason="sha256")
