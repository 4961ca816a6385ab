"""Opening a diary without typing: a secret in the operating system's keyring, and `diary.keyring` beside `diary.key`.

The keyring keeps 32 random bytes; they unwrap the data key in `diary.keyring`. Neither opens the diary alone: the
secret without the folder is noise, and a copy of the folder without the keyring is as closed as ever. Whoever is logged
in as the user can open it, which docs/privacy.md says.

Only keyrings that encrypt are used. `keyring` also has backends that keep secrets in a plain file or nowhere, and takes
any class that a configuration file or a variable names; so the kind is looked up in a list.
"""

import base64
import binascii
import hashlib
import json
import logging
import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app.errors import KeyringFailed, TodakError, storage_trouble
from app.files import sync_folder, write_atomically
from app.storage.key_file import Json, Wrap, canonical, from_text, to_text
from app.storage.keys import DataKey, unlock_with_keyring
from app.storage.names import KEYRING_FILE

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

logger = logging.getLogger(__name__)
T = TypeVar("T")

# Modules of `keyring` whose stores encrypt: freedesktop.org's Secret Service (GNOME Keyring, KeePassXC), KWallet, the
# Windows Credential Manager, the macOS Keychain.
REAL = (
    "keyring.backends.SecretService",
    "keyring.backends.libsecret",
    "keyring.backends.kwallet",
    "keyring.backends.Windows",
    "keyring.backends.macOS",
)
SERVICE = "todak"
FORMAT, VERSION = "todak-diary-keyring", 1
SECRET_BYTES = 32
ANSWER_SECONDS = 60.0  # the system may ask the user to unlock the keyring; who has gone is not waited for
_LARGEST = 65_536  # bytes


def available() -> bool:
    """Whether there is a keyring that we use. Asks the system, which may take a moment; never raises."""
    try:
        return _ask(_real_keyring) is not None
    except KeyringFailed:
        return False


def is_enabled(folder: Path) -> bool:
    """Whether the diary in `folder` was set up to be opened by the keyring."""
    return (folder / KEYRING_FILE).exists()


def keep_secret(key: DataKey) -> Wrap:
    """Put a new secret into the keyring; returns the key wrapped by it, for `write_wrap`.

    Takes as long as the system asks its user, `ANSWER_SECONDS` at most. Raises KeyringFailed.
    """
    secret = secrets.token_bytes(SECRET_BYTES)
    kept = to_text(secret)

    def keep() -> None:
        backend = _required()
        backend.set_password(SERVICE, key.diary_id, kept)
        if backend.get_password(SERVICE, key.diary_id) != kept:
            raise KeyringFailed(reason="what was put into it does not come out again")

    _ask(keep)
    return key.wrapped_by_keyring(secret)


def write_wrap(folder: Path, key: DataKey, wrap: Wrap) -> None:
    """Let what `keep_secret` put into the keyring open the diary. The caller holds its lock.

    Raises DiskFull, StorageError.
    """
    try:
        write_atomically(folder / KEYRING_FILE, _encoded(key.diary_id, wrap))
    except OSError as error:
        raise storage_trouble(error) from error


def remove_wrap(folder: Path) -> None:
    """Let the keyring open the diary no more, whatever secret it keeps. The caller holds the diary's lock.

    Raises StorageError when `diary.keyring` cannot be removed.
    """
    try:
        (folder / KEYRING_FILE).unlink(missing_ok=True)
        sync_folder(folder)
    except OSError as error:
        raise storage_trouble(error) from error


def forget_secret(key: DataKey) -> None:
    """Take the secret out of the keyring. When that does not answer, it keeps a secret that opens nothing."""
    try:
        _ask(lambda: _required().delete_password(SERVICE, key.diary_id))
    except KeyringFailed as error:
        logger.warning("a secret that opens nothing stays in the keyring (%s)", error.details.get("reason"))


def unlock(folder: Path, *, mend: bool = True) -> DataKey:
    """The data key of the diary in `folder`, by the keyring. `mend` as in `keys.unlock`.

    Raises KeyringFailed (also when `diary.keyring` is damaged), KeyDamaged, DiaryNewer, StorageError.
    """
    diary_id, wrap = _read(folder / KEYRING_FILE)
    kept = _ask(lambda: _required().get_password(SERVICE, diary_id))
    if kept is None:
        raise KeyringFailed(reason="it has no secret for this diary")
    try:
        secret = base64.b64decode(kept, validate=True)
    except (binascii.Error, ValueError):
        raise KeyringFailed(reason="its secret is damaged") from None
    return unlock_with_keyring(folder, wrap, secret, mend=mend)


# --- the keyring -----------------------------------------------------------------------------------------------------


def _real_keyring() -> "KeyringBackend | None":
    """The keyring that `keyring` was set up with, if it is a real one; of several in a chain the first real one."""
    import keyring
    from keyring.backends.chainer import ChainerBackend

    chosen = keyring.get_keyring()
    candidates = list(chosen.backends) if isinstance(chosen, ChainerBackend) else [chosen]
    return next((each for each in candidates if type(each).__module__ in REAL), None)


def _required() -> "KeyringBackend":
    backend = _real_keyring()
    if backend is None:
        raise KeyringFailed(reason="there is no keyring that encrypts")
    return backend


def _ask(question: Callable[[], T]) -> T:
    """What the keyring answers. It is asked on a thread of its own, because it may wait for the user for ever."""
    answers: list[T] = []
    failures: list[TodakError] = []

    def ask() -> None:
        try:
            answers.append(question())
        except TodakError as error:
            failures.append(error)
        except Exception as error:  # noqa: BLE001 (each system's keyring raises its own, and D-Bus's)
            failure = KeyringFailed(reason=type(error).__name__)
            failure.__cause__ = error
            failures.append(failure)

    asking = threading.Thread(target=ask, name="keyring", daemon=True)
    asking.start()
    asking.join(ANSWER_SECONDS)
    if failures:
        raise failures[0]
    if not answers:
        raise KeyringFailed(reason="it did not answer")
    return answers[0]


# --- diary.keyring ---------------------------------------------------------------------------------------------------


def _encoded(diary_id: str, wrap: Wrap) -> bytes:
    body: Json = {
        "diary": diary_id,
        "format": FORMAT,
        "version": VERSION,
        "wrap": {
            "kind": wrap.kind,
            "nonce": to_text(wrap.nonce),
            "parameters": {**wrap.parameters},
            "sealed": to_text(wrap.sealed),
        },
    }
    return canonical({"body": body, "checksum": hashlib.sha256(canonical(body)).hexdigest()}) + b"\n"


def _read(path: Path) -> tuple[str, Wrap]:
    """The diary's id and the wrap in `path`. Raises KeyringFailed when it is not there or damaged, StorageError."""
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except FileNotFoundError:
        raise KeyringFailed(reason="it was not set up for this diary") from None
    except OSError as error:
        raise storage_trouble(error) from error
    try:
        body = json.loads(content)["body"]
        fields = body["wrap"]
        wrap = Wrap(
            str(fields["kind"]),
            {
                str(name): value if isinstance(value, int) else str(value)
                for name, value in fields["parameters"].items()
            },
            from_text(fields["nonce"]),
            from_text(fields["sealed"]),
        )
        diary_id = str(body["diary"])
        # Another version, another spelling or a flipped bit: not what we write.
        if len(content) > _LARGEST or len(wrap.nonce) != 12 or _encoded(diary_id, wrap) != content:
            raise KeyringFailed(reason=f"{KEYRING_FILE} is damaged")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise KeyringFailed(reason=f"{KEYRING_FILE} is damaged") from None
    return diary_id, wrap
