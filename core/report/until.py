"""What to practise until an interview: a category a day, the weakest most often, and a rehearsal the day before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core.report.trend import Trend

REHEARSAL = "rehearsal"
"""The day before: one whole interview, and nothing new any more."""
WEAKEST = 3
"""How many categories take turns; the weakest one every other day."""
MOST_DAYS = 14


@dataclass(frozen=True, slots=True)
class Day:
    """A day, and the category to practise on it with its smoothed score; or the rehearsal, without one."""

    on: date
    what: str
    score: float | None = None


def interview_on(text: str) -> date | None:
    """The day of a setting, `2026-12-02`; None for nothing. Raises ValueError."""
    return date.fromisoformat(text) if text else None


def plan_until(today: date, interview: date, categories: Mapping[str, Trend]) -> tuple[Day, ...]:
    """From today to the day before the interview, at most MOST_DAYS; empty where it is over or today."""
    left = min((interview - today).days, MOST_DAYS)
    ranked = sorted((trend.smooth[-1], name) for name, trend in categories.items() if trend.smooth)[:WEAKEST]
    if left <= 0:
        return ()
    days = [Day(today + timedelta(days=number), *_turn(ranked, number)) for number in range(left)] if ranked else []
    if (interview - today).days <= MOST_DAYS:
        days = [*days[: left - 1], Day(interview - timedelta(days=1), REHEARSAL)]
    return tuple(days)


def _turn(ranked: list[tuple[float, str]], number: int) -> tuple[str, float]:
    """Every other day the weakest, the others in between."""
    rest = ranked[1:] or ranked
    score, name = ranked[0] if number % 2 == 0 else rest[number // 2 % len(rest)]
    return name, score
