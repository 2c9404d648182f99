"""How the head is turned: from the mesh's points in space against the same points of a face at rest."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from core.base.types import Head
from core.vision.landmarks.square import Points

_MIDDLE = (
    (10, -0.823, -0.394),
    (151, -0.574, -0.441),
    (9, -0.329, -0.468),
    (8, -0.194, -0.442),
    (168, -0.068, -0.431),
    (6, 0.070, -0.495),
    (197, 0.189, -0.570),
    (195, 0.298, -0.651),
    (5, 0.414, -0.734),
    (4, 0.549, -0.768),
)
"""Points of the midline that stay with the skull: number, y (down), z (away from the camera)."""
_PAIRS = (
    (33, 263, 0.738, -0.024, -0.081),
    (133, 362, 0.287, 0.008, -0.169),
    (127, 356, 1.124, -0.028, 0.704),
    (234, 454, 1.108, 0.187, 0.788),
    (54, 284, 0.968, -0.583, 0.123),
    (93, 323, 1.092, 0.410, 0.808),
    (132, 361, 1.059, 0.652, 0.784),
    (162, 389, 1.112, -0.249, 0.534),
    (198, 420, 0.228, 0.406, -0.465),
    (117, 346, 0.849, 0.238, -0.064),
    (67, 297, 0.575, -0.784, -0.264),
)
"""Pairs of such points right and left (the person's): numbers, x, y, z of the left one; the right one has -x.

Means over 699 training faces of FER2013 through the mesh, turned onto one another and made symmetrical; their root
mean square about the middle is 1. Zero pitch is the median of those faces, which look at a camera.
"""

GAIN = 1 / 0.73
"""The mesh turns its points less than the head is turned: by 0.73 in yaw and 0.72 in pitch, on faces of four clips
that were drawn anew at known angles of up to 38 degrees (`core/README.md`)."""

_NUMBERS = [number for number, _, _ in _MIDDLE] + [number for row in _PAIRS for number in row[:2]]
_REST: npt.NDArray[np.float64] = np.array(
    [(0.0, y, z) for _, y, z in _MIDDLE] + [(x * side, y, z) for _, _, x, y, z in _PAIRS for side in (-1, 1)]
)


def head_pose(points: Points) -> Head:
    """Yaw, pitch and roll of a face's points (468, 3), in degrees; see `Head` for their signs.

    The rotation is the best one in the least squares (Kabsch 1976) over 32 points that talking hardly moves.
    """
    seen = points[_NUMBERS].astype(np.float64)
    seen -= seen.mean(axis=0)
    left, _, right = np.linalg.svd(_REST.T @ seen)
    left[:, 2] *= np.sign(np.linalg.det(left @ right))
    turn = (left @ right).T
    ahead, across = -turn[:, 2], turn[:, 0]
    yaw = math.degrees(math.atan2(ahead[0], -ahead[2])) * GAIN
    pitch = math.degrees(math.asin(min(1.0, max(-1.0, ahead[1])))) * GAIN
    return Head(yaw, pitch, math.degrees(math.atan2(across[1], across[0])))
