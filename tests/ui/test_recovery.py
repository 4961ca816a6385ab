"""The recovery key's QR code, its page to print, and its replacement."""

import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import segno
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.config import Settings
from app.errors import WrongRecoveryKey
from app.storage.backups import Backups
from app.storage.repository import Diary
from app.ui import theme
from app.ui.live_session import LiveSession
from app.ui.pages.settings import SettingsPage
from app.ui.places import SettingsAt
from app.ui.recovery_page import RecoveryPage
from app.ui.widgets.qr_code import MODULE, QUIET, QrCode, paint_qr, qr_matrix
from app.ui.widgets.recovery_card import RecoveryCard
from app.ui.widgets.recovery_dialog import RecoveryDialog
from app.ui.widgets.recovery_sheet import RecoverySheet
from tests.conftest import PASSPHRASE, ROOT
from tests.test_privacy import STRACE, assert_no_network
from tests.ui.accessibility import nameless
from tests.ui.find import button, words
from tests.ui.inspection import faults
from tests.ui.keyboard import write
from tests.ui.open_every_page import stretched
from tests.ui.test_window_privacy import REACHING

KEY = "DY9X-91QR-YVM8-XC38-QJZA-3BVW-ZNM9-MK2J-ZN9P"


def luminance(colour: QColor) -> float:
    """WCAG 2.2's relative luminance."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


# --- the QR code -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_what_is_painted_is_the_code_of_the_key_on_a_light_card(
    dressed: QApplication, qtbot: QtBot, appearance: str
) -> None:
    theme.keeper().wear(appearance)
    code = QrCode(KEY, "복구 키의 QR 코드")
    qtbot.addWidget(code)
    code.resize(code.sizeHint())
    code.show()
    image = code.grab().toImage()
    theme.keeper().wear("light")
    expected = segno.make_qr(KEY, error="m").matrix
    side = len(expected) + 2 * QUIET
    assert code.size().width() == code.size().height() == side * MODULE
    scale = image.width() / side
    seen = [
        [luminance(image.pixelColor(round((x + 0.5) * scale), round((y + 0.5) * scale))) for x in range(side)]
        for y in range(side)
    ]
    brightest, darkest = max(map(max, seen)), min(map(min, seen))
    assert (brightest + 0.05) / (darkest + 0.05) >= 4.5
    for y in range(side):
        for x in range(side):
            inside = QUIET <= x < side - QUIET and QUIET <= y < side - QUIET
            dark = bool(inside and expected[y - QUIET][x - QUIET])
            assert seen[y][x] == (darkest if dark else brightest), (x, y)


def test_the_code_holds_the_key_for_every_reader() -> None:
    """The three corners that readers look for, and the mode that has no letters to mistake."""
    matrix = qr_matrix(KEY)
    side = len(matrix)
    assert segno.make_qr(KEY, error="m").mode == "alphanumeric"
    for top, left in ((0, 0), (0, side - 7), (side - 7, 0)):
        assert all(matrix[top + at][left] and matrix[top][left + at] for at in range(7))
        assert not any(matrix[top + 1][left + at] for at in range(1, 6))
        assert all(matrix[top + y][left + x] for y in (2, 3, 4) for x in (2, 3, 4))
    assert qr_matrix(KEY) != qr_matrix(KEY.replace("D", "E"))


def test_a_screen_reader_is_told_of_the_code_but_not_the_key(live: LiveSession, qtbot: QtBot) -> None:
    key = live.session.diary.recovery_key()
    sheet = RecoverySheet(live, key)
    qtbot.addWidget(sheet)
    (code,) = sheet.findChildren(QrCode)
    assert code.accessibleName() == "복구 키의 QR 코드"
    assert not any(group in code.accessibleName() + code.accessibleDescription() for group in key.split("-"))


# --- a page to print -------------------------------------------------------------------------------------------------


def test_a_page_is_saved_for_the_owner_alone(live: LiveSession, tmp_path: Path, qtbot: QtBot) -> None:
    sheet = RecoverySheet(live, live.session.diary.recovery_key())
    qtbot.addWidget(sheet)
    sheet.show()
    file = tmp_path / "열쇠.PDF"
    sheet.save_to(str(file))
    qtbot.waitUntil(lambda: "저장했어요" in words(sheet), timeout=20_000)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    content = file.read_bytes()
    assert content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")
    assert content.count(b"/Type /Page\n") == 1
    sheet.save_to(str(live.folder / "audio" / "열쇠.pdf"))
    assert "일기 폴더 안이라 저장하지 않았어요." in words(sheet)
    assert not (live.folder / "audio" / "열쇠.pdf").exists()


def test_the_page_holds_title_key_code_and_sentences(dressed: QApplication) -> None:
    page = RecoveryPage(
        "토닥 복구 키", KEY, ["일기와 다른 곳에 두세요.", "일기가 있는 곳: /a/b"], dressed.font().family()
    )
    picture = QImage(2_000, 2_900, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    picture.setDotsPerMeterX(11_811)  # 300 an inch
    picture.setDotsPerMeterY(11_811)
    painter = QPainter(picture)
    page._paint(painter, 2_000)
    painter.end()
    bands = [any(picture.pixelColor(x, y).lightness() < 128 for x in range(0, 2_000, 4)) for y in range(0, 2_900, 4)]
    assert any(bands) and not any(bands[-200:]), "all of it is on the page"
    code = QImage(400, 400, QImage.Format.Format_RGB32)
    painter = QPainter(code)
    paint_qr(painter, qr_matrix(KEY), QRectF(0, 0, 400, 400))
    painter.end()
    without = RecoveryPage("토닥 복구 키", KEY[:-1] + "0", [], dressed.font().family())
    assert without.pdf() != page.pdf()


def test_writing_the_page_reaches_nobody_and_loads_no_printing(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
app = QApplication([])
from app.ui.recovery_page import RecoveryPage
from tests.ui.find import button
Path(sys.argv[1]).write_bytes(RecoveryPage("title", "ABCD-EFGH", ["words"], app.font().family()).pdf())
print(Path("/proc/self/maps").read_text())
"""
    trace, file = tmp_path / "trace", tmp_path / "page.pdf"
    command = [*STRACE, "-o", str(trace), sys.executable, "-c", code, str(file)]
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    assert file.read_bytes().startswith(b"%PDF-")
    assert_no_network(trace.read_text(errors="replace"))
    assert "libQt6Gui" in finished.stdout and not REACHING.findall(finished.stdout)


