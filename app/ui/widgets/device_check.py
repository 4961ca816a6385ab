"""Choosing the microphone and the loudspeaker, and trying both."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.config import Settings
from app.errors import NoMicrophone, NoSpeaker, TodakError, storage_trouble
from app.ui.advice import explained
from app.ui.live_session import LiveSession
from app.ui.widgets import build
from app.ui.widgets.level_meter import LevelMeter

if TYPE_CHECKING:
    from app.voice.devices import Device, Devices

VOICE = -45.0  # dB below full scale: quieter than this nobody speaks into a microphone
ABOVE_NOISE = 10.0  # dB over the room's own noise
SENTENCE = "안녕하세요, 토닥이에요. 제 목소리가 들리나요?"  # the voice is Korean in every language of the window
ENOUGH = 6  # blocks of 32 ms as loud as that: a word, not a click


def device_names(devices: "Iterable[Device]") -> list[tuple[str, str]]:
    """What the settings remember of each device, and what to show; one name twice gets its sound system's beside it."""
    known = list(devices)
    often = Counter(device.name for device in known)
    names: dict[str, str] = {}
    for device in known:
        if often[device.name] == 1:
            names[device.name] = device.name
        else:  # PortAudio is asked for "name, system" (sounddevice's own rule)
            names.setdefault(f"{device.name}, {device.system}", f"{device.name} ({device.system})")
    return list(names.items())


