"""What the days of a month or a year were mostly like, in words: a guess, and said as one."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.diary.statistics import DaySummary, emotion_counts, most_frequent
from app.ui.translation import emotion_word

FEW_DAYS = 3  # fewer say nothing about what was frequent


def usual_words(days: Sequence[DaySummary]) -> str:
    """A sentence about the most frequent emotion; empty while there are too few days."""
    counts = emotion_counts(days)
    if sum(count for _, count in counts) < FEW_DAYS:
        return ""
    usual = most_frequent(days)
    if usual is None:
        return QCoreApplication.translate("UsualEmotion", "여러 마음이 고루 다녀간 것 같아요.")
    words = QCoreApplication.translate("UsualEmotion", "가장 자주 보인 마음은 {emotion}인 것 같아요.")
    return words.format(emotion=emotion_word(usual))
