"""A report and the history as plain lines: shares as bars, a timeline by letters, what to work on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from core.base.types import Mood
from core.report.booths import by_booth
from core.report.trend import trend
from core.scoring.lanes import Lane, LaneKind
from core.store.faced import own_faces
from tui.cli.output import MOOD_COLOURS, Output, padded, table, width, wrapped
from tui.i18n import _, ngettext
from tui.i18n import language as interface_language
from tui.widgets.text import headline, spoken, words
from tui.widgets.text import lanes as lane_words
from tui.widgets.text import voice as voice_words
from tui.widgets.text.advice import advice_words
from tui.widgets.text.categories import category_name
from tui.widgets.text.clock import clock_time
from tui.widgets.text.disposition import disposition_lines
from tui.widgets.text.marks import sparkline
from tui.widgets.text.notices import notice_text

if TYPE_CHECKING:
    from core.report.advice import Advice
    from core.report.headline import Headline
    from core.report.report import AnswerReport, Report
    from core.scoring.scoring import Score
    from core.scoring.timeline import Bucket
    from core.store.reviews import Answered
    from core.store.sessions import SessionInfo

BAR = 30
HISTORY_COLUMNS = (
    "id", "kind", "began", "ended", "complete", "format", "language", "questions", "answered", "cues", "score",
    "length_s", "cues_heard", "bank", "device", "visitor", "note",
)  # fmt: skip
CENTRE = ("device", "visitor")
"""Of a careers centre, empty elsewhere; see `tui/wiring/centre.py`."""
TREND_FROM = 2
"""Scores."""
HEIGHTS, MOMENT, NOT_MEASURED = "_-=", "^", "."
"""How high a lane is, from low to high."""
TIMELINE: Mapping[Mood | None, str] = {Mood.GOOD: "+", Mood.ACCEPTABLE: "o", Mood.BAD: "!", None: "."}
"""Letters, so that a printer and a screen reader tell the moods apart too."""


def report_lines(report: Report, first: Headline, output: Output) -> Iterator[str]:
    """The whole report; what was told while it ran comes last, as on the screen."""
    yield output.paint(title(report.session), "bold")
    about = report.session.about
    if about.get("demo"):
        yield _("Seen by the demo camera: this is no real face.")
    yield ""
    yield from _score_lines(report, first, output)
    yield from voice_words.score_lines(report)
    yield from _facts(report)
    yield from _disposition_lines(report, output)
    if len(report.answers) == 1 and report.answers[0].question is None and report.answers[0].voice is not None:
        yield from wrapped(voice_words.facts(report.answers[0].voice))
    yield from _advice_lines(report.advice)
    for answer in report.answers:
        if answer.question is not None:
            yield ""
            yield from _answer_lines(answer, output, advice=len(report.answers) > 1)
        else:
            yield from _timeline_lines(answer, output)
    if report.skipped:
        numbers = ", ".join(str(index + 1) for index in report.skipped)
        yield ""
        yield _("Skipped: {numbers}").format(numbers=numbers)
    yield ""
    found = {lane.label: lane for answer in report.answers for lane in answer.lanes}
    if found:
        names = "; ".join(lane_words.about(lane) for lane in found.values())
        yield from wrapped(
            _("Lanes: {names}. _ low, - middle, = high, ^ a moment, . not measured.").format(names=names)
        )
    yield from wrapped(_("Timeline: + good, o acceptable, ! bad, . not measured; ^ a cue."))
    for note in spoken.notes(report):
        yield from wrapped(note)
    yield from wrapped(
        _("Score = (1 - bad) x (75 + 25 x min(1, good / 30 %)), of the measured time. It predicts no decision.")
    )
    for notice in report.notices:
        if notice.code != "demo_camera":
            yield from wrapped(notice_text(notice))


def title(session: SessionInfo) -> str:
    """What it was and when: "Session 3: quick, 2 March 2026"."""
    what = session.format or _("watching")
    return _("Session {id}: {what}, {when}").format(id=session.id, what=what, when=local_time(session.began))


def local_time(stamp: str) -> str:
    """A stored UTC time in the user's time zone."""
    return datetime.fromisoformat(stamp).astimezone().strftime("%Y-%m-%d %H:%M")


def score_words(score: Score) -> str:
    """The score, or why there is none."""
    if score.value is None:
        return words.withheld(score.withheld or "")
    return _("score {value} of 100").format(value=f"{score.value:.0f}")


def _score_lines(report: Report, first: Headline, output: Output) -> Iterator[str]:
    """Score, its word, the change; where the slips lie and what to practise next; the shares."""
    score = report.score
    said = (score_words(score), headline.score_word(first), headline.change_line(first))
    yield from (output.paint(line, "bold") for line in wrapped(", ".join(part for part in said if part)))
    yield from wrapped(headline.finding_line(first))
    yield from wrapped(headline.drill_line(first, report))
    if not report.totals.measured_s:
        return
    names = {mood: words.mood(mood) for mood in Mood}
    column = max(width(name) for name in names.values())
    for mood, share in ((Mood.GOOD, score.good), (Mood.ACCEPTABLE, score.acceptable), (Mood.BAD, score.bad)):
        bar = "#" * round(share * BAR)
        line = f"  {padded(names[mood], column)}  {padded(bar, BAR)}  {words.percent(share)}"
        yield output.paint(line, MOOD_COLOURS[mood])


