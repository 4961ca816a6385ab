"""Ids: random, and sorted by the time they were made."""

import re
import secrets
import threading
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32, in small letters: some disks ignore case
_LENGTH = 26
_VALID = re.compile(r"[0-9a-z]{1,64}", re.ASCII)

_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """A new id of 26 characters: 48 bits of Unix time in ms, 80 random bits (the layout of a ULID).

    Within one process every id sorts after the one before it, also when the clock steps back.
    """
    global _last
    number = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    with _lock:
        if number <= _last:
            number = _last + 1 + secrets.randbits(32)
        _last = number
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(5 * (_LENGTH - 1), -1, -5))


def draft_id(utterance_id: str) -> str:
    """Under which id the draft of an edit of an utterance is kept."""
    return f"edit-{utterance_id}"


def checked_id(identifier: str) -> str:
    """`identifier`, which becomes part of a file name; ValueError unless it is 1 to 64 small letters and digits."""
    if not _VALID.fullmatch(identifier):
        raise ValueError("an id has 1 to 64 small letters and digits")
    return identifier
