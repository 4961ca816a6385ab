"""A line read in the mood of the talk: what was felt a moment ago is likelier than what was not.

A piece of a story, or an aside, has little to hear a feeling by (성격까진 모르지), and read alone is taken for anger or
grief. So the probabilities of a short line are weighed by those of the line before it: Bayes' rule, with what was felt
as the prior, mixed with an even one since moods turn, and with a plain one since most of what is said goes on telling.
What a line says clearly stays what it is.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from app.diary.emotion import EMOTIONS, Emotion, EmotionScores
from app.models.companion.lexical import letters

if TYPE_CHECKING:
    from app.models.emotion import EmotionAnalysis

BEFORE, PLAIN = 0.5, 0.2  # of the prior, what was felt before and that nothing is; the rest is even
LONG = 50  # letters; who says as much says by itself how it is meant
SURE = 0.75  # from here on a feeling is certain that the line alone did not make certain


def in_this_mood(analysis: "EmotionAnalysis", text: str, before: EmotionScores | None) -> "EmotionAnalysis":
    """`analysis` of `text`, weighed by the scores of the line before it (None: nothing was said)."""
    share = max(0.0, 1 - len(letters(text)) / LONG)
    if before is None or not share:
        return analysis
    even = 1 / len(EMOTIONS)
    scores = analysis.reading.scores
    weighed = []
    for emotion in EMOTIONS:
        prior = BEFORE * before[emotion] + PLAIN * (emotion is Emotion.NEUTRAL) + (1 - BEFORE - PLAIN) * even
        weighed.append(scores[emotion] * (share * prior + (1 - share) * even))
    whole = sum(weighed)
    if not whole > 0:
        return analysis
    mixed = EmotionScores(tuple(each / whole for each in weighed))
    certain = mixed[mixed.dominant] >= SURE or (mixed.dominant is scores.dominant and analysis.reading.certain)
    return replace(analysis, reading=replace(analysis.reading, scores=mixed, certain=certain))
