"""Commands carried out in a real window, the offer of care, the weekly note."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.config import Settings
from app.diary.emotion import Emotion
from app.diary.entry import OFFER, Care, Reply, ReplyKind, Source, Utterance
from app.diary.weekly import monday_of
from app.session import now
from app.storage.repository import Diary
from app.ui.breathing import READY_SECONDS, WHOLE_SECONDS, breath_at
from app.ui.live_session import LiveSession
from app.ui.main_window import MainWindow
from app.ui.places import CalendarAt, DayAt, Today
from app.ui.settings_keeper import SettingsKeeper
from app.ui.widgets.breathing_dialog import BreathingDialog
from app.ui.widgets.care_offer import CareOffer
from app.ui.widgets.week_card import WeekCard
from app.voice.calm_sounds import CalmSound
from tests.conftest import open_diary
from tests.ui import find
from tests.ui.accessibility import nameless
from tests.ui.inspection import faults
from tests.ui.open_every_page import stretched

WAIT = 20_000  # ms
REPLY = Reply("그랬군요.", ReplyKind.COMFORT, Care.NONE, "test 1")
CRISIS = Reply("109", ReplyKind.CRISIS, Care.HARD, "test 1")


def made(live: LiveSession, settings: Settings, qtbot: QtBot, folder: Path) -> MainWindow:
    settings["voice_consent"] = True
    window = MainWindow(settings, folder, live, has_diary=True)
    qtbot.addWidget(window, before_close_func=lambda _: setattr(window, "_closing", True))
    window.show()
    return window


@pytest.fixture
def window(live: LiveSession, settings: Settings, qtbot: QtBot, diary_folder: Path) -> MainWindow:
    settings["speak_replies"] = False
    return made(live, settings, qtbot, diary_folder)


def say(window: MainWindow, live: LiveSession, qtbot: QtBot, text: str, *, here: bool = True) -> Utterance:
    """Type `text` into the window (or, not `here`, let another program say it) and wait for the answer."""
    shell = window.shell
    assert shell is not None
    expect = shell._aloud.expect if here else lambda _: None
    with qtbot.waitSignal(live.answered, timeout=60_000) as answered:
        live.say(text, expect, lambda error: pytest.fail(str(error)))
    utterance = answered.args[0]
    assert isinstance(utterance, Utterance)
    return utterance


def written(live: LiveSession, day: date, text: str, reply: Reply = REPLY, score: int | None = None) -> None:
    diary: Diary = live.session.diary
    moment = datetime.combine(day, datetime.min.time()).astimezone() + timedelta(hours=12)
    utterance = diary.append(text, Source.TYPED, started_at=moment, day=day, new_entry=True)
    diary.set_reply(utterance.id, reply)
    diary.correct(utterance.id, Emotion.JOY)
    diary.set_score(utterance.entry_id, score)


def heard(live: LiveSession, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is read aloud from now on, instead of hearing it."""
    said: list[str] = []

    def sound(utterance_id: str, work: object, *, recording: bool = False) -> None:
        said.append(utterance_id)

    monkeypatch.setattr(live, "_sound", sound)
    return said


# --- commands --------------------------------------------------------------------------------------------------------


def test_a_day_is_opened(window: MainWindow, live: LiveSession, qtbot: QtBot) -> None:
    shell = window.shell
    assert shell is not None
    yesterday = live.session.day_of(now()) - timedelta(days=1)
    written(live, yesterday, "어제는 산에 올랐다.")
    for text, place in (("어제 일기 보여 줘", DayAt(yesterday)), ("오늘 일기 보여 줘", Today())):
        shell.go(CalendarAt())
        say(window, live, qtbot, text)
        assert shell.here == place
    say(window, live, qtbot, "지난달 일기 보여 줘")
    assert isinstance(shell.here, CalendarAt) and shell.here.day is not None and shell.here.day.day == 1


def test_what_another_program_says_opens_nothing(window: MainWindow, live: LiveSession, qtbot: QtBot) -> None:
    assert window.shell is not None
    written(live, live.session.day_of(now()) - timedelta(days=1), "어제는 산에 올랐다.")
    say(window, live, qtbot, "어제 일기 보여 줘", here=False)
    assert window.shell.here == Today()


