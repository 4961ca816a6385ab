"""The first run, from hello to an open diary, and the recovery key's way into a safe place."""

import stat
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.config import Settings
from app.files import private_folder
from app.storage.recovery_key import parsed
from app.storage.repository import Diary
from app.ui import theme
from app.ui.clipboard import SecretOnClipboard
from app.ui.live_session import LiveSession
from app.ui.pages.welcome import WelcomePage
from app.ui.widgets.device_check import DeviceCheck, device_names
from app.ui.widgets.level_meter import LevelMeter
from app.ui.widgets.recovery_card import RecoveryCard
from app.ui.widgets.recovery_dialog import RecoveryDialog
from app.ui.widgets.recovery_sheet import RecoverySheet
from app.ui.widgets.terms import TERMS_VERSION
from app.voice.devices import Device
from tests.conftest import PASSPHRASE
from tests.microphone import VirtualSound
from tests.ui.accessibility import nameless
from tests.ui.find import button
from tests.ui.inspection import faults
from tests.ui.keyboard import write
from tests.ui.open_every_page import stretched

ENTER = Qt.Key.Key_Return


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "place" / "diary"


@pytest.fixture
def page(locked: LiveSession, settings: Settings, qtbot: QtBot, folder: Path) -> WelcomePage:
    made = WelcomePage(settings, folder, locked)
    qtbot.addWidget(made)
    made.resize(1024, 640)
    made.show()
    qtbot.waitExposed(made)
    return made


def box(page: QWidget, part: str) -> QCheckBox:
    (found,) = (each for each in page.findChildren(QCheckBox) if part in each.accessibleName() and each.isVisible())
    return found


def field(page: QWidget, name: str) -> QLineEdit:
    (found,) = (each for each in page.findChildren(QLineEdit) if each.accessibleName() == name and each.isVisible())
    return found


def words(page: QWidget) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def to_passphrase(page: WelcomePage, *, voice: bool = False) -> None:
    button(page, "시작할게요").click()
    box(page, "약관").click()
    if voice:
        box(page, "녹음").click()
    button(page, "동의하고 계속").click()


def to_recovery(page: WelcomePage, qtbot: QtBot, *, voice: bool = False) -> None:
    to_passphrase(page, voice=voice)
    write(field(page, "새 암호"), PASSPHRASE)
    write(field(page, "새 암호를 한 번 더"), PASSPHRASE)
    button(page, "일기장 만들기").click()
    qtbot.waitUntil(lambda: "복구 키를 따로 적어 두세요" in words(page), timeout=20_000)


# --- the way through -------------------------------------------------------------------------------------------------


def test_from_hello_to_an_open_diary_by_keyboard_alone(
    page: WelcomePage, locked: LiveSession, settings: Settings, folder: Path, qtbot: QtBot
) -> None:
    def press(key: Qt.Key) -> None:
        focused = page.focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, key)

    assert "109" in words(page)
    press(ENTER)
    press(ENTER)  # nothing yet: the terms are not agreed to
    assert page.focusWidget() is box(page, "약관")
    press(Qt.Key.Key_Space)
    press(ENTER)
    assert page.focusWidget() is field(page, "새 암호")
    write(field(page, "새 암호"), PASSPHRASE)
    press(ENTER)
    assert page.focusWidget() is field(page, "새 암호를 한 번 더")
    write(field(page, "새 암호를 한 번 더"), PASSPHRASE)
    with qtbot.waitSignal(locked.opened, timeout=20_000):
        press(ENTER)
    assert settings["agreed_terms"] == TERMS_VERSION
    assert settings["voice_consent"] is False
    assert page.focusWidget() is box(page, "적어 두었어요")
    press(Qt.Key.Key_Space)
    press(ENTER)
    qtbot.waitUntil(lambda: "녹음에 동의하지 않아서" in words(page), timeout=20_000)
    with qtbot.waitSignal(page.finished):
        press(ENTER)
    with qtbot.waitSignal(locked.closed, timeout=60_000):
        locked.close()
    with Diary.open(folder, PASSPHRASE) as diary:
        assert diary.recovery_key_is_saved
    assert all(each.text() == "" for each in page.findChildren(QLineEdit))


