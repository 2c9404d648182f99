"""Where and why nothing was measured within an answer, and where it went best and worst, by time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.base.types import Reading, ReadingState
from core.scoring.scoring import HOLD_S
from core.scoring.timeline import Bucket

PEAK_S = 3.0
"""How long the best and the worst moment are: shorter ones are a smile in passing or a blink."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch without a measurement: seconds into the answer, how long, and why."""

    at: float
    seconds: float
    state: ReadingState


def gaps_of(readings: Iterable[Reading], began: float, ended: float) -> tuple[Gap, ...]:
    """The gaps of an answer, by the rule by which its seconds are counted (`scoring.Tally`)."""
    found: list[Gap] = []
    t, last = began, ReadingState.CAMERA_LOST
    for reading in readings:
        held = max(t, reading.t - HOLD_S)
        _add(found, t - began, held - t, ReadingState.CAMERA_LOST)
        if not reading.measured:
            _add(found, held - began, reading.t - held, reading.state)
        t, last = max(t, reading.t), reading.state
    rest = min(HOLD_S, ended - t) if last is not ReadingState.CAMERA_LOST else 0.0
    if last is not ReadingState.MEASURED:
        _add(found, t - began, rest, last)
    _add(found, t - began + max(0.0, rest), ended - t - max(0.0, rest), ReadingState.CAMERA_LOST)
    return tuple(found)


def _add(found: list[Gap], at: float, seconds: float, state: ReadingState) -> None:
    """Append a gap, or lengthen the last one where it goes on for the same reason."""
    if seconds <= 0:
        return
    if found and found[-1].state is state and at - (found[-1].at + found[-1].seconds) < 1e-6:
        found[-1] = Gap(found[-1].at, found[-1].seconds + seconds, state)
    else:
        found.append(Gap(at, seconds, state))


@dataclass(frozen=True, slots=True)
class Peak:
    """A stretch that stands out: seconds into the answer, and its good and bad shares of the measured time."""

    at: float
    until: float
    good: float
    bad: float


@dataclass(frozen=True, slots=True)
class Peaks:
    """The best and the worst moment; None where no moment was good, or none bad."""

    best: Peak | None = None
    worst: Peak | None = None


def peaks_of(buckets: Sequence[Bucket]) -> Peaks:
    """The first stretch of about PEAK_S with the most good against bad time, and the one with the least."""
    if not buckets:
        return Peaks()
    width = buckets[1].t - buckets[0].t if len(buckets) > 1 else PEAK_S
    many = max(1, round(PEAK_S / width))
    stretches = (buckets[i : i + many] for i in range(max(1, len(buckets) - many + 1)))
    found = [peak for stretch in stretches if (peak := _peak(stretch, buckets[0].t, width)) is not None]
    best = max(found, key=lambda peak: peak.good - peak.bad, default=None)
    worst = max(found, key=lambda peak: peak.bad - peak.good, default=None)
    return Peaks(best if best and best.good > 0 else None, worst if worst and worst.bad > 0 else None)


def _peak(stretch: Sequence[Bucket], began: float, width: float) -> Peak | None:
    measured = sum(bucket.measured for bucket in stretch)
    if measured < 0.5 * width * len(stretch):
        return None
    good, bad = (sum(getattr(bucket, name) for bucket in stretch) / measured for name in ("good", "bad"))
    at = stretch[0].t - began
    return Peak(at, at + width * len(stretch), good, bad)
