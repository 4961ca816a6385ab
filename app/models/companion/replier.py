"""A source of replies other than the comfort texts: a language model, or answers that belong to a category.

What a replier gives is a draft. The companion asks one only after it has looked for danger and for a command, and shows
nothing of it that has not passed the gate (`gate.py`).
"""

import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from app.diary.entry import ReplyKind


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange: what the user said, and the reply that was shown."""

    said: str
    reply: str


class Replier(Protocol):
    """Anything that may answer a line in place of the comfort texts."""

    @property
    def name(self) -> str:
        """What `Reply.source` says: the model's name and version."""

    @property
    def kind(self) -> ReplyKind:
        """`GENERATED` for words that nobody wrote, `COMFORT` for chosen ones."""

    def reply(
        self,
        text: str,
        history: Sequence[Turn],
        *,
        avoid: Collection[str] = (),
        seconds: float | None = None,
        stop: threading.Event | None = None,
    ) -> str | None:
        """A draft that answers `text`, said after `history` (oldest first), or None when there is none.

        `avoid` are the replies of the last turns. After `seconds`, and soon after `stop` is set, it returns with what
        is complete, or with None. Never raises on any text.
        """


@runtime_checkable
class StreamingReplier(Protocol):
    """A replier that can be heard while it is still writing."""

    def stream(
        self,
        text: str,
        history: Sequence[Turn],
        *,
        seconds: float | None = None,
        stop: threading.Event | None = None,
    ) -> Iterator[str]:
        """The whole sentences of a draft, each as soon as it is written; ends as `Replier.reply` does."""
