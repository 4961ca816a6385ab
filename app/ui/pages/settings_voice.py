"""The settings of what Todak speaks with and hears with."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from app.config import SETTINGS, Group, Kind, Settings
from app.errors import TodakError
from app.ui.live_session import LiveSession
from app.ui.pages.settings_group import LOOK_MS, SettingsGroup
from app.ui.widgets import build
from app.ui.widgets.error_note import ErrorNote
from app.ui.widgets.setting_controls import DeviceBox, RateControl

if TYPE_CHECKING:
    from app.voice.devices import Devices

SENTENCE = "이만큼 빠르게 말할게요. 듣기 편한가요?"  # the voice is Korean in every language of the window


class VoiceGroup(SettingsGroup):
    """How replies are spoken; a sentence can be heard at the chosen rate."""

    def __init__(self, group: Group, live: LiveSession, settings: Settings) -> None:
        super().__init__(group, live, settings)
        self._trouble = ErrorNote()
        self.column.addWidget(self._trouble)
        self._speaks = False
        for setting in SETTINGS:
            if setting.page == group.name and setting.kind is Kind.RATE:
                control = self.control(setting.key)
                assert isinstance(control, RateControl)
                control.listen.connect(self.listen)

    def listen(self) -> None:
        """Say a sentence at the rate that is set."""
        self._trouble.clear()
        self._speaks = True
        self.live.try_loudspeaker(SENTENCE, self._spoken, self._failed)

    def leave(self) -> None:
        """Be silent."""
        if self._speaks:
            self.live.stop_speaking()

    def _spoken(self, _: object) -> None:
        self._speaks = False

    def _failed(self, error: TodakError) -> None:
        self._speaks = False
        self._trouble.show_error(error)


class DevicesGroup(SettingsGroup):
    """The microphone and the loudspeaker; what is connected is looked for on every visit and when asked."""

    def __init__(self, group: Group, live: LiveSession, settings: Settings) -> None:
        super().__init__(group, live, settings)
        self._again = build.button(self.tr("다시 찾기"), "outline", self.look, icon="refresh")
        self._row = self.add_row(self.tr("연결된 장치"), self._again)

    def arrive(self) -> None:
        """Look once the page stands."""
        super().arrive()
        QTimer.singleShot(LOOK_MS, self, self.look)

    def look(self) -> None:
        """Look for devices, in the background."""
        self._again.setEnabled(False)
        self._row.show_help(self.tr("찾고 있어요…"))

        def work() -> "Devices":
            from app.voice.devices import list_devices

            return list_devices(look_again=True)

        self.live.slowly(work, self._found, self._failed)

    def _found(self, devices: "Devices") -> None:
        self._again.setEnabled(True)
        for setting in SETTINGS:
            if setting.page == self.name and setting.kind in (Kind.MICROPHONE, Kind.LOUDSPEAKER):
                box = self.control(setting.key)
                assert isinstance(box, DeviceBox)
                box.show_devices(devices.inputs if setting.kind is Kind.MICROPHONE else devices.outputs)
        self._row.show_help(self._said(len(devices.inputs), len(devices.outputs)))

    def _said(self, microphones: int, loudspeakers: int) -> str:
        if not microphones and not loudspeakers:
            return self.tr("마이크도 스피커도 찾지 못했어요. 글로 적고 읽는 데는 아무 지장이 없어요.")
        if not microphones:
            return self.tr("마이크를 찾지 못했어요. 연결한 뒤 다시 찾아 주세요. 그동안은 글로 적을 수 있어요.")
        if not loudspeakers:
            return self.tr("스피커를 찾지 못했어요. 연결한 뒤 다시 찾아 주세요. 답은 글로 읽을 수 있어요.")
        return self.tr("새로 꽂은 장치가 보이지 않으면 다시 찾아 주세요.")

    def _failed(self, error: TodakError) -> None:
        self._again.setEnabled(True)
        self._row.show_help("")
        self.live.trouble.emit(error)
