"""The settings of the diary's copies: backups and what comes back from them, room, the export and its import."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QStandardPaths, Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.config import Group, Settings
from app.errors import Cancelled, NotBackedUp, TodakError
from app.ui.advice import breakable
from app.ui.backup_first import after_backup, without_backup
from app.ui.live_session import LiveSession
from app.ui.long_work import LongWork
from app.ui.pages.settings_group import LOOK_MS, SettingsGroup
from app.ui.settings_keeper import SettingsKeeper
from app.ui.translation import clock, short_date
from app.ui.widgets import build
from app.ui.widgets.error_note import ErrorNote
from app.ui.widgets.path_row import PathRow
from app.ui.widgets.question import Question
from app.ui.widgets.setting_row import SettingRow
from app.ui.widgets.work_bar import WorkBar

if TYPE_CHECKING:
    from app.storage.additions import Added
    from app.storage.backup import Cancel, MadeBackup, Progress
    from app.storage.compact import Compacted
    from app.storage.repository import Diary

T = TypeVar("T")


def megabytes(size: int) -> str:
    """So many bytes, as one says it."""
    return f"{size / 1e6:,.0f} MB" if size >= 10_000_000 else f"{size / 1e6:,.1f} MB"


class WorkRow(QWidget):
    """A row whose button begins long work, with a bar while it is done and a sentence when it is."""

    def __init__(self, live: LiveSession, label: str, help: str, todo: str, icon: str) -> None:
        super().__init__()
        self.live = live
        self.button = build.button(todo, "outline", self.begin, icon=icon)
        self.button.setAccessibleDescription(label)
        self.row = SettingRow(label, self.button, help)
        self.question = Question()
        self._bar = WorkBar()
        self._good = build.label("", "good", wrap=True)
        self._good.hide()
        self.trouble = ErrorNote()
        self._inset = QVBoxLayout()
        self._inset.setContentsMargins(20, 0, 20, 0)
        self._inset.setSpacing(8)
        for each in (self.question, self._bar, self._good, self.trouble):
            self._inset.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.row)
        column.addLayout(self._inset)

    def begin(self) -> None:
        """The button was pressed."""
        raise NotImplementedError

    def work(self, work: "Callable[[Diary, LongWork], T]", words: str, done: Callable[[T], None]) -> None:
        """Do `work` in the background, saying `words`; then `done`."""
        if not self.live.is_open:
            return

        def ended(result: T) -> None:
            self._end()
            done(result)

        self.clear()
        self.button.setEnabled(False)
        self._inset.setContentsMargins(20, 0, 20, 16)
        self._bar.follow(self.live.at_length(work, ended, self._failed, owner=self), words)

    def say(self, words: str) -> None:
        """What came of it."""
        self._good.setText(words)
        self._good.show()
        self._inset.setContentsMargins(20, 0, 20, 16)

    def ask(self, words: str, yes: str, act: Callable[[], object]) -> None:
        """Ask before it begins."""
        self.clear()
        self._inset.setContentsMargins(20, 0, 20, 16)
        self.question.ask(words, yes, act)

    def clear(self) -> None:
        """What was said of the last time is out of date."""
        self.question.put_away()
        self._good.hide()
        self.trouble.clear()

    def show_trouble(self, error: TodakError) -> None:
        """It failed. To be stopped is no failure."""
        self._inset.setContentsMargins(20, 0, 20, 16)
        if isinstance(error, Cancelled):
            self.say(self.tr("멈췄어요. 일기는 그대로예요."))
        else:
            self.trouble.show_error(error)

    def _end(self) -> None:
        self._bar.end()
        self.button.setEnabled(True)

    def _failed(self, error: TodakError) -> None:
        self._end()
        self.show_trouble(error)


# --- backups ---------------------------------------------------------------------------------------------------------


class BackupPlace(QWidget):
    """Where backups go. `changed` when another folder is in force."""

    changed = Signal()

    def __init__(self, live: LiveSession, settings: Settings, keeper: SettingsKeeper) -> None:
        super().__init__()
        self._live = live
        self._settings = settings
        self._keeper = keeper
        self._choose = build.button(self.tr("폴더 고르기"), "outline", self._ask, icon="folder")
        self._row = PathRow(
            self.tr("백업하는 곳"),
            self.tr("다른 디스크나 USB에 두면 이 컴퓨터가 고장 나도 남아요. 백업도 암호로 잠겨 있어요."),
            settings.backup_folder,
            choose=self._choose,
        )
        self._trouble = ErrorNote()
        inset = QVBoxLayout()
        inset.setContentsMargins(20, 0, 20, 0)
        inset.addWidget(self._trouble)
        self._inset = inset
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._row)
        column.addLayout(inset)
        keeper.changed.connect(self._kept)

    def _ask(self) -> None:
        dialog = QFileDialog(self, self.tr("백업을 어디에 둘까요?"), str(self._settings.backup_folder.parent))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.choose)
        self._live.closed.connect(dialog.reject)
        dialog.open()

    def choose(self, name: str) -> None:
        """Make backups in the folder `name` from now on; not in the diary's own."""
        folder = Path(name).absolute()
        self._trouble.clear()
        self._inset.setContentsMargins(20, 0, 20, 0)
        if not self._live.is_open:
            return
        if folder.resolve().is_relative_to(self._live.folder.resolve()):
            self._inset.setContentsMargins(20, 0, 20, 16)
            self._trouble.say(
                self.tr("일기 폴더 안에는 백업하지 않아요."),
                self.tr("일기를 잃어버리면 백업도 함께 잃게 되니까요."),
                self.tr("다른 폴더를 골라 주세요. 다른 디스크면 더 좋아요."),
            )
            return
        self._keeper.change("backup_folder", str(folder))

    def _kept(self, key: str) -> None:
        if key == "backup_folder":
            self._row.show_path(self._settings.backup_folder)
            self.changed.emit()


