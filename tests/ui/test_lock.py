"""The lock page: the ways in, what fails and how it is said, and that nothing is left in the fields."""

import stat
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.config import Settings
from app.errors import WrongPassphrase
from app.storage.repository import Diary
from app.ui import theme
from app.ui.live_session import LiveSession
from app.ui.pages.lock import LockPage
from app.ui.widgets.recovery_key_field import RecoveryKeyField
from tests.conftest import PASSPHRASE
from tests.keyrings import Memory
from tests.ui.accessibility import nameless
from tests.ui.find import button, words
from tests.ui.inspection import faults
from tests.ui.keyboard import write
from tests.ui.open_every_page import stretched

ENTER = Qt.Key.Key_Return


@pytest.fixture
def page(locked: LiveSession, settings: Settings, qtbot: QtBot, diary_folder: Path) -> LockPage:
    made = LockPage(locked, settings, diary_folder)
    qtbot.addWidget(made)
    made.resize(1024, 640)
    made.show()
    qtbot.waitExposed(made)
    return made


def named(page: QWidget, name: str) -> QLineEdit:
    (found,) = (each for each in page.findChildren(QLineEdit) if each.accessibleName() == name and each.isVisible())
    return found


def test_the_passphrase_opens_and_leaves_no_trace(page: LockPage, locked: LiveSession, qtbot: QtBot) -> None:
    field = named(page, "암호")
    qtbot.waitUntil(field.hasFocus)
    assert field.echoMode() is QLineEdit.EchoMode.Password
    write(field, PASSPHRASE)
    with qtbot.waitSignal(page.unlocked, timeout=20_000):
        qtbot.keyClick(field, ENTER)
    assert locked.is_open
    assert field.text() == ""
    assert not field.isUndoAvailable()


def test_a_wrong_passphrase_is_said_gently_and_selected(page: LockPage, locked: LiveSession, qtbot: QtBot) -> None:
    field = named(page, "암호")
    write(field, "틀린 암호")
    qtbot.keyClick(field, ENTER)
    qtbot.waitUntil(lambda: "암호가 맞지 않아요" in words(page), timeout=10_000)
    assert not locked.is_open
    assert field.selectedText() != "" or field.hasSelectedText()
    assert field.hasFocus()
    write(field, PASSPHRASE)  # takes the place of what was selected
    assert "암호가 맞지 않아요" not in words(page)
    with qtbot.waitSignal(page.unlocked, timeout=20_000):
        button(page, "열기").click()


def test_while_opening_the_button_waits(page: LockPage, qtbot: QtBot) -> None:
    field = named(page, "암호")
    write(field, "틀린 암호")
    qtbot.keyClick(field, ENTER)
    assert not button(page, "여는 중이에요…").isEnabled()
    qtbot.keyClick(field, ENTER)  # nothing more happens
    qtbot.waitUntil(lambda: "암호가 맞지 않아요" in words(page), timeout=10_000)
    assert button(page, "열기").isEnabled()


def test_a_busy_diary_can_be_tried_again(page: LockPage, diary_folder: Path, qtbot: QtBot) -> None:
    write(named(page, "암호"), PASSPHRASE)
    with Diary.open(diary_folder, PASSPHRASE):
        qtbot.keyClick(named(page, "암호"), ENTER)
        qtbot.waitUntil(lambda: "다른 토닥이 이 일기를 쓰고 있어요." in words(page), timeout=10_000)
    with qtbot.waitSignal(page.unlocked, timeout=20_000):
        button(page, "다시 시도").click()


def test_a_damaged_diary_is_said_with_what_to_do(page: LockPage, diary_folder: Path, qtbot: QtBot) -> None:
    (diary_folder / "diary.key").write_bytes(b"not a key")
    write(named(page, "암호"), PASSPHRASE)
    qtbot.keyClick(named(page, "암호"), ENTER)
    qtbot.waitUntil(lambda: "열쇠 파일이 손상됐어요" in words(page), timeout=10_000)
    assert "일기 파일은 암호화된 채 그대로 있어요." in words(page)
    assert "백업의 diary.key" in words(page)


