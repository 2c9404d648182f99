"""Calls the user's eyes back to the camera: a sound of its own after a long look away, where that is wanted."""

from __future__ import annotations

from core.base.types import Reading
from core.scoring.presence import AT_CAMERA, LookTracker, PresenceSettings

AWAY_S = 3.0
"""A look away of this length is called back: thinking takes the eyes away for one or two seconds."""


class Looking:
    """Follows the look while the face counts; each look away is called back once."""

    def __init__(self, settings: PresenceSettings | None = None, away_s: float = AWAY_S) -> None:
        self._settings, self._away_s = settings or PresenceSettings(), away_s
        self.forget()

    def forget(self) -> None:
        """Begin anew: between answers nobody has to look at the camera."""
        self._tracker = LookTracker(self._settings)
        self._since: float | None = None
        self._called = False

    def step(self, reading: Reading) -> str | None:
        """Where the look goes (`down` or `aside`) when it is to be called back now.

        What is not known neither lengthens nor ends a look away.
        """
        where = self._tracker.where(reading)
        if where == AT_CAMERA:
            self._since, self._called = None, False
        if where in (None, AT_CAMERA):
            return None
        self._since = reading.t if self._since is None else self._since
        return where if not self._called and reading.t - self._since >= self._away_s else None

    def called(self) -> None:
        """The look that is under way was called back."""
        self._called = True
