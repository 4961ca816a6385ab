"""Backups in the window: made, stopped, chosen from and restored; the automatic one; room, export and import."""

import json
import shutil
import stat
import threading
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.config import GROUPS, Settings
from app.diary.entry import Source, Utterance
from app.errors import TodakError
from app.storage import backup as backups_made
from app.storage.backup import back_up
from app.storage.backups import Backups
from app.storage.repository import Diary
from app.ui import automatic_backup, theme
from app.ui.advice import breakable
from app.ui.automatic_backup import AutomaticBackup
from app.ui.live_session import LiveSession
from app.ui.pages.entries import EntriesPage
from app.ui.pages.settings_backup import BackupGroup
from app.ui.places import Entries
from app.ui.widgets.restore_dialog import RestoreDialog
from app.ui.widgets.row_list import RowList
from tests.conftest import PASSPHRASE
from tests.ui.accessibility import nameless
from tests.ui.find import button
from tests.ui.inspection import faults
from tests.ui.open_every_page import stretched

DAY = date(2026, 11, 20)
MOMENT = datetime.fromisoformat("2026-11-20T21:10:00+09:00")


@pytest.fixture(autouse=True)
def no_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is said here: the engines need not be loaded."""
    monkeypatch.setattr(LiveSession, "_warm", lambda _self, _session: None)


@pytest.fixture
def group(live: LiveSession, settings: Settings, qtbot: QtBot) -> BackupGroup:
    (declared,) = (each for each in GROUPS if each.name == "backup")
    made = BackupGroup(declared, live, settings)
    qtbot.addWidget(made)
    made.resize(760, 900)
    made.show()
    made.arrive()
    return made


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Backups begin, and wait there until the event is set or they are cancelled."""
    go_on, begun = threading.Event(), backups_made._Making.run

    def wait(self: Any, *arguments: Any) -> Any:
        while not go_on.wait(0.005) and not self._cancelled():
            continue
        self._stop_if_asked()
        return begun(self, *arguments)

    monkeypatch.setattr(backups_made._Making, "run", wait)
    yield go_on
    go_on.set()


def say(live: LiveSession, text: str, *, new_entry: bool = False) -> Utterance:
    return live.session.diary.append(text, Source.TYPED, started_at=MOMENT, day=DAY, new_entry=new_entry)


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def made_in(folder: Path) -> list[Path]:
    return [each.folder for each in Backups(folder).list()]


# --- making one ------------------------------------------------------------------------------------------------------


def test_a_backup_is_made_now_and_said(group: BackupGroup, live: LiveSession, settings: Settings, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "아직 백업이 없어요." in words(group.now), timeout=10_000)
    say(live, "백업할 말")
    button(group, "지금 백업하기").click()
    assert not button(group, "지금 백업하기").isEnabled() and "백업하고 있어요" in words(group.now)
    qtbot.waitUntil(lambda: "백업했어요. 이야기 1개와 녹음 0개를" in words(group.now), timeout=20_000)
    qtbot.waitUntil(lambda: "모두 1개" in words(group.now), timeout=10_000)
    assert "오늘 " in words(group.now) and button(group, "지금 백업하기").isEnabled()
    (made,) = Backups(settings.backup_folder).list()
    assert made.is_as_made()
    with Diary.open(made.folder, PASSPHRASE, read_only=True) as copy:
        assert copy.search("백업할")


def test_it_can_be_stopped(group: BackupGroup, settings: Settings, held: threading.Event, qtbot: QtBot) -> None:
    button(group, "지금 백업하기").click()
    button(group.now, "멈추기").click()
    qtbot.waitUntil(lambda: "멈췄어요. 일기는 그대로예요." in words(group.now), timeout=10_000)
    assert button(group, "지금 백업하기").isEnabled() and not made_in(settings.backup_folder)


def test_the_lock_stops_it_and_words_are_stored_meanwhile(
    group: BackupGroup, live: LiveSession, settings: Settings, held: threading.Event, diary_folder: Path, qtbot: QtBot
) -> None:
    button(group, "지금 백업하기").click()
    stored: list[Utterance] = []
    live.say("백업하는 동안 한 말", stored.append, pytest.fail)
    qtbot.waitUntil(lambda: bool(stored), timeout=10_000)
    with qtbot.waitSignal(live.closed, timeout=30_000):
        live.close()
    assert not made_in(settings.backup_folder) and not list(settings.backup_folder.glob(".todak-*"))
    with Diary.open(diary_folder, PASSPHRASE) as diary:
        assert diary.search("동안")


