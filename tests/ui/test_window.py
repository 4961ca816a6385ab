"""The whole window: going around, the keys that work everywhere, hiding, locking, closing."""

import gc
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.config import Settings
from app.diary.entry import Care, Reply, ReplyKind, Source, Utterance
from app.session import Listening, now
from app.storage.repository import Diary
from app.ui.breathing import READY_SECONDS, breath_at
from app.ui.idle import IdleWatch
from app.ui.live_session import LiveSession
from app.ui.main_window import MainWindow
from app.ui.pages.lock import LockPage
from app.ui.pages.page import Page
from app.ui.pages.today import TodayPage
from app.ui.places import CalendarAt, Entries, EntryAt, SettingsAt, Today
from app.ui.settings_keeper import SettingsKeeper
from app.ui.widgets.breathing_dialog import BreathingDialog
from app.ui.widgets.composer import DraftField
from app.ui.widgets.record_button import RecordButton
from app.ui.widgets.search_field import SearchField
from tests.conftest import PASSPHRASE, open_diary


@pytest.fixture
def window(live: LiveSession, settings: Settings, qtbot: QtBot, diary_folder: Path) -> MainWindow:
    settings["voice_consent"] = True
    settings["speak_replies"] = False
    made = MainWindow(settings, diary_folder, live, has_diary=True)
    qtbot.addWidget(made, before_close_func=lambda _: setattr(made, "_closing", True))
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)  # shortcuts belong to the active window
    return made


def one(window: QWidget, kind: type) -> QWidget:
    return next(each for each in window.findChildren(kind) if each.isVisible())


def named(window: QWidget, name: str) -> QAbstractButton:
    return next(
        each
        for each in window.findChildren(QAbstractButton)
        if each.isVisible() and name in (each.text(), each.accessibleName())
    )


def key(window: MainWindow, which: Qt.Key, *, down: bool, repeat: bool = False) -> None:
    """A key as the window system gives it."""
    handle = window.windowHandle()
    assert handle is not None
    kind = QEvent.Type.KeyPress if down else QEvent.Type.KeyRelease
    QApplication.sendEvent(handle, QKeyEvent(kind, which, Qt.KeyboardModifier.NoModifier, "", repeat))


def say(live: LiveSession, qtbot: QtBot, text: str) -> Utterance:
    with qtbot.waitSignal(live.answered, timeout=30_000) as answered:
        live.say(text, lambda _: None, lambda error: pytest.fail(str(error)))
    utterance = answered.args[0]
    assert isinstance(utterance, Utterance)
    return utterance


# --- going around ----------------------------------------------------------------------------------------------------


def test_every_place_has_its_page_and_the_way_back(window: MainWindow, live: LiveSession, qtbot: QtBot) -> None:
    utterance = say(live, qtbot, "오늘은 책을 읽었다.")
    shell = window.shell
    assert shell is not None
    places = [CalendarAt(), Entries(), EntryAt(utterance.entry_id), SettingsAt()]
    titles = {window.windowTitle()}
    for place in places:
        shell.go(place)
        qtbot.waitUntil(lambda: not live.is_busy, timeout=5_000)
        assert shell.page is not None and shell.page.title() in window.windowTitle()
        titles.add(window.windowTitle())
    assert len(titles) == 5
    for place in [*reversed(places[:-1]), Today()]:
        shell.back()
        assert shell.here == place


def test_pages_are_made_ahead_once_the_engines_are_ready(window: MainWindow, live: LiveSession, qtbot: QtBot) -> None:
    live.engines_ready.emit()
    qtbot.waitUntil(lambda: len(window.findChildren(Page)) == 5, timeout=10_000)
    assert window.shell is not None
    assert window.shell.here == Today()
    assert [page for page in window.findChildren(Page) if page.isVisible()] == [window.shell.page]


def test_the_menu_leads_there_by_click_and_by_key(window: MainWindow, qtbot: QtBot) -> None:
    shell = window.shell
    assert shell is not None
    QTest.mouseClick(named(window, "달력"), Qt.MouseButton.LeftButton)
    assert shell.here == CalendarAt()
    handle = window.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: shell.here == Today(), timeout=2_000)  # a button pressed by its shortcut shows it first


