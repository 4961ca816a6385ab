"""The checkpoints the user has: sub-folders of `app.config.models_folder()`, each named by its folder.

They are looked at, tested, chosen and removed here. Nothing is loaded to list them, and what is broken is named, never
hidden and never used.
"""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from app.config import Settings, models_folder
from app.errors import ModelBroken, ModelError, ModelMissing, ModelUnusable, Sentence
from app.models.checkpoints import (
    BASE,
    BUNDLED,
    COMPANION,
    EMOTION,
    TASKS,
    WELLNESS,
    Checkpoint,
    load_checkpoint,
    read_config,
    recorded_hashes,
    sha256,
    task_of,
    verify_files,
)
from app.models.emotion import EmotionModel, emotions_of, load_emotion_model
from app.models.offline import import_transformers
from app.models.wellness import load_wellness, read_answers

if TYPE_CHECKING:
    from app.models.companion.replier import Replier

SETTING = {EMOTION: "emotion_model", COMPANION: "generator_model", WELLNESS: "wellness_model"}
SENTENCES = (
    "시험에 붙어서 온종일 웃음이 나요.",
    "아무것도 하기 싫어서 그냥 누워만 있었다.",
    "내일 발표가 걱정돼서 잠이 안 와요.",
)
OK, CHANGED, MISSING, UNRECORDED = "ok", "changed", "missing", "unrecorded"


class ModelUnknown(ModelUnusable):
    """The user has no checkpoint of this name."""

    code: ClassVar[str] = "model_unknown"
    message: ClassVar[Sentence] = Sentence("{id} 모델은 {folder}에 없어요.", "There is no model {id} in {folder}.")
    kept: ClassVar[Sentence] = Sentence("아무것도 바꾸지 않았어요.", "Nothing was changed.")
    todo: ClassVar[Sentence] = Sentence(
        "그 폴더에 모델 폴더를 두고, todak models list로 이름을 확인해 주세요.",
        "Put the model's folder there; todak models list shows the names.",
    )


class ModelForTraining(ModelUnusable):
    """Weights without a head: they can be trained on, but neither read nor answer."""

    code: ClassVar[str] = "model_for_training"
    message: ClassVar[Sentence] = Sentence(
        "{id} 모델은 훈련의 바탕이라 그대로는 쓸 수 없어요.", "{id} is a base to train on and cannot serve as it is."
    )
    todo: ClassVar[Sentence] = Sentence("todak train으로 훈련해 주세요.", "Train on it with todak train.")


@dataclass(frozen=True, slots=True)
class Found:
    """One folder. `task` is one of TASKS, BASE, or "" where that cannot be told; `size` in bytes.

    `checkpoint` is None for a base and for what has `trouble`.
    """

    id: str
    folder: Path
    task: str
    size: int
    checkpoint: Checkpoint | None
    trouble: ModelError | None


@dataclass(frozen=True, slots=True)
class Trial:
    """What a model made of `SENTENCES`: `results` are for showing. `seconds`: to load it, and to read all of them."""

    task: str
    loading: float
    reading: float
    results: tuple[dict[str, Any], ...]


