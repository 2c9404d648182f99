"""Whether it is worth answering a question again: the one rule for the screen, the lines and the report."""

from __future__ import annotations

from core.cueing.moods import MoodMap
from core.scoring.episodes import episodes_of, longest_s
from core.scoring.scoring import Answer, Score, score
from core.session.snapshot import Answered

LONG_SLIP_S = 5.0
"""A slip of so many bad seconds is what a listener remembers of an answer."""
GOOD_SCORE = 70.0
"""From here on (the report calls it good) another attempt costs more strength than it gains."""


def worth_a_retake(value: Score, longest_s: float) -> str:
    """Why another attempt is worth it, or `fine`."""
    if value.value is None:
        return "no_score"
    if longest_s >= LONG_SLIP_S:
        return "long_slip"
    return "low_score" if value.value < GOOD_SCORE else "fine"


def answered(answer: Answer, moods: MoodMap, allowed_s: float, retakes_left: int, *, last: bool) -> Answered:
    """The answer that has just ended, by the formulas of the report; its readings have to be kept."""
    value = score(answer.totals(), allowed_s)
    longest = longest_s(episodes_of(answer.readings, moods, answer.time))
    return Answered(
        index=answer.index,
        attempt=answer.attempt,
        score=value.value,
        withheld=value.withheld,
        longest_s=longest,
        retake=worth_a_retake(value, longest) if retakes_left else "",
        last=last,
    )
