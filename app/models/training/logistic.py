"""Logistic regression by Newton's method."""

import numpy as np
import numpy.typing as npt

_STEPS = 40
_ENOUGH = 1e-7  # the largest change of a weight after which no step follows

Rows = npt.NDArray[np.float64]


def regress(inputs: Rows, targets: Rows, weights: Rows, ridge: Rows) -> Rows:
    """What each column of `inputs` (rows, columns) weighs (columns,) in the log-odds of `targets` (rows,), from 0 to 1.

    `weights` (rows,): how much each row counts. `ridge` (columns,): the penalty on each squared weight, halved.
    """
    beta = np.zeros(inputs.shape[1])
    for _ in range(_STEPS):
        said = 1 / (1 + np.exp(-(inputs @ beta)))
        gradient = inputs.T @ (weights * (said - targets)) + ridge * beta
        bend = (inputs.T * (weights * said * (1 - said))) @ inputs + np.diag(ridge)
        step = np.linalg.solve(bend, gradient)
        beta -= step
        if np.abs(step).max() < _ENOUGH:
            break
    return beta
