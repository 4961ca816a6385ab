"""One entry: what was said that time, what was answered, and what the user says about it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.config import Settings
from app.diary.entry import Entry, Utterance
from app.diary.listing import EntryFilter, ListedEntry
from app.diary.statistics import main_emotion, mix
from app.errors import NotFound, TodakError
from app.ui.artwork import Picture
from app.ui.live_session import LiveSession
from app.ui.pages.page import Page
from app.ui.places import EntryAt, Place
from app.ui.translation import clock, emotion_word, long_date
from app.ui.widgets import build
from app.ui.widgets.conversation_view import ConversationView
from app.ui.widgets.entry_list import time_left
from app.ui.widgets.entry_marks import EntryMarks
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.mix_band import MixBand
from app.ui.widgets.question import Question
from app.ui.widgets.similar_days import SimilarDays, similar_days

if TYPE_CHECKING:
    from app.storage.repository import Diary
    from app.storage.shapes import Undo

FACE = 48  # px
SIDE_WIDTH = 320  # px, of the marks beside the conversation
GAP = 32  # px, between them
WORDS_WIDTH = 760  # px, of what is read, at most
NARROW = 940  # px, of the page: below, the marks come after the conversation
MOST_OTHERS = 20  # other entries of the same day that are offered
OPENING = 24  # code points of such an entry


class EntryPage(Page):
    """The place `EntryAt`. An entry in the trash can be looked at and restored, not changed.

    In a diary that is only read there is nothing to press but what sounds.
    """

    def __init__(self, live: LiveSession, settings: Settings) -> None:
        super().__init__(live, settings)
        self._entry: Entry | None = None
        self._wanted: EntryAt | None = None
        self._conversation = ConversationView(live)
        self._conversation.notice.connect(self.notice)
        self._marks = EntryMarks(live)
        self._marks.notice.connect(self.notice)
        self._similar = SimilarDays()
        self._similar.chosen.connect(self._go_to)
        self._others: list[ListedEntry] = []  # of the same day
        self._is_narrow: bool | None = None
        self._make_header()
        self._make_trashed()
        self._gone = build.label(self.tr("이 일기를 찾지 못했어요. 지워졌을 수 있어요."), "soft", wrap=True)
        self._gone.hide()
        self._lay_out()
        for signal in (live.stored, live.understood, live.answered, live.utterance_changed):
            signal.connect(self._put)
        live.reshaped.connect(self._follow)
        live.entry_changed.connect(self._entry_changed)
        live.entries_came.connect(self._load)

    # --- the look ------------------------------------------------------------------------------------------------

    def _make_header(self) -> None:
        self._back = build.icon_button("back", self.tr("뒤로"), self.back.emit)
        self._face = Picture(FACE)
        self._date = build.label("", "title", wrap=True)
        self._began = build.label("", "soft", wrap=True)
        self._throw_away = build.icon_button("trash", self.tr("휴지통으로 옮기기"), self._trash)
        self._more = build.icon_button("more", self.tr("더 보기"), self._offer)
        self._band = MixBand()
        self._shares = build.label("", "caption", wrap=True)

    def _make_trashed(self) -> None:
        self._trashed = build.area("sunken")
        row = QHBoxLayout(self._trashed)
        row.setContentsMargins(16, 12, 12, 12)
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(2)
        said = self.tr("휴지통에 있어요. 되돌리면 다시 고칠 수 있어요.")
        words.addWidget(build.label(self.tr("휴지통에 있어요.") if self.live.is_read_only else said, wrap=True))
        self._left = build.label("", "caption", wrap=True)
        words.addWidget(self._left)
        row.addLayout(words, 1)
        ways = QWidget()
        flow = FlowLayout(ways, from_right=True)
        flow.addWidget(build.button(self.tr("되돌리기"), "soft", self._restore, icon="restore"))
        flow.addWidget(build.button(self.tr("완전히 지우기…"), "outline", self._ask_to_purge))
        row.addWidget(ways)
        if self.live.is_read_only:
            ways.hide()
        self._trashed.hide()
        self._question = Question()

    def _lay_out(self) -> None:
        self._beside = QWidget(self)  # from the start: a page that is never shown must take it along
        beside = QVBoxLayout(self._beside)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self._marks)
        beside.addWidget(self._similar)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._date)
        words.addWidget(self._began)
        header = QHBoxLayout()
        header.setSpacing(12)
        header.addWidget(self._back)
        header.addWidget(self._face)
        header.addLayout(words, 1)
        header.addWidget(self._more)
        header.addWidget(self._throw_away)
        self._side = self._make_side()
        self._below = self._make_below()
        self._conversation.set_footer(self._below)
        self._body = QHBoxLayout()
        self._body.setSpacing(GAP)
        self._body.addWidget(self._conversation, 1)
        self._body.addWidget(self._side)
        middle = QWidget()
        middle.setMaximumWidth(WORDS_WIDTH + GAP + SIDE_WIDTH)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 24, 0, 0)
        column.setSpacing(12)
        column.addLayout(header)
        column.addWidget(self._band)
        column.addWidget(self._shares)
        column.addWidget(self._trashed)
        column.addWidget(self._question)
        column.addWidget(self._gone)
        column.addLayout(self._body, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP, 0, GAP, 0)
        row.addStretch(1)
        row.addWidget(middle, 1000)
        row.addStretch(1)

    def _make_side(self) -> QWidget:
        content = QWidget()
        self._side_column = QVBoxLayout(content)
        self._side_column.setContentsMargins(4, 8, 16, 24)
        self._side_column.addStretch(1)
        side = build.scrolling(content, self.tr("이 일기의 하루 정리"))
        side.setFixedWidth(SIDE_WIDTH)
        return side

    def _make_below(self) -> QWidget:
        below = build.area("card")
        self._below_column = QVBoxLayout(below)
        self._below_column.setContentsMargins(20, 16, 20, 20)
        return below

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's: the marks stand beside the conversation, or come after it."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        if narrow is self._is_narrow:
            return
        self._is_narrow = narrow
        self._side.setVisible(not narrow)
        self._below.setVisible(narrow)
        (self._below_column if narrow else self._side_column).insertWidget(0, self._beside)

    # --- the page ------------------------------------------------------------------------------------------------

    def title(self) -> str:
        """The entry's date."""
        return long_date(self._entry.date) if self._entry else self.tr("일기")

    @property
    def shows_crisis(self) -> bool:
        """Whether a crisis reply is in the entry."""
        return self._entry is not None and self._entry.is_grave

    def arrive(self, place: Place) -> None:
        """Show the entry of `place`, at its utterance if it names one."""
        assert isinstance(place, EntryAt)
        self._wanted = place
        if self._entry is not None and self._entry.id != place.entry_id:
            self._entry = None
            self._conversation.clear()
            self._show_beside(([], []))
        self._question.put_away()
        self._load()

    def leave(self) -> None:
        """Keep what is being changed, and be silent."""
        QGuiApplication.inputMethod().commit()
        self._conversation.keep_edits()
        self.live.stop_speaking()

    def _load(self) -> None:
        if self._wanted is not None:
            entry_id = self._wanted.entry_id
            self.live.read(lambda diary: diary.entry(entry_id), self._show, self._not_found, topic="entry")

    def _not_found(self, error: TodakError) -> None:
        if not isinstance(error, NotFound):
            self.live.trouble.emit(error)
            return
        self._entry = None
        self._conversation.clear()
        self._show_beside(([], []))
        self._gone.show()
        self._refresh()

    def _show(self, entry: Entry) -> None:
        if self._wanted is None or entry.id != self._wanted.entry_id:
            return
        self._entry = entry
        self.titled.emit()
        self._gone.hide()
        self._conversation.show_utterances(entry.utterances, from_end=False)
        if self._wanted.utterance_id is not None:
            self._conversation.scroll_to(self._wanted.utterance_id)
            self._wanted = EntryAt(entry.id)  # later refreshes stay where the user is
        self._refresh()
        self.live.read(lambda diary: _beside(diary, entry), self._show_beside, topic="beside the entry")

    def _show_beside(self, found: tuple[list[ListedEntry], list[ListedEntry]]) -> None:
        """The other entries of the day, and similar days."""
        self._others, similar = found
        entry = self._entry
        self._more.setVisible(bool(self._others) and entry is not None and self._is_changeable)
        self._similar.show_days([] if self.shows_crisis else similar)

    @property
    def _is_changeable(self) -> bool:
        return not self.live.is_read_only and (self._entry is None or self._entry.trashed_at is None)

    def _refresh(self) -> None:
        entry = self._entry
        in_trash = entry is not None and entry.trashed_at is not None
        for widget in (self._face, self._date, self._began, self._marks, self._conversation):
            widget.setVisible(entry is not None)
        changeable = self._is_changeable
        self._throw_away.setVisible(entry is not None and changeable)
        self._more.setVisible(entry is not None and changeable and bool(self._others))
        if entry is None or in_trash or entry.is_grave:
            self._similar.show_days([])
        self._trashed.setVisible(in_trash)
        self._conversation.set_changeable(changeable)
        self._marks.show_entry(entry)
        shares = mix(entry.utterances) if entry else None
        self._band.show_shares(shares)
        self._shares.setText(self._band.words())
        self._shares.setVisible(shares is not None)
        if not in_trash:
            self._question.put_away()
        if entry is None:
            return
        if entry.trashed_at is not None:
            self._left.setText(time_left(entry.trashed_at))
        emotion = main_emotion(entry.felt, shares)
        self._face.show_face(emotion)
        self._face.setAccessibleName(emotion_word(emotion) if emotion else self.tr("아직 모르는 마음"))
        self._date.setText(long_date(entry.date))
        self._began.setText(self.tr("{clock}에 시작한 일기").format(clock=clock(entry.started_at)))

    # --- what happens meanwhile ----------------------------------------------------------------------------------

    def _put(self, utterance: Utterance) -> None:
        if self._entry is not None and utterance.entry_id == self._entry.id:
            self._entry = self._entry.with_utterance(utterance)
            self._conversation.put(utterance)
            self._refresh()

    def _entry_changed(self, entry_id: str) -> None:
        if self._wanted is not None and entry_id == self._wanted.entry_id:
            self._load()

    def _go_to(self, entry_id: str) -> None:
        self.go.emit(EntryAt(entry_id))

    def _follow(self, change: "Undo") -> None:
        """An entry that went into another one is looked at there."""
        if self._wanted is not None:
            into = change.became(self._wanted.entry_id)
            if into != self._wanted.entry_id:
                self._wanted = EntryAt(into)

    # --- the other entries of the day ----------------------------------------------------------------------------

    def _offer(self) -> None:
        menu = QMenu(self)
        menu.setAccessibleName(self.tr("더 보기"))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        merging = menu.addMenu(self.tr("같은 날 일기와 합치기"))
        merging.setAccessibleName(merging.title())
        for other in self._others:
            opening = other.opening or self.tr("글 없이 녹음만 있어요")
            if len(opening) > OPENING:
                opening = opening[: OPENING - 1].rstrip() + "…"
            # In a menu, & marks a key.
            said = f"{clock(other.started_at)}  {opening}".replace("&", "&&")
            merging.addAction(said).triggered.connect(lambda _=False, other=other: self._merge(other))
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _merge(self, other: ListedEntry) -> None:
        """Both become the one that began first."""
        entry = self._entry
        if entry is None:
            return
        self._conversation.keep_edits()
        ids = [entry.id, other.id] if entry.started_at <= other.started_at else [other.id, entry.id]
        said = self.tr("두 일기를 하나로 합쳤어요.")
        self.live.reshape(lambda diary: diary.merge(*ids), lambda undo: self._tell(said, undo))

    def _tell(self, said: str, undo: Callable[[], None] | None) -> None:
        if isValid(self):
            self.notice.emit(said, undo)

    # --- the trash -----------------------------------------------------------------------------------------------

    def _trash(self) -> None:
        entry = self._entry
        if entry is None:
            return
        self._conversation.keep_edits()
        live = self.live

        def undo() -> None:
            live.change_entry(entry.id, lambda diary: diary.restore(entry.id))

        live.change_entry(entry.id, lambda diary: diary.trash(entry.id))
        self.notice.emit(self.tr("휴지통으로 옮겼어요."), undo)

    def _restore(self) -> None:
        entry = self._entry
        if entry is None:
            return
        live = self.live

        def undo() -> None:
            live.change_entry(entry.id, lambda diary: diary.trash(entry.id))

        live.change_entry(entry.id, lambda diary: diary.restore(entry.id))
        self.notice.emit(self.tr("휴지통에서 되돌렸어요."), undo)

    def _ask_to_purge(self) -> None:
        words = self.tr("이 일기를 녹음까지 완전히 지울까요? 지우고 나면 되돌릴 수 없어요.")
        self._question.ask(words, self.tr("완전히 지우기"), self._purge)

    def _purge(self) -> None:
        entry = self._entry
        if entry is not None:
            entry_id = entry.id
            self.live.write(lambda diary: diary.purge(entry_id), lambda _: self._purged(entry_id), owner=self)

    def _purged(self, entry_id: str) -> None:
        is_shown = self._wanted is not None and self._wanted.entry_id == entry_id
        if is_shown:  # there is nothing of it to be loaded again
            self._wanted = self._entry = None
            self._conversation.clear()
        self.live.entry_changed.emit(entry_id)
        self.notice.emit(self.tr("일기를 완전히 지웠어요."), None)
        if is_shown and self.isVisible():
            self.back.emit()


def _beside(diary: "Diary", entry: Entry) -> tuple[list[ListedEntry], list[ListedEntry]]:
    """The other entries of the day of `entry`, in the order of time, and similar days."""
    others = [each for each in diary.listed(MOST_OTHERS, only=EntryFilter(day=entry.date)) if each.id != entry.id]
    return sorted(others, key=lambda each: each.started_at), similar_days(diary, entry)
