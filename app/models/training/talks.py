"""The written talks: what people say to the rabbit line after line, what each line does, and what is felt there.

`corpus/comfort/talks.tsv` has the talks; `acts.tsv` has single lines from the middle of talks (of those that the
emotion model learns, too) and what they do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from app.diary.emotion import Emotion
from app.models.companion.acts import Act
from app.models.companion.index import CORPUS
from app.models.emotion import EmotionAnalysis, EmotionModel
from app.models.training.corpus import CorpusBroken, read_cells

TALKS = CORPUS / "talks.tsv"
LINES = CORPUS / "acts.tsv"
COLUMNS = ("talk", "act", "feeling", "text")


@dataclass(frozen=True, slots=True)
class Said:
    """A line of a talk, what it tells, and what is felt."""

    talk: str
    act: Act
    feeling: Emotion
    text: str


def read_talks(path: Path = TALKS) -> list[list[Said]]:
    """The talks, line by line. Raises CorpusBroken, OSError."""
    rows = []
    for number, (talk, act, feeling, text) in read_cells(path, list(COLUMNS)):
        try:
            rows.append(Said(talk, Act(act), Emotion(feeling), text))
        except ValueError as error:
            raise CorpusBroken(f"{path.name}:{number}: {error}") from error
    talks = [list(lines) for _, lines in groupby(rows, key=lambda row: row.talk)]
    if len({lines[0].talk for lines in talks}) < len(talks):
        raise CorpusBroken(f"{path.name}: the lines of a talk do not stand together")
    return talks


def read_single_lines(path: Path = LINES) -> list[Said]:
    """The single lines, each a talk of its own, of no feeling that was written down. Raises CorpusBroken, OSError."""
    found = []
    for number, (act, text) in read_cells(path, ["act", "text"]):
        try:
            found.append(Said(f"{path.name}:{number}", Act(act), Emotion.NEUTRAL, text))
        except ValueError as error:
            raise CorpusBroken(f"{path.name}:{number}: {error}") from error
    return found


def analyses(talk: Sequence[Said], model: EmotionModel) -> Iterator[tuple[Said, EmotionAnalysis]]:
    """Each line of `talk` as `model` reads it. Raises CorpusBroken where there is nothing to read."""
    for line in talk:
        analysis = model.analyse(line.text)
        if analysis is None:
            raise CorpusBroken(f"talk {line.talk}: there is nothing to read in {line.text!r}")
        yield line, analysis
