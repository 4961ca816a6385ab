"""A BERT encoder with a head on ONNX Runtime: sentences in, logits and embeddings out, one forward pass.

onnxruntime and tokenizers are imported when an encoder is made, not when this module is.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from app.errors import ModelBroken
from app.models.checkpoints import TOKENIZER, WEIGHTS, Checkpoint
from app.models.sentences import windows

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Floats = npt.NDArray[np.float32]
THREADS = 2  # a sentence takes some 4 ms on one thread; more threads than two gain nothing and take them from the voice
_OVERLAP = 4  # neighbouring windows share a quarter of a window


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """`logits` (sentences, labels); `embeddings` (sentences, size), each of length 1; `tokens` (sentences,)."""

    logits: Floats
    embeddings: Floats
    tokens: npt.NDArray[np.int64]


class OnnxEncoder:
    """One loaded checkpoint. Thread-safe; the same text gives the same numbers whatever else is asked with it."""

    def __init__(self, checkpoint: Checkpoint, threads: int | None = None) -> None:
        """Load weights and tokenizer. Raises ModelBroken when they cannot be read or do not fit the card."""
        self._checkpoint = checkpoint
        self._tokenizer = _tokenizer(checkpoint)
        self._session = _session(checkpoint, threads or min(THREADS, _processors()))
        shapes = {output.name: output.shape for output in self._session.get_outputs()}
        expected = {"logits": len(checkpoint.labels), "embedding": checkpoint.embedding_size}
        for name, size in expected.items():
            if name not in shapes or shapes[name][-1] != size:
                raise ModelBroken(path=checkpoint.folder / WEIGHTS, reason=f"{name}: {shapes.get(name)}, not {size}")
        whole = self._ids(checkpoint.prefix.rstrip())  # a last space would be a token of its own
        self._before, self._after = whole[:-1], whole[-1:]
        self._size = checkpoint.max_length - len(whole)

    def encode(self, sentences: Sequence[str], lines: Sequence[int] | None = None) -> Encoded:
        """Logits and embeddings of the consecutive sentences of one text (NFC, without lone surrogates).

        Sentences of one line (`lines`: a number for each sentence; None: all one line) are read together, as many as
        the window holds, each being the mean over its own tokens among its neighbours. On the corpus' dev split, lines
        read so are right in 0.744; sentences out of context give 0.726; two or three unrelated lines in one passage
        0.718 and 0.686, which is why a line break, where a writer changes the subject, begins a new passage. A sentence
        longer than the window is read in overlapping windows; its logits and embedding are the means over them,
        weighted by tokens.
        """
        labels, size = len(self._checkpoint.labels), self._checkpoint.embedding_size
        logits = np.zeros((len(sentences), labels), dtype=np.float32)
        embeddings = np.zeros((len(sentences), size), dtype=np.float32)
        ids = [self._ids(self._checkpoint.prefix + sentence)[len(self._before) : -1] for sentence in sentences]
        weights = np.zeros((len(sentences), 1), dtype=np.float32)
        # a text that repeats itself thousands of times (a held key) is read once
        forward = lru_cache(maxsize=4096)(self._forward)
        for passage in passages([len(each) for each in ids], self._size, lines):
            found = forward(tuple(tuple(ids[index][start:end]) for index, start, end in passage))
            for (index, start, end), row_logits, row_embedding in zip(passage, *found, strict=True):
                weight = max(1, end - start)
                logits[index] += weight * row_logits
                embeddings[index] += weight * row_embedding
                weights[index] += weight
        embeddings /= np.maximum(np.linalg.norm(embeddings, axis=1, keepdims=True), 1e-12)
        return Encoded(logits / weights, embeddings, np.asarray([len(each) for each in ids], dtype=np.int64))

    def _ids(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text).ids)

    def _forward(self, pieces: tuple[tuple[int, ...], ...]) -> tuple[Floats, Floats]:
        """Logits (pieces, labels) and embeddings (pieces, size) of pieces that share one sequence."""
        row = [*self._before, *(number for piece in pieces for number in piece), *self._after]
        pools = np.zeros((1, len(pieces), len(row)), dtype=np.float32)
        at = len(self._before)
        for number, piece in enumerate(pieces):
            # a piece without tokens (only characters that the tokenizer drops) is read from the frame around it
            first, last = (at, at + len(piece)) if piece else (0, len(row))
            pools[0, number, first:last] = 1 / (last - first)
            at += len(piece)
        ids = np.asarray([row], dtype=np.int64)
        logits, embeddings = self._session.run(
            ["logits", "embedding"], {"input_ids": ids, "attention_mask": np.ones_like(ids), "pools": pools}
        )
        return logits[0], embeddings[0]


def passages(lengths: Sequence[int], size: int, lines: Sequence[int] | None = None) -> list[list[tuple[int, int, int]]]:
    """Which sentences are read together: passages of pieces (sentence, first token, end), each of at most `size`
    tokens.

    Sentences stay whole and in order, and a passage stays in one line; a sentence that is longer than `size` has
    passages of its own, overlapping by a quarter. The passages of a line are of nearly equal length, so that its last
    sentence is not left without company.
    """
    found: list[list[tuple[int, int, int]]] = []
    run: list[int] = []

    def close() -> None:
        for group in _evenly([lengths[index] for index in run], size):
            found.append([(run[place], 0, lengths[run[place]]) for place in group])
        run.clear()

    for index, length in enumerate(lengths):
        if run and lines is not None and lines[index] != lines[run[-1]]:
            close()
        if length > size:
            close()
            found += [[(index, start, end)] for start, end in windows(length, size, size // _OVERLAP)]
        else:
            run.append(index)
    close()
    return found


def _evenly(lengths: Sequence[int], size: int) -> list[range]:
    """Consecutive ranges over `lengths`, no sum over `size`, closed early where that makes them more equal."""
    groups: list[range] = []
    start, used, left = 0, 0, sum(lengths)
    for index, length in enumerate(lengths):
        share = left / max(1, -(-left // size))  # what each of the passages still to come would hold, were they equal
        if used and (used + length > size or (used >= share and left > 0)):
            groups.append(range(start, index))
            left -= used
            start, used = index, 0
        used += length
    if start < len(lengths):
        groups.append(range(start, len(lengths)))
    return groups


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _tokenizer(checkpoint: Checkpoint) -> "Tokenizer":
    from tokenizers import Tokenizer

    path = checkpoint.folder / TOKENIZER
    try:
        tokenizer: Tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:
        raise ModelBroken(path=path, reason=type(error).__name__) from error
    tokenizer.no_truncation()  # a tokenizer file may carry its own limit: nothing is cut silently
    tokenizer.no_padding()
    return tokenizer


def _session(checkpoint: Checkpoint, threads: int) -> Any:
    import onnxruntime
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # threads that spin while they wait would keep a core busy in an idle window
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    path = checkpoint.folder / WEIGHTS
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except (
        state.Fail,
        state.InvalidGraph,
        state.InvalidProtobuf,
        state.InvalidArgument,
        state.NotImplemented,
        state.RuntimeException,
    ) as error:
        raise ModelBroken(path=path, reason=type(error).__name__) from error
