"""`todak models …`: the checkpoints that the user has. None of it touches the network but `fetch`."""

import argparse
import re
from pathlib import Path
from typing import Any

from app.cli.output import Answer
from app.config import Settings, models_folder
from app.errors import ModelError
from app.models import library
from app.models.checkpoints import BUNDLED

_NUMBERED = re.compile(r"(.+?)(?:\t| {2,})\s*(\d+)")  # "감정/걱정    2", as seed D lists its categories
_APART = re.compile(r"\t+| {4,}")


def run(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    """Run one action; returns the exit status. Raises TodakError."""
    actions = {
        "list": _list,
        "inspect": _inspect,
        "test": _test,
        "remove": _remove,
        "use": _use,
        "convert": _convert,
        "fetch": _fetch,
    }
    return actions[arguments.action](arguments, settings, answer)


def _list(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    models = [library.look(name) for name in library.ids()]
    chosen = library.chosen(settings)
    if arguments.json:
        answer.json(
            {
                "folder": str(models_folder()),
                "chosen": chosen,
                "models": [_told(each, settings) for each in models],
            }
        )
        return 0
    answer.line(str(models_folder()))
    for task, name in chosen.items():
        answer.line(f"  {task}: {name or BUNDLED}")
    for each in models:
        sign = "--" if each.trouble else "ok"
        kind = f"{each.task or '?'}, {library.architecture_of(each) or '?'}"
        answer.line(f"  {sign}  {each.id} ({kind}, {each.size / 1e6:.1f} MB)")
        if each.trouble is not None:
            explained = each.trouble.explained(settings.language)
            answer.line(f"      {explained['message']} → {explained['todo']}")
    return 0


def _inspect(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    found = library.look(arguments.id)
    files = library.files_of(found)
    told = _told(found, settings) | {
        "folder": str(found.folder),
        "architecture": library.architecture_of(found),
        "files": files,
        **_details(found),
    }
    told["ok"] = told["ok"] and not any(state in (library.CHANGED, library.MISSING) for state in files.values())
    if arguments.json:
        answer.json(told)
        return 0
    trouble = told.pop("trouble")
    for name, value in told.items():
        answer.line(f"{name}: {_plain(value)}")
    if trouble is not None:
        answer.line(f"{trouble['message']} → {trouble['todo']}")
    return 0


def _test(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    trial = library.try_out(arguments.id)
    if arguments.json:
        answer.json(
            {
                "id": arguments.id,
                "task": trial.task,
                "loading": round(trial.loading, 3),
                "reading": round(trial.reading, 3),
                "results": list(trial.results),
            }
        )
        return 0
    answer.line(f"{arguments.id}: {trial.task}, {trial.loading:.1f} s + {trial.reading:.2f} s")
    for result in trial.results:
        answer.line("  " + ", ".join(_plain(value) for value in result.values()))
    return 0


def _remove(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    removed = library.remove(arguments.id, settings)
    if arguments.json:
        answer.json({"removed": removed.id, "bytes": removed.size, "chosen": library.chosen(settings)})
    else:
        answer.line(f"{removed.id}: {removed.size / 1e6:.1f} MB")
    return 0


def _use(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    if arguments.id == BUNDLED:
        library.choose_bundled(arguments.task, settings)
    else:
        library.choose(arguments.id, settings)
    chosen = library.chosen(settings)
    if arguments.json:
        answer.json({"chosen": chosen})
    else:
        for task, name in chosen.items():
            answer.line(f"{task}: {name or BUNDLED}")
    return 0


def _convert(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    from app.models.offline import import_transformers
    from app.models.seed_checkpoints import convert

    import_transformers()  # a build without it has none of what follows
    name = arguments.to or arguments.file.stem
    labels = labels_in(arguments.labels or "")
    answers = answers_in(arguments.answers) if arguments.answers else None
    made = convert(arguments.file, arguments.kind, arguments.base, library.folder_for(name), labels, answers)
    shapes = {tensor: list(shape) for tensor, shape in made.shapes.items()}
    told = {
        "id": name,
        "folder": str(made.folder),
        "kind": made.kind,
        "inside": made.inside,
        "prefix": made.prefix,
        "tensors": made.tensors,
        "parameters": made.parameters,
        "classes": made.classes,
        "shapes": shapes,
        "dropped": list(made.dropped),
        "notes": list(made.notes),
    }
    if arguments.json:
        answer.json(told)
    else:
        for key, value in told.items():
            answer.line(f"{key}: {_plain(value)}")
    return 0


def _fetch(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    from app.cli.fetch_command import run as fetch  # the only way to code that opens a socket

    return fetch(arguments, settings, answer)


def labels_in(given: str) -> list[str]:
    """The labels in a list with commas, or in a file with one a line; a number behind a name is its place.

    Raises DataUnreadable.
    """
    from app.models.training.tables import read_text

    if not given:
        return []
    try:
        is_file = Path(given).is_file()
    except (OSError, ValueError):  # too long for a path
        is_file = False
    parts = read_text(Path(given)).splitlines() if is_file else given.split(",")
    labels = [part.strip() for part in parts if part.strip()]
    numbered = [_NUMBERED.fullmatch(label) for label in labels]
    if all(numbered):
        placed = sorted((int(found[2]), found[1].strip()) for found in numbered if found)
        return [label for _, label in placed]
    return labels


def answers_in(file: Path) -> dict[str, list[str]]:
    """The answers by category in a file with `category<TAB or four spaces>answer` on each line, as seed D has it.

    Raises DataUnreadable.
    """
    from app.models.training.tables import read_text

    answers: dict[str, list[str]] = {}
    for line in read_text(file).splitlines():
        category, _, answer = _APART.sub("\t", line.strip(), count=1).partition("\t")
        if answer.strip():
            answers.setdefault(category.strip(), []).append(answer.strip())
    return answers


def _told(found: library.Found, settings: Settings) -> dict[str, Any]:
    checkpoint = found.checkpoint
    trouble: ModelError | None = found.trouble
    return {
        "id": found.id,
        "task": found.task,
        "model": checkpoint.model if checkpoint else found.id,
        "version": checkpoint.version if checkpoint else "",
        "licence": checkpoint.licence if checkpoint else "",
        "labels": list(checkpoint.labels) if checkpoint else [],
        "bytes": found.size,
        "chosen": found.id in library.chosen(settings).values(),
        "ok": trouble is None,
        "trouble": trouble.explained(settings.language) if trouble else None,
    }


def _details(found: library.Found) -> dict[str, Any]:
    checkpoint = found.checkpoint
    if checkpoint is None:
        return {}
    return {
        "max_length": checkpoint.max_length,
        "embedding_size": checkpoint.embedding_size,
        "temperature": checkpoint.temperature,
        "certain_from": checkpoint.certain_from,
        "base": dict(checkpoint.base),
        "data": dict(checkpoint.data),
        "metrics": dict(checkpoint.metrics),
        "options": dict(checkpoint.options),
    }


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(each)}" for name, each in value.items()) or "-"
    if isinstance(value, list | tuple):
        return ", ".join(_plain(each) for each in value) or "-"
    return "-" if value is None or value == "" else str(value)
