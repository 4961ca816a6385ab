"""The page of one entry: its words in order, its marks, the trash."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.config import Settings
from app.diary.emotion import Emotion, EmotionScores
from app.diary.entry import Care, EmotionReading, Entry, Person, Reply, ReplyKind, Source, Utterance
from app.storage.repository import Diary
from app.ui.live_session import LiveSession
from app.ui.pages.entry import NARROW, EntryPage
from app.ui.places import EntryAt
from app.ui.widgets.bubble import UtteranceBubble
from app.ui.widgets.conversation_view import ConversationView
from app.ui.widgets.edit_field import EditField
from app.ui.widgets.entry_marks import EntryMarks
from app.ui.widgets.mix_band import MixBand
from tests.conftest import open_diary
from tests.ui.find import button, words

BEGAN = datetime(2026, 11, 20, 1, 30).astimezone()  # of the day before: it is still the night
READ = EmotionReading(EmotionScores.of({"기쁨": 0.75, "일상": 0.25}), True, (), "test 1")
REPLY = Reply("잘 들었어요.", ReplyKind.COMFORT, Care.NONE, "test 1")
CRISIS = Reply("지금 109에 전화해 주세요.", ReplyKind.CRISIS, Care.HARD, "test 1")


def an_entry(*texts: str, reply: Reply = REPLY, tags: tuple[str, ...] = ()) -> Entry:
    entry_id = Diary.new_id()
    utterances = tuple(
        Utterance(Diary.new_id(), entry_id, number, text, Source.TYPED, BEGAN, reading=READ, reply=reply)
        for number, text in enumerate(texts)
    )
    day = BEGAN.date().replace(day=19)
    return Entry(entry_id, day, BEGAN, utterances, tags=tags, is_open=False)


def wait_for(qtbot: QtBot, ask: Callable[[Callable[[object], None]], None]) -> object:
    told: list[object] = []
    ask(told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=10_000)
    return told[0]


def put(live: LiveSession, qtbot: QtBot, *entries: Entry) -> None:
    wait_for(qtbot, lambda done: live.write(lambda diary: diary.add_entries(entries), done))


def kept(live: LiveSession, qtbot: QtBot, entry_id: str) -> Entry:
    found = wait_for(qtbot, lambda done: live.read(lambda diary: diary.entry(entry_id), done))
    assert isinstance(found, Entry)
    return found


@pytest.fixture
def page(live: LiveSession, settings: Settings, qtbot: QtBot) -> EntryPage:
    made = EntryPage(live, settings)
    qtbot.addWidget(made)
    made.resize(NARROW + 200, 700)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow, timeout=5_000)
    return made


@pytest.fixture
def entry(live: LiveSession, qtbot: QtBot) -> Entry:
    made = an_entry("아침에 눈이 왔다.", "저녁에는 눈사람을 만들었다.", tags=("눈",))
    put(live, qtbot, made)
    return made


def visit(page: EntryPage, qtbot: QtBot, entry: Entry, utterance_id: str | None = None) -> None:
    page.arrive(EntryAt(entry.id, utterance_id))
    qtbot.waitUntil(lambda: len(page.findChildren(UtteranceBubble)) == len(entry.utterances), timeout=10_000)


def click(page: QWidget, qtbot: QtBot, name: str) -> None:
    qtbot.mouseClick(button(page, name), Qt.MouseButton.LeftButton)


def test_an_entry_shows_the_date_it_began_on_and_its_words_in_order(
    page: EntryPage, entry: Entry, qtbot: QtBot
) -> None:
    visit(page, qtbot, entry)
    assert page.title() == "2026년 11월 19일 목요일"
    assert page.title() in words(page) and "오전 1:30에 시작한 일기" in words(page)
    QApplication.processEvents()
    bubbles = sorted(page.findChildren(UtteranceBubble), key=lambda each: each.mapTo(page, each.pos()).y())
    assert [each.utterance.text for each in bubbles] == [each.text for each in entry.utterances]
    band = page.findChild(MixBand)
    assert band is not None and band.accessibleDescription() == band.toolTip() == "기쁨 75%, 일상 25%"
    assert not page.shows_crisis


def test_marks_are_stored_at_once(page: EntryPage, entry: Entry, qtbot: QtBot, diary_folder: Path) -> None:
    visit(page, qtbot, entry)
    marks = page.findChild(EntryMarks)
    assert marks is not None
    for name in ("4점, 좋은 날", "분노", "기쁨", "친구", "혼자"):
        with qtbot.waitSignal(page.notice, timeout=5_000):
            click(marks, qtbot, name)
    assert "저장됨" in words(page)
    with open_diary(diary_folder) as diary:
        marked = diary.entry(entry.id)
    assert marked.score == 4
    assert marked.felt == (Emotion.ANGER, Emotion.JOY), "the strongest was clicked first"
    assert marked.people == (Person.FRIEND, Person.ALONE)


def test_a_second_click_takes_a_mark_back_and_undo_brings_it_again(
    page: EntryPage, entry: Entry, live: LiveSession, qtbot: QtBot
) -> None:
    visit(page, qtbot, entry)
    with qtbot.waitSignal(page.notice, timeout=5_000):
        click(page, qtbot, "2점, 조금 힘든 날")
    with qtbot.waitSignal(page.notice, timeout=5_000) as notice:
        click(page, qtbot, "2점, 조금 힘든 날")
    assert kept(live, qtbot, entry.id).score is None
    with qtbot.waitSignal(live.entry_changed, timeout=5_000):
        notice.args[1]()
    assert kept(live, qtbot, entry.id).score == 2
    qtbot.waitUntil(button(page, "2점, 조금 힘든 날").isChecked, timeout=5_000)


def test_quick_clicks_lose_nothing(page: EntryPage, entry: Entry, live: LiveSession, qtbot: QtBot) -> None:
    visit(page, qtbot, entry)
    marks = page.findChild(EntryMarks)
    assert marks is not None
    for name in ("기쁨", "슬픔", "우울", "분노", "불안", "일상"):
        click(marks, qtbot, name)
    qtbot.waitUntil(lambda: len(kept(live, qtbot, entry.id).felt) == 6, timeout=5_000)
    assert kept(live, qtbot, entry.id).felt == tuple(Emotion)


def test_tags_are_added_completed_and_taken_away(
    page: EntryPage, entry: Entry, live: LiveSession, qtbot: QtBot
) -> None:
    put(live, qtbot, an_entry("회사", tags=("산책", "회사")), an_entry("또", tags=("산책",)))
    visit(page, qtbot, entry)
    field = page.findChild(QLineEdit)
    assert field is not None
    qtbot.waitUntil(lambda: field.completer().model().rowCount() == 3, timeout=5_000)
    model = field.completer().model()
    assert model.data(model.index(0, 0)) == "산책", "the most used first"
    field.setFocus()
    compose(field, "눈사")
    assert kept(live, qtbot, entry.id).tags == ("눈",)
    compose(field, "", "눈사람")
    with qtbot.waitSignal(page.notice, timeout=5_000):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert kept(live, qtbot, entry.id).tags == ("눈", "눈사람")
    assert field.text() == ""
    with qtbot.waitSignal(page.notice, timeout=5_000) as notice:
        click(page, qtbot, "꼬리표 눈 떼기")
    assert kept(live, qtbot, entry.id).tags == ("눈사람",)
    with qtbot.waitSignal(live.entry_changed, timeout=5_000):
        notice.args[1]()
    assert kept(live, qtbot, entry.id).tags == ("눈", "눈사람")


def compose(field: QWidget, preedit: str, commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(field, event)


def test_leaving_the_page_keeps_an_edit(page: EntryPage, entry: Entry, live: LiveSession, qtbot: QtBot) -> None:
    visit(page, qtbot, entry)
    bubble = page.findChildren(UtteranceBubble)[0]
    bubble.edit()
    field = bubble.findChild(EditField)
    assert field is not None
    qtbot.keyClicks(field, " and snow")
    with qtbot.waitSignal(live.utterance_changed, timeout=5_000):
        page.leave()
    assert kept(live, qtbot, entry.id).utterances[0].text.endswith(" and snow")


def test_the_trash_takes_and_gives_back(page: EntryPage, entry: Entry, live: LiveSession, qtbot: QtBot) -> None:
    visit(page, qtbot, entry)
    with qtbot.waitSignal(page.notice, timeout=5_000) as notice:
        click(page, qtbot, "휴지통으로 옮기기")
    qtbot.waitUntil(lambda: "휴지통에 있어요" in words(page), timeout=5_000)
    assert kept(live, qtbot, entry.id).trashed_at is not None
    marks = page.findChild(EntryMarks)
    assert marks is not None and not marks.isEnabled()
    assert not [
        each for each in page.findChildren(QPushButton) if each.isVisible() and each.accessibleName() == "한 말 고치기"
    ]
    click(page, qtbot, "되돌리기")
    qtbot.waitUntil(lambda: "휴지통에 있어요" not in words(page), timeout=5_000)
    assert kept(live, qtbot, entry.id).trashed_at is None and marks.isEnabled()
    notice.args[1]()  # of the first notice: already restored, and that is no error
    assert kept(live, qtbot, entry.id).trashed_at is None


def test_an_entry_that_is_gone_says_so(page: EntryPage, qtbot: QtBot) -> None:
    page.arrive(EntryAt(Diary.new_id()))
    qtbot.waitUntil(lambda: "찾지 못했어요" in words(page), timeout=5_000)


def test_what_is_said_meanwhile_appears(page: EntryPage, live: LiveSession, qtbot: QtBot) -> None:
    stored: list[Utterance] = []
    live.say("오늘은 눈이 왔다.", stored.append, pytest.fail)
    qtbot.waitUntil(lambda: bool(stored), timeout=10_000)
    page.arrive(EntryAt(stored[0].entry_id))
    qtbot.waitUntil(lambda: len(page.findChildren(UtteranceBubble)) == 1, timeout=10_000)
    live.say("그리고 녹았다.", stored.append, pytest.fail)
    qtbot.waitUntil(lambda: len(page.findChildren(UtteranceBubble)) == 2, timeout=10_000)
    with qtbot.waitSignal(live.answered, timeout=30_000):
        pass


def test_a_named_utterance_is_brought_into_sight(page: EntryPage, live: LiveSession, qtbot: QtBot) -> None:
    long = an_entry(*(f"{number}번째 이야기" for number in range(20)))
    put(live, qtbot, long)
    wanted = long.utterances[9]
    visit(page, qtbot, long, wanted.id)
    view = page.findChild(ConversationView)
    assert view is not None
    qtbot.waitUntil(lambda: view.verticalScrollBar().value() > 0, timeout=5_000)
    qtbot.wait(200)
    [bubble] = [each for each in page.findChildren(UtteranceBubble) if each.utterance.id == wanted.id]
    assert 0 <= bubble.mapTo(view.viewport(), bubble.rect().topLeft()).y() < 40


def test_a_crisis_is_known_to_the_window(page: EntryPage, live: LiveSession, qtbot: QtBot) -> None:
    grave = an_entry("그만하고 싶다.", reply=CRISIS)
    put(live, qtbot, grave)
    visit(page, qtbot, grave)
    assert page.shows_crisis
    assert live.speaking == ""


def test_marks_stand_beside_or_below(page: EntryPage, entry: Entry, qtbot: QtBot) -> None:
    visit(page, qtbot, entry)
    marks, view = page.findChild(EntryMarks), page.findChild(ConversationView)
    assert marks is not None and view is not None
    assert not view.isAncestorOf(marks) and marks.isVisible()
    page.resize(NARROW - 100, 600)
    qtbot.waitUntil(lambda: view.isAncestorOf(marks) and marks.isVisible(), timeout=5_000)
    assert view.horizontalScrollBar().maximum() == 0


def test_tags_of_all_entries_are_counted_without_the_trash(diary_folder: Path) -> None:
    with open_diary(diary_folder, read_only=False) as diary:
        thrown = an_entry("셋", tags=("셋", "둘"))
        diary.add_entries([an_entry("하나", tags=("하나", "둘")), an_entry("둘", tags=("둘",)), thrown])
        diary.trash(thrown.id)
        assert diary.all_tags() == ["둘", "하나"]
        assert diary.drafts() == {}
        diary.save_draft("쓰던 글", "edit-x")
        diary.save_draft("오늘의 글")
        assert diary.drafts() == {"edit-x": "쓰던 글", "main": "오늘의 글"}
