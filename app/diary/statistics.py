"""What entries, days, months and years add up to. Sums count marks, readings and corrections; they never hold words."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TypeVar

from app.diary.emotion import EMOTIONS, Emotion, EmotionScores, combine, weight
from app.diary.entry import Entry, Person, ReplyKind, Utterance

Mark = TypeVar("Mark", Emotion, Person)


@dataclass(frozen=True, slots=True)
class DaySummary:
    """A day's mix of emotions, mean self score and counts. `shares` is None when nothing has been read yet."""

    date: date
    shares: EmotionScores | None
    score: float | None
    count: int  # utterances
    entries: int
    felt: tuple[Emotion, ...]

    @property
    def emotion(self) -> Emotion | None:
        """The colour of the day: the first felt emotion if the user marked one, else the largest share."""
        return main_emotion(self.felt, self.shares)


@dataclass(frozen=True, slots=True)
class EntryOutline:
    """What one entry adds to sums. `parts` are the scores of its read utterances and how much each counts."""

    date: date
    parts: tuple[tuple[EmotionScores, float], ...] = ()
    count: int = 0  # utterances
    score: int | None = None
    felt: tuple[Emotion, ...] = ()
    people: tuple[Person, ...] = ()
    crisis: bool = False  # one of its replies is a crisis reply

    @property
    def emotions(self) -> tuple[Emotion, ...]:
        """What the entry stands for: all that the user marked as felt, else the largest of its mix."""
        if self.felt:
            return self.felt
        shares = combine(self.parts)
        return (shares.dominant,) if shares else ()


@dataclass(frozen=True, slots=True)
class MonthSummary:
    """A month's mean mix and mean self score; every day that has one counts once. `days` were written."""

    first: date
    shares: EmotionScores | None
    score: float | None
    days: int


@dataclass(frozen=True, slots=True)
class Average:
    """The mean self score of `count` entries."""

    score: float
    count: int


@dataclass(frozen=True, slots=True)
class PersonSummary:
    """The entries with one kind of company: how many, their mean self score, their mix (each entry counts once)."""

    person: Person
    entries: int
    score: float | None
    shares: EmotionScores | None


def main_emotion(felt: Sequence[Emotion], shares: EmotionScores | None) -> Emotion | None:
    """The one emotion that an entry or a day is shown under: the first one felt, else the largest of its mix.

    None when the user marked nothing and nothing has been read.
    """
    if felt:
        return felt[0]
    return shares.dominant if shares else None


def certain_scores(emotion: Emotion) -> EmotionScores:
    """All probability on one emotion: how a correction by the user counts."""
    return _CERTAIN[emotion]


_CERTAIN = {emotion: EmotionScores(tuple(1.0 if each is emotion else 0.0 for each in EMOTIONS)) for emotion in EMOTIONS}


def part(text: str, read: EmotionScores | None, felt: Emotion | None) -> tuple[EmotionScores, float] | None:
    """What one utterance adds to a mix, and how much it counts. A correction (`felt`) counts as certain.

    None when it was neither read nor corrected.
    """
    scores = certain_scores(felt) if felt is not None else read
    return None if scores is None else (scores, weight(text, scores))


def _parts(utterances: Iterable[Utterance]) -> tuple[tuple[EmotionScores, float], ...]:
    found = (part(each.text, each.reading.scores if each.reading else None, each.felt) for each in utterances)
    return tuple(each for each in found if each is not None)


def mix(utterances: Iterable[Utterance]) -> EmotionScores | None:
    """Utterances combined by length and certainty; a correction counts as certain."""
    return combine(_parts(utterances))


def outline(entry: Entry) -> EntryOutline:
    """What `entry` adds to sums."""
    return EntryOutline(
        date=entry.date,
        parts=_parts(entry.utterances),
        count=len(entry.utterances),
        score=entry.score,
        felt=entry.felt,
        people=entry.people,
        crisis=any(each.reply is not None and each.reply.kind is ReplyKind.CRISIS for each in entry.utterances),
    )


def summarise(day: date, entries: Sequence[Entry]) -> DaySummary:
    """The summary of one day from its entries (those in the trash do not count)."""
    return _day(day, [outline(entry) for entry in entries if entry.trashed_at is None])


