"""Learns to hear what a line tells in a talk (`companion/acts.py`) from talks whose lines say it.

    python -m app.models.training.acts          prints how well it is heard in talks not learnt, and writes the weights

`corpus/comfort/talks.tsv` has what people say to the rabbit, line after line, and of each line the act and the feeling;
`acts.tsv` has single lines from the middle of talks (of those that the emotion model learns, too) and their acts. Two
minutes on two cores; the same corpus and encoder give the same weights. To be done again after a change of either.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.config import bundled_models, resources
from app.diary.emotion import Emotion
from app.files import write_resource
from app.models.companion.acts import ACTS, CARD, PIECES, WEIGHTS, Act, inputs, load_act_head
from app.models.emotion import EmotionAnalysis, EmotionModel, load_emotion_model
from app.models.npy import npy
from app.models.training.corpus import CorpusBroken, read_cells

CORPUS = Path(__file__).resolve().parents[3] / "corpus" / "comfort"
TALKS = CORPUS / "talks.tsv"
LINES = CORPUS / "acts.tsv"
COLUMNS = ("talk", "act", "feeling", "text")
FOLDS = 5
_STEPS = 120
# Penalties on squared weights, halved, a share of the lines: of the line's own meaning, of that of the line before, of
# the pieces of words. Chosen on talks not learnt.
_OF_MEANING, _OF_BEFORE, _OF_PIECES = 5e-5, 5e-4, 1e-4
_SMOOTHING = 0.05

Rows = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Said:
    """A line of a talk, what it tells, and what is felt."""

    talk: str
    act: Act
    feeling: Emotion
    text: str


def read_talks(path: Path = TALKS) -> list[list[Said]]:
    """The talks, line by line. Raises CorpusBroken, OSError."""
    rows = []
    for number, (talk, act, feeling, text) in read_cells(path, list(COLUMNS)):
        try:
            rows.append(Said(talk, Act(act), Emotion(feeling), text))
        except ValueError as error:
            raise CorpusBroken(f"{path.name}:{number}: {error}") from error
    talks = [list(lines) for _, lines in groupby(rows, key=lambda row: row.talk)]
    if len({lines[0].talk for lines in talks}) < len(talks):
        raise CorpusBroken(f"{path.name}: the lines of a talk do not stand together")
    return talks


def read_lines(path: Path = LINES) -> list[list[Said]]:
    """The single lines, each as a talk of one. Raises CorpusBroken, OSError."""
    found = []
    for number, (act, text) in read_cells(path, ["act", "text"]):
        try:
            found.append([Said(f"{path.name}:{number}", Act(act), Emotion.NEUTRAL, text)])
        except ValueError as error:
            raise CorpusBroken(f"{path.name}:{number}: {error}") from error
    return found


def columns_of(talks: Sequence[Sequence[Said]], model: EmotionModel) -> npt.NDArray[np.float32]:
    """What the act of each line is heard by (lines, columns), talk after talk."""
    found = []
    for talk in talks:
        before: EmotionAnalysis | None = None
        for line in talk:
            analysis = model.analyse(line.text)
            if analysis is None:
                raise CorpusBroken(f"talk {line.talk}: there is nothing to read in {line.text!r}")
            found.append(inputs(line.text, analysis.embedding, before.embedding if before is not None else None))
            before = analysis
    return np.stack(found)


def learn(columns: npt.NDArray[np.float32], acts: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """Softmax regression (ACTS, columns + 1) of `acts` (lines,) on `columns` (lines, columns), by L-BFGS."""
    import torch

    size = (columns.shape[1] - PIECES) // 2
    ridge = torch.tensor([_OF_MEANING] * size + [_OF_BEFORE] * size + [_OF_PIECES] * PIECES)
    rows, truth = torch.from_numpy(columns), torch.from_numpy(acts)
    weights = torch.zeros(len(ACTS), columns.shape[1], requires_grad=True)
    added = torch.zeros(len(ACTS), requires_grad=True)
    optimiser = torch.optim.LBFGS([weights, added], max_iter=_STEPS, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        said = rows @ weights.T + added
        value = torch.nn.functional.cross_entropy(said, truth, label_smoothing=_SMOOTHING)
        value = value + (ridge * weights**2).sum() / 2
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    found: npt.NDArray[np.float32] = torch.cat([weights, added[:, None]], dim=1).detach().numpy()
    return found


def held_out(
    columns: npt.NDArray[np.float32], acts: npt.NDArray[np.int64], talks: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """How probable each act is (lines, ACTS), heard by what was learnt from other talks; NaN in what is of no talk (a
    negative number), which is always learnt."""
    found = np.full((len(acts), len(ACTS)), np.nan)
    for fold in range(FOLDS):
        out = (talks >= 0) & (talks % FOLDS == fold)
        found[out] = probabilities(learn(columns[~out], acts[~out]), columns[out])
    return found


def probabilities(weights: npt.NDArray[np.float32], columns: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """How probable each act is (lines, ACTS)."""
    logits = (columns @ weights[:, :-1].T + weights[:, -1]).astype(np.float64)
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    found: npt.NDArray[np.float64] = odds / odds.sum(axis=1, keepdims=True)
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    argparse.ArgumentParser(description=__doc__).parse_args(arguments)
    model = load_emotion_model(bundled_models() / "emotion")
    talks, lines = read_talks(), read_lines()
    columns = columns_of([*talks, *lines], model)
    acts = np.array([ACTS.index(line.act) for talk in (*talks, *lines) for line in talk])
    numbers = np.array([number for number, talk in enumerate(talks) for _ in talk] + [-1] * len(lines))
    heard = held_out(columns, acts, numbers)[numbers >= 0]
    truth = acts[numbers >= 0]
    ranks = (heard > heard[np.arange(len(truth)), truth][:, None]).sum(axis=1)
    print(
        f"{len(talks)} talks, {len(truth)} lines, and {len(lines)} single ones; in talks not learnt: "
        f"first {(ranks == 0).mean():.3f}, among three {(ranks < 3).mean():.3f}",
        file=sys.stderr,
    )
    right, all_of = Counter(truth[ranks == 0].tolist()), Counter(truth.tolist())
    print(" ".join(f"{act} {right[at]}/{all_of[at]}" for at, act in enumerate(ACTS)), file=sys.stderr)
    analysis = model.analyse(talks[0][0].text)
    card = {"acts": [act.value for act in ACTS], "encoder": analysis.encoder if analysis is not None else ""}
    folder = resources() / "companion"
    write_resource(folder / WEIGHTS, npy(learn(columns, acts).astype(np.float16)))
    write_resource(folder / CARD, json.dumps(card).encode() + b"\n")
    load_act_head.cache_clear()


if __name__ == "__main__":
    main()
