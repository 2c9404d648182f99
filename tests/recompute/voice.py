"""The voice of an answer once more, from the rows of the table `voice`."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from statistics import median, pstdev, quantiles
from typing import Any

from tests.recompute.rows import Heard, Raw

Figures = dict[str, Any]
Windows = Sequence[tuple[float, float]]
ENGLISH = {
    "pace_low": 3.0,
    "pace_high": 5.5,
    "pause_s": 0.5,
    "long_pause_s": 2.5,
    "first_word_s": 3.0,
    "speaking_low": 0.5,
    "silent_share": 0.05,
    "level_low_db": 10.0,
}
NORMS = {"en": ENGLISH, "ko": {**ENGLISH, "pace_low": 3.5, "pace_high": 6.0}}
GAP = 0.05


def norms_of(raw: Raw) -> Mapping[str, float] | None:
    """The limits by which the session's voice is judged; None where it was not to be measured."""
    about = raw.about.get("voice")
    if not about:
        return None
    return {**NORMS.get(about.get("language", "en"), NORMS["en"]), **about.get("norms", {})}


def windows_of(raw: Raw, index: int, number: int) -> list[tuple[float, float]]:
    """When an attempt ran, by the events alone."""
    found: list[tuple[float, float]] = []
    key: tuple[int, int] | None = None
    since: float | None = None
    latest = 0.0

    def shut(t: float) -> None:
        nonlocal since
        if key == (index, number) and since is not None and t > since:
            found.append((since, t))
        since = None

    for t, kind, data in raw.events:
        if kind == "answer_began":
            shut(t)
            key, since = (data["index"], data["attempt"]), t
            if key == (index, number):
                found.clear()
        elif kind in ("answer_ended", "finished") or (kind == "resumed" and data.get("after_restart")):
            shut(latest if kind == "resumed" else t)
            key = None
        elif kind == "paused":
            shut(t)
        elif kind == "resumed" and key is not None and since is None:
            since = t
        latest = t
    shut(raw.length_s)
    return found


def joined(raw: Raw, windows: Windows) -> list[Heard]:
    """What was heard in these windows, as if they followed one another from 0 on."""
    found = []
    at = 0.0
    for begin, end in windows:
        for each in raw.voice:
            t, until = max(each.t, begin), min(each.until, end)
            if until > t:
                middle = begin <= (each.t + each.until) / 2 <= end
                found.append(
                    Heard(
                        *(
                            t - begin + at,
                            until - begin + at,
                            each.state,
                            bool(each.speech),
                            each.level,
                            each.clipped,
                        ),
                        *(each.syllables if middle else 0, each.pitch, each.lengthened if middle else 0),
                    )
                )
        at += end - begin
    return found


def voice_of(raw: Raw, index: int, number: int) -> Figures | None:
    """An answer's voice under the names of the report."""
    norms = norms_of(raw)
    if norms is None:
        return None
    windows = windows_of(raw, index, number)
    total = sum(end - begin for begin, end in windows)
    heard = joined(raw, windows)
    measured = [each for each in heard if each.state == "measured"]
    spoken = [each for each in measured if each.speech]
    measured_s = sum(each.until - each.t for each in measured)
    speaking_s = sum(each.until - each.t for each in spoken)
    syllables = sum(each.syllables for each in spoken)
    figures: Figures = {
        "total_s": total,
        "measured_s": measured_s,
        "speaking_s": speaking_s,
        "unmeasured": unmeasured(heard, total - measured_s),
        "first_word_s": first_word(heard),
        "ended_s": spoken[-1].until if spoken else None,
        "pauses": [{"t": t, "seconds": seconds} for t, seconds in pauses(heard, norms["pause_s"])],
        "syllables": syllables,
        "pace": syllables / speaking_s if speaking_s >= 1.0 else None,
        "lengthened": sum(alone(run) for run in runs(spoken, 0.0)),
        "clipped": max((each.clipped for each in measured), default=0.0),
        **loudness(measured, spoken, norms),
        **pitch(spoken),
    }
    enough = total > 0 and measured_s >= 0.5 * total
    share = speaking_s / measured_s if measured_s > 0 else 0.0
    figures["silent"] = enough and share < norms["silent_share"]
    figures["score"] = score(figures, enough, share, norms)
    return figures


def unmeasured(heard: Sequence[Heard], rest: float) -> Figures:
    """Seconds by why nothing was measured; what nothing was said of is lost, or there was no microphone."""
    found: dict[str, float] = defaultdict(float)
    for each in heard:
        if each.state != "measured":
            found[each.state] += each.until - each.t
    untold = rest - sum(found.values())
    if untold > GAP:
        found["lost" if heard else "no_microphone"] += untold
    return dict(found)


