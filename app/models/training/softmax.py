"""Softmax regression, learnt by L-BFGS: a penalty for every column, and classes that are never quite sure."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from app.models.softmax import probabilities

_FOLDS = 5
_SMOOTHING = 0.05  # of the classes (Szegedy et al., "Rethinking the Inception Architecture", 2016)

Rows = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]


def learn(rows: Rows, truth: Numbers, ridge: Rows, classes: int, steps: int) -> Rows:
    """Weights (classes, columns + 1) by which `truth` (rows,) is told from `rows` (rows, columns).

    `ridge` (columns,): the penalty on the squared weights of each column, halved, as a share of the mean loss.
    """
    import torch

    penalty, inputs, classed = torch.from_numpy(ridge), torch.from_numpy(rows), torch.from_numpy(truth)
    weights = torch.zeros(classes, rows.shape[1], requires_grad=True)
    added = torch.zeros(classes, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights, added], max_iter=steps, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        said = inputs @ weights.T + added
        value = torch.nn.functional.cross_entropy(said, classed, label_smoothing=_SMOOTHING)
        value = value + (penalty * weights**2).sum() / 2
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    found: Rows = torch.cat([weights, added[:, None]], dim=1).detach().numpy()
    return found


def held_out(
    rows: Rows, truth: Numbers, groups: Numbers, classes: int, learnt: Callable[[Rows, Numbers], Rows]
) -> npt.NDArray[np.float64]:
    """How probable each class is (rows, classes), by weights that `learnt` finds in other `groups`; rows of no group
    (a negative number) are always learnt, and left out of what is returned."""
    asked = groups >= 0
    found = np.zeros((len(truth), classes))
    for fold in range(_FOLDS):
        out = asked & (groups % _FOLDS == fold)
        found[out] = probabilities(learnt(rows[~out], truth[~out]), rows[out])
    return found[asked]
