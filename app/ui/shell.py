"""The unlocked window: the sidebar, the pages, and what is said over them."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent, QShortcut, QWindow
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.config import Settings
from app.ui.errands import Errands
from app.ui.live_session import LiveSession
from app.ui.pages.cover import CoverPage
from app.ui.pages.page import Page
from app.ui.places import CalendarAt, DayAt, Entries, EntryAt, Place, SettingsAt, Today
from app.ui.reading_aloud import ReadingAloud
from app.ui.widgets.calm_bar import CalmBar
from app.ui.widgets.notices import Notices
from app.ui.widgets.read_only_line import ReadOnlyLine
from app.ui.widgets.sidebar import Sidebar

if TYPE_CHECKING:
    from app.storage.shapes import Undo

logger = logging.getLogger(__name__)

_AHEAD_MS = 250  # between two pages that are made before anyone asks for them


class Shell(QWidget):
    """Everything one sees while the diary is open. Thrown away at the lock, made anew at the unlock.

    Keys everywhere: F8 held down listens; Esc hides a page with a crisis reply at once, else closes a notice or goes
    back; Alt+Left goes back.
    """

    lock = Signal()
    titled = Signal(str)
    language_changed = Signal()

    def __init__(self, live: LiveSession, settings: Settings) -> None:
        super().__init__()
        self._live = live
        self._settings = settings
        self._aloud = ReadingAloud(live, self)
        self._errands = Errands(live, settings, self._aloud, self)
        self._errands.go.connect(self.go)
        self._errands.breathe.connect(self._breathe)
        self._pages: dict[str, Page] = {}
        self._here: Place | None = None
        self._history: list[Place] = []
        self._held = False
        # One that is only read has no page to speak and write on.
        self._home: Place = Entries() if live.is_read_only else Today()
        self._sidebar = Sidebar()
        self._stack = QStackedWidget()
        self._cover = CoverPage()
        self._notices = Notices(self._stack, lambda: self.page.kept_free if self.page is not None else 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._sidebar)
        column = QVBoxLayout()
        column.setSpacing(0)
        if live.is_read_only:
            self._sidebar.withhold_today()
            line = ReadOnlyLine(live)
            line.lock.connect(self.lock)
            column.addWidget(line)
        column.addWidget(self._stack, 1)
        column.addWidget(CalmBar(live))
        row.addLayout(column, 1)
        self._cover.setParent(self)
        self._cover.hide()
        self._cover.uncovered.connect(self._uncover)
        self._sidebar.go.connect(self.go)
        self._sidebar.lock.connect(self.lock)
        self._notices.go.connect(self.go)
        live.trouble.connect(self._notices.explain)
        live.reshaped.connect(self._follow)
        live.engine_missing.connect(self._explain_once)
        self._told_engines: set[str] = set()
        self._ahead = QTimer(self, interval=_AHEAD_MS)
        self._ahead.timeout.connect(self._make_ahead)
        live.engines_ready.connect(self._ahead.start)
        QShortcut("Alt+Left", self, self.back)

    # --- going around --------------------------------------------------------------------------------------------

    def go(self, place: Place) -> None:
        """Go to `place`, remembering where we were."""
        if isinstance(place, Today):
            place = self._home
        if self._here is not None and self._here != place:
            self._history.append(self._here)
        self._visit(place)

    def back(self) -> None:
        """Go to where we came from, or home."""
        if self._history:
            self._visit(self._history.pop())
        elif self.here != self._home:
            self._visit(self._home)

    @property
    def here(self) -> Place:
        """Where we are."""
        return self._here or self._home

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, Page) else None

    def leave(self) -> None:
        """Before the lock or the end: what is being composed and typed is kept."""
        QGuiApplication.inputMethod().commit()
        if self.page is not None:
            self.page.leave()

    def _visit(self, place: Place) -> None:
        page = self._page_of(place)
        if self.page is not None and self.page is not page:
            self.leave()
        self._here = place
        self._stack.setCurrentWidget(page)
        self._sidebar.mark(place)
        page.setFocus(Qt.FocusReason.OtherFocusReason)  # Tab goes on to its first widget; Space presses none
        page.arrive(place)
        self._notices.place()
        self._retitle()

    def _follow(self, change: "Undo") -> None:
        """No way back leads to an entry that is no more."""

        def now(place: Place) -> Place:
            if isinstance(place, EntryAt) and change.became(place.entry_id) != place.entry_id:
                return EntryAt(change.became(place.entry_id))
            return place

        self._history = [now(place) for place in self._history]
        self._here = None if self._here is None else now(self._here)

    def _retitle(self) -> None:
        if self.page is not None:
            self.titled.emit(self.page.title())

    def _page_of(self, place: Place) -> Page:
        names: dict[type[Place], str] = {
            Today: "today",
            CalendarAt: "calendar",
            Entries: "entries",
            DayAt: "entries",
            EntryAt: "entry",
            SettingsAt: "settings",
        }
        return self._page_named(names[type(place)])

    def _page_named(self, name: str) -> Page:
        if name not in self._pages:
            page = self._makers()[name]()
            page.setProperty("role", "page")
            page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            page.setAccessibleName(page.title())
            page.go.connect(self.go)
            page.back.connect(self.back)
            page.notice.connect(self._notices.tell)
            page.titled.connect(self._retitle)
            self._stack.addWidget(page)
            self._pages[name] = page
        return self._pages[name]

    def _makers(self) -> dict[str, Callable[[], Page]]:
        return {
            "today": self._make_today,
            "calendar": self._make_calendar,
            "entries": self._make_entries,
            "entry": self._make_entry,
            "settings": self._make_settings,
        }

    def _make_ahead(self) -> None:
        """Make one page that nobody has visited yet: with its making, a first visit is a stall one can feel."""
        missing = [name for name in self._makers() if name not in self._pages]
        if self._live.is_read_only:
            missing = [name for name in missing if name != "today"]
        if missing:
            self._page_named(missing[0])
        else:
            self._ahead.stop()

    # Imported when first visited: the first paint does not wait for what nobody looks at yet.

    def _make_today(self) -> Page:
        from app.ui.pages.today import TodayPage

        page = TodayPage(self._live, self._settings, self._aloud)
        page.breathe.connect(self._breathe)
        return page

    def _make_calendar(self) -> Page:
        from app.ui.pages.calendar import CalendarPage

        return CalendarPage(self._live, self._settings)

    def _make_entries(self) -> Page:
        from app.ui.pages.entries import EntriesPage

        page = EntriesPage(self._live, self._settings)
        page.instead.connect(self._visit)  # without remembering the day: going back would lead here again
        return page

    def _make_entry(self) -> Page:
        from app.ui.pages.entry import EntryPage

        return EntryPage(self._live, self._settings)

    def _make_settings(self) -> Page:
        from app.ui.pages.settings import SettingsPage

        page = SettingsPage(self._live, self._settings)
        page.language_changed.connect(self.language_changed)
        return page

    # --- said over the pages -------------------------------------------------------------------------------------

    def tell(self, text: str) -> None:
        """A quiet line."""
        self._notices.tell(text)

    def _breathe(self) -> None:
        from app.ui.widgets.breathing_dialog import BreathingDialog

        BreathingDialog(self._live, self.window()).open()

    def _explain_once(self, error: object) -> None:
        code = str(getattr(error, "code", ""))
        if code not in self._told_engines:
            self._told_engines.add(code)
            self._notices.explain(error)  # type: ignore[arg-type]

    def _uncover(self) -> None:
        self._cover.hide()

    # --- keys ----------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's: the keys that work wherever the focus is."""
        kind = event.type()
        if kind not in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease) or not isinstance(event, QKeyEvent):
            return False
        if not self.isVisible() or self._cover.isVisible():
            return False
        if event.key() == Qt.Key.Key_F8:
            self._hold(kind == QEvent.Type.KeyPress, repeated=event.isAutoRepeat())
            return True
        pressed = event.key() == Qt.Key.Key_Escape and kind == QEvent.Type.KeyPress
        if pressed and self.page is not None and self.page.shows_crisis:
            self._cover.setGeometry(self.rect())
            self._cover.show()
            self._cover.cover()
            return True
        return False

    def watch(self, window: QWindow) -> None:
        """Take the keys of `window` before its widgets do."""
        window.installEventFilter(self)

    def _hold(self, down: bool, *, repeated: bool) -> None:
        if repeated or down == self._held:
            return
        self._held = down
        if down and self._settings["voice_consent"]:
            self._live.start_recording()
        elif not down:
            self._live.stop_recording()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc that nobody else wanted."""
        if event.key() == Qt.Key.Key_Escape:
            if self._notices.is_showing:
                self._notices.clear()
            else:
                self.back()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's."""
        super().resizeEvent(event)
        self._sidebar.fit(self.width())
        self._cover.setGeometry(self.rect())
