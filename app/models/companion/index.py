"""Packs the comfort texts and the kindred replies, and builds the sentence indexes beside them.

    python -m app.models.companion.index            packs corpus/comfort into resources/companion
    python -m app.models.companion.index --encode   and encodes every example with the bundled emotion model

An index is a plain .npy (never a pickle) with JSON that records the encoder's name and version and the fingerprint of
the texts; where either differs, the product falls back to words.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.config import bundled_models
from app.files import write_resource
from app.models.companion import kindred
from app.models.companion.kindred import Group, packed_groups, read_groups
from app.models.companion.nearest import CARD, LEAD, VECTORS, by_situation, leader
from app.models.companion.needs import FILE as NEEDS_FILE
from app.models.companion.needs import read_needs
from app.models.companion.texts import ComfortTexts, load_texts, packed_bytes, packed_file, read_corpus
from app.models.npy import npy

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CORPUS = Path(__file__).resolve().parents[3] / "corpus" / "comfort"
FLOOR = 0.5  # a threshold is never set below this cosine
PRECISION = 0.8  # the share of held-out examples above the threshold that must find their own situation
ENOUGH = 10  # fewer examples than this prove nothing
NEVER = 2.0  # no cosine is as large


class Encoder(Protocol):
    """What an index is built with. `name` is model name and version, as `EmotionReading.model` has it."""

    @property
    def name(self) -> str:
        """Model name and version."""

    def embed(self, text: str) -> "NDArray[np.float32]":
        """The L2-normalised embedding of one utterance, made exactly as at run time."""


def pack(corpus: Path, file: Path) -> ComfortTexts:
    """Write the packed texts. Raises ValueError, OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    write_resource(file, packed_bytes(read_corpus(corpus)))
    load_texts.cache_clear()
    return load_texts(file)


def pack_groups(corpus: Path, file: Path) -> list[Group]:
    """Write the packed groups of kindred utterances. Raises ValueError, OSError."""
    groups = read_groups(corpus)
    write_resource(file, packed_groups(groups, read_needs(corpus / NEEDS_FILE)))
    kindred.load_kindred.cache_clear()
    return groups


def build(texts: ComfortTexts, encoder: Encoder, folder: Path) -> float:
    """Encode every example and write vectors and card into `folder`; returns the threshold chosen. Raises OSError."""
    import numpy as np

    rows = [(situation.id, example) for situation in texts.situations for example in situation.examples]
    owners = [owner for owner, _ in rows]
    vectors = np.stack([encoder.embed(example) for _, example in rows]).astype(np.float32)
    threshold = choose_threshold(vectors, owners)
    card = {"encoder": encoder.name, "texts": texts.fingerprint, "threshold": round(threshold, 4), "owners": owners}
    write_resource(folder / VECTORS, npy(vectors))
    write_resource(folder / CARD, json.dumps(card, ensure_ascii=False).encode())
    return threshold


def build_kindred(groups: Sequence[Group], encoder: Encoder, folder: Path) -> None:
    """Encode every text of `groups` and write the vectors and their card into `folder`. Raises OSError."""
    import numpy as np

    means = np.stack([np.mean([encoder.embed(each) for each in group.examples], axis=0) for group in groups])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    replies = np.stack([encoder.embed(reply) for group in groups for reply in group.replies])
    card = kindred.Card(encoder.name, kindred.fingerprint(groups))
    write_resource(folder / kindred.VECTORS, npy(kindred.packed_vectors(means, replies)))
    write_resource(folder / kindred.CARD, kindred.packed_card(card))
    kindred.load_kindred.cache_clear()


def choose_threshold(vectors: "NDArray[np.float32]", owners: list[str]) -> float:
    """The lowest cosine from which held-out examples (each against all others) that have a clear lead find their own
    situation often enough; NEVER when there is none, and then meaning alone decides nothing."""
    import numpy as np

    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -1.0)
    results: list[tuple[float, bool]] = []
    for row, own in enumerate(owners):
        best = leader(by_situation(owners, cosines[row].tolist()))
        if best is not None and best[2] >= LEAD:
            results.append((best[1], best[0] == own))
    results.sort(reverse=True)
    threshold, right = NEVER, 0
    for count, (score, correct) in enumerate(results, start=1):
        right += correct
        if count >= ENOUGH and right / count >= PRECISION:
            threshold = score
    return threshold if threshold == NEVER else max(FLOOR, threshold)


class BundledEncoder:
    """The emotion model that comes with Todak, as an encoder."""

    def __init__(self) -> None:
        from app.models.emotion import load_emotion_model

        self._model = load_emotion_model(bundled_models() / "emotion")
        analysis = self._model.analyse("안녕하세요")
        assert analysis is not None
        self.name = analysis.encoder

    def embed(self, text: str) -> "NDArray[np.float32]":
        """See `Encoder`."""
        analysis = self._model.analyse(text)
        assert analysis is not None
        return analysis.embedding


def main(arguments: list[str] | None = None) -> int:
    """The command line of this module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encode", action="store_true", help="also build the sentence index with the bundled model")
    options = parser.parse_args(arguments)
    texts = pack(CORPUS, packed_file())
    examples = sum(len(situation.examples) for situation in texts.situations)
    print(f"{len(texts.situations)} situations, {examples} examples", file=sys.stderr)
    groups = pack_groups(CORPUS / "kindred", packed_file().parent / kindred.PACKED)
    replies = sum(len(group.replies) for group in groups)
    print(f"{len(groups)} groups of kindred utterances, {replies} replies", file=sys.stderr)
    if options.encode:
        encoder = BundledEncoder()
        threshold = build(texts, encoder, packed_file().parent)
        build_kindred(groups, encoder, packed_file().parent)
        print(f"index by {encoder.name}, threshold {threshold:.3f}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
