"""The diary's keys: one random data key, wrapped by the passphrase and by the recovery key, in `diary.key`.

Changing the passphrase or the recovery key wraps the same data key again; the diary itself is not rewritten. What was
replaced then opens nothing in the folder any more; older backups still open with it.
"""

import hashlib
import hmac
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from argon2 import low_level
from argon2.exceptions import HashingError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app import __version__
from app.errors import (
    DiaryExists,
    KeyDamaged,
    KeyringFailed,
    StorageError,
    TodakError,
    WrongPassphrase,
    WrongRecoveryKey,
    storage_trouble,
)
from app.files import write_atomically
from app.storage import key_copies
from app.storage.ids import new_id
from app.storage.key_file import KeyHeader, Wrap, from_text, parse_header, read_header, to_text, wrap_bound
from app.storage.names import KEY_FILE, PREVIOUS_FILE
from app.storage.passphrase import normalise_passphrase
from app.storage.recovery_key import new_recovery_key, parsed, printed

_PASSPHRASE, _RECOVERY, _KEYRING = "passphrase", "recovery", "keyring"
_SALT = 16  # bytes
_BOUNDS = {"memory_kib": (8, 1 << 20), "passes": (1, 64), "lanes": (1, 16)}  # 1 GiB at most: no memory bomb

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Argon2Cost:
    """What Argon2id costs. The default is the second choice of RFC 9106 (64 MiB, 3 passes, 4 lanes)."""

    memory_kib: int = 65_536
    passes: int = 3
    lanes: int = 4


class DataKey:
    """The random 256-bit key of one diary, and the keys derived from it. It never shows itself, nor is it pickled."""

    __slots__ = ("_raw", "diary_id")

    def __init__(self, raw: bytes, diary_id: str) -> None:
        self._raw = bytearray(raw)
        self.diary_id = diary_id

    def copy(self) -> "DataKey":
        """The same key, which outlives it when this one is forgotten."""
        return DataKey(bytes(self._raw), self.diary_id)

    def forget(self) -> None:
        """Overwrite the key: it is of no use any more. Copies that Python and the libraries made may outlive it."""
        self._raw[:] = bytes(len(self._raw))

    @classmethod
    def new(cls) -> "DataKey":
        """A random key for a new diary, with its id."""
        return cls(secrets.token_bytes(32), new_id())

    def __repr__(self) -> str:
        return "DataKey(hidden)"

    def __reduce__(self) -> str:
        raise TypeError("a key is not pickled")

    @property
    def database_key(self) -> bytes:
        """SQLCipher's raw key, 32 bytes."""
        return self._derived("database")

    @property
    def audio_key(self) -> bytes:
        """The key from which each recording's own is derived, 32 bytes."""
        return self._derived("audio")

    @property
    def handover_key(self) -> bytes:
        """What two processes that opened the same diary share, 32 bytes."""
        return self._derived("handover")

    @property
    def header_mac_key(self) -> bytes:
        """The key of the MAC in `diary.key`, 32 bytes."""
        return self._derived("header mac")

    @property
    def recovery_seal_key(self) -> bytes:
        """The key under which the recovery key lies in `diary.key`, 32 bytes."""
        return self._derived("recovery seal")

    @property
    def mark_key(self) -> bytes:
        """The key of the MACs in `diary.mark`, 32 bytes."""
        return self._derived("mark")

    def _derived(self, purpose: str) -> bytes:
        if not any(self._raw):
            raise StorageError(reason="the diary is closed")
        return _hkdf(bytes(self._raw), self.diary_id.encode(), f"todak 1 {purpose}")

    def _wrapped(self, key: bytes, kind: str, parameters: dict[str, str | int]) -> Wrap:
        nonce = secrets.token_bytes(12)
        sealed = AESGCM(key).encrypt(nonce, bytes(self._raw), wrap_bound(self.diary_id, kind, parameters))
        return Wrap(kind, parameters, nonce, sealed)

    def wrapped_by_passphrase(self, secret: bytes, cost: Argon2Cost) -> Wrap:
        """This key under a normalised passphrase."""
        parameters: dict[str, str | int] = {
            "kdf": "argon2id",
            "lanes": cost.lanes,
            "memory_kib": cost.memory_kib,
            "passes": cost.passes,
            "salt": to_text(secrets.token_bytes(_SALT)),
        }
        return self._wrapped(_argon2id(secret, parameters), _PASSPHRASE, parameters)

    def wrapped_by_recovery_key(self, recovery: bytes) -> Wrap:
        """This key under a recovery key."""
        parameters: dict[str, str | int] = {"kdf": "hkdf-sha256", "salt": to_text(secrets.token_bytes(_SALT))}
        return self._wrapped(_from_recovery_key(recovery, parameters), _RECOVERY, parameters)

    def wrapped_by_keyring(self, secret: bytes) -> Wrap:
        """This key under a random secret that the operating system's keyring keeps."""
        parameters: dict[str, str | int] = {"kdf": "hkdf-sha256", "salt": to_text(secrets.token_bytes(_SALT))}
        return self._wrapped(_from_keyring(secret, parameters), _KEYRING, parameters)

    def mac(self, header: KeyHeader) -> bytes:
        """The MAC that `header` must carry."""
        return hmac.digest(self.header_mac_key, header.body(), hashlib.sha256)


