"""One group of the settings page: a heading and a card with a row for each thing in it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.config import SETTINGS, Group, Kind, Setting, Settings
from app.ui import translation
from app.ui.live_session import LiveSession
from app.ui.settings_keeper import SettingsKeeper
from app.ui.widgets import build
from app.ui.widgets.setting_controls import Control, as_control, control_for
from app.ui.widgets.setting_row import SettingRow

LOOK_MS = 300  # after one came to the page: looking at devices and engines would slow down its appearing


class SettingsGroup(QWidget):
    """The declared settings of `group`, each in force as soon as it is changed; more rows may follow.

    Subclasses add what is not a setting, in `arrive` what has to be asked for.
    """

    language_changed = Signal()
    notice = Signal(str)  # a quiet line for the page to show

    def __init__(self, group: Group, live: LiveSession, settings: Settings) -> None:
        super().__init__()
        self.name = group.name
        self.live = live
        self.settings = settings
        self._keeper = SettingsKeeper(live, settings, self)
        self._keeper.language_changed.connect(self.language_changed)
        self._controls: dict[str, Control] = {}
        self._setting_rows: dict[str, SettingRow] = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(10)
        self.column.addWidget(build.label(translation.said(group.label), "heading", wrap=True))
        self._card: QVBoxLayout | None = None
        for setting in SETTINGS:
            if setting.page == group.name and setting.kind is not Kind.HIDDEN:
                control = control_for(setting)
                self._controls[setting.key] = as_control(control)
                as_control(control).chosen.connect(lambda value, key=setting.key: self._keeper.change(key, value))
                self._setting_rows[setting.key] = self.add_row(
                    translation.said(setting.label), control, _help_of(setting)
                )
        self.show_values()
        self._keeper.changed.connect(self._show_value)
        live.setting_changed.connect(self._show_value)

    def arrive(self) -> None:
        """The user comes to the page: show what is in force."""
        self.show_values()

    def leave(self) -> None:
        """The user goes elsewhere. Overridden where that matters."""

    def show_values(self) -> None:
        """Show every value as it is."""
        for key in self._controls:
            self._show_value(key)

    def control(self, key: str) -> Control:
        """The control that changes the setting `key`."""
        return self._controls[key]

    def withhold(self, key: str, why: str) -> None:
        """The setting `key` does nothing here: show it as it is, and say why."""
        self._setting_rows[key].show_help(why)
        self._setting_rows[key].setEnabled(False)

    def add_row(self, label: str, control: QWidget, help: str = "") -> SettingRow:
        """A row at the end of the card."""
        row = SettingRow(label, control, help)
        self.add(row)
        return row

    def add(self, widget: QWidget, *, lined: bool = True) -> None:
        """A widget as wide as the card at its end, below a line unless it brings its own."""
        if self._card is None:
            card = build.area("card")
            self._card = QVBoxLayout(card)
            self._card.setContentsMargins(0, 6, 0, 6)
            self._card.setSpacing(0)
            self.column.addWidget(card)
        elif self._card.count() and lined:
            self._card.addWidget(build.area("line"))
        self._card.addWidget(widget)

    def new_card(self) -> None:
        """What is added next comes into another card."""
        self._card = None

    def _show_value(self, key: str) -> None:
        if key in self._controls and not self._keeper.is_changing(key):
            self._controls[key].show_value(self.settings[key])


def _help_of(setting: Setting) -> str:

    return translation.said(setting.help) if setting.help is not None else ""
