"""What days add up to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.diary.emotion import EMOTIONS, Emotion, EmotionScores, combine, weight
from app.diary.entry import Entry, Utterance


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
        if self.felt:
            return self.felt[0]
        return self.shares.dominant if self.shares else None


def certain_scores(emotion: Emotion) -> EmotionScores:
    """All probability on one emotion: how a correction by the user counts."""
    return EmotionScores(tuple(1.0 if each is emotion else 0.0 for each in EMOTIONS))


def mix(utterances: Iterable[Utterance]) -> EmotionScores | None:
    """Utterances combined by length and certainty; a correction counts as certain."""
    pairs = []
    for utterance in utterances:
        if utterance.felt is not None:
            scores = certain_scores(utterance.felt)
        elif utterance.reading is not None:
            scores = utterance.reading.scores
        else:
            continue
        pairs.append((scores, weight(utterance.text, scores)))
    return combine(pairs)


def summarise(day: date, entries: Sequence[Entry]) -> DaySummary:
    """The summary of one day from its entries (those in the trash do not count)."""
    kept = [entry for entry in entries if entry.trashed_at is None]
    utterances = [utterance for entry in kept for utterance in entry.utterances]
    scores = [entry.score for entry in kept if entry.score is not None]
    felt = dict.fromkeys(emotion for entry in kept for emotion in entry.felt)
    return DaySummary(
        date=day,
        shares=mix(utterances),
        score=sum(scores) / len(scores) if scores else None,
        count=len(utterances),
        entries=len(kept),
        felt=tuple(felt),
    )
