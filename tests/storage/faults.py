"""Operations in child processes that are failed or killed: a server that imports once and forks for each.

`strace` makes the Nth system call of one kind fail (`-e inject=…:when=LIMIT`). It counts for each process and each kind
by itself, so a forked child that first makes LIMIT - N such calls that come to nothing meets the fault at its Nth real
one, whatever it is. The server is started once for each error, and never restarted.
"""

import errno
import json
import logging
import os
import random
import select
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from app.errors import TodakError
from app.storage import keys
from app.storage.keys import DataKey
from tests.storage.conftest import ROOT
from tests.storage.operations import CHEAP, OPERATIONS

LIMIT = 700
NOWHERE, CLOSED = "/nonexistent/todak", 1 << 20

# Each comes to nothing, with an error of its own, and counts.
CALLS: dict[str, Callable[[], object]] = {
    "pwrite64": lambda: os.pwrite(CLOSED, b"", 0),
    "write": lambda: os.write(CLOSED, b""),
    "fsync": lambda: os.fsync(CLOSED),
    "ftruncate": lambda: os.ftruncate(CLOSED, 0),
    "openat": lambda: os.open(NOWHERE, os.O_RDONLY),
    "rename": lambda: os.rename(NOWHERE, NOWHERE),
    "link": lambda: os.link(NOWHERE, NOWHERE),
    "unlink": lambda: os.unlink(NOWHERE),
    "mkdir": lambda: os.mkdir(NOWHERE + "/folder"),
}
FAULTS = ("ENOSPC", "ENOSPC from then on", "EIO")


@dataclass(frozen=True)
class Outcome:
    """How a child ended, and what it told."""

    told: list[list[Any]]
    ended: str  # "done", "killed", the code of one of our errors, or the traceback of a bug
    calls: dict[str, int]  # how often it made each call, where it was not to fail one
    was_hit: bool  # the fault came to pass


class Server:
    """The other end of `serve`."""

    def __init__(self, process: "subprocess.Popen[str]", stays: bool) -> None:
        self._stays = stays  # a fault that came to pass goes on
        assert process.stdin is not None and process.stdout is not None
        self._to: IO[str] = process.stdin
        self._from: IO[str] = process.stdout

    def run(
        self,
        operation: str,
        folder: Path,
        key: DataKey,
        *,
        seed: int = 0,
        call: str | None = None,
        nth: int = 0,
        kill_after: float | None = None,
    ) -> Outcome:
        """Run an operation to its end, or fail its `nth` `call`, or kill it after so many seconds, over and over."""
        task = {"operation": operation, "folder": str(folder), "key": key._raw.hex(), "diary": key.diary_id}
        task |= {"seed": seed, "call": call, "nth": nth, "stays": self._stays, "kill_after": kill_after}
        self._to.write(json.dumps(task) + "\n")
        self._to.flush()
        lines = json.loads(self._from.readline())
        told = [line for line in lines if line[0] not in ("ended", "calls", "hit")]
        last = {line[0]: line[1] for line in lines if line[0] in ("ended", "calls", "hit")}
        return Outcome(told, last.get("ended", "killed"), last.get("calls", {}), last.get("hit", False))


@contextmanager
def serving(fault: str | None = None) -> Iterator[Server]:
    """A server, under `strace` where system calls are to fail."""
    command = [sys.executable, "-m", "tests.storage.faults"]
    stays = fault is not None and " " in fault
    if fault is not None:
        inject = f"inject={','.join(CALLS)}:error={fault.split()[0]}:when={LIMIT}{'+' if stays else ''}"
        quiet = ["-f", "-qq", "--seccomp-bpf", "-o", os.devnull]
        command = ["strace", *quiet, "-e", f"trace={','.join(CALLS)}", "-e", inject, *command]
    process = subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        yield Server(process, stays)
    finally:
        process.communicate(timeout=60)


# --- in the server ---------------------------------------------------------------------------------------------------


def serve() -> None:
    """Fork a child for each task on stdin; answer with what it told."""
    logging.disable(logging.CRITICAL)  # a line on stderr would be a `write` of its own
    keys.Argon2Cost.__init__.__defaults__ = CHEAP  # type: ignore[misc]
    for line in sys.stdin:
        task = json.loads(line)
        ours, theirs = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(ours)
            _child(task, theirs)
        os.close(theirs)
        told = _listen(ours, child, task["kill_after"])
        os.close(ours)
        os.waitpid(child, 0)
        os.writev(1, [json.dumps(told).encode() + b"\n"])  # its own `write`s would count


def _listen(pipe: int, child: int, kill_after: float | None) -> list[Any]:
    """The whole lines that the child tells until its end, which may be ours to bring."""
    due = None if kill_after is None else time.monotonic() + kill_after
    said = b""
    while True:
        wait = None if due is None else max(0.0, due - time.monotonic())
        if not select.select([pipe], [], [], wait)[0]:
            os.kill(child, signal.SIGKILL)
            due = None
            continue
        some = os.read(pipe, 1 << 16)
        if not some:
            return [json.loads(line) for line in said.split(b"\n")[:-1]]
        said += some


def _child(task: dict[str, Any], pipe: int) -> None:
    def say(*what: object) -> None:
        os.writev(pipe, [json.dumps(what).encode() + b"\n"])  # a call that is not failed

    operation = OPERATIONS[task["operation"]]
    folder, key = Path(task["folder"]), DataKey(bytes.fromhex(task["key"]), task["diary"])
    chance = random.Random(task["seed"])
    ended = "done"
    try:
        if task["call"] is not None:
            _burn(task["call"], LIMIT - task["nth"])
        operation(folder, key, say, chance)
        while task["kill_after"] is not None:
            operation(folder, key, say, chance)
    except TodakError as error:
        ended = error.code
    except BaseException:  # noqa: BLE001 (told to the parent, which fails the test)
        ended = traceback.format_exc()
    if task["call"] is not None:
        say("hit", _meets_fault(task["call"], 1) if task["stays"] else not _meets_fault(task["call"], task["nth"]))
    elif task["kill_after"] is None:
        say("calls", {call: LIMIT - _until_fault(call) for call in CALLS})
    say("ended", ended)
    os._exit(0)


def _burn(call: str, times: int) -> None:
    for _ in range(times):
        try:
            CALLS[call]()
        except OSError as error:
            assert error.errno in (errno.EBADF, errno.ENOENT), error


def _meets_fault(call: str, times: int) -> bool:
    """Whether one of so many more calls fails as it was told to: then none has yet."""
    for _ in range(times):
        try:
            CALLS[call]()
        except OSError as error:
            if error.errno not in (errno.EBADF, errno.ENOENT):
                return True
    return False


def _until_fault(call: str) -> int:
    for times in range(1, LIMIT + 1):
        if _meets_fault(call, 1):
            return times
    return 0


if __name__ == "__main__":
    serve()
