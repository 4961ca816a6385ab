"""The weights of what makes a ready reply fit a line."""

from pathlib import Path

import numpy as np
import pytest

from app.models.training.reply_fit import held_out, learnt, read_judged


def test_the_verdicts_are_rows_of_the_corpus() -> None:
    rows = read_judged()
    assert len(rows) > 4_000
    assert {row.verdict for row in rows} == {0, 1, 2}
    assert len({(row.text, row.reply) for row in rows}) == len(rows)


def test_a_row_that_is_no_verdict_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "judged.tsv"
    file.write_text("feeling\tverdict\tline\treply\n기쁨\t3\t좋다\t좋으시겠어요.\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"judged\.tsv:2"):
        read_judged(file)


def test_weights_are_found_again() -> None:
    dice = np.random.default_rng(5)
    features = dice.normal(size=(4_000, 3)) * (1.0, 5.0, 0.2) + (0.0, 2.0, -1.0)
    odds = features @ (2.0, -0.3, 0.0) + 0.5
    verdicts = 1 / (1 + np.exp(-odds))  # what is learnt is a probability, half verdicts count half
    assert learnt(features, verdicts) == pytest.approx([2.0, -0.3, 0.0, 0.5], abs=0.05)


def test_a_feature_that_never_changes_weighs_nothing() -> None:
    features = np.column_stack([np.linspace(-1, 1, 200), np.full(200, 7.0)])
    weights = learnt(features, (features[:, 0] > 0).astype(float))
    assert weights[0] > 1
    assert abs(weights[1]) < 1e-6


def test_a_line_is_not_judged_by_what_was_learnt_from_it() -> None:
    """One line in five says the reverse: what is held out knows nothing of it."""
    features = np.tile(np.linspace(-1, 1, 40), 5)[:, None]
    lines = [f"line {number // 40}" for number in range(200)]
    verdicts = (features[:, 0] > 0).astype(float)
    verdicts[:40] = 1 - verdicts[:40]
    said = held_out(features, verdicts, lines)
    assert np.corrcoef(said[:40], verdicts[:40])[0, 1] < -0.5
    assert np.corrcoef(said[40:], verdicts[40:])[0, 1] > 0.5
