"""Where things live, and the settings, declared once.

Settings hold no diary content: they are read before a diary is unlocked, from a plain JSON file.
"""

import json
import locale
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any

from app.errors import Sentence
from app.files import private_folder, write_atomically

NAME = "todak"


# --- places ----------------------------------------------------------------------------------------------------------


def resources() -> Path:
    """The folder of bundled resources: in a frozen bundle, in the checkout, or installed under the prefix.

    `TODAK_RESOURCES` names another one (a packager's, or a test's that has none).
    """
    named = os.environ.get("TODAK_RESOURCES")
    if named:
        return Path(named)
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        return Path(frozen) / "resources"
    checkout = Path(__file__).resolve().parent.parent / "resources"
    return checkout if checkout.is_dir() else Path(sys.prefix) / "share" / NAME / "resources"


def bundled_models() -> Path:
    """The folder of the models that come with Todak, one sub-folder per task."""
    return resources() / "models"


def default_diary_folder() -> Path:
    """Where the diary is when `--data-dir` names no other place."""
    from platformdirs import user_data_path

    return user_data_path(NAME, appauthor=False) / "diary"


def settings_file() -> Path:
    """The settings file of this user."""
    from platformdirs import user_config_path

    return user_config_path(NAME, appauthor=False) / "settings.json"


def log_folder() -> Path:
    """Where the log (which never holds diary text) is written."""
    from platformdirs import user_log_path

    return user_log_path(NAME, appauthor=False)


# --- settings --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting, declared once: the settings page and the file are both drawn from it.

    `accepts` tells whether a value read from the file may be used; anything else falls back to `default`.
    """

    key: str
    default: Any
    label: Sentence
    page: str
    accepts: Callable[[Any], bool]
    choices: tuple[Any, ...] = ()


def _one_of(*choices: Any) -> Callable[[Any], bool]:
    return lambda value: value in choices


def _is_bool(value: Any) -> bool:
    return isinstance(value, bool)


def _is_clock(value: Any) -> bool:
    try:
        return isinstance(value, str) and time.fromisoformat(value) is not None
    except ValueError:
        return False


def _is_rate(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 80 <= value <= 300


def _is_device(value: Any) -> bool:
    return value is None or isinstance(value, str)


SETTINGS = (
    Setting(
        "language",
        "system",
        Sentence("언어", "Language"),
        "language",
        _one_of("system", "ko", "en"),
        ("system", "ko", "en"),
    ),
    Setting("day_start", "04:00", Sentence("하루가 시작되는 시각", "A day begins at"), "diary", _is_clock),
    Setting("keep_audio", True, Sentence("녹음을 함께 보관", "Keep the recordings"), "privacy", _is_bool),
    Setting("speech_rate", 150, Sentence("말하는 빠르기", "Speaking rate"), "voice", _is_rate),
    Setting("microphone", None, Sentence("마이크", "Microphone"), "devices", _is_device),
    Setting("loudspeaker", None, Sentence("스피커", "Loudspeaker"), "devices", _is_device),
)
_BY_KEY = {setting.key: setting for setting in SETTINGS}


class Settings:
    """The values of `SETTINGS`, read from and written to one JSON file."""

    def __init__(self, file: Path | None = None) -> None:
        """Read `file` (default: this user's). A missing or unreadable file means the defaults."""
        self._file = file or settings_file()
        self._values: dict[str, Any] = {}
        try:
            stored = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            stored = {}
        if isinstance(stored, dict):
            self._values = {
                key: value for key, value in stored.items() if key in _BY_KEY and _BY_KEY[key].accepts(value)
            }

    def __getitem__(self, key: str) -> Any:
        return self._values.get(key, _BY_KEY[key].default)

    def __setitem__(self, key: str, value: Any) -> None:
        """Set and save at once. Raises KeyError (no such setting), ValueError (not accepted), OSError (not written)."""
        if not _BY_KEY[key].accepts(value):
            raise ValueError(f"{key} cannot be {value!r}")
        values = self._values | {key: value}
        private_folder(self._file.parent)
        write_atomically(self._file, json.dumps(values, ensure_ascii=False, indent=1).encode())
        self._values = values

    @property
    def day_start(self) -> time:
        """The time of day at which a new diary day begins."""
        return time.fromisoformat(self["day_start"])

    @property
    def language(self) -> str:
        """`ko` or `en`: as set, else English where the system's language is English, else Korean."""
        chosen = self["language"]
        if chosen != "system":
            return str(chosen)
        spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
        if not spoken and os.name == "nt":
            spoken = locale.getlocale()[0] or ""
        return "en" if spoken.lower().startswith("en") else "ko"
