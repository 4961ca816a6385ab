"""Bubbles: what was said, corrected, edited in place, heard again; the answer; the cards of a crisis."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, QPoint, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel, QProxyStyle, QPushButton, QStyle, QWidget
from pytestqt.qtbot import QtBot

from app.diary.emotion import Emotion, EmotionScores
from app.diary.entry import Care, EmotionReading, Entry, Reply, ReplyKind, Source, Utterance
from app.errors import DiskFull
from app.models.companion import crisis_english
from app.models.companion.crisis import HARD, HEARD, SOFT_OF
from app.models.companion.danger import DangerKind
from app.storage.ids import draft_id
from app.storage.repository import Diary
from app.ui import translation
from app.ui.live_session import LiveSession
from app.ui.widgets import edit_field
from app.ui.widgets.bubble import ReplyBubble, UtteranceBubble
from app.ui.widgets.conversation_view import ConversationView
from app.ui.widgets.crisis_card import CrisisCard, SoftCard, lines_for
from app.ui.widgets.edit_field import EditField
from app.ui.widgets.emotion_chip import EmotionChip
from app.ui.widgets.hotline_button import HotlineButton
from app.ui.widgets.sound_button import SoundButton
from app.ui.widgets.spoken_text import SpokenText
from app.ui.widgets.thinking_dots import ThinkingDots
from app.ui.widgets.wrapped_text import WrappedText
from tests.conftest import open_diary

NOON = datetime(2026, 11, 20, 12, 0).astimezone()
SAD = EmotionReading(EmotionScores.of({"슬픔": 0.9, "일상": 0.1}), True, (), "test 1")
COMFORT = Reply("많이 속상했겠어요.", ReplyKind.COMFORT, Care.NONE, "test 1")
CRISIS = Reply(HARD[DangerKind.SUICIDE][0], ReplyKind.CRISIS, Care.HARD, "test 1")
GENTLE = Reply(SOFT_OF[DangerKind.SUICIDE][0], ReplyKind.COMFORT, Care.SOFT, "test 1")
TYPED = "비가 와서 약속이 미뤄졌다."


def store(
    live: LiveSession, qtbot: QtBot, *texts: str, reply: Reply | None = COMFORT, has_audio: bool = False
) -> list[Utterance]:
    """One entry in the diary with these utterances, read and (with a reply) answered."""
    entry_id = Diary.new_id()
    utterances = tuple(
        Utterance(
            id=Diary.new_id(),
            entry_id=entry_id,
            position=position,
            text=text,
            source=Source.VOICE if has_audio else Source.TYPED,
            started_at=NOON,
            has_audio=has_audio,
            reading=SAD if text else None,
            reply=reply,
        )
        for position, text in enumerate(texts)
    )
    entry = Entry(entry_id, NOON.date(), NOON, utterances, is_open=False)
    wait_for(qtbot, lambda done: live.write(lambda diary: diary.add_entries([entry]), done))
    return list(utterances)


def wait_for(qtbot: QtBot, ask: Callable[[Callable[[object], None]], None]) -> object:
    """What a LiveSession call tells its `done`."""
    told: list[object] = []
    ask(told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=10_000)
    return told[0]


def stored(live: LiveSession, qtbot: QtBot, utterance_id: str) -> Utterance:
    """The utterance as the diary has it."""
    found = wait_for(qtbot, lambda done: live.read(lambda diary: diary.utterance(utterance_id), done))
    assert isinstance(found, Utterance)
    return found


def drafts(live: LiveSession, qtbot: QtBot) -> dict[str, str]:
    found = wait_for(qtbot, lambda done: live.read(lambda diary: diary.drafts(), done))
    assert isinstance(found, dict)
    return found


@pytest.fixture
def view(live: LiveSession, qtbot: QtBot) -> ConversationView:
    """A conversation in a window of its own, kept up to date as a page does."""
    made = ConversationView(live)
    live.utterance_changed.connect(made.put)
    qtbot.addWidget(made)
    made.resize(720, 600)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow, timeout=5_000)
    return made


def show(view: ConversationView, qtbot: QtBot, utterances: list[Utterance]) -> list[UtteranceBubble]:
    view.show_utterances(utterances)
    qtbot.waitUntil(lambda: len(bubbles(view)) == len(utterances), timeout=10_000)
    return bubbles(view)


def bubbles(view: ConversationView) -> list[UtteranceBubble]:
    """From top to bottom."""
    QApplication.processEvents()
    return sorted(view.findChildren(UtteranceBubble), key=lambda each: each.mapTo(view, each.pos()).y())


def named(widget: QWidget, name: str) -> QPushButton:
    """The visible button of that name."""
    found = [
        each
        for each in widget.findChildren(QPushButton)
        if not each.isHidden() and name in (each.text(), each.accessibleName())
    ]
    assert len(found) == 1, [each.accessibleName() or each.text() for each in widget.findChildren(QPushButton)]
    return found[0]


def words(widget: QWidget) -> str:
    """Every visible line of text."""
    return "\n".join(each.toPlainText() for each in widget.findChildren(WrappedText) if each.isVisible())


def begin_edit(bubble: UtteranceBubble, qtbot: QtBot) -> EditField:
    qtbot.mouseClick(named(bubble, "한 말 고치기"), Qt.MouseButton.LeftButton)
    field = bubble.findChild(EditField)
    assert field is not None
    qtbot.waitUntil(field.hasFocus, timeout=5_000)
    return field


def compose(field: EditField, preedit: str, commit: str = "") -> None:
    """What an input method sends."""
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(field, event)


# --- what was said ---------------------------------------------------------------------------------------------------


def test_words_are_whole_at_any_width(view: ConversationView, live: LiveSession, qtbot: QtBot) -> None:
    long = "https://example.com/" + "a" * 300
    show(view, qtbot, store(live, qtbot, long, "오늘은 " * 60, "네"))
    for width in (1200, 420):
        view.resize(width, 600)
        QApplication.processEvents()
        for text in view.findChildren(WrappedText):
            if text.isVisible():
                needed = text.document().size()
                assert text.viewport().height() >= needed.height() - 1
                assert text.viewport().width() >= needed.width() - 1
        assert view.horizontalScrollBar().maximum() == 0
    assert long in words(view)


def test_diary_text_is_never_markup(view: ConversationView, live: LiveSession, qtbot: QtBot) -> None:
    show(view, qtbot, store(live, qtbot, "<b>굵게</b> &amp;"))
    assert "<b>굵게</b> &amp;" in words(view)


def test_a_correction_is_kept_beside_the_prediction_and_can_be_undone(
    view: ConversationView, live: LiveSession, qtbot: QtBot
) -> None:
    [utterance] = store(live, qtbot, TYPED)
    [bubble] = show(view, qtbot, [utterance])
    chip = bubble.findChild(EmotionChip)
    assert chip is not None and chip.text() == "슬픔"
    with qtbot.waitSignal(view.notice, timeout=5_000) as notice:
        chip.corrected.emit(Emotion.ANGER)
    kept = stored(live, qtbot, utterance.id)
    assert kept.felt is Emotion.ANGER and kept.reading == SAD
    assert chip.text() == "분노"
    with qtbot.waitSignal(live.utterance_changed, timeout=5_000):
        notice.args[1]()
    assert stored(live, qtbot, utterance.id).felt is None
    assert chip.text() == "슬픔"


def test_a_recording_without_words_says_so_and_takes_them(
    view: ConversationView, live: LiveSession, qtbot: QtBot
) -> None:
    [utterance] = store(live, qtbot, "", has_audio=True)
    [bubble] = show(view, qtbot, [utterance])
    qtbot.mouseClick(named(bubble, "무슨 말이었는지 적기"), Qt.MouseButton.LeftButton)
    field = bubble.findChild(EditField)
    assert field is not None
    qtbot.keyClicks(field, "good night")
    with qtbot.waitSignal(live.utterance_changed, timeout=5_000):
        qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert stored(live, qtbot, utterance.id).text == "good night"
    assert "good night" in words(bubble)


# --- editing ---------------------------------------------------------------------------------------------------------


def test_an_edit_is_kept_on_leaving_and_read_again(view: ConversationView, live: LiveSession, qtbot: QtBot) -> None:
    first, second = store(live, qtbot, TYPED, "잠이 안 온다.")
    bubble, other = show(view, qtbot, [first, second])
    field = begin_edit(bubble, qtbot)
    field.setPlainText("비가 와서 약속을 다음 주로 미뤘다.")
    with qtbot.waitSignal(live.utterance_changed, timeout=5_000):
        other.findChild(WrappedText).setFocus()  # type: ignore[union-attr]
    assert stored(live, qtbot, first.id).text == "비가 와서 약속을 다음 주로 미뤘다."
    assert "다음 주로" in words(bubble)
    assert drafts(live, qtbot) == {}
    qtbot.waitUntil(lambda: stored(live, qtbot, first.id).reading is not None, timeout=30_000)
    assert stored(live, qtbot, first.id).reading != SAD
    assert stored(live, qtbot, first.id).reply == COMFORT


def test_esc_leaves_the_words_as_they_were(view: ConversationView, live: LiveSession, qtbot: QtBot) -> None:
    [utterance] = store(live, qtbot, TYPED)
    [bubble] = show(view, qtbot, [utterance])
    field = begin_edit(bubble, qtbot)
    qtbot.keyClicks(field, "xyz")
    qtbot.waitUntil(lambda: draft_id(utterance.id) in drafts(live, qtbot), timeout=2_000)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: drafts(live, qtbot) == {}, timeout=5_000)
    assert words(bubble) == TYPED
    assert stored(live, qtbot, utterance.id) == utterance


def test_an_empty_edit_is_refused_gently(view: ConversationView, live: LiveSession, qtbot: QtBot) -> None:
    [utterance] = store(live, qtbot, TYPED)
    [bubble] = show(view, qtbot, [utterance])
    field = begin_edit(bubble, qtbot)
    field.clear()
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert words(bubble) == TYPED
    assert stored(live, qtbot, utterance.id) == utterance


def test_typing_can_be_undone_and_done_again(view: ConversationView, live: LiveSession, qtbot: QtBot) -> None:
    [bubble] = show(view, qtbot, store(live, qtbot, TYPED))
    field = begin_edit(bubble, qtbot)
    qtbot.keyClicks(field, " more")
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.toPlainText() == TYPED
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert field.toPlainText() == TYPED + " more"


def test_a_draft_is_durable_within_a_second_and_a_composition_survives_its_saving(
    view: ConversationView, live: LiveSession, qtbot: QtBot
) -> None:
    [utterance] = store(live, qtbot, TYPED)
    [bubble] = show(view, qtbot, [utterance])
    field = begin_edit(bubble, qtbot)
    name = draft_id(utterance.id)
    for preedit in ("ㅎ", "하", "한"):
        compose(field, preedit)
    qtbot.waitUntil(lambda: drafts(live, qtbot).get(name) == TYPED + "한", timeout=10_000)
    assert field.toPlainText() == TYPED, "the syllable is still the input method's"
    compose(field, "", "한")
    compose(field, "그")
    qtbot.waitUntil(lambda: drafts(live, qtbot).get(name) == TYPED + "한그", timeout=2_000)
    compose(field, "글")
    compose(field, "", "글")
    assert field.toPlainText() == TYPED + "한글"
    with qtbot.waitSignal(live.utterance_changed, timeout=5_000):
        qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert stored(live, qtbot, utterance.id).text == TYPED + "한글"


def test_an_edit_that_a_crash_ended_is_offered_again(view: ConversationView, live: LiveSession, qtbot: QtBot) -> None:
    [utterance] = store(live, qtbot, TYPED)
    wait_for(qtbot, lambda done: live.write(lambda diary: diary.save_draft("비가 왔다", draft_id(utterance.id)), done))
    [bubble] = show(view, qtbot, [utterance])
    qtbot.waitUntil(lambda: any(each.text() == "이어서 고치기" for each in bubble.findChildren(QPushButton)))
    qtbot.mouseClick(named(bubble, "이어서 고치기"), Qt.MouseButton.LeftButton)
    field = bubble.findChild(EditField)
    assert field is not None and field.toPlainText() == "비가 왔다"
    with qtbot.waitSignal(live.utterance_changed, timeout=5_000):
        qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert stored(live, qtbot, utterance.id).text == "비가 왔다"
    assert drafts(live, qtbot) == {}


def test_a_draft_that_the_disk_refused_is_tried_again_by_itself(
    view: ConversationView, live: LiveSession, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    [utterance] = store(live, qtbot, TYPED)
    [bubble] = show(view, qtbot, [utterance])
    real, full = Diary.save_draft, [True]

    def save_draft(diary: Diary, text: str, name: str = "") -> None:
        if full[0]:
            raise DiskFull
        real(diary, text, name)

    monkeypatch.setattr(Diary, "save_draft", save_draft)
    monkeypatch.setattr(edit_field, "RETRY_MS", 50)
    told: list[object] = []
    live.trouble.connect(told.append)
    field = begin_edit(bubble, qtbot)
    qtbot.keyClicks(field, " and so on")
    qtbot.waitUntil(lambda: bool(told), timeout=5_000)
    qtbot.wait(300)
    assert len(told) == 1, "told once, however often it is tried"
    full[0] = False
    qtbot.waitUntil(lambda: drafts(live, qtbot).get(draft_id(utterance.id)) == TYPED + " and so on", timeout=5_000)


def test_an_edit_is_kept_when_the_page_goes(view: ConversationView, live: LiveSession, qtbot: QtBot) -> None:
    [utterance] = store(live, qtbot, TYPED)
    [bubble] = show(view, qtbot, [utterance])
    qtbot.keyClicks(begin_edit(bubble, qtbot), " and so on")
    view.clear()
    qtbot.waitUntil(lambda: stored(live, qtbot, utterance.id).text == TYPED + " and so on", timeout=5_000)


def test_what_cannot_be_stored_stays_in_the_field(view: ConversationView, live: LiveSession, qtbot: QtBot) -> None:
    [utterance] = store(live, qtbot, TYPED)
    stranger = Utterance(Diary.new_id(), utterance.entry_id, 5, TYPED, Source.TYPED, NOON, reply=COMFORT)
    [bubble] = show(view, qtbot, [stranger])  # the diary has no such utterance: the write fails
    qtbot.keyClicks(begin_edit(bubble, qtbot), " kept")
    with qtbot.waitSignal(live.trouble, timeout=5_000):
        bubble.keep_edit()
    field = next(each for each in bubble.findChildren(EditField) if each.isVisible())
    assert field.toPlainText() == TYPED + " kept"


# --- sound -----------------------------------------------------------------------------------------------------------


def test_playing_a_recording_needs_a_loudspeaker_or_says_so(
    view: ConversationView, live: LiveSession, qtbot: QtBot
) -> None:
    live.settings["loudspeaker"] = "no such loudspeaker"
    [utterance] = store(live, qtbot, TYPED, has_audio=True)

    def record(diary: Diary) -> None:
        writer = diary.audio.begin(utterance.id, NOON, NOON.date())
        writer.write(np.zeros(16_000, dtype="<i2").tobytes())
        writer.seal()

    wait_for(qtbot, lambda done: live.write(record, done))
    [bubble] = show(view, qtbot, [utterance])
    play = next(each for each in bubble.findChildren(SoundButton))
    with qtbot.waitSignal(live.trouble, timeout=20_000) as trouble:
        qtbot.mouseClick(play, Qt.MouseButton.LeftButton)
        assert play.is_playing and play.accessibleName() == "그만 듣기"
    assert trouble.args[0].code == "no_speaker"
    assert not play.is_playing and play.accessibleName() == "녹음 듣기"


def test_recording_and_reply_of_one_utterance_have_their_own_buttons(
    view: ConversationView, live: LiveSession, qtbot: QtBot
) -> None:
    [utterance] = store(live, qtbot, TYPED, has_audio=True)
    show(view, qtbot, [utterance])
    recording, reply = (view.findChildren(kind)[0].findChild(SoundButton) for kind in (UtteranceBubble, ReplyBubble))
    assert recording is not None and reply is not None
    live._set_speaking(utterance.id)  # the reply begins to be read
    assert reply.is_playing and not recording.is_playing
    live._set_speaking(utterance.id, recording=True)
    assert recording.is_playing and not reply.is_playing
    live._set_speaking("")


# --- the answer ------------------------------------------------------------------------------------------------------


def test_dots_move_only_until_the_answer_and_only_on_screen(
    view: ConversationView, live: LiveSession, qtbot: QtBot
) -> None:
    [utterance] = store(live, qtbot, TYPED, reply=None)
    show(view, qtbot, [utterance])
    [dots] = view.findChildren(ThinkingDots)
    qtbot.waitUntil(lambda: dots.is_moving, timeout=2_000)
    view.hide()
    assert not dots.is_moving
    view.show()
    qtbot.waitUntil(lambda: dots.is_moving, timeout=2_000)
    view.put(replace(utterance, reply=COMFORT))
    assert not dots.is_moving
    assert COMFORT.text in words(view)


class _StillStyle(QProxyStyle):
    """A platform that asks for no motion."""

    def styleHint(self, hint: QStyle.StyleHint, *rest: object) -> int:
        return 0 if hint is QStyle.StyleHint.SH_Widget_Animation_Duration else int(super().styleHint(hint, *rest))


def test_dots_rest_where_no_motion_is_wanted(qtbot: QtBot) -> None:
    dots = ThinkingDots()
    qtbot.addWidget(dots)
    style = _StillStyle("fusion")
    dots.setStyle(style)
    with qtbot.waitExposed(dots):
        dots.show()
    assert not dots.is_moving


# --- danger ----------------------------------------------------------------------------------------------------------


def crisis(view: ConversationView, live: LiveSession, qtbot: QtBot, reply: Reply = CRISIS) -> Utterance:
    [utterance] = store(live, qtbot, "이제 다 그만두고 싶다.", reply=reply)
    show(view, qtbot, [utterance])
    return utterance


def test_a_crisis_reply_is_shown_as_stored_with_its_numbers_first(
    view: ConversationView, live: LiveSession, qtbot: QtBot
) -> None:
    crisis(view, live, qtbot)
    [card] = view.findChildren(CrisisCard)
    assert CRISIS.text in words(card)
    shown = [each.line.number for each in card.findChildren(HotlineButton) if each.isVisible()]
    assert shown[:2] == ["109", "119"]
    qtbot.mouseClick(named(card, "다른 상담전화 보기"), Qt.MouseButton.LeftButton)
    assert {each.line.number for each in card.findChildren(HotlineButton) if each.isVisible()} == {
        "109",
        "119",
        "112",
        "1577-0199",
        "1366",
        "1388",
    }


@pytest.mark.parametrize("kind", DangerKind)
def test_every_hard_reply_brings_the_lines_it_names_to_the_front(kind: DangerKind) -> None:
    for text in HARD[kind] + HEARD[kind]:
        lines = lines_for(text)
        assert len(lines) == 6
        named_first = [line.number in text for line in lines]
        assert named_first[0] and named_first == sorted(named_first, reverse=True), text


def test_a_crisis_reply_is_spoken_and_copied_only_when_asked(
    view: ConversationView, live: LiveSession, qtbot: QtBot
) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("mine")
    spoken: list[str] = []
    live.speaking_changed.connect(spoken.append)
    utterance = crisis(view, live, qtbot)
    live.answered.emit(utterance)
    live.speak_reply(utterance, asked=False)
    qtbot.wait(200)
    assert spoken == [] and live.speaking == ""
    assert clipboard.text() == "mine"
    [card] = view.findChildren(CrisisCard)
    first = next(each for each in card.findChildren(HotlineButton) if each.isVisible())
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    assert clipboard.text() == first.line.number == "109"
    listen = card.findChild(SoundButton)
    assert listen is not None
    qtbot.mouseClick(listen, Qt.MouseButton.LeftButton)
    assert spoken == [utterance.id]
    live.stop_speaking()
    qtbot.waitUntil(lambda: live.speaking == "", timeout=30_000)


class _Phone(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.called: list[str] = []

    @Slot(QUrl)
    def call(self, url: QUrl) -> None:
        self.called.append(url.toString())


def test_a_number_is_dialled_only_on_a_click(view: ConversationView, live: LiveSession, qtbot: QtBot) -> None:
    phone = _Phone()
    QDesktopServices.setUrlHandler("tel", phone, "call")
    try:
        crisis(view, live, qtbot)
        assert phone.called == []
        qtbot.mouseClick(named(view, "1577-0199에 전화 걸기"), Qt.MouseButton.LeftButton)
        assert phone.called == ["tel:15770199"]
    finally:
        QDesktopServices.unsetUrlHandler("tel")


def test_catching_ones_breath_is_on_offer_only(view: ConversationView, live: LiveSession, qtbot: QtBot) -> None:
    crisis(view, live, qtbot)
    [card] = view.findChildren(CrisisCard)
    before = card.height()
    qtbot.mouseClick(named(card, "숨 고르기"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: card.height() > before)
    qtbot.mouseClick(named(card, "숨 고르기"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: card.height() == before)


def test_a_soft_card_shows_one_number(view: ConversationView, live: LiveSession, qtbot: QtBot) -> None:
    crisis(view, live, qtbot, reply=GENTLE)
    [card] = view.findChildren(SoftCard)
    assert [each.line.number for each in card.findChildren(HotlineButton)] == ["109"]
    assert GENTLE.text in words(card)


def test_a_soft_card_shows_the_number_it_names(view: ConversationView, live: LiveSession, qtbot: QtBot) -> None:
    threatened = Reply(SOFT_OF[DangerKind.HOME_VIOLENCE][0], ReplyKind.COMFORT, Care.SOFT, "test 1")
    crisis(view, live, qtbot, reply=threatened)
    [card] = view.findChildren(SoftCard)
    assert [each.line.number for each in card.findChildren(HotlineButton)] == ["112"]


def test_help_elsewhere_is_not_said_twice(view: ConversationView, live: LiveSession, qtbot: QtBot) -> None:
    translation.speak("en")
    try:
        english = crisis_english.HARD[DangerKind.SUICIDE][0]
        crisis(view, live, qtbot, reply=Reply(english, ReplyKind.CRISIS, Care.HARD, "test 1"))
        [card] = view.findChildren(CrisisCard)
        assert "findahelpline.com" in words(card)
        assert not any("findahelpline.com" in label.text() for label in card.findChildren(QLabel))
    finally:
        translation.speak("ko")


def test_who_reads_english_finds_help_elsewhere(view: ConversationView, live: LiveSession, qtbot: QtBot) -> None:
    translation.speak("en")
    try:
        crisis(view, live, qtbot)
        [card] = view.findChildren(CrisisCard)
        text = "\n".join(label.text() for label in card.findChildren(QLabel))
        assert all(name in text for name in ("988", "112", "911", "findahelpline.com"))
        assert any("Suicide prevention line" in each.accessibleName() for each in card.findChildren(HotlineButton))
    finally:
        translation.speak("ko")


# --- many ------------------------------------------------------------------------------------------------------------


def test_a_hundred_utterances_are_built_without_a_long_stall(
    view: ConversationView, live: LiveSession, qtbot: QtBot
) -> None:
    utterances = store(
        live, qtbot, *(f"{number}번째 이야기를 하고 있어요. 오늘은 길이 막혔다." for number in range(100))
    )
    qtbot.wait(3_000)  # engines that load in the background take turns with us
    view.show_utterances(utterances)
    turns = 0
    while len(view.findChildren(UtteranceBubble)) < 100:
        QApplication.processEvents()
        turns += 1
    QApplication.processEvents()
    assert turns > 3, "all of them were built in one go (bench/startup.py measures the stalls)"
    assert [each.utterance.id for each in bubbles(view)] == [each.id for each in utterances]
    bar = view.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0, "it is shown at its end"


def test_the_end_stays_in_sight_only_when_it_was(view: ConversationView, live: LiveSession, qtbot: QtBot) -> None:
    utterances = store(live, qtbot, *(f"{number}번째 말" for number in range(22)))
    show(view, qtbot, utterances[:20])
    bar = view.verticalScrollBar()
    view.put(utterances[20])
    qtbot.waitUntil(lambda: len(bubbles(view)) == 21 and bar.value() == bar.maximum())
    bar.setValue(0)
    view.put(utterances[21])
    qtbot.waitUntil(lambda: len(bubbles(view)) == 22)
    assert bar.value() == 0
    view.scroll_to(utterances[5].id)
    qtbot.waitUntil(lambda: bar.value() > 0)
    sixth = bubbles(view)[5]
    assert sixth.utterance == utterances[5]
    assert 0 <= sixth.mapTo(view.viewport(), QPoint(0, 0)).y() < 40


def test_an_update_leaves_the_others_and_an_edit_alone(view: ConversationView, live: LiveSession, qtbot: QtBot) -> None:
    utterances = store(live, qtbot, "하나", "둘")
    before = show(view, qtbot, utterances)
    field = begin_edit(before[0], qtbot)
    qtbot.keyClicks(field, " more")
    view.put(replace(utterances[0], felt=Emotion.JOY))
    view.show_utterances([replace(each, felt=Emotion.JOY) for each in utterances])
    assert bubbles(view) == before
    assert field.isVisible() and field.toPlainText() == "하나 more"
    text = before[0].findChild(SpokenText)
    assert text is not None and text.is_editing


def test_the_diary_on_disk_holds_the_correction(
    view: ConversationView, live: LiveSession, qtbot: QtBot, diary_folder: Path
) -> None:
    [utterance] = store(live, qtbot, TYPED)
    [bubble] = show(view, qtbot, [utterance])
    chip = bubble.findChild(EmotionChip)
    assert chip is not None
    with qtbot.waitSignal(live.utterance_changed, timeout=5_000):
        chip.corrected.emit(Emotion.JOY)
    with open_diary(diary_folder) as diary:
        kept = diary.utterance(utterance.id)
    assert (kept.felt, kept.reading) == (Emotion.JOY, SAD)
