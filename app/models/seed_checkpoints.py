"""The seeds' `.pth` files, turned into checkpoint folders of ours.

What they saved are state dicts, bare or inside a training checkpoint, under the names of their own classes:

- seed A's BERTClassifier: `bert.*` (KoBERT) and `classifier.*`, six outputs;
- seed D's KoBERTforSequenceClassfication: `model_state_dict` with `kobert.*` and `classifier.*`, one output a category;
- KoGPT2: `transformer.*` and `lm_head.weight`, sometimes behind `kogpt2.`, `model.` or `module.`.

The same weights under the names that transformers uses are BertForSequenceClassification and GPT2LMHeadModel. Numbers
do not say which output means what, and the seeds contradict each other, so the labels are asked for.
"""

import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from app.errors import ModelBroken, ModelError, Sentence
from app.models.checkpoints import (
    CERTAIN_FROM,
    COMPANION,
    CONFIG,
    EMOTION,
    MAX_LENGTH,
    WELLNESS,
    Checkpoint,
    files_in,
    read_config,
    save_card,
)
from app.models.emotion_labels import six_emotions
from app.models.kobert import FILES as PIECES_FILES
from app.models.offline import import_transformers
from app.models.tokenizer import TOKENIZER_FILES
from app.models.transformer import fill
from app.models.weights import SAFETENSORS, read_tensors
from app.models.wellness import ANSWERS

if TYPE_CHECKING:
    import torch

SEED_LENGTH = 64  # tokens that seed A's classifier was trained on
WRAPPERS = ("model_state_dict", "state_dict", "model", "net")  # where a training checkpoint keeps the state dict
_MARK = {EMOTION: "embeddings.word_embeddings.weight", WELLNESS: "embeddings.word_embeddings.weight"}
_GPT_MARK = "wte.weight"
# Buffers, not weights: transformers once stored them, and makes them itself today.
_BUFFER = re.compile(r"embeddings\.(position_ids|token_type_ids)$|\.attn\.(bias|masked_bias)$")


class NotConverted(ModelError):
    """The file is not what it was said to be; `reason` is what was found."""

    code: ClassVar[str] = "not_converted"
    message: ClassVar[Sentence] = Sentence(
        "{file}을 옮기지 못했어요. ({reason})", "{file} was not converted ({reason})."
    )
    kept: ClassVar[Sentence] = Sentence(
        "파일은 그대로 두었고 아무것도 쓰지 않았어요.", "The file is as it was, and nothing was written."
    )
    todo: ClassVar[Sentence] = Sentence(
        "--kind, --base, --labels가 그 파일을 만든 훈련과 맞는지 확인해 주세요.",
        "Check that --kind, --base and --labels are those of the training that made it.",
    )


class ModelExists(ModelError):
    """A checkpoint of that name is there already."""

    code: ClassVar[str] = "model_exists"
    message: ClassVar[Sentence] = Sentence("{id} 모델이 이미 있어요.", "There is already a model {id}.")
    kept: ClassVar[Sentence] = Sentence("있던 모델은 건드리지 않았어요.", "It was not touched.")
    todo: ClassVar[Sentence] = Sentence("--to로 다른 이름을 정해 주세요.", "Choose another name with --to.")


@dataclass(frozen=True, slots=True)
class Conversion:
    """What was in the file and where it is now.

    `inside`: the key of the training checkpoint that held the weights ("" for a bare state dict); `prefix`: the name
    that the file has for the network. `classes` is None for a generator. `shapes` are those of the embeddings and the
    head. `dropped` are tensors that nothing was made of.
    """

    folder: Path
    kind: str
    tensors: int
    parameters: int
    inside: str
    prefix: str
    classes: int | None
    shapes: Mapping[str, tuple[int, ...]]
    dropped: tuple[str, ...]
    notes: tuple[str, ...]