def test_a_day_is_read_aloud_without_its_commands_and_without_a_crisis(
    window: MainWindow, live: LiveSession, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    yesterday = live.session.day_of(now()) - timedelta(days=1)
    written(live, yesterday, "어제는 산에 올랐다.")
    written(live, yesterday, "지금 몇 시야")
    written(live, yesterday, "많이 힘들었다.", CRISIS)
    said: list[str] = []

    class Silent:
        def play(self, speech: object, stop: object) -> bool:
            return True

    monkeypatch.setattr(live.session, "synthesise", said.append)
    monkeypatch.setattr(live.session.engines, "speaker", Silent)
    live.read_days_aloud(yesterday, yesterday, "읽을게요.")
    qtbot.waitUntil(lambda: live.speaking == "" and len(said) == 2, timeout=WAIT)
    assert said == ["읽을게요.", "어제는 산에 올랐다."]


def test_to_read_is_asked_by_hand_even_while_muted(
    window: MainWindow, live: LiveSession, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(live, live.session.day_of(now()) - timedelta(days=1), "어제는 산에 올랐다.")
    aloud = heard(live, monkeypatch)
    say(window, live, qtbot, "오늘은 조용히 책을 읽었다.")
    assert aloud == []
    say(window, live, qtbot, "어제 일기 읽어 줘")
    again = say(window, live, qtbot, "다시 말해 줘")
    assert aloud == ["days", again.id]


def test_quiet_stops_the_voice_and_keeps_it_quiet(
    live: LiveSession, settings: Settings, qtbot: QtBot, diary_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = made(live, settings, qtbot, diary_folder)
    aloud = heard(live, monkeypatch)
    said = say(window, live, qtbot, "오늘은 조용히 책을 읽었다.")
    assert aloud == [said.id]
    stop = live._stop_speaking
    say(window, live, qtbot, "조용히 해")
    qtbot.waitUntil(lambda: settings["speak_replies"] is False, timeout=WAIT)
    assert stop.is_set() and aloud == [said.id]


def test_the_microphone_is_opened_and_closed_by_command(
    window: MainWindow, live: LiveSession, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(live, "start_recording", lambda: done.append("start"))
    monkeypatch.setattr(live, "stop_recording", lambda: done.append("stop"))
    for text in ("녹음 시작", "녹음 그만", "고마워, 이만"):
        say(window, live, qtbot, text)
    assert done == ["start", "stop", "stop"]


def test_without_consent_the_microphone_stays_closed(
    window: MainWindow, live: LiveSession, settings: Settings, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings["voice_consent"] = False
    monkeypatch.setattr(live, "start_recording", lambda: pytest.fail("it was opened"))
    utterance = say(window, live, qtbot, "녹음 시작")
    assert utterance.reply is not None and "동의" in utterance.reply.text


def test_what_sounds_waits_until_the_microphone_is_closed(window: MainWindow, live: LiveSession, qtbot: QtBot) -> None:
    live._set_recording("listening")
    say(window, live, qtbot, "숨 쉬기 하자", here=False)  # by another program, which opens nothing
    assert live.recording == "listening" and not window.findChildren(BreathingDialog)
    say(window, live, qtbot, "숨 쉬기 하자")
    assert live.recording == "finishing" and not window.findChildren(BreathingDialog)
    live._set_recording("idle")
    [dialog] = window.findChildren(BreathingDialog)
    assert dialog.isVisible()
    dialog.reject()


# --- the offer -------------------------------------------------------------------------------------------------------


def offering(live: LiveSession, window: MainWindow) -> CareOffer:
    """An offer of care, as its reply brings it."""
    assert window.shell is not None
    reply = Reply("쉬어 가도 돼요.", ReplyKind.COMFORT, Care.NONE, "test 1" + OFFER)
    utterance = Utterance("u", "e", 0, "힘들다", Source.TYPED, now(), reply=reply)
    window.shell._aloud.expect(utterance)
    live.answered.emit(utterance)
    [offer] = window.findChildren(CareOffer)
    return offer


def test_an_offer_is_shown_once_and_its_buttons_do_it(
    window: MainWindow, live: LiveSession, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    played: list[str] = []
    monkeypatch.setattr(live.calm, "play_another", lambda: played.append("sound"))
    [offer] = window.findChildren(CareOffer)
    assert not offer.isVisible()
    offer = offering(live, window)
    assert offer.isVisible()
    find.button(offer, "숨 고르기").click()
    [dialog] = window.findChildren(BreathingDialog)
    assert dialog.isVisible() and not offer.isVisible() and played == []
    dialog.reject()
    find.button(offering(live, window), "조용한 소리 듣기").click()
    assert played == ["sound"] and not offer.isVisible()
    find.button(offering(live, window), "괜찮아요").click()
    assert played == ["sound"] and not offer.isVisible()


def test_an_offer_goes_with_the_next_words_and_with_a_crisis(
    window: MainWindow, live: LiveSession, qtbot: QtBot
) -> None:
    offer = offering(live, window)
    say(window, live, qtbot, "물을 마셨다")
    assert not offer.isVisible()
    assert offering(live, window).isVisible()
    live.answered.emit(Utterance("v", "e", 1, "", Source.TYPED, now(), reply=CRISIS))
    assert not offer.isVisible()


# --- the weekly note -------------------------------------------------------------------------------------------------


def last_week(live: LiveSession, days: int, reply: Reply = REPLY) -> None:
    monday = monday_of(live.session.day_of(now())) - timedelta(weeks=1)
    for at in range(days):
        written(live, monday + timedelta(days=at), "하루를 보냈다.", reply, score=4)
        written(live, monday + timedelta(days=at - 7), "하루를 보냈다.", score=3)


def card(window: MainWindow) -> WeekCard:
    [found] = window.findChildren(WeekCard)
    return found


def settled(live: LiveSession, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not live.is_busy, timeout=WAIT)
    qtbot.waitUntil(lambda: not live.is_busy, timeout=WAIT)


def test_last_week_is_told_once_in_numbers(
    live: LiveSession, settings: Settings, qtbot: QtBot, diary_folder: Path
) -> None:
    last_week(live, 4)
    window = made(live, settings, qtbot, diary_folder)
    qtbot.waitUntil(lambda: card(window).isVisible(), timeout=WAIT)
    said = " ".join(each.text() for each in card(window).findChildren(QLabel))
    assert "남긴 날은 4일" in said and "기쁨 4일" in said and "4.0" in said and "3.0" in said
    assert "하루를 보냈다" not in said
    find.button(card(window), "지난주 이야기 접기").click()
    assert not card(window).isVisible()
    monday = monday_of(live.session.day_of(now())).isoformat()
    qtbot.waitUntil(lambda: settings["week_noted"] == monday, timeout=WAIT)
    again = made(live, settings, qtbot, diary_folder)
    settled(live, qtbot)
    assert not card(again).isVisible()


@pytest.mark.parametrize(
    ("days", "reply", "wanted"), [(2, REPLY, True), (4, CRISIS, True), (4, REPLY, False)], ids=["few", "crisis", "off"]
)
def test_where_there_is_nothing_to_say_there_is_no_card(
    live: LiveSession,
    settings: Settings,
    qtbot: QtBot,
    diary_folder: Path,
    days: int,
    reply: Reply,
    wanted: bool,
) -> None:
    last_week(live, days, reply)
    settings["weekly_note"] = wanted
    window = made(live, settings, qtbot, diary_folder)
    settled(live, qtbot)
    monday = monday_of(live.session.day_of(now())).isoformat() if wanted else ""
    qtbot.waitUntil(lambda: settings["week_noted"] == monday, timeout=WAIT)  # it was looked for, or was not
    assert window.isVisible() and not card(window).isVisible()


@pytest.mark.parametrize("how", ["crisis", "off"])
def test_a_crisis_and_switching_it_off_hide_it(
    live: LiveSession, settings: Settings, qtbot: QtBot, diary_folder: Path, how: str
) -> None:
    last_week(live, 3)
    window = made(live, settings, qtbot, diary_folder)
    qtbot.waitUntil(lambda: card(window).isVisible(), timeout=WAIT)
    if how == "crisis":
        say(window, live, qtbot, "죽고 싶어")
    else:
        SettingsKeeper(live, settings, window).change("weekly_note", False)
    qtbot.waitUntil(lambda: not card(window).isVisible(), timeout=WAIT)


def test_a_lock_leaves_nothing_open(window: MainWindow, live: LiveSession, qtbot: QtBot, diary_folder: Path) -> None:
    say(window, live, qtbot, "숨 쉬기 하자")
    assert window.findChildren(BreathingDialog)
    with qtbot.waitSignal(live.closed, timeout=60_000):
        window.lock()
    qtbot.waitUntil(lambda: not window.findChildren(BreathingDialog), timeout=WAIT)
    with open_diary(diary_folder) as diary:
        assert diary.entries()


# --- how it looks ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(640, 640), (1300, 980)])
@pytest.mark.parametrize("longer", [False, True])
def test_nothing_of_it_is_cut_or_without_a_name(
    live: LiveSession, settings: Settings, qtbot: QtBot, diary_folder: Path, size: tuple[int, int], longer: bool
) -> None:
    last_week(live, 4)
    with stretched("ko", longer):
        window = made(live, settings, qtbot, diary_folder)
        window.resize(*size)
        say(window, live, qtbot, "물을 마셨다")
        qtbot.waitUntil(lambda: settings["week_noted"] != "", timeout=WAIT)
        offering(live, window)
        live.calm.sound = CalmSound.WAVES  # as if it were played
        live.calm.changed.emit()
        dialog = BreathingDialog(live, window)
        dialog.open()
        for seconds in (READY_SECONDS + 1, WHOLE_SECONDS):
            dialog.show_breath(breath_at(seconds))

            def whole() -> None:
                assert faults(window) == [] and faults(dialog) == []

            qtbot.waitUntil(whole, timeout=WAIT)
        assert nameless(dialog)[0] == [] and nameless(window)[0] == []
        dialog.reject()
        live.calm.sound = None
