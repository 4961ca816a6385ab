"""What a session needs in a test: engines that are loaded once, a new user's settings, an empty diary."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config import Settings
from app.engines import Engines
from app.storage.repository import Diary
from tests.conftest import PASSPHRASE


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Engines:
    """One set of loaded engines for all tests."""
    return Engines(Settings(tmp_path_factory.mktemp("settings") / "none"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.json")


@pytest.fixture
def diary(tmp_path: Path) -> Iterator[Diary]:
    made, _ = Diary.create(tmp_path / "diary", PASSPHRASE)
    with made:
        yield made
