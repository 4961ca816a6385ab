"""Emotions in lines of writers outside: they had seen nothing of Todak, its corpus or its guide.

    python bench/outside.py

`outside.tsv` has three sets, each by another writer (a language model with one paragraph of instructions): a private
diary in the evening, what is said to a counsellor or a friend, and short lines to a companion. None was ever trained
or chosen on. Prints accuracy, macro-F1, how many readings are called certain and how many of those are right.
"""

import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app.diary.emotion import EMOTIONS  # noqa: E402
from app.models.emotion import load_bundled  # noqa: E402
from app.models.training.evaluate import figures  # noqa: E402

LABELS = [emotion.value for emotion in EMOTIONS]


def main() -> None:
    """Print the figures."""
    model = load_bundled(threads=1)
    rows = [line.split("\t") for line in (ROOT / "bench" / "outside.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    readings = [model.analyse(text) for _, _, text in rows]
    scores = np.asarray([[each.reading.scores.as_dict()[label] for label in LABELS] for each in readings if each])
    truth = np.asarray([LABELS.index(emotion) for _, emotion, _ in rows])
    certain = np.asarray([each.reading.certain for each in readings if each])
    right = scores.argmax(axis=1) == truth
    for name in (*dict.fromkeys(row[0] for row in rows), "all"):
        chosen = np.asarray([name in (row[0], "all") for row in rows])
        found = figures(scores[chosen] / scores[chosen].sum(axis=1, keepdims=True), truth[chosen])
        sure = chosen & certain
        print(
            f"{name}: {found.rows} lines, accuracy {found.accuracy:.3f}, macro-F1 {found.macro_f1:.3f}, ECE "
            f"{found.ece:.3f}; certain {sure.sum() / chosen.sum():.3f}, of these right {right[sure].mean():.3f}"
        )


if __name__ == "__main__":
    main()
