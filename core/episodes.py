"""Bad episodes, how long they lasted, and how soon a cue helped: by one fixed yardstick for every session.

The yardstick is the preset `normal` whatever preset gave the cues, so that sessions can be compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from core.cues import Cue, CueLevel
from core.moods import MoodMap
from core.policy import CuePolicy, PolicySettings
from core.types import Expression, Mood, Reading

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
    """Seconds from the cue at `t` to the end of its episode; None where the answer ended first."""

    t: float
    seconds: float | None


def episodes_of(readings: Iterable[Reading], moods: MoodMap) -> list[Episode]:
    """The bad episodes of one answer's readings."""
    policy = CuePolicy(YARDSTICK, moods)
    episodes: list[Episode] = []
    parts: list[tuple[Reading, float]] = []
    sustained = 0.0
    for reading in readings:
        policy.step(reading)
        if policy.slipped:
            state = policy.state()
            sustained = state.sustained_s
            parts.append((reading, state.value))
        elif parts:
            episodes.append(_episode(parts, reading.t, sustained, moods))
            parts = []
    if parts:
        episodes.append(_episode(parts, parts[-1][0].t, sustained, moods))
    return episodes


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


def _episode(parts: list[tuple[Reading, float]], end: float, sustained_s: float, moods: MoodMap) -> Episode:
    sums = dict.fromkeys(Expression, 0.0)
    for reading, _ in parts:
        for expression, probability in (reading.probabilities or {}).items():
            if moods[expression] is Mood.BAD:
                sums[expression] += probability
    worst = max(sums, key=sums.__getitem__)
    return Episode(parts[0][0].t, end, sustained_s, worst, max(value for _, value in parts))
