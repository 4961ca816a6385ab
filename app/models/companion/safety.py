"""Is someone in danger? Rules alone, no model: they work when everything else is missing.

A line is put into one spelling (`normal.py`), harmless spans are struck out (`safety_excuses.py`), and the families of
cues found in what is left (`safety_cues.py`) are added up. Stories and times long over are excused around a cue, unless
the speaker says that it is now. What a line leaves unclear, the lines before it may settle.

In doubt about an intent to die, the answer is hard: a needless card costs a moment, a missed one may cost a life.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.models.companion.cues.notation import HARD_FROM, SOFT_FROM, SUPPORTING, Cue, expand
from app.models.companion.danger import SAFE, Danger, DangerKind, Level
from app.models.companion.normal import BREAK, Reading, joined, laughs, readings, spaced
from app.models.companion.safety_cues import CUES
from app.models.companion.safety_english import assess_english
from app.models.companion.safety_excuses import (
    ASKED,
    CONCERN,
    DENIED,
    ERRAND,
    HARMLESS,
    HERE,
    LESSON,
    LONG_AGO,
    MEANT,
    PAST,
    RELIEF,
    STORY,
)

_SOMEONE = re.compile(
    expand(
        r"(?:{KIN}|걔|그애|동료|선배|후배|룸메|남친|여친|남자친구|여자친구|손녀|손자|조카|학생|제자)(?:가|이|는|은|도|놈이|방)"
    )
)
WINDOW = 3  # earlier lines that may complete an unclear one
# Nothing but the number of a helpline: somebody looks for help, or tries whether there is any.
_HELPLINE = re.compile(r"^\W*(109|112|119|1366|1388|1393|1577[- ]?0199)\W*$")
_ASKED_BY_NUMBER = {"112": DangerKind.HOME_VIOLENCE, "1366": DangerKind.HOME_VIOLENCE, "1388": DangerKind.ABUSE}
_HANGUL = re.compile("[ㄱ-ㅎㅏ-ㅣ가-힣]{2}")  # no cue is found without
_PIECE = 600  # characters judged together: longer texts are read in overlapping pieces, which bounds the time
_OVERLAP = 120
_WORD = 12  # a hit longer than this has room for two signs
_EVERYDAY = frozenset(
    {
        "affairs",
        "after-me",
        "calm",
        "farewell",
        "going",
        "no-future",
        "no-need",
        "relief",
        "rounding-off",
        "thanks",
        "trace",
    }
)
_BESIDE = frozenset({"unwanted"})  # said of anything: a sign only with what it is about, in that line or the next
_SUPPORTED = frozenset({DangerKind.SUICIDE, DangerKind.SELF_HARM})
_TAUGHT = frozenset({"die", "other", "self-harm"})  # what lessons and helpers' work are about
_ENDINGS = "을를은는만면"
_PARTICLES = "을를은는이가로에의도"
_STRUCK = "·"  # what a harmless span becomes: matches no word class, but keeps the distance


@dataclass(frozen=True, slots=True)
class _Hit:
    cue: Cue
    start: int
    end: int
    capped: bool = False  # denied, or long over: soft at most
    other: bool = False  # said of someone else, who is named before it

    @property
    def weight(self) -> int:
        return min(self.cue.weight, SOFT_FROM) if self.capped else self.cue.weight

    def meets(self, other: "_Hit") -> bool:
        """Whether the two stand on some of the same characters."""
        return self.start < other.end and other.start < self.end


def assess(text: str, previous: Sequence[str] = ()) -> Danger:
    """The danger in `text`, said after the lines `previous` (oldest first; the last few count).

    Never raises on any string, and takes time linear in its length.
    """
    if helpline := _HELPLINE.search(text):
        return Danger(Level.SOFT, _ASKED_BY_NUMBER.get(helpline[1], DangerKind.SUICIDE), cues=("helpline",))
    laughing = laughs(text)
    stories = _stories(text)
    found = max((_judged(reading, stories, laughing) for reading in readings(text)), key=_rank)
    found = max(found, assess_english(text), key=_rank)
    if found.level is Level.HARD or not previous:
        return found
    return max(found, _across(text, previous, laughing), key=_rank)


def leaning(text: str, previous: Sequence[str]) -> DangerKind | None:
    """The kind of danger of which most is said in `text` and the lines before it, however little; None for none."""
    said = (*previous[-WINDOW:], text)
    weights = dict.fromkeys(DangerKind, 0)
    for hit in _hits(joined(_ends_of(said)), frozenset().union(*map(_stories, said))):
        weights[hit.cue.kind] += hit.weight
    heaviest = max(weights, key=lambda kind: weights[kind])
    return heaviest if weights[heaviest] > SUPPORTING else None


def _rank(danger: Danger) -> tuple[int, int]:
    return int(danger.level), len(danger.cues)


def _pieces(reading: Reading) -> Iterator[Reading]:
    length = len(reading.text)
    if length <= _PIECE:
        yield reading
        return
    seen: set[str] = set()
    for start in range(0, length, _PIECE - _OVERLAP):
        piece = reading.cut(start, start + _PIECE)
        if piece.text not in seen:
            seen.add(piece.text)
            yield piece


def _stories(text: str) -> frozenset[str]:
    """The words of `text` that tell of a film, a book, the news, a game; without spaces."""
    return frozenset(found.group().replace(" ", "") for found in STORY.finditer(spaced(text)))


def _judged(reading: Reading, stories: frozenset[str], laughing: bool) -> Danger:
    danger = SAFE
    for piece in _pieces(reading):
        if _HANGUL.search(piece.text) is None:
            continue
        danger = max(danger, _sum(_hits(piece, stories), laughing), key=_rank)
        if danger.level is Level.HARD:
            break
    return danger


def _hits(reading: Reading, stories: frozenset[str]) -> list[_Hit]:
    """The cues in `reading` that nothing around them excuses."""
    compact = reading.text
    firsts = frozenset(reading.starts)
    left = HARMLESS.sub(lambda harmless: _STRUCK * len(harmless.group()), compact)
    hits = []
    for cue in CUES:
        for found in _whole(cue.pattern, left, firsts):
            hit = _weighed(cue, found.start(), found.end(), compact, stories)
            if hit is not None:
                hits.append(hit)
                break  # one of a row is enough
    return hits


def _whole(pattern: re.Pattern[str], compact: str, firsts: frozenset[int]) -> Iterator[re.Match[str]]:
    """The matches that are not torn out of a word; what stands behind the beginning of a torn one is searched again."""
    at = 0
    while (found := pattern.search(compact, at)) is not None:
        if _torn(compact, found.start(), found.end(), firsts):
            at = found.start() + 1
            continue
        yield found
        at = max(found.end(), found.start() + 1)


def _torn(compact: str, start: int, end: int, firsts: frozenset[int]) -> bool:
    """Whether a hit begins with the last syllable of one word and goes on in the next: 유모[차 끌고].

    A pattern may begin with an ending on purpose ([를 찌를 거야), and recognisers part words from theirs (커터[칼 로).
    """
    following = start + 1
    if start in firsts or following not in firsts or following >= end or compact[start] in _ENDINGS:
        return False
    return not (compact[following] in _PARTICLES and following + 1 in firsts)


def _weighed(cue: Cue, start: int, end: int, compact: str, stories: frozenset[str]) -> _Hit | None:
    """The hit as its surroundings leave it: as it is, capped at soft, or None when it is excused."""
    sentence_start = compact.rfind(BREAK, 0, start) + 1
    sentence_end = compact.find(BREAK, end)
    sentence_end = len(compact) if sentence_end < 0 else sentence_end
    sentence = compact[sentence_start:sentence_end]
    here = HERE.search(compact) is not None
    if not here:
        before = compact[max(0, start - 90) : start]
        after = compact[end : min(end + 40, sentence_end)]
        around = before + compact[start:end] + after
        told = any(word in around for word in stories)
        if told and not (MEANT.match(compact, start) and not any(word in sentence for word in stories)):
            return None
        past = PAST.search(compact) is not None
        relief = RELIEF.search(compact) is not None
        if relief and (past or LONG_AGO.search(compact)):
            return None
        lesson = cue.family in _TAUGHT and not MEANT.match(compact, start) and LESSON.search(compact) is not None
        if past or lesson:
            return _Hit(cue, start, end, capped=True)
    if cue.family in _EVERYDAY and cue.weight < SOFT_FROM and ERRAND.search(compact):
        return None
    if DENIED.search(sentence) or (cue.family in _TAUGHT and ASKED.match(compact, end)):
        return _Hit(cue, start, end, capped=True)
    if not cue.other:
        return _Hit(cue, start, end)
    if CONCERN.search(sentence):
        return None
    return _Hit(cue, start, end, other=_SOMEONE.search(compact[max(0, start - 30) : end]) is not None)


def _sum(hits: Iterable[_Hit], laughing: bool) -> Danger:
    """The judgement over all hits: each family's heaviest, added up per kind of danger."""
    heaviest: dict[tuple[DangerKind, str], _Hit] = {}
    for hit in hits:
        key = hit.cue.kind, hit.cue.family
        if key not in heaviest or hit.weight > heaviest[key].weight:
            heaviest[key] = hit
    best: tuple[int, int, DangerKind] | None = None
    support = max((hit.weight for hit in heaviest.values() if hit.weight <= SUPPORTING), default=0)
    for order, kind in enumerate(DangerKind):
        counted = _apart(hit for (of, _), hit in heaviest.items() if of is kind and hit.weight > SUPPORTING)
        total = sum(hit.weight for hit in counted)
        if not total:
            continue
        capped = all(hit.capped for (of, _), hit in heaviest.items() if of is kind)
        if capped:
            total = min(total, HARD_FROM - 1)
        elif kind in _SUPPORTED:
            total += support
        if best is None or (total, -order) > best[:2]:
            best = total, -order, kind
    if best is None:
        return SAFE
    total, _, kind = best
    if laughing and total < HARD_FROM:
        return SAFE
    level = Level.HARD if total >= HARD_FROM else Level.SOFT if total >= SOFT_FROM else Level.NONE
    if level is Level.NONE:
        return SAFE
    cues = tuple(sorted({f"{of.value}:{family}" for of, family in heaviest}))
    told = [hit for hit in heaviest.values() if hit.other and hit.cue.kind is kind]
    own = [hit for hit in heaviest.values() if not hit.cue.other and hit.cue.kind is kind and hit.weight >= HARD_FROM]
    other = bool(told) and all(any(map(hit.meets, told)) for hit in own)
    return Danger(level, kind, other, cues)


def _apart(hits: Iterable[_Hit]) -> list[_Hit]:
    """The hits that stand on words of their own, the heaviest first: one word is no two signs."""
    apart: list[_Hit] = []
    for hit in sorted(hits, key=lambda hit: -hit.weight):
        short = [one for one in apart if max(one.end - one.start, hit.end - hit.start) <= _WORD]
        shared = max((min(hit.end, one.end) - max(hit.start, one.start) for one in short), default=0)
        if hit.cue.family in _EVERYDAY and any(hit.meets(one) and one.cue.family in _EVERYDAY for one in apart):
            continue  # one thing is named (a watch), however much is said of it
        if 2 * shared <= hit.end - hit.start:
            apart.append(hit)
    return apart


def _across(text: str, previous: Sequence[str], laughing: bool) -> Danger:
    """What `text` and the lines before it say together, when `text` itself adds something to it."""
    own = readings(text)[0].cut(0, _PIECE)
    stories = _stories(text)
    hits = _hits(own, stories)
    if not hits:
        return SAFE
    alone = _sum(hits, laughing)
    earlier = _ends_of(previous[-WINDOW:])
    stories |= frozenset().union(*map(_stories, previous[-WINDOW:]))
    ends: list[int] = []
    for reading in earlier:
        ends.append((ends[-1] if ends else 0) + len(reading.text) + len(BREAK))
    together = _sum(_of_one_matter(hits, _hits(joined([*earlier, own]), stories), ends, laughing), laughing)
    return together if together.level > alone.level else alone


def _ends_of(lines: Sequence[str]) -> list[Reading]:
    """The last piece of each of `lines`."""
    said = [readings(line)[0] for line in lines]
    return [reading.cut(max(0, len(reading.text) - _PIECE), len(reading.text)) for reading in said]


def _of_one_matter(own: Sequence[_Hit], found: Iterable[_Hit], ends: Sequence[int], laughing: bool) -> list[_Hit]:
    """What may be added up of the hits `found` in several lines, which end at `ends`; `own` are those of the last.

    Lines may tell of different things. So the last must add to a kind of danger that it speaks of itself, and a burden
    (외로워, 힘들어) only makes clear what is unclear without it: with a wardrobe given away yesterday it says nothing.
    """
    telling = [hit for hit in found if hit.weight > SUPPORTING]
    places = [(bisect_right(ends, hit.start), hit) for hit in telling if hit.cue.family not in _BESIDE]
    telling = [
        hit
        for hit in telling
        if hit.cue.family not in _BESIDE
        or any(abs(line - bisect_right(ends, hit.start)) <= 1 and one.cue.kind is hit.cue.kind for line, one in places)
    ]
    clear = {
        kind
        for kind in DangerKind
        if _sum([hit for _, hit in places if hit.cue.kind is kind], laughing).level is Level.HARD
    }
    kinds = {
        hit.cue.kind
        for hit in own
        if hit.weight > SUPPORTING and not (hit.cue.family in _BESIDE and hit.cue.kind in clear)
    }
    supporting = [hit for hit in found if hit.weight <= SUPPORTING]
    counted = [hit for hit in telling if hit.cue.kind in kinds or (not kinds and hit.cue.kind in _SUPPORTED)]
    without = _sum(counted, laughing).level
    if without is Level.NONE or (not kinds and without is Level.HARD):
        return []
    return counted + supporting
