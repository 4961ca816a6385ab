"""Commands, spoken or typed: the time, the date, read my diary, rain please, good night, forget this …

A command is the whole utterance or nothing: once calls, sighs and pleas are taken off (`command_wrapping.py`), its
shape (`command_shapes.py`) must match from the first letter to the last, so that a diary line that merely mentions the
time or the weather stays a diary line. Asked twice in one breath (다시 하자, 초기화해 줘) it counts, too; but a
good-bye said twice is for the safety rules to hear.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from app.diary.entry import Care, ReplyKind, Utterance
from app.models.companion.command_shapes import SHAPES
from app.models.companion.command_wrapping import halves, letters_of, unwrapped
from app.models.companion.keyboard import rescue


class Command(StrEnum):
    """What is asked for."""

    TIME = "time"
    DATE = "date"
    CLOSE = "close"
    WEATHER = "weather"
    STOCKS = "stocks"
    LOTTO = "lotto"
    RESET = "reset"
    DIARY = "diary"
    FEELINGS = "feelings"
    RECORD = "record"
    RECORD_STOP = "record-stop"
    REPEAT = "repeat"
    QUIET = "quiet"
    SOUND = "sound"
    SOUND_STOP = "sound-stop"
    BREATHE = "breathe"
    KEYBOARD = "keyboard"
    CANNOT = "cannot"


LIGHT = frozenset({Command.LOTTO, Command.SOUND, Command.FEELINGS})
"""Commands that are not carried out in the turns after a hard card; those are answered as every other line there.

Breathing is: it steadies, and the card itself offers it.
"""

_UNSPOKEN = frozenset({Command.RECORD, Command.QUIET, Command.SOUND, Command.BREATHE})

SOUNDS = ("rain", "waves", "brown", "pad")
"""The calm sounds, as `app.voice.calm_sounds` names them."""

# Which of the sounds a line names; the first that fits. None: whichever comes.
_SOUNDS = (
    ("rain", re.compile("비소리|빗소리|비오는|비내리는")),
    ("waves", re.compile("파도|바다|물소리")),
    ("brown", re.compile("노이즈|잡음|소음|바람소리")),
    ("pad", re.compile("음악|노래|멜로디|선율|화음|뮤직|노동요|자장가|클래식|피아노")),
)
_ALOUD = re.compile("읽어|들려|낭독|읽을")
_NEEDS_PERIOD = re.compile(
    r"이번|지난|저번|오늘|어제|그제|그저께|올해|작년|최근|요즘|요새|며칠|월|일|전|통계|그래프|요약|달력|분석"
)
_DAYS = {"그저께": -2, "그제": -2, "어제": -1, "내일": 1, "모레": 2, "글피": 3}
_LONGEST = 40  # letters: a longer utterance is a story
_ALONE = "alone"  # the kind of a shape from which nothing may have been taken off


@cache
def _compiled() -> tuple[tuple[Command, str, re.Pattern[str]], ...]:
    # Takes a quarter of a second: not while the window is being imported.
    named = ((name.partition(":"), shape) for name, shape in SHAPES)
    return tuple((Command(command), kind, re.compile(shape)) for (command, _, kind), shape in named)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A command found.

    `hangul` is what a KEYBOARD line was meant to be, `days` how far a DATE asked for is from today, `when` the days of
    a DIARY or FEELINGS (see `periods.py`; empty where none is named), `aloud` whether a DIARY is to be read, `sound`
    which of `SOUNDS` is asked for (empty: any), `limit` the kind of thing that cannot be done (`command_limits.py`).
    """

    command: Command
    hangul: str = ""
    days: int = 0
    when: str = ""
    aloud: bool = False
    sound: str = ""
    limit: str = ""

    @property
    def is_spoken(self) -> bool:
        """Whether its answer may be read aloud by itself: not where what was asked for is heard, or is silence."""
        return self.command not in _UNSPOKEN and not self.aloud


def recognise(text: str) -> Recognised | None:
    """The command that the whole of `text` is, or None."""
    hangul = rescue(text.strip())
    if hangul is not None:
        return Recognised(Command.KEYBOARD, hangul)
    if len(text) > 4 * _LONGEST:
        return None
    is_question = "?" in text[-6:]
    whole = list(unwrapped(text))
    for at, rest in enumerate(whole):
        found = _whole(letters_of(rest), is_question, alone=at == 0)
        if found is not None:
            return found
    return _said_twice(whole[0], is_question) if whole else None


def _whole(letters: str, is_question: bool, *, alone: bool = False) -> Recognised | None:
    """The command whose shape all of `letters` has."""
    if not letters or len(letters) > _LONGEST:
        return None
    for command, kind, shape in _compiled():
        found = shape.fullmatch(letters) if alone or kind != _ALONE else None
        if found is None or (command is Command.FEELINGS and not _NEEDS_PERIOD.search(letters)):
            continue
        groups = found.groupdict()
        if is_question or not groups.get("question"):
            return _details(command, letters, groups.get("when") or "", kind)
    return None


def _said_twice(text: str, is_question: bool) -> Recognised | None:
    """The command that `text` is where it says one twice, in other words: 못 들었어, 다시 말해 줘."""
    if len(letters_of(text)) > _LONGEST:
        return None
    for first, second in halves(text):
        last = next((found for rest in unwrapped(second) if (found := _whole(letters_of(rest), is_question))), None)
        if last is None:
            continue
        before = next((found for rest in unwrapped(first) if (found := _whole(letters_of(rest), is_question))), None)
        if before is not None and before.command is last.command is not Command.CLOSE:
            return max(before, last, key=lambda each: bool(each.when) + bool(each.sound) + each.aloud)
    return None


def warm() -> None:
    """Compile the shapes now, not at the first line."""
    _compiled()


def asked(utterance: Utterance) -> Recognised | None:
    """The command in `utterance` that its reply agreed to; None where the reply is another kind of answer.

    A REPEAT is answered by an earlier reply of any kind; one to danger does not count.
    """
    reply, recognised = utterance.reply, recognise(utterance.text)
    if reply is None or recognised is None:
        return None
    is_repeated = recognised.command is Command.REPEAT and reply.care is Care.NONE
    return recognised if is_repeated or reply.kind is ReplyKind.COMMAND else None


def _details(command: Command, letters: str, when: str, kind: str) -> Recognised:
    if command is Command.DATE:
        return Recognised(command, days=next((days for word, days in _DAYS.items() if word in letters), 0))
    if command is Command.DIARY:
        return Recognised(command, when=when, aloud=_ALOUD.search(letters) is not None)
    if command is Command.FEELINGS:
        return Recognised(command, when=when)
    if command is Command.SOUND:
        return Recognised(command, sound=next((name for name, words in _SOUNDS if words.search(letters)), ""))
    return Recognised(command, limit=kind if command is Command.CANNOT else "")
