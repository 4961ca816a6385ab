"""Where in the window one can go. A page asks for a place; the main window takes the user there."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Today:
    """The page to speak and write on."""


@dataclass(frozen=True, slots=True)
class CalendarAt:
    """The calendar with its charts, at the month (or the year) of `day`; None is where it was."""

    day: date | None = None
    year: bool = False


@dataclass(frozen=True, slots=True)
class DayAt:
    """The entries of one day: its only entry, or the list of that day."""

    day: date


@dataclass(frozen=True, slots=True)
class EntryAt:
    """One entry, scrolled to an utterance if one is named."""

    entry_id: str
    utterance_id: str | None = None


@dataclass(frozen=True, slots=True)
class Entries:
    """All entries, with a search in the field if one is given, or the trash."""

    query: str = ""
    trash: bool = False


@dataclass(frozen=True, slots=True)
class SettingsAt:
    """The settings, at a group of them."""

    group: str = ""


Place = Today | CalendarAt | DayAt | EntryAt | Entries | SettingsAt
