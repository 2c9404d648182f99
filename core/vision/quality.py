"""Whether a picture can be read at all, by its light and its sharpness; and a dim face made lighter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.base.opencv import cv2
from core.base.types import Head, Image


@dataclass(frozen=True, slots=True)
class PictureSettings:
    """From when on a picture counts as too dark or too blurred. Grey values are 0 to 255.

    Chosen on the clips of real faces, as they are, darkened with a camera's noise, and blurred: none of them as it is
    comes near a limit (their faces have a mean grey of 72 and more, details of 31 across and 24 down).
    """

    dark_picture: float = 28.0
    """Mean grey of a picture without a face, below which darkness is the reason that none was found. The cascade
    begins to miss faces at a quarter of ordinary light, where pictures have 16 to 36."""
    dark_for_s: float = 0.5
    """Seconds for which it has to stay dark: a black picture at a film's cut is no dark room."""
    dark_face: float = 18.0
    flat_face: float = 7.0
    """Mean and standard deviation of a face below which the classifier's answer is not the one in good light."""
    lighten_to: float = 90.0
    """Dimmer faces are made this light for the classifier. The training faces have 129; at half the light one answer
    in four changes without this, one in ten with it."""
    blurred_across: float = 12.0
    blurred_down: float = 8.0
    """Strength of the finest details (see `details`) below which a hand moves or the lens is out of focus."""


@dataclass(frozen=True, slots=True)
class HeadSettings:
    """From when on a head is turned too far for its expression to be read, in degrees (see `Head`).

    On films of calm people, 1 to 4 % of the faces turned by up to 30 degrees are called bad and 27 % of those that
    are turned by 40 to 50; real sadness was seen at up to 40 degrees aside.
    """

    aside: float = 40.0
    down: float = 25.0
    back: float = 3.0
    """By how much it has to come back inside: a head at the limit does not flicker."""

    def turned(self, head: Head, was: bool) -> bool:
        """Whether the head is turned away or down; `was` says whether it has been."""
        spare = self.back if was else 0.0
        return abs(head.yaw) > self.aside - spare or head.pitch > self.down - spare


def brightness(image: Image) -> float:
    """Mean grey value, 0 to 255, of a grey or BGR picture; every 8th row and column are enough."""
    return float(image[::8, ::8].mean())


def sides(face: Image) -> float:
    """How much brighter the right half of a face (48, 48) is than the left one, against their sum: -1 to 1.

    Below the forehead and off the middle, so that hair and the nose's shadow count little.
    """
    left, right = float(face[12:, :20].mean()), float(face[12:, 28:].mean())
    return (right - left) / (left + right) if left + right else 0.0


def details(face: Image) -> tuple[float, float]:
    """How strong the finest details of a face (48, 48) are from left to right and from top to bottom.

    The standard deviation of the second difference in percent of the face's contrast: neither light nor contrast of
    the room counts. The two directions of the Laplacian (Pertuz et al. 2013) apart, since motion blurs only one.
    """
    values, spread = face.astype(np.int16), spread_of(face)
    if spread == 0.0:
        return 0.0, 0.0
    across = values[:, 2:] - 2 * values[:, 1:-1] + values[:, :-2]
    down = values[2:] - 2 * values[1:-1] + values[:-2]
    return 100.0 * spread_of(across) / spread, 100.0 * spread_of(down) / spread


def lightened(face: Image, settings: PictureSettings) -> Image:
    """The face as the classifier should see it: a dim one lighter, any other as it is."""
    light = float(face.mean())
    if light >= settings.lighten_to or light == 0.0:
        return face
    return np.asarray(np.minimum(face.astype(np.float32) * (settings.lighten_to / light), 255.0), np.uint8)


def light_enough(face: Image, settings: PictureSettings) -> bool:
    """Whether a grey face has light and contrast enough to be read."""
    return float(face.mean()) >= settings.dark_face and spread_of(face) >= settings.flat_face


def sharp_enough(face: Image, settings: PictureSettings) -> bool:
    """Whether a grey face (48, 48) is sharp enough to be read."""
    across, down = details(face)
    return across >= settings.blurred_across and down >= settings.blurred_down


def spread_of(values: Image | npt.NDArray[np.int16]) -> float:
    """Standard deviation, by OpenCV: a tenth of numpy's time for a face."""
    return float(cv2.meanStdDev(values)[1][0, 0])
