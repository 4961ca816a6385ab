"""Where things live, and the settings, declared once.

Settings hold no diary content: they are read before a diary is unlocked, from a plain JSON file.
"""

import json
import locale
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from enum import Enum
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


def models_folder() -> Path:
    """Where the user's own checkpoints are, one sub-folder each."""
    from platformdirs import user_data_path

    return user_data_path(NAME, appauthor=False) / "models"


def default_diary_folder() -> Path:
    """Where the diary is when `--data-dir` names no other place."""
    from platformdirs import user_data_path

    return user_data_path(NAME, appauthor=False) / "diary"


def default_backup_folder() -> Path:
    """Where backups go until the user picks another folder.

    It is beside the diary on the same disk: that helps against damage, mistakes and bugs from the first day on, and not
    against the loss of the disk, which only the user can arrange.
    """
    from platformdirs import user_data_path

    return user_data_path(NAME, appauthor=False) / "backups"


def settings_file() -> Path:
    """The settings file of this user."""
    from platformdirs import user_config_path

    return user_config_path(NAME, appauthor=False) / "settings.json"


def log_folder() -> Path:
    """Where the log (which never holds diary text) is written."""
    from platformdirs import user_log_path

    return user_log_path(NAME, appauthor=False)


# --- settings --------------------------------------------------------------------------------------------------------


class Kind(Enum):
    """What a setting's value is like, hence how the settings page lets one change it."""

    SWITCH = "switch"  # on or off
    CHOICE = "choice"  # one of `choices`
    CLOCK = "clock"  # "HH:MM"
    RATE = "rate"  # how fast is spoken, in words a minute
    MICROPHONE = "microphone"  # a device's name, None for the default
    LOUDSPEAKER = "loudspeaker"
    HIDDEN = "hidden"  # remembered, but on no page


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values a setting may have, and what it is called."""

    value: Any
    label: Sentence


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the settings page."""

    name: str
    label: Sentence


