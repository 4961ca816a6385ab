"""Particles, jamo, the two-set keyboard."""

import random

import pytest

from app.models.companion.hangul import FIRST, LAST, compose, parts, strokes, syllable
from app.models.companion.josa import attach, particle
from app.models.companion.keyboard import rescue, to_hangul, to_latin


@pytest.mark.parametrize(
    ("word", "pair", "expected"),
    [
        ("책", "을/를", "책을"), ("학교", "을/를", "학교를"), ("엄마", "이/가", "엄마가"),
        ("동생", "이/가", "동생이"),
        ("너", "은/는", "너는"), ("밥", "은/는", "밥은"), ("친구", "와/과", "친구와"), ("가족", "와/과", "가족과"),
        ("집", "(으)로", "집으로"), ("학교", "(으)로", "학교로"), ("서울", "(으)로", "서울로"),
        ("물", "으로/로", "물로"),
        ("달", "을/를", "달을"), ("1", "을/를", "1을"), ("2", "을/를", "2를"), ("3", "이/가", "3이"),
        ("4", "이/가", "4가"),
        ("5", "이/가", "5가"), ("6", "은/는", "6은"), ("7", "(으)로", "7로"), ("8", "(으)로", "8로"),
        ("9", "은/는", "9는"),
        ("0", "이/가", "0이"), ("10", "을/를", "10을"), ("12", "을/를", "12를"), ("100", "(으)로", "100으로"),
        ("1,000", "이/가", "1,000이"), ("10000", "을/를", "10000을"), ("3.5", "을/를", "3.5를"),
        ("3.1", "(으)로", "3.1로"),
        ("TV", "을/를", "TV를"), ("SNS", "이/가", "SNS가"), ("PPT", "은/는", "PPT는"), ("URL", "(으)로", "URL로"),
        ("FM", "은/는", "FM은"), ("CNN", "이/가", "CNN이"), ("LTE", "을/를", "LTE를"), ("A", "이/가", "A가"),
        ("L", "은/는", "L은"), ("apple", "을/를", "apple을"), ("email", "(으)로", "email로"),
        ("book", "이/가", "book이"),
        ("game", "은/는", "game은"), ("phone", "을/를", "phone을"), ("coffee", "을/를", "coffee를"),
        ("song", "이/가", "song이"),
        ("50%", "을/를", "50%를"), ("“면접”", "을/를", "“면접”을"), ("카페(강남)", "을/를", "카페(강남)을"),
        ("토끼", "아/야", "토끼야"),
        ("하늘", "아/야", "하늘아"), ("안녕", "이라/라", "안녕이라"), ("커피", "이라/라", "커피라"),
        ("유튜브", "이나/나", "유튜브나"),
        ("값", "을/를", "값을"), ("닭", "과/와", "닭과"), ("여덟", "로/으로", "여덟으로"), ("", "을/를", "를"),
    ],
)  # fmt: skip
def test_particles(word: str, pair: str, expected: str) -> None:
    assert attach(word, pair) == expected


def test_an_unknown_pair_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        particle("책", "한테")


def test_every_syllable_comes_apart_and_together() -> None:
    for code in range(FIRST, LAST + 1):
        character = chr(code)
        assert syllable(*parts(character)) == character
        assert compose(strokes(character)) == character
        assert to_hangul(to_latin(character)) == character


def test_words_typed_forward_and_back() -> None:
    rng = random.Random(3)
    for _ in range(3_000):
        word = "".join(chr(rng.randint(FIRST, LAST)) for _ in range(rng.randint(2, 6)))
        typed = to_latin(word)
        assert typed.isascii()
        assert to_hangul(typed) == word


@pytest.mark.parametrize(
    ("latin", "hangul"),
    [
        ("dkssud", "안녕"), ("dkssudgktpdy", "안녕하세요"), ("gksrmf", "한글"), ("rkqt", "값"), ("rkqtdl", "값이"),
        ("dlfrdj", "읽어"), ("dlfrek", "읽다"), ("dkswdk", "앉아"), ("dksgdk", "않아"), ("Rhc", "꽃"), ("Qkd", "빵"),
        ("dhodi", "왜야"), ("dmltk", "의사"), ("rhk", "과"), ("ekfr", "닭"), ("ekfrdl", "닭이"), ("tkfa", "삶"),
        ("gkfxek", "핥다"), ("dmfvek", "읊다"), ("dlfgdj", "잃어"), ("ㅋㅋ", "ㅋㅋ"), ("rr", "ㄱㄱ"),
    ],
)  # fmt: skip
def test_the_automaton(latin: str, hangul: str) -> None:
    assert to_hangul(latin) == hangul


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dkssud", "안녕"), ("dhsmf glaemfdjTdj", "오늘 힘들었어"), ("rhakdnj ㅋㅋ", "고마워 ㅋㅋ"),
        ("dho dnfdj?", "왜 울어?"),
        ("sjan vlrhsgo", "너무 피곤해"), ("gkgkgk", "하하하"),
    ],
)  # fmt: skip
def test_what_is_rescued(typed: str, meant: str | None) -> None:
    assert rescue(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "hello", "hello world", "happy birthday", "I am so tired", "good", "sorry", "also", "world", "work",
        "rocky", "Susan",
        "David", "Disney", "Netflix", "Google", "PPT", "CEO", "KTX", "BTS", "NASA", "ok", "OK", "go", "TV", "lol",
        "omg",
        "www.naver.com", "https://example.com/dkssud", "test@dkssud.com", "C:\\dkssud", "file.txt", "a1b2c3",
        "v1.2.3",
        "오늘 dkssud", "corona", "city", "angel", "American", "author", "always", "", "   ", "123", "ㅋㅋㅋ",
        "dkssud" * 1000,
    ],
)  # fmt: skip
def test_what_is_left_alone(text: str) -> None:
    assert rescue(text) is None