@dataclass(frozen=True, slots=True)
class _Known:
    """What is said of the backups there are."""

    count: int
    newest: datetime | None


class BackupNow(WorkRow):
    """When the last backup was made, and a button that makes one now."""

    def __init__(self, live: LiveSession, settings: Settings) -> None:
        self._name = self.tr("마지막 백업")
        super().__init__(live, self._name, self.tr("찾아보고 있어요…"), self.tr("지금 백업하기"), "save")
        self._settings = settings

    def look(self) -> None:
        """See which backups there are, in the background."""
        if self.live.is_open:
            diary_id = self.live.session.diary.key.diary_id
            folder = self._settings.backup_folder
            self.live.aside(lambda: _look(folder, diary_id), self._found)

    def begin(self) -> None:
        """WorkRow's: make a backup, whether or not one is due."""
        folder = self._settings.backup_folder

        def work(diary: "Diary", long_work: LongWork) -> "MadeBackup":
            from app.storage.backup import back_up
            from app.storage.backups import Backups, offering

            with offering(diary.folder, folder):
                made = back_up(diary, folder, progress=long_work.tell, cancelled=long_work.is_stopped)
            Backups(folder, diary.key.diary_id).thin()
            return made

        self.work(work, self.tr("백업하고 있어요. 그동안 일기를 써도 괜찮아요."), self._made)

    def _made(self, made: "MadeBackup") -> None:
        words = self.tr("백업했어요. 이야기 {utterances}개와 녹음 {recordings}개를 다시 열어 확인했어요.").format(
            utterances=made.utterances, recordings=made.backup.recordings
        )
        lost = len(made.damaged) + len(made.missing)
        if lost:
            more = self.tr("녹음 {count}개는 일기에서 이미 손상되었거나 없어요.").format(count=lost)
            words = f"{words}\n{more}"
        self.say(words)
        self.look()

    def _found(self, known: _Known) -> None:
        if known.newest is None:
            self.row.show_help(self.tr("아직 백업이 없어요."))
            return
        words = self.tr("{when} · 모두 {count}개").format(when=self._when(known.newest), count=known.count)
        self.row.show_help(words)

    def _when(self, moment: datetime) -> str:
        local = moment.astimezone()
        today = datetime.now(UTC).astimezone().date()
        if local.date() == today:
            return self.tr("오늘 {clock}").format(clock=clock(local))
        if local.date() == today - timedelta(days=1):
            return self.tr("어제 {clock}").format(clock=clock(local))
        return f"{short_date(local.date())} {clock(local)}"


def _look(folder: Path, diary_id: str) -> _Known:
    from app.storage.backups import Backups

    found = Backups(folder, diary_id).list()
    return _Known(len(found), found[0].made_at if found else None)


# --- room, export, import --------------------------------------------------------------------------------------------


class Compacting(WorkRow):
    """Gives back the room that deleted words left."""

    def __init__(self, live: LiveSession) -> None:
        super().__init__(
            live,
            self.tr("용량 줄이기"),
            self.tr("지운 글이 차지하던 자리를 되찾아요. 그동안 새 글은 잠깐 기다렸다가 저장돼요."),
            self.tr("줄이기"),
            "refresh",
        )

    def begin(self) -> None:
        """WorkRow's."""
        self._compact(backs_up=True)

    def show_trouble(self, error: TodakError) -> None:
        """WorkRow's: without a backup only if that is wanted."""
        if isinstance(error, NotBackedUp):
            self.ask(without_backup(error), self.tr("백업 없이 줄이기"), lambda: self._compact(backs_up=False))
        else:
            super().show_trouble(error)

    def _compact(self, *, backs_up: bool) -> None:
        def work(diary: "Diary", progress: "Progress", cancelled: "Cancel") -> "Compacted":
            from app.storage.compact import compact

            return compact(diary, progress=progress, cancelled=cancelled)

        words = self.tr("필요하면 먼저 백업하고, 일기 파일을 다시 쓰고 있어요…")
        self.work(after_backup(self.live.settings, work, backs_up=backs_up), words, self._done)

    def _done(self, found: "Compacted") -> None:
        if found.won > 0:
            self.say(self.tr("{size}를 되찾았어요.").format(size=megabytes(found.won)))
        else:
            self.say(self.tr("더 줄일 것이 없었어요."))


