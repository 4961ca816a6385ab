"""The recovery key as people write it down: 160 random bits and a check, in Crockford's base 32."""

import hashlib
import secrets

from app.errors import RecoveryKeyMistyped

RECOVERY_BYTES = 20
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # https://www.crockford.com/base32.html
_LOOKALIKES = str.maketrans("OIL", "011")
_KEY_CHARACTERS = 32  # 160 bits
_CHECK_CHARACTERS = 4  # 20 bits: one typo in a million goes unnoticed here, and then fails to open the diary
_GROUP = 4


def new_recovery_key() -> bytes:
    """160 random bits."""
    return secrets.token_bytes(RECOVERY_BYTES)


def printed(key: bytes) -> str:
    """`key` for paper: nine groups of four characters with dashes, the last group being the check."""
    number = int.from_bytes(key, "big") << 5 * _CHECK_CHARACTERS | _check(key)
    count = _KEY_CHARACTERS + _CHECK_CHARACTERS
    characters = "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(count)))
    return "-".join(characters[at : at + _GROUP] for at in range(0, count, _GROUP))


def parsed(text: str) -> bytes:
    """The key that was written down, whatever its case, spaces and dashes, with O read as 0 and I and L as 1.

    Raises RecoveryKeyMistyped when it is not a recovery key, by length, alphabet or check.
    """
    characters = "".join(each for each in text.upper() if not each.isspace() and each not in "-‐‑‒–—−")
    characters = characters.translate(_LOOKALIKES)
    if len(characters) != _KEY_CHARACTERS + _CHECK_CHARACTERS or any(each not in _ALPHABET for each in characters):
        raise RecoveryKeyMistyped()
    number = 0
    for character in characters:
        number = number << 5 | _ALPHABET.index(character)
    key = (number >> 5 * _CHECK_CHARACTERS).to_bytes(RECOVERY_BYTES, "big")
    if _check(key) != number & (1 << 5 * _CHECK_CHARACTERS) - 1:
        raise RecoveryKeyMistyped()
    return key


def _check(key: bytes) -> int:
    return int.from_bytes(hashlib.sha256(b"todak recovery key 1" + key).digest()[:3], "big") >> 4
