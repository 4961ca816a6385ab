"""Opening by the operating system's keyring: what may be used, what opens, and what does not."""

import json
import os
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import keyring
import keyring.backend
import keyring.backends.chainer
import keyring.backends.fail
import keyring.backends.null
import keyring.errors
import pytest

from app.diary.entry import Source
from app.errors import KeyringFailed, StorageError, WordsMissing, WrongPassphrase
from app.storage import keyring_opening
from app.storage.repository import Diary
from tests.keyrings import Memory, memory
from tests.storage.conftest import DAY, MOMENT, PASSPHRASE, ROOT

__all__ = ["memory"]


class PlainText(Memory):
    """As `keyrings.alt` has them: a secret is put into a file, in the clear."""


PlainText.__module__ = "keyrings.alt.file"


class Locked(Memory):
    """The user has closed the system's question."""

    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked("dismissed")


Locked.__module__ = Memory.__module__  # as real as that one


@pytest.fixture(autouse=True)
def own_keyring() -> Iterator[None]:
    """No test reaches the keyring of the machine, nor leaves one to the next test."""
    before = keyring.core._keyring_backend
    keyring.set_keyring(keyring.backends.fail.Keyring())
    yield
    keyring.core._keyring_backend = before


@pytest.fixture
def allowed(memory: Memory, folder: Path) -> Path:
    """The folder of a closed diary that the keyring may open."""
    with Diary.open(folder, PASSPHRASE) as diary:
        diary.allow_keyring()
    return folder


# --- which keyrings --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "backend",
    [keyring.backends.fail.Keyring, keyring.backends.null.Keyring, PlainText, Memory],
    ids=lambda b: b.__module__,
)
def test_a_keyring_that_does_not_encrypt_is_refused(
    diary: Diary, folder: Path, backend: type[keyring.backend.KeyringBackend]
) -> None:
    chosen = backend()
    keyring.set_keyring(chosen)
    assert not keyring_opening.available()
    with pytest.raises(KeyringFailed):
        diary.allow_keyring()
    assert not diary.opens_with_keyring
    assert not (folder / "diary.keyring").exists()
    assert not getattr(chosen, "kept", None)


def test_of_a_chain_only_a_real_one_is_used(diary: Diary, monkeypatch: pytest.MonkeyPatch) -> None:
    plain, real = PlainText(), Memory()
    chain = keyring.backends.chainer.ChainerBackend()
    keyring.set_keyring(chain)
    monkeypatch.setattr(keyring.backends.chainer.ChainerBackend, "backends", [plain])
    assert not keyring_opening.available()
    monkeypatch.setattr(keyring_opening, "REAL", (Memory.__module__,))
    monkeypatch.setattr(keyring.backends.chainer.ChainerBackend, "backends", [plain, real])
    diary.allow_keyring()
    assert real.kept
    assert not plain.kept


def test_the_list_names_real_keyrings_only() -> None:
    assert "keyring.backends.SecretService" in keyring_opening.REAL
    assert not {"keyring.backends.null", "keyring.backends.fail", "keyring.backends.chainer"} & set(
        keyring_opening.REAL
    )


# --- opening ---------------------------------------------------------------------------------------------------------


def test_the_keyring_opens_until_it_is_forgotten(diary: Diary, folder: Path, memory: Memory) -> None:
    assert not diary.opens_with_keyring
    diary.allow_keyring()
    assert diary.opens_with_keyring
    diary.close()
    assert stat.S_IMODE((folder / "diary.keyring").stat().st_mode) == 0o600
    with Diary.open_with_keyring(folder) as again:
        assert again.opens_with_keyring
        again.forget_keyring()
        assert not again.opens_with_keyring
    assert memory.kept == {}
    with pytest.raises(KeyringFailed):
        Diary.open_with_keyring(folder)
    Diary.open(folder, PASSPHRASE).close()


def test_neither_half_holds_the_key_nor_opens_alone(allowed: Path, memory: Memory) -> None:
    ((secret),) = memory.kept.values()
    content = (allowed / "diary.keyring").read_text()
    assert secret not in content
    memory.kept.clear()
    with pytest.raises(KeyringFailed):
        Diary.open_with_keyring(allowed)


def test_a_new_passphrase_leaves_the_keyring_as_it_is(allowed: Path) -> None:
    with Diary.open(allowed, PASSPHRASE) as diary:
        diary.change_passphrase(PASSPHRASE, "새 암호예요")
    Diary.open_with_keyring(allowed).close()
    with pytest.raises(WrongPassphrase):
        Diary.open(allowed, PASSPHRASE)


def test_reading_needs_no_lock(allowed: Path) -> None:
    with Diary.open(allowed, PASSPHRASE), Diary.open_with_keyring(allowed, read_only=True) as reader:
        assert reader.entries() == []
        with pytest.raises(StorageError):
            reader.forget_keyring()


