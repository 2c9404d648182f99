"""A report in words and strips: what was observed, by which rule, and what to work on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from textual.content import Content

from core.base.types import Mood
from core.cueing.cues import Cue, CueCount, CueLevel
from core.report.advice import Advice
from core.report.report import AnswerReport, Report
from core.scoring.episodes import mean_recovery
from core.scoring.lanes import Lane, LaneKind
from core.scoring.scoring import CALM_POINTS, FRIENDLY_POINTS, FRIENDLY_SHARE, Score
from core.scoring.timeline import Bucket
from core.session.snapshot import Totals
from tui.i18n import _, ngettext
from tui.widgets.text import lanes, spoken, voice, words
from tui.widgets.text.advice import advice_words
from tui.widgets.text.categories import category_name
from tui.widgets.text.clock import clock_time
from tui.widgets.text.disposition import disposition_lines
from tui.widgets.text.keys import by_keys
from tui.widgets.text.marks import (
    CUE_COLOURS,
    CUE_MARKS,
    MOOD_COLOURS,
    MOOD_HEIGHTS,
    MOOD_MARKS,
    UNMEASURED,
    strongest_mark,
)
from tui.widgets.text.notices import notice_text
from tui.widgets.text.width import fit, pad, width

MOODS = (Mood.GOOD, Mood.ACCEPTABLE, Mood.BAD)
LONGEST_STRIP = 120
COURSE_CELLS = 60
"""How long the course of an answer is where each answer has one line only."""


def title(report: Report) -> str:
    """`22 Nov 2026, 19:30 · quick`: which session this is."""
    began = datetime.fromisoformat(report.session.began).astimezone()
    kind = report.session.format or _("watching")
    return f"{began:%Y-%m-%d %H:%M} · {kind}"


def circumstances(report: Report) -> str:
    """How many questions, and with which camera, network, policy and calibration."""
    about = report.session.about
    count = len(report.plan.questions) if report.plan and not report.plan.items else 0
    asked = ngettext("{answered} of {count} question", "{answered} of {count} questions", count)
    parts = [asked.format(answered=report.answered, count=count)] if count else []
    parts.append(_("demo camera: a drawn face") if about.get("demo") else str(about.get("camera") or ""))
    network, policy, profile = (str(about.get(key) or "") for key in ("network", "policy_name", "profile"))
    parts += [_("network {name}").format(name=network)] if network else []
    parts += [_("cues: {name}").format(name=words.setting(policy))] if policy else []
    parts.append(_("calibration {name}").format(name=profile) if profile else _("not calibrated"))
    if not report.session.complete and report.plan is not None:
        parts.append(_("interrupted"))
    return " · ".join(part for part in parts if part)


def score_line(score: Score) -> Content:
    """`Score 78 of 100`, or why there is none."""
    if score.value is None:
        return Content.assemble((_("Score") + "  ", "bold"), ("– ", "bold"), words.withheld(score.withheld or ""))
    number = (f"{score.value:.0f}", "$accent bold")
    return Content.assemble((_("Score") + "  ", "bold"), number, (" " + _("of 100"), "$muted"))


def formula_line(score: Score) -> str:
    """The formula with this session's numbers in it."""
    if score.value is None:
        return ""
    return _("(1 − bad {bad}) × ({calm} + {friendly} × min(1, good {good} / {aim})) = {value}").format(
        bad=f"{score.bad:.2f}",
        good=f"{score.good:.2f}",
        calm=f"{CALM_POINTS:.0f}",
        friendly=f"{FRIENDLY_POINTS:.0f}",
        aim=f"{FRIENDLY_SHARE:.2f}",
        value=f"{score.value:.1f}",
    )


def shares_line(score: Score) -> Content:
    """`● good 41 %   ◐ acceptable 47 %   ▼ bad 12 %`."""
    shares = zip(MOODS, (score.good, score.acceptable, score.bad), strict=True)
    parts = [
        Content.assemble((f"{MOOD_MARKS[mood]} {words.mood(mood)} ", MOOD_COLOURS[mood]), words.percent(share))
        for mood, share in shares
    ]
    return Content("   ").join(parts)


