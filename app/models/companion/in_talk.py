"""How well an answer suits a line in the middle of a talk, as readers of whole talks would say.

`fit.py` weighs an answer by the line alone. From the second line on that is half of it: what was told before decides
whether a thing in the line is what it is about, what the line does (`acts.py`) asks for an answer to just that, and a
listener does not ask twice in a row. So the answer is weighed once more, by numbers of the talk, learnt from answers
that were read beside one another in talks (`corpus/comfort/talk-judged.tsv`, `training/talk_fit.py`).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Self

from app.diary.emotion import Emotion, EmotionScores
from app.models.companion.acts import ACTS, Act, act_head_for
from app.models.companion.fit import ECHO, KINDS, MIRROR, REMARK, REMARKED, SITUATION, Answer, Fit, read_fit
from app.models.companion.kindred import BROAD, KINDRED, SAYING
from app.models.companion.lexical import letters, stems_of
from app.models.companion.texts import Particular

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from app.models.companion.memory import Memory
    from app.models.emotion import EmotionAnalysis

FILE = "talk-fit.json"
UPTAKE = "uptake"  # what can be said to an act, whatever its matter
GOING_ON = "going_on"  # the sections for a piece of a story, whatever it does
PARTICULAR = "particular"  # and to what is told by certain words of it
ALL_KINDS = (*KINDS, UPTAKE, PARTICULAR)
HEAVY, ANGRY, GLAD, PLAIN = "heavy", "angry", "glad", "plain"
_LIKELY = 0.1  # how probable an act must be to be answered
_SURELY_OVER = 0.6  # and a goodbye, which nobody wants to be bidden too early
_ACTS = 3  # at most so many
_A_SENTENCE = 6  # letters
_POSSIBLE = 0.15  # how probable a mood must be
_SURELY_HEAVY = 0.85
_LAUGHS = re.compile(r"[ㅋㅎ]{2}")
_CRIES = re.compile(r"[ㅠㅜ]")
# What winds a talk down is heard by its words, whatever is told before them: 말하니까 좀 낫네 이만 잘게.
_ENDS = re.compile(
    r"(?:(?:자러 ?(?:갈게|가야|간다)|잘게|잘 ?자|자야(?:겠|지)|가 ?볼게|들어갈게|"
    r"(?:이제|이만|그만|먼저|난|나|그럼) 갈게|가 ?봐야|가야겠|하러 ?(?:갈게|간다|가요|가야)|"
    r"(?:먹고|다녀|갔다|씻고|자고|또) ?올게|안녕히|"
    r"(?:다음에|담에|나중에|내일|또) ?(?:또 )?(?:봐|올게|보자|얘기하자)|(?:이만|여기까지) ?(?:할게|할래|하자))"
    r"(?:요|어|다|겠다|겠어|네|지|고)*(?:\s*(?:토끼[가-힣]{0,3}|선생님?|안녕|안뇽))?|"
    r"(?:^|\s)(?:빠이|빠빠이|바이바이|안뇽|ㅂㅂ|ㅂ2|굿밤|굿나잇)(?:염|요)?)[\s.!~ㅋㅎ^]*$"
)
_OF_A_STORY = (
    Act.HAPPENED,
    Act.SAID,
    Act.OTHER,
    Act.DID,
    Act.HELD_BACK,
    Act.BEFORE,
    Act.FACT,
    Act.TORN,
    Act.HESITATES,
)
_MOODS = {
    HEAVY: (Emotion.SADNESS, Emotion.DEPRESSION, Emotion.ANXIETY),
    ANGRY: (Emotion.ANGER,),
    GLAD: (Emotion.JOY,),
    PLAIN: (Emotion.NEUTRAL,),
}
_FEELINGS = {**_MOODS, **{each.value: (each,) for each in Emotion}}
_MANNERS = {  # how a kind of answer goes about it, which is what an act asks for
    **dict.fromkeys((KINDRED, BROAD, SAYING), "akin"),
    **dict.fromkeys((REMARK, REMARKED), "remark"),
    ECHO: "echo",
    MIRROR: "mirror",
    SITUATION: "situation",
    UPTAKE: UPTAKE,
    PARTICULAR: PARTICULAR,
}
_OWN, _OWN_PROBABLE, _OWN_MOOD = "own", "own act", "own mood"  # of the act that an answer takes up
_NUMBERS = (
    "is",
    "alone",  # the log-odds of `fit.py` / 5
    "short",  # the line has under 12 letters
    "long",  # letters of the line / 60
    "asks",  # the answer has a question mark
    "asks_again",  # and the one before it has, too
    "words",  # letters of the answer / 40
    "feeling",  # probability, in this line, of the feeling that the answer is for
    "felt",  # and in the line before
    "mostly",  # and on average in the lines before
    "heavy",  # the talk was heavy before this line
    "going_on",  # cosine of the line and the one before
    "meaning_before",  # cosine of the reply and the line before
    "group_before",  # of its group and the line before
    "of_before",  # share of the answer's pairs of letters that stand in the lines before
    "of_line",  # and in the line
    "act",  # how probable the act is that it is for
    "act_squared",
    "clear",  # how probable the likeliest act is
    "late",  # it is the third line, or a later one
)


@dataclass(frozen=True, slots=True)
class Setting:
    """Where in a talk a line stands.

    `acts`: how probable what is; `going_on`: cosine with the line whose embedding is `before`; `felt`: what was felt
    there, `mostly`: and on average in all lines before; `heavy`: the talk is; `asked`: the last reply has a question;
    `late`: it is the third line, or a later one; `said`: the letters of the lines before; `answered`: the sentence
    that is answered; `laughing`: it laughs.
    """

    acts: Mapping[Act, float]
    going_on: float
    felt: EmotionScores | None
    mostly: EmotionScores | None
    heavy: bool
    asked: bool
    late: bool
    said: str
    before: "NDArray[np.float32] | None"
    answered: str = ""
    laughing: bool = False


def setting_of(text: str, analysis: "EmotionAnalysis", memory: "Memory", folder: Path) -> Setting | None:
    """Where `text` stands in the talk that `memory` has; None at its beginning, and where no act can be heard."""
    head = act_head_for(folder, analysis.encoder)
    if head is None or not memory.lines:
        return None
    before = memory.embedding
    if before is not None and before.shape != analysis.embedding.shape:
        before = None  # of another model, which the user has changed for this one
    answered, meaning = _last_of(text, analysis)
    acts = head.probabilities(answered, meaning, before) if not ends(text) else {Act.ENDS: 1.0}
    laughing = _LAUGHS.search(text) is not None and not _CRIES.search(text)
    going_on = float(before @ analysis.embedding) if before is not None else 0.0
    asked = bool(memory.replies) and "?" in memory.replies[-1]
    said = letters(" ".join(memory.lines))
    mostly = average(tuple(memory.read)[:-1])  # the last one is this line's
    return Setting(
        acts,
        going_on,
        memory.scores,
        mostly,
        memory.heavy,
        asked,
        len(memory.lines) > 1,
        said,
        before,
        answered,
        laughing,
    )


def _last_of(text: str, analysis: "EmotionAnalysis") -> tuple[str, "NDArray[np.float32]"]:
    """The last sentence of `text` and its embedding, which is what is answered; all of it where that is hardly one."""
    sentences = analysis.reading.sentences
    if (
        len(sentences) > 1
        and len(sentences) == len(analysis.embeddings)
        and len(letters(sentences[-1].text)) >= _A_SENTENCE
    ):
        return sentences[-1].text, analysis.embeddings[-1]
    return text, analysis.embedding


def average(read: Sequence[EmotionScores]) -> EmotionScores | None:
    """The mean of `read`; None for none."""
    if not read:
        return None
    columns = zip(*(scores.values for scores in read), strict=True)
    return EmotionScores(tuple(sum(each) / len(read) for each in columns))


def likely(acts: Mapping[Act, float]) -> list[tuple[Act, float]]:
    """The acts that may be answered, the most probable first."""
    ranked = sorted(acts.items(), key=lambda one: -one[1])[:_ACTS]
    return [
        (act, probability)
        for act, probability in ranked
        if probability >= (_SURELY_OVER if act is Act.ENDS else _LIKELY)
    ]


def ends(text: str) -> bool:
    """Whether `text` says by its words that the talk is over for now."""
    return _ENDS.search(text) is not None


def goes_on(setting: Setting | None) -> bool:
    """Whether a line is rather a piece of a story than a pause in it; False where nothing is known."""
    return setting is not None and story_share(setting) > 0.5


def story_share(setting: Setting) -> float:
    """How probable it is that a line is a piece of a story."""
    return sum(setting.acts.get(act, 0.0) for act in _OF_A_STORY)


def moods(scores: EmotionScores, *, laughing: bool = False) -> dict[str, float]:
    """The moods in which a line that is felt so may be taken up, with how probable each is; who laughs is not taken up
    heavily, unless that is nearly sure."""
    of_moods = {mood: _of(mood, scores) for mood in _MOODS}
    found = {mood: probability for mood, probability in of_moods.items() if probability >= _POSSIBLE}
    if laughing and found.get(HEAVY, 0.0) < _SURELY_HEAVY:
        light = {mood: probability for mood, probability in found.items() if mood != HEAVY}
        return light or {PLAIN: of_moods[PLAIN]}
    return found


def section(act: str, mood: str) -> str:
    """The name of the texts that take up `act` (or `GOING_ON`) in `mood`."""
    return f"{act}.{mood}"


def told_in(text: str, particulars: Iterable[Particular]) -> list[Particular]:
    """Those of `particulars` that `text` tells."""
    compact = f"^{letters(text)}$"
    return [each for each in particulars if any(stems_of(row, compact) is not None for row in each.keys)]


def names() -> tuple[str, ...]:
    """The names of all `numbers`, in order."""
    manners = dict.fromkeys(_MANNERS.values())
    return (
        *(f"{kind}.{number}" for kind in ALL_KINDS for number in _NUMBERS),
        *(f"{manner}:{act.value}" for manner in manners for act in ACTS),
        *(f"{manner}:{emotion.value}" for manner in manners for emotion in Emotion),
        *(f"{manner}:{mood}" for manner in (UPTAKE, PARTICULAR) for mood in _MOODS),
        *(f"{name}:{act.value}" for name in (_OWN, _OWN_PROBABLE, _OWN_MOOD) for act in ACTS),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """What all answers to a line are judged by alike: its `letters`, its `setting`, and their numbers `by_kind` of the
    answer, and the acts in them `by_manner`, by name."""

    letters: str
    setting: Setting
    by_kind: Mapping[str, Mapping[str, float]]
    by_manner: Mapping[str, Mapping[str, float]]

    @classmethod
    def of(cls, text: str, setting: Setting) -> Self:
        """`text` in its `setting`."""
        compact = letters(text)
        alike = {
            "is": 1.0,
            "short": float(len(compact) < 12),
            "long": len(compact) / 60,
            "heavy": float(setting.heavy),
            "going_on": setting.going_on,
            "clear": max(setting.acts.values(), default=0.0),
            "late": float(setting.late),
        }
        by_kind = {kind: {f"{kind}.{name}": value for name, value in alike.items() if value} for kind in ALL_KINDS}
        by_manner = {
            manner: {f"{manner}:{act.value}": probability for act, probability in setting.acts.items()}
            for manner in _MANNERS.values()
        }
        return cls(compact, setting, by_kind, by_manner)


def numbers(answer: Answer, line: Line, alone: float) -> dict[str, float]:
    """What `answer` to `line` is judged by in a talk, by name; `alone`: how well it suits the line by itself, zero for
    what is only said in talks. What is zero is left out."""
    kind, reply, setting = answer.kind, answer.reply, line.setting
    pairs = {first + second for first, second in pairwise(letters(reply))}
    of_line = {pair for pair in pairs if pair in line.letters}
    of_before = {pair for pair in pairs - of_line if pair in setting.said}
    asks = "?" in reply
    found = {
        "alone": alone / 5,
        "asks": float(asks),
        "asks_again": float(asks and setting.asked),
        "words": len(reply) / 40,
        "feeling": answer.probability,
        "felt": _of(answer.feeling, setting.felt),
        "mostly": _of(answer.feeling, setting.mostly),
        "meaning_before": answer.before[1],
        "group_before": answer.before[0],
        "of_before": len(of_before) / (len(pairs) or 1),
        "of_line": len(of_line) / (len(pairs) or 1),
        "act": answer.act,
        "act_squared": answer.act**2,
    }
    manner = _MANNERS[kind]
    features = {
        **line.by_kind[kind],
        **{f"{kind}.{name}": value for name, value in found.items() if value},
        **line.by_manner[manner],
        f"{manner}:{answer.feeling}": 1.0,
    }
    if kind == UPTAKE:  # how far a guess at an act carries differs: a regret is missed less than two sides
        act = answer.section.partition(":")[2].partition(".")[0]
        features |= {
            f"{_OWN}:{act}": 1.0,
            f"{_OWN_PROBABLE}:{act}": answer.act,
            f"{_OWN_MOOD}:{act}": answer.probability,
        }
    return features


def _of(feeling: str, scores: EmotionScores | None) -> float:
    """How probable `feeling` or mood is by `scores`; zero for what is neither."""
    if scores is None:
        return 0.0
    return sum(scores[each] for each in _FEELINGS.get(feeling, ()))


def ranked_in_talk(
    answers: Sequence[Answer], text: str, setting: Setting, alone: Fit | None, fit: Fit
) -> list[tuple[float, Answer]]:
    """`answers` to `text` with how well each suits it in this `setting` (log-odds), the best first."""
    line = Line.of(text, setting)
    scored = [(fit.weigh(numbers(each, line, of_itself(each, text, alone)), each), each) for each in answers]
    return sorted(scored, key=lambda one: -one[0])


def of_itself(answer: Answer, text: str, alone: Fit | None) -> float:
    """How well `answer` suits `text` read alone (log-odds); 0 without weights, and for what is only said in talks."""
    return alone.of(answer, text) if alone is not None and answer.kind in KINDS else 0.0


@lru_cache(maxsize=2)
def load_talk_fit(folder: Path) -> Fit | None:
    """The weights in `folder`; None, with a line in the log, when they are missing or broken."""
    return read_fit(folder / FILE)
