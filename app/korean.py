"""The one Kiwi of the process: Korean morphemes, spacing and sentences.

Both engines need it (the recogniser to space and rescore, the models to find sentences) and it costs 1.3 s and
250 MB, so it stands below them, is loaded at the first call and kept.
"""

import threading
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiwipiepy import Kiwi

_lock = threading.Lock()


@lru_cache(maxsize=1)
def _load() -> "Kiwi":
    from kiwipiepy import Kiwi

    return Kiwi(num_workers=1)


def kiwi() -> "Kiwi":
    """The shared Kiwi, loaded by whoever asks first (1.3 s, holding the interpreter lock: never on the UI thread)."""
    with _lock:
        return _load()
