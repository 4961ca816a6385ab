"""The seeds' emotion model: KoBERT on labelled sentences, six outputs by name. `todak train emotion --preset seed`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.diary.emotion import EMOTIONS
from app.models.checkpoints import EMOTION
from app.models.training.calibrate import CERTAIN_ACCURACY
from app.models.training.classifier import Recipe
from app.models.training.fine_tune import UNKNOWN_LICENCE, Goal, Trained, begin, fine_tune
from app.models.training.loop import Say, never
from app.models.training.readers import missing_labels, read_emotion_files

LABELS = tuple(emotion.value for emotion in EMOTIONS)


@dataclass(frozen=True, slots=True)
class EmotionData:
    """The files to learn from; `label_order` names the labels 0, 1, … where they are numbers."""

    files: tuple[Path, ...]
    label_order: tuple[str, ...] = ()


def train_emotion(
    source: EmotionData,
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
    """Train and write the checkpoint into `folder`, which must not exist yet.

    Raises what `readers.read_emotion_files` and `fine_tune` raise.
    """
    begin(folder, resume)  # before minutes are spent on reading
    data = read_emotion_files(source.files, source.label_order)
    absent = missing_labels(data.rows)
    if absent:
        say(f"no row at all for {', '.join(absent)}: the model will never answer that")
    goal = Goal(EMOTION, folder, name or folder.name, LABELS, "macro_f1", CERTAIN_ACCURACY, licence)
    return fine_tune(data, base, recipe, goal, device=device, resume=resume, asked_to_stop=asked_to_stop, say=say)


def label_order(text: str) -> Sequence[str]:
    """The names in `text`, separated by commas. Raises ValueError when one is none of the six or appears twice."""
    names = [name.strip() for name in text.split(",")]
    if any(name not in LABELS for name in names) or len(set(names)) != len(names):
        raise ValueError(f"names of {', '.join(LABELS)}")
    return names
