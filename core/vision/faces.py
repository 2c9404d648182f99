"""What every finder says of a picture, and every reader of a frame; the finders by the names of the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from core.base.errors import SettingsError
from core.base.types import Adjust, Box, Frame, Image, Reading
from core.cueing.moods import MoodMap
from core.vision.landmarks.square import Points, Square


@dataclass(frozen=True, slots=True)
class Faces:
    """The face that is followed, if any, and how many are in the picture (others are counted every 3 s).

    `square` is where the levelled face is cut from and `points` are the mesh's (468, 3), in pixels; a finder without
    landmarks has neither. `turned` says that the picture seems to lie: a face was seen in it when it was turned by so
    many degrees (90, 180, 270), clockwise.
    """

    box: Box | None
    count: int
    square: Square | None = None
    points: Points | None = None
    turned: int = 0


class FaceFinder(Protocol):
    """Finds the user's face in the pictures of a video, one after the other."""

    def find(self, image: Image, t: float) -> Faces:
        """The face in the next picture, grey or BGR, taken at `t` seconds."""
        ...

    def reset(self) -> None:
        """Forget the face: the next picture is searched as a whole."""
        ...


class FrameReader(Protocol):
    """Turns the frames of a camera or a film into readings, one after the other (`core.vision.reader.FaceReader`).

    `moods` and `correction` may be replaced between two frames.
    """

    moods: MoodMap
    correction: Adjust | None

    def read(self, frame: Frame) -> Reading:
        """Measure one frame."""
        ...

    def lost(self, t: float) -> Reading:
        """The reading of a camera that gives nothing."""
        ...


LANDMARKS, HAAR = "landmarks", "haar"
FINDERS = (LANDMARKS, HAAR)


PLACES: Mapping[str, float | None] = MappingProxyType({"auto": None, "left": 0.8, "middle": 0.5, "right": 0.2})
"""Whose face is followed among several: the one at that place as a mirror shows it, or the largest near the middle.
In shares of the picture's width as the camera sees it."""


def open_finder(name: str = LANDMARKS, place: str = "auto") -> FaceFinder:
    """The finder called `name`, for the face at a `place` of PLACES (which needs landmarks).

    Raises SettingsError for another name, WeightsError where its files are not whole.
    """
    if place not in PLACES:
        raise SettingsError(f"face {place!r}: choose one of {', '.join(PLACES)}")
    if name == LANDMARKS:
        from core.vision.landmarks.finder import LandmarkFinder
        from core.vision.landmarks.settings import LandmarkSettings

        return LandmarkFinder(LandmarkSettings(place=PLACES[place]))
    if name == HAAR:
        from core.vision.haar.finder import HaarFinder

        return HaarFinder()
    raise SettingsError(f"finder {name!r}: choose one of {', '.join(FINDERS)}")
