"""The grids on which what is measured lies, so that cues, scores, store and replay see the very same numbers.

The steps are far below what a camera's noise moves a reading from frame to frame. They are powers of two, so that
each value, their sums and their float32 copies are exact, and the store packs them as small whole numbers.

| what | step | greatest error |
| --- | --- | --- |
| probabilities | 1/2048 | 0.00025 (the largest one takes up the rest, so that they sum to 1) |
| head, in degrees | 1/8 | 0.063 |
| other signs, in widths of the eye or units of the face | 1/1024 | 0.0005 |
| light, in greys | 1/2 | 0.25 |
| time of a live picture, in seconds | 1/1024 | 0.001, downwards |
"""

from __future__ import annotations

import math

from core.base.types import Head, Probabilities, Signs

SHARES, DEGREES, SIGNS, GREYS, SECONDS = 2048, 8, 1024, 2, 1024
"""Steps to one."""


def on_grid(value: float, steps: int) -> float:
    """The nearest value on the grid of `steps` to one."""
    return round(value * steps) / steps


def shares_on_grid(probabilities: Probabilities) -> Probabilities:
    """Probabilities on their grid; they sum to 1 where they did."""
    if not probabilities:
        return probabilities
    steps = {expression: round(share * SHARES) for expression, share in probabilities.items()}
    missing = round(sum(probabilities.values()) * SHARES) - sum(steps.values())
    steps[max(probabilities, key=probabilities.__getitem__)] += missing
    return {expression: count / SHARES for expression, count in steps.items()}


def signs_on_grid(signs: Signs) -> Signs:
    """What the landmarks say on its grids."""

    def eye(value: float | None) -> float | None:
        return None if value is None else on_grid(value, SIGNS)

    head = Head(*(on_grid(angle, DEGREES) for angle in (signs.head.yaw, signs.head.pitch, signs.head.roll)))
    face = (on_grid(value, SIGNS) for value in (signs.mouth, signs.corners, signs.brows_apart, signs.brows_up))
    return Signs(head, eye(signs.gaze), eye(signs.gaze_down), eye(signs.lids), *face)


def moment_on_grid(t: float) -> float:
    """A picture's time, never later than it was, so that the order of things stays."""
    return math.floor(t * SECONDS) / SECONDS
