"""The default answer: the situation if it is clear, else the feeling mirrored with an open ear.

A situation is taken when words name it and meaning (the sentence index) does not contradict, or when meaning is sure
of it; never against a certain reading. Guessing wrong hurts more than asking, so otherwise the reply only mirrors.
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

BY_WORDS = 0.5  # a lexical score from which words decide
FAR = 0.15  # how far (cosine) behind the nearest situation the words' one may lie before meaning contradicts it
SURE = 0.7  # a feeling is named back only from this probability: a wrong one hurts more than an open ear
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

    def heavy(self, memory: Memory) -> tuple[str, ...]:
        """Replies that only mirror, for a line that may mean danger: no situation is guessed, nothing is light."""
        low = self._texts.mirrors[Emotion.DEPRESSION.value]
        return low if memory.fresh(low) else self._texts.mirrors[UNSURE]

    def situation(self, text: str, analysis: "EmotionAnalysis | None") -> Situation | None:
        """The situation of `text`, or None when it is not clear."""
        by_words = self._lexical.scores(text)
        allowed = {name: score for name, score in by_words.items() if self._suits(name, analysis)}
        best_by_words = max(allowed, key=lambda name: allowed[name], default=None)
        if best_by_words is not None and allowed[best_by_words] < BY_WORDS:
            best_by_words = None
        index = index_for(self._texts, analysis.encoder) if analysis is not None else None
        if analysis is None or index is None:
            return self._by_id[best_by_words] if best_by_words is not None else None
        by_meaning = index.scores(analysis.embedding)
        nearest = max(by_meaning.values(), default=0.0)
        if best_by_words is not None and by_meaning.get(best_by_words, nearest) >= nearest - FAR:
            return self._by_id[best_by_words]
        alone = index.clear(by_meaning)
        if alone is None or alone not in self._by_id or not self._suits(alone, analysis):
            return None
        found = self._by_id[alone]
        return None if found.small_talk and len(letters(text)) > found.longest else found

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
        dominant = analysis.reading.scores.dominant
        if analysis.reading.certain and (analysis.reading.scores[dominant] >= SURE or named is dominant):
            return dominant.value
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
