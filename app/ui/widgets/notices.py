"""What the window says for a moment, over the bottom of the page: quiet notices with undo, and troubles."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import TodakError
from app.ui.advice import explained
from app.ui.places import Place, SettingsAt
from app.ui.screen_reader import announce
from app.ui.widgets import build
from app.ui.widgets.side_layout import SideLayout

NOTICE_MS = 6_000
MARGIN = 20  # px from the page's edge
ABOVE = 8  # px from what is kept free
WIDTH = 620  # px at most

# Where the user can do something about it.
_WAYS_ON: dict[str, Place] = {
    "no_microphone": SettingsAt("devices"),
    "microphone_lost": SettingsAt("devices"),
    "nothing_heard": SettingsAt("devices"),
    "no_speaker": SettingsAt("devices"),
    "no_voice": SettingsAt("engines"),
    "not_transcribed": SettingsAt("engines"),
    "model_missing": SettingsAt("engines"),
    "model_broken": SettingsAt("engines"),
    "chosen_model_failed": SettingsAt("engines"),
    "backup_failed": SettingsAt("backup"),
    "no_room_for_backup": SettingsAt("backup"),
    "diary_damaged": SettingsAt("backup"),
}


class Notices(QObject):
    """Shows one notice or trouble at a time over `page_area`; a newer one takes its place.

    `kept_free` tells how many px at the bottom it must not cover.
    """

    go = Signal(object)  # Place

    def __init__(self, page_area: QWidget, kept_free: Callable[[], int] = lambda: 0) -> None:
        super().__init__(page_area)
        self._area = page_area
        self._kept_free = kept_free
        self._card: QFrame | None = None
        self._timer = QTimer(self, interval=NOTICE_MS, singleShot=True)
        self._timer.timeout.connect(self._time_is_up)
        page_area.installEventFilter(self)

    def tell(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """A quiet line for some seconds, with an undo button when `undo` is given.

        It stays while the mouse or the focus is on it: who reaches for the button finds it.
        """
        card = self._new_card("card")
        row = QHBoxLayout(card)
        row.setContentsMargins(18, 8, 8, 8)
        row.addWidget(build.label(text, wrap=True), 1)
        if undo is not None:
            row.addWidget(build.button(self.tr("되돌리기"), "link", lambda: self._undo(undo), icon="undo"))
        row.addWidget(build.icon_button("close", self.tr("닫기"), self.clear))
        self._timer.start()
        self._show(card, text)
        announce(card, text)

    def explain(self, error: TodakError) -> None:
        """What failed, what was kept, what to do; stays until it is closed."""
        said = explained(error)
        card = self._new_card("alarm")
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(4)
        column.addWidget(build.label(said["message"], "strong", wrap=True))
        column.addWidget(build.label(f"{said['kept']} {said['todo']}", wrap=True))
        ways = QWidget()
        row = QHBoxLayout(ways)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        way_on = _WAYS_ON.get(error.code)
        if way_on is not None:
            row.addWidget(build.button(self.tr("설정 열기"), "outline", lambda: self._take(way_on), icon="settings"))
        row.addWidget(build.icon_button("close", self.tr("닫기"), self.clear))
        beside = SideLayout(card, gap=16)
        beside.setContentsMargins(20, 8, 10, 8)
        beside.addWidget(words)
        beside.addWidget(ways)
        self._timer.stop()
        self._show(card, said["message"])
        announce(card, f"{said['message']} {said['kept']} {said['todo']}", at_once=True)

    def clear(self) -> None:
        """Show nothing."""
        self._timer.stop()
        if self._card is not None:
            self._card.hide()
            self._card.deleteLater()
            self._card = None

    def _time_is_up(self) -> None:
        card, focus = self._card, QApplication.focusWidget()
        if card is not None and (card.underMouse() or (focus is not None and card.isAncestorOf(focus))):
            self._timer.start()
        else:
            self.clear()

    @property
    def is_showing(self) -> bool:
        """Whether something is shown."""
        return self._card is not None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's: keeps the card at the bottom of the page."""
        if event.type() == QEvent.Type.Resize:
            self.place()
        return False

    def _new_card(self, role: str) -> QFrame:
        self.clear()
        card = build.area(role)
        card.setParent(self._area)
        return card

    def _show(self, card: QFrame, text: str) -> None:
        self._card = card
        card.setAccessibleName(text)
        self.place()
        card.show()
        card.raise_()

    def place(self) -> None:
        """Put what is shown where it belongs on the page that is shown now."""
        if self._card is None:
            return
        width = min(WIDTH, self._area.width() - 2 * MARGIN)
        layout = self._card.layout()
        height = self._card.sizeHint().height()
        if layout is not None and layout.hasHeightForWidth():
            height = layout.totalHeightForWidth(width)
        left = (self._area.width() - width) // 2
        bottom = self._area.height() - max(MARGIN, self._kept_free() + ABOVE)
        self._card.setGeometry(left, bottom - height, width, height)

    def _undo(self, undo: Callable[[], None]) -> None:
        self.clear()
        undo()

    def _take(self, place: Place) -> None:
        self.clear()
        self.go.emit(place)
