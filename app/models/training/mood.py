"""Learns what is felt at a line of a talk (`companion/mood.py`) from talks whose lines say it.

    python -m app.models.training.mood          prints how often it is right in talks not learnt, and writes the weights

Half a minute; the same corpus and emotion model give the same weights. Before `training.talk_fit`.
"""

import argparse
import json
import sys
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from app.config import bundled_models, resources
from app.diary.emotion import EMOTIONS, EmotionScores
from app.files import write_resource
from app.models.companion.acts import PIECES
from app.models.companion.mood import CARD, READINGS, WEIGHTS, columns, load_mood_head
from app.models.emotion import EmotionAnalysis, load_emotion_model
from app.models.npy import npy
from app.models.training import softmax
from app.models.training.talks import analyses, read_talks

RIGHT = 0.7  # how many of the certain ones must be right
_STEPS = 80
# Penalties on squared weights, halved; chosen on talks not learnt.
_OF_READINGS, _OF_MEANING, _OF_PIECES = 1e-3, 2e-3, 5e-4


def learn(rows: npt.NDArray[np.float32], feelings: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """Weights (EMOTIONS, columns + 1) by which `feelings` (lines,) are told from `rows` (lines, columns)."""
    readings = READINGS * len(EMOTIONS)
    size = rows.shape[1] - readings - PIECES
    ridge = np.repeat([_OF_READINGS, _OF_MEANING, _OF_PIECES], [readings, size, PIECES]).astype(np.float32)
    return softmax.learn(rows, feelings, ridge, len(EMOTIONS), _STEPS)


def certain_from(heard: npt.NDArray[np.float64], truth: npt.NDArray[np.int64]) -> float:
    """The least probability from which `RIGHT` of the most probable feelings are the true ones."""
    highest, right = heard.max(axis=1), heard.argmax(axis=1) == truth
    bounds = [bound for bound in np.arange(0.4, 0.96, 0.01) if right[highest >= bound].mean() >= RIGHT]
    return round(float(bounds[0]), 2) if bounds else 1.0


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    argparse.ArgumentParser(description=__doc__).parse_args(arguments)
    model = load_emotion_model(bundled_models() / "emotion")
    rows, feelings, talk_of, alone = [], [], [], []
    analysis: EmotionAnalysis | None = None
    for number, talk in enumerate(read_talks()):
        before: list[EmotionScores] = []
        for line, analysis in analyses(talk, model):
            scores = analysis.reading.scores
            if before:
                rows.append(columns(line.text, scores, before, analysis.embedding))
                feelings.append(EMOTIONS.index(line.feeling))
                talk_of.append(number)
                alone.append(scores.values)
            before.append(scores)
    inputs, truth, talks = np.stack(rows), np.asarray(feelings), np.asarray(talk_of)
    heard = softmax.held_out(inputs, truth, talks, len(EMOTIONS), learn)
    bound = certain_from(heard, truth)
    for name, found in (("alone", np.asarray(alone)), ("in the talk", heard)):
        right = found.argmax(axis=1) == truth
        nll = -np.log(np.maximum(found[np.arange(len(truth)), truth], 1e-6)).mean()
        print(f"{name}: {right.mean():.3f} of {len(truth)} lines, nll {nll:.3f}", file=sys.stderr)
    sure = heard.max(axis=1) >= bound
    print(f"certain from {bound}: {sure.mean():.3f} of them", file=sys.stderr)
    card = {"certain_from": bound, "encoder": analysis.encoder if analysis is not None else ""}
    folder = resources() / "companion"
    write_resource(folder / WEIGHTS, npy(learn(inputs, truth)))
    write_resource(folder / CARD, json.dumps(card).encode() + b"\n")
    load_mood_head.cache_clear()


if __name__ == "__main__":
    main()
