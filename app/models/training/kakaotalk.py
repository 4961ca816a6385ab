"""KakaoTalk's exports: what two people wrote, as dialogues.

    PC       --------------- 2022년 3월 1일 화요일 ---------------
             [이름] [오후 3:05] 말
    Android  2022년 3월 1일 오후 3:05, 이름 : 말
    iPhone   2022. 3. 1. 오후 3:05, 이름 : 말
    Mac      a csv with Date, User and Message

A line that begins with none of these goes on with the message before it. An hour of silence begins another dialogue;
so does another day.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app.models.training.tables import read_lines

PAUSE = timedelta(hours=1)
_HALF = r"(?P<half>오전|오후|AM|PM)"
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})"
_PC = re.compile(
    rf"\[(?P<who>.{{1,60}}?)\] \[(?:{_HALF} )?{_CLOCK}(?: (?P<after>AM|PM))?\] (?P<said>.*)", re.IGNORECASE
)
_MOBILE = re.compile(
    r"(?P<year>\d{4})(?:년|\.) ?(?P<month>\d{1,2})(?:월|\.) ?(?P<day>\d{1,2})(?:일|\.) "
    rf"(?:{_HALF} )?{_CLOCK}(?:, (?P<who>.{{1,60}}?) : (?P<said>.*)|[:,]? ?(?P<notice>.*))",
    re.IGNORECASE,
)
_DAY = re.compile(r"-*\s*(?P<year>\d{4})년 (?P<month>\d{1,2})월 (?P<day>\d{1,2})일 [월화수목금토일]요일\s*-*")
_HEAD = re.compile(r".{0,80}카카오톡 대화|저장한 날짜 ?:.*|Talk_.*|.{0,80}KakaoTalk Chats.*|Date Saved ?:.*")


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `line` is where it begins."""

    line: int
    when: datetime
    who: str
    said: str


def is_export(path: Path) -> bool:
    """Whether one of the first lines looks like a KakaoTalk export. Raises DataUnreadable."""
    for number, line in read_lines(path):
        if number > 40:
            break
        if _PC.fullmatch(line) or _MOBILE.fullmatch(line) or re.match(r"저장한 날짜", line):
            return True
    return False


def messages(path: Path) -> Iterator[Message | int]:
    """The messages of a txt export in order; a number is a line that belongs to nothing. Raises DataUnreadable."""
    day: tuple[int, int, int] | None = None
    last: Message | None = None
    for number, line in read_lines(path):
        line = line.strip("\ufeff\u200e ")
        opened = _DAY.fullmatch(line)
        if opened:
            day = int(opened["year"]), int(opened["month"]), int(opened["day"])
            if last is not None:
                yield last
            last = None
            continue
        found = _PC.fullmatch(line) or _MOBILE.fullmatch(line)
        if found:
            if last is not None:
                yield last
            last = _message(number, found, day)
            if last is None and found["who"] is not None:  # not a notice of the messenger, nor the time alone
                yield number
        elif last is not None:
            last = Message(last.line, last.when, last.who, f"{last.said}\n{line}")
        elif line and not _HEAD.fullmatch(line):
            yield number
    if last is not None:
        yield last


def _message(line: int, found: re.Match[str], day: tuple[int, int, int] | None) -> Message | None:
    """The message, or None for a notice of the messenger, a moment that does not exist, or one before any day."""
    parts = found.groupdict()
    if parts.get("who") is None:
        return None
    if parts.get("year"):
        day = int(parts["year"]), int(parts["month"]), int(parts["day"])
    if day is None:
        return None
    hour = int(parts["hour"])
    half = (parts["half"] or parts.get("after") or "").upper()
    if half:
        hour = hour % 12 + (12 if half in ("오후", "PM") else 0)
    try:
        return Message(line, datetime(*day, hour, int(parts["minute"])), parts["who"].strip(), parts["said"])
    except ValueError:
        return None


def sessions(found: Iterable[Message]) -> Iterator[list[Message]]:
    """The messages in stretches without an hour of silence."""
    stretch: list[Message] = []
    for message in found:
        if stretch and not timedelta(0) <= message.when - stretch[-1].when < PAUSE:
            yield stretch
            stretch = []
        stretch.append(message)
    if stretch:
        yield stretch