# --- another key -----------------------------------------------------------------------------------------------------


def test_the_key_is_replaced_and_is_to_be_saved_anew(
    live: LiveSession, settings: Settings, diary_folder: Path, qtbot: QtBot
) -> None:
    diary = live.session.diary
    old = diary.recovery_key()
    diary.note_recovery_key_saved()
    page = SettingsPage(live, settings)
    qtbot.addWidget(page)
    card = RecoveryCard(live, page)
    page.show()
    page.arrive(SettingsAt("privacy"))
    button(page, "새로 만들기").click()
    (dialog,) = page.findChildren(RecoveryDialog)
    assert "지금까지 쓰던 복구 키로는 이 일기를 더는 열 수 없어요." in words(dialog)
    (field,) = dialog.findChildren(QLineEdit)
    write(field, "틀린 암호")
    button(dialog, "새 복구 키 만들기").click()
    qtbot.waitUntil(lambda: "암호가 맞지 않아요" in words(dialog), timeout=20_000)
    assert diary.recovery_key() == old and diary.recovery_key_is_saved
    field.selectAll()
    write(field, PASSPHRASE)
    button(dialog, "새 복구 키 만들기").click()
    qtbot.waitUntil(lambda: "새 복구 키를 따로 적어 두세요" in words(dialog), timeout=20_000)
    new = "-".join(each.text() for each in dialog.findChildren(QLabel) if each.property("role") == "key")
    assert new == diary.recovery_key() != old
    (made,) = Backups(settings.backup_folder).list()
    Diary.open_with_recovery_key(made.folder, old, read_only=True).close()
    assert not diary.recovery_key_is_saved
    qtbot.waitUntil(lambda: card.isVisibleTo(page), timeout=20_000)
    dialog.findChild(QCheckBox).click()
    button(dialog, "저장했어요").click()
    qtbot.waitUntil(lambda: diary.recovery_key_is_saved, timeout=20_000)
    with pytest.raises(WrongRecoveryKey):
        Diary.open_with_recovery_key(diary_folder, old, read_only=True)
    Diary.open_with_recovery_key(diary_folder, new, read_only=True).close()


