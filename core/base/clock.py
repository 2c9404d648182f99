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
