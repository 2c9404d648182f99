"""Square regions of a picture, and what is cut out of it there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from core.base.opencv import cv2
from core.base.types import Box, Image

FACE_SIZE = 48
"""Side of the classifier's faces in pixels. (The paper's text says 42, its table and its network 48.)"""


@dataclass(frozen=True, slots=True)
class Region:
    """A square around (x, y), which is its centre; in pixels, with fractions."""

    x: float
    y: float
    side: float

    def box(self) -> Box:
        """The nearest whole pixels."""
        side = round(self.side)
        return Box(round(self.x - self.side / 2), round(self.y - self.side / 2), side, side)

    def toward(self, other: Region, share: float) -> Region:
        """The region at `share` of the way to another."""
        return Region(
            self.x + share * (other.x - self.x),
            self.y + share * (other.y - self.y),
            self.side + share * (other.side - self.side),
        )


@dataclass(frozen=True, slots=True)
class Window:
    """A grey, resized part of a picture, with the way back to the picture's own pixels."""

    image: Image
    left: int
    top: int
    scale_x: float
    scale_y: float

    def region(self, x: float, y: float, side: float) -> Region:
        """A square found in the window (top left corner and side), in the picture's pixels."""
        width, height = side * self.scale_x, side * self.scale_y
        return Region(self.left + x * self.scale_x + width / 2, self.top + y * self.scale_y + height / 2, width)


def grey(image: Image) -> Image:
    """The picture in grey."""
    return image if image.ndim == 2 else cast(Image, cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))


def around(image: Image, region: Region, margin: float, face_px: int) -> Window | None:
    """The region with `margin` times its side on every side, as far as the picture reaches.

    It is scaled so that the region itself is `face_px` wide. None where nothing of it is in the picture.
    """
    height, width = image.shape[:2]
    reach = region.side * (0.5 + margin)
    left, right = max(0, round(region.x - reach)), min(width, round(region.x + reach))
    top, bottom = max(0, round(region.y - reach)), min(height, round(region.y + reach))
    if right - left < 2 or bottom - top < 2:
        return None
    scale = face_px / region.side
    size = (max(1, round((right - left) * scale)), max(1, round((bottom - top) * scale)))
    part = resized(image[top:bottom, left:right], size)
    return Window(part, left, top, (right - left) / size[0], (bottom - top) / size[1])


def whole(image: Image, longer_px: int) -> Window:
    """The whole picture, its longer side shrunk to at most `longer_px`."""
    height, width = image.shape[:2]
    scale = min(1.0, longer_px / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return Window(resized(image, size), 0, 0, width / size[0], height / size[1])


def resized(image: Image, size: tuple[int, int]) -> Image:
    """In grey, `size` (width, height) pixels; shrunk by averaging, so that noise and fine patterns do not alias."""
    part = grey(image)
    if part.shape[::-1] == size:
        return part
    shrink = size[0] < part.shape[1]
    return cast(Image, cv2.resize(part, size, interpolation=cv2.INTER_AREA if shrink else cv2.INTER_LINEAR))


def crop(image: Image, box: Box) -> Image:
    """The face in `box` as the classifier takes it: grey, (48, 48). The box must reach into the picture."""
    height, width = image.shape[:2]
    part = image[max(0, box.y) : min(height, box.y + box.h), max(0, box.x) : min(width, box.x + box.w)]
    return resized(part, (FACE_SIZE, FACE_SIZE))
