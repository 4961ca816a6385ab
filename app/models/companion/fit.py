"""How well an answer suits a line, as readers would say: what chooses between all that could be said.

For one line there are often a hundred possible answers: replies of kindred utterances (`kindred.py`), the line's own
words taken up in many frames (`echo.py`), the situation's replies, mirrors of the feeling. Each is given a few numbers
(how near in meaning it is, how much of the line it says back, how sure the feeling is), and weighed as readers judged
some thirty thousand pairs of a line and an answer (`corpus/comfort/judged.tsv`, `training/reply_fit.py`); some frames
and replies were liked better than their numbers say, and some less, so each has a weight of its own, too.

Without the weights (a file is missing or broken) the line's own words come first, as they did before anything was
learnt.
"""

import json
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, product
from pathlib import Path

from app.diary.emotion import EMOTIONS
from app.models.companion.kindred import BROAD, FEATURES, KINDRED, SAYING
from app.models.companion.remarks import NUMBERS as NOTICED

logger = logging.getLogger(__name__)

FILE = "fit.json"
FORMAT = 1

ECHO = "echo"
SITUATION = "situation"
MIRROR = "mirror"
REMARK = "remark"  # on a thing in the line,
REMARKED = "remarked"  # and the same after the line's own words
KINDS = (KINDRED, BROAD, SAYING, ECHO, SITUATION, MIRROR, REMARK, REMARKED)
_ALIKE = (KINDRED, BROAD, SAYING)  # the kinds that were found by nearness to the line

NUMBERS = (
    *FEATURES,
    *NOTICED,
    "feeling",  # probability of the feeling that the answer is for
    "long",  # letters of the answer / 50
    "told",  # letters of the line / 100
    "asks",  # the answer has a question mark
    "said",  # letters said back / 30
    "said_squared",
    "share",  # of the line that is said back
    "of_many",  # something is said back of a line over 60 letters
    "first",  # the words said back stand first
    "me_too",  # the rabbit says that it feels so, too
    "raw",  # the line ends without a mark, as a recogniser's do
    "words",  # words said back / 5
    "word_by_word",  # what is said back stands so in the line
    "from_start",  # it begins where the line begins
    "mine",  # the line has a 내 or 제, which is left out when it is said back
    "order",  # what is said back ends in an order or a question: 치우라, 되겠냐
)
_WITHOUT_WEIGHTS = {SITUATION: 3.0, ECHO: 2.0, MIRROR: 1.0, **dict.fromkeys(_ALIKE, 0.0), REMARK: 0.0, REMARKED: 0.0}
_MINE = re.compile(r"(?:^|[ ,.])(?:내|제|나만|저만|나를|저를|나한테|저한테) ")
_ORDER = re.compile(r"(?<![이니])라$|[냐자]$")
_MARKS = (".", "!", "?", "…", "~")
_A_LONG_LINE = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """What might be said: `reply`, and its `template` without the line's words (the same where it has none).

    `kind` is one of KINDS; `section` names the texts it comes from; `feeling` is the one it is for, and
    `probability` that of this feeling. `nearness`: the numbers of `kindred.FEATURES`, zeros for other kinds; `noticed`:
    those of `remarks.NUMBERS`, of the two kinds of remarks. In a talk (`in_talk.py`) also how near its group and itself
    are to the line `before`, and how probable the `act` is that it takes up.
    """

    reply: str
    template: str
    kind: str
    section: str
    feeling: str
    nearness: tuple[float, ...] = (0.0,) * len(FEATURES)
    probability: float = 0.0
    noticed: tuple[float, ...] = (0.0,) * len(NOTICED)
    before: tuple[float, float] = (0.0, 0.0)
    act: float = 0.0

    @property
    def place(self) -> str:
        """Where its weight of the section stands."""
        return f"{self.section}|{self.feeling}"


def names() -> tuple[str, ...]:
    """The names of all `numbers`, in order."""
    by_kind = [f"{kind}.{number}" for kind, number in product(KINDS, ("is", *NUMBERS))]
    of_feeling = chain(product(KINDS, ("is",), EMOTIONS), product(_ALIKE, ("group", "reply"), EMOTIONS))
    return (*by_kind, *(f"{kind}.{number}.{emotion.value}" for kind, number, emotion in of_feeling))


