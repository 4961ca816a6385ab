"""Whole sentences of a reply, also where a model was trained on text without punctuation."""

import re

_MARKS = ".!?…~"
_AFTER_MARK = re.compile(rf"(?<=[{_MARKS}])[\"'”’)]*\s+")
# A polite or formal ending at the end of a word: a sentence may end there.
_POLITE = re.compile(r"[가-힣]*(?:요|니다|죠|[습읍입합됩갑십]니까)(?=\s|$)")
_ASKING = re.compile(r"(?:까요|까|[은는]가요|나 ?봐요)$")
_FINAL = frozenset("다요까죠네지어아야해나군구걸게래자")


def whole_sentences(text: str, *, ended: bool) -> list[str]:
    """The sentences of `text`, each with an end mark.

    The last one may lack its mark: when the model `ended` there by itself it gets one; when it was cut off, what comes
    after the last polite ending is left out. Empty when nothing is whole.
    """
    pieces = [piece.strip() for piece in _AFTER_MARK.split(" ".join(text.split())) if piece.strip()]
    if not pieces or pieces[-1].rstrip("\"'”’)")[-1:] in tuple(_MARKS):
        return pieces
    last = pieces.pop()
    if not ended:
        found = list(_POLITE.finditer(last))
        last = last[: found[-1].end()] if found else ""
    return [*pieces, marked(last)] if last else pieces


def looks_whole(sentence: str) -> bool:
    """Whether a sentence ends as Korean sentences do, or with a mark."""
    return sentence[-1:] in _MARKS or sentence[-1:] in _FINAL


def marked(sentence: str) -> str:
    """`sentence` with an end mark."""
    return sentence + ("?" if _ASKING.search(sentence) and not sentence.endswith("나봐요") else ".")