Opener = Callable[[KeyHeader], DataKey]


def create_key_file(folder: Path, key: DataKey, passphrase: str, cost: Argon2Cost | None = None) -> str:
    """Write `diary.key` for a new data key into `folder`; returns the recovery key as printed.

    Raises DiaryExists when there is one (or a copy of one), PassphraseMissing, DiskFull or StorageError.
    """
    secret = normalise_passphrase(passphrase)
    if any((folder / name).exists() for name in (KEY_FILE, PREVIOUS_FILE)):
        raise DiaryExists(folder=folder)
    recovery = new_recovery_key()
    nonce = secrets.token_bytes(12)
    header = KeyHeader(
        diary_id=key.diary_id,
        created_by=__version__,
        wraps=(key.wrapped_by_passphrase(secret, cost or Argon2Cost()), key.wrapped_by_recovery_key(recovery)),
        recovery_nonce=nonce,
        recovery_sealed=b"",
    )
    header = replace(header, recovery_sealed=AESGCM(key.recovery_seal_key).encrypt(nonce, recovery, header.bound()))
    try:
        write_atomically(folder / KEY_FILE, _signed(header, key).encoded())
    except OSError as error:
        raise storage_trouble(error) from error
    return printed(recovery)


def unlock(folder: Path, passphrase: str, *, mend: bool = True) -> DataKey:
    """The data key of the diary in `folder`.

    When `diary.key` is missing, damaged or refused by the disk and the previous copy opens, that is used. With `mend`,
    for which the caller holds the diary's lock, it is put back, the two copies are made the same, and a header whose
    Argon2 costs less than today's is wrapped anew; what of this fails keeps nobody out and is tried again at the next
    opening.
    Raises WrongPassphrase, PassphraseMissing, KeyDamaged (always before a wrong passphrase), DiaryNewer, StorageError.
    """
    key, content = _unlock(folder, _by_passphrase(passphrase), mend)
    if mend:
        _grow(folder, key, passphrase, content)
    return key


def unlock_with_recovery_key(folder: Path, recovery_key: str, *, mend: bool = True) -> DataKey:
    """Like `unlock`, by the recovery key as somebody typed it; RecoveryKeyMistyped or WrongRecoveryKey."""
    return _unlock(folder, _by_recovery_key(parsed(recovery_key)), mend)[0]


def unlock_with_keyring(folder: Path, wrap: Wrap, secret: bytes, *, mend: bool = True) -> DataKey:
    """Like `unlock`, by a wrap that is not in `diary.key` and the secret it was made with.

    KeyringFailed when they do not fit each other or this diary.
    """

    def open_wrap(header: KeyHeader) -> DataKey:
        if wrap.kind == _KEYRING and wrap.parameters.get("kdf") == "hkdf-sha256":
            key = _opened(header, wrap, _from_keyring(secret, wrap.parameters))
            if key is not None:
                return key
        raise KeyringFailed(reason="its secret is not this diary's")

    return _unlock(folder, open_wrap, mend)[0]


def change_passphrase(folder: Path, old: str, new: str, cost: Argon2Cost | None = None) -> None:
    """Wrap the data key with a new passphrase. The caller holds the diary's lock. Raises what `unlock` raises."""
    set_passphrase(folder, _unlock(folder, _by_passphrase(old), mend=True)[0], new, cost)


