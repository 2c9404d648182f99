"""What was not measured, and where an answer went best and worst, once more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Figures = dict[str, Any]


def gaps(unmeasured: Iterable[tuple[float, float, str]]) -> list[Figures]:
    """Stretches (begin, end, why; seconds of the answer) in a row, those of one reason that touch as one."""
    found: list[Figures] = []
    for begin, end, state in unmeasured:
        last = found[-1] if found else None
        if last is not None and last["state"] == state and abs(begin - last["at"] - last["seconds"]) < 1e-6:
            last["seconds"] += end - begin
        elif end > begin:
            found.append({"at": begin, "seconds": end - begin, "state": state})
    return found


def peaks(timeline: Sequence[Figures], width: float) -> Figures:
    """The stretches of about 3 s, half of them measured, with the most and the least of good against bad."""
    many = max(1, round(3.0 / width)) if len(timeline) > 1 else 1
    width = width if len(timeline) > 1 else 3.0
    found = []
    for first in range(max(1, len(timeline) - many + 1)):
        part = timeline[first : first + many]
        measured = sum(piece[mood] for piece in part for mood in ("good", "acceptable", "bad"))
        if measured >= 0.5 * width * len(part):
            good, bad = (sum(piece[mood] for piece in part) / measured for mood in ("good", "bad"))
            at = part[0]["t"] - timeline[0]["t"]
            found.append({"at": at, "until": at + width * len(part), "good": good, "bad": bad})
    best = max(found, key=lambda peak: peak["good"] - peak["bad"], default=None)
    worst = max(found, key=lambda peak: peak["bad"] - peak["good"], default=None)
    return {
        "best": best if best and best["good"] > 0 else None,
        "worst": worst if worst and worst["bad"] > 0 else None,
    }
