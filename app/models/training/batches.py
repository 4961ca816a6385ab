"""Lines to padded token batches, several lines in one sequence, lines of similar length together.

A diary entry is several thoughts in a row, and a sentence means what it means among its neighbours. So the network
reads a whole passage at once, and a sentence is the mean over its own tokens in it (its pool). To learn that, half of
the training batches put two or three unrelated lines into one sequence, each with its own label: context helps, but a
neighbour's feeling is not one's own.
"""

import random
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_POOL = 16  # batches are cut from this many batches' worth of shuffled lines, sorted by length
LINES_TOGETHER = (1, 1, 2, 3)  # lines in one sequence, drawn for each training batch


@dataclass(frozen=True, slots=True)
class Tokens:
    """Token ids of each line, and what stands before and after every sequence (`<s>` and the prefix; `</s>`)."""

    lines: list[list[int]]
    before: list[int]
    after: list[int]
    pad: int


@dataclass(frozen=True, slots=True)
class Batch:
    """`ids`, `mask`: int64 (sequences, tokens). `pools`: float32 (sequences, lines, tokens), each row sums to 1.

    `rows`: int64 (sequences, lines), which line of the data each pool is; -1 (with a pool of zeros) where there is
    none.
    """

    ids: npt.NDArray[np.int64]
    mask: npt.NDArray[np.int64]
    pools: npt.NDArray[np.float32]
    rows: npt.NDArray[np.int64]


def load_tokenizer(base: Path) -> "Tokenizer":
    """The tokenizer of a base or checkpoint folder, without padding or truncation of its own."""
    from tokenizers import Tokenizer

    tokenizer: Tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def encode(tokenizer: "Tokenizer", texts: Sequence[str], prefix: str, max_length: int, pad: int) -> Tokens:
    """Token ids of NFC `texts`. Raises ValueError when one does not fit into `max_length` with prefix and specials.

    Training never truncates: a line over the window is a mistake in the corpus (60 words are about 130 tokens).
    """
    frame = list(tokenizer.encode(prefix).ids)
    before, after = frame[:-1], frame[-1:]
    lines = []
    for text in texts:
        ids = list(tokenizer.encode(prefix + unicodedata.normalize("NFC", text)).ids)
        if len(ids) > max_length:
            raise ValueError(f"{len(ids)} tokens, over the window of {max_length}: {text[:40]}…")
        lines.append(ids[len(before) : -len(after)])
    return Tokens(lines, before, after, pad)


def batches(tokens: Tokens, size: int, max_length: int, seed: int | None = None) -> Iterator[Batch]:
    """Every line once, `size` lines a batch.

    With a `seed` shuffled and put together for training (the same seed, the same batches); without, each line alone,
    sorted by length.
    """
    lengths = [len(line) for line in tokens.lines]
    order = list(range(len(lengths)))
    if seed is None:
        order.sort(key=lambda index: lengths[index])
        for start in range(0, len(order), size):
            yield pack(tokens, [[index] for index in order[start : start + size]])
        return
    dice = random.Random(seed)
    dice.shuffle(order)
    groups = []
    for start in range(0, len(order), size * _POOL):
        near = sorted(order[start : start + size * _POOL], key=lambda index: lengths[index])
        groups += [near[first : first + size] for first in range(0, len(near), size)]
    dice.shuffle(groups)
    room = max_length - len(tokens.before) - len(tokens.after)
    for group in groups:
        dice.shuffle(group)
        yield pack(tokens, _together(group, lengths, dice.choice(LINES_TOGETHER), room))


def pack(tokens: Tokens, sequences: Sequence[Sequence[int]]) -> Batch:
    """Sequences of line numbers as one batch, padded on the right."""
    frame = len(tokens.before) + len(tokens.after)
    width = frame + max(sum(len(tokens.lines[index]) for index in sequence) for sequence in sequences)
    most = max(len(sequence) for sequence in sequences)
    ids = np.full((len(sequences), width), tokens.pad, dtype=np.int64)
    mask = np.zeros((len(sequences), width), dtype=np.int64)
    pools = np.zeros((len(sequences), most, width), dtype=np.float32)
    rows = np.full((len(sequences), most), -1, dtype=np.int64)
    for number, sequence in enumerate(sequences):
        at = len(tokens.before)
        whole = list(tokens.before)
        for place, index in enumerate(sequence):
            line = tokens.lines[index]
            pools[number, place, at : at + len(line)] = 1 / max(1, len(line))
            rows[number, place] = index
            at += len(line)
            whole += line
        whole += tokens.after
        ids[number, : len(whole)] = whole
        mask[number, : len(whole)] = 1
    return Batch(ids, mask, pools, rows)


def _together(group: Sequence[int], lengths: Sequence[int], lines: int, room: int) -> list[list[int]]:
    """`group` in sequences of up to `lines` lines that fit into `room` tokens."""
    sequences: list[list[int]] = []
    used = 0
    for index in group:
        if sequences and len(sequences[-1]) < lines and used + lengths[index] <= room:
            sequences[-1].append(index)
            used += lengths[index]
        else:
            sequences.append([index])
            used = lengths[index]
    return sequences
