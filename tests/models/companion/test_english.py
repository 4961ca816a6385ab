"""Lines in English and other languages: danger is heard, and nothing else is guessed."""

import time
from pathlib import Path

import pytest

from app.diary.entry import Care, ReplyKind
from app.models.companion import crisis_english, english
from app.models.companion.companion import Companion
from app.models.companion.danger import DangerKind, Level
from app.models.companion.memory import NO_REPEAT_TURNS
from app.models.companion.safety import assess
from app.models.companion.safety_english import assess_english
from app.models.companion.texts import UNSURE, load_texts, packed_file
from app.models.sentences import is_in_another_language
from app.models.training.danger_corpus import read_labelled

OPEN = Path(__file__).resolve().parents[3] / "tests" / "data" / "safety" / "english-open.tsv"


def test_recall_and_false_alarms_of_the_rules_on_the_lines_they_know() -> None:
    lines = [(row["label"] == "crisis", row["text"]) for row in read_labelled(OPEN)]
    levels = [(danger, assess_english(text).level) for danger, text in lines]
    danger = [level for dangerous, level in levels if dangerous]
    safe = [level for dangerous, level in levels if not dangerous]
    assert len(danger) == 100 and len(safe) == 120
    assert danger.count(Level.HARD) >= 80 and danger.count(Level.NONE) <= 10
    assert safe.count(Level.HARD) == 0 and safe.count(Level.SOFT) <= 2


@pytest.mark.parametrize(
    ("text", "kind", "other"),
    [
        ("I want to kill myself", DangerKind.SUICIDE, False),
        ("i don’t want to live anymore.", DangerKind.SUICIDE, False),
        ("my sister keeps saying she wants to die", DangerKind.SUICIDE, True),
        ("I cut myself again last night", DangerKind.SELF_HARM, False),
        ("my husband beat me again when he was drunk", DangerKind.HOME_VIOLENCE, False),
        ("my uncle touches me at night", DangerKind.ABUSE, False),
        ("i am going to stab my neighbor tonight", DangerKind.OTHERS, False),
        ("오늘도 학교에 갔다. I want to die.", DangerKind.SUICIDE, False),
        ("My husband left me and I want to die", DangerKind.SUICIDE, False),
        ("My mom doesn't know I want to die", DangerKind.SUICIDE, False),
        ("Two years ago my mom died and now I want to kill myself", DangerKind.SUICIDE, False),
        ("I want to kill myself to end the pain", DangerKind.SUICIDE, False),
        (
            "I laughed so hard I could kill myself laughing. But tonight I want to kill myself",
            DangerKind.SUICIDE,
            False,
        ),
        ("The day was long and quiet. " * 300 + "I want to kill myself.", DangerKind.SUICIDE, False),
        ("i just want to... dieee", DangerKind.SUICIDE, False),
        ("I cut my wrist with broken glass", DangerKind.SELF_HARM, False),
        ("My dad hit me in the face", DangerKind.HOME_VIOLENCE, False),
        ("My husband used to be kind but now he hits me", DangerKind.HOME_VIOLENCE, False),
        ("My dad hits me when I play games", DangerKind.HOME_VIOLENCE, False),
        ("my friend said he will bring a gun to school tomorrow to kill everyone", DangerKind.OTHERS, True),
    ],
)
def test_danger_in_english_is_heard(text: str, kind: DangerKind, other: bool) -> None:
    danger = assess(text)
    assert (danger.level, danger.kind, danger.about_other) == (Level.HARD, kind, other)


@pytest.mark.parametrize(
    "text",
    [
        "I could die of embarrassment",
        "this traffic is killing me",
        "i cut myself while chopping onions",
        "my husband beat me at chess",
        "in the movie she wants to die and he saves her",
        "im going to kill him for eating my cake",
        "years ago i wanted to die, and i'm so glad i'm here",
        "We hiked about 12 kms today",
        "I don't want my dog to die",
        "Taking the pills for my cold",
        "I hit my head on the cabinet",
        "My husband kissed me in the kitchen",
        "I'm worried I might hurt my back",
        "I swear this cake is amazing",
        "오버워치에서 I will kill them all 외침",
        "I Don't Want to Live Forever 들으면서 퇴근했다",
    ],
)
def test_idioms_kitchens_and_films_are_no_danger(text: str) -> None:
    assert assess(text).level is Level.NONE


