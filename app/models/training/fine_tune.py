"""One training of a sentence classifier from beginning to end: split, learn, calibrate, report, a folder to serve.

While it lasts, everything lies in a hidden folder beside the one to be made; that one appears when it is whole.
"""

import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from app.errors import Sentence, TrainingError
from app.files import sync_folder, write_atomically
from app.models.checkpoints import CARD, Checkpoint, files_in, read_config, save_card
from app.models.offline import import_transformers
from app.models.training.calibrate import best_temperature, certain_from
from app.models.training.classifier import (
    Classification,
    Recipe,
    Sentences,
    build,
    save_classifier,
    split,
    tokenizer_of,
    window,
)
from app.models.training.evaluate import Figures, figures, softmax
from app.models.training.loop import Say, fit, gentle_threads, never
from app.models.training.readers import LabelledData
from app.models.training.report import write_report

REPORT = "report"
UNKNOWN_LICENCE = "that of the base and of the data it was trained on"


class FolderTaken(TrainingError):
    """There is something where the checkpoint should be made."""

    code: ClassVar[str] = "training_folder_taken"
    message: ClassVar[Sentence] = Sentence("{folder}에 이미 무언가 있어요.", "There is already something in {folder}.")
    kept: ClassVar[Sentence] = Sentence("그대로 두었어요.", "It was not touched.")
    todo: ClassVar[Sentence] = Sentence("--out으로 다른 폴더를 알려 주세요.", "Name another folder with --out.")


class BaseMissing(TrainingError):
    """There are no weights to start from."""

    code: ClassVar[str] = "training_base_missing"
    message: ClassVar[Sentence] = Sentence("바탕이 될 모델이 없어요: {base}", "There is no model to start from: {base}")
    todo: ClassVar[Sentence] = Sentence(
        "--base로 폴더를 알려 주거나, todak models fetch skt/kobert-base-v1로 먼저 받아 주세요.",
        "Name its folder with --base, or get one first: todak models fetch skt/kobert-base-v1.",
    )


class NothingToResume(TrainingError):
    """`--resume` where nothing was begun."""

    code: ClassVar[str] = "training_not_begun"
    message: ClassVar[Sentence] = Sentence(
        "{folder}로 가는 학습은 시작한 적이 없어요.", "No training towards {folder} was begun."
    )
    todo: ClassVar[Sentence] = Sentence(
        "--resume 없이 시작하거나 --out을 확인해 주세요.", "Begin it without --resume, or check --out."
    )


class BegunAlready(TrainingError):
    """A training towards the same folder was begun and not finished; it would be lost."""

    code: ClassVar[str] = "training_begun"
    message: ClassVar[Sentence] = Sentence(
        "{folder}로 가는 학습을 하다 만 것이 있어요.", "A training towards {folder} was begun and not finished."
    )
    kept: ClassVar[Sentence] = Sentence("그대로 두었어요.", "It was not touched.")
    todo: ClassVar[Sentence] = Sentence(
        "--resume으로 이어 가거나, {state} 폴더를 지우고 새로 시작해 주세요.",
        "Go on with --resume, or delete {state} to begin anew.",
    )


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be made: a checkpoint for `task` in `folder`, called `name`.

    `labels` in the order of the outputs; `watch`: the figure that chooses the epoch; `certain`: of the answers called
    certain at least this share is right on dev; `extra`: more files for the folder; `options` go into the card as they
    are.
    """

    task: str
    folder: Path
    name: str
    labels: tuple[str, ...]
    watch: str
    certain: float
    licence: str = UNKNOWN_LICENCE
    extra: Mapping[str, bytes] | None = None
    options: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Trained:
    """The finished checkpoint with its dev figures, and how long training went on."""

    checkpoint: Checkpoint
    measured: Figures
    epochs: int
    best: int


def licence_of(base: Path) -> str:
    """What is known of the licence of a model trained from `base`: what the card of the base says binds it too."""
    try:
        licence = json.loads((base / CARD).read_text(encoding="utf-8"))["licence"]
    except (OSError, ValueError, KeyError, TypeError):
        return UNKNOWN_LICENCE
    return f"{licence} (the base), and what the data allows" if licence else UNKNOWN_LICENCE


def state_folder(folder: Path) -> Path:
    """Where the training towards `folder` keeps its state: a hidden folder beside it."""
    return folder.parent / f".{folder.name}.training"


def begin(folder: Path, resume: bool) -> Path:
    """The state folder for a training towards `folder`. Raises FolderTaken, BegunAlready, NothingToResume."""
    state = state_folder(folder)
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise FolderTaken(folder=folder)
    begun = (state / "run.json").is_file()
    if resume and not begun and not state.is_dir():
        raise NothingToResume(folder=folder)
    if begun and not resume:
        raise BegunAlready(folder=folder, state=state)
    return state


def finish(made: Path, folder: Path, state: Path) -> None:
    """Let the whole checkpoint in `made` appear as `folder`, and clear the training's state away. Raises OSError."""
    if folder.is_dir():
        folder.rmdir()  # an empty one, see `begin`
    os.replace(made, folder)
    sync_folder(folder.parent)
    shutil.rmtree(state)


