"""The seeds' wellness model: KoBERT on the questions of every category. `todak train wellness --preset seed-d`."""

import json
from collections.abc import Callable
from pathlib import Path

from app.models.checkpoints import WELLNESS
from app.models.training.classifier import Recipe
from app.models.training.fine_tune import UNKNOWN_LICENCE, Goal, Trained, begin, fine_tune
from app.models.training.loop import Say, never
from app.models.training.wellness_data import WellnessData
from app.models.wellness import ANSWERS

# Of the lines that are answered at all, at least this share is put into the right one of some 360 categories on dev. A
# line below goes to the comfort texts, which would rather ask than guess. Neighbouring categories share much, so that a
# wrong one is often a near one: hence less than what a reading must have to be called certain.
CERTAIN = 0.7


def train_wellness(
    read: Callable[[], WellnessData],
    base: Path,
    folder: Path,
    recipe: Recipe,
    *,
    name: str | None = None,
    licence: str = UNKNOWN_LICENCE,
    device: str = "auto",
    resume: bool = False,
    asked_to_stop: Callable[[], bool] = never,
    say: Say = print,
) -> Trained:
    """Train on what `read` gives and write the checkpoint, answers included, into `folder`, which must not exist yet.

    Raises what `read` and `fine_tune` raise.
    """
    begin(folder, resume)  # before minutes are spent on reading
    data = read()
    if data.speechless:
        say(f"{len(data.speechless)} of {len(data.categories)} categories have no answer: comfort answers there")
    answers = {category: data.answers[category] for category in data.categories if data.answers.get(category)}
    goal = Goal(
        WELLNESS,
        folder,
        name or folder.name,
        data.categories,
        "accuracy",
        CERTAIN,
        licence,
        extra={ANSWERS: (json.dumps(answers, ensure_ascii=False, indent=1) + "\n").encode()},
    )
    return fine_tune(
        data.questions, base, recipe, goal, device=device, resume=resume, asked_to_stop=asked_to_stop, say=say
    )
