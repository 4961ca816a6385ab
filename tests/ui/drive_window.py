"""Todak's window in a process of its own, used as a user uses it; tells what it sees as JSON Lines on stdout.

    python drive_window.py DIARY PASSPHRASE_FILE {speak,read,wait}

`speak` opens the diary, clicks the large button, and tells every word until a line on stdin says to stop; then it looks
at the bubble, the chip, the calendar's day and the chart. `read` tells what the Today page shows after a start. `wait`
leaves the diary locked until it is told to `unlock`. Other lines on stdin are what a user does: `Driver.deeds`.
"""

import multiprocessing
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from app.cli.output import Answer
from app.config import Settings
from app.log import start_logging
from app.process import harden
from app.ui.application import _run, make_application
from app.ui.live_session import LiveSession
from app.ui.main_window import MainWindow
from app.ui.widgets.composer import DraftField
from app.ui.widgets.conversation_view import ConversationView
from app.ui.widgets.emotion_chip import EmotionChip
from app.ui.widgets.hit_list import HitListModel
from app.ui.widgets.record_button import RecordButton
from app.ui.widgets.row_list import RowList
from app.ui.widgets.search_field import SearchField
from app.ui.widgets.wrapped_text import WrappedText

KEY_MS = 60  # between two keys of somebody who types `slowly`

STDOUT = Answer.take_stdout()  # libraries print to it


def tell(what: str, **details: Any) -> None:
    """One line for the test."""
    STDOUT.json({"what": what, **details})


class Told(QObject):
    """A line from the test, carried to the window's thread."""

    line = Signal(str)

    def listen(self) -> None:
        """Read stdin on a thread of its own."""
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in sys.stdin:
            self.line.emit(line.strip())


