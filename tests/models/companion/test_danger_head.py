"""The encoder's second look: additive, absent without its files; its figures on the real model."""

import hashlib
import json
import logging
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from app.config import bundled_models, resources
from app.diary.emotion import EMOTIONS, EmotionScores
from app.diary.entry import Care, EmotionReading, ReplyKind, SentenceReading
from app.models.companion import crisis, danger_head
from app.models.companion.companion import Companion
from app.models.companion.danger import ENCODER, SAFE, Danger, DangerKind, Level
from app.models.companion.danger_head import (
    CARD,
    HEADS,
    LETTERS,
    NETS,
    WEIGHTS,
    DangerHead,
    Passages,
    load_head,
    log_odds,
    passages_of,
    second_look,
)
from app.models.companion.safety import assess
from app.models.companion.texts import UNSURE, load_texts, packed_file
from app.models.emotion import CheckpointEmotionModel, EmotionAnalysis, load_bundled
from app.models.training.corpus import CORPUS, read_corpus
from app.models.training.danger_head import JUDGED, judged
from app.models.training.danger_net import train
from app.models.wide import SIZE, Wide, pieces

FOLDER = resources() / "companion"
KEPT = Path(__file__).resolve().parents[2] / "data" / "safety" / "talk-kept.tsv"


@lru_cache
def line_of(level: Level) -> tuple[str, "np.ndarray[Any, np.dtype[np.float32]]"]:
    """A line in which the head hears danger of that level, and its embedding: another writer's (of danger or without)
    or, since it is in no doubt about those it has learnt, one of those that were kept from it."""
    head, model = load_head(FOLDER), load_bundled(threads=1)
    assert head is not None
    learnt = (text for dangerous, text in chain(*map(judged, JUDGED)) if dangerous is (level is Level.HARD))
    unseen = (line.rpartition("\t")[2] for line in KEPT.read_text(encoding="utf-8").splitlines()[1:])
    for text in unseen if level is Level.SOFT else learnt:
        analysis = model.analyse(text)
        if analysis is None or len(analysis.embeddings) > 1:
            continue
        passages = passages_of(analysis)
        if passages is not None and head.judge(passages).level is level:
            return text, analysis.embedding
    raise AssertionError(level)


def alarming(model: str | None = None, level: Level = Level.SOFT) -> Any:
    """An analysis in which the head hears danger of that level, and just that."""
    head = load_head(FOLDER)
    assert head is not None
    text, row = line_of(level)
    scores = EmotionScores.of({each: 0.9 if each == "일상" else 0.02 for each in EMOTIONS})
    reading = EmotionReading(scores, certain=True, sentences=(SentenceReading(text, scores),), model="any reader")
    return EmotionAnalysis(reading, encoder=model or head.encoder, embedding=row, embeddings=row[None, :])


def test_it_belongs_to_the_bundled_encoder(model: CheckpointEmotionModel) -> None:
    head = load_head(FOLDER)
    assert head is not None and head.encoder == model.name
    card = json.loads((FOLDER / CARD).read_text(encoding="utf-8"))
    now = hashlib.sha256((bundled_models() / "emotion" / "model.onnx").read_bytes()).hexdigest()
    assert card["checkpoint"] == now, "run python -m app.models.training.danger_head"


def test_it_adds_and_doubts() -> None:
    assert second_look(SAFE, alarming()).level is Level.SOFT
    assert second_look(SAFE, alarming(level=Level.HARD)).level is Level.HARD
    assert second_look(SAFE, alarming(level=Level.NONE)) is SAFE
    assert second_look(SAFE, None) is SAFE
    unclear, clear = Danger(Level.SOFT, DangerKind.ABUSE, True, ("a",)), Danger(Level.HARD, DangerKind.ABUSE)
    assert second_look(unclear, alarming(level=Level.NONE)) is unclear
    assert second_look(unclear, alarming()) == Danger(Level.HARD, DangerKind.ABUSE, True, ("a", ENCODER))
    assert second_look(unclear, alarming(level=Level.HARD)).level is Level.HARD
    for level in (Level.SOFT, Level.HARD):
        assert second_look(clear, alarming(level=level)) is clear


def test_what_it_doubts_gets_a_soft_card_and_no_less(monkeypatch: pytest.MonkeyPatch) -> None:
    head = load_head(FOLDER)
    assert head is not None and head.doubt < head.soft < head.hard
    analysis = alarming(level=Level.NONE)
    passages = passages_of(analysis)
    assert passages is not None
    score, _ = head.score(passages)
    clear = Danger(Level.HARD, DangerKind.ABUSE, True, ("a",))
    monkeypatch.setattr(danger_head, "load_head", lambda _: replace(head, doubt=score + 0.1))
    assert second_look(clear, analysis) == replace(clear, level=Level.SOFT)
    monkeypatch.setattr(danger_head, "load_head", lambda _: replace(head, doubt=score - 0.1))
    assert second_look(clear, analysis) is clear
    assert second_look(clear, None) is clear


