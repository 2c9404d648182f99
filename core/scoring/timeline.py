"""An answer cut into equal pieces of time, for drawing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.base.types import Mood, Reading
from core.cueing.cues import Cue, CueLevel
from core.scoring.scoring import HOLD_S

MOST_BUCKETS = 60


@dataclass(frozen=True, slots=True)
class Bucket:
    """Seconds by mood and not measured, from `t` (session time) on, and the sounds given meanwhile."""

    t: float
    good: float
    acceptable: float
    bad: float
    unmeasured: float
    cues: int

    @property
    def measured(self) -> float:
        """Seconds of it that were measured."""
        return self.good + self.acceptable + self.bad

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.measured + self.unmeasured


def timeline(readings: Sequence[Reading], cues: Iterable[Cue], began: float, ended: float) -> list[Bucket]:
    """At most MOST_BUCKETS pieces of at least a second; what no reading covers was not measured.

    The last reading stands for what is left after it, too, as where seconds are counted (`scoring.Tally`).
    """
    length = max(ended - began, 0.0)
    count = max(1, min(MOST_BUCKETS, int(length)))
    width = length / count or 1.0
    seconds: list[dict[Mood, float]] = [dict.fromkeys(Mood, 0.0) for _ in range(count)]
    heard = [0] * count
    before = began
    for reading in readings:
        if reading.mood is not None:
            _spread(seconds, reading.mood, max(before, reading.t - HOLD_S) - began, reading.t - began, width)
        before = max(before, reading.t)
    if readings and readings[-1].mood is not None:
        _spread(seconds, readings[-1].mood, before - began, min(before + HOLD_S, ended) - began, width)
    for cue in cues:
        if cue.level >= CueLevel.TONE:
            heard[min(count - 1, int((cue.t - began) / width))] += 1
    return [_bucket(began + i * width, seconds[i], width, heard[i]) for i in range(count)]


def _spread(seconds: list[dict[Mood, float]], mood: Mood, begin: float, end: float, width: float) -> None:
    index = int(begin / width)
    while begin < end and index < len(seconds):
        edge = min(end, (index + 1) * width)
        seconds[index][mood] += max(0.0, edge - begin)
        begin, index = max(begin, edge), index + 1


def _bucket(t: float, seconds: dict[Mood, float], width: float, cues: int) -> Bucket:
    good, acceptable, bad = (seconds[mood] for mood in (Mood.GOOD, Mood.ACCEPTABLE, Mood.BAD))
    return Bucket(t, good, acceptable, bad, max(0.0, width - good - acceptable - bad), cues)
