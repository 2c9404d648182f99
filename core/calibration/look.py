"""Where the lens is for this person, and how far a look may stray from it: from two short looks, lens and screen.

The camera is seldom where the screen is, and a head that faces a screen is not at zero degrees to the camera. The
first look gives the middle of the cone and how much this face trembles there, the second how far off the screen's
corners are: the cone is as wide as lets them be told from the lens, within bounds.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from core.base.look import Cone, eyes_aside
from core.base.types import Reading
from core.calibration.correction import quantile

SHUT = 0.7
"""Share of the lids' median distance below which an eye is shut."""


@dataclass(frozen=True, slots=True)
class LookSettings:
    """Angles in degrees."""

    least_wide: float = 12.0
    most_wide: float = 22.0
    least_below: float = 8.0
    most_below: float = 14.0
    """Narrower cones would call a talking head away, wider ones are the rule without a calibration."""
    trembles: float = 3.0
    """The cone reaches at least so many times as far as four fifths of the looks at the lens strayed."""
    corners: float = 0.7
    """The cone ends at this share of the way to the screen's corners, where they lie outside of what trembles."""
    steady: float = 9.0
    """Four fifths of the looks at the lens lie within this, or it was no look at one point."""
    moved: float = 3.0
    """Looks at the corners that spread by less never left the lens."""
    least_seen: float = 0.5
    """Share of the readings in which it has to be known where the eyes look."""
    held_s: float = 0.4
    """For how long a look of the eyes stands for readings without one: they are looked at a few times a second."""


def seen_looks(taken: Sequence[Reading], *, both: bool = True) -> list[tuple[float, float]]:
    """Each look of which head and eyes were read: aside and down, in degrees. Two eyes in turn make one look.

    Shut eyes look nowhere: blinks are left out. Without `both` each eye's look stands for itself.
    """
    read = [reading.signs for reading in taken if reading.signs is not None and reading.signs.gaze is not None]
    shut = SHUT * quantile([signs.lids or 0.0 for signs in read], 0.5)
    looks: list[tuple[float, float]] = []
    last: float | None = None
    for signs in read:
        if signs.gaze is None or (signs.lids or 0.0) < shut:
            continue
        if last is not None:
            gaze = (signs.gaze + last) / 2 if both else signs.gaze
            looks.append((signs.head.yaw + eyes_aside(gaze), signs.head.pitch))
        last = signs.gaze
    return looks


def enough_looks(taken: Sequence[Reading], settings: LookSettings) -> bool:
    """Whether the eyes were read often enough to say where they looked."""
    known, seen_at = 0, -math.inf
    for reading in taken:
        if reading.signs is not None and reading.signs.gaze is not None:
            seen_at = reading.t
        known += reading.t - seen_at <= settings.held_s
    return bool(seen_looks(taken)) and known >= settings.least_seen * len(taken)


def strays(looks: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """How far nine tenths of the looks are from their middle, aside and down."""
    middle = middle_of(looks)
    return quantile([abs(a - middle[0]) for a, _ in looks], 0.9), quantile(
        [abs(d - middle[1]) for _, d in looks], 0.9
    )


def middle_of(looks: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The median look."""
    return quantile([a for a, _ in looks], 0.5), quantile([d for _, d in looks], 0.5)


def fit_cone(
    lens: Sequence[Reading], corners: Sequence[Reading], settings: LookSettings | None = None
) -> Cone | None:
    """The cone of this person's looks at the camera; None where the eyes were not read. `corners` may be empty."""
    settings = settings or LookSettings()
    looks, round_about = seen_looks(lens), seen_looks(corners)
    if not looks:
        return None
    aside, down = middle_of(looks)
    stray = strays(seen_looks(lens, both=False))  # a session judges by one eye at a time, and two may differ
    far = quantile([abs(a - aside) for a, _ in round_about], 0.8), quantile([d - down for _, d in round_about], 0.8)
    return Cone(
        round(aside, 1),
        round(down, 1),
        _reach(far[0], stray[0], (settings.least_wide, settings.most_wide), settings),
        _reach(far[1], stray[1], (settings.least_below, settings.most_below), settings),
    )


def _reach(far: float, stray: float, bounds: tuple[float, float], settings: LookSettings) -> float:
    """How far the cone reaches on one axis."""
    low, high = bounds
    wished = settings.corners * far if far > settings.moved else high
    return round(min(high, max(low, settings.trembles * stray, wished)), 1)
