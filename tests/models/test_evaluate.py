"""The figures of the model card, against values worked out by hand."""

import math

import numpy as np
import pytest

from app.models.training.calibrate import best_temperature, certain_from, read_worst
from app.models.training.duplicates import near_duplicates, trigrams
from app.models.training.evaluate import by_slice, calibration_error, confusion_table, figures, softmax, table


def test_accuracy_f1_and_confusion() -> None:
    # truth a a b b c; said a b b b a
    probabilities = np.asarray([[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.1, 0.8, 0.1], [0.3, 0.6, 0.1], [0.5, 0.4, 0.1]])
    measured = figures(probabilities, np.asarray([0, 0, 1, 1, 2]))
    assert measured.accuracy == pytest.approx(3 / 5)
    assert measured.confusion == ((1, 1, 0), (0, 2, 0), (1, 0, 0))
    # a: TP 1 FP 1 FN 1 -> 1/2; b: TP 2 FP 1 FN 0 -> 4/5; c: none -> 0
    assert measured.f1 == pytest.approx((1 / 2, 4 / 5, 0))
    assert measured.macro_f1 == pytest.approx((1 / 2 + 4 / 5) / 3)
    assert measured.nll == pytest.approx(
        -(math.log(0.8) + math.log(0.2) + math.log(0.8) + math.log(0.6) + math.log(0.1)) / 5
    )
    assert "F1 0.800" in confusion_table(measured, ["a", "b", "c"])


def test_a_label_that_never_occurs_is_left_out_of_the_mean() -> None:
    measured = figures(np.asarray([[0.9, 0.1, 0.0], [0.2, 0.8, 0.0]]), np.asarray([0, 1]))
    assert measured.macro_f1 == 1


def test_calibration_error() -> None:
    # bin 0.9: two lines, half right, confidence 0.95 -> gap 0.45; bin 0.6: two lines, both right, 0.65 -> gap 0.35
    probabilities = np.asarray([[0.95, 0.05], [0.95, 0.05], [0.65, 0.35], [0.65, 0.35]])
    assert calibration_error(probabilities, np.asarray([0, 1, 0, 0])) == pytest.approx(0.5 * 0.45 + 0.5 * 0.35)
    assert calibration_error(np.asarray([[1.0, 0.0]]), np.asarray([0])) == 0


def test_nothing_to_measure() -> None:
    with pytest.raises(ValueError, match="no rows"):
        figures(np.zeros((0, 6)), np.zeros(0, dtype=np.int64))


def test_slices() -> None:
    probabilities = np.asarray([[0.9, 0.1], [0.9, 0.1], [0.1, 0.9]])
    slices = by_slice(["x", "y", "x"], str, probabilities, np.asarray([0, 1, 1]))
    assert {name: each.accuracy for name, each in slices.items()} == {"x": 1.0, "y": 0.0}
    assert table(slices).count("\n") == 2


def test_temperature_undoes_overconfidence() -> None:
    dice = np.random.default_rng(3)
    honest = dice.normal(size=(4000, 4)) * 2
    truth = np.asarray([dice.choice(4, p=row) for row in softmax(honest)])
    assert best_temperature(lambda each: softmax(honest * 2.5, each), truth) == pytest.approx(2.5, rel=0.08)


def test_certain_from_the_lowest_bound_that_holds() -> None:
    probabilities = np.asarray([[0.95, 0.05]] * 9 + [[0.62, 0.38]] * 2)
    truth = np.asarray([0] * 9 + [1, 1])
    assert certain_from(probabilities, truth) == 0.63
    assert certain_from(probabilities, np.ones(11, dtype=np.int64)) == 0.9


def test_the_situations_read_worst() -> None:
    probabilities = np.asarray([[0.9, 0.1], [0.9, 0.1], [0.9, 0.1], [0.2, 0.8], [0.9, 0.1], [0.2, 0.8]])
    truth = np.asarray([0, 0, 1, 0, 0, 1])  # bus all right, dentist all wrong, cafe all right
    names = ["bus", "bus", "dentist", "dentist", "cafe", "cafe"]
    assert read_worst(probabilities, truth, names).tolist() == [False, False, True, True, False, False]
    assert read_worst(probabilities, truth, ["all"] * 6).all()


def test_near_duplicates_are_the_same_as_by_comparing_all() -> None:
    dice = np.random.default_rng(5)
    texts = ["".join(dice.choice(list("가나다라마 "), size=dice.integers(3, 30))) for _ in range(120)]
    texts += [text[:-1] + "!" for text in texts[:40]]
    expected = set()
    for second, text in enumerate(texts):
        for first in range(second):
            one, two = trigrams(texts[first]), trigrams(text)
            if len(one & two) / len(one | two) > 0.6:
                expected.add((first, second))
    assert {(first, second) for first, second, _ in near_duplicates(texts)} == expected
    assert expected
