"""How well an answer suits a line: the numbers it is judged by, the weights, and what is done without them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.models.companion.fit import (
    ECHO,
    FILE,
    KINDS,
    MIRROR,
    REMARK,
    REMARKED,
    SITUATION,
    Answer,
    Fit,
    load_fit,
    names,
    numbers,
    packed,
    ranked,
)
from app.models.companion.kindred import BROAD, KINDRED, SAYING
from app.models.companion.nearest import index_folder
from app.models.companion.needs import NEEDS

LINE = "오늘 면접을 봤는데 목소리가 떨렸어"
TOLD = Answer("목소리가 떨렸다니, 많이 긴장하셨겠어요.", "{}니, 많이 긴장하셨겠어요.", ECHO, "echo:불안.told", "불안")
NEAR = Answer(
    "떨면서도 끝까지 말하고 나오셨네요.",
    "떨면서도 끝까지 말하고 나오셨네요.",
    KINDRED,
    KINDRED,
    "불안",
    (0.9, 0.8, 0.1, 0.2, *(0.0 for _ in NEEDS), 0.0),
    0.7,
)
OPEN = Answer("마음이 조마조마하시겠어요.", "마음이 조마조마하시겠어요.", MIRROR, "mirror:불안", "불안")


@pytest.fixture
def learnt(tmp_path: Path) -> Path:
    fit = Fit({"kindred.group": 2.0, "echo.said": -1.0}, {"echo:불안.told|불안": 0.5}, {OPEN.template: 0.25}, -1.0)
    (tmp_path / FILE).write_bytes(packed(fit))
    return tmp_path


def test_every_number_has_a_name() -> None:
    for answer in (TOLD, NEAR, OPEN, replace(NEAR, kind=BROAD), replace(OPEN, kind=SITUATION)):
        assert set(numbers(answer, LINE)) <= set(names()), answer.kind
    assert len(set(names())) == len(names())


def test_what_is_said_back_is_counted() -> None:
    told = numbers(TOLD, LINE)
    assert told["echo.said"] == pytest.approx(len("목소리가 떨렸다") / 30)
    assert told["echo.share"] == pytest.approx(len("목소리가 떨렸다") / len(LINE))
    assert told["echo.first"] == 1.0
    assert "mirror.said" not in numbers(OPEN, LINE)
    assert numbers(NEAR, LINE)["kindred.group"] == 0.9


def test_weights_of_numbers_sections_and_replies_add_up(learnt: Path) -> None:
    fit = load_fit(learnt)
    assert fit is not None
    assert fit.of(NEAR, LINE) == pytest.approx(-1.0 + 2.0 * 0.9)
    assert fit.of(TOLD, LINE) == pytest.approx(-1.0 - len("목소리가 떨렸다") / 30 + 0.5)
    assert fit.of(OPEN, LINE) == pytest.approx(-1.0 + 0.25)
    assert [answer for _, answer in ranked([TOLD, OPEN, NEAR], LINE, fit)] == [NEAR, OPEN, TOLD]


def test_without_weights_the_lines_own_words_come_first() -> None:
    near = [replace(NEAR, kind=kind) for kind in KINDS]
    assert [answer.kind for _, answer in ranked(near, LINE, None)] == [
        SITUATION,
        ECHO,
        MIRROR,
        KINDRED,
        BROAD,
        SAYING,
        REMARK,
        REMARKED,
    ]


@pytest.mark.parametrize("content", [b"broken", b"{}", b'{"format": 99}', b"[1]"])
def test_broken_weights_are_not_used(tmp_path: Path, content: bytes) -> None:
    assert load_fit(tmp_path / "nowhere") is None
    (tmp_path / FILE).write_bytes(content)
    assert load_fit(tmp_path) is None


def test_the_bundled_weights_know_all_kinds() -> None:
    fit = load_fit(index_folder())
    assert fit is not None, "run python -m app.models.training.reply_fit"
    assert set(fit.weights) <= set(names())
    assert {name.partition(".")[0] for name in fit.weights} == set(KINDS)
    content = json.loads((index_folder() / FILE).read_text(encoding="utf-8"))
    assert packed(fit) == (index_folder() / FILE).read_bytes()
    assert len(content["sections"]) > 100 and len(content["replies"]) > 500
