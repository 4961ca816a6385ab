"""The clauses of a sentence."""

import re
from collections.abc import Iterator

from app.models.companion.plain import WITH_SS

# A new clause begins after these, unless the next word belongs to them (하고 있다, 보고 싶다).
JOINS = re.compile(
    r"(?:"
    r"[는은던]데|[인한간온난된둔준본]데|지만|니까|면서|[^하라다냐자고말]고|[^에세고청약순독문]서|[울리오가보하되르지]니|"
    r"길래|다가|더니|려고|자마자|"
    r"거나|든지|[아어해여]도|으?며|면|ㄹ수록|뒤로는?|동안|때마다|바람에|때문에|탓에|을 때|기에|냐니까|았더니|었더니"
    r")$"
)
_ENDED = re.compile(
    rf"[{WITH_SS}없](?:어|어요|거든|거든요|더라|더라고|더라고요|지)$|[됨함]$|[싶없있않많좋싫겠겟]음$|기다림$|(?:나요|까요)$"
)  # a sentence without a mark
CLINGS = re.compile(
    r"(?:되|돼|된|될|있|싶|나서|나니|계|보|말|안 |못 |와|가서|오는|오고|그런지|그래|인지|는지|왔|갔|"
    r"가지고|갖고|버|놓|두|줬|주|[간온갈올]$)"
)
_TURNS_IN = re.compile(r"근데|그런데|하지만|그래도")


def clauses_from_the_end(words: list[str]) -> Iterator[tuple[list[str], bool, bool]]:
    """The clauses of a sentence, the last one first; whether a comma stands before it, and whether what stands before
    it is finished, so that it cannot be joined."""
    end = len(words)
    for at in range(len(words) - 2, -1, -1):
        following = words[at + 1]
        comma = words[at] == "," and not (at and words[at - 1][-1] in "도와과랑")  # 집에서도, 회사에서도 없다
        before = words[at - 1] if comma and at else words[at]
        finished = _ENDED.search(before) is not None or _TURNS_IN.fullmatch(following) is not None
        if comma or finished or (JOINS.search(words[at]) and following != "," and not CLINGS.match(following)):
            yield [word for word in words[at + 1 : end] if word != ","], comma, finished
            end = at + 1
    yield [word for word in words[:end] if word != ","], False, False
