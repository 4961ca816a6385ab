"""Opens every page in both languages, light and dark, at two sizes, as it is and with every string twice as long.

A process of its own, since Qt reads QT_SCALE_FACTOR at its start:

    QT_SCALE_FACTOR=2 python open_every_page.py [--pictures FOLDER]

Prints one JSON list: what was cut, overlapped, had no name for a screen reader, or made Qt complain.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QtMsgType, QTranslator, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from app.config import Settings, models_folder
from app.demo import build_demo
from app.diary.entry import Edit
from app.errors import DiaryDamaged, NoMicrophone, Sentence
from app.storage.backup import back_up
from app.storage.repository import Diary
from app.ui import theme, translation
from app.ui.application import make_application
from app.ui.live_session import LiveSession
from app.ui.main_window import MainWindow
from app.ui.pages.entry import EntryPage
from app.ui.pages.lock import LockPage
from app.ui.pages.welcome import WelcomePage
from app.ui.places import CalendarAt, DayAt, Entries, EntryAt, Place, SettingsAt, Today
from app.ui.widgets.breathing_dialog import BreathingDialog
from app.ui.widgets.day_dialog import DayDialog
from app.ui.widgets.entry_filters import EntryFilters
from app.ui.widgets.history_dialog import HistoryDialog
from app.ui.widgets.more_button import MoreButton
from app.ui.widgets.question import Question
from app.ui.widgets.restore_dialog import RestoreDialog
from tests.ui.accessibility import nameless
from tests.ui.inspection import faults

REST_TRIES = 10
SIZES = ((1024, 640), (2560, 1440))
# What the offscreen platform says of itself.
HARMLESS = (
    "This plugin does not support propagateSizeHints()",
    "This plugin does not support raise()",
    "This plugin does not support grabbing the keyboard",
)


class Stretched(QTranslator):
    """Every string, in whichever language, twice."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._inner = QTranslator()
        if language != "ko":
            from app.config import resources

            assert self._inner.load(f"todak_{language}", str(resources() / "translations"))

    def isEmpty(self) -> bool:
        """Qt's."""
        return False

    def translate(self, context: str, source: str, comment: str | None = None, n: int = -1) -> str:  # type: ignore[override]
        """Qt's."""
        found = self._inner.translate(context, source, comment, n) or source
        # Once more after a space, without the placeholders twice.
        words = "".join(part.partition("}")[2] if "}" in part else part for part in found.split("{"))
        return f"{found} {words}".strip()


@contextmanager
def stretched(language: str, wanted: bool) -> Iterator[None]:
    """Every string twice as long, those of `Sentence` too."""
    if not wanted:
        yield
        return
    longer = Stretched(language)
    QCoreApplication.installTranslator(longer)
    said = Sentence.said
    Sentence.said = lambda self, code, **details: f"{said(self, code, **details)} " * 2  # type: ignore[method-assign]
    try:
        yield
    finally:
        Sentence.said = said  # type: ignore[method-assign]
        QCoreApplication.removeTranslator(longer)


