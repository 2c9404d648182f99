"""The finders by the names of the settings; apart from what they give (`core.vision.faces`), which they import."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.base.errors import SettingsError
from core.vision.faces import FaceFinder

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
        raise SettingsError("no_place", name=place, names=", ".join(PLACES))
    if name == LANDMARKS:
        from core.vision.landmarks.finder import LandmarkFinder
        from core.vision.landmarks.settings import LandmarkSettings

        return LandmarkFinder(LandmarkSettings(place=PLACES[place]))
    if name == HAAR:
        from core.vision.haar.finder import HaarFinder

        return HaarFinder()
    raise SettingsError("no_finder", name=name, names=", ".join(FINDERS))
