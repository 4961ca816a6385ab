"""How heavy the last things said were: the running state by which a breath, a sound or a walk is offered.

An exponential mean (Brown, Statistical Forecasting for Inventory Control, 1959) of the probability that a line carries
sadness, depression, anger or anxiety:

    state = (1 - WEIGHT) * state + WEIGHT * heavy,  beginning at 0

With WEIGHT 0.4 a row of lines, each 95 % heavy, has 0.38, 0.61, 0.74: the third reaches `HEAVY_FROM`. Lines that are
80 % heavy need five, lines that are 69 % heavy never do, and one glad line (10 % heavy) takes a state of 0.74 back to
0.48. The first three lines of a talk are the story itself: people who talked with it disliked being offered a breath so
early. Nor is one offered to the angry, who are not to be calmed. The other numbers were chosen by thinking.
"""

from app.diary.emotion import Emotion, EmotionScores

WEIGHT = 0.4
HEAVY_FROM = 0.7
LEAST_LINES = 4  # fewer are not "in a row", however heavy
_HEAVY = (Emotion.SADNESS, Emotion.DEPRESSION, Emotion.ANGER, Emotion.ANXIETY)


class Heaviness:
    """The running state of one conversation."""

    def __init__(self) -> None:
        self._state = 0.0
        self._lines = 0
        self._angry = False

    @property
    def is_lasting(self) -> bool:
        """Whether several lines in a row were heavy, the last one included, and that one not angry."""
        return self._lines >= LEAST_LINES and self._state >= HEAVY_FROM and not self._angry

    def add(self, scores: EmotionScores) -> None:
        """A line was read."""
        heavy = sum(scores[emotion] for emotion in _HEAVY)
        self._state = (1 - WEIGHT) * self._state + WEIGHT * heavy
        self._lines = self._lines + 1 if heavy > 0.5 else 0
        self._angry = scores.dominant is Emotion.ANGER

    def forget(self) -> None:
        """Begin anew."""
        self._state = 0.0
        self._lines = 0