def test_a_doubt_is_about_one_line_and_never_in_the_careful_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    head = load_head(FOLDER)
    assert head is not None
    monkeypatch.setattr(danger_head, "load_head", lambda _: replace(head, doubt=1e9))
    analysis = alarming(level=Level.NONE)
    plain = "나 죽고 싶어"
    assert assess(plain).level is Level.HARD
    assert Companion(1).answer(plain, analysis).care is Care.SOFT
    companion = Companion(1)
    assert companion.answer(plain, None).care is Care.HARD
    assert companion.answer(plain, analysis).care is Care.HARD
    before = ("통장이랑 도장은 서랍에 넣어 놨어", "강아지는 언니한테 맡겼고")
    line = "애들한테 편지도 써 뒀어"
    companion = Companion(1)
    for each in before:
        assert companion.answer(each, None).care is not Care.HARD
    assert assess(line).level is not Level.HARD and companion.answer(line, analysis).care is Care.HARD


def test_it_names_the_kind_of_the_worst_sentence() -> None:
    nets = np.zeros((2, 1, 6), np.float32)
    nets[:, 0, 0], nets[:, 0, 4] = 1, 1  # two networks of one unit, which passes the first dimension on
    weights = np.zeros((HEADS, 4), np.float32)
    weights[0, 1] = 1
    weights[1 + list(DangerKind).index(DangerKind.HOME_VIOLENCE), 1] = 1
    silent = Wide(np.zeros((SIZE, 1), np.int8), 1.0, np.zeros(1))
    head = DangerHead(nets, weights, silent, 1.0, 3.0, -1.0, "any")
    rows = np.array([[0.5, -1, 0], [2, 1, 0], [1.5, -1, 0]], np.float32)
    texts = ("하나", "둘", "셋")
    assert head.judge(Passages(rows, texts)) == Danger(Level.SOFT, DangerKind.HOME_VIOLENCE, True, (ENCODER,))
    assert head.judge(Passages(2 * rows, texts)).level is Level.HARD
    assert head.judge(Passages(rows[:1], texts[:1])) == SAFE
    assert head.judge(Passages(rows * np.nan, texts)) == SAFE


def test_the_letters_count_beside_the_embedding() -> None:
    nets, weights = np.zeros((1, 1, 6), np.float32), np.zeros((HEADS, 4), np.float32)
    letters = np.zeros((SIZE, 1), np.int8)
    letters[pieces("무섭다")] = 10
    head = DangerHead(nets, weights, Wide(letters, 0.1, np.array([-1.0])), 0.5, 3.0, -1.0, "any")
    rows = np.zeros((2, 3), np.float32)
    score, worst = head.score(Passages(rows, ("조용하다", "무섭다")))
    assert worst == 1 and score == pytest.approx(len(pieces("무섭다")) ** 0.5 - 1)
    assert head.judge(Passages(rows[:1], ("조용하다",))) == SAFE


def test_a_long_text_is_judged_by_passages(model: CheckpointEmotionModel) -> None:
    said = [f"오늘은 {thing} 먹었다." for thing in ("밥을", "국을", "떡을", "빵을", "죽을", "감을")]
    analysis = model.analyse(" ".join(said))
    assert analysis is not None
    passages = passages_of(analysis)
    assert passages is not None and len(passages.rows) == len(passages.texts) == 3
    assert passages.texts[1] == " ".join(said[1:5])


def test_the_networks_are_those_that_torch_trained() -> None:
    import torch

    dice = np.random.default_rng(5)
    rows = dice.normal(size=(400, 8)) + 3
    truth = (rows[:, 0] * rows[:, 1] > 9).astype(np.float64)  # no straight cut tells them apart
    nets = train(rows, truth, np.ones(400))
    size = rows.shape[1]
    said = []
    for net in torch.tensor(nets).double():
        hidden = torch.nn.functional.silu(torch.tensor(rows) @ net[:, :size].T + net[:, size])
        said.append((hidden @ net[:, size + 1] + net[:, size + 2].sum()).numpy())
    found = log_odds(nets, rows.astype(np.float32))
    assert found == pytest.approx(np.mean(said, axis=0), abs=1e-3)
    assert ((found > 0) == (truth > 0)).mean() > 0.85
    assert (train(rows, truth, np.ones(400)) == nets).all()


