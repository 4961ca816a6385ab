"""Softmax regression as it is read (`training/softmax.py` learns it)."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def probabilities(weights: "NDArray[np.float32]", rows: "NDArray[np.float32]") -> "NDArray[np.float64]":
    """How probable each class is, (..., classes), by `rows` (..., columns).

    `weights` (classes, columns + 1): of the columns and, last, what is added.
    """
    import numpy as np

    logits = (rows @ weights[:, :-1].T + weights[:, -1]).astype(np.float64)
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    found: NDArray[np.float64] = odds / odds.sum(axis=-1, keepdims=True)
    return found
