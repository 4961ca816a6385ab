"""The settings page: drawn from the declared settings, in force and saved at once."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import keyring
import keyring.errors
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QWidget,
)
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection

from app import config
from app.config import GROUPS, SETTINGS, Kind, Setting, Settings
from app.diary.entry import Source
from app.errors import Sentence, TodakError
from app.session import now
from app.storage import keyring_opening
from app.storage.backups import Backups
from app.storage.repository import Diary
from app.ui import theme
from app.ui.live_session import LiveSession
from app.ui.pages import settings_group
from app.ui.pages.settings import SettingsPage
from app.ui.pages.settings_keyring import KeyringOpening
from app.ui.pages.settings_privacy import DiaryCheck, PassphraseChange
from app.ui.places import SettingsAt
from app.ui.widgets.error_note import ErrorNote
from app.ui.widgets.passphrase_field import PassphraseField
from app.ui.widgets.recovery_dialog import RecoveryDialog
from app.ui.widgets.setting_controls import ChoiceBox, ChoiceButtons, ClockField, DeviceBox, RateControl, SwitchControl
from app.ui.widgets.switch import Switch
from app.voice.devices import Device
from tests.conftest import PASSPHRASE
from tests.keyrings import Memory
from tests.ui.accessibility import nameless
from tests.ui.find import button, named
from tests.ui.inspection import faults
from tests.ui.open_every_page import stretched

PageMaker = Callable[..., SettingsPage]
MANY = 50_000_000  # rows, which take SQLite seconds


@pytest.fixture
def open_page(live: LiveSession, settings: Settings, qtbot: QtBot) -> PageMaker:
    """Opens the page at a group, `size` px large, with every group made."""

    def open_it(group: str = "", size: tuple[int, int] = (1024, 640)) -> SettingsPage:
        page = SettingsPage(live, settings)
        qtbot.addWidget(page)
        page.resize(*size)
        page.show()
        page.arrive(SettingsAt(group))
        last = page.group(GROUPS[-1].name)
        qtbot.waitUntil(last.isVisible)
        return page

    return open_it


def words_in(widget: QWidget) -> str:
    """Everything that can be read on it."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


# --- drawn from the declarations -------------------------------------------------------------------------------------


def test_every_declared_setting_is_there_with_its_words(open_page: PageMaker) -> None:
    page = open_page()
    for setting in SETTINGS:
        if setting.kind is Kind.HIDDEN:
            has_its_own = setting.key.endswith("_model")  # a card that is no row of a declared setting
            assert (setting.label.ko in words_in(page)) is has_its_own
            continue
        group = page.group(setting.page)
        assert group.control(setting.key)
        assert setting.label.ko in words_in(group)
        assert setting.help is None or setting.help.ko in words_in(group)


class Windows(QObject):
    """Notes each widget that is shown as a window of its own, be it for a moment."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[QWidget] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(watched)
        return False


@pytest.fixture
def no_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is said: the engines need not be loaded."""
    monkeypatch.setattr(LiveSession, "_warm", lambda _self, _session: None)


def test_while_they_are_made_they_take_the_focus_from_nobody(
    no_engines: None, live: LiveSession, settings: Settings, qtbot: QtBot, dressed: QApplication
) -> None:
    windows = Windows()
    dressed.installEventFilter(windows)
    page = SettingsPage(live, settings)
    qtbot.addWidget(page)
    page.group(GROUPS[-1].name)
    dressed.removeEventFilter(windows)
    assert windows.shown == []


def test_a_new_setting_appears_by_itself(
    open_page: PageMaker, monkeypatch: pytest.MonkeyPatch, settings: Settings, qtbot: QtBot
) -> None:
    new = Setting(
        "gentle_evening",
        False,
        Sentence("저녁에는 더 조용히", "Quieter in the evening"),
        "diary",
        Kind.SWITCH,
        lambda value: isinstance(value, bool),
        help=Sentence("해가 지면 목소리를 낮춰요.", "After sunset the voice is lower."),
    )
    monkeypatch.setattr(settings_group, "SETTINGS", (*SETTINGS, new))
    monkeypatch.setitem(config._BY_KEY, new.key, new)
    group = open_page("diary").group("diary")
    assert "저녁에는 더 조용히" in words_in(group) and "해가 지면 목소리를 낮춰요." in words_in(group)
    control = group.control("gentle_evening")
    assert isinstance(control, SwitchControl) and control.accessibleName() == "저녁에는 더 조용히"
    control.click()
    qtbot.waitUntil(lambda: settings["gentle_evening"] is True)


