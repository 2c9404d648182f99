"""What the points of a face say besides its expression: head, gaze, lids, mouth and brows, reading by reading.

The iris network takes as long as the mesh. So it reads one eye about five times a second, the two in turns, and at
once where the mesh shows the lids closing: a blink lasts 0.1 to 0.4 s.
"""

from __future__ import annotations

import math

import numpy as np

from core.base.filters import weight
from core.base.types import Image, Signs
from core.vision.landmarks.framing import eye_line, tilt, unit
from core.vision.landmarks.iris import Eye, Iris
from core.vision.landmarks.pose import head_pose
from core.vision.landmarks.square import Points

EVERY_S = 0.17
"""On the labelled films as good as twice as often: looks away, looks at the camera and blinks."""
CLOSING = 0.88
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

    def read(self, image: Image, points: Points, t: float) -> Signs:
        """The signs of a face with these points (468, 3) in the picture taken at `t` seconds."""
        eye = self._eye(image, points, t)
        lips, corners, brows = np.split(_levelled(points, [*_LIPS, *_MOUTH_CORNERS, *_INNER_BROWS]), 3)
        return Signs(
            head=head_pose(points),
            gaze=eye.x if eye else None,
            gaze_down=eye.y if eye else None,
            lids=eye.open if eye else None,
            mouth=float(lips[1, 1] - lips[0, 1]),
            corners=float(lips[:, 1].mean() - corners[:, 1].mean()),
            brows_apart=math.hypot(*(brows[1] - brows[0]).tolist()),
            brows_up=float(-brows[:, 1].mean()),
        )

    def _eye(self, image: Image, points: Points, t: float) -> Eye | None:
        lids = mesh_lids(points)
        closing = lids < CLOSING * self._usual
        share = weight(min(t - self._t, USUAL_S), USUAL_S)
        self._usual, self._t = max(lids, self._usual + share * (lids - self._usual)), t
        if not closing and 0 <= t - self._looked < EVERY_S:
            return None
        self._iris, self._looked = self._iris or Iris(), t
        self._left = not self._left
        return self._iris.read(image, points, self._left)


def mesh_lids(points: Points) -> float:
    """The distance of the lids in the mesh, the mean of both eyes, in units of the face."""
    gaps = [math.hypot(*(points[upper, :2] - points[lower, :2]).tolist()) for upper, lower in _LIDS]
    return sum(gaps) / len(gaps) / unit(points)


def _levelled(points: Points, numbers: list[int]) -> Points:
    """Some of the points (n, 2), turned so that the eyes are level, from the middle between them, in units."""
    right, left = eye_line(points)
    angle = tilt(points)
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]], np.float32)
    levelled: Points = (points[numbers, :2] - (right + left) / 2) @ turn.T / np.float32(unit(points))
    return levelled
