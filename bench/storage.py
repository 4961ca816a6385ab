"""Figures of the diary's storage at growing sizes: open, save, month, lists, search, days alike, backup, file sizes.

    nice python bench/storage.py                      1,000, 10,000 and 100,000 utterances
    nice python bench/storage.py 1000 5000            other sizes
    nice python bench/storage.py --keep /tmp/bench    keep the diaries there (and use those that are there)
    nice python bench/storage.py --cpu                processor time, not the clock's: for a busy machine

Texts are sentences of corpus/emotion, recombined with a fixed seed; queries are pieces of them. A search is what the
window does for one key: the first 50 hits, and how many there are (to 1,000). The scan beside it does the same with
LIKE, without the index, on a connection of the same kind.
"""

import argparse
import contextlib
import itertools
import random
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.diary.embedding import Embedding  # noqa: E402
from app.diary.emotion import EMOTIONS, Emotion, EmotionScores  # noqa: E402
from app.diary.entry import (  # noqa: E402
    Care,
    EmotionReading,
    Entry,
    Person,
    Reply,
    ReplyKind,
    SentenceReading,
    Source,
    Utterance,
)
from app.diary.listing import EVERY_ENTRY, EntryFilter  # noqa: E402
from app.storage import keys  # noqa: E402
from app.storage.backup import back_up  # noqa: E402
from app.storage.engine import connect  # noqa: E402
from app.storage.ids import new_id  # noqa: E402
from app.storage.names import DATABASE_FILE  # noqa: E402
from app.storage.repository import Diary  # noqa: E402
from app.storage.text import initials  # noqa: E402

PASSPHRASE = "bench"
LAST = date(2026, 11, 20)
ZONE = timezone(timedelta(hours=9))
DIMENSIONS = 384
FIRST_PAGE, ENOUGH = 50, 1_000
INDEX = ("text_index", "text_numbers", "text_changes")
TAGS = ("여행", "꿈", "회사", "가족", "운동")

Figures = dict[str, float]


# --- a diary of any size ---------------------------------------------------------------------------------------------


def corpus() -> list[str]:
    """Every sentence of corpus/emotion."""
    found = []
    for file in sorted((ROOT / "corpus/emotion").glob("*.tsv")):
        for row in file.read_text(encoding="utf-8").splitlines()[1:]:
            found += re.split(r"(?<=[.!?…])\s+", row.split("\t")[-1])
    return found


def entries(count: int, chance: random.Random) -> list[Entry]:
    """Entries of 1 to 9 utterances, one or two a day, the last on LAST; `count` utterances in all, oldest first."""
    lines = corpus()
    day, made, found = LAST, 0, []
    while made < count:
        for _ in range(chance.choice((1, 1, 1, 2))):
            began = datetime(day.year, day.month, day.day, chance.randint(7, 22), chance.randint(0, 59), tzinfo=ZONE)
            said = min(count - made, chance.randint(1, 9))
            if said:
                texts = [" ".join(chance.choices(lines, k=chance.choice((1, 1, 2, 2, 3, 5)))) for _ in range(said)]
                found.append(entry(began, texts, chance))
            made += said
        day -= timedelta(days=1)
    return sorted(found, key=lambda each: each.started_at)


def entry(began: datetime, texts: Sequence[str], chance: random.Random) -> Entry:
    """One entry with readings and replies."""
    entry_id = new_id()
    said = []
    for position, text in enumerate(texts):
        drawn = [chance.random() ** 3 + 1e-6 for _ in EMOTIONS]
        scores = EmotionScores(tuple(each / sum(drawn) for each in drawn))
        said.append(
            Utterance(
                id=new_id(),
                entry_id=entry_id,
                position=position,
                text=text,
                source=Source.TYPED,
                started_at=began + timedelta(minutes=position),
                reading=EmotionReading(scores, True, (SentenceReading(text, scores),), "bench 1"),
                reply=Reply("그랬군요. 오늘도 이야기해 줘서 고마워요.", ReplyKind.COMFORT, Care.NONE, "bench 1"),
            )
        )
    return Entry(
        id=entry_id,
        date=began.date(),
        started_at=began,
        utterances=tuple(said),
        score=chance.choice((None, 1, 2, 3, 4, 5)),
        people=tuple(chance.sample(list(Person), chance.choice((0, 1)))),
        tags=tuple(chance.sample(TAGS, chance.choice((0, 0, 1)))),
        is_open=False,
    )


