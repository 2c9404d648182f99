"""Bad episodes, how long they lasted, and how soon a cue helped: by one fixed yardstick for every session.

The yardstick is the preset `normal` whatever preset gave the cues, so that sessions can be compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from core.base.types import Expression, Mood, Reading
from core.cueing.cues import Cue, CueLevel, CueState
from core.cueing.moods import MoodMap
from core.cueing.policy import CuePolicy, PolicySettings

YARDSTICK = replace(PolicySettings(), loudest=0)


@dataclass(frozen=True, slots=True)
class Episode:
    """A stretch in which the filtered bad share was high, session time in seconds.

    `sustained_s` is its measured part, `expression` the bad one that was strongest on average, `peak` the greatest
    filtered share (0 to 1).
    """

    begin: float
    end: float
    sustained_s: float
    expression: Expression
    peak: float


@dataclass(frozen=True, slots=True)
class Recovery:
    """Seconds from the sound at `t` to the last bad moment of its episode; None where the answer ended first."""

    t: float
    seconds: float | None


def episodes_of(readings: Iterable[Reading], moods: MoodMap) -> list[Episode]:
    """The bad episodes of one answer's readings: each ends at its last moment above the limit."""
    policy = CuePolicy(YARDSTICK, moods)
    episodes: list[Episode] = []
    parts: list[_Part] = []
    for reading in readings:
        policy.step(reading)
        if policy.slipped:
            parts.append(_Part(reading, policy.state()))
        elif parts:
            episodes.append(_episode(parts, moods))
            parts = []
    return [*episodes, _episode(parts, moods)] if parts else episodes


def recoveries_of(cues: Iterable[Cue], episodes: Iterable[Episode], last_t: float) -> list[Recovery]:
    """For each sound, how long its episode went on; `last_t` is the time of the answer's last reading."""
    found = list(episodes)
    recoveries = []
    for cue in cues:
        if cue.level >= CueLevel.TONE:
            ends = [e.end for e in found if e.begin <= cue.t <= e.end]
            seconds = ends[0] - cue.t if ends and ends[0] < last_t else (None if ends else 0.0)
            recoveries.append(Recovery(cue.t, seconds))
    return recoveries


@dataclass(frozen=True, slots=True)
class _Part:
    reading: Reading
    state: CueState


def _episode(parts: Sequence[_Part], moods: MoodMap) -> Episode:
    sums = dict.fromkeys(Expression, 0.0)
    for part in parts:
        for expression, probability in (part.reading.probabilities or {}).items():
            if moods[expression] is Mood.BAD:
                sums[expression] += probability
    first = parts[0]
    last = next((part for part in reversed(parts) if part.state.value >= YARDSTICK.limit), first)
    return Episode(
        begin=first.reading.t - first.state.sustained_s,
        end=last.reading.t,
        sustained_s=last.state.sustained_s,
        expression=max(sums, key=sums.__getitem__),
        peak=max(part.state.value for part in parts),
    )
