"""Where the face looked, once more: looks, blinks, movement, the line below the moods."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby, pairwise
from statistics import fmean, median
from typing import Any

from tests.recompute.rows import Seen, read

Figures = dict[str, Any]
Piece = tuple[float, float, str | None]
"""From when to when (session time) the look went where; None: not known."""
Stood = tuple[float, float, Seen]
"""From when to when a reading stands for the time."""


def pieces(stood: Iterable[Stood], cone: Mapping[str, float]) -> list[Piece]:
    """Where the look went, reading by reading: the head smoothed over 0.08 s, the eyes held for 0.4 s."""
    found: list[Piece] = []
    t: float | None = None
    yaw = pitch = gaze = lids = 0.0
    gaze_t, away = -math.inf, False
    for begin, end, seen in stood:
        if not seen.signs or seen.state not in ("measured", "head_turned"):
            t = None
            found.append((begin, end, None))
            continue
        if read(seen.signs["gaze"]) and read(seen.signs["lids"]):
            lids = max(seen.signs["lids"], lids + 0.02 * (seen.signs["lids"] - lids))
            if seen.signs["lids"] >= 0.6 * lids:
                gaze, gaze_t = seen.signs["gaze"], end
        part = 1.0 if t is None else 1.0 - math.exp(-max(end - t, 0.0) / 0.08)
        yaw += part * (seen.signs["yaw"] - yaw)
        pitch += part * (seen.signs["pitch"] - pitch)
        t = end
        aside = yaw + math.degrees(math.asin(min(0.9, max(-0.9, 2.5 * gaze))))
        spare = 4.0 if away else 0.0
        where = None
        if pitch - cone["down"] > cone["below"] - spare:
            where = "down"
        elif abs(aside - cone["aside"]) > cone["wide"] - spare:
            where = "aside"
        away = where is not None
        found.append((begin, end, where or ("camera" if end - gaze_t <= 0.4 else None)))
    return found


def presence(stood: Sequence[Stood], begins: Sequence[float], cone: Mapping[str, float]) -> Figures | None:
    """The figures of the looks; None where no landmarks were stored."""
    if not any(seen.signs for *_, seen in stood):
        return None
    seen = pieces(stood, cone)
    camera = sum(end - begin for begin, end, where in seen if where == "camera")
    away = sum(end - begin for begin, end, where in seen if where in ("aside", "down"))
    readings = [(end, each) for _, end, each in stood]
    return _with_rest(camera, away, looks(seen, begins), blinks(readings), movement(readings))


def joined(parts: Sequence[Figures]) -> Figures | None:
    """Several answers as one."""
    if not parts:
        return None

    def mean(name: str) -> float | None:
        known = [(p[name], p["camera_s"] + p["away_s"]) for p in parts if p[name] is not None]
        known = [(value, seconds) for value, seconds in known if seconds > 0]
        total = sum(seconds for _, seconds in known)
        return sum(value * seconds for value, seconds in known) / total if total else None

    camera, away = (sum(part[name] for part in parts) for name in ("camera_s", "away_s"))
    every = [look for part in parts for look in part["looks"]]
    return _with_rest(camera, away, every, mean("blinks_a_minute"), mean("movement"))


def _with_rest(
    camera: float, away: float, every: list[Figures], blinking: float | None, moving: float | None
) -> Figures:
    known = camera + away
    ways: dict[str, float] = defaultdict(float)
    for look in every:
        ways[look["where"]] += look["seconds"]
    return {
        "camera_s": camera,
        "away_s": away,
        "looks": every,
        "blinks_a_minute": blinking,
        "movement": moving,
        "score": round(100 * min(1.0, camera / known / 0.8), 1) if known >= 2.0 else None,
        "share": camera / known if known else 0.0,
        "longest_s": max((look["seconds"] for look in every), default=0.0),
        "mostly": max(ways, key=ways.__getitem__, default=None),
    }


def looks(seen: Sequence[Piece], begins: Sequence[float]) -> list[Figures]:
    """Looks away of 0.4 s and more; a pause, after which time begins to count again, ends one."""
    found = []
    for (away, _), group in groupby(seen, key=lambda p: (p[2] in ("aside", "down"), bisect_right(begins, p[1]))):
        run = list(group)
        seconds = run[-1][1] - run[0][0]
        if away and seconds >= 0.4:
            down = sum(end - begin for begin, end, where in run if where == "down")
            where = "down" if down > seconds / 2 else "aside"
            found.append({"t": run[0][0], "seconds": seconds, "where": where})
    return found


def blinks(readings: Sequence[tuple[float, Seen]]) -> float | None:
    """Closings of the lids a minute; None with less than 2 s of them or less than 8 pictures a second."""
    lids = lids_of(readings)
    if len(lids) < 2 or lids[-1][0] - lids[0][0] < 2.0:
        return None
    times = [t for t, seen in readings if seen.signs and lids[0][0] <= t <= lids[-1][0]]
    seconds = sum(min(b - a, 1.0) for a, b in pairwise(times))
    return 60 * len(closings(readings)) / seconds if len(times) / seconds >= 8.0 else None


def lids_of(readings: Sequence[tuple[float, Seen]]) -> list[tuple[float, float]]:
    """How far the eyes were open, where that was read."""
    return [(t, seen.signs["lids"]) for t, seen in readings if seen.signs and read(seen.signs["lids"])]


def closings(readings: Sequence[tuple[float, Seen]]) -> list[tuple[float, float]]:
    """Lids shut (below 0.6 of their median) for 0.5 s at most, then open in two looks running: from when to when."""
    lids = lids_of(readings)
    limit = 0.6 * median(value for _, value in lids) if lids else 0.0
    found = []
    begun: float | None = None
    for (before, last), (t, value) in pairwise([(-math.inf, 1.0), *lids]):
        if value < limit:
            begun = t if begun is None else begun
        elif begun is not None and last >= limit:
            if before - begun <= 0.5:
                found.append((begun, before))  # two looks running: it was open from the first of them on
            begun = None
    return found


def movement(readings: Sequence[tuple[float, Seen]]) -> float | None:
    """How fast the head turned, the median in degrees a second."""
    speeds = []
    for (before, a), (after, b) in pairwise(readings):
        if a.signs and b.signs and 0 < after - before <= 1.0:
            turned = math.dist(
                [a.signs[n] for n in ("yaw", "pitch", "roll")], [b.signs[n] for n in ("yaw", "pitch", "roll")]
            )
            speeds.append(turned / (after - before))
    return median(speeds) if speeds else None


def lanes(
    stood: Sequence[Stood],
    clock: Callable[[float], float],
    starts: Sequence[float],
    width: float,
    cone: Mapping[str, float],
) -> Figures:
    """The lines below the moods by their labels: where the eyes were mostly, the head's turn, the blinks.

    They are what `presence` counts, on a line from which the pauses are cut out by the answer's `clock`.
    """
    if not any(seen.signs for *_, seen in stood):
        return {}
    readings = [(end, seen) for _, end, seen in stood]
    shut = [(clock(a), clock(b)) for a, b in closings(readings)]
    blinking = {} if blinks(readings) is None else {"blinks": [(a, b - a) for a, b in shut]}
    seen = [(starts[0] + clock(begin), starts[0] + clock(end), where) for begin, end, where in pieces(stood, cone)]
    moved = [(starts[0] + clock(t), each) for t, each in readings]
    return {"look": mostly(seen, starts, width), "head": turned(moved, starts, width), **blinking}


def mostly(seen: Sequence[Piece], starts: Sequence[float], width: float) -> list[str | None]:
    """Where the eyes were for most of each piece of the timeline."""
    found: list[str | None] = []
    for start in starts:
        spent = dict.fromkeys(("camera", "aside", "down"), 0.0)
        for begin, end, where in seen:
            if where is not None:
                spent[where] += max(0.0, min(end, start + width) - max(begin, start))
        most = max(spent, key=spent.__getitem__)
        found.append(most if spent[most] > 0 else None)
    return found


def turned(readings: Sequence[tuple[float, Seen]], starts: Sequence[float], width: float) -> list[float | None]:
    """How far the head was turned from the camera in each piece, in degrees, the mean of its readings."""
    heads: dict[int, list[float]] = defaultdict(list)
    for t, seen in readings:
        if seen.signs:
            piece = min(len(starts) - 1, max(0, math.ceil((t - starts[0]) / width) - 1))
            heads[piece].append(math.hypot(seen.signs["yaw"], seen.signs["pitch"]))
    return [fmean(heads[piece]) if heads[piece] else None for piece in range(len(starts))]
