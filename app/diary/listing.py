"""An entry as a list shows it, and which entries a list shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from app.diary.emotion import Emotion
from app.diary.entry import Person

OPENING_LENGTH = 200  # code points: more than two lines of a list at its widest


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """An entry without what only its own page needs."""

    id: str
    date: date
    started_at: datetime
    opening: str  # the beginning of its words, in one line
    utterances: int
    emotion: Emotion | None  # the first one felt, else the largest of its mix, None when nothing has been read yet
    score: int | None
    felt: tuple[Emotion, ...]
    people: tuple[Person, ...]
    tags: tuple[str, ...]
    has_audio: bool
    trashed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SimilarEntry:
    """An entry that is near to another one in meaning: `similarity` is the cosine of their embeddings, -1 to 1."""

    entry: ListedEntry
    similarity: float


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which entries are meant: those for which every field that is set holds.

    Of several emotions, people or scores one is enough. `tag` is any part of a tag, whatever its case.
    """

    emotions: frozenset[Emotion] = frozenset()
    people: frozenset[Person] = frozenset()
    scores: frozenset[int] = frozenset()
    has_audio: bool = False
    tag: str | None = None  # "" for any tag
    day: date | None = None
    first: date | None = None  # this one and later
    last: date | None = None  # this one and earlier
    in_trash: bool = False

    @property
    def choices(self) -> int:
        """How many emotions, people, scores, bounds of time and other marks are chosen."""
        bounds = (self.first is not None) + (self.last is not None)
        return len(self.emotions) + len(self.people) + len(self.scores) + self.has_audio + bounds


EVERY_ENTRY = EntryFilter()


def opening(texts: Iterable[str]) -> str:
    """The first `OPENING_LENGTH` code points of an entry's texts in one line, with … where they go on."""
    words: list[str] = []
    length = -1
    for text in texts:
        for word in text.split():
            words.append(word)
            length += 1 + len(word)
            if length > OPENING_LENGTH:
                return " ".join(words)[: OPENING_LENGTH - 1].rstrip() + "…"
    return " ".join(words)