def test_it_goes_on_without_missing_words_only_when_told_to(allowed: Path, tmp_path: Path) -> None:
    with Diary.open_with_keyring(allowed) as diary:
        diary.append("말", Source.TYPED, started_at=MOMENT, day=DAY)
        crashed = Path(shutil.copytree(allowed, tmp_path / "crashed"))
    log = bytearray((crashed / "diary.db-wal").read_bytes())
    log[-100] ^= 1
    (crashed / "diary.db-wal").write_bytes(log)
    with pytest.raises(WordsMissing):
        Diary.open_with_keyring(crashed)
    Diary.open_with_keyring(crashed, accept_loss=True).close()
    Diary.open_with_keyring(crashed).close()


def test_another_diarys_file_does_not_open(allowed: Path, memory: Memory, tmp_path: Path) -> None:
    other, _ = Diary.create(tmp_path / "other", PASSPHRASE)
    other.allow_keyring()
    other.close()
    shutil.copy(tmp_path / "other" / "diary.keyring", allowed / "diary.keyring")
    with pytest.raises(KeyringFailed):
        Diary.open_with_keyring(allowed)


def test_every_flipped_byte_is_noticed(allowed: Path) -> None:
    path = allowed / "diary.keyring"
    whole = path.read_bytes()
    for at in range(0, len(whole), 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(KeyringFailed):
            keyring_opening.unlock(allowed, mend=False)
    path.write_bytes(whole)
    keyring_opening.unlock(allowed, mend=False)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]\n", b"\xff", b'{"body":{"wrap":3}}\n', b"x" * 70_000])
def test_nonsense_is_no_traceback(allowed: Path, content: bytes) -> None:
    (allowed / "diary.keyring").write_bytes(content)
    with pytest.raises(KeyringFailed):
        Diary.open_with_keyring(allowed)


def test_the_file_may_change_nothing_by_itself(allowed: Path) -> None:
    """Resealed with a true checksum, as one who has no key can: the parameters are bound to the sealed key."""
    path = allowed / "diary.keyring"
    document: dict[str, Any] = json.loads(path.read_bytes())
    document["body"]["diary"] = "0" * 26
    body = keyring_opening.canonical(document["body"])
    document["checksum"] = keyring_opening.hashlib.sha256(body).hexdigest()
    path.write_bytes(keyring_opening.canonical(document) + b"\n")
    with pytest.raises(KeyringFailed):
        Diary.open_with_keyring(allowed)


