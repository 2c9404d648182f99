"""Seconds added up, the score of them, and what several senses make together, once more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

BAD, GOOD, CALM = "bad", "good", "acceptable"
SENSES = {"expression": 0.6, "presence": 0.15, "voice": 0.25}
Figures = dict[str, Any]


def added(parts: Iterable[Figures]) -> Figures:
    """Several answers' seconds as one."""
    moods = dict.fromkeys((GOOD, CALM, BAD), 0.0)
    other: dict[str, float] = defaultdict(float)
    for part in parts:
        for mood in moods:
            moods[mood] += part[mood]
        for state, seconds in part["unmeasured"].items():
            other[state] += seconds
    return summed(moods, other)


def summed(moods: Mapping[str, float], other: Mapping[str, float]) -> Figures:
    """The seconds under the names of the report."""
    measured = sum(moods.values())
    return {
        **moods, "measured": measured, "total": measured + sum(other.values()), "unmeasured": dict(other)
    }  # fmt: skip


def score_of(seconds: Figures, allowed: float) -> Figures:
    """score = (1 - bad) * (75 + 25 * min(1, good / 0.30)), or why there is none."""
    measured, total = seconds["measured"], seconds["total"]
    good, calm, bad = (seconds[mood] / (measured or 1.0) for mood in (GOOD, CALM, BAD))
    withheld = None
    if total < 2.0:
        withheld = "no_answer"
    elif measured < 0.5 * total:
        withheld = "too_little_measured"
    elif total < 0.25 * allowed:
        withheld = "too_short"
    value = None if withheld else round((1.0 - bad) * (75.0 + 25.0 * min(1.0, good / 0.30)), 1)
    return {
        "value": value,
        "withheld": withheld,
        GOOD: good,
        CALM: calm,
        BAD: bad,
        "measured": measured / total if total else 0.0,
    }


def cue_counts(cues: Sequence[Figures]) -> Figures:
    """Cues to be heard and to be seen, and how many sounded where that is known of all."""
    given = [cue["sound"] for cue in cues if cue["level"] >= 2]
    known = None not in given
    heard = sum(sound in ("voice", "tone", "bell") for sound in given) if known else None
    return {"cues": len(given), "cues_heard": heard, "marks": len(cues) - len(given)}


def together(known: Mapping[str, float | None]) -> tuple[dict[str, float], float | None]:
    """The weighted sum of what was measured, the face and at least one sense besides."""
    there = {sense: weight for sense, weight in SENSES.items() if known[sense] is not None}
    if "expression" not in there or len(there) < 2:
        return {}, None
    total = sum(there.values())
    shares = {sense: weight / total for sense, weight in there.items()}
    return shares, round(sum(share * (known[sense] or 0.0) for sense, share in shares.items()), 1)