def test_an_entry_page_opened_from_today_shows_what_was_said(
    window: MainWindow, live: LiveSession, qtbot: QtBot
) -> None:
    utterance = say(live, qtbot, "버스를 놓쳐서 한참 걸었다.")
    page = one(window, TodayPage)
    texts = [each.toPlainText() for each in page.findChildren(QTextEdit)]
    labels = [each.property("text") for each in page.findChildren(QWidget)]
    assert utterance.text in texts + labels
    assert utterance.reply is not None and utterance.reply.text in labels + texts


# --- keys ------------------------------------------------------------------------------------------------------------


def test_space_records_when_no_field_has_the_focus(window: MainWindow, live: LiveSession, qtbot: QtBot) -> None:
    live.settings["microphone"] = "no such microphone"
    page = one(window, TodayPage)
    page.setFocus()
    QTest.keyClick(page, Qt.Key.Key_Space)
    assert live.recording == "opening"
    qtbot.waitUntil(lambda: live.recording == "idle", timeout=20_000)
    field = one(window, DraftField)
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Space)
    assert live.recording == "idle" and field.property("plainText") == " "


def test_the_end_of_a_recording_takes_the_focus_from_nobody(window: MainWindow, live: LiveSession) -> None:
    def record() -> None:
        for state in ("opening", "listening", "finishing", "idle"):
            live._set_recording(state)

    button, field = one(window, RecordButton), one(window, DraftField)
    button.setFocus()
    record()
    assert window.focusWidget() is button  # the next Space speaks again
    field.setFocus()
    record()
    assert window.focusWidget() is field
    other = named(window, "달력")
    other.setFocus()
    record()
    assert window.focusWidget() is other
    assert window.shell is not None
    window.shell.go(SettingsAt())
    elsewhere = window.focusWidget()
    record()
    assert elsewhere is not None and window.focusWidget() is elsewhere


def test_who_begins_to_type_while_words_are_finished_goes_on(window: MainWindow, live: LiveSession) -> None:
    one(window, RecordButton).setFocus()
    for state in ("opening", "listening", "finishing"):
        live._set_recording(state)
    assert window.focusWidget() is None
    field = one(window, DraftField)
    field.setFocus()
    live._set_recording("idle")
    assert window.focusWidget() is field


def test_f8_held_down_listens_on_every_page(window: MainWindow, live: LiveSession, qtbot: QtBot) -> None:
    live.settings["microphone"] = "no such microphone"
    assert window.shell is not None
    window.shell.go(SettingsAt())
    states: list[str] = []
    live.recording_changed.connect(states.append)
    key(window, Qt.Key.Key_F8, down=True)
    assert states == ["opening"]
    key(window, Qt.Key.Key_F8, down=True, repeat=True)
    key(window, Qt.Key.Key_F8, down=False)
    assert states == ["opening", "finishing"]
    qtbot.waitUntil(lambda: live.recording == "idle", timeout=20_000)


def test_the_button_moves_again_where_one_comes_back_to_it(dressed: QApplication, qtbot: QtBot) -> None:
    button = RecordButton()
    qtbot.addWidget(button)
    button.show()
    button.show_state("listening")
    button.hide()
    button.show()
    before = button._turn
    qtbot.waitUntil(lambda: button._turn != before, timeout=5_000)


@pytest.mark.parametrize("how", ["dialog", "cover", "shell"])
def test_f8_is_let_go_where_its_release_is_not_seen(
    window: MainWindow, live: LiveSession, qtbot: QtBot, how: str
) -> None:
    live.settings["microphone"] = "no such microphone"
    shell = window.shell
    assert shell is not None
    if how == "cover":
        say(live, qtbot, "죽고 싶어")
        qtbot.waitUntil(lambda: shell.page is not None and shell.page.shows_crisis, timeout=5_000)
    states: list[str] = []
    live.recording_changed.connect(states.append)
    key(window, Qt.Key.Key_F8, down=True)
    assert states == ["opening"]
    if how == "dialog":
        dialog = QDialog(window)
        dialog.open()
        qtbot.waitUntil(lambda: not window.isActiveWindow())
        dialog.reject()
    elif how == "cover":
        key(window, Qt.Key.Key_Escape, down=True)
    else:
        shell.language_changed.emit()  # the window is built anew
        assert window.shell is not shell
    qtbot.waitUntil(lambda: len(states) > 1, timeout=5_000)
    assert states[:2] == ["opening", "finishing"]
    qtbot.waitUntil(lambda: live.recording == "idle", timeout=20_000)


