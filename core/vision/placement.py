"""Whether somebody sits well for a session: light, distance, place in the picture, an upright head.

What is refused is said elsewhere: `core.vision.quality` has from when on nothing is measured, and
`core.calibration.calibrator` from when on nothing is calibrated. Here is what could be better, and what to change.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from core.base.types import Box, Head


@dataclass(frozen=True, slots=True)
class PlacementSettings:
    """From when on something should be changed. Grey values are 0 to 255, shares of 0 to 1, angles in degrees."""

    dark: float = 60.0
    """Mean grey of the face below which the light does not do for a calibration, whose profile is used for months. An
    answer is measured in worse light, down to `PictureSettings.dark_face`."""
    dim: float = 80.0
    """Below it a lamp would help: such faces are lightened for the network (`PictureSettings.lighten_to`), which at
    half the usual light leaves one reading in ten other than it would be."""
    bright: float = 205.0
    """Above it the face is washed out."""
    far: float = 0.14
    """Least width of the face as a share of the picture's: of 320 pixels it leaves 45, and the network reads 48."""
    near: float = 0.50
    """Greatest width of the face: beyond, it leaves the picture when somebody leans forward."""
    aside: float = 0.16
    """How far the face's middle may be from the picture's, as a share of its width: turned heads stay inside."""
    high: float = 0.28
    low: float = 0.68
    """Where the face's middle may be, as a share of the picture's height: its forehead and chin stay inside."""
    tilt: float = 15.0
    """By how much a head may lean; a camera that stands askew looks the same."""

    one_sided: float = 0.24
    """Difference of the brightness of the face's halves against their sum: one is lit 1.6 times as strongly as the
    other. Of 46 films of real people the halves differ by at most 0.21 in 41; the others are lit from one side."""
    straight: float = 15.0
    """A head that is turned further aside has a darker half anyway."""
    from_below: float = 25.0
    from_above: float = 13.0
    """By how much a camera that stands too low or too high sees a face from below or above; films have -24 to 8."""


PLACEMENT = PlacementSettings()


class Light(str, Enum):
    """The light on a face."""

    TOO_DARK = "too_dark"
    DIM = "dim"
    GOOD = "good"
    TOO_BRIGHT = "too_bright"


class Distance(str, Enum):
    """How large the face is in the picture."""

    TOO_FAR = "too_far"
    GOOD = "good"
    TOO_NEAR = "too_near"


class Place(str, Enum):
    """Where the face is in the picture."""

    ASIDE = "aside"
    TOO_HIGH = "too_high"
    GOOD = "good"
    TOO_LOW = "too_low"


class Side(str, Enum):
    """From where the light falls on a face, as its owner sees it."""

    LEFT = "left"
    EVEN = "even"
    RIGHT = "right"


class Height(str, Enum):
    """Where the camera stands, by the side from which it sees the face."""

    TOO_LOW = "too_low"
    GOOD = "good"
    TOO_HIGH = "too_high"


def light_of(grey: float, settings: PlacementSettings = PLACEMENT) -> Light:
    """What a face's mean grey says of the light."""
    if grey < settings.dark:
        return Light.TOO_DARK
    if grey < settings.dim:
        return Light.DIM
    return Light.TOO_BRIGHT if grey > settings.bright else Light.GOOD


def distance_of(face: Box, shape: tuple[int, int], settings: PlacementSettings = PLACEMENT) -> Distance:
    """How far the face is, by its width in a picture of `shape` (H, W)."""
    share = face.w / shape[1]
    if share < settings.far:
        return Distance.TOO_FAR
    return Distance.TOO_NEAR if share > settings.near else Distance.GOOD


def place_of(face: Box, shape: tuple[int, int], settings: PlacementSettings = PLACEMENT) -> Place:
    """Where the face's middle is in a picture of `shape` (H, W); aside comes first."""
    height, width = shape
    x, y = (face.x + face.w / 2) / width, (face.y + face.h / 2) / height
    if abs(x - 0.5) > settings.aside:
        return Place.ASIDE
    if y < settings.high:
        return Place.TOO_HIGH
    return Place.TOO_LOW if y > settings.low else Place.GOOD


def leans(head: Head, settings: PlacementSettings = PLACEMENT) -> bool:
    """Whether the head leans, or the camera stands askew."""
    return abs(head.roll) > settings.tilt


def side_of(
    sides: float, head: Head | None, *, mirrored: bool = False, settings: PlacementSettings = PLACEMENT
) -> Side:
    """From where the light falls, by `Reading.sides`; `mirrored` says that the camera's picture was mirrored."""
    if abs(sides) <= settings.one_sided or (head is not None and abs(head.yaw) > settings.straight):
        return Side.EVEN
    return Side.LEFT if (sides > 0) is not mirrored else Side.RIGHT


def height_of(head: Head, settings: PlacementSettings = PLACEMENT) -> Height:
    """Whether the camera stands too low or too high: it then sees the face from below or above."""
    if head.pitch < -settings.from_below:
        return Height.TOO_LOW
    return Height.TOO_HIGH if head.pitch > settings.from_above else Height.GOOD
