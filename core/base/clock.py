"""Time as a parameter: nothing in the engine asks the machine what time it is."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """A monotonic clock; only differences of its readings mean anything."""

    def now(self) -> float:
        """Seconds since some fixed moment."""
        ...


class MonotonicClock:
    """The machine's own monotonic clock."""

    def now(self) -> float:
        """Seconds of `time.monotonic`."""
        return time.monotonic()


class ManualClock:
    """A clock that others move: by a file's time stamps under `--fast`, by scripts in tests and replays."""

    def __init__(self, start: float = 0.0) -> None:
        self._now = start

    def now(self) -> float:
        """The moment it was last moved to."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move on by `seconds` (not negative)."""
        self.move_to(self._now + seconds)

    def move_to(self, moment: float) -> None:
        """Move on to `moment`; raises ValueError for a step back."""
        if moment < self._now:
            raise ValueError(f"a clock cannot go back from {self._now} to {moment}")
        self._now = moment


class Stopwatch:
    """Seconds since `restart`, without the pauses."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began = clock.now()
        self._paused_at: float | None = None

    def restart(self) -> None:
        """Begin at 0, running."""
        self._began = self._clock.now()
        self._paused_at = None

    def pause(self) -> None:
        """Count no time until `resume`."""
        self._paused_at = self._clock.now()

    def resume(self) -> None:
        """Go on where it stood."""
        if self._paused_at is not None:
            self._began += self._clock.now() - self._paused_at
            self._paused_at = None

    @property
    def elapsed(self) -> float:
        """Seconds, the difference of two clock readings."""
        return (self._clock.now() if self._paused_at is None else self._paused_at) - self._began
