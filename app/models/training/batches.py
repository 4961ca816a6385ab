"""Lines to padded token batches, several lines in one sequence, lines of similar length together.

A diary entry is several thoughts in a row, and a sentence means what it means among its neighbours. So the network
reads a whole passage at once, and a sentence is the mean over its own tokens in it (its pool). To learn that, half of
the training batches put two or three unrelated lines into one sequence, each with its own label: context helps, but a
neighbour's feeling is not one's own.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from app.models.sentences import clean
from app.models.sentences import sentences as split

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_POOL = 16  # batches are cut from this many batches' worth of shuffled lines, sorted by length
LINES_TOGETHER = (1, 1, 2, 3)  # lines in one sequence, drawn for each training batch


@dataclass(frozen=True, slots=True)
class Tokens:
    """Token ids of each sentence of each line, and what stands around every sequence (`<s>` and the prefix; `</s>`).

    `owner` (sentences,): the line of each sentence, all lines in a row; `lengths` (sentences,): characters that are no
    white space.
    """

    lines: list[list[list[int]]]
    owner: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]
    before: list[int]
    after: list[int]
    pad: int


@dataclass(frozen=True, slots=True)
class Batch:
    """`ids`, `mask`: int64 (sequences, tokens). `pools`: float32 (sequences, sentences, tokens), each row sums to 1.

    `sentences`: int64 (sequences, sentences), which sentence of the data each pool is; -1 (with a pool of zeros) where
    there is none.
    """

    ids: npt.NDArray[np.int64]
    mask: npt.NDArray[np.int64]
    pools: npt.NDArray[np.float32]
    sentences: npt.NDArray[np.int64]


def load_tokenizer(base: Path) -> "Tokenizer":
    """The tokenizer of a base or checkpoint folder, without padding or truncation of its own."""
    from tokenizers import Tokenizer

    tokenizer: Tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def encode(tokenizer: "Tokenizer", texts: Sequence[str], prefix: str, max_length: int, pad: int) -> Tokens:
    """The sentences of each text, as the app splits and reads them, in token ids.

    Raises ValueError when a text does not fit into `max_length` with prefix and specials: training never truncates (60
    words are about 130 tokens).
    """
    frame = list(tokenizer.encode(prefix.rstrip()).ids)  # a last space would be a token of its own
    before, after = frame[:-1], frame[-1:]
    lines, owner, lengths = [], [], []
    for number, text in enumerate(texts):
        cleaned = clean(text)
        pieces = [cleaned[span.start : span.end] for span in split(cleaned)]
        line = [list(tokenizer.encode(prefix + piece).ids)[len(before) : -len(after)] for piece in pieces]
        length = len(frame) + sum(len(ids) for ids in line)
        if length > max_length:
            raise ValueError(f"{length} tokens, over the window of {max_length}: {text[:40]}…")
        lines.append(line)
        owner += [number] * len(pieces)
        lengths += [sum(not character.isspace() for character in piece) for piece in pieces]
    return Tokens(lines, np.asarray(owner), np.asarray(lengths), before, after, pad)


def batches(tokens: Tokens, size: int, max_length: int, seed: int | None = None) -> Iterator[Batch]:
    """Every line once, `size` lines a batch.

    With a `seed` shuffled and put together for training (the same seed, the same batches); without, each line alone,
    sorted by length.
    """
    lengths = [sum(len(ids) for ids in line) for line in tokens.lines]
    order = list(range(len(lengths)))
    if seed is None:
        order.sort(key=lambda index: lengths[index])
        for start in range(0, len(order), size):
            yield pack(tokens, [[index] for index in order[start : start + size]])
        return
    dice = random.Random(seed)
    groups = near_groups(lengths, size, dice)
    room = max_length - len(tokens.before) - len(tokens.after)
    for group in groups:
        dice.shuffle(group)
        yield pack(tokens, _together(group, lengths, dice.choice(LINES_TOGETHER), room))


def near_groups(lengths: Sequence[int], size: int, dice: random.Random) -> list[list[int]]:
    """The numbers of all rows, shuffled into groups of `size` (the last of a pool may be smaller) of similar length."""
    order = list(range(len(lengths)))
    dice.shuffle(order)
    groups = []
    for start in range(0, len(order), size * _POOL):
        near = sorted(order[start : start + size * _POOL], key=lambda index: lengths[index])
        groups += [near[first : first + size] for first in range(0, len(near), size)]
    dice.shuffle(groups)
    return groups


def pack(tokens: Tokens, sequences: Sequence[Sequence[int]]) -> Batch:
    """Sequences of line numbers as one batch, padded on the right."""
    firsts = np.searchsorted(tokens.owner, np.arange(len(tokens.lines)))
    frame = len(tokens.before) + len(tokens.after)
    width = frame + max(sum(len(ids) for line in sequence for ids in tokens.lines[line]) for sequence in sequences)
    most = max(sum(len(tokens.lines[line]) for line in sequence) for sequence in sequences)
    ids = np.full((len(sequences), width), tokens.pad, dtype=np.int64)
    mask = np.zeros((len(sequences), width), dtype=np.int64)
    pools = np.zeros((len(sequences), most, width), dtype=np.float32)
    sentences = np.full((len(sequences), most), -1, dtype=np.int64)
    for number, sequence in enumerate(sequences):
        whole = list(tokens.before)
        place = 0
        for line in sequence:
            for index, sentence in enumerate(tokens.lines[line]):
                pools[number, place, len(whole) : len(whole) + len(sentence)] = 1 / max(1, len(sentence))
                sentences[number, place] = firsts[line] + index
                whole += sentence
                place += 1
        whole += tokens.after
        ids[number, : len(whole)] = whole
        mask[number, : len(whole)] = 1
    return Batch(ids, mask, pools, sentences)


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
