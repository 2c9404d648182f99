"""The two networks that find a face and its points, run on squares of a picture.

Detection: MediaPipe's BlazeFace, short range (Bazarevsky et al. 2019, arXiv:1907.05047), 128x128. Points: its face
mesh (Kartynnik et al. 2019, arXiv:1907.06724), 468 points from 192x192. Decoding, anchors and limits follow
`mediapipe/modules/face_detection` and `face_landmark` (Apache-2.0).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.base.opencv import cv2
from core.base.types import Image
from core.vision.landmarks.square import Points, Square, cut
from core.vision.network.inference import open_session
from core.vision.network.weights import landmark_file

Floats = npt.NDArray[np.float32]

DETECTOR_PX = 128
MESH_PX = 192
RIGHT_EYE, LEFT_EYE, NOSE, MOUTH, RIGHT_EAR, LEFT_EAR = range(6)
"""The detector's six points; right is the person's right."""


@dataclass(frozen=True, slots=True)
class Detection:
    """A face in the picture: how sure (0 to 1), its square (upright, forehead to chin) and its six points (6, 2)."""

    score: float
    square: Square
    points: Points

    @property
    def angle(self) -> float:
        """How far the line of the eyes is turned, in radians, clockwise on the screen."""
        across = self.points[LEFT_EYE] - self.points[RIGHT_EYE]
        return math.atan2(float(across[1]), float(across[0]))


class Detector:
    """Finds faces of at least about a tenth of a square's side; raises WeightsError when the file is not there."""

    def __init__(self, path: Path | None = None) -> None:
        self._session = open_session(path or landmark_file("detector"))
        self._name = self._session.get_inputs()[0].name
        self._anchors = _anchors()

    def find(self, image: Image, square: Square, least: float) -> list[Detection]:
        """The faces in a square of the picture with a score of at least `least`, the surest first."""
        regressors, scores = self._session.run(
            None, {self._name: planes(cut(image, square, DETECTOR_PX), 127.5, 1.0)}
        )
        logits = scores.reshape(-1)
        sure = np.flatnonzero(logits >= math.log(least / (1 - least)))
        sure = sure[np.argsort(-logits[sure])]
        chances = 1 / (1 + np.exp(-np.clip(logits[sure], -100, 100)))
        found = regressors.reshape(-1, 16)[sure].astype(np.float32)
        found[:, :2] += self._anchors[sure]
        found[:, 4:] += np.tile(self._anchors[sure], 6)
        return [self._placed(square, chance, row) for chance, row in _merged(chances, found)]

    def _placed(self, square: Square, chance: float, row: Floats) -> Detection:
        centre = square.to_picture(row[None, :2], DETECTOR_PX)[0]
        points = square.to_picture(row[4:].reshape(6, 2), DETECTOR_PX)
        side = float(max(row[2], row[3])) * square.side / DETECTOR_PX
        return Detection(chance, Square(float(centre[0]), float(centre[1]), side, square.angle), points)


class Mesh:
    """Finds 468 points of the face that fills about two thirds of a square; raises WeightsError like `Detector`."""

    def __init__(self, path: Path | None = None) -> None:
        self._session = open_session(path or landmark_file("mesh"))
        self._name = self._session.get_inputs()[0].name

    def find(self, image: Image, square: Square) -> tuple[Points, float]:
        """The points (468, 3) in the picture's pixels, and how sure it is that a face is there, 0 to 1."""
        part = planes(cut(image, square, MESH_PX), 255.0, 0.0)
        values, flag = self._session.run(None, {self._name: part})
        presence = 1 / (1 + math.exp(-min(60.0, max(-60.0, float(flag.reshape(()))))))
        return square.to_picture(values.reshape(468, 3), MESH_PX), presence


def planes(part: Image, scale: float, offset: float) -> Floats:
    """A BGR or grey part as the networks' input: RGB, float32 [1, 3, side, side], `value / scale - offset`."""
    values = np.empty((1, 3, *part.shape[:2]), np.float32)
    if part.ndim == 2:
        np.multiply(part, np.float32(1 / scale), out=values[0, 0])
        values[0, 1:] = values[0, 0]
    else:
        for plane, channel in zip(values[0], reversed(cv2.split(part)), strict=True):
            np.multiply(channel, np.float32(1 / scale), out=plane)
    if offset:
        values -= np.float32(offset)
    return values


def _anchors() -> Floats:
    """The centres (896, 2), in pixels of the input, that the detector's boxes are measured from."""
    rows = []
    for cells, copies in ((16, 2), (8, 6)):
        step = DETECTOR_PX / cells
        y, x = np.mgrid[0:cells, 0:cells]
        centres = np.stack([(x + 0.5) * step, (y + 0.5) * step], axis=-1).reshape(-1, 2)
        rows.append(np.repeat(centres, copies, axis=0))
    return np.concatenate(rows).astype(np.float32)


def _merged(chances: Floats, found: Floats) -> list[tuple[float, Floats]]:
    """Boxes that overlap by more than 0.3 become one, weighted by their scores (MediaPipe's weighted suppression)."""
    merged: list[tuple[float, Floats]] = []
    left = np.arange(len(chances))
    while left.size:
        same = _overlap(found[left[0]], found[left]) > 0.3
        same[0] = True
        weights = chances[left[same], None]
        merged.append((float(chances[left[0]]), (found[left[same]] * weights).sum(axis=0) / weights.sum()))
        left = left[~same]
    return merged


def _overlap(box: Floats, boxes: Floats) -> Floats:
    """Intersection over union of one (x, y, w, h, ...) row around its centre with others."""
    low = np.maximum(box[:2] - box[2:4] / 2, boxes[:, :2] - boxes[:, 2:4] / 2)
    high = np.minimum(box[:2] + box[2:4] / 2, boxes[:, :2] + boxes[:, 2:4] / 2)
    shared = np.prod(np.maximum(0, high - low), axis=1)
    whole: Floats = box[2] * box[3] + boxes[:, 2] * boxes[:, 3] - shared
    return np.asarray(shared / np.maximum(whole, 1e-6), np.float32)
