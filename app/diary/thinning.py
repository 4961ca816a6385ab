"""When a backup is due, and which older ones may go."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from typing import Final

RECENT: Final = timedelta(hours=1)  # so old a backup will do before something that cannot be taken back
ALL_OF_THE_LAST: Final = timedelta(days=2)

# How many are kept beyond that: of each period the newest, walking back from today. Two days and twelve are two weeks,
# ten weeks more are three months, nine months more are a year.
DAILY: Final = 12
WEEKLY: Final = 10
MONTHLY: Final = 9

_Period = Callable[[datetime], tuple[int, ...]]


def due(last: datetime | None, changed: datetime | None, now: datetime) -> bool:
    """Whether the automatic backup is to be made: once a local day, when something changed since the last one.

    `last` is when the newest good backup was made, `changed` when the diary was last written, None for never. The times
    carry their offsets. A last one from the future (the clock was wrong) stops nothing.
    """
    if changed is None:
        return False
    if last is None or last > now:
        return True
    return changed > last and now.astimezone().date() > last.astimezone().date()


def due_before(last: datetime | None, changed: datetime | None, now: datetime) -> bool:
    """Whether a backup is to be made before something that cannot be taken back. The arguments are those of `due`.

    It is where something changed since the last one, and that is older than an hour.
    """
    if changed is None:
        return False
    if last is None or last > now:
        return True
    return changed > last and now - last > RECENT


def superfluous(made: Iterable[datetime], now: datetime, keep: Collection[datetime] = ()) -> list[datetime]:
    """Which of the backups `made` at these moments are to be removed, oldest first.

    All of the last two days stay, then the newest of each of 12 days, 10 weeks and 9 months that have one; each rule
    begins where the one before it ends. The periods are those of the moments' own offset. Those in `keep`,
    those from the future and the newest are never named. Applied to what it left it names nothing more.
    """
    moments = sorted(set(made), reverse=True)
    kept = {each for each in moments if now - each < ALL_OF_THE_LAST}
    rules: tuple[tuple[_Period, int], ...] = ((_day, DAILY), (_week, WEEKLY), (_month, MONTHLY))
    for period, count in rules:
        kept |= _newest_of_each(period, count, moments, min(kept, default=now))
    return [each for each in reversed(moments) if each not in kept and each not in keep]


def _newest_of_each(period: _Period, count: int, moments: list[datetime], before: datetime) -> set[datetime]:
    """The newest of each of the last `count` periods whose newest is older than `before`.

    `moments` are in descending order. The newest of a period that reaches beyond `before` is kept by another rule.
    """
    newest: dict[tuple[int, ...], datetime] = {}
    for moment in moments:
        newest.setdefault(period(moment), moment)
    return set([each for each in newest.values() if each < before][:count])


def _day(moment: datetime) -> tuple[int, ...]:
    return moment.year, moment.month, moment.day


def _week(moment: datetime) -> tuple[int, ...]:
    return moment.isocalendar()[:2]


def _month(moment: datetime) -> tuple[int, ...]:
    return moment.year, moment.month
