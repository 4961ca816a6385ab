"""Today: press and talk, or type, and be answered."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.config import Settings
from app.diary.entry import Entry, Utterance
from app.errors import TodakError
from app.session import now
from app.ui import theme as themes
from app.ui.artwork import Picture
from app.ui.live_session import LiveSession
from app.ui.pages.page import Page
from app.ui.places import DayAt, Place
from app.ui.reading_aloud import ReadingAloud
from app.ui.translation import long_date
from app.ui.widgets import build
from app.ui.widgets.care_offer import CareOffer
from app.ui.widgets.conversation_view import ConversationView
from app.ui.widgets.memory_card import MemoryCard
from app.ui.widgets.recovery_card import RecoveryCard
from app.ui.widgets.speaking_dock import SpeakingDock
from app.ui.widgets.week_card import WeekCard

if TYPE_CHECKING:
    from app.ui.widgets.entry_marks import EntryMarks

WIDTH = 760  # px, of what is read
LOW = 720  # px at 100 %: a page lower than that has no room for a memory beside a conversation
HIGH = 960  # px at 100 %: from here on there is room for the marks and the conversation
GUTTER = 20  # px beside it, for the scroll bar
MINUTE_MS = 60_000


class TodayPage(Page):
    """The open entries of the diary's present day, and the dock to speak and type in."""

    breathe = Signal()  # somebody wants to breathe along

    def __init__(self, live: LiveSession, settings: Settings, aloud: ReadingAloud) -> None:
        super().__init__(live, settings)
        self._entries: dict[str, Entry] = {}
        self._day: date | None = None
        self._recovery = RecoveryCard(live)
        self._memory = MemoryCard(live)
        self._week = WeekCard(live, settings)
        self._has_looked_back = False
        self._offer = CareOffer(live)
        self._offer.breathe.connect(self.breathe)
        aloud.answered_here.connect(self._offer.offer)
        self._memory_place = QWidget()
        self._memory.pressed.connect(lambda day: self.go.emit(DayAt(day)))
        self._conversation = ConversationView(live, gutter=GUTTER)
        self._conversation.notice.connect(self.notice)
        self._welcome = self._make_welcome()
        self._marks: EntryMarks | None = None  # made when first asked for
        self._marks_inside = QWidget()
        self._marks_column = QVBoxLayout(self._marks_inside)
        self._marks_column.setContentsMargins(0, 8, 0, 8)
        self._marks_column.addStretch(1)
        self._marks_area = build.scrolling(self._marks_inside, self.tr("하루 정리"))
        self._marks_area.hide()
        self._dock = SpeakingDock(live, settings, aloud)
        self._lay_out()
        live.stored.connect(self._put)
        live.understood.connect(self._put)
        live.answering.connect(self._put)
        live.answered.connect(self._put)
        live.utterance_changed.connect(self._put)
        live.entry_changed.connect(self._entry_changed)
        live.entries_came.connect(self._load)
        midnight = QTimer(self, interval=MINUTE_MS)
        midnight.timeout.connect(self._turn_the_page)
        midnight.start()

    # --- the look ------------------------------------------------------------------------------------------------

    def _make_welcome(self) -> QWidget:
        welcome = QWidget()
        column = QVBoxLayout(welcome)
        column.setSpacing(8)
        column.addStretch(2)
        column.addWidget(Picture(176, mascot="doctor"), alignment=Qt.AlignmentFlag.AlignHCenter)
        for text, role in (
            (self.tr("오늘 하루, 어땠어요?"), "display"),
            (self.tr("버튼을 누르고 편하게 말해 주세요. 적어 주셔도 똑같이 들을게요."), "soft"),
        ):
            words = build.label(text, role, wrap=True)
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(words)
        column.addStretch(3)
        return welcome

    def _make_header(self) -> QHBoxLayout:
        header = QHBoxLayout()
        header.setSpacing(8)
        self._date = build.label("", "title", wrap=True)
        header.addWidget(self._date, 1)
        self._marks_button = build.button(self.tr("하루 정리"), "toggle", icon="tag")
        self._marks_button.setCheckable(True)
        self._marks_button.setToolTip(self.tr("하루 점수, 느낀 마음, 함께한 사람, 꼬리표"))
        self._marks_button.toggled.connect(self._show_marks)
        self._new_entry = build.button(self.tr("새 일기"), "outline", self._begin_entry, icon="plus")
        self._new_entry.setToolTip(self.tr("다음 말부터 오늘의 다른 일기로 적어요"))
        header.addWidget(self._marks_button)
        header.addWidget(self._new_entry)
        return header

    def _lay_out(self) -> None:
        middle = QWidget()
        middle.setMaximumWidth(WIDTH + 2 * GUTTER)
        inside = QVBoxLayout(self._memory_place)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._week)
        inside.addWidget(self._memory)
        above = QVBoxLayout()
        above.setContentsMargins(GUTTER, 0, GUTTER, 0)
        above.setSpacing(12)
        above.addLayout(self._make_header())
        above.addWidget(self._recovery)
        above.addWidget(self._memory_place)
        above.addWidget(self._marks_area, 1)
        above.addWidget(self._welcome, 1)
        below = QVBoxLayout()
        below.setContentsMargins(GUTTER, 0, GUTTER, 0)
        below.addWidget(self._offer)
        below.addWidget(self._dock)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 24, 0, 16)
        column.setSpacing(12)
        column.addLayout(above, 1)
        column.addWidget(self._conversation, 1000)
        column.addLayout(below)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.addStretch(1)
        row.addWidget(middle, 1000)
        row.addStretch(1)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._conversation.hide()

    # --- the page ------------------------------------------------------------------------------------------------

    def title(self) -> str:
        """Qt Linguist's 오늘."""
        return self.tr("오늘")

    def arrive(self, place: Place) -> None:
        """Show today, with the button ready to be pressed."""
        self._load()
        self._recovery.refresh()
        self._dock.arrive()

    def leave(self) -> None:
        """Keep the draft, and an edit under way."""
        self._conversation.keep_edits()
        self._dock.leave()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's: a low window is for the conversation."""
        super().resizeEvent(event)
        self._make_room()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space presses the button whenever the key reaches the page: no field or button has it."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._dock.toggle_recording()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside everything takes the focus out of the field."""
        self.setFocus()
        super().mousePressEvent(event)

    @property
    def shows_crisis(self) -> bool:
        """Whether a crisis reply is among what is shown."""
        return any(entry.is_grave for entry in self._entries.values())

    # Methods, not lambdas: `live` outlives the page, and what it calls must go with the page at the lock.

    def _entry_changed(self, _entry_id: str) -> None:
        self._load()

    @property
    def kept_free(self) -> int:
        """The dock: whoever is told something can go on speaking and typing."""
        lowest = self._offer if self._offer.isVisible() else self._dock
        return self.height() - lowest.mapTo(self, QPoint()).y()

    def _load(self) -> None:
        if not self.live.is_open:
            return
        self._day = self.live.session.day_of(now())
        self._date.setText(long_date(self._day))
        day = self._day
        self._memory.show_day(day)
        self.live.read(lambda diary: list(reversed(diary.entries_on(day))), self._show, topic="today")

    def _turn_the_page(self) -> None:
        if self.live.is_open and self.live.session.day_of(now()) != self._day:
            self._load()

    def _show(self, entries: list[Entry]) -> None:
        self._entries = {entry.id: entry for entry in entries}
        if not self._has_looked_back and not self.shows_crisis:
            self._week.look()
        self._has_looked_back = True
        utterances = [utterance for entry in entries for utterance in entry.utterances]
        self._conversation.show_utterances(utterances)
        self._refresh()

    def _put(self, utterance: Utterance) -> None:
        """Show what was said now, or what is known of it now; the entry is loaded if it is a new one."""
        entry = self._entries.get(utterance.entry_id)
        if entry is None:
            self._load()
            return
        if utterance.id not in {each.id for each in entry.utterances}:
            self._marks_button.setChecked(False)  # whoever goes on talking wants to see it
        self._entries[entry.id] = entry.with_utterance(utterance)
        self._conversation.put(utterance)
        self._refresh()

    def _refresh(self) -> None:
        if self.shows_crisis:
            self._memory.hide()  # not beside this
            self._week.hide()
        self._welcome.setVisible(self._is_empty)
        newest = self._newest()
        self._new_entry.setVisible(newest is not None and newest.is_open)
        self._marks_button.setVisible(newest is not None)
        if newest is None:
            self._marks_button.setChecked(False)
        elif self._marks is not None:
            self._marks.show_entry(newest)
        self._make_room()

    @property
    def _is_empty(self) -> bool:
        return not any(entry.utterances for entry in self._entries.values())

    def _make_room(self) -> None:
        """In a low window the memory gives way to the conversation, and both to the marks while these are asked for."""
        size = themes.keeper().size
        has_marks = self._marks_button.isChecked()
        is_low = self.height() < size(LOW)
        self._memory_place.setVisible(self._is_empty or not (is_low or has_marks))
        self._conversation.setVisible(not self._is_empty and not (has_marks and self.height() < size(HIGH)))
        self._marks_area.setVisible(has_marks)
        if has_marks:
            width = min(self.width() - 2 * GUTTER, WIDTH)
            needed = max(self._marks_inside.heightForWidth(width), self._marks_inside.sizeHint().height())
            self._marks_area.setMinimumHeight(needed if self.height() >= size(HIGH) else 0)

    def _newest(self) -> Entry | None:
        return next(reversed(self._entries.values()), None)

    def _show_marks(self, shown: bool) -> None:
        if self._marks is None:
            from app.ui.widgets.entry_marks import EntryMarks

            self._marks = EntryMarks(self.live)
            self._marks.notice.connect(self.notice)
            self._marks_column.insertWidget(0, self._marks)
        self._marks.show_entry(self._newest())
        self._make_room()

    def _begin_entry(self) -> None:
        newest = self._newest()
        if newest is None:
            return
        entry_id = newest.id

        def closed(_: object) -> None:
            self.notice.emit(self.tr("다음 말부터 새 일기에 적을게요."), None)
            self._load()

        def failed(error: TodakError) -> None:
            self.live.trouble.emit(error)

        self.live.write(lambda diary: diary.close_entry(entry_id), closed, failed, owner=self)
