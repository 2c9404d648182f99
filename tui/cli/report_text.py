"""A report as plain lines: shares as bars, a timeline by letters, what to work on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from core.base.types import Mood
from core.report.headline import Headline
from core.report.headline import headline as beginning
from core.report.report import AnswerReport, Report, build_report
from core.scoring.lanes import Lane, LaneKind
from tui.cli.history_text import local_time
from tui.cli.output import MOOD_COLOURS, Output, padded, width, wrapped
from tui.i18n import _, ngettext
from tui.i18n import language as interface_language
from tui.widgets.text import headline, spoken, words
from tui.widgets.text import lanes as lane_words
from tui.widgets.text import voice as voice_words
from tui.widgets.text.advice import advice_words
from tui.widgets.text.categories import category_name
from tui.widgets.text.clock import clock_time
from tui.widgets.text.disposition import disposition_lines
from tui.widgets.text.notices import notice_text

if TYPE_CHECKING:
    from core.report.advice import Advice
    from core.scoring.scoring import Score
    from core.scoring.timeline import Bucket
    from core.store.sessions import SessionInfo
    from core.store.store import SessionStore

BAR = 30
HEIGHTS, MOMENT, NOT_MEASURED = "_-=", "^", "."
"""How high a lane is, from low to high."""
TIMELINE: Mapping[Mood | None, str] = {Mood.GOOD: "+", Mood.ACCEPTABLE: "o", Mood.BAD: "!", None: "."}
"""Letters, so that a printer and a screen reader tell the moods apart too."""


def session_lines(store: SessionStore, session: int | None, output: Output) -> Iterator[str]:
    """The report of a stored session, the newest without a number. Raises StoreError."""
    report = build_report(store.load(session))
    yield from report_lines(report, beginning(report, store.sessions()), output)


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
