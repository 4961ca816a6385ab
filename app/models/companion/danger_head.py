"""A second look at a line by the encoder, beside the danger rules.

    python -m app.models.companion.danger_head --fit    trains the head anew with the bundled emotion model

Small networks on the sentence embeddings, which the encoder was taught to keep apart by danger
(`training/trainer.py`), say how likely danger is; linear heads say whose and which kind.
Above one threshold a line is soft, above another hard; a line that the rules find unclear and the encoder too is hard.
Below a third the encoder is sure that there is no danger, and what the rules call hard is soft. The heads belong to one
encoder: with any other, or without their files, they are simply absent.
"""

import argparse
import json
import logging
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.config import bundled_models, resources
from app.models.companion.danger import ENCODER, SAFE, Danger, DangerKind, Level

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from app.models.emotion import EmotionAnalysis

logger = logging.getLogger(__name__)

NETS = "danger-nets.npy"
WEIGHTS = "danger-head.npy"
CARD = "danger-head.json"
PASSAGE = 4  # sentences heard together: alone a sentence tells less, and a page drowns one
HEADS = 1 + len(DangerKind)  # about someone else; each kind

ROOT = Path(__file__).resolve().parents[3]
L2 = 1e-3
SHARES = {"danger": 0.4, "alike": 0.2, "diary": 0.1, "everyday": 0.3}
"""How much each group of lines weighs: danger; what looks like it; the diary; short everyday talk."""
# Shares of lines without danger that may be above a threshold: look-alikes by other writers, the diary, everyday talk.
# Of the dev diary's thirty highest, half tell of a stalker, a bruised child, a daughter in long sleeves: a card is
# right there.
SOFT_ALARMS = (0.05, 0.03, 0.015)
HARD_ALARMS = (0.01, 0.005, 0.002)
DOUBTED = 0.005
"""Share of other writers' danger lines, of those that the rules hear hard, in which the encoder may doubt it."""
_HEAVY = {"우울": 3.0, "슬픔": 2.0, "불안": 2.0}  # ordinary sorrow is what the head confuses with danger most easily


@dataclass(frozen=True, eq=False)
class DangerHead:
    """What judges an embedding, and the log-odds of danger that count: `soft` and `hard` are heard from there on, below
    `doubt` what the rules heard is doubted.

    `nets` (members, hidden, size + 3): networks of one layer, as `training/danger_net.py` describes them; their mean is
    the log-odds of danger. `weights` (HEADS, size + 1): one weight for each dimension and, last, the bias, for whether
    it is someone else's, and each DangerKind.
    """

    nets: "NDArray[np.float32]"
    weights: "NDArray[np.float32]"
    soft: float
    hard: float
    doubt: float
    encoder: str

    def score(self, rows: "NDArray[np.float32]") -> tuple[float, int]:
        """The log-odds of danger of the most dangerous of `rows`, and which it is."""
        scores = log_odds(self.nets, rows)
        worst = int(scores.argmax())
        return float(scores[worst]), worst

    def judge(self, rows: "NDArray[np.float32]") -> Danger:
        """What is heard in the most dangerous of `rows` (the whole, or each passage of a long text)."""
        score, worst = self.score(rows)
        level = Level.HARD if score > self.hard else Level.SOFT if score > self.soft else Level.NONE
        if level is Level.NONE:  # also what is not a number
            return SAFE
        others, *kinds = self.weights[:, :-1] @ rows[worst] + self.weights[:, -1]
        kind = max(zip(kinds, DangerKind, strict=True), key=lambda each: float(each[0]))[1]
        return Danger(level, kind, bool(others > 0), (ENCODER,))


def log_odds(nets: "NDArray[np.float32]", rows: "NDArray[np.float32]") -> "NDArray[np.float64]":
    """Of danger (rows,), the mean of the `nets`; their hidden units are SiLU, x / (1 + exp(-x))."""
    import numpy as np

    size = rows.shape[1]
    hidden = np.einsum("rs,mhs->rmh", rows, nets[..., :size]) + nets[..., size]
    hidden = hidden / (1 + np.exp(-np.clip(hidden, -60, 60)))
    found: NDArray[np.float64] = (hidden * nets[..., size + 1] + nets[..., size + 2]).sum(axis=2).mean(axis=1)
    return found