def test_what_makes_a_joke_of_it_is_denied_or_long_over_is_asked_about_gently() -> None:
    assert assess("I don't want to kill myself").level is Level.SOFT
    assert assess("I was raped years ago and I am in therapy").level is Level.SOFT
    assert assess("i want to kill myself lol").level is Level.SOFT
    assert assess("i want to kill myself lol im serious").level is Level.HARD


@pytest.mark.parametrize("text", ["i want to " * 20_000, "she he they " * 20_000, "pills " * 50_000, "|" * 99_999])
def test_the_time_is_bounded(text: str) -> None:
    start = time.perf_counter()
    assess_english(text)
    assert time.perf_counter() - start < 2.0


def test_the_card_and_the_careful_turns_speak_english() -> None:
    companion = Companion(seed=1)
    hard = companion.answer("I want to kill myself", None)
    assert hard.kind is ReplyKind.CRISIS and hard.care is Care.HARD
    assert hard.text in crisis_english.HARD[DangerKind.SUICIDE] and "109" in hard.text and "988" in hard.text
    assert companion.answer("i don't know", None).text in crisis_english.STAYING
    assert (
        companion.answer("my friend says she wants to die", None).text in crisis_english.HARD_OTHER[DangerKind.SUICIDE]
    )
    soft = Companion(seed=1).answer("kms lol", None)
    assert soft.care is Care.SOFT and soft.text in crisis_english.SOFT[DangerKind.SUICIDE]


def test_every_english_card_names_a_line_and_says_that_it_is_a_program_or_misheard() -> None:
    cards = (crisis_english.HARD, crisis_english.HARD_OTHER, crisis_english.HEARD)
    hard = [reply for card in cards for replies in card.values() for reply in replies]
    soft = [reply for replies in crisis_english.SOFT.values() for reply in replies]
    assert all("program" in reply for reply in hard)
    assert all(any(number in reply for number in ("109", "1366", "1577-0199", "112")) for reply in hard + soft)
    assert all("Outside Korea" in reply for reply in hard)


def test_what_is_not_understood_is_said_once_and_never_guessed() -> None:
    companion = Companion(seed=2)
    assert companion.answer("had a long meeting and then pasta", None).text in english.NOT_UNDERSTOOD
    said = [companion.answer(f"the bus was late again, {word} time", None).text for word in ("two", "three", "four")]
    assert all(reply in english.LISTENING for reply in said) and len(set(said)) == len(said)
    assert len(english.LISTENING) < NO_REPEAT_TURNS  # it may come round, but never twice running


@pytest.mark.parametrize(
    ("text", "among"),
    [
        ("hello", english.GREETINGS),
        ("Good morning, Todak!", english.GREETINGS),
        ("thank you so much", english.THANKS),
        ("good night", english.GOODBYES),
        ("今日は楽しかった", english.NO_LANGUAGE_OF_OURS),
        ("сегодня был хороший день", english.NO_LANGUAGE_OF_OURS),
    ],
)
def test_greetings_and_other_languages(text: str, among: tuple[str, ...]) -> None:
    assert Companion(seed=3).answer(text, None).text in among


@pytest.mark.parametrize("text", ["ok", "TT", "BTS", "ㅋㅋ ok"])
def test_a_single_word_in_latin_letters_may_be_korean(text: str) -> None:
    assert english.replies(text, ()) == ()
    assert Companion(seed=4).answer(text, None).text in load_texts(packed_file()).mirrors[UNSURE]


@pytest.mark.parametrize("text", ["오늘 meeting이 길었다", "ㅋㅋㅋ", "ㅠㅠ", "BTS 콘서트 다녀왔어", "123", ""])
def test_lines_with_korean_or_without_letters_are_no_other_language(text: str) -> None:
    assert not is_in_another_language(text)
    assert not english.is_in_english(text)
