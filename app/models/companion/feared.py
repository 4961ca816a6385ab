"""What an anxious line fears, as a reply can take it up: 밀려 쓴 거면 어떡하지 → 밀려 쓴 걸까 봐 (조마조마하시겠어요).

The fear is the heart of such a line, and mostly put as a question, which is not told back (`retelling.py`).
"""

import re

from app.models.companion.clauses import clauses_from_the_end
from app.models.companion.hangul import final, is_syllable, with_final
from app.models.companion.plain import EDGES
from app.models.companion.speaker import SUBJECT, without_speaker
from app.models.companion.untold import DISPARAGED, HURTS

SHORTEST, LONGEST = 6, 24  # letters of what is taken up
_FARTHEST = 4  # sentences from the end that are tried
_WORDS = 40  # of a sentence, from its end, are looked at

_SENTENCE = re.compile(r"[^.!?…~\nㄱ-ㅎㅏ-ㅣ]+[.!?…~\nㄱ-ㅎㅏ-ㅣ]*")
_PART = re.compile(r"[^,]+,?")
_WHAT_THEN = re.compile(r"(?P<if>[가-힣]면) (?:어떡|어쩌|어쩔|어떻게 (?:하|해))[가-힣]{0,4}(?: ?싶[가-힣]{1,3})?$")
_LEST = re.compile(r"(?P<lest>[가-힣]까) ?봐(?:서)?(?:요)?$")
_WHETHER = re.compile(
    r"[았었했였갔왔됐졌났봤려없있]나$|[는은던인긴된한]가$|(?:[았었했였갔왔됐졌났봤없있]을|아닐|[가-힣]일|될)까$"
)
_UNKNOWN = re.compile(r"(?<=나) 모르겠[가-힣]{0,3}$")  # 껐나 모르겠어
# Asked of what to do, of who or what it was, or of the listener: no fear.
_ASKED = re.compile(
    r"(?:^| )(?:뭐|뭘|뭔|무슨|무엇|왜|언제|어디|누구|누가|누굴|어떻게|어떤|어느|얼마나?|몇)[가-힣]*(?: |$)|"
    r"[야지] [하되할될]|"
    r"(?:^| )(?:나를|저를|나랑|저랑|너|네가|니가|당신|토끼|토닥|그래|이래|그러|이러)[가-힣]*(?: |$)|"
    r"(?:^| )(?:나|저)만? 빼고|^(?:얘기|이야기|이름)(?:인가|일까|들)|^(?:그건|그게|우연)"
)


def feared(text: str) -> str | None:
    """What `text` fears, ending in 까 봐 or (가, 나, 까) 싶어, without the speaker; None where it says no such."""
    parts_of = [part for said in _SENTENCE.findall(text)[-_FARTHEST:] for part in _PART.findall(said)]
    for said in reversed(parts_of):
        words = " ".join(said.strip(EDGES + ".!?…~\nㄱ-ㅎㅏ-ㅣ").split()[-_WORDS:])
        words = re.sub(r"[ㄱ-ㅎㅏ-ㅣ.!?…~]+$", "", words).strip()
        fear = _fear(words)
        if fear is not None and (told := _told(fear)) is not None:
            return told
    return None


def _fear(said: str) -> str | None:
    if what_then := _WHAT_THEN.search(said):
        before = said[: what_then.end("if") - 1]
        if not is_syllable(before[-1]):
            return None
        return with_final(before, "ㄹ") + "까 봐" if final(before[-1]) in ("", "ㄹ") else None
    if lest := _LEST.search(said):
        return said[: lest.end("lest")] + " 봐"
    said = _UNKNOWN.sub("", said)
    if said.endswith("까") and said.count(" ") < 2:
        return None  # one of several: 보험일까, 종교일까
    return said + " 싶어" if _WHETHER.search(said) else None


def _told(fear: str) -> str | None:
    """The end of `fear`, as much of it as is not too long, without the speaker."""
    words = fear.replace(",", " , ").split()
    kept: list[str] = []
    for clause, after_comma, after_end in clauses_from_the_end(words):
        longer = [*clause, *kept]
        if sum(map(len, longer)) > LONGEST or (kept and SUBJECT.fullmatch(kept[0])):
            break
        kept = longer
        if after_end or after_comma:
            break
    without = without_speaker(kept) if len(kept) > 1 else None
    if without is None or len(without.text.replace(" ", "")) < SHORTEST:
        return None
    said = without.text.removeprefix("혹시 ").removeprefix("혹시라도 ")
    if any(each.search(said) for each in (_ASKED, HURTS, DISPARAGED)) or not re.fullmatch(r"[가-힣0-9 ]+", said):
        return None
    return said if final(said[-1]) == "" else None
