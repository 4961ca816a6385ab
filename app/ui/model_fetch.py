"""Fetching a model for the window: `todak models fetch` in a process of its own, which alone touches the network.

The window starts it, reads what it says (JSON Lines), and ends it. It knows no diary, and gets nothing but the name of
a model.
"""

import json
import logging
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

import app
from app.errors import UnexpectedError
from app.ui import translation

logger = logging.getLogger(__name__)

GRACE_MS = 2_000  # to end by itself; what a kill leaves is gone on with as well
_PAUSED = "download_paused"


@dataclass(frozen=True, slots=True)
class FetchEnd:
    """How it ended. `explained`: what failed, as `TodakError.explained` gives it; None: nothing, or it was `stopped`.

    `is_there`: the model is one of the user's now.
    """

    model_id: str
    is_there: bool
    stopped: bool
    explained: dict[str, str] | None


class ModelFetch(QObject):
    """At most one download at a time. It goes on while pages change, and is stopped by the lock and the end."""

    changed = Signal()  # it began, more has come, it is being stopped
    ended = Signal(object)  # FetchEnd

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.model_id = ""  # what is being fetched, "" when nothing is
        self.there = 0  # bytes
        self.total = 0  # bytes, as far as known; 0 until it is
        self.is_stopping = False
        self.is_discarding = False  # what is there is being deleted: nobody is asked for anything
        self._process = self._make_process()
        self._grace = QTimer(self, interval=GRACE_MS, singleShot=True)
        self._grace.timeout.connect(self._process.kill)
        self._heard = b""  # of a line that is not whole yet
        self._explained: dict[str, str] | None = None
        self._is_there = False

    @property
    def is_running(self) -> bool:
        """Whether the process is there."""
        return bool(self.model_id)

    def start(self, model_id: str, source: str = "") -> None:
        """Fetch `model_id`, or go on with it; from `source` where that is not the catalogue's host."""
        self._run(model_id, source, "--yes")

    def discard(self, model_id: str) -> None:
        """Delete what has come of it."""
        self._run(model_id, "", "--discard")

    def stop(self) -> None:
        """Ask it to end, and end it if it does not; what has come is kept. `ended` tells when it is gone."""
        if not self.is_running or self.is_stopping:
            return
        self.is_stopping = True
        self._process.terminate()
        self._grace.start()
        self.changed.emit()

    def end(self) -> None:
        """Stop it and wait for that: the window's process ends."""
        if not self.is_running:
            return
        self.stop()
        if not self._process.waitForFinished(GRACE_MS):
            self._process.kill()
            self._process.waitForFinished(-1)

    def _make_process(self) -> QProcess:
        """One for all downloads: destroying a process whose end was just told is what crashes."""
        process = QProcess(self)
        # Python looks for `app` in the working folder first: it must be ours
        process.setWorkingDirectory(str(Path(app.__file__).resolve().parent.parent))
        process.setStandardInputFile(QProcess.nullDevice())
        process.setStandardErrorFile(QProcess.nullDevice())  # what goes wrong is in the log, and in the last line
        process.readyReadStandardOutput.connect(self._hear)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._fail)
        return process

    def _run(self, model_id: str, source: str, act: str) -> None:
        if self.is_running:
            return
        self.model_id, self.there, self.total = model_id, 0, 0
        self.is_stopping = self._is_there = False
        self.is_discarding = act == "--discard"
        self._heard, self._explained = b"", None
        frozen = getattr(sys, "frozen", False)  # a bundle's program is Todak itself
        self._process.setProgram(sys.executable)
        self._process.setArguments(
            [
                *([] if frozen else ["-m", "app"]),
                *("--json", "models", "fetch", model_id, act),
                *(["--from", source] if source else []),
            ]
        )
        self._process.start()
        self.changed.emit()

    def _hear(self) -> None:
        *lines, self._heard = (self._heard + bytes(self._process.readAllStandardOutput().data())).split(b"\n")
        for line in lines:
            self._take(json.loads(line))
        self.changed.emit()

    def _take(self, said: dict[str, Any]) -> None:
        if "progress" in said:
            self.there, self.total = said["progress"]["bytes"], said["progress"]["total"]
        elif "error" in said:
            self._explained = said["error"]
        elif "fetched" in said:
            self._is_there = True

    def _fail(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:  # anything else is followed by `finished`
            self._end(error.name)

    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        failed = code != 0 or status is QProcess.ExitStatus.CrashExit
        self._end(f"{status.name} {code}" if failed else "")

    def _end(self, how: str) -> None:
        """Tell that it is over; `how` it failed, "" if it did not."""
        self._grace.stop()
        explained = self._explained
        if how and explained is None and not self.is_stopping:
            logger.error("the download ended without a word: %s", how)
            explained = UnexpectedError(kind=how).explained(translation.language())
        stopped = self.is_stopping and not self._is_there
        if stopped or (explained is not None and explained["code"] == _PAUSED):
            stopped, explained = True, None
        ended = FetchEnd(self.model_id, self._is_there, stopped, explained)
        self.model_id, self.is_stopping = "", False
        self.ended.emit(ended)
