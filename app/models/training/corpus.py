"""The emotion corpus on disk: `corpus/emotion/*.tsv`, one file a situation, every situation in one split."""

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.diary.emotion import EMOTIONS, Emotion

CORPUS = Path(__file__).resolve().parents[3] / "corpus" / "emotion"
SITUATIONS = "situations.tsv"
TEST_HASHES = "test.sha256"
SPLITS = ("train", "dev", "test")
REGISTERS = ("written", "casual", "polite", "formal", "confiding", "recogniser", "chat")
SPEAKERS = ("10대", "20대", "30대", "40대", "50대", "60대", "70대")
HARD = (
    "negation",
    "contrast",
    "idiom",
    "irony",
    "others",
    "passed",
    "mixed",
    "joyful-tears",
    "flat-despair",
    "calm-anger",
    "sad-not-depressed",
    "depressed-not-sad",
    "loaded-neutral",
)
_COLUMNS = ["emotion", "register", "speaker", "hard", "text"]


class CorpusBroken(ValueError):
    """A line that does not follow corpus/GUIDE.md: file, line number and what is wrong."""


@dataclass(frozen=True, slots=True)
class Row:
    """One utterance of the corpus. `hard` and `speaker` may be empty (an ordinary line; an unknown age)."""

    emotion: Emotion
    register: str
    speaker: str
    hard: str
    text: str
    situation: str


@dataclass(frozen=True, slots=True)
class Situation:
    """One situation of life; all its lines are in one split."""

    id: str
    title: str
    split: str


def read_situations(folder: Path) -> dict[str, Situation]:
    """Situations by id. Raises CorpusBroken (columns, an unknown split, an id twice) and OSError."""
    path = folder / SITUATIONS
    found: dict[str, Situation] = {}
    for number, cells in read_cells(path, ["id", "title", "split"]):
        situation = Situation(*cells)
        if situation.split not in SPLITS:
            raise CorpusBroken(f"{path.name}:{number}: split {situation.split!r}")
        if situation.id in found:
            raise CorpusBroken(f"{path.name}:{number}: {situation.id} appears twice")
        found[situation.id] = situation
    return found


def read_file(path: Path) -> list[Row]:
    """The rows of one situation. Raises CorpusBroken (a column or value that GUIDE.md does not know) and OSError."""
    rows = []
    for number, (emotion, register, speaker, hard, text) in read_cells(path, _COLUMNS):
        where = f"{path.name}:{number}"
        if emotion not in {each.value for each in EMOTIONS}:
            raise CorpusBroken(f"{where}: emotion {emotion!r}")
        if speaker and speaker not in SPEAKERS:
            raise CorpusBroken(f"{where}: speaker {speaker!r}")
        if hard and hard not in HARD:
            raise CorpusBroken(f"{where}: hard {hard!r}")
        check_line(where, register, text)
        rows.append(Row(Emotion(emotion), register, speaker, hard, text, path.stem))
    return rows


def check_line(where: str, register: str, text: str) -> None:
    """Raises CorpusBroken, naming `where`, for a register that GUIDE.md does not know or a text that is not clean."""
    if register not in REGISTERS:
        raise CorpusBroken(f"{where}: register {register!r}")
    if not text or text != text.strip() or text != unicodedata.normalize("NFC", text):
        raise CorpusBroken(f"{where}: text is empty, padded with spaces, or not NFC")


def read_corpus(folder: Path, only: Iterable[str] | None = None) -> dict[str, list[Row]]:
    """All rows by split (`train`, `dev`, `test`), in the order of situations.tsv; `only` names the situations wanted.

    A situation without a file has not been written yet and is left out. Raises CorpusBroken (also for a file that no
    situation names) and OSError.
    """
    situations = read_situations(folder)
    wanted = set(situations) if only is None else set(only)
    strangers = {path.stem for path in folder.glob("*.tsv")} - set(situations) - {Path(SITUATIONS).stem}
    if strangers:
        raise CorpusBroken(f"not in {SITUATIONS}: {', '.join(sorted(strangers))}")
    splits: dict[str, list[Row]] = {split: [] for split in SPLITS}
    for situation in situations.values():
        path = folder / f"{situation.id}.tsv"
        if situation.id in wanted and path.is_file():
            splits[situation.split] += read_file(path)
    return splits


def fingerprint(rows: Iterable[Row]) -> str:
    """One hash over labels and texts in order: the same rows, the same fingerprint."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(f"{row.situation}\t{row.emotion}\t{row.register}\t{row.hard}\t{row.text}\n".encode())
    return digest.hexdigest()


def read_cells(path: Path, columns: list[str]) -> list[tuple[int, list[str]]]:
    """Line number and cells of every line but the first, which names `columns`. Raises CorpusBroken and OSError."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CorpusBroken(f"{path.name}: not UTF-8") from error
    lines = text.split("\n")  # not splitlines(): a text may hold U+2028 and the like only by mistake, shown below
    if lines[0].split("\t") != columns:
        raise CorpusBroken(f"{path.name}:1: columns must be {' '.join(columns)}")
    found = []
    for number, line in enumerate(lines[1:], start=2):
        if not line and number == len(lines):
            continue  # the final newline
        cells = line.split("\t")
        if len(cells) != len(columns) or len(line.splitlines()) != 1:
            raise CorpusBroken(f"{path.name}:{number}: {len(cells)} cells, not {len(columns)}, or a line break")
        found.append((number, cells))
    return found
