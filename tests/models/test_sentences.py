"""Sentences: by rules, by Kiwi where there are no marks, and never a character lost."""

import time
import unicodedata
from itertools import pairwise

import pytest

from app.models import sentences as module
from app.models.sentences import clean, is_readable, sentences, windows


def split(text: str) -> list[str]:
    cleaned = clean(text)
    return [cleaned[span.start : span.end] for span in sentences(cleaned)]


@pytest.fixture
def no_kiwi(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise AssertionError("Kiwi was asked, which costs 1.3 s")

    monkeypatch.setattr(module, "sentence_starts", refuse)


@pytest.mark.usefixtures("no_kiwi")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("오늘은 좋았다.", ["오늘은 좋았다."]),
        ("회의가 길었다. 그래도 저녁은 따뜻했다.", ["회의가 길었다.", "그래도 저녁은 따뜻했다."]),
        ("정말? 진짜야! 그래.", ["정말?", "진짜야!", "그래."]),
        ("갔다.그리고 왔다.", ["갔다.", "그리고 왔다."]),
        ("첫 줄\n둘째 줄\r\n\r\n셋째 줄", ["첫 줄", "둘째 줄", "셋째 줄"]),
        ("3.5점을 받았다. 2024. 3. 5. 일이다.", ["3.5점을 받았다.", "2024. 3. 5. 일이다."]),
        ("1. 우유\n2. 계란", ["1. 우유", "2. 계란"]),
        (
            '엄마가 "괜찮아? 밥은 먹었어?" 하고 물었다. 울었다.',
            ['엄마가 "괜찮아? 밥은 먹었어?" 하고 물었다.', "울었다."],
        ),
        ("“싫어.” 그 말뿐이었다.", ["“싫어.”", "그 말뿐이었다."]),
        ("글쎄… 잘 모르겠다.", ["글쎄… 잘 모르겠다."]),
        ("아 진짜 좋다!!ㅋㅋㅋ 또 가자", ["아 진짜 좋다!!ㅋㅋㅋ", "또 가자"]),
        ("힘들었다. ㅠㅠ", ["힘들었다. ㅠㅠ"]),
        ("힘들었다\n😭😭", ["힘들었다\n😭😭"]),
        ("ㅠㅠ", ["ㅠㅠ"]),
        ("😭", ["😭"]),
        ("…!?", ["…!?"]),
        ("(웃음) 그래서 왔다. (끝.)", ["(웃음) 그래서 왔다.", "(끝.)"]),
        ("todak.app에 갔다.", ["todak.app에 갔다."]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_rules(text: str, expected: list[str]) -> None:
    assert split(text) == expected


@pytest.mark.usefixtures("no_kiwi")
def test_a_long_sentence_with_its_full_stop_needs_no_kiwi() -> None:
    text = "비가 오는 날에는 " * 20 + "집에 있었다."
    assert split(text) == [text]


def test_what_a_recogniser_prints_goes_to_kiwi() -> None:
    text = "음 오늘 학교에 갔는데 수업이 너무 길어서 막 졸렸어 "
    text += "그래서 집에 와서 라면 먹고 잤어 근데 엄마가 전화해서 밥 먹었냐고 물어봤어"
    assert len(text) > module.LONG_STRETCH
    assert len(split(text)) >= 3


ODD = [
    "가\x00나다. 라마\x00바",
    "\ud800가나다. 라마\udfff",
    "😭" * 500,
    "…" * 500,
    ".?!" * 300,
    "ㅋ" * 700,
    "가" * 2000,
    "abc " * 400,
    '"' * 3000,
    "(" * 3000,
    "1. " * 500,
    "가나\u2028다라\x85마바",
    unicodedata.normalize("NFD", "오늘은 좋았다. 내일도 좋다."),
    "e" + "\u0301\u0316" * 2000,
    "오늘은 학교에 갔다가 " * 300,
]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_no_character_is_lost_and_none_read_twice(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode()  # no lone surrogate is left
    covered = [0] * len(cleaned)
    for span in sentences(cleaned):
        assert span.start < span.end
        for index in range(span.start, span.end):
            covered[index] += 1
    for character, times in zip(cleaned, covered, strict=True):
        assert times == 1 or (times == 0 and character.isspace())


@pytest.mark.parametrize(
    "unit", ["가", "오늘은 학교에 갔다가 왔는데 ", "좋다. ", "ㅋ", "\n가", '"가." ', "e\u0301\u0316", "\ud800"]
)
def test_100000_characters_in_bounded_time(unit: str) -> None:
    split("데우기 " * 30)  # Kiwi is loaded
    text = (unit * 100_000)[:100_000]
    started = time.monotonic()
    split(text)
    assert time.monotonic() - started < 10


def test_every_sentence_knows_its_line() -> None:
    spans = sentences(clean("하나. 둘.\n셋\n\n1.\n넷 ㅠㅠ\n😭"))
    assert [span.line for span in spans] == [0, 0, 1, 2]
    assert len({span.line for span in sentences(clean("가나다 " * 60 + "\n" + "라마바 " * 60))}) == 2


def test_composed_and_decomposed_text_is_one() -> None:
    text = "어제는 슬펐다. 오늘은 괜찮다."
    assert split(unicodedata.normalize("NFD", text)) == split(text)


@pytest.mark.parametrize(
    ("text", "readable"),
    [
        *((text, False) for text in ("", "  \n", "...!?", "123", "\x00", "\ud800")),
        *((text, True) for text in ("가", "ㅠ", "愛", "😭", "ok", "♥")),
    ],
)
def test_what_can_be_read(text: str, readable: bool) -> None:
    assert is_readable(clean(text)) is readable


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 17, 18, 100, 101, 1234])
@pytest.mark.parametrize(("size", "overlap"), [(10, 2), (10, 0), (10, 9)])
def test_windows_cover_everything_and_overlap(count: int, size: int, overlap: int) -> None:
    found = windows(count, size, overlap)
    assert found[0][0] == 0 and found[-1][1] == count
    for (first, last), (start, end) in pairwise(found):
        assert first < start and last - start >= overlap and end - start == size
    with pytest.raises(ValueError, match="overlap"):
        windows(count, size, size)
