"""Cross-validation: situations stay whole, every fold is read by who did not learn it, and it goes on where it was."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.models.training import cross_validation
from app.models.training.cross_validation import folds_of, spread
from tests.models.conftest import rows
from tests.models.test_training import corpus_of

HEADER = "emotion\tregister\tspeaker\thard\ttext"


def test_folds_hold_whole_situations_and_are_nearly_the_same_size() -> None:
    lines = [replace(row, situation=f"life-{at % 11}") for at, row in enumerate(rows(330))]
    folds = folds_of(lines, 3, seed=1)
    situations = [{row.situation for row in fold} for fold in folds]
    assert sum(map(len, situations)) == 11 and set().union(*situations) == {row.situation for row in lines}
    assert sorted(map(len, folds)) == [90, 120, 120]
    assert folds_of(lines, 3, seed=1) == folds and folds_of(lines, 3, seed=2) != folds


def test_the_spread_is_over_the_folds() -> None:
    def fold(accuracy: float) -> dict[str, dict[str, float]]:
        return {"all": {"accuracy": accuracy, "macro_f1": 0.5, "ece": 0.1}}

    assert "0.700 ± 0.141" in spread([fold(0.6), fold(0.8)]).splitlines()[1]
    assert "0.600 ± 0.000" in spread([fold(0.6)])


def test_the_command_goes_on_where_it_was(
    tiny_base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    learn = rows(42)
    corpus = corpus_of(tmp_path / "corpus", learn)
    second = [HEADER] + ["\t".join([row.emotion, row.register, "", "passed", f"둘째 {row.text}"]) for row in learn[:24]]
    (corpus / "second-life.tsv").write_text("\n".join(second) + "\n", encoding="utf-8")
    with (corpus / "situations.tsv").open("a", encoding="utf-8") as file:
        file.write("second-life\t삶\ttrain\n")
    (tmp_path / "danger").mkdir()
    options = ["--base", str(tiny_base), "--corpus", str(corpus), "--danger", str(tmp_path / "danger")]
    options += ["--work", str(tmp_path / "work"), "--folds", "2", "--epochs", "1", "--device", "cpu", "--full"]

    read = cross_validation.logits_of
    reads = iter([read])
    monkeypatch.setattr(cross_validation, "logits_of", lambda *given: next(reads)(*given))
    with pytest.raises((StopIteration, RuntimeError)):
        cross_validation.main(options)  # interrupted when the second fold has been learnt
    assert {path.name for path in (tmp_path / "work").iterdir()} == {"fold-1.json", "fold-2"}
    monkeypatch.setattr(cross_validation, "logits_of", read)
    cross_validation.main(options)
    printed = capsys.readouterr().out
    assert "fold 1: as measured before" in printed and "resumed after epoch 1" in printed
    table = printed.rpartition("macro-F1")[2]
    assert {"all", "plain", "hard"} <= {line.split()[0] for line in table.splitlines()[1:]} and "±" in table
    assert {path.name for path in (tmp_path / "work").iterdir()} == {"fold-1.json", "fold-2.json"}
