"""What a chart shows, without Qt: one slot a day or a month, and where things lie in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.diary.calendar import month_days
from app.diary.emotion import Emotion, EmotionScores
from app.diary.statistics import DaySummary, MonthSummary

LOWEST_SCORE, HIGHEST_SCORE = 1, 5
# Where the lowest and the highest self score lie on the axis of shares (0 to 1), so that no point touches the edge.
SCORE_BOTTOM, SCORE_TOP = 0.07, 0.93
WORTH_SAYING = 0.005  # shares below it are rounded to 0 % and left out


@dataclass(frozen=True, slots=True)
class Slot:
    """One place on the chart's axis. Without shares and score it is a gap."""

    day: date  # the day, or the first day of the month
    shares: EmotionScores | None = None
    score: float | None = None
    count: int = 0  # entries of the day, written days of the month

    @property
    def is_gap(self) -> bool:
        """Whether nothing was written then."""
        return self.count == 0


def slots_of_month(day: date, summaries: Iterable[DaySummary]) -> tuple[Slot, ...]:
    """A slot for each day of the month of `day`; a day without an entry is a gap."""
    by_day = {summary.date: summary for summary in summaries}
    return tuple(
        Slot(each, found.shares, found.score, found.entries) if (found := by_day.get(each)) else Slot(each)
        for each in month_days(day)
    )


def slots_of_year(months: Iterable[MonthSummary]) -> tuple[Slot, ...]:
    """A slot for each month; a month without an entry is a gap."""
    return tuple(Slot(month.first, month.shares, month.score, month.days) for month in months)


def score_height(score: float) -> float:
    """Where a self score of 1 to 5 lies on the axis of shares."""
    share = (score - LOWEST_SCORE) / (HIGHEST_SCORE - LOWEST_SCORE)
    return SCORE_BOTTOM + share * (SCORE_TOP - SCORE_BOTTOM)


def largest_shares(shares: EmotionScores) -> tuple[tuple[Emotion, float], ...]:
    """The emotions worth saying, largest first."""
    return tuple((each, shares[each]) for each in shares.ranked if shares[each] >= WORTH_SAYING)
