"""A trend as a picture: scores as points, the smoothed line, and the band in which they scatter.

Drawn by own blocks: three marks on a grid need no plotting library, and they follow theme, width and missing colours.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from textual.content import Content

from core.report.trend import Trend
from core.session.plan import said_in
from tui.features.history.data import Lines
from tui.i18n import _, ngettext
from tui.widgets.text.categories import category_name
from tui.widgets.text.marks import sparkline
from tui.widgets.text.width import fit, pad, right, width

POINT, LINE, BAND = "●", "━", "░"
STYLES: Mapping[str, str] = {POINT: "$accent bold", LINE: "$foreground", BAND: "$rule"}
AXIS_CELLS = 5
BEST = 100.0
INTERVIEWS = "interviews"
CATEGORY, QUESTION = "category:", "question:"
LEAST = 2
"""With fewer scores there is no trend."""


def choices(found: Lines) -> list[str]:
    """What there is a trend of: interviews, then categories and questions, those with most scores first."""
    kinds = ((CATEGORY, found.trends.categories), (QUESTION, found.trends.questions))
    chosen = [INTERVIEWS]
    for prefix, trends in kinds:
        known = [name for name, trend in trends.items() if len(trend.scores) >= LEAST]
        chosen += [prefix + name for name in sorted(known, key=lambda name: -len(trends[name].scores))]
    return chosen


def trend_of(found: Lines, choice: str) -> Trend:
    """The trend of one of the choices."""
    if choice == INTERVIEWS:
        return found.trends.interviews
    if choice.startswith(CATEGORY):
        return found.trends.categories[choice.removeprefix(CATEGORY)]
    return found.trends.questions[choice.removeprefix(QUESTION)]


def name_of(found: Lines, choice: str, language: str) -> str:
    """What a choice is called."""
    if choice == INTERVIEWS:
        return _("Whole interviews")
    if choice.startswith(CATEGORY):
        return category_name(choice.removeprefix(CATEGORY))
    return said_in(found.questions[choice.removeprefix(QUESTION)], language)


def choice_line(found: Lines, choice: str, language: str, cells: int) -> Content:
    """Name, the last scores, the smoothed score now."""
    trend = trend_of(found, choice)
    now = f"{trend.smooth[-1]:.0f}" if trend.scores else "–"
    line = sparkline(trend.scores, 12)
    room = max(6, cells - 12 - 6)
    style = "bold" if choice == INTERVIEWS else ""
    indent = "  " if choice.startswith(QUESTION) else ""
    name = pad(fit(indent + name_of(found, choice, language), room - 1), room)
    return Content.assemble((name, style), (pad(line, 12), "$accent"), right(now, 6))


def chart(trend: Trend, cells: int, rows: int) -> Content:
    """The trend on a grid of 0 to 100 points, the oldest score at the left; asks for more where there are too few."""
    if len(trend.scores) < LEAST:
        return Content.styled(_("The trend shows from the second score on."), "$muted")
    grid = [[" "] * (cells - AXIS_CELLS) for _row in range(rows)]
    room = cells - AXIS_CELLS
    for x in range(room):
        mean, spread = _between(trend, x / max(1, room - 1))
        low, high = _row(mean - spread, rows), _row(mean + spread, rows)
        for row in range(high, low + 1):
            grid[row][x] = BAND
        grid[_row(mean, rows)][x] = LINE
    for number, score in enumerate(trend.scores):
        grid[_row(score, rows)][round(number * (room - 1) / (len(trend.scores) - 1))] = POINT
    lines = [Content.assemble((_label(row, rows), "$muted"), *_runs(marks)) for row, marks in enumerate(grid)]
    return Content("\n").join([*lines, Content.styled(_days(trend, room), "$muted")])


def _row(value: float, rows: int) -> int:
    """In which row of the grid a score lies, 0 at the top."""
    return min(rows - 1, max(0, round((1.0 - value / BEST) * (rows - 1))))


def _label(row: int, rows: int) -> str:
    marked = {0: "100", _row(50.0, rows): "50", rows - 1: "0"}
    return right(marked.get(row, ""), AXIS_CELLS - 1) + " "


def _between(trend: Trend, share: float) -> tuple[float, float]:
    """Smoothed line and spread at a share of the way, 0 to 1, straight from score to score."""
    place = share * (len(trend.scores) - 1)
    first = min(int(place), len(trend.scores) - 2)
    part = place - first

    def at(values: tuple[float, ...]) -> float:
        return values[first] + part * (values[first + 1] - values[first])

    return at(trend.smooth), at(trend.spread)


def _runs(marks: list[str]) -> list[tuple[str, str]]:
    return [(mark, STYLES.get(mark, "")) for mark in marks]


def _days(trend: Trend, room: int) -> str:
    first, last = (
        datetime.fromisoformat(day).astimezone().strftime("%Y-%m-%d") for day in (trend.days[0], trend.days[-1])
    )
    return " " * AXIS_CELLS + pad(first, max(width(first), room - width(last))) + last


def in_words(trend: Trend) -> str:
    """`12 scores; smoothed 74, +6 since the first, mostly within 5 points.`"""
    if len(trend.scores) < LEAST:
        return ""
    scores = ngettext("{n} score", "{n} scores", len(trend.scores)).format(n=len(trend.scores))
    text = _("{scores}; smoothed {now}, {change} since the first; they scatter by {spread} points.")
    return text.format(
        scores=scores, now=f"{trend.smooth[-1]:.0f}", change=f"{trend.change:+.0f}", spread=f"{trend.spread[-1]:.0f}"
    )


def legend() -> Content:
    """What the marks mean."""
    parts = ((POINT, _("a score")), (LINE, _("smoothed")), (BAND, _("how far they scatter")))
    return Content("   ").join(Content.assemble((mark, STYLES[mark]), " ", (name, "$muted")) for mark, name in parts)
