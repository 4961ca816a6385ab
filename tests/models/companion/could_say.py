"""What a `Comforter` could say to a line, before it is weighed which of it suits best."""

from app.models.companion.comfort import Comforter
from app.models.companion.fit import ECHO, MIRROR
from app.models.companion.memory import Memory
from app.models.emotion import EmotionAnalysis


def could_say(
    comforter: Comforter, line: str, analysis: EmotionAnalysis | None, memory: Memory, kind: str
) -> tuple[str, ...]:
    """The replies of one kind (ECHO, MIRROR …), in the order of the texts; echoes know their template (`Filled`)."""
    feeling = comforter.feeling(line, analysis)
    situation = comforter.situation(line, analysis)
    found = comforter.answers(line, feeling, analysis, memory, situation)
    return tuple(each.reply for each in found if each.kind == kind)


def echoes(comforter: Comforter, line: str, analysis: EmotionAnalysis | None, memory: Memory) -> tuple[str, ...]:
    """The replies that take up words of the line."""
    return could_say(comforter, line, analysis, memory, ECHO)


def mirrors(comforter: Comforter, line: str, analysis: EmotionAnalysis | None, memory: Memory) -> tuple[str, ...]:
    """The replies that only mirror the feeling."""
    return could_say(comforter, line, analysis, memory, MIRROR)
