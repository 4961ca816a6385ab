"""Lines in another language: Todak reads Korean, and says so; danger in English is heard (`safety_english.py`)."""

import re
import unicodedata
from collections.abc import Container

from app.models.companion.safety_english import spelling
from app.models.sentences import is_in_another_language

_JAMO = re.compile("[ㄱ-ㆎ]")
_LOOKED_AT = 400  # characters
_GREETING = r"(?:hi|hey|hello|hiya|good (?:morning|afternoon|evening)|how are you|nice to meet you)"
_THANKS = r"(?:ok |okay )?(?:thanks|thank you|thx|ty)(?: (?:so much|a lot|very much))?"
_GOODBYE = r"(?:bye|bye bye|goodbye|bye for now|good ?night|see you|see ya)(?: (?:tomorrow|later|soon))?"
_NAMES = r"(?: (?:there|todak|doctor|rabbit|again|little|mr|dr))*"
_SHAPES = tuple(re.compile(rf"(?:{words}{_NAMES}(?: \| | |$))+") for words in (_GREETING, _THANKS, _GOODBYE))
_ENGLISH = re.compile(
    r"\b(?:i|im|ive|the|a|an|is|are|was|were|my|me|you|to|and|it|its|of|in|on|for|with|he|she|they|we|"
    r"this|that|not|so|do|dont|have|had|just|today|feel|kms|lol|omg|idk|gonna|wanna|want|no|yes|what|why|how|at|be|can|cant|all|from|by)\b"
)

GREETINGS = (
    "Hello, I'm glad you're here. I only understand Korean so far, but what you say is kept here.",
    "Hi there. My ears know only Korean for now, but there is always room here for what you want to say.",
    "Hello. Come and sit down. I don't follow English well, and still your words have a place here.",
)
THANKS = (
    "You're welcome. It's good to have you here.",
    "Any time. Thank you for stopping by.",
    "I'm glad you came. I'll be here.",
)
GOODBYES = (
    "Good night. I'll be here when you come back.",
    "See you. Be gentle with yourself today.",
    "Goodbye for now. Your words are safe here.",
)
NOT_UNDERSTOOD = (
    "I only follow Korean so far, so I may have missed what you meant. Your words are kept here.",
    "I'm a program that has only learnt Korean, and I don't want to guess how you feel. It's all written down.",
    "I know only Korean for now, so I won't pretend to understand. You can set your feeling beside it yourself.",
    "I can't hear feelings in English yet, so I'd rather not guess. Your words stay here, only for you.",
)
"""Said first."""
LISTENING = (
    "I'm still here. It's written down.",
    "Your words are kept.",
    "I'm listening. Take your time.",
    "It's here now, and only you can read it.",
    "Say as much or as little as you like.",
    "I've put it into today's pages.",
    "Nothing you say here has to sound right.",
    "I'm sitting right beside you.",
    "Go on if there's more. I'm not in a hurry.",
    "All of it is kept, the small things too.",
)
"""Said once the user knows that it is not understood."""
NO_LANGUAGE_OF_OURS = (
    "한국어가 아닌 말은 제가 아직 알아듣지 못해요. 하신 말씀은 여기 간직할게요.",
    "제 귀는 아직 한국어만 알아들어요. 마음을 짐작하지는 않고, 적어 두신 그대로 둘게요.",
    "무슨 말씀인지 다 알아듣지는 못했어요. 그래도 빠뜨리지 않고 여기 두었어요.",
)
"""For every other language."""


def is_in_english(text: str) -> bool:
    """Whether `text` is in English, as far as can be told: Latin letters, words that English cannot do without, or a
    greeting."""
    text = unicodedata.normalize("NFKC", text[:_LOOKED_AT])
    if not is_in_another_language(text) or re.search(r"[^\W\d_]", re.sub(r"[A-Za-zÀ-ɏㄱ-ㆎ]", "", text)):
        return False
    words = spelling(text).strip(" |")
    return (_ENGLISH.search(words) is not None and " " in words) or any(shape.fullmatch(words) for shape in _SHAPES)


def replies(text: str, said: Container[str]) -> tuple[str, ...]:
    """What can be answered to a `text` in another language, after the replies `said` lately: never a guess. Nothing of
    its own for a single word in Latin letters (OK, TT, BTS), which may be Korean as well."""
    if not is_in_english(text):
        return () if re.fullmatch(r"[^\w]*[A-Za-z0-9_]+[^\w]*", _JAMO.sub("", text)) else NO_LANGUAGE_OF_OURS
    words = spelling(unicodedata.normalize("NFKC", text[:_LOOKED_AT])).strip(" |")
    for shape, answers in zip(_SHAPES, (GREETINGS, THANKS, GOODBYES), strict=True):
        if shape.fullmatch(words):
            return answers
    known = any(reply in said for reply in (*NOT_UNDERSTOOD, *GREETINGS))
    return LISTENING if known else NOT_UNDERSTOOD