def test_each_control_shows_what_is_set(open_page: PageMaker, settings: Settings) -> None:
    settings["appearance"] = "light"
    settings["lock_after"] = 30
    settings["day_start"] = "16:30"
    settings["keep_audio"] = False
    page = open_page()
    buttons = page.group("appearance").control("appearance")
    assert isinstance(buttons, ChoiceButtons)
    assert [each.text() for each in buttons.findChildren(QPushButton) if each.isChecked()] == ["밝게"]
    box = page.group("privacy").control("lock_after")
    assert isinstance(box, ChoiceBox) and box.currentText() == "30분 뒤"
    clock = page.group("diary").control("day_start")
    assert isinstance(clock, ClockField) and clock.text() == "오후 4:30"
    switch = page.group("privacy").control("keep_audio")
    assert isinstance(switch, SwitchControl) and not switch.isChecked()


# --- in force and saved at once --------------------------------------------------------------------------------------


def test_the_appearance_changes_at_once_and_is_saved(open_page: PageMaker, qtbot: QtBot) -> None:
    page = open_page("appearance")
    assert theme.theme().name == "light"
    button(page.group("appearance"), "어둡게").click()
    qtbot.waitUntil(lambda: theme.theme().name == "dark")
    button(page.group("appearance"), "크게").click()
    qtbot.waitUntil(lambda: theme.keeper().size(100) == 130)
    assert (Settings()["appearance"], Settings()["text_size"]) == ("dark", 130)


def test_keys_change_things_too(open_page: PageMaker, settings: Settings, qtbot: QtBot) -> None:
    page = open_page("privacy")
    switch = page.group("privacy").control("keep_audio")
    assert isinstance(switch, SwitchControl)
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: settings["keep_audio"] is False)
    box = page.group("privacy").control("lock_after")
    assert isinstance(box, ChoiceBox)
    qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: settings["lock_after"] == 30)
    clock = page.group("diary").control("day_start")
    assert isinstance(clock, ClockField)
    clock.setCurrentSection(ClockField.Section.HourSection)
    qtbot.keyClick(clock, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: settings["day_start"] == "05:00")
    rate = page.group("voice").control("speech_rate")
    assert isinstance(rate, RateControl)
    qtbot.keyClick(rate.findChild(QSlider), Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: settings["speech_rate"] == 160)


def test_what_changed_is_told(open_page: PageMaker, live: LiveSession, qtbot: QtBot) -> None:
    page = open_page("privacy")
    box = page.group("privacy").control("lock_after")
    assert isinstance(box, ChoiceBox)
    with qtbot.waitSignal(live.setting_changed, check_params_cb=lambda key: key == "lock_after"):
        qtbot.keyClick(box, Qt.Key.Key_Down)


def test_another_language_asks_for_another_window(open_page: PageMaker, settings: Settings, qtbot: QtBot) -> None:
    page = open_page("language")
    with qtbot.assertNotEmitted(page.language_changed, wait=200):
        button(page.group("language"), "한국어").click()  # what the system speaks anyway
        qtbot.waitUntil(lambda: settings["language"] == "ko")
    with qtbot.waitSignal(page.language_changed):
        button(page.group("language"), "English").click()


def test_what_cannot_be_saved_is_told_and_goes_back(
    open_page: PageMaker, live: LiveSession, settings: Settings, home: Path, qtbot: QtBot
) -> None:
    page = open_page("privacy")
    folder = config.settings_file().parent
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("a file where the folder should be")
    switch = page.group("privacy").control("keep_audio")
    assert isinstance(switch, SwitchControl) and switch.isChecked()
    with qtbot.waitSignal(live.trouble) as told:
        switch.click()
    error = told.args[0]
    assert isinstance(error, TodakError) and error.code == "settings_not_saved"
    qtbot.waitUntil(switch.isChecked)
    assert settings["keep_audio"] is True


def test_a_change_made_elsewhere_is_shown(open_page: PageMaker, live: LiveSession, settings: Settings) -> None:
    page = open_page("voice")
    switch = page.group("voice").control("speak_replies")
    assert isinstance(switch, SwitchControl)
    settings["speak_replies"] = False
    live.setting_changed.emit("speak_replies")
    assert not switch.isChecked()
    settings["speak_replies"] = True
    page.arrive(SettingsAt())
    assert switch.isChecked()


