"""Korean morphemes, spacing and sentences: Kiwi, in a process of its own.

Loading Kiwi holds the interpreter lock for 1.3 s and its first call for 1.6 s more (the longest gaps of a 5 ms timer on
another thread). While it is held no thread of the process runs, neither the window's nor the one that takes sound from
the microphone: with Kiwi in the same process two seconds of speech were lost at the start of a recording. So it lives
in a child that both engines share (the recogniser to space and rescore, the models to find sentences); it starts at the
first question and ends with us. When it is killed, perhaps for memory, another answers the question it left open:
nobody's sentence waits for the next.
"""

import logging
import multiprocessing
import signal
import threading
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Any

from app.errors import ModelBroken
from app.process import harden

logger = logging.getLogger(__name__)

NAME = "kiwipiepy"


def spaced(text: str) -> str:
    """`text` with its spaces set anew (about 0.3 ms for a sentence). Raises ModelBroken."""
    return str(_ask("spaced", text))


def log_scores(texts: Sequence[str]) -> list[float]:
    """The log probability of the best analysis of each text (about 0.5 ms each). Raises ModelBroken."""
    return list(_ask("log_scores", list(texts))) if texts else []


def sentence_starts(text: str) -> list[int]:
    """Where the sentences of `text` begin, in characters. Raises ModelBroken."""
    return list(_ask("sentence_starts", text))


def warm() -> None:
    """Start the child and make Kiwi's first, slow calls there (some 3 s). Raises ModelBroken."""
    log_scores(["오늘은좋은하루였어요"])
    spaced("오늘 은 좋은 하루 였 어요")


# --- this side -------------------------------------------------------------------------------------------------------

_lock = threading.Lock()
_child: Connection | None = None


def _ask(question: str, argument: Any) -> Any:
    with _lock:
        try:
            worked, answer = _exchange(question, argument)
        except (OSError, EOFError):
            logger.warning("Kiwi's process ended; another takes its place")
            try:
                worked, answer = _exchange(question, argument)
            except (OSError, EOFError) as error:
                raise ModelBroken(path=NAME, reason="its process ended") from error
    if not worked:
        raise ModelBroken(path=NAME, reason=answer)
    return answer


def _exchange(question: str, argument: Any) -> tuple[bool, Any]:
    """Put one question; starts the child if there is none. Raises OSError or EOFError when it ended, and forgets it."""
    global _child
    try:
        if _child is None:
            _child = _start()
        _child.send((question, argument))
        worked, answer = _child.recv()
    except (OSError, EOFError):
        if _child is not None:
            _child.close()
        _child = None
        raise
    return worked, answer


def _start() -> Connection:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), name="kiwi", daemon=True)
    process.start()
    theirs.close()
    logger.info("Kiwi has process %s", process.pid)
    return ours


# --- the child's side ------------------------------------------------------------------------------------------------


def _serve(questions: Connection) -> None:
    """Answer until the other side is gone."""
    harden()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends a recording, not this
    answers: dict[str, Callable[[Any], Any]] | None = None
    while True:
        try:
            question, argument = questions.recv()
        except (EOFError, OSError):
            return
        try:
            if answers is None:
                answers = _answers()
            answer = True, answers[question](argument)
        except Exception as error:  # noqa: BLE001 (told by its type alone: its words may quote the diary)
            answer = False, type(error).__name__
        questions.send(answer)


def _answers() -> dict[str, Callable[[Any], Any]]:
    from kiwipiepy import Kiwi

    kiwi = Kiwi(num_workers=1)
    return {
        "spaced": lambda text: kiwi.space(text, reset_whitespace=True),
        "log_scores": lambda texts: [float(kiwi.analyze(text)[0][1]) if text else 0.0 for text in texts],
        "sentence_starts": lambda text: [sentence.start for sentence in kiwi.split_into_sents(text)],
    }
