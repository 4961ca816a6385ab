"""How well and how fast speech is recognised: prints, asserts nothing.

    python -m bench.recogniser [--limit N] [--once] [FOLDER]

FOLDER has a `transcripts.tsv` (path, seconds, speaker, transcript) and its recordings. `--limit` takes clips of all
speakers in turn; `--once` leaves out the second look. The weight of the language model was chosen on the speakers
counted as `dev`; those of `test` are the ones to believe.
"""

import argparse
import csv
import re
import resource
import time
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

import numpy as np

from app.diary.entry import Word
from app.voice import SAMPLE_RATE
from app.voice.audio_file import read_blocks
from app.voice.hypothesis import Hypothesis
from app.voice.recogniser import SECOND_LOOK_SECONDS, VoskRecogniser, read_best

SPEECH = Path(__file__).resolve().parents[2] / "shared" / "speech" / "emotiontts_ko"
ORACLE = 20


def letters(text: str) -> str:
    """`text` without spaces and punctuation."""
    return re.sub(r"[^0-9A-Za-z가-힣]", "", text)


def plain_words(text: str) -> list[str]:
    """The words of `text` without punctuation."""
    return [word for word in map(letters, text.split()) if word]


def distance(one: "list[str] | str", other: "list[str] | str") -> int:
    """Levenshtein's."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


@dataclass
class Tally:
    """Errors of a group of clips."""

    letters: int = 0
    words: int = 0
    first: int = 0
    oracle: int = 0
    rescored: int = 0
    wrong_words: int = 0
    clips: int = 0

    def line(self, name: str) -> str:
        """One row of the table."""
        total = max(1, self.letters)
        return (
            f"{name:<8}{self.clips:>6}{self.first / total:>9.3f}{self.oracle / total:>11.3f}"
            f"{self.rescored / total:>10.3f}{self.wrong_words / max(1, self.words):>8.3f}"
        )


@dataclass
class Probe:
    """Keeps the hypotheses of each piece of an utterance as they pass by."""

    pieces: list[list[str]] = field(default_factory=list)

    def read(self, found: list[Hypothesis]) -> list[Word]:
        """As `read_best`."""
        self.pieces.append([letters(hypothesis.joined) for hypothesis in found])
        return read_best(found)

    def first(self) -> str:
        """Vosk's own best."""
        return "".join(piece[0] for piece in self.pieces)

    def oracle(self, said: str) -> int:
        """Errors if the best of the first `ORACLE` hypotheses were always chosen (piece by piece, greedily)."""
        chosen = [piece[0] for piece in self.pieces]
        for at, piece in enumerate(self.pieces):
            chosen[at] = min(
                piece[:ORACLE], key=lambda text: distance(said, "".join([*chosen[:at], text, *chosen[at + 1 :]]))
            )
        return distance(said, "".join(chosen))


def rows_of(folder: Path, limit: int | None) -> list[dict[str, str]]:
    """The clips, speakers in turn."""
    by_speaker: dict[str, list[dict[str, str]]] = defaultdict(list)
    with (folder / "transcripts.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            by_speaker[row["speaker"]].append(row)
    turns = zip_longest(*(by_speaker[speaker] for speaker in sorted(by_speaker)))
    return [row for turn in turns for row in turn if row is not None][:limit]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="accuracy and speed of the recogniser")
    parser.add_argument("folder", nargs="?", type=Path, default=SPEECH)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--once", action="store_true", help="no second look")
    arguments = parser.parse_args()

    recogniser = VoskRecogniser(second_look=0.0 if arguments.once else SECOND_LOOK_SECONDS)
    began = time.perf_counter()
    recogniser.load()
    loaded = time.perf_counter()
    recogniser.warm()
    warm = time.perf_counter()
    print(f"load {loaded - began:.2f} s, Kiwi {warm - loaded:.2f} s")

    rows = rows_of(arguments.folder, arguments.limit)
    speakers = sorted({row["speaker"] for row in rows})
    dev = set(speakers[::2])
    tallies: dict[str, Tally] = defaultdict(Tally)
    seconds = feeding = 0.0
    waits = []
    for row in rows:
        blocks = list(read_blocks(arguments.folder / row["path"]))
        probe = Probe()
        began = time.process_time(), time.perf_counter()
        stream = recogniser.stream(probe.read)
        for block in blocks:
            stream.feed(block)
        ended = time.perf_counter()
        transcript = stream.finish()
        waits.append(time.perf_counter() - ended)
        feeding += time.process_time() - began[0]
        seconds += len(blocks) * len(blocks[0]) / SAMPLE_RATE
        said = letters(row["transcript"])
        half = "dev" if row["speaker"] in dev else "test"
        for tally in (tallies[row["speaker"]], tallies[half], tallies["all"]):
            tally.clips += 1
            tally.letters += len(said)
            tally.words += len(plain_words(row["transcript"]))
            tally.first += distance(said, probe.first())
            tally.oracle += probe.oracle(said)
            tally.rescored += distance(said, letters(transcript.text))
            tally.wrong_words += distance(plain_words(row["transcript"]), plain_words(transcript.text))
    print(f"{'':<8}{'clips':>6}{'1-best':>9}{f'oracle@{ORACLE}':>11}{'rescored':>10}{'WER':>8}   (CER unless said)")
    for name in [*speakers, "dev", "test", "all"]:
        print(tallies[name].line(name))
    print(
        f"{seconds:.0f} s of sound; processor time per second of sound {feeding / seconds:.2f}; "
        f"wait after the last block: median {np.median(waits):.2f} s, longest {max(waits):.2f} s"
    )
    print(f"memory at its largest {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
