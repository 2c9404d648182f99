"""When to ask, during an answer, for the voice: silent for too long, or too quiet to be understood.

Off unless the user wants it. What was not measured is not silent: it neither lengthens a silence nor ends one.
"""

from __future__ import annotations

from collections import deque

from core.voice.norms import Norms
from core.voice.readings import VoiceReading, mean_db

SILENT, QUIET = "silent", "quiet"
QUIET_S = 4.0
"""Speech that is looked back at for its level: a sentence. One soft word is none."""


class Prompting:
    """Follows the voice within an answer; each silence and each soft stretch is told once.

    Args:
        silent_s: seconds of silence after which it is told.
        norms: `level_low_db` says how far speech lies over the noise floor at least.
    """

    def __init__(self, silent_s: float, norms: Norms | None = None) -> None:
        self._silent_s, self._norms = silent_s, norms or Norms()
        self._floor: float | None = None
        self.forget()

    def forget(self) -> None:
        """An answer begins or ends; the room stays the same."""
        self._silence_s, self._prompted = 0.0, ""
        self._spoken: deque[VoiceReading] = deque()

    def step(self, reading: VoiceReading) -> str | None:
        """What is to be told after this reading: `silent`, `quiet` or nothing."""
        if not reading.measured or reading.level_db is None:
            return None
        if not reading.speech:
            self._silence_s += reading.seconds
            self._floor = reading.level_db if self._floor is None else min(self._floor, reading.level_db)
            return SILENT if self._silence_s >= self._silent_s and self._prompted != SILENT else None
        self._silence_s = 0.0
        if self._prompted == SILENT:
            self._prompted = ""
        self._spoken.append(reading)
        while self._spoken_s - self._spoken[0].seconds >= QUIET_S:
            self._spoken.popleft()
        return self._quiet()

    def said(self, what: str) -> None:
        """The user was told: of this silence, or of this soft stretch, no more is said."""
        self._prompted = what

    @property
    def _spoken_s(self) -> float:
        return sum(reading.seconds for reading in self._spoken)

    def _quiet(self) -> str | None:
        level = mean_db(self._spoken)
        if self._floor is None or level is None or self._spoken_s < QUIET_S:
            return None
        if level - self._floor >= self._norms.level_low_db:
            self._prompted = "" if self._prompted == QUIET else self._prompted
            return None
        return QUIET if self._prompted != QUIET else None
