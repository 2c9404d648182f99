"""Bad episodes, how long they lasted, and how soon a cue helped: by one fixed yardstick for every session.

The yardstick is the preset `normal` whatever preset gave the cues, so that sessions can be compared. What is bad is
what the score counts as bad, so an episode never says more than the seconds of the same report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from core.base.types import Expression, Mood, Reading
from core.cueing.cues import Cue, CueLevel
from core.cueing.moods import MoodMap
from core.cueing.policy import Evidence, PolicySettings
from core.scoring.scoring import HOLD_S
from core.session.answer_time import AnswerTime

YARDSTICK = replace(PolicySettings(), loudest=0)


@dataclass(frozen=True, slots=True)
class Episode:
    """From the first to the last bad moment of a stretch in which the budget was full, session time in seconds.

    `sustained_s` are its bad seconds, `expression` the bad one that was strongest on average, `peak` the greatest
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


def episodes_of(readings: Iterable[Reading], moods: MoodMap, time: AnswerTime | None = None) -> list[Episode]:
    """The bad episodes of one answer's readings; by its `time` a pause ends one, as it does for the cues."""
    found = (_episode(stretch, moods) for stretch in _stretches(readings, moods, time or AnswerTime(0.0)))
    return [episode for episode in found if episode is not None]


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


def longest_s(episodes: Iterable[Episode]) -> float:
    """The bad seconds of the longest of them, 0 without one."""
    return max((episode.sustained_s for episode in episodes), default=0.0)


def mean_recovery(recoveries: Iterable[Recovery]) -> float | None:
    """Mean seconds of the recoveries that were seen to their end; None without one."""
    seconds = [each.seconds for each in recoveries if each.seconds is not None]
    return sum(seconds) / len(seconds) if seconds else None


@dataclass(frozen=True, slots=True)
class _Part:
    """A reading of a stretch, the seconds that it stands for, and the filtered bad share at it."""

    reading: Reading
    held_s: float
    share: float


def _stretches(readings: Iterable[Reading], moods: MoodMap, time: AnswerTime) -> Iterator[list[_Part]]:
    """What was seen each time while the yardstick's budget was not empty, if it was full once."""
    evidence = Evidence(YARDSTICK, moods)
    parts: list[_Part] = []
    full = False
    before: float | None = None
    for reading in readings:
        since = reading.t if before is None else time.since(before, reading.t)
        if before is not None and since > before:
            evidence.forget()
        evidence.weigh(reading)
        if evidence.budget <= 0.0:
            if full:
                yield parts
            parts, full = [], False
        held = min(max(reading.t - since, 0.0), HOLD_S)
        parts.append(_Part(reading, held, evidence.share))
        full, before = full or evidence.slipped, reading.t
    if full:
        yield parts


def _episode(stretch: Sequence[_Part], moods: MoodMap) -> Episode | None:
    """The bad part of a stretch; None where its shares filled the budget but no moment counts as bad."""
    bad = [part for part in stretch if part.reading.mood is Mood.BAD]
    if not bad:
        return None
    sums = dict.fromkeys(Expression, 0.0)
    for part in bad:
        for expression, probability in (part.reading.probabilities or {}).items():
            if moods[expression] is Mood.BAD:
                sums[expression] += probability
    return Episode(
        begin=bad[0].reading.t - bad[0].held_s,
        end=bad[-1].reading.t,
        sustained_s=sum(part.held_s for part in bad),
        expression=max(sums, key=sums.__getitem__),
        peak=max(part.share for part in stretch),
    )
