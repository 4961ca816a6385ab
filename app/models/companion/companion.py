"""The rabbit doctor answers: safety first, help that is needed this minute (119, 112), commands, then a chosen model if
its words pass the gate, then comfort.

Remembers one conversation, stores nothing. A line that tells of danger, and the careful turns after it, never reach a
model, not even as what was said before.
"""

import logging
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from app.diary.emotion import Emotion
from app.diary.entry import OFFER, Care, Reply, ReplyKind
from app.errors import ModelError
from app.models.companion import command_replies, commands, crisis, crisis_english
from app.models.companion.acts import load_act_head
from app.models.companion.comfort import Comforter
from app.models.companion.danger import ENCODER, SAFE, Danger, DangerKind, Level
from app.models.companion.danger_head import hears_none, second_look
from app.models.companion.english import is_in_english
from app.models.companion.fit import load_fit
from app.models.companion.gate import judge, passed
from app.models.companion.heaviness import Heaviness
from app.models.companion.in_talk import load_talk_fit
from app.models.companion.keyboard import agreed
from app.models.companion.kindred import load_kindred
from app.models.companion.memory import Memory
from app.models.companion.mood import load_mood_head
from app.models.companion.moves import denies_danger
from app.models.companion.nearest import index_folder
from app.models.companion.normal import has_words, laughs
from app.models.companion.replier import Replier, StreamingReplier, Turn
from app.models.companion.safety import assess, leaning
from app.models.companion.staying import BY_ANOTHER, answer_to_a_card, staying
from app.models.companion.surroundings import NOWHERE, Surroundings
from app.models.companion.texts import VERSION, load_texts, packed_file
from app.models.companion.urgent import urgent_replies
from app.models.sentences import is_in_another_language

if TYPE_CHECKING:
    from app.models.emotion import EmotionAnalysis

logger = logging.getLogger(__name__)

SOURCE = f"todak-companion {VERSION}"
SOFT_AGAIN_AFTER = timedelta(hours=24)
REPLY_SECONDS = 8.0  # for all repliers together; then comfort answers
DENIED_WITHIN = 6  # turns after a card in which a no is meant for it
ANSWERED_WITHIN = 2  # and after a soft one, in which what is said is an answer to it
HISTORY = 6  # exchanges a replier may look back on
# For a broken installation: the texts are missing, and still nobody is left without an answer.
_WITHOUT_TEXTS = (
    "네, 듣고 있어요. 더 들려주셔도 돼요.",
    "이야기해 줘서 고마워요. 그때 마음이 어땠어요?",
    "말씀하신 그대로 잘 들었어요.",
)
_OFFERS = (
    "혹시 쉬어 가고 싶으시면, 숨을 고르거나 조용한 소리를 듣거나 조금 걷고 오셔도 좋아요.",
    "잠깐 숨을 고르거나, 잔잔한 소리를 듣거나, 조금 걷고 오셔도 돼요. 저는 여기 있을게요.",
    "원하시면 숨을 고르고 가세요. 조용한 소리도 있고, 잠깐 걷고 오셔도 좋아요.",
    "쉬고 싶으실 때는 같이 숨을 고르거나 조용한 소리를 들어요. 조금 걸어도 좋고요.",
)
"""Offered after heavy lines in a row, at most once a day; follows the reply. Statements, so that no answer is owed."""


OnText = Callable[[str], None]
"""Called with the reply as far as it is written; every word of it has passed the gate."""


def now() -> datetime:
    """The present moment with the local offset."""
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True)
class _Carded:
    """The last card: what it was shown for, and how many turns ago."""

    danger: Danger
    turns: int = 0

    def later(self) -> "_Carded | None":
        """The same a turn later; None when a no can no longer be meant for it."""
        return replace(self, turns=self.turns + 1) if self.turns < DENIED_WITHIN else None