def shares_bar(score: Score, cells: int) -> Content:
    """The three shares as one bar; heights tell them apart without colours."""
    good, bad = round(score.good * cells), round(score.bad * cells)
    rest = max(0, cells - good - bad) if score.good + score.acceptable + score.bad > 0 else 0
    lengths = zip(MOODS, (good, rest, bad), strict=True)
    return Content.assemble(*((MOOD_HEIGHTS[mood] * length, MOOD_COLOURS[mood]) for mood, length in lengths))


def measured_line(totals: Totals) -> str:
    """How much of the answer time was measured, and what was not, with its reasons."""
    total = totals.total_s
    if total <= 0:
        return _("Nothing was answered.")
    text = _("{share} of {time} answer time was measured.").format(
        share=words.percent(totals.measured_s / total), time=clock_time(total)
    )
    missing = sorted(totals.unmeasured.items(), key=lambda item: -item[1])
    reasons = [f"{words.state(state)} {words.seconds(seconds)}" for state, seconds in missing if seconds >= 0.05]
    return text + (" " + _("Not measured: {reasons}.").format(reasons=", ".join(reasons)) if reasons else "")


def slips_line(slips: int, longest_s: float, recovery_s: float | None, cues: CueCount) -> str:
    """Bad episodes, the longest, the recovery after a cue, and how many cues were given."""
    if not slips and not cues.given:
        return _("No slip, no cue.")
    parts = [ngettext("{n} slip", "{n} slips", slips).format(n=slips)]
    parts += [_("the longest {time}").format(time=words.seconds(longest_s))] if slips else []
    parts.append(words.cues(cues))
    if recovery_s is not None:
        parts.append(_("recovered {time} after a cue").format(time=words.seconds(recovery_s)))
    return ", ".join(parts) + "."


def advice_lines(advice: Iterable[Advice]) -> list[str]:
    """What to work on, as sentences."""
    return [by_keys(advice_words(item.code, item.params)) for item in advice]


def notice_lines(report: Report) -> list[str]:
    """What the session told meanwhile, such as a lowered rate; the demo camera stands among its circumstances."""
    return [by_keys(notice_text(notice)) for notice in report.notices if notice.code != "demo_camera"]


def heading(answer: AnswerReport, language: str) -> str:
    """`2  What is a weakness of yours …`; watching has no question."""
    if answer.question is None:
        return _("The whole time")
    return f"{answer.index + 1}  {answer.question.says(language)}"


def answer_facts(answer: AnswerReport) -> str:
    """Score, time used, how it ended, which attempt."""
    score = answer.score
    parts = [
        _("score {value}").format(value=f"{score.value:.0f}")
        if score.value is not None
        else words.withheld(score.withheld or "")
    ]
    used = clock_time(answer.used_s)
    parts.append(
        used
        if answer.allowed_s is None
        else _("{used} of {time}").format(used=used, time=clock_time(answer.allowed_s))
    )
    parts += [words.ending(answer.how)] if answer.question else []
    if answer.attempts > 1:
        parts.append(_("attempt {number} of {count}").format(number=answer.attempt, count=answer.attempts))
    return " · ".join(parts)


def strip(buckets: Sequence[Bucket], cells: int) -> Content:
    """The mood over time, a cell or several for each bucket."""
    return Content.assemble(
        *(_cell(bucket, wide) for bucket, wide in zip(buckets, _widths(buckets, cells), strict=True))
    )


def strip_cells(buckets: Sequence[Bucket], cells: int) -> int:
    """How long the strip of these buckets is when there is room for `cells`."""
    return sum(_widths(buckets, cells))


