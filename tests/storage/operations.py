"""What can be cut short: every operation on a diary, telling what it acknowledged; and the check of what is left.

Shared by the tests that fail its system calls (`test_faults.py`) and those that kill it (`test_kills.py`). Each runs in
a child process (`faults.py`) and tells its parent in lines of JSON, before and after each step:

    ["may", id, text]        these words are being stored: from now on they may be there
    ["is", id, text]         they are acknowledged: they must be there
    ["may go", id]           the utterance is being thrown away
    ["back", id]             it is there again
    ["sound", id, seconds]   the recording was given so much
    ["sealed", id]           it is sealed
    ["may open", passphrase], ["opens", passphrase]
    ["backup", folder]       it is whole
    ["exported", ids]        the file has these utterances
    ["did", operation]       nothing in particular, to the end
"""

import copy
import json
import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.diary.emotion import Emotion
from app.diary.entry import Care, Reply, ReplyKind, Source, Utterance, Word
from app.errors import StorageError, WrongPassphrase
from app.storage import keys
from app.storage.backup import back_up
from app.storage.backups import Backups
from app.storage.compact import compact
from app.storage.exchange import export_json, import_json
from app.storage.keys import DataKey
from app.storage.repository import Diary
from app.storage.restore import restore_missing
from tests.storage.conftest import DAY, MOMENT, PASSPHRASE, ROOT, reading

Say = Callable[..., None]
Operation = Callable[[Path, DataKey, Say, random.Random], None]

SCHEMA_1 = ROOT / "tests" / "fixtures" / "diaries" / "schema1"
BLOCK = 1_024  # bytes: 32 ms, as the recorder gives them
HALF = 16_000  # bytes: half a second
DRAFT = "draft"
EXPORT = "export.json"
CHEAP = (64, 1, 1)  # Argon2: these tests unlock thousands of times


def own(key: DataKey) -> DataKey:
    """The same key once more: a diary that is closed forgets its own."""
    return DataKey(bytes(key._raw), key.diary_id)


def unlocked(folder: Path, key: DataKey, *, read_only: bool = False) -> Diary:
    """The diary in `folder`, opened as usual but for the passphrase."""
    return Diary._open(folder, lambda _mend: own(key), read_only)