def test_ctrl_f_searches_from_every_page(window: MainWindow, qtbot: QtBot) -> None:
    shell, handle = window.shell, window.windowHandle()
    assert shell is not None and handle is not None
    for place in (Today(), CalendarAt(), Entries(trash=True), SettingsAt()):
        shell.go(place)
        QTest.keyClick(handle, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), SearchField), timeout=5_000)
        assert shell.here == Entries()


def test_without_consent_nothing_listens(window: MainWindow, live: LiveSession, settings: Settings) -> None:
    settings["voice_consent"] = False
    key(window, Qt.Key.Key_F8, down=True)
    key(window, Qt.Key.Key_F8, down=False)
    QTest.mouseClick(one(window, RecordButton), Qt.MouseButton.LeftButton)
    assert live.recording == "idle"


def test_consent_that_is_withdrawn_closes_the_microphone(
    window: MainWindow, live: LiveSession, settings: Settings, qtbot: QtBot
) -> None:
    live._set_recording("listening")
    keeper = SettingsKeeper(live, settings, window)
    with qtbot.waitSignal(live.recording_changed, timeout=5_000) as changed:
        keeper.change("voice_consent", False)
    assert changed.args == ["finishing"] and live._stop_recording.is_set()
    live._set_recording("idle")


def compose(field: QWidget, preedit: str, commit: str = "") -> None:
    """What an input method sends."""
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(field, event)


def test_enter_sends_the_syllable_being_composed_once(window: MainWindow, live: LiveSession, qtbot: QtBot) -> None:
    field = one(window, DraftField)
    field.setFocus()
    compose(field, "", "오늘은 비가 왔")
    compose(field, "다")
    with qtbot.waitSignal(live.stored, timeout=10_000) as stored:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert stored.args[0].text == "오늘은 비가 왔다"
    assert field.property("plainText") == ""


def test_another_page_keeps_the_syllable_being_composed_once(
    window: MainWindow, live: LiveSession, qtbot: QtBot
) -> None:
    field = one(window, DraftField)
    field.setFocus()
    compose(field, "", "엄")
    compose(field, "마")
    assert window.shell is not None
    window.shell.go(Entries())
    qtbot.waitUntil(lambda: not live.is_busy, timeout=5_000)
    assert live.session.diary.draft() == "엄마"
    window.shell.go(Today())
    qtbot.waitUntil(lambda: not live.is_busy, timeout=5_000)
    assert field.property("plainText") == "엄마"


def test_esc_hides_a_crisis_at_once_and_nothing_is_spoken(
    window: MainWindow, live: LiveSession, settings: Settings, qtbot: QtBot
) -> None:
    settings["speak_replies"] = True
    spoken: list[str] = []
    live.speaking_changed.connect(spoken.append)
    field = one(window, DraftField)
    field.setProperty("plainText", "요즘은 그냥 죽고 싶다는 생각만 들어.")
    clipboard = QGuiApplication.clipboard().text()
    with qtbot.waitSignal(live.answered, timeout=30_000) as answered:
        QTest.keyClick(field, Qt.Key.Key_Return)
    reply = answered.args[0].reply
    assert reply.kind is ReplyKind.CRISIS
    qtbot.wait(500)
    assert spoken == [] and QGuiApplication.clipboard().text() == clipboard
    key(window, Qt.Key.Key_Escape, down=True)
    image = window.grab().toImage()
    assert named(window, "돌아가기").isVisible()
    assert not any(
        each.isVisible() and each.visibleRegion().isEmpty() is False for each in window.findChildren(TodayPage)
    ) or _covered(window)
    QTest.mouseClick(named(window, "돌아가기"), Qt.MouseButton.LeftButton)
    assert window.grab().toImage() != image


