"""What the layers of the face networks are given while they look at faces: those of the demo camera, varied.

They are in the repository and nobody's, so that whoever makes the networks again rounds them alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from core.base.opencv import cv2
from core.base.types import Image
from core.camera.demo import HEIGHT, WIDTH, picture_at
from core.vision.landmarks.finder import LandmarkFinder
from core.vision.landmarks.iris import Iris
from core.vision.landmarks.networks import Detector, Mesh
from models.networks.rounding import Floats

PICTURES = 100
STEP_S = 0.25
"""From one picture to the next: the demo's script four times over, the poses and blinks of none repeated."""
KEPT = 200
"""Inputs of each network that are used; the mesh is asked several times about a picture."""


def inputs(files: Mapping[str, Path]) -> dict[str, Floats]:
    """What each of the networks in these files is given, shape (n, 3, side, side)."""
    detector, mesh, iris = Detector(files["detector"]), Mesh(files["mesh"]), Iris(files["iris"])
    taps = {name: _Tap(each) for name, each in (("detector", detector), ("mesh", mesh), ("iris", iris))}
    finder = LandmarkFinder(detector=detector, mesh=mesh)
    random = np.random.default_rng(0)
    for number in range(PICTURES):
        image = _varied(picture_at(number * STEP_S), random)
        finder.reset()
        points = finder.find(image, number * STEP_S).points
        if points is not None:
            iris.read(image, points, left=False)
            iris.read(image, points, left=True)
    return {name: _some(tap.seen) for name, tap in taps.items()}


class _Tap:
    """Keeps what the session of a network is given."""

    def __init__(self, network: Any) -> None:
        self._session, self.seen = network._session, list[Floats]()
        network._session = self

    def run(self, outputs: None, feed: Mapping[str, Floats]) -> Any:
        self.seen.extend(feed.values())
        return self._session.run(outputs, feed)


def _varied(picture: Image, random: np.random.Generator) -> Image:
    """The grey picture in a random light, colour, size and tilt, with noise, BGR."""
    middle = (WIDTH / 2, HEIGHT / 2)
    turn = cv2.getRotationMatrix2D(middle, random.uniform(-20, 20), random.uniform(0.6, 1.3))
    grey = cv2.warpAffine(picture.astype(np.float32), turn, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)
    grey = (grey - grey.mean()) * random.uniform(0.6, 1.3) + random.uniform(60, 150)
    noise = random.normal(0, random.uniform(0, 6), (*grey.shape, 3))
    coloured = grey[..., None] * random.uniform(0.8, 1.2, 3) + noise
    seen: Image = np.clip(coloured, 0, 255).astype(np.uint8)
    return seen


def _some(seen: list[Floats]) -> Floats:
    chosen = np.linspace(0, len(seen) - 1, min(KEPT, len(seen))).astype(int)
    return np.concatenate([seen[number] for number in chosen])
