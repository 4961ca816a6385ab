"""`train`: the seeds' models from the data the user has, on this machine.

Progress goes to stderr, the summary to stdout. Ctrl-C stores what was done and stops; the same command with `--resume`
goes on from there.
"""

import argparse
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from app.cli.output import Answer
from app.config import Settings, models_folder
from app.errors import DiskFull, ModelBroken, ModelMissing, TrainingError, storage_trouble

if TYPE_CHECKING:
    from app.models.training.fine_tune import Trained

R = TypeVar("R")
STDERR = 2
_STOPS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


def add_train(train: argparse.ArgumentParser, everywhere: argparse.ArgumentParser) -> None:
    """The grammar of `train` and what it trains."""
    kinds = train.add_subparsers(dest="what", metavar="MODEL", required=True)

    def kind(name: str, summary: str) -> argparse.ArgumentParser:
        return kinds.add_parser(name, parents=[everywhere], help=summary, description=summary)

    emotion = kind("emotion", "which of the six feelings a sentence carries")
    emotion.add_argument("--preset", choices=["seed"], default="seed", help="KoBERT as the seeds train it")
    emotion.add_argument(
        "--data", type=Path, nargs="+", required=True, metavar="FILE", help="csv, xlsx, json, tsv, txt"
    )
    emotion.add_argument(
        "--label-order", type=_names, default=(), metavar="A,B,…", help="where labels are numbers: their names from 0"
    )
    _add_classifier_options(emotion, "my-emotion")

    companion = kind("companion", "answers to what is said (they pass the gate before anyone sees them)")
    companion.add_argument(
        "--preset", choices=["seed-a", "seed-c"], default="seed-a", help="KoGPT2 on single turns, or on whole dialogues"
    )
    companion.add_argument("--data", type=Path, nargs="+", required=True, metavar="FILE", help="csv, xlsx, json, txt")
    companion.add_argument(
        "--mode",
        choices=["all", "last-reply", "replies", "shift"],
        action="append",
        dest="modes",
        help="seed-c: what of a dialogue is learnt; given more than once, each is tried and the best is kept",
    )
    companion.add_argument("--rules", type=_rules, metavar="A,B,…", help="cleaning rules in place of the preset's")
    add_training_options(companion, "my-companion")
    companion.add_argument("--share", type=_share, metavar="SHARE", help="of the dialogues, for dev")
    companion.set_defaults(misuse=companion.error)

    wellness = kind("wellness", "which wellness category a sentence belongs to, and its answers")
    wellness.add_argument("--preset", choices=["seed-d"], default="seed-d", help="KoBERT over the wellness scripts")
    wellness.add_argument("--data", type=Path, metavar="FILE", help="AI Hub's table (xlsx, csv)")
    wellness.add_argument("--questions", type=Path, metavar="FILE", help="or seed D's text files: category, question")
    wellness.add_argument("--answers", type=Path, metavar="FILE", help="category, answer")
    wellness.add_argument("--categories", type=Path, metavar="FILE", help="the list of categories, to check against")
    _add_classifier_options(wellness, "my-wellness")
    wellness.set_defaults(misuse=wellness.error)


