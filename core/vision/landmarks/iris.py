"""Iris and lids of one eye, by MediaPipe's iris network (Ablavatski et al. 2020, arXiv:2006.11341) on a cut of 64x64.

It learnt one side only: the person's left eye is mirrored before and its points after, as MediaPipe does it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.base.types import Image
from core.vision.landmarks.framing import LEFT_EYE_CORNERS, RIGHT_EYE_CORNERS
from core.vision.landmarks.networks import planes
from core.vision.landmarks.square import Points, Square, cut
from core.vision.network.inference import open_session
from core.vision.network.weights import landmark_file

IRIS_PX = 64
REACH = 2.3
"""Side of the cut in widths of the eye (MediaPipe's own)."""
_OUTER, _INNER = 0, 8
_LOWER, _UPPER = slice(2, 7), slice(10, 15)
"""Of the 71 contour points: the corners, and the middle five of the lower and of the upper lid, from out to in."""


@dataclass(frozen=True, slots=True)
class Eye:
    """One eye, in widths of the eye between its corners.

    `x` and `y` say how far the iris is off the middle between the corners: to the right of the picture, and down,
    along and across the eye's own line; `open` is the mean distance of the lids.
    """

    x: float
    y: float
    open: float


class Iris:
    """Reads an eye; raises WeightsError when the file is not there."""

    def __init__(self, path: Path | None = None) -> None:
        self._session = open_session(path or landmark_file("iris"))
        self._name = self._session.get_inputs()[0].name

    def read(self, image: Image, points: Points, left: bool) -> Eye | None:
        """The person's left or right eye of a face with these points (468, 3); None where it is too narrow to see."""
        square = eye_square(points, left)
        if square.side < REACH * 4:
            return None
        part = cut(image, square, IRIS_PX, outside=None)
        if left:
            part = np.ascontiguousarray(part[:, ::-1])
        contour, iris = self._session.run(None, {self._name: planes(part, 255.0, 0.0)})
        return _eye(contour.reshape(71, 3)[:, :2], iris.reshape(5, 3)[0, :2], left)


def eye_square(points: Points, left: bool) -> Square:
    """The square around an eye, level with its corners."""
    first, second = LEFT_EYE_CORNERS if left else RIGHT_EYE_CORNERS
    a, b = points[first, :2], points[second, :2]
    middle, across = (a + b) / 2, b - a
    angle = math.atan2(float(across[1]), float(across[0]))
    return Square(float(middle[0]), float(middle[1]), REACH * float(np.hypot(*across)), angle)


def _eye(contour: Points, iris: Points, left: bool) -> Eye | None:
    """The eye in its own widths; the mirrored one is turned back."""
    outer, inner = contour[_OUTER], contour[_INNER]
    width = float(np.hypot(*(inner - outer)))
    if width < 1.0:
        return None
    along = (inner - outer) / width
    down = np.array([-along[1], along[0]], np.float32)
    off = iris - (outer + inner) / 2
    x, y = float(off @ along) / width, float(off @ down) / width
    lids = float(np.mean((contour[_LOWER] - contour[_UPPER]) @ down)) / width
    return Eye(-x if left else x, y, max(0.0, lids))
