"""The unlocked window: the sidebar, the pages, and what is said over them."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QWindow
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QStackedWidget, QVBoxLayout, QWidget

from app.config import Settings
from app.diary.entry import Utterance
from app.ui.errands import Errands
from app.ui.live_session import LiveSession
from app.ui.pages.cover import CoverPage
from app.ui.pages.page import Page
from app.ui.places import CalendarAt, DayAt, Entries, EntryAt, Place, SettingsAt, Today
from app.ui.reading_aloud import ReadingAloud
from app.ui.screen_reader import announce
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

    Keys everywhere: F8 listens while it is held down and this window gets the keys; Esc hides a page with a crisis
    reply at once, else closes a notice or goes back; Alt+Left goes back; Ctrl+F searches.
    """

    lock = Signal()
    titled = Signal(str)
    language_changed = Signal()
    somebody_is_there = Signal()  # without a key, the mouse or a word

    def __init__(self, live: LiveSession, settings: Settings) -> None:
        super().__init__()
        self._live = live
        self._settings = settings
        self._aloud = ReadingAloud(live, self)
        self._aloud.unread.connect(self._announce)
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
        # What is covered is hidden, not painted over: no key and no screen reader finds it.
        self._behind = QWidget()
        self._fronts = QStackedLayout(self)
        self._fronts.addWidget(self._behind)
        self._fronts.addWidget(self._cover)
        row = QHBoxLayout(self._behind)
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
        self._cover.uncovered.connect(self._uncover)
        self._cover.lock.connect(self.lock)
        self._sidebar.go.connect(self.go)
        self._sidebar.lock.connect(self.lock)
        self._notices.go.connect(self.go)
        live.trouble.connect(self._notices.explain)
        live.reshaped.connect(self._follow)
        live.engine_missing.connect(self._explain_once)
        live.another_listens.connect(self._tell_of_another)
        self._told_engines: set[str] = set()
        self._ahead = QTimer(self, interval=_AHEAD_MS)
        self._ahead.timeout.connect(self._make_ahead)
        live.engines_ready.connect(self._ahead.start)
        QShortcut("Alt+Left", self._behind, self.back)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self._behind, self._search)

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

    def _search(self) -> None:
        from app.ui.pages.entries import EntriesPage

        if not isinstance(self.page, EntriesPage):
            self.go(Entries())
        assert isinstance(self.page, EntriesPage)
        self.page.begin_search()

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

    def _announce(self, utterance: Utterance) -> None:
        assert utterance.reply is not None
        announce(self._behind, utterance.reply.text)

    def _tell_of_another(self) -> None:
        self._notices.tell(
            self.tr("명령줄의 토닥이 마이크로 듣고 있어요. 들은 말은 이 일기장에 저장돼요. 잠그면 멈춰요.")
        )

    def _breathe(self) -> None:
        from app.ui.widgets.breathing_dialog import BreathingDialog

        dialog = BreathingDialog(self._live, self.window())
        dialog.breathed.connect(self.somebody_is_there)
        dialog.open()

    def _explain_once(self, error: object) -> None:
        code = str(getattr(error, "code", ""))
        if code not in self._told_engines:
            self._told_engines.add(code)
            self._notices.explain(error)  # type: ignore[arg-type]

    def _hide_all(self) -> None:
        """Show nothing, say nothing and hear nothing until it is uncovered: somebody has come in."""
        self._held = False
        self._live.stop_recording()
        self._errands.forget()
        self._aloud.hush()
        self._fronts.setCurrentWidget(self._cover)

    def _uncover(self) -> None:
        self._aloud.go_on()
        self._fronts.setCurrentWidget(self._behind)

    # --- keys ----------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's: the keys that work wherever the focus is."""
        kind = event.type()
        if kind == QEvent.Type.FocusOut:
            # The release goes to whoever has the keys now. After this: the button that dims would take the focus back.
            QTimer.singleShot(0, self, self._let_go)
            return False
        if kind not in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease) or not isinstance(event, QKeyEvent):
            return False
        if not self.isVisible():
            return False
        if self._cover.isVisible():
            return event.key() == Qt.Key.Key_Escape  # which would go back behind it
        if event.key() == Qt.Key.Key_F8:
            if kind == QEvent.Type.KeyRelease and not event.isAutoRepeat():
                self._let_go()
            elif kind == QEvent.Type.KeyPress and not event.isAutoRepeat():
                self._hold()
            return True
        pressed = event.key() == Qt.Key.Key_Escape and kind == QEvent.Type.KeyPress
        if pressed and self.page is not None and self.page.shows_crisis:
            self._hide_all()
            return True
        return False

    def watch(self, window: QWindow) -> None:
        """Take the keys of `window` before its widgets do."""
        window.installEventFilter(self)

    def _hold(self) -> None:
        if not self._held and self._settings["voice_consent"]:
            self._held = True
            self._live.start_recording()

    def _let_go(self) -> None:
        if self._held:
            self._held = False
            self._live.stop_recording()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt's: nothing listens for a page that nobody sees."""
        super().hideEvent(event)
        self._let_go()

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
