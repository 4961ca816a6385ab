"""The weights of what makes an answer suit a line."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.models.companion.comfort import Comforter
from app.models.companion.fit import ECHO, KINDS, MIRROR, REMARKED
from app.models.companion.kindred import KINDRED, read_groups
from app.models.companion.texts import load_texts, packed_file
from app.models.emotion import load_bundled
from app.models.training.corpus import CORPUS as EMOTIONS
from app.models.training.corpus import read_corpus
from app.models.training.pairs import Pairs, auc, chosen_first, fit_of, held_out, learnt
from app.models.training.reply_fit import (
    JUDGED,
    WORTH,
    WORTH_OF_FORMULAS,
    WORTH_OF_KINDRED,
    Judged,
    learnt_from_both,
    pairs_of,
    read_judged,
)

LINES = "number\tfeeling\tline\n1\t기쁨\t좋다\n"
VERDICTS = "number\tverdict\treply\n"
COMPARED = "number\tgood\treply\n"


def pairs(features: np.ndarray, verdicts: np.ndarray, lines: np.ndarray, sections: np.ndarray | None = None) -> Pairs:
    of_section = np.zeros(len(verdicts), dtype=np.int64) if sections is None else sections
    templates = tuple(f"reply {number}" for number in range(len(verdicts)))
    names = tuple(f"section {number}" for number in range(int(of_section.max()) + 1))
    columns = tuple(f"number {number}" for number in range(features.shape[1]))
    worth = np.asarray(WORTH)[verdicts]
    beside = np.ones(len(verdicts), dtype=bool)
    return Pairs(
        features, of_section, np.arange(len(verdicts)), verdicts, lines, worth, beside, columns, names, templates
    )


def everything(of: Pairs) -> np.ndarray:
    return np.ones(len(of.lines), dtype=bool)


def test_the_verdicts_are_rows_of_the_corpus() -> None:
    rows = read_judged()
    for beside, least in ((False, 25_000), (True, 100_000)):
        read = [row for row in rows if row.beside is beside]
        assert len(read) > least
        assert {row.verdict for row in read} == ({0, 3} if beside else {0, 1, 2, 3})
        assert len({(row.text, row.reply) for row in read}) == len(read)


def test_answers_are_compared_with_many_others_and_most_are_refused() -> None:
    rows = [row for row in read_judged() if row.beside]
    of_line, good = Counter(row.text for row in rows), Counter(row.text for row in rows if row.verdict)
    assert min(of_line.values()) >= 10
    assert 0.1 < good.total() / of_line.total() < 0.3
    assert all(good[line] < count for line, count in of_line.items())


def test_no_line_of_the_test_split_was_judged() -> None:
    """What is measured there was not learnt from; nor is a judged line one that a kindred group was made of."""
    judged = {row.text for row in read_judged()}
    assert not judged & {row.text for row in read_corpus(EMOTIONS)["test"]}
    assert not judged & {line for group in read_groups(JUDGED / "kindred") for line in group.examples}


@pytest.mark.parametrize(
    ("lines", "verdicts", "compared", "where"),
    [
        (LINES, "1\t4\t좋으시겠어요.\n", "", r"judged\.tsv:2"),
        (LINES, "2\t1\t좋으시겠어요.\n", "", r"judged\.tsv:2"),
        (LINES, "", "1\t2\t좋으시겠어요.\n", r"compared\.tsv:2"),
        (LINES, "", "2\t1\t좋으시겠어요.\n", r"compared\.tsv:2"),
        (LINES + "1\t기쁨\t참 좋다\n", "", "", r"judged-lines\.tsv:3"),
        (LINES.replace("기쁨", "신남"), "", "", r"judged-lines\.tsv:2"),
    ],
)
def test_a_row_that_is_no_verdict_is_refused(
    tmp_path: Path, lines: str, verdicts: str, compared: str, where: str
) -> None:
    (tmp_path / "judged-lines.tsv").write_text(lines, encoding="utf-8")
    (tmp_path / "judged.tsv").write_text(VERDICTS + verdicts, encoding="utf-8")
    (tmp_path / "compared.tsv").write_text(COMPARED + compared, encoding="utf-8")
    with pytest.raises(ValueError, match=where):
        read_judged(tmp_path)


def test_what_readers_like_is_found_again() -> None:
    dice = np.random.default_rng(5)
    features = dice.normal(size=(6_000, 3)) * (1.0, 5.0, 0.2) + (0.0, 2.0, -1.0)
    odds = features @ (2.0, -0.3, 0.0)
    verdicts = np.where(dice.random(6_000) < 1 / (1 + np.exp(-odds)), 3, 0)
    of = pairs(features, verdicts, np.arange(6_000) // 10)
    found = learnt(of, everything(of))
    assert found.features[:2] == pytest.approx([2.0, -0.3], abs=0.25)
    assert abs(found.features[2] * 0.2) < 0.15
    assert auc(found.of(of, everything(of)), of) > 0.8


def test_a_section_that_readers_like_has_its_weight_and_a_number_that_never_changes_none() -> None:
    features = np.full((400, 1), 7.0)
    sections = np.arange(400) % 2
    of = pairs(features, np.where(sections == 1, 3, 0), np.arange(400) // 4, sections)
    found = learnt(of, everything(of))
    assert found.features[0] == 0.0
    assert found.sections[1] > 1.0 > -1.0 > found.sections[0]
    said = fit_of(found, of)
    assert said.sections["section 1"] == round(float(found.sections[1]), 3)
    assert said.weights == {}


def test_a_line_is_not_judged_by_what_was_learnt_from_it() -> None:
    """One line in five says the reverse: what is held out knows nothing of it."""
    features = np.tile(np.linspace(-1, 1, 40), 5)[:, None]
    verdicts = np.where(features[:, 0] > 0, 3, 0)
    verdicts[:40] = 3 - verdicts[:40]
    of = pairs(features, verdicts, np.arange(200) // 40)
    said = held_out(of, learnt)
    assert np.corrcoef(said[:40], verdicts[:40])[0, 1] < -0.5
    assert np.corrcoef(said[40:], verdicts[40:])[0, 1] > 0.5


def test_the_answer_that_would_be_given_is_the_best_of_its_line() -> None:
    of = pairs(np.zeros((5, 1)), np.asarray([0, 3, 1, 2, 0]), np.asarray([0, 0, 1, 1, 1]))
    assert chosen_first(np.asarray([1.0, 2.0, 5.0, 4.0, 3.0]), of).tolist() == [3, 1]


def test_answers_are_compared_within_their_line() -> None:
    """That one line's answers are all said to suit better than another's tells nothing of which to give."""
    of = pairs(np.zeros((6, 1)), np.asarray([3, 0, 0, 3, 0, 0]), np.asarray([7, 7, 7, 4, 4, 4]))
    assert auc(np.asarray([9.0, 8.0, 7.0, 2.0, 2.0, 1.0]), of) == pytest.approx((1.0 + 0.75) / 2)
    assert auc(np.asarray([9.0, 8.0, 7.0, 0.0, 2.0, 1.0]), of) == pytest.approx(0.5)


def test_both_ways_of_reading_have_their_share_and_each_kind_its_own() -> None:
    dice = np.random.default_rng(7)
    features = np.hstack([dice.normal(size=(4_000, 2)), dice.integers(0, 2, size=(4_000, len(KINDS)))])
    beside = np.arange(4_000) % 2 == 0
    liked = np.where(beside, features[:, 0], features[:, 1]) + dice.normal(size=4_000) * 0.2 > 0
    of = replace(
        pairs(features, np.where(liked, 3, 0), np.arange(4_000) // 10),
        beside=beside,
        columns=("first", "second", *(f"{kind}.is" for kind in KINDS)),
    )
    both = learnt_from_both(of, everything(of)).features
    apart = [learnt(of, chosen).features for chosen in (beside, ~beside)]
    assert both[0] == pytest.approx(apart[0][0] + 0.9 * apart[1][0])
    assert both[1] == pytest.approx(apart[0][1] + 0.9 * apart[1][1])
    assert both[:2].min() > 1.0
    added = both[2:] - apart[0][2:] - 0.9 * apart[1][2:]
    more = dict(zip(KINDS, added.tolist(), strict=True))
    assert more[KINDRED] == pytest.approx(0.0)
    assert more[MIRROR] > 0.1 > -0.1 > more[ECHO] > more[REMARKED]


def test_verdicts_on_answers_that_are_not_offered_are_left_out() -> None:
    comforter = Comforter(load_texts(packed_file()))
    model = load_bundled(threads=1)
    text = "오늘 발표가 무사히 끝나서 얼마나 다행인지 몰라"
    rows = read_judged()
    first = [row for row in rows if row.text == rows[0].text]
    found = pairs_of([*first, Judged(text, "이런 답은 어디에도 없어요.", 3)], comforter, model)
    assert 0 < len(found.verdicts) <= len(first)
    assert set(found.lines.tolist()) == {0}
    worths = {*WORTH, *WORTH_OF_FORMULAS, *WORTH_OF_KINDRED}
    assert set(found.worth.tolist()) <= worths
