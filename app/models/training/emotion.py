"""Train the emotion model from the corpus and write the checkpoint that the app loads.

    python -m app.models.training.emotion --base DIR --out resources/models/emotion [--epochs 7] [--resume]

The state after each epoch lies in `--work` (default `.work/emotion`, about 440 MB). The test split is measured only
with `--test`, once, at the end.
"""

import argparse
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from app.diary.emotion import EMOTIONS
from app.files import write_atomically
from app.models.checkpoints import Checkpoint, sha256
from app.models.emotion import load_emotion_model
from app.models.training.corpus import CORPUS, TEST_HASHES, Row, fingerprint, read_corpus, read_situations
from app.models.training.danger_corpus import fingerprint as danger_fingerprint
from app.models.training.danger_corpus import read_danger
from app.models.training.evaluate import Figures, by_slice, confusion_table, figures, table
from app.models.training.export import analysed, export, replace_card, truth_of
from app.models.training.loop import gentle_threads
from app.models.training.trainer import Recipe, can_half, prepare, train
from app.models.training.wide import add_wide

ROOT = Path(__file__).resolve().parents[3]
DANGER = ROOT / "corpus" / "danger"
LABELS = tuple(emotion.value for emotion in EMOTIONS)
LEGAL = Path(__file__).resolve().parent / "legal"


class SplitChanged(ValueError):
    """A file of the test split is not the one whose hash was frozen."""


def frozen_test(folder: Path = CORPUS) -> set[str]:
    """The situations of the frozen test split, after comparing their files with `test.sha256`.

    A test file that is not in there yet is not part of it: freeze it before the next training. Raises SplitChanged (a
    frozen file changed or is gone) and OSError.
    """
    frozen = dict(line.split()[::-1] for line in (folder / TEST_HASHES).read_text(encoding="utf-8").splitlines())
    found = _hashes_of_test(folder)
    for name, digest in frozen.items():
        if found.get(name) != digest:
            raise SplitChanged(f"{name} is not the file that was frozen in {TEST_HASHES}")
    return {Path(name).stem for name in frozen}


def freeze_test(folder: Path = CORPUS) -> None:
    """Add the test files that `test.sha256` does not name yet. Raises SplitChanged (one it names changed), OSError."""
    if (folder / TEST_HASHES).exists():
        frozen_test(folder)
    lines = [f"{digest}  {name}\n" for name, digest in sorted(_hashes_of_test(folder).items())]
    write_atomically(folder / TEST_HASHES, "".join(lines).encode())


def _hashes_of_test(folder: Path) -> dict[str, str]:
    return {
        f"{situation.id}.tsv": sha256(folder / f"{situation.id}.tsv")
        for situation in read_situations(folder).values()
        if situation.split == "test" and (folder / f"{situation.id}.tsv").is_file()
    }


