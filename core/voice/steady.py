"""Sounds held long: a vowel or hum whose pitch and level hardly move for 0.3 s.

Fillers drawn out (um, uh; 음, 어) are such sounds, but so are stressed vowels of slow speakers: they are called
lengthened sounds and never more than that.
"""

from __future__ import annotations

import math
from collections import deque

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
        self._recent: deque[tuple[float, float]] = deque(maxlen=self._needed)
        self._held = False

    def step(self, t: float, hertz: float, level_db: float) -> bool:  # noqa: ARG002
        """Take the pitch (NaN: none) and the band's level of one step."""
        if math.isnan(hertz):
            self.reset()
            return False
        self._recent.append((12.0 * math.log2(hertz), level_db))
        steady = len(self._recent) == self._needed and self._is_steady()
        began, self._held = steady and not self._held, steady
        return began

    def _is_steady(self) -> bool:
        tones, levels = zip(*self._recent, strict=True)
        semitones, decibels = self._settings.steady_semitones, self._settings.steady_db
        return bool(max(tones) - min(tones) <= 2 * semitones and max(levels) - min(levels) <= 2 * decibels)
