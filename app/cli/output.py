"""stdout carries only the answer.

Libraries print to file descriptor 1 when they please (pyttsx3 does). So at start the real descriptor is duplicated for
the answer, and descriptor 1 points to stderr.
"""

import json
import os
import sys
from collections.abc import Mapping
from typing import Any, BinaryIO


class Answer:
    """The real stdout, written in UTF-8 and nowhere else."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    @classmethod
    def take_stdout(cls) -> "Answer":
        """Keep the real descriptor 1 for the answer and send everything else written to it to stderr."""
        sys.stdout.flush()
        real = os.dup(1)
        os.dup2(2, 1)
        return cls(os.fdopen(real, "wb"))

    def json(self, value: Any) -> None:
        """One JSON value on one line, flushed."""
        self._stream.write(encode(value) + b"\n")
        self._stream.flush()

    def line(self, text: str = "") -> None:
        """One line for people (what cannot be encoded is replaced), flushed."""
        self._stream.write(text.encode("utf-8", "replace") + b"\n")
        self._stream.flush()


def encode(value: Any) -> bytes:
    """`value` as UTF-8 JSON; with escapes where it holds lone surrogates, which UTF-8 cannot carry."""
    try:
        return json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(value).encode()


def tell(explained: Mapping[str, str]) -> None:
    """Say on stderr what failed, what was kept and what to do, as `TodakError.explained` gives it."""
    print("todak: {message} {kept} {todo}".format(**explained), file=sys.stderr)
