"""The wide part of the emotion model (`app/models/wide.py`), learnt beside a trained encoder in two minutes.

    python -m app.models.training.wide [--model resources/models/emotion] [--version 9]

`python -m app.models.training.emotion` does the same at its end. Learnt from the train split; how much it counts beside
the encoder, the temperature and the threshold of `certain` are chosen on dev. The same corpus gives the same weights.
Situations that were added to the corpus after the encoder had been trained are learnt together with what the encoder
says of them, so that the wide part mends there what the encoder mishears.
"""

import argparse
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from app.config import bundled_models
from app.files import write_atomically
from app.models.checkpoints import EMOTION, Checkpoint, load_checkpoint
from app.models.emotion import emotions_of, load_emotion_model
from app.models.npy import npy
from app.models.onnx import Encoded, OnnxEncoder
from app.models.sentences import clean, sentences
from app.models.training.calibrate import best_temperature, certain_from, read_worst
from app.models.training.corpus import CORPUS, Row, fingerprint, read_corpus
from app.models.training.evaluate import Probabilities, combine_lines, figures
from app.models.training.export import analysed, replace_card, truth_of
from app.models.wide import FILE, OPTION, SIZE, Wide, option_of, pieces, with_neighbours

SHARES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.5)
EPOCHS = 6
BATCH = 64
RATE = 0.05
SMOOTHING = 0.05
SEED = 4
NEW = 3.0  # how often a line counts that the encoder has not learnt: there is nothing else to hear it by
_SHARE = 1.2  # of the wide part beside the encoder, while it learns such lines; what dev has chosen so far
_STRETCH = 3.0  # sums are so much longer than the root of their number: Adagrad's steps are small
_LARGEST = 127


def learn(
    texts: Sequence[str],
    truth: npt.NDArray[np.int64],
    labels: int,
    counts: npt.NDArray[np.float64] | None = None,
    epochs: int = EPOCHS,
    beside: npt.NDArray[np.float64] | None = None,
) -> Wide:
    """Softmax regression on the pieces of each text, whose label (texts,) is `truth`; its weights in 8 bits. `counts`
    (texts,): how much each text counts, on average 1. `beside` (texts, labels): logits that are added to its own while
    it learns."""
    import torch

    rows = [torch.tensor(pieces(clean(text))) for text in texts]
    targets = torch.from_numpy(truth)
    counts_of = torch.from_numpy(counts if counts is not None else np.ones(len(rows))).float()
    beside_of = torch.from_numpy(beside if beside is not None else np.zeros((len(rows), labels))).float()
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # sums in one order: the same weights each time
    table = torch.nn.EmbeddingBag(SIZE, labels, mode="sum", sparse=True)
    torch.nn.init.zeros_(table.weight)
    added = torch.zeros(labels, requires_grad=True)
    optimisers = (torch.optim.Adagrad([table.weight], lr=RATE), torch.optim.Adam([added], lr=RATE / 5))
    dice = random.Random(SEED)
    order = list(range(len(rows)))
    with torch.sparse.check_sparse_tensor_invariants(False):  # type: ignore[no-untyped-call]  # torch builds them
        for _ in range(epochs):
            dice.shuffle(order)
            for start in range(0, len(order), BATCH):
                chosen = order[start : start + BATCH]
                parts = [rows[index] for index in chosen]
                sizes = torch.tensor([len(part) for part in parts])
                sums = table(torch.cat(parts), torch.cumsum(sizes, 0) - sizes)
                said = _STRETCH * sums / sizes.clamp(min=1).sqrt().unsqueeze(1) + added + beside_of[chosen]
                losses = torch.nn.functional.cross_entropy(
                    said, targets[chosen], label_smoothing=SMOOTHING, reduction="none"
                )
                loss = (losses * counts_of[chosen]).mean()
                for optimiser in optimisers:
                    optimiser.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                for optimiser in optimisers:
                    optimiser.step()
    torch.set_num_threads(threads)
    weights = _STRETCH * table.weight.detach().numpy().astype(np.float64)
    scale = float(np.abs(weights).max()) / _LARGEST
    return Wide(np.rint(weights / scale).astype(np.int8), scale, added.detach().numpy().astype(np.float64))


