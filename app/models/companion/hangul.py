"""Hangul syllables and jamo: taking apart, putting together.

The composer is the automaton of the two-set (두벌식) keyboard: a consonant between two vowels belongs to the second.
Sources: KS X 5002 (keyboard), Unicode 3.12 (composition arithmetic).
"""

from collections.abc import Iterable

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
MEDIALS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS: tuple[str, ...] = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
FIRST, LAST = 0xAC00, 0xD7A3

# What two key presses make together.
COMPOUND_MEDIALS = {"ㅗㅏ": "ㅘ", "ㅗㅐ": "ㅙ", "ㅗㅣ": "ㅚ", "ㅜㅓ": "ㅝ", "ㅜㅔ": "ㅞ", "ㅜㅣ": "ㅟ", "ㅡㅣ": "ㅢ"}
COMPOUND_FINALS = {
    "ㄱㅅ": "ㄳ",
    "ㄴㅈ": "ㄵ",
    "ㄴㅎ": "ㄶ",
    "ㄹㄱ": "ㄺ",
    "ㄹㅁ": "ㄻ",
    "ㄹㅂ": "ㄼ",
    "ㄹㅅ": "ㄽ",
    "ㄹㅌ": "ㄾ",
    "ㄹㅍ": "ㄿ",
    "ㄹㅎ": "ㅀ",
    "ㅂㅅ": "ㅄ",
}
SPLIT = {made: parts for parts, made in (COMPOUND_MEDIALS | COMPOUND_FINALS).items()}


def is_syllable(character: str) -> bool:
    """Whether `character` is a complete Hangul syllable."""
    return FIRST <= ord(character) <= LAST


def parts(syllable: str) -> tuple[str, str, str]:
    """Initial, medial and final (may be empty) of a complete syllable, compound ones whole."""
    index = ord(syllable) - FIRST
    return INITIALS[index // 588], MEDIALS[index % 588 // 28], FINALS[index % 28]


def final(syllable: str) -> str:
    """The final consonant of a complete syllable, or an empty string."""
    return FINALS[(ord(syllable) - FIRST) % 28]


def syllable(initial: str, medial: str, end: str = "") -> str:
    """The syllable of these parts."""
    return chr(FIRST + (INITIALS.index(initial) * 21 + MEDIALS.index(medial)) * 28 + FINALS.index(end))


def strokes(text: str) -> str:
    """`text` with syllables and compound jamo taken apart into what one key press makes (ㄲ, ㅐ … stay whole)."""
    taken: list[str] = []
    for character in text:
        jamo: tuple[str, ...] = parts(character) if is_syllable(character) else (character,)
        taken.extend(SPLIT.get(each, each) for each in jamo)
    return "".join(taken)


def with_final(word: str, end: str = "") -> str:
    """`word`, which ends in a complete syllable, with `end` as the last final: 부르, ㄴ → 부른; none: 간 → 가."""
    initial, medial, _ = parts(word[-1])
    return word[:-1] + syllable(initial, medial, end)


def compose(pressed: Iterable[str]) -> str:
    """The text that these jamo, pressed one after another, make; anything else is passed through.

    The inverse of `strokes` for every text of complete syllables. A vowel without an initial, and a consonant that
    finds no vowel, stay lone jamo.
    """
    out: list[str] = []
    initial = medial = end = ""

    def flush() -> None:
        nonlocal initial, medial, end
        if initial and medial:
            out.append(syllable(initial, medial, end))
        elif initial or medial:
            out.append(initial + medial)
        initial = medial = end = ""

    for character in pressed:
        if character in MEDIALS:
            if end:  # the consonant (or its second half) goes over to this vowel
                halves = SPLIT.get(end, end)
                end = halves[0] if len(halves) == 2 else ""
                flush()
                initial, medial = halves[-1], character
            elif medial and medial + character in COMPOUND_MEDIALS:
                medial = COMPOUND_MEDIALS[medial + character]
            elif medial or not initial:
                flush()
                medial = character
            else:
                medial = character
        elif character in INITIALS:
            if not initial or not medial:
                flush()
                initial = character
            elif not end and character in FINALS:
                end = character
            elif end + character in COMPOUND_FINALS:
                end = COMPOUND_FINALS[end + character]
            else:
                flush()
                initial = character
        else:
            flush()
            out.append(character)
    flush()
    return "".join(out)
