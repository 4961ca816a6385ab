"""Emotions in lines of writers outside: they had seen nothing of Todak, its corpus or its guide.

    python bench/outside.py

`outside.tsv` has nine sets by writers of their own (language models with a page of instructions): `diary`, a private
diary in the evening, `talk`, what is said to a counsellor or a friend, `evening`, short lines to a companion; `told`,
where five writers were asked for concrete events that mostly do not name the feeling; `contrast`, sets of six lines
about one thing, one for each emotion, in which only what happened tells: what this model was known to mishear;
`commonest`, what everybody says in the same few words, by two writers with the page of instructions of the corpus files
of that kind; `everyday`, by three, what happened today and how it was, in a sentence or two; `today`, by five, the
same, for some of them facts alone, or two things at once; `talks`, what is said in the middle of a talk with the
rabbit, with dialect, children and old people. None was ever trained on, or chosen on for the emotions.
Prints accuracy, macro-F1, how many readings are called certain and how many of those are right.
"""

import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app.diary.emotion import EMOTIONS, Emotion  # noqa: E402
from app.models.emotion import load_bundled  # noqa: E402
from app.models.training.corpus import Row, read_cells  # noqa: E402
from app.models.training.evaluate import by_slice, figures  # noqa: E402
from app.models.training.export import analysed, truth_of  # noqa: E402

LABELS = [emotion.value for emotion in EMOTIONS]


def main() -> None:
    """Print the figures."""
    model = load_bundled(threads=1)
    cells = read_cells(ROOT / "bench" / "outside.tsv", ["set", "emotion", "line"])
    rows = [Row(Emotion(emotion), "", "", "", line, name) for _, (name, emotion, line) in cells]
    probabilities, truth = analysed(model, rows, LABELS), truth_of(rows, LABELS)
    certain = probabilities.max(axis=1) >= model.checkpoint.certain_from
    right = probabilities.argmax(axis=1) == truth
    slices = by_slice(rows, lambda row: row.situation, probabilities, truth)
    for name, found in (slices | {"all": figures(probabilities, truth)}).items():
        chosen = np.asarray([name in (row.situation, "all") for row in rows])
        sure = chosen & certain
        print(
            f"{name}: {found.rows} lines, accuracy {found.accuracy:.3f}, macro-F1 {found.macro_f1:.3f}, ECE "
            f"{found.ece:.3f}; certain {sure.sum() / chosen.sum():.3f}, of these right {right[sure].mean():.3f}"
        )


if __name__ == "__main__":
    main()
