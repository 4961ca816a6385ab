"""What is told of a training when it is over: a text, tables, the history, and two pictures.

Shares and counts only. No sentence of the data is in it: rows that were left out are told by file, line and reason.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.files import write_atomically
from app.models.training.evaluate import Figures
from app.models.training.pictures import NAMED_CLASSES, draw_confusion, draw_curves
from app.models.training.tables import Rejects

TEXT, HISTORY, LEFT_OUT = "report.md", "history.json", "left_out.tsv"
CURVES, CONFUSION, CLASSES = "curves.png", "confusion.png", "classes.tsv"


def write_report(
    folder: Path,
    title: str,
    facts: Mapping[str, Any],
    history: Sequence[Mapping[str, float]],
    best: int,
    *,
    measured: Figures | None = None,
    labels: Sequence[str] = (),
    rejects: Rejects | None = None,
) -> None:
    """Write the report into `folder` (made when missing).

    `facts` are told line by line; `best` is the number of the epoch that is kept; `measured` are the dev figures of a
    classifier, its confusion in the order of `labels`. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    parts = [f"# {title}\n", "".join(f"- {name}: {told}\n" for name, told in facts.items())]
    parts += [f"## Epochs (* kept)\n\n{_history_table(history, best)}\n![curves]({CURVES})\n"]
    draw_curves(history, folder / CURVES)
    write_atomically(folder / HISTORY, (json.dumps(list(history), indent=1) + "\n").encode())
    if measured is not None:
        parts += [
            f"## Dev: {measured.rows} rows\n",
            f"accuracy {measured.accuracy:.4f}, macro-F1 {measured.macro_f1:.4f}, nll {measured.nll:.4f}, "
            f"calibration error {measured.ece:.4f}\n",
        ]
        if len(labels) <= NAMED_CLASSES:
            parts += [_class_table(measured, labels), _confusion_table(measured, labels)]
        else:
            parts += [f"Each of the {len(labels)} classes: {CLASSES}\n"]
        parts += [f"![confusion]({CONFUSION})\n"]
        write_atomically(folder / CLASSES, _classes_tsv(measured, labels).encode())
        draw_confusion(measured.confusion, labels, folder / CONFUSION)
    if rejects is not None and rejects.rows:
        told = "".join(f"- {line}\n" for line in rejects.told())
        parts += [f"## Rows left out: {len(rejects.rows)} (all of them in {LEFT_OUT})\n\n{told}"]
        write_atomically(folder / LEFT_OUT, rejects.as_tsv().encode())
    write_atomically(folder / TEXT, "\n".join(parts).encode())


def per_class(measured: Figures) -> list[tuple[int, float, float, float]]:
    """Rows, precision, recall and F1 of each class; 0 where nothing was there or nothing was answered."""
    found = []
    for number, counts in enumerate(measured.confusion):
        rows, hits = sum(counts), counts[number]
        said = sum(line[number] for line in measured.confusion)
        found.append((rows, hits / said if said else 0.0, hits / rows if rows else 0.0, measured.f1[number]))
    return found


def _class_table(measured: Figures, labels: Sequence[str]) -> str:
    lines = ["| class | rows | precision | recall | F1 |", "|---|---:|---:|---:|---:|"]
    for label, (rows, precision, recall, f1) in zip(labels, per_class(measured), strict=True):
        lines.append(f"| {label} | {rows} | {precision:.3f} | {recall:.3f} | {f1:.3f} |")
    return "\n".join(lines) + "\n"


def _confusion_table(measured: Figures, labels: Sequence[str]) -> str:
    lines = ["| truth \\ answer | " + " | ".join(labels) + " |", "|---|" + "---:|" * len(labels)]
    for label, counts in zip(labels, measured.confusion, strict=True):
        lines.append(f"| {label} | " + " | ".join(str(count) for count in counts) + " |")
    return "\n".join(lines) + "\n"


def _classes_tsv(measured: Figures, labels: Sequence[str]) -> str:
    lines = ["class\trows\tprecision\trecall\tf1"]
    for label, (rows, precision, recall, f1) in zip(labels, per_class(measured), strict=True):
        lines.append(f"{label}\t{rows}\t{precision:.4f}\t{recall:.4f}\t{f1:.4f}")
    return "\n".join(lines) + "\n"


def _history_table(history: Sequence[Mapping[str, float]], best: int) -> str:
    names = list(dict.fromkeys(name for line in history for name in line))
    lines = ["| epoch | " + " | ".join(name.replace("_", " ") for name in names) + " |"]
    lines += ["|---:|" + "---:|" * len(names)]
    for number, line in enumerate(history, start=1):
        cells = " | ".join(f"{line[name]:.4f}" if name in line else "" for name in names)
        lines.append(f"| {number}{' *' if number == best else ''} | {cells} |")
    return "\n".join(lines) + "\n"
