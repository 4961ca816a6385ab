"""Finding any substring."""

import random
import unicodedata
from datetime import timedelta

import pytest

from app.storage import Diary
from app.storage.text import folded
from tests.storage.conftest import DAY, MOMENT, Append


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("꿈", ["어젯밤 꿈"]),
        ("엄마", ["엄마와 Hello"]),
        ("ㅋ", ["ㅋㅋ 🐰 100%"]),
        ("🐰", ["ㅋㅋ 🐰 100%"]),
        ("%", ["ㅋㅋ 🐰 100%"]),
        ("_", ["snake_case"]),
        ("\\", ["뒤로 \\ 앞으로"]),
        ("'", ["it's"]),
        ("hELLO", ["엄마와 Hello"]),
        (unicodedata.normalize("NFD", "엄마"), ["엄마와 Hello"]),
        ("끝", ["앞\0끝"]),
        ("\0", ["앞\0끝"]),
        ("할머니", [unicodedata.normalize("NFD", "할머니 댁")]),
        ("0%", ["ㅋㅋ 🐰 100%"]),
        ("없는 말", []),
        ("", []),
    ],
)
def test_one_query(diary: Diary, append: Append, query: str, found: list[str]) -> None:
    for text in ("엄마와 Hello", "어젯밤 꿈", "ㅋㅋ 🐰 100%", "snake_case", "뒤로 \\ 앞으로", "it's", "앞\0끝", "그냥"):
        append(text)
    append(unicodedata.normalize("NFD", "할머니 댁"))
    hits = diary.search(query)
    assert [hit.text for hit in hits] == found
    for hit in hits:
        assert hit.spans and all(folded(hit.text[start:end]) == folded(query) for start, end in hit.spans)


def test_a_hit_says_where_it_is(diary: Diary, append: Append) -> None:
    said = append("나나 나")
    (hit,) = diary.search("나")
    assert (hit.utterance_id, hit.entry_id, hit.date, hit.text) == (said.id, said.entry_id, DAY, "나나 나")
    assert hit.spans == ((0, 1), (1, 2), (3, 4))


def test_newest_first_and_limited(diary: Diary, append: Append) -> None:
    for days in (2, 0, 1):
        append(f"{days}일 전", day=DAY - timedelta(days=days))
    append("오늘 아침 일", started_at=MOMENT - timedelta(hours=10))
    assert [hit.text for hit in diary.search("일")] == ["0일 전", "오늘 아침 일", "1일 전", "2일 전"]
    assert [hit.text for hit in diary.search("일", limit=1)] == ["0일 전"]


def test_random_queries_agree_with_looking_everywhere(diary: Diary, append: Append) -> None:
    chance = random.Random(11)
    alphabet = list("가나다마엄 aAbB%_\\é🐰\0")
    texts = {append("".join(chance.choices(alphabet, k=chance.randrange(15)))).id for _ in range(60)}
    every = [diary.utterance(each) for each in texts]
    for _ in range(150):
        query = "".join(chance.choices(alphabet, k=chance.randrange(1, 4)))
        expected = {each.id for each in every if folded(query) in folded(each.text)}
        assert {hit.utterance_id for hit in diary.search(query)} == expected