class Tour:
    """One walk through all pages."""

    def __init__(self, app: QApplication, settings: Settings, folder: Path, pictures: Path | None) -> None:
        self.app, self.settings, self.pictures = app, settings, pictures
        self.found: list[str] = []
        self.looked_at = 0
        self.interfaces = 0
        self.live = LiveSession(settings)
        self.live.open(lambda: build_demo(folder, date.today()), lambda error: sys.exit(str(error)))
        self.until(lambda: self.live.is_open)
        self.live.session.diary.trash(self.live.session.diary.entries()[-1].id)
        self.folder = folder
        diary = self.live.session.diary
        self.backup = back_up(diary, settings.backup_folder).backup
        for entry in diary.entries()[4:6]:  # so that something differs from the backup
            diary.trash(entry.id)
            diary.purge(entry.id)

    def until(self, true: Callable[[], object], seconds: float = 30.0) -> None:
        """Let the window run."""
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end:
                raise SystemExit("waited too long")
            self.app.processEvents()
            time.sleep(0.001)

    def settle(self, shortest: float = 0.05) -> None:
        """Until what the page asked the diary for has arrived and been laid out."""
        end = time.monotonic() + shortest
        self.until(lambda: time.monotonic() > end and not self.live.is_busy)
        self.until(lambda: time.monotonic() > end + 0.05)

    def look(self, widget: QWidget, name: str, size: tuple[int, int]) -> None:
        """Note every fault of a page at one size, and of its names once."""
        widget.resize(*size)
        self.settle()
        self.looked_at += 1
        seen_faults = faults(widget)
        for _ in range(REST_TRIES):  # pages lay themselves out over some turns of the event loop
            if not seen_faults:
                break
            self.settle(0.1)
            seen_faults = faults(widget)
        self.found += [f"{name} {size[0]}x{size[1]}: {fault}" for fault in seen_faults]
        if size == SIZES[0]:
            unnamed, seen = nameless(widget)
            self.interfaces += seen
            self.found += [f"{name}: {fault}" for fault in unnamed]
        if self.pictures is not None:
            file = f"{name.replace(' ', '-').replace('/', '-')}-{size[0]}.png"
            widget.grab().save(str(self.pictures / file))

    def places(self) -> dict[str, Place]:
        """Every page with something on it."""
        diary: Diary = self.live.session.diary
        whole = diary.entries()
        busiest = max(whole, key=lambda entry: (len(entry.tags) + len(entry.people), len(entry.utterances)))
        by_day: dict[date, int] = {}
        for entry in whole:
            by_day[entry.date] = by_day.get(entry.date, 0) + 1
        groups = ("appearance", "language", "voice", "devices", "diary", "privacy", "backup", "engines")
        return {
            "today": Today(),
            "month": CalendarAt(date.today()),
            "year": CalendarAt(date.today(), year=True),
            "list": Entries(),
            "search": Entries("엄마"),
            "nothing": Entries("없는낱말"),
            "trash": Entries(trash=True),
            "day": DayAt(max(by_day, key=lambda day: by_day[day])),
            "entry": EntryAt(busiest.id),
            **{f"settings {group}": SettingsAt(group) for group in groups},
        }

    def walk(self, language: str, appearance: str, stretch: bool) -> None:
        """All pages in one dress."""
        translation.speak(language)
        theme.keeper().wear(appearance, 100)
        dress = f"{language}/{appearance}{'/stretched' if stretch else ''}"
        with stretched(language, stretch):
            window = MainWindow(self.settings, self.folder, self.live, has_diary=True)
            window.show()
            assert window.shell is not None
            for name, place in self.places().items():
                window.shell.go(place)
                for size in SIZES:
                    self.look(window, f"{dress} {name}", size)
            self._changing(window, dress)
            window.shell.go(Today())
            self.live.trouble.emit(NoMicrophone())
            self.look(window, f"{dress} trouble", SIZES[0])
            self._backups(window, dress)
            window.hide()
            window.deleteLater()
            self._before_it_opens(dress)

    def _changing(self, window: MainWindow, dress: str) -> None:
        """What is shown while something that was written is looked for, changed, or thrown away."""
        shell = window.shell
        assert shell is not None
        diary: Diary = self.live.session.diary
        shell.go(Entries())
        self.settle()
        [filters] = shell.page.findChildren(EntryFilters)
        filters.setVisible(True)
        filters._put_bound("first", date.today().replace(month=1, day=1))
        filters._put_bound("last", date.today())
        self.look(window, f"{dress} filters", SIZES[0])
        filters.clear()
        filters.setVisible(False)
        thrown = diary.trashed()[0]
        shell.go(EntryAt(thrown.id))
        self.until(lambda: any(each.isVisible() for each in shell.page.findChildren(Question)) or self._ask(shell.page))
        for size in SIZES:
            self.look(window, f"{dress} thrown away", size)
        entry = next(each for each in diary.entries() if len(each.utterances) > 1)
        said = entry.utterances[1]
        shell.go(EntryAt(entry.id))
        more: list[MoreButton] = []
        while not more:
            self.settle()
            more = [each for each in shell.page.findChildren(MoreButton) if each._utterance.id == said.id]
        more[0]._offer(True)
        self._look_over(more[0].findChildren(QMenu)[0], f"{dress} menu of words")
        edits = [Edit(str(number), said.text * number, datetime.now().astimezone()) for number in (1, 2, 3)]
        self._look_over(HistoryDialog(self.live, edits, said.text, window), f"{dress} earlier words")
        self._look_over(BreathingDialog(self.live, window), f"{dress} breathing")
        self._look_over(DayDialog(self.live, more[0].tr("어느 날로 옮길까요?"), entry.date, window), f"{dress} a day")

    def _ask(self, page: QWidget) -> bool:
        """Press what asks before an entry is thrown away for good, once it is there."""
        assert isinstance(page, EntryPage)
        if page._trashed.isVisible():
            page._ask_to_purge()
        return False

    def _look_over(self, over: QWidget, name: str) -> None:
        """Note the faults of a menu or a dialog, in its own size."""
        over.show()
        self.settle()
        self.look(over, name, (over.width(), over.height()))
        unnamed, seen = nameless(over)
        self.interfaces += seen
        self.found += [f"{name}: {fault}" for fault in unnamed]
        over.close()

    def _backups(self, window: QWidget, dress: str) -> None:
        dialog = RestoreDialog(self.live, self.settings.backup_folder, window)
        dialog.open()
        self.until(lambda: dialog._cards)
        self.look(dialog, f"{dress} backups", (dialog.width(), dialog.height()))
        dialog.compare(self.backup.folder)
        self.until(lambda: dialog._work is None)
        self.look(dialog, f"{dress} differing from a backup", (dialog.width(), dialog.height()))
        dialog.reject()

    def _before_it_opens(self, dress: str) -> None:
        lock = LockPage(self.live, self.settings, self.folder)
        damaged = LockPage(self.live, self.settings, self.folder)
        damaged._show_ways(DiaryDamaged(part="diary.db"), self.backup, writable=True)
        welcome = WelcomePage(self.settings, self.folder / "new", self.live)
        for name, page in (("lock", lock), ("damaged", damaged), ("welcome", welcome)):
            page.show()
            for size in SIZES:
                self.look(page, f"{dress} {name}", size)
            page.hide()
            page.deleteLater()


