"""Comfort replies: time and memory after the encoder's pass, and how often the situation is found.

    python bench/companion.py

Held-out: each example of `corpus/comfort` against texts and index without it (and a fifth of the others). The keys of a
situation were written by whoever wrote its examples, so new people's words will find it less often; the diary lines
below are such words, but nobody said which situation they belong to, so only the shares that find none are printed.
"""

import gc
import random
import resource
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.models.companion import comfort  # noqa: E402
from app.models.companion.comfort import Comforter, known_pairs  # noqa: E402
from app.models.companion.companion import Companion  # noqa: E402
from app.models.companion.echo import Echo  # noqa: E402
from app.models.companion.nearest import Nearest, index_for  # noqa: E402
from app.models.companion.texts import ComfortTexts, load_texts, packed_file  # noqa: E402
from app.models.emotion import CheckpointEmotionModel, EmotionAnalysis, load_bundled  # noqa: E402
from app.models.training.corpus import read_corpus  # noqa: E402
from app.models.training.talks import read_talks  # noqa: E402

FOLDS = 5
TALKS = 100  # of which later lines are answered
SEED = 20261121


def resident() -> float:
    """Resident memory in MB now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def held_out(texts: ComfortTexts, index: Nearest, analyses: dict[str, EmotionAnalysis]) -> Counter[str]:
    """How the examples of each fold are answered without it: `right`, `other` situation or `mirrored`."""
    dice = random.Random(SEED)
    fold = {example: dice.randrange(FOLDS) for situation in texts.situations for example in situation.examples}
    rows = [example for situation in texts.situations for example in situation.examples]
    found: Counter[str] = Counter()
    for number in range(FOLDS):
        kept = [at for at, example in enumerate(rows) if fold[example] != number]
        part = replace(
            texts,
            situations=tuple(
                replace(each, examples=tuple(example for example in each.examples if fold[example] != number))
                for each in texts.situations
            ),
        )
        nearest = Nearest(index.vectors[kept], tuple(index.owners[at] for at in kept), index.encoder, index.threshold)
        with mock.patch.object(comfort, "index_for", lambda *_, nearest=nearest: nearest):
            comforter = Comforter(part)
            for situation in texts.situations:
                for example in situation.examples:
                    if fold[example] == number:
                        said = comforter.situation(example, analyses[example])
                        found["mirrored" if said is None else "right" if said.id == situation.id else "other"] += 1
    return found


def milliseconds(values: Sequence[float]) -> str:
    """Median, 95th percentile and worst of times in seconds."""
    ranked = sorted(values)
    at = ranked[int(0.95 * (len(ranked) - 1))]
    return f"median {1000 * statistics.median(ranked):.1f} ms, p95 {1000 * at:.1f}, worst {1000 * ranked[-1]:.1f}"


def in_talks(model: CheckpointEmotionModel, comforter: Comforter) -> list[float]:
    """Seconds for each reply to a line after the first of a talk."""
    times = []
    for talk in read_talks()[:TALKS]:
        companion = Companion(seed=1)
        companion.__dict__["_comforter"] = comforter
        for number, line in enumerate(talk):
            analysis = model.analyse(line.text)
            started = time.perf_counter()
            companion.answer(line.text, analysis)
            if number:
                times.append(time.perf_counter() - started)
    return times


def main() -> None:
    """Print the figures."""
    model = load_bundled(threads=1)
    model.analyse("안녕하세요")
    lines = [row.text for row in read_corpus(ROOT / "corpus" / "emotion")["dev"]]
    analyses = {text: model.analyse(text) for text in lines}
    gc.collect()
    before = resident()
    started = time.perf_counter()
    companion = Companion(seed=1)
    companion.warm()
    companion.answer("안녕", analyses[lines[0]])
    print(f"ready after {1000 * (time.perf_counter() - started):.0f} ms, {resident() - before:.0f} MB more")

    times, looks, mirrored, echoed, careful = [], [], 0, 0, 0
    texts = load_texts(packed_file())
    comforter = Comforter(texts)
    echo = Echo(texts.nouns, known_pairs(texts))
    for text in lines:
        fresh = Companion(seed=len(text))
        fresh.__dict__["_comforter"] = comforter  # a new conversation; its texts are read once
        started = time.perf_counter()
        fresh.answer(text, analyses[text])
        times.append(time.perf_counter() - started)
        careful += fresh.needs_care(text, analyses[text])
        started = time.perf_counter()
        found = echo.found(text)
        looks.append(time.perf_counter() - started)
        unknown = comforter.situation(text, analyses[text]) is None
        mirrored += unknown and not found
        echoed += unknown and bool(found)
    print(f"a reply to a diary line, after the encoder's pass: {milliseconds(times)} ({len(lines)} lines)")
    print(f"of this, to find what may be said back: {milliseconds(looks)}")
    later = in_talks(model, comforter)
    print(f"a reply to a later line of a talk: {milliseconds(later)} ({len(later)} lines)")
    print(
        f"diary lines of the corpus (dev) in no situation: taken up in their own words {echoed / len(lines):.1%}, only "
        f"mirrored {mirrored / len(lines):.1%}; with a card {careful / len(lines):.1%}"
    )

    index = index_for(texts, model.name)
    if index is None:
        raise SystemExit("the index is not this encoder's: python -m app.models.companion.index --encode")
    examples = {example: model.analyse(example) for each in texts.situations for example in each.examples}
    found = held_out(texts, index, {text: analysis for text, analysis in examples.items() if analysis is not None})
    total = sum(found.values())
    shares = ", ".join(f"{name} {count / total:.1%}" for name, count in found.most_common())
    print(f"held-out examples of {len(texts.situations)} situations: {shares} ({total} lines)")


if __name__ == "__main__":
    main()
