"""A diary that is only read: offered at the lock, shown whole, written nowhere. And damage met while it is open."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.config import Settings
from app.diary.entry import Source, Utterance
from app.errors import DiaryDamaged, TodakError
from app.session import DiarySession
from app.storage import unwritable
from app.storage.keys import unlock
from app.storage.pages import PAGE, Pages
from app.storage.repository import Diary
from app.storage.salvage import _roots
from app.ui.live_session import LiveSession
from app.ui.main_window import MainWindow
from app.ui.pages.entries import EntriesPage
from app.ui.pages.lock import LockPage
from app.ui.places import CalendarAt, Entries, EntryAt, SettingsAt, Today
from app.ui.widgets.composer import DraftField
from app.ui.widgets.entry_marks import EntryMarks
from app.ui.widgets.read_only_line import ReadOnlyLine
from app.ui.widgets.row_list import RowList
from tests.conftest import PASSPHRASE, open_diary
from tests.keyrings import Memory
from tests.ui.accessibility import nameless
from tests.ui.find import button, buttons, named, words
from tests.ui.inspection import faults
from tests.ui.keyboard import write
from tests.ui.open_every_page import stretched

DAY = date(2026, 11, 20)
MOMENT = datetime.fromisoformat("2026-11-20T21:10:00+09:00")
WRITING = (
    "한 말 고치기",
    "더 보기",
    "휴지통으로 옮기기",
    "되돌리기",
    "완전히 지우기…",
    "비우기",
    "새 일기",
    "하루 정리",
)
NOT_FOR_READERS = ("암호 바꾸기", "복구 키 보기", "새로 만들기", "지금 백업하기", "백업 살펴보기", "줄이기", "가져오기")
WARM = LiveSession._warm
OpenWindow = Callable[[Path], MainWindow]


@pytest.fixture(autouse=True)
def no_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is said here: the engines need not be loaded."""
    monkeypatch.setattr(LiveSession, "_warm", lambda _self, _session: None)


@pytest.fixture
def folder(diary_folder: Path) -> Path:
    """A diary of two days and some pages, with an entry in the trash."""
    with open_diary(diary_folder, read_only=False) as diary:
        for number in range(60):
            say(diary, f"{number}번째로 강가를 걸었다. " * 8, new_entry=number % 20 == 0)
        diary.trash(say(diary, "버린 말", new_entry=True).entry_id)
    return diary_folder


@pytest.fixture
def open_window(locked: LiveSession, settings: Settings, qtbot: QtBot) -> OpenWindow:
    """The window of a folder, locked."""
    settings["voice_consent"] = True

    def open_it(folder: Path) -> MainWindow:
        made = MainWindow(settings, folder, locked, has_diary=True)
        qtbot.addWidget(made, before_close_func=lambda _: setattr(made, "_closing", True))
        made.show()
        return made

    return open_it


