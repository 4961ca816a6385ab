"""A checkpoint folder: weights, tokenizer, configuration, and `todak.json`, which says what they are.

`todak.json` carries everything that numbers cannot tell: which logit means which label (by name), how long a text may
be, how the probabilities were calibrated, what the model was trained on, its licence, and the SHA-256 of every other
file. A folder whose files do not match is never used: a diary must not be read by half a model.
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

CARD = "todak.json"
WEIGHTS = "model.onnx"
TOKENIZER = "tokenizer.json"
CONFIG = "config.json"
FORMAT = 1

_NUMBERED = re.compile(r"(LABEL_)?\d+", re.IGNORECASE)  # what transformers writes when nobody named the labels


class LabelsUnnamed(ModelBroken):
    """The checkpoint does not say by name what its outputs mean."""

    code: ClassVar[str] = "model_labels_unnamed"
    todo: ClassVar[Sentence] = Sentence(
        '그 폴더의 todak.json에 "labels"를 출력 순서대로 이름으로 적어 주세요. 예: ["기쁨", "슬픔", …]',
        'Write "labels" into that folder\'s todak.json, by name and in the order of the outputs: ["기쁨", "슬픔", …]',
    )


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A verified checkpoint.

    `labels` are in the order of the logits. `max_length` counts tokens, the prefix and the two special ones included.
    `temperature` divides logits before softmax; a reading is certain when its largest probability is at least
    `certain_from`. `data`, `metrics` and `base` are for people: they are shown, never computed with.
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

    @property
    def name(self) -> str:
        """Model name and version, as stored beside every reading."""
        return f"{self.model} {self.version}"


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def load_checkpoint(folder: Path, task: str) -> Checkpoint:
    """Read and verify the checkpoint in `folder`.

    Raises ModelMissing (no such folder, or a file that belongs to it is not there), LabelsUnnamed (a kind of
    ModelBroken), ModelBroken (unreadable, a hash that does not match, another task, a value out of range).
    """
    card = _read_card(folder)
    if card.get("format") != FORMAT:
        raise ModelBroken(path=folder, reason=f"{CARD}: format {card.get('format')!r}, not {FORMAT}")
    if card.get("task") != task:
        raise ModelBroken(path=folder, reason=f"{CARD}: task {card.get('task')!r}, not {task!r}")
    labels = _labels(folder, card)
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
        )
        files = dict(card["files"])
    except KeyError as error:
        raise ModelBroken(path=folder, reason=f"{CARD}: {error.args[0]} is missing") from error
    except (TypeError, ValueError) as error:
        raise ModelBroken(path=folder, reason=f"{CARD}: a value has the wrong type") from error
    if not (checkpoint.temperature > 0 and 0 <= checkpoint.certain_from <= 1 and checkpoint.max_length >= 8):
        raise ModelBroken(path=folder, reason=f"{CARD}: temperature, certain_from or max_length out of range")
    _verify(folder, files)
    return checkpoint


def save_card(checkpoint: Checkpoint, files: tuple[str, ...] = (WEIGHTS, TOKENIZER, CONFIG)) -> None:
    """Write `todak.json` for the files that lie in the checkpoint's folder. Raises OSError."""
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
        "files": {name: sha256(checkpoint.folder / name) for name in files},
    }
    write_atomically(checkpoint.folder / CARD, (json.dumps(card, ensure_ascii=False, indent=1) + "\n").encode())
    for name in (*files, CARD):
        os.chmod(checkpoint.folder / name, 0o644)  # a model is no secret, and other users of the machine share it


def _read_card(folder: Path) -> dict[str, Any]:
    path = folder / CARD
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ModelMissing(path=path) from error
    except OSError as error:
        raise ModelBroken(path=path, reason=type(error).__name__) from error
    except ValueError as error:  # not JSON, not UTF-8
        raise ModelBroken(path=path, reason=f"{CARD} is not readable JSON") from error
    if not isinstance(card, dict):
        raise ModelBroken(path=path, reason=f"{CARD} is not an object")
    return card


def _labels(folder: Path, card: Mapping[str, Any]) -> tuple[str, ...]:
    labels = card.get("labels")
    if not isinstance(labels, list) or not labels or not all(isinstance(label, str) for label in labels):
        raise LabelsUnnamed(path=folder, reason=f"{CARD}: no labels")
    if any(not label.strip() or _NUMBERED.fullmatch(label.strip()) for label in labels):
        raise LabelsUnnamed(path=folder, reason=f"{CARD}: labels are numbers, not names")
    if len(set(labels)) != len(labels):
        raise LabelsUnnamed(path=folder, reason=f"{CARD}: a label appears twice")
    return tuple(labels)


def _verify(folder: Path, files: Mapping[Any, Any]) -> None:
    for needed in (WEIGHTS, TOKENIZER):
        if needed not in files:
            raise ModelBroken(path=folder, reason=f"{CARD}: no hash for {needed}")
    for name, expected in files.items():
        if not isinstance(name, str) or Path(name).name != name:
            raise ModelBroken(path=folder, reason=f"{CARD}: a file name with a folder in it")
        path = folder / name
        try:
            found = sha256(path)
        except FileNotFoundError as error:
            raise ModelMissing(path=path) from error
        except OSError as error:
            raise ModelBroken(path=path, reason=type(error).__name__) from error
        if found != expected:
            raise ModelBroken(path=path, reason="sha256")
