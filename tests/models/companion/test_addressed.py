"""Lines that are said to the rabbit itself, and thanks and praise for others."""

from random import Random

import pytest

from app.models.companion.addressed import PRAISE, THANKS, addressed
from app.models.companion.comfort import Comforter
from app.models.companion.memory import Memory
from app.models.companion.texts import ComfortTexts
from app.models.emotion import EmotionModel


@pytest.mark.parametrize(
    "line",
    [
        "토닥아 들어줘서 고마워 덕분에 기분 좋아졌어",
        "이야기 들어줘서 정말 고마워 토끼야",
        "네 덕분에 마음이 한결 가벼워졌어",
        "말 들어주셔서 감사합니다",
        "토닥이가 들어줘서 고마워",
        "위로해 줘서 고마워",
    ],
)
def test_thanks_to_the_rabbit(line: str) -> None:
    assert addressed(line) == THANKS


@pytest.mark.parametrize("line", ["토끼야 너 최고야", "오늘 하루도 수고했어 토닥이", "토끼 닥터 말투가 참 다정하네"])
def test_a_kind_word_for_the_rabbit(line: str) -> None:
    assert addressed(line) == PRAISE


@pytest.mark.parametrize(
    "line",
    [
        "친구가 들어줘서 고마웠어",
        "언니가 이야기 들어줘서 너무 고마워",
        "오늘 토끼 봤는데 너무 귀여웠어",
        "조카가 토끼야 토끼야 하면서 그림책 보는 게 너무 귀여워",
        "토닥아 나 오늘 너무 힘들었어",
        "남편이 설거지해 줘서 너무 고마웠어",
        "아이를 토닥토닥 재우고 나왔다",
        "",
    ],
)
def test_what_is_told_of_others(line: str) -> None:
    assert addressed(line) is None


def test_the_rabbit_does_not_say_its_thanks_back(
    model: EmotionModel, texts: ComfortTexts, comforter: Comforter
) -> None:
    """이야기 들어줘서 정말 고마워 토끼야 had been told back as 토끼라니."""
    by_id = {each.id: each for each in texts.situations}
    for line, name in (("이야기 들어줘서 정말 고마워 토끼야", THANKS), ("오늘 하루도 수고했어 토닥이", PRAISE)):
        replies = comforter.comfort(line, model.analyse(line), Memory(Random(0))).replies
        assert set(replies) <= set(by_id[name].replies), line


def test_small_talk_at_length_is_answered_by_what_suits_best(model: EmotionModel, comforter: Comforter) -> None:
    """Not by the first echo of it alone: “타이어 공기압 넣고 세차 맡기셨군요”."""
    line = "타이어 공기압 넣고 세차 맡겼다. 기다리는 동안 자판기 커피 한 잔 마셨고."
    analysis = model.analyse(line)
    situation = comforter.situation(line, analysis)
    assert situation is not None and situation.small_talk
    replies = comforter.comfort(line, analysis, Memory(Random(0))).replies
    assert not any("맡기셨" in reply for reply in replies)
