"""How well a ready reply fits a line: weights of its features, learnt from what readers said of some thousand pairs.

    python -m app.models.training.reply_fit          prints how far the weights carry, and writes them into the index

`corpus/comfort/judged.tsv` has lines of the dev split and of writers who had seen nothing of Todak, replies of groups
near to them, and a reader's verdict on each pair: 2 it answers this line, 1 it does not disturb, 0 it is beside it. The
readers were language models with one guideline; each pair was read once. Which replies are offered at all depends on
the encoder, so the weights are learnt again after `index --encode` with a new one.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.config import bundled_models, resources
from app.diary.emotion import EMOTIONS
from app.files import write_atomically
from app.models.companion.kindred import CARD, FEATURES, Kindred, load_kindred
from app.models.emotion import EmotionModel, load_emotion_model

JUDGED = Path(__file__).resolve().parents[3] / "corpus" / "comfort" / "judged.tsv"
BEST = 2  # the verdict on a reply that answers the line
_FOLDS = 5
_PENALTY = 1e-3  # of the squared weights of standardised features
_STEPS = 30

Rows = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """One verdict of a reader. `feeling`: what the line carries, by whoever wrote it."""

    feeling: str
    verdict: int
    text: str
    reply: str


def read_judged(path: Path = JUDGED) -> list[Judged]:
    """The verdicts. Raises ValueError for a row that is none, OSError."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()[1:], start=2):
        feeling, verdict, text, reply = line.split("\t")
        if feeling not in {each.value for each in EMOTIONS} or verdict not in {"0", "1", "2"}:
            raise ValueError(f"{path.name}:{number}: {feeling!r}, {verdict!r}")
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
    """Weights (features + 1,) of a logistic regression, the last one what is added; by Newton's method."""
    mean, spread = features.mean(axis=0), features.std(axis=0)
    spread[spread == 0] = 1.0
    inputs = np.column_stack([(features - mean) / spread, np.ones(len(features))])
    weights = np.zeros(inputs.shape[1])
    penalty = np.full(len(weights), _PENALTY * len(features))
    penalty[-1] = 0.0
    for _ in range(_STEPS):
        said = 1 / (1 + np.exp(-(inputs @ weights)))
        slope = inputs.T @ (said - verdicts) + penalty * weights
        bend = (inputs * (said * (1 - said))[:, None]).T @ inputs + np.diag(penalty)
        weights = weights - np.linalg.solve(bend, slope)
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
    card = json.loads((folder / CARD).read_text(encoding="utf-8")) | {"weights": weights}
    write_atomically(folder / CARD, json.dumps(card).encode() + b"\n")
    (folder / CARD).chmod(0o644)


if __name__ == "__main__":
    main()
