"""Answers that readers judged, in numbers, and the weights that are learnt from their verdicts.

A logistic regression on what is known of an answer and its line, with a weight of its own for every section of the
texts and every reply (`companion/fit.py` reads it). `training/reply_fit.py` learns so from lines read alone,
`training/talk_fit.py` from lines of talks.
"""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.files import write_resource
from app.models.companion.fit import Answer, Fit, packed

LIKED = 2  # the verdict from which a reader was content
# Penalties on squared weights, halved: of standardised features (a share of the rows), of sections, of single replies.
_OF_FEATURES = 2e-4
_OF_SECTIONS = 0.6
OF_REPLIES = 3.0
FOLDS = 5  # a line is in the one that its number leaves as a remainder
_STEPS = 200
_WORTH_KEEPING = 0.02  # a smaller weight changes nothing

Rows = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reader said of `answer`: `verdict`, and what that is `worth`, from 0 to 1.

    `numbers`: what is known of answer and line, by name; `line`: the number of the line; `beside`: others were read
    with it.
    """

    answer: Answer
    numbers: Mapping[str, float]
    verdict: int
    worth: float
    line: int
    beside: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Verdicts, row by row: `features` (pairs, features), the number of each one's
    section and reply, its `verdicts` and what they are `worth`, the number of its line, and whether the reader saw it
    `beside` others."""

    features: Rows
    sections: npt.NDArray[np.int64]
    replies: npt.NDArray[np.int64]
    verdicts: npt.NDArray[np.int64]
    lines: npt.NDArray[np.int64]
    worth: Rows
    beside: npt.NDArray[np.bool_]
    columns: tuple[str, ...]
    section_names: tuple[str, ...]
    templates: tuple[str, ...]


