"""What a lock leaves in the process: no page, no word, no key that Python could still reach."""

import gc
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.config import Settings
from app.diary.entry import Entry, Source, Utterance
from app.diary.listing import ListedEntry
from app.errors import StorageError
from app.session import DiarySession
from app.storage.keys import DataKey
from app.storage.repository import Diary
from app.storage.search import Hit
from app.ui.live_session import LiveSession
from app.ui.main_window import MainWindow
from app.ui.pages.lock import LockPage
from app.ui.pages.page import Page
from app.ui.places import CalendarAt, Entries, EntryAt, SettingsAt, Today
from app.ui.shell import Shell
from app.ui.widgets.composer import DraftField
from tests.conftest import PASSPHRASE

SAID = "보랏빛 우체통 아래에 편지를 숨겨 두었다."
DRAFTED = "아직 보내지 않은 주황 풍선 이야기"
HOLDERS = (Page, Shell, Utterance, Entry, ListedEntry, Hit, DiarySession, Diary, DataKey)


def holders() -> list[object]:
    """What Python can still reach that may hold something of a diary."""
    gc.unfreeze()  # what was put aside as loaded for good is not listed otherwise
    gc.collect()
    # By type: asking some objects (torch has such) for their class makes them warn.
    return [each for each in gc.get_objects() if issubclass(type(each), HOLDERS)]


@pytest.fixture
def alive() -> Iterator[Callable[[], list[str]]]:
    """What of this test's diary Python can still reach, by kind. Ask for it first: other tests keep theirs."""
    others = holders()  # held to the end, so that nothing new gets the address of one of them
    known = {id(each) for each in others}
    yield lambda: sorted(type(each).__name__ for each in holders() if id(each) not in known)


def said_by_widgets(app: QApplication) -> str:
    """Every text that a widget or a text document still holds, shown or not, its undo history included."""
    texts: list[str] = []
    for widget in app.allWidgets():
        texts += [str(widget.property(name) or "") for name in ("text", "plainText", "accessibleName", "toolTip")]
    for document in (each for each in gc.get_objects() if issubclass(type(each), QTextDocument) and isValid(each)):
        texts.append(document.toPlainText())
    return "\n".join(texts)


@pytest.fixture
def window(live: LiveSession, settings: Settings, qtbot: QtBot, diary_folder: Path) -> Iterator[MainWindow]:
    settings["speak_replies"] = False
    made = MainWindow(settings, diary_folder, live, has_diary=True)
    qtbot.addWidget(made, before_close_func=lambda _: setattr(made, "_closing", True))
    made.show()
    yield made


def test_no_page_word_or_key_outlives_a_lock(
    alive: Callable[[], list[str]],
    window: MainWindow,
    live: LiveSession,
    diary_folder: Path,
    qapp: QApplication,
    qtbot: QtBot,
) -> None:
    with qtbot.waitSignal(live.answered, timeout=120_000):
        live.say(SAID, lambda _: None, pytest.fail)
    shell = window.shell
    assert shell is not None
    field = next(each for each in window.findChildren(DraftField))
    qtbot.keyClicks(field, "abc")
    field.setPlainText(DRAFTED)
    entry = live.session.diary.entries()[0].id
    for place in (CalendarAt(datetime.now().date()), Entries("우체통"), EntryAt(entry), SettingsAt(), Today()):
        shell.go(place)
        qtbot.wait(150)
        qtbot.waitUntil(lambda: not live.is_busy, timeout=30_000)
    assert SAID in said_by_widgets(qapp)
    assert {"Diary", "DataKey", "DiarySession", "Utterance", "Shell", "TodayPage", "EntryPage"} <= set(alive())
    key = live.session.diary.key
    del shell, field
    with qtbot.waitSignal(live.closed, timeout=60_000):
        window.lock()
    assert bytes(key._raw) == bytes(32)
    with pytest.raises(StorageError):
        _ = key.database_key
    del key
    qtbot.waitUntil(lambda: not alive(), timeout=20_000)
    held = said_by_widgets(qapp)
    assert "토닥이 잠겨 있어요" in held
    assert SAID not in held and DRAFTED not in held and "abc" not in held
    clipboard = QGuiApplication.clipboard()
    assert SAID not in clipboard.text() and DRAFTED not in clipboard.text()
    with qtbot.waitSignal(live.opened, timeout=20_000):
        live.open(lambda: Diary.open(diary_folder, PASSPHRASE), pytest.fail)
    qtbot.waitUntil(lambda: DRAFTED in said_by_widgets(qapp), timeout=20_000)


def test_nothing_listens_while_locked_and_the_lock_says_so(
    locked: LiveSession, settings: Settings, diary_folder: Path, qtbot: QtBot
) -> None:
    settings["voice_consent"] = True
    page = LockPage(locked, settings, diary_folder)
    qtbot.addWidget(page)
    page.show()
    states: list[str] = []
    locked.recording_changed.connect(states.append)
    locked.start_recording()
    qtbot.wait(50)
    assert states == [] and locked.recording == "idle"
    assert "잠긴 동안에는 녹음하지 않아요." in "\n".join(
        str(each.property("text")) for each in page.findChildren(QWidget) if each.isVisible()
    )
    assert all(each.text() == "" for each in page.findChildren(QLineEdit))


def test_a_lock_stops_what_is_played_and_waits_for_what_is_saved(live: LiveSession, qtbot: QtBot) -> None:
    diary = live.session.diary
    playing, stopped = threading.Event(), threading.Event()

    def play(stop: threading.Event) -> None:
        playing.set()
        if stop.wait(60):
            stopped.set()

    def save(diary: Diary) -> str:
        assert playing.wait(60)
        time.sleep(0.3)  # still at it when the lock comes
        moment = datetime.now().astimezone()
        return diary.append(SAID, Source.TYPED, started_at=moment, day=moment.date()).text

    order: list[Any] = []
    live.closed.connect(lambda: order.append("closed"))
    live._sound("an utterance", play)
    live.write(save, lambda text: order.append(text))
    qtbot.waitUntil(playing.is_set, timeout=20_000)
    with qtbot.waitSignal(live.closed, timeout=60_000):
        live.close()
    assert stopped.is_set() and order == [SAID, "closed"] and live.speaking == ""
    with pytest.raises(StorageError):
        diary.entries()
