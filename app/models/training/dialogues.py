"""Dialogues for a companion, from every format that the seeds and their data come in.

    data = read_dialogue_files([Path("감성대화말뭉치(최종데이터)_Training.csv")], cleaning.SEED_C, seed=4)

- CSV or xlsx with `사람문장1`, `시스템문장1` … 3 (AI Hub's 감성대화), with `Q` and `A` (songys), with `conversation`
  (one dialogue a cell: `<usr>…<sys>…`, or an utterance a line), or with `Date`, `User` and `Message` (KakaoTalk, Mac);
- json: AI Hub's 감성대화 (`talk.content.HS01`, `SS01` …), its topic dialogues (`info[].annotations.lines[]`) and its
  messenger dialogues (`data[].body[]`);
- txt: a KakaoTalk export of PC, Android or iPhone.

A dialogue begins with the user and ends with an answer. What does not fit is counted with its line, never quoted.
"""

import hashlib
import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from app.models.sentences import clean, is_readable
from app.models.training import kakaotalk
from app.models.training.cleaning import cleaned
from app.models.training.readers import NoRows
from app.models.training.tables import ColumnsUnknown, DataUnreadable, LeftOut, Rejects, Table, read_json, read_table

_PERSON = ("사람문장1", "사람문장2", "사람문장3")
_SYSTEM = ("시스템문장1", "시스템문장2", "시스템문장3")
_MARK = re.compile(r"<(usr|sys)>")
_END = re.compile(r"</?s>")
_NUMBERED = re.compile(r"^\s*\d+\s*:\s*")
_ONE_SIDE = "only one side speaks"
_CROWD = "more than two people"


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Utterances by turns, the user's first, an answer last: an even number."""

    utterances: tuple[str, ...]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What was said, and the answer to it."""
        return list(zip(self.utterances[::2], self.utterances[1::2], strict=True))


@dataclass(slots=True)
class Dialogues:
    """What was read, in the order of the files, and what was left out."""

    rows: list[Dialogue] = field(default_factory=list)
    rejects: Rejects = field(default_factory=Rejects)

    @property
    def fingerprint(self) -> str:
        """A hash of all of it: a training resumes with the very same data only."""
        return fingerprint(self.rows)


Said = tuple[str, str]  # who, what
Found = tuple[int, list[Said]] | LeftOut


def fingerprint(rows: Iterable[Dialogue]) -> str:
    """The SHA-256 of dialogues in their order."""
    hashed = hashlib.sha256()
    for row in rows:
        hashed.update(json.dumps(row.utterances, ensure_ascii=False).encode() + b"\n")
    return hashed.hexdigest()


def read_dialogue_files(paths: Sequence[Path], rules: Sequence[str] = (), seed: int = 0) -> Dialogues:
    """The dialogues of all files, each utterance cleaned by `rules` (see cleaning.py; `seed` is for their dice).

    Raises ColumnsUnknown, NoRows and DataUnreadable; KeyError for a rule that does not exist.
    """
    data = Dialogues()
    seen: set[Dialogue] = set()
    for path in paths:
        for found in _read(path):
            if isinstance(found, LeftOut):
                data.rejects.rows.append(found)
                continue
            line, said = found
            dice = random.Random(f"{seed} {path.name} {line}")
            dialogue, why = _by_turns(said, rules, dice)
            if dialogue is None:
                data.rejects.add(path, line, why)
            elif dialogue in seen:
                data.rejects.add(path, line, "the same dialogue again")
            else:
                seen.add(dialogue)
                data.rows.append(dialogue)
    if not data.rows:
        reason = ", ".join(f"{reason}: {count}" for reason, count in data.rejects.counts.items())
        raise NoRows(path=", ".join(str(path) for path in paths), reason=reason or "empty")
    return data


def split(rows: Sequence[Dialogue], share: float, seed: int) -> tuple[list[Dialogue], list[Dialogue]]:
    """`rows` shuffled by `seed` and parted: to train on, and `share` of them (one at least) to judge by."""
    order = list(rows)
    random.Random(seed).shuffle(order)
    held = min(len(order) - 1, max(1, round(len(order) * share)))
    return order[held:], order[:held]


def _by_turns(said: Sequence[Said], rules: Sequence[str], dice: random.Random) -> tuple[Dialogue | None, str]:
    """The dialogue, or why there is none. Utterances of one person in a row are one."""
    kept: list[Said] = []
    for who, text in said:
        text = cleaned(_END.sub(" ", clean(text)), rules, dice)
        if is_readable(text):
            kept.append((who, text))
    if not kept:
        return None, "nothing readable is left"
    people = {who for who, _ in kept}
    if len(people) < 2:
        return None, _ONE_SIDE
    if len(people) > 2:
        return None, _CROWD
    turns = [" ".join(text for _, text in group) for _, group in groupby(kept, key=lambda each: each[0])]
    if kept[0][0] == "sys":
        turns = turns[1:]  # where the sides have names, the user begins
    turns = turns[: len(turns) // 2 * 2]
    return (Dialogue(tuple(turns)), "") if turns else (None, _ONE_SIDE)


def _read(path: Path) -> Iterator[Found]:
    kind = path.suffix.lower()
    if kind == ".json":
        return _json(path)
    if kind in (".csv", ".tsv", ".xlsx", ".xlsm"):
        return _table(read_table(path))
    if kakaotalk.is_export(path):
        return _kakaotalk(path)
    raise DataUnreadable(path=path, reason="neither a table, a json nor a KakaoTalk export")


# --- tables ----------------------------------------------------------------------------------------------------------


def _table(table: Table) -> Iterator[Found]:
    if table.one_of(_PERSON[0]) and table.one_of(_SYSTEM[0]):
        return _sentence_pairs(table, _PERSON, _SYSTEM)
    if table.one_of("Q") and table.one_of("A"):
        return _sentence_pairs(table, ("Q",), ("A",))
    if table.one_of("conversation"):
        return _conversations(table)
    if all(table.one_of(name) for name in ("Date", "User", "Message")):
        return _mac(table)
    raise ColumnsUnknown(
        path=table.path,
        found=", ".join(name for name in table.columns if name),
        wanted="사람문장1, 시스템문장1 | Q, A | conversation | Date, User, Message",
    )


def _sentence_pairs(table: Table, person: Sequence[str], system: Sequence[str]) -> Iterator[Found]:
    for line, cells in table.rows:
        said: list[Said] = []
        for ours, theirs in zip(person, system, strict=True):
            question, answer = cells.get(ours, ""), cells.get(theirs, "")
            if not (question and answer):
                break
            said += [("usr", question), ("sys", answer)]
        yield (line, said) if said else LeftOut(table.path.name, line, "no question or no answer")


def _conversations(table: Table) -> Iterator[Found]:
    for line, cells in table.rows:
        cell = cells.get("conversation", "")
        said: list[Said] = []
        if _MARK.search(cell):
            parts = _MARK.split(cell)
            said = list(zip(parts[1::2], parts[2::2], strict=True))
        else:
            lines = [each for each in re.split(r"[\n\t]+", cell) if each.strip()]
            said = [("usr" if number % 2 == 0 else "sys", each) for number, each in enumerate(lines)]
        yield (line, said) if len(said) > 1 else LeftOut(table.path.name, line, "one utterance alone")


def _mac(table: Table) -> Iterator[Found]:
    def found() -> Iterator[kakaotalk.Message | int]:
        for line, cells in table.rows:
            try:
                when = datetime.fromisoformat(cells.get("Date", ""))
            except ValueError:
                yield line
                continue
            yield kakaotalk.Message(line, when, cells.get("User", ""), cells.get("Message", ""))

    return _chat(table.path, found())


# --- KakaoTalk -------------------------------------------------------------------------------------------------------


def _kakaotalk(path: Path) -> Iterator[Found]:
    return _chat(path, kakaotalk.messages(path))


def _chat(path: Path, found: Iterable[kakaotalk.Message | int]) -> Iterator[Found]:
    messages: list[kakaotalk.Message] = []
    for each in found:
        if isinstance(each, int):
            yield LeftOut(path.name, each, "no message")
        else:
            messages.append(each)
    for stretch in kakaotalk.sessions(messages):
        yield stretch[0].line, [(message.who, message.said) for message in stretch]


# --- json ------------------------------------------------------------------------------------------------------------


def _json(path: Path) -> Iterator[Found]:
    content = read_json(path)
    if isinstance(content, list):
        return _emotional(path, content)
    if isinstance(content, Mapping) and isinstance(content.get("info"), list):
        return _topics(path, content["info"])
    if isinstance(content, Mapping) and isinstance(content.get("data"), list):
        return _messenger(path, content["data"])
    raise DataUnreadable(path=path, reason="none of AI Hub's dialogue formats")


def _emotional(path: Path, dialogues: Sequence[Any]) -> Iterator[Found]:
    for number, dialogue in enumerate(dialogues, start=1):  # a json has no lines: the number of the dialogue
        content = _inside(dialogue, "talk", "content")
        said: list[Said] = []
        for turn in ("01", "02", "03"):
            question, answer = _inside(content, f"HS{turn}"), _inside(content, f"SS{turn}")
            if not (isinstance(question, str) and isinstance(answer, str) and question.strip() and answer.strip()):
                break
            said += [("usr", question), ("sys", answer)]
        yield (number, said) if said else LeftOut(path.name, number, "no talk.content.HS01 and SS01")


def _topics(path: Path, dialogues: Sequence[Any]) -> Iterator[Found]:
    for number, dialogue in enumerate(dialogues, start=1):
        lines = _inside(dialogue, "annotations", "lines")
        said: list[Said] = []
        for line in lines if isinstance(lines, list) else ():
            text = _inside(line, "norm_text") or _inside(line, "text")
            who = _inside(line, "speaker", "id")
            if isinstance(text, str) and who is not None:
                said.append((str(who), _NUMBERED.sub("", text)))
        yield (number, said) if said else LeftOut(path.name, number, "no annotations.lines")


def _messenger(path: Path, dialogues: Sequence[Any]) -> Iterator[Found]:
    for number, dialogue in enumerate(dialogues, start=1):
        body = _inside(dialogue, "body")
        said: list[Said] = []
        for line in body if isinstance(body, list) else ():
            text, who = _inside(line, "utterance"), _inside(line, "participantID")
            if isinstance(text, str) and who is not None:
                said.append((str(who), text))
        yield (number, said) if said else LeftOut(path.name, number, "no body")


def _inside(value: Any, *names: str) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
