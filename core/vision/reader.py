"""From a frame to a reading: find the face, see whether it can be read, read it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.base.types import Adjust, Frame, Image, Probabilities, Reading, ReadingState, Signs
from core.cueing.moods import MoodMap
from core.vision.faces import FaceFinder, Faces
from core.vision.grid import GREYS, on_grid, shares_on_grid, signs_on_grid
from core.vision.landmarks.signs import SignReader
from core.vision.levelled import levelled
from core.vision.network.classifier import Classifier
from core.vision.network.providers import Provider
from core.vision.quality import (
    HeadSettings,
    PictureSettings,
    brightness,
    light_enough,
    lightened,
    sharp_enough,
    sides,
)
from core.vision.regions import crop


def face_of(image: Image, faces: Faces) -> Image:
    """The face that was found, as the classifier takes it: levelled where there are landmarks, grey, (48, 48)."""
    assert faces.box is not None
    return levelled(image, faces.square) if faces.square else crop(image, faces.box)


class FaceReader:
    """Reads frames one after the other. `moods` and `correction` may be replaced between two frames."""

    def __init__(
        self,
        finder: FaceFinder,
        classifier: Classifier,
        moods: MoodMap | None = None,
        correction: Adjust | None = None,
        settings: PictureSettings | None = None,
        head: HeadSettings | None = None,
    ) -> None:
        self.moods = moods or MoodMap()
        self.correction = correction
        self._finder, self._classifier = finder, classifier
        self._settings = settings or PictureSettings()
        self._head = head or HeadSettings()
        self._turned = False
        self._signs = SignReader()
        self._face: Image | None = None
        self._raw: Probabilities = {}
        self._dark_since: float | None = None

    @property
    def provider(self) -> Provider:
        """What computes the network."""
        return self._classifier.provider

    def read(self, frame: Frame) -> Reading:
        """The reading of one frame; a frozen one is not looked at."""
        if frame.frozen:
            return self.lost(frame.t, ReadingState.FROZEN)
        faces = self._finder.find(frame.image, frame.t)
        if faces.box is None:
            return self._without_face(frame, faces)
        self._dark_since = None
        face = face_of(frame.image, faces)
        light = on_grid(float(np.mean(face)), GREYS)
        signs = self._signs_of(frame, faces)
        reading = Reading(
            frame.t, ReadingState.MEASURED, faces.count, face=faces.box, light=light, signs=signs, sides=sides(face)
        )
        if not light_enough(face, self._settings):
            return replace(reading, state=ReadingState.TOO_DARK, face=None)
        if not sharp_enough(face, self._settings):
            return replace(reading, state=ReadingState.TOO_BLURRED, face=None)
        self._turned = signs is not None and self._head.turned(signs.head, self._turned)
        if self._turned:
            return replace(reading, state=ReadingState.HEAD_TURNED)
        return self._measured(reading, face)

    def lost(self, t: float, state: ReadingState = ReadingState.CAMERA_LOST) -> Reading:
        """The reading while the camera gives nothing, or nothing new; afterwards the face is searched for anew."""
        self._finder.reset()
        self._dark_since = None
        return Reading(t, state)

    def _signs_of(self, frame: Frame, faces: Faces) -> Signs | None:
        if faces.points is None:
            return None
        return signs_on_grid(self._signs.read(frame.image, faces.points, frame.t, foreseen=faces.foreseen))

    def _without_face(self, frame: Frame, faces: Faces) -> Reading:
        light = on_grid(brightness(frame.image), GREYS)
        state = ReadingState.TOO_DARK if self._stays_dark(frame.t, light) else ReadingState.NO_FACE
        if faces.turned:
            state = ReadingState.PICTURE_TURNED
        return Reading(frame.t, state, faces.count, light=light, turned=faces.turned)

    def _stays_dark(self, t: float, light: float) -> bool:
        if light >= self._settings.dark_picture:
            self._dark_since = None
            return False
        self._dark_since = t if self._dark_since is None else self._dark_since
        return t - self._dark_since >= self._settings.dark_for_s

    def _measured(self, reading: Reading, face: Image) -> Reading:
        if self._face is None or not np.array_equal(face, self._face):
            seen = self._classifier.classify(lightened(face, self._settings))
            self._face, self._raw = face, shares_on_grid(seen)
        raw = self._raw
        probabilities = shares_on_grid(self.correction(raw)) if self.correction else raw
        return self.moods.judged(replace(reading, raw=raw), probabilities)