def put_models() -> None:
    """Models of the user's: one that could be chosen, one that cannot, and the beginning of a download."""
    bert = {"architectures": ["BertForSequenceClassification"], "model_type": "bert"}
    labels = ("기쁨", "슬픔", "우울", "분노", "불안", "일상")
    configs = {"my-kobert": {**bert, "id2label": dict(enumerate(labels))}, "unnamed-electra": bert}
    for name, config in configs.items():
        folder = models_folder() / name
        folder.mkdir(parents=True)
        (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
        (folder / "model.safetensors").write_bytes(bytes(20_000_000))
    part = models_folder() / ".kobert-base-v1.part"
    part.mkdir()
    (part / "pytorch_model.bin.part").write_bytes(bytes(12_000_000))


def main() -> None:
    """Print what was found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pictures", type=Path)
    arguments = parser.parse_args()
    complaints: list[str] = []

    def hear(kind: QtMsgType, _context: object, message: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and message not in HARMLESS:
            complaints.append(message)

    qInstallMessageHandler(hear)
    with tempfile.TemporaryDirectory() as place:
        os.environ["HOME"] = place
        settings = Settings()
        settings["voice_consent"] = True
        put_models()
        tour = Tour(make_application(settings), settings, Path(place) / "diary", arguments.pictures)
        for language in ("ko", "en"):
            # Colours change no size: each page is seen in both, as it is in the light and doubled in the dark. At 200 %
            # the doubled strings are enough: whatever has no room by itself has none then.
            if os.environ.get("QT_SCALE_FACTOR") != "2":
                tour.walk(language, "light", stretch=False)
            tour.walk(language, "dark", stretch=True)
        closed: list[Any] = []
        tour.live.close(lambda: closed.append(True))
        tour.until(lambda: closed)
        tour.live.end()
    found = [*dict.fromkeys(tour.found), *(f"Qt: {each}" for each in dict.fromkeys(complaints))]
    print(json.dumps({"faults": found, "looked_at": tour.looked_at, "interfaces": tour.interfaces}, ensure_ascii=False))


if __name__ == "__main__":
    main()
