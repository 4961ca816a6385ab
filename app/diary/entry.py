"""Utterances, their replies, and the entries they make."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from app.diary.emotion import Emotion, EmotionScores

TITLE_LENGTH = 40
OFFER = " +offer"  # the end of `Reply.source` where a breath, a sound or a walk was offered after heavy words


class Source(StrEnum):
    """How an utterance came in."""

    VOICE = "voice"
    TYPED = "typed"


class ReplyKind(StrEnum):
    """Which path answered. `CRISIS` is the hard card; the soft card is `COMFORT` with `Care.SOFT`."""

    CRISIS = "crisis"
    COMMAND = "command"
    COMFORT = "comfort"
    GENERATED = "generated"


class Care(StrEnum):
    """How careful the window must be with a reply."""

    NONE = "none"
    SOFT = "soft"
    HARD = "hard"


class Person(StrEnum):
    """Who the day was spent with."""

    FAMILY = "가족"
    FRIEND = "친구"
    PARTNER = "연인"
    ACQUAINTANCE = "지인"
    ALONE = "혼자"


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised word: seconds from the start of its utterance, confidence from 0 to 1."""

    text: str
    start: float
    end: float
    confidence: float


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """One sentence and the emotions it carries."""

    text: str
    scores: EmotionScores


@dataclass(frozen=True, slots=True)
class EmotionReading:
    """What a model says a text carries: a guess, kept with its probabilities and the model's name and version."""

    scores: EmotionScores
    certain: bool
    sentences: tuple[SentenceReading, ...]
    model: str


@dataclass(frozen=True, slots=True)
class Reply:
    """The rabbit doctor's answer. `source` names what made it and its version."""

    text: str
    kind: ReplyKind
    care: Care
    source: str

    @property
    def offers_care(self) -> bool:
        """Whether it ends by offering a breath, a sound or a walk."""
        return self.source.endswith(OFFER)


@dataclass(frozen=True, slots=True)
class Utterance:
    """What was said or typed in one go."""

    id: str
    entry_id: str
    position: int
    text: str
    source: Source
    started_at: datetime
    duration: float | None = None  # seconds, None when typed
    has_audio: bool = False
    words: tuple[Word, ...] = ()
    recovered: bool = False  # found again after a crash
    reading: EmotionReading | None = None  # the model's
    felt: Emotion | None = None  # the user's correction, which always wins
    reply: Reply | None = None

    @property
    def emotion(self) -> Emotion | None:
        """The user's correction, else the model's largest, else None (not yet read, or nothing to read)."""
        if self.felt is not None:
            return self.felt
        return self.reading.scores.dominant if self.reading else None


@dataclass(frozen=True, slots=True)
class Edit:
    """What the words of an utterance were until `replaced_at`."""

    id: str
    text: str
    replaced_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One diary entry. It keeps the local date it began on."""

    id: str
    date: date
    started_at: datetime
    utterances: tuple[Utterance, ...] = ()
    score: int | None = None  # the user's own, 1 to 5
    felt: tuple[Emotion, ...] = ()
    people: tuple[Person, ...] = ()
    tags: tuple[str, ...] = ()
    is_open: bool = True
    trashed_at: datetime | None = field(default=None)

    @property
    def title(self) -> str:
        """The beginning of the first words."""
        for utterance in self.utterances:
            line = " ".join(utterance.text.split())
            if line:
                return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1].rstrip() + "…"
        return ""

    @property
    def is_grave(self) -> bool:
        """Whether something in it was answered as a crisis: kept out of memories and of sums of causes."""
        return any(each.reply is not None and each.reply.kind is ReplyKind.CRISIS for each in self.utterances)

    def with_utterance(self, utterance: Utterance) -> "Entry":
        """This entry with `utterance` in the place of the one of that id, or at its end."""
        known = {each.id: each for each in self.utterances} | {utterance.id: utterance}
        return replace(self, utterances=tuple(sorted(known.values(), key=lambda each: each.position)))
