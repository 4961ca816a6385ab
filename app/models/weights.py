"""Tensors from a file, never code: safetensors, or a torch file opened with `weights_only=True`.

A torch file is a pickle, and a pickle may run anything when it is opened. With `weights_only=True` torch reads tensors,
numbers, strings and containers of them and refuses the rest before it runs.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from app.errors import ModelBroken, ModelMissing, Sentence

if TYPE_CHECKING:
    import torch

SAFETENSORS, TORCH = "model.safetensors", "pytorch_model.bin"
_INDEX = ".index.json"  # beside several parts: {"weight_map": {tensor: file}}
# LayerNorm's parameters in checkpoints converted from TensorFlow, as transformers still reads them.
_OLD_NAMES = {"gamma": "weight", "beta": "bias"}
# What torch says of a class or function that a file would have to be given to open: "Unsupported … GLOBAL module.Name".
_CODE = re.compile(r"GLOBAL ([\w.]+)")


class NeedsCode(ModelBroken):
    """The file holds Python objects, not only tensors: opening it would run code that came with it."""

    code: ClassVar[str] = "model_needs_code"
    message: ClassVar[Sentence] = Sentence(
        "모델이 통째로 저장된 파일이라 열지 않았어요: {path} ({reason})",
        "This file is a whole pickled model and was not opened: {path} ({reason})",
    )
    todo: ClassVar[Sentence] = Sentence(
        "그 모델을 만든 곳에서 torch.save(model.state_dict(), 파일)로 다시 저장해 주세요.",
        "Where the model was made, save its weights alone: torch.save(model.state_dict(), file).",
    )


def weight_files(folder: Path) -> tuple[Path, ...]:
    """The files that hold the weights of a checkpoint in `folder`, safetensors first; empty when there are none.

    Raises ModelBroken when an index beside them cannot be read or names a file outside the folder.
    """
    for name in (SAFETENSORS, TORCH):
        if (folder / name).is_file():
            return (folder / name,)
        index = folder / (name + _INDEX)
        if index.is_file():
            return tuple(folder / part for part in _parts(index))
    return ()


def read_weights(folder: Path) -> "dict[str, torch.Tensor]":
    """All tensors of the checkpoint in `folder`, on the processor, by name.

    Raises ModelMissing (no weights, or a part is not there), NeedsCode, ModelBroken (unreadable).
    """
    files = weight_files(folder)
    if not files:
        raise ModelMissing(path=folder / SAFETENSORS)
    state: dict[str, torch.Tensor] = {}
    for file in files:
        state |= tensors_of(read_tensors(file), file)
    return {_renamed(name): value for name, value in state.items()}


def read_tensors(file: Path) -> Any:
    """What a safetensors or torch file holds: for the first a dictionary of tensors, for the second tensors, numbers
    and strings in whatever containers they were saved.

    Raises ModelMissing, NeedsCode, ModelBroken.
    """
    if not file.is_file():
        raise ModelMissing(path=file)
    try:
        if file.suffix == ".safetensors":
            from safetensors.torch import load_file

            return load_file(file)
        import torch

        return torch.load(file, map_location="cpu", weights_only=True)
    except Exception as error:  # of any kind: the file is somebody's
        needed = _CODE.search(str(error))
        if needed:
            raise NeedsCode(path=file, reason=needed[1]) from error
        raise ModelBroken(path=file, reason=type(error).__name__) from error


def tensors_of(content: Any, file: Path) -> "dict[str, torch.Tensor]":
    """`content` when it is a dictionary of tensors by name, else raises ModelBroken."""
    import torch

    if (
        not isinstance(content, Mapping)
        or not content
        or not all(isinstance(name, str) and isinstance(value, torch.Tensor) for name, value in content.items())
    ):
        raise ModelBroken(path=file, reason="no dictionary of tensors")
    return dict(content)


def _parts(index: Path) -> list[str]:
    try:
        parts = sorted(set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelBroken(path=index, reason="not a readable index") from error
    if not all(isinstance(part, str) and Path(part).name == part for part in parts):
        raise ModelBroken(path=index, reason="a file name with a folder in it")
    return parts


def _renamed(name: str) -> str:
    stem, _, last = name.rpartition(".")
    return f"{stem}.{_OLD_NAMES[last]}" if "LayerNorm" in stem and last in _OLD_NAMES else name