def convert(
    file: Path,
    kind: str,
    base: Path,
    target: Path,
    labels: Sequence[str] = (),
    answers: Mapping[str, Sequence[str]] | None = None,
) -> Conversion:
    """Make the folder `target` from the seed's `file` and the tokenizer and configuration of `base`.

    `kind`: EMOTION, COMPANION or WELLNESS. `labels`: the names of the outputs in their order (none for COMPANION);
    `answers`: what may be said to each category, for WELLNESS.
    Raises NeedsCode (a whole pickled model), NotConverted, ModelExists, ModelMissing, ModelBroken, TorchMissing,
    OSError; then nothing is written.
    """
    if target.exists():
        raise ModelExists(id=target.name)
    transformers = import_transformers()
    if not file.is_file():
        raise NotConverted(file=str(file), reason="there is no such file")
    inside, state = _state_in(file)
    config = _config(transformers, base, kind)
    _check_answers(file, kind, labels, answers or {})
    taken = _generator(file, state, config) if kind == COMPANION else _classifier(file, state, config, kind, labels)
    dropped = tuple(sorted(set(state) - taken.used))
    target.parent.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(prefix=".half-", dir=target.parent))  # hidden: no list shows it
    try:
        model = _model(transformers, config, kind)
        try:
            fill(model, taken.state, file)
        except ModelBroken as error:
            raise NotConverted(file=file.name, reason=error.details["reason"]) from error
        _write(half, base, config, model, taken.state)
        if answers:
            text = json.dumps({name: list(given) for name, given in answers.items()}, ensure_ascii=False, indent=1)
            (half / ANSWERS).write_text(text, encoding="utf-8")
        save_card(
            Checkpoint(
                folder=half,
                task=kind,
                model=target.name,
                version="",
                labels=tuple(labels),
                prefix="",
                max_length=_length(kind, config),
                embedding_size=int(config.hidden_size),
                temperature=1.0,
                certain_from=CERTAIN_FROM,
                licence="",
                base={"name": base.name, "converted_from": file.name},
            ),
            files_in(half),
        )
        os.chmod(half, 0o755)
        os.replace(half, target)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    return Conversion(
        folder=target,
        kind=kind,
        tensors=len(state),
        parameters=sum(value.numel() for name, value in state.items() if name in taken.used),
        inside=inside,
        prefix=taken.prefix,
        classes=len(labels) if kind != COMPANION else None,
        shapes=taken.shapes,
        dropped=dropped,
        notes=taken.notes,
    )


def _check_answers(file: Path, kind: str, labels: Sequence[str], answers: Mapping[str, Sequence[str]]) -> None:
    if (kind == WELLNESS) != bool(answers):
        raise NotConverted(file=file.name, reason="answers" if answers else "no answers to its categories")
    strangers = sorted(set(answers) - set(labels))
    if strangers:
        raise NotConverted(file=file.name, reason=f"answers to {len(strangers)} unknown categories: {strangers[0]}")


@dataclass(frozen=True, slots=True)
class _Taken:
    """`state` under transformers' names, made of the file's tensors `used`."""

    state: "dict[str, torch.Tensor]"
    used: set[str]
    prefix: str
    shapes: dict[str, tuple[int, ...]]
    notes: tuple[str, ...] = ()


def _state_in(file: Path) -> "tuple[str, dict[str, torch.Tensor]]":
    """The state dict in `file`, and the key that it was under."""
    import torch

    content = read_tensors(file)
    for key in ("", *WRAPPERS):
        state = content if not key else content.get(key)
        if isinstance(state, Mapping) and state and all(isinstance(value, torch.Tensor) for value in state.values()):
            return key, {str(name): value for name, value in state.items()}
        if not isinstance(content, Mapping):
            break
    keys = ", ".join(map(str, list(content)[:6])) if isinstance(content, Mapping) else type(content).__name__
    raise NotConverted(file=file.name, reason=f"no state dict in it: {keys}")


def _config(transformers: Any, base: Path, kind: str) -> Any:
    wanted = "gpt2" if kind == COMPANION else "bert"
    try:
        found = read_config(base).get("model_type")
    except ModelError as error:
        raise NotConverted(file=str(base), reason=f"no readable {CONFIG} in it") from error
    if found != wanted:
        raise NotConverted(file=base.name, reason=f"a {found} as base, not a {wanted}")
    try:
        return transformers.AutoConfig.from_pretrained(base, local_files_only=True, trust_remote_code=False)
    except Exception as error:  # of any kind: the configuration is somebody's
        raise ModelBroken(path=base / CONFIG, reason=type(error).__name__) from error


def _prefix(file: Path, state: "Mapping[str, torch.Tensor]", mark: str, what: str) -> str:
    """What stands before `mark` in the one name that ends with it."""
    found = [name for name in state if name == mark or name.endswith("." + mark)]
    if len(found) != 1:
        raise NotConverted(file=file.name, reason=f"no {what} in it: {', '.join(list(state)[:4])}")
    return found[0].removesuffix(mark)


