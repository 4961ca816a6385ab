"""All entries: the list with its search, one day, the trash."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.config import Settings
from app.diary.entry import Utterance
from app.diary.listing import EntryFilter, ListedEntry
from app.diary.trash import TRASH_DAYS
from app.errors import TodakError
from app.models.companion.josa import particle
from app.ui import translation
from app.ui.live_session import LiveSession
from app.ui.pages.page import Page
from app.ui.places import DayAt, Entries, EntryAt, Place, Today
from app.ui.translation import long_date
from app.ui.widgets import build
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.entry_filters import EntryFilters
from app.ui.widgets.entry_list import EntryDelegate, EntryListModel, TrashDelegate
from app.ui.widgets.hit_list import HitDelegate, HitListModel
from app.ui.widgets.question import Question
from app.ui.widgets.row_list import MARGIN, READING_WIDTH, RowList
from app.ui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from app.storage.repository import Diary
    from app.storage.search import Hit

SHOWN_HITS = 200
COUNTED_HITS = 1_000  # nobody reads on to there, and counting every 다 of ten years takes a while
_MANY = 40  # changed entries: beyond it a list begins again
_LONG_QUERY = 20  # code points of a query that are quoted


class EntriesPage(Page):
    """The entries of every day, of one day, or of the trash, in one list each; and what a search finds."""

    instead = Signal(object)  # Place to go to, as if the user had never come here

    def __init__(self, live: LiveSession, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(live, settings, parent)
        self._place: Entries | DayAt = Entries()
        self._query = ""
        self._changed: set[str] = set()  # entries that changed while the page was out of sight
        self._more_came = False  # entries nobody has named: the lists begin again
        self._moving: dict[str, tuple[str, Callable[[], None]]] = {}  # what to say when an entry has moved
        self._all = EntryListModel(live, "entries", self)
        self._day = EntryListModel(live, "entries of a day", self)
        self._trash = EntryListModel(live, "entries in the trash", self)
        self._hits = HitListModel()
        self._make_views()
        self._make_head()
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self._head)
        lines.addWidget(self._stack, 1)
        for model in (self._all, self._day, self._trash):
            model.filled.connect(self._settle)
        for signal in (live.stored, live.understood, live.utterance_changed):
            signal.connect(self._utterance_changed)
        live.entry_changed.connect(self._entry_changed)
        live.entries_came.connect(self._entries_came)

    # --- building ------------------------------------------------------------------------------------------------

    def _make_views(self) -> None:
        self._all_view = RowList(self.tr("모든 일기"), EntryDelegate(self._all))
        self._day_view = RowList(self.tr("이날의 일기"), EntryDelegate(self._day, with_months=False))
        if self.live.is_read_only:
            self._trash_view = RowList(self.tr("휴지통에 있는 일기"), EntryDelegate(self._trash, with_months=False))
        else:
            named = self.tr("휴지통에 있는 일기. Enter를 누르면 되돌려요")
            self._trash_view = RowList(named, TrashDelegate(self._trash))
        self._hit_view = RowList(self.tr("찾은 곳"), HitDelegate())
        self._empty = EmptyState()
        self._stack = QStackedWidget()
        for view, model in ((self._all_view, self._all), (self._day_view, self._day)):
            view.setModel(model)
            view.chosen.connect(self._open_entry)
            view.offer(self.tr("열기"), view.chosen)
            if not self.live.is_read_only:
                view.removed.connect(self._throw_away)
                view.offer(self.tr("휴지통으로 옮기기"), view.removed)
        self._trash_view.setModel(self._trash)
        self._trash_view.opened.connect(self._open_trashed)
        if self.live.is_read_only:
            self._trash_view.chosen.connect(self._open_trashed)
        else:
            self._trash_view.chosen.connect(self._restore)
            self._trash_view.offer(self.tr("되돌리기"), self._trash_view.chosen)
        self._trash_view.offer(self.tr("열기"), self._trash_view.opened)
        self._hit_view.setModel(self._hits)
        self._hit_view.chosen.connect(self._open_hit)
        for page in (self._all_view, self._day_view, self._trash_view, self._hit_view, self._empty):
            self._stack.addWidget(page)

    def _make_head(self) -> None:
        self._head = QWidget()
        middle = QHBoxLayout(self._head)
        middle.setContentsMargins(MARGIN, 28, MARGIN, 12)
        held = QWidget()
        held.setMaximumWidth(READING_WIDTH)
        middle.addStretch(1)
        middle.addWidget(held, 1_000)  # all the room there is, up to its maximum
        middle.addStretch(1)
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self._back = build.icon_button("back", self.tr("모든 일기로 돌아가기"), lambda: self.go.emit(Entries()))
        self._heading = build.label("", "title", wrap=True)
        self._to_trash = build.button(
            self.tr("휴지통"), "link", lambda: self.go.emit(Entries(trash=True)), icon="trash"
        )
        self._empty_trash = build.button(self.tr("비우기"), "outline", self._ask_to_empty)
        first = QHBoxLayout()
        first.setSpacing(8)
        for widget in (self._back, self._heading, self._to_trash, self._empty_trash):
            first.addWidget(widget, 1 if widget is self._heading else 0)
        column.addLayout(first)
        self._field = SearchField()
        self._field.searched.connect(self._search)
        self._field.entered.connect(self._enter_results)
        self._sieve = build.button(self.tr("골라 보기"), "toggle")
        self._sieve.setCheckable(True)
        self._filters = EntryFilters(self.live)
        self._filters.changed.connect(self._filter)
        self._sieve.toggled.connect(self._filters.setVisible)
        self._filters.hide()
        self._search_row = QWidget()
        second = QHBoxLayout(self._search_row)
        second.setContentsMargins(0, 0, 0, 0)
        second.setSpacing(8)
        second.addWidget(self._field, 1)
        second.addWidget(self._sieve)
        column.addWidget(self._search_row)
        column.addWidget(self._filters)
        self._status = build.label("", "soft", wrap=True)
        self._status.hide()
        column.addWidget(self._status)
        self._question = Question()
        column.addWidget(self._question)

    # --- coming and going ----------------------------------------------------------------------------------------

    def title(self) -> str:
        """What the page is called."""
        if isinstance(self._place, DayAt):
            return long_date(self._place.day)
        return self.tr("휴지통") if self._place.trash else self.tr("지난 일기")

    def arrive(self, place: Place) -> None:
        """All entries (with a search when `place` names one), the trash, or a day: its only entry opens at once."""
        assert isinstance(place, Entries | DayAt)
        self._place = place
        self._question.put_away()
        self._catch_up()
        if isinstance(place, DayAt):
            self._arrive_at_day(place.day)
        elif place.trash:
            self._dress()
            self._trash.show_entries(EntryFilter(in_trash=True))
        else:
            if place.query:
                self._field.look_for(place.query)
            self._dress()
            self._show_found()

    def leave(self) -> None:
        """What is being composed in the field is finished first."""
        QGuiApplication.inputMethod().commit()

    def _arrive_at_day(self, day: date) -> None:
        only = EntryFilter(day=day)

        def show(found: list[ListedEntry]) -> None:
            if self._place != DayAt(day):
                return
            if len(found) == 1:
                self.instead.emit(EntryAt(found[0].id))
                return
            self._dress()
            self._day.show_entries(only)

        self.live.read(lambda diary: diary.listed(2, only=only), show, owner=self)

    def _dress(self) -> None:
        """Show what belongs to the place."""
        place = self._place
        everywhere = self._is_everywhere()
        in_trash = isinstance(place, Entries) and place.trash
        self._heading.setText(self.title())
        self._back.setVisible(not everywhere)
        self._to_trash.setVisible(everywhere)
        self._empty_trash.setVisible(in_trash and not self.live.is_read_only)
        self._empty_trash.setEnabled(False)
        self._search_row.setVisible(everywhere)
        self._filters.setVisible(everywhere and self._sieve.isChecked())
        self._say("")
        view = self._day_view if isinstance(place, DayAt) else self._trash_view if in_trash else None
        if view is not None:
            self._stack.setCurrentWidget(view)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's."""
        super().showEvent(event)
        self._catch_up()

    # --- searching and filtering ---------------------------------------------------------------------------------

    def begin_search(self) -> None:
        """Have the field ready for what is looked for, in all entries."""
        if not self._is_everywhere():
            self.go.emit(Entries())
        self._field.setFocus()
        self._field.selectAll()

    def _search(self, query: str) -> None:
        self._query = query
        self._show_found()

    def _filter(self) -> None:
        count = self._filters.chosen().choices
        self._sieve.setText(self.tr("골라 보기 · {count}").format(count=count) if count else self.tr("골라 보기"))
        self._show_found()

    def _show_found(self) -> None:
        """What the query and the filters mean: hits in the text, entries with a tag, or simply entries."""
        only = self._filters.chosen()
        if self._query and not self._query.startswith("#"):
            self._show_hits(self._query, only)
            return
        if self._query:
            only = replace(only, tag=self._query[1:].strip())
        self._say("")
        if only != self._all.only:
            self._all.show_entries(only)
        self._count(only)
        self._settle()

    def _count(self, only: EntryFilter) -> None:
        if only == EntryFilter():
            return

        def say(count: int) -> None:
            if only == self._all.only and self._shows_list():
                self._say(self.tr("일기 {count}개").format(count=f"{count:,}") if count else "")

        self.live.read(lambda diary: diary.count_listed(only), say, owner=self, topic="count of entries")

    def _show_hits(self, query: str, only: EntryFilter) -> None:
        def show(found: "tuple[list[Hit], int]") -> None:
            if (query, only) == (self._query, self._filters.chosen()):
                self._show_found_hits(*found)

        def look(diary: "Diary") -> "tuple[list[Hit], int]":
            hits = diary.search(query, SHOWN_HITS, only)
            if len(hits) < SHOWN_HITS:
                return hits, len(hits)
            return hits, diary.count_hits(query, only, enough=COUNTED_HITS)

        self.live.read(look, show, owner=self, topic="search")

    def _show_found_hits(self, hits: "list[Hit]", total: int) -> None:
        stood = self._hit_view.currentIndex()
        utterance_id = self._hits.hit(stood).utterance_id if stood.isValid() else ""
        self._hits.show_hits(hits)
        row = self._hits.row_of(utterance_id)
        if row is not None:
            self._hit_view.setCurrentIndex(self._hits.index(row, 0))
        elif self._hit_view.hasFocus():
            self._hit_view.stand()
        if total >= COUNTED_HITS:
            said = self.tr("{count}곳 넘게 찾았어요. 최근 {shown}곳만 보여 드려요.")
        elif total > len(hits):
            said = self.tr("{count}곳에서 찾았어요. 최근 {shown}곳만 보여 드려요.")
        else:
            said = self.tr("{count}곳에서 찾았어요")
        if self._is_everywhere():
            self._say(said.format(count=f"{total:,}", shown=f"{len(hits):,}") if hits else "")
            self._settle()

    def _enter_results(self) -> None:
        (self._all_view if self._shows_list() else self._hit_view).setFocus()

    # --- what the stack shows ------------------------------------------------------------------------------------

    def _is_everywhere(self) -> bool:
        return isinstance(self._place, Entries) and not self._place.trash

    def _shows_list(self) -> bool:
        return self._is_everywhere() and (not self._query or self._query.startswith("#"))

    def _settle(self) -> None:
        """Show the list of the place, or why it is empty."""
        if isinstance(self._place, DayAt):
            self._choose(self._day_view, self._day.is_empty, self._say_day_is_empty)
        elif self._place.trash:
            has_any = self._trash.rowCount() > 0
            self._empty_trash.setEnabled(has_any)
            self._say(self._trash_words() if has_any else "")
            self._choose(self._trash_view, self._trash.is_empty, self._say_trash_is_empty)
        elif self._shows_list():
            self._choose(self._all_view, self._all.is_empty, self._say_nothing_here)
        else:
            self._choose(self._hit_view, not self._hits.rowCount(), self._say_nothing_found)

    def _choose(self, view: RowList, is_empty: bool, say: Callable[[], None]) -> None:
        shown = self._stack.currentWidget()
        had_focus = shown is not None and shown.hasFocus()
        if is_empty:
            say()
        self._stack.setCurrentWidget(self._empty if is_empty else view)
        if had_focus:
            near = self._field if self._is_everywhere() else self._back
            (near if is_empty else view).setFocus()

    def _say(self, text: str) -> None:
        self._status.setText(text)
        self._status.setVisible(bool(text))
        self._status.setAccessibleName(text)

    def _say_day_is_empty(self) -> None:
        self._empty.say(self.tr("이날은 쓴 일기가 없어요"), self.tr("쓰지 않고 지나간 날도 괜찮아요."))

    def _say_trash_is_empty(self) -> None:
        self._empty.say(self.tr("휴지통이 비어 있어요"), self._trash_words())

    def _trash_words(self) -> str:
        return self.tr("버린 일기는 {days}일 동안 여기에 남아 있다가 완전히 지워져요.").format(days=TRASH_DAYS)

    def _say_nothing_here(self) -> None:
        unfilter = (self.tr("모두 보기"), self._filters.clear)
        if self._query.strip("# "):
            tag = _quoted(self._query)
            line = self.tr("꼬리표의 한 부분만 적어도 찾을 수 있어요.")
            self._empty.say(
                self.tr("‘{tag}’ 꼬리표가 붙은 일기가 없어요").format(tag=tag),
                line,
                unfilter if self._filters.chosen().choices else None,
            )
        elif self._filters.chosen().choices:
            self._empty.say(self.tr("이런 일기는 아직 없어요"), self.tr("고른 조건을 줄이면 더 보여요."), unfilter)
        elif self._query:
            self._empty.say(self.tr("꼬리표가 붙은 일기가 아직 없어요"))
        elif self.live.is_read_only:
            self._empty.say(self.tr("읽을 수 있는 일기가 없어요"))
        else:
            self._empty.say(
                self.tr("아직 일기가 없어요"),
                self.tr("오늘 있었던 일을 한마디만 들려주세요."),
                (self.tr("오늘 이야기하러 가기"), lambda: self.go.emit(Today())),
            )

    def _say_nothing_found(self) -> None:
        query = _quoted(self._query)
        # Only Korean has something to put there.
        joined = particle(self._query, "을/를") if translation.language() == "ko" else ""
        heading = self.tr("‘{query}’{particle} 찾지 못했어요").format(query=query, particle=joined)
        if self._filters.chosen().choices:
            line = self.tr("고른 조건을 줄이면 더 찾을 수 있어요.")
            self._empty.say(heading, line, (self.tr("모두 보기"), self._filters.clear))
        else:
            self._empty.say(heading, self.tr("더 짧은 말이나 다른 띄어쓰기로 찾아보세요."))

    # --- opening, throwing away, restoring -----------------------------------------------------------------------

    def _open_entry(self, index: QModelIndex) -> None:
        model = self._day if isinstance(self._place, DayAt) else self._all
        self.go.emit(EntryAt(model.entry(index).id))

    def _open_trashed(self, index: QModelIndex) -> None:
        self.go.emit(EntryAt(self._trash.entry(index).id))

    def _open_hit(self, index: QModelIndex) -> None:
        hit = self._hits.hit(index)
        self.go.emit(EntryAt(hit.entry_id, hit.utterance_id))

    def _throw_away(self, index: QModelIndex) -> None:
        model = self._day if isinstance(self._place, DayAt) else self._all
        entry_id = model.entry(index).id
        said = self.tr("일기를 휴지통으로 옮겼어요")
        self._move(entry_id, said, lambda diary: diary.trash(entry_id), lambda diary: diary.restore(entry_id))

    def _restore(self, index: QModelIndex) -> None:
        entry_id = self._trash.entry(index).id
        said = self.tr("일기를 되돌렸어요")
        self._move(entry_id, said, lambda diary: diary.restore(entry_id), lambda diary: diary.trash(entry_id))

    def _move(
        self, entry_id: str, said: str, move: "Callable[[Diary], object]", back: "Callable[[Diary], object]"
    ) -> None:
        """Do `move`; when it is done, say so and offer to go `back`."""
        live = self.live

        def undo() -> None:
            live.change_entry(entry_id, back)

        def failed(error: TodakError) -> None:
            self._moving.pop(entry_id, None)
            live.trouble.emit(error)

        self._moving[entry_id] = said, undo
        live.change_entry(entry_id, move, failed)

    def _ask_to_empty(self) -> None:
        def ask(count: int) -> None:
            text = self.tr("휴지통의 일기 {count}개를 녹음까지 모두 지울까요? 지우고 나면 되돌릴 수 없어요.")
            self._question.ask(text.format(count=f"{count:,}"), self.tr("완전히 지우기"), self._empty_now)

        self.live.read(lambda diary: diary.count_listed(EntryFilter(in_trash=True)), ask, owner=self)

    def _empty_now(self) -> None:
        def emptied(_: list[str]) -> None:
            self.live.diary_changed.emit()
            self._trash.show_entries(EntryFilter(in_trash=True))
            self.notice.emit(self.tr("휴지통을 비웠어요"), None)

        self.live.write(lambda diary: diary.empty_trash(), emptied, owner=self)

    # --- what changes elsewhere ----------------------------------------------------------------------------------

    def _utterance_changed(self, utterance: Utterance) -> None:
        self._entry_changed(utterance.entry_id)

    def _entry_changed(self, entry_id: str) -> None:
        if entry_id in self._moving:
            self.notice.emit(*self._moving.pop(entry_id))
        self._changed.add(entry_id)
        if self.isVisible():
            self._catch_up()

    def _entries_came(self) -> None:
        self._more_came = True
        if self.isVisible():
            self._catch_up()

    def _catch_up(self) -> None:
        """Show what changed since the page was last looked at."""
        changed, self._changed = self._changed, set()
        more_came, self._more_came = self._more_came, False
        for model in (self._all, self._day, self._trash):
            if (more_came or len(changed) > _MANY) and model.only is not None:
                model.show_entries(model.only)
                continue
            for entry_id in changed:
                model.change(entry_id)
        if (changed or more_came) and self._is_everywhere():
            if self._shows_list():
                self._count(self._all.only or EntryFilter())
            else:
                self._show_hits(self._query, self._filters.chosen())


def _quoted(query: str) -> str:
    return query if len(query) <= _LONG_QUERY else query[: _LONG_QUERY - 1] + "…"
