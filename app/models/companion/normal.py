"""A line as the safety rules see it: one spelling for many.

A reading drops spaces, emoji and inner punctuation (자.살 → 자살), keeps the ends of sentences as `|`, puts scattered
jamo together (ㅈㅏ살 → 자살), and mends the mistakes that recognisers and hurried fingers make in the words the rules
look for. It remembers where the words began, so that 유모차 끌고 is not taken for a 차. Every step is linear in the
length of the text.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.models.companion.hangul import compose, is_syllable, strokes
from app.models.companion.keyboard import to_hangul

BREAK = "|"
_LAUGH = re.compile(r"[ㅋㅎ]{2,}|(?<![ㄱ-ㅎ])[ㅋㅎ](?=\s|$)")  # but the ㅎ of ㅈㅎ is no laugh
_CRY = re.compile(r"[ㅠㅜㅡ]+")
# The look-behind keeps a run of marks from being tried again from its every mark: linear on hostile input.
_ENDS = re.compile(r"(?<![.!?…。？！])[.!?…。？！]++(?=\s|$)|[\n\r;]+")
_NOT_LETTERS = re.compile(r"[^가-힣ㄱ-ㅎㅏ-ㅣa-z0-9|]+")
_REPEATED = re.compile(r"(.)\1{3,}", re.DOTALL)
_AFTER_BREAK = re.compile(r"\|(?=[^|])")
_BREAKS = re.compile(r"\|{2,}")
_SCATTERED = re.compile(r"[가-힣]?(?:[ㄱ-ㅎ]{1,6}[ㅏ-ㅣ]{1,2}){1,6}[ㄱ-ㅎ]{0,2}[가-힣]?|[가-힣][ㄱ-ㅎ](?=[가-힣])")
_LATIN_WORD = re.compile(r"[A-Za-z]{3,60}")
_FOREIGN_INSIDE = re.compile(r"(?<=[가-힣ㄱ-ㅎ])[0-9a-z]{1,2}(?=[가-힣ㄱ-ㅣ])")
# Letters that look like jamo: ㅈr살.
_LOOKS = str.maketrans(
    {"r": "ㅏ", "l": "ㅣ", "1": "ㅣ", "i": "ㅣ", "t": "ㅏ", "h": "ㅐ", "7": "ㄱ", "o": "ㅇ", "2": "ㄹ"}
)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}

# What ears and thumbs make of the words the rules look for: (written, meant).
MISSPELT = tuple(
    (re.compile(written), meant)
    for written, meant in (
        (r"쥬[그거](?=고|버|야)", "죽"),
        (r"쥬글", "죽을"),
        (r"ㅈㄱㅅ[ㄷㅇ]", "죽고싶다"),
        (r"먼저가께", "먼저갈게"),
        (r"죽고(?:싪|싣|싲|싳|싵|십|슾|싶프)(?=[다어은음])", "죽고싶"),
        (r"고[십싶싪](?:지안아|지아나|지안타|지않아|찌않|찌안)", "고싶지않아"),
        (r"업서(?=[지져요]|$|\|)", "없어"),
        (r"([기고])실[타따]", r"\1싫다"),
        (r"실타고", "싫다고"),
        (r"선샌|슨생|썬생", "선생"),
        (r"뛰내(?=[리릴려])", "뛰어내"),
        (r"웟(?=[다어고는지음])", "웠"),
        (r"햇(?=[다어고는지음네던])", "했"),
        (r"([졌렸랐었았])써(?=$|\||요)", r"\1어"),
        (r"뛰(?:여|어)?내리고?싶", "뛰어내리고싶"),
        (r"삿(?=다|어|음)", "샀"),
        (r"그엇", "그었"),
        (r"먹엇", "먹었"),
        (r"생각즁", "생각중"),
        (r"약(?:을)?머것", "약을먹었"),
        (r"[쥭듁줅쭉죡죸](?=[고꼬구꾸기어을으는])", "죽"),
        (r"주[꼬꾸](?=[싶십시씹])", "죽고"),
        (r"주거(?=버[리릴려렸]|야[지겠]|[싶십])", "죽어"),
        (r"주글(?=래|꺼|거|게|까|란)", "죽을"),
        (r"(?<!자)주그(?=면|려|러|니)", "죽으"),
        (r"죽을(?:꺼|껏|것|거)(?=야|예|에|다|임|이)", "죽을거"),
        (r"(?<=죽)[구꼬꾸거](?=[싶십시씹])", "고"),
        (r"(?<=[지어])[구꼬꾸](?=[싶십시씹])", "고"),
        (r"(?<=[고꼬구])(?:십|씹|싶프|시프|시푸|시퍼|시픔|10)(?=[다어은음네당따대지]|$|\|)", "싶"),
        (r"(?<=[고])(?:시프|시푸|시퍼|시픈|시픔|싶퍼|십퍼)", "싶어"),
        (r"죽[어고]파", "죽고싶"),
        (r"[뒈디뒤](?:지|져)(?=고싶|버[리릴렸]|야[지겠]|려고|면)", "뒤지"),
        (r"[뒈디뒤]질(?=래|란|꺼|거|까)", "뒤질"),
        (r"머거(?=버|써|서|따|도|야)", "먹어"),
        (r"(?<=어)버(?:려써|렷어|렸써|려서써)", "버렸어"),
        (r"사라(?=가기시|있기시|갈이유|잇|있)", "살아"),
        (r"살기시러", "살기싫어"),
        (r"시러(?=$|\||[요서])", "싫어"),
        (r"업(?=어|써|다|네|음|는거)", "없"),
        (r"없써|없서", "없어"),
        (r"때려써", "때렸어"),
        (r"먹어[써따]", "먹었어"),
        (r"졸라써|쫄라써", "졸랐어"),
        (r"남푠|냄편", "남편"),
        (r"압빠|압바", "아빠"),
        (r"그어써|그엇어|그어따|긋어", "그었어"),
        (r"마자써|마잣어|마잤어", "맞았어"),
        (r"뛰어네리|뛰여내리|뛰어나리|띄어내리|뛰어내려", "뛰어내리"),
        (r"띠어내리", "뛰어내리"),
        (r"손몫|손묵|솜목", "손목"),
        (r"자샬|쟈살|자쌀|잣살|ㅈ살|자ㅅ(?=하|할|생|시|각)|쟈샬", "자살"),
        (r"쟈해|자헤|자햬|좌해", "자해"),
        (r"됬", "됐"),
        (r"끈내", "끝내"),
        (r"[안않]살고싶", "살고싶지않"),
        (r"약[을]?머(?=[거것])", "약을먹"),
    )
)


def _clean(text: str) -> str:
    """NFC, no lone surrogates, no format characters, no full-width Latin, lower case."""
    text = unicodedata.normalize("NFC", text.encode("utf-8", "ignore").decode("utf-8"))
    text = "".join(
        character
        for character in text.translate(_FULL_WIDTH)
        if character in "\n\r\t" or unicodedata.category(character) not in ("Cf", "Cc", "Mn", "Co")
    )
    return text.lower()


@dataclass(frozen=True, slots=True)
class Reading:
    """A line in one spelling without spaces, and the positions in it where a word begins, in order."""

    text: str
    starts: tuple[int, ...] = ()

    def cut(self, start: int, end: int) -> "Reading":
        """The part from `start` to before `end` (characters)."""
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return Reading(self.text[start:end], tuple(at - start for at in self.starts[first:last]))

    def replaced(self, pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], str]) -> "Reading":
        """With every match of `pattern` replaced; a word that begins inside of a match begins there still."""
        if pattern.search(self.text) is None:
            return self
        pieces: list[str] = []
        starts: list[int] = []
        done = length = at = 0
        for found in pattern.finditer(self.text):
            text = found.expand(new) if isinstance(new, str) else new(found)
            pieces += self.text[done : found.start()], text
            while at < len(self.starts) and self.starts[at] < found.end():
                inside = max(0, self.starts[at] - found.start())
                before = min(self.starts[at], found.start()) - done
                starts.append(length + before + min(inside, len(text)))
                at += 1
            length += found.start() - done + len(text)
            done = found.end()
        starts += [length + start - done for start in self.starts[at:]]
        return Reading("".join(pieces) + self.text[done:], tuple(starts))


def joined(readings: Iterable[Reading]) -> Reading:
    """One after the other, as sentences."""
    texts: list[str] = []
    starts: list[int] = []
    length = 0
    for reading in readings:
        starts += [length + start for start in reading.starts]
        texts.append(reading.text)
        length += len(reading.text) + len(BREAK)
    return Reading(BREAK.join(texts), tuple(starts))


def _composed(found: re.Match[str]) -> str:
    return compose(strokes(found.group()))


def _letters(text: str) -> Reading:
    """The letters of `text` and the ends of its sentences."""
    text = _ENDS.sub(BREAK, _CRY.sub(" ", _LAUGH.sub(" ", text)))
    words = _NOT_LETTERS.sub(_gap, text).split()
    starts: list[int] = []
    length = 0
    for word in words:
        starts.append(length)
        starts += [length + after.end() for after in _AFTER_BREAK.finditer(word)]
        length += len(word)
    return Reading("".join(words), tuple(starts))


def _gap(found: re.Match[str]) -> str:
    return " " if any(map(str.isspace, found.group())) else ""


def _mended(reading: Reading) -> Reading:
    reading = reading.replaced(_BREAKS, BREAK).replaced(_REPEATED, r"\1\1\1")
    if any("ㄱ" <= character <= "ㅣ" for character in reading.text):
        reading = reading.replaced(_SCATTERED, _composed)
    for written, meant in MISSPELT:
        reading = reading.replaced(written, meant)
    return reading


def _switched(found: re.Match[str]) -> str:
    """A Latin word with the Korean keyboard on, where that makes syllables (wnrrhtlvek → 죽고싶다)."""
    hangul = to_hangul(found.group())
    return hangul if all(map(is_syllable, hangul)) else found.group()


def laughs(text: str) -> bool:
    """Whether the line laughs (ㅋㅋ, ㅎㅎ)."""
    return _LAUGH.search(text) is not None


def readings(text: str) -> tuple[Reading, ...]:
    """The spellings of `text` to be judged, the plain one first; at most four, without repeats."""
    cleaned = _clean(text)
    found = [_mended(_letters(cleaned))]
    if _FOREIGN_INSIDE.search(found[0].text):
        found.append(_mended(found[0].replaced(_FOREIGN_INSIDE, "")))
        found.append(_mended(found[0].replaced(_FOREIGN_INSIDE, lambda inside: inside.group().translate(_LOOKS))))
    if typed := _LATIN_WORD.sub(_switched, text):
        found.append(_mended(_letters(_clean(typed))))
    unique: dict[str, Reading] = {}
    for reading in found:
        unique.setdefault(reading.text, reading)
    return tuple(unique.values())


def spaced(text: str) -> str:
    """`text` cleaned and with single spaces: for words that must be seen at the start of a word."""
    return " ".join(_clean(text).split())


def has_words(text: str) -> bool:
    """Whether there is anything in `text` that could be read (a syllable, a letter, a digit)."""
    return any(character.isalnum() for character in text)
