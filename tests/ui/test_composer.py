"""Typing: Hangul that is being composed is never lost, doubled or disturbed, and a draft survives."""

import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.live_session import LiveSession
from app.ui.widgets.composer import DraftField, DraftKeeper
from tests.conftest import open_diary


def compose(field: DraftField, preedit: str, commit: str = "") -> None:
    """What an input method sends: perhaps a finished syllable, and what is being composed after it."""
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(field, event)


def type_hangul(field: DraftField, *steps: tuple[str, str]) -> None:
    for preedit, commit in steps:
        compose(field, preedit, commit)


def stored(live: LiveSession, qtbot: QtBot, draft: str) -> None:
    written: list[object] = []
    live.write(lambda diary: diary.save_draft(draft), written.append)
    qtbot.waitUntil(lambda: bool(written), timeout=5_000)


@pytest.fixture
def field(live: LiveSession, qtbot: QtBot) -> DraftField:
    made = DraftField()
    qtbot.addWidget(made)
    made.show()
    made.setFocus()
    return made


def test_the_draft_holds_the_syllable_being_composed(
    live: LiveSession, field: DraftField, qtbot: QtBot, diary_folder: Path
) -> None:
    keeper = DraftKeeper(live, field)
    type_hangul(field, ("ㅇ", ""), ("어", ""), ("엄", ""), ("ㅁ", "엄"), ("마", ""))
    with qtbot.waitSignal(keeper.kept, timeout=1_000):
        pass
    with open_diary(diary_folder) as diary:
        assert diary.draft() == "엄마"
    # Saving left the composition alone: the next jamo still joins it.
    compose(field, "만")
    assert field.composed_text() == "엄만"
    compose(field, "", "만")
    assert field.toPlainText() == "엄만"


def test_composing_in_the_middle_and_over_a_selection(field: DraftField) -> None:
    field.setPlainText("😀오늘 비가 왔다")
    cursor = field.textCursor()
    cursor.setPosition(2)  # after the emoji, which is two UTF-16 units
    field.setTextCursor(cursor)
    compose(field, "아")
    assert field.composed_text() == "😀아오늘 비가 왔다"
    compose(field, "", "아")
    cursor.setPosition(0)
    cursor.setPosition(3, QTextCursor.MoveMode.KeepAnchor)
    field.setTextCursor(cursor)
    compose(field, "ㄱ")
    assert field.composed_text().endswith("오늘 비가 왔다")


def test_a_draft_is_durable_while_somebody_types_without_a_pause(
    live: LiveSession, field: DraftField, qtbot: QtBot, diary_folder: Path
) -> None:
    DraftKeeper(live, field)
    began = time.monotonic()
    first = ""
    with open_diary(diary_folder) as diary:
        while not first and time.monotonic() - began < 10.0:
            QTest.keyClicks(field, "a")
            qtbot.wait(40)
            first = first or (diary.draft() or "")
        assert first, "somebody who never pauses would lose everything"


def test_enter_sends_and_shift_enter_breaks_the_line(field: DraftField, qtbot: QtBot) -> None:
    field.setPlainText("한 줄")
    field.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert field.toPlainText() == "한 줄\n"
    with qtbot.waitSignal(field.sent, timeout=500):
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.toPlainText() == "한 줄\n"


def test_undo_and_redo(field: DraftField) -> None:
    QTest.keyClicks(field, "abc")
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.toPlainText() == ""
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert field.toPlainText() == "abc"


def test_a_draft_comes_back(live: LiveSession, field: DraftField, qtbot: QtBot) -> None:
    stored(live, qtbot, "쓰다 만 글")
    keeper = DraftKeeper(live, field)
    keeper.load()
    qtbot.waitUntil(lambda: field.toPlainText() == "쓰다 만 글", timeout=5_000)


def test_a_draft_never_overwrites_what_is_typed_meanwhile(live: LiveSession, field: DraftField, qtbot: QtBot) -> None:
    stored(live, qtbot, "옛 글")
    keeper = DraftKeeper(live, field)
    keeper.load()
    compose(field, "ㅅ")
    qtbot.wait(300)
    assert field.composed_text() == "ㅅ"


def test_the_field_grows_with_its_text(field: DraftField, qtbot: QtBot) -> None:
    field.resize(300, field.height())
    low = field.height()
    field.setPlainText("\n".join("줄" for _ in range(4)))
    qtbot.waitUntil(lambda: field.height() > 2 * low, timeout=2_000)
    field.setPlainText("\n".join("줄" for _ in range(40)))
    qtbot.waitUntil(lambda: field.height() < 10 * low, timeout=2_000)
