"""Files as people have them: cp949 or UTF-8 text, CSV with any of Excel's habits, xlsx; always with line numbers.

What cannot be used is counted with its file, line and reason, and never quoted: it may be somebody's diary.
"""

import csv
import io
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from app.errors import Sentence, TrainingError

_SHOWN_LINES = 6
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class DataUnreadable(TrainingError):
    """A file of training data cannot be read at all."""

    code: ClassVar[str] = "data_unreadable"
    message: ClassVar[Sentence] = Sentence("{path}: 읽을 수 없어요. ({reason})", "{path} cannot be read ({reason}).")
    kept: ClassVar[Sentence] = Sentence("학습은 시작하지 않았어요.", "No training was begun.")
    todo: ClassVar[Sentence] = Sentence(
        "docs/training.md에 적힌 형식인지 확인해 주세요.", "Compare it with the formats in docs/training.md."
    )


class ColumnsUnknown(DataUnreadable):
    """A table without the columns that are needed."""

    code: ClassVar[str] = "data_columns"
    message: ClassVar[Sentence] = Sentence(
        "{path}: 필요한 열이 없어요. 있는 열: {found}. 필요한 열: {wanted}.",
        "{path} has not the columns that are needed. It has {found}; needed: {wanted}.",
    )


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that was not used: its file's name, its line (from 1), and why."""

    file: str
    line: int
    reason: str


@dataclass(slots=True)
class Rejects:
    """The rows that were left out."""

    rows: list[LeftOut] = field(default_factory=list)

    def add(self, path: Path, line: int, reason: str) -> None:
        """One more."""
        self.rows.append(LeftOut(path.name, line, reason))

    @property
    def counts(self) -> dict[str, int]:
        """How many for each reason, the most frequent first."""
        return dict(Counter(row.reason for row in self.rows).most_common())

    def told(self) -> list[str]:
        """One line for each reason in each file, with the first line numbers."""
        lines = defaultdict(list)
        for row in self.rows:
            lines[row.file, row.reason].append(row.line)
        return [
            f"{file}: {len(found)} left out: {reason} (line{'s' if len(found) > 1 else ''} "
            f"{', '.join(map(str, found[:_SHOWN_LINES]))}{', …' if len(found) > _SHOWN_LINES else ''})"
            for (file, reason), found in sorted(lines.items(), key=lambda item: (item[0][0], -len(item[1])))
        ]

    def as_tsv(self) -> str:
        """All of them: file, line, reason."""
        return "file\tline\treason\n" + "".join(f"{row.file}\t{row.line}\t{row.reason}\n" for row in self.rows)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header. `rows` gives the line number and the cells by column name, stripped; empty ones are ""."""

    path: Path
    columns: tuple[str, ...]
    rows: Iterator[tuple[int, Mapping[str, str]]]

    def one_of(self, *wanted: str) -> str | None:
        """The first of `wanted` that is a column."""
        return next((name for name in wanted if name in self.columns), None)


def read_text(path: Path) -> str:
    """A text file in UTF-8 (with a byte order mark or without), UTF-16 with one, or cp949 (what Korean Excel writes).

    Raises DataUnreadable, naming the line that is in none of them.
    """
    content = _bytes(path)
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise DataUnreadable(path=path, reason=f"not {encoding}, line {_line(content, error)}") from error
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as as_utf8:
        try:
            return content.decode("cp949")
        except UnicodeDecodeError as as_cp949:
            reason = f"neither UTF-8 (line {_line(content, as_utf8)}) nor cp949 (line {_line(content, as_cp949)})"
            raise DataUnreadable(path=path, reason=reason) from as_cp949


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Line number and line, ended by LF or CR LF (never by U+2028 and the like). Raises DataUnreadable."""
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        yield number, line.removesuffix("\r")


def read_json(path: Path) -> Any:
    """The JSON in `path`. Raises DataUnreadable."""
    try:
        return json.loads(read_text(path))
    except ValueError as error:
        line = getattr(error, "lineno", "?")
        raise DataUnreadable(path=path, reason=f"not JSON, line {line}") from error


def read_table(path: Path) -> Table:
    """A CSV (commas, semicolons or tabs) or the first sheet of an xlsx. Raises DataUnreadable."""
    rows = _sheet(path) if path.suffix.lower() in (".xlsx", ".xlsm") else _csv(path)
    header = next(((number, cells) for number, cells in rows if any(cells)), None)
    if header is None:
        raise DataUnreadable(path=path, reason="empty")
    columns = tuple(header[1])
    return Table(path, columns, _named(columns, rows))


def _named(columns: Sequence[str], rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, Mapping[str, str]]]:
    for number, cells in rows:
        if any(cells):
            yield number, {name: cells[at] if at < len(cells) else "" for at, name in enumerate(columns) if name}


def _csv(path: Path) -> Iterator[tuple[int, list[str]]]:
    text = read_text(path)
    head = text.split("\n", 1)[0]
    separator = max((",", ";", "\t"), key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    begun = 1  # a quoted cell may hold line breaks: a row is where it begins
    try:
        for cells in reader:
            yield begun, [cell.strip() for cell in cells]
            begun = reader.line_num + 1
    except csv.Error as error:
        raise DataUnreadable(path=path, reason=f"not CSV, line {begun}") from error


def _sheet(path: Path) -> Iterator[tuple[int, list[str]]]:
    import zipfile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    content = io.BytesIO(_bytes(path))  # openpyxl keeps a file open until the garbage collector comes
    try:
        book = load_workbook(content, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # some writers store a wrong size
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield number, [_cell(value) for value in cells]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, SyntaxError) as error:
        raise DataUnreadable(path=path, reason="not an xlsx workbook") from error


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a sheet has no whole numbers
    return "" if value is None else str(value).strip()


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataUnreadable(path=path, reason=error.strerror or type(error).__name__) from error


def _line(content: bytes, error: UnicodeDecodeError) -> int:
    return content.count(b"\n", 0, error.start) + 1
