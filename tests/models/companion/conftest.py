"""The bundled model and the comfort texts: read once for all tests that only look things up in them."""

import pytest

from app.models.companion.comfort import Comforter
from app.models.companion.texts import ComfortTexts, load_texts, packed_file
from app.models.emotion import CheckpointEmotionModel, load_bundled


@pytest.fixture(scope="session")
def model() -> CheckpointEmotionModel:
    """The bundled emotion model."""
    return load_bundled(threads=1)


@pytest.fixture(scope="session")
def texts() -> ComfortTexts:
    """The comfort texts."""
    return load_texts(packed_file())


@pytest.fixture(scope="session")
def comforter(texts: ComfortTexts) -> Comforter:
    """What finds the replies that fit a line; it keeps nothing of a conversation."""
    return Comforter(texts)
