"""The bundled model, and what every emotion model promises."""

import subprocess
import sys
import threading
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from app.config import bundled_models
from app.diary.emotion import Emotion, combine, weight
from app.models.checkpoints import load_checkpoint
from app.models.emotion import CheckpointEmotionModel, load_emotion_model
from app.models.onnx import OnnxEncoder, passages
from app.models.training.export import Exported

ROOT = Path(__file__).resolve().parents[2]
DAY = "회의가 길었다. 그래도 저녁은 따뜻했고, 아이가 그린 그림을 냉장고에 붙였다. 내일은 병원에 간다."


@pytest.mark.parametrize(
    ("text", "emotion"),
    [
        ("삼 년 만에 합격했다! 엄마랑 부둥켜안고 웃었다. 너무 행복하다.", Emotion.JOY),
        ("할머니가 돌아가신 지 한 달이다. 보고 싶어서 사진을 보며 울었다.", Emotion.SADNESS),
        ("아무것도 하기 싫다. 살아 있는 게 무겁고, 왜 사는지 모르겠다.", Emotion.DEPRESSION),
        ("또 거짓말을 했다. 사람을 바보로 아나. 화가 나서 소리를 질렀다.", Emotion.ANGER),
        ("내일이 수술이다. 잘못되면 어쩌지, 무서워서 잠이 안 온다.", Emotion.ANXIETY),
        ("마트에서 두부와 파를 샀다. 저녁에 된장찌개를 끓여 먹었다.", Emotion.NEUTRAL),
    ],
)
def test_the_bundled_model_knows_a_plain_case_of_each(
    bundled: CheckpointEmotionModel, text: str, emotion: Emotion
) -> None:
    analysis = bundled.analyse(text)
    assert analysis is not None and analysis.reading.scores.dominant is emotion


def test_the_shape_of_an_analysis(bundled: CheckpointEmotionModel) -> None:
    analysis = bundled.analyse(DAY)
    assert analysis is not None
    reading = analysis.reading
    assert [sentence.text for sentence in reading.sentences] == [
        "회의가 길었다.",
        "그래도 저녁은 따뜻했고, 아이가 그린 그림을 냉장고에 붙였다.",
        "내일은 병원에 간다.",
    ]
    for scores in [reading.scores, *(sentence.scores for sentence in reading.sentences)]:
        assert sum(scores.values) == pytest.approx(1, abs=1e-6)
    assert reading.scores == combine((s.scores, weight(s.text, s.scores)) for s in reading.sentences)
    assert reading.model == bundled.name
    assert reading.certain == (max(reading.scores.values) >= bundled.checkpoint.certain_from)
    assert analysis.embeddings.shape == (3, 384) and analysis.embedding.shape == (384,)
    assert np.linalg.norm(analysis.embeddings, axis=1) == pytest.approx(1, abs=1e-5)
    assert np.linalg.norm(analysis.embedding) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("text", ["", " \n\t", "...", "1234", "\x00", "\ud800\udc00\ud800", "?!", "~ - ^^"])
def test_nothing_to_read(bundled: CheckpointEmotionModel, text: str) -> None:
    assert bundled.analyse(text) is None


@pytest.mark.parametrize(
    "text", ["😭😭😭", "ㅠㅠ", "ㅋ" * 5000, "가\x00나", "좋\ud800아", "愛", "ok", "</s><pad>가<mask>", "\u200b가"]
)
def test_odd_but_readable(bundled: CheckpointEmotionModel, text: str) -> None:
    analysis = bundled.analyse(text)
    assert analysis is not None
    assert np.isfinite(analysis.embeddings).all()
    "".join(sentence.text for sentence in analysis.reading.sentences).encode()


@pytest.mark.parametrize("text", ["I am so happy today!", "i hate my boss so much", "今日は本当に楽しかった"])
def test_nothing_is_certain_in_a_language_that_was_never_learnt(bundled: CheckpointEmotionModel, text: str) -> None:
    analysis = bundled.analyse(text)
    assert analysis is not None and not analysis.reading.certain


def test_the_same_text_gives_the_same_numbers(bundled: CheckpointEmotionModel) -> None:
    one, two = bundled.analyse(DAY), bundled.analyse(DAY)
    other = load_emotion_model(bundled.checkpoint.folder, threads=1).analyse(DAY)
    assert one is not None and two is not None and other is not None
    assert one.reading == two.reading
    assert (one.embeddings == two.embeddings).all()
    assert other.reading.scores.values == pytest.approx(one.reading.scores.values, abs=1e-4)