@pytest.fixture
def covered(window: MainWindow, live: LiveSession, qtbot: QtBot) -> MainWindow:
    """An entry with a crisis reply, come to from the list; something is being read aloud; then Esc."""
    utterance = say(live, qtbot, "요즘은 그냥 죽고 싶다는 생각만 들어.")
    shell = window.shell
    assert shell is not None
    shell.go(Entries())
    shell.go(EntryAt(utterance.entry_id))
    qtbot.waitUntil(lambda: shell.page is not None and shell.page.shows_crisis, timeout=10_000)
    live._sound("heard", lambda stop: stop.wait(60))
    key(window, Qt.Key.Key_Escape, down=True)
    return window


def test_what_is_covered_is_out_of_reach(covered: MainWindow, live: LiveSession, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: live.speaking == "", timeout=10_000)
    shell, handle = covered.shell, covered.windowHandle()
    assert shell is not None and handle is not None
    here = shell.here
    back = named(covered, "돌아가기")
    assert not [each for each in covered.findChildren(Page) if each.isVisible()]
    for pressed in (Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Escape):
        QTest.keyClick(handle, pressed)
        assert QApplication.focusWidget() is back
    QTest.keyClick(handle, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(handle, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert shell.here == here and live.recording == "idle"
    QTest.keyClick(handle, Qt.Key.Key_Space)
    assert shell.page is not None and shell.page.isVisible() and shell.here == here


def test_nothing_is_read_aloud_behind_the_cover_and_it_can_be_locked(
    covered: MainWindow, live: LiveSession, settings: Settings, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings["speak_replies"] = True
    read: list[str] = []
    monkeypatch.setattr(LiveSession, "speak_reply", lambda _self, each, *, asked: read.append(each.id))
    reply = Reply("푹 쉬어요.", ReplyKind.COMFORT, Care.NONE, "test")
    utterance = Utterance("u", "e", 0, "피곤해.", Source.VOICE, now(), reply=reply)
    live.spoken_here.emit(utterance)
    live.answered.emit(utterance)
    assert read == []
    named(covered, "돌아가기").click()
    live.spoken_here.emit(utterance)
    live.answered.emit(utterance)
    assert read == ["u"]
    key(covered, Qt.Key.Key_Escape, down=True)
    handle = covered.windowHandle()
    assert handle is not None
    with qtbot.waitSignal(live.closed, timeout=30_000):
        QTest.keyClick(handle, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert one(covered, LockPage)


def _covered(window: MainWindow) -> bool:
    """Whether what is in the middle of the window is the cover."""
    from app.ui.pages.cover import CoverPage

    return isinstance(window.childAt(window.rect().center()), CoverPage) or any(
        isinstance(parent, CoverPage) for parent in _parents(window.childAt(window.rect().center()))
    )


def _parents(widget: QWidget | None) -> list[QWidget]:
    found = []
    while widget is not None:
        found.append(widget)
        widget = widget.parentWidget()
    return found


# --- lock and end ----------------------------------------------------------------------------------------------------


def test_locking_keeps_the_draft_and_forgets_the_words(
    window: MainWindow, live: LiveSession, qtbot: QtBot, diary_folder: Path
) -> None:
    words = "잠그기 전에 한 말이다."
    say(live, qtbot, words)
    assert _utterances(words)
    field = one(window, DraftField)
    field.setProperty("plainText", "쓰다 만 것")
    with qtbot.waitSignal(live.closed, timeout=30_000):
        QTest.mouseClick(named(window, "잠그기"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.findChildren(TodayPage), timeout=5_000)
    assert one(window, LockPage) and window.shell is None
    texts = [str(each.property("text") or each.property("plainText") or "") for each in window.findChildren(QWidget)]
    assert not any("잠그기 전에" in text or "쓰다 만" in text for text in texts)
    qtbot.waitUntil(lambda: not _utterances(words), timeout=10_000)
    with open_diary(diary_folder) as diary:
        assert diary.draft() == "쓰다 만 것"
    with qtbot.waitSignal(live.opened, timeout=20_000):
        live.open(lambda: Diary.open(diary_folder, PASSPHRASE), pytest.fail)
    qtbot.waitUntil(lambda: one(window, DraftField).property("plainText") == "쓰다 만 것", timeout=5_000)


def _utterances(text: str) -> list[Utterance]:
    """What of the diary is still in memory as an object (another test's fixtures may keep their own)."""
    # By type: asking some objects (torch has such) for their class makes them warn.
    found = [each for each in gc.get_objects() if issubclass(type(each), Utterance)]
    return [each for each in found if each.text == text]


def test_who_is_in_a_dialog_or_breathes_along_is_there(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell, watch = window.shell, window._idle
    assert shell is not None
    shell._breathe()
    (dialog,) = window.findChildren(BreathingDialog)
    dialog._timer.stop()
    handle = dialog.windowHandle()
    assert handle is not None
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is handle, timeout=5_000)
    began = time.time()
    monkeypatch.setattr("app.ui.idle.time.time", lambda: began + 600)
    dialog.show_breath(breath_at(READY_SECONDS + 1))
    assert watch._last == began + 600
    monkeypatch.setattr("app.ui.idle.time.time", lambda: began + 1_200)
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton)
    assert watch._last == began + 1_200
    dialog.reject()


def test_idle_minutes_lock(
    live: LiveSession, settings: Settings, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings["lock_after"] = 10
    watch = IdleWatch(settings, live, live)
    began = time.time()
    monkeypatch.setattr("app.ui.idle.time.time", lambda: began + 9 * 60)
    with qtbot.assertNotEmitted(watch.idle):
        watch.look()
    monkeypatch.setattr("app.ui.idle.time.time", lambda: began + 10 * 60 + 1)  # or a laptop that slept so long
    with qtbot.waitSignal(watch.idle, timeout=100):
        watch.look()
    settings["lock_after"] = 0
    monkeypatch.setattr("app.ui.idle.time.time", lambda: began + 90_000)
    with qtbot.assertNotEmitted(watch.idle):
        watch.look()


def test_it_is_said_that_another_todak_listens(window: MainWindow, live: LiveSession) -> None:
    live._told.emit(Listening())
    shown = [str(each.property("text") or "") for each in window.findChildren(QWidget) if each.isVisible()]
    assert any("명령줄의 토닥이 마이크로 듣고 있어요" in text for text in shown)
    assert live.recording == "idle"


def test_an_open_microphone_without_words_is_nobody(
    live: LiveSession, settings: Settings, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings["lock_after"] = 10
    moment = time.time()
    monkeypatch.setattr("app.ui.idle.time.time", lambda: moment)
    watch = IdleWatch(settings, live, live)
    live._set_recording("listening")
    moment += 9 * 60
    live.partial.emit("id", "오늘은")
    moment += 9 * 60
    with qtbot.assertNotEmitted(watch.idle):
        watch.look()
    moment += 60 + 1
    with qtbot.waitSignal(watch.idle, timeout=100):
        watch.look()
    live._set_recording("idle")


def test_closing_waits_until_everything_is_stored(
    window: MainWindow, live: LiveSession, qtbot: QtBot, diary_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quits: list[bool] = []
    monkeypatch.setattr(QApplication, "quit", lambda *_: quits.append(live.is_open))
    live.say("창을 닫기 바로 전에.", lambda _: None, lambda error: pytest.fail(str(error)))
    with qtbot.waitSignal(live.closed, timeout=60_000):
        window.close()
    qtbot.waitUntil(lambda: quits == [False], timeout=2_000)
    with open_diary(diary_folder) as diary:
        assert [each.text for entry in diary.entries() for each in entry.utterances] == ["창을 닫기 바로 전에."]


def test_a_failed_word_comes_back_into_the_field(
    window: MainWindow, live: LiveSession, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.errors import DiskFull

    def full(*_: object, **__: object) -> None:
        raise DiskFull

    field = one(window, DraftField)
    monkeypatch.setattr(type(live.session.diary), "append", full)
    field.setProperty("plainText", "꼭 남기고 싶은 말")
    with qtbot.waitSignal(live.trouble, timeout=5_000) as trouble:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert trouble.args[0].code == "disk_full"
    assert field.property("plainText") == "꼭 남기고 싶은 말"
    shown = [str(each.property("text") or "") for each in window.findChildren(QWidget) if each.isVisible()]
    assert any("디스크에 자리가 없어요" in text for text in shown)
