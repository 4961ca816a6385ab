"""A damaged diary at the lock: what is said of it, and each way on, with real damage and real backups."""

import contextlib
import shutil
import threading
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.config import Settings
from app.diary.entry import Source
from app.errors import Cancelled, WrongPassphrase
from app.storage import migrations, rescue, unwritable
from app.storage.backup import back_up
from app.storage.engine import connect
from app.storage.keys import unlock
from app.storage.passphrase import read_passphrase_file
from app.storage.repository import Diary
from app.ui import theme
from app.ui.live_session import LiveSession
from app.ui.pages.lock import LockPage
from app.ui.widgets.work_bar import WorkBar
from tests.conftest import PASSPHRASE, ROOT
from tests.keyrings import Memory
from tests.ui.accessibility import nameless
from tests.ui.find import buttons, named, words
from tests.ui.inspection import faults
from tests.ui.keyboard import write
from tests.ui.open_every_page import stretched

BEFORE, AFTER = "백업하기 전에 한 말이에요.", "백업한 뒤에 한 말이에요."
DAY = date(2026, 11, 20)
MOMENT = datetime.fromisoformat("2026-11-20T21:10:00+09:00")
PAGE = 4_096  # bytes, of SQLCipher
OpenPage = Callable[..., LockPage]


@pytest.fixture(autouse=True)
def no_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is said here: the engines need not be loaded."""
    monkeypatch.setattr(LiveSession, "_warm", lambda _self, _session: None)


@pytest.fixture
def folder(diary_folder: Path, settings: Settings) -> Path:
    """A diary with a backup, and words that came after it."""
    with Diary.open(diary_folder, PASSPHRASE) as diary:
        say(diary, BEFORE)
        back_up(diary, settings.backup_folder)
        say(diary, AFTER)
    return diary_folder


@pytest.fixture
def open_page(locked: LiveSession, settings: Settings, qtbot: QtBot) -> OpenPage:
    """Shows the lock of a folder and tries the passphrase."""

    def open_it(folder: Path, passphrase: str = PASSPHRASE) -> LockPage:
        page = LockPage(locked, settings, folder)
        qtbot.addWidget(page)
        page.resize(1024, 640)
        page.show()
        write(field(page), passphrase)
        qtbot.keyClick(field(page), Qt.Key.Key_Return)
        return page

    return open_it


def say(diary: Diary, text: str) -> None:
    diary.append(text, Source.TYPED, started_at=MOMENT, day=DAY)


def field(page: QWidget) -> QLineEdit:
    (found,) = (each for each in page.findChildren(QLineEdit) if each.isVisible())
    return found


def choose(page: LockPage, text: str) -> None:
    """Press the way on, and say yes."""
    buttons(page, text, part=True)[0].click()
    yes = buttons(page, text, part=True, at_least=2)[1]
    yes.click()


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 0x10
    path.write_bytes(content)


def break_keys(folder: Path) -> None:
    for name in ("diary.key", "diary.key.previous"):
        flip(folder / name, 200)


def said_in(live: LiveSession) -> list[str]:
    return [each.text for entry in live.session.diary.entries() for each in entry.utterances]


def kept_beside(folder: Path) -> Path:
    (kept,) = folder.parent.glob(f"{folder.name}.kept-*")
    return kept


def test_the_newest_good_backup_opens_and_the_damaged_diary_is_kept(
    open_page: OpenPage, folder: Path, settings: Settings, locked: LiveSession, qtbot: QtBot
) -> None:
    with Diary.open(folder, PASSPHRASE) as diary:
        worse = back_up(diary, settings.backup_folder).backup.folder
    flip(worse / "diary.db", 5_000)
    flip(folder / "diary.db", 100)
    damaged = (folder / "diary.db").read_bytes()
    page = open_page(folder)
    qtbot.waitUntil(lambda: "일기 파일이 손상됐어요" in words(page), timeout=20_000)
    assert "어떤 길을 골라도 지금 파일은 그대로" in words(page)
    buttons(page, "백업으로 열기", part=True)[0].click()
    buttons(page, "그만두기", part=True)[0].click()
    assert not locked.is_open and (folder / "diary.db").read_bytes() == damaged
    with qtbot.waitSignal(page.unlocked, timeout=20_000):
        choose(page, "백업으로 열기")
    assert said_in(locked) == [BEFORE]
    assert (kept_beside(folder) / "diary.db").read_bytes() == damaged
    assert all(each.text() == "" for each in page.findChildren(QLineEdit))


def test_what_can_be_read_opens_as_a_new_diary(
    open_page: OpenPage, folder: Path, locked: LiveSession, qtbot: QtBot
) -> None:
    flip(folder / "diary.db", 100)  # the list of tables
    page = open_page(folder)
    told: list[str] = []
    page.told.connect(told.append)
    qtbot.waitUntil(lambda: "일기 파일이 손상됐어요" in words(page), timeout=20_000)
    with qtbot.waitSignal(page.unlocked, timeout=20_000):
        choose(page, "모아서 열기")
    assert said_in(locked) == [BEFORE, AFTER]
    assert told == ["이야기 2개를 되살렸어요."]
    assert kept_beside(folder).exists()
    assert not list(folder.parent.glob(".*salvag*"))


def test_without_a_backup_there_is_still_a_way(open_page: OpenPage, diary_folder: Path, qtbot: QtBot) -> None:
    flip(diary_folder / "diary.db", 100)
    page = open_page(diary_folder)
    qtbot.waitUntil(lambda: bool(named(page, "모아서 열기", part=True)), timeout=20_000)
    assert not named(page, "백업으로 열기", part=True)
    choose(page, "모아서 열기")  # nothing is in this one
    qtbot.waitUntil(lambda: "읽을 수 있는 것이 없어요" in words(page), timeout=20_000)
    assert buttons(page, "모아서 열기", part=True)[0].isEnabled()
    buttons(page, "돌아가기", part=True)[0].click()
    assert "토닥이 잠겨 있어요" in words(page) and field(page).hasFocus()


def test_one_can_go_on_without_the_words_that_are_missing(
    open_page: OpenPage, folder: Path, locked: LiveSession, qtbot: QtBot, tmp_path: Path
) -> None:
    with Diary.open(folder, PASSPHRASE) as diary:
        say(diary, "잃어버릴 말")
        crashed = Path(shutil.copytree(folder, tmp_path / "crashed"))
    flip(crashed / "diary.db-wal", 32 + 24 + 100)  # its first frame
    page = open_page(crashed)
    qtbot.waitUntil(lambda: "일기에 없어요" in words(page), timeout=20_000)
    assert named(page, "백업으로 열기", part=True) and not named(page, "모아서 열기", part=True)
    with qtbot.waitSignal(page.unlocked, timeout=20_000):
        choose(page, "남은 것으로 열기")
    assert said_in(locked) == [BEFORE, AFTER]
    assert (crashed / "diary.db-wal.damaged").exists()


def test_the_key_of_a_backup_opens_all_of_the_diary(
    open_page: OpenPage, folder: Path, locked: LiveSession, qtbot: QtBot
) -> None:
    break_keys(folder)
    page = open_page(folder)
    qtbot.waitUntil(lambda: "열쇠 파일이 손상됐어요" in words(page), timeout=20_000)
    with qtbot.waitSignal(page.unlocked, timeout=20_000):
        choose(page, "열쇠 가져와 열기")
    assert said_in(locked) == [BEFORE, AFTER]


def test_a_backup_opens_with_the_passphrase_of_its_day(
    open_page: OpenPage, folder: Path, locked: LiveSession, qtbot: QtBot
) -> None:
    with Diary.open(folder, PASSPHRASE) as diary:
        diary.change_passphrase(PASSPHRASE, "새로운 밤의 토끼")
    break_keys(folder)
    broken = (folder / "diary.key").read_bytes()
    page = open_page(folder, "새로운 밤의 토끼")
    qtbot.waitUntil(lambda: bool(named(page, "열쇠 가져와 열기", part=True)), timeout=20_000)
    choose(page, "열쇠 가져와 열기")
    qtbot.waitUntil(lambda: "백업은 만들 때 쓰던 암호로 열려요." in words(page), timeout=20_000)
    assert (folder / "diary.key").read_bytes() == broken
    assert not buttons(page, "열쇠 가져와 열기", part=True)[0].isEnabled()
    write(field(page), PASSPHRASE)
    with qtbot.waitSignal(page.unlocked, timeout=20_000):
        choose(page, "열쇠 가져와 열기")
    assert said_in(locked) == [BEFORE, AFTER]
    with pytest.raises(WrongPassphrase):
        unlock(folder, "새로운 밤의 토끼")


def test_a_way_on_can_be_stopped(
    open_page: OpenPage, folder: Path, monkeypatch: pytest.MonkeyPatch, locked: LiveSession, qtbot: QtBot
) -> None:
    flip(folder / "diary.db", 100)
    asked = threading.Event()

    def wait(*_: object, cancelled: Callable[[], bool], **__: object) -> None:
        asked.set()
        while not cancelled():
            time.sleep(0.01)
        raise Cancelled()

    monkeypatch.setattr(rescue, "open_beside", wait)
    page = open_page(folder)
    qtbot.waitUntil(lambda: bool(named(page, "백업으로 열기", part=True)), timeout=20_000)
    choose(page, "백업으로 열기")
    qtbot.waitUntil(asked.is_set, timeout=20_000)
    (bar,) = page.findChildren(WorkBar)
    assert bar.isVisible() and not named(page, "백업으로 열기", part=True)
    buttons(page, "멈추기", part=True)[0].click()
    qtbot.waitUntil(lambda: "아무것도 바꾸지 않았어요." in words(page), timeout=20_000)
    assert named(page, "백업으로 열기", part=True) and not bar.isVisible() and not locked.is_open


def test_with_the_recovery_key_the_key_comes_first_and_then_a_new_passphrase(
    locked: LiveSession, settings: Settings, folder: Path, qtbot: QtBot
) -> None:
    with Diary.open(folder, PASSPHRASE, read_only=True) as diary:
        key = diary.recovery_key()
    break_keys(folder)
    page = LockPage(locked, settings, folder)
    qtbot.addWidget(page)
    page.show()
    buttons(page, "복구 키로 열기", part=True)[0].click()
    write(field(page), key)
    buttons(page, "다음", part=True)[0].click()
    qtbot.waitUntil(lambda: bool(named(page, "열쇠 가져와 열기", part=True)), timeout=20_000)
    choose(page, "열쇠 가져와 열기")
    qtbot.waitUntil(lambda: "새 암호를 정해 주세요" in words(page), timeout=20_000)
    assert not locked.is_open
    for each in (each for each in page.findChildren(QLineEdit) if each.isVisible()):
        write(each, "새로운 밤의 토끼")
    with qtbot.waitSignal(page.unlocked, timeout=20_000):
        buttons(page, "새 암호로 바꾸고 열기", part=True)[0].click()
    assert said_in(locked) == [BEFORE, AFTER]


def test_with_the_recovery_key_a_backup_gets_the_new_passphrase(
    locked: LiveSession, settings: Settings, folder: Path, qtbot: QtBot
) -> None:
    with Diary.open(folder, PASSPHRASE, read_only=True) as diary:
        key = diary.recovery_key()
    flip(folder / "diary.db", 100)
    page = LockPage(locked, settings, folder)
    qtbot.addWidget(page)
    page.show()
    buttons(page, "복구 키로 열기", part=True)[0].click()
    write(field(page), key)
    buttons(page, "다음", part=True)[0].click()
    qtbot.waitUntil(lambda: "새 암호를 정해 주세요" in words(page), timeout=20_000)
    for each in (each for each in page.findChildren(QLineEdit) if each.isVisible()):
        write(each, "새로운 밤의 토끼")
    buttons(page, "새 암호로 바꾸고 열기", part=True)[0].click()
    qtbot.waitUntil(lambda: bool(named(page, "백업으로 열기", part=True)), timeout=20_000)
    with qtbot.waitSignal(page.unlocked, timeout=20_000):
        choose(page, "백업으로 열기")
    assert said_in(locked) == [BEFORE]
    unlock(folder, "새로운 밤의 토끼", mend=False)


def test_the_keyring_knows_no_backup_so_the_passphrase_is_asked_for(
    locked: LiveSession, settings: Settings, folder: Path, memory: Memory, qtbot: QtBot
) -> None:
    with Diary.open(folder, PASSPHRASE) as diary:
        diary.allow_keyring()
    flip(folder / "diary.db", 100)
    page = LockPage(locked, settings, folder)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: bool(named(page, "백업으로 열기", part=True)), timeout=20_000)
    assert not buttons(page, "백업으로 열기", part=True)[0].isEnabled()
    write(field(page), "틀린 암호")
    choose(page, "백업으로 열기")
    qtbot.waitUntil(lambda: "암호가 맞지 않아요" in words(page), timeout=20_000)
    assert not list(folder.parent.glob("*.kept-*"))
    field(page).clear()
    write(field(page), PASSPHRASE)
    with qtbot.waitSignal(page.unlocked, timeout=20_000):
        choose(page, "백업으로 열기")
    assert said_in(locked) == [BEFORE]


def test_a_question_below_the_fold_comes_into_view(open_page: OpenPage, folder: Path, qtbot: QtBot) -> None:
    flip(folder / "diary.db", 100)
    page = open_page(folder)
    page.resize(720, 400)
    qtbot.waitUntil(lambda: bool(named(page, "모아서 열기", part=True)), timeout=20_000)
    buttons(page, "백업으로 열기", part=True)[0].click()
    no = buttons(page, "그만두기", part=True)[0]
    qtbot.waitUntil(lambda: no.visibleRegion().boundingRect() == no.rect(), timeout=10_000)
    assert no.hasFocus()


# --- a diary of another version --------------------------------------------------------------------------------------


def test_a_newer_diary_says_who_wrote_it(open_page: OpenPage, diary_folder: Path, qtbot: QtBot) -> None:
    key = unlock(diary_folder, PASSPHRASE).database_key
    with contextlib.closing(connect(diary_folder / "diary.db", key, read_only=False)) as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE name = 'schema'")
        connection.execute("UPDATE meta SET value = '7.5.0' WHERE name = 'written_by'")
    page = open_page(diary_folder)
    qtbot.waitUntil(lambda: "더 새로운 토닥(스키마 99, 7.5.0)" in words(page), timeout=20_000)


@pytest.fixture
def old(tmp_path: Path) -> tuple[Path, str]:
    """A diary of schema 1, and its passphrase."""
    folder = Path(shutil.copytree(ROOT / "tests" / "fixtures" / "diaries" / "schema1", tmp_path / "schema1"))
    return folder, read_passphrase_file(folder / "passphrase.txt")


def test_a_migration_that_takes_long_is_named(
    open_page: OpenPage, old: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    go_on, step = threading.Event(), migrations._step

    def slow(*arguments: Any) -> None:
        go_on.wait(20)
        step(*arguments)

    monkeypatch.setattr(migrations, "_step", slow)
    page = open_page(*old)
    qtbot.waitUntil(lambda: bool(named(page, "일기를 새 형식으로 옮기고 있어요…", part=True)), timeout=20_000)
    assert "처음 한 번만 하는 일이에요." in words(page)
    with qtbot.waitSignal(page.unlocked, timeout=20_000):
        go_on.set()


def test_no_room_for_it_is_said_with_numbers(
    open_page: OpenPage, old: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(migrations.shutil, "disk_usage", lambda _: SimpleNamespace(free=300_000))
    page = open_page(*old)
    qtbot.waitUntil(lambda: "MB가 비어 있어야 해요. 지금은 0 MB예요." in words(page), timeout=20_000)
    assert "토닥이 잠겨 있어요" in words(page)


def test_a_folder_that_cannot_be_written_says_what_to_do(
    open_page: OpenPage, diary_folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(unwritable, "is_writable", lambda _: False)  # root may write anywhere
    page = open_page(diary_folder)
    qtbot.waitUntil(lambda: "쓸 수 있는 디스크로 통째로 복사" in words(page), timeout=20_000)


# --- the look --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("longer", [False, True], ids=["as it is", "twice as long"])
def test_the_panel_fits_in_every_dress(open_page: OpenPage, folder: Path, qtbot: QtBot, longer: bool) -> None:
    flip(folder / "diary.db", 100)
    found: list[str] = []
    with stretched("ko", longer):
        page = open_page(folder)
        qtbot.waitUntil(lambda: bool(named(page, "모아서 열기", part=True)), timeout=20_000)
        buttons(page, "모아서 열기", part=True)[0].click()
        for appearance in ("light", "dark"):
            theme.keeper().wear(appearance)
            for size in ((720, 560), (1024, 640)):
                page.resize(*size)
                qtbot.wait(60)
                found.extend(f"{appearance} {size}: {fault}" for fault in faults(page))
        unnamed, seen = nameless(page)
        assert seen > 5
        found.extend(unnamed)
    theme.keeper().wear("light")
    assert not found, "\n".join(found)
