"""What the commands read: lines, one text, a passphrase."""

import getpass
import sys
from collections.abc import Iterator
from pathlib import Path

from app.errors import PassphraseMissing


def decode(data: bytes) -> str:
    """UTF-8 as it came: lone surrogates pass through, anything else that is not UTF-8 becomes U+FFFD."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def argument(text: str) -> str:
    """A command line argument; bytes that were not UTF-8 become U+FFFD."""
    return decode(text.encode("utf-8", "surrogateescape"))


def lines(text: str | None) -> Iterator[str]:
    """The input lines: of `text` if given (and not `-`), else of stdin.

    A line ends with LF or CR LF; NUL is a character.
    """
    if text is not None and text != "-":
        for line in argument(text).split("\n"):
            yield line.removesuffix("\r")
        return
    for raw in sys.stdin.buffer:
        yield decode(raw.removesuffix(b"\n").removesuffix(b"\r"))


def whole(text: str) -> str:
    """One text: the argument, or all of stdin for `-` without its last line break."""
    if text != "-":
        return argument(text)
    return decode(sys.stdin.buffer.read().removesuffix(b"\n").removesuffix(b"\r"))


def passphrase(file: Path | None, *, confirm: bool = False) -> str:
    """From `file`, else typed at the terminal (twice with `confirm`).

    Raises PassphraseMissing where there is neither, or the file cannot be read.
    """
    if file is not None:
        from app.storage.passphrase import read_passphrase_file

        return read_passphrase_file(file)
    if not sys.stdin.isatty():
        raise PassphraseMissing
    typed = getpass.getpass("암호 / passphrase: ")
    if not typed or (confirm and getpass.getpass("한 번 더 / again: ") != typed):
        raise PassphraseMissing
    return typed
