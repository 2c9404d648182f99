"""Scripted faces: readings without a camera, and a camera and reader that give them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.base.types import Box, Expression, Frame, Mood, Probabilities, Reading, ReadingState
from core.cueing.cues import Cue, CueLevel
from core.cueing.moods import MoodMap
from core.cueing.policy import CuePolicy
from core.scoring.presence import Presence, PresenceSettings, followed
from core.session.answer_time import AnswerTime

FIVE = (Expression.FEAR, Expression.HAPPY, Expression.NEUTRAL, Expression.SAD, Expression.SURPRISE)
FPS = 15.0
MOODS = MoodMap()
BLANK = np.full((48, 64), 128, np.uint8)


def face(expression: Expression | str, strength: float = 0.9) -> Probabilities:
    """Probabilities with one strong class, the rest shared by the others."""
    chosen = Expression(expression)
    rest = (1.0 - strength) / (len(FIVE) - 1)
    return {e: strength if e is chosen else rest for e in FIVE}


def bad(share: float) -> Probabilities:
    """A bad share of exactly `share` (sad), the rest neutral."""
    return {e: {Expression.SAD: share, Expression.NEUTRAL: 1.0 - share}.get(e, 0.0) for e in FIVE}


def measured(t: float, probabilities: Probabilities, moods: MoodMap = MOODS) -> Reading:
    """A reading of a face."""
    face = Box(10, 10, 20, 20)
    return moods.judged(
        Reading(t, ReadingState.MEASURED, 1, raw=probabilities, face=face, light=120.0), probabilities
    )


def unmeasured(t: float, state: ReadingState = ReadingState.NO_FACE) -> Reading:
    """A reading of nothing."""
    return Reading(t, state)


Piece = tuple[float, Probabilities | ReadingState]
"""So many seconds of a face, or of a reason why none was measured."""


def stretch(pieces: Iterable[Piece], fps: float = FPS, begin: float = 0.0) -> Iterator[Reading]:
    """Readings at an even rate: one piece after the other."""
    end, number = begin, 0
    for seconds, what in pieces:
        end += seconds
        while (t := begin + number / fps) < end - 1e-9:
            yield unmeasured(t, what) if isinstance(what, ReadingState) else measured(t, what)
            number += 1


def cues_of(policy: CuePolicy, readings: Iterable[Reading]) -> list[Cue]:
    """All cues and marks that the policy gives."""
    return [cue for reading in readings if (cue := policy.step(reading)) is not None]


def heard(cues: Iterable[Cue]) -> list[Cue]:
    """Those that make a sound."""
    return [cue for cue in cues if cue.level >= CueLevel.TONE]


@dataclass
class ScriptedSource:
    """A camera (not live) that gives blank pictures at the times of the script; a file under `--fast`."""

    readings: Sequence[Reading]
    name: str = "script"
    live: bool = False
    demo: bool = False
    max_fps: float = 1e9
    closed: bool = False

    def frames(self) -> Iterator[Frame]:
        for number, reading in enumerate(self.readings):
            if self.closed:
                return
            yield Frame(reading.t, BLANK, number)

    def close(self) -> None:
        self.closed = True


class ScriptedReader:
    """Reads each frame as the script says, through the moods and the correction as the real one does."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        self.moods = MOODS
        self.correction: Callable[[Probabilities], Probabilities] | None = None
        self._readings = readings

    def read(self, frame: Frame) -> Reading:
        scripted = self._readings[frame.number]
        if scripted.probabilities is None:
            return replace(unmeasured(frame.t, scripted.state), turned=scripted.turned)
        raw = scripted.raw or scripted.probabilities
        return reread(replace(measured(frame.t, raw), signs=scripted.signs), self.moods, self.correction)

    def lost(self, t: float) -> Reading:
        return unmeasured(t, ReadingState.CAMERA_LOST)


def reread(reading: Reading, moods: MoodMap, correct: Callable[[Probabilities], Probabilities] | None) -> Reading:
    """A measured reading through other moods and a correction."""
    assert reading.raw is not None
    counts = correct(reading.raw) if correct else reading.raw
    return moods.judged(reading, counts)


def seconds_of(mood: Mood, pieces: Iterable[Piece]) -> float:
    """Scripted seconds of a mood."""
    return sum(s for s, what in pieces if not isinstance(what, ReadingState) and MOODS.mood(what) is mood)


def presence_of(
    readings: Sequence[Reading], settings: PresenceSettings | None = None, time: AnswerTime | None = None
) -> Presence | None:
    """Where the look went in an answer that began at 0."""
    found = followed(readings, 0.0, settings, time)
    return None if found is None else found.presence
