"""What one changes a setting with, by the kind of setting.

Each control has `chosen`, told with a new value when the user has chosen one, and `show_value`. The wheel scrolls the
page: it changes no value under the pointer by accident.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol, cast

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, QTime, Signal, SignalInstance
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QSizePolicy,
    QSlider,
    QTimeEdit,
    QWidget,
)

from app.config import FASTEST, SLOWEST, Kind, Setting
from app.ui import translation
from app.ui.widgets import build
from app.ui.widgets.device_check import device_names
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.switch import Switch

if TYPE_CHECKING:
    from app.voice.devices import Device

MOST_BUTTONS = 4  # of one choice; more are easier to read in a box
RATE_STEP = 10  # words a minute, the least one hears
PADDING = 13  # px, of fields in the style sheet, with the border
BOX_LETTERS = 16  # a box shows at least so many letters of a device's name


class Control(Protocol):
    """What every control has."""

    chosen: SignalInstance

    def show_value(self, value: Any) -> None:
        """Show the value that is in force; tells nobody."""


class SwitchControl(Switch):
    """On or off."""

    chosen = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.clicked.connect(lambda on: self.chosen.emit(on))

    def show_value(self, value: Any) -> None:
        """Show it."""
        self.setChecked(bool(value))


class ChoiceButtons(QWidget):
    """A few choices side by side, one of them pressed."""

    chosen = Signal(object)

    def __init__(self, choices: Sequence[tuple[Any, str]], name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        line = FlowLayout(self)
        self._group = QButtonGroup(self)
        self._values = [value for value, _ in choices]
        for at, (_, word) in enumerate(choices):
            made = build.button(word, "toggle")
            made.setCheckable(True)
            made.setAccessibleDescription(name)
            self._group.addButton(made, at)
            line.addWidget(made)
        self._group.idClicked.connect(lambda at: self.chosen.emit(self._values[at]))
        self.setFocusProxy(self._group.button(0))

    def show_value(self, value: Any) -> None:
        """Show it; one that is not among the choices presses none."""
        if value in self._values:
            pressed = self._group.button(self._values.index(value))
            pressed.setChecked(True)
            self.setFocusProxy(pressed)


class ChoiceBox(QComboBox):
    """Many choices in a box that opens."""

    chosen = Signal(object)

    def __init__(self, choices: Sequence[tuple[Any, str]], name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        for value, word in choices:
            self.addItem(word, value)
        self.activated.connect(lambda at: self.chosen.emit(self.itemData(at)))

    def show_value(self, value: Any) -> None:
        """Show it; one that is not among the choices leaves the box empty."""
        self.setCurrentIndex(self.findData(value))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Left to the page."""
        event.ignore()


class ClockField(QTimeEdit):
    """A time of day."""

    chosen = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setLocale(QLocale())
        self.setDisplayFormat("AP h:mm" if translation.language() == "ko" else "h:mm AP")
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.lineEdit().setAccessibleName(name)
        self.lineEdit().setTextMargins(PADDING, 0, 0, 0)  # the style sheet's padding reaches its right side only
        self.setKeyboardTracking(False)  # told when the typing is done, not at every figure
        self.setWrapping(True)
        self.timeChanged.connect(lambda clock: self.chosen.emit(clock.toString("HH:mm")))

    def show_value(self, value: Any) -> None:
        """Show it."""
        with QSignalBlocker(self):
            self.setTime(QTime.fromString(value, "HH:mm"))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Left to the page."""
        event.ignore()


class _Slider(QSlider):
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class RateControl(QWidget):
    """From slow to fast, and a button to hear it."""

    chosen = Signal(object)
    listen = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._slider = _Slider(Qt.Orientation.Horizontal)
        self._slider.setAccessibleName(name)
        self._slider.setRange(SLOWEST // RATE_STEP, FASTEST // RATE_STEP)
        self._slider.setPageStep(3)
        self._slider.setTracking(False)  # told when it is let go
        self._slider.setMinimumWidth(140)
        self._slider.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._slider.valueChanged.connect(lambda steps: self.chosen.emit(steps * RATE_STEP))
        self._listen = build.button(self.tr("들어 보기"), "soft", self.listen.emit, icon="speaker")
        line = FlowLayout(self, spacing=12)
        scale = QWidget()
        across = QHBoxLayout(scale)
        across.setContentsMargins(0, 9, 0, 9)  # as high as the button beside it
        across.setSpacing(10)
        across.addWidget(build.label(self.tr("느리게"), "caption"))
        across.addWidget(self._slider)
        across.addWidget(build.label(self.tr("빠르게"), "caption"))
        line.addWidget(scale)
        line.addWidget(self._listen)
        self.setFocusProxy(self._slider)

    def show_value(self, value: Any) -> None:
        """Show it."""
        with QSignalBlocker(self._slider):
            self._slider.setValue(round(value / RATE_STEP))


class DeviceBox(ChoiceBox):
    """The default device and those that are there; a chosen one that is missing stays, and says so."""

    def __init__(self, name: str) -> None:
        super().__init__((), name)
        self._value: str | None = None
        self._names: dict[str, str] | None = None
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(BOX_LETTERS)
        self._fill()

    def show_value(self, value: Any) -> None:
        """Show it."""
        self._value = value
        self._fill()

    def show_devices(self, found: "Sequence[Device]") -> None:
        """Offer these devices. Until then nobody knows whether the chosen one is there."""
        self._names = dict(device_names(found))
        self._fill()

    def _fill(self) -> None:
        self.clear()
        self.addItem(self.tr("기본 장치"), None)
        names = self._names or {}
        for remembered, shown in names.items():
            self.addItem(shown, remembered)
        if self._value is not None and self._value not in names:
            missing = self.tr("{name} (연결 안 됨)").format(name=self._value)
            self.addItem(self._value if self._names is None else missing, self._value)
        for at in range(self.count()):
            self.setItemData(at, self.itemText(at), Qt.ItemDataRole.ToolTipRole)
        self.setCurrentIndex(max(0, self.findData(self._value)) if self._value is not None else 0)
        self.setToolTip(self.currentText())


def control_for(setting: Setting) -> QWidget:
    """The control (a `Control`) that changes `setting`."""
    name = translation.said(setting.label)
    if setting.kind is Kind.SWITCH:
        return SwitchControl(name)
    if setting.kind is Kind.CLOCK:
        return ClockField(name)
    if setting.kind is Kind.RATE:
        return RateControl(name)
    if setting.kind in (Kind.MICROPHONE, Kind.LOUDSPEAKER):
        return DeviceBox(name)
    choices = [(choice.value, translation.said(choice.label)) for choice in setting.choices]
    return ChoiceButtons(choices, name) if len(choices) <= MOST_BUTTONS else ChoiceBox(choices, name)


def as_control(widget: QWidget) -> Control:
    """What `control_for` made, as what it can do."""
    return cast(Control, widget)