def _classifier(file: Path, state: "dict[str, torch.Tensor]", config: Any, kind: str, labels: Sequence[str]) -> _Taken:
    mark = _MARK[kind]
    prefix = _prefix(file, state, mark, "BERT")
    inner = {name for name in state if name.startswith(prefix)} if prefix else set(state)
    hidden = int(config.hidden_size)
    heads = [
        name.removesuffix(".weight")
        for name, value in state.items()
        if name.endswith(".weight")
        and value.dim() == 2
        and value.shape[1] == hidden
        and (name not in inner or name.removeprefix(prefix).startswith("classifier"))
        and (bias := state.get(name.removesuffix("weight") + "bias")) is not None
        and bias.shape == value.shape[:1]
    ]
    if len(heads) != 1:
        found = ", ".join(heads) if heads else "none"
        raise NotConverted(file=file.name, reason=f"one linear layer over {hidden} numbers was looked for: {found}")
    weight, bias = state[heads[0] + ".weight"], state[heads[0] + ".bias"]
    classes = int(weight.shape[0])
    shapes = {name: tuple(state[name].shape) for name in (prefix + mark, heads[0] + ".weight")}
    if len(labels) != classes:
        said = (
            f"{classes} outputs, but {len(labels)} labels" if labels else f"{classes} outputs, and no labels for them"
        )
        raise NotConverted(file=file.name, reason=said)
    if kind == EMOTION and six_emotions(labels) is None:
        raise NotConverted(file=file.name, reason=f"labels that are not the six emotions: {', '.join(labels)}")
    if len(set(labels)) != len(labels):
        raise NotConverted(file=file.name, reason="a label appears twice")
    config.id2label, config.label2id = dict(enumerate(labels)), {label: at for at, label in enumerate(labels)}
    used = {name for name in inner if not _BUFFER.search(name)} | {heads[0] + ".weight", heads[0] + ".bias"}
    body = {name for name in used if name in inner and not name.startswith(heads[0] + ".")}
    taken = {"bert." + name.removeprefix(prefix): state[name] for name in body}
    return _Taken(taken | {"classifier.weight": weight, "classifier.bias": bias}, used, prefix, shapes)


def _generator(file: Path, state: "dict[str, torch.Tensor]", config: Any) -> _Taken:
    prefix = _prefix(file, state, _GPT_MARK, "GPT-2")
    outer = prefix.removesuffix("transformer.")
    body = {name for name in state if name.startswith(prefix) and not _BUFFER.search(name)}
    taken = {"transformer." + name.removeprefix(prefix): state[name] for name in body if "lm_head" not in name}
    embeddings = state[prefix + _GPT_MARK]
    shapes = {prefix + _GPT_MARK: tuple(embeddings.shape)}
    used = {name for name in body if "lm_head" not in name}
    notes = []
    head = state.get(outer + "lm_head.weight")
    if head is not None:
        used.add(outer + "lm_head.weight")
        shapes[outer + "lm_head.weight"] = tuple(head.shape)
        if not (head.shape == embeddings.shape and bool((head == embeddings).all())):
            raise NotConverted(file=file.name, reason="its output layer is not its embedding, as GPT-2's is")
    taken["lm_head.weight"] = embeddings
    if embeddings.shape[0] != config.vocab_size:
        notes.append(f"{embeddings.shape[0]} tokens where the base has {config.vocab_size}")
        config.vocab_size = int(embeddings.shape[0])
    return _Taken(taken, used, prefix, shapes, tuple(notes))


def _model(transformers: Any, config: Any, kind: str) -> Any:
    if kind == COMPANION:
        return transformers.GPT2LMHeadModel(config)
    return transformers.BertForSequenceClassification(config)


def _length(kind: str, config: Any) -> int:
    if kind == EMOTION:
        return min(SEED_LENGTH, int(config.max_position_embeddings))
    return min(MAX_LENGTH, int(config.max_position_embeddings))


def _write(folder: Path, base: Path, config: Any, model: Any, state: "Mapping[str, torch.Tensor]") -> None:
    """Configuration, weights (once each: GPT-2's output layer is its embedding) and the tokenizer's files."""
    from safetensors.torch import save_file

    config.architectures = [type(model).__name__]
    config.save_pretrained(folder)
    tensors = {name: value.contiguous() for name, value in state.items() if name != "lm_head.weight"}
    save_file(tensors, folder / SAFETENSORS, metadata={"format": "pt"})
    for name in (*TOKENIZER_FILES, *PIECES_FILES):  # nothing else of the base is taken along
        if (base / name).is_file():
            shutil.copyfile(base / name, folder / name)
