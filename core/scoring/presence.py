"""Where the user looked: at the camera or away, how long and whereto; and how often they blinked.

The direction of the eyes is the head's plus the eyes' own in the head (`core/base/look.py`); at the camera is within
a cone about the lens, which a calibration measures.

    presence = 100 * min(1, share of the measured time at the camera / 0.80)

Everything is computed from stored readings, live and afterwards alike.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from core.base.filters import weight
from core.base.look import Cone, eyes_aside
from core.base.types import Reading, ReadingState, Signs
from core.scoring.scoring import HOLD_S
from core.session.answer_time import AnswerTime

ENOUGH = 0.80
"""Share of the time at the camera that earns everything: people look away while they think."""
LEAST_S = 2.0


@dataclass(frozen=True, slots=True)
class PresenceSettings:
    """Angles in degrees, times in seconds; `core/README.md` says how good they are on labelled films."""

    cone: Cone = field(default_factory=Cone)
    back: float = 4.0
    """By how much the look has to come back inside of the cone."""
    smooth_s: float = 0.08
    held_s: float = 0.4
    """For how long the last look of the eyes stands for the frames in which they were not read."""
    glance_s: float = 0.4
    """Shorter looks away are not counted as such; their time is."""
    shut: float = 0.6
    """Share of the lids' usual opening below which they are shut."""
    blink_s: float = 0.5
    """Lids that are shut for longer are lowered, not blinking."""
    frames_a_second: float = 8.0
    """With fewer pictures than this blinks are missed, and not reported."""


@dataclass(frozen=True, slots=True)
class Look:
    """A look away: when it began (session time), for how many seconds, and whereto (`down` or `aside`)."""

    t: float
    seconds: float
    where: str


@dataclass(frozen=True, slots=True)
class Presence:
    """What was seen of head and eyes in an answer; seconds of the answer's time.

    `blinks_a_minute` is None where the eyes were seen too seldom; `movement` is how fast the head turned in the
    median, in degrees a second. `score` is 0 to 100, or None where less than 2 s were measured.
    """

    camera_s: float
    away_s: float
    looks: tuple[Look, ...]
    blinks_a_minute: float | None
    movement: float | None
    score: float | None

    @property
    def measured_s(self) -> float:
        """Seconds in which the direction of the eyes is known."""
        return self.camera_s + self.away_s

    @property
    def share(self) -> float:
        """Share of those at the camera."""
        return self.camera_s / self.measured_s if self.measured_s else 0.0

    @property
    def longest_s(self) -> float:
        """The longest look away."""
        return max((look.seconds for look in self.looks), default=0.0)

    @property
    def mostly(self) -> str | None:
        """Where most of the looks away went, by their time."""
        spent: dict[str, float] = {}
        for look in self.looks:
            spent[look.where] = spent.get(look.where, 0.0) + look.seconds
        return max(spent, key=spent.__getitem__, default=None)


@dataclass(frozen=True, slots=True)
class Direction:
    """A reading's piece of time, `began` to `ended`, and where the look went: None is not known."""

    began: float
    ended: float
    where: str | None


AT_CAMERA, ASIDE, DOWN = "camera", "aside", "down"


def directions(
    readings: Iterable[Reading],
    began: float,
    settings: PresenceSettings | None = None,
    time: AnswerTime | None = None,
) -> list[Direction]:
    """Where the user looked, reading by reading; each stands for the time since the one before, at most a second.

    Time that stands still by `time` is left out.
    """
    tracker, found, before = LookTracker(settings or PresenceSettings()), [], began
    time = time or AnswerTime(began)
    for reading in readings:
        start = max(time.since(before, reading.t), reading.t - HOLD_S)
        found.append(Direction(start, reading.t, tracker.where(reading)))
        before = max(before, reading.t)
    return found


@dataclass(frozen=True, slots=True)
class Followed:
    """What head and eyes did in an answer, moment by moment.

    `blinks` is when the lids shut and when they opened again, None where there were too few pictures to tell.
    """

    presence: Presence
    pieces: Sequence[Direction]
    blinks: Sequence[tuple[float, float]] | None

    def moved(self, move: Callable[[float], float]) -> Followed:
        """The same on another line of time."""
        pieces = [Direction(move(piece.began), move(piece.ended), piece.where) for piece in self.pieces]
        blinks = None if self.blinks is None else [(move(shut), move(opened)) for shut, opened in self.blinks]
        return Followed(self.presence, pieces, blinks)


def followed(
    readings: Sequence[Reading],
    began: float,
    settings: PresenceSettings | None = None,
    time: AnswerTime | None = None,
) -> Followed | None:
    """What head and eyes did in an answer that began at `began`; None where no landmarks were stored at all.

    A pause by `time` ends a look, and its seconds are nobody's.
    """
    settings, time = settings or PresenceSettings(), time or AnswerTime(began)
    if not any(reading.signs for reading in readings):
        return None
    pieces = directions(readings, began, settings, time)
    lids = _lids(readings)
    seconds, frames = _seen(readings, lids)
    enough = frames >= settings.frames_a_second * seconds and seconds > 0
    blinks = _blinks(lids, settings) if enough else None
    camera = sum(piece.ended - piece.began for piece in pieces if piece.where == AT_CAMERA)
    away = sum(piece.ended - piece.began for piece in pieces if piece.where not in (AT_CAMERA, None))
    presence = Presence(
        camera_s=camera,
        away_s=away,
        looks=tuple(look for look in _looks(pieces, time) if look.seconds >= settings.glance_s),
        blinks_a_minute=60 * len(blinks) / seconds if blinks is not None else None,
        movement=_movement(readings),
        score=_points(camera, camera + away),
    )
    return Followed(presence, pieces, blinks)


