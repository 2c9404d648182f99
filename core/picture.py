"""Whether a picture can be read at all: its light and its sharpness."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.opencv import cv2
from core.types import Image


@dataclass(frozen=True, slots=True)
class PictureSettings:
    """From when on a picture counts as too dark or too blurred. Grey values are 0 to 255."""

    dark_picture: float = 18.0
    """Mean grey of a picture without a face, below which darkness is the reason that none was found."""
    dark_face: float = 30.0
    """Mean grey of a face, below which the classifier guesses."""
    flat_face: float = 6.0
    """Standard deviation of a face's grey values, below which light comes from behind or fog lies on the lens."""
    blurred_face: float = 3.0
    """Mean strength of the finest details (see `sharpness`) in percent of the face's contrast."""


def brightness(image: Image) -> float:
    """Mean grey value, 0 to 255, of a grey or BGR picture; every 8th row and column are enough."""
    return float(image[::8, ::8].mean())


def contrast(face: Image) -> float:
    """Standard deviation of a face's grey values."""
    return float(face.std())


def sharpness(face: Image) -> float:
    """Strength of the finest details of a face (48, 48), in percent of its contrast.

    The standard deviation of the Laplacian (Pertuz et al. 2013, the operator LAPV) over that of the grey values, so
    that neither light nor contrast of the room counts.
    """
    spread = contrast(face)
    if spread == 0.0:
        return 0.0
    return 100.0 * float(cv2.Laplacian(face, cv2.CV_32F).std()) / spread


def usable(face: Image, settings: PictureSettings) -> tuple[bool, bool]:
    """Whether a grey face (48, 48) is light enough, and whether it is sharp enough."""
    light = float(np.mean(face)) >= settings.dark_face and contrast(face) >= settings.flat_face
    return light, sharpness(face) >= settings.blurred_face
