"""Breathing 4-7-8: the clock, the dialog, its end, its words for a screen reader."""

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QStyle
from pytestqt.qtbot import QtBot

from app.diary.entry import Care, Reply, ReplyKind, Source, Utterance
from app.session import now
from app.ui.breathing import READY_SECONDS, ROUNDS, WHOLE_SECONDS, Phase, breath_at
from app.ui.live_session import LiveSession
from app.ui.widgets.breath_circle import BreathCircle
from app.ui.widgets.breathing_dialog import BreathingDialog
from tests.ui import find

TENTHS = [tenth / 10 for tenth in range(round(WHOLE_SECONDS * 10) + 20)]


def test_four_in_seven_held_eight_out_four_times() -> None:
    breaths = [breath_at(seconds) for seconds in TENTHS]
    spent = {phase: sum(breath.phase is phase for breath in breaths) / 10 for phase in Phase}
    assert spent[Phase.READY] == READY_SECONDS
    assert (spent[Phase.IN], spent[Phase.HOLD], spent[Phase.OUT]) == pytest.approx((4 * 4, 4 * 7, 4 * 8))
    order = [breath.phase for breath, after in pairwise(breaths) if breath.phase is not after.phase]
    assert order == [Phase.READY, *[Phase.IN, Phase.HOLD, Phase.OUT] * ROUNDS]
    assert [breath_at(READY_SECONDS + 19 * turn).round for turn in range(ROUNDS)] == [1, 2, 3, 4]


def test_the_lungs_fill_and_empty_without_a_jump_and_the_count_goes_down() -> None:
    breaths = [breath_at(seconds) for seconds in TENTHS]
    assert max(abs(after.fullness - before.fullness) for before, after in pairwise(breaths)) < 0.05
    assert {breath.fullness for breath in breaths if breath.phase is Phase.HOLD} == {1.0}
    for before, after in pairwise(breaths):
        if before.phase is after.phase:
            assert after.left in (before.left, before.left - 1)
    assert [breath_at(READY_SECONDS + second).left for second in (0, 1, 2, 3, 4, 10.5, 11)] == [4, 3, 2, 1, 7, 1, 8]


@pytest.fixture
def dialog(live: LiveSession, qtbot: QtBot) -> BreathingDialog:
    made = BreathingDialog(live)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.open()
    return made


def words(dialog: BreathingDialog) -> list[str]:
    return [each.text() for each in dialog.findChildren(QLabel) if each.text()]


def test_it_says_and_shows_what_to_do(dialog: BreathingDialog, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: told.append(event.message()))
    dialog._timer.stop()
    for seconds in (READY_SECONDS + 0.1, READY_SECONDS + 0.2, READY_SECONDS + 5, READY_SECONDS + 12):
        dialog.show_breath(breath_at(seconds))
    assert told == ["코로 들이쉬어요", "그대로 멈춰요", "입으로 길게 내쉬어요"]  # once for each, not at every frame
    assert "입으로 길게 내쉬어요" in words(dialog) and "7" in words(dialog)
    dialog.show_breath(breath_at(WHOLE_SECONDS))
    assert "잘 쉬었어요. 이제 편하게 숨 쉬세요." in words(dialog)
    find.button(dialog, "닫기").click()
    assert not dialog.isVisible()


def test_it_runs_by_itself_and_the_circle_grows(dialog: BreathingDialog, qtbot: QtBot) -> None:
    [circle] = dialog.findChildren(BreathCircle)
    assert dialog.is_moving and circle.fullness == 0
    qtbot.waitUntil(lambda: 0 < circle.fullness < 1, timeout=20_000)


def test_escape_and_the_button_end_it_at_once(live: LiveSession, qtbot: QtBot) -> None:
    for end in (
        lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Escape),
        lambda dialog: find.button(dialog, "그만하기").click(),
    ):
        dialog = BreathingDialog(live)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.open()
        end(dialog)
        assert not dialog.isVisible()


def test_the_button_has_the_keyboard(dialog: BreathingDialog) -> None:
    assert dialog.focusWidget() is find.button(dialog, "그만하기")


def test_where_motion_is_not_wanted_only_the_words_change(
    live: LiveSession, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = BreathingDialog(live)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)

    class Still:
        def styleHint(self, hint: QStyle.StyleHint, *_: object) -> int:
            assert hint is QStyle.StyleHint.SH_Widget_Animation_Duration
            return 0

    monkeypatch.setattr(made, "style", Still)
    made.open()
    [circle] = made.findChildren(BreathCircle)
    before = circle.fullness
    assert not made.is_moving
    for seconds in (READY_SECONDS + 1, READY_SECONDS + 3, READY_SECONDS + 14):
        made.show_breath(breath_at(seconds))
        assert circle.fullness == before
    assert "입으로 길게 내쉬어요" in words(made)


def test_the_lock_and_a_crisis_close_it(live: LiveSession, qtbot: QtBot) -> None:
    grave = Utterance("u", "e", 0, "", Source.TYPED, now(), reply=Reply("109", ReplyKind.CRISIS, Care.HARD, "test"))
    for signal, told in ((live.closed, ()), (live.answered, (grave,))):
        dialog = BreathingDialog(live)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.open()
        signal.emit(*told)
        assert not dialog.isVisible()
