"""Follows a face from frame to frame by what it looked like a moment ago."""

from __future__ import annotations

import numpy as np

from core.base.opencv import cv2
from core.base.types import Image
from core.vision.regions import Region, around

SIDE = 32
"""Width of the remembered face in pixels; its shift is found to a fraction of one of them."""
MARGIN = 0.25


class Template:
    """The picture of one face, matched by normalized correlation (light does not count)."""

    def __init__(self, image: Image, region: Region) -> None:
        window = around(image, region, 0.0, SIDE)
        self._face = window.image if window is not None else None

    def follow(self, image: Image, region: Region) -> tuple[Region, float]:
        """Where the face that was at `region` is now, and the correlation there (at most 1)."""
        window = around(image, region, MARGIN, SIDE)
        if self._face is None or window is None or not _fits(self._face, window.image):
            return region, 0.0
        scores = np.asarray(cv2.matchTemplate(window.image, self._face, cv2.TM_CCOEFF_NORMED), np.float64)
        _, best, _, (column, row) = cv2.minMaxLoc(scores)
        x = column + _vertex(scores[row, :].tolist(), column)
        y = row + _vertex(scores[:, column].tolist(), row)
        found = window.region(x, y, SIDE)
        return Region(found.x, found.y, region.side), float(best)


def _fits(face: Image, window: Image) -> bool:
    return bool(window.shape[0] >= face.shape[0] and window.shape[1] >= face.shape[1])


def _vertex(scores: list[float], peak: int) -> float:
    """How far the top of the parabola through the peak and its neighbours is from the peak, -0.5 to 0.5."""
    if not 0 < peak < len(scores) - 1:
        return 0.0
    before, top, after = (scores[peak + step] for step in (-1, 0, 1))
    bend = before - 2 * top + after
    return 0.5 * (before - after) / bend if bend < 0 else 0.0