def test_the_recovery_key_opens_with_a_new_passphrase(
    page: LockPage, locked: LiveSession, diary_folder: Path, qtbot: QtBot
) -> None:
    with Diary.open(diary_folder, PASSPHRASE) as diary:
        key = diary.recovery_key()
    button(page, "복구 키로 열기").click()
    field = named(page, "복구 키")
    qtbot.keyClicks(field, key.lower().replace("-", ""))
    assert field.text() == key  # put apart by itself
    qtbot.keyClick(field, ENTER)
    qtbot.waitUntil(lambda: "새 암호를 정해 주세요" in words(page), timeout=10_000)
    assert not locked.is_open
    write(named(page, "새 암호"), "새로운 밤의 토끼")
    assert not button(page, "새 암호로 바꾸고 열기").isEnabled()
    qtbot.keyClick(named(page, "새 암호"), ENTER)  # to the second field
    write(named(page, "새 암호를 한 번 더"), "새로운 밤의 토끼")
    with qtbot.waitSignal(page.unlocked, timeout=20_000):
        qtbot.keyClick(named(page, "새 암호를 한 번 더"), ENTER)
    assert all(each.text() == "" for each in page.findChildren(QLineEdit))
    with qtbot.waitSignal(locked.closed, timeout=60_000):
        locked.close()
    with pytest.raises(WrongPassphrase):
        Diary.open(diary_folder, PASSPHRASE)
    Diary.open(diary_folder, "새로운 밤의 토끼").close()


def test_a_mistyped_recovery_key_is_named(page: LockPage, diary_folder: Path, qtbot: QtBot) -> None:
    with Diary.open(diary_folder, PASSPHRASE) as diary:
        key = diary.recovery_key()
    button(page, "복구 키로 열기").click()
    qtbot.keyClicks(named(page, "복구 키"), key[:20])
    assert not button(page, "다음").isEnabled()
    qtbot.keyClicks(named(page, "복구 키"), key[20:-1] + ("2" if key[-1] != "2" else "3"))
    button(page, "다음").click()
    qtbot.waitUntil(lambda: "복구 키에 잘못 적힌 글자가 있어요." in words(page), timeout=10_000)
    button(page, "암호로 열기").click()
    assert named(page, "암호").hasFocus()
    assert "복구 키에 잘못 적힌 글자가 있어요." not in words(page)


def test_another_diarys_recovery_key_does_not_open(page: LockPage, tmp_path: Path, qtbot: QtBot) -> None:
    other, key = Diary.create(tmp_path / "other", PASSPHRASE)
    other.close()
    button(page, "복구 키로 열기").click()
    qtbot.keyClicks(named(page, "복구 키"), key)
    button(page, "다음").click()
    qtbot.waitUntil(lambda: "그 복구 키로는 이 일기를 열 수 없어요." in words(page), timeout=10_000)


def test_the_eye_shows_what_was_typed_and_lets_hangul_compose(page: LockPage, qtbot: QtBot) -> None:
    field = named(page, "암호")
    (eye,) = (
        each for each in page.findChildren(QPushButton) if each.accessibleName() == "암호 보이기" and each.isVisible()
    )
    eye.click()
    assert field.echoMode() is QLineEdit.EchoMode.Normal
    assert field.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    composing = QInputMethodEvent("토", [])
    QApplication.sendEvent(field, composing)
    write(field, "토")
    assert field.text() == "토"
    assert eye.accessibleName() == "암호 숨기기"


def test_caps_lock_is_noticed(page: LockPage, qtbot: QtBot) -> None:
    field = named(page, "암호")
    capital = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier, "A")
    QApplication.sendEvent(field, capital)
    assert "Caps Lock" not in words(page)
    qtbot.keyClicks(field, "B")  # a capital without Shift
    assert "Caps Lock이 켜져 있어요." in words(page)
    qtbot.keyClicks(field, "c")
    assert "Caps Lock" not in words(page)


def test_the_key_field_keeps_the_cursor_where_one_types(dressed: QApplication, qtbot: QtBot) -> None:
    field = RecoveryKeyField()
    qtbot.addWidget(field)
    (line,) = field.findChildren(QLineEdit)
    qtbot.keyClicks(line, "abcdefgh")
    assert line.text() == "ABCD-EFGH"
    line.setCursorPosition(2)
    qtbot.keyClicks(line, "x")
    assert (line.text(), line.cursorPosition()) == ("ABXC-DEFG-H", 3)
    line.setCursorPosition(5)
    qtbot.keyClick(line, Qt.Key.Key_Backspace)  # the dash is not typed, so nothing is lost with it
    assert (line.text(), line.cursorPosition()) == ("ABXC-DEFG-H", 4)