def test_the_terms_must_be_agreed_to_and_recording_need_not(page: WelcomePage, settings: Settings) -> None:
    button(page, "시작할게요").click()
    assert not button(page, "동의하고 계속").isEnabled()
    box(page, "녹음").click()
    assert not button(page, "동의하고 계속").isEnabled()
    box(page, "약관").click()
    assert button(page, "동의하고 계속").isEnabled()
    assert settings["agreed_terms"] == 0  # nothing is written down before there is a diary


def test_one_can_go_back_and_what_was_ticked_stays(page: WelcomePage) -> None:
    to_passphrase(page, voice=True)
    button(page, "뒤로").click()
    assert box(page, "녹음").isChecked()
    button(page, "뒤로").click()
    assert "안녕하세요, 토닥이에요" in words(page)


def test_consent_to_recording_is_remembered(page: WelcomePage, settings: Settings, qtbot: QtBot) -> None:
    to_recovery(page, qtbot, voice=True)
    assert settings["voice_consent"] is True


def test_the_shown_recovery_key_opens_the_new_diary(
    page: WelcomePage, locked: LiveSession, folder: Path, qtbot: QtBot
) -> None:
    to_recovery(page, qtbot)
    groups = [
        label.text() for label in page.findChildren(QLabel) if label.property("role") == "key" and label.isVisible()
    ]
    assert len(groups) == 9
    button(page, "나중에 저장할게요").click()
    with qtbot.waitSignal(locked.closed, timeout=60_000):
        locked.close()
    with Diary.open_with_recovery_key(folder, "-".join(groups)) as diary:
        assert not diary.recovery_key_is_saved
    assert not any(label.property("role") == "key" and label.isVisible() for label in page.findChildren(QLabel))


# --- the passphrase --------------------------------------------------------------------------------------------------


def test_two_passphrases_must_be_the_same(page: WelcomePage) -> None:
    to_passphrase(page)
    write(field(page, "새 암호"), "봄날의 토끼")
    write(field(page, "새 암호를 한 번 더"), "봄날")
    assert "달라요" not in words(page)  # still typing
    write(field(page, "새 암호를 한 번 더"), "이야")
    assert "두 암호가 서로 달라요." in words(page)
    assert not button(page, "일기장 만들기").isEnabled()


@pytest.mark.parametrize(
    ("length", "remark"), [(7, "짧은 암호는 쉽게 뚫려요"), (8, "괜찮은 길이예요"), (15, "길어서 좋아요")]
)
def test_a_remark_on_the_length(page: WelcomePage, qtbot: QtBot, length: int, remark: str) -> None:
    to_passphrase(page)
    qtbot.keyClicks(field(page, "새 암호"), "q" * length)
    assert remark in words(page)
    qtbot.keyClicks(field(page, "새 암호를 한 번 더"), "q" * length)
    assert button(page, "일기장 만들기").isEnabled()  # a remark, not a rule


def test_a_diary_that_is_there_can_be_opened(page: WelcomePage, folder: Path, qtbot: QtBot) -> None:
    there, _ = Diary.create(folder, "다른 암호")
    there.close()
    to_passphrase(page)
    for name in ("새 암호", "새 암호를 한 번 더"):
        write(field(page, name), PASSPHRASE)
    button(page, "일기장 만들기").click()
    qtbot.waitUntil(lambda: "이미 일기가 있어요" in words(page), timeout=20_000)
    with qtbot.waitSignal(page.found_diary):
        button(page, "있는 일기장 열기").click()
    Diary.open(folder, "다른 암호").close()  # untouched


