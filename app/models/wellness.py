"""Comfort from a wellness checkpoint: which category a line belongs to, then one of that category's answers.

The checkpoint is a sequence classifier whose labels are the categories, with `answers.json` beside it (category: list
of answers). `todak train wellness` makes one. People wrote its answers, so they count as comfort; the companion asks
for one only after it has looked for danger, and shows it only through the gate.
"""

import json
import logging
import random
import threading
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.diary.entry import ReplyKind
from app.errors import ModelBroken, ModelError
from app.models.checkpoints import WELLNESS, Checkpoint, load_checkpoint
from app.models.sentences import clean, is_readable

if TYPE_CHECKING:
    from app.models.companion.replier import Turn
    from app.models.emotion import Encoder

logger = logging.getLogger(__name__)

ANSWERS = "answers.json"
SOURCE = "wellness"


class WellnessReplier:
    """Answers by category (`app.models.companion.replier.Replier`). Thread-safe where its encoder is."""

    def __init__(
        self,
        checkpoint: Checkpoint,
        encoder: "Encoder",
        answers: Mapping[str, Sequence[str]],
        seed: int | None = None,
    ) -> None:
        """`answers` by category, which is a label of the checkpoint; `seed` makes the choices repeatable."""
        self.checkpoint = checkpoint
        self._encoder = encoder
        self._answers = answers
        self._rng = random.Random(seed)

    @property
    def name(self) -> str:
        """`wellness`, then the model's name and version."""
        return f"{SOURCE} {self.checkpoint.name}"

    @property
    def kind(self) -> ReplyKind:
        """Chosen words, not written ones."""
        return ReplyKind.COMFORT

    def category(self, text: str) -> str | None:
        """The category of `text`; None where there is nothing to read, or the model is not sure enough.

        It is sure from `certain_from` of the card on, which training chose on dev. Raises ModelBroken.
        """
        import numpy as np

        cleaned = clean(text).strip()
        if not is_readable(cleaned):
            return None
        logits = self._encoder.encode([cleaned]).logits[0].astype(np.float64) / self.checkpoint.temperature
        powers = np.exp(logits - logits.max())
        best = int(powers.argmax())
        sure = powers[best] / powers.sum() >= self.checkpoint.certain_from
        return self.checkpoint.labels[best] if sure else None

    def reply(
        self,
        text: str,
        history: "Sequence[Turn]",
        *,
        avoid: Collection[str] = (),
        seconds: float | None = None,
        stop: threading.Event | None = None,
    ) -> str | None:
        """One of the answers to the category of `text` that is not in `avoid`, or None. Never raises on any text.

        One pass over one line takes a fraction of a second, so `seconds` is not looked at.
        """
        del history, seconds
        if stop is not None and stop.is_set():
            return None
        try:
            category = self.category(text)
        except ModelError:
            logger.exception("the wellness model could not read a line")
            return None
        fresh = [answer for answer in self._answers.get(category or "", ()) if answer not in avoid]
        return self._rng.choice(fresh) if fresh else None


def load_wellness(folder: Path, device: str = "auto", seed: int | None = None) -> WellnessReplier:
    """The wellness model in `folder` (seconds, for torch). Raises ModelMissing and ModelBroken."""
    from app.models.transformer import TransformerEncoder

    checkpoint = load_checkpoint(folder, WELLNESS)
    answers = read_answers(checkpoint)
    return WellnessReplier(checkpoint, TransformerEncoder(checkpoint, device), answers, seed)


def read_answers(checkpoint: Checkpoint) -> dict[str, list[str]]:
    """The answers by category. Raises ModelBroken (no such file, another form, a category that is no label)."""
    file = checkpoint.folder / ANSWERS
    try:
        answers = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelBroken(path=file, reason=type(error).__name__) from error
    if not isinstance(answers, dict) or not all(
        isinstance(given, list) and all(isinstance(answer, str) for answer in given) for given in answers.values()
    ):
        raise ModelBroken(path=file, reason="no answers by category")
    strangers = set(answers) - set(checkpoint.labels)
    if strangers:
        raise ModelBroken(path=file, reason=f"{len(strangers)} categories that are no label")
    return answers
