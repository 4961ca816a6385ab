"""Changing what was written, in the window: earlier words, splitting, moving, merging, throwing away, taking back."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.config import Settings
from app.diary.embedding import Embedding
from app.diary.emotion import EmotionScores
from app.diary.entry import Care, EmotionReading, Entry, Reply, ReplyKind, Source, Utterance
from app.storage.repository import Diary
from app.ui.live_session import LiveSession
from app.ui.pages.entries import EntriesPage
from app.ui.pages.entry import NARROW, EntryPage
from app.ui.pages.today import TodayPage
from app.ui.places import Entries, EntryAt, Place
from app.ui.reading_aloud import ReadingAloud
from app.ui.shell import Shell
from app.ui.widgets.bubble import UtteranceBubble
from app.ui.widgets.day_button import DayButton
from app.ui.widgets.day_dialog import DayDialog
from app.ui.widgets.edit_field import EditField
from app.ui.widgets.history_dialog import HistoryDialog
from app.ui.widgets.row_list import RowList
from app.ui.widgets.similar_days import SimilarDay
from app.ui.widgets.wrapped_text import WrappedText
from tests.ui.find import button, buttons, named, words

SEOUL = timezone(timedelta(hours=9))
DAY = date(2025, 11, 10)
READ = EmotionReading(EmotionScores.of({"기쁨": 0.75, "일상": 0.25}), True, (), "test 1")
REPLY = Reply("잘 들었어요.", ReplyKind.COMFORT, Care.NONE, "test 1")
CRISIS = Reply("지금 109에 전화해 주세요.", ReplyKind.CRISIS, Care.HARD, "test 1")

Told = list[tuple[str, Callable[[], None] | None]]


def an_entry(
    *texts: str, ago: int = 0, hour: int = 20, reply: Reply = REPLY, trashed_at: datetime | None = None
) -> Entry:
    """A finished entry `ago` days before DAY."""
    entry_id = Diary.new_id()
    began = datetime(DAY.year, DAY.month, DAY.day, hour, 30, tzinfo=SEOUL) - timedelta(days=ago)
    said = tuple(
        Utterance(Diary.new_id(), entry_id, place, text, Source.TYPED, began, reading=READ, reply=reply)
        for place, text in enumerate(texts)
    )
    return Entry(entry_id, DAY - timedelta(days=ago), began, said, is_open=False, trashed_at=trashed_at)


@pytest.fixture(autouse=True)
def opens_menus(quiet_qt: list[str]) -> Iterator[None]:
    """What the offscreen platform says of itself when a menu or a dialog opens."""
    yield
    own = ("This plugin does not support raise()", "This plugin does not support grabbing the keyboard")
    quiet_qt[:] = [each for each in quiet_qt if each not in own]


@pytest.fixture
def diary(live: LiveSession) -> Diary:
    """The open diary itself."""
    return live.session.diary


@pytest.fixture
def page(live: LiveSession, settings: Settings, qtbot: QtBot) -> EntryPage:
    made = EntryPage(live, settings)
    qtbot.addWidget(made)
    made.resize(NARROW + 200, 700)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def told(page: EntryPage) -> Told:
    """What the page said in passing, with what takes it back."""
    said: Told = []
    page.notice.connect(lambda text, undo: said.append((text, undo)))
    return said


def shown(page: QWidget) -> list[str]:
    """The words of the bubbles, from top to bottom."""
    found = [each for each in page.findChildren(UtteranceBubble) if each.isVisible()]
    return [each.utterance.text for each in sorted(found, key=lambda each: each.mapTo(page, QPoint()).y())]


def visit(page: EntryPage, qtbot: QtBot, entry: Entry) -> None:
    page.arrive(EntryAt(entry.id))
    wait_for_words(page, qtbot, *(each.text for each in entry.utterances))


def wait_for_words(page: QWidget, qtbot: QtBot, *texts: str) -> None:
    qtbot.waitUntil(lambda: shown(page) == list(texts), timeout=20_000)


def bubble(page: QWidget, text: str) -> UtteranceBubble:
    [found] = [each for each in page.findChildren(UtteranceBubble) if each.isVisible() and each.utterance.text == text]
    return found


def press(inside: QWidget, qtbot: QtBot, name: str) -> None:
    qtbot.mouseClick(button(inside, name), Qt.MouseButton.LeftButton)


def menu(inside: QWidget, qtbot: QtBot) -> QMenu:
    """What 더 보기 opens."""
    press(inside, qtbot, "더 보기")
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu), timeout=20_000)
    found = QApplication.activePopupWidget()
    assert isinstance(found, QMenu) and found.accessibleName() == "더 보기"
    return found


def lines(of: QMenu) -> dict[str, QAction]:
    return {each.text(): each for each in of.actions() if not each.isSeparator()}


def choose(inside: QWidget, qtbot: QtBot, text: str) -> None:
    opened = menu(inside, qtbot)
    action = lines(opened)[text]
    opened.close()
    action.trigger()


def dialog(kind: type[QWidget], qtbot: QtBot) -> QWidget:
    def found() -> list[QWidget]:
        return [each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]

    qtbot.waitUntil(lambda: bool(found()), timeout=20_000)
    return found()[0]


def last(told: Told, qtbot: QtBot, text: str) -> Callable[[], None]:
    """What takes back the last thing that was told: `text`."""
    qtbot.waitUntil(lambda: bool(told) and told[-1][0] == text, timeout=20_000)
    undo = told[-1][1]
    assert undo is not None
    return undo


# --- one utterance ---------------------------------------------------------------------------------------------------


def test_the_menu_offers_what_can_be_done(page: EntryPage, diary: Diary, qtbot: QtBot) -> None:
    entry = an_entry("아침", "저녁")
    diary.add_entries([entry])
    diary.edit_text(entry.utterances[1].id, "밤")
    page.arrive(EntryAt(entry.id))
    wait_for_words(page, qtbot, "아침", "밤")
    first = menu(bubble(page, "아침"), qtbot)
    assert list(lines(first)) == ["다른 날로 옮기기…", "이 말 버리기"]
    first.close()
    second = menu(bubble(page, "밤"), qtbot)
    assert list(lines(second)) == [
        "고치기 전 글 보기",
        "여기부터 새 일기로 나누기",
        "다른 날로 옮기기…",
        "이 말 버리기",
    ]
    second.close()
    diary.trash(entry.id)
    page.live.entry_changed.emit(entry.id)
    qtbot.waitUntil(lambda: not named(page, "더 보기"), timeout=20_000)


def test_split_and_back(page: EntryPage, told: Told, diary: Diary, qtbot: QtBot) -> None:
    entry = an_entry("하나", "둘", "셋")
    diary.add_entries([entry])
    visit(page, qtbot, entry)
    kept = bubble(page, "하나")
    choose(bubble(page, "둘"), qtbot, "여기부터 새 일기로 나누기")
    undo = last(told, qtbot, "여기부터 새 일기로 나눴어요.")
    wait_for_words(page, qtbot, "하나")
    assert bubble(page, "하나") is kept, "what stays is not built again"
    assert sorted(len(each.utterances) for each in diary.entries_on(DAY)) == [1, 2]
    undo()
    wait_for_words(page, qtbot, "하나", "둘", "셋")
    assert [each.id for each in diary.entries_on(DAY)] == [entry.id]


def test_moved_to_a_chosen_day_and_followed(page: EntryPage, told: Told, diary: Diary, qtbot: QtBot) -> None:
    entry = an_entry("혼자 있는 말")
    diary.add_entries([entry])
    visit(page, qtbot, entry)
    choose(bubble(page, "혼자 있는 말"), qtbot, "다른 날로 옮기기…")
    asked = dialog(DayDialog, qtbot)
    day = DAY - timedelta(days=3)

    def of_the_day() -> list[DayButton]:
        return [each for each in asked.findChildren(DayButton) if each.isVisible() and each.day == day]

    qtbot.waitUntil(lambda: bool(of_the_day()), timeout=20_000)
    assert "2025년 11월" in words(asked) and "어느 날로 옮길까요?" in words(asked)
    of_the_day()[0].click()
    undo = last(told, qtbot, "11월 7일의 일기로 옮겼어요.")
    qtbot.waitUntil(lambda: page.title() == "2025년 11월 7일 금요일", timeout=20_000)
    wait_for_words(page, qtbot, "혼자 있는 말")
    assert diary.entries_on(DAY) == [] and len(diary.entries_on(day)) == 1
    undo()
    qtbot.waitUntil(lambda: page.title() == "2025년 11월 10일 월요일", timeout=20_000)
    assert [each.id for each in diary.entries_on(DAY)] == [entry.id]


def test_a_word_thrown_away_comes_back_to_its_place(page: EntryPage, told: Told, diary: Diary, qtbot: QtBot) -> None:
    entry = an_entry("하나", "둘", "셋")
    diary.add_entries([entry])
    visit(page, qtbot, entry)
    choose(bubble(page, "둘"), qtbot, "이 말 버리기")
    undo = last(told, qtbot, "이 말을 휴지통으로 옮겼어요.")
    wait_for_words(page, qtbot, "하나", "셋")
    assert [each.text for each in diary.trashed()[0].utterances] == ["둘"]
    undo()
    wait_for_words(page, qtbot, "하나", "둘", "셋")
    assert diary.trashed() == []


def test_what_cannot_be_taken_back_is_explained(page: EntryPage, told: Told, diary: Diary, qtbot: QtBot) -> None:
    entry = an_entry("하나", "둘")
    diary.add_entries([entry])
    visit(page, qtbot, entry)
    choose(bubble(page, "둘"), qtbot, "여기부터 새 일기로 나누기")
    undo = last(told, qtbot, "여기부터 새 일기로 나눴어요.")
    diary.set_score(entry.id, 5)
    with qtbot.waitSignal(page.live.trouble, timeout=20_000) as trouble:
        undo()
    assert trouble.args[0].code == "cannot_undo"
    assert len(diary.entries_on(DAY)) == 2


# --- earlier words ---------------------------------------------------------------------------------------------------


def test_earlier_words_are_listed_and_put_back(page: EntryPage, told: Told, diary: Diary, qtbot: QtBot) -> None:
    entry = an_entry("처음 글")
    diary.add_entries([entry])
    said = entry.utterances[0].id
    for text in ("다음 글", "지금 글"):
        diary.edit_text(said, text)
    page.arrive(EntryAt(entry.id))
    wait_for_words(page, qtbot, "지금 글")
    choose(bubble(page, "지금 글"), qtbot, "고치기 전 글 보기")
    history = dialog(HistoryDialog, qtbot)
    assert [each.toPlainText() for each in history.findChildren(WrappedText)] == ["다음 글", "처음 글"]
    with qtbot.waitSignal(page.live.utterance_changed, timeout=20_000):
        qtbot.mouseClick(buttons(history, "이 글로 되돌리기", at_least=2)[1], Qt.MouseButton.LeftButton)
    undo = last(told, qtbot, "그때 글로 되돌렸어요.")
    wait_for_words(page, qtbot, "처음 글")
    qtbot.waitUntil(lambda: diary.utterance(said).reading is not None, timeout=60_000)  # read again
    undo()
    wait_for_words(page, qtbot, "지금 글")
    assert [each.text for each in diary.history(said)] == ["처음 글", "지금 글", "다음 글", "처음 글"]


def test_danger_in_words_put_back_is_answered(page: EntryPage, diary: Diary, qtbot: QtBot) -> None:
    entry = an_entry("죽고 싶다는 생각만 든다.")
    diary.add_entries([entry])
    said = entry.utterances[0].id
    diary.edit_text(said, "괜찮다.")
    page.arrive(EntryAt(entry.id))
    wait_for_words(page, qtbot, "괜찮다.")
    choose(bubble(page, "괜찮다."), qtbot, "고치기 전 글 보기")
    press(dialog(HistoryDialog, qtbot), qtbot, "이 글로 되돌리기")
    qtbot.waitUntil(lambda: page.shows_crisis, timeout=60_000)
    reply = diary.utterance(said).reply
    assert reply is not None and reply.kind is ReplyKind.CRISIS


def test_earlier_words_go_with_the_page_at_a_lock(page: EntryPage, diary: Diary, qtbot: QtBot) -> None:
    entry = an_entry("숨긴 글")
    diary.add_entries([entry])
    diary.edit_text(entry.utterances[0].id, "고친 글")
    page.arrive(EntryAt(entry.id))
    wait_for_words(page, qtbot, "고친 글")
    choose(bubble(page, "고친 글"), qtbot, "고치기 전 글 보기")
    dialog(HistoryDialog, qtbot)
    with qtbot.waitSignal(page.live.closed, timeout=60_000):
        page.live.close()
    qtbot.waitUntil(
        lambda: not any(isinstance(each, HistoryDialog) for each in QApplication.topLevelWidgets()), timeout=20_000
    )


# --- whole entries ---------------------------------------------------------------------------------------------------


def test_merged_with_another_entry_of_the_day(page: EntryPage, told: Told, diary: Diary, qtbot: QtBot) -> None:
    morning, evening, alone = an_entry("아침", hour=8), an_entry("저녁"), an_entry("어제", ago=1)
    diary.add_entries([morning, evening, alone])
    visit(page, qtbot, alone)
    qtbot.waitUntil(lambda: not page.live.is_busy, timeout=20_000)
    assert not page._more.isVisible(), "there is nothing to merge it with"
    visit(page, qtbot, evening)
    qtbot.waitUntil(page._more.isVisible, timeout=20_000)
    qtbot.mouseClick(page._more, Qt.MouseButton.LeftButton)
    opened = QApplication.activePopupWidget()
    assert isinstance(opened, QMenu)
    inner = lines(opened)["같은 날 일기와 합치기"].menu()
    assert isinstance(inner, QMenu)
    [choice] = inner.actions()
    assert choice.text().endswith("  아침")
    opened.close()
    choice.trigger()
    undo = last(told, qtbot, "두 일기를 하나로 합쳤어요.")
    wait_for_words(page, qtbot, "아침", "저녁")
    assert [each.id for each in diary.entries_on(DAY)] == [morning.id]
    undo()
    wait_for_words(page, qtbot, "아침")
    assert {each.id for each in diary.entries_on(DAY)} == {morning.id, evening.id}


def test_no_way_back_leads_to_an_entry_that_is_no_more(
    live: LiveSession, settings: Settings, diary: Diary, qtbot: QtBot
) -> None:
    morning, evening = an_entry("아침", hour=8), an_entry("저녁")
    diary.add_entries([morning, evening])
    shell = Shell(live, settings)
    qtbot.addWidget(shell)
    shell.go(EntryAt(evening.id))
    shell.go(Entries())
    with qtbot.waitSignal(live.reshaped, timeout=20_000):
        live.reshape(lambda diary: diary.merge(morning.id, evening.id))
    shell.back()
    assert shell.here == EntryAt(morning.id)


def test_similar_days_are_shown_and_lead_there(page: EntryPage, diary: Diary, qtbot: QtBot) -> None:
    asked, same_day, near, far = (
        an_entry("오늘"),
        an_entry("오늘 또", hour=9),
        an_entry("비슷", ago=5),
        an_entry("먼", ago=7),
    )
    grave = an_entry("그만하고 싶다.", ago=9, reply=CRISIS)
    whole = [asked, same_day, near, far, grave]
    diary.add_entries(whole)
    diary.add_embeddings(
        [
            (each.utterances[0].id, each.utterances[0].text, Embedding.of("test 1", [1.0, angle]))
            for each, angle in zip(whole, (0.0, 0.01, 0.1, 0.9, 0.0), strict=True)
        ]
    )
    went: list[Place] = []
    page.go.connect(went.append)
    visit(page, qtbot, asked)

    def days() -> list[SimilarDay]:
        return [each for each in page.findChildren(SimilarDay) if each.isVisible()]

    qtbot.waitUntil(lambda: [each.entry.id for each in days()] == [near.id, far.id], timeout=20_000)
    assert "비슷한 이야기를 한 날" in words(page)
    assert days()[0].accessibleName() == "2025년 11월 5일 수요일. 기쁨. 비슷"
    page.resize(NARROW - 100, 600)
    qtbot.waitUntil(lambda: len(days()) == 2, timeout=20_000)
    days()[0].click()
    assert went == [EntryAt(near.id)]
    visit(page, qtbot, grave)
    qtbot.waitUntil(lambda: not page.live.is_busy, timeout=20_000)
    assert not days() and "비슷한" not in words(page)


def test_purged_from_its_own_page_only_after_asking(page: EntryPage, told: Told, diary: Diary, qtbot: QtBot) -> None:
    thrown = datetime.now().astimezone() - timedelta(days=17, hours=12)
    entry = an_entry("버린 말", trashed_at=thrown)
    diary.add_entries([entry])
    visit(page, qtbot, entry)
    qtbot.waitUntil(lambda: "13일 뒤에 완전히 지워져요" in words(page), timeout=20_000)
    press(page, qtbot, "완전히 지우기…")
    assert "되돌릴 수 없어요" in words(page)
    no = button(page, "그만두기")
    QTest.keyClick(no, Qt.Key.Key_Escape)
    assert "되돌릴 수 없어요" not in words(page) and len(diary.trashed()) == 1
    press(page, qtbot, "완전히 지우기…")
    with qtbot.waitSignal(page.back, timeout=20_000):
        press(page, qtbot, "완전히 지우기")
    assert diary.trashed() == [] and told == [("일기를 완전히 지웠어요.", None)]


# --- today -----------------------------------------------------------------------------------------------------------


def test_today_takes_back_an_edit_and_a_word_thrown_away(
    live: LiveSession, settings: Settings, diary: Diary, qtbot: QtBot
) -> None:
    settings["speak_replies"] = False
    now = datetime.now().astimezone()
    day = live.session.day_of(now)
    said = [diary.append(text, Source.TYPED, started_at=now, day=day) for text in ("하나", "둘")]
    for each in said:
        diary.set_reading(each.id, READ)
        diary.set_reply(each.id, REPLY)
    page = TodayPage(live, settings, ReadingAloud(live, live))
    qtbot.addWidget(page)
    told: Told = []
    page.notice.connect(lambda text, undo: told.append((text, undo)))
    page.resize(900, 900)
    page.show()
    page.arrive(Entries())
    wait_for_words(page, qtbot, "하나", "둘")
    edited = bubble(page, "하나")
    edited.edit()
    field = edited.findChild(EditField)
    assert field is not None
    field.setPlainText("바뀐 하나")
    edited.keep_edit()
    undo = last(told, qtbot, "한 말을 고쳤어요.")
    wait_for_words(page, qtbot, "바뀐 하나", "둘")
    undo()
    wait_for_words(page, qtbot, "하나", "둘")
    choose(bubble(page, "둘"), qtbot, "이 말 버리기")
    undo = last(told, qtbot, "이 말을 휴지통으로 옮겼어요.")
    wait_for_words(page, qtbot, "하나")
    undo()
    wait_for_words(page, qtbot, "하나", "둘")


# --- the list --------------------------------------------------------------------------------------------------------


@pytest.fixture
def listing(live: LiveSession, settings: Settings, qtbot: QtBot) -> EntriesPage:
    made = EntriesPage(live, settings)
    qtbot.addWidget(made)
    made.resize(808, 640)
    made.show()
    qtbot.waitExposed(made)
    return made


def rows(page: EntriesPage, role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> list[str]:
    lists = [each.model() for each in page.findChildren(RowList) if each.isVisible()]
    return [model.data(model.index(row, 0), role) for model in lists for row in range(model.rowCount())]


def test_the_trash_says_when_it_is_over(listing: EntriesPage, diary: Diary, qtbot: QtBot) -> None:
    thrown = datetime.now().astimezone() - timedelta(days=17, hours=12)
    entry = an_entry("버린 말", trashed_at=thrown)
    diary.add_entries([entry])
    listing.arrive(Entries(trash=True))
    qtbot.waitUntil(lambda: rows(listing) == ["버린 말"], timeout=20_000)
    assert "13일 뒤에 완전히 지워져요" in rows(listing, Qt.ItemDataRole.AccessibleTextRole)[0]
    qtbot.waitUntil(lambda: "30일 동안" in words(listing), timeout=20_000)
    went: list[Place] = []
    listing.go.connect(went.append)
    view = next(each for each in listing.findChildren(RowList) if each.isVisible())
    view.opened.emit(view.model().index(0, 0))
    assert went == [EntryAt(entry.id)]


def test_initials_find_what_they_stand_for(listing: EntriesPage, diary: Diary, qtbot: QtBot) -> None:
    diary.add_entries(
        [an_entry("어제 우리 할머니가 오셨다."), an_entry("하마나 보러 가자.", ago=1), an_entry("ㅎㅁㄴ?", ago=2)]
    )
    listing.arrive(Entries("ㅎㅁㄴ"))
    qtbot.waitUntil(lambda: "3곳에서 찾았어요" in words(listing), timeout=20_000)
    hits = [listing._hits.hit(listing._hits.index(row, 0)) for row in range(3)]
    assert [hit.text[slice(*hit.spans[0])] for hit in hits] == ["할머니", "하마나", "ㅎㅁㄴ"]
    field = listing._field
    assert field.accessibleDescription() == "초성으로도 찾을 수 있어요 (ㅎㅁㄴ)"
    assert field.accessibleDescription() in field.placeholderText()


def test_days_narrow_the_list(listing: EntriesPage, diary: Diary, qtbot: QtBot) -> None:
    diary.add_entries([an_entry("이른", ago=9), an_entry("사이", ago=5), an_entry("늦은", ago=1)])
    listing.arrive(Entries())
    qtbot.waitUntil(lambda: len(rows(listing)) == 3, timeout=20_000)
    press(listing, qtbot, "골라 보기")

    def pick(name: str, day: date) -> None:
        press(listing, qtbot, name)
        asked = dialog(DayDialog, qtbot)
        asked._go_beyond(day)  # type: ignore[attr-defined]

        def found() -> list[DayButton]:
            return [each for each in asked.findChildren(DayButton) if each.isVisible() and each.day == day]

        qtbot.waitUntil(lambda: bool(found()), timeout=20_000)
        found()[0].click()
        qtbot.waitUntil(lambda: not asked.isVisible(), timeout=20_000)

    pick("언제까지…", DAY - timedelta(days=6))
    qtbot.waitUntil(lambda: rows(listing) == ["이른"], timeout=20_000)
    button(listing, "골라 보기 · 1")
    qtbot.waitUntil(lambda: "일기 1개" in words(listing), timeout=20_000)
    pick("언제부터…", DAY - timedelta(days=2))  # later than the end: they change places
    qtbot.waitUntil(lambda: rows(listing) == ["사이"], timeout=20_000)
    assert [each.isChecked() for each in (listing._filters._first, listing._filters._last)] == [True, True]
    listing._filters._first.click()  # once more: from the beginning
    qtbot.waitUntil(lambda: rows(listing) == ["사이", "이른"], timeout=20_000)
    listing._filters.clear()
    qtbot.waitUntil(lambda: len(rows(listing)) == 3, timeout=20_000)
