"""The comfort texts: situations with example utterances and replies, and mirrors and echoes per emotion.

They are written in `corpus/comfort/*.toml`, where people and tests read them, and packed by `index.py` into one file,
`resources/companion/comfort.json`, the only one the product reads: it opens in a few milliseconds (parsing the TOML
takes many times that), `corpus/` is not shipped, and the sentence index lies beside it and is checked against the
fingerprint of the examples.
"""

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.config import resources
from app.errors import ModelBroken, ModelMissing
from app.models.companion.remarks import FILE as REMARKS
from app.models.companion.remarks import Remarks, by_thing, read_remarks, remark_of

FORMAT = 6
VERSION = "1"
UNSURE = "unsure"
TROUBLED = "troubled"
MOVED = "moved"
WARM = "warm"
ASKED = "asked"
SILENCE = "silence"
TEARS = "tears"
LAUGHTER = "laughter"
HEARD = "heard"  # the section of echoes that only say that something was heard
PACKED = "comfort.json"
PARTICULARS = "particulars"  # the file of what is taken up beside an act
_NAMED = ("mirrors", "echoes", "nouns", "talk", "uptakes")  # files of sections, each with nothing but its lines


Keys = tuple[tuple[tuple[str, ...], ...], ...]  # rows, each a conjunction of alternatives; a stem with `!` is absent


@dataclass(frozen=True, slots=True)
class Situation:
    """One situation. `feelings` are the emotions it may carry (none: any); `keys` are rows of stems (see `Keys`); a
    `general` one (너무 힘들어) gives way to one that names what happened; words alone do not find it in a line longer
    than `longest` letters (there they are only a detail of the story); where it is `echoed`, what the line tells
    matters more than what kind of thing it is: where something in the line can be taken up, only those of its replies
    are given that do so, too, beside the echoes."""

    id: str
    title: str
    feelings: tuple[str, ...]
    keys: Keys
    nouns: tuple[str, ...]
    small_talk: bool
    general: bool
    once: bool
    echoed: bool
    longest: int
    examples: tuple[str, ...]
    replies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Particular:
    """A small matter that lines of one `act` (`acts.py`) tell again and again, known by its `keys` in a line's letters
    between `^` and `$`, and what can be said to it in any of `moods` (`in_talk.py`)."""

    id: str
    act: str
    moods: tuple[str, ...]
    keys: Keys
    replies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComfortTexts:
    """Everything the comfort path can say.

    `echoes` (replies with a place for the user's words) have a feeling as their name, or a feeling and a kind of phrase
    (`기쁨.food`); `nouns` are those kinds; `talk` answers what is no story but a move in a talk (`moves.py`),
    `uptakes` what a line does there (`acts.py`), as <act>.<mood>, and `particulars` some of what it says; `remarks` are
    for plain lines. `fingerprint` names exactly these examples: what the index was made from.
    """

    situations: tuple[Situation, ...]
    mirrors: Mapping[str, tuple[str, ...]]
    echoes: Mapping[str, tuple[str, ...]]
    nouns: Mapping[str, tuple[str, ...]]
    talk: Mapping[str, tuple[str, ...]]
    uptakes: Mapping[str, tuple[str, ...]]
    particulars: tuple[Particular, ...]
    remarks: Remarks
    fingerprint: str


def _lines(value: object) -> tuple[str, ...]:
    return tuple(line.strip() for line in str(value).splitlines() if line.strip())


def read_corpus(folder: Path) -> dict[str, Any]:
    """The corpus as the packed file holds it. Raises ValueError for a mistake in the texts, OSError."""
    situations: list[dict[str, Any]] = []
    particulars: list[dict[str, Any]] = []
    named: dict[str, dict[str, list[str]]] = {name: {} for name in _NAMED}
    for file in sorted(folder.glob("*.toml")):
        for name, table in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if file.stem in named:
                named[file.stem][name] = (
                    str(table["words"]).split() if "words" in table else list(_lines(table["replies"]))
                )
                continue
            if file.stem == PARTICULARS:
                particulars.append(
                    {
                        "id": name,
                        "act": table["act"],
                        "moods": str(table["moods"]).split(),
                        "keys": list(_lines(table["keys"])),
                        "replies": list(_lines(table["replies"])),
                    }
                )
                continue
            if any(name == known["id"] for known in situations):
                raise ValueError(f"{file.name}: {name} is there twice")
            small = bool(table.get("small_talk", False))
            situations.append(
                {
                    "id": name,
                    "title": table["title"],
                    "feelings": list(table.get("feelings", [])),
                    "keys": list(_lines(table.get("keys", ""))),
                    "nouns": list(table.get("nouns", [])),
                    "small_talk": small,
                    "general": bool(table.get("general", False)),
                    "once": bool(table.get("once", False)),
                    "echoed": bool(table.get("echoed", False)),
                    "longest": int(table.get("longest", 30 if small else 45)),
                    "examples": list(_lines(table["examples"])),
                    "replies": list(_lines(table["replies"])),
                }
            )
    remarks = read_remarks((folder / REMARKS).read_text(encoding="utf-8"))
    return {
        "format": FORMAT,
        "version": VERSION,
        "situations": situations,
        **named,
        PARTICULARS: particulars,
        "remarks": remarks,
    }


def packed_bytes(corpus: Mapping[str, Any]) -> bytes:
    """The packed file's content."""
    return json.dumps(corpus, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _keys(rows: list[str]) -> Keys:
    """`상사|팀장 & 혼나|깨졌 & !안혼` → every row a conjunction of alternatives, without spaces."""
    return tuple(
        tuple(tuple(stem.replace(" ", "") for stem in part.split("|")) for part in row.split("&")) for row in rows
    )


def packed_file() -> Path:
    """Where the packed texts are."""
    return resources() / "companion" / PACKED


@lru_cache(maxsize=2)
def load_texts(file: Path) -> ComfortTexts:
    """The packed texts. Raises ModelMissing, ModelBroken."""
    try:
        content = file.read_bytes()
    except FileNotFoundError as error:
        raise ModelMissing(path=file) from error
    except OSError as error:
        raise ModelBroken(path=file, reason=type(error).__name__) from error
    try:
        packed = json.loads(content)
        if packed["format"] != FORMAT:
            raise ModelBroken(path=file, reason=f"format {packed['format']!r}, not {FORMAT}")
        situations = tuple(
            Situation(
                id=row["id"],
                title=row["title"],
                feelings=tuple(row["feelings"]),
                keys=_keys(row["keys"]),
                nouns=tuple(row["nouns"]),
                small_talk=row["small_talk"],
                general=row["general"],
                once=row["once"],
                echoed=row["echoed"],
                longest=row["longest"],
                examples=tuple(row["examples"]),
                replies=tuple(row["replies"]),
            )
            for row in packed["situations"]
        )
        mirrors, echoes, nouns, talk, uptakes = (
            {name: tuple(lines) for name, lines in packed[part].items()} for part in _NAMED
        )
        particulars = tuple(
            Particular(row["id"], row["act"], tuple(row["moods"]), _keys(row["keys"]), tuple(row["replies"]))
            for row in packed[PARTICULARS]
        )
        remarks = by_thing([remark_of(row) for row in packed["remarks"]])
    except (ValueError, KeyError, TypeError) as error:
        raise ModelBroken(path=file, reason=type(error).__name__) from error
    return ComfortTexts(
        situations, mirrors, echoes, nouns, talk, uptakes, particulars, remarks, _fingerprint(situations)
    )


def _fingerprint(situations: Sequence[Situation]) -> str:
    rows = [[situation.id, *situation.examples] for situation in situations]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()
