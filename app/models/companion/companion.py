"""The rabbit doctor answers: safety first, then commands, then comfort. Remembers one conversation, stores nothing."""

import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from app.diary.entry import Care, Reply, ReplyKind
from app.errors import ModelError
from app.models.companion import commands, crisis
from app.models.companion.comfort import Comforter
from app.models.companion.danger import Danger, DangerKind, Level
from app.models.companion.danger_head import FOUND, second_look
from app.models.companion.memory import Memory
from app.models.companion.normal import has_words
from app.models.companion.safety import assess
from app.models.companion.texts import VERSION, load_texts, packed_file

if TYPE_CHECKING:
    from app.models.emotion import EmotionAnalysis

logger = logging.getLogger(__name__)

SOURCE = f"todak-companion {VERSION}"
SOFT_AGAIN_AFTER = timedelta(hours=24)
# For a broken installation: the texts are missing, and still nobody is left without an answer.
_WITHOUT_TEXTS = (
    "네, 듣고 있어요. 더 들려주셔도 돼요.",
    "이야기해 줘서 고마워요. 그때 마음이 어땠어요?",
    "말씀하신 그대로 잘 들었어요.",
)


def now() -> datetime:
    """The present moment with the local offset."""
    return datetime.now().astimezone()


class Companion:
    """One conversation with the rabbit doctor. For one caller at a time; nothing is loaded before the first answer."""

    def __init__(self, seed: int | None = None, clock: Callable[[], datetime] = now) -> None:
        """`seed` makes the choices repeatable; `clock` tells the time (with offset)."""
        self._rng = random.Random(seed)
        self._clock = clock
        self._memory = Memory(self._rng)
        self._careful_turns = 0
        self._soft_shown: datetime | None = None
        self._danger: Danger | None = None

    @property
    def careful(self) -> bool:
        """Whether a hard card was given a few turns ago: then nothing light may be offered."""
        return self._careful_turns > 0

    @property
    def danger(self) -> DangerKind | None:
        """What the last answered line's danger was, for the order of the numbers to call (`crisis.hotlines`)."""
        return self._danger.kind if self._danger is not None else None

    def answer(self, text: str, analysis: "EmotionAnalysis | None") -> Reply:
        """The reply to `text`. Never fails; without `analysis` (nothing to read, no model) the rules answer alone."""
        danger = assess(text, tuple(self._memory.lines))
        if commands.recognise(text) is None:  # a command is all of its line; the encoder hears a farewell in 종료해 줘
            danger = second_look(danger, analysis)
        self._danger = danger
        situation = None
        if danger.level is Level.HARD:
            self._careful_turns = crisis.CAREFUL_TURNS + 1
            said, kind, care = self._memory.choose(crisis.hard_replies(danger)), ReplyKind.CRISIS, Care.HARD
        elif danger.level is Level.SOFT and self._may_show_soft():
            self._soft_shown = self._clock()
            said, kind, care = self._memory.choose(crisis.SOFT), ReplyKind.COMFORT, Care.SOFT
        else:
            said, kind, situation = self._ordinary(text, analysis, heavy=danger is FOUND)
            care = Care.NONE
        self._careful_turns = max(0, self._careful_turns - 1)
        self._memory.heard(text, said, situation)
        return Reply(said, kind, care, SOURCE)

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
