"""How many pictures a second the engine measures: fewer where the machine is too slow for more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PaceSettings:
    """Rates in frames a second and shares (0 to 1) of the time between two frames.

    Expressions last half a second and more (Ekman 2003), and the cue policy filters over seconds: 15 frames a second
    are plenty, and 3 still serve.
    """

    rates: Sequence[float] = (15.0, 10.0, 7.0, 5.0, 3.0)
    most_busy: float = 0.75
    """Above this share the reader hardly keeps up; the rest is needed for store, screen and the camera's decoding."""
    spare: float = 0.45
    """A faster rate is taken only where it would need less than this, so that the rate does not swing."""
    memory_s: float = 2.0
    """Over which the time per frame is averaged: one hiccup does not count."""
    hold_s: float = 10.0
    """The least time between slowing down and trying a faster rate again."""


class Pace:
    """Chooses the rate from the time that each frame took. `fps` is the rate now."""

    def __init__(self, settings: PaceSettings | None = None) -> None:
        self.settings = settings or PaceSettings()
        self._level = 0
        self._cost: float | None = None
        self._changed: float | None = None

    @property
    def fps(self) -> float:
        """Frames a second that are to be measured."""
        return self.settings.rates[self._level]

    @property
    def slowed(self) -> bool:
        """Whether the machine is too slow for the full rate."""
        return self._level > 0

    def spent(self, now: float, seconds: float) -> None:
        """Learn that a frame took `seconds`, at the moment `now`; may change `fps`."""
        self._average(seconds)
        assert self._cost is not None
        since = now - self._changed if self._changed is not None else now
        if self._changed is None:
            self._changed = now
        elif since >= self.settings.memory_s and self._cost * self.fps > self.settings.most_busy:
            self._change(now, self._fitting(self.settings.most_busy))
        elif self.slowed and since >= self.settings.hold_s:
            self._change(now, min(self._level, max(self._level - 1, self._fitting(self.settings.spare))))

    def _average(self, seconds: float) -> None:
        if self._cost is None:
            self._cost = seconds
        share = min(1.0, max(seconds, 1.0 / self.fps) / self.settings.memory_s)
        self._cost += share * (seconds - self._cost)

    def _fitting(self, busy: float) -> int:
        """The fastest level that needs less than the share `busy`; the last one where none does."""
        assert self._cost is not None
        rates = self.settings.rates
        return next((i for i, rate in enumerate(rates) if self._cost * rate <= busy), len(rates) - 1)

    def _change(self, now: float, level: int) -> None:
        if level != self._level:
            self._level, self._changed = level, now
