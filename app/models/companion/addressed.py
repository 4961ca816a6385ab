"""Whether a line is said to the rabbit itself: thanks for listening, a kind word.

A diary is full of thanks and praise for others, so it takes a name that calls (토닥아, 토끼야), or what only the one
who listens can have done, with nobody else named as the one who did it.
"""

import re

THANKS = "thanks"
PRAISE = "praise-rabbit"

_LONGEST = 36  # characters; whoever says more is telling of a day
_CALLED = re.compile(r"(?<![가-힣])(?:토닥(?:아|이|님)|토끼(?:야|님| ?닥터님?| ?선생님?)|닥터 ?토끼님?)(?![가-힣])")
_YOURS = re.compile(r"(?<![가-힣])(?:네|너|니) ?덕(?:분|에)")
_LISTENED = re.compile(
    r"(?P<before>.*?)(?:들어|말해|얘기해|이야기해|위로해|공감해|다독여|토닥여) ?(?:줘서|주셔서|주니까?) ?"
    r"(?:정말|진짜|너무|참|늘|항상)? ?(?:고마(?!웠)|고맙(?!더)|감사(?!했))"
)
_SOMEBODY_ELSE = re.compile(
    r"(?<![가-힣])(?!(?:네|니|너|토닥이|닥터|토끼|기분|마음|맘|힘|말|말투|목소리|귀|얘기|이야기|용기|위로)[이가] )"
    r"[가-힣]+(?:이|가|께서|한테서?) "
)
_THANKS = re.compile(r"고마(?!웠)|고맙(?!더)|감사(?!했)|덕분|덕에|힘이 ?(?:됐|돼|나|난)|위로가|위안이")
_PRAISE = re.compile(
    r"수고|고생|귀여|귀엽|최고|좋아|사랑|다정|친절|똑똑|웃긴|웃겨|재밌|재미있|든든|예뻐|이뻐|예쁘|멋지|멋져|멋있|착하|착해|"
    r"보고 ?싶었"
)


def addressed(text: str) -> str | None:
    """THANKS or PRAISE for a short line that says so to the rabbit, else None."""
    said = text.strip()
    if len(said) > _LONGEST:
        return None
    listened = _LISTENED.match(said)
    if _YOURS.search(said) or (listened is not None and not _SOMEBODY_ELSE.search(listened["before"])):
        return THANKS
    if _CALLED.search(said) is None or _SOMEBODY_ELSE.search(said):
        return None
    if _THANKS.search(said):
        return THANKS
    return PRAISE if _PRAISE.search(said) else None