class Driver(QObject):
    """The user."""

    def __init__(self, window: MainWindow, live: LiveSession, passphrase: str, task: str) -> None:
        super().__init__()
        self.window, self.live, self.passphrase, self.task = window, live, passphrase, task
        live.opened.connect(lambda: QTimer.singleShot(0, self._opened))
        live.partial.connect(lambda _, text: tell("partial", text=text))
        live.stored.connect(lambda utterance: tell("stored", text=utterance.text, id=utterance.id))
        live.answered.connect(lambda utterance: tell("answered", reply=utterance.reply.text))
        live.recording_changed.connect(lambda state: tell("recording", state=state))
        live.speaking_changed.connect(lambda what: tell("speaking", id=what))
        live.trouble.connect(lambda error: tell("trouble", code=error.code, words=str(error)))
        live.closed.connect(lambda: tell("closed"))
        live.engine_missing.connect(lambda error: tell("engine missing", code=error.code))
        self.deeds = {
            "record": lambda _: QTest.mouseClick(self._one(RecordButton), Qt.MouseButton.LeftButton),
            "type": self._type,
            "slowly": self._type_slowly,
            "enter": lambda _: self._key(self._one(DraftField), Qt.Key.Key_Return),
            "select": lambda _: self._select(),
            "search": self._search,
            "open": lambda _: self._open_found(),
            "press": self._click,
            "unlock": lambda _: self._unlock(),
            "see": lambda _: self._see(),
            "children": lambda _: self._name_children(),
            "self": lambda _: tell("self", pid=os.getpid(), libraries=_libraries()),
            "remembered": lambda _: QTimer.singleShot(500, self._tell_remembered),
        }
        self._to_type = ""
        self._typing = QTimer(self, interval=KEY_MS)
        self._typing.timeout.connect(self._type_next)
        self._finding = QTimer(self, interval=KEY_MS)
        self._finding.timeout.connect(self._tell_found)
        self.told = Told()
        self.told.line.connect(self._obey)
        self.told.listen()
        if task == "wait":
            QTimer.singleShot(200, lambda: tell("locked"))
        else:
            QTimer.singleShot(200, self._unlock)

    def _unlock(self) -> None:
        field = next(each for each in self.window.findChildren(QLineEdit) if each.isVisible())
        field.setText(self.passphrase)  # as pasted: QTest types ASCII only
        QTest.keyClick(field, Qt.Key.Key_Return)

    def _opened(self) -> None:
        tell("open")
        if self.task == "speak":
            QTest.mouseClick(self._one(RecordButton), Qt.MouseButton.LeftButton)

    def _obey(self, line: str) -> None:
        if line == "stop":
            QTest.mouseClick(self._one(RecordButton), Qt.MouseButton.LeftButton)
        elif line == "look":
            self._look()
        elif line.startswith("go "):
            self._press(line.removeprefix("go "))
        elif line == "quit":
            self.window.close()
        else:
            deed, _, about = line.partition(" ")
            self.deeds[deed](about)

    # --- what a user does ----------------------------------------------------------------------------------------

    def _key(self, field: QWidget, key: Qt.Key, text: str = "") -> None:
        """A key as the window system gives it: QTest's own types ASCII only."""
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(field, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))

    def _type(self, text: str) -> None:
        field = self._one(DraftField)
        field.setFocus()
        for letter in text:
            self._key(field, Qt.Key.Key_unknown, letter)

    def _type_slowly(self, text: str) -> None:
        self._one(DraftField).setFocus()
        self._to_type = text
        self._typing.start()

    def _type_next(self) -> None:
        letter, self._to_type = self._to_type[:1], self._to_type[1:]
        if not letter:
            self._typing.stop()
            return
        field = self._one(DraftField)
        self._key(field, Qt.Key.Key_unknown, letter)
        tell("typed", text=field.toPlainText(), at=time.monotonic())

    def _select(self) -> None:
        """Draw the mouse over the first line of a bubble."""
        bubble = self._one(WrappedText)
        seen = bubble.viewport()
        line = bubble.cursorRect().center().y()
        QTest.mousePress(seen, Qt.MouseButton.LeftButton, pos=QPoint(1, line))
        QTest.mouseMove(seen, QPoint(seen.width() - 1, line))
        QTest.mouseRelease(seen, Qt.MouseButton.LeftButton, pos=QPoint(seen.width() - 1, line))
        tell("selected", text=bubble.textCursor().selectedText())

    def _search(self, text: str) -> None:
        field = self._one(SearchField)
        field.setFocus()
        field.clear()
        for letter in text:
            self._key(field, Qt.Key.Key_unknown, letter)
        self._finding.start()

    def _hits(self) -> list[RowList]:
        return [
            each
            for each in self.window.findChildren(RowList)
            if each.isVisible() and isinstance(each.model(), HitListModel) and each.model().rowCount()
        ]

    def _tell_found(self) -> None:
        for hits in self._hits():
            self._finding.stop()
            tell("searched", found=hits.model().rowCount())

    def _open_found(self) -> None:
        (hits,) = self._hits()
        hits.setCurrentIndex(hits.model().index(0, 0))
        self._key(hits, Qt.Key.Key_Return)

    def _click(self, name: str) -> None:
        button = next(
            each
            for each in self.window.findChildren(QAbstractButton)
            if each.isVisible() and name in (each.text(), each.accessibleName())
        )
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    # --- what a user sees ----------------------------------------------------------------------------------------

    def _see(self) -> None:
        widgets = [each for each in self.window.findChildren(QWidget) if each.isVisible()]
        fields = [each.toPlainText() for each in widgets if isinstance(each, DraftField)]
        tell(
            "sight",
            title=self.window.windowTitle(),
            texts=[words for each in widgets if (words := _words(each))],
            kinds=sorted({type(each).__name__ for each in widgets}),
            chips=[each.text() for each in widgets if isinstance(each, EmotionChip)],
            field=fields[0] if fields else None,
            recording=self.live.recording,
            active=self.window.isActiveWindow(),
            minimised=self.window.isMinimized(),
        )

    def _tell_remembered(self) -> None:
        """What the widgets that are still there hold, shown or not."""
        tell("remembered", texts=[words for each in QApplication.allWidgets() if (words := _words(each))])

    def _name_children(self) -> None:
        tell("children", pids={child.name: child.pid for child in multiprocessing.active_children()})

    def _look(self) -> None:
        shell = self.window.shell
        assert shell is not None
        texts = [
            words
            for widget in self._one(ConversationView).findChildren(QWidget)
            if widget.isVisible() and (words := _words(widget))
        ]
        chips = [chip.text() for chip in self.window.findChildren(EmotionChip) if chip.isVisible()]
        tell("page", title=self.window.windowTitle(), texts=texts, chips=chips)

    def _press(self, name: str) -> None:
        self._click(name)
        QTimer.singleShot(3_000, self._look_at_calendar)

    def _look_at_calendar(self) -> None:
        from app.ui.widgets.day_button import DayButton

        days = [
            {"day": cell.day.isoformat(), "colour": _colour(cell), "name": cell.accessibleName()}
            for cell in self.window.findChildren(DayButton)
            if cell.isVisible()
        ]
        charts = [
            each.accessibleDescription()
            for each in self.window.findChildren(QWidget)
            if each.isVisible() and "Chart" in type(each).__name__
        ]
        tell("calendar", days=days, charts=charts)

    def _one(self, kind: type[Any]) -> Any:
        return next(each for each in self.window.findChildren(kind) if each.isVisible())


def _words(widget: QWidget) -> str:
    for name in ("toPlainText", "text"):
        get = getattr(widget, name, None)
        if callable(get):
            return str(get())
    return ""


def _colour(cell: QWidget) -> str:
    """The colour a day is painted in: the commonest of its pixels that is not the page's own."""
    image = cell.grab().toImage()
    counts: dict[str, int] = {}
    for x in range(2, image.width() - 2, 3):
        for y in range(2, image.height() - 2, 3):
            name = image.pixelColor(x, y).name()
            counts[name] = counts.get(name, 0) + 1
    return max(counts, key=lambda name: counts[name])


def _libraries() -> str:
    """The files that are mapped into this process, which forbids others to look (app/process.py)."""
    lines = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
    return "\n".join(sorted({line.split()[-1] for line in lines if "/" in line}))


def main() -> None:
    """Open the window and let the driver use it."""
    folder, passphrase, task = Path(sys.argv[1]), Path(sys.argv[2]).read_text(encoding="utf-8").strip(), sys.argv[3]
    harden()
    start_logging()
    settings = Settings()
    settings["voice_consent"] = True
    app = make_application(settings)
    live = LiveSession(settings)
    window = MainWindow(settings, folder, live, has_diary=True)
    driver = Driver(window, live, passphrase, task)
    status = _run(app, live, window, folder, None)
    del driver
    sys.exit(status)


if __name__ == "__main__":
    main()
