"""The piece of a text around what was found."""

import pytest

from app.storage.text import spans
from app.ui.excerpt import excerpt, utf16

LONG = (
    "아침에는 날이 흐렸다. 점심에는 비가 왔다. " * 8
    + "저녁에는 우산을 쓰고 걸었다. 집에 오니 조용했다."
    + " 그리고 잤다." * 40
)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("우산", "우산"),
        ("비가 와서 우산을 샀는데 또 우산", "우산"),
        (LONG, "우산"),
        ("🚲🌇 " * 30 + "노을", "노을"),
        ("가" * 300 + "나" + "다" * 300, "나"),
        ("줄이\n바뀌고\0 \t끝", "바뀌고"),
        ("첫 문장. 둘째", "둘째"),
        ("가" * 400, "가" * 350),
    ],
)
def test_the_first_hit_is_near_the_beginning(text: str, query: str) -> None:
    found = spans(text, query)
    shown, kept = excerpt(text, found)
    assert kept
    assert shown[slice(*kept[0])] == query
    assert kept[0][0] <= 32
    assert "\n" not in shown and "\0" not in shown
    assert len(shown) <= 182 + len(query)
    inner = shown.removeprefix("…").removesuffix("…")
    assert inner in "".join(" " if each.isspace() or each < " " else each for each in text)


def test_it_begins_with_a_sentence_where_one_is_near() -> None:
    shown, _ = excerpt(LONG, spans(LONG, "우산"))
    assert shown.startswith("아침에는 날이 흐렸다. 점심에는 비가 왔다. 저녁에는 우산을")


def test_without_a_hit_it_is_the_beginning() -> None:
    assert excerpt("그냥 하루", ()) == ("그냥 하루", ())


def test_qt_counts_what_python_counts_as_one_as_two() -> None:
    text = "가🐰나👨‍👩‍👧다"
    for position in range(len(text) + 1):
        assert utf16(text, position) == len(text[:position].encode("utf-16-le")) // 2