def ids() -> list[str]:
    """The names of the user's checkpoints, in order; empty when there is no folder of them."""
    try:
        return sorted(path.name for path in models_folder().iterdir() if _is_id(path.name) and path.is_dir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def look(model_id: str, *, hashes: bool = False) -> Found:
    """The checkpoint `model_id`; its files are compared with their recorded hashes if asked. Raises ModelUnknown."""
    folder = folder_of(model_id)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    task = ""
    try:
        task = task_of(folder)
        if task == BASE:
            if hashes:
                verify_files(folder)
            return Found(model_id, folder, task, size, None, None)
        if task not in TASKS:
            raise ModelBroken(path=folder, reason=f"task {task!r}")
        checkpoint = load_checkpoint(folder, task, hashes=hashes)
        if task == EMOTION:
            emotions_of(checkpoint)
        if task == WELLNESS:
            read_answers(checkpoint)
    except ModelError as error:
        return Found(model_id, folder, task, size, None, unusable(model_id, error))
    return Found(model_id, folder, task, size, checkpoint, None)


def files_of(found: Found) -> dict[str, str]:
    """Each file of the checkpoint: OK, CHANGED or MISSING against its recorded hash, or UNRECORDED. Raises OSError."""
    try:
        recorded = recorded_hashes(found.folder)
    except ModelError:
        recorded = {}
    states = {name: OK if _matches(found.folder / name, hash_) else CHANGED for name, hash_ in recorded.items()}
    states |= {name: MISSING for name in recorded if not (found.folder / name).is_file()}
    there = [path.name for path in found.folder.iterdir() if path.is_file()]
    return dict(sorted(states.items())) | {name: UNRECORDED for name in sorted(there) if name not in recorded}


def architecture_of(found: Found) -> str:
    """The class that its config.json names, or its model type; "" where it says neither."""
    try:
        config = read_config(found.folder)
    except ModelError:
        return ""
    named = config.get("architectures")
    return str(named[0]) if isinstance(named, list) and named else str(config.get("model_type") or "")


def chosen(settings: Settings) -> dict[str, str | None]:
    """The chosen checkpoint of each task; None: what comes with Todak."""
    return {task: settings[key] for task, key in SETTING.items()}


def choose(model_id: str, settings: Settings) -> str:
    """Use this checkpoint for its task from now on; returns the task.

    Raises ModelUnknown, ModelForTraining, ModelUnusable or one of its kind (broken: the choice stays as it was),
    OSError.
    """
    found = look(model_id, hashes=True)
    if found.trouble is not None:
        raise found.trouble
    if found.task not in SETTING:
        raise ModelForTraining(id=model_id, reason=found.task)
    settings[SETTING[found.task]] = model_id
    return found.task


def choose_bundled(task: str, settings: Settings) -> None:
    """Use what comes with Todak for `task` (for replies: the comfort texts). Raises OSError."""
    settings[SETTING[task]] = None


def remove(model_id: str, settings: Settings) -> Found:
    """Delete the checkpoint's folder; whatever had chosen it goes back to what comes with Todak. Raises ModelUnknown,
    OSError."""
    found = look(model_id)
    for task, name in chosen(settings).items():
        if name == model_id:
            choose_bundled(task, settings)
    if found.folder.is_symlink():
        found.folder.unlink()  # what it points to is somebody else's
    else:
        shutil.rmtree(found.folder)
    return found


def try_out(model_id: str, device: str = "auto") -> Trial:
    """Verify the files, load the model, and give it `SENTENCES`. Raises ModelUnknown, ModelUnusable or its kind."""
    found = look(model_id, hashes=True)
    if found.trouble is not None:
        raise found.trouble
    try:
        return _tried(found, device)
    except ModelError as error:
        raise unusable(model_id, error) from error


def load_reader(model_id: str, device: str = "auto") -> EmotionModel:
    """The user's emotion model, loaded. Raises ModelUnknown, ModelUnusable or one of its kind."""
    try:
        return load_emotion_model(folder_of(model_id), device=device)
    except ModelError as error:
        raise unusable(model_id, error) from error


def folder_of(model_id: str) -> Path:
    """The folder of a checkpoint. Raises ModelUnknown: no such folder, or not a name of one."""
    folder = models_folder() / model_id
    if not _is_id(model_id) or not folder.is_dir():
        raise ModelUnknown(id=model_id, folder=models_folder())
    return folder


def folder_for(model_id: str) -> Path:
    """Where a new checkpoint of this name belongs; nothing is made. Raises ModelUnusable: not a name for one."""
    if not _is_id(model_id):
        raise ModelUnusable(id=model_id, reason="not a name for a folder")
    return models_folder() / model_id


def unusable(model_id: str, error: ModelError) -> ModelError:
    """`error` as it is said of a checkpoint of the user's: reinstalling Todak, the usual advice, would not help."""
    if type(error) not in (ModelMissing, ModelBroken):
        return error
    if isinstance(error, ModelMissing):
        return ModelUnusable(id=model_id, reason=f"{Path(str(error.details['path'])).name}: missing")
    path, folder = Path(str(error.details["path"])), models_folder() / model_id
    where = f"{path.name}: " if path.parent == folder else ""
    return ModelUnusable(id=model_id, reason=where + str(error.details["reason"]))


def _tried(found: Found, device: str) -> Trial:
    start = time.perf_counter()
    read = _reader(found, device)
    loaded = time.perf_counter()
    results = tuple(read(sentence) for sentence in SENTENCES)
    return Trial(found.task, loaded - start, time.perf_counter() - loaded, results)


def _reader(found: Found, device: str) -> Callable[[str], dict[str, Any]]:
    """What shows what the model makes of one sentence."""
    if found.task == EMOTION:
        return _feeling(load_emotion_model(found.folder, device=device))
    if found.task == BASE:
        return _pieces(found)
    import_transformers()
    if found.task == WELLNESS:
        return _answering(load_wellness(found.folder, device))
    from app.models.generator import load_generator

    return _answering(load_generator(found.folder, device=device))


def _feeling(model: EmotionModel) -> Callable[[str], dict[str, Any]]:
    def read(sentence: str) -> dict[str, Any]:
        analysis = model.analyse(sentence)
        assert analysis is not None  # the sentences have letters
        reading = analysis.reading
        return {
            "text": sentence,
            "emotion": reading.scores.dominant.value,
            "certain": reading.certain,
            "scores": reading.scores.as_dict(),
        }

    return read


def _answering(replier: "Replier") -> Callable[[str], dict[str, Any]]:
    # a draft as it comes: in a conversation it would still have to pass the gate
    return lambda sentence: {"text": sentence, "reply": replier.reply(sentence, ())}


def _pieces(found: Found) -> Callable[[str], dict[str, Any]]:
    from app.models.tokenizer import load_tokenizer
    from app.models.weights import read_weights

    read_weights(found.folder)  # that they can be read is all there is to test of weights without a head
    tokenizer = load_tokenizer(found.folder)
    return lambda sentence: {"text": sentence, "tokens": len(tokenizer.ids(sentence))}


def _is_id(name: str) -> bool:
    return bool(name) and Path(name).name == name and name[0] != "." and name != BUNDLED


def _matches(path: Path, expected: str) -> bool:
    return path.is_file() and sha256(path) == expected