def add_wide(
    checkpoint: Checkpoint,
    train: Sequence[Row],
    dev: Sequence[Row],
    *,
    say: Callable[[str], None] = print,
    **changes: Any,
) -> Checkpoint:
    """Learn the wide part of `checkpoint`, write it and its card (with `changes`, such as `version`), and return the
    card. Raises OSError."""
    labels = checkpoint.labels
    texts = [row.text for row in train]
    encoder = OnnxEncoder(checkpoint)
    counts, others = _unlearnt(checkpoint, encoder, train)
    wide = learn(texts, truth_of(train, labels), len(labels), counts, beside=others / _SHARE)
    logits, beside, owner, lengths = _read(encoder, dev, wide)
    truth = truth_of(dev, labels)
    found = []
    for share in SHARES:
        both = logits + share * beside

        def probabilities(temperature: float, both: npt.NDArray[np.float64] = both) -> Probabilities:
            return combine_lines(both, owner, lengths, temperature)

        temperature = best_temperature(probabilities, truth)
        of_dev = figures(probabilities(temperature), truth)
        found.append((of_dev.nll, share, temperature))
        say(f"share {share}: nll {of_dev.nll:.4f}, accuracy {of_dev.accuracy:.4f}, at {temperature}")
    _, share, temperature = min(found)
    write_atomically(checkpoint.folder / FILE, npy(wide.weights))
    options = {**checkpoint.options, OPTION: option_of(wide, share)}
    data = {**checkpoint.data, "wide": {"train": fingerprint(train), "rows": len(train)}}  # it may learn more lines
    card = replace_card(checkpoint, temperature=temperature, options=options, data=data, **changes)
    read = analysed(load_emotion_model(card.folder), dev, labels)
    worst = read_worst(read, truth, [row.situation for row in dev])
    finished = replace_card(card, certain_from=certain_from(read[worst], truth[worst]))
    say(f"share {share}, temperature {temperature}, certain from {finished.certain_from}")
    return finished


def _unlearnt(
    checkpoint: Checkpoint, encoder: OnnxEncoder, train: Sequence[Row]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """How much each row counts, on average 1, and what the encoder says (rows, labels) of those that it has not learnt;
    zeros for the others. New situations stand at the end of situations.tsv. Raises ValueError where they do not."""
    learnt = int(checkpoint.data["rows"]["train"])
    if fingerprint(train[:learnt]) != checkpoint.data["fingerprints"]["train"]:
        raise ValueError("the corpus does not begin with the lines that the encoder has learnt")
    found = np.zeros((len(train), len(checkpoint.labels)))
    for number, row in enumerate(train[learnt:], start=learnt):
        _, encoded = _encoded(encoder, row)
        found[number] = np.average(encoded.logits, axis=0, weights=np.maximum(encoded.tokens, 1))
    counts = np.where(np.arange(len(train)) < learnt, 1.0, NEW)
    return counts / counts.mean(), found


def _read(
    encoder: OnnxEncoder, rows: Sequence[Row], wide: Wide
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Of every sentence of `rows`: the encoder's logits and those of the wide part (sentences, labels), the number of
    its row and its letters (sentences,)."""
    logits, others, owner, lengths = [], [], [], []
    for number, row in enumerate(rows):
        said, encoded = _encoded(encoder, row)
        logits.append(encoded.logits.astype(np.float64))
        others += [wide.logits(with_neighbours(said, at)) for at in range(len(said))]
        owner += [number] * len(said)
        lengths += [sum(not character.isspace() for character in each) for each in said]
    return np.concatenate(logits), np.stack(others), np.asarray(owner), np.asarray(lengths)


def _encoded(encoder: OnnxEncoder, row: Row) -> tuple[list[str], Encoded]:
    """The sentences of `row` as the app splits them, and what the encoder makes of each."""
    cleaned = clean(row.text)
    spans = sentences(cleaned)
    said = [cleaned[span.start : span.end] for span in spans]
    return said, encoder.encode(said, [span.line for span in spans])


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=bundled_models() / "emotion")
    parser.add_argument("--version", help="of the model with its new wide part")
    options = parser.parse_args(arguments)
    corpus = read_corpus(CORPUS)
    checkpoint = load_checkpoint(options.model, EMOTION)
    changes = {"version": options.version} if options.version else {}
    emotions_of(checkpoint)  # before a minute is spent on it
    add_wide(
        checkpoint, corpus["train"], corpus["dev"], say=lambda line: print(line, file=sys.stderr, flush=True), **changes
    )


if __name__ == "__main__":
    main()