GROUPS = (
    Group("appearance", Sentence("화면", "Appearance")),
    Group("language", Sentence("언어", "Language")),
    Group("voice", Sentence("목소리", "Voice")),
    Group("devices", Sentence("마이크와 스피커", "Microphone and speaker")),
    Group("diary", Sentence("일기", "Diary")),
    Group("privacy", Sentence("잠금과 보관", "Lock and privacy")),
    Group("backup", Sentence("백업", "Backups")),
    Group("engines", Sentence("작동 상태", "Engines")),
    Group("about", Sentence("토닥에 대해", "About Todak")),
)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting, declared once: the settings page and the file are both drawn from it.

    `page` is the name of its group. `accepts` tells whether a value read from the file may be used; anything else falls
    back to `default`. `help` is one quiet sentence for who wonders what it does.
    """

    key: str
    default: Any
    label: Sentence
    page: str
    kind: Kind
    accepts: Callable[[Any], bool]
    choices: tuple[Choice, ...] = ()
    help: Sentence | None = None


SLOWEST, FASTEST = 80, 300  # words a minute: espeak-ng speaks no slower, and faster is hard to follow


def _is_bool(value: Any) -> bool:
    return isinstance(value, bool)


def _is_clock(value: Any) -> bool:
    try:
        return isinstance(value, str) and time.fromisoformat(value) is not None
    except ValueError:
        return False


def _is_rate(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and SLOWEST <= value <= FASTEST


def _is_device(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _is_model(value: Any) -> bool:
    return value is None or (isinstance(value, str) and bool(value) and Path(value).name == value and value[0] != ".")


def _is_folder(value: Any) -> bool:
    return value is None or (isinstance(value, str) and Path(value).is_absolute())


def _is_day(value: Any) -> bool:
    try:
        return value == "" or (isinstance(value, str) and date.fromisoformat(value) is not None)
    except ValueError:
        return False


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _choice(
    key: str, default: Any, label: Sentence, page: str, choices: tuple[Choice, ...], help: Sentence | None = None
) -> Setting:
    values = tuple(choice.value for choice in choices)
    # `True == 1`: a value of another type is not the choice it equals.
    return Setting(
        key,
        default,
        label,
        page,
        Kind.CHOICE,
        lambda value: any(value == each and type(value) is type(each) for each in values),
        choices,
        help,
    )


_AS_THE_SYSTEM = Choice("system", Sentence("시스템 설정대로", "As the system"))


def _minutes(count: int) -> Choice:
    return Choice(count, Sentence(f"{count}분 뒤", f"after {count} minutes" if count > 1 else "after a minute"))


SETTINGS = (
    _choice(
        "appearance",
        "system",
        Sentence("화면 밝기", "Light or dark"),
        "appearance",
        (
            _AS_THE_SYSTEM,
            Choice("light", Sentence("밝게", "Light")),
            Choice("dark", Sentence("어둡게", "Dark")),
        ),
    ),
    _choice(
        "text_size",
        100,
        Sentence("글자 크기", "Text size"),
        "appearance",
        (
            Choice(100, Sentence("보통", "Normal")),
            Choice(115, Sentence("조금 크게", "Larger")),
            Choice(130, Sentence("크게", "Large")),
            Choice(150, Sentence("아주 크게", "Very large")),
        ),
    ),
    _choice(
        "language",
        "system",
        Sentence("화면 언어", "Language of the window"),
        "language",
        (_AS_THE_SYSTEM, Choice("ko", Sentence("한국어", "한국어")), Choice("en", Sentence("English", "English"))),
        Sentence(
            "화면의 글만 바뀌어요. 토닥은 한국어로 듣고 한국어로 답해요.",
            "Only the words of the window change. Todak listens and answers in Korean.",
        ),
    ),
    Setting(
        "day_start",
        "04:00",
        Sentence("하루가 시작되는 시각", "A day begins at"),
        "diary",
        Kind.CLOCK,
        _is_clock,
        help=Sentence(
            "이보다 이른 새벽에 남긴 이야기는 전날 일기에 담겨요. 이미 쓴 일기의 날짜는 그대로예요.",
            "What is said earlier at night belongs to the day before. Entries already written keep their dates.",
        ),
    ),
    Setting(
        "weekly_note",
        True,
        Sentence("한 주에 한 번 지난주 돌아보기", "A note on last week, once a week"),
        "diary",
        Kind.SWITCH,
        _is_bool,
        help=Sentence(
            "새로운 한 주에 처음 열 때, 지난주를 숫자로만 짧게 보여 드려요.",
            "At the first unlock of a week: last week, in a few numbers.",
        ),
    ),
    Setting(
        "voice_consent",
        False,
        Sentence("녹음 동의", "Consent to recording"),
        "privacy",
        Kind.SWITCH,
        _is_bool,
        help=Sentence(
            "동의하지 않으면 마이크를 켜지 않고 글로만 적어요.",
            "Without it the microphone stays closed, and you type.",
        ),
    ),
    Setting(
        "keep_audio",
        True,
        Sentence("녹음을 함께 보관", "Keep the recordings"),
        "privacy",
        Kind.SWITCH,
        _is_bool,
        help=Sentence(
            "끄면 받아 적은 뒤 녹음을 지우고 글만 남겨요. 전에 남긴 녹음은 그대로 있어요.",
            "When off, a recording is deleted once its words are written down. Earlier ones stay.",
        ),
    ),
    Setting(
        "automatic_backup",
        True,
        Sentence("날마다 저절로 백업", "Back up every day"),
        "backup",
        Kind.SWITCH,
        _is_bool,
        help=Sentence(
            "바뀐 것이 있는 날에 한 번, 암호화된 채로요. 오래된 것은 차츰 솎아 내요.",
            "Once on a day on which something changed, encrypted. Older ones are thinned out.",
        ),
    ),
    _choice(
        "lock_after",
        10,
        Sentence("자리를 비우면 잠그기", "Lock when you are away"),
        "privacy",
        (
            Choice(0, Sentence("잠그지 않기", "never")),
            _minutes(1),
            _minutes(5),
            _minutes(10),
            _minutes(30),
            Choice(60, Sentence("1시간 뒤", "after an hour")),
        ),
        Sentence("다시 열 때 암호를 물어요.", "Opening it again takes the passphrase."),
    ),
    Setting(
        "lock_with_screen",
        True,
        Sentence("화면이 잠기면 함께 잠그기", "Lock when the screen locks"),
        "privacy",
        Kind.SWITCH,
        _is_bool,
    ),
    Setting(
        "lock_on_sleep",
        True,
        Sentence("컴퓨터가 잠들 때 잠그기", "Lock when the computer sleeps"),
        "privacy",
        Kind.SWITCH,
        _is_bool,
    ),
    Setting(
        "speak_replies",
        True,
        Sentence("답을 소리 내어 읽기", "Read replies aloud"),
        "voice",
        Kind.SWITCH,
        _is_bool,
        help=Sentence(
            "위급한 순간의 답은 켜 두어도 저절로 읽지 않아요.",
            "The reply to an emergency is never read aloud by itself.",
        ),
    ),
    Setting("speech_rate", 150, Sentence("말하는 빠르기", "Speaking rate"), "voice", Kind.RATE, _is_rate),
    Setting("microphone", None, Sentence("마이크", "Microphone"), "devices", Kind.MICROPHONE, _is_device),
    Setting("loudspeaker", None, Sentence("스피커", "Speaker"), "devices", Kind.LOUDSPEAKER, _is_device),
    # A sub-folder of `models_folder()` (app/models/library.py chooses); None: what comes with Todak, if anything does.
    Setting("emotion_model", None, Sentence("마음을 읽는 모델", "Emotion model"), "", Kind.HIDDEN, _is_model),
    Setting("generator_model", None, Sentence("답을 쓰는 모델", "Reply model"), "", Kind.HIDDEN, _is_model),
    Setting("wellness_model", None, Sentence("위로를 고르는 모델", "Wellness model"), "", Kind.HIDDEN, _is_model),
    # Where backups go, None for the default folder; the group of the backups has a control of its own for it.
    Setting("backup_folder", None, Sentence("백업 폴더", "Folder of the backups"), "", Kind.HIDDEN, _is_folder),
    # The Monday (ISO) of the week in which the weekly note was last looked for; "": never.
    Setting("week_noted", "", Sentence("지난주를 돌아본 주", "Week of the last note"), "", Kind.HIDDEN, _is_day),
    # The version of the terms the user agreed to; 0: none yet.
    Setting("agreed_terms", 0, Sentence("동의한 약관", "Terms agreed to"), "", Kind.HIDDEN, _is_count),
)
_BY_KEY = {setting.key: setting for setting in SETTINGS}


class Settings:
    """The values of `SETTINGS`, read from and written to one JSON file.

    Any thread may read and set: a reader sees the value before or after a change, two changes never undo one another.
    What another process has changed in the file since it was read stays there, and counts here from the next start on.
    """

    def __init__(self, file: Path | None = None) -> None:
        """Read `file` (default: this user's). A missing or unreadable file means the defaults."""
        self._file = file or settings_file()
        self._writing = threading.Lock()
        # Never changed once readers have it: a change puts another in its place.
        self._values: dict[str, Any] = self._stored() or {}

    def _stored(self) -> dict[str, Any] | None:
        """What of the file may be used; None where it cannot be read."""
        try:
            stored = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        if not isinstance(stored, dict):
            return None
        return {key: value for key, value in stored.items() if key in _BY_KEY and _BY_KEY[key].accepts(value)}

    def __getitem__(self, key: str) -> Any:
        return self._values.get(key, _BY_KEY[key].default)

    def __setitem__(self, key: str, value: Any) -> None:
        """Set and save at once. Raises KeyError (no such setting), ValueError (not accepted), OSError (not written)."""
        if not _BY_KEY[key].accepts(value):
            raise ValueError(f"{key} cannot be {value!r}")
        with self._writing:
            stored = self._stored()
            values = (self._values if stored is None else stored) | {key: value}
            private_folder(self._file.parent)
            write_atomically(self._file, json.dumps(values, ensure_ascii=False, indent=1).encode())
            self._values = self._values | {key: value}

    @property
    def day_start(self) -> time:
        """The time of day at which a new diary day begins."""
        return time.fromisoformat(self["day_start"])

    @property
    def backup_folder(self) -> Path:
        """The folder that the user picked for backups, else the default one."""
        chosen = self["backup_folder"]
        return default_backup_folder() if chosen is None else Path(chosen)

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
