"""What in the face moved against this person's own rest: it explains a cue, it never decides one."""

from __future__ import annotations

import math
from collections.abc import Mapping

from core.base.filters import weight
from core.base.types import RestingSigns, Signs

REST_S = 30.0
"""Time constant of the rest, learnt from faces that are not bad."""
NOW_S = 0.3
LEAST_S = 3.0
"""Seconds of rest before anything is said."""
BEYOND = 3.0
"""Standard deviations of the person's own rest that a sign has to be away from it."""
NOISE: Mapping[str, float] = {"corners": 0.004, "mouth": 0.01, "brows_apart": 0.005, "brows_up": 0.005}
"""Least standard deviation of a sign, in units of the face: what the mesh trembles by."""
CODES: Mapping[tuple[str, bool], str] = {
    ("corners", False): "corners_down",
    ("mouth", True): "mouth_open",
    ("brows_apart", False): "brows_together",
    ("brows_up", True): "brows_up",
    ("brows_up", False): "brows_down",
}
"""What it is called when a sign is below (False) or above (True) its rest."""


class Rest:
    """Mean and spread of the mouth's and the brows' signs while the face is not bad.

    It begins with `known`, where a calibration measured it: then a cue can say why from the first second on.
    """

    def __init__(self, known: RestingSigns | None = None) -> None:
        known = known if known and set(known) >= set(NOISE) else {}
        self._mean = {name: known[name][0] for name in known}
        self._square = {name: known[name][0] ** 2 + known[name][1] ** 2 for name in known}
        self._now: dict[str, float] = {}
        self._seconds = LEAST_S if known else 0.0

    def see(self, signs: Signs | None, dt: float, bad: bool) -> None:
        """Take a measured face that held for `dt` seconds."""
        if signs is None:
            return
        for name in NOISE:
            value = getattr(signs, name)
            before = self._now.get(name, value)
            self._now[name] = before + weight(dt, NOW_S) * (value - before)
            if not bad:
                self._learn(name, value, weight(dt, REST_S))
        self._seconds += 0.0 if bad else dt

    def moved(self) -> tuple[str, ...]:
        """At most two codes of what is beyond the rest, the farthest first; () where nothing is, or none is known."""
        if self._seconds < LEAST_S or not self._now:
            return ()
        found = []
        for name, noise in NOISE.items():
            off = self._now[name] - self._mean[name]
            spread = math.sqrt(max(self._square[name] - self._mean[name] ** 2, noise**2))
            code = CODES.get((name, off > 0))
            if code is not None and abs(off) > BEYOND * spread:
                found.append((abs(off) / spread, code))
        return tuple(code for _, code in sorted(found, reverse=True)[:2])

    def _learn(self, name: str, value: float, share: float) -> None:
        mean, square = self._mean.get(name, value), self._square.get(name, value * value)
        self._mean[name] = mean + share * (value - mean)
        self._square[name] = square + share * (value * value - square)
