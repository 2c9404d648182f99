"""A small picture of what the camera sees, made only when somebody looks."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.base.opencv import cv2
from core.base.types import Box, Coloured, Image

PREVIEW_WIDTH = 160
"""Pixels; a terminal shows at most about 100 cells of it."""

PORTRAIT = 3.0
"""Width of a portrait in widths of the face."""
STEP_PX = 8
STILL = 1.7
"""Width and height of a still in widths of the face: hair and chin, and little of the room behind."""
STILL_PX = 192
"""Pixels of a still's side: the face has some 110, enough for mouth, brows and lids, in about 5 kB."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A picture, grey (H, W) or BGR (H, W, 3), with the face's box in the picture's own pixels.

    `coloured` gives a grey one in colour (see `Frame`).
    """

    image: Image = field(repr=False)
    face: Box | None = None
    coloured: Coloured | None = field(default=None, repr=False, compare=False)

    def small(self) -> Preview:
        """A copy of at most PREVIEW_WIDTH columns, in colour where the camera has colours."""
        height, width = self.image.shape[:2]
        scale = min(1.0, PREVIEW_WIDTH / width)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        in_colour = self.coloured() if self.coloured else None
        seen = self.image if in_colour is None else in_colour
        small: Image = cv2.resize(seen, size, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
        return Preview(small, _scaled(self.face, scale))

    def portrait(self) -> Preview:
        """The part around the face, as wide as three faces; all of it where there is none.

        It moves in steps, so that a small picture of it does not tremble.
        """
        if self.face is None:
            return self
        height, width = self.image.shape[:2]
        wide = min(width, round(PORTRAIT * self.face.w / STEP_PX) * STEP_PX)
        high = min(height, wide * height // width)
        left = _within((self.face.x + self.face.w // 2 - wide // 2) // STEP_PX * STEP_PX, width - wide)
        top = _within((self.face.y + self.face.h // 2 - high // 2) // STEP_PX * STEP_PX, height - high)
        face = Box(self.face.x - left, self.face.y - top, self.face.w, self.face.h)
        return Preview(self.image[top : top + high, left : left + wide], face)

    def still(self) -> Image:
        """A grey square copy of the face with some margin, at most STILL_PX wide; of all where there is no face."""
        height, width = self.image.shape[:2]
        face = self.face or Box(0, 0, width, height)
        side = min(height, width, round(STILL * max(face.w, face.h)))
        left = _within(face.x + face.w // 2 - side // 2, width - side)
        top = _within(face.y + face.h // 2 - side // 2, height - side)
        piece = _grey(self.image[top : top + side, left : left + side])
        wide = min(STILL_PX, side)
        return cv2.resize(piece, (wide, wide), interpolation=cv2.INTER_AREA)  # type: ignore[return-value]


def _grey(image: Image) -> Image:
    return image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)  # type: ignore[return-value]


def _within(value: int, most: int) -> int:
    return max(0, min(value, most))


def _scaled(face: Box | None, scale: float) -> Box | None:
    if face is None:
        return None
    return Box(round(face.x * scale), round(face.y * scale), round(face.w * scale), round(face.h * scale))
