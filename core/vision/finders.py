"""The finders by the names that the settings know."""

from __future__ import annotations

from core.base.errors import SettingsError
from core.vision.faces import FaceFinder

LANDMARKS, HAAR = "landmarks", "haar"
FINDERS = (LANDMARKS, HAAR)


def open_finder(name: str = LANDMARKS) -> FaceFinder:
    """The finder called `name`; raises SettingsError for another name, WeightsError where its files are not whole."""
    if name == LANDMARKS:
        from core.vision.landmarks.finder import LandmarkFinder

        return LandmarkFinder()
    if name == HAAR:
        from core.vision.haar.finder import HaarFinder

        return HaarFinder()
    raise SettingsError(f"finder {name!r}: choose one of {', '.join(FINDERS)}")
