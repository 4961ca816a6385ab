"""`analyze` and `reply`: one JSON object per input line, whatever the line holds."""

import json

import pytest

from app.diary.emotion import EMOTIONS
from tests.conftest import Todak

ODD = [
    "",
    "   ",
    "오늘은 참 좋았다.",
    "가\x00나",
    "줄 안의\u2028구분자",
    "!!! ... ???",
    "😀😭",
    "한국어",
    "ㅋㅋㅋㅋ",
    '{"json": true}',
]
NAMES = {emotion.value for emotion in EMOTIONS}


def test_analyze_prints_one_object_for_every_line(todak: Todak) -> None:
    given = (
        "\n".join(ODD).encode() + b"\n" + b"\xed\xa0\x80\n" + b"\xff\xfe\n" + ("가나다 " * 25_000).encode() + b"\r\n\n"
    )
    finished = todak("analyze", stdin=given, timeout=300)
    assert finished.status == 0, finished.err
    lines = finished.lines
    assert [line["text"] for line in lines[: len(ODD)]] == ODD
    assert lines[len(ODD)]["text"] == "\ud800"
    assert lines[len(ODD) + 1]["text"] == "\ufffd\ufffd"
    assert len(lines[len(ODD) + 2]["text"]) == 100_000
    assert lines[-1]["text"] == "" and len(lines) == len(ODD) + 4
    for line in lines:
        assert set(line) == {"text", "emotion", "certain", "scores", "sentences"}
        if not line["text"].strip():
            assert line["emotion"] is None and line["certain"] is False and line["sentences"] == []
            continue
        if line["emotion"] is not None:
            assert set(line["scores"]) == NAMES
            assert sum(line["scores"].values()) == pytest.approx(1, abs=2e-3)
            assert line["scores"][line["emotion"]] == max(line["scores"].values())
            for sentence in line["sentences"]:
                assert set(sentence) == {"text", "emotion", "scores"}
    assert lines[2]["emotion"] == "기쁨"


def test_nothing_in_nothing_out(todak: Todak) -> None:
    assert todak("analyze").out == b""
    assert todak("reply").out == b""


def test_text_instead_of_stdin(todak: Todak) -> None:
    assert [line["text"] for line in todak("analyze", "--json", "--text", "하나\n둘").lines] == ["하나", "둘"]


def test_reply_answers_every_line_with_its_kind(todak: Todak) -> None:
    given = ["", "오늘 시험을 망쳤어.", "지금 몇 시야", "죽고 싶어", "dkssud", "오늘 날씨 어때"]
    finished = todak("reply", "--seed", "3", stdin="\n".join(given) + "\n")
    assert finished.status == 0, finished.err
    lines = finished.lines
    assert [line["text"] for line in lines] == given
    assert all(set(line) == {"text", "reply", "reply_kind", "care"} and line["reply"] for line in lines)
    assert [line["reply_kind"] for line in lines] == ["comfort", "comfort", "command", "crisis", "command", "command"]
    assert lines[3]["care"] == "hard" and "109" in lines[3]["reply"]


def test_a_seed_makes_replies_repeatable(todak: Todak) -> None:
    given = "오늘 좀 힘들었어.\n친구랑 싸웠어.\n그래도 밥은 먹었어.\n"
    first = todak("reply", "--conversation", "--seed", "7", stdin=given)
    assert first.out == todak("reply", "--conversation", "--seed", "7", stdin=given).out
    replies = [line["reply"] for line in first.lines]
    assert len(set(replies)) == 3


def test_reply_needs_no_model(todak: Todak, monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("TODAK_RESOURCES", str(tmp_path))
    lines = todak("reply", stdin="사는 게 지긋지긋해서 죽고 싶어\n오늘은 그냥 그랬어\n").lines
    assert [line["reply_kind"] for line in lines] == ["crisis", "comfort"]
    failed = todak("analyze", "--json", stdin="오늘\n")
    assert failed.status == 1 and json.loads(failed.out)["error"]["code"] == "model_missing"