def fine_tune(
    data: LabelledData,
    base: Path,
    recipe: Recipe,
    goal: Goal,
    *,
    device: str = "auto",
    resume: bool = False,
    asked_to_stop: Callable[[], bool] = never,
    say: Say = print,
) -> Trained:
    """Train on `data` from the encoder in `base` and write the checkpoint that Todak serves.

    Raises what `begin`, `classifier.build` and `loop.fit` raise, and OSError.
    """
    gentle_threads()
    import_transformers()
    state = begin(goal.folder, resume)
    learn_rows, dev_rows = split(data.rows, recipe.share, recipe.seed)
    tokenizer, length = tokenizer_of(base), window(base, recipe.max_length)
    learn = Sentences(learn_rows, goal.labels, tokenizer, length)
    dev = Sentences(dev_rows, goal.labels, tokenizer, length)
    module = build(base, goal.labels, recipe.dropout, recipe.seed, say)
    for line in data.rejects.told():
        say(line)
    say(f"{len(learn)} rows to learn from, {len(dev)} of dev; {learn.cut + dev.cut} cut at {length} tokens")
    job = Classification(module, base, learn, dev, recipe, goal.watch)
    state.mkdir(mode=0o755, parents=True, exist_ok=True)
    run = fit(job, recipe, state, device=device, resume=resume, asked_to_stop=asked_to_stop, say=say)
    logits = job.logits()
    temperature = best_temperature(lambda each: softmax(logits, each), dev.truth)
    probabilities = softmax(logits, temperature)
    measured = figures(probabilities, dev.truth)
    made = state / "checkpoint"
    shutil.rmtree(made, ignore_errors=True)  # of a process that was killed while it wrote
    save_classifier(module, base, made)
    for name, content in (goal.extra or {}).items():
        write_atomically(made / name, content)
    facts = {
        "base": base.name,
        "rows": f"{len(learn)} to learn from, {len(dev)} of dev",
        "classes": _counted(data.counts),
        "cut": f"{learn.cut + dev.cut} rows at {length} tokens",
        "epochs": f"{run.epoch} of {recipe.epochs}, the best is {run.best}",
        "recipe": ", ".join(f"{name} {value}" for name, value in asdict(recipe).items()),
        "temperature": temperature,
    }
    write_report(
        made / REPORT,
        goal.name,
        facts,
        run.history,
        run.best,
        measured=measured,
        labels=goal.labels,
        rejects=data.rejects,
    )
    checkpoint = Checkpoint(
        folder=made,
        task=goal.task,
        model=goal.name,
        version=datetime.now(UTC).strftime("%Y-%m-%d"),
        labels=goal.labels,
        prefix="",
        max_length=length,
        embedding_size=int(read_config(made)["hidden_size"]),
        temperature=temperature,
        certain_from=certain_from(probabilities, dev.truth, goal.certain),
        licence=goal.licence,
        base={"name": base.name, "weights": job.data["base"], "model_type": read_config(base).get("model_type", "")},
        data={"rows": {"train": len(learn), "dev": len(dev)}, "left_out": data.rejects.counts, **job.data},
        metrics={"dev": measured.as_dict(), "epochs": run.epoch, "best_epoch": run.best, "recipe": asdict(recipe)},
        options=goal.options or {},
    )
    save_card(checkpoint, files_in(made))
    finish(made, goal.folder, state)
    return Trained(replace(checkpoint, folder=goal.folder), measured, run.epoch, run.best)


def _counted(counts: Mapping[str, int]) -> str:
    if len(counts) > 12:
        return f"{len(counts)}, of {min(counts.values())} to {max(counts.values())} rows"
    return ", ".join(f"{label} {count}" for label, count in counts.items())
