"""What a text means, as a model's numbers, small enough to be kept with every utterance."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_LARGEST = 127  # of an int8; -128 stays unused, so that both signs are alike


@dataclass(frozen=True, slots=True)
class Embedding:
    """`scale` times the int8 numbers in `vector` (one byte each); `model` is the name and version of its encoder.

    Only embeddings of one model can be compared.
    """

    model: str
    scale: float
    vector: bytes

    @classmethod
    def of(cls, model: str, values: Iterable[float]) -> "Embedding":
        """Rounded to 1/127 of its largest number. ValueError without numbers, or when all are 0."""
        numbers = [float(value) for value in values]
        scale = max(map(abs, numbers), default=0.0) / _LARGEST
        if not 0 < scale < float("inf"):
            raise ValueError("an embedding has finite numbers, and not all of them are 0")
        return cls(model, scale, array("b", [round(number / scale) for number in numbers]).tobytes())

    @property
    def values(self) -> list[float]:
        """The numbers, as far as they are kept."""
        return [self.scale * number for number in array("b", self.vector)]


def mean(embeddings: Sequence[Embedding]) -> Embedding:
    """The mean of embeddings of one model, each counted alike. ValueError when nothing is left of it."""
    columns = zip(*(each.values for each in embeddings), strict=True)
    return Embedding.of(embeddings[0].model, [sum(column) / len(embeddings) for column in columns])
