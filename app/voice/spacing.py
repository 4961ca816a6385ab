"""Korean spaces: Vosk gives morphemes, people write words."""

from collections.abc import Sequence

from app import korean
from app.diary.entry import Word
from app.voice.hypothesis import Hypothesis
from app.voice.rescoring import word_spans


def respaced(spaced: str) -> list[str]:
    """The words of `spaced` (morphemes with a space between any two), re-spaced by Kiwi: 0.3 ms for a sentence."""
    words = korean.spaced(spaced).split() if spaced else []
    # Only spaces may change: the words' times are found by counting characters.
    return words if "".join(words) == "".join(spaced.split()) else spaced.split()


def words_of(hypothesis: Hypothesis, confidence: Sequence[float]) -> list[Word]:
    """The words of the re-spaced text, each with its start, end and confidence (the mean of its characters')."""
    words = respaced(hypothesis.spaced)
    return [
        Word(
            text=word,
            start=round(hypothesis.times[first][0], 3),
            end=round(hypothesis.times[last - 1][1], 3),
            confidence=round(sum(confidence[first:last]) / (last - first), 4),
        )
        for word, (first, last) in zip(words, word_spans([len(word) for word in words]), strict=True)
    ]
