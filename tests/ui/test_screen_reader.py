"""What a screen reader says by itself: notices, troubles, and replies that are not read aloud."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.config import Settings
from app.diary.entry import Care, Reply, ReplyKind, Source, Utterance
from app.errors import DiskFull, NoVoice
from app.session import now
from app.ui.advice import explained
from app.ui.live_session import LiveSession
from app.ui.reading_aloud import ReadingAloud
from app.ui.shell import Shell
from app.ui.widgets.error_note import ErrorNote
from app.ui.widgets.notices import Notices
from tests.ui.find import button

POLITE, AT_ONCE = QAccessible.AnnouncementPoliteness.Polite, QAccessible.AnnouncementPoliteness.Assertive
SENTENCES = ("message", "kept", "todo")
CRISIS = Utterance(
    "u", "e", 0, "", Source.VOICE, now(), reply=Reply("109에 전화해요.", ReplyKind.CRISIS, Care.HARD, "test")
)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, QAccessible.AnnouncementPoliteness]]:
    """What a screen reader was told to say, and how urgently."""
    said: list[tuple[str, QAccessible.AnnouncementPoliteness]] = []

    def hear(event: object) -> None:
        assert isinstance(event, QAccessibleAnnouncementEvent)
        said.append((event.message(), event.politeness()))

    monkeypatch.setattr(QAccessible, "updateAccessibility", hear)
    return said


@pytest.fixture
def area(dressed: QApplication, qtbot: QtBot) -> QWidget:
    """A page with a button, in sight."""
    made = QWidget()
    qtbot.addWidget(made)
    QVBoxLayout(made).addWidget(QPushButton("페이지"))
    made.resize(700, 500)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_notices_and_troubles_are_said_while_they_can_be_seen(
    area: QWidget, told: list[tuple[str, QAccessible.AnnouncementPoliteness]]
) -> None:
    elsewhere = QWidget()
    notices, note = Notices(area), ErrorNote(elsewhere)
    notices.tell("휴지통으로 옮겼어요.", lambda: None)
    assert told == [("휴지통으로 옮겼어요.", POLITE)]
    notices.explain(DiskFull())
    note.show_error(DiskFull())  # on a page that nobody sees
    assert len(told) == 2 and told[1] == (" ".join(explained(DiskFull())[each] for each in SENTENCES), AT_ONCE)
    layout = area.layout()
    assert layout is not None
    layout.addWidget(note)
    note.say("저장하지 못했어요.", "쓴 글은 그대로예요.", "다시 눌러 주세요.")
    assert told[2:] == [("저장하지 못했어요.\n쓴 글은 그대로예요.\n다시 눌러 주세요.", AT_ONCE)]
    area.hide()
    notices.tell("보이지 않는 말")
    assert len(told) == 3


def test_a_notice_stays_for_who_reaches_for_it(area: QWidget) -> None:
    notices = Notices(area)
    notices.tell("휴지통으로 옮겼어요.", lambda: None)
    button(area, "되돌리기").setFocus()
    notices._timer.timeout.emit()
    assert notices.is_showing and notices._timer.isActive()
    button(area, "페이지").setFocus()
    (card,) = area.findChildren(QFrame, options=Qt.FindChildOption.FindDirectChildrenOnly)
    card.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    notices._timer.timeout.emit()
    assert notices.is_showing
    card.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    notices._timer.timeout.emit()
    assert not notices.is_showing


def test_replies_that_are_not_read_aloud_are_said_once_nobody_listens(
    live: LiveSession,
    settings: Settings,
    qtbot: QtBot,
    told: list[tuple[str, QAccessible.AnnouncementPoliteness]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(LiveSession, "speak_reply", lambda *_, **__: None)
    shell = Shell(live, settings)
    qtbot.addWidget(shell)
    shell.show()

    def answered(kind: ReplyKind, text: str, *, here: bool = True) -> None:
        utterance = replace(CRISIS, reply=Reply(text, kind, Care.NONE, "test"))
        if here:
            live.spoken_here.emit(utterance)
        live.answered.emit(utterance)

    settings["speak_replies"] = True
    answered(ReplyKind.COMFORT, "읽어 드리는 답")
    answered(ReplyKind.CRISIS, "다른 프로그램에 한 답", here=False)
    assert told == []
    answered(ReplyKind.CRISIS, "109에 전화해요.")
    assert [text for text, _ in told] == ["109에 전화해요."]
    live._set_recording("listening")
    settings["speak_replies"] = False
    answered(ReplyKind.CRISIS, "듣는 동안의 답")
    answered(ReplyKind.COMFORT, "그다음 답")
    assert len(told) == 1
    live._set_recording("idle")
    assert [text for text, _ in told[1:]] == ["듣는 동안의 답", "그다음 답"]


def test_without_a_voice_replies_are_said(live: LiveSession, settings: Settings) -> None:
    settings["speak_replies"] = True
    unread: list[Utterance] = []
    aloud = ReadingAloud(live, live)
    aloud.unread.connect(unread.append)
    live.trouble.emit(NoVoice(reason=""))
    aloud.expect(CRISIS)
    live.answered.emit(replace(CRISIS, reply=Reply("쉬어요.", ReplyKind.COMFORT, Care.NONE, "test")))
    assert [each.reply.text for each in unread if each.reply is not None] == ["쉬어요."]
