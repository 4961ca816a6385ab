"""How well a ready reply fits a line: weights of its features, learnt from what readers said of some thousand pairs.

    python -m app.models.training.reply_fit          prints how far the weights carry, and writes them into the index

`corpus/comfort/judged.tsv` has lines of the dev split and of writers who had seen nothing of Todak, replies of groups
near to them, and a reader's verdict on each pair: 2 it answers this line, 1 it does not disturb, 0 it is beside it. The
readers were language models with one guideline; each pair was read once. Which replies are offered at all depends on
the encoder, so the weights are learnt again after `index --encode` with a new one.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from app.config import bundled_models, resources
from app.diary.emotion import EMOTIONS
from app.files import write_resource
from app.models.companion.kindred import CARD, FEATURES, Kindred, load_card, load_kindred, packed_card
from app.models.emotion import EmotionModel, load_emotion_model
from app.models.training.corpus import CorpusBroken, read_cells
from app.models.training.logistic import Rows, regress

JUDGED = Path(__file__).resolve().parents[3] / "corpus" / "comfort" / "judged.tsv"
COLUMNS = ("feeling", "verdict", "line", "reply")
BEST = 2  # the verdict on a reply that answers the line
_FOLDS = 5
_PENALTY = 1e-3  # of the squared weights of standardised features


@dataclass(frozen=True, slots=True)
class Judged:
    """One verdict of a reader. `feeling`: what the line carries, by whoever wrote it."""

    feeling: str
    verdict: int
    text: str
    reply: str


def read_judged(path: Path = JUDGED) -> list[Judged]:
    """The verdicts. Raises CorpusBroken for a row that is none, OSError."""
    rows = []
    for number, (feeling, verdict, text, reply) in read_cells(path, list(COLUMNS)):
        if feeling not in {each.value for each in EMOTIONS} or verdict not in {"0", "1", "2"}:
            raise CorpusBroken(f"{path.name}:{number}: {feeling!r}, {verdict!r}")
        rows.append(Judged(feeling, int(verdict), text, reply))
    return rows


def features_of(rows: Sequence[Judged], kindred: Kindred, model: EmotionModel) -> tuple[Rows, Rows, list[str]]:
    """Features (pairs, len(FEATURES)) and verdicts (pairs,) from 0 to 1, of the pairs whose reply is still offered, and
    the line of each."""
    features: list[tuple[float, ...]] = []
    verdicts: list[float] = []
    lines: list[str] = []
    offered: dict[tuple[str, str], dict[str, tuple[float, ...]]] = {}
    for row in rows:
        asked = (row.text, row.feeling)
        if asked not in offered:
            analysis = model.analyse(row.text)
            found = kindred.candidates(row.text, analysis.embedding, (row.feeling,)) if analysis is not None else []
            offered[asked] = {each.reply: each.features for each in found}
        if row.reply in offered[asked]:
            features.append(offered[asked][row.reply])
            verdicts.append(row.verdict / BEST)
            lines.append(row.text)
    return np.asarray(features, dtype=np.float64), np.asarray(verdicts, dtype=np.float64), lines


def learnt(features: Rows, verdicts: Rows) -> Rows:
    """Weights (features + 1,) of a logistic regression, the last one what is added."""
    mean, spread = features.mean(axis=0), features.std(axis=0)
    spread[spread == 0] = 1.0
    inputs = np.column_stack([(features - mean) / spread, np.ones(len(features))])
    ridge = np.full(inputs.shape[1], _PENALTY * len(features))
    ridge[-1] = 0.0
    weights = regress(inputs, verdicts, np.ones(len(features)), ridge)
    scaled = weights[:-1] / spread
    return np.append(scaled, weights[-1] - scaled @ mean)


def held_out(features: Rows, verdicts: Rows, lines: Sequence[str]) -> Rows:
    """What weights learnt on other lines say of each pair; `lines`: the line of each."""
    numbers = {line: number for number, line in enumerate(dict.fromkeys(lines))}
    fold = np.asarray([numbers[line] % _FOLDS for line in lines])
    said = np.zeros(len(verdicts))
    for number in range(_FOLDS):
        weights = learnt(features[fold != number], verdicts[fold != number])
        said[fold == number] = features[fold == number] @ weights[:-1] + weights[-1]
    return said


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    argparse.ArgumentParser(description=__doc__).parse_args(arguments)
    folder = resources() / "companion"
    kindred = load_kindred(folder)
    if kindred is None:
        raise SystemExit("there are no kindred replies: python -m app.models.companion.index --encode")
    rows = read_judged()
    features, verdicts, lines = features_of(rows, kindred, load_emotion_model(bundled_models() / "emotion"))
    said = held_out(features, verdicts, lines)
    print(f"{len(rows)} verdicts, {len(features)} on replies that are still offered", file=sys.stderr)
    print(f"correlation with the verdicts, held out: {np.corrcoef(said, verdicts)[0, 1]:.3f}", file=sys.stderr)
    for bound in (0.0, 0.5, 1.0, 1.5):
        above = said >= bound
        fit, half = (float((verdicts[above] == verdict / BEST).sum() / max(1, above.sum())) for verdict in (BEST, 1))
        print(f"from {bound}: {above.mean():.0%} of the pairs, {fit:.0%} fit, {half:.0%} half", file=sys.stderr)
    weights = [round(float(weight), 4) for weight in learnt(features, verdicts)]
    print(dict(zip((*FEATURES, "added"), weights, strict=True)), file=sys.stderr)
    write_resource(folder / CARD, packed_card(replace(load_card(folder), weights=tuple(weights))))


if __name__ == "__main__":
    main()
