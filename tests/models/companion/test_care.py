"""Care over time: a breath, a sound or a walk is offered after heavy words; never near a crisis; once a day."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.diary.emotion import Emotion, EmotionScores
from app.diary.entry import Care, ReplyKind
from app.models.companion.commands import recognise
from app.models.companion.companion import Companion
from app.models.companion.heaviness import HEAVY_FROM, Heaviness
from app.models.companion.surroundings import Surroundings
from tests.models.companion.analyses import read

SATURDAY = datetime(2026, 11, 21, 21, 0, tzinfo=UTC)
SAD = "오늘도 눈물이 났어"
LIGHT_LINE = "점심에 국수를 먹었어"


def scores(heavy: float) -> EmotionScores:
    return EmotionScores.of({Emotion.SADNESS: heavy, Emotion.JOY: 1 - heavy})


@pytest.mark.parametrize(("heavy", "lines"), [(0.95, 4), (1.0, 4), (0.85, 4), (0.8, 5)])
def test_how_many_heavy_lines_it_takes(heavy: float, lines: int) -> None:
    state = Heaviness()
    reached = []
    for _ in range(8):
        state.add(scores(heavy))
        reached.append(state.is_lasting)
    assert reached.index(True) == lines - 1 and all(reached[lines - 1 :])


def test_moderate_lines_never_reach_it_and_a_glad_one_begins_anew() -> None:
    moderate = Heaviness()
    for _ in range(50):
        moderate.add(scores(HEAVY_FROM - 0.01))
        assert not moderate.is_lasting
    state = Heaviness()
    for heavy in (1.0, 1.0, 1.0, 0.1):
        state.add(scores(heavy))
    assert not state.is_lasting
    state.add(scores(1.0))
    assert not state.is_lasting  # one is not a row


def offers(companion: Companion, lines: list[tuple[str, Any]]) -> list[bool]:
    return [companion.answer(text, analysis).offers_care for text, analysis in lines]


def test_an_offer_comes_after_heavy_lines_in_a_row_and_once_a_day() -> None:
    clock = [SATURDAY]
    companion = Companion(seed=1, clock=lambda: clock[0])
    sad = (SAD, read(Emotion.SADNESS))
    assert offers(companion, [sad] * 6) == [False, False, False, True, False, False]
    clock[0] += timedelta(days=1)
    assert offers(companion, [sad] * 2) == [True, False]


def test_an_offer_follows_the_reply_and_says_what_there_is() -> None:
    companion = Companion(seed=1)
    replies = [companion.answer(SAD, read(Emotion.SADNESS)) for _ in range(4)]
    offered = replies[-1]
    assert offered.kind is ReplyKind.COMFORT and offered.care is Care.NONE and "?" not in offered.text[-60:]
    assert "숨을 고르" in offered.text and "소리" in offered.text
    assert "걷고" in offered.text or "걸어" in offered.text
    again = companion.answer("다시 말해 줘", None)
    assert again.text == offered.text and not again.offers_care


def test_commands_and_silence_change_nothing() -> None:
    companion = Companion(seed=1)
    sad = (SAD, read(Emotion.SADNESS))
    between = [("지금 몇 시야", read(Emotion.JOY)), ("", None)]
    assert offers(companion, [sad, sad, sad, *between]) == [False] * 5
    assert offers(companion, [sad]) == [True]


def test_the_angry_are_not_offered_a_breath() -> None:
    companion = Companion(seed=1)
    assert not any(offers(companion, [("또 나한테만 뭐라고 하잖아", read(Emotion.ANGER))] * 8))


def test_nobody_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    sad = (SAD, read(Emotion.SADNESS))
    monkeypatch.setattr("app.models.companion.comfort.goes_on", lambda setting: True)  # a story that goes on
    companion = Companion(seed=1)
    assert not any(offers(companion, [sad] * 8))
    monkeypatch.setattr("app.models.companion.comfort.goes_on", lambda setting: False)
    assert offers(companion, [sad]) == [True]


def test_without_heavy_lines_there_is_no_offer() -> None:
    companion = Companion(seed=1)
    assert not any(offers(companion, [(LIGHT_LINE, read(Emotion.NEUTRAL))] * 8))
    assert not any(offers(companion, [(SAD, None)] * 8))  # nothing was read: nothing is known


def test_never_on_a_crisis_in_the_careful_turns_or_on_that_day() -> None:
    clock = [SATURDAY]
    companion = Companion(seed=1, clock=lambda: clock[0])
    sad = (SAD, read(Emotion.SADNESS))
    assert offers(companion, [sad, sad]) == [False, False]
    crisis = companion.answer("죽고 싶어", read(Emotion.DEPRESSION))
    assert crisis.kind is ReplyKind.CRISIS and not crisis.offers_care
    assert not any(offers(companion, [sad] * 20))  # the careful turns, and the rest of that day
    clock[0] += timedelta(days=1)
    assert any(offers(companion, [sad] * 4))


def test_what_was_shown_before_a_restart_counts() -> None:
    sad = (SAD, read(Emotion.SADNESS))
    for around in (
        Surroundings(offered=lambda: SATURDAY - timedelta(hours=2)),
        Surroundings(hard_shown=lambda: SATURDAY - timedelta(hours=2)),
    ):
        assert not any(offers(Companion(seed=1, clock=lambda: SATURDAY, around=around), [sad] * 5))
    yesterday = Surroundings(offered=lambda: SATURDAY - timedelta(days=1))
    assert any(offers(Companion(seed=1, clock=lambda: SATURDAY, around=yesterday), [sad] * 5))


@pytest.mark.parametrize("line", ["음악 틀어 줘", "이번 달 감정 어때", "로또 번호 뽑아 줘"])
def test_nothing_light_is_carried_out_in_the_careful_turns(line: str) -> None:
    companion = Companion(seed=1, around=Surroundings(has_window=lambda: True))
    assert companion.answer("죽고 싶어", None).care is Care.HARD
    assert recognise(line) is not None
    assert companion.answer(line, None).kind is ReplyKind.COMFORT


def test_breathing_is_there_in_the_careful_turns_too() -> None:
    companion = Companion(seed=1, around=Surroundings(has_window=lambda: True))
    assert companion.answer("죽고 싶어", None).care is Care.HARD
    assert companion.answer("숨 쉬기 하자", None).kind is ReplyKind.COMMAND
    assert companion.careful


SOFT_LINE = "이 나이에 왜 사는지 모르겠다"


def test_the_soft_card_stays_away_for_its_24_hours_after_a_restart() -> None:
    def card(hours_ago: float) -> Care:
        around = Surroundings(soft_shown=lambda: SATURDAY - timedelta(hours=hours_ago))
        return Companion(seed=1, clock=lambda: SATURDAY, around=around).answer(SOFT_LINE, None).care

    assert card(23.9) is Care.NONE
    assert card(24.1) is Care.SOFT
    assert card(-5) is Care.SOFT  # a clock that once ran ahead does not keep it away


def test_forgetting_keeps_carefulness_and_the_soft_card() -> None:
    companion = Companion(seed=1, clock=lambda: SATURDAY)
    assert companion.answer(SOFT_LINE, None).care is Care.SOFT
    companion.forget()
    assert companion.answer(SOFT_LINE, None).care is Care.NONE
    companion.answer("죽고 싶어", None)
    companion.forget()
    assert companion.careful
    assert companion.answer("로또 번호 뽑아 줘", None).kind is ReplyKind.COMFORT


def test_it_says_again_what_it_said() -> None:
    companion = Companion(seed=1)
    assert "아직" in companion.answer("다시 말해 줘", None).text
    companion.forget()
    first = companion.answer("지금 몇 시야", None)
    assert companion.answer("방금 뭐라고 했어?", None) == first
    crisis = companion.answer("죽고 싶어", None)
    assert companion.answer("다시 말해 줘", None) == crisis
    assert companion.careful
    companion.answer("초기화", None)
    assert companion.answer("다시 말해 줘", None).care is Care.NONE
