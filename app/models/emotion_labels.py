"""The names under which checkpoints know the six emotions. A number is never one of them.

One table, so that every part that meets a label by name means the same by it.
"""

from collections.abc import Sequence

from app.diary.emotion import EMOTIONS, Emotion

NAMES: dict[Emotion, tuple[str, ...]] = {
    Emotion.JOY: ("기쁨", "행복", "joy", "happiness", "happy"),
    Emotion.SADNESS: ("슬픔", "sadness", "sad", "sorrow"),
    Emotion.DEPRESSION: ("우울", "우울함", "depression", "depressed"),
    Emotion.ANGER: ("분노", "화남", "anger", "angry"),
    Emotion.ANXIETY: ("불안", "불안함", "anxiety", "anxious"),
    Emotion.NEUTRAL: ("일상", "중립", "neutral", "daily"),
}
_BY_NAME = {name: emotion for emotion, names in NAMES.items() for name in names}


def emotion_named(label: str) -> Emotion | None:
    """The emotion that `label` names, in Korean or English, whatever its case; None when it names none of the six."""
    return _BY_NAME.get(label.strip().lower())


def six_emotions(labels: Sequence[str]) -> tuple[Emotion, ...] | None:
    """The emotion of each label when the labels are exactly the six, in any order; else None."""
    found = [emotion_named(label) for label in labels]
    named = tuple(emotion for emotion in found if emotion is not None)
    return named if len(found) == len(EMOTIONS) == len(set(named)) else None
