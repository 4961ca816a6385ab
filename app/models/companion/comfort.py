"""The default answer: the situation if it is clear, else the feeling mirrored with an open ear.

A situation is taken when meaning (the sentence index) or words are sure of it, and when the reading does not
contradict it. Guessing wrong hurts more than asking, so below the thresholds the reply only mirrors.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.diary.emotion import Emotion
from app.models.companion.feelings import named_feeling
from app.models.companion.josa import attach
from app.models.companion.lexical import LexicalMatcher, letters
from app.models.companion.memory import Memory
from app.models.companion.nearest import index_for
from app.models.companion.normal import has_words
from app.models.companion.texts import SILENCE, UNSURE, ComfortTexts, Situation

if TYPE_CHECKING:
    from app.models.emotion import EmotionAnalysis

BY_WORDS = 0.5  # a lexical score from which words alone decide
AGREED = 0.25  # and from which they confirm what meaning says just below its own threshold
NEAR_MISS = 0.03  # how far below
FAR = 0.08  # how far below the threshold meaning contradicts what words say
LEAD = 0.02  # how much nearer than the next situation, when words do not confirm
_SLOT = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Comfort:
    """What to choose from: the replies, and the situation they belong to (None when only mirrored)."""

    replies: tuple[str, ...]
    situation: str | None


class Comforter:
    """Finds the replies that fit a line."""

    def __init__(self, texts: ComfortTexts) -> None:
        self._texts = texts
        self._lexical = LexicalMatcher(texts)
        self._by_id = {situation.id: situation for situation in texts.situations}

    def comfort(self, text: str, analysis: "EmotionAnalysis | None", memory: Memory) -> Comfort:
        """The fitting replies to `text`, taking up its words where a reply has a place for them."""
        compact = letters(text)
        if not has_words(text):
            return Comfort(self._texts.mirrors[SILENCE], None)
        situation = self.situation(text, analysis)
        if situation is not None and not (situation.once and situation.id in memory.situations):
            filled = taken_up(situation, compact)
            if memory.fresh(filled):  # told of the same thing at length: rather mirror than repeat
                return Comfort(filled, situation.id)
        return Comfort(self._texts.mirrors[self._feeling(compact, analysis)], None)

    def situation(self, text: str, analysis: "EmotionAnalysis | None") -> Situation | None:
        """The situation of `text`, or None when it is not clear."""
        by_words = self._lexical.scores(text)
        allowed = {name: score for name, score in by_words.items() if self._suits(name, analysis)}
        best_by_words = max(allowed, key=lambda name: allowed[name], default=None)
        if analysis is not None:
            index = index_for(self._texts, analysis.reading.model)
            if index is not None:
                size = len(letters(text))
                by_meaning = {
                    name: score
                    for name, score in index.scores(analysis.embedding).items()
                    if name in self._by_id
                    and self._suits(name, analysis)
                    and (size <= self._by_id[name].longest or not self._by_id[name].small_talk)
                }
                if best_by_words is not None and index.threshold - by_meaning.get(best_by_words, 0.0) > FAR:
                    best_by_words = None  # the same words about something else
                ranked = sorted(by_meaning, key=lambda name: -by_meaning[name])
                if ranked:
                    first = ranked[0]
                    lead = by_meaning[first] - (by_meaning[ranked[1]] if len(ranked) > 1 else 0.0)
                    confirmed = allowed.get(first, 0.0) >= AGREED
                    if by_meaning[first] >= index.threshold and (confirmed or lead >= LEAD):
                        return self._by_id[first]
                    if by_meaning[first] >= index.threshold - NEAR_MISS and confirmed:
                        return self._by_id[first]
        if best_by_words is not None and allowed[best_by_words] >= BY_WORDS:
            return self._by_id[best_by_words]
        return None

    def _suits(self, name: str, analysis: "EmotionAnalysis | None") -> bool:
        """Whether a certain reading does not contradict the situation."""
        feelings = self._by_id[name].feelings
        if analysis is None or not feelings or not analysis.reading.certain:
            return True
        return analysis.reading.scores.dominant.value in feelings

    def _feeling(self, compact: str, analysis: "EmotionAnalysis | None") -> str:
        named = named_feeling(compact)
        if analysis is None:
            return named.value if named is not None else UNSURE
        if analysis.reading.certain:
            return analysis.reading.scores.dominant.value
        # An unsure reading and a feeling that the line itself names: believe the words, unless the model holds them
        # improbable.
        if named is not None and named is not Emotion.JOY and analysis.reading.scores[named] >= 0.2:
            return named.value
        return UNSURE


def taken_up(situation: Situation, compact: str) -> tuple[str, ...]:
    """The situation's replies with the line's own noun in their places; without one, those that have no place for
    it."""
    noun = max((noun for noun in situation.nouns if noun in compact), key=len, default=None)
    replies = []
    for reply in situation.replies:
        if not _SLOT.search(reply):
            replies.append(reply)
        elif noun is not None:
            replies.append(_SLOT.sub(lambda slot, said=noun: attach(said, slot.group(1)), reply))  # type: ignore[misc]
    return tuple(replies)