def set_passphrase(folder: Path, key: DataKey, new: str, cost: Argon2Cost | None = None) -> None:
    """Wrap `key`, once unlocked by whatever means, with a new passphrase (the old one may be forgotten).

    The old one then opens nothing in the folder. The caller holds the diary's lock. A crash leaves the old or the new
    file, whole. Raises PassphraseMissing, KeyDamaged, DiskFull, StorageError.
    """
    wrap = key.wrapped_by_passphrase(normalise_passphrase(new), cost or Argon2Cost())
    _rewrite(folder, key, _by_passphrase(new), lambda header: replace(header, wraps=_in_place(header.wraps, wrap)))


def replace_recovery_key(folder: Path, passphrase: str) -> str:
    """Make another recovery key for who knows the passphrase; returns it as printed.

    The old one then opens nothing in the folder. The caller holds the diary's lock. A crash leaves the old or the new
    file, whole. Raises what `unlock` raises, and DiskFull.
    """
    key, _ = _unlock(folder, _by_passphrase(passphrase), mend=True)
    recovery, nonce = new_recovery_key(), secrets.token_bytes(12)
    wrap = key.wrapped_by_recovery_key(recovery)

    def change(header: KeyHeader) -> KeyHeader:
        return replace(
            header,
            wraps=_in_place(header.wraps, wrap),
            recovery_nonce=nonce,
            recovery_sealed=AESGCM(key.recovery_seal_key).encrypt(nonce, recovery, header.bound()),
        )

    _rewrite(folder, key, _by_recovery_key(recovery), change)
    return printed(recovery)


def recovery_key(folder: Path, key: DataKey) -> str:
    """The recovery key as printed, from `diary.key`, once the diary is unlocked. Raises KeyDamaged, StorageError."""
    path = folder / KEY_FILE
    header, _ = read_header(path)
    _verify(header, key, path)
    return printed(_sealed_recovery_key(header, key, path))


def verify_key_file(path: Path, key: DataKey) -> None:
    """Check all of a key file that `key` can check, changing nothing. Raises KeyDamaged, DiaryNewer, StorageError."""
    header, _ = read_header(path)
    _verify(header, key, path)
    _sealed_recovery_key(header, key, path)


def is_lost(error: StorageError) -> bool:
    """Whether a key file is of no use as it lies, damaged or refused by the disk, so that its other copy is taken."""
    return isinstance(error, KeyDamaged) or type(error) is StorageError


def _unlock(folder: Path, opener: Opener, mend: bool) -> tuple[DataKey, bytes]:
    path, previous = folder / KEY_FILE, folder / PREVIOUS_FILE
    try:
        key, content = _open(path, opener)
    except StorageError as damage:
        if not is_lost(damage) or not previous.exists():
            raise
        try:
            key, content = _open(previous, opener)
        except TodakError as error:
            # Also when only the passphrase does not fit the previous copy: it may be the old one's.
            raise damage from error
        logger.warning("diary.key is missing or damaged (%s); its previous copy opened the diary", damage.code)
        if mend:
            key_copies.put_back(folder, content)
    if mend:
        key_copies.even_out(folder, content)
    return key, content


def _grow(folder: Path, key: DataKey, passphrase: str, content: bytes) -> None:
    """Wrap `key` anew when the header in `content` asks less of Argon2 than today's cost in any respect."""
    today = Argon2Cost()
    wraps = [wrap for wrap in parse_header(content, folder / KEY_FILE).wraps if wrap.kind == _PASSPHRASE]
    memory, passes = (max(int(wrap.parameters[name]) for wrap in wraps) for name in ("memory_kib", "passes"))
    if memory >= today.memory_kib and passes >= today.passes:
        return
    cost = Argon2Cost(max(memory, today.memory_kib), max(passes, today.passes), today.lanes)
    try:
        set_passphrase(folder, key, passphrase, cost)
    except TodakError as error:
        logger.warning("the passphrase keeps its cheaper Argon2 for now: %s", error.code)
    else:
        logger.info("the passphrase was wrapped anew with today's cost of Argon2")