def test_another_folder_is_chosen_but_not_the_diarys_own(
    group: BackupGroup, live: LiveSession, settings: Settings, tmp_path: Path, qtbot: QtBot
) -> None:
    before = settings.backup_folder
    for wrong in (live.folder, live.folder / "audio"):
        group.place.choose(str(wrong))
        assert "일기 폴더 안에는 백업하지 않아요." in words(group.place) and settings.backup_folder == before
    with qtbot.waitSignal(group.place.changed, timeout=10_000):
        group.place.choose(str(tmp_path / "usb"))
    assert Settings().backup_folder == tmp_path / "usb" and "일기 폴더 안에는" not in words(group.place)
    button(group, "지금 백업하기").click()
    qtbot.waitUntil(lambda: "백업했어요." in words(group.now), timeout=20_000)
    assert len(made_in(tmp_path / "usb")) == 1 and not before.exists()


# --- the automatic one -----------------------------------------------------------------------------------------------


@pytest.fixture
def automatic(live: LiveSession, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AutomaticBackup:
    monkeypatch.setattr(automatic_backup, "FIRST_MS", 50)
    monkeypatch.setattr(automatic_backup, "BUSY_MS", 50)
    return AutomaticBackup(live, settings, live)


def test_the_daily_backup_is_made_once_and_by_itself(
    automatic: AutomaticBackup, live: LiveSession, settings: Settings, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(automatic.made, timeout=20_000):
        say(live, "오늘 한 말")
    qtbot.waitUntil(lambda: not live._copying.is_busy, timeout=10_000)
    automatic.look()  # not due any more
    qtbot.waitUntil(lambda: not live._copying.is_busy, timeout=10_000)
    assert len(made_in(settings.backup_folder)) == 1


def test_it_waits_while_somebody_speaks(
    live: LiveSession, settings: Settings, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    live.recording = "listening"
    monkeypatch.setattr(automatic_backup, "FIRST_MS", 10)
    monkeypatch.setattr(automatic_backup, "BUSY_MS", 10)
    automatic = AutomaticBackup(live, settings, live)
    say(live, "말")
    qtbot.wait(150)
    assert not live._copying.is_busy and not made_in(settings.backup_folder)
    with qtbot.waitSignal(automatic.made, timeout=20_000):
        live.recording = "idle"


def test_turned_off_none_is_made(
    live: LiveSession, settings: Settings, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    settings["automatic_backup"] = False
    automatic = AutomaticBackup(live, settings, live)
    say(live, "말")
    automatic.look()
    assert not live._copying.is_busy


def test_a_failure_is_told_once(live: LiveSession, settings: Settings, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "file").touch()
    settings["backup_folder"] = str(tmp_path / "file" / "backups")
    automatic = AutomaticBackup(live, settings, live)
    say(live, "말")
    told: list[TodakError] = []
    live.trouble.connect(told.append)
    for _ in range(2):
        automatic.look()
        qtbot.waitUntil(lambda: not live._copying.is_busy, timeout=10_000)
    assert [each.code for each in told] == ["backup_failed"]


# --- before what cannot be taken back --------------------------------------------------------------------------------


@pytest.fixture
def no_room(settings: Settings, tmp_path: Path) -> Path:
    """Backups cannot be made: a file is where their folder should be. Returns it."""
    file = tmp_path / "file"
    file.write_text("")
    settings["backup_folder"] = str(file)
    return file


def test_compacting_makes_a_backup_first(
    group: BackupGroup, live: LiveSession, settings: Settings, qtbot: QtBot
) -> None:
    say(live, "말")
    for _ in range(2):  # the second finds that one fresh
        button(group, "줄이기").click()
        qtbot.waitUntil(lambda: "더 줄일 것이" in words(group) or "되찾았어요" in words(group), timeout=20_000)
        assert len(made_in(settings.backup_folder)) == 1
        group.compacting.clear()


def test_turned_off_it_compacts_without(
    group: BackupGroup, live: LiveSession, settings: Settings, qtbot: QtBot
) -> None:
    settings["automatic_backup"] = False
    say(live, "말")
    button(group, "줄이기").click()
    qtbot.waitUntil(lambda: "더 줄일 것이" in words(group) or "되찾았어요" in words(group), timeout=20_000)
    assert not made_in(settings.backup_folder)


def test_without_a_backup_it_compacts_only_when_told_to(
    group: BackupGroup, live: LiveSession, no_room: Path, qtbot: QtBot
) -> None:
    say(live, "말")
    button(group, "줄이기").click()
    qtbot.waitUntil(lambda: "백업 없이 이어서 할까요?" in words(group), timeout=20_000)
    assert breakable(str(no_room)) in words(group) and "되찾았어요" not in words(group)
    button(group, "백업 없이 줄이기").click()
    qtbot.waitUntil(lambda: "더 줄일 것이" in words(group) or "되찾았어요" in words(group), timeout=20_000)
    assert "백업 없이 이어서 할까요?" not in words(group)


# --- bringing back ---------------------------------------------------------------------------------------------------


@pytest.fixture
def lost(live: LiveSession, settings: Settings) -> dict[str, str]:
    """Two backups of a diary that has lost things since; ids of entries by what happened to them."""
    diary = live.session.diary
    made = {name: say(live, f"{name}에 대한 말", new_entry=True) for name in ("남은 것", "없어진 것", "지운 것")}
    back_up(diary, settings.backup_folder)
    back_up(diary, settings.backup_folder)
    for name in ("없어진 것", "지운 것"):
        diary.trash(made[name].entry_id)
        diary.purge(made[name].entry_id)
    with diary._writing() as connection:  # as if a bug had lost it: nobody threw it away
        connection.exec_driver_sql("DELETE FROM meta WHERE name = ?", (f"gone {made['없어진 것'].id}",))
    diary.edit_text(made["남은 것"].id, "고친 말")
    say(live, "백업 뒤의 말", new_entry=True)
    return {name: each.entry_id for name, each in made.items()}


def open_dialog(live: LiveSession, settings: Settings, qtbot: QtBot) -> RestoreDialog:
    dialog = RestoreDialog(live, settings.backup_folder)
    dialog.open()
    qtbot.waitUntil(lambda: bool(dialog._cards) and "보고 있어요" not in words(dialog), timeout=10_000)
    return dialog


def test_what_is_missing_comes_back_and_nothing_else(
    live: LiveSession, settings: Settings, lost: dict[str, str], qtbot: QtBot
) -> None:
    newest, older = made_in(settings.backup_folder)
    broken = bytearray((newest / "diary.db").read_bytes())
    broken[6_000] ^= 1
    (newest / "diary.db").write_bytes(broken)
    dialog = open_dialog(live, settings, qtbot)
    assert words(dialog).count("손상됐어요") == 1 and words(dialog).count("온전해요") == 1
    first, second = (each for each in dialog.findChildren(QPushButton) if each.text() == "살펴보기")
    assert not first.isEnabled()
    second.click()
    qtbot.waitUntil(lambda: "백업에만 있어요" in words(dialog), timeout=20_000)
    said = words(dialog)
    assert "이런 것이 달라요" in said and "없어진 것에 대한 말" in said
    assert "지금 일기에만 있는 이야기 1개" in said and "완전히 지운 일기예요" in said
    # The words that were edited are in the history already: nothing would come.
    assert "글이 달라진" not in said
    with qtbot.waitSignal(live.diary_changed, timeout=20_000):
        button(dialog, "없어진 것만 되살리기").click()
    assert "일기 1개, 이야기 1개, 녹음 0개가 돌아왔어요." in words(dialog)
    texts = {each.text for entry in live.session.diary.entries() for each in entry.utterances}
    assert texts == {"고친 말", "없어진 것에 대한 말", "백업 뒤의 말"}
    button(dialog, "다른 백업 보기").click()
    qtbot.waitUntil(lambda: older in dialog._cards, timeout=10_000)
    dialog.compare(older)
    qtbot.waitUntil(lambda: "완전히 지운 일기예요" in words(dialog), timeout=20_000)
    restore = button(dialog, "없어진 것만 되살리기")
    assert not restore.isEnabled()  # what was thrown away is chosen first
    (box,) = dialog.findChildren(QCheckBox)
    box.setChecked(True)
    with qtbot.waitSignal(live.diary_changed, timeout=20_000):
        restore.click()
    assert live.session.diary.search("지운")
    dialog.reject()


def test_what_came_back_is_in_the_list_that_was_there_before(
    live: LiveSession, settings: Settings, lost: dict[str, str], qtbot: QtBot
) -> None:
    page = EntriesPage(live, settings)
    qtbot.addWidget(page)
    page.show()
    page.arrive(Entries())
    (listed,) = (each for each in page.findChildren(RowList) if each.isVisible())
    model = listed.model()

    def openings() -> list[str]:
        return [model.data(model.index(row, 0)) for row in range(model.rowCount())]

    qtbot.waitUntil(lambda: len(openings()) == 2, timeout=10_000)
    page.hide()
    dialog = open_dialog(live, settings, qtbot)
    dialog.compare(made_in(settings.backup_folder)[0])
    qtbot.waitUntil(lambda: "이런 것이 달라요" in words(dialog), timeout=20_000)
    with qtbot.waitSignal(live.entries_came, timeout=20_000):
        button(dialog, "없어진 것만 되살리기").click()
    dialog.reject()
    page.show()
    page.arrive(Entries())
    qtbot.waitUntil(lambda: "없어진 것에 대한 말" in openings(), timeout=10_000)
    assert len(openings()) == 3


def test_what_is_there_is_backed_up_before_anything_comes_back_unless_told_otherwise(
    live: LiveSession, settings: Settings, lost: dict[str, str], tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "file").write_text("")
    dialog = open_dialog(live, settings, qtbot)
    dialog.compare(made_in(settings.backup_folder)[0])
    qtbot.waitUntil(lambda: "이런 것이 달라요" in words(dialog), timeout=20_000)
    settings["backup_folder"] = str(tmp_path / "file")
    button(dialog, "없어진 것만 되살리기").click()
    qtbot.waitUntil(lambda: "아직 되살리지 않았어요" in words(dialog), timeout=20_000)
    assert "백업 없이 이어서 할까요?" in words(dialog) and not live.session.diary.search("없어진 것에")
    with qtbot.waitSignal(live.diary_changed, timeout=20_000):
        button(dialog, "백업 없이 되살리기").click()
    assert "일기 1개, 이야기 1개, 녹음 0개가 돌아왔어요." in words(dialog)
    dialog.reject()


def test_one_that_is_due_is_made_before_anything_comes_back(
    live: LiveSession, settings: Settings, lost: dict[str, str], tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = open_dialog(live, settings, qtbot)
    dialog.compare(made_in(settings.backup_folder)[0])
    qtbot.waitUntil(lambda: "이런 것이 달라요" in words(dialog), timeout=20_000)
    settings["backup_folder"] = str(tmp_path / "usb")
    with qtbot.waitSignal(live.diary_changed, timeout=20_000):
        button(dialog, "없어진 것만 되살리기").click()
    (made,) = made_in(tmp_path / "usb")
    with Diary.open(made, PASSPHRASE, read_only=True) as before:
        assert before.search("백업 뒤의") and not before.search("없어진 것에")
    dialog.reject()


def test_where_nothing_is_missing_there_is_nothing_to_do(live: LiveSession, settings: Settings, qtbot: QtBot) -> None:
    say(live, "말")
    back_up(live.session.diary, settings.backup_folder)
    dialog = open_dialog(live, settings, qtbot)
    dialog.compare(made_in(settings.backup_folder)[0])
    qtbot.waitUntil(lambda: "없어진 것이 없어요" in words(dialog), timeout=20_000)
    assert not any(
        each.isVisibleTo(dialog) and "다시 가져오기" in each.text() for each in dialog.findChildren(QPushButton)
    )
    dialog.reject()


def test_backups_are_looked_for_elsewhere_and_another_diarys_are_not_ours(
    live: LiveSession, settings: Settings, tmp_path: Path, qtbot: QtBot
) -> None:
    say(live, "말")
    back_up(live.session.diary, settings.backup_folder)
    other, _ = Diary.create(tmp_path / "other", PASSPHRASE)
    with other:
        back_up(other, tmp_path / "usb")
    dialog = open_dialog(live, settings, qtbot)
    dialog.look_in(str(tmp_path / "usb"))
    qtbot.waitUntil(lambda: "이 폴더에는 이 일기의 백업이 없어요." in words(dialog), timeout=10_000)
    shutil.move(made_in(settings.backup_folder)[0], tmp_path / "usb" / "ours")
    dialog.look_in(str(tmp_path / "usb"))
    qtbot.waitUntil(lambda: len(dialog._cards) == 1, timeout=10_000)
    dialog.reject()


def test_the_lock_closes_the_dialog_and_what_it_says(
    live: LiveSession, settings: Settings, lost: dict[str, str], qtbot: QtBot
) -> None:
    dialog = open_dialog(live, settings, qtbot)
    dialog.compare(made_in(settings.backup_folder)[0])
    with qtbot.waitSignals([live.closed, dialog.destroyed], timeout=30_000):
        live.close()


@pytest.mark.parametrize("longer", [False, True], ids=["as it is", "twice as long"])
def test_dialog_and_group_fit(
    live: LiveSession, settings: Settings, lost: dict[str, str], qtbot: QtBot, longer: bool
) -> None:
    found: list[str] = []
    with stretched("ko", longer):
        dialog = RestoreDialog(live, settings.backup_folder)
        dialog.open()

        def look(name: str) -> None:
            for appearance in ("light", "dark"):
                theme.keeper().wear(appearance)
                qtbot.wait(80)
                found.extend(f"{name} {appearance}: {fault}" for fault in faults(dialog))
            unnamed, _ = nameless(dialog)
            found.extend(unnamed)

        qtbot.waitUntil(lambda: bool(dialog._cards), timeout=10_000)
        look("list")
        dialog.compare(made_in(settings.backup_folder)[0])
        look("comparing")
        qtbot.waitUntil(lambda: dialog._work is None, timeout=20_000)
        look("differs")
        dialog.reject()
    theme.keeper().wear("light")
    assert not found, "\n".join(found)


# --- room, export, import --------------------------------------------------------------------------------------------


def test_compacting_says_what_was_won(group: BackupGroup, live: LiveSession, qtbot: QtBot) -> None:
    long = say(live, "긴 말 " * 200_000)
    live.session.diary.trash(long.entry_id)
    live.session.diary.purge(long.entry_id)
    group.compacting.button.click()
    qtbot.waitUntil(lambda: "MB를 되찾았어요." in words(group.compacting), timeout=20_000)
    group.compacting.button.click()
    qtbot.waitUntil(lambda: "더 줄일 것이 없었어요." in words(group.compacting), timeout=20_000)


def test_the_export_asks_first_and_the_import_adds(
    group: BackupGroup, live: LiveSession, tmp_path: Path, qtbot: QtBot
) -> None:
    said = say(live, "내보낼 말")
    file = tmp_path / "out" / "diary.json"
    file.parent.mkdir()
    group.exporting.button.click()
    assert "암호로 잠기지 않아요" in words(group.exporting) and not live._copying.is_busy
    group.exporting.export_to(str(live.folder / "diary.json"))
    assert "일기 폴더 안이라 내보내지 않았어요." in words(group.exporting)
    group.exporting.export_to(str(file))
    qtbot.waitUntil(lambda: "이야기 1개를 내보냈어요." in words(group.exporting), timeout=10_000)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text())["utterances"][0]["text"] == "내보낼 말"
    group.importing.import_from(str(file))
    qtbot.waitUntil(lambda: "더할 것이 없었어요." in words(group.importing), timeout=10_000)
    live.session.diary.trash(said.entry_id)
    live.session.diary.purge(said.entry_id)
    with qtbot.waitSignal(live.entries_came, timeout=10_000):
        group.importing.import_from(str(file))
    assert "일기 1개, 이야기 1개를 가져왔어요." in words(group.importing)
    file.write_text("{}")
    group.importing.import_from(str(file))
    qtbot.waitUntil(lambda: "토닥이 내보낸 파일이 아니에요" in words(group.importing), timeout=10_000)