def make_diary(folder: Path) -> DataKey:
    """A diary with a little of everything."""
    diary, _ = Diary.create(folder, PASSPHRASE)
    with diary:
        for number in range(24):
            said = diary.append(
                f"{number}번째 말이에요. " * (1 + number * number % 40),
                Source.VOICE if number % 8 == 0 else Source.TYPED,
                started_at=MOMENT,
                day=DAY.replace(day=1 + number // 3),
                new_entry=number % 3 == 0,
                has_audio=number % 8 == 0,
                words=[Word("말이에요", 0.1, 0.4, 0.9)] if number % 8 == 0 else (),
            )
            if number % 8 == 0:
                writer = diary.audio.begin(said.id, MOMENT, DAY)
                writer.write(random.Random(number).randbytes(HALF * 3))
                writer.seal()
            if number % 2:
                diary.set_reading(said.id, reading())
                diary.set_reply(said.id, Reply("그랬군요.", ReplyKind.COMFORT, Care.NONE, "t 1"))
            if number % 5 == 0:
                diary.set_tags(said.entry_id, ["꼬리표", str(number)])
        diary.edit_text(said.id, "고친 말")
        diary.save_draft("적던 말")
        diary.trash(diary.entries()[-1].id)
        return own(diary.key)


# --- the operations --------------------------------------------------------------------------------------------------


def recording(folder: Path, key: DataKey, say: Say, chance: random.Random) -> None:
    """As `Hearing` does it: sound first, in blocks; what the disk refuses costs sound, not words."""
    with unlocked(folder, key) as diary:
        utterance_id = diary.new_id()
        trouble = None
        try:
            writer = diary.audio.begin(utterance_id, MOMENT, DAY)
        except StorageError as error:
            writer, trouble = None, error
        if writer is not None:
            try:
                for number in range(chance.randrange(40, 60)):
                    writer.write(chance.randbytes(BLOCK))
                    say("sound", utterance_id, (number + 1) * BLOCK / 32_000)
                writer.seal()
                say("sealed", utterance_id)
            except StorageError as error:
                writer.leave()
                trouble = error
        has_audio = writer is not None
        _append(diary, say, chance, utterance_id=utterance_id, has_audio=has_audio, source=Source.VOICE)
        if trouble is not None:
            raise trouble


def typing(folder: Path, key: DataKey, say: Say, chance: random.Random) -> None:
    """A draft, the words, their reading and reply."""
    with unlocked(folder, key) as diary:
        draft = f"초안 {chance.random()}"
        say("may", DRAFT, draft)
        diary.save_draft(draft)
        say("is", DRAFT, draft)
        said = _append(diary, say, chance)
        diary.set_reading(said, reading())
        diary.set_reply(said, Reply("네", ReplyKind.COMFORT, Care.NONE, "t 1"))


def editing(folder: Path, key: DataKey, say: Say, chance: random.Random) -> None:
    """Other words, the former ones again, and all that one marks."""
    with unlocked(folder, key) as diary:
        said = chance.choice(sorted(diary.utterance_ids()))
        entry_id = diary.utterance(said).entry_id
        for text in (f"고친 말 {chance.random()}", f"긴 말 {chance.random()} " * chance.randrange(300)):
            say("may", said, text)
            diary.edit_text(said, text)
            say("is", said, text)
        former = diary.history(said)[-1]
        say("may", said, former.text)
        diary.revert(said, former.id)
        say("is", said, former.text)
        diary.set_tags(entry_id, [f"{chance.random()}", "꼬리표"])
        diary.set_score(entry_id, chance.randrange(1, 6))
        diary.set_felt(entry_id, [Emotion.JOY])
        diary.correct(said, Emotion.ANGER)


def merging(folder: Path, key: DataKey, say: Say, chance: random.Random) -> None:
    """Entries are merged, split, moved, thrown away, and all of it undone."""
    with unlocked(folder, key) as diary:
        for _ in range(2):
            _append(diary, say, chance, new_entry=True)  # those of before may have been merged away
        into, other = chance.sample(diary.entries(), 2)
        merged = diary.merge(into.id, other.id, across_dates=True)
        diary.split(into.id, diary.entry(into.id).utterances[-1].id)
        moved = diary.move([diary.entry(into.id).utterances[0].id], to_date=DAY)
        diary.undo(moved)
        assert merged.touched
        thrown = diary.trash_utterance(diary.entry(into.id).utterances[-1].id)
        diary.undo(thrown)
        diary.undo(diary.trash(into.id))
        say("did", "merging")


def purging(folder: Path, key: DataKey, say: Say, chance: random.Random) -> None:
    """Something said, recorded and thrown away for good."""
    with unlocked(folder, key) as diary:
        said = _record(diary, say, chance)
        diary.trash(said.entry_id)
        say("may go", said.id)
        diary.purge(said.entry_id)


def backing_up(folder: Path, key: DataKey, say: Say, chance: random.Random) -> None:
    """A backup, beside an earlier one or none."""
    with unlocked(folder, key) as diary:
        say("backup", str(back_up(diary, folder.parent / "backups").backup.folder))


def migrating(folder: Path, key: DataKey, say: Say, chance: random.Random) -> None:
    """Opening a diary of schema 1."""
    unlocked(folder, key).close()
    say("did", "migrating")


def rekeying(folder: Path, key: DataKey, say: Say, chance: random.Random) -> None:
    """Another passphrase."""
    with unlocked(folder, key) as diary:
        passphrase = f"암호 {chance.random()}"
        say("may open", passphrase)
        diary.set_passphrase(passphrase)
        say("opens", passphrase)


def compacting(folder: Path, key: DataKey, say: Say, chance: random.Random) -> None:
    """Room for what was thrown away is given back."""
    with unlocked(folder, key) as diary:
        compact(diary)
        say("did", "compacting")


def restoring(folder: Path, key: DataKey, say: Say, chance: random.Random) -> None:
    """An entry comes back from a backup, with its recordings."""
    with unlocked(folder, key) as diary:
        said = _record(diary, say, chance)
        backup = back_up(diary, folder.parent / "backups").backup.folder
        diary.trash(said.entry_id)
        say("may go", said.id)
        diary.purge(said.entry_id)
        restore_missing(diary, backup, [said.entry_id])
        say("back", said.id)
        assert diary.audio.info(said.id).sealed


def _record(diary: Diary, say: Say, chance: random.Random) -> Utterance:
    """An entry with half a second of sound."""
    said = diary.new_id()
    writer = diary.audio.begin(said, MOMENT, DAY)
    try:
        writer.write(chance.randbytes(HALF))
        writer.seal()
    finally:
        writer.leave()
    return diary.utterance(_append(diary, say, chance, utterance_id=said, has_audio=True, new_entry=True))


def _append(
    diary: Diary,
    say: Say,
    chance: random.Random,
    *,
    utterance_id: str | None = None,
    source: Source = Source.TYPED,
    has_audio: bool = False,
    new_entry: bool = False,
) -> str:
    identifier = utterance_id or diary.new_id()
    text = f"말 {chance.random()} " * chance.randrange(1, 200)
    say("may", identifier, text)
    diary.append(
        text, source, started_at=MOMENT, day=DAY, utterance_id=identifier, has_audio=has_audio, new_entry=new_entry
    )
    say("is", identifier, text)
    return identifier


def exporting(folder: Path, key: DataKey, say: Say, chance: random.Random) -> None:
    """Everything into a file in the clear, twice."""
    with unlocked(folder, key) as diary:
        for _ in range(2):
            export_json(diary, folder.parent / EXPORT)
        say("exported", sorted(diary.utterance_ids()))


def importing(folder: Path, key: DataKey, say: Say, chance: random.Random) -> None:
    """What was thrown away for good comes back from such a file."""
    with unlocked(folder, key) as diary:
        said = diary.utterance(_append(diary, say, chance, new_entry=True))
        export_json(diary, folder.parent / EXPORT)
        diary.trash(said.entry_id)
        say("may go", said.id)
        diary.purge(said.entry_id)
        import_json(diary, folder.parent / EXPORT)
        say("back", said.id)


OPERATIONS: dict[str, Operation] = {
    each.__name__: each
    for each in (
        recording,
        typing,
        editing,
        merging,
        purging,
        backing_up,
        restoring,
        migrating,
        rekeying,
        compacting,
        exporting,
        importing,
    )
}


# --- what is left ----------------------------------------------------------------------------------------------------


@dataclass
class Expected:
    """What a diary must hold: what it held, and what its children told."""

    words: dict[str, set[str]] = field(default_factory=dict)  # utterance (or DRAFT) to what it may say
    may_go: set[str] = field(default_factory=set)
    sounds: dict[str, float] = field(default_factory=dict)  # utterance to the seconds given
    sealed: set[str] = field(default_factory=set)
    openers: list[str] = field(default_factory=lambda: [PASSPHRASE])
    backups: list[Path] = field(default_factory=list)
    exported: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, folder: Path, key: DataKey) -> "Expected":
        """Exactly what is in the diary, which is left as it is."""
        looked_at = folder.with_name(f"{folder.name} looked at")
        shutil.copytree(folder, looked_at)
        with unlocked(looked_at, key) as diary:
            words = {each: {diary.utterance(each).text} for each in diary.utterance_ids()}
            draft = diary.draft()
            sealed = {each for each in diary.audio.ids() if diary.audio.info(each).sealed}
            sounds = {each: diary.audio.info(each).seconds for each in sealed}
        shutil.rmtree(looked_at)
        return cls(words | ({} if draft is None else {DRAFT: {draft}}), sounds=sounds, sealed=sealed)

    def copy(self) -> "Expected":
        """Of its own, to go on from here."""
        return copy.deepcopy(self)

    def hear(self, told: Sequence[list[Any]]) -> None:
        """Take in what a child told, in its order."""
        for what, *rest in told:
            match what:
                case "may":
                    self.words.setdefault(rest[0], {_NOTHING}).add(rest[1])
                case "is":
                    self.words[rest[0]] = {rest[1]}
                case "may go":
                    self.may_go.add(rest[0])
                case "back":
                    self.may_go.discard(rest[0])
                case "sound":
                    self.sounds[rest[0]] = rest[1]
                case "sealed":
                    self.sealed.add(rest[0])
                case "may open":
                    self.openers.append(rest[0])
                case "opens":
                    self.openers = [rest[0]]
                case "exported":
                    self.exported = set(rest[0])
                case "backup":
                    self.backups.append(Path(rest[0]))

    def assert_met(self, folder: Path, key: DataKey) -> None:
        """The diary opens, is whole, and has all of it; what it opens with is one passphrase."""
        with unlocked(folder, key) as diary:
            report = diary.check()
            assert report.healthy, report.problems
            self._assert_words(diary)
            for utterance_id, seconds in self.sounds.items():
                if utterance_id in self.may_go:
                    continue
                info = diary.audio.info(utterance_id)
                assert info.seconds >= seconds - 1, f"{info.seconds} of {seconds} s"
                assert info.sealed or utterance_id not in self.sealed
        self._assert_opens(folder)
        self._assert_tidy(folder)
        self._assert_exported(folder.parent / EXPORT)
        for backup in {*self.backups, *(each.folder for each in Backups(folder.parent / "backups").list())}:
            with unlocked(backup, key, read_only=True) as diary:
                assert diary.check().healthy, diary.check().problems

    def _assert_words(self, diary: Diary) -> None:
        entries = [*diary.entries(), *diary.trashed()]
        there = {each.id: each.text for entry in entries for each in entry.utterances}
        for utterance_id, texts in self.words.items():
            text = diary.draft() if utterance_id == DRAFT else there.get(utterance_id)
            assert text in texts or (text is None and (_NOTHING in texts or utterance_id in self.may_go)), utterance_id
        for entry in entries:
            assert [each.position for each in entry.utterances] == list(range(len(entry.utterances)))
            assert entry.utterances

    def _assert_opens(self, folder: Path) -> None:
        opening = []
        for passphrase in self.openers:
            try:
                keys.unlock(folder, passphrase)
                opening.append(passphrase)
            except WrongPassphrase:
                continue
        assert len(opening) == 1
        self.openers = opening

    def _assert_exported(self, file: Path) -> None:
        """An exported file is whole or not there."""
        if file.exists() or self.exported:
            assert {each["id"] for each in json.loads(file.read_bytes())["utterances"]} >= self.exported

    @staticmethod
    def _assert_tidy(folder: Path) -> None:
        """Whatever was cut short is cleared away by the opening that follows."""
        names = {each.name for each in folder.rglob("*")}
        strays = {name for name in names if name.startswith(".") or "migrating" in name or "compact" in name}
        assert not strays, strays


_NOTHING = ""  # an utterance that was never acknowledged may not be there
