"""The lock and the end when they come at a bad moment: while the diary opens, while the disk refuses."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.config import Settings
from app.errors import DiskFull
from app.storage.repository import Diary
from app.ui import session_lock
from app.ui.live_session import LiveSession
from app.ui.main_window import MainWindow
from app.ui.pages.lock import LockPage
from app.ui.pages.welcome import WelcomePage
from app.ui.session_lock import SessionLock
from app.ui.shell import Shell
from app.ui.widgets.composer import DraftField, DraftKeeper
from app.ui.widgets.edit_field import EditField
from app.ui.widgets.recovery_sheet import RecoverySheet
from app.ui.widgets.spoken_text import SpokenText
from tests.conftest import PASSPHRASE, open_diary
from tests.ui.find import button, words
from tests.ui.keyboard import write
from tests.ui.test_welcome import to_passphrase, to_recovery


class Computer(SessionLock):
    """What the operating system tells, told by the test."""

    slept = 0

    def may_sleep(self) -> None:
        self.slept += 1


@pytest.fixture
def make_window(
    locked: LiveSession, settings: Settings, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., MainWindow]:
    """Makes a window that listens to a `Computer`."""
    settings["speak_replies"] = False
    monkeypatch.setattr(LiveSession, "_warm", lambda _self, _session: None)  # no engine is needed
    monkeypatch.setattr(session_lock, "make_session_lock", Computer)

    def make(folder: Path, *, has_diary: bool) -> MainWindow:
        made = MainWindow(settings, folder, locked, has_diary=has_diary)
        qtbot.addWidget(made, before_close_func=lambda _: setattr(made, "_closing", True))
        made.show()
        qtbot.waitUntil(lambda: bool(made.findChildren(Computer)), timeout=60_000)
        return made

    return make


@pytest.fixture
def window(make_window: Callable[..., MainWindow], diary_folder: Path) -> MainWindow:
    """Locked."""
    return make_window(diary_folder, has_diary=True)


def computer(window: MainWindow) -> Computer:
    (found,) = window.findChildren(Computer)
    return found


def lock_page(window: MainWindow) -> LockPage:
    (found,) = (each for each in window.findChildren(LockPage) if each.isVisible())
    return found


def unlock(window: MainWindow, qtbot: QtBot) -> None:
    (field,) = (each for each in lock_page(window).findChildren(QLineEdit) if each.isVisible())
    write(field, PASSPHRASE)
    qtbot.keyClick(field, Qt.Key.Key_Return)


# --- while the diary is being opened ---------------------------------------------------------------------------------


@pytest.fixture
def open_slowly(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Diaries take their time to open; calling it lets them."""
    go_on, real = threading.Event(), Diary.open

    def slow(folder: Path, passphrase: str) -> Diary:
        go_on.wait(60)
        return real(folder, passphrase)

    monkeypatch.setattr(Diary, "open", slow)
    yield go_on.set
    go_on.set()


@pytest.mark.parametrize("how", ["screen", "sleep"])
def test_a_lock_during_the_opening_is_kept(
    window: MainWindow, locked: LiveSession, qtbot: QtBot, open_slowly: Callable[[], None], how: str
) -> None:
    seen: list[bool] = []
    locked.opened.connect(lambda: seen.append(True))
    unlock(window, qtbot)
    if how == "screen":
        computer(window).locked.emit()
    else:
        computer(window).sleeping.emit()
        computer(window).sleeping.emit()  # again: each is answered
    assert computer(window).slept == 0
    with qtbot.waitSignal(locked.kept_shut, timeout=20_000):
        open_slowly()
    assert not locked.is_open and not seen and not window.findChildren(Shell)
    assert computer(window).slept == (0 if how == "screen" else 2)
    with qtbot.waitSignal(locked.opened, timeout=20_000):
        unlock(window, qtbot)  # the page is ready for it
    assert window.shell is not None


def test_a_lock_during_an_opening_that_fails_is_over_with_it(
    window: MainWindow, locked: LiveSession, qtbot: QtBot, open_slowly: Callable[[], None], diary_folder: Path
) -> None:
    (field,) = (each for each in lock_page(window).findChildren(QLineEdit) if each.isVisible())
    write(field, "틀린 암호")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    computer(window).sleeping.emit()
    open_slowly()
    qtbot.waitUntil(lambda: computer(window).slept == 1, timeout=20_000)
    with qtbot.waitSignal(locked.opened, timeout=20_000):
        unlock(window, qtbot)
    assert locked.is_open and window.shell is not None


