"""The way around the window."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from app.ui.artwork import Picture, set_icon
from app.ui.places import CalendarAt, Entries, Place, SettingsAt, Today
from app.ui.widgets import build

NARROW_BELOW = 1_080  # px of window: icons only
NAV_ICON = 22  # px
BESIDE = 6  # px between an icon and its word, beside the style sheet's 4


class Sidebar(QFrame):
    """Today, calendar, entries, settings, and the lock. Icons only when the window is narrow."""

    go = Signal(object)  # Place
    lock = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "sidebar")
        self.setAccessibleName(self.tr("메뉴"))
        self._narrow = False
        self._buttons: dict[type[object], QPushButton] = {}
        self._names: dict[QPushButton, str] = {}
        self._icons: dict[QPushButton, str] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 20, 14, 16)
        column.setSpacing(4)
        column.addLayout(self._make_brand())
        column.addSpacing(18)
        places: tuple[tuple[Place, str, str, str], ...] = (
            (Today(), self.tr("오늘"), "today", "Ctrl+1"),
            (CalendarAt(), self.tr("달력"), "calendar", "Ctrl+2"),
            (Entries(), self.tr("지난 일기"), "list", "Ctrl+3"),
            (SettingsAt(), self.tr("설정"), "settings", "Ctrl+,"),
        )
        for place, name, icon, shortcut in places:
            if isinstance(place, SettingsAt):
                column.addStretch(1)
            made = self._make_button(name, icon, shortcut)
            made.setCheckable(True)
            self._group.addButton(made)
            self._buttons[type(place)] = made
            made.clicked.connect(lambda _=False, place=place: self.go.emit(place))
            column.addWidget(made)
        lock = self._make_button(self.tr("잠그기"), "lock", "Ctrl+L")
        lock.clicked.connect(lambda: self.lock.emit())
        column.addWidget(lock)

    def _make_brand(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self._avatar = Picture(40, mascot="avatar")
        self._name = build.label(self.tr("토닥"), "title")
        row.addWidget(self._avatar)
        row.addWidget(self._name, 1, Qt.AlignmentFlag.AlignVCenter)
        return row

    def _make_button(self, name: str, icon: str, shortcut: str) -> QPushButton:
        made = QPushButton(name)
        made.setProperty("kind", "nav")
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.setAccessibleName(name)
        made.setToolTip(f"{name} ({shortcut})")
        made.setShortcut(shortcut)
        set_icon(made, icon, "soft", NAV_ICON, beside=BESIDE)
        self._names[made] = name
        self._icons[made] = icon
        return made

    def mark(self, place: Place) -> None:
        """Show where we are."""
        kind = type(place)
        made = self._buttons.get(kind) or self._buttons[Entries]  # days and entries belong to the list
        made.setChecked(True)

    def withhold_today(self) -> None:
        """Nothing can be said or written: its key does nothing either."""
        self._buttons[Today].hide()

    def fit(self, window_width: int) -> None:
        """Words beside the icons, or icons only."""
        narrow = window_width < NARROW_BELOW
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self._name.setVisible(not narrow)
        for made, name in self._names.items():
            shortcut = made.shortcut()
            made.setText("" if narrow else name)
            made.setShortcut(shortcut)  # setText takes it away
            set_icon(made, self._icons[made], "soft", NAV_ICON, beside=0 if narrow else BESIDE)