def numbers(answer: Answer, text: str) -> dict[str, float]:
    """What `answer` to `text` is judged by, by name; what is zero is left out."""
    reply, template = answer.reply, answer.template
    told = len(text)
    words = _said_back(answer)
    said = len(words)
    found = dict(zip(FEATURES, answer.nearness, strict=True))
    found |= zip(NOTICED, answer.noticed, strict=True)
    found |= {
        "feeling": answer.probability,
        "long": len(reply) / 50,
        "told": told / 100,
        "asks": float("?" in reply),
        "said": said / 30,
        "said_squared": (said / 30) ** 2,
        "share": said / max(10, told),
        "of_many": float(said > 0 and told > _A_LONG_LINE),
        "first": float(answer.kind == REMARKED or template.startswith("{")),
        "me_too": float("저도" in template or "저까지" in template),
        "raw": float(not text.rstrip().endswith(_MARKS)),
    }
    if words:
        found |= {
            "words": len(words.split()) / 5,
            "word_by_word": float(words[:-2] in text),
            "from_start": float(text.startswith(words[:3])),
            "mine": float(_MINE.search(text) is not None),
            "order": float(_ORDER.search(words) is not None),
        }
    features = {f"{answer.kind}.{name}": value for name, value in found.items() if value}
    features[f"{answer.kind}.is"] = features[f"{answer.kind}.is.{answer.feeling}"] = 1.0
    if answer.kind in _ALIKE:
        for name in ("group", "reply"):
            features[f"{answer.kind}.{name}.{answer.feeling}"] = found[name]
    return features


def _said_back(answer: Answer) -> str:
    """The words of the line in `answer`, as they stand there."""
    if answer.kind == REMARKED:
        return answer.reply.removesuffix(answer.template).rstrip(" .")
    before, slot, after = answer.template.partition("{")
    if answer.kind != ECHO or not slot:
        return ""
    after = after.partition("}")[2]
    return answer.reply[len(before) : len(answer.reply) - len(after)]


@dataclass(frozen=True, slots=True)
class Fit:
    """`weights` of the features (see `names`), of the `sections` (`Answer.place`) and of single `replies` (templates),
    and what is `added`."""

    weights: Mapping[str, float]
    sections: Mapping[str, float]
    replies: Mapping[str, float]
    added: float

    def of(self, answer: Answer, text: str) -> float:
        """The log-odds that a reader likes `answer` to `text`."""
        return self.weigh(numbers(answer, text), answer)

    def weigh(self, features: Mapping[str, float], answer: Answer) -> float:
        """The log-odds that a reader likes `answer`, which has these `features`."""
        weights = self.weights
        return (
            self.added
            + sum(weights.get(name, 0.0) * value for name, value in features.items())
            + self.sections.get(answer.place, 0.0)
            + self.replies.get(answer.template, 0.0)
        )


def ranked(answers: Sequence[Answer], text: str, fit: Fit | None) -> list[tuple[float, Answer]]:
    """`answers` to `text` with how well each suits it, the best first; without a `fit` in the order of their kinds."""
    scored = [(fit.of(each, text) if fit is not None else _WITHOUT_WEIGHTS[each.kind], each) for each in answers]
    return sorted(scored, key=lambda one: -one[0])


def packed(fit: Fit) -> bytes:
    """The file's content."""
    content = {
        "format": FORMAT,
        "added": fit.added,
        "weights": dict(sorted(fit.weights.items())),
        "sections": dict(sorted(fit.sections.items())),
        "replies": dict(sorted(fit.replies.items())),
    }
    return json.dumps(content, ensure_ascii=False, indent=0).encode() + b"\n"


@lru_cache(maxsize=2)
def load_fit(folder: Path) -> Fit | None:
    """The weights in `folder`; None, with a line in the log, when they are missing or broken."""
    return read_fit(folder / FILE)


def read_fit(path: Path) -> Fit | None:
    """The weights in the file; None, with a line in the log, when it is missing or broken."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["format"] != FORMAT:
            raise ValueError(f"format {content['format']!r}, not {FORMAT}")
        parts = [
            {str(name): float(value) for name, value in content[part].items()}
            for part in ("weights", "sections", "replies")
        ]
        return Fit(parts[0], parts[1], parts[2], float(content["added"]))
    except FileNotFoundError:
        logger.info("how well answers suit was not learnt: %s", path.name)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        logger.exception("how well answers suit cannot be read and is not used: %s", path.name)
    return None