class Exporting(WorkRow):
    """Writes the whole diary in the clear, after asking."""

    def __init__(self, live: LiveSession) -> None:
        super().__init__(
            live,
            self.tr("일기 내보내기"),
            self.tr("다른 프로그램에서 읽을 수 있는 파일(JSON)로 글을 모두 내보내요. 녹음은 들어가지 않아요."),
            self.tr("내보내기"),
            "copy",
        )

    def begin(self) -> None:
        """WorkRow's: ask first."""
        self.ask(
            self.tr("이 파일은 암호로 잠기지 않아요. 파일을 얻은 사람은 누구나 일기를 모두 읽을 수 있어요."),
            self.tr("그래도 내보내기"),
            self._choose,
        )

    def _choose(self) -> None:
        dialog = QFileDialog(self, self.tr("일기를 어디에 내보낼까요?"), _documents())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.selectFile(self.tr("토닥 일기") + ".json")
        dialog.fileSelected.connect(self.export_to)
        self.live.closed.connect(dialog.reject)
        dialog.open()

    def export_to(self, name: str) -> None:
        """Write the diary to the file `name`, readable by its owner alone; never into the diary's own folder."""
        file = Path(name).absolute()
        if not self.live.is_open:
            return
        if file.resolve().is_relative_to(self.live.folder.resolve()):
            self.clear()
            self.trouble.say(
                self.tr("일기 폴더 안이라 내보내지 않았어요."),
                self.tr("잠긴 일기 옆에 잠기지 않은 글이 놓이게 되니까요."),
                self.tr("다른 폴더를 골라 주세요."),
            )
            return

        def work(diary: "Diary", _: LongWork) -> int:
            from app.storage.exchange import export_json

            return export_json(diary, file)

        def done(count: int) -> None:
            words = self.tr("이야기 {count}개를 내보냈어요. 잠기지 않은 파일이니 다 쓴 뒤에는 지워 주세요.")
            self.say(f"{words.format(count=count)}\n{breakable(str(file))}")

        self.work(work, self.tr("내보내고 있어요…"), done)


class Importing(WorkRow):
    """Adds what an exported file has and the diary has not."""

    def __init__(self, live: LiveSession) -> None:
        super().__init__(
            live,
            self.tr("일기 가져오기"),
            self.tr("내보낸 파일에서 이 일기에 없는 것만 더해요. 있던 것은 바뀌지 않아요."),
            self.tr("가져오기"),
            "plus",
        )

    def begin(self) -> None:
        """WorkRow's: which file."""
        dialog = QFileDialog(self, self.tr("어떤 파일을 가져올까요?"), _documents(), "JSON (*.json)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.import_from)
        self.live.closed.connect(dialog.reject)
        dialog.open()

    def import_from(self, name: str) -> None:
        """Add what is in the file `name`."""

        def work(diary: "Diary", _: LongWork) -> "Added":
            from app.storage.exchange import import_json

            return import_json(diary, Path(name))

        self.work(work, self.tr("가져오고 있어요…"), self._done)

    def _done(self, added: "Added") -> None:
        if added.utterances:
            words = self.tr("일기 {entries}개, 이야기 {utterances}개를 가져왔어요.")
            self.say(words.format(entries=len(added.entries), utterances=len(added.utterances)))
        else:
            self.say(self.tr("이미 모두 있던 것이라 더할 것이 없었어요."))
        self.live.entries_came.emit()


def _documents() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)


class BackupGroup(SettingsGroup):
    """What keeps the diary when something happens to it, and what takes it elsewhere."""

    def __init__(self, group: Group, live: LiveSession, settings: Settings) -> None:
        super().__init__(group, live, settings)
        self.place = BackupPlace(live, settings, self._keeper)
        self.exporting = Exporting(live)
        if live.is_read_only:  # and a copy of a part would pass for a backup of the whole
            self.add(self.place)
            self.add(self.exporting)
            return
        self.now = BackupNow(live, settings)
        self.place.changed.connect(self.now.look)
        self.add(self.place)
        self.add(self.now)
        self.add_row(
            self.tr("되살리기"),
            build.button(self.tr("백업 살펴보기"), "outline", self.show_backups, icon="restore"),
            self.tr("지금 일기와 무엇이 다른지 보고, 없어진 것만 되살려요. 있는 것은 바꾸지 않아요."),
        )
        self.new_card()
        self.compacting, self.importing = Compacting(live), Importing(live)
        for row in (self.compacting, self.exporting, self.importing):
            self.add(row)

    def arrive(self) -> None:
        """SettingsGroup's: look at the backups when the page stands."""
        super().arrive()
        if not self.live.is_read_only:
            QTimer.singleShot(LOOK_MS, self, self.now.look)

    def show_backups(self) -> None:
        """The backups, what differs, and the way back."""
        from app.ui.widgets.restore_dialog import RestoreDialog  # rarely needed, and not light

        RestoreDialog(self.live, self.settings.backup_folder, self.window()).open()