def second_look(danger: Danger, analysis: "EmotionAnalysis | None") -> Danger:
    """`danger` as the rules found it in this one line, or what the encoder makes of it.

    The encoder adds what the rules miss. It takes nothing away but this: where it is sure that there is no danger, a
    hard card, which over the lines of a diary is then nearly always wrong, becomes a soft one, which still says who can
    be called.
    """
    if analysis is None:
        return danger
    head = load_head(resources() / "companion")
    if head is None or not _made_for(head, analysis.encoder):
        return danger
    rows = _rows(analysis)
    if rows is None or rows.shape[1] + 1 != head.weights.shape[1]:
        return danger
    if danger.level is Level.HARD:
        return replace(danger, level=Level.SOFT) if head.score(rows)[0] < head.doubt else danger
    heard = head.judge(rows)
    if danger.level is Level.NONE or heard.level is Level.HARD:
        return heard if heard.level > danger.level else danger
    if heard.level is Level.SOFT:  # two that do not know of each other are unsure about the same line
        return Danger(Level.HARD, danger.kind, danger.about_other, (*danger.cues, ENCODER))
    return danger


@lru_cache(maxsize=2)
def load_head(folder: Path) -> DangerHead | None:
    """The head in `folder`, or None (logged once) when it is missing or unreadable."""
    import numpy as np

    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
        nets, weights = (np.load(folder / name, allow_pickle=False) for name in (NETS, WEIGHTS))
        if weights.ndim != 2 or len(weights) != HEADS or nets.ndim != 3 or nets.shape[2] != weights.shape[1] + 2:
            raise ValueError(f"the weights are of shape {nets.shape} and {weights.shape}")
        if not all(each.dtype == np.float32 and np.isfinite(each).all() for each in (nets, weights)):
            raise ValueError("the weights are not finite float32")
        soft, hard, doubt = (float(card[name]) for name in ("soft", "hard", "doubt"))
        return DangerHead(nets, weights, soft, hard, doubt, str(card["encoder"]))
    except FileNotFoundError:
        logger.info("the danger head is missing: the rules judge alone")
    except (OSError, EOFError, ValueError, KeyError, TypeError):
        logger.exception("the danger head cannot be read: the rules judge alone")
    return None


@lru_cache(maxsize=4)  # a cache so that it is logged once
def _made_for(head: DangerHead, encoder: str) -> bool:
    if head.encoder != encoder:
        logger.warning("the danger head was made for %s, not %s: the rules judge alone", head.encoder, encoder)
    return head.encoder == encoder


def _rows(analysis: "EmotionAnalysis") -> "NDArray[np.float32] | None":
    """What is heard (rows, size): the whole of a short text, each passage of a long one; None for no embeddings."""
    import numpy as np

    sentences = getattr(analysis, "embeddings", None)
    if sentences is None or sentences.ndim != 2 or sentences.shape[1:] != analysis.embedding.shape:
        return None
    if len(sentences) <= PASSAGE:
        return np.asarray(analysis.embedding, np.float32)[None, :]
    sums = np.lib.stride_tricks.sliding_window_view(sentences, PASSAGE, axis=0).sum(axis=-1)
    return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12), np.float32)


# --- training --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Line:
    text: str
    rows: "NDArray[np.float32]"
    group: str  # of SHARES
    kind: DangerKind | None = None
    other: bool = False
    weight: float = 1.0


def judged_lines() -> list[tuple[bool, str]]:
    """Danger or not, and text, of the lines of other writers by which thresholds are chosen.

    `kept.tsv` to `kept-3.tsv` were kept aside until they had been used twice; what is kept now is `kept-4.tsv`.
    """
    from app.models.training.danger_corpus import read_labelled

    files = [ROOT / "tests" / "data" / "safety" / name for name in ("open.tsv", "kept.tsv", "kept-2.tsv", "kept-3.tsv")]
    return [(row["label"] != "safe", row["text"]) for file in files for row in read_labelled(file)]


