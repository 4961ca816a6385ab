"""The encrypted diary on disk: `Diary` is the door. docs/storage-format.md says what the files hold."""

from app.storage.audio import AudioInfo, AudioJournal, AudioWriter
from app.storage.check import CheckReport
from app.storage.ids import new_id
from app.storage.passphrase import read_passphrase_file
from app.storage.repository import Diary
from app.storage.search import Hit

__all__ = [
    "AudioInfo",
    "AudioJournal",
    "AudioWriter",
    "CheckReport",
    "Diary",
    "Hit",
    "new_id",
    "read_passphrase_file",
]
