"""How long the trash keeps what is in it."""

from datetime import datetime, timedelta

TRASH_DAYS = 30


def days_left(trashed_at: datetime, now: datetime) -> int:
    """How many days what was thrown away at `trashed_at` can still be restored, a begun one included; 0 when over."""
    left = trashed_at + timedelta(days=TRASH_DAYS) - now
    return max(0, -(-left // timedelta(days=1)))


def oldest_kept(now: datetime) -> datetime:
    """What was thrown away at this moment or before it is over."""
    return now - timedelta(days=TRASH_DAYS)
