"""Labelled sentences for an emotion model, from every format that the seeds and their data come in.

    data = read_emotion_files([Path("감성대화말뭉치(최종데이터)_Training.json")])
    data.rows, data.rejects.told()

- CSV or xlsx with `감정_대분류` and `사람문장1` (AI Hub's own tables have `감정_소분류` too, which then decides), or
  `sentiment` and `user` (the seeds' additions), or `label` and `text`;
- AI Hub's json (`profile.emotion.type`, `talk.content.HS01`): the label is the dialogue's, so only what the person says
  first is taken, as the seeds do;
- KOTE's tsv (id, text, numbers of labels);
- `label<TAB>text` lines.

A label is a name. Numbers are refused, since the seeds number the same six feelings in two ways, unless the user says
which name stands for which number (`label_order`).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from app.diary.emotion import EMOTIONS, Emotion
from app.errors import Sentence
from app.models.sentences import clean, is_readable
from app.models.training import aihub_emotions, kote
from app.models.training.tables import (
    ColumnsUnknown,
    DataUnreadable,
    LeftOut,
    Rejects,
    Table,
    read_json,
    read_lines,
    read_table,
)

_TEXT = ("사람문장1", "user", "text", "문장", "발화문")
_LABEL = ("감정_대분류", "sentiment", "label", "감정", "emotion")
_FINE = "감정_소분류"
_NAMES = {emotion.value: emotion for emotion in EMOTIONS}
_NUMBER = re.compile(r"\d+")
_NUMBERS = re.compile(r"\d+(,\d+)*")
_NO_TEXT, _NO_LABEL = "no text", "no label"
_ANOTHER_GROUP = "none of the six"


class LabelsNumbered(DataUnreadable):
    """The labels are numbers, and nobody said what they mean."""

    code: ClassVar[str] = "data_labels_numbered"
    message: ClassVar[Sentence] = Sentence(
        "{path}: 감정이 이름이 아니라 번호로 적혀 있어요. ({line}번째 줄)",
        "{path}: the feelings are numbers, not names (line {line}).",
    )
    todo: ClassVar[Sentence] = Sentence(
        "0번부터 차례로 이름을 알려 주세요. 예: --label-order 일상,분노,불안,슬픔,기쁨,우울 (씨앗의 학습 코드) 또는 "
        "--label-order 일상,기쁨,불안,슬픔,분노,우울 (씨앗의 설명). 둘은 서로 달라요.",
        "Name them from 0 on: --label-order 일상,분노,불안,슬픔,기쁨,우울 (the seeds' training code) or "
        "--label-order 일상,기쁨,불안,슬픔,분노,우울 (the seeds' text). The two contradict each other.",
    )


class NoRows(DataUnreadable):
    """Nothing in the files could be used."""

    code: ClassVar[str] = "data_empty"
    message: ClassVar[Sentence] = Sentence(
        "쓸 수 있는 줄이 없어요: {path} ({reason})", "There is no row to learn from in {path} ({reason})."
    )


@dataclass(frozen=True, slots=True)
class Labelled:
    """One sentence and its label. `text` is NFC and readable."""

    label: str
    text: str


@dataclass(slots=True)
class LabelledData:
    """What was read, in the order of the files, each sentence once with each label; and what was left out."""

    rows: list[Labelled] = field(default_factory=list)
    rejects: Rejects = field(default_factory=Rejects)

    @property
    def counts(self) -> dict[str, int]:
        """Rows for each label, the most frequent first."""
        return dict(Counter(row.label for row in self.rows).most_common())


Found = tuple[int, str, str] | LeftOut  # line, label, text


def read_emotion_files(paths: Sequence[Path], label_order: Sequence[str] = ()) -> LabelledData:
    """The labelled sentences of all files.

    `label_order`: the names of the labels 0, 1, … where they are numbers. Raises ValueError (a name in it that is none
    of the six), LabelsNumbered, ColumnsUnknown, NoRows and DataUnreadable.
    """
    unknown = [name for name in label_order if name not in _NAMES]
    if unknown or len(set(label_order)) != len(label_order):
        raise ValueError(f"label order: {', '.join(unknown) or 'a name appears twice'}")
    data = LabelledData()
    seen: set[Labelled] = set()
    for path in paths:
        for found in _read(path, label_order):
            if isinstance(found, LeftOut):
                data.rejects.rows.append(found)
                continue
            line, label, text = found
            row = Labelled(label, clean(text).strip())
            if not is_readable(row.text):
                data.rejects.add(path, line, _NO_TEXT)
            elif row in seen:
                data.rejects.add(path, line, "the same sentence again")
            else:
                seen.add(row)
                data.rows.append(row)
    if not data.rows:
        reason = ", ".join(f"{reason}: {count}" for reason, count in data.rejects.counts.items())
        raise NoRows(path=", ".join(str(path) for path in paths), reason=reason or "empty")
    return data


def _read(path: Path, label_order: Sequence[str]) -> Iterator[Found]:
    kind = path.suffix.lower()
    if kind == ".json":
        return _aihub_json(path)
    if kind in (".csv", ".xlsx", ".xlsm"):
        return _table(read_table(path), label_order)
    return _tabbed(path, label_order)


def _table(table: Table, label_order: Sequence[str]) -> Iterator[Found]:
    text, label = table.one_of(*_TEXT), table.one_of(*_LABEL)
    if text is None or label is None:
        raise ColumnsUnknown(
            path=table.path,
            found=", ".join(name for name in table.columns if name),
            wanted=f"{' | '.join(_TEXT)}; {' | '.join(_LABEL)}",
        )
    for line, cells in table.rows:
        fine = cells.get(_FINE, "")
        yield _judged(table.path, line, cells[label], cells[text], label_order, fine)


def _tabbed(path: Path, label_order: Sequence[str]) -> Iterator[Found]:
    for number, line in read_lines(path):
        cells = [cell.strip() for cell in line.split("\t")]
        if not any(cells) or (number == 1 and {cell.lower() for cell in cells} & {"label", "text", "labels"}):
            continue
        if len(cells) == 3 and _NUMBERS.fullmatch(cells[2]):
            yield _comment(path, number, cells[1], cells[2])
        elif len(cells) == 2:
            yield _judged(path, number, cells[0], cells[1], label_order)
        else:
            yield LeftOut(path.name, number, f"{len(cells)} cells, neither label and text nor KOTE's three")


def _comment(path: Path, line: int, text: str, numbers: str) -> Found:
    try:
        emotion = kote.of_numbers({int(number) for number in numbers.split(",")})
    except IndexError:
        return LeftOut(path.name, line, "a label number that is none of KOTE's 44")
    return (line, emotion.value, text) if emotion else LeftOut(path.name, line, "several feelings at once, or none")


def _aihub_json(path: Path) -> Iterator[Found]:
    dialogues = read_json(path)
    if not isinstance(dialogues, list):
        raise DataUnreadable(path=path, reason="not a list of dialogues")
    for number, dialogue in enumerate(dialogues, start=1):  # a json has no lines: the number of the dialogue
        code, text = _inside(dialogue, "profile", "emotion", "type"), _inside(dialogue, "talk", "content", "HS01")
        if not isinstance(code, str) or not isinstance(text, str):
            yield LeftOut(path.name, number, "no profile.emotion.type or talk.content.HS01")
            continue
        yield _looked_up(path, number, text, lambda code=code: aihub_emotions.of_code(code.strip()), code)  # type: ignore[misc]


def _inside(value: Any, *names: str) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _judged(path: Path, line: int, label: str, text: str, label_order: Sequence[str], fine: str = "") -> Found:
    """The row, or why it does not fit."""
    if not text:
        return LeftOut(path.name, line, _NO_TEXT)
    if not label:
        return LeftOut(path.name, line, _NO_LABEL)
    if _NUMBER.fullmatch(label):
        if not label_order:
            raise LabelsNumbered(path=path, line=line)
        if int(label) >= len(label_order):
            return LeftOut(path.name, line, "a number that --label-order does not name")
        return line, label_order[int(label)], text
    if fine and label in aihub_emotions.GROUPS:
        return _looked_up(path, line, text, lambda: aihub_emotions.of_names(label, fine), f"{label}/{fine}")
    if label in _NAMES:
        return line, label, text
    # Only names of the data set are told: any other cell may be somebody's sentence.
    told = label if label in aihub_emotions.GROUPS else "another word"
    return LeftOut(path.name, line, f"{_ANOTHER_GROUP}: {told}")


def _looked_up(path: Path, line: int, text: str, look: Callable[[], Emotion | None], told: str) -> Found:
    try:
        emotion = look()
    except KeyError:
        return LeftOut(path.name, line, "a feeling that AI Hub's data set does not have")
    return (line, emotion.value, text) if emotion else LeftOut(path.name, line, f"{_ANOTHER_GROUP}: {told}")


def missing_labels(rows: Iterable[Labelled]) -> list[str]:
    """Those of the six that no row has."""
    there = {row.label for row in rows}
    return [emotion.value for emotion in EMOTIONS if emotion.value not in there]
