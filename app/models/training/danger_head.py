"""The danger head fitted to the bundled emotion model: networks and wide part, whose and which kind, and thresholds.

    python -m app.models.training.danger_head

Reads the danger lines, the training diary and everyday talk once, and writes weights and card into
`resources/companion` (`companion/danger_head.py` runs them).
"""

import argparse
import json
import os
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.config import bundled_models, resources
from app.files import write_resource
from app.models.checkpoints import WEIGHTS as MODEL
from app.models.checkpoints import sha256
from app.models.companion.danger import DangerKind, Level
from app.models.companion.danger_head import CARD, LETTERS, NETS, WEIGHTS, Passages, danger_odds, passages_of
from app.models.companion.safety import assess
from app.models.companion.texts import load_texts, packed_file
from app.models.emotion import load_bundled
from app.models.npy import npy
from app.models.training.corpus import CORPUS, Row, read_corpus
from app.models.training.danger_corpus import read_danger, read_labelled
from app.models.training.danger_net import train
from app.models.training.logistic import regress
from app.models.training.talks import read_talks
from app.models.training.wide import learn
from app.models.wide import Wide, option_of

Rows = NDArray[np.float32]

ROOT = Path(__file__).resolve().parents[3]
JUDGED = tuple(
    ROOT / "tests" / "data" / "safety" / f"{name}.tsv"
    for name in (
        "open",
        "english-open",
        "english-kept",
        "english-kept-2",
        "kept",
        *(f"kept-{number}" for number in range(2, 11)),
    )
)
L2 = 1e-3
WIDE_SHARE, WIDE_EPOCHS = 1.0, 8
"""Of other writers' lines (`judged`) the two parts together hear most with about the same say."""
SHARES = {"danger": 0.4, "alike": 0.2, "diary": 0.2, "everyday": 0.2}
"""How much each group of lines weighs: danger; what looks like it; the diary; short everyday talk."""
# Shares of lines without danger that may be above a threshold: look-alikes by other writers, the diary, everyday talk.
# Of the dev diary's thirty highest, half tell of a stalker, a bruised child, a daughter in long sleeves: a card is
# right there.
SOFT_ALARMS = (0.05, 0.03, 0.015)
HARD_ALARMS = (0.01, 0.005, 0.003)
DOUBTED = 0.005
"""Share of other writers' danger lines, of those that the rules hear hard, in which the encoder may doubt it."""
IN_A_TALK = "in-a-talk"
"""How the corpus names situations of lines said in the middle of a talk, of which none hints at danger."""
_PARTS = 3
"""Of the other writers and of everyday talk: each is judged by what learnt the rest."""
_HEAVY = {"우울": 2.0, "슬픔": 2.0, "불안": 2.0, "분노": 2.0}  # what is heavy is confused with danger most easily


@dataclass(frozen=True, slots=True)
class _Said:
    """A text, whether the encoder has read it or not."""

    text: str
    group: str  # of SHARES
    kind: DangerKind | None = None
    other: bool = False
    weight: float = 1.0


@dataclass(frozen=True, eq=False)
class _Line:
    """What was said, and what of it is judged."""

    said: _Said
    passages: Passages

    @property
    def rows(self) -> Rows:
        """Its embeddings (passages, size)."""
        return self.passages.rows


@dataclass(frozen=True, eq=False)
class _Judge:
    """What tells danger from the rest: the networks, and the wide part beside them."""

    nets: NDArray[np.float32]
    wide: Wide

    def scores(self, lines: Sequence[_Line]) -> NDArray[np.float64]:
        """The log-odds of danger of the most dangerous passage of each line."""
        return np.array([float(danger_odds(self.nets, self.wide, line.passages).max()) for line in lines])


def judged(file: Path) -> list[tuple[bool, str]]:
    """Danger or not, and text, of the lines of another writer by which thresholds are chosen.

    `kept.tsv` to `kept-10.tsv` and both older English ones were kept aside until they had been used; what is kept now
    is `kept-11.tsv` and `english-kept-3.tsv`.
    """
    return [(row["label"] != "safe", row["text"]) for row in read_labelled(file)]


