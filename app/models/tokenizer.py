"""One face for every tokenizer that comes with a checkpoint: ids without a frame, and the frame.

`load_tokenizer` takes KoBERT's SentencePiece model, a fast `tokenizer.json` or a WordPiece `vocab.txt`, whichever lies
in the folder; nothing is ever fetched, and no code of the folder is run.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from app.errors import ModelBroken, ModelMissing
from app.models.offline import import_transformers

if TYPE_CHECKING:
    from typing import Self

Ids = npt.NDArray[np.int64]
# What a tokenizer may consist of, beside KoBERT's SentencePiece model (app.models.kobert.FILES).
TOKENIZER_FILES = (
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.txt",
    "vocab.json",
    "merges.txt",
)
_PROBE = "가 a"  # both scripts, so that every tokenizer has a piece for some of it


@dataclass(frozen=True, slots=True, eq=False)
class Padded:
    """What a model of BERT's family is given, each (texts, length) of int64: padding has mask 0 and type 0."""

    input_ids: Ids
    attention_mask: Ids
    token_type_ids: Ids


class Tokenizer(Protocol):
    """Turns text into ids. `before` and `after` frame a sequence; `pad_id` fills rows up; `size` counts the ids."""

    @property
    def pad_id(self) -> int: ...
    @property
    def size(self) -> int: ...
    @property
    def before(self) -> tuple[int, ...]: ...
    @property
    def after(self) -> tuple[int, ...]: ...

    def ids(self, text: str) -> list[int]:
        """The ids of `text` alone."""
        ...


def padded(rows: Sequence[Sequence[int]], pad_id: int, length: int | None = None) -> Padded:
    """`rows` filled up on the right to the longest one, or to `length`. Raises ValueError when a row is longer."""
    longest = max((len(row) for row in rows), default=0)
    length = longest if length is None else length
    if longest > length:
        raise ValueError(f"a row of {longest} ids does not fit into {length}")
    ids = np.full((len(rows), length), pad_id, dtype=np.int64)
    mask = np.zeros((len(rows), length), dtype=np.int64)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = row
        mask[number, : len(row)] = 1
    return Padded(ids, mask, np.zeros_like(ids))


def framed(tokenizer: Tokenizer, ids: Iterable[int], max_length: int | None = None) -> list[int]:
    """`ids` in their frame, cut so that at most `max_length` remain."""
    inner = list(ids)
    if max_length is not None:
        inner = inner[: max(0, max_length - len(tokenizer.before) - len(tokenizer.after))]
    return [*tokenizer.before, *inner, *tokenizer.after]


def encode(
    tokenizer: Tokenizer, texts: Sequence[str], max_length: int | None = None, length: int | None = None
) -> Padded:
    """Each text in its frame, cut at `max_length`, all filled up to the longest or to `length`."""
    return padded([framed(tokenizer, tokenizer.ids(text), max_length) for text in texts], tokenizer.pad_id, length)


def load_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of the checkpoint in `folder`. Raises ModelMissing (no file of one), ModelBroken (unreadable)."""
    from app.models.kobert import KoBertTokenizer, pieces_file

    if pieces_file(folder) is not None and not (folder / "tokenizer.json").is_file():
        return KoBertTokenizer(folder)
    return LibraryTokenizer.load(folder)


class LibraryTokenizer:
    """A tokenizer as transformers knows it. For one thread at a time."""

    def __init__(self, inner: Any, pad_id: int, before: tuple[int, ...], after: tuple[int, ...]) -> None:
        self._inner = inner
        self.pad_id, self.before, self.after = pad_id, before, after
        self.size = len(inner)

    @classmethod
    def load(cls, folder: Path) -> "Self":
        """From `tokenizer.json` or `vocab.txt`. Raises ModelMissing, ModelBroken, TorchMissing."""
        if not any((folder / name).is_file() for name in ("tokenizer.json", "vocab.txt", "vocab.json")):
            raise ModelMissing(path=folder / "tokenizer.json")
        transformers = import_transformers()
        try:
            inner = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
            whole = list(inner(_PROBE)["input_ids"])
            alone = list(inner(_PROBE, add_special_tokens=False)["input_ids"])
        except Exception as error:  # of any kind: the file is somebody's
            raise ModelBroken(path=folder, reason=f"tokenizer: {type(error).__name__}") from error
        start = next((at for at in range(len(whole)) if alone and whole[at : at + len(alone)] == alone), None)
        if start is None:
            raise ModelBroken(path=folder, reason="tokenizer: no frame around a text")
        pad = inner.pad_token_id
        if pad is None:  # masked wherever it stands, so any id serves
            pad = inner.eos_token_id if inner.eos_token_id is not None else 0
        return cls(inner, int(pad), tuple(whole[:start]), tuple(whole[start + len(alone) :]))

    def ids(self, text: str) -> list[int]:
        """The ids of `text` alone."""
        return [int(number) for number in self._inner(text, add_special_tokens=False, verbose=False)["input_ids"]]
