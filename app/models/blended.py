"""A reading by one model, embeddings by another.

The danger head and the comfort index belong to the bundled encoder. When the user reads with a checkpoint of their own,
the bundled one still looks at every text, so that choosing a model never makes safety weaker.
"""

import logging
from collections.abc import Callable

from app.errors import ModelError
from app.models.emotion import EmotionAnalysis, EmotionModel

logger = logging.getLogger(__name__)


class BlendedModel:
    """An emotion model whose reading is the user's and whose embeddings are the bundled model's."""

    def __init__(self, reader: EmotionModel, bundled: EmotionModel, failed: Callable[[ModelError], None]) -> None:
        """`failed` is told when `reader` fails at a text; what `bundled` read of it is used then."""
        self._reader, self._bundled, self._failed = reader, bundled, failed

    @property
    def name(self) -> str:
        """Name and version of the model that reads."""
        return self._reader.name

    def analyse(self, text: str) -> EmotionAnalysis | None:
        """What `text` carries, or None when it has no letter, ideograph or emoji. Raises as the bundled model does."""
        ours = self._bundled.analyse(text)
        if ours is None:
            return None
        try:
            theirs = self._reader.analyse(text)
        except ModelError as error:
            logger.exception("the chosen emotion model failed: the bundled one reads")
            self._failed(error)
            return ours
        assert theirs is not None  # both look for the same letters first
        return EmotionAnalysis(theirs.reading, ours.embeddings, ours.embedding, ours.encoder)
