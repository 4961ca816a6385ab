"""A second start of the window brings the first to the front.

The bell is a 0600 Unix socket in the 0700 diary folder (a named pipe on Windows). Who rings says nothing and is told
nothing but that somebody is at home: the diary may be locked, so no key is asked for.
"""

import contextlib
import logging
import os
import threading
from collections.abc import Callable
from multiprocessing.connection import Client, Listener
from pathlib import Path

from app.files import private_folder
from app.handover import address

logger = logging.getLogger(__name__)

HERE = b"todak"


def _place(folder: Path) -> str:
    """Beside the handover's address, which already minds how long a socket's path may be."""
    where = address(folder)
    return where + "-window" if os.name == "nt" else where.removesuffix(".sock") + ".bell"


def _family() -> str:
    return "AF_PIPE" if os.name == "nt" else "AF_UNIX"


def ring(folder: Path) -> bool:
    """Ask the window that has the diary in `folder` to come to the front. Returns whether there is one."""
    try:
        with Client(_place(folder), family=_family()) as door:
            return door.poll(2.0) and door.recv_bytes(len(HERE)) == HERE
    except (OSError, EOFError):
        return False


class Doorbell:
    """Listens for `ring`; `answer` is called on a thread of its own. Raises OSError where no socket can be made."""

    def __init__(self, folder: Path, answer: Callable[[], None]) -> None:
        self._answer = answer
        where = _place(folder)
        if os.name != "nt":
            private_folder(Path(where).parent)
            Path(where).unlink(missing_ok=True)  # left by a crash: `ring` found nobody there
        self._listener = Listener(where, family=_family())
        if os.name != "nt":
            os.chmod(where, 0o600)
        threading.Thread(target=self._serve, name="doorbell", daemon=True).start()

    def close(self) -> None:
        """Stop listening and remove the socket; somebody may have removed the diary's folder with it meanwhile."""
        with contextlib.suppress(FileNotFoundError):
            self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                visitor = self._listener.accept()
            except OSError:
                return  # closed
            try:
                with visitor:
                    visitor.send_bytes(HERE)
            except OSError:
                logger.info("who rang did not wait")
            self._answer()
