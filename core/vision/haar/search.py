"""The Haar cascade, on the whole picture or around a face that was there a moment ago."""

from __future__ import annotations

from core.base.opencv import FRONTAL_FACE, cv2
from core.base.types import Image
from core.vision.haar.settings import FinderSettings
from core.vision.regions import Region, Window, around, whole


class HaarSearch:
    """Finds frontal faces (Viola and Jones 2001); each is a square from brows to chin."""

    def __init__(self, settings: FinderSettings) -> None:
        self._settings = settings
        self._cascade = cv2.CascadeClassifier(str(FRONTAL_FACE))

    def everywhere(self, image: Image, longer_px: int) -> list[Region]:
        """All faces of at least 24 pixels in the picture shrunk to `longer_px`."""
        return self._run(whole(image, longer_px), 0, 0)

    def near(self, image: Image, region: Region) -> list[Region]:
        """Faces of about the same size at about the same place."""
        settings = self._settings
        window = around(image, region, settings.near_margin, settings.near_px)
        low, high = (round(share * settings.near_px) for share in settings.near_sizes)
        return self._run(window, low, high) if window is not None else []

    def _run(self, window: Window, low: int, high: int) -> list[Region]:
        """`low` and `high` limit the width of the faces in the window's pixels; 0 is no limit."""
        step, neighbours = self._settings.scale_step, self._settings.neighbours
        found = self._cascade.detectMultiScale(window.image, step, neighbours, 0, (low, low), (high, high))
        return [window.region(float(x), float(y), float(side)) for x, y, side, _ in found]
