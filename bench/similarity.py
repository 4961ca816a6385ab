"""Whether the emotion model's embeddings still mean what a sentence is about: KLUE-STS dev.

    python bench/similarity.py ../shared/data/klue_dev/klue-sts-v1.1_dev.json

519 pairs of sentences with the mean similarity that people gave them (KLUE, CC BY-SA 4.0: for measuring, not in the
repository). Prints Spearman's correlation of that with the cosine, as KLUE-STS is mostly reported.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app.models.emotion import load_bundled  # noqa: E402


def ranks(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Ranks from 0; equal values share the mean of theirs."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts + 1) / 2)[inverse])


def main() -> None:
    """Print the figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path, help="klue-sts-v1.1_dev.json")
    rows = json.loads(parser.parse_args().pairs.read_text(encoding="utf-8"))
    model = load_bundled(threads=2)

    def embed(text: str) -> npt.NDArray[np.float32]:
        analysis = model.analyse(text)
        assert analysis is not None, "a sentence without a letter"
        return analysis.embedding

    said = np.asarray([float(embed(row["sentence1"]) @ embed(row["sentence2"])) for row in rows])
    people = np.asarray([float(row["labels"]["real-label"]) for row in rows])
    print(f"{model.name}: {len(rows)} pairs, Spearman {np.corrcoef(ranks(said), ranks(people))[0, 1]:.3f}")


if __name__ == "__main__":
    main()