def _everyday(corpus: Mapping[str, Sequence[Row]]) -> list[str]:
    """Short everyday talk: pieces of talks with the rabbit and whole ones, the examples of the comfort texts, the days
    of the demo, lines that are no commands."""
    found = [row.text for row in corpus["train"] if row.situation.startswith(IN_A_TALK)]
    found += [line.text for talk in read_talks() for line in talk]
    found += [example for situation in load_texts(packed_file()).situations for example in situation.examples]
    for file in sorted((ROOT / "corpus" / "demo").glob("*.toml")):
        days = tomllib.loads(file.read_text(encoding="utf-8"))["entry"]
        found += [text for day in days for said in ("voice", "typed") for text in day.get(said, ())]
    plain = ROOT / "tests" / "models" / "companion" / "data" / "no_commands.tsv"
    return found + plain.read_text(encoding="utf-8").splitlines()


def _stacked(
    lines: Sequence[_Line], groups: Sequence[bool] | Sequence[str], shares: Mapping[Any, float]
) -> tuple[NDArray[np.float64], NDArray[Any], NDArray[np.float64]]:
    """All rows of `lines`, the group of each row, and its weight, `shares` saying how much each group weighs."""
    counts = [len(line.rows) for line in lines]
    rows = np.vstack([line.rows for line in lines]).astype(np.float64)
    of_row = np.repeat(np.array(groups), counts)
    weights = np.repeat([line.said.weight / count for line, count in zip(lines, counts, strict=True)], counts)
    return rows, of_row, _shared_out(weights, of_row, shares)


def _shared_out(weights: NDArray[np.float64], groups: NDArray[Any], shares: Mapping[Any, float]) -> NDArray[np.float64]:
    """`weights`, each group's together its share."""
    scaled = weights.copy()
    for group, share in shares.items():
        scaled[groups == group] *= share / weights[groups == group].sum()
    return scaled


def _train(lines: Sequence[_Line], targets: Sequence[bool]) -> NDArray[np.float64]:
    """Logistic regression with L2: weights and bias (size + 1,). Both sides weigh the same."""
    x, y, w = _stacked(lines, targets, {True: 0.5, False: 0.5})
    mean = x.mean(axis=0)  # e5 embeddings lie in a narrow cone: the common direction says nothing
    x = np.hstack([x - mean, np.ones((len(x), 1))])
    ridge = np.full(x.shape[1], L2)
    ridge[-1] = 1e-9
    beta = regress(x, y, w, ridge)
    beta[-1] -= float(mean @ beta[:-1])
    return beta


def _judge(lines: Sequence[_Line]) -> _Judge:
    """What tells danger from the rest, learnt from `lines`."""
    rows, groups, weights = _stacked(lines, [line.said.group for line in lines], SHARES)
    return _Judge(train(rows, (groups == "danger").astype(np.float64), weights), _wide(lines))


def _wide(lines: Sequence[_Line]) -> Wide:
    """The letters' part: a softmax over danger and no danger, of which the difference is kept."""
    groups = np.array([line.said.group for line in lines])
    weights = _shared_out(np.array([line.said.weight for line in lines]), groups, SHARES)
    truth = (groups == "danger").astype(np.int64)
    both = learn([line.said.text for line in lines], truth, 2, weights / weights.mean(), WIDE_EPOCHS)
    # both columns begin at nothing and get the same steps in opposite directions
    return Wide(both.weights[:, 1:], 2 * WIDE_SHARE * both.scale, WIDE_SHARE * (both.added[1:] - both.added[:1]))


def _heads(lines: Sequence[_Line]) -> NDArray[np.float32]:
    """The linear heads (HEADS, size + 1): among danger lines whose it is, and which kind."""
    heads = []
    known = [line for line in lines if line.said.kind is not None]
    others = [line.said.other for line in known]
    for targets in (others, *([line.said.kind is kind for line in known] for kind in DangerKind)):
        heads.append(_train(known, targets))
    return np.stack(heads).astype(np.float32)


def _learnt(corpus: Mapping[str, Sequence[Row]]) -> list[_Said]:
    """The written danger lines and their look-alikes (those in `danger_head` the encoder has not learnt), those of the
    rules' own tests, and the training diary."""
    found = [
        _Said(each.text, "danger" if each.kind is not None else "alike", each.kind, each.other)
        for folder in ("danger", "danger_head")
        for each in read_danger(ROOT / "corpus" / folder)
    ]
    for own in read_labelled(ROOT / "tests" / "models" / "companion" / "data" / "safety_own.tsv"):
        # `unmet` is danger that the rules miss
        found.append(_Said(own["text"], "alike" if own["label"] == "safe" else "danger"))
    return found + [
        _Said(row.text, "diary", weight=_HEAVY.get(row.emotion.value, 1.0))
        for row in corpus["train"]
        if not row.situation.startswith(IN_A_TALK)
    ]