def _everyday() -> list[str]:
    """Short everyday talk: the examples of the comfort texts, the days of the demo, lines that are no commands."""
    from app.models.companion.texts import load_texts, packed_file

    found = [example for situation in load_texts(packed_file()).situations for example in situation.examples]
    for file in sorted((ROOT / "corpus" / "demo").glob("*.toml")):
        days = tomllib.loads(file.read_text(encoding="utf-8"))["entry"]
        found += [text for day in days for said in ("voice", "typed") for text in day.get(said, ())]
    plain = ROOT / "tests" / "models" / "companion" / "data" / "no_commands.tsv"
    return found + plain.read_text(encoding="utf-8").splitlines()


def _stacked(
    lines: Sequence[_Line], groups: Sequence[bool] | Sequence[str], shares: Mapping[Any, float]
) -> "tuple[NDArray[np.float64], NDArray[Any], NDArray[np.float64]]":
    """All rows of `lines`, the group of each row, and its weight, `shares` saying how much each group weighs."""
    import numpy as np

    counts = [len(line.rows) for line in lines]
    rows = np.vstack([line.rows for line in lines]).astype(np.float64)
    of_row = np.repeat(np.array(groups), counts)
    weights = np.repeat([line.weight / count for line, count in zip(lines, counts, strict=True)], counts)
    for group, share in shares.items():
        weights[of_row == group] *= share / weights[of_row == group].sum()
    return rows, of_row, weights


def _train(lines: Sequence[_Line], targets: Sequence[bool]) -> "NDArray[np.float64]":
    """Logistic regression with L2 by Newton's method: weights and bias (size + 1,). Both sides weigh the same."""
    import numpy as np

    x, y, w = _stacked(lines, targets, {True: 0.5, False: 0.5})
    mean = x.mean(axis=0)  # e5 embeddings lie in a narrow cone: the common direction says nothing
    x = np.hstack([x - mean, np.ones((len(x), 1))])
    ridge = np.full(x.shape[1], L2)
    ridge[-1] = 1e-9
    beta = np.zeros(x.shape[1])
    for _ in range(40):
        p = 1 / (1 + np.exp(-(x @ beta)))
        gradient = x.T @ (w * (p - y)) + ridge * beta
        step = np.linalg.solve((x.T * (w * p * (1 - p))) @ x + np.diag(ridge), gradient)
        beta -= step
        if np.abs(step).max() < 1e-7:
            break
    beta[-1] -= float(mean @ beta[:-1])
    result: NDArray[np.float64] = beta
    return result


def _danger(lines: Sequence[_Line]) -> "NDArray[np.float32]":
    """The networks that tell danger from the rest."""
    import numpy as np

    from app.models.training.danger_net import train

    rows, groups, weights = _stacked(lines, [line.group for line in lines], SHARES)
    return train(rows, (groups == "danger").astype(np.float64), weights)


def _heads(lines: Sequence[_Line]) -> "NDArray[np.float32]":
    """The linear heads (HEADS, size + 1): among danger lines whose it is, and which kind."""
    import numpy as np

    heads = []
    known = [line for line in lines if line.kind is not None]
    for targets in ([line.other for line in known], *([line.kind is kind for line in known] for kind in DangerKind)):
        heads.append(_train(known, targets))
    return np.stack(heads).astype(np.float32)


def _scores(nets: "NDArray[np.float32]", lines: Sequence[_Line]) -> "NDArray[np.float64]":
    import numpy as np

    return np.array([float(log_odds(nets, each.rows).max()) for each in lines])


