"""The Haar cascade, on the whole picture or around a face that was there a moment ago; and its constants."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.base.errors import WeightsError
from core.base.opencv import cv2
from core.base.types import Image
from core.vision.regions import Region, Window, around, whole


@dataclass(frozen=True, slots=True)
class FinderSettings:
    """Lengths are shares of the face's width unless they say pixels; counts of frames are meant at 15 a second."""

    scale_step: float = 1.1
    neighbours: int = 5
    """The usual setting of `detectMultiScale`, as in the paper's program; finer steps cost much and find little."""
    search_px: int = 320
    """Longer side of the picture for a search of the whole: a face at arm's length is 80 pixels wide in it."""
    search_every: int = 3
    """While nobody is there, the whole picture is searched in every third frame only: 0.2 s later, for a third of the
    work."""
    keen_frames: int = 6
    """Right after a face was lost, every frame is searched for it."""
    near_px: int = 64
    """Width of the followed face in the search around it; at less than this the boxes come out too large."""
    near_margin: float = 0.2
    """How far around the place to which the face was followed; more costs, and the boxes grow no better."""
    near_sizes: tuple[float, float] = (0.75, 1.35)
    """Smallest and largest face searched for, against the one before."""
    detect_every: int = 6
    """Between two detections the face is followed by its own picture, for a tenth of the work."""
    sure: float = 0.92
    """Correlation from which on that picture alone is believed."""
    lost: float = 0.55
    """Correlation below which the place it points to is not believed at all."""
    coast: float = 0.8
    coast_frames: int = 8
    """A face that the cascade misses (a tilt, a hand at the chin) but that looks like itself is kept for 0.5 s."""
    steady: float = 0.5
    """Share of a detection that is taken over when it nearly agrees with the box so far: the cascade's boxes jump."""
    agree_iou: float = 0.7
    look_around_every: int = 45
    """Every 3 s the whole picture is searched for other faces, whose number is shown."""
    look_around_px: int = 240
    rival_width: float = 1.8
    rival_looks: int = 3
    """Who is this much larger than the followed face at this many looks running (9 s) is the user: what was followed
    before was a picture on the wall, or nothing at all. Somebody walking by is gone by then."""


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
        raise WeightsError("no_cascade", path=path)
    return cascade
