"""Finds the face and stays with it."""

from __future__ import annotations

from dataclasses import dataclass

from core.opencv import FRONTAL_FACE, cv2
from core.types import Box, Image

FACE_SIZE = 48


@dataclass(frozen=True, slots=True)
class Faces:
    """The face that is followed, if any, and how many are in the picture."""

    box: Box | None
    count: int


class FaceFinder:
    """Full search in every frame; the largest face."""

    def __init__(self) -> None:
        self._cascade = cv2.CascadeClassifier(str(FRONTAL_FACE))

    def find(self, image: Image) -> Faces:
        """Find the face."""
        boxes = self._cascade.detectMultiScale(grey(image), 1.1, 5)
        if len(boxes) == 0:
            return Faces(None, 0)
        x, y, w, h = max(boxes, key=lambda box: int(box[2]))
        return Faces(Box(int(x), int(y), int(w), int(h)), len(boxes))

    def reset(self) -> None:
        """Forget."""


def grey(image: Image) -> Image:
    """The picture in grey."""
    return image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)  # type: ignore[return-value]


def crop(image: Image, box: Box) -> Image:
    """The face in grey, (48, 48)."""
    height, width = image.shape[:2]
    part = grey(image[max(0, box.y) : min(height, box.y + box.h), max(0, box.x) : min(width, box.x + box.w)])
    shrink = min(part.shape) >= FACE_SIZE
    size = (FACE_SIZE, FACE_SIZE)
    return cv2.resize(part, size, interpolation=cv2.INTER_AREA if shrink else cv2.INTER_LINEAR)  # type: ignore[return-value]
