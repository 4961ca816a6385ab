"""The commands that open a diary."""

import argparse
import os
import signal
import sys
import threading
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli import inputs
from app.cli.output import Answer, tell
from app.config import Settings
from app.diary.listing import EntryFilter, SimilarEntry
from app.engines import Engines
from app.errors import (
    DerivedDamaged,
    DiaryBusy,
    DiaryDamaged,
    DiaryMissing,
    NothingHeard,
    Restorable,
    SpeechNotWritten,
    StorageError,
    TodakError,
    WordsMissing,
    reason_of,
    storage_trouble,
)
from app.files import write_atomically
from app.handover import hand_over, hear_request
from app.presenting import day_of, entry_of, listed_of
from app.session import DiarySession, Listener, Listening, SessionEvent, Stored, Trouble

if TYPE_CHECKING:
    from app.storage.check import CheckReport
    from app.storage.repository import Diary


def run(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    """Run one diary command; returns the exit status. Raises TodakError."""
    commands = {
        "init": _init,
        "recovery-key": _recovery_key,
        "hear": _hear,
        "list": _list,
        "show": _show,
        "search": _search,
        "similar": _similar,
        "stats": _stats,
        "check": _check,
    }
    return commands[arguments.command](arguments, settings, answer)


def _passphrase(arguments: argparse.Namespace) -> str:
    """Ask once: what is typed is not typed twice, and a file may be a pipe. Raises DiaryMissing before that."""
    if not arguments.data_dir.is_dir():
        raise DiaryMissing(folder=arguments.data_dir)
    return inputs.passphrase(arguments.passphrase_file)


def _open(
    arguments: argparse.Namespace, *, read_only: bool, accept_loss: bool = False, passphrase: str | None = None
) -> "Diary":
    from app.storage.backups import offering
    from app.storage.repository import Diary

    if passphrase is None:
        passphrase = _passphrase(arguments)
    with offering(arguments.data_dir, Settings().backup_folder):
        return Diary.open(arguments.data_dir, passphrase, read_only=read_only, accept_loss=accept_loss)


# --- init and the recovery key ---------------------------------------------------------------------------------------


def _init(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    from app.storage.repository import Diary

    passphrase = inputs.passphrase(arguments.passphrase_file, confirm=True)
    diary, recovery_key = Diary.create(arguments.data_dir, passphrase)
    diary.close()
    shown = _hand_out(recovery_key, arguments.recovery_file, settings.language)
    if arguments.json:
        file = str(arguments.recovery_file) if arguments.recovery_file else None
        answer.json({"diary": str(arguments.data_dir), "recovery_file": file, "recovery_key_shown": shown})
    elif settings.language == "ko":
        answer.line(f"새 일기장을 만들었어요: {arguments.data_dir}")
    else:
        answer.line(f"A new diary is in {arguments.data_dir}")
    return 0


def _recovery_key(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    with _open(arguments, read_only=True) as diary:
        shown = _hand_out(diary.recovery_key(), arguments.recovery_file, settings.language)
    if arguments.json:
        answer.json({"recovery_key_shown": shown})
    return 0 if shown else 1


def _hand_out(recovery_key: str, file: Path | None, language: str) -> bool:
    """Give the recovery key to `file`, else to the terminal itself (stdout may be a log).

    Returns whether it was given. Raises StorageError when `file` cannot be written.
    """
    if file is not None:
        try:
            write_atomically(file, (recovery_key + "\n").encode())
        except OSError as error:
            raise storage_trouble(error) from error
        return True
    explanation = "복구 키 (종이에 적어 두세요)" if language == "ko" else "Recovery key (write it on paper)"
    try:
        with open("CONOUT$" if os.name == "nt" else "/dev/tty", "w", encoding="utf-8") as terminal:
            terminal.write(f"{explanation}:\n\n    {recovery_key}\n\n")
    except OSError:
        if language == "ko":
            hint = "터미널이 없어 복구 키를 보여 주지 못했어요. todak recovery-key --recovery-file로 저장해 주세요."
        else:
            hint = "No terminal to show the recovery key on: save it with todak recovery-key --recovery-file FILE."
        print(f"todak: {hint}", file=sys.stderr)
        return False
    return True


# --- hear ------------------------------------------------------------------------------------------------------------


def _hear(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    text = inputs.whole(arguments.text) if arguments.text is not None else None
    if text is not None and not text.strip():
        raise NothingHeard
    request = {
        "text": text,
        "audio": str(arguments.audio.resolve()) if arguments.audio else None,
        "mic": arguments.mic,
        "date": arguments.date.isoformat() if arguments.date else None,
        "new_entry": arguments.new_entry,
        "speak": arguments.speak,
    }
    explain = _on_stderr(settings.language)
    engines = Engines(settings)
    passphrase = _passphrase(arguments)
    try:
        diary = _open(arguments, read_only=False, passphrase=passphrase)
    except DiaryBusy:
        result = hand_over(arguments.data_dir, passphrase, request, _stop_on_interrupt())
    else:
        with diary:
            session = DiarySession(diary, settings, engines, listener=explain)
            stop = _stop_on_interrupt()
            result = hear_request(session, request, stop)
            result["recovered"] = [utterance.id for utterance in session.recover(stop)]
    status = _write_speech(arguments.speech_to, result, engines, explain) if arguments.speech_to else 0
    _print_heard(result, arguments, answer)
    return status


def _stop_on_interrupt() -> threading.Event:
    """An event that Ctrl-C and a polite kill set: they end a recording, they do not throw it away."""
    stop = threading.Event()
    for kind in (signal.SIGINT, signal.SIGTERM):
        signal.signal(kind, lambda _kind, _frame: stop.set())
    return stop


def _write_speech(file: Path, result: dict[str, Any], engines: Engines, explain: Listener) -> int:
    """Write the spoken replies to `file`, as the user asked; what fails is explained: the words are stored anyway."""
    from app.voice.audio_file import write_wav

    spoken = " ".join(utterance["reply"] for utterance in result["utterances"] if utterance["reply"])
    try:
        write_wav(file, engines.speaker().synthesise(spoken))
    except TodakError as error:
        explain(Trouble(error))
        return 1
    except OSError as error:
        explain(Trouble(SpeechNotWritten(file=file, reason=reason_of(error))))
        return 1
    return 0


def _on_stderr(language: str) -> Listener:
    def listen(event: SessionEvent) -> None:
        if isinstance(event, Trouble):
            tell(event.error.explained(language))
        elif isinstance(event, Listening):
            print("todak: listening", file=sys.stderr, flush=True)
        elif isinstance(event, Stored):
            print(f"todak: stored {event.utterance.id}", file=sys.stderr, flush=True)

    return listen


def _print_heard(result: dict[str, Any], arguments: argparse.Namespace, answer: Answer) -> None:
    if arguments.json:
        answer.json(result)
        return
    for utterance in result["utterances"]:
        answer.line(utterance["text"])
        emotion = utterance["emotion"]
        if emotion is not None:
            unsure = "" if utterance["certain"] else " ?"
            answer.line(f"  [{emotion}{unsure} {utterance['scores'][emotion]:.0%}]")
        if utterance["reply"]:
            answer.line(f"  토닥: {utterance['reply']}")


# --- reading ---------------------------------------------------------------------------------------------------------


def _list(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    with _open(arguments, read_only=True) as diary:
        entries = [listed_of(entry) for entry in diary.entries()]
    if arguments.json:
        answer.json({"entries": entries})
        return 0
    for entry in entries:
        answer.line(f"{entry['date']}  {entry['emotion'] or '    '}  {entry['utterances']:>3}  {entry['title']}")
        answer.line(f"            {entry['id']}")
    return 0


def _show(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    with _open(arguments, read_only=True) as diary:
        try:
            found = diary.entries_on(date.fromisoformat(arguments.which))
        except ValueError:
            found = [diary.entry(arguments.which)]
    entries = [entry_of(entry) for entry in found]
    if arguments.json:
        answer.json({"entries": entries})
        return 0
    for entry in entries:
        answer.line(f"{entry['date']}  {entry['emotion'] or ''}  {entry['id']}")
        for utterance in entry["utterances"]:
            answer.line(f"  {utterance['started_at'][11:16]} {utterance['emotion'] or '    '}  {utterance['text']}")
            if utterance["reply"]:
                answer.line(f"        토닥: {utterance['reply']}")
        answer.line()
    return 0


def _search(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    query = inputs.whole(arguments.query)
    only = EntryFilter(
        emotions=frozenset(arguments.emotion or ()),
        people=frozenset(arguments.person or ()),
        scores=frozenset(arguments.score or ()),
        has_audio=arguments.with_audio,
        tag=arguments.tag,
        first=arguments.first,
        last=arguments.last,
    )
    with _open(arguments, read_only=True) as diary:
        found = diary.search(query, arguments.limit, only)
        count = len(found) if arguments.limit is None else diary.count_hits(query, only)
    hits = [
        {
            "utterance_id": hit.utterance_id,
            "entry_id": hit.entry_id,
            "date": hit.date.isoformat(),
            "text": hit.text,
            "spans": [list(span) for span in hit.spans],
        }
        for hit in found
    ]
    if arguments.json:
        answer.json({"query": query, "count": count, "hits": hits})
        return 0
    for hit in hits:
        answer.line(f"{hit['date']}  {hit['text']}")
    return 0


def _similar(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    with _open(arguments, read_only=True) as diary:
        try:
            asked = [entry.id for entry in diary.entries_on(date.fromisoformat(arguments.which))]
        except ValueError:
            asked = [diary.entry(arguments.which).id]
        nearest: dict[str, SimilarEntry] = {}
        for each in (one for entry_id in asked for one in diary.alike(entry_id, arguments.limit + len(asked))):
            known = nearest.get(each.entry.id)
            if each.entry.id not in asked and (known is None or each.similarity > known.similarity):
                nearest[each.entry.id] = each
    found = sorted(nearest.values(), key=lambda each: each.similarity, reverse=True)[: arguments.limit]
    entries = [
        {
            "id": each.entry.id,
            "date": each.entry.date.isoformat(),
            "opening": each.entry.opening,
            "emotion": each.entry.emotion,
            "similarity": round(each.similarity, 4),
        }
        for each in found
    ]
    if arguments.json:
        answer.json({"entries": entries})
        return 0
    for entry in entries:
        answer.line(f"{entry['date']}  {entry['similarity']:.2f}  {entry['emotion'] or '    '}  {entry['opening']}")
        answer.line(f"            {entry['id']}")
    return 0


def _stats(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    first, last = arguments.month or arguments.year
    period = f"{first:%Y-%m}" if arguments.month else f"{first:%Y}"
    with _open(arguments, read_only=True) as diary:
        days = [day_of(summary) for summary in diary.days(first, last)]
    if arguments.json:
        answer.json({"period": period, "days": days})
        return 0
    for day in days:
        shares = day["shares"] or {}
        mixed = "  ".join(f"{emotion} {share:>4.0%}" for emotion, share in shares.items())
        score = f"{day['score']:.1f}" if day["score"] is not None else "  -"
        answer.line(f"{day['date']}  {day['count']:>3}  {score}  {mixed}")
    return 0


def _damage_in(report: "CheckReport") -> StorageError:
    """What is said of a diary that is not whole."""
    part = ", ".join(dict.fromkeys(problem.split(":")[0] for problem in report.problems))
    if report.missing_writes:
        return WordsMissing(missing=report.missing_writes, part=part)
    return DerivedDamaged() if report.only_derived else DiaryDamaged(part=part)


def _check(arguments: argparse.Namespace, settings: Settings, answer: Answer) -> int:
    from app.storage.backups import offer_backup

    passphrase = _passphrase(arguments)
    if arguments.accept_loss or arguments.rebuild:
        with _open(arguments, read_only=False, accept_loss=arguments.accept_loss, passphrase=passphrase) as diary:
            if arguments.rebuild:
                diary.rebuild_derived()
    with _open(arguments, read_only=True, passphrase=passphrase) as diary:
        report = diary.check()
    result: dict[str, Any] = {
        "healthy": report.healthy,
        "problems": list(report.problems),
        "utterances": report.utterances,
        "recordings": report.recordings,
        "waiting": list(report.orphans),
        "rebuilt": arguments.rebuild,
    }
    if not report.healthy:
        damage = _damage_in(report)
        if isinstance(damage, Restorable):
            offer_backup(damage, arguments.data_dir, settings.backup_folder)
        result["error"] = damage.explained(settings.language)
    if arguments.json:
        answer.json(result)
        return 0 if report.healthy else 1
    for problem in report.problems:
        answer.line(problem)
    if report.healthy:
        answer.line(f"ok  ({report.utterances} utterances, {report.recordings} recordings)")
    else:
        tell(result["error"])
    return 0 if report.healthy else 1
