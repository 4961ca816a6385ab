"""Lines that are nearly the same: a corpus of templates teaches the template."""

from collections import Counter, defaultdict
from collections.abc import Sequence

BOUND = 0.6


def trigrams(text: str) -> frozenset[str]:
    """The character 3-grams of `text` without white space; the text itself when it is shorter."""
    packed = "".join(text.split())
    return frozenset(packed[index : index + 3] for index in range(len(packed) - 2)) or frozenset([packed])


def near_duplicates(texts: Sequence[str], bound: float = BOUND) -> list[tuple[int, int, float]]:
    """Pairs of indices whose 3-gram Jaccard similarity is over `bound`, with that similarity.

    Prefix filtering (Chaudhuri et al., "A Primitive Operator for Similarity Joins", 2006): two sets that are this
    similar share one of their few rarest grams, so only lines with a rare gram in common are compared. 10,000 lines
    take seconds.
    """
    sets = [trigrams(text) for text in texts]
    counts = Counter(gram for grams in sets for gram in grams)
    index: dict[str, list[int]] = defaultdict(list)
    found = []
    for number, grams in enumerate(sets):
        rare = sorted(grams, key=lambda gram: (counts[gram], gram))
        rare = rare[: len(rare) - int(bound * len(rare)) + 1]
        for other in sorted({candidate for gram in rare for candidate in index[gram]}):
            shared = len(grams & sets[other])
            similarity = shared / (len(grams) + len(sets[other]) - shared)
            if similarity > bound:
                found.append((other, number, similarity))
        for gram in rare:
            index[gram].append(number)
    return found
