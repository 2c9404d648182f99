"""How scores go over time: each one, a smoothed line through them, and how far they scatter about it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.store.faced import own_faces

if TYPE_CHECKING:
    from core.store.reviews import Answered
    from core.store.sessions import SessionInfo

HALF_LIFE = 3.0
"""After so many scores one counts half: a week of practice shows, one bad day does not."""


@dataclass(frozen=True, slots=True)
class Trend:
    """Scores of 0 to 100, the oldest first, with the days (ISO 8601) on which they were made.

    `smooth` is the exponentially weighted mean of each score and those before it, `spread` the weighted standard
    deviation about it; both in points.
    """

    days: tuple[str, ...]
    scores: tuple[float, ...]
    smooth: tuple[float, ...]
    spread: tuple[float, ...]

    @property
    def change(self) -> float:
        """How far the smoothed line has come since its beginning, in points."""
        return self.smooth[-1] - self.smooth[0] if self.smooth else 0.0


@dataclass(frozen=True, slots=True)
class Trends:
    """Of whole interviews, and of answers by category and by question (by id)."""

    interviews: Trend
    categories: Mapping[str, Trend]
    questions: Mapping[str, Trend]


def trend(dated: Sequence[tuple[str, float]]) -> Trend:
    """The trend of scores with their days, in any order."""
    ordered = sorted(dated, key=lambda pair: pair[0])
    keep = 0.5 ** (1.0 / HALF_LIFE)
    smooth, spread = [], []
    weight = total = squares = 0.0
    for _day, score in ordered:
        weight = keep * weight + 1.0
        total = keep * total + score
        squares = keep * squares + score * score
        mean = total / weight
        smooth.append(mean)
        spread.append(math.sqrt(max(0.0, squares / weight - mean * mean)))
    days, scores = tuple(day for day, _ in ordered), tuple(score for _, score in ordered)
    return Trend(days, scores, tuple(smooth), tuple(spread))


def trends(history: Sequence[SessionInfo], answers: Sequence[Answered]) -> Trends:
    """All trends of a user; no interrupted interviews, no withheld scores; the demo's until there is one of his."""
    finished = own_faces(s for s in history if s.is_interview and s.complete)
    whole = [(s.began, s.score) for s in finished if s.score is not None]
    by_category: dict[str, list[tuple[str, float]]] = {}
    by_question: dict[str, list[tuple[str, float]]] = {}
    for answer in own_faces(answers):
        if answer.score is not None:
            by_category.setdefault(answer.category, []).append((answer.began, answer.score))
            by_question.setdefault(answer.question, []).append((answer.began, answer.score))
    return Trends(
        interviews=trend(whole),
        categories={name: trend(found) for name, found in by_category.items()},
        questions={name: trend(found) for name, found in by_question.items()},
    )
