"""What is stored of a text, and where a query is found in it."""

import random
import unicodedata

import pytest

from app.storage.ids import checked_id, new_id
from app.storage.text import folded, spans, storable


def test_only_lone_surrogates_change() -> None:
    assert storable("가\0나 🐰 e\u0301") == "가\0나 🐰 e\u0301"
    assert storable("a\ud800b\udfff") == "a\ufffdb\ufffd"
    assert storable("\ud83d\udc30") == "🐰"  # a pair that came in two pieces
    assert storable("\ud800") == "\ufffd"
    assert storable("\ufeff가") == "\ufeff가"


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("엄마와 엄마", "엄마", ["엄마", "엄마"]),
        ("Hello HELLO", "hello", ["Hello", "HELLO"]),
        ("straße", "STRASSE", ["straße"]),
        ("ﬁne", "f", ["ﬁ"]),
        ("aaaa", "aa", ["aa", "aa"]),
        (unicodedata.normalize("NFD", "오늘 엄마와"), "엄마", [unicodedata.normalize("NFD", "엄마")]),
        ("오늘 엄마와", unicodedata.normalize("NFD", "엄마"), ["엄마"]),
        ("각", "가", []),
        (unicodedata.normalize("NFD", "각"), "가", []),
        ("cafe\u0301", "É", ["e\u0301"]),
        ("👨‍👩‍👧 ㅋㅋ", "ㅋ", ["ㅋ", "ㅋ"]),
        ("앞\0뒤", "뒤", ["뒤"]),
        ("x", "", []),
        ("ß", "s", ["ß"]),
    ],
)
def test_spans(text: str, query: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in spans(text, query)] == found


def test_spans_agree_with_folding_on_random_text() -> None:
    chance = random.Random(3)
    alphabet = [*"가각나엄마Aaßéﬁİ 🐰%_\0", *unicodedata.normalize("NFD", "각é한"), "\u0323", "\u0302"]
    for _ in range(3_000):
        text = "".join(chance.choices(alphabet, k=chance.randrange(12)))
        query = "".join(chance.choices(alphabet, k=chance.randrange(1, 3)))
        found = spans(text, query)
        assert bool(found) == (folded(query) in folded(text))
        ends = [0, *(end for _, end in found)]
        assert all(before <= start < end <= len(text) for before, (start, end) in zip(ends, found, strict=False))
        assert all(folded(query) in folded(text[start:end]) for start, end in found)


def test_ids_sort_as_they_are_made_also_when_the_clock_steps_back(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [new_id() for _ in range(1_000)]
    monkeypatch.setattr("time.time_ns", lambda: 0)
    made += [new_id() for _ in range(10)]
    assert made == sorted(set(made)) and {len(each) for each in made} == {26}
    assert all(checked_id(each) == each for each in made)


@pytest.mark.parametrize("bad", ["", "../x", "a/b", "A", "a.b", "a\n", "가", "x" * 65, "٣"])
def test_what_is_no_id(bad: str) -> None:
    with pytest.raises(ValueError):
        checked_id(bad)
