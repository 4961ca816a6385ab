"""Finding any substring."""

import random
import unicodedata
from datetime import timedelta

import pytest

from app.diary.listing import EntryFilter
from app.storage.repository import Diary
from app.storage.text import folded, storable
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


def test_initial_consonants(diary: Diary, append: Append) -> None:
    for text in ("콩콩 뛰었다", "엄마가 ㅋㅋ 웃었다", "ㅏㅏ", "ㅎㅁㄴ?", "할머니 댁", "하A", "그냥"):
        append(text)
    for query, found in {
        "ㅎㅁㄴ": {"할머니 댁", "ㅎㅁㄴ?"},
        "ㅎ머니": {"할머니 댁"},
        "할ㅁ": {"할머니 댁"},
        "엄ㅁ": {"엄마가 ㅋㅋ 웃었다"},
        "ㅋㅋ": {"엄마가 ㅋㅋ 웃었다", "콩콩 뛰었다"},
        "ㄱ ㅋ": {"엄마가 ㅋㅋ 웃었다"},
        "ㄷㅇㄷ": set(),  # not ㄸ
        "ㄸㅇ": {"콩콩 뛰었다"},
        "ㅏ": {"ㅏㅏ"},
        "ㄳ": set(),
        "ㅎㅁㄴ ㄷ": {"할머니 댁"},
        "ㅎa": {"하A"},
    }.items():
        hits = diary.search(query)
        assert {hit.text for hit in hits} == found, query
        assert diary.count_hits(query) == len(found)
        assert all(end - start == len(query) for hit in hits for start, end in hit.spans)


PIECES = [
    *"가나다까하힣엄마ㄱㅎㅋㅋㄳㅏ aAbB%_*\"'\\éßﬁİ🐰0",
    *("e\u0301", "\u1112\u1161", "\u1161", "\0", "\ud800", "할머니", "ㅎㅁㄴ", "👨\u200d👩"),
]


class Everywhere:
    """The same search by looking everywhere, written without the index, from the words alone."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.texts = {each: storable(text) for each, text in texts.items()}

    def find(self, query: str) -> set[str]:
        form = folded(storable(query))
        return {each for each, text in self.texts.items() if form and self._is_in(form, folded(text))}

    def _is_in(self, form: str, text: str) -> bool:
        starts = range(len(text) - len(form) + 1)
        return any(all(map(self._fits, form, text[start:])) for start in starts)

    def _fits(self, wanted: str, character: str) -> bool:
        if wanted == character:
            return True
        first = unicodedata.normalize("NFD", character)[0] if "가" <= character <= "힣" else ""
        # The name of a compatibility consonant ends as that of the conjoining one does.
        return bool(first) and _kind(wanted) == _kind(first) is not None


def _kind(character: str) -> str | None:
    name = unicodedata.name(character, "")
    for head in ("HANGUL LETTER ", "HANGUL CHOSEONG "):
        if name.startswith(head):
            return name.removeprefix(head)
    return None


def _invented(chance: random.Random, most: int) -> str:
    text = "".join(chance.choices(PIECES, k=chance.randrange(most)))
    return unicodedata.normalize("NFD", text) if chance.random() < 0.2 else text


@pytest.mark.parametrize("seed", [11, 12])
def test_random_queries_agree_with_looking_everywhere(diary: Diary, append: Append, seed: int) -> None:
    chance = random.Random(seed)
    texts = {append(text).id: text for text in (_invented(chance, 15) for _ in range(80))}
    for each in chance.sample(sorted(texts), 10):
        texts[each] = _invented(chance, 15)
        diary.edit_text(each, texts[each])
    everywhere = Everywhere(texts)
    for _ in range(200):
        query = _invented(chance, 5)
        expected = everywhere.find(query)
        hits = diary.search(query)
        assert {hit.utterance_id for hit in hits} == expected, ascii(query)
        assert len(hits) == len(expected) == diary.count_hits(query)
        assert all(hit.spans for hit in hits)
        assert diary.count_hits(query, enough=3) == min(3, len(expected))


def test_hits_come_in_the_order_of_a_list_wherever_they_were_written(diary: Diary, append: Append) -> None:
    chance = random.Random(3)
    for number in range(60):
        day = DAY - timedelta(days=chance.randrange(8))
        append(f"비가 왔다 {number}", day=day, started_at=MOMENT - timedelta(minutes=chance.randrange(600)))
    entries = diary.entries()
    diary.move([entries[2].utterances[0].id, entries[-1].utterances[-1].id], to_date=DAY - timedelta(days=3))
    diary.trash(diary.entries()[4].id)
    key = {
        each.id: (entry.date, each.started_at, each.position) for entry in diary.entries() for each in entry.utterances
    }
    hits = [key[hit.utterance_id] for hit in diary.search("비가")]
    assert hits == sorted(key.values(), reverse=True)
    assert [key[hit.utterance_id] for hit in diary.search("비가", 7)] == hits[:7]


def test_between_two_dates(diary: Diary, append: Append) -> None:
    for days in range(6):
        append(f"{days}일 전", day=DAY - timedelta(days=days))
    only = EntryFilter(first=DAY - timedelta(days=4), last=DAY - timedelta(days=2))
    assert [hit.text for hit in diary.search("일", None, only)] == ["2일 전", "3일 전", "4일 전"]
    assert diary.count_hits("일", only) == 3 == diary.count_listed(only) == len(diary.listed(9, None, only))
    assert diary.count_hits("전", EntryFilter(last=DAY - timedelta(days=5))) == 1


def test_the_trash_is_searched_by_itself(diary: Diary, append: Append) -> None:
    thrown = append("버린 우산")
    append("새 우산", new_entry=True)
    diary.trash(thrown.entry_id)
    assert [hit.text for hit in diary.search("우산")] == ["새 우산"] and diary.count_hits("우산") == 1
    assert [hit.text for hit in diary.search("우산", None, EntryFilter(in_trash=True))] == ["버린 우산"]
    diary.restore(thrown.entry_id)
    assert diary.count_hits("ㅇㅅ") == 2
