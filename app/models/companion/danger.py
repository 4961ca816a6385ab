"""What the safety rules can say about a line."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

ENCODER = "encoder"  # the cue of what no rule but the encoder heard


class Level(IntEnum):
    """How sure the rules are that someone is in danger."""

    NONE = 0
    SOFT = 1  # unclear: ask gently, show who can be called
    HARD = 2  # answer as if it were certain


class DangerKind(StrEnum):
    """What the danger is; decides which lines to call are shown first."""

    SUICIDE = "suicide"
    SELF_HARM = "self-harm"
    HOME_VIOLENCE = "home-violence"
    ABUSE = "abuse"
    OTHERS = "danger-to-others"


@dataclass(frozen=True, slots=True)
class Danger:
    """The judgement on one line. `kind` is None exactly when `level` is NONE.

    `about_other` tells that someone else (a friend, a child next door) seems to be the one in danger. `cues` names the
    rule families that spoke, for tests and for people who mend the rules; it holds none of the user's words.
    """

    level: Level
    kind: DangerKind | None = None
    about_other: bool = False
    cues: tuple[str, ...] = ()

    @property
    def is_only_heard(self) -> bool:
        """Whether no rule but the encoder alone heard it: then its kind, and whose it is, are no more than guesses."""
        return self.cues == (ENCODER,)


SAFE = Danger(Level.NONE)