class DeviceCheck(QWidget):
    """Two cards, for hearing and for speaking. `start` looks for devices; nothing is stored of what is heard.

    With `listen` the microphone is tried at once, else when its button is pressed; without the consent to recording it
    is never opened. A diary must be open for the loudspeaker's sentence.
    """

    def __init__(
        self, live: LiveSession, settings: Settings, *, listen: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._live = live
        self._settings = settings
        self._listen_at_once = listen
        self._tries = 0  # of the microphone that were not told to have ended
        self._loud = 0
        self._noise = 0.0
        self._make_microphone()
        self._make_loudspeaker()
        again = build.button(self.tr("장치 다시 찾기"), "link", self.start, icon="refresh")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self._microphone_card)
        column.addWidget(self._loudspeaker_card)
        column.addWidget(again, 0, Qt.AlignmentFlag.AlignLeft)
        live.loudness.connect(self._hear)

    # --- the look ------------------------------------------------------------------------------------------------

    def _make_microphone(self) -> None:
        self._microphones = self._combo(self.tr("마이크"))
        self._microphones.activated.connect(self._choose_microphone)
        self._try_microphone = build.button(self.tr("마이크 확인"), "outline", self.listen, icon="microphone")
        self._meter = LevelMeter()
        self._heard = build.label("", "soft", wrap=True)
        self._microphone_card = self._card(
            self.tr("마이크"), self._microphones, self._try_microphone, self._meter, self._heard
        )

    def _make_loudspeaker(self) -> None:
        self._loudspeakers = self._combo(self.tr("스피커"))
        self._loudspeakers.activated.connect(self._choose_loudspeaker)
        self._try_loudspeaker = build.button(self.tr("소리 들어 보기"), "outline", self.speak, icon="speaker")
        self._spoken = build.label("", "soft", wrap=True)
        self._loudspeaker_card = self._card(self.tr("스피커"), self._loudspeakers, self._try_loudspeaker, self._spoken)
        self._say_spoken("")

    @staticmethod
    def _combo(name: str) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(name)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(12)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return made

    @staticmethod
    def _card(title: str, combo: QComboBox, button: QWidget, *below: QWidget) -> QFrame:
        card = build.area("card")
        column = QVBoxLayout(card)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(build.label(title, "heading"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(combo, 1)
        row.addWidget(button)
        column.addLayout(row)
        for widget in below:
            column.addWidget(widget)
        return card

    # --- the devices ---------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Look for devices, in the background."""
        from app.voice.devices import list_devices

        self._live.aside(lambda: list_devices(look_again=True), self._found)

    def stop(self) -> None:
        """Close the microphone, if it was opened here."""
        if self._listening and self._live.recording == "idle":
            self._live.stop_recording()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt's."""
        self.stop()
        super().hideEvent(event)

    def _found(self, devices: "Devices") -> None:
        self._fill(self._microphones, devices.inputs, self._settings["microphone"])
        self._fill(self._loudspeakers, devices.outputs, self._settings["loudspeaker"])
        consent = bool(self._settings["voice_consent"])
        can_hear = consent and bool(devices.inputs)
        for widget in (self._microphones, self._try_microphone, self._meter):
            widget.setVisible(can_hear)
        if not consent:
            self._say_heard(
                self.tr(
                    "녹음에 동의하지 않아서 마이크는 켜지 않아요. 글로 적으면 똑같이 읽고 답해요. "
                    "마음이 바뀌면 설정에서 켤 수 있어요."
                )
            )
        elif not devices.inputs:
            self._say_no_microphone()
        elif self._listen_at_once and self.isVisible():
            self.listen()
        else:
            self._say_heard(self.tr("확인할 때 들리는 소리는 저장하지 않아요."))
        for widget in (self._loudspeakers, self._try_loudspeaker):
            widget.setVisible(bool(devices.outputs))
        if not devices.outputs:
            self._say_spoken(self.tr("스피커를 찾지 못했어요. 답은 글로 읽을 수 있어요."))
        else:
            self._say_spoken("")

    def _fill(self, combo: QComboBox, devices: "Iterable[Device]", chosen: str | None) -> None:
        combo.clear()
        combo.addItem(self.tr("컴퓨터의 기본 장치"), None)
        for name, shown in device_names(devices):
            combo.addItem(shown, name)
        at = combo.findData(chosen) if chosen is not None else 0
        if at < 0:  # it was unplugged; the choice is kept until another is made
            combo.addItem(self.tr("{device} (연결 안 됨)").format(device=chosen), chosen)
            at = combo.count() - 1
        combo.setCurrentIndex(at)

    def _remember(self, key: str, combo: QComboBox) -> bool:
        try:
            self._settings[key] = combo.currentData()
        except OSError as error:
            self._live.trouble.emit(storage_trouble(error))
            return False
        self._live.setting_changed.emit(key)
        return True

    # --- hearing -------------------------------------------------------------------------------------------------

    @property
    def _listening(self) -> bool:
        return self._tries > 0

    def _choose_microphone(self) -> None:
        if self._remember("microphone", self._microphones) and self._listening:
            self.listen()

    def listen(self) -> None:
        """Open the chosen microphone and show how loud it is."""
        if self._live.recording != "idle":
            self._say_heard(self.tr("지금 녹음하고 있어요. 끝나면 확인할 수 있어요."))
            return
        self._tries += 1
        self._loud = 0
        self._noise = 0.0
        self._try_microphone.setEnabled(False)
        self._say_heard(self.tr("아무 말이나 해 보세요. 확인할 때 들리는 소리는 저장하지 않아요."))
        self._live.try_microphone(self._stopped, self._deaf)

    def _hear(self, decibels: float) -> None:
        if not self._listening or self._live.recording != "idle":
            return
        self._meter.set_level(decibels)
        self._noise = min(self._noise, decibels)
        if decibels > max(VOICE, self._noise + ABOVE_NOISE):
            self._loud += 1
            if self._loud == ENOUGH:
                self._say_heard(self.tr("소리가 들려요"), "good")

    def _stopped(self, _: object) -> None:
        self._tries -= 1
        self._try_microphone.setEnabled(not self._listening)

    def _deaf(self, error: TodakError) -> None:
        self._stopped(None)
        if isinstance(error, NoMicrophone):
            self._say_no_microphone()
        else:
            said = explained(error)
            self._say_heard(f"{said['message']} {said['todo']}", "danger")

    def _say_no_microphone(self) -> None:
        self._say_heard(
            self.tr("마이크를 찾지 못했어요. 글로 적으면 똑같이 읽고 답해요. 마이크를 연결한 뒤 다시 찾아도 돼요.")
        )

    def _say_heard(self, text: str, role: str = "soft") -> None:
        self._heard.setProperty("role", role)
        self._heard.setText(text)
        build.restyle(self._heard)

    # --- speaking ------------------------------------------------------------------------------------------------

    def _choose_loudspeaker(self) -> None:
        self._remember("loudspeaker", self._loudspeakers)

    def speak(self) -> None:
        """Say a sentence through the chosen loudspeaker."""
        self._try_loudspeaker.setEnabled(False)
        self._say_spoken(self.tr("말하고 있어요…"))
        self._live.try_loudspeaker(SENTENCE, self._said, self._mute)

    def _said(self, _: object) -> None:
        self._try_loudspeaker.setEnabled(True)
        self._say_spoken(self.tr("목소리가 들렸나요? 안 들렸다면 소리 크기를 올리거나 다른 스피커를 골라 보세요."))

    def _mute(self, error: TodakError) -> None:
        self._try_loudspeaker.setEnabled(True)
        said = explained(error)
        todo = said["todo"]
        if isinstance(error, NoSpeaker):
            todo = self.tr("다른 스피커를 고르거나 답을 글로 읽어 주세요.")
        self._say_spoken(f"{said['message']} {todo}", "danger")

    def _say_spoken(self, text: str, role: str = "soft") -> None:
        self._spoken.setVisible(bool(text))
        self._spoken.setProperty("role", role)
        self._spoken.setText(text)
        build.restyle(self._spoken)
