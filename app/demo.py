"""A year of diary that nobody lived, to show the window with: `todak demo`.

`resources/demo/year.json` holds it, written by `packaging/make_demo.py` out of `corpus/demo/*.toml`: texts by hand,
readings and replies by the real engines. Days are month and day without a year, so that the year always ends today.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from app.config import resources
from app.diary.emotion import Emotion, EmotionScores
from app.diary.entry import (
    Care,
    EmotionReading,
    Entry,
    Person,
    Reply,
    ReplyKind,
    SentenceReading,
    Source,
    Utterance,
)
from app.errors import StorageError
from app.storage.ids import new_id
from app.storage.repository import Diary

FORMAT = 1
DAY_START = time(4)  # a clock before it, in the file, is of the night after the day
_JUST_NOW = timedelta(minutes=2)  # from the end of today's last words to the present


def build_demo(folder: Path, today: date, now: datetime | None = None) -> Diary:
    """Make a diary in `folder`, which must hold none, and fill it with the year that ends on `today`; returns it open.

    Today's words end two minutes before `now` (with offset; default: the present). The passphrase is random and known
    to nobody: once closed, nobody reads the diary again. Takes under 2 s. Raises as `Diary.create`, and StorageError
    when the bundled year is missing or unreadable.
    """
    whole = demo_entries(today, now or datetime.now().astimezone())
    diary, _ = Diary.create(folder, secrets.token_urlsafe())
    try:
        diary.add_entries(whole)
    except BaseException:
        diary.close()
        raise
    return diary


def demo_entries(today: date, now: datetime) -> list[Entry]:
    """The entries of the year that ends on `today`, oldest first. Raises StorageError as `build_demo`."""
    file = resources() / "demo" / "year.json"
    try:
        year = json.loads(file.read_bytes())
        if year["format"] != FORMAT:
            raise ValueError("another format")
        past = [_entry(year, written, _moment(written, today)) for written in year["entries"]]
        return [*sorted(past, key=lambda entry: (entry.date, entry.started_at)), _todays_entry(year, today, now)]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StorageError(reason=f"the demo year cannot be read ({type(error).__name__})") from error


def lay(month: int, day: int, today: date) -> date:
    """The last such day before `today`: in this year or the one before. ValueError for 29 February."""
    if (month, day) == (2, 29):
        raise ValueError("a demo day exists in every year")
    this_year = date(today.year, month, day)
    return this_year if this_year < today else date(today.year - 1, month, day)


def _moment(written: Mapping[str, Any], today: date) -> tuple[date, datetime]:
    month, _, day = written["day"].partition("-")
    laid = lay(int(month), int(day), today)
    clock = time.fromisoformat(written["at"])
    night = timedelta(days=1 if clock < DAY_START else 0)
    return laid, datetime.combine(laid + night, clock).astimezone()


def _todays_entry(year: Mapping[str, Any], today: date, now: datetime) -> Entry:
    written = year["today"]
    length = timedelta(seconds=written["utterances"][-1]["ends"])
    return _entry(year, written, (today, now - _JUST_NOW - length))


def _entry(year: Mapping[str, Any], written: Mapping[str, Any], laid: tuple[date, datetime]) -> Entry:
    day, started_at = laid
    entry = Entry(
        id=new_id(),
        date=day,
        started_at=started_at,
        score=written.get("score"),
        felt=tuple(Emotion(each) for each in written.get("felt", ())),
        people=tuple(Person(each) for each in written.get("people", ())),
        tags=tuple(written.get("tags", ())),
    )
    spoken = [_utterance(year, each, entry, position) for position, each in enumerate(written["utterances"])]
    return replace(entry, utterances=tuple(spoken))


def _utterance(year: Mapping[str, Any], written: Mapping[str, Any], entry: Entry, position: int) -> Utterance:
    scores, certain, sentences = written["reading"]
    text, kind, care = written["reply"]
    return Utterance(
        id=new_id(),
        entry_id=entry.id,
        position=position,
        text=written["text"],
        source=Source(written["source"]),
        started_at=entry.started_at + timedelta(seconds=written["begins"]),
        duration=written["ends"] - written["begins"] if written["source"] == Source.VOICE else None,
        reading=EmotionReading(
            scores=_scores(year, scores),
            certain=certain,
            sentences=tuple(SentenceReading(sentence, _scores(year, each)) for sentence, each in sentences),
            model=year["model"],
        ),
        felt=Emotion(written["felt"]) if "felt" in written else None,
        reply=Reply(text, ReplyKind(kind), Care(care), year["companion"]),
    )


def _scores(year: Mapping[str, Any], values: Sequence[float]) -> EmotionScores:
    return EmotionScores.of(dict(zip(year["emotions"], values, strict=True)))
