"""The danger lines on disk: `corpus/danger/*.tsv`, written for Todak, by which the encoder learns to hear danger.

They are for training alone. What the detection is judged by lies in `tests/data/safety`.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.models.companion.danger import DangerKind
from app.models.training.corpus import CorpusBroken, check_line, read_cells

KINDS: tuple[DangerKind | None, ...] = (None, *DangerKind)
"""What the network tells apart: no danger, then each kind."""
COLUMNS = ("label", "kind", "about", "register", "text")
SAFE_KINDS = (
    "idiom",
    "bereavement",
    "media",
    "exam-idiom",
    "look-alike",
    "passed",
    "counselling",
    "sadness",
    "anger",
    "neutral",
    "comfort",
)


@dataclass(frozen=True, slots=True)
class DangerLine:
    """One line. `kind` is None where there is no danger, `safe` then says what it looks like (else empty)."""

    kind: DangerKind | None
    safe: str
    other: bool
    register: str
    text: str

    @property
    def label(self) -> int:
        """Its place in KINDS."""
        return KINDS.index(self.kind)


def read_danger(folder: Path) -> list[DangerLine]:
    """All lines of the folder, file by file. Raises CorpusBroken (a column or value that is not known) and OSError."""
    return [line for path in sorted(folder.glob("*.tsv")) for line in _read(path)]


def read_labelled(file: Path) -> list[dict[str, str]]:
    """The rows of a table of labelled lines by the names in its first line: at least `label` and `text`.

    Raises ValueError (a row of another length) and OSError.
    """
    header, *lines = file.read_text(encoding="utf-8").splitlines()
    return [dict(zip(header.split("\t"), line.split("\t"), strict=True)) for line in lines]


def fingerprint(lines: Iterable[DangerLine]) -> str:
    """One hash over labels and texts in order."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(f"{line.kind}\t{line.other}\t{line.text}\n".encode())
    return digest.hexdigest()


def _read(path: Path) -> list[DangerLine]:
    kinds = {kind.value: kind for kind in DangerKind}
    found = []
    for number, (label, kind, about, register, text) in read_cells(path, list(COLUMNS)):
        where = f"{path.name}:{number}"
        if label not in ("danger", "safe"):
            raise CorpusBroken(f"{where}: label {label!r}")
        if kind not in (kinds if label == "danger" else SAFE_KINDS):
            raise CorpusBroken(f"{where}: kind {kind!r}")
        if about not in (("self", "other") if label == "danger" else ("",)):
            raise CorpusBroken(f"{where}: about {about!r}")
        check_line(where, register, text)
        found.append(DangerLine(kinds.get(kind), "" if kind in kinds else kind, about == "other", register, text))
    return found
