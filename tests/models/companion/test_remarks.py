"""Remarks on what a plain line tells of: their texts, where a thing counts as told, and what becomes of them."""

import re
import unicodedata
from dataclasses import replace
from random import Random

import pytest

from app.diary.emotion import EMOTIONS, Emotion, EmotionScores
from app.models.companion.banned import BANNED
from app.models.companion.comfort import Comforter
from app.models.companion.fit import REMARK, REMARKED, numbers
from app.models.companion.index import CORPUS
from app.models.companion.memory import Filled, Memory
from app.models.companion.remarks import FILE, NUMBERS, Remark, Remarks, by_thing, read_remarks, remark_of
from app.models.companion.texts import load_texts, packed_file
from app.models.emotion import EmotionAnalysis, EmotionModel

HEADER = "thing\talso\tremark\n"
LINE = "오늘 빨래를 두 번 돌렸어"


def remarks(*rows: tuple[str, str, str]) -> Remarks:
    return by_thing([remark_of(row) for row in rows])


def found(line: str, *rows: tuple[str, str, str]) -> list[str]:
    return [each.remark.text for each in remarks(*rows).noticed(line)]


def plainly(analysis: EmotionAnalysis | None) -> EmotionAnalysis:
    """The same line, surely heard as a plain one."""
    return heard(analysis, Emotion.NEUTRAL)


def heard(analysis: EmotionAnalysis | None, as_: Emotion) -> EmotionAnalysis:
    assert analysis is not None
    scores = EmotionScores.of({each: 0.95 if each is as_ else 0.01 for each in EMOTIONS})
    return replace(analysis, reading=replace(analysis.reading, scores=scores, certain=True))


def test_the_written_remarks() -> None:
    rows = read_remarks((CORPUS / FILE).read_text(encoding="utf-8"))
    assert len(rows) > 2_500 and len({things for things, _, _ in rows}) > 500
    for things, also, remark in rows:
        assert not BANNED.search(remark), remark
        assert 8 <= len(remark) <= 60, remark
        assert re.search(r"(?:요|죠|까)[.?!…]$", remark), remark
        assert not re.search(r"당신|우리 집|[“”\"]|  ", remark), remark
        for cell in (things, also, remark):
            assert cell == cell.strip() == unicodedata.normalize("NFC", cell), cell


def test_the_packed_remarks_are_the_written_ones() -> None:
    written = by_thing([remark_of(row) for row in read_remarks((CORPUS / FILE).read_text(encoding="utf-8"))])
    assert load_texts(packed_file()).remarks.of == written.of


@pytest.mark.parametrize(
    ("thing", "line", "is_there"),
    [
        ("고추", "고추를 말렸어", True),
        ("고추", "고추장을 샀어", False),
        ("고추", "청양고추 두 개 넣었어", True),
        ("주사", "주사 맞고 왔어", True),
        ("주사", "주사위를 굴렸어", False),
        ("예약", "미용실 예약했어", True),
        ("예약", "예약됐대", True),
        ("비", "비가 왔어", True),
        ("비", "준비를 했어", False),
        ("비", "관리비 냈어", False),
        ("냉장고", "냉장고문을 닦았어", True),
    ],
)
def test_a_thing_is_a_word_of_the_line(thing: str, line: str, is_there: bool) -> None:
    assert bool(found(line, (thing, "", "그 이야기군요."))) is is_there


def test_a_second_word_where_the_remark_needs_one() -> None:
    rows = (("빨래", "널었,건조대", "탁탁 터는 소리가 나요."), ("빨래", "", "빨래 냄새가 나요."))
    assert found("빨래를 건 조 대에 폈어", *rows) == ["탁탁 터는 소리가 나요.", "빨래 냄새가 나요."]
    assert found(LINE, *rows) == ["빨래 냄새가 나요."]


def test_the_longer_thing_is_what_is_meant() -> None:
    rows = (("냉장고", "", "냉장고 이야기군요."), ("김치냉장고", "", "김치냉장고 이야기군요."))
    assert found("김치냉장고를 옮겼어", *rows) == ["김치냉장고 이야기군요."]


def test_what_a_remark_is_judged_by() -> None:
    (noticed,) = remarks(("빨래", "돌렸", "빨래 냄새가 나요.")).noticed(LINE)
    assert dict(zip(NUMBERS, noticed.numbers(LINE, "빨래를 돌리셨군요."), strict=True)) == {
        "also": 1.0,
        "place": LINE.index("빨래") / len(LINE),
        "span": 2 / len(LINE),
        "things": 1 / 5,
        "in_told": 1.0,
    }
    assert noticed.numbers(LINE)[-1] == 0.0


@pytest.mark.parametrize("content", ["thing\tremark\n", HEADER + "빨래\t그래요.\n", HEADER + "빨래\t\t\n"])
def test_a_broken_file_is_refused(content: str) -> None:
    with pytest.raises(ValueError, match=FILE):
        read_remarks(content)


def test_a_remark_twice_is_refused() -> None:
    with pytest.raises(ValueError, match=FILE):
        read_remarks(HEADER + "빨래\t\t그래요.\n이불\t\t그래요.\n")


def test_alone_and_after_what_was_told(comforter: Comforter, model: EmotionModel) -> None:
    analysis = plainly(model.analyse(LINE))
    answers = comforter.answers(LINE, Emotion.NEUTRAL.value, analysis, Memory(Random(1)))
    alone = {each.reply for each in answers if each.kind == REMARK}
    after = {each.reply: each for each in answers if each.kind == REMARKED}
    assert alone and len(after) == len(alone)
    for reply, answer in after.items():
        assert reply == f"빨래를 두 번 돌리셨군요. {answer.template}" and answer.template in alone
        assert numbers(answer, LINE)["remarked.said"] == pytest.approx(len("빨래를 두 번 돌리셨군요") / 30)


@pytest.mark.parametrize("feeling", [each for each in Emotion if each is not Emotion.NEUTRAL])
def test_none_to_who_feels_something(comforter: Comforter, model: EmotionModel, feeling: Emotion) -> None:
    analysis = heard(model.analyse(LINE), feeling)
    answers = comforter.answers(LINE, feeling.value, analysis, Memory(Random(1)))
    assert answers and not any(each.kind in (REMARK, REMARKED) for each in answers)


def test_none_at_a_funeral(comforter: Comforter, model: EmotionModel) -> None:
    line = "장례식장에서 김밥을 먹고 빨래를 돌렸어"
    answers = comforter.answers(line, Emotion.NEUTRAL.value, plainly(model.analyse(line)), Memory(Random(1)))
    assert answers and not any(each.kind in (REMARK, REMARKED) for each in answers)


def test_no_remark_comes_again_alone_or_after_words(comforter: Comforter, model: EmotionModel) -> None:
    memory, analysis = Memory(Random(1)), plainly(model.analyse(LINE))
    first = next(
        each for each in comforter.answers(LINE, Emotion.NEUTRAL.value, analysis, memory) if each.kind == REMARKED
    )
    memory.heard(LINE, Filled(first.reply, first.template), None)
    again = comforter.answers(LINE, Emotion.NEUTRAL.value, analysis, memory)
    assert again and not any(each.template == first.template for each in again)


def test_a_remark_knows_its_things() -> None:
    assert remark_of(("빨래, 세탁물", "", "그래요.")) == Remark(("빨래", "세탁물"), (), "그래요.")