def fit(encode: Callable[[Sequence[str]], list[Passages | None]], encoder: str, fingerprint: str, folder: Path) -> None:
    """Train, choose the thresholds, and write weights and card with the figures. Raises OSError.

    `encode` gives for each text what of it is judged, None for what has no words. Learnt are the written
    danger lines, those that other writers were judged by, the diary and everyday talk. Thresholds are chosen on lines
    that the judge has not seen: of the diary's dev split, and of a part of the writers and of everyday talk by judges
    that learnt the rest.
    """

    def lines(said: Sequence[_Said]) -> list[_Line]:
        judged = encode([each.text for each in said])
        return [_Line(each, heard) for each, heard in zip(said, judged, strict=True) if heard is not None]

    corpus = read_corpus(CORPUS)
    learnt = lines(_learnt(corpus))
    everyday_lines = lines([_Said(text, "everyday") for text in _everyday(corpus)])
    writers = [
        lines([_Said(text, "danger" if danger else "alike") for danger, text in judged(file)]) for file in JUDGED
    ]
    parts = [[*chain(*writers[number::_PARTS]), *everyday_lines[number::_PARTS]] for number in range(_PARTS)]
    judge, weights = _judge([*learnt, *chain(*parts)]), _heads(learnt)

    danger_lines: list[_Line] = []
    found: dict[str, list[float]] = {"danger": [], "alike": [], "everyday": []}
    for number, part in enumerate(parts):
        others = chain(*parts[:number], *parts[number + 1 :])
        for line, score in zip(part, _judge([*learnt, *others]).scores(part).tolist(), strict=True):
            found[line.said.group].append(score)
        danger_lines += [line for line in part if line.said.group == "danger"]
    danger, alike, everyday = (np.array(found[group]) for group in ("danger", "alike", "everyday"))
    diary = judge.scores(lines([_Said(row.text, "diary") for row in corpus["dev"]]))
    soft, hard = (
        max(_bound(scores, share) for scores, share in zip((alike, diary, everyday), shares, strict=True))
        for shares in (SOFT_ALARMS, HARD_ALARMS)
    )
    by_rules = [assess(line.said.text).level is Level.HARD for line in danger_lines]
    ruled = [score for is_hard, score in zip(by_rules, danger, strict=True) if is_hard]
    doubt = float(sorted(ruled)[int(DOUBTED * len(ruled))])
    card = {
        "encoder": encoder,
        "checkpoint": fingerprint,
        "soft": round(soft, 4),
        "hard": round(hard, 4),
        "doubt": round(doubt - 1e-4, 4),
        "wide": option_of(judge.wide),
        "figures": {
            what: {"soft": _share(scores, soft), "hard": _share(scores, hard)}
            for what, scores in (
                ("danger, other writers", danger),
                ("look-alikes, other writers", alike),
                ("diary, dev", diary),
                ("everyday, held out", everyday),
            )
        },
    }
    for name, content in (
        (NETS, npy(judge.nets)),
        (LETTERS, npy(judge.wide.weights)),
        (WEIGHTS, npy(weights)),
        (CARD, (json.dumps(card, indent=1) + "\n").encode()),
    ):
        write_resource(folder / name, content)
    print(json.dumps(card, indent=1), file=sys.stderr)


def _bound(scores: NDArray[np.float64], alarms: float) -> float:
    """A threshold that at most this share of `scores` is above."""
    allowed = int(alarms * len(scores))
    return float(sorted(scores, reverse=True)[allowed]) + 1e-4


def _share(scores: NDArray[np.float64], threshold: float) -> str:
    return f"{int((scores > threshold).sum())} of {len(scores)}"


def main(arguments: list[str] | None = None) -> int:
    """The command line of this module."""
    argparse.ArgumentParser(prog="python -m app.models.training.danger_head", description=__doc__).parse_args(arguments)
    model = load_bundled(threads=1)

    def one(text: str) -> Passages | None:
        analysis = model.analyse(text)
        return passages_of(analysis) if analysis is not None else None

    def encode(texts: Sequence[str]) -> list[Passages | None]:
        # the encoder leaves the interpreter to others while it multiplies
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(one, texts))

    fit(encode, model.name, sha256(bundled_models() / "emotion" / MODEL), resources() / "companion")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
