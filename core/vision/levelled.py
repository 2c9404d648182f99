"""The face as the classifier takes it: eyes level, in one framing, whether it comes from a camera or a data set."""

from __future__ import annotations

import math

from core.base.opencv import cv2
from core.base.types import Image
from core.vision.landmarks.framing import classifier_square, mesh_square
from core.vision.landmarks.networks import Detection, Detector, Mesh
from core.vision.landmarks.square import Points, Square, cut
from core.vision.regions import FACE_SIZE, grey, resized

_REACHES = (1.25, 2.0)
"""How far around a picture of a face the detector looks, against its longer side: the networks want some room."""
_SURE = 0.3
_PRESENT = 0.5
_REGION = 1.5
_OFF_CENTRE = 0.35
_SIZES = (0.45, 1.6)
"""How far a face may be off its picture's middle, and its crop's side, as shares of the picture's side."""
_MOST_TILT = math.radians(60)


def levelled(image: Image, square: Square) -> Image:
    """The face in a square of the picture, grey, (48, 48); what is outside of the picture repeats its edge."""
    part, left, top = _around(image, square)
    moved = Square(square.x - left, square.y - top, square.side, square.angle)
    return cut(grey(part), moved, FACE_SIZE, outside=None, flags=cv2.INTER_CUBIC)


def _around(image: Image, square: Square) -> tuple[Image, int, int]:
    """The part that the cut needs, so that only that is made grey; with its left and top edge in the picture."""
    height, width = image.shape[:2]
    turned = square.side * (abs(math.cos(square.angle)) + abs(math.sin(square.angle))) / 2
    # a block that is averaged to one pixel, and the neighbours that a cubic curve goes through
    reach = turned + square.side / FACE_SIZE + 4
    left, right = max(0, int(square.x - reach)), min(width, int(square.x + reach) + 1)
    top, bottom = max(0, int(square.y - reach)), min(height, int(square.y + reach) + 1)
    if right <= left or bottom <= top:
        return image, 0, 0
    return image[top:bottom, left:right], left, top


class Leveller:
    """Levels pictures that show one face each, of any size, such as those of a data set."""

    def __init__(self, detector: Detector | None = None, mesh: Mesh | None = None) -> None:
        self._detector, self._mesh = detector or Detector(), mesh or Mesh()

    def level(self, picture: Image) -> Image:
        """The face of a picture (h, w) or (h, w, 3), levelled, grey, (48, 48).

        Where the mesh finds none, the middle of the picture as it is: its largest square, resized.
        """
        square = self.square(picture)
        return levelled(picture, square) if square is not None else _middle(picture)

    def square(self, picture: Image) -> Square | None:
        """Where the levelled face lies in the picture, or None where the mesh finds none that fits the picture."""
        points = self.points(picture)
        return classifier_square(points) if points is not None else None

    def points(self, picture: Image) -> Points | None:
        """The mesh's points (468, 3) of the face that the picture shows, in its pixels, or None."""
        height, width = picture.shape[:2]
        middle = Square(width / 2, height / 2, float(max(height, width)))
        for start in [*self._starts(picture, middle), middle.scaled(1.4)]:
            points, presence = self._mesh.find(picture, start)
            if presence < _PRESENT:
                continue
            points, presence = self._mesh.find(picture, mesh_square(points, _REGION))
            if presence >= _PRESENT and _fits(middle, classifier_square(points)):
                return points
        return None

    def _starts(self, picture: Image, middle: Square) -> list[Square]:
        """The squares of the detector's surest face."""
        seen: list[Detection] = []
        for reach in _REACHES:
            seen += self._detector.find(picture, middle.scaled(reach), _SURE)
        seen.sort(key=lambda face: -face.score)
        return [Square(face.square.x, face.square.y, _REGION * face.square.side, face.angle) for face in seen[:1]]


def _fits(middle: Square, face: Square) -> bool:
    off = math.hypot(face.x - middle.x, face.y - middle.y) / middle.side
    low, high = _SIZES
    return off < _OFF_CENTRE and low < face.side / middle.side < high and abs(face.angle) < _MOST_TILT


def _middle(picture: Image) -> Image:
    height, width = picture.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return resized(picture[top : top + side, left : left + side], (FACE_SIZE, FACE_SIZE))
