"""The settings, in one column, with the names of their groups beside it where there is room."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from app.config import GROUPS, Group, Settings
from app.ui import theme as themes
from app.ui import translation
from app.ui.live_session import LiveSession
from app.ui.pages.page import Page
from app.ui.pages.settings_group import SettingsGroup
from app.ui.places import Place, SettingsAt
from app.ui.widgets import build

WIDEST = 760  # px of the column
LEAST = 520  # px of the column at 100 %, for which the names beside it make room
MARGIN = 32  # px around everything
BETWEEN = 40  # px between the names and the column
APART = 32  # px between groups


def _kind_of(name: str) -> type[SettingsGroup]:
    """The class of a group that holds more than declared settings; imported when that group is made."""
    if name == "voice":
        from app.ui.pages.settings_voice import VoiceGroup

        return VoiceGroup
    if name == "devices":
        from app.ui.pages.settings_voice import DevicesGroup

        return DevicesGroup
    if name == "privacy":
        from app.ui.pages.settings_privacy import PrivacyGroup

        return PrivacyGroup
    if name == "backup":
        from app.ui.pages.settings_backup import BackupGroup

        return BackupGroup
    if name == "engines":
        from app.ui.pages.settings_engines import EnginesGroup

        return EnginesGroup
    if name == "about":
        from app.ui.pages.settings_about import AboutGroup

        return AboutGroup
    return SettingsGroup


class SettingsPage(Page):
    """Every declared setting and what belongs to it, group by group."""

    language_changed = Signal()  # the window has to be built again

    def __init__(self, live: LiveSession, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(live, settings, parent)
        self._held = ""  # the group that was gone to, until one scrolls
        self._holding = False
        self._arrived = False
        self._groups: dict[str, SettingsGroup] = {}
        self._names = self._make_names()
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setSpacing(APART)
        self._column.addWidget(build.label(self.title(), "title", wrap=True))
        self._column.addStretch(1)
        self._scroll = build.scrolling(self._content, self.title())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)
        self._names.raise_()
        self._scroll.viewport().installEventFilter(self)
        self._scroll.verticalScrollBar().valueChanged.connect(self._mark)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._hold_soon)
        themes.keeper().changed.connect(self._fit)
        self.group(GROUPS[0].name)
        self._mark()
        QTimer.singleShot(0, self, self._make_next)

    def title(self) -> str:
        """Page's."""
        return self.tr("설정")

    def arrive(self, place: Place) -> None:
        """Page's: show what is in force, at the group asked for."""
        self._arrived = True
        for group in self._groups.values():
            group.arrive()
        self._scroll.verticalScrollBar().setValue(0)
        wanted = place.group if isinstance(place, SettingsAt) else ""
        self._held = wanted if wanted in {group.name for group in GROUPS} else ""
        self._hold_soon()

    def leave(self) -> None:
        """Page's."""
        for group in self._groups.values():
            group.leave()

    def group(self, name: str) -> SettingsGroup:
        """One of the groups; made now, with those before it, if it is not there yet."""
        while name not in self._groups:
            self._make_group(GROUPS[len(self._groups)])
        return self._groups[name]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's: the column follows the width of what is seen."""
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return False

    def _make_group(self, group: Group) -> None:
        made = _kind_of(group.name)(group, self.live, self.settings)
        made.language_changed.connect(self.language_changed)
        made.notice.connect(lambda text: self.notice.emit(text, None))
        self._groups[group.name] = made
        self._column.insertWidget(self._column.count() - 1, made)
        if self._arrived:
            made.arrive()

    def _make_next(self) -> None:
        """One group at a time, so that the window never waits for all of them."""
        if not self.live.is_open:
            return  # locked meanwhile: this page goes
        if len(self._groups) < len(GROUPS):
            self.group(GROUPS[len(self._groups)].name)
            QTimer.singleShot(0, self, self._make_next)

    def _make_names(self) -> QWidget:
        names = QWidget(self)
        names.setAccessibleName(self.tr("설정 목록"))
        column = QVBoxLayout(names)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self._buttons = QButtonGroup(self)
        for at, group in enumerate(GROUPS):
            made = build.button(translation.said(group.label), "nav")
            made.setCheckable(True)
            self._buttons.addButton(made, at)
            column.addWidget(made)
        self._buttons.idClicked.connect(lambda at: self.show_group(GROUPS[at].name))
        return names

    # --- scrolling -----------------------------------------------------------------------------------------------

    def show_group(self, name: str) -> None:
        """Scroll to a group."""
        self.group(GROUPS[-1].name)  # the page must be as high as it will be
        self._held = name
        self._hold()

    def _hold_soon(self) -> None:
        QTimer.singleShot(0, self, self._hold)  # when what changed the height is laid out

    def _hold(self) -> None:
        """Keep the group that was gone to in sight while the page grows above and below it."""
        if self._held not in self._groups:
            return
        top = self._groups[self._held].y() - MARGIN
        self._holding = True
        self._scroll.verticalScrollBar().setValue(0 if self._held == GROUPS[0].name else top)  # below the title
        self._holding = False
        self._buttons.button(self._at(self._held)).setChecked(True)  # also when the page ends before its top

    def _mark(self) -> None:
        """Show which group is read."""
        if self._holding:
            return
        self._held = ""
        scrolled = self._scroll.verticalScrollBar().value()
        read = GROUPS[0].name
        for name, group in self._groups.items():
            if group.y() - MARGIN <= scrolled + self._scroll.viewport().height() / 4:
                read = name
        self._buttons.button(self._at(read)).setChecked(True)

    @staticmethod
    def _at(name: str) -> int:
        return next(at for at, group in enumerate(GROUPS) if group.name == name)

    # --- the width -----------------------------------------------------------------------------------------------

    def _fit(self) -> None:
        """The column in the middle, the names at its left if the column stays wide enough."""
        width = self._scroll.viewport().width()
        names = self._names.sizeHint()
        column = min(WIDEST, width - 2 * MARGIN - names.width() - BETWEEN)
        wide = column >= min(WIDEST, themes.keeper().size(LEAST))
        if not wide:
            column = min(WIDEST, width - 2 * MARGIN)
        left = (width - column - (names.width() + BETWEEN if wide else 0)) // 2
        self._names.setVisible(wide)
        self._names.setGeometry(left, MARGIN, names.width(), names.height())
        start = left + (names.width() + BETWEEN if wide else 0)
        self._column.setContentsMargins(start, MARGIN, width - start - column, 2 * MARGIN)
