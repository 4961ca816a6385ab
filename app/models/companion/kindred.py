"""Replies to people who told something akin: groups of utterances near to the line, and the reply of theirs that fits.

A situation is a thing that happens (a scolding, a first day); a group of kindred utterances is finer: three to five
that share a matter, or a shade of feeling in different matters, and replies that take up just what they share. Such a
reply fits whoever says something as near to the group, whatever the words, and needs no clause of the line retold.

Beside these there are broad groups: some hundred utterances each that share no more than a kind of matter (a chore
done, a promise broken, a result waited for), and replies that hold for all of them. They presume less and say less.

And there are sayings: what everybody says in the same few words (오늘 너무 힘들었어, 회사에서 혼났어), in several ways
of saying it, with replies to just that. One is found where the line tells of all its things (`Group.tells`), in any
feeling that the line may have: a saying is known by its words where the model is in doubt.

Near is not enough: how well a reply fits is judged by `fit.py`, from a few features (meaning and words that the line
shares with the reply and with the group, and whether it tells of what the reply needs: `needs.py`).

The groups are written in `corpus/comfort/kindred/*.toml` and packed by `index.py`; their vectors belong to one encoder
and one set of texts, and for any other they are not used.
"""

import hashlib
import json
import logging
import math
import tomllib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from app.diary.emotion import Emotion
from app.models.companion.lexical import letters
from app.models.companion.needs import NEEDS, Line, Needs, met, packed_things, read_things
from app.models.companion.presumed import presumes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)

PACKED = "kindred.json"
CARD = "kindred-index.json"
VECTORS = "kindred-index.npy"
FORMAT = 4
FEATURES = (
    "group",  # cosine of the line and the group
    "reply",  # of the line and the reply
    "words_of_reply",  # rare pairs of letters shared with the reply
    "words_of_group",  # and with the group's utterances
    *NEEDS,
    "covered",  # how much of the line's rare pairs of letters a saying's utterances have; of sayings alone
)
KINDRED, BROAD, SAYING = "kindred", "broad", "saying"  # what a group is
NEAREST = 40  # groups whose replies are looked at
NEAREST_BROAD = 6  # and broad ones
NEAREST_SAYINGS = 60  # and sayings
_SCALE = 127.0  # vectors are stored in 8 bits
_RARE = 8.0  # the rarity (natural logarithm) of a pair of letters that is in hardly any utterance
_COMMON = 25  # utterances that have a pair of letters from which its rarity is worth storing
_LOOKED_AT = 400  # letters
_COMPARED = 5  # utterances of a group whose words are compared with a line's

Words = dict[str, float]  # weights of pairs of letters


@dataclass(frozen=True, slots=True)
class Group:
    """Utterances that share something, the feeling they carry, and the replies to what they share.

    `tells`: of a saying, the things that a line must tell of (see `needs.py`), all of them.
    """

    feeling: str
    examples: tuple[str, ...]
    replies: tuple[str, ...]
    kind: str = KINDRED
    tells: Needs = ()


