"""The lines below an answer's moods: what each sense saw over time, as data that says itself how to be drawn.

Which lanes an answer has is decided by what was stored of it; whoever draws goes by `kind` and never by name.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from itertools import islice
from typing import Any

from core.base.types import Reading
from core.scoring.presence import ASIDE, AT_CAMERA, DOWN, Direction, Followed
from core.session.events import LookCalled
from core.voice.readings import VoiceReading


class LaneKind(str, Enum):
    """How a lane is drawn: a number over time, one of a few states over time, or single moments."""

    LEVEL = "level"
    STATES = "states"
    MOMENTS = "moments"


@dataclass(frozen=True, slots=True)
class Span:
    """A moment of a lane: seconds into the answer, how long it lasted, and a code of what it was."""

    at: float
    seconds: float = 0.0
    what: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """One line; `source` is what saw it (`landmarks`, `microphone`, `engine`), `label` a code that the screen words.

    LEVEL: `values` in `unit`, one for each piece of the timeline, to be drawn from `low` to `high`. STATES: `states`,
    one for each piece, out of `scale`, the best first. None: not measured. MOMENTS: `spans`.
    """

    source: str
    label: str
    kind: LaneKind
    unit: str = ""
    values: tuple[float | None, ...] = ()
    low: float = 0.0
    high: float = 1.0
    states: tuple[str | None, ...] = ()
    scale: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()

    def height(self, piece: int) -> float | None:
        """How high the lane is drawn at a piece of the timeline, 0 to 1; None where nothing was measured."""
        if self.kind is LaneKind.STATES:
            state = self.states[piece]
            return None if state is None else 1.0 - self.scale.index(state) / len(self.scale)
        value = self.values[piece]
        return None if value is None else min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))

    def to_json_dict(self) -> dict[str, Any]:
        """In JSON's types."""
        return {**asdict(self), "kind": self.kind.value}


FAR_DEGREES = 45.0
"""A head that is turned so far fills its lane; from there on few faces are read at all."""


def look_lane(seen: Sequence[Direction], starts: Sequence[float], ended: float) -> Lane:
    """Where the eyes were for most of each piece in which that is known."""
    states: list[str | None] = []
    ends = [piece.ended for piece in seen]
    for start, end in zip(starts, [*starts[1:], ended], strict=True):
        spent = {AT_CAMERA: 0.0, ASIDE: 0.0, DOWN: 0.0}
        for piece in islice(seen, bisect_right(ends, start), None):  # they follow one another
            if piece.began >= end:
                break
            if piece.where is not None:
                spent[piece.where] += min(piece.ended, end) - max(piece.began, start)
        most = max(spent, key=spent.__getitem__)
        states.append(most if spent[most] > 0 else None)
    return Lane("landmarks", "look", LaneKind.STATES, states=tuple(states), scale=(AT_CAMERA, ASIDE, DOWN))


def head_lane(readings: Iterable[Reading], starts: Sequence[float], ended: float) -> Lane:
    """How far the head is turned from the camera, whatever way, in degrees: the mean of each piece."""
    width = (ended - starts[0]) / len(starts)
    sums, counts = [0.0] * len(starts), [0] * len(starts)
    for reading in readings:
        if reading.head is not None and width > 0:
            piece = min(len(starts) - 1, max(0, math.ceil((reading.t - starts[0]) / width) - 1))
            sums[piece] += reading.head.away
            counts[piece] += 1
    values = tuple(total / count if count else None for total, count in zip(sums, counts, strict=True))
    return Lane("landmarks", "head", LaneKind.LEVEL, "degrees", values, high=FAR_DEGREES)


def seen_lanes(
    seen: Followed | None, readings: Iterable[Reading], began: float, ended: float, starts: Sequence[float]
) -> list[Lane]:
    """What the landmarks saw of head and eyes; nothing where there were none."""
    if seen is None:
        return []
    lanes = [look_lane(seen.pieces, starts, ended), head_lane(readings, starts, ended)]
    if seen.blinks is not None:
        spans = tuple(Span(max(0.0, shut - began), opened - shut) for shut, opened in seen.blinks)
        lanes.append(Lane("landmarks", "blinks", LaneKind.MOMENTS, spans=spans))
    return lanes


def call_lanes(calls: Sequence[tuple[float, LookCalled]]) -> list[Lane]:
    """When the eyes were called back, each with its seconds into the answer; nothing where that never was."""
    spans = tuple(Span(at, what=call.where) for at, call in calls)
    return [Lane("engine", "calls", LaneKind.MOMENTS, spans=spans)] if spans else []


def voice_lanes(readings: Sequence[VoiceReading], began: float, ended: float, count: int) -> list[Lane]:
    """The share of speech in each of `count` equal pieces of an answer."""
    width = (ended - began) / count if count else 0.0
    pieces = ((began + number * width, began + (number + 1) * width) for number in range(count))
    values = tuple(_spoken(readings, *piece) for piece in pieces)
    return [Lane("microphone", "speech", LaneKind.LEVEL, "share", values)]


def _spoken(readings: Sequence[VoiceReading], begin: float, end: float) -> float | None:
    measured = spoken = 0.0
    for reading in readings:
        seconds = max(0.0, min(reading.until, end) - max(reading.t, begin)) if reading.measured else 0.0
        measured += seconds
        spoken += seconds if reading.speech else 0.0
    return spoken / measured if measured > 0.0 and measured >= 0.5 * (end - begin) else None
