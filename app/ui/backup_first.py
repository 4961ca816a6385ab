"""A backup before what cannot be taken back: another passphrase or recovery key, restoring, compacting."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QCoreApplication

from app.config import Settings
from app.errors import Cancelled, NotBackedUp
from app.ui.advice import breakable, explained
from app.ui.long_work import LongWork

if TYPE_CHECKING:
    from app.storage.backup import Cancel, Progress
    from app.storage.repository import Diary

T = TypeVar("T")
_SHARE = 0.7  # of the whole: copying a diary takes longer than what comes after it


def after_backup(
    settings: Settings,
    work: "Callable[[Diary, Progress, Cancel], T]",
    *,
    backs_up: bool = True,
    first: "Callable[[Diary], None] | None" = None,
) -> "Callable[[Diary, LongWork], T]":
    """For `LiveSession.at_length`: `first` (what costs little and may refuse), a backup where one is due, then `work`.

    None is made without `backs_up`, which is the user's choice after one has failed (NotBackedUp), or where the user
    has turned backups off. `work` is not begun any more (Cancelled) where it was stopped until then.
    """
    folder = settings.backup_folder
    wanted = backs_up and settings["automatic_backup"]

    def do(diary: "Diary", long_work: LongWork) -> T:
        if first is not None:
            first(diary)
        if wanted:
            from app.storage.backup import back_up_before
            from app.storage.backups import offering

            with offering(diary.folder, folder):
                back_up_before(
                    diary, folder, progress=lambda share: long_work.tell(_SHARE * share), cancelled=long_work.is_stopped
                )
        if long_work.is_stopped():
            raise Cancelled()
        begun = _SHARE if wanted else 0.0
        return work(diary, lambda share: long_work.tell(begun + (1 - begun) * share), long_work.is_stopped)

    return do


def without_backup(error: NotBackedUp) -> str:
    """The question whether to go on all the same."""
    said = explained(error)
    question = QCoreApplication.translate("BackupFirst", "백업 없이 이어서 할까요?")
    return breakable(f"{said['message']} {said['kept']} {question}")