def test_enter_on_another_button_presses_that_button(page: LockPage, qtbot: QtBot) -> None:
    way = button(page, "복구 키로 열기")
    way.setFocus()
    qtbot.keyClick(way, ENTER)
    assert named(page, "복구 키").hasFocus()


def test_the_folder_stays_private(page: LockPage, diary_folder: Path, qtbot: QtBot) -> None:
    write(named(page, "암호"), PASSPHRASE)
    with qtbot.waitSignal(page.unlocked, timeout=20_000):
        qtbot.keyClick(named(page, "암호"), ENTER)
    assert stat.S_IMODE((diary_folder / "diary.key").stat().st_mode) == 0o600


# --- the look --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("longer", [False, True], ids=["as it is", "twice as long"])
def test_every_way_in_fits_in_every_dress(
    locked: LiveSession, settings: Settings, diary_folder: Path, qtbot: QtBot, longer: bool
) -> None:
    found: list[str] = []
    (diary_folder / "diary.keyring").touch()  # for its button
    with Diary.open(diary_folder, PASSPHRASE) as diary:
        key = diary.recovery_key()
    with stretched("ko", longer):
        page = LockPage(locked, settings, diary_folder)
        qtbot.addWidget(page)
        page.show()

        def look(way: str) -> None:
            qtbot.waitUntil(lambda: not locked.is_busy, timeout=20_000)
            qtbot.wait(400)  # it is shaken
            for appearance in ("light", "dark"):
                theme.keeper().wear(appearance)
                for size in ((1024, 640), (2560, 1440)):
                    page.resize(*size)
                    qtbot.wait(60)
                    found.extend(f"{way} {appearance} {size}: {fault}" for fault in faults(page))
            unnamed, seen = nameless(page)
            assert seen > 5
            found.extend(f"{way}: {fault}" for fault in unnamed)

        look("keyring failed")
        (field,) = (each for each in page.findChildren(QLineEdit) if each.isVisible())
        write(field, "틀린 암호")
        qtbot.keyClick(field, ENTER)
        look("wrong passphrase")
        with Diary.open(diary_folder, PASSPHRASE):
            qtbot.keyClick(field, ENTER)
            look("busy")
        next(each for each in page.findChildren(QPushButton) if "복구 키로" in each.text()).click()
        look("recovery key")
        (field,) = (each for each in page.findChildren(QLineEdit) if each.isVisible())
        write(field, key)
        qtbot.keyClick(field, ENTER)
        look("new passphrase")
    theme.keeper().wear("light")
    assert not found, "\n".join(found)


# --- the keyring -----------------------------------------------------------------------------------------------------


def show(locked: LiveSession, settings: Settings, folder: Path, qtbot: QtBot) -> LockPage:
    page = LockPage(locked, settings, folder)
    qtbot.addWidget(page)
    page.show()
    return page


def test_the_keyring_opens_by_itself_at_the_start_only(
    locked: LiveSession, settings: Settings, diary_folder: Path, memory: Memory, qtbot: QtBot
) -> None:
    with Diary.open(diary_folder, PASSPHRASE) as diary:
        diary.allow_keyring()
    with qtbot.waitSignal(locked.opened, timeout=20_000):
        show(locked, settings, diary_folder, qtbot)
    with qtbot.waitSignal(locked.closed, timeout=60_000):
        locked.close()
    again = show(locked, settings, diary_folder, qtbot)  # the user has locked it
    qtbot.wait(500)
    assert not locked.is_open
    with qtbot.waitSignal(again.unlocked, timeout=20_000):
        button(again, "이 컴퓨터에 저장한 열쇠로 열기").click()


def test_when_the_keyring_cannot_the_passphrase_can(
    locked: LiveSession, settings: Settings, diary_folder: Path, memory: Memory, qtbot: QtBot
) -> None:
    with Diary.open(diary_folder, PASSPHRASE) as diary:
        diary.allow_keyring()
    memory.kept.clear()
    page = show(locked, settings, diary_folder, qtbot)
    qtbot.waitUntil(lambda: "열쇠를 쓰지 못했어요" in words(page), timeout=20_000)
    write(named(page, "암호"), PASSPHRASE)
    with qtbot.waitSignal(page.unlocked, timeout=20_000):
        qtbot.keyClick(named(page, "암호"), ENTER)


def test_without_the_keyring_there_is_no_button(page: LockPage) -> None:
    assert not any("열쇠고리" in each.text() and each.isVisible() for each in page.findChildren(QPushButton))
