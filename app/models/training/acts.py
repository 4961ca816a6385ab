"""Learns to hear what a line tells in a talk (`companion/acts.py`) from talks whose lines say it.

    python -m app.models.training.acts          prints how well it is heard in talks not learnt, and writes the weights

The talks and single lines are those of `training/talks.py`. Two minutes on two cores; the same corpus and encoder give
the same weights. To be done again after a change of either.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from app.config import bundled_models, resources
from app.files import write_resource
from app.models.companion.acts import ACTS, CARD, PIECES, WEIGHTS, inputs, load_act_head
from app.models.emotion import EmotionAnalysis, EmotionModel, load_emotion_model
from app.models.npy import npy
from app.models.training import softmax
from app.models.training.talks import Said, analyses, read_single_lines, read_talks

_STEPS = 120
# Penalties on squared weights, halved, a share of the lines: of the line's own meaning, of that of the line before, of
# the pieces of words. Chosen on talks not learnt.
_OF_MEANING, _OF_BEFORE, _OF_PIECES = 5e-5, 5e-4, 1e-4


def columns_of(talks: Sequence[Sequence[Said]], model: EmotionModel) -> npt.NDArray[np.float32]:
    """What the act of each line is heard by (lines, columns), talk after talk. Raises CorpusBroken."""
    found = []
    for talk in talks:
        before: EmotionAnalysis | None = None
        for line, analysis in analyses(talk, model):
            found.append(inputs(line.text, analysis.embedding, before.embedding if before is not None else None))
            before = analysis
    return np.stack(found)


def learn(columns: npt.NDArray[np.float32], acts: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """Weights (ACTS, columns + 1) by which `acts` (lines,) are told from `columns` (lines, columns)."""
    size = (columns.shape[1] - PIECES) // 2
    ridge = np.repeat([_OF_MEANING, _OF_BEFORE, _OF_PIECES], [size, size, PIECES]).astype(np.float32)
    return softmax.learn(columns, acts, ridge, len(ACTS), _STEPS)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    argparse.ArgumentParser(description=__doc__).parse_args(arguments)
    model = load_emotion_model(bundled_models() / "emotion")
    talks, lines = read_talks(), read_single_lines()
    everything = [*talks, *([line] for line in lines)]
    columns = columns_of(everything, model)
    acts = np.array([ACTS.index(line.act) for talk in everything for line in talk])
    numbers = np.array([number for number, talk in enumerate(talks) for _ in talk] + [-1] * len(lines))
    heard = softmax.held_out(columns, acts, numbers, len(ACTS), learn)
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
