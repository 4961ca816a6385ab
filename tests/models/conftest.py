"""A tiny random network in exactly the format of the bundled one, made by the code that trains and exports."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config import bundled_models
from app.diary.emotion import EMOTIONS
from app.models.checkpoints import TOKENIZER
from app.models.emotion import CheckpointEmotionModel, load_bundled
from app.models.training.corpus import Row
from app.models.training.export import Exported, export
from app.models.training.trainer import Recipe, prepare, train

LABELS = [emotion.value for emotion in EMOTIONS]
WORDS = {
    "기쁨": "합격해서 웃음이 나고 케이크를 먹었다",
    "슬픔": "떠난 사람이 그리워 사진을 오래 보았다",
    "우울": "아무것도 하기 싫어 불을 끄고 누워만 있다",
    "분노": "약속을 또 어겨서 소리를 지르고 싶다",
    "불안": "내일 결과가 어떻게 될지 자꾸 손이 떨린다",
    "일상": "마트에서 두부와 파를 사고 버스를 탔다",
}


def rows(number: int) -> list[Row]:
    """`number` small labelled lines, all different."""
    emotions = list(EMOTIONS)
    return [
        Row(emotions[i % 6], "written", "30대", "", f"{WORDS[emotions[i % 6]]}. {i // 6 + 1}번째 날이다.", "examples")
        for i in range(number)
    ]


@pytest.fixture(scope="session")
def tiny_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random BERT of 2 layers x 64 with the bundled tokenizer, as a base encoder's folder."""
    import torch
    from transformers import BertConfig, BertModel

    folder = tmp_path_factory.mktemp("base")
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=15819,
        hidden_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=128,
        max_position_embeddings=160,
        pad_token_id=1,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    shutil.copyfile(bundled_models() / "emotion" / TOKENIZER, folder / TOKENIZER)
    return folder


@pytest.fixture(scope="session")
def recipe() -> Recipe:
    return Recipe(epochs=3, batch=8, encoder_rate=1e-3, head_rate=1e-2, max_length=48)


@pytest.fixture(scope="session")
def tiny(tiny_base: Path, recipe: Recipe, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """A tiny checkpoint: trained, quantised, calibrated and written."""
    learn, dev = rows(48), rows(12)
    network, _ = train(
        recipe, LABELS, tiny_base, learn, dev, tmp_path_factory.mktemp("work"), device="cpu", say=lambda line: None
    )
    return export(
        network,
        LABELS,
        tiny_base,
        recipe,
        prepare(learn, LABELS, tiny_base, recipe),
        prepare(dev, LABELS, tiny_base, recipe),
        tmp_path_factory.mktemp("tiny"),
        version="test",
        data={"rows": 48},
        say=lambda line: None,
    )


@pytest.fixture
def tiny_folder(tiny: Exported, tmp_path: Path) -> Path:
    """A copy of the tiny checkpoint that a test may spoil."""
    return Path(shutil.copytree(tiny.checkpoint.folder, tmp_path / "checkpoint"))


@pytest.fixture(scope="session")
def bundled() -> Iterator[CheckpointEmotionModel]:
    """The bundled model."""
    yield load_bundled()


@pytest.fixture(scope="module")
def one_thread() -> Iterator[None]:
    """torch on one thread: tiny networks are slower on two, and sums in another order are other numbers."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