def make(folder: Path, count: int) -> float:
    """A diary of `count` utterances with embeddings; the seconds it took."""
    chance = random.Random(1)
    whole = entries(count, chance)
    started = time.perf_counter()
    diary, _ = Diary.create(folder, PASSPHRASE)
    with diary:
        for first in range(0, len(whole), 500):
            some = whole[first : first + 500]
            diary.add_entries(some)
            said = [each for one in some for each in one.utterances]
            drawn = (Embedding("bench 1", 1 / 127, chance.randbytes(DIMENSIONS)) for _ in said)
            diary.add_embeddings([(each.id, each.text, vector) for each, vector in zip(said, drawn, strict=True)])
    return time.perf_counter() - started


def queries(diary: Diary, chance: random.Random, count: int = 60) -> dict[str, list[str]]:
    """What somebody may type: pieces of what was said, by their length, and the initials of such pieces."""
    every = [each.text for one in diary.entries(LAST - timedelta(days=400)) for each in one.utterances]
    words = [word for text in chance.sample(every, min(len(every), 2_000)) for word in text.split()]

    def pieces(least: int, most: int) -> Iterator[str]:
        while True:
            text = chance.choice(every)
            length = chance.randint(least, most)
            start = chance.randrange(max(1, len(text) - length))
            if len(piece := text[start : start + length].strip()) >= least:
                yield piece

    def firsts() -> Iterator[str]:
        while True:
            word = chance.choice(words)
            short = initials(word[: chance.randint(1, 4)])
            if short != word[: len(short)]:
                yield short

    kinds = {"1 character": pieces(1, 1), "2 characters": pieces(2, 2), "3 to 6": pieces(3, 6), "initials": firsts()}
    return {kind: [next(of) for _ in range(count)] for kind, of in kinds.items()}


# --- figures ---------------------------------------------------------------------------------------------------------


clock = time.perf_counter


def timed(act: Callable[[], object]) -> float:
    """Milliseconds, by `clock`."""
    started = clock()
    act()
    return 1_000 * (clock() - started)


def spread(figures: Figures, name: str, times: Sequence[float]) -> None:
    """Median and 95th percentile."""
    figures[f"{name}, median"] = statistics.median(times)
    figures[f"{name}, p95"] = statistics.quantiles(times, n=20, method="inclusive")[-1]


def opening(folder: Path) -> Figures:
    """Until the newest page can be shown."""

    def open_and_show() -> None:
        with Diary.open(folder, PASSPHRASE) as diary:
            diary.listed(FIRST_PAGE)

    return {
        "unlock: the key from the passphrase": timed(lambda: keys.unlock(folder, PASSPHRASE, mend=False)),
        "unlock, open, newest page, close": timed(open_and_show),
    }


def lists(diary: Diary) -> Figures:
    """What the calendar and the list ask for."""
    figures: Figures = {}
    angry = EntryFilter(emotions=frozenset({Emotion.ANGER}))
    spread(figures, "month view", [timed(lambda: diary.outlines(LAST.replace(day=1), LAST)) for _ in range(10)])
    spread(
        figures,
        "list by emotion, with count",
        [timed(lambda: (diary.listed(FIRST_PAGE, None, angry), diary.count_listed(angry))) for _ in range(10)],
    )
    return figures


def finding(diary: Diary, asked: dict[str, list[str]]) -> Figures:
    """Search and days alike."""
    figures: Figures = {}
    narrow = EntryFilter(first=LAST - timedelta(days=365), emotions=frozenset({Emotion.JOY}))

    def search(query: str, only: EntryFilter) -> None:
        if len(diary.search(query, FIRST_PAGE, only)) == FIRST_PAGE:
            diary.count_hits(query, only, enough=ENOUGH)

    times = {kind: [timed(lambda query=query: search(query, EVERY_ENTRY)) for query in asked[kind]] for kind in asked}
    for kind in asked:
        spread(figures, f"search, {kind}", times[kind])
    spread(figures, "search, all of these", [each for kind in asked for each in times[kind]])
    pairs = asked["2 characters"]
    spread(
        figures,
        "search in a year and an emotion",
        [timed(lambda query=query: search(query, narrow)) for query in pairs],
    )
    spread(figures, "days alike", [timed(lambda one=one: diary.alike(one.id, 10)) for one in diary.listed(20)])
    return figures


def scanning(folder: Path, asked: Sequence[str]) -> Figures:
    """The same page and count by LIKE, without an index."""
    figures: Figures = {}
    where = """
        FROM utterances u JOIN entries e ON e.id = u.entry_id
        WHERE e.trashed_at IS NULL AND coalesce(u.folded, u.text) LIKE ? ESCAPE '\\'
    """
    page = f"SELECT u.id, u.text, e.date {where} ORDER BY e.date DESC, julianday(u.started_at) DESC LIMIT {FIRST_PAGE}"
    with contextlib.closing(connection_to(folder, read_only=True)) as connection:

        def scan(query: str) -> None:
            wanted = "%" + "".join(f"\\{each}" if each in "\\%_" else each for each in query) + "%"
            if len(connection.execute(page, (wanted,)).fetchall()) == FIRST_PAGE:
                connection.execute(f"SELECT count(*) {where}", (wanted,)).fetchone()

        spread(
            figures, "the same by LIKE, without initials", [timed(lambda query=query: scan(query)) for query in asked]
        )
    return figures