def days_of(outlines: Sequence[EntryOutline]) -> list[DaySummary]:
    """The summary of each day that has an entry, in the order of `outlines` (which are sorted by date)."""
    return [_day(day, list(of_day)) for day, of_day in groupby(outlines, key=lambda each: each.date)]


def _day(day: date, outlines: Sequence[EntryOutline]) -> DaySummary:
    return DaySummary(
        date=day,
        shares=combine(pair for each in outlines for pair in each.parts),
        score=_mean([each.score for each in outlines]),
        count=sum(each.count for each in outlines),
        entries=len(outlines),
        felt=tuple(dict.fromkeys(emotion for each in outlines for emotion in each.felt)),
    )


# --- months and years ------------------------------------------------------------------------------------------------


def emotion_counts(days: Iterable[DaySummary]) -> tuple[tuple[Emotion, int], ...]:
    """How many days carry each emotion, most frequent first (ties in the order of `EMOTIONS`); none without a day."""
    counted = Counter(day.emotion for day in days)
    return tuple(sorted(((each, counted[each]) for each in EMOTIONS if counted[each]), key=lambda pair: -pair[1]))


def most_frequent(days: Iterable[DaySummary]) -> Emotion | None:
    """The emotion of the most days; None when two are equal, or no day has one."""
    counts = emotion_counts(days)
    if not counts or (len(counts) > 1 and counts[0][1] == counts[1][1]):
        return None
    return counts[0][0]


def months_of(year: int, days: Iterable[DaySummary]) -> tuple[MonthSummary, ...]:
    """The twelve months of `year`, from the summaries of its days."""
    by_month: dict[int, list[DaySummary]] = {month: [] for month in range(1, 13)}
    for day in days:
        if day.date.year == year:
            by_month[day.date.month].append(day)
    return tuple(
        MonthSummary(
            first=date(year, month, 1),
            shares=combine((day.shares, 1.0) for day in of_month if day.shares is not None),
            score=_mean([day.score for day in of_month]),
            days=len(of_month),
        )
        for month, of_month in by_month.items()
    )


# --- causes ----------------------------------------------------------------------------------------------------------


def without_crisis(outlines: Sequence[EntryOutline]) -> list[EntryOutline]:
    """Leave out every entry of a day that had a crisis reply: such a day explains nothing about people or scores."""
    hurt = {each.date for each in outlines if each.crisis}
    return [each for each in outlines if each.date not in hurt]


def score_by_emotion(outlines: Sequence[EntryOutline]) -> dict[Emotion, Average]:
    """The mean self score of the entries that stand for each emotion, in the order of `EMOTIONS`.

    Days with a crisis reply are left out.
    """
    return _averages(EMOTIONS, without_crisis(outlines), lambda each: each.emotions)


def by_person(outlines: Sequence[EntryOutline]) -> tuple[PersonSummary, ...]:
    """The entries with each kind of company that has any, in the order of `Person`.

    Days with a crisis reply are left out.
    """
    counted = without_crisis(outlines)
    averages = _averages(tuple(Person), counted, lambda each: each.people)
    found = []
    for person in Person:
        shared = [each for each in counted if person in each.people]
        mixes = (combine(each.parts) for each in shared)
        if shared:
            found.append(
                PersonSummary(
                    person=person,
                    entries=len(shared),
                    score=averages[person].score if person in averages else None,
                    shares=combine((shares, 1.0) for shares in mixes if shares is not None),
                )
            )
    return tuple(found)


def _averages(
    marks: Sequence[Mark], outlines: Iterable[EntryOutline], marks_of: Callable[[EntryOutline], Sequence[Mark]]
) -> dict[Mark, Average]:
    scores: dict[Mark, list[int]] = {mark: [] for mark in marks}
    for each in outlines:
        if each.score is not None:
            for mark in dict.fromkeys(marks_of(each)):
                scores[mark].append(each.score)
    return {mark: Average(sum(given) / len(given), len(given)) for mark, given in scores.items() if given}


def _mean(scores: Iterable[float | None]) -> float | None:
    given = [score for score in scores if score is not None]
    return sum(given) / len(given) if given else None
