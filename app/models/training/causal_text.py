"""Dialogues as token ids with the tokens to be learnt marked: the seeds' forms, never longer than the window.

    seed-a    <usr>q<unused1><sys>a</s>            the answer is learnt
    seed-c    <s><usr>q<sys>a<usr>q<sys>a</s>      what is learnt depends on the label mode

Label modes: `all` (every token), `last-reply` (the last answer), `replies` (every answer), `shift`. In the seed's
`shift` the labels were moved by one before a model that moves them by one itself, so each token learnt the one after
the next; here they are moved once, which makes it the same as `all`.
"""

from dataclasses import dataclass

from app.models.prompts import ANSWER, SEPARATOR, START, USER, Scribe
from app.models.training.dialogues import Dialogue

MODES = ("all", "last-reply", "replies", "shift")
NOT_LEARNT = -100  # what torch's cross-entropy leaves out


@dataclass(frozen=True, slots=True)
class Written:
    """`ids`, and for each place the id to be learnt there or NOT_LEARNT; `replies` marks all answers likewise.

    Place by place: that the token before predicts it is the loss's business.
    """

    ids: tuple[int, ...]
    labels: tuple[int, ...]
    replies: tuple[int, ...]
    cut: bool


def single_turns(scribe: Scribe, dialogue: Dialogue, most: int) -> list[Written]:
    """Each question and answer of `dialogue` alone, in seed A's form, in at most `most` ids (at least 16)."""
    made = []
    user, separator, answer = (scribe.id(token) for token in (USER, SEPARATOR, ANSWER))
    for question, reply in dialogue.pairs:
        asked = scribe.ids(scribe.plain(question))
        told = scribe.ids(scribe.plain(reply))
        asked_room, told_room, cut = share_out(len(asked), len(told), most - 4)
        asked = asked[len(asked) - asked_room :]
        ending = [scribe.end] if told_room == len(told) else []  # a cut answer does not end there
        ids = [user, *asked, separator, answer, *told[:told_room], *ending]
        learnt = [NOT_LEARNT] * (3 + len(asked)) + ids[3 + len(asked) :]
        made.append(Written(tuple(ids), tuple(learnt), tuple(learnt), cut))
    return made


def share_out(asked: int, told: int, room: int) -> tuple[int, int, bool]:
    """How many ids question and answer keep of `room`, and whether that is less than they have; never negative.

    The answer gives way first, but not below half of the room; then the question. (The seed took the question's length
    from the window, which is negative for a long question.)
    """
    if asked + told <= room:
        return asked, told, False
    kept = min(told, max(room - asked, room // 2))
    return min(asked, room - kept), kept, True


def whole_dialogue(scribe: Scribe, dialogue: Dialogue, most: int, mode: str) -> Written:
    """`dialogue` in seed C's form, in at most `most` ids (at least 16): the oldest turns are left out first.

    Raises ValueError for an unknown mode.
    """
    if mode not in MODES:
        raise ValueError(f"label mode {mode!r}")
    turns = [(scribe.ids(scribe.plain(asked)), scribe.ids(scribe.plain(told))) for asked, told in dialogue.pairs]
    start = [scribe.id(START)] if scribe.has(START) else []
    room = most - len(start) - 1
    kept: list[tuple[list[int], list[int]]] = []
    cut = False
    for asked, told in reversed(turns):
        if len(asked) + len(told) + 2 <= room:
            kept.insert(0, (asked, told))
            room -= len(asked) + len(told) + 2
            continue
        cut = True
        if not kept:
            asked_room, told_room, _ = share_out(len(asked), len(told), room - 2)
            kept.append((asked[len(asked) - asked_room :], told[:told_room]))
        break
    ids, whose = list(start), [0] * len(start)  # whose: the number of the turn where the answer says it, else 0
    for number, (asked, told) in enumerate(kept, start=1):
        ids += [scribe.id(USER), *asked, scribe.id(ANSWER), *told]
        whose += [0] * (len(asked) + 2) + [number] * len(told)
    if not (cut and len(kept) == 1 and len(kept[0][1]) < len(turns[-1][1])):  # a cut answer does not end there
        ids.append(scribe.end)
        whose.append(len(kept))
    last = len(kept)
    replies = tuple(each if of else NOT_LEARNT for each, of in zip(ids, whose, strict=True))
    final = tuple(each if of == last else NOT_LEARNT for each, of in zip(ids, whose, strict=True))
    labels = {"last-reply": final, "replies": replies}.get(mode, tuple(ids))
    return Written(tuple(ids), labels, replies, cut)
