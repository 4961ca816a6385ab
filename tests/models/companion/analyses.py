"""Readings with the probabilities that a test needs, made by no model."""

from dataclasses import replace
from typing import Any

import numpy as np

from app.diary.emotion import EMOTIONS, EmotionScores
from app.diary.entry import EmotionReading
from app.models.emotion import EmotionAnalysis


def read(
    emotion: str, probability: float = 0.95, *, certain: bool = True, embedding: Any = None, model: str = "test 1"
) -> EmotionAnalysis:
    """An analysis of no sentence in which `emotion` has this probability and the others share the rest evenly."""
    rest = (1 - probability) / (len(EMOTIONS) - 1)
    scores = EmotionScores.of({each: probability if each == emotion else rest for each in EMOTIONS})
    reading = EmotionReading(scores, certain, sentences=(), model="any reader")
    row = np.zeros(384, np.float32) if embedding is None else embedding
    return EmotionAnalysis(reading, embeddings=row[None, :], embedding=row, encoder=model)


def rescored(found: EmotionAnalysis, scores: EmotionScores) -> EmotionAnalysis:
    """`found` with other probabilities."""
    return replace(found, reading=replace(found.reading, scores=scores))