def first_word(heard: Sequence[Heard]) -> float | None:
    """When speech began, if all before it was measured."""
    at = 0.0
    for each in heard:
        if each.state != "measured" or each.t - at > 2 * GAP:
            return None
        if each.speech:
            return each.t
        at = each.until
    return None


def pauses(heard: Sequence[Heard], least: float) -> Iterator[tuple[float, float]]:
    """Silences between two words that were measured throughout."""
    for number, each in enumerate(heard):
        if not (each.state == "measured" and each.speech):
            continue
        began, right, back = each.t, each, number - 1
        while back >= 0 and heard[back].state == "measured" and right.t - heard[back].until <= GAP:
            left = heard[back]
            began = left.until if left.speech else began
            if left.speech:
                if each.t - left.until >= least:
                    yield left.until, each.t - left.until
                break
            right, back = left, back - 1


def runs(spoken: Sequence[Heard], gap: float) -> list[list[Heard]]:
    """Speech that no gap of this length interrupts."""
    found: list[list[Heard]] = []
    for each in spoken:
        if found and each.t - found[-1][-1].until <= max(gap, GAP):
            found[-1].append(each)
        else:
            found.append([each])
    return found


def alone(run: Sequence[Heard]) -> bool:
    """A lengthened sound that stands alone."""
    short = run[-1].until - run[0].t <= 2.0 and sum(each.syllables for each in run) <= 3
    return short and any(each.lengthened for each in run)


def power(heard: Sequence[Heard]) -> float | None:
    """The mean power in dB."""
    known = [(10 ** (each.level / 10), each.until - each.t) for each in heard if each.level is not None]
    total = sum(seconds for _, seconds in known)
    return 10 * math.log10(sum(p * seconds for p, seconds in known) / total) if total > 0 else None


def loudness(measured: Sequence[Heard], spoken: Sequence[Heard], norms: Mapping[str, float]) -> Figures:
    """Level over the room's quieter half, its spread, and how sentences end."""
    quiet = sorted(
        each.level for each in measured if not each.speech and each.level is not None and each.until - each.t > 0.1
    )
    floor = median(quiet[: len(quiet) // 2 + 1]) if quiet else None
    level = power(spoken)
    whole = [each.level for each in spoken if each.level is not None and each.until - each.t >= 0.3]
    falls = []
    for run in runs(spoken, norms["pause_s"]):
        if run[-1].until - run[0].t >= 1.5:
            ends = power([each for each in run if each.until > run[-1].until - 0.6])
            all_of_it = power(run)
            if ends is not None and all_of_it is not None:
                falls.append(all_of_it - ends)
    return {
        "level_db": level - floor if level is not None and floor is not None else None,
        "steadiness_db": pstdev(whole) if len(whole) >= 4 else None,
        "trail_db": median(falls) if falls else None,
    }


def pitch(spoken: Sequence[Heard]) -> Figures:
    """The median, and the semitones between the 10th and the 90th percentile."""
    tones = [each.pitch for each in spoken if each.pitch is not None]
    if len(tones) < 4:
        return {"pitch_hz": None, "range_st": None}
    tenths = quantiles(tones, n=10, method="inclusive")
    return {"pitch_hz": median(tones), "range_st": 12 * math.log2(tenths[8] / tenths[0])}


def score(voice: Figures, enough: bool, share: float, norms: Mapping[str, float]) -> Figures:
    """100 * min(1, speaking / 50 %) * (0.4 pace + 0.2 start + 0.2 flow + 0.2 level)."""
    none = {"pace": 0.0, "start": 0.0, "flow": 0.0, "level": 0.0}
    if voice["total_s"] < 2.0:
        return {"value": None, "withheld": "no_answer", **none}
    if not enough:
        return {"value": None, "withheld": "voice_not_measured", **none}
    if voice["silent"]:
        return {"value": 0.0, "withheld": None, **none}
    pace, low, high = voice["pace"], norms["pace_low"], norms["pace_high"]
    long = sum(pause["seconds"] for pause in voice["pauses"] if pause["seconds"] >= norms["long_pause_s"])
    first, level, most = voice["first_word_s"], voice["level_db"], norms["first_word_s"]
    parts = {
        "pace": 1.0 if pace is None else between(min((pace - low / 2) / (low / 2), (1.5 * high - pace) / (high / 2))),
        "start": 1.0 if first is None else between((3 * most - first) / (2 * most)),
        "flow": between(1 - long / (0.25 * voice["measured_s"])),
        "level": 1.0 if level is None else between(level / norms["level_low_db"]),
    }
    weighed = 0.4 * parts["pace"] + 0.2 * (parts["start"] + parts["flow"] + parts["level"])
    return {"value": round(100 * min(1.0, share / norms["speaking_low"]) * weighed, 1), "withheld": None, **parts}


def between(value: float) -> float:
    """Within 0 and 1."""
    return max(0.0, min(1.0, value))