@dataclass(frozen=True, slots=True)
class Card:
    """What made the vectors, and of which texts."""

    encoder: str
    texts: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reply that might be given, its `FEATURES`, and the feeling and kind of its group; `before`: cosines of its
    group and of itself with the line before."""

    reply: str
    features: tuple[float, ...]
    feeling: str
    kind: str
    before: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Kindred:
    """`means` float32 (groups, size): of the groups' utterances, L2-normalised; `replies` int8 (all replies, size): of
    the replies, from `firsts[group]` on, `_SCALE` times as long. `of_feeling`: the groups of each and of each kind.
    `needs`: of every reply the numbers of the `things` that it needs."""

    groups: tuple[Group, ...]
    means: "NDArray[np.float32]"
    replies: "NDArray[np.int8]"
    firsts: tuple[int, ...]
    of_feeling: Mapping[tuple[str, str], "NDArray[np.intp]"]
    rarity: Mapping[str, float]
    things: tuple[str, ...]
    needs: tuple[tuple[int, ...], ...]
    encoder: str
    _known: dict[str, tuple[str, float]] = field(default_factory=dict)

    def _shared(self, said: Words, text: str) -> float:
        """The cosine of the rare pairs of letters of `said` and those of `text`."""
        compact, length = self._known.get(text) or self._known.setdefault(text, _measured(text, self.rarity))
        return (
            sum(
                weight * compact.count(pair) * self.rarity.get(pair, _RARE)
                for pair, weight in said.items()
                if pair in compact
            )
            / length
        )

    def candidates(
        self,
        text: str,
        embedding: "NDArray[np.float32]",
        feelings: Collection[str],
        sayings_of: Collection[str] = (),
        before: "NDArray[np.float32] | None" = None,
    ) -> list[Candidate]:
        """The replies of the nearest groups of these `feelings`, and of the nearest sayings of `sayings_of`, but for
        those that presume more than `text` says, or need what it does not tell of; `before`: the embedding of the line
        before, if there was one."""
        import numpy as np

        if embedding.shape != (self.means.shape[1],):
            return []
        line = embedding.astype(np.float32)
        earlier = before.astype(np.float32) if before is not None else None
        compact = letters(text)
        said = _weighed(compact[-_LOOKED_AT:], self.rarity)
        told = Line.of(text)
        found = []
        for number, cosine in (
            *self._nearest(line, feelings, KINDRED, NEAREST),
            *self._nearest(line, feelings, BROAD, NEAREST_BROAD),
            *self._nearest(line, sayings_of, SAYING, NEAREST_SAYINGS),
        ):
            group, first = self.groups[number], self.firsts[number]
            examples = group.examples[:_COMPARED]
            covered = 0.0
            if group.kind == SAYING:
                if not all(map(told.hits, (self.things[thing] for thing in self.needs[first]))):
                    continue
                covered = _covered(said, group)
            shared: float | None = None
            for at, reply in enumerate(group.replies, start=first):
                things = [self.things[thing] for thing in self.needs[at]]
                has = met(things, told)
                if (things and not any(has)) or presumes(reply, compact):
                    continue
                meaning = float(self.replies[at].astype(np.float32) @ line) / _SCALE
                if shared is None:  # the dearest of the numbers, and most groups have no reply left
                    shared = sum(self._shared(said, each) for each in examples) / len(examples)
                features = (cosine, meaning, self._shared(said, reply), shared, *has, covered)
                with_before = (0.0, 0.0)
                if earlier is not None:
                    of_reply = float(self.replies[at].astype(np.float32) @ earlier) / _SCALE
                    with_before = (float(self.means[number] @ earlier), of_reply)
                found.append(Candidate(reply, features, group.feeling, group.kind, with_before))
        return found

    def _nearest(
        self, line: "NDArray[np.float32]", feelings: Collection[str], kind: str, most: int
    ) -> list[tuple[int, float]]:
        """The `most` groups of these `feelings` and of `kind` nearest to `line`, with their cosines, the nearest
        first."""
        import numpy as np

        rows = [self.of_feeling[each, kind] for each in feelings if (each, kind) in self.of_feeling]
        if not rows:
            return []
        numbers = np.concatenate(rows)
        cosines = self.means[numbers] @ line
        places = np.argsort(-cosines)[:most]
        return list(zip(numbers[places].tolist(), cosines[places].tolist(), strict=True))


def _covered(said: Words, group: Group) -> float:
    """How much of `said` the utterances of `group` have, 0 to 1."""
    having = set(chain.from_iterable(_pairs(letters(each)) for each in group.examples))
    return sum(weight for pair, weight in said.items() if pair in having) / (sum(said.values()) or 1.0)


def _pairs(compact: str) -> Counter[str]:
    return Counter(compact[at : at + 2] for at in range(len(compact) - 1))


def _weighed(compact: str, rarity: Mapping[str, float]) -> Words:
    weights = _weights(compact, rarity)
    length = _length(weights)
    return {pair: weight / length for pair, weight in weights.items()}


def _measured(text: str, rarity: Mapping[str, float]) -> tuple[str, float]:
    """The letters of `text`, and the length of the vector of its pairs."""
    compact = letters(text)
    return compact, _length(_weights(compact, rarity))


def _weights(compact: str, rarity: Mapping[str, float]) -> Words:
    return {pair: count * rarity.get(pair, _RARE) for pair, count in _pairs(compact).items()}


def _length(weights: Words) -> float:
    return math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0


def rarity_of(groups: Sequence[Group]) -> dict[str, float]:
    """How rare each pair of letters is among the utterances: ln(utterances / those that have it), for the common
    ones."""
    having: Counter[str] = Counter()
    lines = [example for group in groups if group.kind == KINDRED for example in group.examples]
    for line in lines:
        having.update(set(_pairs(letters(line))))
    return {pair: round(math.log(len(lines) / count), 2) for pair, count in sorted(having.items()) if count >= _COMMON}


def read_groups(folder: Path) -> list[Group]:
    """The groups as they are written. Raises ValueError for a mistake in the texts, OSError."""
    groups = []
    for file in sorted(folder.glob("*.toml")):
        for name, table in tomllib.loads(file.read_text(encoding="utf-8")).items():
            examples, replies = (tuple(str(table[part]).strip().splitlines()) for part in ("examples", "replies"))
            if not all(examples) or not all(replies) or len(set(replies)) < len(replies):
                raise ValueError(f"{file.name}: {name} has an empty line, or a reply twice")
            tells = read_things(str(table.get("tells", "")))
            kind = BROAD if table.get("broad") else SAYING if tells else KINDRED
            groups.append(Group(Emotion(table["feeling"]).value, examples, replies, kind, tells))
    return groups


def packed_groups(groups: Sequence[Group], needs: Mapping[str, Needs]) -> bytes:
    """The packed file's content; a saying's reply needs what the saying tells, any other what `needs` has of it, or
    nothing."""
    things, of_each = packed_things(group.tells or needs.get(reply, ()) for group in groups for reply in group.replies)
    packed = {
        "format": FORMAT,
        "rarity": rarity_of(groups),
        "things": things,
        "needs": of_each,
        "groups": [[group.feeling, group.examples, group.replies, group.kind] for group in groups],
    }
    return json.dumps(packed, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def fingerprint(groups: Sequence[Group]) -> str:
    """Names exactly these texts in this order: what the vectors are made from."""
    rows = [[group.examples, group.replies] for group in groups]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def packed_vectors(means: "NDArray[np.float32]", replies: "NDArray[np.float32]") -> "NDArray[np.int8]":
    """Unit vectors of the groups and, below them, of the replies, in 8 bits."""
    import numpy as np

    return np.rint(np.concatenate([means, replies]) * _SCALE).astype(np.int8)


def packed_card(card: Card) -> bytes:
    """The card file's content."""
    return json.dumps(asdict(card)).encode() + b"\n"


