"""The talks: their lines, acts and marks, and what is learnt from them."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from app.diary.emotion import EMOTIONS
from app.models.companion.acts import ACTS, PIECES, Act, inputs
from app.models.companion.mood import columns
from app.models.softmax import probabilities
from app.models.training import acts, mood
from app.models.training.corpus import CorpusBroken
from app.models.training.duplicates import near_duplicates
from app.models.training.talk_fit import read_marks
from app.models.training.talks import COLUMNS, read_single_lines, read_talks


def test_the_talks_hold_every_act_and_feeling() -> None:
    talks = read_talks()
    lines = [line for talk in talks for line in talk]
    assert len(talks) >= 650 and len(lines) >= 5_000
    of_acts = Counter(line.act for line in lines)
    assert set(of_acts) == set(ACTS) and min(of_acts.values()) >= 40 and max(of_acts.values()) < len(lines) / 5
    assert {line.feeling for line in lines} == set(EMOTIONS)
    assert all(4 <= len(talk) <= 10 for talk in talks)
    assert all(2 <= len(line.text) <= 90 for line in lines)
    assert len({line.text for line in lines}) == len(lines)


def test_no_talk_begins_as_another() -> None:
    openings = [talk[0].text for talk in read_talks() if talk[0].act is not Act.HESITATES]  # 어디서부터 말해야 되나
    assert not near_duplicates(openings)


def test_the_single_lines_know_their_acts() -> None:
    lines = read_single_lines()
    assert len(lines) > 2_000 and {line.act for line in lines} == set(ACTS)


def test_the_marks_are_of_lines_of_the_talks() -> None:
    talks = {talk[0].talk: talk for talk in read_talks()}
    marks = read_marks()
    assert sum(len(of_line) for lines in marks.values() for _, of_line in lines.values()) > 50_000
    for talk, lines in marks.items():
        for line, (last, of_line) in lines.items():
            assert 0 < line < len(talks[talk]) and last and set(of_line.values()) <= {"0", "1", "2"}


@pytest.mark.parametrize(
    "row",
    [
        "a1\tsaid\t기쁨",
        "a1\tsang\t기쁨\t말했어",
        "a1\tsaid\t흥\t말했어",
        "a1\tsaid\t기쁨\t말했어\nb1\tsaid\t기쁨\t또\na1\tsaid\t기쁨\t셋",
    ],
)
def test_a_broken_row_is_named(tmp_path: Path, row: str) -> None:
    file = tmp_path / "talks.tsv"
    file.write_text("\t".join(COLUMNS) + f"\n{row}\n", encoding="utf-8")
    with pytest.raises(CorpusBroken):
        read_talks(file)


@pytest.mark.usefixtures("one_thread")
def test_acts_are_learnt_from_pieces_and_from_meaning() -> None:
    dice = np.random.default_rng(0)
    meant = dice.normal(size=(2, 16)).astype(np.float32)
    lines = [("했대", meant[0], 0), ("할까", meant[0], 1), ("음", meant[1], 2)] * 8
    rows = np.stack([inputs(text, vector, None) for text, vector, _ in lines])
    assert rows.shape == (24, 2 * 16 + PIECES)
    truth = np.array([act for _, _, act in lines])
    weights = acts.learn(rows, truth)
    assert (probabilities(weights, rows).argmax(axis=1) == truth).all()


@pytest.mark.usefixtures("one_thread")
def test_moods_are_learnt_from_what_was_read_before() -> None:
    from tests.models.companion.analyses import read

    dice = np.random.default_rng(0)
    rows, truth = [], []
    for number in range(60):
        before, felt = EMOTIONS[number % 6], number % 6
        unclear = read(EMOTIONS[(number // 6) % 6], 0.3)
        vector = dice.normal(scale=0.01, size=8).astype(np.float32)
        rows.append(columns("음", unclear.reading.scores, [read(before, 0.9).reading.scores], vector))
        truth.append(felt)
    weights = mood.learn(np.stack(rows), np.array(truth))
    heard = probabilities(weights, np.stack(rows))
    assert (heard.argmax(axis=1) == truth).mean() > 0.95
    assert mood.certain_from(heard, np.array(truth)) < 0.9