def _rewrite(folder: Path, key: DataKey, opener: Opener, change: Callable[[KeyHeader], KeyHeader]) -> None:
    """Change the header and write both copies, when `opener` opens what comes out."""
    path = folder / KEY_FILE
    header, current = read_header(path)
    _verify(header, key, path)
    content = _signed(change(header), key).encoded()
    fresh = parse_header(content, path)
    _verify(fresh, opener(fresh), path)  # nothing goes to disk that does not open
    key_copies.rewrite(folder, current, content)


def _in_place(wraps: tuple[Wrap, ...], fresh: Wrap) -> tuple[Wrap, ...]:
    return tuple(sorted((fresh, *(each for each in wraps if each.kind != fresh.kind)), key=lambda wrap: wrap.kind))


def _open(path: Path, opener: Opener) -> tuple[DataKey, bytes]:
    header, content = read_header(path)
    key = opener(header)
    _verify(header, key, path)
    return key, content


def _by_passphrase(passphrase: str) -> Opener:
    secret = normalise_passphrase(passphrase)

    def open_wrap(header: KeyHeader) -> DataKey:
        for wrap in header.wraps:
            if wrap.kind == _PASSPHRASE and wrap.parameters.get("kdf") == "argon2id":
                key = _opened(header, wrap, _argon2id(secret, wrap.parameters))
                if key is not None:
                    return key
        raise WrongPassphrase()

    return open_wrap


def _by_recovery_key(recovery: bytes) -> Opener:
    def open_wrap(header: KeyHeader) -> DataKey:
        for wrap in header.wraps:
            if wrap.kind == _RECOVERY and wrap.parameters.get("kdf") == "hkdf-sha256":
                key = _opened(header, wrap, _from_recovery_key(recovery, wrap.parameters))
                if key is not None:
                    return key
        raise WrongRecoveryKey()

    return open_wrap


def _opened(header: KeyHeader, wrap: Wrap, key: bytes) -> DataKey | None:
    bound = wrap_bound(header.diary_id, wrap.kind, wrap.parameters)
    try:
        raw = AESGCM(key).decrypt(wrap.nonce, wrap.sealed, bound)
    except (InvalidTag, ValueError):  # ValueError: shorter than a tag
        return None
    return DataKey(raw, header.diary_id)


def _verify(header: KeyHeader, key: DataKey, path: Path) -> None:
    if not hmac.compare_digest(key.mac(header), header.mac):
        raise KeyDamaged(path=path)


def _sealed_recovery_key(header: KeyHeader, key: DataKey, path: Path) -> bytes:
    try:
        return AESGCM(key.recovery_seal_key).decrypt(header.recovery_nonce, header.recovery_sealed, header.bound())
    except (InvalidTag, ValueError):
        raise KeyDamaged(path=path) from None


def _signed(header: KeyHeader, key: DataKey) -> KeyHeader:
    return replace(header, mac=key.mac(header))


def _argon2id(secret: bytes, parameters: dict[str, str | int]) -> bytes:
    numbers = {}
    for name, (least, most) in _BOUNDS.items():
        value = parameters.get(name)
        if not isinstance(value, int) or not least <= value <= most:
            raise KeyDamaged(path=KEY_FILE)
        numbers[name] = value
    try:
        return low_level.hash_secret_raw(
            secret,
            _salt(parameters),
            time_cost=numbers["passes"],
            memory_cost=numbers["memory_kib"],
            parallelism=numbers["lanes"],
            hash_len=32,
            type=low_level.Type.ID,
        )
    except HashingError as error:
        raise StorageError(reason="Argon2 had too little memory") from error


def _from_recovery_key(recovery: bytes, parameters: dict[str, str | int]) -> bytes:
    return _hkdf(recovery, _salt(parameters), "todak 1 recovery wrap")


def _from_keyring(secret: bytes, parameters: dict[str, str | int]) -> bytes:
    return _hkdf(secret, _salt(parameters), "todak 1 keyring wrap")


def _salt(parameters: dict[str, str | int]) -> bytes:
    try:
        salt = from_text(parameters.get("salt"))
    except ValueError:
        raise KeyDamaged(path=KEY_FILE) from None
    if not _SALT <= len(salt) <= 64:
        raise KeyDamaged(path=KEY_FILE)
    return salt


def _hkdf(secret: bytes, salt: bytes, info: str) -> bytes:
    """32 bytes from a secret that is already random (RFC 5869, SHA-256)."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=info.encode()).derive(secret)