def test_who_need_not_lock_may_sleep_while_it_opens(
    window: MainWindow,
    locked: LiveSession,
    settings: Settings,
    qtbot: QtBot,
    open_slowly: Callable[[], None],
) -> None:
    settings["lock_on_sleep"] = False
    unlock(window, qtbot)
    computer(window).sleeping.emit()
    assert computer(window).slept == 1
    with qtbot.waitSignal(locked.opened, timeout=20_000):
        open_slowly()


def test_a_lock_also_keeps_shut_what_waits_for_the_close(window: MainWindow, locked: LiveSession, qtbot: QtBot) -> None:
    with qtbot.waitSignal(locked.opened, timeout=20_000):
        unlock(window, qtbot)
    go_on = threading.Event()
    locked.write(lambda _: go_on.wait(60))
    window.lock()
    unlock(window, qtbot)  # while that is still being stored
    with qtbot.waitSignal(locked.kept_shut, timeout=5_000):
        computer(window).locked.emit()
    with qtbot.waitSignal(locked.closed, timeout=20_000):
        go_on.set()
    QTest.qWait(50)
    assert not locked.is_open
    with qtbot.waitSignal(locked.opened, timeout=20_000):
        unlock(window, qtbot)


# --- during the welcome ----------------------------------------------------------------------------------------------


@pytest.fixture
def first_start(make_window: Callable[..., MainWindow], tmp_path: Path) -> MainWindow:
    """There is no diary yet."""
    return make_window(tmp_path / "new" / "diary", has_diary=False)


def test_the_welcome_locks_as_well_and_the_recovery_key_is_offered_later(
    first_start: MainWindow, locked: LiveSession, qtbot: QtBot
) -> None:
    (page,) = first_start.findChildren(WelcomePage)
    to_recovery(page, qtbot)
    with qtbot.waitSignal(locked.closed, timeout=20_000):
        computer(first_start).locked.emit()
    assert lock_page(first_start)
    qtbot.waitUntil(lambda: not first_start.findChildren(RecoverySheet), timeout=20_000)
    with qtbot.waitSignal(locked.opened, timeout=20_000):
        unlock(first_start, qtbot)
    qtbot.waitUntil(lambda: "복구 키를 아직 저장하지 않았어요" in words(first_start), timeout=20_000)


def test_a_lock_while_the_diary_is_made_is_kept(
    first_start: MainWindow, locked: LiveSession, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, real = threading.Event(), Diary.create

    def slow(folder: Path, passphrase: str) -> tuple[Diary, str]:
        go_on.wait(60)
        return real(folder, passphrase)

    monkeypatch.setattr(Diary, "create", slow)
    (page,) = first_start.findChildren(WelcomePage)
    to_passphrase(page)
    for each in (each for each in page.findChildren(QLineEdit) if each.isVisible()):
        write(each, PASSPHRASE)
    button(page, "일기장 만들기").click()
    computer(first_start).locked.emit()
    with qtbot.waitSignal(locked.kept_shut, timeout=20_000):
        go_on.set()
    assert not locked.is_open
    with qtbot.waitSignal(locked.opened, timeout=20_000):
        unlock(first_start, qtbot)


# --- while the disk refuses ------------------------------------------------------------------------------------------


@pytest.fixture
def opened(window: MainWindow, locked: LiveSession, qtbot: QtBot) -> MainWindow:
    """The window with the diary open."""
    with qtbot.waitSignal(locked.opened, timeout=20_000):
        unlock(window, qtbot)
    return window


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bool], None]]:
    """Calling it says whether the disk has room."""
    full = [False]

    def refusing(real: Callable[..., object]) -> Callable[..., object]:
        def write(*arguments: object, **named: object) -> object:
            if full[0]:
                raise DiskFull
            return real(*arguments, **named)

        return write

    for name in ("append", "save_draft", "clear_draft", "edit_text"):
        monkeypatch.setattr(Diary, name, refusing(getattr(Diary, name)))
    yield lambda has_room: full.__setitem__(0, not has_room)
    full[0] = False


