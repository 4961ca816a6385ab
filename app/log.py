"""The log: where, when and what kind of trouble, never what was said.

An exception's own words may quote data (SQL parameters, a text that could not be encoded), so a traceback is written
with its frames and its type; the words are written only for our own errors, whose details are names, numbers and paths.
"""

import logging
import logging.handlers
import os
import sys
import traceback
from io import TextIOWrapper
from types import TracebackType

from app.config import log_folder
from app.errors import TodakError
from app.files import private_folder

MEGABYTE = 1_000_000
_ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class ContentFreeFormatter(logging.Formatter):
    """Formats tracebacks without the words of foreign exceptions."""

    def formatException(self, ei: _ExceptionInfo) -> str:  # noqa: N802 (the standard library's name)
        """Frames and type of the exception and of its causes; words only of `TodakError`."""
        parts: list[str] = []
        error = ei[1]
        while error is not None:
            frames = "".join(traceback.format_tb(error.__traceback__))
            words = f": {error}" if isinstance(error, TodakError) else ""
            parts.append(f"{frames}{type(error).__module__}.{type(error).__qualname__}{words}")
            error = error.__cause__ or error.__context__
        return "\n-- while handling --\n".join(reversed(parts))


class PrivateRotatingFile(logging.handlers.RotatingFileHandler):
    """A rotating log file that only its owner can read."""

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return TextIOWrapper(open(descriptor, "ab"), encoding="utf-8")


def start_logging() -> None:
    """Log to this user's log folder; without a writable folder, log nothing (stderr belongs to the user)."""
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    try:
        private_folder(log_folder())
        handler: logging.Handler = PrivateRotatingFile(
            log_folder() / "todak.log", maxBytes=MEGABYTE, backupCount=2, encoding="utf-8"
        )
    except OSError as error:
        print(f"todak: no log ({type(error).__name__})", file=sys.stderr)
        handler = logging.NullHandler()
    handler.setFormatter(ContentFreeFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root.addHandler(handler)
