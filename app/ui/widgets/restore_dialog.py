"""Bringing back from a backup what the diary lacks: which backups there are, what differs, and what came."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from app.errors import Cancelled, NotBackedUp, TodakError
from app.ui.backup_first import after_backup, without_backup
from app.ui.live_session import LiveSession
from app.ui.long_work import LongWork
from app.ui.pages.settings_backup import megabytes
from app.ui.translation import clock, long_date, short_date
from app.ui.widgets import build
from app.ui.widgets.error_note import ErrorNote
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.question import Question
from app.ui.widgets.side_layout import SideLayout
from app.ui.widgets.work_bar import WorkBar
from app.ui.widgets.wrapping_check_box import WrappingCheckBox

if TYPE_CHECKING:
    from app.storage.backup import Cancel, Progress
    from app.storage.backups import Backup
    from app.storage.repository import Diary
    from app.storage.restore import Comparison, MissingEntry, Restored

T = TypeVar("T")
WIDTH, HEIGHT = 620, 560  # px
SHOWN = 40  # entries; the others are counted


@dataclass(frozen=True, slots=True)
class _Listed:
    backup: "Backup"
    size: int  # bytes, as if nothing were shared with other backups


def _listed(folder: Path, diary_id: str) -> Sequence[_Listed]:
    from app.storage.backups import Backups

    return [_Listed(each, _size(each.folder)) for each in Backups(folder, diary_id).list()]


def _size(folder: Path) -> int:
    size = 0
    for each in folder.rglob("*"):
        try:
            size += each.stat().st_size
        except OSError:
            continue  # it says roughly how much; whether it can be read is looked at by itself
    return size


class RestoreDialog(QDialog):
    """Lists the backups in `folder`, compares the one that is chosen, and copies what is missing into the diary.

    Closes by itself when the diary is locked. `open` it; it deletes itself.
    """

    def __init__(self, live: LiveSession, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._live = live
        self._folder = folder
        self._cards: dict[Path, tuple[QLabel, QPushButton]] = {}
        self._unseen: list[_Listed] = []  # whether they are whole is still to be looked at
        self._purged: dict[str, WrappingCheckBox] = {}
        self._backup: Path | None = None
        self._can_restore = False  # something else than what was thrown away for good
        self._work: LongWork | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "page")
        self.setWindowTitle(self.tr("백업에서 되살리기"))
        self._title = build.label("", "title", wrap=True)
        self._words = build.label("", "soft", wrap=True)
        self._bar = WorkBar()
        self._trouble = ErrorNote()
        self._question = Question()
        self._column = QVBoxLayout()
        self._content = QWidget()
        self._content.setLayout(self._column)
        self._restore = build.button(self.tr("없어진 것만 되살리기"), "primary", self.restore, icon="restore")
        self._back = build.button(self.tr("다른 백업 보기"), "link", self.show_backups, icon="back")
        self._elsewhere = build.button(self.tr("다른 폴더에서 찾기"), "link", self._choose_folder, icon="folder")
        self._close = build.button(self.tr("닫기"), "outline", self.reject)
        self._lay_out()
        live.closed.connect(self.reject)
        self.finished.connect(self._stop)
        self.show_backups()

    def _lay_out(self) -> None:
        self._column.setContentsMargins(32, 4, 32, 4)
        self._column.setSpacing(12)
        buttons = QWidget()
        line = FlowLayout(buttons, from_right=True)
        for each in (self._restore, self._close, self._back, self._elsewhere):
            line.addWidget(each)
        head = QVBoxLayout()
        head.setContentsMargins(32, 0, 32, 0)
        head.setSpacing(8)
        for widget in (self._title, self._words, self._bar, self._trouble, self._question):
            head.addWidget(widget)
        foot = QVBoxLayout()
        foot.setContentsMargins(32, 0, 32, 0)
        foot.addWidget(buttons)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 28, 0, 20)
        lines.setSpacing(16)
        lines.addLayout(head)
        lines.addWidget(build.scrolling(self._content, self.windowTitle()), 1)
        lines.addLayout(foot)
        self.resize(WIDTH, HEIGHT)

    # --- which there are -----------------------------------------------------------------------------------------

    def show_backups(self) -> None:
        """List the backups; whether each is as it was made is seen one by one."""
        self._stop()
        self._backup = None
        self._begin(
            self.tr("어느 백업을 살펴볼까요?"),
            self.tr("고르면 지금 일기와 무엇이 다른지 보여 드려요. 아직 아무것도 바꾸지 않아요."),
        )
        self._offer(self._elsewhere)
        if self._live.is_open:
            diary_id, place = self._live.session.diary.key.diary_id, self._folder
            self._live.aside(lambda: _listed(place, diary_id), self._list, self._failed)

    def look_in(self, name: str) -> None:
        """Look for backups in another folder."""
        self._folder = Path(name).absolute()
        self.show_backups()

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("백업이 어디에 있나요?"), str(self._folder))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.look_in)
        dialog.open()

    def _list(self, found: Sequence[_Listed]) -> None:
        if self._backup is not None or self._cards:
            return  # one was chosen meanwhile, or they are listed
        if not found:
            self._words.setText(self.tr("이 폴더에는 이 일기의 백업이 없어요."))
        for each in found:
            self._column.addWidget(self._card(each))
        self._column.addStretch(1)
        self._unseen = list(found)
        self._see_next()

    def _card(self, listed: _Listed) -> QFrame:
        made = listed.backup.made_at.astimezone()
        when = f"{long_date(made.date())} {clock(made)}"
        state = build.label("", "caption", wrap=True)
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(build.label(when, "strong", wrap=True))
        column.addWidget(state)
        choose = build.button(self.tr("살펴보기"), "link", lambda: self.compare(listed.backup.folder))
        choose.setAccessibleDescription(when)
        card = build.area("card")
        line = SideLayout(card, gap=16)
        line.setContentsMargins(18, 12, 12, 12)
        line.addWidget(words)
        line.addWidget(choose)
        self._cards[listed.backup.folder] = (state, choose)
        self._say_state(listed, None)
        return card

    def _say_state(self, listed: _Listed, whole: bool | None) -> None:
        state, choose = self._cards[listed.backup.folder]
        states = {
            None: self.tr("온전한지 보고 있어요…"),
            True: self.tr("온전해요"),
            False: self.tr("손상됐어요"),
        }
        recordings = self.tr("녹음 {count}개").format(count=listed.backup.recordings)
        state.setText(" · ".join((megabytes(listed.size), recordings, states[whole])))
        state.setProperty("role", "danger" if whole is False else "caption")
        build.restyle(state)
        choose.setEnabled(whole is not False)

    def _see_next(self) -> None:
        if not self._unseen or not self._live.is_open:
            return
        listed = self._unseen.pop(0)

        def seen(whole: bool) -> None:
            if listed.backup.folder in self._cards:
                self._say_state(listed, whole)
                self._see_next()

        self._work = self._live.at_length(
            lambda _diary, _work: listed.backup.is_as_made(), seen, self._failed, owner=self
        )

    # --- what differs --------------------------------------------------------------------------------------------

    def compare(self, backup: Path) -> None:
        """Say what differs between the diary and `backup`."""
        self._stop()
        self._backup = backup
        self._begin(self.tr("백업과 지금 일기를 비교해 볼게요"), "")
        self._offer(self._back)

        def work(diary: "Diary", _: LongWork) -> "Comparison":
            from app.storage.restore import compare

            return compare(backup, diary)

        words = self.tr("백업을 열어 온전한지 보고, 지금 일기와 비교하고 있어요…")
        self._do(work, words, self._compared, self._failed)

    def _compared(self, found: "Comparison") -> None:
        coming = [each for each in found.missing if not each.thrown_away]
        purged = [each for each in found.missing if each.thrown_away]
        if found.is_same:
            self._title.setText(self.tr("없어진 것이 없어요"))
            words = self.tr("이 백업에 있는 글과 녹음은 지금 일기에도 모두 있어요.")
        else:
            self._title.setText(self.tr("이런 것이 달라요"))
            words = self.tr("백업에만 있는 것을 되살릴 수 있어요. 지금 있는 것은 바꾸지 않아요.")
        self._words.setText(words)
        if coming:
            self._section(self.tr("백업에만 있어요"), coming)
        self._changes(found)
        if purged:
            self._ask_for(purged)
        self._column.addStretch(1)
        self._can_restore = bool(coming or found.other_words or found.lost_sound)
        self._show_ready()
        self._offer(self._back, *(() if found.is_same else (self._restore,)))
        (self._close if found.is_same else self._restore).setFocus()

    def _section(self, head: str, missing: "Sequence[MissingEntry]") -> None:
        card = self._new_card(head)
        for each in missing[:SHOWN]:
            card.addWidget(build.label(self._said(each), "soft", wrap=True))
        if len(missing) > SHOWN:
            more = self.tr("그 밖에 일기 {count}개가 더 있어요.").format(count=len(missing) - SHOWN)
            card.addWidget(build.label(more, "soft", wrap=True))

    def _said(self, entry: "MissingEntry") -> str:
        facts = [self.tr("이야기 {count}개").format(count=len(entry.utterances))]
        if entry.recordings:
            facts.append(self.tr("녹음 {count}개").format(count=entry.recordings))
        if entry.in_trash:
            facts.append(self.tr("휴지통으로 돌아와요"))
        return f"{short_date(entry.date)} · {' · '.join(facts)}\n{entry.opening}"

    def _changes(self, found: "Comparison") -> None:
        lines = []
        if found.lost_sound:
            lines.append(
                self.tr("없어졌거나 손상된 녹음 {count}개를 되찾을 수 있어요.").format(count=len(found.lost_sound))
            )
        if found.other_words:
            lines.append(
                self.tr(
                    "글이 달라진 이야기 {count}개: 지금 글은 그대로 두고, 백업의 글은 ‘고치기 전 글’에 넣어 둬요."
                ).format(count=len(found.other_words))
            )
        if found.other_marks:
            lines.append(
                self.tr("날짜나 마음, 꼬리표가 달라진 일기 {count}개: 지금 것을 그대로 둬요.").format(
                    count=len(found.other_marks)
                )
            )
        if found.only_here:
            lines.append(
                self.tr("지금 일기에만 있는 이야기 {count}개: 그대로 있어요.").format(count=len(found.only_here))
            )
        if lines:
            card = self._new_card(self.tr("달라졌어요"))
            for line in lines:
                card.addWidget(build.label(line, "soft", wrap=True))

    def _ask_for(self, purged: "Sequence[MissingEntry]") -> None:
        """What was thrown away for good comes only when its owner says so, one by one."""
        card = self._new_card(self.tr("완전히 지운 일기예요"))
        words = self.tr("백업에는 남아 있지만 저절로 돌아오지는 않아요. 되살리고 싶은 것만 골라 주세요.")
        card.addWidget(build.label(words, "soft", wrap=True))
        for each in purged[:SHOWN]:
            box = WrappingCheckBox(self._said(each))
            box.toggled.connect(self._show_ready)
            self._purged[each.id] = box
            card.addWidget(box)
        if len(purged) > SHOWN:
            more = self.tr("그 밖에 일기 {count}개가 더 있어요.").format(count=len(purged) - SHOWN)
            card.addWidget(build.label(more, "soft", wrap=True))

    def _show_ready(self) -> None:
        self._restore.setEnabled(self._can_restore or bool(self._named()))

    def _named(self) -> list[str]:
        return [entry_id for entry_id, box in self._purged.items() if box.box.isChecked()]

    # --- bringing it back ----------------------------------------------------------------------------------------

    def restore(self) -> None:
        """Copy into the diary what it lacks, and those of the purged entries that were chosen."""
        named = self._named()
        self._bring_back((*((None,) if self._can_restore else ()), *((named,) if named else ())), backs_up=True)

    def _bring_back(self, which: Sequence[list[str] | None], *, backs_up: bool) -> None:
        """Restore what each of `which` means (app/storage/restore.py), after a backup of what is there now."""
        backup = self._backup
        assert backup is not None
        self._begin(self.tr("되살리고 있어요"), "")
        self._offer()

        def work(diary: "Diary", progress: "Progress", cancelled: "Cancel") -> "list[Restored]":
            from app.storage.restore import restore_missing

            return [restore_missing(diary, backup, each, progress=progress, cancelled=cancelled) for each in which]

        def failed(error: TodakError) -> None:
            if isinstance(error, NotBackedUp):
                self._title.setText(self.tr("아직 되살리지 않았어요"))
                self._offer(self._back)
                self._question.ask(
                    without_backup(error),
                    self.tr("백업 없이 되살리기"),
                    lambda: self._bring_back(which, backs_up=False),
                )
            else:
                self._failed(error)

        self._do(
            after_backup(self._live.settings, work, backs_up=backs_up),
            self.tr("글과 녹음을 하나하나 확인하며 되살려요. 그동안 일기를 써도 괜찮아요."),
            self._restored,
            failed,
        )

    def _restored(self, came: "list[Restored]") -> None:
        self._title.setText(self.tr("되살렸어요"))
        words = self.tr("일기 {entries}개, 이야기 {utterances}개, 녹음 {recordings}개가 돌아왔어요.").format(
            entries=sum(len(each.entries) for each in came),
            utterances=sum(len(each.utterances) for each in came),
            recordings=sum(len(each.recordings) for each in came),
        )
        lost = sum(len(each.lost) for each in came)
        if lost:
            more = self.tr("녹음 {count}개는 백업에서도 읽을 수 없어 글만 되살렸어요.").format(count=lost)
            words = f"{words} {more}"
        self._words.setText(words)
        self._offer(self._back)
        self._close.setFocus()
        self._live.entries_came.emit()

    # --- common --------------------------------------------------------------------------------------------------

    def _do(
        self,
        work: "Callable[[Diary, LongWork], T]",
        words: str,
        done: Callable[[T], None],
        failed: Callable[[TodakError], None],
    ) -> None:
        if not self._live.is_open:
            return

        def ended(result: T) -> None:
            if self._work is long_work:  # else one has gone back meanwhile
                self._bar.end()
                self._work = None
                done(result)

        def has_failed(error: TodakError) -> None:
            if self._work is long_work:
                self._bar.end()
                self._work = None
                failed(error)

        self._work = long_work = self._live.at_length(work, ended, has_failed, owner=self)
        self._bar.follow(long_work, words)

    def _failed(self, error: TodakError) -> None:
        self._offer(self._back)
        if isinstance(error, Cancelled):
            self._title.setText(self.tr("멈췄어요"))
            self._words.setText(self.tr("일기는 그대로예요."))
            self._words.show()
        else:
            self._trouble.show_error(error)

    def _begin(self, title: str, words: str) -> None:
        """Show nothing but this."""
        self._bar.end()
        self._trouble.clear()
        self._question.put_away()
        self._cards.clear()
        self._purged.clear()
        self._unseen.clear()
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._title.setText(title)
        self._words.setText(words)

    def _new_card(self, head: str) -> QVBoxLayout:
        card = build.area("card")
        lines = QVBoxLayout(card)
        lines.setContentsMargins(18, 14, 18, 14)
        lines.setSpacing(8)
        lines.addWidget(build.label(head, "strong", wrap=True))
        self._column.addWidget(card)
        return lines

    def _offer(self, *buttons: QWidget) -> None:
        for each in (self._restore, self._back, self._elsewhere):
            each.setVisible(each in buttons)

    def _stop(self) -> None:
        if self._work is not None:
            self._work.stop()
            self._work = None
