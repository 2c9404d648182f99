"""Sounds held long: a vowel or hum whose pitch and level move slowly or not at all for 0.3 s.

Fillers drawn out (um, uh; 음, 어) are such sounds, but so are stressed vowels of slow speakers: they are called
lengthened sounds and never more than that.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence

from core.voice.pitch import STEP_S
from core.voice.settings import VoiceSettings


class Steady:
    """Streaming: one step each 20 ms; True at the moment at which a sound has been steady for `steady_s`."""

    def __init__(self, settings: VoiceSettings) -> None:
        self._settings = settings
        self._needed = round(settings.steady_s / STEP_S)
        self.reset()

    def reset(self) -> None:
        """Begin anew, as after a gap."""
        self._tones: deque[float] = deque(maxlen=self._needed)
        self._levels: deque[float] = deque(maxlen=self._needed)
        self._held = False

    def step(self, hertz: float, level_db: float) -> bool:
        """Take the pitch (NaN: none) and the band's level of one step."""
        self._tones.append(12.0 * math.log2(hertz) if hertz > 0 else math.nan)
        self._levels.append(level_db)
        steady = len(self._tones) == self._needed and self._is_steady()
        began, self._held = steady and not self._held, steady
        return began

    def _is_steady(self) -> bool:
        settings = self._settings
        spread, slope = _off_a_line(self._tones, settings.steady_share)
        if spread > 2 * settings.steady_semitones or abs(slope) > settings.steady_slope * STEP_S:
            return False
        return _off_a_line(self._levels, 1.0)[0] <= 2 * settings.steady_db


def _off_a_line(values: Sequence[float], share: float) -> tuple[float, float]:
    """How far the values lie apart beside the line through them, and its slope a step; infinite where too few are."""
    points = [(at, value) for at, value in enumerate(values) if not math.isnan(value)]
    if len(points) < max(2.0, share * len(values)):
        return math.inf, math.inf
    middle = sum(at for at, _ in points) / len(points)
    mean = sum(value for _, value in points) / len(points)
    slope = sum((at - middle) * (value - mean) for at, value in points) / sum((at - middle) ** 2 for at, _ in points)
    beside = [value - slope * at for at, value in points]
    return max(beside) - min(beside), slope
