"""The encoder's second look: additive, soft only, absent without its files; its figures on the real model."""

import hashlib
import json
import logging
import shutil
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from app.config import bundled_models, resources
from app.diary.emotion import EMOTIONS, EmotionScores
from app.diary.entry import Care, ReplyKind
from app.models.companion import danger_head
from app.models.companion.companion import Companion
from app.models.companion.danger import SAFE, Danger, DangerKind, Level
from app.models.companion.danger_head import CARD, FOUND, WEIGHTS, load_head, second_look
from app.models.companion.safety import assess
from app.models.companion.texts import UNSURE, load_texts, packed_file
from app.models.emotion import CheckpointEmotionModel, load_bundled
from app.models.training.corpus import read_corpus

ROOT = Path(__file__).resolve().parents[3]
FOLDER = resources() / "companion"


@pytest.fixture(scope="module")
def model() -> CheckpointEmotionModel:
    return load_bundled(threads=1)


def alarming(model: str | None = None, sign: float = 1.0) -> Any:
    """An analysis that the head is sure of; with another sign, sure that there is nothing."""
    head = load_head(FOLDER)
    assert head is not None
    row = sign * 100 * head.weights[:-1] / np.linalg.norm(head.weights[:-1])
    scores = EmotionScores.of({each: 0.9 if each == "일상" else 0.02 for each in EMOTIONS})
    reading = SimpleNamespace(scores=scores, certain=True, sentences=(), model="any reader")
    return SimpleNamespace(reading=reading, encoder=model or head.encoder, embedding=row, embeddings=row[None, :])


def test_it_belongs_to_the_bundled_encoder(model: CheckpointEmotionModel) -> None:
    head = load_head(FOLDER)
    assert head is not None and head.encoder == model.name
    card = json.loads((FOLDER / CARD).read_text(encoding="utf-8"))
    now = hashlib.sha256((bundled_models() / "emotion" / "model.onnx").read_bytes()).hexdigest()
    assert card["checkpoint"] == now, "run python -m app.models.companion.danger_head --fit"


def test_it_only_adds_a_soft_level() -> None:
    assert second_look(SAFE, alarming()) is FOUND
    assert FOUND.level is Level.SOFT
    assert second_look(SAFE, alarming(sign=-1.0)) is SAFE
    assert second_look(SAFE, None) is SAFE
    for level in (Level.SOFT, Level.HARD):
        said = Danger(level, DangerKind.ABUSE)
        assert second_look(said, alarming()) is said
        assert second_look(said, alarming(sign=-1.0)) is said


def test_another_encoder_is_ignored_and_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    for _ in range(3):
        assert second_look(SAFE, alarming("another 7")) is SAFE
    assert len([record for record in caplog.records if "another 7" in record.getMessage()]) == 1


@pytest.mark.parametrize("what", ["missing", "pickle", "short", "card"])
def test_a_broken_head_is_absent(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    analysis = alarming()
    folder = tmp_path / "companion"
    folder.mkdir()
    for name in (WEIGHTS, CARD):
        shutil.copy(FOLDER / name, folder / name)
    if what == "missing":
        (folder / WEIGHTS).unlink()
    elif what == "pickle":
        np.save(folder / WEIGHTS, np.array([{}], dtype=object), allow_pickle=True)
    elif what == "short":
        np.save(folder / WEIGHTS, np.zeros(7, np.float32))
    else:
        (folder / CARD).write_text("[]", encoding="utf-8")
    monkeypatch.setattr(danger_head, "resources", lambda: tmp_path)
    assert second_look(SAFE, analysis) is SAFE


def test_the_card_once_and_then_an_open_ear() -> None:
    companion = Companion(seed=1, clock=lambda: datetime(2026, 11, 21, 22, 0, tzinfo=UTC))
    assert companion.answer("고마워, 이만 종료해줘", alarming()).kind is ReplyKind.COMMAND
    first = companion.answer("점심 먹었어", alarming())
    assert (first.kind, first.care) == (ReplyKind.COMFORT, Care.SOFT)
    assert "109" in first.text
    mirrors = load_texts(packed_file()).mirrors
    for line in ("안녕", "심심해", "점심 먹었어"):
        reply = companion.answer(line, alarming())
        assert (reply.kind, reply.care) == (ReplyKind.COMFORT, Care.NONE)
        assert reply.text in mirrors["우울"] + mirrors[UNSURE]
    assert companion.answer("죽고 싶어", alarming()).care is Care.HARD


def test_every_day_lines_are_left_alone(model: CheckpointEmotionModel) -> None:
    texts = [row.text for row in read_corpus(ROOT / "corpus" / "emotion")["test"]]
    found = [
        text for text in texts if assess(text).level is Level.NONE and second_look(SAFE, model.analyse(text)) is FOUND
    ]
    assert len(texts) > 500
    assert len(found) < 0.03 * len(texts), found


def test_the_open_lines(model: CheckpointEmotionModel) -> None:
    """Training lines: this shows that the head was made of them and still works, not how it does on unseen ones."""
    header, *lines = (ROOT / "tests" / "data" / "safety" / "open.tsv").read_text(encoding="utf-8").splitlines()
    rows = [dict(zip(header.split("\t"), line.split("\t"), strict=True)) for line in lines]
    found = {
        label: [second_look(SAFE, model.analyse(row["text"])) is FOUND for row in rows if row["label"] == label]
        for label in ("crisis", "safe")
    }
    assert sum(found["crisis"]) >= 0.2 * len(found["crisis"])
    assert sum(found["safe"]) <= 0.04 * len(found["safe"])
