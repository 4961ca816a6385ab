"""Cross-validation over situations: how far the figures depend on which situations were learnt.

    python -m app.models.training.cross_validation --base DIR [--folds 3] [--epochs 2] [--work .work/folds]

The situations to train on are put into folds; each fold is read by a network that learnt the others (and the danger
lines), with the epoch chosen on the dev split as in the real training. The test split is not touched. What is finished
is kept in `--work`, and the same command goes on where it was interrupted. Read in fp32, without quantisation and with
temperature 1.
"""

import argparse
import json
import random
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from statistics import mean, stdev
from typing import Any

from app.files import write_atomically
from app.models.training.corpus import Row, fingerprint, read_corpus
from app.models.training.danger_corpus import read_danger
from app.models.training.emotion import LABELS, training_parser
from app.models.training.evaluate import by_slice, figures
from app.models.training.loop import Say, gentle_threads
from app.models.training.trainer import Recipe, can_half, logits_of, prepare, train

_MEASURED = ("accuracy", "macro_f1", "ece")


def folds_of(rows: Sequence[Row], count: int, seed: int) -> list[list[Row]]:
    """`rows` in `count` folds of nearly the same size, each situation whole in one of them."""
    situations: dict[str, list[Row]] = {}
    for row in rows:
        situations.setdefault(row.situation, []).append(row)
    order = sorted(situations)
    random.Random(seed).shuffle(order)
    folds: list[list[Row]] = [[] for _ in range(count)]
    for situation in sorted(order, key=lambda each: -len(situations[each])):
        min(folds, key=len).extend(situations[situation])
    return folds


def measure_fold(
    number: int, folds: Sequence[Sequence[Row]], dev: Sequence[Row], options: argparse.Namespace, say: Say = print
) -> dict[str, Any]:
    """Figures of fold `number`, read by a network that learnt the others: all, plain, hard, and by register.

    Taken from `options.work` when they lie there for the same rows and recipe. Raises what `train` does.
    """
    recipe = Recipe(epochs=options.epochs, seed=options.seed, half=not options.full and can_half(options.device))
    held = folds[number]
    learnt = [row for at, fold in enumerate(folds) if at != number for row in fold]
    asked = {"recipe": asdict(recipe), "held": fingerprint(held), "learnt": fingerprint(learnt)}
    done = options.work / f"fold-{number + 1}.json"
    if done.is_file():
        found: dict[str, Any] = json.loads(done.read_text(encoding="utf-8"))
        if found["asked"] == asked:
            say(f"fold {number + 1}: as measured before")
            return dict(found["figures"])
    work = options.work / f"fold-{number + 1}"
    network, _ = train(
        recipe,
        LABELS,
        options.base,
        learnt,
        dev,
        work,
        device=options.device,
        resume=work.is_dir(),
        danger=read_danger(options.danger),
        say=say,
    )
    data = prepare(held, LABELS, options.base, recipe)
    probabilities = data.combined(logits_of(network, data, recipe))
    slices = {"all": figures(probabilities, data.truth)}
    slices |= by_slice(held, lambda row: "hard" if row.hard else "plain", probabilities, data.truth)
    slices |= by_slice(held, lambda row: row.register, probabilities, data.truth)
    measured = {name: each.as_dict() for name, each in slices.items()}
    write_atomically(done, (json.dumps({"asked": asked, "figures": measured}, indent=1) + "\n").encode())
    shutil.rmtree(work)
    return measured


def spread(folds: Sequence[dict[str, Any]]) -> str:
    """Mean and standard deviation over the folds of every slice (of those folds that have it), as aligned text."""
    lines = [f"{'':12}{'accuracy':>18}{'macro-F1':>18}{'ECE':>18}"]
    for name in dict.fromkeys(name for fold in folds for name in fold):
        cells = []
        for what in _MEASURED:
            values = [fold[name][what] for fold in folds if name in fold]
            cells.append(f"{mean(values):.3f} ± {stdev(values) if len(values) > 1 else 0:.3f}")
        lines.append(f"{name:12}" + "".join(f"{cell:>18}" for cell in cells))
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = training_parser("cross_validation", __doc__, work="folds", epochs=2)
    parser.add_argument("--folds", type=int, default=3)
    options = parser.parse_args(arguments)
    gentle_threads()
    splits = read_corpus(options.corpus)
    folds = folds_of(splits["train"], options.folds, options.seed)
    measured = []
    for number, fold in enumerate(folds):
        print(
            f"fold {number + 1} of {len(folds)}: {len(fold)} lines of {len({row.situation for row in fold})} situations"
        )
        measured.append(measure_fold(number, folds, splits["dev"], options))
    print(spread(measured))


if __name__ == "__main__":
    main()
