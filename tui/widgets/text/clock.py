"""Times as a clock shows them: one rule for every screen, command and file."""

from __future__ import annotations

import math


def clock_time(seconds: float) -> str:
    """A length, or a moment since a beginning, to the nearest second: `1:05`."""
    whole = max(0, math.floor(seconds + 0.5))
    return f"{whole // 60}:{whole % 60:02d}"


def time_left(seconds: float) -> str:
    """What a countdown shows: begun seconds count whole, so that 0:00 means the end."""
    return clock_time(math.ceil(seconds))
