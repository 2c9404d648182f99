"""The first lines of a report: how it went in a word, the change since last time, where the slips lie, one drill.

Codes with parameters, as everywhere in the engine; `tui` words them. Every figure is one that the report shows too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from core.report.report import AnswerReport, Report
from core.scoring.retake import GOOD_SCORE
from core.store.sessions import SessionInfo

OPENING_S = 10.0
"""How long an answer is beginning: most nervousness shows in the first words."""

CLEAR_SHARE = 0.6
"""A pattern is named where at least this share of the slips follows it; below, chance would name one too often."""

MOST_OPENING = 0.5
"""Where answers are so short that their beginnings are most of them, a slip there says nothing."""

WORDS_FROM = ((85.0, "steady"), (GOOD_SCORE, "good"), (50.0, "mixed"), (0.0, "shaky"))
"""A word for a score, from its lowest value (0 to 100) on."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A code and its figures.

    Codes: `slips_at_start`, `slips_in_answer`, `slips_spread`, `one_slip`, `no_slip`, `nothing_measured`.
    """

    code: str
    params: Mapping[str, float | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Headline:
    """`word` of WORDS_FROM, "" without a score; `change` in points since `before` (a session's id), None without one.

    `drill` is the index of the answer to practise again (`weakest`), None where there is none.
    """

    word: str
    change: int | None
    before: int | None
    finding: Finding
    drill: int | None


def headline(report: Report, history: Iterable[SessionInfo]) -> Headline:
    """What comes first; `history` are the stored sessions, in any order."""
    value = report.score.value
    rapid = report.plan is not None and report.plan.items
    before, again = _before(report.session, history), None if rapid else weakest(report.answers)
    change = None
    if before is not None and value is not None and before.score is not None:
        # of the whole points that are shown: 75 after 76 is one less, though 74.8 and 76.3 lie further apart
        change = round(value) - round(before.score)
    return Headline(
        word="" if value is None else next(word for least, word in WORDS_FROM if value >= least),
        change=change,
        before=before.id if before is not None and change is not None else None,
        finding=_finding(report),
        drill=again.index if again is not None else None,
    )


def _before(session: SessionInfo, history: Iterable[SessionInfo]) -> SessionInfo | None:
    """The last whole attempt at the same format before this one; the demo's face is compared with itself alone."""
    earlier = [
        other
        for other in history
        if other.id != session.id and other.format == session.format and other.kind == session.kind
        if other.began < session.began and other.complete and other.score is not None
        if other.is_demo == session.is_demo
    ]
    return max(earlier, key=lambda other: other.began, default=None)


def _finding(report: Report) -> Finding:
    if report.totals.measured_s <= 0:
        return Finding("nothing_measured")
    slips = [(answer, episode) for answer in report.answers for episode in answer.episodes]
    if not slips:
        return Finding("no_slip", {"seconds": report.totals.measured_s})
    count = len(slips)
    if count == 1:
        return Finding("one_slip", {"longest": report.longest_s})
    early = sum(episode.begin - answer.began < OPENING_S for answer, episode in slips)
    openings = len(report.answers) * OPENING_S
    if early / count >= CLEAR_SHARE and openings <= MOST_OPENING * report.totals.total_s:
        return Finding("slips_at_start", {"n": early, "count": count, "seconds": OPENING_S})
    worst = max(report.answers, key=lambda answer: len(answer.episodes))
    if len(report.answers) > 1 and len(worst.episodes) / count >= CLEAR_SHARE:
        return Finding("slips_in_answer", {"n": len(worst.episodes), "count": count, "number": worst.index + 1})
    return Finding("slips_spread", {"count": count, "longest": report.longest_s})


def weakest(answers: Sequence[AnswerReport]) -> AnswerReport | None:
    """The answer to practise again: a silent one, the lowest score, or else the one of which least was measured.

    None where no question was answered.
    """
    asked = [answer for answer in answers if answer.question is not None]
    if silent := [answer for answer in asked if answer.silent]:
        return silent[0]
    scored = [answer for answer in asked if answer.score.value is not None]
    if scored:
        return min(scored, key=lambda answer: answer.score.value or 0.0)
    return min(asked, key=lambda answer: answer.score.measured, default=None)