def test_without_a_backup_the_key_is_replaced_only_when_told_to(
    live: LiveSession, settings: Settings, tmp_path: Path, qtbot: QtBot
) -> None:
    old = live.session.diary.recovery_key()
    (tmp_path / "file").write_text("")
    settings["backup_folder"] = str(tmp_path / "file")
    dialog = RecoveryDialog(live, replaces=True)
    qtbot.addWidget(dialog)
    dialog.show()
    (field,) = dialog.findChildren(QLineEdit)
    write(field, PASSPHRASE)
    button(dialog, "새 복구 키 만들기").click()
    qtbot.waitUntil(lambda: "백업 없이 이어서 할까요?" in words(dialog), timeout=20_000)
    assert live.session.diary.recovery_key() == old
    assert not faults(dialog)
    button(dialog, "백업 없이 만들기").click()
    qtbot.waitUntil(lambda: "새 복구 키를 따로 적어 두세요" in words(dialog), timeout=20_000)
    assert live.session.diary.recovery_key() != old


@pytest.fixture
def window(live: LiveSession, qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def replacing(live: LiveSession, window: QWidget) -> RecoveryDialog:
    """The dialog, told to make another key."""
    dialog = RecoveryDialog(live, window, replaces=True)
    dialog.open()
    (field,) = dialog.findChildren(QLineEdit)
    write(field, PASSPHRASE)
    button(dialog, "새 복구 키 만들기").click()
    return dialog


def test_closing_the_dialog_stops_the_replacement(
    live: LiveSession, window: QWidget, endless_backup: threading.Event, qtbot: QtBot
) -> None:
    diary = live.session.diary
    old = diary.recovery_key()
    diary.note_recovery_key_saved()
    dialog = replacing(live, window)
    qtbot.waitUntil(endless_backup.is_set, timeout=20_000)
    with qtbot.waitSignal(dialog.rejected, timeout=20_000):
        dialog.reject()
        said = [label.text() for label in dialog.findChildren(QLabel)]  # it may close before it is painted
        assert dialog.isVisible() and "멈추고 있어요…" in said
    assert diary.recovery_key() == old and diary.recovery_key_is_saved


def test_it_is_not_begun_any_more_where_there_is_no_backup_to_stop(
    live: LiveSession, settings: Settings, window: QWidget, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    begun, go_on, real = threading.Event(), threading.Event(), Diary.check_passphrase

    def check(self: Diary, passphrase: str) -> None:
        begun.set()
        go_on.wait(60)
        real(self, passphrase)

    monkeypatch.setattr(Diary, "check_passphrase", check)
    settings["automatic_backup"] = False
    old = live.session.diary.recovery_key()
    dialog = replacing(live, window)
    qtbot.waitUntil(begun.is_set, timeout=20_000)
    with qtbot.waitSignal(dialog.rejected, timeout=20_000):
        dialog.reject()
        go_on.set()
    assert live.session.diary.recovery_key() == old


def test_a_key_that_was_made_before_it_could_be_stopped_is_shown(
    live: LiveSession, window: QWidget, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    begun, go_on, real = threading.Event(), threading.Event(), Diary.replace_recovery_key

    def replace(self: Diary, passphrase: str) -> str:
        begun.set()
        go_on.wait(60)
        return real(self, passphrase)

    monkeypatch.setattr(Diary, "replace_recovery_key", replace)
    old = live.session.diary.recovery_key()
    dialog = replacing(live, window)
    qtbot.waitUntil(begun.is_set, timeout=20_000)
    dialog.reject()
    go_on.set()
    qtbot.waitUntil(lambda: "새 복구 키를 따로 적어 두세요" in words(dialog), timeout=20_000)
    new = "-".join(each.text() for each in dialog.findChildren(QLabel) if each.property("role") == "key")
    assert new == live.session.diary.recovery_key() != old
    with qtbot.waitSignal(dialog.rejected):
        button(dialog, "닫기").click()


@pytest.mark.parametrize("longer", [False, True], ids=["as it is", "twice as long"])
@pytest.mark.parametrize("text_size", [100, 150])
def test_the_dialog_fits(live: LiveSession, qtbot: QtBot, longer: bool, text_size: int) -> None:
    found: list[str] = []
    with stretched("ko", longer):
        theme.keeper().wear("light", text_size)
        dialog = RecoveryDialog(live, replaces=True)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.wait(60)
        found += faults(dialog)
        dialog._show_key(KEY)
        qtbot.wait(120)
        found += faults(dialog)
        unnamed, _ = nameless(dialog)
        found += unnamed
    theme.keeper().wear("light", 100)
    assert not found, "\n".join(found)