def test_the_wheel_scrolls_and_changes_nothing(open_page: PageMaker, settings: Settings, qtbot: QtBot) -> None:
    page = open_page("privacy")
    before = {setting.key: settings[setting.key] for setting in SETTINGS}
    controls = [page.group(each.page).control(each.key) for each in SETTINGS if each.kind is not Kind.HIDDEN]
    for control in controls:
        assert isinstance(control, QWidget)
        for target in (control, *control.findChildren(QWidget)):
            event = QWheelEvent(
                QPointF(5, 5),
                QPointF(target.mapToGlobal(QPoint(5, 5))),
                QPoint(0, 0),
                QPoint(0, -120),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
            QApplication.sendEvent(target, event)
    qtbot.wait(200)
    assert {setting.key: settings[setting.key] for setting in SETTINGS} == before


# --- voice and devices -----------------------------------------------------------------------------------------------


def device(name: str, system: str = "ALSA") -> Device:
    return Device(0, name, system, 1, 48_000, False)


def test_a_missing_device_stays_and_says_so(open_page: PageMaker, settings: Settings, qtbot: QtBot) -> None:
    settings["microphone"] = "거실 마이크"
    box = open_page("devices").group("devices").control("microphone")
    assert isinstance(box, DeviceBox)
    box.show_devices([device("책상 마이크"), device("같은 이름", "MME"), device("같은 이름", "WASAPI")])
    shown = [box.itemText(at) for at in range(box.count())]
    assert shown == [
        "기본 장치",
        "책상 마이크",
        "같은 이름 (MME)",
        "같은 이름 (WASAPI)",
        "거실 마이크 (연결 안 됨)",
    ]
    assert box.currentText() == "거실 마이크 (연결 안 됨)"
    qtbot.keyClick(box, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: settings["microphone"] == "같은 이름, WASAPI")
    qtbot.keyClick(box, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: settings["microphone"] is None)


def test_devices_are_looked_for(open_page: PageMaker, qtbot: QtBot) -> None:
    group = open_page("devices").group("devices")
    again = button(group, "다시 찾기")
    qtbot.waitUntil(again.isEnabled, timeout=60_000)
    assert "찾고 있어요…" not in words_in(group)
    again.click()
    assert not again.isEnabled() and "찾고 있어요…" in words_in(group)
    qtbot.waitUntil(again.isEnabled, timeout=60_000)
    assert "찾고 있어요…" not in words_in(group)


def test_trying_the_voice_without_a_loudspeaker_says_what_to_do(
    open_page: PageMaker, settings: Settings, qtbot: QtBot
) -> None:
    settings["loudspeaker"] = "no such loudspeaker"
    group = open_page("voice").group("voice")
    note = group.findChild(ErrorNote)
    button(group, "들어 보기").click()
    qtbot.waitUntil(lambda: "스피커를 찾지 못했어요." in note.sentences, timeout=30_000)


# --- privacy ---------------------------------------------------------------------------------------------------------


def fill(form: PassphraseChange, *texts: str) -> None:
    """Type into the fields from the top."""
    for field, text in zip(form.findChildren(PassphraseField), texts, strict=True):
        field.findChild(QLineEdit).setText(text)


def have_changed(form: PassphraseChange) -> None:
    """Open the form and have the passphrase changed."""
    button(form, "암호 바꾸기").click()
    fill(form, PASSPHRASE, "새 토끼의 긴 아침", "새 토끼의 긴 아침")
    button(form, "바꾸기").click()


def test_the_passphrase_is_changed(open_page: PageMaker, live: LiveSession, diary_folder: Path, qtbot: QtBot) -> None:
    page = open_page("privacy")
    form = page.findChild(PassphraseChange)
    opener = button(form, "암호 바꾸기")
    assert not named(form, "바꾸기")
    opener.click()
    change = button(form, "바꾸기")
    assert not change.isEnabled()

    fill(form, PASSPHRASE, "새 토끼의 긴 아침", "새 토끼의 긴 저녁")
    assert not change.isEnabled()
    fill(form, "틀린 암호", "새 토끼의 긴 아침", "새 토끼의 긴 아침")
    change.click()
    note = form.findChild(ErrorNote)
    qtbot.waitUntil(lambda: "지금 암호가 맞지 않아요." in note.sentences, timeout=10_000)
    Diary.open(diary_folder, PASSPHRASE, read_only=True).close()

    fill(form, PASSPHRASE, "새 토끼의 긴 아침", "새 토끼의 긴 아침")
    change.click()
    qtbot.waitUntil(lambda: "암호를 바꿨어요." in words_in(form), timeout=10_000)
    assert not change.isVisibleTo(page) and opener.isVisibleTo(page)
    Diary.open(diary_folder, "새 토끼의 긴 아침", read_only=True).close()


def test_a_backup_of_before_opens_with_the_passphrase_of_before(
    open_page: PageMaker, settings: Settings, qtbot: QtBot
) -> None:
    form = open_page("privacy").findChild(PassphraseChange)
    button(form, "암호 바꾸기").click()
    assert "바꾸기 직전에 해 두는 백업도 그래요." in words_in(form)
    fill(form, PASSPHRASE, "새 토끼의 긴 아침", "새 토끼의 긴 아침")
    button(form, "바꾸기").click()
    qtbot.waitUntil(lambda: "암호를 바꿨어요." in words_in(form), timeout=20_000)
    (made,) = Backups(settings.backup_folder).list()
    Diary.open(made.folder, PASSPHRASE, read_only=True).close()


def test_without_a_backup_the_passphrase_is_changed_only_when_told_to(
    open_page: PageMaker, live: LiveSession, settings: Settings, diary_folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "file").write_text("")
    settings["backup_folder"] = str(tmp_path / "file")
    form = open_page("privacy").findChild(PassphraseChange)
    button(form, "암호 바꾸기").click()
    new = "새 토끼의 긴 아침"
    fill(form, PASSPHRASE, new, new)
    button(form, "바꾸기").click()
    qtbot.waitUntil(lambda: "백업 없이 이어서 할까요?" in words_in(form), timeout=20_000)
    Diary.open(diary_folder, PASSPHRASE, read_only=True).close()
    button(form, "백업 없이 바꾸기").click()
    qtbot.waitUntil(lambda: "암호를 바꿨어요." in words_in(form), timeout=20_000)
    Diary.open(diary_folder, new, read_only=True).close()


def test_the_lock_stops_the_backup_and_the_passphrase_stays(
    open_page: PageMaker, live: LiveSession, diary_folder: Path, endless_backup: threading.Event, qtbot: QtBot
) -> None:
    form = open_page("privacy").findChild(PassphraseChange)
    have_changed(form)
    qtbot.waitUntil(endless_backup.is_set, timeout=10_000)
    with qtbot.waitSignal(live.closed, timeout=20_000):
        live.close()
    Diary.open(diary_folder, PASSPHRASE).close()


@pytest.mark.parametrize("how", ["the button", "Esc", "leaving"])
def test_who_gives_up_while_it_backs_up_keeps_the_passphrase(
    open_page: PageMaker, diary_folder: Path, endless_backup: threading.Event, qtbot: QtBot, how: str
) -> None:
    page = open_page("privacy")
    form = page.findChild(PassphraseChange)
    have_changed(form)
    qtbot.waitUntil(endless_backup.is_set, timeout=10_000)
    if how == "the button":
        button(form, "그만두기").click()
    elif how == "Esc":
        qtbot.keyClick(form.findChildren(QLineEdit)[0], Qt.Key.Key_Escape)
    else:
        page.leave()
    assert named(form, "그만두기") and "멈추고 있어요…" in words_in(form)
    button(form, "암호 바꾸기")  # when it is stopped
    assert all(field.text() == "" for field in form.findChildren(QLineEdit))
    Diary.open(diary_folder, PASSPHRASE, read_only=True).close()


def test_a_passphrase_that_was_changed_before_it_could_be_stopped_is_told(
    open_page: PageMaker, diary_folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    begun, go_on, real = threading.Event(), threading.Event(), Diary.change_passphrase

    def slowly(self: Diary, old: str, new: str) -> None:
        begun.set()
        go_on.wait(60)
        real(self, old, new)

    monkeypatch.setattr(Diary, "change_passphrase", slowly)
    page = open_page("privacy")
    form = page.findChild(PassphraseChange)
    have_changed(form)
    qtbot.waitUntil(begun.is_set, timeout=10_000)
    with qtbot.waitSignal(page.notice, timeout=20_000) as told:
        page.leave()
        go_on.set()
    assert "멈추기 전에 암호가 바뀌었어요." in told.args[0]
    Diary.open(diary_folder, "새 토끼의 긴 아침", read_only=True).close()


def test_enter_presses_the_button_that_has_the_focus(open_page: PageMaker, qtbot: QtBot) -> None:
    form = open_page("privacy").findChild(PassphraseChange)
    button(form, "암호 바꾸기").click()
    fill(form, PASSPHRASE, "새 토끼의 긴 아침", "새 토끼의 긴 아침")
    give_up = button(form, "그만두기")
    give_up.setFocus()
    qtbot.keyClick(give_up, Qt.Key.Key_Return)
    assert named(form, "암호 바꾸기") and not named(form, "그만두기")


def test_nothing_typed_of_a_passphrase_stays_behind(open_page: PageMaker) -> None:
    page = open_page("privacy")
    form = page.findChild(PassphraseChange)
    button(form, "암호 바꾸기").click()
    fill(form, PASSPHRASE, "새 토끼의 긴 아침", "새 토끼의")
    page.leave()
    assert all(field.text() == "" for field in form.findChildren(QLineEdit))
    assert not named(form, "바꾸기")


def test_escape_puts_the_form_away_and_enter_goes_on(open_page: PageMaker, qtbot: QtBot) -> None:
    page = open_page("privacy")
    form = page.findChild(PassphraseChange)
    button(form, "암호 바꾸기").click()
    old = form.findChildren(QLineEdit)[0]
    fill(form, "틀린 암호", "새 토끼의 긴 아침", "새 토끼의 긴 아침")
    qtbot.keyClick(old, Qt.Key.Key_Return)
    note = form.findChild(ErrorNote)
    qtbot.waitUntil(lambda: "지금 암호가 맞지 않아요." in note.sentences, timeout=10_000)
    qtbot.keyClick(old, Qt.Key.Key_Escape)
    assert not named(form, "바꾸기") and old.text() == ""


def test_the_recovery_key_asks_for_the_passphrase_first(open_page: PageMaker, qtbot: QtBot) -> None:
    page = open_page("privacy")
    button(page.group("privacy"), "복구 키 보기").click()
    dialog = page.findChild(RecoveryDialog)
    assert dialog.isVisible() and dialog.findChild(PassphraseField) is not None
    dialog.reject()
    qtbot.waitUntil(lambda: page.findChild(RecoveryDialog) is None)


def test_without_a_keyring_none_is_offered(
    open_page: PageMaker, memory: Memory, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(keyring_opening, "REAL", ())
    page = open_page("privacy")
    qtbot.waitUntil(lambda: "vosk 0.3.45" in words_in(page.group("engines")), timeout=60_000)  # asked for later
    assert not page.findChild(KeyringOpening).isVisibleTo(page)


def test_the_keyring_may_open_the_diary_until_it_may_not(
    open_page: PageMaker, memory: Memory, live: LiveSession, diary_folder: Path, qtbot: QtBot
) -> None:
    page = open_page("privacy")
    row = page.findChild(KeyringOpening)
    switch = row.findChild(Switch)
    qtbot.waitUntil(lambda: row.isVisibleTo(page), timeout=60_000)
    assert not switch.isChecked()
    switch.click()
    qtbot.waitUntil(lambda: live.session.diary.opens_with_keyring and switch.isEnabled(), timeout=10_000)
    assert switch.isChecked()
    Diary.open_with_keyring(diary_folder, read_only=True).close()
    switch.click()
    qtbot.waitUntil(lambda: not live.session.diary.opens_with_keyring and switch.isEnabled(), timeout=10_000)
    assert not switch.isChecked()


def test_a_keyring_that_refuses_leaves_the_switch_off(
    open_page: PageMaker, memory: Memory, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    page = open_page("privacy")
    row = page.findChild(KeyringOpening)
    switch = row.findChild(Switch)
    qtbot.waitUntil(lambda: row.isVisibleTo(page), timeout=60_000)

    def refuse(service: str, username: str, password: str) -> None:
        raise keyring.errors.PasswordSetError("dismissed")

    monkeypatch.setattr(memory, "set_password", refuse)
    switch.click()
    note = row.findChild(ErrorNote)
    qtbot.waitUntil(lambda: "열쇠를 쓰지 못했어요." in note.sentences, timeout=10_000)
    qtbot.waitUntil(lambda: switch.isEnabled() and not switch.isChecked())


def test_the_diary_is_checked(open_page: PageMaker, diary_folder: Path, qtbot: QtBot) -> None:
    check = open_page("privacy").findChild(DiaryCheck)
    button(check, "점검하기").click()
    qtbot.waitUntil(lambda: "모두 온전해요. 이야기 0개와 녹음 0개를 살펴봤어요." in words_in(check), timeout=60_000)
    (diary_folder / "diary.key.previous").write_text("broken")
    button(check, "점검하기").click()
    note = check.findChild(ErrorNote)
    qtbot.waitUntil(lambda: "손상된 곳이 1군데 있어요." in note.sentences, timeout=60_000)
    assert "diary.key.previous: key_damaged" in note.sentences
    assert "모두 온전해요" not in words_in(check)


def test_the_lock_stops_the_check_and_waits_for_that(
    open_page: PageMaker, live: LiveSession, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    begun, ended = threading.Event(), threading.Event()

    def count(connection: Connection) -> list[str]:
        begun.set()
        try:
            connection.exec_driver_sql(
                f"WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT {MANY}) SELECT sum(x) FROM n"
            )
        finally:
            ended.set()
        return []

    monkeypatch.setattr("app.storage.check.index_problems", count)
    button(open_page("privacy").findChild(DiaryCheck), "점검하기").click()
    qtbot.waitUntil(begun.is_set, timeout=60_000)
    with qtbot.waitSignal(live.closed, timeout=60_000):
        live.close()
    assert ended.is_set()


def test_what_was_worked_out_wrongly_is_made_anew(
    open_page: PageMaker, live: LiveSession, diary_folder: Path, qtbot: QtBot
) -> None:
    diary = live.session.diary
    diary.append("강가를 걸었다", Source.TYPED, started_at=now(), day=now().date())
    with diary.alone() as connection:
        connection.execute("DELETE FROM text_numbers")
    check = open_page("privacy").findChild(DiaryCheck)
    button(check, "점검하기").click()
    rebuild = button(check, "목록 다시 만들기")
    assert "글과 녹음은 모두 온전해요." in words_in(check) and not named(check, "잠그고 방법 고르기")
    rebuild.click()
    qtbot.waitUntil(lambda: "모두 온전해요. 이야기 1개와 녹음 0개를 살펴봤어요." in words_in(check), timeout=60_000)
    assert not named(check, "목록 다시 만들기") and len(diary.search("강가")) == 1


def test_damage_of_the_file_leads_on(open_page: PageMaker, live: LiveSession, diary_folder: Path, qtbot: QtBot) -> None:
    check = open_page("privacy").findChild(DiaryCheck)
    with (diary_folder / "diary.db").open("r+b") as file:
        file.seek(-2_000, os.SEEK_END)
        (byte,) = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte ^ 1]))
    button(check, "점검하기").click()
    ways_on = button(check, "잠그고 방법 고르기")
    with qtbot.waitSignal(live.damaged, timeout=1_000):
        ways_on.click()


def test_where_the_diary_lies_can_be_copied(open_page: PageMaker, diary_folder: Path) -> None:
    group = open_page("privacy").group("privacy")
    assert str(diary_folder) in [each.text() for each in group.findChildren(QLineEdit) if each.isReadOnly()]


# --- engines and about -----------------------------------------------------------------------------------------------


def test_engines_are_examined(open_page: PageMaker, qtbot: QtBot) -> None:
    group = open_page("engines").group("engines")
    again = button(group, "다시 살펴보기")
    qtbot.waitUntil(lambda: "vosk 0.3.45" in words_in(group), timeout=60_000)
    assert again.isEnabled()
    said = words_in(group)
    assert "todak-emotion" in said and "pyttsx3" in said and "GB" in said and "onnxruntime 1.26.0" in said
    assert said.count("좋아요") + said.count("없어요") == 6


def test_about_names_the_version_the_licences_and_the_log(open_page: PageMaker) -> None:
    group = open_page("about").group("about")
    said = words_in(group)
    assert "토닥 0.1.0" in said and "Apache License 2.0" in said and "SIL Open Font License 1.1" in said
    assert any(each.text().endswith("todak.log") for each in group.findChildren(QLineEdit))


# --- the page --------------------------------------------------------------------------------------------------------


def names_shown(page: SettingsPage) -> bool:
    """Whether the names of the groups stand beside the column."""
    return any(each.isVisibleTo(page) for each in page.findChildren(QAbstractButton) if each.property("kind") == "nav")


@pytest.mark.parametrize(("size", "wide"), [((640, 640), False), ((1024, 640), True), ((2560, 1440), True)])
@pytest.mark.parametrize("text_size", [100, 150])
def test_nothing_is_wider_than_the_page(
    open_page: PageMaker, qtbot: QtBot, size: tuple[int, int], wide: bool, text_size: int
) -> None:
    theme.keeper().wear("light", text_size)
    page = open_page("", size)
    qtbot.wait(50)
    assert names_shown(page) is (wide and not (text_size == 150 and size[0] < 1200))
    for group in GROUPS:
        shown = page.group(group.name)
        left = shown.mapTo(page, QPoint(0, 0)).x()
        assert left >= 32 and left + shown.width() <= page.width() - 32
        assert shown.width() <= 760
        for row in shown.findChildren(QWidget):
            inside = row.mapTo(shown, QPoint(0, 0)).x()
            assert not row.isVisibleTo(page) or 0 <= inside <= inside + row.width() <= shown.width(), row
    theme.keeper().wear("light")


def test_one_arrives_at_the_group_asked_for(open_page: PageMaker, qtbot: QtBot) -> None:
    page = open_page("engines")
    top = page.group("engines").mapTo
    qtbot.waitUntil(lambda: 0 <= top(page, QPoint(0, 0)).y() <= 64)
    page.arrive(SettingsAt("nowhere"))
    qtbot.waitUntil(lambda: page.group("appearance").mapTo(page, QPoint(0, 0)).y() > 0)


def test_the_names_lead_to_their_groups(open_page: PageMaker, qtbot: QtBot) -> None:
    page = open_page("", (1300, 640))
    privacy = button(page, "잠금과 보관")
    privacy.click()
    qtbot.waitUntil(lambda: 0 <= page.group("privacy").mapTo(page, QPoint(0, 0)).y() <= 64)
    assert privacy.isChecked()
    button(page, "화면").click()
    qtbot.waitUntil(lambda: page.group("appearance").mapTo(page, QPoint(0, 0)).y() > 64)
    assert not privacy.isChecked()


def test_everything_has_a_name(open_page: PageMaker) -> None:
    page = open_page("", (1300, 640))
    button(page.findChild(PassphraseChange), "암호 바꾸기").click()
    faults, seen = nameless(page)
    assert not faults and seen > 60
    buddies = {label.buddy() for label in page.findChildren(QLabel) if label.buddy() is not None}
    for setting in SETTINGS:
        if setting.kind is not Kind.HIDDEN:
            assert page.group(setting.page).control(setting.key) in buddies, setting.key


@pytest.mark.parametrize(
    ("size", "text_size", "longer"),
    [  # each size with the longest words in the largest letters; the smallest also as it mostly is
        ((640, 640), 100, False),
        ((640, 640), 100, True),
        ((640, 640), 150, True),
        ((1024, 640), 150, True),
        ((2560, 1440), 150, True),
    ],
)
def test_nothing_is_cut(
    open_page: PageMaker, qtbot: QtBot, size: tuple[int, int], text_size: int, longer: bool
) -> None:
    theme.keeper().wear("dark", text_size)
    with stretched("ko", longer):
        page = open_page("", size)
        qtbot.waitUntil(lambda: "vosk 0.3.45" in words_in(page.group("engines")), timeout=60_000)
        page.findChild(PassphraseChange).findChild(QPushButton).click()

        def nothing_is_cut() -> None:
            assert faults(page) == []

        qtbot.waitUntil(nothing_is_cut, timeout=10_000)  # laid out anew in the next turns
    theme.keeper().wear("light")


def test_the_page_is_reached_by_keys_alone(open_page: PageMaker, qtbot: QtBot) -> None:
    page = open_page("", (1300, 640))
    page.activateWindow()
    seen: set[QWidget] = set()
    for _ in range(60):
        page.focusNextChild()
        focused = page.focusWidget()
        assert focused is not None
        seen.add(focused)
    boxes = [box for box in page.findChildren(QComboBox) if box.isVisibleTo(page)]
    assert boxes and set(boxes) <= seen
    switches = page.findChildren(SwitchControl)
    assert switches and set(switches) <= seen