def _widths(buckets: Sequence[Bucket], cells: int) -> list[int]:
    room = min(cells, LONGEST_STRIP)
    if len(buckets) > room:  # narrower than the buckets are many: leave some out evenly
        return [int((i + 1) * room / len(buckets)) - int(i * room / len(buckets)) for i in range(len(buckets))]
    return [max(1, room // max(1, len(buckets)))] * len(buckets)


def _cell(bucket: Bucket, wide: int) -> tuple[str, str]:
    mark, style = strongest_mark(bucket.good, bucket.acceptable, bucket.bad, bucket.unmeasured)
    return mark * wide, style


def length_s(buckets: Sequence[Bucket]) -> float:
    """Seconds that the buckets cover."""
    return sum(bucket.seconds for bucket in buckets)


def cell_at(at: float, length: float, cells: int) -> int:
    """In which of `cells` cells a moment of an answer of `length` seconds lies."""
    return min(cells - 1, max(0, int(at / length * cells))) if length > 0 else 0


def cue_row(answer: AnswerReport, cells: int) -> Content:
    """Marks below the strip, each where its cue was given; where two meet, the louder one stands."""
    length, room = length_s(answer.timeline), strip_cells(answer.timeline, cells)
    loudest: dict[int, CueLevel] = {}
    for cue in answer.cues:
        place = min(room - 1, int(answer.time.at(cue.t) / length * room)) if length > 0 else 0
        loudest[place] = max(cue.level, loudest.get(place, CueLevel.MARK))
    parts: list[tuple[str, str]] = []
    for place in range(room):
        level = loudest.get(place)
        parts.append((CUE_MARKS[level], CUE_COLOURS[level]) if level else (" ", ""))
    return Content.assemble(*parts)


def lane_strip(answer: AnswerReport, lane: Lane, cells: int) -> Content:
    """A lane below the moods, drawn by its kind."""
    widths = _widths(answer.timeline, cells)
    if lane.kind is LaneKind.MOMENTS:
        room = sum(widths)
        found = lanes.places(lane, length_s(answer.timeline), room)
        return Content("".join(lanes.MOMENT if place in found else " " for place in range(room)))
    return Content("".join(lanes.mark(lane, piece) * wide for piece, wide in enumerate(widths)))


LABEL_CELLS = 12
"""What stands before each line of a timeline."""


def timeline_rows(answer: AnswerReport, cells: int) -> list[Content]:
    """Moods, cues and lanes below one another, each with its name before it, and the times at its ends."""
    room = max(8, cells - LABEL_CELLS)

    def row(name: str, line: Content) -> Content:
        return Content.assemble((pad(name, LABEL_CELLS), "$muted"), line)

    rows = [row(_("mood"), strip(answer.timeline, room))]
    rows += [row(_("cues"), cue_row(answer, room))] if answer.cues else []
    rows += [row(lanes.label(lane), lane_strip(answer, lane, room)) for lane in answer.lanes]
    return [*rows, row("", Content.assemble((axis(answer, room), "$muted")))]


def axis(answer: AnswerReport, cells: int) -> str:
    """`0:00 … 0:34` below the strip."""
    room = strip_cells(answer.timeline, cells)
    end = clock_time(length_s(answer.timeline))
    return pad("0:00", max(5, room - len(end))) + end


def cue_line(cue: Cue, at: float, *, given: bool = True) -> Content:
    """A cue with its time `at` in the answer, in seconds, and its reasons; it may only be one that would be due."""
    head = f"{CUE_MARKS[cue.level]} {clock_time(at)} {words.how(cue, stored=given)}  "
    strongest = _("strongest: {classes}").format(classes=words.strongest(cue.why))
    return Content.assemble((head, CUE_COLOURS[cue.level]), (f"{words.why(cue.why)}; {strongest}", "$muted"))


def answer_lines(answer: AnswerReport, cells: int) -> list[Content]:
    """Everything about an answer below its question, for a width of `cells`."""
    lines = [Content.assemble((answer_facts(answer), "$muted"))]
    if answer.timeline and answer.totals.total_s > 0:
        lines += [*timeline_rows(answer, cells), shares_line(answer.score)]
    if answer.totals.unmeasured:
        lines.append(Content.assemble((measured_line(answer.totals), "$muted")))
    if answer.presence is not None:
        lines.append(Content(words.presence(answer.presence)))
    if answer.calls:
        lines.append(Content(words.calls(len(answer.calls))))
    if answer.voice is not None:
        lines.append(Content(voice.facts(answer.voice)))
    if answer.words is not None:
        lines.append(Content(spoken.facts(answer.words)))
    slips = slips_line(len(answer.episodes), answer.longest_s, mean_recovery(answer.recoveries), answer.totals.cues)
    lines.append(Content(slips))
    lines += [cue_line(cue, answer.time.at(cue.t)) for cue in answer.cues]
    return lines + [Content.assemble(("→ ", "$accent bold"), text) for text in advice_lines(answer.advice)]


def summary_lines(report: Report, cells: int) -> list[Content]:
    """The whole session in figures: shares, what was not measured, slips and cues."""
    lines = []
    if report.totals.measured_s > 0:
        lines += [shares_bar(report.score, min(cells, LONGEST_STRIP)), shares_line(report.score)]
    lines.append(Content(measured_line(report.totals)))
    if report.presence is not None:
        lines.append(Content(words.presence_points(report.presence)))
    if report.calls:
        lines.append(Content(words.calls(report.calls)))
    lines.append(Content(slips_line(report.episodes, report.longest_s, report.recovery_s, report.cues)))
    lines += [Content(line) for line in voice.score_lines(report)]
    if report.disposition is not None:
        texts = disposition_lines(report.disposition)
        lines += [Content(""), Content.styled(_("Consistency"), "bold"), *(Content(line) for line in texts)]
    return lines


NAME_CELLS = 14
"""What a row has for the question's category, where there is room."""
ROOMY_ROW = 70


def answer_row(answer: AnswerReport, cells: int) -> Content:
    """An answer in one line: number, score, category, its course, slips, cues, and what was not measured or heard."""
    value = answer.score.value
    name = category_name(answer.question.category) if answer.question else _("watching")
    head = f"{answer.index + 1:>2}  " + (f"{value:>3.0f}" if value is not None else "  –") + "  "
    tail = "  " + ngettext("{n} slip", "{n} slips", len(answer.episodes)).format(n=len(answer.episodes))
    given = answer.totals.cues.given
    tail += ", " + ngettext("{n} cue", "{n} cues", given).format(n=given)
    if (missing := sum(answer.totals.unmeasured.values())) >= 1.0:
        tail += ", " + _("{time} not measured").format(time=words.seconds(missing))
    if answer.silent:
        tail += ", " + _("hardly a word")
    label = pad(name, NAME_CELLS) + " " if cells >= ROOMY_ROW else ""
    room = max(8, cells - width(head) - width(label) - width(tail))
    return Content.assemble((head, "bold"), label, strip(answer.timeline, min(room, COURSE_CELLS)), (tail, "$muted"))


def skipped_row(report: Report, index: int, cells: int) -> Content:
    """A question without an answer."""
    text = f"{index + 1:>2}    –  " + _("skipped") + "  " + question_line(report, index).partition("  ")[2]
    return Content.assemble((fit(text, cells), "$muted"))


def question_line(report: Report, index: int) -> str:
    """`2  What is a weakness of yours …`, of a skipped one too; watching has no question."""
    question = report.planned(index)
    return f"{index + 1}  {question.says(report.language)}" if question else _("The whole time")


def hint_line(report: Report, index: int) -> str:
    """What a listener wants to hear; "" without a hint."""
    question = report.planned(index)
    hint = question.hints(report.language) if question else ""
    return _("What they want to hear: {hint}").format(hint=hint) if hint else ""


def foot_lines(report: Report) -> list[Content]:
    """How it came about: the formula with its numbers, network, policy, profile, and what was told meanwhile."""
    formula = formula_line(report.score)
    lines = [Content(_("Score") + ": " + formula)] if formula else []
    notes = [*notice_lines(report), *spoken.notes(report)]
    return [*lines, Content(circumstances(report)), *(Content(note) for note in notes)]


def advice_block(report: Report) -> list[Content]:
    """What to work on, numbered."""
    return [
        Content.assemble((f"{number}) ", "$accent bold"), text)
        for number, text in enumerate(advice_lines(report.advice), 1)
    ]


def legend() -> Content:
    """What the marks of a strip mean."""
    moods = [(f"{MOOD_HEIGHTS[mood]} {words.mood(mood)}  ", MOOD_COLOURS[mood]) for mood in MOODS]
    cues = [(f"{CUE_MARKS[level]} {words.level(level)}  ", CUE_COLOURS[level]) for level in CueLevel]
    return Content.assemble(*moods, (f"{UNMEASURED} " + _("not measured"), "$muted"), "\n", *cues)
