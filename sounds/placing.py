"""Where sound belongs in a recorded answer: every moment lies where the answer's clock had it.

A microphone opens late, stalls, is unplugged and comes back, and the session pauses. What nobody heard is silence in
the recording, a pause of the session is not in it at all, so that a cue or a pause is found again by its time.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
Floats = NDArray[np.float32]
_LEEWAY = round(0.3 * RATE)
"""What comes no later than that was only read late: the same leeway as where the voice is measured."""
_HELD_S = 0.5
"""How long sound is held back until it is certain that some is missing: a reader that was late gets a heap at once,
whose last part is in time; after a real gap all parts are late."""


class Placing:
    """Gives what is to be written next of an answer that began at `began` (session time, seconds)."""

    def __init__(self, began: float) -> None:
        self._began, self._stood = began, 0.0
        self._paused_at: float | None = None
        self._written = 0
        self._anew = True
        self._held: list[Floats] = []
        self._late: float = math.inf
        self._since = 0.0

    @property
    def heard(self) -> bool:
        """Whether anything was heard."""
        return self._written > 0

    def take(self, samples: Floats, ended: float) -> list[Floats]:
        """Take samples of which the last was heard at `ended`; gives silence and samples in their order."""
        if self._paused_at is not None:
            return []
        late = self._at(ended) - samples.size - self._written - sum(part.size for part in self._held)
        if self._anew and not self._held:  # what was heard before it began does not belong to it
            samples = samples[max(0, -late) :]
            late = max(0, late)
        if not samples.size:
            return []
        self._since = self._since if self._held else ended
        self._held.append(samples)
        self._late = min(self._late, late)
        certain = ended - self._since >= _HELD_S
        return self._settle() if certain or self._late <= self._leeway else []

    def pause(self, t: float) -> list[Floats]:
        """The session pauses; gives what was held back."""
        if self._paused_at is None:
            self._paused_at = t
        return self._settle()

    def resume(self, t: float) -> None:
        """The session goes on."""
        if self._paused_at is not None:
            self._stood += t - self._paused_at
            self._paused_at, self._anew = None, True

    def end(self, t: float | None) -> list[Floats]:
        """The answer is over, at `t` where that is known: gives what is left, and the silence up to there."""
        rest = self._settle()
        if t is None or not self.heard:
            return rest
        missing = self._at(t if self._paused_at is None else self._paused_at) - self._written
        return [*rest, np.zeros(missing, np.float32)] if missing > _LEEWAY else rest

    @property
    def _leeway(self) -> int:
        return 0 if self._anew else _LEEWAY

    def _at(self, t: float) -> int:
        return round((t - self._began - self._stood) * RATE)

    def _settle(self) -> list[Floats]:
        held, late = self._held, self._late
        self._held, self._late = [], math.inf
        if not held:
            return []
        if late > self._leeway:
            held = [np.zeros(int(late), np.float32), *held]
        self._anew = False
        self._written += sum(part.size for part in held)
        return held
