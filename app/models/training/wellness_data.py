"""The wellness scripts: categories, what people say in each, and what may be answered.

As seed D has them, three text files whose two cells stand four spaces or a tab apart (`category    number`, `category
question`, `category    answer`), or AI Hub's 웰니스 대화 스크립트 as xlsx or CSV (구분, 유저, 챗봇).

The category's number in the list is never used: seed D's text says 359, its list runs from 0 to 359. There are as many
classes as categories with a question, and a class is known by its name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.models.companion.gate import judge
from app.models.sentences import clean, is_readable
from app.models.training.readers import Labelled, LabelledData, NoRows
from app.models.training.tables import ColumnsUnknown, Rejects, read_lines, read_table

_APART = re.compile(r"\t+| {4,}")
_CATEGORY = ("구분", "category", "카테고리")
_QUESTION = ("유저", "question", "질문", "user")
_ANSWER = ("챗봇", "answer", "답변", "response")
_HEADS = frozenset((*_CATEGORY, *_QUESTION, *_ANSWER))  # the seeds' export wrote the head of the sheet as a line
_AGAIN = "the same again"


@dataclass(slots=True)
class WellnessData:
    """`questions` are rows to learn from, labelled with their category; `answers` the usable ones of each category.

    `questions.rejects` holds what was left out, of answers too.
    """

    questions: LabelledData = field(default_factory=LabelledData)
    answers: dict[str, list[str]] = field(default_factory=dict)

    @property
    def categories(self) -> tuple[str, ...]:
        """Those with a question, in the order of their first one."""
        return tuple(dict.fromkeys(row.label for row in self.questions.rows))

    @property
    def rejects(self) -> Rejects:
        """What was left out."""
        return self.questions.rejects

    @property
    def speechless(self) -> list[str]:
        """The categories without an answer: the comfort texts answer there."""
        return [category for category in self.categories if not self.answers.get(category)]


def read_wellness_texts(questions: Path, answers: Path, categories: Path | None = None) -> WellnessData:
    """Seed D's files. `categories`, when given, is the list that a line's category must be in.

    Raises NoRows and DataUnreadable.
    """
    reader = _Reader()
    known = None
    if categories is not None:
        known = {cells[0] for _, cells in _pairs(categories, reader.data.rejects)}
    for file, take in ((questions, reader.question), (answers, reader.answer)):
        for line, (category, text) in _pairs(file, reader.data.rejects):
            if known is not None and category not in known:
                reader.data.rejects.add(file, line, "a category that the list does not have")
            else:
                take(file, line, category, text)
    return reader.read(questions)


def read_wellness_table(path: Path) -> WellnessData:
    """AI Hub's table: a question in every row, an answer in some. Raises ColumnsUnknown, NoRows, DataUnreadable."""
    table = read_table(path)
    category, question, answer = (table.one_of(*names) for names in (_CATEGORY, _QUESTION, _ANSWER))
    if category is None or question is None or answer is None:
        found = ", ".join(name for name in table.columns if name)
        wanted = "; ".join(" | ".join(names) for names in (_CATEGORY, _QUESTION, _ANSWER))
        raise ColumnsUnknown(path=path, found=found, wanted=wanted)
    reader = _Reader()
    for line, cells in table.rows:
        if not cells[category]:
            reader.data.rejects.add(path, line, "no category")
            continue
        if cells[question]:
            reader.question(path, line, cells[category], cells[question])
        if cells[answer]:
            reader.answer(path, line, cells[category], cells[answer])
    return reader.read(path)


class _Reader:
    def __init__(self) -> None:
        self.data = WellnessData()
        self._seen: set[Labelled] = set()

    def question(self, path: Path, line: int, category: str, text: str) -> None:
        """One sentence of a category."""
        row = Labelled(category, clean(text).strip())
        if not is_readable(row.text):
            self.data.rejects.add(path, line, "no text")
        elif row in self._seen:
            self.data.rejects.add(path, line, _AGAIN)
        else:
            self._seen.add(row)
            self.data.questions.rows.append(row)

    def answer(self, path: Path, line: int, category: str, text: str) -> None:
        """One answer, if it passes the gate that everything must pass before it is shown."""
        verdict = judge(text, "")
        given = self.data.answers.setdefault(category, [])
        if verdict.text is None:
            self.data.rejects.add(path, line, f"an answer that the gate refuses: {verdict.reason}")
        elif verdict.text in given:
            self.data.rejects.add(path, line, _AGAIN)
        else:
            given.append(verdict.text)

    def read(self, path: Path) -> WellnessData:
        """What was read. Raises NoRows when there is no question, or no answer at all."""
        if len(self.data.categories) < 2 or not any(self.data.answers.values()):
            reason = "fewer than two categories with questions" if len(self.data.categories) < 2 else "no answers"
            raise NoRows(path=path, reason=reason)
        return self.data


def _pairs(path: Path, rejects: Rejects) -> Iterator[tuple[int, tuple[str, str]]]:
    for number, line in read_lines(path):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in _APART.split(line.strip(), maxsplit=1)]
        if len(cells) != 2 or not all(cells):
            rejects.add(path, number, "not two cells, four spaces or a tab apart")
        elif not (number == 1 and cells[0] in _HEADS):
            yield number, (cells[0], cells[1])
