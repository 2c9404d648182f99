"""Moods and cues as marks: each has a shape, a colour and a word, so that none is told by colour alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.base.types import Mood
from core.cueing.cues import CueLevel

MOOD_MARKS: Mapping[Mood, str] = {Mood.GOOD: "●", Mood.ACCEPTABLE: "◐", Mood.BAD: "▼"}
MOOD_COLOURS: Mapping[Mood, str] = {
    Mood.GOOD: "$mood-good",
    Mood.ACCEPTABLE: "$mood-acceptable",
    Mood.BAD: "$mood-bad",
}
MOOD_HEIGHTS: Mapping[Mood, str] = {Mood.GOOD: "█", Mood.ACCEPTABLE: "▄", Mood.BAD: "▁"}
"""In a strip the mood is the height: a strip without colours still reads as a curve."""
UNMEASURED = "·"
CUE_MARKS: Mapping[CueLevel, str] = {CueLevel.MARK: "╵", CueLevel.TONE: "♪", CueLevel.VOICE: "♫"}
CUE_COLOURS: Mapping[CueLevel, str] = {
    CueLevel.MARK: "$muted",
    CueLevel.TONE: "$accent",
    CueLevel.VOICE: "$accent bold",
}


BARS = "▁▂▃▄▅▆▇█"


def strongest_mark(good: float, acceptable: float, bad: float, unmeasured: float) -> tuple[str, str]:
    """The mark and the colour of a piece of time with so many seconds of each; the greatest stands for it."""
    seconds = {Mood.GOOD: good, Mood.ACCEPTABLE: acceptable, Mood.BAD: bad}
    strongest = max(seconds, key=seconds.__getitem__)
    if unmeasured > seconds[strongest]:
        return UNMEASURED, "$muted"
    return MOOD_HEIGHTS[strongest], MOOD_COLOURS[strongest]


def sparkline(scores: Sequence[float | None], cells: int) -> str:
    """One bar for each score (0 to 100), the newest at the right; a dot where a score was withheld."""
    return "".join(_bar(score) for score in scores[-cells:]) if cells > 0 else ""


def _bar(score: float | None) -> str:
    if score is None:
        return "·"
    return BARS[min(len(BARS) - 1, int(max(0.0, score) / 100 * len(BARS)))]
