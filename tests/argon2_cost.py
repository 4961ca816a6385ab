"""What Argon2id costs while a test runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple

import pytest

from app.storage import keys

REAL: tuple[int, int, int] = astuple(keys.Argon2Cost())  # what a user pays; read before any test changes it
CHEAP = (8_192, 1, 1)  # for tests that open a diary and look at something else


@contextmanager
def argon2_cost(cost: tuple[int, int, int]) -> Iterator[None]:
    """Keys are derived at `cost` (KiB, passes, lanes) where nothing else is asked for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys.Argon2Cost.__init__, "__defaults__", cost)
        yield