def load_card(folder: Path) -> Card:
    """The card in `folder`. Raises OSError, and ValueError, KeyError or TypeError for a broken one."""
    card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    return Card(str(card["encoder"]), str(card["texts"]))


@lru_cache(maxsize=2)
def load_kindred(folder: Path) -> Kindred | None:
    """The groups in `folder`; None, with a line in the log, when they are missing, broken, or not those of the
    vectors."""
    import numpy as np

    try:
        packed = json.loads((folder / PACKED).read_text(encoding="utf-8"))
        card = load_card(folder)
        if packed["format"] != FORMAT:
            raise ValueError(f"format {packed['format']!r}, not {FORMAT}")
        groups = tuple(
            Group(feeling, tuple(each), tuple(replies), kind) for feeling, each, replies, kind in packed["groups"]
        )
        if card.texts != fingerprint(groups):
            logger.info("the vectors of the kindred replies were made for other texts and are not used")
            return None
        stored = np.load(folder / VECTORS, allow_pickle=False)
        count = sum(len(group.replies) for group in groups)
        if stored.ndim != 2 or stored.dtype != np.int8 or len(stored) != len(groups) + count:
            raise ValueError("the vectors do not fit their texts")
        needs = tuple(tuple(map(int, things)) for things in packed["needs"])
        if len(needs) != count or max(chain(*needs), default=-1) >= len(packed["things"]):
            raise ValueError("what the replies need does not fit them")
        means = stored[: len(groups)].astype(np.float32)
        means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1.0)
        firsts = np.cumsum([0] + [len(group.replies) for group in groups[:-1]]).tolist()
        return Kindred(
            groups=groups,
            means=means,
            replies=stored[len(groups) :],
            firsts=tuple(firsts),
            of_feeling={
                kind: np.flatnonzero([(group.feeling, group.kind) == kind for group in groups])
                for kind in sorted({(group.feeling, group.kind) for group in groups})
            },
            things=tuple(map(str, packed["things"])),
            needs=needs,
            rarity={str(pair): float(value) for pair, value in packed["rarity"].items()},
            encoder=card.encoder,
        )
    except FileNotFoundError:
        logger.info("there are no kindred replies")
        return None
    except (OSError, ValueError, KeyError, TypeError):
        logger.exception("the kindred replies cannot be read and are not used")
        return None


def kindred_for(folder: Path, encoder: str) -> Kindred | None:
    """The groups in `folder` if `encoder` (name and version) made their vectors, else None."""
    kindred = load_kindred(folder)
    return kindred if kindred is not None and kindred.encoder == encoder else None