def in_rows(verdicts: Iterable[Verdict], columns: Sequence[str]) -> Pairs:
    """`verdicts` in rows; a number whose name is not among the `columns` (of a feeling that is none of the six) is
    passed over."""
    at = {name: number for number, name in enumerate(columns)}
    sections: dict[str, int] = {}
    templates: dict[str, int] = {}
    features, found, worth = [], [], []
    for each in verdicts:
        values = np.zeros(len(at))
        for name, value in each.numbers.items():
            if name in at:
                values[at[name]] = value
        features.append(values)
        section = sections.setdefault(each.answer.place, len(sections))
        template = templates.setdefault(each.answer.template, len(templates))
        found.append((section, template, each.verdict, each.line, each.beside))
        worth.append(each.worth)
    section_of, reply_of, said, line_of, beside = np.asarray(found, dtype=np.int64).T
    return Pairs(
        np.stack(features),
        section_of,
        reply_of,
        said,
        line_of,
        np.asarray(worth),
        beside.astype(bool),
        tuple(columns),
        tuple(sections),
        tuple(templates),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """What is learnt from `Pairs`: a weight for each column, section and reply, and what is added."""

    features: Rows
    sections: Rows
    replies: Rows
    added: float

    def of(self, pairs: Pairs, chosen: npt.NDArray[np.bool_]) -> Rows:
        """How well the chosen pairs suit (log-odds)."""
        return (
            pairs.features[chosen] @ self.features
            + self.sections[pairs.sections[chosen]]
            + self.replies[pairs.replies[chosen]]
            + self.added
        )


def learnt(pairs: Pairs, chosen: npt.NDArray[np.bool_], of_replies: float = OF_REPLIES) -> Weights:
    """A logistic regression on the chosen pairs, with a weight for every section and reply; those are drawn towards
    zero (replies as `of_replies` says), so that one verdict more or less does not decide (a mixed model, fitted by its
    penalised likelihood)."""
    import torch

    rows = pairs.features[chosen]
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    spread[spread < 1e-9] = np.inf  # what never changes has no weight
    inputs = torch.from_numpy((rows - mean) / spread)
    worth = torch.from_numpy(pairs.worth[chosen])
    section, reply = torch.from_numpy(pairs.sections[chosen]), torch.from_numpy(pairs.replies[chosen])
    sizes = (inputs.shape[1], len(pairs.section_names), len(pairs.templates), 1)
    features, sections, replies, added = (torch.zeros(size, dtype=torch.float64, requires_grad=True) for size in sizes)
    optimiser = torch.optim.LBFGS(
        [features, sections, replies, added], max_iter=_STEPS, history_size=20, line_search_fn="strong_wolfe"
    )

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        said = inputs @ features + sections[section] + replies[reply] + added
        value = torch.nn.functional.binary_cross_entropy_with_logits(said, worth, reduction="sum")
        value = value + (_OF_FEATURES * len(rows) * (features**2).sum()) / 2
        value = value + (_OF_SECTIONS * (sections**2).sum() + of_replies * (replies**2).sum()) / 2
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    scaled = features.detach().numpy() / spread
    return Weights(
        scaled, sections.detach().numpy(), replies.detach().numpy(), float(added.detach()[0]) - float(scaled @ mean)
    )


def held_out(pairs: Pairs, learn: Callable[[Pairs, npt.NDArray[np.bool_]], Weights]) -> Rows:
    """What the weights that `learn` finds on other lines say of each pair."""
    fold = pairs.lines % FOLDS
    said = np.zeros(len(fold))
    for number in range(FOLDS):
        said[fold == number] = learn(pairs, fold != number).of(pairs, fold == number)
    return said


def auc(said: Rows, pairs: Pairs) -> float:
    """How often of two answers seen beside one another, one liked and one not, the liked one is said to suit better:
    the mean over the lines that have both. Two that are said to suit as well count half."""
    shares = []
    for rows in _compared(pairs):
        liked = pairs.verdicts[rows] >= LIKED
        if liked.any() and not liked.all():
            apart = said[rows][liked][:, None] - said[rows][~liked]
            shares.append(float(((apart > 0) + (apart == 0) / 2).mean()))
    return float(np.mean(shares))


def chosen_first(said: Rows, pairs: Pairs) -> npt.NDArray[np.int64]:
    """The verdict on the answer that would be given to each line, of those that were seen beside one another."""
    return np.array([pairs.verdicts[rows[np.argmax(said[rows])]] for rows in _compared(pairs)])


def _compared(pairs: Pairs) -> list[npt.NDArray[np.int64]]:
    """The rows of each line's answers that were seen beside one another."""
    rows = np.flatnonzero(pairs.beside)
    rows = rows[np.argsort(pairs.lines[rows], kind="stable")]
    return np.split(rows, np.flatnonzero(np.diff(pairs.lines[rows])) + 1)


def fit_of(weights: Weights, pairs: Pairs) -> Fit:
    """The learnt weights by name; small ones are left out."""

    def kept(keys: Sequence[str], values: Rows) -> Mapping[str, float]:
        found = zip(keys, values.tolist(), strict=True)
        return {key: round(value, 3) for key, value in found if abs(value) >= _WORTH_KEEPING}

    return Fit(
        {name: round(float(value), 4) for name, value in zip(pairs.columns, weights.features, strict=True) if value},
        kept(pairs.section_names, weights.sections),
        kept(pairs.templates, weights.replies),
        round(weights.added, 4),
    )


def finish(pairs: Pairs, learn: Callable[[Pairs, npt.NDArray[np.bool_]], Weights], file: Path) -> None:
    """Print how far the weights that `learn` finds carry to other lines, and write those of all `pairs`. Of what was
    seen beside others: how much is good (`LIKED`) and how much wrong. Raises OSError."""
    said = held_out(pairs, learn)
    given, best = chosen_first(said, pairs), chosen_first(pairs.verdicts.astype(np.float64), pairs)
    seen = pairs.verdicts[pairs.beside]
    print(f"{len(pairs.verdicts)} verdicts on answers to {len(np.unique(pairs.lines))} lines", file=sys.stderr)
    print(f"held out, beside others: AUC within a line {auc(said, pairs):.3f}", file=sys.stderr)
    print(
        f"good: {(given >= LIKED).mean():.1%} of those chosen, wrong {(given == 0).mean():.1%}; "
        f"{(seen >= LIKED).mean():.1%} and {(seen == 0).mean():.1%} of all; "
        f"{(best >= LIKED).mean():.1%} of lines have a good one",
        file=sys.stderr,
    )
    everything = np.ones(len(pairs.verdicts), dtype=bool)
    write_resource(file, packed(fit_of(learn(pairs, everything), pairs)))
