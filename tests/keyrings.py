"""A keyring for tests, made through `keyring`'s own interface."""

from collections.abc import Iterator

import keyring
import keyring.backend
import keyring.errors
import pytest

from app.storage import keyring_opening


class Memory(keyring.backend.KeyringBackend):
    """A keyring in memory: as the tests' own, not one that Todak would use by itself."""

    priority = 0.5  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError("not there")


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[Memory]:
    """A keyring that Todak takes for a real one, in this test."""
    monkeypatch.setattr(keyring_opening, "REAL", (Memory.__module__,))
    before = keyring.core._keyring_backend
    backend = Memory()
    keyring.set_keyring(backend)
    yield backend
    keyring.core._keyring_backend = before