@pytest.fixture
def nothing_written(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fails when the window asks for anything to be written."""
    asked: list[object] = []
    monkeypatch.setattr(LiveSession, "write", lambda _self, work, *_, **__: asked.append(work))
    yield
    assert not asked


def say(diary: Diary, text: str, *, new_entry: bool = False) -> Utterance:
    return diary.append(text, Source.TYPED, started_at=MOMENT, day=DAY, new_entry=new_entry)


def unlock_with(window: QWidget, passphrase: str = PASSPHRASE) -> None:
    (field,) = (each for each in window.findChildren(QLineEdit) if each.isVisible())
    write(field, passphrase)
    QTest.keyClick(field, Qt.Key.Key_Return)


def files(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def flip(path: Path, at: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        (byte,) = file.read(1)
        file.seek(at)
        file.write(bytes([byte ^ 0x10]))


def break_table(folder: Path, name: str) -> None:
    """Spoil every page of a table."""
    pages = Pages(folder / "diary.db", unlock(folder, PASSPHRASE, mend=False).database_key)
    _, numbers = pages.tree(_roots(pages)[name])
    for number in numbers:
        flip(folder / "diary.db", (number - 1) * PAGE + 100)


def read_on(window: MainWindow, live: LiveSession, qtbot: QtBot) -> None:
    """Choose to read, at the panel."""
    way = button(window, "읽기 전용으로 열기")
    with qtbot.waitSignal(live.opened, timeout=20_000):
        way.click()
    assert live.is_read_only and window.shell is not None


# --- what is offered -------------------------------------------------------------------------------------------------


def test_what_can_be_read_of_a_damaged_diary_is_shown_and_no_file_changes(
    open_window: OpenWindow, folder: Path, locked: LiveSession, qtbot: QtBot, nothing_written: None
) -> None:
    flip(folder / "diary.db", 100)
    before = files(folder)
    window = open_window(folder)
    unlock_with(window)
    read_on(window, locked, qtbot)
    place = locked.session.diary.folder
    qtbot.waitUntil(lambda: "손상된 일기에서 읽을 수 있는 이야기 61개를 보여 드려요." in words(window))
    assert window.shell is not None and window.shell.here == Entries()
    button(window, "잠그고 다시 고르기").click()
    qtbot.waitUntil(lambda: not place.exists(), timeout=10_000)
    assert files(folder) == before
    unlock_with(window)
    assert button(window, "모아서 열기")  # everything is offered again


def test_where_nothing_can_be_written_that_is_the_way(
    open_window: OpenWindow, folder: Path, locked: LiveSession, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(unwritable, "is_writable", lambda _: False)  # root may write anywhere
    before = files(folder)
    window = open_window(folder)
    unlock_with(window)
    qtbot.waitUntil(lambda: "지금은 읽기만 할 수 있어요" in words(window), timeout=10_000)
    assert "쓸 수 있는 디스크로 통째로 복사" in words(window) and not named(window, "모아서 열기")
    read_on(window, locked, qtbot)
    assert "이 일기 폴더에는 저장할 수 없어서 읽기만 해요." in words(window)
    assert locked.folder == folder and locked.session.diary.salvaged is None
    with qtbot.waitSignal(locked.closed, timeout=10_000):
        window.lock()
    assert files(folder) == before


def test_the_recovery_key_reads_there_and_sets_no_passphrase(
    open_window: OpenWindow, folder: Path, locked: LiveSession, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    with open_diary(folder) as diary:
        key = diary.recovery_key()
    monkeypatch.setattr(unwritable, "is_writable", lambda _: False)
    before = files(folder)
    window = open_window(folder)
    button(window, "복구 키로 열기").click()
    (field,) = (each for each in window.findChildren(QLineEdit) if each.isVisible())
    write(field, key)
    button(window, "다음").click()
    qtbot.waitUntil(lambda: "새 암호를 정해 주세요" in words(window), timeout=20_000)
    for each in (each for each in window.findChildren(QLineEdit) if each.isVisible()):
        write(each, "새로운 밤의 토끼")
    button(window, "새 암호로 바꾸고 열기").click()
    read_on(window, locked, qtbot)
    assert files(folder) == before


def test_what_is_left_is_read_where_words_are_missing(
    open_window: OpenWindow, folder: Path, locked: LiveSession, tmp_path: Path, qtbot: QtBot
) -> None:
    with open_diary(folder, read_only=False) as diary:
        say(diary, "잃어버릴 말")
        crashed = Path(shutil.copytree(folder, tmp_path / "crashed"))
    flip(crashed / "diary.db-wal", 32 + 24 + 100)
    window = open_window(crashed)
    unlock_with(window)
    assert button(window, "남은 것으로 열기")
    read_on(window, locked, qtbot)
    assert "마지막에 저장한 글이 빠진 채로 읽고 있어요." in words(window)
    assert not (crashed / "diary.db-wal.damaged").exists()


def test_the_keyring_needs_no_passphrase_for_it(
    open_window: OpenWindow, folder: Path, memory: Memory, locked: LiveSession, tmp_path: Path, qtbot: QtBot
) -> None:
    with open_diary(folder, read_only=False) as diary:
        diary.allow_keyring()
        say(diary, "잃어버릴 말")
        crashed = Path(shutil.copytree(folder, tmp_path / "crashed"))
    flip(crashed / "diary.db-wal", 32 + 24 + 100)
    window = open_window(crashed)  # asks the keyring by itself
    read_on(window, locked, qtbot)
    with qtbot.waitSignal(locked.closed, timeout=10_000):
        window.lock()
    button(window, "이 컴퓨터에 저장한 열쇠로 열기").click()
    button(window, "남은 것으로 열기").click()
    with qtbot.waitSignal(locked.opened, timeout=20_000):
        buttons(window, "남은 것으로 열기", at_least=2)[1].click()
    assert not locked.is_read_only and (crashed / "diary.db-wal.damaged").exists()


# --- what is shown ---------------------------------------------------------------------------------------------------


@pytest.fixture
def reading(
    open_window: OpenWindow, folder: Path, locked: LiveSession, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> MainWindow:
    """The window of a diary where nothing can be written."""
    monkeypatch.setattr(unwritable, "is_writable", lambda _: False)
    window = open_window(folder)
    unlock_with(window)
    read_on(window, locked, qtbot)
    return window


def offered(window: QWidget, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if any(each.isEnabled() for each in named(window, name))]


def test_no_page_offers_to_write(reading: MainWindow, locked: LiveSession, qtbot: QtBot, nothing_written: None) -> None:
    shell = reading.shell
    assert shell is not None
    listed = locked.session.diary.listed(10)
    (trashed,) = locked.session.diary.trashed()
    for place in (Entries(), Entries(trash=True), EntryAt(listed[0].id), EntryAt(trashed.id), CalendarAt()):
        shell.go(place)
        qtbot.waitUntil(lambda: not locked.is_busy, timeout=10_000)
        if isinstance(place, EntryAt):
            qtbot.waitUntil(lambda: any("걸었다" in each or "버린 말" in each for each in texts(reading)))
        assert not offered(reading, WRITING), place
        assert all(not marks.isEnabled() for marks in reading.findChildren(EntryMarks))
    shell.go(Today())
    assert shell.here == Entries() and not reading.findChildren(DraftField)
    assert not named(reading, "오늘")
    shell.go(SettingsAt("backup"))
    assert button(reading, "내보내기").isEnabled()
    shell.go(SettingsAt("privacy"))
    qtbot.waitUntil(lambda: not locked.is_busy, timeout=10_000)
    assert not offered(reading, NOT_FOR_READERS)


def texts(window: QWidget) -> list[str]:
    return [each.toPlainText() for each in window.findChildren(QTextEdit) if each.isVisible()] + [
        str(each.property("text")) for each in window.findChildren(QWidget) if each.isVisible()
    ]


def test_keys_write_nothing_either(
    reading: MainWindow, locked: LiveSession, qtbot: QtBot, nothing_written: None
) -> None:
    handle = reading.windowHandle()
    assert handle is not None and reading.shell is not None
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(handle, QKeyEvent(kind, Qt.Key.Key_F8, Qt.KeyboardModifier.NoModifier))
    assert locked.recording == "idle"
    for place in (Entries(), Entries(trash=True)):
        reading.shell.go(place)
        page = reading.shell.page
        assert isinstance(page, EntriesPage)
        view = next(each for each in page.findChildren(RowList) if each.isVisible())
        qtbot.waitUntil(lambda view=view: view.model().rowCount() > 0, timeout=10_000)
        view.setFocus()
        view.stand()
        qtbot.keyClick(view, Qt.Key.Key_Delete)
        qtbot.keyClick(view, Qt.Key.Key_Return)
        assert isinstance(reading.shell.here, EntryAt)


def test_no_engine_is_loaded_and_nothing_of_a_crash_is_finished(
    folder: Path, locked: LiveSession, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(LiveSession, "_warm", WARM)
    done: list[str] = []
    for name in ("recover", "embed_some"):
        monkeypatch.setattr(DiarySession, name, lambda *_, name=name: done.append(name))
    with qtbot.waitSignal(locked.engines_ready, timeout=10_000):  # pages are made ahead all the same
        locked.open(lambda: open_diary(folder), pytest.fail)
    assert locked.is_read_only and not locked._thinking.is_busy and not done


def test_it_is_searched_as_ever(reading: MainWindow, locked: LiveSession, qtbot: QtBot) -> None:
    assert reading.shell is not None
    reading.shell.go(Entries("ㄱㄱㄹ"))  # 강가를
    qtbot.waitUntil(lambda: "60곳에서 찾았어요" in words(reading), timeout=10_000)


def test_what_another_todak_hands_over_is_not_taken(reading: MainWindow, locked: LiveSession, folder: Path) -> None:
    assert locked._server is None and not (folder / "handover.sock").exists()


@pytest.mark.parametrize("longer", [False, True], ids=["as it is", "twice as long"])
def test_the_line_fits(open_window: OpenWindow, folder: Path, locked: LiveSession, qtbot: QtBot, longer: bool) -> None:
    flip(folder / "diary.db", 100)
    with stretched("ko", longer):
        window = open_window(folder)
        unlock_with(window)
        qtbot.waitUntil(lambda: bool(named(window, "읽기 전용으로 열기", part=True)), timeout=20_000)
        with qtbot.waitSignal(locked.opened, timeout=20_000):
            buttons(window, "읽기 전용으로 열기", part=True)[0].click()
        (line,) = window.findChildren(ReadOnlyLine)
        for size in ((720, 560), (1180, 800)):
            window.resize(*size)
            qtbot.wait(60)
            assert not faults(line)
        assert not nameless(line)[0]


# --- damage that comes to light later --------------------------------------------------------------------------------


@pytest.fixture
def written(open_window: OpenWindow, folder: Path, locked: LiveSession, qtbot: QtBot) -> MainWindow:
    """The open window of a diary, on the page to write on."""
    window = open_window(folder)
    with qtbot.waitSignal(locked.opened, timeout=20_000):
        unlock_with(window)
    qtbot.waitUntil(lambda: not locked.is_busy, timeout=10_000)
    return window


def field_of(window: MainWindow) -> DraftField:
    return next(each for each in window.findChildren(DraftField) if each.isVisible())


def test_a_page_that_is_damaged_leads_to_the_ways_on_with_what_was_typed_stored(
    written: MainWindow, folder: Path, locked: LiveSession, qtbot: QtBot
) -> None:
    break_table(folder, "utterances")
    # A write from elsewhere has the connection that reads drop what it knows of these pages.
    field_of(written).setPlainText("적고")
    qtbot.waitUntil(lambda: locked.session.diary.draft() == "적고", timeout=20_000)
    field_of(written).setPlainText("적고 있던 말")
    assert written.shell is not None
    with qtbot.waitSignal(locked.closed, timeout=20_000):
        written.shell.go(Entries())
    qtbot.waitUntil(lambda: "일기에 손상된 곳이 있어요" in words(written), timeout=20_000)
    assert written.shell is None and "일기 파일이 손상됐어요: diary.db" in words(written)
    assert not button(written, "읽기 전용으로 열기").isEnabled()  # the keys are gone: nobody typed anything here yet
    (field,) = (each for each in written.findChildren(QLineEdit) if each.isVisible())
    write(field, PASSPHRASE)
    read_on(written, locked, qtbot)
    assert locked.session.diary.draft() == "적고 있던 말"


def test_what_cannot_be_stored_stays_on_screen_until_its_writer_locks(
    written: MainWindow, folder: Path, locked: LiveSession, qtbot: QtBot
) -> None:
    break_table(folder, "drafts")
    field_of(written).setPlainText("적고 있던 말")
    qtbot.waitUntil(lambda: "지금 적던 글을 저장하지 못했어요." in words(written), timeout=20_000)
    assert locked.is_open and field_of(written).toPlainText() == "적고 있던 말"
    with qtbot.waitSignal(locked.closed, timeout=20_000):
        written.lock()
    qtbot.waitUntil(lambda: "일기에 손상된 곳이 있어요" in words(written), timeout=20_000)
    button(written, "돌아가기").click()
    assert "토닥이 잠겨 있어요" in words(written)
    with qtbot.waitSignal(locked.opened, timeout=20_000):
        unlock_with(written)
    with qtbot.waitSignal(locked.closed, timeout=20_000):
        written.lock()
    assert "토닥이 잠겨 있어요" in words(written)  # what was met before is over


def test_what_is_told_of_damage_keeps_nothing_that_was_read(live: LiveSession, qtbot: QtBot) -> None:
    met: list[TodakError] = []
    live.damaged.connect(met.append)

    def fail(_: Diary) -> None:
        raise DiaryDamaged(part="diary.db")

    failed: list[TodakError] = []
    live.read(fail, lambda _: None, failed.append)
    live.read(fail, lambda _: None)
    qtbot.waitUntil(lambda: len(met) == 2, timeout=10_000)
    assert len(failed) == 1 and failed[0].__traceback__ is not None
    assert all(type(each) is DiaryDamaged and each.__traceback__ is None for each in met)


def test_a_lock_page_of_its_own_shows_the_ways_at_once(
    locked: LiveSession, settings: Settings, folder: Path, qtbot: QtBot
) -> None:
    page = LockPage(locked, settings, folder, damage=DiaryDamaged(part="diary.db"))
    qtbot.addWidget(page)
    page.show()
    assert not button(page, "모아서 열기").isEnabled() and not named(page, "백업으로 열기", part=True)
