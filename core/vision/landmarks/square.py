"""A turned square of a picture, what is cut out of it, and the way between its pixels and the picture's."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

from core.base.opencv import cv2
from core.base.types import Box, Image

Points = npt.NDArray[np.float32]
"""(n, 2) or (n, 3): x to the right, y down, z away from the camera, all in pixels of the picture."""


@dataclass(frozen=True, slots=True)
class Square:
    """A square around (x, y) in pixels; its upper edge is turned by `angle` (radians, clockwise on the screen)."""

    x: float
    y: float
    side: float
    angle: float = 0.0

    def box(self) -> Box:
        """The square of the same centre and side that is not turned, in whole pixels."""
        side = round(self.side)
        return Box(round(self.x - self.side / 2), round(self.y - self.side / 2), side, side)

    def scaled(self, factor: float) -> Square:
        """The same place, `factor` times as wide."""
        return Square(self.x, self.y, self.side * factor, self.angle)

    def turned(self, angle: float) -> Square:
        """The same place, turned further by `angle` radians."""
        return Square(self.x, self.y, self.side, self.angle + angle)

    def toward(self, other: Square, share: float) -> Square:
        """The square at `share` of the way to another; the angle goes the shorter way round."""
        turn = math.remainder(other.angle - self.angle, 2 * math.pi)
        return Square(
            self.x + share * (other.x - self.x),
            self.y + share * (other.y - self.y),
            self.side + share * (other.side - self.side),
            self.angle + share * turn,
        )

    def to_picture(self, points: Points, px: int) -> Points:
        """Points found in a cut of `px` pixels, in the picture's pixels; a third coordinate is scaled alike."""
        scale = self.side / px
        across, down = math.cos(self.angle) * scale, math.sin(self.angle) * scale
        placed: Points = points.astype(np.float32) * np.float32(scale)
        x, y = points[:, 0] - px / 2, points[:, 1] - px / 2
        placed[:, 0] = self.x + across * x - down * y
        placed[:, 1] = self.y + down * x + across * y
        return placed


def cut(image: Image, square: Square, px: int, outside: int | None = 0, flags: int = cv2.INTER_LINEAR) -> Image:
    """The square as a picture of (px, px), grey or BGR like `image`.

    What lies outside of the picture gets the grey value `outside`, or with None the value of the nearest edge. A
    square that is much larger than `px` is shrunk by averaging first, so that noise and fine patterns do not alias.
    """
    source, left, top, step = _shrunk(image, square, px)
    scale = square.side / px / step
    across, down = math.cos(square.angle) * scale, math.sin(square.angle) * scale
    x, y = (square.x - left) / step, (square.y - top) / step
    middle = px / 2
    # cv2 counts from the centres of the pixels, hence the halves
    matrix = np.array(
        [
            [across, -down, x - 0.5 - (middle - 0.5) * (across - down)],
            [down, across, y - 0.5 - (middle - 0.5) * (across + down)],
        ]
    )
    border = cv2.BORDER_REPLICATE if outside is None else cv2.BORDER_CONSTANT
    value = (outside or 0,) * 3
    flags |= cv2.WARP_INVERSE_MAP
    return cast(Image, cv2.warpAffine(source, matrix, (px, px), flags=flags, borderMode=border, borderValue=value))


def _shrunk(image: Image, square: Square, px: int) -> tuple[Image, int, int, int]:
    """The part around the square, each `step` pixels averaged to one; with its left and top edge in the picture."""
    step = int(square.side / px + 0.35)
    if step < 2:
        return image, 0, 0, 1
    height, width = image.shape[:2]
    reach = square.side * (abs(math.cos(square.angle)) + abs(math.sin(square.angle))) / 2 + step
    left, right = max(0, int(square.x - reach)), min(width, int(square.x + reach) + 1)
    top, bottom = max(0, int(square.y - reach)), min(height, int(square.y + reach) + 1)
    columns, rows = (right - left) // step, (bottom - top) // step
    if columns < 1 or rows < 1:
        return image, 0, 0, 1
    part = image[top : top + rows * step, left : left + columns * step]
    return cast(Image, cv2.resize(part, (columns, rows), interpolation=cv2.INTER_AREA)), left, top, step