def measure(folder: Path, rows: Sequence[Row]) -> tuple[dict[str, Any], str]:
    """Figures of the checkpoint in `folder` on `rows`, as the app computes them: for the card, and as text."""
    model = load_emotion_model(folder)
    probabilities, truth = analysed(model, rows, LABELS), truth_of(rows, LABELS)
    whole = figures(probabilities, truth)
    slices: dict[str, Figures] = {"all": whole}
    slices |= by_slice(rows, lambda row: "hard" if row.hard else "plain", probabilities, truth)
    registers = by_slice(rows, lambda row: row.register, probabilities, truth)
    hard = by_slice(rows, lambda row: row.hard, probabilities, truth)
    hard.pop("", None)
    certain = probabilities.max(axis=1) >= model.checkpoint.certain_from
    right = probabilities.argmax(axis=1) == truth
    card = {name: each.as_dict() for name, each in slices.items()}
    card["registers"] = {name: each.as_dict() for name, each in registers.items()}
    card["certain"] = {"share": _share(certain), "accuracy": _share(right[certain])}
    text = "\n\n".join(
        [
            table(slices | registers | hard),
            confusion_table(whole, LABELS),
            f"certain: {card['certain']['share']:.3f} of the lines, {card['certain']['accuracy']:.3f} of those right",
        ]
    )
    return card, text


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    options = _parser().parse_args(arguments)
    gentle_threads()
    if options.freeze_test:
        freeze_test(options.corpus)
        return
    frozen = frozen_test(options.corpus)
    splits = read_corpus(options.corpus)
    splits["test"] = [row for row in splits["test"] if row.situation in frozen]
    danger = read_danger(options.danger)
    recipe = Recipe(
        epochs=options.epochs,
        seed=options.seed,
        keep=options.keep,
        half=not options.full and can_half(options.device),
        encoder_rate=options.rate,
        head_rate=10 * options.rate,
        start=sha256(options.start) if options.start else "",
    )
    network, run = train(
        recipe,
        LABELS,
        options.base,
        splits["train"],
        splits["dev"],
        options.work,
        device=options.device,
        resume=options.resume,
        start=options.start,
        danger=danger,
        say=_say,
    )
    data = {
        "corpus": "corpus/emotion and corpus/danger, written for Todak (Apache-2.0)",
        "fingerprints": {split: fingerprint(rows) for split, rows in splits.items()}
        | {"danger": danger_fingerprint(danger)},
        "rows": {split: len(rows) for split, rows in splits.items()} | {"danger": len(danger)},
        "situations": {split: len({row.situation for row in rows}) for split, rows in splits.items()},
        "recipe": asdict(recipe),
        "best_epoch": run.best,
        "trained": datetime.now(UTC).date().isoformat(),
    }
    exported = export(
        network,
        LABELS,
        options.base,
        recipe,
        prepare(splits["train"], LABELS, options.base, recipe),
        prepare(splits["dev"], LABELS, options.base, recipe),
        options.out,
        version=options.version,
        data=data,
        say=_say,
    )
    for name in ("LICENSE", "NOTICE"):
        shutil.copyfile(LEGAL / name, options.out / name)
    quantised = exported.quantised
    quantisation = {
        "plan": quantised.plan,
        "megabytes": round(quantised.megabytes, 1),
        "dev_accuracy_fp32": round(exported.full_accuracy, 4),
        "dev_accuracy": round(quantised.accuracy, 4),
        "dev_agreement": round(quantised.agreement, 4),
        "dev_divergence": round(quantised.divergence, 5),
    }
    checkpoint = add_wide(exported.checkpoint, splits["train"], splits["dev"], say=_say)
    report(checkpoint, quantisation, splits, options.test)


def report(checkpoint: Checkpoint, quantisation: dict[str, Any], splits: dict[str, list[Row]], with_test: bool) -> None:
    """Measure the written checkpoint on dev, and on test when asked; print, and put the figures into its card."""
    metrics: dict[str, Any] = {"quantisation": quantisation}
    for split in ("dev", "test") if with_test else ("dev",):
        card, text = measure(checkpoint.folder, splits[split])
        metrics[split] = card
        _say(f"\n{split}\n{text}")
    replace_card(checkpoint, metrics=metrics)


def training_parser(name: str, description: str | None, *, work: str, epochs: int) -> argparse.ArgumentParser:
    """The options that the commands of this folder that train from the corpus share; `work` is a folder's name."""
    parser = argparse.ArgumentParser(prog=f"python -m app.models.training.{name}", description=description)
    parser.add_argument("--base", type=Path, default=ROOT / ".work" / "base", help="folder of the base encoder")
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--danger", type=Path, default=DANGER, help="lines that teach the encoder to hear danger")
    parser.add_argument("--work", type=Path, default=ROOT / ".work" / work, help="what is done so far")
    parser.add_argument("--epochs", type=int, default=epochs)
    parser.add_argument("--seed", type=int, default=Recipe().seed)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--full", action="store_true", help="train in fp32 even where bfloat16 is fast")
    return parser


def _parser() -> argparse.ArgumentParser:
    parser = training_parser("emotion", __doc__, work="emotion", epochs=Recipe().epochs)
    parser.add_argument("--out", type=Path, default=ROOT / ".work" / "checkpoint", help="the checkpoint to write")
    parser.add_argument("--version", default="1")
    parser.add_argument(
        "--rate", type=float, default=Recipe().encoder_rate, help="of the encoder; the head learns ten times as fast"
    )
    parser.add_argument("--start", type=Path, help="go on from these weights (best-N.safetensors of an earlier run)")
    parser.add_argument(
        "--keep", type=float, default=Recipe().keep, help="how strongly embeddings stay where they were"
    )
    parser.add_argument("--resume", action="store_true", help="go on after the last complete epoch")
    parser.add_argument("--freeze-test", action="store_true", help="only add new test files to test.sha256")
    parser.add_argument(
        "--test", action="store_true", help="measure the test split at the end: once, when all is decided"
    )
    return parser


def _share(hits: npt.NDArray[np.bool_]) -> float:
    return round(float(hits.mean()), 4) if len(hits) else 0.0


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
