"""Finds the user's face and stays with it, at a small part of the work of searching every picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.base.types import Image
from core.vision.faces import Faces
from core.vision.haar.search import FinderSettings, HaarSearch
from core.vision.haar.template import Template
from core.vision.regions import Region

_SAMPLE = 8
"""Every 8th row and column show whether the picture has changed at all (a camera's noise always does)."""


@dataclass
class _Followed:
    region: Region
    template: Template
    since_detected: int = 0
    coasted: int = 0


class HaarFinder:
    """Takes the largest face first and follows it until it is gone."""

    def __init__(self, settings: FinderSettings | None = None, search: HaarSearch | None = None) -> None:
        self._settings = settings or FinderSettings()
        self._search = search or HaarSearch(self._settings)
        self.reset()

    def reset(self) -> None:
        """Forget the face: the next picture is searched as a whole."""
        self._followed: _Followed | None = None
        self._others = 0
        self._frames_lost = 0
        self._frames_since_look = 0
        self._rival_seen = 0
        self._sample: Image | None = None
        self._unsearched = False

    def find(self, image: Image, t: float = 0.0) -> Faces:  # noqa: ARG002
        """The face in the next picture of the video, grey or BGR; it counts frames, not seconds."""
        if not self._unchanged(image):
            was = self._followed
            self._followed = self._follow(image, was) if was is not None else None
            if self._followed is None:
                self._find_again(image, was)
            else:
                self._look_around(image, self._followed)
        if self._followed is None:
            return Faces(None, 0)
        return Faces(self._followed.region.box(), 1 + self._others)

    def _unchanged(self, image: Image) -> bool:
        sample = image[::_SAMPLE, ::_SAMPLE].copy()
        same = self._sample is not None and not self._unsearched and np.array_equal(sample, self._sample)
        self._sample = sample
        return same

    def _follow(self, image: Image, was: _Followed) -> _Followed | None:
        """The same face in this picture; None when it is gone."""
        settings = self._settings
        moved, likeness = was.template.follow(image, was.region)
        if likeness >= settings.sure and was.since_detected + 1 < settings.detect_every:
            return _Followed(moved, was.template, was.since_detected + 1, was.coasted)
        expected = moved if likeness >= settings.lost else was.region
        if seen := self._search.near(image, expected):
            region = self._steadied(expected, max(seen, key=lambda face: face.box().iou(expected.box())))
            return _Followed(region, Template(image, region))
        if likeness >= settings.coast and was.coasted < settings.coast_frames:
            return _Followed(moved, was.template, settings.detect_every, was.coasted + 1)
        return None

    def _steadied(self, expected: Region, seen: Region) -> Region:
        settings = self._settings
        agrees = seen.box().iou(expected.box()) >= settings.agree_iou
        return expected.toward(seen, settings.steady if agrees else 1.0)

    def _find_again(self, image: Image, was: _Followed | None) -> None:
        """Search the whole picture, in every frame right after the loss and now and then later."""
        settings = self._settings
        keen = was is not None or self._frames_lost < settings.keen_frames
        self._unsearched = not keen and self._frames_lost % settings.search_every != 0
        self._frames_lost += 1
        if self._unsearched:
            return
        faces = self._search.everywhere(image, settings.search_px)
        if faces:
            self._take(image, max(faces, key=lambda face: face.side), len(faces) - 1)

    def _take(self, image: Image, region: Region, others: int) -> None:
        self._followed = _Followed(region, Template(image, region))
        self._others = others
        self._frames_lost = self._frames_since_look = self._rival_seen = 0

    def _look_around(self, image: Image, followed: _Followed) -> None:
        """Count the others now and then, and give way to the user who sat down in front of a false face."""
        settings = self._settings
        self._frames_since_look += 1
        if self._frames_since_look < settings.look_around_every:
            return
        self._frames_since_look = 0
        own = followed.region.box()
        faces = self._search.everywhere(image, settings.look_around_px)
        others = [face for face in faces if face.box().iou(own) == 0.0]
        self._others = len(others)
        largest = max(others, key=lambda face: face.side, default=None)
        rival = largest is not None and largest.side >= settings.rival_width * followed.region.side
        self._rival_seen = self._rival_seen + 1 if rival else 0
        if largest is not None and self._rival_seen >= settings.rival_looks:
            self._take(image, largest, len(others))