def test_a_dismissed_question_is_said(allowed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keyring.set_keyring(Locked())
    with pytest.raises(KeyringFailed) as caught:
        Diary.open_with_keyring(allowed)
    assert caught.value.details["reason"] == "KeyringLocked"


def test_a_keyring_that_never_answers_is_not_waited_for(allowed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent(Memory):
        def get_password(self, service: str, username: str) -> str | None:
            answered.wait()
            return None

    Silent.__module__ = Memory.__module__
    answered = threading.Event()
    monkeypatch.setattr(keyring_opening, "ANSWER_SECONDS", 0.2)
    keyring.set_keyring(Silent())
    try:
        with pytest.raises(KeyringFailed) as caught:
            Diary.open_with_keyring(allowed)
        assert caught.value.details["reason"] == "it did not answer"
    finally:
        answered.set()


def test_a_file_that_cannot_be_written_leaves_no_secret(
    diary: Diary, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keyring_opening, "write_atomically", full)
    with pytest.raises(StorageError):
        diary.allow_keyring()
    assert memory.kept == {}
    assert not diary.opens_with_keyring


# --- words never wait for it -----------------------------------------------------------------------------------------


class Asking(Memory):
    """The system asks its user something before it keeps or forgets a secret."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.answered = threading.Event(), threading.Event()

    def set_password(self, service: str, username: str, password: str) -> None:
        self._ask()
        super().set_password(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        self._ask()
        super().delete_password(service, username)

    def _ask(self) -> None:
        self.asked.set()
        assert self.answered.wait(60)


Asking.__module__ = Memory.__module__


@pytest.fixture
def asking(memory: Memory) -> Iterator[Asking]:
    backend = Asking()
    keyring.set_keyring(backend)
    yield backend
    backend.answered.set()


@pytest.fixture
def aside() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def test_words_are_stored_while_the_system_asks(diary: Diary, asking: Asking, aside: ThreadPoolExecutor) -> None:
    for act, opens in ((diary.allow_keyring, True), (diary.forget_keyring, False)):
        asking.asked.clear()
        asking.answered.clear()
        acting = aside.submit(act)
        assert asking.asked.wait(30)
        # On a thread of its own, so that waiting for the question would be seen rather than hang.
        with ThreadPoolExecutor(1) as pool:
            storing = pool.submit(
                diary.append, "기다리지 않는 말", Source.TYPED, started_at=MOMENT, day=DAY, new_entry=True
            )
            try:
                assert storing.result(30).text == "기다리지 않는 말"
                assert not acting.done()
            finally:
                asking.answered.set()
        acting.result(30)
        assert diary.opens_with_keyring is opens
    assert asking.kept == {}


def test_a_diary_locked_while_the_system_asks_keeps_no_half(
    diary: Diary, folder: Path, asking: Asking, aside: ThreadPoolExecutor
) -> None:
    allowing = aside.submit(diary.allow_keyring)
    assert asking.asked.wait(30)
    diary.close()
    asking.answered.set()
    with pytest.raises(StorageError):
        allowing.result(30)
    assert asking.kept == {}
    assert not (folder / "diary.keyring").exists()


# --- a real one ------------------------------------------------------------------------------------------------------

# Runs in a session whose only keyring is gnome-keyring, unlocked, and prints what it saw.
_SESSION = """
import os, subprocess, sys
from pathlib import Path
import keyring
import keyring.backends.null
import secretstorage
from app.diary.entry import Source
from app.errors import KeyringFailed
from app.storage import keyring_opening
from app.storage.repository import Diary

folder, passphrase = Path(sys.argv[1]), sys.argv[2]

def refusal(act):
    try:
        act().close()
    except KeyringFailed as error:
        return error.details["reason"]
    return "opened"

assert keyring_opening.available(), keyring.get_keyring()
with Diary.open(folder, passphrase) as diary:
    diary.allow_keyring()
    identifier = diary._key.diary_id
with Diary.open_with_keyring(folder) as diary:
    print("opened with", type(keyring.get_keyring()).__module__)
    diary.forget_keyring()
print("forgotten:", keyring.get_password("todak", identifier))
with Diary.open(folder, passphrase) as diary:
    diary.allow_keyring()
kept = keyring.get_password("todak", identifier)

keyring.set_password("todak", identifier, keyring_opening.to_text(bytes(32)))
print("wrong secret:", refusal(lambda: Diary.open_with_keyring(folder)))
keyring.set_password("todak", identifier, "no base64!")
print("damaged secret:", refusal(lambda: Diary.open_with_keyring(folder)))
keyring.delete_password("todak", identifier)
print("no secret:", refusal(lambda: Diary.open_with_keyring(folder)))
keyring.set_password("todak", identifier, kept)
print("put back:", refusal(lambda: Diary.open_with_keyring(folder)))

connection = secretstorage.dbus_init()
secretstorage.get_default_collection(connection).lock()
keyring_opening.ANSWER_SECONDS = 5.0
print("locked:", refusal(lambda: Diary.open_with_keyring(folder)))  # nobody is there to answer the system's question
with Diary.open(folder, passphrase) as diary:  # the passphrase does not mind
    assert diary.opens_with_keyring

for backend in ("keyring.backends.null.Keyring", "tests.keyrings.Memory"):
    module, name = backend.rsplit(".", 1)
    keyring.set_keyring(getattr(__import__(module, fromlist=[name]), name)())
    refused = refusal(lambda: Diary.open_with_keyring(folder))
    print(name, module.split(".")[-1] + ":", keyring_opening.available(), refused)
"""


@pytest.mark.skipif(
    not (shutil.which("gnome-keyring-daemon") and shutil.which("dbus-run-session")),
    reason="needs gnome-keyring and dbus (apt install gnome-keyring dbus)",
)
def test_a_real_secret_service_keeps_and_forgets(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "home-of-the-keyring"
    runtime = tmp_path / "runtime"
    for each in (home, runtime):
        each.mkdir(mode=0o700)
    script = tmp_path / "session.py"
    script.write_text(_SESSION, encoding="utf-8")
    environment = os.environ | {"HOME": str(home), "XDG_RUNTIME_DIR": str(runtime), "PYTHONPATH": str(ROOT)}
    for name in ("PYTHON_KEYRING_BACKEND", "DISPLAY", "WAYLAND_DISPLAY"):
        environment.pop(name, None)
    command = 'printf "keyring" | gnome-keyring-daemon --unlock --components=secrets >/dev/null && "$@"'
    finished = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", command, "sh", sys.executable, str(script), str(folder), PASSPHRASE],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    said = dict(line.split(": ", 1) for line in finished.stdout.splitlines()[1:])
    assert finished.stdout.splitlines()[0] == "opened with keyring.backends.SecretService"
    assert said.pop("locked") not in ("opened", "")
    assert said == {
        "forgotten": "None",
        "wrong secret": "its secret is not this diary's",
        "damaged secret": "its secret is damaged",
        "no secret": "it has no secret for this diary",
        "put back": "opened",
        "Keyring null": "False there is no keyring that encrypts",
        "Memory keyrings": "False there is no keyring that encrypts",
    }
    stored = b"".join(each.read_bytes() for each in home.rglob("*") if each.is_file())
    assert stored and b"todak" not in stored  # the keyring's own file is encrypted: not even our name shows
    with pytest.raises(KeyringFailed):  # outside that session there is no such keyring
        Diary.open_with_keyring(folder)
