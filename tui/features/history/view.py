"""The sessions so far, as lines and as a trend."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from core.report.until import Day
from core.store.faced import own_faces
from tui.features.history.data import Ahead, Past
from tui.i18n import _, ngettext
from tui.widgets.text.categories import category_name
from tui.widgets.text.clock import clock_time
from tui.widgets.text.marks import sparkline
from tui.widgets.text.width import bar, fit, pad, right, width

LATELY = 5
SOON = 3
"""For so many days ahead it is said what to practise."""
BAR_CELLS = 10
WIDE_CELLS = 110
"""From so many cells on a line has room for what was asked."""


def _name(row: Past) -> str:
    return row.format if row.questions else _("watching")


def _flags(row: Past) -> str:
    flags = [_("demo")] if row.is_demo else []
    flags += [] if row.complete else [_("interrupted")]
    return ", ".join([*flags, row.note] if row.note else flags)


def _said(row: Past) -> str:
    """What is special of a session, and the categories of its questions."""
    asked = ", ".join(category_name(code) for code in dict.fromkeys(each.category for each in row.asked))
    return " · ".join(part for part in (_flags(row), asked) if part)


def session_line(row: Past, cells: int) -> Content:
    """Day, format, answers, what is special, score as a bar and as a figure."""
    when = row.began.strftime("%Y-%m-%d %H:%M")
    cues = ngettext("{n} cue", "{n} cues", row.cues).format(n=row.cues)
    score = "–" if row.score is None else f"{row.score:.0f}"
    full, empty = bar((row.score or 0.0) / 100, BAR_CELLS)
    room = cells - width(when) - BAR_CELLS - 35
    note = pad(_flags(row) if cells < WIDE_CELLS else _said(row), max(0, room))
    demo = _("demo") if row.is_demo and room < width(_("demo")) else ""  # where its flag has no room
    return Content.assemble(
        when,
        "  ",
        (pad(fit(f"{demo} {_name(row)}".strip(), 10), 10), "bold"),
        right(clock_time(row.seconds), 6),
        right(cues, 10),
        "  ",
        (note, "$muted"),
        " ",
        (full, "$accent"),
        (empty, "$rule"),
        right(score, 4),
    )


def trend(rows: Sequence[Past], cells: int) -> Content:
    """Small bars, oldest first, and what they amount to; asks for more where there are fewer than two scores."""
    scores = [row.score for row in reversed(own_faces(rows))]
    known = [score for score in scores if score is not None]
    if len(known) < 2:
        return Content.assemble((_("The trend shows from the second score on."), "$muted"))
    return Content.assemble(
        (_("Score") + "  ", "bold"), (sparkline(scores, max(4, cells - 50)), "$accent"), "  ", trend_words(known)
    )


def trend_words(scores: Sequence[float]) -> str:
    """`latest 78, best 82, last five 74 on average (+6)`; the change is against the five before."""
    parts = [
        _("latest {score}").format(score=f"{scores[-1]:.0f}"),
        _("best {score}").format(score=f"{max(scores):.0f}"),
    ]
    now, before = scores[-LATELY:], scores[-2 * LATELY : -LATELY]
    mean = sum(now) / len(now)
    change = f" ({mean - sum(before) / len(before):+.0f})" if before else ""
    parts.append(_("lately {score}").format(score=f"{mean:.0f}") + change)
    return ", ".join(parts)


def counted(rows: Sequence[Past], chosen: str) -> str:
    """`all sessions · 12 sessions`; `chosen` are the words of the filter, "" without one."""
    count = ngettext("{n} session", "{n} sessions", len(rows)).format(n=len(rows))
    return " · ".join((chosen or _("all sessions"), count))


def ahead_lines(found: Ahead) -> list[str]:
    """How long it is until the interview, and what to practise on each day."""
    on = f"{found.on:%Y-%m-%d}"
    if found.left < 0:
        return []
    if found.left == 0:
        return [_("Your interview is today. Nothing new any more: breathe out and smile.")]
    text = ngettext("Your interview is in {n} day ({day}).", "Your interview is in {n} days ({day}).", found.left)
    lines = [text.format(n=found.left, day=on)]
    if not found.days:
        return [*lines, _("After your first interview here the days until then are planned.")]
    return [*lines, " · ".join(_day(day) for day in found.days[:SOON])]


def _day(day: Day) -> str:
    if day.score is None:
        what = _("one whole interview")
    else:
        what = _("{category} (at {score})").format(category=category_name(day.what), score=f"{day.score:.0f}")
    return f"{day.on:%m-%d} {what}"
