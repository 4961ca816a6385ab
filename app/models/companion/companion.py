"""The rabbit doctor answers: safety first, then commands, then a chosen model if its words pass the gate, then comfort.

Remembers one conversation, stores nothing. A line that tells of danger, and the careful turns after it, never reach a
model, not even as what was said before.
"""

import logging
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from app.diary.entry import Care, Reply, ReplyKind
from app.errors import ModelError
from app.models.companion import commands, crisis
from app.models.companion.comfort import Comforter
from app.models.companion.danger import Danger, Level
from app.models.companion.danger_head import FOUND, second_look
from app.models.companion.gate import judge, passed
from app.models.companion.memory import Memory
from app.models.companion.normal import has_words
from app.models.companion.replier import Replier, StreamingReplier, Turn
from app.models.companion.safety import assess
from app.models.companion.texts import VERSION, load_texts, packed_file

if TYPE_CHECKING:
    from app.models.emotion import EmotionAnalysis

logger = logging.getLogger(__name__)

SOURCE = f"todak-companion {VERSION}"
SOFT_AGAIN_AFTER = timedelta(hours=24)
REPLY_SECONDS = 8.0  # for all repliers together; then comfort answers
HISTORY = 6  # exchanges a replier may look back on
# For a broken installation: the texts are missing, and still nobody is left without an answer.
_WITHOUT_TEXTS = (
    "네, 듣고 있어요. 더 들려주셔도 돼요.",
    "이야기해 줘서 고마워요. 그때 마음이 어땠어요?",
    "말씀하신 그대로 잘 들었어요.",
)


OnText = Callable[[str], None]
"""Called with the reply as far as it is written; every word of it has passed the gate."""


def now() -> datetime:
    """The present moment with the local offset."""
    return datetime.now().astimezone()


