"""Breathing 4-7-8 as a clock: which breath it is, what to do now, for how long, and how full the lungs are.

In for 4 seconds, hold for 7, out for 8, four rounds (as taught by Andrew Weil, Breathing: The Master Key to Self
Healing, 1999).
"""

import math
from dataclasses import dataclass
from enum import Enum

ROUNDS = 4
READY_SECONDS = 3.0


class Phase(Enum):
    """What to do; the value is how many seconds it takes (READY comes once, DONE stays)."""

    READY = READY_SECONDS
    IN = 4.0
    HOLD = 7.0
    OUT = 8.0
    DONE = 0.0


_ROUND = (Phase.IN, Phase.HOLD, Phase.OUT)
ROUND_SECONDS = sum(phase.value for phase in _ROUND)
WHOLE_SECONDS = READY_SECONDS + ROUNDS * ROUND_SECONDS


@dataclass(frozen=True, slots=True)
class Breath:
    """A moment: `round` from 1 to `ROUNDS`, whole seconds `left` of the phase, `fullness` of the lungs from 0 to 1."""

    round: int
    phase: Phase
    left: int
    fullness: float


def breath_at(seconds: float) -> Breath:
    """The moment `seconds` (0 or more) after the beginning."""
    if seconds < READY_SECONDS:
        return Breath(1, Phase.READY, math.ceil(READY_SECONDS - seconds), 0.0)
    if seconds >= WHOLE_SECONDS:
        return Breath(ROUNDS, Phase.DONE, 0, 0.0)
    turn, since = divmod(seconds - READY_SECONDS, ROUND_SECONDS)
    for phase in _ROUND:
        if since < phase.value:
            break
        since -= phase.value
    share = since / phase.value
    eased = (1 - math.cos(math.pi * share)) / 2  # breath begins and ends slowly
    fullness = {Phase.IN: eased, Phase.HOLD: 1.0, Phase.OUT: 1 - eased}[phase]
    return Breath(int(turn) + 1, phase, math.ceil(phase.value - since), fullness)
