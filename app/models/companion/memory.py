"""What a conversation remembers: the last lines, what was answered, and how careful to be."""

import random
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from app.diary.emotion import EmotionScores

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

REMEMBERED_LINES = 6
NO_REPEAT_TURNS = 30


class Filled(str):
    """A reply with the user's words in it. `template` is the text without them: it is the same reply with others."""

    template: str

    def __new__(cls, text: str, template: str) -> Self:
        """`text` as it is said, made from `template`."""
        filled = super().__new__(cls, text)
        filled.template = template
        return filled


def _template(reply: str) -> str:
    return reply.template if isinstance(reply, Filled) else reply


class Memory:
    """One conversation's memory. Nothing of it is stored."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self.forget()

    def forget(self) -> None:
        """Begin anew (carefulness after a hard card is kept apart, see `Companion`)."""
        self.lines: deque[str] = deque(maxlen=REMEMBERED_LINES)
        self.replies: deque[str] = deque(maxlen=NO_REPEAT_TURNS)
        self._templates: deque[str] = deque(maxlen=NO_REPEAT_TURNS)
        self.situations: deque[str | None] = deque(maxlen=REMEMBERED_LINES)
        self.read: deque[EmotionScores] = deque(maxlen=REMEMBERED_LINES)  # what was read in each line alone
        self.scores: EmotionScores | None = None  # of the last line, as it was answered
        self.embedding: NDArray[np.float32] | None = None  # and what it means
        self.midst = False  # whether it was a piece of a story that goes on, or a mere move in the talk
        self.heavy = False  # whether the last answer was to something heavy

    def last(self, turns: int) -> list[str]:
        """The replies of the last turns, as their templates."""
        return list(self._templates)[-turns:]

    def heard(self, text: str, reply: str, situation: str | None) -> None:
        """A turn is over."""
        self.lines.append(text)
        self.replies.append(str(reply))
        self._templates.append(_template(reply))
        self.situations.append(situation)

    def fresh(self, replies: Sequence[str]) -> list[str]:
        """Those of `replies` that were not given in the last `NO_REPEAT_TURNS` turns, in whatever words."""
        return [reply for reply in replies if _template(reply) not in self._templates]

    def choose(self, replies: Sequence[str]) -> str:
        """One of `replies`, none of the last turns' where there is another, else the one given longest ago."""
        fresh = self.fresh(replies)
        if fresh:
            return self._rng.choice(fresh)
        given = list(self._templates)
        return min(replies, key=lambda reply: max(at for at, each in enumerate(given) if each == _template(reply)))