def run(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    """Train; returns the exit status. Raises TodakError, TrainingStopped (all is stored) among them."""
    del settings
    try:
        if arguments.what == "wellness":
            return _wellness(arguments, answer)
        if arguments.what == "companion":
            return _companion(arguments, answer)
        return _emotion(arguments, answer)
    except (ModelMissing, ModelBroken) as error:
        from app.models.library import unusable

        raise unusable(arguments.base.name, error) from error  # reinstalling Todak would not help
    except OSError as error:
        trouble = storage_trouble(error)
        raise trouble if isinstance(trouble, DiskFull) else TrainingError(reason=str(error)) from error


def add_training_options(parser: argparse.ArgumentParser, name: str) -> None:
    """What every training takes. `name`: the checkpoint's, where the user gives none."""
    parser.add_argument(
        "--base", type=Path, required=True, metavar="FOLDER|ID", help="the weights to start from, or a model you have"
    )
    parser.add_argument(
        "--out", type=Path, metavar="FOLDER", help="the checkpoint to make (default: NAME where Todak keeps models)"
    )
    parser.add_argument("--name", type=_name, default=name, help=f"what it is called (default {name})")
    parser.add_argument("--licence", metavar="TEXT", help="what its card says of the licence")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, mps")
    parser.add_argument("--resume", action="store_true", help="go on with what was begun")
    override = parser.add_argument_group("in place of the preset's values")
    override.add_argument("--epochs", type=_count, metavar="N")
    override.add_argument("--batch", type=_count, metavar="N", help="rows in a step")
    override.add_argument("--rate", type=_positive, metavar="X", help="the highest learning rate")
    override.add_argument("--max-length", type=_length, metavar="N", help="tokens in a row")
    override.add_argument("--patience", type=_whole, metavar="N", help="epochs without a better one; 0 trains them all")
    override.add_argument("--schedule", choices=["cosine", "linear", "constant"])
    override.add_argument("--warmup", type=_share, metavar="SHARE", help="of all steps")
    override.add_argument("--decay", type=_share, metavar="X", help="weight decay")
    override.add_argument("--clip", type=_positive, metavar="X", help="the largest norm of the gradients")
    override.add_argument("--seed", type=int, metavar="N")


def overridden(recipe: R, arguments: argparse.Namespace) -> R:
    """The preset's `recipe` (a dataclass) with what the user gave in its place."""
    given = {each.name: getattr(arguments, each.name, None) for each in fields(recipe)}  # type: ignore[arg-type]
    return replace(recipe, **{name: value for name, value in given.items() if value is not None})  # type: ignore[type-var]


def folder_of(arguments: argparse.Namespace) -> Path:
    """The checkpoint to make."""
    out: Path | None = arguments.out
    return out.absolute() if out else models_folder() / str(arguments.name)


def base_of(arguments: argparse.Namespace) -> Path:
    """The folder of the weights to start from: as given, or of that name where Todak keeps models.

    Raises BaseMissing.
    """
    from app.models.training.fine_tune import BaseMissing

    given = Path(arguments.base)
    for folder in (given, models_folder() / given.name):
        if folder.is_dir():
            return folder.absolute()
    raise BaseMissing(base=given)


def say(line: str) -> None:
    """One line of progress, on stderr."""
    print(line, file=sys.stderr, flush=True)


@contextmanager
def interruptible() -> Iterator[Callable[[], bool]]:
    """Gives what tells whether the user wants to stop. The first signal asks, the second one ends the process."""
    asked = threading.Event()
    before = {number: signal.getsignal(number) for number in _STOPS}

    def ask(number: int, frame: object) -> None:
        del frame
        asked.set()
        for each in _STOPS:
            signal.signal(each, before[each])
        # Not by `say`: a signal may come while a line is being written, and Python's files are not reentrant.
        os.write(STDERR, f"stopping after this step ({signal.Signals(number).name}; again: at once)\n".encode())

    for number in _STOPS:
        signal.signal(number, ask)
    try:
        yield asked.is_set
    finally:
        for number in _STOPS:
            signal.signal(number, before[number])


def tell(summary: Mapping[str, Any], arguments: argparse.Namespace, answer: Answer) -> int:
    """The summary of a finished training on stdout; returns the exit status."""
    if arguments.json:
        answer.json(dict(summary))
    else:
        for name, value in summary.items():
            answer.line(f"{name.replace('_', ' ')}: {value}")
    return 0


def _emotion(arguments: argparse.Namespace, answer: Answer) -> int:
    from app.models.training.classifier import EMOTION_SEED
    from app.models.training.emotion_seed import EmotionData, train_emotion

    with interruptible() as asked_to_stop:
        trained = train_emotion(
            EmotionData(tuple(arguments.data), tuple(arguments.label_order)),
            base_of(arguments),
            folder_of(arguments),
            overridden(EMOTION_SEED, arguments),
            **_common(arguments, asked_to_stop),
        )
    return tell(_summary(trained), arguments, answer)


def _wellness(arguments: argparse.Namespace, answer: Answer) -> int:
    from app.models.training.classifier import WELLNESS_SEED_D
    from app.models.training.wellness_data import WellnessData, read_wellness_table, read_wellness_texts
    from app.models.training.wellness_seed import train_wellness

    def read() -> WellnessData:
        if arguments.data is not None:
            return read_wellness_table(arguments.data)
        return read_wellness_texts(arguments.questions, arguments.answers, arguments.categories)

    texts = (arguments.questions, arguments.answers)
    if (arguments.data is None) == (None in texts) or (arguments.data is not None and any(texts)):
        arguments.misuse("give --data FILE, or --questions FILE and --answers FILE")
    with interruptible() as asked_to_stop:
        trained = train_wellness(
            read,
            base_of(arguments),
            folder_of(arguments),
            overridden(WELLNESS_SEED_D, arguments),
            **_common(arguments, asked_to_stop),
        )
    return tell(_summary(trained), arguments, answer)


def _companion(arguments: argparse.Namespace, answer: Answer) -> int:
    from app.models.training.companion_seed import RECIPES, train_companion
    from app.models.training.fine_tune import REPORT

    if arguments.modes and arguments.preset != "seed-c":
        arguments.misuse("--mode is for seed-c; seed-a always learns the answer")
    modes = tuple(dict.fromkeys(arguments.modes or ()))
    with interruptible() as asked_to_stop:
        trained = train_companion(
            arguments.data,
            base_of(arguments),
            folder_of(arguments),
            overridden(RECIPES[arguments.preset], arguments),
            modes=modes,
            rules=arguments.rules,
            **_common(arguments, asked_to_stop),
        )
    checkpoint = trained.checkpoint
    dev = checkpoint.metrics["dev"]
    summary = {
        "folder": str(checkpoint.folder),
        "report": str(checkpoint.folder / REPORT),
        "model": checkpoint.name,
        "mode": checkpoint.metrics["recipe"]["mode"],
        "epochs": checkpoint.metrics["epochs"],
        "best_epoch": trained.best,
        "rows_left_out": sum(checkpoint.data["left_out"].values()),
        "dev_dialogues": checkpoint.data["rows"]["dev"],
        "dev_loss": round(dev["dev_loss"], 4),
        "perplexity": round(dev["perplexity"], 3),
        "reply_perplexity": round(dev["reply_perplexity"], 3),
    }
    return tell(summary, arguments, answer)


def _common(arguments: argparse.Namespace, asked_to_stop: Callable[[], bool]) -> dict[str, Any]:
    from app.models.training.fine_tune import licence_of

    return {
        "name": arguments.name,
        "licence": arguments.licence or licence_of(base_of(arguments)),
        "device": arguments.device,
        "resume": arguments.resume,
        "asked_to_stop": asked_to_stop,
        "say": say,
    }


def _summary(trained: "Trained") -> dict[str, Any]:
    from app.models.training.fine_tune import REPORT

    checkpoint = trained.checkpoint
    return {
        "folder": str(checkpoint.folder),
        "report": str(checkpoint.folder / REPORT),
        "model": checkpoint.name,
        "classes": len(checkpoint.labels),
        "epochs": trained.epochs,
        "best_epoch": trained.best,
        "rows_left_out": sum(checkpoint.data["left_out"].values()),
        "dev_rows": trained.measured.rows,
        "accuracy": round(trained.measured.accuracy, 4),
        "macro_f1": round(trained.measured.macro_f1, 4),
    }


def _add_classifier_options(parser: argparse.ArgumentParser, name: str) -> None:
    add_training_options(parser, name)
    override = parser.add_argument_group("of the classifier")
    override.add_argument("--dropout", type=_share, metavar="SHARE", help="before the last layer")
    override.add_argument("--share", type=_share, metavar="SHARE", help="of the rows, for dev")


def _names(text: str) -> tuple[str, ...]:
    from app.models.training.emotion_seed import label_order

    return tuple(label_order(text))


def _rules(text: str) -> tuple[str, ...]:
    from app.models.training.cleaning import RULES

    rules = tuple(name.strip() for name in text.split(",") if name.strip())
    if not set(rules) <= set(RULES):
        raise ValueError(f"rules of {', '.join(RULES)}")
    return rules


def _name(text: str) -> str:
    if not text.strip() or Path(text).name != text or text.startswith("."):
        raise ValueError("a folder's name")
    return text


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError("at least 1")
    return number


def _whole(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError("0 or more")
    return number


def _length(text: str) -> int:
    number = int(text)
    if number < 8:
        raise ValueError("at least 8")
    return number


def _positive(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        raise ValueError("more than 0")
    return number


def _share(text: str) -> float:
    number = float(text)
    if not 0 <= number < 1:
        raise ValueError("from 0 to less than 1")
    return number


# argparse puts these names into "invalid … value"
_names.__name__, _name.__name__, _count.__name__ = "NAMES", "NAME", "N"
_whole.__name__ = _length.__name__ = "N"
_positive.__name__, _share.__name__, _rules.__name__ = "X", "SHARE", "RULES"