def test_when_the_disk_is_full_one_can_try_again(
    page: WelcomePage, locked: LiveSession, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path) -> Path:
        raise OSError(28, "No space left on device")

    to_passphrase(page)
    for name in ("새 암호", "새 암호를 한 번 더"):
        write(field(page, name), PASSPHRASE)
    monkeypatch.setattr("app.storage.repository.private_folder", full)
    button(page, "일기장 만들기").click()
    qtbot.waitUntil(lambda: "디스크에 자리가 없어요." in words(page), timeout=20_000)
    assert not (folder / "diary.key").exists()
    monkeypatch.setattr("app.storage.repository.private_folder", private_folder)
    with qtbot.waitSignal(locked.opened, timeout=20_000):
        button(page, "일기장 만들기").click()
    assert "디스크에 자리가 없어요." not in words(page)


# --- the recovery key ------------------------------------------------------------------------------------------------


@pytest.fixture
def sheet(live: LiveSession, qtbot: QtBot) -> RecoverySheet:
    made = RecoverySheet(live, live.session.diary.recovery_key())
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_key_is_saved_to_a_private_file(
    sheet: RecoverySheet, live: LiveSession, tmp_path: Path, qtbot: QtBot
) -> None:
    button(sheet, "파일로 저장").click()
    (dialog,) = sheet.findChildren(QFileDialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile("열쇠.txt")
    dialog.accept()
    file = tmp_path / "열쇠.txt"
    qtbot.waitUntil(lambda: "저장했어요" in words(sheet), timeout=10_000)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    lines = file.read_text(encoding="utf-8").splitlines()
    assert parsed(lines[2]) == parsed(live.session.diary.recovery_key())


@pytest.mark.parametrize("way", ["plain", "dots", "link"])
def test_the_key_is_not_put_beside_the_diary(
    sheet: RecoverySheet, live: LiveSession, tmp_path: Path, qtbot: QtBot, way: str
) -> None:
    places = {
        "plain": live.folder / "audio",
        "dots": tmp_path / ".." / tmp_path.name / live.folder.relative_to(tmp_path) / "audio",
        "link": tmp_path / "elsewhere",
    }
    places["link"].symlink_to(live.folder / "audio")
    sheet.save_to(str(places[way] / "key.txt"))
    assert "일기 폴더 안이라 저장하지 않았어요." in words(sheet)
    assert not (live.folder / "audio" / "key.txt").exists()


def test_a_file_that_cannot_be_written_is_said(sheet: RecoverySheet, tmp_path: Path, qtbot: QtBot) -> None:
    sheet.save_to(str(tmp_path / "no such folder" / "key.txt"))
    qtbot.waitUntil(lambda: "일기를 읽거나 쓰지 못했어요" in words(sheet), timeout=10_000)


def test_a_copied_secret_leaves_the_clipboard(dressed: QApplication, qtbot: QtBot) -> None:
    clipboard = QGuiApplication.clipboard()
    SecretOnClipboard("ABCD-EFGH", seconds=0.2)
    assert clipboard.text() == "ABCD-EFGH"
    assert clipboard.mimeData().data("x-kde-passwordManagerHint").data() == b"secret"
    qtbot.waitUntil(lambda: clipboard.text() == "", timeout=3_000)


def test_what_was_copied_since_stays_on_the_clipboard(dressed: QApplication, qtbot: QtBot) -> None:
    clipboard = QGuiApplication.clipboard()
    SecretOnClipboard("ABCD-EFGH", seconds=0.2)
    clipboard.setText("장보기 목록")
    qtbot.wait(400)
    assert clipboard.text() == "장보기 목록"
    clipboard.clear()


def test_nothing_is_copied_unasked(sheet: RecoverySheet, live: LiveSession) -> None:
    assert live.session.diary.recovery_key() not in QGuiApplication.clipboard().text()
    button(sheet, "복사").click()
    assert QGuiApplication.clipboard().text() == live.session.diary.recovery_key()
    QGuiApplication.clipboard().clear()


def test_the_card_shows_until_the_key_is_saved(live: LiveSession, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    card = RecoveryCard(live, window)
    window.show()
    qtbot.waitUntil(card.isVisible, timeout=10_000)
    assert "암호를 잊으면 일기를 다시 열 수 없어요." in words(card)
    button(card, "지금 저장").click()
    (dialog,) = window.findChildren(RecoveryDialog)
    write(field(dialog, "암호"), "틀린 암호")
    qtbot.keyClick(field(dialog, "암호"), ENTER)
    qtbot.waitUntil(lambda: "암호가 맞지 않아요" in words(dialog), timeout=10_000)
    assert dialog.findChildren(RecoverySheet) == []
    field(dialog, "암호").selectAll()
    write(field(dialog, "암호"), PASSPHRASE)
    qtbot.keyClick(field(dialog, "암호"), ENTER)
    qtbot.waitUntil(lambda: len(dialog.findChildren(RecoverySheet)) == 1, timeout=10_000)
    assert not button(dialog, "저장했어요").isEnabled()
    box(dialog, "적어 두었어요").click()
    button(dialog, "저장했어요").click()
    qtbot.waitUntil(card.isHidden, timeout=10_000)
    assert live.session.diary.recovery_key_is_saved


def test_later_hides_the_card_until_the_next_start(live: LiveSession, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    card = RecoveryCard(live, window)
    window.show()
    qtbot.waitUntil(card.isVisible, timeout=10_000)
    button(card, "나중에").click()
    again = RecoveryCard(live, window)  # the window is made anew after every lock
    again.show()
    live.diary_changed.emit()
    qtbot.wait(300)
    assert card.isHidden()
    assert not live.session.diary.recovery_key_is_saved


def test_locking_closes_the_key(live: LiveSession, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    dialog = RecoveryDialog(live, window)
    dialog.open()
    live.closed.emit()
    assert dialog.result() == QDialog.DialogCode.Rejected
    assert not dialog.isVisible()


# --- hearing and speaking --------------------------------------------------------------------------------------------


def test_the_microphone_is_heard_and_the_loudspeaker_speaks(
    live: LiveSession, settings: Settings, sound: VirtualSound, recording: Path, qtbot: QtBot
) -> None:
    settings["voice_consent"] = True
    check = DeviceCheck(live, settings, listen=True)
    qtbot.addWidget(check)
    with qtbot.waitSignal(live.loudness, timeout=30_000):
        check.show()
        check.start()
    player = sound.play(recording)
    qtbot.waitUntil(lambda: "소리가 들려요" in words(check), timeout=20_000)
    player.wait(30)
    meter = check.findChild(LevelMeter)
    assert meter is not None
    check.stop()
    qtbot.waitUntil(lambda: button(check, "마이크 확인").isEnabled(), timeout=20_000)
    assert live.session.diary.entries() == []  # nothing of it is kept
    assert live.session.diary.orphaned_audio() == []
    with sound.listening() as heard:
        button(check, "소리 들어 보기").click()
        qtbot.waitUntil(lambda: abs(heard()).max() > 1_000, timeout=30_000)
        qtbot.waitUntil(lambda: "목소리가 들렸나요?" in words(check), timeout=30_000)


def test_without_consent_the_microphone_stays_closed(
    live: LiveSession, settings: Settings, sound: VirtualSound, qtbot: QtBot
) -> None:
    listeners = sound.pactl("list", "short", "source-outputs")
    check = DeviceCheck(live, settings, listen=True)
    qtbot.addWidget(check)
    check.show()
    check.start()
    qtbot.waitUntil(lambda: "녹음에 동의하지 않아서" in words(check), timeout=20_000)
    qtbot.wait(500)
    assert sound.pactl("list", "short", "source-outputs") == listeners
    assert not any(each.text() == "마이크 확인" and each.isVisible() for each in check.findChildren(QPushButton))


def test_a_chosen_device_is_remembered(
    live: LiveSession, settings: Settings, sound: VirtualSound, qtbot: QtBot
) -> None:
    settings["voice_consent"] = True
    check = DeviceCheck(live, settings)
    qtbot.addWidget(check)
    check.show()
    check.start()
    microphones = next(each for each in check.findChildren(QComboBox) if each.accessibleName() == "마이크")
    qtbot.waitUntil(lambda: microphones.count() > 1, timeout=20_000)
    microphones.setCurrentIndex(1)
    with qtbot.waitSignal(live.setting_changed):
        microphones.activated.emit(1)
    assert settings["microphone"] == microphones.itemData(1)
    again = Settings()
    assert again["microphone"] == microphones.itemData(1)


def test_devices_of_the_same_name_are_told_apart() -> None:
    def device(index: int, name: str, system: str) -> Device:
        return Device(index, name, system, 2, 48_000, False)

    named = device_names([device(0, "Mic", "MME"), device(1, "Mic", "WASAPI"), device(2, "Line", "MME")])
    assert named == [("Mic, MME", "Mic (MME)"), ("Mic, WASAPI", "Mic (WASAPI)"), ("Line", "Line")]


def test_the_meter_follows_the_voice_and_comes_to_rest(dressed: QApplication, qtbot: QtBot) -> None:
    meter = LevelMeter()
    qtbot.addWidget(meter)
    meter.resize(240, 32)
    meter.show()
    silent = meter.grab().toImage()
    for _ in range(10):
        meter.set_level(-14.0)
        qtbot.wait(30)
    loud = meter.shown_level
    assert loud > 0.7
    assert meter.grab().toImage() != silent
    meter.set_level(-60.0)
    qtbot.waitUntil(lambda: meter.grab().toImage() == silent, timeout=5_000)  # and stays: its timer has stopped
    meter.set_level(-75.0)
    qtbot.wait(100)
    assert meter.shown_level == 0.0


def test_the_meter_falls_silent_when_nobody_tells_a_level(dressed: QApplication, qtbot: QtBot) -> None:
    meter = LevelMeter()
    qtbot.addWidget(meter)
    meter.show()
    meter.set_level(-14.0)
    qtbot.waitUntil(lambda: meter.shown_level > 0.5, timeout=3_000)
    qtbot.waitUntil(lambda: meter.shown_level == 0.0, timeout=5_000)


# --- the look --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("longer", [False, True], ids=["as it is", "twice as long"])
def test_every_step_fits_in_every_dress(
    locked: LiveSession, settings: Settings, folder: Path, qtbot: QtBot, longer: bool
) -> None:
    found: list[str] = []
    with stretched("ko", longer):
        page = WelcomePage(settings, folder, locked)
        qtbot.addWidget(page)
        page.show()

        def look(step: str) -> None:
            for appearance in ("light", "dark"):
                theme.keeper().wear(appearance)
                for size in ((1024, 640), (2560, 1440)):
                    page.resize(*size)
                    qtbot.wait(60)
                    found.extend(f"{step} {appearance} {size}: {fault}" for fault in faults(page))
            unnamed, seen = nameless(page)
            assert seen > 5
            found.extend(f"{step}: {fault}" for fault in unnamed)

        look("hello")
        page.step.advance()
        look("terms")
        for each in page.step.findChildren(QCheckBox):
            each.click()
        page.step.advance()
        look("passphrase")
        first, second = (each for each in page.findChildren(QLineEdit) if each.isVisible())
        write(first, PASSPHRASE)
        write(second, "다른 암호")
        look("two passphrases")
        second.setText(PASSPHRASE)
        page.step.advance()
        qtbot.waitUntil(lambda: bool(page.findChildren(RecoverySheet)), timeout=20_000)
        page.findChildren(RecoverySheet)[0].save_to(str(folder / "key"))
        look("recovery key")
        page.step.skip()
        qtbot.waitUntil(lambda: not locked.is_busy, timeout=60_000)
        look("devices")
    theme.keeper().wear("light")
    assert not found, "\n".join(found)
