"""`backup`, `restore`, `compact`, `export`, `import`: the diary's copies. Progress goes to stderr, Ctrl-C cancels."""

import argparse
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli import inputs
from app.cli.output import Answer
from app.config import Settings
from app.errors import DiaryMissing, NotABackup

if TYPE_CHECKING:
    from app.storage.backup import MadeBackup
    from app.storage.backups import Backup
    from app.storage.repository import Diary
    from app.storage.restore import Comparison

_STEP = 0.05  # the share after which progress is told again

Work = tuple[Callable[[float], None], Callable[[], bool]]  # progress, cancelled


def run(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    """Run one of the commands; returns the exit status. Raises TodakError."""
    commands = {
        "backup": _backup,
        "restore": _restore,
        "compact": _compact,
        "export": _export,
        "import": _import,
    }
    return commands[arguments.command](arguments, settings, answer)


@contextmanager
def working(name: str) -> Iterator[Work]:
    """Progress on stderr, and whether Ctrl-C or a polite kill asked to stop."""
    stop = threading.Event()
    told = [-_STEP]

    def progress(share: float) -> None:
        if share >= told[0] + _STEP or share == 1.0 > told[0]:
            told[0] = share
            print(f"todak: {name} {share:.0%}", file=sys.stderr, flush=True)

    before = {kind: signal.getsignal(kind) for kind in (signal.SIGINT, signal.SIGTERM)}
    for kind in before:
        signal.signal(kind, lambda _kind, _frame: stop.set())
    try:
        yield progress, stop.is_set
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def _opened(arguments: argparse.Namespace, settings: Settings, *, read_only: bool) -> "Diary":
    from app.storage.backups import offering
    from app.storage.repository import Diary

    if not arguments.data_dir.is_dir():
        raise DiaryMissing(folder=arguments.data_dir)  # before a passphrase is asked for
    passphrase = inputs.passphrase(arguments.passphrase_file)
    with offering(arguments.data_dir, settings.backup_folder):
        return Diary.open(arguments.data_dir, passphrase, read_only=read_only)


def _back_up_before(diary: "Diary", arguments: argparse.Namespace, settings: Settings) -> "MadeBackup | None":
    """A backup before something that cannot be taken back, where one is due and the user has not turned them off.

    Raises NotBackedUp: `--no-backup` is the way on.
    """
    from app.storage.backup import back_up_before

    if arguments.no_backup:
        ko, en = "백업 없이 이어서 해요.", "Going on without a backup."
        print(f"todak: {ko if settings.language == 'ko' else en}", file=sys.stderr)
        return None
    if not settings["automatic_backup"]:
        return None
    with working("backup") as (progress, cancelled):
        return back_up_before(diary, settings.backup_folder, progress=progress, cancelled=cancelled)


def _folder_of(made: "MadeBackup | None") -> str | None:
    return None if made is None else str(made.backup.folder)


# --- backup ----------------------------------------------------------------------------------------------------------


def _backup(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    from app.storage.backup import back_up
    from app.storage.backups import Backups, offering

    folder = arguments.to or settings.backup_folder
    with _opened(arguments, settings, read_only=True) as diary, working("backup") as (progress, cancelled):
        with offering(diary.folder, folder):
            made = back_up(diary, folder, progress=progress, cancelled=cancelled)
        thinned = Backups(folder, diary.key.diary_id).thin()
    if arguments.json:
        answer.json(
            {
                "backup": _described(made.backup),
                "utterances": made.utterances,
                "recordings_copied": made.copied,
                "recordings_shared": made.shared,
                "damaged": list(made.damaged),
                "missing": list(made.missing),
                "thinned": [str(each.folder) for each in thinned],
            }
        )
    else:
        answer.line(str(made.backup.folder))
        for kind, which in (("damaged", made.damaged), ("missing", made.missing)):
            for each in which:
                answer.line(f"  audio/{each}: {kind}")
    return 0


def _described(backup: "Backup") -> dict[str, Any]:
    return {
        "folder": str(backup.folder),
        "made_at": backup.made_at.isoformat(),
        "made_by": backup.made_by,
        "schema": backup.schema,
        "recordings": backup.recordings,
    }


# --- restore ---------------------------------------------------------------------------------------------------------


def _restore(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    if arguments.list:
        return _list(arguments, settings, answer)
    if arguments.salvage is not None:
        return _salvage(arguments, answer)
    backup = _chosen(arguments, settings)
    if arguments.beside is not None:
        return _beside(arguments, answer, backup)
    from app.storage.backups import offering
    from app.storage.restore import compare, restore_missing

    with _opened(arguments, settings, read_only=arguments.compare) as diary:
        if arguments.compare:
            _show(compare(backup, diary), backup, arguments, answer)
            return 0
        with offering(diary.folder, settings.backup_folder):
            made = _back_up_before(diary, arguments, settings)
        with working("restore") as (progress, cancelled):
            restored = restore_missing(diary, backup, arguments.entry or None, progress=progress, cancelled=cancelled)
    if arguments.json:
        answer.json(
            {
                "backup": str(backup),
                "entries": list(restored.entries),
                "utterances": list(restored.utterances),
                "recordings": list(restored.recordings),
                "histories": list(restored.histories),
                "lost_recordings": list(restored.lost),
                "backed_up": _folder_of(made),
            }
        )
    else:
        counts = (len(restored.entries), len(restored.utterances), len(restored.recordings), len(restored.histories))
        answer.line("{} entries, {} utterances, {} recordings, {} histories".format(*counts))
    return 0


def _chosen(arguments: argparse.Namespace, settings: Settings) -> Path:
    """The backup that was named, else the newest good one."""
    from app.storage.backups import Backups, diary_id_of

    if arguments.backup is not None:
        return Path(arguments.backup)
    newest = Backups(settings.backup_folder, diary_id_of(arguments.data_dir)).newest_good()
    if newest is None:
        raise NotABackup(folder=settings.backup_folder)
    return newest.folder


def _list(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    from app.storage.backups import Backups, diary_id_of

    folder = Path(arguments.backup or settings.backup_folder)
    found = Backups(folder, diary_id_of(arguments.data_dir)).list()
    listed = [_described(each) | {"good": each.is_as_made()} for each in found]
    if arguments.json:
        answer.json({"folder": str(folder), "backups": listed})
        return 0
    for each, described in zip(found, listed, strict=True):
        made = each.made_at.astimezone()
        answer.line(f"{made:%Y-%m-%d %H:%M}  {'ok ' if described['good'] else '!! '} {each.folder}")
    return 0


def _show(found: "Comparison", backup: Path, arguments: argparse.Namespace, answer: Answer) -> None:
    if arguments.json:
        answer.json(
            {
                "backup": str(backup),
                "same": found.is_same,
                "missing": [
                    {
                        "entry_id": each.id,
                        "date": each.date.isoformat(),
                        "opening": each.opening,
                        "utterances": list(each.utterances),
                        "recordings": each.recordings,
                        "is_here": each.is_here,
                        "in_trash": each.in_trash,
                        "thrown_away": each.thrown_away,
                    }
                    for each in found.missing
                ],
                "only_here": list(found.only_here),
                "other_words": list(found.other_words),
                "other_marks": list(found.other_marks),
                "lost_recordings": list(found.lost_sound),
            }
        )
        return
    for each in found.missing:
        note = "  (thrown away for good: name it with --entry)" if each.thrown_away else ""
        answer.line(f"+ {each.date}  {len(each.utterances):>3}  {each.opening}{note}")
        answer.line(f"              {each.id}")
    for sign, which in (("~ words", found.other_words), ("~ marks", found.other_marks), ("+ sound", found.lost_sound)):
        for identifier in which:
            answer.line(f"{sign}  {identifier}")
    answer.line(f"{len(found.missing)} entries to restore, {len(found.only_here)} utterances only here")


def _beside(arguments: argparse.Namespace, answer: Answer, backup: Path) -> int:
    from app.storage.restore import open_beside

    with working("restore") as (progress, cancelled):
        made = open_beside(backup, arguments.beside.absolute(), progress=progress, cancelled=cancelled)
    if arguments.json:
        kept = None if made.kept is None else str(made.kept)
        answer.json({"backup": str(backup), "folder": str(made.folder), "kept": kept})
        return 0
    answer.line(str(made.folder))
    if made.kept is not None:
        answer.line(f"  {made.kept}")
    return 0


def _salvage(arguments: argparse.Namespace, answer: Answer) -> int:
    """Needs no lock: the damaged diary is only read. But who writes in it meanwhile is not waited for."""
    from app.storage import keys
    from app.storage.lock import DiaryLock
    from app.storage.salvage import salvage
    from app.storage.unwritable import is_writable

    source = Path(arguments.backup or arguments.data_dir)
    if not source.is_dir():
        raise DiaryMissing(folder=source)
    key = keys.unlock(source, inputs.passphrase(arguments.passphrase_file), mend=False)
    if is_writable(source):
        with DiaryLock(source):
            pass
    with working("salvage") as (progress, cancelled):
        found = salvage(source, key, arguments.salvage.absolute(), progress=progress, cancelled=cancelled)
    if arguments.json:
        answer.json(
            {
                "folder": str(arguments.salvage.absolute()),
                "entries": found.entries,
                "utterances": found.utterances,
                "recordings": found.recordings,
                "lost_utterances": list(found.lost_utterances),
                "lost_recordings": list(found.lost_recordings),
                "remade_entries": list(found.remade_entries),
            }
        )
        return 0
    answer.line(f"{arguments.salvage.absolute()}")
    answer.line(f"  {found.entries} entries, {found.utterances} utterances, {found.recordings} recordings")
    answer.line(f"  lost: {len(found.lost_utterances)} utterances, {len(found.lost_recordings)} recordings")
    return 0


# --- compact, export, import -----------------------------------------------------------------------------------------


def _compact(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    from app.storage.backups import offering
    from app.storage.compact import compact

    with _opened(arguments, settings, read_only=False) as diary, offering(diary.folder, settings.backup_folder):
        made = _back_up_before(diary, arguments, settings)
        with working("compact") as (progress, cancelled):
            found = compact(diary, progress=progress, cancelled=cancelled)
    if arguments.json:
        result = {"before": found.before, "after": found.after, "leftovers": found.leftovers, "won": found.won}
        answer.json(result | {"backed_up": _folder_of(made)})
    else:
        answer.line(f"{found.before:,} → {found.after:,} bytes, {found.won:,} won")
    return 0


def _export(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    from app.storage.exchange import export_json

    if not arguments.yes_in_the_clear and not _agreed(arguments.file, settings.language):
        return 1
    with _opened(arguments, settings, read_only=True) as diary:
        count = export_json(diary, arguments.file)
    if arguments.json:
        answer.json({"file": str(arguments.file), "utterances": count, "encrypted": False})
    else:
        answer.line(f"{arguments.file}  ({count} utterances, NOT encrypted)")
    return 0


def _agreed(file: Path, language: str) -> bool:
    """Ask before the diary leaves its encryption; without a terminal to ask on, the answer is no."""
    if language == "ko":
        warning = f"{file}은(는) 암호화되지 않아요. 이 파일을 얻은 사람은 누구나 일기를 모두 읽을 수 있어요."
        question, hint = "그래도 내보낼까요? [yes/no] ", "알고 내보내려면 --yes-in-the-clear를 붙여 주세요."
    else:
        warning = f"{file} will not be encrypted: whoever gets it can read all of the diary."
        question, hint = "Export all the same? [yes/no] ", "Add --yes-in-the-clear if that is what you want."
    print(f"todak: {warning}", file=sys.stderr)
    if not sys.stdin.isatty():
        print(f"todak: {hint}", file=sys.stderr)
        return False
    print(f"todak: {question}", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() == "yes"


def _import(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    from app.storage.exchange import import_json

    with _opened(arguments, settings, read_only=False) as diary:
        added = import_json(diary, arguments.file)
    if arguments.json:
        answer.json(
            {
                "entries": list(added.entries),
                "utterances": list(added.utterances),
                "histories": list(added.histories),
            }
        )
    else:
        answer.line(f"{len(added.entries)} entries, {len(added.utterances)} utterances")
    return 0
