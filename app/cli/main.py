"""The command line: parsing, and one place where every failure becomes an exit status.

Exit 0, 2 for misuse, 1 for a failure (with its `error` object on stdout under `--json`).
"""

import argparse
import logging
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from pathlib import Path

from app import __version__
from app.cli.backup_grammar import add_backups
from app.cli.models_grammar import add_models
from app.cli.output import Answer, tell
from app.cli.train_commands import add_train
from app.config import Settings, default_diary_folder
from app.diary.calendar import month_of, year_of
from app.diary.emotion import Emotion
from app.diary.entry import Person
from app.errors import TodakError, UnexpectedError

logger = logging.getLogger(__name__)


def _date(text: str) -> date:
    return date.fromisoformat(text)


def _month(text: str) -> tuple[date, date]:
    return month_of(text)


def _year(text: str) -> tuple[date, date]:
    return year_of(text)


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= 24 * 3600:
        raise ValueError("more than 0 seconds, at most a day")
    return seconds


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise ValueError("at least 1")
    return count


def _one_of(words: type[StrEnum]) -> str:
    return ", ".join(word.value for word in words)


# argparse puts these names into "invalid … value"
_date.__name__, _month.__name__, _year.__name__, _seconds.__name__ = "YYYY-MM-DD", "YYYY-MM", "YYYY", "SECONDS"
_count.__name__ = "number"


def _add_search(search: argparse.ArgumentParser) -> None:
    search.add_argument("query", metavar="QUERY", help="what to find, or - for stdin")
    search.add_argument("--from", dest="first", type=_date, metavar="YYYY-MM-DD", help="on this day or later")
    search.add_argument("--to", dest="last", type=_date, metavar="YYYY-MM-DD", help="on this day or earlier")
    search.add_argument("--tag", metavar="TAG", help="with a tag that has this in it")
    search.add_argument("--person", action="append", type=Person, metavar="WHO", help=f"with {_one_of(Person)}")
    search.add_argument("--emotion", action="append", type=Emotion, metavar="EMOTION", help=f"of {_one_of(Emotion)}")
    search.add_argument("--score", action="append", type=int, choices=range(1, 6), help="with this score")
    search.add_argument("--with-audio", action="store_true", help="with a recording")
    search.add_argument("--limit", type=_count, metavar="N", help="the newest N only; the count is of all")


def _add_check(check: argparse.ArgumentParser) -> None:
    check.add_argument(
        "--accept-loss", action="store_true", help="first go on without the words that a damaged diary.db-wal lost"
    )
    check.add_argument(
        "--rebuild", action="store_true", help="first make anew what searching and the calendar go by, out of the words"
    )