@pytest.fixture
def quits(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """One for each time that Todak ended."""
    found: list[bool] = []
    monkeypatch.setattr(QApplication, "quit", lambda *_: found.append(True))
    return found


def field(window: MainWindow) -> DraftField:
    (found,) = (each for each in window.findChildren(DraftField) if each.isVisible() and type(each) is DraftField)
    return found


def lock(window: MainWindow, live: LiveSession, qtbot: QtBot) -> None:
    with qtbot.waitSignal(live.closed, timeout=20_000):
        window.lock()


@pytest.mark.parametrize("sent", [False, True], ids=["typed", "sent"])
def test_words_the_disk_refused_come_back_after_the_lock(
    opened: MainWindow,
    locked: LiveSession,
    qtbot: QtBot,
    disk: Callable[[bool], None],
    diary_folder: Path,
    sent: bool,
) -> None:
    with qtbot.waitSignal(opened.findChildren(DraftKeeper)[0].kept, timeout=20_000):
        field(opened).setPlainText("오늘은 비가")
    disk(False)
    field(opened).setPlainText("오늘은 비가 와서 집에 있었다.")
    if sent:
        qtbot.keyClick(field(opened), Qt.Key.Key_Return)
        field(opened).setPlainText("그리고 또")
    lock(opened, locked, qtbot)
    assert "저장하지 못했어요" in words(lock_page(opened))
    disk(True)
    with qtbot.waitSignal(locked.opened, timeout=20_000):
        unlock(opened, qtbot)
    wanted = "오늘은 비가 와서 집에 있었다." + ("\n그리고 또" if sent else "")
    qtbot.waitUntil(lambda: field(opened).toPlainText() == wanted, timeout=20_000)
    assert not locked.unstored
    lock(opened, locked, qtbot)
    with open_diary(diary_folder) as diary:
        assert diary.draft() == wanted


def test_an_edit_the_disk_refused_is_offered_after_the_lock(
    opened: MainWindow, locked: LiveSession, qtbot: QtBot, disk: Callable[[bool], None], diary_folder: Path
) -> None:
    with qtbot.waitSignal(locked.answered, timeout=60_000):
        locked.say("비가 왔다.", lambda _: None, lambda error: pytest.fail(str(error)))
    qtbot.waitUntil(lambda: bool(opened.findChildren(SpokenText)), timeout=20_000)
    opened.findChildren(SpokenText)[0].edit()
    opened.findChildren(EditField)[0].setPlainText("비가 많이 왔다.")
    disk(False)
    lock(opened, locked, qtbot)
    disk(True)
    with qtbot.waitSignal(locked.opened, timeout=20_000):
        unlock(opened, qtbot)
    button(opened, "이어서 고치기").click()
    assert opened.findChildren(EditField)[0].toPlainText() == "비가 많이 왔다."
    lock(opened, locked, qtbot)
    assert not locked.unstored
    with open_diary(diary_folder) as diary:
        assert [each.text for entry in diary.entries() for each in entry.utterances] == ["비가 많이 왔다."]


def test_a_close_stays_once_where_words_cannot_be_stored(
    opened: MainWindow, locked: LiveSession, qtbot: QtBot, disk: Callable[[bool], None], quits: list[bool]
) -> None:
    disk(False)
    field(opened).setPlainText("꼭 남기고 싶은 말")
    opened.close()
    qtbot.waitUntil(lambda: "지금 적던 글을 저장하지 못했어요." in words(opened), timeout=20_000)
    assert opened.isVisible() and locked.is_open and not quits
    assert field(opened).toPlainText() == "꼭 남기고 싶은 말"
    with qtbot.waitSignal(locked.closed, timeout=20_000):
        opened.close()
    assert quits


def test_a_close_behind_the_lock_stays_once_as_well(
    opened: MainWindow, locked: LiveSession, qtbot: QtBot, disk: Callable[[bool], None], quits: list[bool]
) -> None:
    disk(False)
    field(opened).setPlainText("꼭 남기고 싶은 말")
    lock(opened, locked, qtbot)
    opened.close()
    qtbot.waitUntil(opened.isVisible, timeout=20_000)
    assert not quits
    assert "저장하지 못했어요" in words(lock_page(opened))
    opened.close()
    assert quits


def test_a_close_goes_through_where_there_is_room(
    opened: MainWindow, locked: LiveSession, qtbot: QtBot, quits: list[bool]
) -> None:
    field(opened).setPlainText("꼭 남기고 싶은 말")
    with qtbot.waitSignal(locked.closed, timeout=20_000):
        opened.close()
    assert quits and not locked.unstored
