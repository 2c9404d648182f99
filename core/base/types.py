"""The types that all packages share: expressions, moods, frames, readings, notices. Immutable, no behaviour beyond
lookups."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Image: TypeAlias = "npt.NDArray[np.uint8]"
"""Grey (H, W) or BGR (H, W, 3), 8 bits."""
Coloured: TypeAlias = "Callable[[], Image | None]"
"""Gives a picture in BGR, perhaps smaller, when somebody wants to look at it; None where it cannot be had."""


class Expression(str, Enum):
    """The seven classes of FER2013 (Goodfellow et al. 2013, arXiv:1307.0414); the default network knows five."""

    ANGRY = "angry"
    DISGUST = "disgust"
    FEAR = "fear"
    HAPPY = "happy"
    NEUTRAL = "neutral"
    SAD = "sad"
    SURPRISE = "surprise"


class Mood(str, Enum):
    """What an expression counts as in an interview; the user decides which expression counts as what."""

    GOOD = "good"
    ACCEPTABLE = "acceptable"
    BAD = "bad"


class ReadingState(str, Enum):
    """Whether a frame could be measured, and if not, why."""

    MEASURED = "measured"
    NO_FACE = "no_face"
    TOO_DARK = "too_dark"
    TOO_BLURRED = "too_blurred"
    CAMERA_LOST = "camera_lost"
    FROZEN = "frozen"
    HEAD_TURNED = "head_turned"
    PICTURE_TURNED = "picture_turned"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in source pixels; (x, y) is its top left corner."""

    x: int
    y: int
    w: int
    h: int

    def iou(self, other: Box) -> float:
        """Intersection over union with another box, 0 to 1."""
        width = min(self.x + self.w, other.x + other.w) - max(self.x, other.x)
        height = min(self.y + self.h, other.y + other.h) - max(self.y, other.y)
        if width <= 0 or height <= 0:
            return 0.0
        shared = width * height
        return shared / (self.w * self.h + other.w * other.h - shared)


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a source and the time at which it was taken, in seconds since the first frame.

    `frozen` says that the camera has shown the same picture for so long that it cannot be the present. `coloured`
    gives the picture in colour where the camera has colours and `image`, which is measured, is grey, since that is
    cheaper.
    """

    t: float
    image: Image = field(repr=False)
    number: int = 0
    frozen: bool = False
    coloured: Coloured | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Head:
    """How the head is turned, in degrees, as the camera sees it.

    `yaw` above 0 is to the right of the picture, `pitch` above 0 down, `roll` above 0 clockwise; 0 faces the camera.
    """

    yaw: float
    pitch: float
    roll: float

    @property
    def away(self) -> float:
        """How far it is turned from the camera, aside or down, in degrees."""
        return math.hypot(self.yaw, self.pitch)


@dataclass(frozen=True, slots=True)
class Signs:
    """What the landmarks say of one face; `core/vision/landmarks/signs.py` has the formulas.

    `gaze` and `gaze_down` are the iris against the middle of its eye, to the right of the picture and down, and
    `lids` how far the eye is open, all in widths of the eye; they are None where no eye was read in this frame. The
    rest is in units of the face: `mouth` how far it is open, `corners` how far its corners are above its middle,
    `brows_apart` how far the inner brows are from one another and `brows_up` how far above the eyes.
    """

    head: Head
    gaze: float | None
    gaze_down: float | None
    lids: float | None
    mouth: float
    corners: float
    brows_apart: float
    brows_up: float


FACE_SIGNS = ("corners", "mouth", "brows_apart", "brows_up")
"""The signs of mouth and brows: what expressions move."""

RestingSigns: TypeAlias = Mapping[str, tuple[float, float]]
"""Of each of FACE_SIGNS the mean and the standard deviation of a person's resting face."""

Probabilities = Mapping[Expression, float]
"""What the classifier gives: one probability for each class that the network knows; they sum to 1."""

Adjust: TypeAlias = Callable[[Probabilities], Probabilities]
"""From the classifier's probabilities to the ones that count for this person (`core.calibration.correction`)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was measured in one frame.

    `probabilities` are the ones that count (corrected by the user's calibration), `raw` the classifier's own, kept
    for replay; they are the same object without a calibration. `expression` is the strongest one of those that count
    as `mood` (not stored). All these and `face` are None unless the state is measured (a turned head keeps its
    `face`). `light` is the mean grey of the face (0 to 255), or of the picture where no face is. `signs` is None
    where the finder has no landmarks. `turned` says by how many degrees clockwise
    (90, 180, 270) a face lies that was seen in a turned picture. `sides` says how the light falls: how much brighter
    the right half of the face in the picture is than the left one, against their sum (not stored).
    """

    t: float
    state: ReadingState
    faces: int = 0
    probabilities: Probabilities | None = None
    raw: Probabilities | None = None
    mood: Mood | None = None
    face: Box | None = None
    light: float | None = None
    signs: Signs | None = None
    turned: int = 0
    expression: Expression | None = field(default=None, compare=False)
    sides: float | None = field(default=None, compare=False)

    @property
    def measured(self) -> bool:
        """Whether this reading may be counted as good, acceptable or bad."""
        return self.state is ReadingState.MEASURED

    @property
    def head(self) -> Head | None:
        """How the head is turned, where there are landmarks."""
        return self.signs.head if self.signs is not None else None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the user should know, as a code with parameters; `tui` words it."""

    code: str
    params: Mapping[str, str | float] = field(default_factory=dict)
