"""Figures of danger detection: recall and false alarms on the lines in tests/data/safety, and the time they take.

    python bench/safety.py            rules alone: the seen lines (open, kept before, corpus/danger*, our own), and the
                                      emotion corpus
    python bench/safety.py --encoder  rules and encoder on the same lines; corpus/danger* and our own taught the head
    python bench/safety.py --kept [--encoder]
                                      the lines kept aside: counts only, so that running it teaches nothing

The first figures on the kept lines are in docs/safety.md; any later one is a later one.
"""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.models.companion.danger import Level  # noqa: E402
from app.models.companion.danger_head import second_look  # noqa: E402
from app.models.companion.safety import assess  # noqa: E402
from app.models.emotion import CheckpointEmotionModel, load_bundled  # noqa: E402
from app.models.training.corpus import read_corpus  # noqa: E402
from app.models.training.danger_corpus import read_labelled  # noqa: E402
from app.models.training.danger_head import JUDGED  # noqa: E402


def lines(file: Path) -> list[tuple[str, str, str]]:
    """Label, kind and text of every line in a table of labelled lines."""
    return [(row["label"], row.get("kind", row["label"]), row["text"]) for row in read_labelled(file)]


def report(name: str, rows: list[tuple[str, str, str]], model: CheckpointEmotionModel | None = None) -> None:
    """Print the shares of hard and soft answers per label, and the hard ones per kind."""
    counts: Counter[tuple[str, Level]] = Counter()
    kinds: Counter[tuple[str, str, Level]] = Counter()
    start = time.perf_counter()
    for label, kind, text in rows:
        level = second_look(assess(text), model.analyse(text) if model is not None else None).level
        counts[label, level] += 1
        kinds[label, kind, level] += 1
    seconds = time.perf_counter() - start
    print(f"{name}: {len(rows)} lines, {1000 * seconds / max(1, len(rows)):.2f} ms a line")
    for label in sorted({label for label, _ in counts}):
        total = sum(counts[label, level] for level in Level)
        hard, soft = counts[label, Level.HARD], counts[label, Level.SOFT]
        print(f"  {label}: {total}, hard {hard} ({hard / total:.1%}), soft {soft} ({soft / total:.1%})")
        for kind in sorted({kind for of, kind, _ in kinds if of == label and kind != label}):
            each = {level: kinds[label, kind, level] for level in Level}
            print(f"    {kind}: {sum(each.values())}, hard {each[Level.HARD]}, soft {each[Level.SOFT]}")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kept", action="store_true", help="the kept half, and nothing else")
    parser.add_argument("--encoder", action="store_true", help="let the encoder look, too")
    options = parser.parse_args()
    model = load_bundled(threads=1) if options.encoder else None
    if options.kept:
        for name in ("kept-11", "talk-kept", "english-kept-3"):
            report(name, lines(ROOT / "tests" / "data" / "safety" / f"{name}.tsv"), model)
        return
    for file in JUDGED:
        report(file.stem, lines(file), model)
    report("own", lines(ROOT / "tests" / "models" / "companion" / "data" / "safety_own.tsv"), model)
    for file in sorted((ROOT / "corpus").glob("danger*/*.tsv")):
        report(f"corpus/{file.parent.name}/{file.stem}", lines(file), model)
    for split, rows in read_corpus(ROOT / "corpus" / "emotion").items():
        corpus = [("ordinary", row.emotion.value, row.text) for row in rows]
        report(f"emotion corpus, {split}", corpus, model)


if __name__ == "__main__":
    main()
