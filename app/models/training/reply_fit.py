"""How well an answer suits a line: weights learnt from what readers said of answers that might be given to it.

    python -m app.models.training.reply_fit          prints how far the weights carry, and writes them

`corpus/comfort/judged-lines.tsv` has lines, none of which the kindred groups were made of, by writers who had seen
nothing of Todak and of the dev split. They were read in two ways, by language models, with a guideline for each:

- `judged.tsv`, answers one by one: 3 somebody who listened says so, 2 it suits and is kind, if a little plain, 1 it
  does not disturb, but could be said to anything or misses the point, 0 it presumes, distorts, or hears the wrong
  feeling.
- `compared.tsv`, some twenty-four answers beside one another, most of them such as earlier weights put first: 1 it
  fits, is warm and is no formula, 0 it is not all of that. Only beside others does an answer show what it passes over;
  the line's own words said back are let pass alone, and hardly ever beside them.

Weights are learnt from each and added up (those of replies to sayings, never read alone, from the second twice). What
can be said to a line depends on texts and encoder, so this is done again after a change of either; answers that are no
longer offered are left out.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt

from app.config import bundled_models
from app.diary.emotion import EMOTIONS, Emotion
from app.models.companion.comfort import Comforter
from app.models.companion.fit import (
    ECHO,
    FILE,
    MIRROR,
    REMARK,
    REMARKED,
    Answer,
    load_fit,
    names,
    numbers,
)
from app.models.companion.index import CORPUS
from app.models.companion.kindred import BROAD, KINDRED, SAYING
from app.models.companion.memory import Memory
from app.models.companion.nearest import index_folder
from app.models.companion.texts import load_texts, packed_file
from app.models.emotion import EmotionModel, load_emotion_model
from app.models.training.corpus import CorpusBroken, read_cells
from app.models.training.pairs import Pairs, Verdict, Weights, finish, in_rows, learnt

JUDGED = CORPUS
LINES = ("number", "feeling", "line")
# The two files: what the reader's mark is called, whether the reader saw answers beside others, and the verdict that
# each mark stands for.
VERDICTS = (
    ("judged.tsv", "verdict", False, {"0": 0, "1": 1, "2": 2, "3": 3}),
    ("compared.tsv", "good", True, {"0": 0, "1": 3}),
)
WORTH = (0.0, 0.25, 0.85, 1.0)  # of each verdict: what is beside the line costs more than a plain answer gains
# Readers who were also asked whether an answer is a formula liked 8 of 10 with the words of a line that has a feeling,
# and 7 of 10 of kindred utterances, but half of the mirrors and broad ones, and a third of the plain lines told back:
# there the same verdicts are worth less.
WORTH_OF_FORMULAS = (0.0, 0.2, 0.5, 0.9)
# Asked of one answer alone whether it fits, readers refused four in ten of kindred utterances, and one in four with the
# line's own words, though both had been weighed alike.
WORTH_OF_KINDRED = (0.0, 0.15, 0.75, 1.0)
# Other readers, who saw single answers chosen by either weights and asked of each whether it fits, is warm and is no
# formula, followed the weights of answers beside others with 0.46, those of answers alone with 0.40 (in whether it fit,
# with 0.12 and 0.87), and liked the kinds so much more or less than kindred ones (log-odds, in units of the former).
# Of 1,250 answers to lines outside and of the test split 72 of 100 kindred ones were right in every way, 63 broad ones,
# 85 mirrors, 51 echoes, 52 remarks, 31 remarks after the line's own words. Since replies to sayings stand beside them,
# echoes are given where nothing is written: of 240 answers then 4 of 14 were right, the rest a parrot's, and 59 of 74
# kindred ones, the next best among them.
_OF_ALONE = 0.9
_OF_KINDS = {BROAD: 0.2, ECHO: -0.6, MIRROR: 1.5, REMARK: -0.9, REMARKED: -0.8}
# Replies to sayings were only read beside others, and what was found there stands for both. This much is added: with it
# an answer is chosen to most lines that have one (on held-out lines 59 of 100 were good, for 40 without sayings; with
# 0.5 more or less 59 and 58).
_OF_SAYINGS = 1.5


@dataclass(frozen=True, slots=True)
class Judged:
    """What a reader said of `reply` to `text`."""

    text: str
    reply: str
    verdict: int
    beside: bool = False  # others that it was compared with


def read_judged(folder: Path = JUDGED) -> list[Judged]:
    """The verdicts. Raises CorpusBroken for a row that is none, OSError."""
    texts = {}
    for number, (key, feeling, text) in read_cells(folder / "judged-lines.tsv", list(LINES)):
        if feeling not in {each.value for each in EMOTIONS} or key in texts:
            raise CorpusBroken(f"judged-lines.tsv:{number}: {key!r}, {feeling!r}")
        texts[key] = text
    rows = []
    for file, called, beside, verdicts in VERDICTS:
        for number, (key, mark, reply) in read_cells(folder / file, ["number", called, "reply"]):
            if key not in texts or mark not in verdicts:
                raise CorpusBroken(f"{file}:{number}: {key!r}, {mark!r}")
            rows.append(Judged(texts[key], reply, verdicts[mark], beside))
    return rows


def offered(comforter: Comforter, model: EmotionModel, text: str) -> dict[str, Answer]:
    """All that can be said to `text` at the beginning of a conversation, by the reply."""
    analysis = model.analyse(text)
    situation = comforter.situation(text, analysis)
    feeling = comforter.feeling(text, analysis)
    answers = comforter.answers(text, feeling, analysis, Memory(Random(0)), situation)
    return {each.reply: each for each in reversed(answers)}


def pairs_of(rows: Sequence[Judged], comforter: Comforter, model: EmotionModel) -> Pairs:
    """The rows whose answer is still offered, in numbers."""
    lines: dict[str, int] = {}
    by_line: dict[str, dict[str, Answer]] = {}

    def verdicts() -> Iterator[Verdict]:
        for row in rows:
            if row.text not in by_line:
                by_line[row.text] = offered(comforter, model, row.text)
            answer = by_line[row.text].get(row.reply)
            if answer is not None:
                worth = (WORTH if row.beside else _worths(answer))[row.verdict]
                line = lines.setdefault(row.text, len(lines))
                yield Verdict(answer, numbers(answer, row.text), row.verdict, worth, line, row.beside)

    return in_rows(verdicts(), names())


def _worths(answer: Answer) -> tuple[float, ...]:
    """What each verdict on `answer` is worth."""
    if answer.kind in (MIRROR, BROAD) or (answer.kind == ECHO and answer.feeling == Emotion.NEUTRAL.value):
        return WORTH_OF_FORMULAS
    return WORTH_OF_KINDRED if answer.kind == KINDRED else WORTH


def learnt_from_both(pairs: Pairs, chosen: npt.NDArray[np.bool_]) -> Weights:
    """The weights learnt from the chosen answers seen beside others, and a share of those learnt from the rest."""
    beside, alone = learnt(pairs, chosen & pairs.beside), learnt(pairs, chosen & ~pairs.beside)
    features = beside.features + _OF_ALONE * alone.features
    sections = beside.sections + _OF_ALONE * alone.sections
    replies = beside.replies + _OF_ALONE * alone.replies
    for kind, more in _OF_KINDS.items():
        features[pairs.columns.index(f"{kind}.is")] += more
    of_sayings = np.array([column.startswith(f"{SAYING}.") for column in pairs.columns])
    itself = pairs.columns.index(f"{SAYING}.is")
    rows = pairs.features[:, itself] > 0
    features[of_sayings] += _OF_ALONE * beside.features[of_sayings]
    for values, there, numbers_of in (
        (sections, beside.sections, pairs.sections),
        (replies, beside.replies, pairs.replies),
    ):
        said = np.unique(numbers_of[rows])
        values[said] += _OF_ALONE * there[said]
    features[itself] += _OF_ALONE * (beside.added - alone.added) + _OF_SAYINGS
    return Weights(features, sections, replies, beside.added + _OF_ALONE * alone.added)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    argparse.ArgumentParser(description=__doc__).parse_args(arguments)
    model = load_emotion_model(bundled_models() / "emotion")
    rows = read_judged()
    pairs = pairs_of(rows, Comforter(load_texts(packed_file())), model)
    print(f"{len(rows)} verdicts, of which those on what is still offered count", file=sys.stderr)
    finish(pairs, learnt_from_both, index_folder() / FILE)
    load_fit.cache_clear()


if __name__ == "__main__":
    main()
