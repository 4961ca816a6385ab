"""What gives way to what where there is little room, and that nothing is squeezed or covered."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.config import Settings
from app.ui.live_session import LiveSession
from app.ui.main_window import MainWindow
from app.ui.places import CalendarAt
from app.ui.widgets.build import label
from app.ui.widgets.composer import DraftField
from app.ui.widgets.conversation_view import ConversationView
from app.ui.widgets.entry_marks import EntryMarks
from app.ui.widgets.month_grid import MonthGrid
from app.ui.widgets.speaking_dock import SpeakingDock


@pytest.fixture
def window(live: LiveSession, settings: Settings, qtbot: QtBot, diary_folder: Path) -> MainWindow:
    """The smallest window, with something said today."""
    settings["speak_replies"] = False
    made = MainWindow(settings, diary_folder, live, has_diary=True)
    qtbot.addWidget(made, before_close_func=lambda _: setattr(made, "_closing", True))
    made.resize(1024, 640)
    made.show()
    with qtbot.waitSignal(live.answered, timeout=30_000):
        live.say("오늘은 책을 읽었다.", lambda _: None, lambda error: pytest.fail(str(error)))
    return made


def marks_button(window: QWidget) -> QPushButton:
    return next(each for each in window.findChildren(QPushButton) if each.isCheckable() and each.text() == "하루 정리")


def test_the_marks_are_not_squeezed_in_a_low_window(window: MainWindow, qtbot: QtBot) -> None:
    marks_button(window).click()
    qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(EntryMarks)))
    marks = window.findChild(EntryMarks)
    assert isinstance(marks, EntryMarks)
    qtbot.waitUntil(lambda: marks.height() >= marks.sizeHint().height() > 0)
    for each in marks.findChildren(QAbstractButton):
        assert each.height() >= each.minimumSizeHint().height()
    conversation, dock = window.findChild(ConversationView), window.findChild(SpeakingDock)
    assert isinstance(conversation, ConversationView) and not conversation.isVisible()
    assert isinstance(dock, SpeakingDock) and dock.isVisible()


def test_a_high_window_shows_the_marks_and_the_conversation(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1400, 1200)
    marks_button(window).click()
    marks, conversation = window.findChild(EntryMarks), window.findChild(ConversationView)
    assert isinstance(marks, EntryMarks) and isinstance(conversation, ConversationView)
    qtbot.waitUntil(lambda: marks.isVisible() and conversation.isVisible())
    qtbot.waitUntil(lambda: marks.height() >= marks.sizeHint().height())


def test_who_goes_on_talking_sees_the_conversation_again(window: MainWindow, live: LiveSession, qtbot: QtBot) -> None:
    marks_button(window).click()
    with qtbot.waitSignal(live.answered, timeout=30_000):
        live.say("그리고 산책도 했다.", lambda _: None, lambda error: pytest.fail(str(error)))
    conversation = window.findChild(ConversationView)
    assert isinstance(conversation, ConversationView) and conversation.isVisible()
    assert not marks_button(window).isChecked()


def test_a_notice_leaves_the_dock_free(window: MainWindow, qtbot: QtBot) -> None:
    assert window.shell is not None
    window.shell.tell("다 됐어요.")
    said = next(each for each in window.findChildren(QLabel) if each.text() == "다 됐어요.")
    card = said.parentWidget()
    assert card is not None
    dock, field = window.findChild(SpeakingDock), window.findChild(DraftField)
    assert isinstance(dock, SpeakingDock) and isinstance(field, DraftField)
    top = dock.mapTo(window, dock.rect().topLeft()).y()
    assert card.mapTo(window, card.rect().bottomLeft()).y() < top


def test_the_smallest_window_shows_the_whole_month(window: MainWindow, qtbot: QtBot) -> None:
    assert window.shell is not None
    window.shell.go(CalendarAt())
    grid = window.findChild(MonthGrid)
    assert isinstance(grid, MonthGrid)
    qtbot.waitUntil(lambda: grid.isVisible() and grid.width() < window.width() / 2)
    qtbot.waitUntil(lambda: grid.mapTo(window, grid.rect().bottomLeft()).y() <= window.height())


def test_lines_have_air_and_no_word_stands_alone(dressed: QApplication, qtbot: QtBot) -> None:
    words = "암호가 맞지 않아요. 한/영 키와 대소문자를 확인하고 다시 적거나, 복구 키로 여세요."
    airy, plain = label(words, "soft", wrap=True), QLabel(words)
    plain.setProperty("role", "soft")
    plain.setWordWrap(True)
    for each in (airy, plain):
        qtbot.addWidget(each)
        each.ensurePolished()
    one_line = plain.heightForWidth(2_000)
    assert airy.heightForWidth(2_000) == one_line
    alone = next(
        width for width in range(plain.fontMetrics().horizontalAdvance(words), 100, -1)
        if plain.heightForWidth(width) >= 2 * one_line
    )  # fmt: skip
    assert airy.heightForWidth(alone) > plain.heightForWidth(alone)
    airy.resize(alone, airy.heightForWidth(alone))
    image = airy.grab().toImage()
    ground = image.pixelColor(0, 0)
    rows = range(airy.height() // 2 + 4, airy.height())
    inked = max(x for x in range(image.width()) if any(image.pixelColor(x, y) != ground for y in rows))
    assert inked > airy.width() / 3
