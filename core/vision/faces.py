"""What every finder says of a picture, and every reader of a frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from core.base.types import Adjust, Box, Frame, Image, Reading
from core.cueing.moods import MoodMap
from core.vision.landmarks.square import Points, Square


@dataclass(frozen=True, slots=True)
class Faces:
    """The face that is followed, if any, and how many are in the picture (others are counted every 3 s).

    `square` is where the levelled face is cut from and `points` are the mesh's (468, 3), in pixels; a finder without
    landmarks has neither. `turned` says that the picture seems to lie: a face was seen in it when it was turned by so
    many degrees (90, 180, 270), clockwise. `foreseen` points were moved on from the pictures before, not found in
    this one.
    """

    box: Box | None
    count: int
    square: Square | None = None
    points: Points | None = None
    turned: int = 0
    foreseen: bool = False


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
