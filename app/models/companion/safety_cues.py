"""The table of danger cues: what people say when they, or someone near them, may be in danger.

Data, read by `safety.py`; one file for each kind of danger (`cues/`), in the notation of `cues/notation.py`.

Each cue belongs to a family. The heaviest cue of a family counts, and the families of a line are added up: 10 is hard,
6 is soft. So one plain sentence of intent (10) is enough, and so are two or three things that are harmless alone:
papers laid ready (5) and letters to the children (5).

The ideas behind the families: the wish to die, the wish not to live, an ending, means, a place, a farewell, affairs
put in order, being a burden, a plan or a day (warning signs as in 보고 듣고 말하기, 중앙자살예방센터, and WHO,
Preventing suicide: a resource for counsellors). The wording is ours.
"""

from app.models.companion.cues import abuse, bystander, dying, home, leaving, means, others, self_harm
from app.models.companion.cues.notation import Cue

CUES: tuple[Cue, ...] = (
    *dying.CUES,
    *means.CUES,
    *leaving.CUES,
    *bystander.CUES,
    *self_harm.CUES,
    *home.CUES,
    *abuse.CUES,
    *others.CUES,
)