def fit(encode: Callable[[str], "NDArray[np.float32] | None"], encoder: str, fingerprint: str, folder: Path) -> None:
    """Train, choose the thresholds, and write weights and card with the figures. Raises OSError.

    Learnt are the written danger lines, the diary and everyday talk; thresholds are chosen on other writers' lines and
    on lines that the head has not seen.
    """
    import io

    import numpy as np

    from app.files import write_atomically
    from app.models.companion.safety import assess
    from app.models.training.corpus import read_corpus
    from app.models.training.danger_corpus import read_danger, read_labelled

    def line(
        text: str, group: str, kind: DangerKind | None = None, *, other: bool = False, weight: float = 1.0
    ) -> list[_Line]:
        rows = encode(text)
        return [_Line(text, rows, group, kind, other, weight)] if rows is not None else []

    corpus = read_corpus(ROOT / "corpus" / "emotion")
    learnt: list[_Line] = []
    for each in read_danger(ROOT / "corpus" / "danger"):
        learnt += line(each.text, "danger" if each.kind is not None else "alike", each.kind, other=each.other)
    for own in read_labelled(ROOT / "tests" / "models" / "companion" / "data" / "safety_own.tsv"):
        group = "alike" if own["label"] == "safe" else "danger"  # `unmet` is danger that the rules miss
        learnt += line(own["text"], group)
    for row in corpus["train"]:
        learnt += line(row.text, "diary", weight=_HEAVY.get(row.emotion.value, 1.0))
    halves: tuple[list[_Line], list[_Line]] = [], []
    for number, text in enumerate(_everyday()):
        halves[number % 2].extend(line(text, "everyday"))
    nets, weights = _danger([*learnt, *halves[0], *halves[1]]), _heads(learnt)

    labelled = judged_lines()
    danger_lines = [found for danger, text in labelled if danger for found in line(text, "danger")]
    alike_lines = [found for danger, text in labelled if not danger for found in line(text, "alike")]
    danger, alike = _scores(nets, danger_lines), _scores(nets, alike_lines)
    diary = _scores(nets, [found for row in corpus["dev"] for found in line(row.text, "diary")])
    everyday = np.concatenate(  # each half by a head that learnt the other
        [_scores(_danger([*learnt, *halves[1 - number]]), halves[number]) for number in (0, 1)]
    )
    soft, hard = (
        max(_bound(scores, share) for scores, share in zip((alike, diary, everyday), shares, strict=True))
        for shares in (SOFT_ALARMS, HARD_ALARMS)
    )
    ruled = [score for each, score in zip(danger_lines, danger, strict=True) if assess(each.text).level is Level.HARD]
    doubt = float(sorted(ruled)[int(DOUBTED * len(ruled))])
    card = {
        "encoder": encoder,
        "checkpoint": fingerprint,
        "soft": round(soft, 4),
        "hard": round(hard, 4),
        "doubt": round(doubt - 1e-4, 4),
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
    files = {NETS: io.BytesIO(), WEIGHTS: io.BytesIO()}
    for buffer, array in zip(files.values(), (nets, weights), strict=True):
        np.save(buffer, array, allow_pickle=False)
    stored = [(name, buffer.getvalue()) for name, buffer in files.items()]
    for name, content in (*stored, (CARD, (json.dumps(card, indent=1) + "\n").encode())):
        write_atomically(folder / name, content)
        (folder / name).chmod(0o644)
    print(json.dumps(card, indent=1), file=sys.stderr)


def _bound(scores: "NDArray[np.float64]", alarms: float) -> float:
    """A threshold that at most this share of `scores` is above."""
    allowed = int(alarms * len(scores))
    return float(sorted(scores, reverse=True)[allowed]) + 1e-4


def _share(scores: "NDArray[np.float64]", threshold: float) -> str:
    return f"{int((scores > threshold).sum())} of {len(scores)}"


def main(arguments: list[str] | None = None) -> int:
    """The command line of this module."""
    from app.models.checkpoints import WEIGHTS as MODEL
    from app.models.checkpoints import sha256
    from app.models.emotion import load_bundled

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", action="store_true", required=True, help="train and write the head (three minutes)")
    parser.parse_args(arguments)
    model = load_bundled(threads=1)

    def encode(text: str) -> "NDArray[np.float32] | None":
        analysis = model.analyse(text)
        return _rows(analysis) if analysis is not None else None

    fit(encode, model.name, sha256(bundled_models() / "emotion" / MODEL), resources() / "companion")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