class Companion:
    """One conversation with the rabbit doctor. For one caller at a time; nothing is loaded before the first answer."""

    def __init__(
        self,
        seed: int | None = None,
        clock: Callable[[], datetime] = now,
        *,
        repliers: Callable[[], Sequence[Replier]] = tuple,
        reply_seconds: float = REPLY_SECONDS,
        around: Surroundings = NOWHERE,
    ) -> None:
        """`seed` makes the choices repeatable; `clock` tells the time (with offset); `around` is what it can reach.

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
        self._carded: _Carded | None = None
        self._endangered_by: DangerKind | None = None  # what the last hard card was for
        self._only_heard = False  # whether only the encoder called for it
        self._around = around
        self._heaviness = Heaviness()
        self._last: Reply | None = None  # what 다시 말해 줘 says again

    @property
    def careful(self) -> bool:
        """Whether a hard card was given a few turns ago: then nothing light may be offered."""
        return self._careful_turns > 0

    def warm(self) -> None:
        """Load texts and repliers now, not at the first answer. Without them the rules still answer."""
        commands.warm()
        try:
            self._comforter  # noqa: B018 (made when first looked at)
            for load in (load_kindred, load_fit, load_act_head, load_mood_head, load_talk_fit):
                load(index_folder())
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
        if (meant := self._meant(text)) is not None:
            text, analysis = meant, None  # nobody has read it
        asked = commands.recognise(text)
        denied = self._denied(text, analysis) if asked is None else None
        danger = SAFE if denied is not None else self._look(text, analysis, asked)
        repeats = asked is not None and asked.command is commands.Command.REPEAT
        if danger.level is Level.NONE and self._last is not None and repeats:
            return self._again(self._last)
        situation = None
        source = SOURCE
        urgent = urgent_replies(text) if asked is None else ()
        cards = crisis_english if is_in_english(text) else crisis
        if danger.level is Level.HARD:
            said, kind, care = (
                self._memory.choose(self._hard_replies(text, danger, cards is crisis)),
                ReplyKind.CRISIS,
                Care.HARD,
            )
        elif urgent:  # before a card that asks about the mind, and before any model
            said, kind, care = self._memory.choose(urgent), ReplyKind.COMFORT, Care.NONE
        elif danger.level is Level.SOFT and self._may_show_soft():
            self._soft_shown = self._clock()
            feeling = analysis.reading.scores.dominant if analysis is not None else Emotion.NEUTRAL
            said, kind, care = self._memory.choose(cards.soft_replies(danger, feeling)), ReplyKind.COMFORT, Care.SOFT
        elif denied is not None:
            said, kind, care = self._memory.choose(denied), ReplyKind.COMFORT, Care.NONE
        else:
            written = self._written(text, on_text) if danger.level is Level.NONE and asked is None else None
            if written is not None:
                said, kind, source = written
            else:
                said, kind, situation = self._ordinary(text, analysis, asked, heavy=danger.level is not Level.NONE)
            care = Care.NONE
        self._look_back_on(danger if care is not Care.NONE else None)
        self._memory.heard(text, said, situation)
        said = str(said)  # a reply filled with the user's words knows its template; only the memory needs it
        self._remember(text, said, kind, danger)
        foreign = is_in_another_language(text)
        self._weigh(None if foreign else analysis, kind, danger)
        self._careful_turns = max(0, self._careful_turns - 1)
        plain = kind is not ReplyKind.COMMAND and danger.level is Level.NONE and not urgent
        pauses = not self._memory.midst and "?" not in said  # nobody is interrupted, nor asked two things at once
        if plain and pauses and not foreign and self._may_offer():
            self._offered = self._clock()
            said, source = f"{said} {self._memory.choose(_OFFERS)}", source + OFFER
        self._last = Reply(said, kind, care, source)
        return self._last

    def forget(self) -> None:
        """Start a new conversation; but someone in danger may also want to start again, so carefulness stays."""
        self._memory.forget()
        self._turns.clear()
        self._heaviness.forget()
        self._last = None
        self._carded = None

    def needs_care(self, text: str, analysis: "EmotionAnalysis | None") -> bool:
        """Whether `text` would be answered as danger, hard or soft. Remembers nothing."""
        return self._look(text, analysis, commands.recognise(text)).level is not Level.NONE

    def _hard_replies(self, text: str, danger: Danger, in_korean: bool) -> tuple[str, ...]:
        """The hard cards for `danger`; from now on nothing light is said."""
        again = self.careful and danger.kind in BY_ANOTHER and in_korean
        self._careful_turns = crisis.CAREFUL_TURNS + 1
        self._endangered_by = danger.kind
        self._only_heard = danger.is_only_heard
        self._hard_shown = self._clock()
        # what is feared of calling, and who is at the door, is answered beside the same numbers
        answer = answer_to_a_card(text, danger.kind) if again else ()
        return answer or (crisis if in_korean else crisis_english).hard_replies(danger)

    def _look_back_on(self, danger: Danger | None) -> None:
        """Remember the card that was just shown for `danger`, or that a turn without one has passed."""
        if danger is not None:
            self._carded = _Carded(danger)
            self._memory.heavy, self._memory.scores = True, None
        elif self._carded is not None:
            self._carded = self._carded.later()

    def _meant(self, text: str) -> str | None:
        """The line before, as it was meant, where `text` says yes to the question whether it was typed with the Korean
        keyboard off."""
        was_command = self._last is not None and self._last.kind is ReplyKind.COMMAND
        return agreed(text, self._memory.lines[-1]) if was_command and self._memory.lines else None

    def _denied(self, text: str, analysis: "EmotionAnalysis | None") -> tuple[str, ...] | None:
        """What to answer who says that a card of a moment ago was out of place; None for anything else, and where a
        rule hears danger in what they say beside it.

        A card that only the encoder called for is taken back: it is wrong more often than who knows. After plain words
        the no is welcome, and the carefulness stays.
        """
        if self._carded is None or is_in_english(text):
            return None
        carded = self._carded
        only_heard, was_soft = carded.danger.is_only_heard, carded.danger.level is Level.SOFT
        rest = denies_danger(text)
        if rest is None or assess(text).level is Level.HARD or assess(rest).level is not Level.NONE:
            return None
        told_of = leaning(rest, tuple(self._memory.lines)) in BY_ANOTHER
        if carded.danger.kind in BY_ANOTHER and (told_of or not only_heard):
            return None  # whoever is in danger by another has reasons to say that it is nothing
        if not only_heard and second_look(SAFE, analysis).level is Level.HARD:
            return None
        try:
            talk = self._comforter.talk
        except ModelError:
            logger.exception("answering without the comfort texts")
            talk = {}
        if only_heard:
            self._careful_turns = 0
        if only_heard and was_soft:
            return talk.get("denied", _WITHOUT_TEXTS)
        return talk.get("denied.ruled", crisis.STAYING)

    def _look(self, text: str, analysis: "EmotionAnalysis | None", asked: commands.Recognised | None) -> Danger:
        danger = assess(text, tuple(self._memory.lines))
        if asked is not None:  # a command is all of its line; the encoder hears a farewell in 종료해 줘
            return danger
        if danger.level is Level.HARD and (self.careful or assess(text).level is not Level.HARD):
            return danger  # what was said before counts, and the encoder looks at one line alone
        heard = second_look(danger, analysis)
        return self._grown(self._of_the_kind_before(heard, text))

    def _grown(self, danger: Danger) -> Danger:
        """`danger`, hard where it is the second soft sign within a few turns and a rule has heard one of the two: after
        the day's soft card no other may be shown, and what grows would not be heard."""
        carded = self._carded
        if danger.level is not Level.SOFT or carded is None or carded.danger.level is not Level.SOFT:
            return danger
        only_heard = danger.is_only_heard and carded.danger.is_only_heard
        return danger if only_heard or danger.cues == carded.danger.cues else replace(danger, level=Level.HARD)

    def _of_the_kind_before(self, danger: Danger, text: str) -> Danger:
        """`danger`, of the kind that the words before it tell of where only the encoder heard it: its guess at the kind
        is often wrong, and a husband's blows told bit by bit need other numbers than a wish to die."""
        if ENCODER not in danger.cues:
            return danger
        kind = leaning(text, tuple(self._memory.lines)) or (self._endangered_by if self.careful else None)
        if kind not in BY_ANOTHER or kind is danger.kind:
            return danger
        return replace(danger, kind=kind)

    def _remember(self, text: str, said: str, kind: ReplyKind, danger: Danger) -> None:
        """What a replier may look back on: ordinary turns since the last danger."""
        if danger.level is not Level.NONE or self.careful:
            self._turns.clear()
        elif kind is not ReplyKind.COMMAND:
            self._turns.append(Turn(text, said))

    def _written(self, text: str, on_text: OnText | None) -> tuple[str, ReplyKind, str] | None:
        """What a replier says to an ordinary line, its kind and its source; None when comfort is to answer, which also
        says honestly that it reads Korean alone."""
        if self.careful or self._hurried.is_set() or not has_words(text) or is_in_another_language(text):
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

    def _again(self, last: Reply) -> Reply:
        """The last reply once more. It counts as a turn for the carefulness only where it says no danger line."""
        if last.kind is not ReplyKind.CRISIS:
            self._careful_turns = max(0, self._careful_turns - 1)
        return replace(last, source=last.source.removesuffix(OFFER))

    def _weigh(self, analysis: "EmotionAnalysis | None", kind: ReplyKind, danger: Danger) -> None:
        if danger.level is not Level.NONE or self.careful:
            self._heaviness.forget()
        elif kind is not ReplyKind.COMMAND and analysis is not None:
            self._heaviness.add(analysis.reading.scores)

    # When each was last shown: asked of the diary once, since it may have been before a restart.

    @cached_property
    def _soft_shown(self) -> datetime | None:
        return self._around.soft_shown()

    @cached_property
    def _hard_shown(self) -> datetime | None:
        return self._around.hard_shown()

    @cached_property
    def _offered(self) -> datetime | None:
        return self._around.offered()

    def _may_show_soft(self) -> bool:
        shown = self._soft_shown
        # A clock that once ran ahead must not keep the card away for ever.
        within = shown is not None and timedelta(0) <= self._clock() - shown < SOFT_AGAIN_AFTER
        return not self.careful and not within

    def _may_offer(self) -> bool:
        """Whether several heavy lines in a row were said on a day without a hard card and without an offer so far."""
        if self.careful or not self._heaviness.is_lasting:
            return False
        today = self._around.day_of(self._clock())
        return all(at is None or self._around.day_of(at) != today for at in (self._offered, self._hard_shown))

    def _ordinary(
        self, text: str, analysis: "EmotionAnalysis | None", asked: commands.Recognised | None, heavy: bool
    ) -> tuple[str, ReplyKind, str | None]:
        """What is said without a card. `heavy`: danger was heard, but its soft card came lately; nothing light then,
        only an open ear."""
        if asked is not None and not (self.careful and asked.command in commands.LIGHT):
            if asked.command in (commands.Command.RESET, commands.Command.CLOSE):
                self._begin_anew(asked.command)
            if self.careful and asked.command is commands.Command.CLOSE:
                return self._memory.choose(crisis.CLOSING), ReplyKind.COMMAND, None
            replies = command_replies.replies(asked, self._clock, self._rng, self._around)
            return self._memory.choose(replies), ReplyKind.COMMAND, None
        if self.careful:
            return self._memory.choose(self._careful(text, analysis)), ReplyKind.COMFORT, None
        carded = self._carded
        if (
            carded is not None
            and carded.turns < ANSWERED_WITHIN
            and not is_in_english(text)
            and not (carded.danger.is_only_heard and laughs(text))  # it was out of place
            and (said := answer_to_a_card(text, carded.danger.kind))
        ):
            return self._memory.choose(said), ReplyKind.COMFORT, None
        try:
            if heavy:
                low = crisis_english.STAYING if is_in_english(text) else self._comforter.heavy(self._memory)
                return self._memory.choose(low), ReplyKind.COMFORT, None
            comfort = self._comforter.comfort(text, analysis, self._memory)
        except ModelError:
            logger.exception("answering without the comfort texts")
            return self._memory.choose(_WITHOUT_TEXTS), ReplyKind.COMFORT, None
        return self._memory.choose(comfort.replies), ReplyKind.COMFORT, comfort.situation

    def _careful(self, text: str, analysis: "EmotionAnalysis | None") -> tuple[str, ...]:
        """What is said soon after a hard card. Where only the encoder called for it and is sure that there is no danger
        in what follows, and that is no answer to the card, an open ear: one alarm in a harmless talk must not make all
        the rest of it a talk about help lines."""
        if is_in_english(text):
            return crisis_english.STAYING
        answered = not has_words(text) or answer_to_a_card(text, self._endangered_by)
        if self._only_heard and not answered and hears_none(analysis):
            try:
                return self._comforter.heavy(self._memory)
            except ModelError:
                logger.exception("answering without the comfort texts")
        return staying(text, self._endangered_by)

    def _begin_anew(self, command: commands.Command) -> None:
        if command is commands.Command.RESET:
            self.forget()
        else:  # a goodbye ends the conversation; what was said before it still counts when danger is looked for
            self._turns.clear()
            self._heaviness.forget()

    @cached_property
    def _comforter(self) -> Comforter:
        return Comforter(load_texts(packed_file()))