def _facts(report: Report) -> Iterator[str]:
    totals = report.totals
    yield _("Measured {share} of {time}.").format(
        share=words.percent(report.score.measured), time=clock_time(totals.total_s)
    )
    for state, seconds in sorted(totals.unmeasured.items(), key=lambda item: -item[1]):
        yield _("  not measured: {why}, {time}").format(why=words.state(state), time=words.seconds(seconds))
    cues = words.cues(report.cues)
    slips = ngettext("{n} slip", "{n} slips", report.episodes).format(n=report.episodes)
    parts = [slips, cues]
    if report.episodes:
        parts.insert(1, _("the longest {time}").format(time=words.seconds(report.longest_s)))
    if report.recovery_s is not None:
        parts.append(_("recovery after a cue {time}").format(time=words.seconds(report.recovery_s)))
    yield "; ".join(parts) + "."
    if report.presence is not None:
        yield from wrapped(words.presence_points(report.presence))
    if report.calls:
        yield from wrapped(words.calls(report.calls))


def _disposition_lines(report: Report, output: Output) -> Iterator[str]:
    if report.disposition is None:
        return
    yield ""
    yield output.paint(_("Consistency"), "bold")
    for line in disposition_lines(report.disposition):
        yield from wrapped(line)


def _advice_lines(advice: Sequence[Advice]) -> Iterator[str]:
    if not advice:
        return
    yield ""
    yield _("What to work on:")
    for item in advice:
        yield from wrapped(advice_words(item.code, item.params), "  - ", "    ")


def _answer_lines(answer: AnswerReport, output: Output, *, advice: bool) -> Iterator[str]:
    question = answer.question
    assert question is not None
    if answer.allowed_s is None:
        heading = f"{question.says(interface_language())}: {score_words(answer.score)}"
    else:
        heading = _("Question {number} ({category}): {score}").format(
            number=answer.index + 1, category=category_name(question.category), score=score_words(answer.score)
        )
    yield output.paint(heading, "bold")
    if answer.allowed_s is None:  # rapid items: a stretch of them has no end of its own
        used = f"  {clock_time(answer.used_s)}"
    else:
        used = _("  {used} of {allowed}, {how}").format(
            used=clock_time(answer.used_s), allowed=clock_time(answer.allowed_s), how=words.ending(answer.how)
        )
    if answer.attempts > 1:
        used += ", " + _("attempt {n}").format(n=answer.attempts)
    yield used
    yield from _timeline_lines(answer, output)
    if answer.voice is not None:
        yield from wrapped(voice_words.facts(answer.voice), "  ", "    ")
    if answer.words is not None:
        yield from wrapped(spoken.facts(answer.words), "  ", "    ")
    for item in answer.advice if advice else ():
        if item.code != "well_done":
            yield from wrapped(advice_words(item.code, item.params), "  - ", "    ")


def _timeline_lines(answer: AnswerReport, output: Output) -> Iterator[str]:
    if not answer.timeline:
        return
    moods = [strongest(bucket) for bucket in answer.timeline]
    painted = (output.paint(TIMELINE[m], MOOD_COLOURS[m]) if m else TIMELINE[None] for m in moods)
    yield "  |" + "".join(painted) + "|"
    for lane in answer.lanes:
        yield f"  |{_lane(lane, len(answer.timeline), answer)}| {lane_words.label(lane)}"
    if any(bucket.cues for bucket in answer.timeline):
        yield ("   " + "".join("^" if bucket.cues else " " for bucket in answer.timeline)).rstrip()
    for cue in answer.cues:
        if cue.level > 1:
            time = clock_time(answer.time.at(cue.t))
            yield f"  {time} {words.how(cue)}: {words.why(cue.why)}"


def _lane(lane: Lane, pieces: int, answer: AnswerReport) -> str:
    """One letter for each piece of the timeline."""
    if lane.kind is LaneKind.MOMENTS:
        length = sum(bucket.seconds for bucket in answer.timeline)
        found = lane_words.places(lane, length, pieces)
        return "".join(MOMENT if piece in found else " " for piece in range(pieces))
    return "".join(_height(lane.height(piece)) for piece in range(pieces))


def _height(share: float | None) -> str:
    return NOT_MEASURED if share is None else HEIGHTS[min(len(HEIGHTS) - 1, int(share * len(HEIGHTS)))]


def strongest(bucket: Bucket) -> Mood | None:
    """What took most of a stretch of time; None where most of it was not measured."""
    seconds = {Mood.GOOD: bucket.good, Mood.ACCEPTABLE: bucket.acceptable, Mood.BAD: bucket.bad}
    mood = max(seconds, key=seconds.__getitem__)
    return mood if seconds[mood] >= bucket.unmeasured and seconds[mood] > 0 else None


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