def writing(diary: Diary) -> Figures:
    """Saving, until it is durable, a backup, and another passphrase."""
    figures: Figures = {}
    said = [each.text for one in diary.entries(LAST - timedelta(days=60)) for each in one.utterances][:100]
    now = datetime.combine(LAST + timedelta(days=1), datetime.min.time(), ZONE)

    def save(text: str) -> None:
        diary.append(text, Source.TYPED, started_at=now, day=now.date())

    spread(figures, "save", [timed(lambda text=text: save(text)) for text in said])
    with tempfile.TemporaryDirectory() as backups:
        figures["backup, encrypted and verified"] = timed(lambda: back_up(diary, Path(backups) / "backups"))
    figures["another passphrase"] = timed(lambda: diary.change_passphrase(PASSPHRASE, "another"))
    diary.change_passphrase("another", PASSPHRASE)
    return figures


def sizes(folder: Path) -> Figures:
    """Of the file, the text and the index; of the last the pages that are free when it is gone, which is undone."""
    with contextlib.closing(connection_to(folder, read_only=False)) as connection:
        [text] = connection.execute("SELECT sum(length(CAST(text AS BLOB))) FROM utterances").fetchone()
        [size] = connection.execute("PRAGMA page_size").fetchone()
        connection.execute("BEGIN IMMEDIATE")
        [before] = connection.execute("PRAGMA freelist_count").fetchone()
        for table in INDEX:
            connection.execute(f"DROP TABLE {table}")
        [after] = connection.execute("PRAGMA freelist_count").fetchone()
        connection.execute("ROLLBACK")
    index = (after - before) * int(size)
    return {
        "file, MB": (folder / DATABASE_FILE).stat().st_size / 1e6,
        "text, MB": text / 1e6,
        "text index, MB": index / 1e6,
        "text index / text": index / text,
    }


def connection_to(folder: Path, *, read_only: bool) -> Any:
    """A connection of the driver's own."""
    key = keys.unlock(folder, PASSPHRASE, mend=False)
    return connect(folder / DATABASE_FILE, key.database_key, read_only=read_only)


def measure(folder: Path) -> Figures:
    """Everything of one diary, each part on an opening of its own: nothing is in memory yet."""
    figures = opening(folder)
    with Diary.open(folder, PASSPHRASE, read_only=True) as diary:
        figures |= lists(diary)
        asked = queries(diary, random.Random(2))
    with Diary.open(folder, PASSPHRASE, read_only=True) as diary:
        figures |= finding(diary, asked)
    figures |= scanning(folder, [query for kind in list(asked)[:3] for query in asked[kind][:10]])
    with Diary.open(folder, PASSPHRASE) as diary:
        figures |= writing(diary)
    return figures | sizes(folder)


def main() -> None:
    """The command line."""
    global clock
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=[1_000, 10_000, 100_000], help="utterances")
    parser.add_argument("--keep", type=Path, help="where diaries stay for the next time")
    parser.add_argument("--cpu", action="store_true", help="processor time, not the clock's: for a busy machine")
    options = parser.parse_args()
    if options.cpu:
        clock = time.process_time
    base = options.keep or Path(tempfile.mkdtemp(prefix="todak-bench-"))
    columns: dict[int, Figures] = {}
    try:
        for size in options.sizes:
            folder = base / f"{size}"
            if not folder.exists():
                print(f"{size:,} utterances written in {make(folder, size):.1f} s", flush=True)
            columns[size] = measure(folder)
    finally:
        if options.keep is None:
            shutil.rmtree(base)
    report(columns)


def report(columns: dict[int, Figures]) -> None:
    """A table: milliseconds unless it says otherwise, and how a figure grows with each tenfold size."""
    print("\n| ms | " + " | ".join(f"{size:,}" for size in columns) + " | growth |")
    print("|---|" + "---|" * (len(columns) + 1))
    for name in next(iter(columns.values())):
        row = [column[name] for column in columns.values()]
        growth = ", ".join(f"×{after / before:.1f}" for before, after in itertools.pairwise(row))
        print(f"| {name} | " + " | ".join(f"{value:,.1f}" for value in row) + f" | {growth} |")


if __name__ == "__main__":
    main()
