"""Vosk's tokens as they are spoken."""

import pytest

from app.voice.spoken_form import chinese, native, spoken_all


@pytest.mark.parametrize(
    ("tokens", "said"),
    [
        ("[5] 월 [17] 일", "오 월 십칠 일"),
        ("최소 [20] 명 이", "최소 스무 명 이"),
        ("총 [12] 개", "총 열두 개"),
        ("육 (십) 칠 [쩜] [이] %", "육 십 칠 쩜 이 퍼센트"),
        ("[32] 점 [8] ％", "삼십이 점 팔 퍼센트"),
        ("{만} 육 (천) 명", "만 육 천 명"),
        ("TDI 급격히", "TDI 급격히"),
        ("[0]", "영"),
        ("[02]", "두"),
        ("[" + "9" * 50 + "]", "9" * 50),
        ("[²]", "²"),
    ],
)
def test_tokens(tokens: str, said: str) -> None:
    assert " ".join(spoken_all(tokens.split())) == said


def test_nothing_stands_for_a_hyphen() -> None:
    assert spoken_all(["가", "-", "나"]) == ["가", "", "나"]


def test_numerals() -> None:
    assert [chinese(n) for n in (10, 16, 100, 2016, 16_000, 30_500, 100_000_000)] == [
        "십",
        "십육",
        "백",
        "이천십육",
        "만육천",
        "삼만오백",
        "일억",
    ]
    assert [native(n) for n in (1, 4, 12, 20, 21, 99)] == ["한", "네", "열두", "스무", "스물한", "아흔아홉"]
