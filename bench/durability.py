"""What `diary.mark` costs: a stored draft with and without it, in turns, on this disk.

python bench/durability.py [FOLDER]
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from app.storage import repository
from app.storage.repository import Diary

ROUNDS = 1_000
PASSPHRASE = "깊은 밤의 토끼 42"


def main() -> None:
    """Print the medians."""
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as place:
        diary, _ = Diary.create(Path(place) / "diary", PASSPHRASE)
        with diary:
            without, with_mark = measured(diary)
    print("| a write (median of 1,000) | ms |\n|---|---|")
    print(f"| without the mark | {without:.3f} |\n| with it | {with_mark:.3f} |")


def measured(diary: Diary) -> tuple[float, float]:
    """Milliseconds without and with the mark."""
    counted = repository.counted
    took: dict[bool, list[float]] = {False: [], True: []}
    try:
        for number in range(2 * ROUNDS):
            marks = bool(number % 2)
            repository.counted = counted if marks else lambda _connection: None  # type: ignore[assignment,return-value]
            begun = time.perf_counter()
            diary.save_draft(f"초안 {number}")
            took[marks].append(1_000 * (time.perf_counter() - begun))
    finally:
        repository.counted = counted
    return statistics.median(took[False]), statistics.median(took[True])


if __name__ == "__main__":
    main()
