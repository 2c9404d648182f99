"""Where the points lie that the rest is measured from, and the squares that they give."""

from __future__ import annotations

import math

import numpy as np

from core.vision.landmarks.square import Points, Square

FOREHEAD, CHIN = 10, 152
RIGHT_EYE_CORNERS, LEFT_EYE_CORNERS = (33, 133), (362, 263)
"""Numbers of MediaPipe's face mesh; right is the person's right."""

SIDE = 1.689
UNDER_EYES = 0.114
"""FER2013's own framing, as medians over its faces: the side of the picture against the root of eye distance times
face height, and how far its middle is under the eyes, in face heights."""


def eye_line(points: Points) -> tuple[Points, Points]:
    """The middles of the right and the left eye (the person's), each (2,)."""
    (a, b), (c, d) = RIGHT_EYE_CORNERS, LEFT_EYE_CORNERS
    half = np.float32(0.5)
    return (points[a, :2] + points[b, :2]) * half, (points[c, :2] + points[d, :2]) * half


def tilt(points: Points) -> float:
    """The angle of the line of the eyes in radians, clockwise on the screen."""
    right, left = eye_line(points)
    return math.atan2(float(left[1] - right[1]), float(left[0] - right[0]))


def unit(points: Points) -> float:
    """The size of a face in pixels: the root of eye distance times face height, steadier than either as it turns."""
    right, left = eye_line(points)
    apart = math.hypot(float(left[0] - right[0]), float(left[1] - right[1]))
    height = math.hypot(*(points[CHIN, :2] - points[FOREHEAD, :2]).tolist())
    return math.sqrt(max(apart, 1e-3) * max(height, 1e-3))


def classifier_square(points: Points) -> Square:
    """The square that the classifier's faces are cut from: eyes level, in FER2013's framing."""
    right, left = eye_line(points)
    angle = tilt(points)
    middle = (right + left) / 2
    down = UNDER_EYES * math.hypot(*(points[CHIN, :2] - points[FOREHEAD, :2]).tolist())
    return Square(
        float(middle[0]) - math.sin(angle) * down,
        float(middle[1]) + math.cos(angle) * down,
        SIDE * unit(points),
        angle,
    )


def mesh_square(points: Points, factor: float) -> Square:
    """The square for the mesh in the next picture: `factor` times the points' box, levelled like the eyes."""
    angle = tilt(points)
    across = np.array([math.cos(angle), math.sin(angle)], np.float32)
    down = np.array([-across[1], across[0]], np.float32)
    x, y = points[:, :2] @ across, points[:, :2] @ down
    side = float(max(np.ptp(x), np.ptp(y)))
    middle = across * (x.max() + x.min()) / 2 + down * (y.max() + y.min()) / 2
    return Square(float(middle[0]), float(middle[1]), factor * side, angle)
