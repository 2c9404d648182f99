"""Calibration profiles as the screens ask for them. Called from thread workers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.base.errors import ProfileError
from core.base.paths import profiles_dir
from core.calibration.profiles import Profiles
from core.vision.network.weights import load_network

if TYPE_CHECKING:
    from core.calibration.correction import Profile
    from core.calibration.profiles import Profiles
    from core.settings.model import Settings


def profiles(settings: Settings) -> Profiles:
    """The profiles in the data folder of these settings."""
    return Profiles(profiles_dir(settings.data))


def readable(settings: Settings) -> list[Profile]:
    """All profiles that can be read, by name."""
    store = profiles(settings)
    found = []
    for name in store.names():
        try:
            found.append(store.load(name))
        except ProfileError:
            continue
    return found


def checked_name(settings: Settings, name: str) -> str:
    """The name itself. Raises ProfileError for what cannot be one, before anybody has been measured."""
    profiles(settings).file(name)
    return name


def network_name(settings: Settings) -> str:
    """The network that a profile will belong to. Raises WeightsError."""
    return load_network(settings.weights).name
