"""What the points of a face say besides its expression: head, gaze, lids, mouth and brows, reading by reading.

The iris network takes as long as the mesh. So it reads one eye about four times a second, the two in turns, and at
once where the mesh shows the lids closing: a blink lasts 0.1 to 0.4 s.
"""

from __future__ import annotations

import math

from core.base.filters import weight
from core.base.types import Image, Signs
from core.vision.landmarks.framing import eye_line, tilt, unit
from core.vision.landmarks.iris import Eye, Iris
from core.vision.landmarks.pose import head_pose
from core.vision.landmarks.square import Points

EVERY_S = 0.25
"""On the labelled films as good as three times as often: looks away, looks at the camera and blinks. From 0.3 s on
two of four blinks are missed."""
CLOSING = 0.85
"""Share of the lids' usual distance in the mesh below which the iris network looks at once."""
USUAL_S = 0.8
"""Time constant with which the usual distance falls: lids that a smile narrows are soon usual."""
_LIDS = ((159, 145), (386, 374))
_LIPS = (13, 14)
_MOUTH_CORNERS = (61, 291)
_INNER_BROWS = (55, 285)
"""Numbers of the mesh; the person's right first."""


class SignReader:
    """Reads the signs of one face, frame after frame; raises WeightsError without the iris network."""

    def __init__(self, iris: Iris | None = None) -> None:
        self._iris = iris
        self._left = False
        self._usual = 0.0
        self._t = self._looked = -math.inf

    def read(self, image: Image, points: Points, t: float, *, foreseen: bool = False) -> Signs:
        """The signs of a face with these points (468, 3) in the picture taken at `t` seconds.

        Points that are `foreseen` (see `Faces`) say nothing of the lids: then the iris network looks in any case.
        """
        eye = self._eye(image, points, t, foreseen)
        upper, lower, right, left, right_brow, left_brow = _levelled(points, (*_LIPS, *_MOUTH_CORNERS, *_INNER_BROWS))
        return Signs(
            head=head_pose(points),
            gaze=eye.x if eye else None,
            gaze_down=eye.y if eye else None,
            lids=eye.open if eye else None,
            mouth=lower[1] - upper[1],
            corners=(upper[1] + lower[1] - right[1] - left[1]) / 2,
            brows_apart=math.hypot(left_brow[0] - right_brow[0], left_brow[1] - right_brow[1]),
            brows_up=-(right_brow[1] + left_brow[1]) / 2,
        )

    def _eye(self, image: Image, points: Points, t: float, foreseen: bool) -> Eye | None:
        lids = mesh_lids(points)
        closing = lids < CLOSING * self._usual
        share = weight(min(t - self._t, USUAL_S), USUAL_S)
        self._usual, self._t = max(lids, self._usual + share * (lids - self._usual)), t
        if not foreseen and not closing and 0 <= t - self._looked < EVERY_S:
            return None
        self._iris, self._looked = self._iris or Iris(), t
        self._left = not self._left
        return self._iris.read(image, points, self._left)


def mesh_lids(points: Points) -> float:
    """The distance of the lids in the mesh, the mean of both eyes, in units of the face."""
    (a, b), (c, d) = _LIDS
    upper, lower, other_upper, other_lower = points[[a, b, c, d], :2].tolist()
    return (math.dist(upper, lower) + math.dist(other_upper, other_lower)) / 2 / unit(points)


def _levelled(points: Points, numbers: tuple[int, ...]) -> list[tuple[float, float]]:
    """Some of the points, turned so that the eyes are level, from the middle between them, in units."""
    (right_x, right_y), (left_x, left_y) = (middle.tolist() for middle in eye_line(points))
    angle, size = tilt(points), unit(points)
    across, down = math.cos(angle) / size, math.sin(angle) / size
    x0, y0 = (right_x + left_x) / 2, (right_y + left_y) / 2
    seen = [(x - x0, y - y0) for x, y in points[list(numbers), :2].tolist()]
    return [(across * x + down * y, across * y - down * x) for x, y in seen]