class Companion:
    """One conversation with the rabbit doctor. For one caller at a time; nothing is loaded before the first answer."""

    def __init__(
        self,
        seed: int | None = None,
        clock: Callable[[], datetime] = now,
        *,
        repliers: Callable[[], Sequence[Replier]] = tuple,
        reply_seconds: float = REPLY_SECONDS,
    ) -> None:
        """`seed` makes the choices repeatable; `clock` tells the time (with offset).

        `repliers` gives what answers in place of the comfort texts, the first one first; it is asked at every line that
        they may answer, since the user may choose others, and may take seconds the first time. They have
        `reply_seconds` together for one reply.
        """
        self._rng = random.Random(seed)
        self._repliers = repliers
        self._reply_seconds = reply_seconds
        self._hurried = threading.Event()
        self._turns: deque[Turn] = deque(maxlen=HISTORY)
        self._clock = clock
        self._memory = Memory(self._rng)
        self._careful_turns = 0
        self._soft_shown: datetime | None = None

    @property
    def careful(self) -> bool:
        """Whether a hard card was given a few turns ago: then nothing light may be offered."""
        return self._careful_turns > 0

    def warm(self) -> None:
        """Load texts and repliers now, not at the first answer. Without them the rules still answer."""
        try:
            self._comforter  # noqa: B018 (made when first looked at)
        except ModelError:
            logger.exception("the comfort texts cannot be had")
        self._repliers()

    def hurry(self) -> None:
        """From now on nothing slow: a reply that a model is writing is broken off, and comfort answers.

        May be called from any thread, also while `answer` is at work.
        """
        self._hurried.set()

    def answer(self, text: str, analysis: "EmotionAnalysis | None", on_text: OnText | None = None) -> Reply:
        """The reply to `text`. Never fails; without `analysis` (nothing to read, no model) the rules answer alone.

        `on_text` hears a reply that a model writes grow, sentence by sentence; other replies come at once.
        """
        danger = self._look(text, analysis)
        situation = None
        source = SOURCE
        if danger.level is Level.HARD:
            self._careful_turns = crisis.CAREFUL_TURNS + 1
            said, kind, care = self._memory.choose(crisis.hard_replies(danger)), ReplyKind.CRISIS, Care.HARD
        elif danger.level is Level.SOFT and self._may_show_soft():
            self._soft_shown = self._clock()
            said, kind, care = self._memory.choose(crisis.SOFT), ReplyKind.COMFORT, Care.SOFT
        else:
            written = self._written(text, on_text) if danger.level is Level.NONE else None
            if written is not None:
                said, kind, source = written
            else:
                said, kind, situation = self._ordinary(text, analysis, heavy=danger is FOUND)
            care = Care.NONE
        self._remember(text, said, kind, danger)
        self._careful_turns = max(0, self._careful_turns - 1)
        self._memory.heard(text, said, situation)
        return Reply(said, kind, care, source)

    def needs_care(self, text: str, analysis: "EmotionAnalysis | None") -> bool:
        """Whether `text` would be answered as danger, hard or soft. Remembers nothing."""
        return self._look(text, analysis).level is not Level.NONE

    def _look(self, text: str, analysis: "EmotionAnalysis | None") -> Danger:
        danger = assess(text, tuple(self._memory.lines))
        if commands.recognise(text) is None:  # a command is all of its line; the encoder hears a farewell in 종료해 줘
            danger = second_look(danger, analysis)
        return danger

    def _remember(self, text: str, said: str, kind: ReplyKind, danger: Danger) -> None:
        """What a replier may look back on: ordinary turns since the last danger."""
        if danger.level is not Level.NONE or self.careful:
            self._turns.clear()
        elif kind is not ReplyKind.COMMAND:
            self._turns.append(Turn(text, said))

    def _written(self, text: str, on_text: OnText | None) -> tuple[str, ReplyKind, str] | None:
        """What a replier says to an ordinary line, its kind and its source; None when comfort is to answer."""
        if self.careful or self._hurried.is_set() or not has_words(text) or commands.recognise(text) is not None:
            return None
        repliers = self._repliers()
        until = time.monotonic() + self._reply_seconds  # once they are loaded
        for replier in repliers:
            try:
                said = self._gated(replier, text, until, on_text)
            except Exception:  # somebody's weights on somebody's machine: whatever fails, comfort answers
                logger.exception("a reply could not be written")
                continue
            if said is not None:
                return said, replier.kind, replier.name
            if self._hurried.is_set() or time.monotonic() >= until:
                break
        return None

    def _gated(self, replier: Replier, text: str, until: float, on_text: OnText | None) -> str | None:
        seconds = max(0.0, until - time.monotonic())
        turns, avoid = tuple(self._turns), tuple(self._memory.replies)
        if on_text is None or not isinstance(replier, StreamingReplier):
            draft = replier.reply(text, turns, avoid=avoid, seconds=seconds, stop=self._hurried)
            return judge(draft, text, turns, avoid).text if draft is not None else None
        shown: list[str] = []
        drafts = replier.stream(text, turns, seconds=seconds, stop=self._hurried)
        for sentence in passed(drafts, text, turns, avoid):
            shown.append(sentence)
            on_text(" ".join(shown))
        return " ".join(shown) or None

    def _may_show_soft(self) -> bool:
        return not self.careful and (self._soft_shown is None or self._clock() - self._soft_shown >= SOFT_AGAIN_AFTER)

    def _ordinary(
        self, text: str, analysis: "EmotionAnalysis | None", heavy: bool
    ) -> tuple[str, ReplyKind, str | None]:
        """What is said without a card. `heavy`: the encoder heard danger; nothing light then, only an open ear."""
        recognised = commands.recognise(text)
        if recognised is not None and not (self.careful and recognised.command in commands.LIGHT):
            if recognised.command is commands.Command.RESET:
                self._memory.forget()  # but not the carefulness: someone in danger may also want to start again
                self._turns.clear()
            if self.careful and recognised.command is commands.Command.CLOSE:
                return self._memory.choose(crisis.CLOSING), ReplyKind.COMMAND, None
            replies = commands.replies(recognised, self._clock, self._rng)
            return self._memory.choose(replies), ReplyKind.COMMAND, None
        if self.careful:
            staying = crisis.STAYING if has_words(text) else crisis.STAYING_QUIETLY
            return self._memory.choose(staying), ReplyKind.COMFORT, None
        try:
            if heavy:
                return self._memory.choose(self._comforter.heavy(self._memory)), ReplyKind.COMFORT, None
            comfort = self._comforter.comfort(text, analysis, self._memory)
        except ModelError:
            logger.exception("answering without the comfort texts")
            return self._memory.choose(_WITHOUT_TEXTS), ReplyKind.COMFORT, None
        return self._memory.choose(comfort.replies), ReplyKind.COMFORT, comfort.situation

    @cached_property
    def _comforter(self) -> Comforter:
        return Comforter(load_texts(packed_file()))
