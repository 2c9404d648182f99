"""Where a face looks, from its head and its eyes, and the cone about the lens that counts as the camera.

    aside = yaw + asin(2.5 * gaze)        down = pitch

in degrees, with `gaze` the iris against the middle of its eye in widths of the eye: an eye is about 30 mm wide and
its iris turns on a radius of about 12 mm. Without a calibration the lens is taken to be straight ahead.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

EYE = 2.5
"""Widths of the eye in the radius on which its iris turns."""


@dataclass(frozen=True, slots=True)
class Cone:
    """Looks at the camera: about `aside` and `down`, where the lens is seen, in degrees.

    `wide` is how far to either side and `below` how far under the lens a look still is at the camera. A head that is
    lifted is never away by that: people lift it to think, and notes lie below.
    """

    aside: float = 0.0
    down: float = 0.0
    wide: float = 22.0
    below: float = 14.0

    def where(self, aside: float, down: float, spare: float = 0.0) -> str | None:
        """Where a look outside of the cone goes, `down` or `aside`; None for one inside.

        `spare` is by how much it has to be inside.
        """
        if down - self.down > self.below - spare:
            return "down"
        return "aside" if abs(aside - self.aside) > self.wide - spare else None


def eyes_aside(gaze: float) -> float:
    """How far the eyes are turned aside in the head, in degrees, from the iris's place in widths of the eye."""
    return math.degrees(math.asin(max(-0.9, min(0.9, EYE * gaze))))
