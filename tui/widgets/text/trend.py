"""A row of small bars for the last scores."""

from __future__ import annotations

from collections.abc import Sequence

BARS = "▁▂▃▄▅▆▇█"


def sparkline(scores: Sequence[float | None], cells: int) -> str:
    """One bar for each score (0 to 100), the newest at the right; a dot where a score was withheld."""
    return "".join(_bar(score) for score in scores[-cells:]) if cells > 0 else ""


def _bar(score: float | None) -> str:
    if score is None:
        return "·"
    return BARS[min(len(BARS) - 1, int(max(0.0, score) / 100 * len(BARS)))]
