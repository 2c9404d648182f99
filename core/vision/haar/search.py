"""The Haar cascade, on the whole picture or around a face that was there a moment ago."""

from __future__ import annotations

from pathlib import Path

from core.base.errors import WeightsError
from core.base.opencv import cv2
from core.base.types import Image
from core.vision.haar.settings import FinderSettings
from core.vision.regions import Region, Window, around, whole

FRONTAL_FACE = Path(__file__).parent / "haarcascade_frontalface_default.xml"
"""The cascade of Viola and Jones (2001) as Lienhart trained it. OpenCV 4's wheel has it too, but neither OpenCV 5 nor
the packages of some systems; its licence stands in the file."""


class HaarSearch:
    """Finds frontal faces; each is a square from brows to chin. Raises WeightsError without its cascade."""

    def __init__(self, settings: FinderSettings, cascade: Path = FRONTAL_FACE) -> None:
        self._settings = settings
        self._cascade = _loaded(cascade)

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


def _loaded(path: Path) -> cv2.CascadeClassifier:
    """The cascade; OpenCV itself says nothing of a file that is missing or cut off, and then finds no face."""
    try:
        cascade = cv2.CascadeClassifier(str(path))
    except (cv2.error, SystemError):
        cascade = cv2.CascadeClassifier()
    if cascade.empty():
        raise WeightsError(f"{path}: the face cascade is missing or damaged; install Poise again")
    return cascade
