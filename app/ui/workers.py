"""Background threads of the window: jobs in, results back on the UI thread.

A job is a plain callable. Its result reaches `done` on the UI thread; a `TodakError` reaches `failed`, or the worker's
`trouble` signal when the caller names none, so that no failure is ever silent. Anything else is a bug: logged, and told
as `UnexpectedError`.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QThread, Signal, Slot
from shiboken6 import isValid

from app.errors import TodakError, UnexpectedError

logger = logging.getLogger(__name__)
T = TypeVar("T")


def ignore(_result: object) -> None:
    """For jobs whose result nobody needs."""


@dataclass(slots=True)
class _Job:
    work: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[TodakError], None] | None
    owner: QObject | None
    topic: str | None
    number: int


class _Bench(QObject):
    """Lives on the background thread and does one job after the other."""

    finished = Signal(object, object, object)  # job, result, TodakError or None

    def __init__(self, newest: dict[str, int]) -> None:
        super().__init__()
        self._newest = newest

    @Slot(object)
    def do(self, job: _Job | None) -> None:
        if job is None:
            QThread.currentThread().quit()  # given like a job, so that every job before it is done first
            return
        if job.topic is not None and self._newest[job.topic] != job.number:
            self.finished.emit(job, None, None)  # a newer one waits: not worth doing
            return
        try:
            result = job.work()
        except TodakError as error:
            logger.warning("a background job could not be done: %s", error.code, exc_info=True)
            self.finished.emit(job, None, error)
        except Exception as error:
            logger.exception("a background job failed")
            self.finished.emit(job, None, UnexpectedError(kind=type(error).__name__))
        else:
            self.finished.emit(job, result, None)


class Worker(QObject):
    """One background thread that does its jobs in order. Made, used and stopped on the UI thread."""

    trouble = Signal(object)  # TodakError of a job whose caller named no `failed`
    busy = Signal(bool)
    _given = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._newest: dict[str, int] = {}
        self._waiting = 0
        self._thread = QThread(self)
        self._thread.setObjectName(name)
        self._bench = _Bench(self._newest)
        self._bench.moveToThread(self._thread)
        self._given.connect(self._bench.do)
        self._bench.finished.connect(self._finished)
        self._thread.start()

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] = ignore,
        failed: Callable[[TodakError], None] | None = None,
        *,
        owner: QObject | None = None,
        topic: str | None = None,
    ) -> None:
        """Do `work` after the jobs given before.

        When `owner` (default: the object whose method `done` is) has been deleted meanwhile, nothing is told. Of jobs
        with the same `topic` only the newest is done and told.
        """
        if owner is None and isinstance(getattr(done, "__self__", None), QObject):
            owner = done.__self__  # type: ignore[attr-defined]
        number = 0
        if topic is not None:
            number = self._newest[topic] = self._newest.get(topic, 0) + 1
        self._waiting += 1
        if self._waiting == 1:
            self.busy.emit(True)
        self._given.emit(_Job(work, done, failed, owner, topic, number))

    @property
    def is_busy(self) -> bool:
        """Whether a job is being done or waits."""
        return self._waiting > 0

    @Slot(object, object, object)
    def _finished(self, job: _Job, result: object, error: TodakError | None) -> None:
        self._waiting -= 1
        if self._waiting == 0:
            self.busy.emit(False)
        if job.topic is not None and self._newest[job.topic] != job.number:
            return
        gone = job.owner is not None and not isValid(job.owner)
        if error is None:
            if not gone:
                job.done(result)
        elif job.failed is not None and not gone:
            job.failed(error)
        else:
            self.trouble.emit(error)

    def stop(self) -> None:
        """Do every job that was given, then end the thread; waits for that. Their results are not told any more."""
        self._given.emit(None)
        self._thread.wait()
