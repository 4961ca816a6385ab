"""What the companion can reach where it is: the open diary, the window. Without them it only talks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.diary.entry import Entry


def _no_diary(_first: date, _last: date) -> Sequence[Entry] | None:
    """There is none."""
    return None


def _never() -> datetime | None:
    """Nothing of the kind was ever said."""
    return None


def _no() -> bool:
    """No."""
    return False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Given by the session. None of the callables raises.

    `entries` gives those from one day to another, both included (None: no diary can be read); `day_of` the day that a
    diary counts a moment to. `has_window` tells whether somebody carries out what a command asks for, `may_record`
    whether the user agreed to being recorded. The rest tell when (with offset) the last soft card, the last hard card
    and the last offer (`Reply.offers_care`) were given.
    """

    entries: Callable[[date, date], Sequence[Entry] | None] = _no_diary
    day_of: Callable[[datetime], date] = datetime.date
    has_window: Callable[[], bool] = _no
    may_record: Callable[[], bool] = _no
    soft_shown: Callable[[], datetime | None] = _never
    hard_shown: Callable[[], datetime | None] = _never
    offered: Callable[[], datetime | None] = _never


NOWHERE = Surroundings()
