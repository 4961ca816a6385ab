"""What a ready-made reply needs a line to tell of."""

from pathlib import Path

import pytest

from app.models.companion.index import CORPUS
from app.models.companion.kindred import SAYING, read_groups
from app.models.companion.needs import (
    FILE,
    NEEDS,
    Line,
    NeedsBroken,
    met,
    packed_things,
    read_needs,
    written,
)

KINDRED = CORPUS / "kindred"


def numbers(things: list[str], text: str) -> dict[str, float]:
    return dict(zip(NEEDS, met(things, Line.of(text)), strict=True))


def test_every_reply_but_those_to_sayings_has_its_needs_and_no_other_text_has() -> None:
    replies = {reply for group in read_groups(KINDRED) if group.kind != SAYING for reply in group.replies}
    assert set(read_needs(KINDRED / FILE)) == replies


def test_the_file_is_written_as_it_is_read() -> None:
    assert written(read_needs(KINDRED / FILE)) == (KINDRED / FILE).read_text(encoding="utf-8")


def test_a_reply_that_needs_nothing() -> None:
    assert numbers([], "비가 왔어") == {
        "needs_nothing": 1.0,
        "has_all": 0.0,
        "has_some": 0.0,
        "needs": 0.0,
        "hits": 0.0,
    }


def test_all_some_or_none_of_the_things_are_there() -> None:
    things = ["엄마,어머니,친정", "전화,통화"]
    everything = numbers(things, "어머니랑 통화 했다")
    assert (everything["has_all"], everything["has_some"], everything["needs"]) == (1.0, 0.0, 1.0)
    some = numbers(things, "어머니랑 걸었다")
    assert (some["has_all"], some["has_some"], some["needs"]) == (0.0, 1.0, 0.0)
    none = numbers(things, "혼자 걸었다")
    assert (none["has_all"], none["has_some"], none["hits"]) == (0.0, 0.0, 0.0)


def test_cues_are_found_across_spaces_and_marks() -> None:
    assert numbers(["다못했"], "숙제를 다 못 했어")["has_all"]
    assert numbers(["ㅠㅠ"], "다 젖었어 ㅠㅠ")["has_all"]
    assert numbers(["pc방"], "PC방 갔다")["has_all"]


def test_no_cue_is_torn_out_of_two_words() -> None:
    assert not numbers(["이자"], "마음이 자꾸 급해지네")["has_all"]
    assert not numbers(["이자"], "마음 이 자꾸 급해 져")["has_all"]
    assert numbers(["이자"], "마음이 자꾸 급해지네, 이자도 올랐고")["has_all"]
    assert numbers(["하늘나라"], "이제 하늘 나라에 있겠지")["has_all"]


def test_things_are_packed_once() -> None:
    rain, mother = ("비", "소나기"), ("엄마",)
    things, of_each = packed_things([(rain,), (), (mother, rain)])
    assert things == ["비,소나기", "엄마"]
    assert of_each == [[0], [], [1, 0]]


@pytest.mark.parametrize("row", ["좋아요.", "좋아요.\t", "좋아요.\t비,", "좋아요.\t비 가", "좋아요.\t비;;눈"])
def test_a_line_that_is_none_is_refused(tmp_path: Path, row: str) -> None:
    (tmp_path / FILE).write_text(f"{row}\n", encoding="utf-8")
    with pytest.raises(NeedsBroken):
        read_needs(tmp_path / FILE)


def test_a_reply_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("좋아요.\t-\n좋아요.\t비\n", encoding="utf-8")
    with pytest.raises(NeedsBroken):
        read_needs(tmp_path / FILE)