def test_threads_may_share_a_model(bundled: CheckpointEmotionModel) -> None:
    expected = bundled.analyse(DAY)
    assert expected is not None
    found = []
    workers = [threading.Thread(target=lambda: found.append(bundled.analyse(DAY))) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [each.reading == expected.reading for each in found if each is not None] == [True] * 8


def test_decomposed_text_reads_the_same(bundled: CheckpointEmotionModel) -> None:
    one, two = bundled.analyse(DAY), bundled.analyse(unicodedata.normalize("NFD", DAY))
    assert one is not None and two is not None and one.reading == two.reading


def test_a_mixed_day_keeps_its_sentences_apart(bundled: CheckpointEmotionModel) -> None:
    analysis = bundled.analyse(
        "아침에 강아지가 무지개다리를 건넜다. 텅 빈 방석을 보니 눈물이 난다.\n"
        "저녁에는 언니가 결혼한다는 소식에 온 식구가 웃고 박수를 쳤다. 정말 기뻤다."
    )
    assert analysis is not None
    emotions = [sentence.scores.dominant for sentence in analysis.reading.sentences]
    assert emotions[1] is Emotion.SADNESS and emotions[-1] is Emotion.JOY


def test_similar_sentences_lie_near_each_other(bundled: CheckpointEmotionModel) -> None:
    def at(text: str) -> np.ndarray:
        analysis = bundled.analyse(text)
        assert analysis is not None
        return analysis.embedding

    bus = at("버스가 늦게 와서 정류장에서 한참 기다렸다.")
    assert bus @ at("정류장에서 오래 기다린 끝에 버스를 탔다.") > bus @ at("김치찌개에 두부를 넣고 끓였다.")


def test_a_long_day_is_read_to_its_end(tiny: Exported) -> None:
    model = load_emotion_model(tiny.checkpoint.folder)
    text = ("오늘은 좋았다. " * 3000) + "마지막 문장이다."
    analysis = model.analyse(text)
    assert analysis is not None
    assert len(analysis.reading.sentences) == 3001
    assert analysis.reading.sentences[-1].text == "마지막 문장이다."


def test_the_end_of_a_very_long_sentence_counts(tiny: Exported) -> None:
    model = load_emotion_model(tiny.checkpoint.folder)
    start = "비가 오고 바람이 불고 " * 60
    one, two = model.analyse(start + "웃었다."), model.analyse(start + "울었다.")
    assert one is not None and two is not None and len(one.reading.sentences) == 1
    assert one.reading.scores != two.reading.scores


@pytest.mark.parametrize(
    "lengths", [[], [5], [0], [10, 10, 10], [90, 5, 5], [300], [7, 300, 7, 99, 100, 101, 1], [3] * 500]
)
def test_passages_hold_every_token_of_every_sentence(lengths: list[int]) -> None:
    seen = [[0] * length for length in lengths]
    order = []
    for passage in passages(lengths, 100):
        assert sum(end - start for _, start, end in passage) <= 100
        for index, start, end in passage:
            order.append(index)
            for token in range(start, end):
                seen[index][token] += 1
    assert order == sorted(order) and set(order) == set(range(len(lengths)))
    for length, counts in zip(lengths, seen, strict=True):
        assert all(counts) and (length > 100 or set(counts) <= {1})


def test_passages_stay_in_their_line() -> None:
    assert passages([5, 5, 5, 5], 100, [0, 0, 1, 3]) == [[(0, 0, 5), (1, 0, 5)], [(2, 0, 5)], [(3, 0, 5)]]


def test_passages_are_about_equally_long() -> None:
    sums = [sum(end - start for _, start, end in passage) for passage in passages([10] * 21, 100)]
    assert min(sums) >= 60


def test_a_sentence_alone_equals_the_sentence_far_away(tiny: Exported) -> None:
    """Neighbours in one passage matter, other passages do not."""
    checkpoint = load_checkpoint(tiny.checkpoint.folder, "emotion")
    encoder = OnnxEncoder(checkpoint)
    long = "비가 오고 바람이 불고 " * 60
    alone, beside = encoder.encode(["오늘은 좋았다."]), encoder.encode([long, "오늘은 좋았다.", long])
    assert beside.logits[1] == pytest.approx(alone.logits[0], abs=1e-5)
    assert beside.embeddings[1] == pytest.approx(alone.embeddings[0], abs=1e-5)
    assert beside.logits[0] == pytest.approx(beside.logits[2], abs=1e-5)


@pytest.mark.parametrize("module", ["app.models.emotion", "app.models.onnx", "app.models.training.emotion"])
def test_importing_is_light(module: str) -> None:
    heavy = ["torch", "transformers", "onnxruntime", "tokenizers", "kiwipiepy", "onnx", "safetensors"]
    code = f"import sys, {module}; print([name for name in {heavy} if name in sys.modules])"
    printed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"


def test_reading_needs_neither_torch_nor_kiwi() -> None:
    code = (
        "import sys; from app.models.emotion import load_bundled; load_bundled().analyse('오늘은 좋았다. 내일도.');"
        "print([name for name in ('torch', 'transformers', 'kiwipiepy') if name in sys.modules])"
    )
    printed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"


def test_what_is_bundled() -> None:
    folder = bundled_models() / "emotion"
    assert (folder / "model.onnx").stat().st_size <= 40e6
    assert "MIT" in (folder / "LICENSE").read_text(encoding="utf-8")
    assert "multilingual-e5-small" in (folder / "NOTICE").read_text(encoding="utf-8")
    checkpoint = load_checkpoint(folder, "emotion")
    assert checkpoint.data["rows"] and checkpoint.metrics["test"]["all"]["accuracy"] and checkpoint.licence
