"""The list of entries, its search, one day, the trash."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.config import Settings
from app.diary.emotion import Emotion, EmotionScores
from app.diary.entry import EmotionReading, Entry, Person, Source, Utterance
from app.storage.ids import new_id
from app.storage.repository import Diary
from app.ui import theme as themes
from app.ui.live_session import LiveSession
from app.ui.pages.entries import EntriesPage
from app.ui.places import DayAt, Entries, EntryAt, Place, Today
from app.ui.widgets.painted_text import font
from app.ui.widgets.row_list import PADDING, RowList
from app.ui.widgets.search_field import SearchField
from tests.ui.find import button

DAY = date(2026, 11, 20)
SEOUL = timezone(timedelta(hours=9))
JOY = EmotionScores((0.9, 0.02, 0.02, 0.02, 0.02, 0.02))


def entry(text: str, ago: int = 0, *more: str, audio: bool = False, **marks: object) -> Entry:
    """An entry `ago` days before DAY, that Todak read as joy."""
    entry_id = new_id()
    began = datetime(DAY.year, DAY.month, DAY.day, 21, 5, tzinfo=SEOUL) - timedelta(days=ago)
    spoken = [
        Utterance(
            id=new_id(),
            entry_id=entry_id,
            position=position,
            text=each,
            source=Source.TYPED,
            started_at=began,
            has_audio=audio,
            reading=EmotionReading(JOY, True, (), "emotion-test 1"),
        )
        for position, each in enumerate((text, *more))
    ]
    day = DAY - timedelta(days=ago)
    return Entry(id=entry_id, date=day, started_at=began, utterances=tuple(spoken), **marks)  # type: ignore[arg-type]


@pytest.fixture
def diary(live: LiveSession) -> Diary:
    """The open diary itself."""
    return live.session.diary


@pytest.fixture
def page(live: LiveSession, settings: Settings, qtbot: QtBot) -> EntriesPage:
    """The page in sight, at no place yet."""
    made = EntriesPage(live, settings)
    qtbot.addWidget(made)
    made.resize(808, 640)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def went(page: EntriesPage) -> list[Place]:
    """Where the page asked to go."""
    places: list[Place] = []
    page.go.connect(places.append)
    page.instead.connect(places.append)
    return places


@pytest.fixture
def notices(page: EntriesPage) -> list[tuple[str, Callable[[], None] | None]]:
    """What the page said in passing."""
    said: list[tuple[str, Callable[[], None] | None]] = []
    page.notice.connect(lambda text, undo: said.append((text, undo)))
    return said


def shown_list(page: EntriesPage) -> RowList:
    """The list in sight."""
    (found,) = [each for each in page.findChildren(RowList) if each.isVisible()]
    return found


def rows(page: EntriesPage) -> list[str]:
    """The words of every row in sight; none when no list is."""
    lists = [each for each in page.findChildren(RowList) if each.isVisible()]
    if not lists:
        return []
    model = lists[0].model()
    return [model.data(model.index(row, 0)) for row in range(model.rowCount())]


def words(page: EntriesPage) -> str:
    """All labels in sight."""
    return "\n".join(each.text() for each in page.findChildren(QLabel) if each.isVisible() and each.text())


def field(page: EntriesPage) -> SearchField:
    found = page.findChild(SearchField)
    assert isinstance(found, SearchField)
    return found


def spoken(view: RowList, row: int) -> str:
    """What a screen reader says of a row."""
    return str(view.model().data(view.model().index(row, 0), Qt.ItemDataRole.AccessibleTextRole))


def click(view: RowList, row: int, at: QPoint | None = None) -> None:
    rect = view.visualRect(view.model().index(row, 0))
    QTest.mouseClick(
        view.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        at or QPoint(rect.center().x(), rect.bottom() - 30),
    )


# --- the list --------------------------------------------------------------------------------------------------------


def test_all_entries_page_by_page(page: EntriesPage, diary: Diary, qtbot: QtBot) -> None:
    diary.add_entries([entry(f"{number}번째 이야기", number) for number in range(150)])
    page.arrive(Entries())
    qtbot.waitUntil(lambda: len(rows(page)) == 60)
    bar = shown_list(page).verticalScrollBar()
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: len(rows(page)) > 60)
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: len(rows(page)) == 150)
    assert rows(page) == [f"{number}번째 이야기" for number in range(150)]


def test_a_row_says_everything_in_words(page: EntriesPage, diary: Diary, qtbot: QtBot) -> None:
    diary.add_entries(
        [
            entry(
                "산책했다.",
                0,
                "바람이 좋았다.",
                audio=True,
                score=4,
                felt=(Emotion.ANXIETY, Emotion.JOY),
                people=(Person.FRIEND,),
                tags=("한강",),
            )
        ]
    )
    page.arrive(Entries())
    qtbot.waitUntil(lambda: len(rows(page)) == 1)
    said = spoken(shown_list(page), 0)
    clock = datetime(2026, 11, 20, 21, 5, tzinfo=SEOUL).astimezone()
    for part in (
        "2026년 11월 20일 금요일",
        f"{clock.hour % 12 or 12}:05",
        "불안",
        "산책했다. 바람이 좋았다.",
        "4점",
        "친구",
        "#한강",
        "녹음 있음",
        "이야기 2개",
    ):
        assert part in said


def test_opened_by_enter_and_by_click(page: EntriesPage, diary: Diary, went: list[Place], qtbot: QtBot) -> None:
    written = [entry(f"{number}", number) for number in range(3)]
    diary.add_entries(written)
    page.arrive(Entries())
    qtbot.waitUntil(lambda: len(rows(page)) == 3)
    view = shown_list(page)
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert went == [EntryAt(written[1].id)]
    click(view, 2)
    assert went[1:] == [EntryAt(written[2].id)]
    heading = view.visualRect(view.model().index(0, 0)).topLeft() + QPoint(20, 10)
    click(view, 0, heading)  # the name of the month is no entry
    assert len(went) == 2


def test_thrown_away_and_back(
    page: EntriesPage, diary: Diary, notices: list[tuple[str, Callable[[], None]]], qtbot: QtBot
) -> None:
    written = [entry(f"{number}", number * 20) for number in range(3)]
    diary.add_entries(written)
    page.arrive(Entries())
    qtbot.waitUntil(lambda: len(rows(page)) == 3)
    view = shown_list(page)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: rows(page) == ["0", "2"])
    assert [each.id for each in diary.trashed()] == [written[1].id]
    ((text, undo),) = notices
    assert text == "일기를 휴지통으로 옮겼어요"
    undo()
    qtbot.waitUntil(lambda: rows(page) == ["0", "1", "2"])
    assert diary.trashed() == []


def test_what_changes_elsewhere_is_seen(page: EntriesPage, live: LiveSession, diary: Diary, qtbot: QtBot) -> None:
    written = entry("오늘은 좋았다.")
    diary.add_entries([written, entry("어제", 1)])
    page.arrive(Entries())
    qtbot.waitUntil(lambda: len(rows(page)) == 2)
    assert "기쁨" in spoken(shown_list(page), 0)
    live.change_utterance(lambda diary: diary.correct(written.utterances[0].id, Emotion.SADNESS))
    qtbot.waitUntil(lambda: "슬픔" in spoken(shown_list(page), 0))
    page.hide()
    with qtbot.waitSignal(live.entry_changed):
        live.change_entry(written.id, lambda diary: diary.set_score(written.id, 2))
    with qtbot.waitSignal(live.utterance_changed):
        live.change_utterance(lambda diary: diary.edit_text(written.utterances[0].id, "다시 적었다."))
    page.show()
    qtbot.waitUntil(lambda: rows(page) == ["다시 적었다.", "어제"])
    assert "2점" in spoken(shown_list(page), 0)


def test_new_words_come_in_at_their_place(page: EntriesPage, live: LiveSession, diary: Diary, qtbot: QtBot) -> None:
    diary.add_entries([entry("예전", 100)])
    page.arrive(Entries())
    qtbot.waitUntil(lambda: len(rows(page)) == 1)
    live.say("방금 한 말", lambda _: None, lambda error: pytest.fail(str(error)))
    qtbot.waitUntil(lambda: rows(page) == ["방금 한 말", "예전"], timeout=20_000)


def test_no_entries_yet(page: EntriesPage, went: list[Place], qtbot: QtBot) -> None:
    page.arrive(Entries())
    qtbot.waitUntil(lambda: "아직 일기가 없어요" in words(page))
    button(page, "오늘 이야기하러 가기").click()
    assert went == [Today()]


# --- searching -------------------------------------------------------------------------------------------------------


@pytest.fixture
def umbrellas(diary: Diary) -> list[Entry]:
    """Three entries, two of them with umbrellas."""
    written = [
        entry("🚲🌇 노을이 예뻤다. 우산은 필요 없었다.", 0, people=(Person.FAMILY,), tags=("여행", "한강"), score=5),
        entry(
            "비가 왔다.", 1, "엄마가 우산을 들고 왔다.", people=(Person.FAMILY,), felt=(Emotion.SADNESS,), audio=True
        ),
        entry("집에만 있었다.", 2, tags=("가족여행",), score=2),
    ]
    diary.add_entries(written)
    return written


def test_searching_while_typing(page: EntriesPage, umbrellas: list[Entry], went: list[Place], qtbot: QtBot) -> None:
    page.arrive(Entries())
    field(page).setFocus()
    compose(field(page), "", "우산")
    qtbot.waitUntil(lambda: "2곳에서 찾았어요" in words(page))
    assert rows(page) == ["🚲🌇 노을이 예뻤다. 우산은 필요 없었다.", "엄마가 우산을 들고 왔다."]
    assert spoken(shown_list(page), 1) == "2026년 11월 19일 목요일. 엄마가 우산을 들고 왔다."
    QTest.keyClick(field(page), Qt.Key.Key_Return)
    view = shown_list(page)
    qtbot.waitUntil(view.hasFocus)
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert went == [EntryAt(umbrellas[1].id, umbrellas[1].utterances[1].id)]
    click(view, 0)
    assert went[1:] == [EntryAt(umbrellas[0].id, umbrellas[0].utterances[0].id)]
    field(page).setFocus()
    QTest.keyClick(field(page), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(rows(page)) == 3)
    assert "찾았어요" not in words(page)


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_hits_are_highlighted(page: EntriesPage, umbrellas: list[Entry], appearance: str, qtbot: QtBot) -> None:
    themes.keeper().wear(appearance)
    page.arrive(Entries(query="우산"))
    qtbot.waitUntil(lambda: len(rows(page)) == 2)
    view = shown_list(page)
    picture = view.viewport().grab().toImage()
    colour = QColor(themes.theme().highlight).rgb()

    def marked(row: int) -> list[int]:
        rect = view.visualRect(view.model().index(row, 0))
        return [
            x
            for x in range(rect.width())
            if any(picture.pixel(x, y) == colour for y in range(rect.top(), rect.bottom()))
        ]

    size = QFontMetricsF(font(view.font(), 15))
    for row, before in enumerate(("🚲🌇 노을이 예뻤다. ", "엄마가 ")):
        found = marked(row)
        begins = PADDING + 4 + size.horizontalAdvance(before)
        assert abs(found[0] - begins) < 3
        assert abs(found[-1] - begins - size.horizontalAdvance("우산")) < 3
    themes.keeper().wear("light")


def test_more_than_are_shown_are_counted(page: EntriesPage, diary: Diary, qtbot: QtBot) -> None:
    diary.add_entries([entry("똑같은 하루", number) for number in range(230)])
    page.arrive(Entries(query="하루"))
    qtbot.waitUntil(lambda: "230곳에서 찾았어요. 최근 200곳만 보여 드려요." in words(page))
    assert len(rows(page)) == 200


@pytest.mark.parametrize(
    ("query", "said"),
    [("바다", "‘바다’를 찾지 못했어요"), ("구름", "‘구름’을 찾지 못했어요"), ("3", "‘3’을 찾지 못했어요")],
)
def test_nothing_found(page: EntriesPage, umbrellas: list[Entry], query: str, said: str, qtbot: QtBot) -> None:
    page.arrive(Entries(query=query))
    qtbot.waitUntil(lambda: said in words(page))
    assert rows(page) == []


def test_tags(page: EntriesPage, umbrellas: list[Entry], qtbot: QtBot) -> None:
    page.arrive(Entries(query="#여행"))
    qtbot.waitUntil(lambda: "일기 2개" in words(page))
    assert rows(page) == ["🚲🌇 노을이 예뻤다. 우산은 필요 없었다.", "집에만 있었다."]
    page.arrive(Entries(query="#한"))
    qtbot.waitUntil(lambda: len(rows(page)) == 1)
    page.arrive(Entries(query="#없는"))
    qtbot.waitUntil(lambda: "‘#없는’ 꼬리표가 붙은 일기가 없어요" in words(page))


def test_filters_narrow_the_list_and_the_hits(page: EntriesPage, umbrellas: list[Entry], qtbot: QtBot) -> None:
    page.arrive(Entries())
    qtbot.waitUntil(lambda: len(rows(page)) == 3)
    button(page, "골라 보기").click()
    button(page, "가족").click()
    qtbot.waitUntil(lambda: len(rows(page)) == 2)
    button(page, "슬픔").click()
    qtbot.waitUntil(lambda: len(rows(page)) == 1)
    assert button(page, "골라 보기 · 2").isChecked()
    compose(field(page), "", "우산")
    qtbot.waitUntil(lambda: rows(page) == ["엄마가 우산을 들고 왔다."])
    button(page, "슬픔").click()
    qtbot.waitUntil(lambda: len(rows(page)) == 2)
    button(page, "녹음 있음").click()
    qtbot.waitUntil(lambda: len(rows(page)) == 1)
    button(page, "2점").click()
    qtbot.waitUntil(lambda: "‘우산’을 찾지 못했어요" in words(page))
    [each for each in page.findChildren(QPushButton) if each.isVisible() and each.text() == "모두 보기"][-1].click()
    qtbot.waitUntil(lambda: len(rows(page)) == 2)


@pytest.mark.parametrize("place", [Entries(), Entries(trash=True), DayAt(DAY)])
def test_find_is_in_all_entries(page: EntriesPage, umbrellas: list[Entry], qtbot: QtBot, place: Place) -> None:
    page.go.connect(page.arrive)
    page.arrive(place)
    page.activateWindow()
    page.begin_search()
    qtbot.waitUntil(field(page).hasFocus)
    qtbot.waitUntil(lambda: len(rows(page)) == 3)


# --- composing -------------------------------------------------------------------------------------------------------


def compose(target: SearchField, preedit: str, commit: str = "") -> None:
    """What an input method sends."""
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(target, event)


def test_an_unfinished_syllable_is_looked_for_and_left_alone(
    page: EntriesPage, umbrellas: list[Entry], qtbot: QtBot
) -> None:
    page.arrive(Entries())
    qtbot.waitUntil(lambda: len(rows(page)) == 3)
    target = field(page)
    target.setFocus()
    for preedit in ("ㅇ", "우"):
        compose(target, preedit)
    qtbot.waitUntil(lambda: "곳에서 찾았어요" in words(page))
    assert target.text() == ""
    compose(target, "ㅅ", "우")
    for preedit in ("사", "산"):
        compose(target, preedit)
    qtbot.waitUntil(lambda: "2곳에서 찾았어요" in words(page))
    assert target.text() == "우"
    compose(target, "", "산")
    assert target.text() == "우산"
    qtbot.wait(500)
    assert target.text() == "우산"
    assert len(rows(page)) == 2


def test_a_fast_writer_is_not_searched_for_in_between(page: EntriesPage, umbrellas: list[Entry], qtbot: QtBot) -> None:
    page.arrive(Entries())
    target = field(page)
    target.setFocus()
    told: list[str] = []
    target.searched.connect(told.append)
    for preedit in ("ㅇ", "우", "웃"):
        compose(target, preedit)
        qtbot.wait(40)
    compose(target, "사", "우")
    compose(target, "산")
    qtbot.waitUntil(lambda: told[-1:] == ["우산"])
    assert told in (["우", "우산"], ["우산"])


def test_composing_in_the_middle_of_a_query(page: EntriesPage, umbrellas: list[Entry], qtbot: QtBot) -> None:
    page.arrive(Entries())
    target = field(page)
    target.setFocus()
    compose(target, "", "우을")
    target.setCursorPosition(1)
    told: list[str] = []
    target.searched.connect(told.append)
    compose(target, "산")
    qtbot.waitUntil(lambda: told[-1:] == ["우산을"])
    assert target.text() == "우을"
    compose(target, "", "산")
    assert target.text() == "우산을"


# --- a day -----------------------------------------------------------------------------------------------------------


def test_a_day_with_one_entry_opens_it(page: EntriesPage, diary: Diary, went: list[Place], qtbot: QtBot) -> None:
    written = entry("하나뿐")
    diary.add_entries([written, entry("어제", 1)])
    page.arrive(DayAt(DAY))
    qtbot.waitUntil(lambda: went == [EntryAt(written.id)])


def test_a_day_with_several_shows_them(page: EntriesPage, diary: Diary, went: list[Place], qtbot: QtBot) -> None:
    diary.add_entries([entry("하나"), entry("둘"), entry("어제", 1)])
    page.arrive(DayAt(DAY))
    qtbot.waitUntil(lambda: sorted(rows(page)) == ["둘", "하나"])
    assert "2026년 11월 20일 금요일" in words(page)
    assert page.title() == "2026년 11월 20일 금요일"
    button(page, "모든 일기로 돌아가기").click()
    assert went == [Entries()]


def test_a_day_without_any_says_so(page: EntriesPage, diary: Diary, went: list[Place], qtbot: QtBot) -> None:
    diary.add_entries([entry("어제", 1)])
    page.arrive(DayAt(DAY))
    qtbot.waitUntil(lambda: "이날은 쓴 일기가 없어요" in words(page))
    assert went == []


# --- the trash -------------------------------------------------------------------------------------------------------


@pytest.fixture
def trashed(diary: Diary) -> Iterator[list[Entry]]:
    """Two entries in the trash, the first with a recording, and one outside."""
    thrown = datetime(2026, 11, 20, 22, 0, tzinfo=SEOUL)
    written = [entry("버린 말", 1, audio=True, trashed_at=thrown), entry("더 오래된 말", 30, trashed_at=thrown)]
    diary.add_entries([*written, entry("남은 말")])
    writer = diary.audio.begin(written[0].utterances[0].id, thrown, DAY)
    writer.write(b"\1\0" * 16_000)
    writer.seal()
    yield written


def test_restored_by_key_and_by_mouse(
    page: EntriesPage,
    diary: Diary,
    trashed: list[Entry],
    notices: list[tuple[str, Callable[[], None]]],
    went: list[Place],
    qtbot: QtBot,
) -> None:
    page.arrive(Entries(trash=True))
    qtbot.waitUntil(lambda: rows(page) == ["버린 말", "더 오래된 말"])
    view = shown_list(page)
    assert "11월 20일 (금)에 버렸어요" in spoken(view, 0)
    click(view, 0)  # beside the place to press: nothing happens
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: rows(page) == ["더 오래된 말"])
    assert went == []
    assert [each.id for each in diary.trashed()] == [trashed[1].id]
    assert notices[0][0] == "일기를 되돌렸어요"
    index = view.model().index(0, 0)
    pill = view.itemDelegate().target(view.visualRect(index), index)  # type: ignore[attr-defined]
    click(view, 0, pill.center())
    qtbot.waitUntil(lambda: "휴지통이 비어 있어요" in words(page))
    assert diary.trashed() == []
    notices[1][1]()
    qtbot.waitUntil(lambda: rows(page) == ["더 오래된 말"])


def test_emptied_only_after_asking(
    page: EntriesPage,
    diary: Diary,
    trashed: list[Entry],
    notices: list[tuple[str, Callable[[], None] | None]],
    qtbot: QtBot,
) -> None:
    page.arrive(Entries(trash=True))
    qtbot.waitUntil(lambda: len(rows(page)) == 2)
    button(page, "비우기").click()
    qtbot.waitUntil(lambda: "휴지통의 일기 2개를 녹음까지 모두 지울까요? 지우고 나면 되돌릴 수 없어요." in words(page))
    qtbot.waitUntil(button(page, "그만두기").hasFocus)
    QTest.keyClick(button(page, "그만두기"), Qt.Key.Key_Escape)
    assert "되돌릴 수 없어요" not in words(page)
    assert len(diary.trashed()) == 2
    button(page, "비우기").click()
    qtbot.waitUntil(lambda: "되돌릴 수 없어요" in words(page))
    button(page, "완전히 지우기").click()
    qtbot.waitUntil(lambda: "휴지통이 비어 있어요" in words(page))
    assert diary.trashed() == []
    assert diary.audio.ids() == []
    assert [each.utterances[0].text for each in diary.entries()] == ["남은 말"]
    assert notices == [("휴지통을 비웠어요", None)]
    assert not button(page, "비우기").isEnabled()


def test_the_trash_and_back(page: EntriesPage, trashed: list[Entry], went: list[Place], qtbot: QtBot) -> None:
    page.arrive(Entries())
    qtbot.waitUntil(lambda: rows(page) == ["남은 말"])
    button(page, "휴지통").click()
    assert went == [Entries(trash=True)]
    page.arrive(went[0])
    qtbot.waitUntil(lambda: len(rows(page)) == 2)
    assert page.title() == "휴지통"
    assert not field(page).isVisible()
    button(page, "모든 일기로 돌아가기").click()
    page.arrive(went[1])
    qtbot.waitUntil(lambda: rows(page) == ["남은 말"])


# --- looks -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "height"), [(808, 640), (2344, 1440)])
@pytest.mark.parametrize("text_size", [100, 150])
def test_rows_keep_to_a_readable_column(
    page: EntriesPage, diary: Diary, width: int, height: int, text_size: int, qtbot: QtBot
) -> None:
    diary.add_entries(
        [entry("긴 이야기 " * 60, number, tags=("태그" * 30,), score=3, audio=True) for number in range(40)]
    )
    themes.keeper().wear("light", text_size)
    page.resize(2344, 1440)
    page.arrive(Entries())
    qtbot.waitUntil(lambda: len(rows(page)) == 40)
    page.resize(width, height)
    view = shown_list(page)
    qtbot.waitUntil(lambda: page.size().width() == width)
    qtbot.waitUntil(lambda: abs(view.viewport().width() - min(760, width - 64)) <= 1)
    left = view.viewport().mapTo(page, QPoint(0, 0)).x()
    assert abs(left - (width - view.viewport().width()) // 2) <= 1
    assert view.horizontalScrollBar().maximum() == 0
    assert view.model().rowCount(QModelIndex()) == 40
    themes.keeper().wear("light")
