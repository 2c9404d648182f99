"""The history as plain lines and as a table: one line a session, the trend of the scores, a centre's booths."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from core.report.booths import by_booth
from core.report.trend import trend
from core.store.faced import own_faces
from tui.cli.output import Output, table
from tui.i18n import _
from tui.widgets.text.clock import clock_time
from tui.widgets.text.marks import sparkline

if TYPE_CHECKING:
    from core.store.reviews import Answered
    from core.store.sessions import SessionInfo

HISTORY_COLUMNS = (
    "id", "kind", "began", "ended", "complete", "format", "language", "questions", "answered", "cues", "score",
    "length_s", "cues_heard", "bank", "device", "visitor", "note",
)  # fmt: skip
CENTRE = ("device", "visitor")
"""Of a careers centre, empty elsewhere; see `tui/wiring/centre.py`."""
TREND_FROM = 2
"""Scores."""


def local_time(stamp: str) -> str:
    """A stored UTC time in the user's time zone."""
    return datetime.fromisoformat(stamp).astimezone().strftime("%Y-%m-%d %H:%M")


def history_lines(sessions: Sequence[SessionInfo], output: Output, *, booths: bool = False) -> Iterator[str]:
    """One line for each session, the newest first, and the trend of the scores; with `booths` whose each is."""
    if not sessions:
        yield _("No session is stored yet; `poise interview` makes one.")
        return
    heads = (*((_("booth"), _("visitor")) if booths else ()), _("no."), _("when"), _("what"), _("length"))
    rows = ((*(_whose(session) if booths else ()), *_history_row(session)) for session in sessions)
    lines = table([(*heads, _("cues"), _("score")), *rows])
    yield output.paint(lines[0], "bold")
    yield from lines[1:]
    whole = (session for session in reversed(sessions) if session.is_interview and session.complete)
    scores = [session.score for session in own_faces(whole)]
    if len(scores) > 1:
        yield ""
        yield _("Scores, oldest first: {line}").format(line=sparkline(scores, 60))


def answers_line(answers: Sequence[Answered]) -> str:
    """How the answers that are meant went, the newest first given: `Their answers, oldest first: ...; latest 78`."""
    found = trend([(answer.began, answer.score) for answer in own_faces(answers) if answer.score is not None])
    if len(found.scores) < TREND_FROM:
        return _("Their answers have a trend from the second score on.")
    text = _("Their answers, oldest first: {line}; latest {latest}, smoothed {now} ({change} since the first)")
    return text.format(
        line=sparkline(found.scores, 60),
        latest=f"{found.scores[-1]:.0f}",
        now=f"{found.smooth[-1]:.0f}",
        change=f"{found.change:+.0f}",
    )


def booth_lines(sessions: Sequence[SessionInfo], output: Output) -> Iterator[str]:
    """One line for each booth of a centre: how much it was used, and the mean score."""
    heads = (_("booth"), _("sessions"), _("finished"), _("visitors"), _("length"), _("cues"), _("score"))
    rows = (
        (
            *(booth.device, str(booth.sessions), str(booth.finished), str(booth.visitors)),
            *(clock_time(booth.seconds), str(booth.cues), "-" if booth.score is None else f"{booth.score:.0f}"),
        )
        for booth in by_booth(sessions)
    )
    lines = table([heads, *rows])
    yield output.paint(lines[0], "bold")
    yield from lines[1:]


def history_csv(sessions: Sequence[SessionInfo]) -> str:
    """The sessions, one a row, the newest first: times in UTC (ISO 8601), length in seconds, score 0 to 100."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(HISTORY_COLUMNS)
    for session in sessions:
        values = {name: getattr(session, name) for name in HISTORY_COLUMNS if name not in CENTRE} | {
            **session.booth,
            "complete": int(session.complete),
            "score": "" if session.score is None else f"{session.score:.1f}",
            "length_s": f"{session.length_s:.1f}",
            "cues_heard": "" if session.cues_heard is None else session.cues_heard,
        }
        # a spreadsheet would run a name of the user's that begins so as a formula
        safe = {name: f"'{value}" if str(value)[:1] in tuple("=+-@") else value for name, value in values.items()}
        writer.writerow(safe[name] for name in HISTORY_COLUMNS)
    return stream.getvalue()


def _whose(session: SessionInfo) -> tuple[str, ...]:
    return tuple(session.booth[name] or "-" for name in CENTRE)


def _history_row(session: SessionInfo) -> tuple[str, ...]:
    what = session.format or _("watching")
    flags = [_("demo")] * session.is_demo + [_("unfinished")] * (not session.complete)
    what += f" ({', '.join(flags)})" if flags else ""
    score = f"{session.score:.0f}" if session.score is not None else "-"
    length = clock_time(session.length_s)
    return str(session.id), local_time(session.began), what, length, str(session.cues), score
