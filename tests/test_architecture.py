"""Imports point one way, ui → session → {models, voice, storage} → diary; heavy libraries wait until used."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "app"

# Lowest first. A module may import its own layer's package and anything lower; the engines are one layer of three
# rooms that do not know each other.
LAYERS = {
    "app.errors": 0,
    "app.diary": 0,
    "app.files": 0,
    "app.process": 0,
    "app.korean": 1,
    "app.config": 1,
    "app.log": 2,
    "app.storage": 2,
    "app.models": 2,
    "app.voice": 2,
    "app.engines": 3,
    "app.hearing": 3,
    "app.session": 4,
    "app.demo": 4,
    "app.presenting": 4,
    "app.doctor": 4,
    "app.handover": 5,
    "app.doorbell": 6,
    "app.cli": 7,
    "app.ui": 7,
    "app.__main__": 8,
}
FORBIDDEN = {
    "app.diary": {"PySide6", "torch", "transformers", "sqlalchemy", "sqlcipher3", "numpy", "app.config", "app.files"},
    "app.storage": {"PySide6", "torch", "onnxruntime"},
    "app.models": {"PySide6", "sqlalchemy", "sounddevice"},
    "app.voice": {"PySide6", "sqlalchemy", "torch"},
    "app.session": {"PySide6", "sqlalchemy", "torch"},
    "app.cli": {"PySide6"},
}
PICKLING = {"pickle", "cPickle", "dill", "joblib", "shelve", "marshal"}


def room(module: str) -> str:
    """The entry of LAYERS that `module` belongs to."""
    found = [name for name in LAYERS if module == name or module.startswith(name + ".")]
    return max(found, key=len) if found else ""


def module_name(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(file: Path) -> set[str]:
    """Every module that `file` imports, wherever in it, also those imported for type checking only."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import in {file}"
            found.add(node.module or "")
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


FILES = sorted(APP.rglob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: module_name(file))
def test_imports_point_downward(file: Path) -> None:
    module = module_name(file)
    own = room(module)
    if module == "app":
        return
    assert own, f"{module} has no place in the house: add it to LAYERS on purpose"
    for imported in imports(file):
        other = room(imported)
        if other and other != own:
            assert LAYERS[other] < LAYERS[own], f"{module} ({own}) must not import {imported} ({other})"
        for name in FORBIDDEN.get(own, ()):
            training = name == "torch" and module.startswith("app.models.training")
            assert training or not (imported == name or imported.startswith(name + ".")), f"{module} imports {imported}"
        assert imported.split(".")[0] not in PICKLING, f"{module} could unpickle: {imported}"


def test_only_the_window_knows_widgets() -> None:
    for file in FILES:
        if room(module_name(file)) != "app.ui":
            assert not any(name.startswith("PySide6") for name in imports(file)), module_name(file)


# What may import a module of the network, and which: the one opens none, the other is the download's own process.
NETWORKED = {
    "app.voice.vosk_model": {"socket"},  # to keep urllib3 from opening one
    "app.models.download": {"http.client", "ssl", "urllib.error", "urllib.request"},
}


def test_network_modules_are_never_imported() -> None:
    whole = {"socket", "ssl", "http", "requests", "httpx", "urllib3", "ftplib", "smtplib", "asyncio"}
    parts = {"urllib.request", "urllib.error"}  # urllib.parse only takes addresses apart
    for file in FILES:
        found = {name for name in imports(file) if name in parts or name.split(".")[0] in whole}
        assert found == NETWORKED.get(module_name(file), set()), module_name(file)


def test_only_the_download_process_imports_the_download() -> None:
    importers = {
        module_name(file): {name for name in imports(file) if name.split(".")[:3] == ["app", "models", "download"]}
        for file in FILES
    }
    assert {name for name, found in importers.items() if found} == {"app.cli.fetch_command"}
    starters = {module_name(file) for file in FILES if "app.cli.fetch_command" in imports(file)}
    assert starters == {"app.cli.models_commands"}
    for start in ("app.cli.models_commands", "app.ui.main_window", "app.ui.pages.settings_engines"):
        code = f"import sys, {start}; print('app.models.download' in sys.modules)"
        printed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
        assert printed.stdout.strip() == "False", start


HEAVY = [
    "torch",
    "transformers",
    "onnxruntime",
    "vosk",
    "kiwipiepy",
    "scipy",
    "sklearn",
    "speech_recognition",
    "pyttsx3",
]


@pytest.mark.parametrize("start", ["app", "app.__main__", "app.cli.main", "app.session", "app.handover", "app.engines"])
def test_starting_is_light(start: str) -> None:
    code = f"import sys, {start}; print([name for name in {HEAVY!r} if name in sys.modules])"
    printed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"