def together(parts: Sequence[Presence]) -> Presence | None:
    """Several answers as one; blinks and movement as means weighted by the measured time."""
    if not parts:
        return None
    camera, away = sum(part.camera_s for part in parts), sum(part.away_s for part in parts)
    looks = tuple(look for part in parts for look in part.looks)
    rates = [_mean([(getattr(p, name), p.measured_s) for p in parts]) for name in ("blinks_a_minute", "movement")]
    return Presence(camera, away, looks, rates[0], rates[1], _points(camera, camera + away))


def _mean(values: Iterable[tuple[float | None, float]]) -> float | None:
    known = [(value, seconds) for value, seconds in values if value is not None and seconds > 0]
    total = sum(seconds for _, seconds in known)
    return sum(value * seconds for value, seconds in known) / total if total else None


def _points(camera_s: float, known_s: float) -> float | None:
    return round(100 * min(1.0, camera_s / known_s / ENOUGH), 1) if known_s >= LEAST_S else None


def _lids(readings: Iterable[Reading]) -> list[tuple[float, float]]:
    return [(r.t, r.signs.lids) for r in readings if r.signs is not None and r.signs.lids is not None]


def _seen(readings: Sequence[Reading], lids: Sequence[tuple[float, float]]) -> tuple[float, int]:
    """For how long and in how many pictures the eyes could be seen; 0 s where that is too short to say anything."""
    if len(lids) < 2 or lids[-1][0] - lids[0][0] < LEAST_S:
        return 0.0, 0
    frames = [r.t for r in readings if r.signs is not None and lids[0][0] <= r.t <= lids[-1][0]]
    return sum(min(after - before, HOLD_S) for before, after in pairwise(frames)), len(frames)


def _blinks(lids: Sequence[tuple[float, float]], settings: PresenceSettings) -> list[tuple[float, float]]:
    """Closings of at most `blink_s`; only two open looks running end one, since the eyes are read in turns."""
    limit = settings.shut * median(value for _, value in lids)
    found: list[tuple[float, float]] = []
    shut_at: float | None = None
    opened: list[float] = []
    for t, value in lids:
        if value < limit:
            shut_at, opened = (t if shut_at is None else shut_at), []
        elif shut_at is not None:
            opened.append(t)
            if len(opened) == 2:
                found += [(shut_at, opened[0])] if opened[0] - shut_at <= settings.blink_s else []
                shut_at, opened = None, []
    return found


class LookTracker:
    """Follows the direction of the look through the readings."""

    def __init__(self, settings: PresenceSettings) -> None:
        self._settings = settings
        self._t: float | None = None
        self._yaw = self._down = self._aside = 0.0
        self._eyes_at = -math.inf
        self._lids = 0.0
        self._away = False

    def where(self, reading: Reading) -> str | None:
        """`camera`, `down`, `aside`, or None where it is not known."""
        signs = reading.signs
        if signs is None or reading.state not in (ReadingState.MEASURED, ReadingState.HEAD_TURNED):
            self._t = None
            return None
        self._look(reading.t, signs)
        share = 1.0 if self._t is None else weight(reading.t - self._t, self._settings.smooth_s)
        self._yaw += share * (signs.head.yaw - self._yaw)
        self._down += share * (signs.head.pitch - self._down)
        self._t = reading.t
        return self._judged(reading.t)

    def _look(self, t: float, signs: Signs) -> None:
        """Keep the eyes' own direction; shut eyes have none."""
        if signs.gaze is None or signs.lids is None:
            return
        self._lids = max(signs.lids, self._lids + 0.02 * (signs.lids - self._lids))
        if signs.lids >= self._settings.shut * self._lids:
            self._aside, self._eyes_at = eyes_aside(signs.gaze), t

    def _judged(self, t: float) -> str | None:
        settings = self._settings
        spare = settings.back if self._away else 0.0
        where = settings.cone.where(self._yaw + self._aside, self._down, spare)
        self._away = where is not None
        if where is None and t - self._eyes_at <= settings.held_s:
            return AT_CAMERA
        return where


def _looks(seen: Sequence[Direction], time: AnswerTime) -> list[Look]:
    """Runs of readings away from the camera; its way is where most of its time went."""
    runs: list[list[Direction]] = []
    before: Direction | None = None
    for piece in seen:
        if piece.where not in (AT_CAMERA, None):
            goes_on = before is not None and before.where not in (AT_CAMERA, None)
            if before is None or not goes_on or time.since(before.ended, piece.ended) > before.ended:
                runs.append([])
            runs[-1].append(piece)
        before = piece
    return [_look(run) for run in runs]


def _look(run: Sequence[Direction]) -> Look:
    down = sum(piece.ended - piece.began for piece in run if piece.where == "down")
    seconds = run[-1].ended - run[0].began
    return Look(run[0].began, seconds, "down" if down > seconds / 2 else "aside")


def _movement(readings: Iterable[Reading]) -> float | None:
    """How fast the head turned from reading to reading, in degrees a second, in the median."""
    speeds = []
    heads = ((reading.t, reading.head) for reading in readings)
    for (before, a), (t, b) in pairwise(heads):
        if a is not None and b is not None and 0 < t - before <= HOLD_S:
            speeds.append(math.hypot(b.yaw - a.yaw, b.pitch - a.pitch, b.roll - a.roll) / (t - before))
    return median(speeds) if speeds else None
