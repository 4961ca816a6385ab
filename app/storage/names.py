"""What the files of a diary are called. Imports nothing heavy: the window looks here before its first paint."""

from pathlib import Path
from typing import Final

KEY_FILE: Final = "diary.key"
PREVIOUS_FILE: Final = "diary.key.previous"
KEYRING_FILE: Final = "diary.keyring"
DATABASE_FILE: Final = "diary.db"
MIGRATING_FILE: Final = "diary.db.migrating"
MARK_FILE: Final = "diary.mark"
AUDIO_FOLDER: Final = "audio"
LOCK_FILE: Final = "diary.lock"
HANDOVER_FILE: Final = "handover.sock"  # this and the next: sockets of the Todak that is at work there
BELL_FILE: Final = "handover.bell"


def is_diary(folder: Path) -> bool:
    """Whether anything of a diary is there; a creation that a crash cut off before its key is none."""
    return any((folder / name).exists() for name in (KEY_FILE, PREVIOUS_FILE, DATABASE_FILE))