def build_parser() -> argparse.ArgumentParser:
    """The whole grammar. Global options are accepted before and after the command."""
    everywhere = argparse.ArgumentParser(add_help=False)
    everywhere.add_argument("--data-dir", type=Path, metavar="DIR", help="the diary folder", default=argparse.SUPPRESS)
    everywhere.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="read the passphrase there", default=argparse.SUPPRESS
    )
    everywhere.add_argument("--json", action="store_true", help="for machines", default=argparse.SUPPRESS)

    parser = argparse.ArgumentParser(
        prog="todak", parents=[everywhere], description="토닥: a private, offline voice diary."
    )
    parser.add_argument("--version", action="version", version=f"todak {__version__}")
    # For packaging's smoke test: close the window again so many seconds after its first paint.
    parser.add_argument("--close-after", type=_seconds, default=None, help=argparse.SUPPRESS)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    def command(name: str, summary: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, parents=[everywhere], help=summary, description=summary)

    init = command("init", "make a new diary")
    init.add_argument("--recovery-file", type=Path, metavar="FILE", help="write the recovery key there (0600)")

    recovery = command("recovery-key", "show the recovery key again")
    recovery.add_argument("--recovery-file", type=Path, metavar="FILE", help="write the recovery key there (0600)")

    hear = command("hear", "store, understand and answer what is said or typed")
    source = hear.add_mutually_exclusive_group(required=True)
    source.add_argument("--audio", type=Path, metavar="FILE", help="a sound file of any rate")
    source.add_argument("--text", metavar="TEXT", help="a text, or - for stdin (an argument shows in the process list)")
    source.add_argument("--mic", type=_seconds, metavar="SECONDS", help="the microphone, for so long")
    hear.add_argument("--date", type=_date, metavar="YYYY-MM-DD", help="the day it belongs to")
    hear.add_argument("--new-entry", action="store_true", help="begin a new entry")
    sound = hear.add_mutually_exclusive_group()
    sound.add_argument("--speak", action="store_true", help="read the reply aloud")
    sound.add_argument("--speech-to", type=Path, metavar="FILE.wav", help="write the spoken reply to a file")

    analyze = command("analyze", "the emotions of each input line (JSON Lines, nothing stored)")
    analyze.add_argument("--text", metavar="TEXT", help="instead of stdin")

    reply = command("reply", "the reply to each input line (JSON Lines, nothing stored)")
    reply.add_argument("--text", metavar="TEXT", help="instead of stdin")
    reply.add_argument("--conversation", action="store_true", help="the lines are one conversation")
    reply.add_argument("--seed", type=int, metavar="N", help="make the choices repeatable")

    transcribe = command("transcribe", "the words in sound files (JSON Lines, nothing stored)")
    transcribe.add_argument("files", nargs="+", type=Path, metavar="FILE")

    command("list", "the entries")
    show = command("show", "one entry, or those of one day")
    show.add_argument("which", metavar="ID|DATE")
    search = command("search", "find words")
    _add_search(search)
    similar = command("similar", "entries that are near in meaning to one entry, or to those of one day")
    similar.add_argument("which", metavar="ID|DATE")
    similar.add_argument("--limit", type=_count, default=10, metavar="N", help="at most so many (10)")
    stats = command("stats", "the feelings of a month or a year")
    period = stats.add_mutually_exclusive_group(required=True)
    period.add_argument("--month", type=_month, metavar="YYYY-MM")
    period.add_argument("--year", type=_year, metavar="YYYY")
    _add_check(command("check", "look for damage; changes nothing unless told to"))
    add_backups(command)
    command("demo", "the window on an invented year; touches no real diary")
    command("doctor", "devices, engines, models, and what is missing")
    add_models(command("models", "the models you have: list, inspect, test, choose, remove, convert"), everywhere)
    add_train(command("train", "train one of the seeds' models on your own data"), everywhere)
    return parser


def _command(name: str) -> Callable[[argparse.Namespace, Settings, Answer], int]:
    """What runs the command; only its own modules are imported."""
    if name in ("analyze", "reply", "transcribe"):
        from app.cli.language_commands import run as language_command

        return language_command
    if name == "doctor":
        from app.cli.doctor import run as examine

        return examine
    if name == "models":
        from app.cli.models_commands import run as models_command

        return models_command
    if name == "train":
        from app.cli.train_commands import run as train_command

        return train_command
    if name in ("backup", "restore", "compact", "export", "import"):
        from app.cli.backup_commands import run as backup_command

        return backup_command
    from app.cli.diary_commands import run as diary_command

    return diary_command


def run(arguments: argparse.Namespace, answer: Answer) -> int:
    """Run the parsed command; returns the exit status. Known failures are explained, bugs are logged."""
    arguments.json = getattr(arguments, "json", False)
    arguments.data_dir = getattr(arguments, "data_dir", None) or default_diary_folder()
    arguments.passphrase_file = getattr(arguments, "passphrase_file", None)
    settings = Settings()
    try:
        return _command(arguments.command)(arguments, settings, answer)
    except TodakError as error:
        logger.exception("%s could not be done", arguments.command)
        failure = error
    except BrokenPipeError:
        return 1  # the reader of stdout went away: there is nobody to tell
    except Exception as error:
        logger.exception("%s failed", arguments.command)
        failure = UnexpectedError(kind=type(error).__name__)
    explained = failure.explained(settings.language)
    if arguments.json:
        answer.json({"error": explained})
    else:
        tell(explained)
    return 1