def test_one_dangerous_passage_of_a_page_is_heard() -> None:
    calm, grave = alarming(level=Level.NONE), alarming(level=Level.HARD)
    both = [calm] * 20 + [grave] * 4 + [calm] * 20
    rows = np.stack([each.embedding for each in both])
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    sentences = tuple(each.reading.sentences[0] for each in both)
    head = load_head(FOLDER)
    assert head is not None
    four = Passages(rows[20:21], (" ".join(each.text for each in sentences[20:24]),))
    page = SimpleNamespace(
        reading=SimpleNamespace(sentences=sentences),
        encoder=head.encoder,
        embedding=calm.embedding,
        embeddings=rows,
    )
    passage = head.judge(four)
    assert passage.level is not Level.NONE
    assert second_look(SAFE, page) == passage


def test_another_encoder_is_ignored_and_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    for _ in range(3):
        assert second_look(SAFE, alarming("another 7")) is SAFE
    assert len([record for record in caplog.records if "another 7" in record.getMessage()]) == 1


@pytest.mark.parametrize(
    "what", ["missing", "no nets", "no letters", "letters", "pickle", "short", "nets of another size", "card"]
)
def test_a_broken_head_is_absent(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    analysis = alarming()
    folder = tmp_path / "companion"
    folder.mkdir()
    for name in (NETS, WEIGHTS, LETTERS, CARD):
        shutil.copy(FOLDER / name, folder / name)
    if what == "missing":
        (folder / WEIGHTS).unlink()
    elif what == "no nets":
        (folder / NETS).unlink()
    elif what == "no letters":
        (folder / LETTERS).unlink()
    elif what == "letters":
        np.save(folder / LETTERS, np.zeros((SIZE, 2), np.int8))
    elif what == "nets of another size":
        np.save(folder / NETS, np.zeros((3, 4, 9), np.float32))
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
    assert any(line.number in first.text for line in crisis.HOTLINES)
    mirrors = load_texts(packed_file()).mirrors
    for line in ("안녕", "심심해", "점심 먹었어"):
        reply = companion.answer(line, alarming())
        assert (reply.kind, reply.care) == (ReplyKind.COMFORT, Care.NONE)
        assert reply.text in mirrors["우울"] + mirrors[UNSURE]
    assert companion.answer("죽고 싶어", alarming()).care is Care.HARD


def test_what_it_is_sure_of_is_a_crisis() -> None:
    companion = Companion(seed=1)
    reply = companion.answer("점심 먹었어", alarming(level=Level.HARD))
    assert (reply.kind, reply.care) == (ReplyKind.CRISIS, Care.HARD)
    assert companion.careful


@pytest.mark.parametrize("kind", DangerKind)
def test_what_it_alone_heard_is_answered_without_presuming_a_wound_or_a_blow(kind: DangerKind) -> None:
    alone = crisis.hard_replies(Danger(Level.HARD, kind, cues=(ENCODER,)))
    assert len(alone) >= 3 and not set(alone) & set(crisis.HARD[kind])
    assert crisis.hard_replies(Danger(Level.HARD, kind, about_other=True, cues=(ENCODER,))) == alone
    told = re.compile(r"상처|피가|날카로운|때린|맞아도|당신 잘못|당신 탓|그 사람과|그 물건")
    assert not [text for text in alone if told.search(text)]
    with_rules = crisis.hard_replies(Danger(Level.HARD, kind, cues=("farewell", ENCODER)))
    assert with_rules == crisis.HARD[kind]


def test_every_day_lines_are_left_alone(model: CheckpointEmotionModel) -> None:
    texts = [row.text for row in read_corpus(CORPUS)["test"]][::4]
    heard = [second_look(SAFE, model.analyse(text)).level for text in texts]
    assert len(texts) > 300
    assert sum(level is Level.HARD for level in heard) < 0.01 * len(texts)
    assert sum(level is not Level.NONE for level in heard) < 0.03 * len(texts)


def test_the_lines_of_other_writers(model: CheckpointEmotionModel) -> None:
    """Learnt by now: this says that weights, thresholds and encoder belong together. Unseen ones: docs/safety.md."""
    some = list(chain(*map(judged, JUDGED)))[::6]  # all of them take half a minute
    lines = [(danger, second_look(SAFE, model.analyse(text)).level) for danger, text in some]
    danger = [level for dangerous, level in lines if dangerous]
    safe = [level for dangerous, level in lines if not dangerous]
    assert len(danger) > 200 and len(safe) > 190
    assert sum(level is not Level.NONE for level in danger) > 0.85 * len(danger)
    assert sum(level is Level.HARD for level in safe) < 0.03 * len(safe)
    assert sum(level is not Level.NONE for level in safe) < 0.06 * len(safe)
