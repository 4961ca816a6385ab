"""Changing a setting from the window: saved in the background, then in force at once."""

import errno
from collections import Counter
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.config import Settings
from app.errors import Sentence, TodakError
from app.ui import theme, translation
from app.ui.live_session import LiveSession


class SettingsNotSaved(TodakError):
    """The settings file could not be written."""

    code = "settings_not_saved"
    message = Sentence("설정을 저장하지 못했어요. ({reason})", "The setting could not be saved ({reason}).")
    kept = Sentence("바꾸기 전 설정을 그대로 써요.", "What was set before stays in force.")
    todo = Sentence(
        "디스크에 자리가 있는지 확인하고 다시 바꿔 주세요.", "See whether the disk has room, then change it again."
    )


class SettingsKeeper(QObject):
    """Changes `settings`, puts on a new appearance, and tells who else has to know.

    Most of Todak reads a setting when it needs it: the microphone, the voice, the day's start. A setting that could not
    be saved is told as `live.trouble`.
    """

    changed = Signal(str)  # key: saved, or not saved and as it was; once for changes in quick succession
    language_changed = Signal()  # the window has to be built again

    def __init__(self, live: LiveSession, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._live = live
        self._settings = settings
        self._waiting: Counter[str] = Counter()

    def change(self, key: str, value: Any) -> None:
        """Set `key` to `value`, save it, then tell `changed`."""

        def save() -> None:
            try:
                self._settings[key] = value
            except OSError as error:
                raise SettingsNotSaved(reason=errno.errorcode.get(error.errno or 0, type(error).__name__)) from error

        def saved(_: None) -> None:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                self._apply(key)
                self.changed.emit(key)
                self._live.setting_changed.emit(key)

        def failed(error: TodakError) -> None:
            self._live.trouble.emit(error)
            saved(None)

        self._waiting[key] += 1
        self._live.aside(save, saved, failed, owner=self)

    def is_changing(self, key: str) -> bool:
        """Whether a change of `key` is on its way."""
        return self._waiting[key] > 0

    def _apply(self, key: str) -> None:
        if key in ("appearance", "text_size"):
            theme.keeper().wear(self._settings["appearance"], self._settings["text_size"])
        elif key == "language" and self._settings.language != translation.language():
            self.language_changed.emit()
