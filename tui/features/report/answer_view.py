"""One answer along its time: what was seen at a moment, and what other settings would have made of it."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from textual.content import Content

from core.base.types import ReadingState
from core.scoring.lanes import LaneKind
from tui.features.report import view
from tui.features.report.answer_data import Choice, Course, Shot
from tui.i18n import N_, _, ngettext
from tui.widgets.text import lanes, replayed, words
from tui.widgets.text.clock import clock_time
from tui.widgets.text.marks import CUE_COLOURS, CUE_MARKS, MOOD_COLOURS, MOOD_MARKS
from tui.widgets.text.width import bar, pad

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.report.attempts import Compared
    from core.report.replay import Moment
    from core.report.report import AnswerReport

POINTER = "▼"
BAR_CELLS = 20
NAME_CELLS = 12
LEAST_GAP_S = 0.5
"""Shorter gaps are one picture that failed."""
AT_ONCE_S = 0.05
"""What would be told as 0.0 s."""
MAP_NAMES = {"present": N_("today's"), "paper": N_("the paper's")}


def exact_time(seconds: float) -> str:
    """A moment to the tenth of a second: `1:05.4`."""
    tenths = max(0, int(seconds * 10 + 0.5))
    return f"{tenths // 600}:{tenths // 10 % 60:02d}.{tenths % 10}"


def room_of(answer: AnswerReport, cells: int) -> int:
    """How many cells the timeline takes where there are `cells` for it and its names."""
    return view.strip_cells(answer.timeline, max(8, cells - view.LABEL_CELLS))


def cell_of(course: Course, moment: int, room: int) -> int:
    """In which cell of a timeline of `room` cells a moment lies."""
    length = view.length_s(course.answer.timeline)
    at = course.moments[moment].at if course.moments else 0.0
    return view.cell_at(at, length, room)


def moment_at(course: Course, cell: int, room: int) -> int:
    """The last moment within a cell of the timeline; the nearest one where the cell has none."""
    if not course.moments or room < 1:
        return 0
    until = (min(max(cell, 0), room - 1) + 1) / room * view.length_s(course.answer.timeline)
    return max(0, bisect_left(course.moments, until, key=lambda moment: moment.at) - 1)


def next_cue(course: Course, moment: int, step: int) -> int:
    """The next or previous moment at which a cue or a mark was given; the same one where there is none."""
    given = [number for number, each in enumerate(course.moments) if each.cue is not None]
    found = [number for number in given if (number - moment) * step > 0]
    return moment if not found else min(found, key=lambda number: abs(number - moment))


def timeline(course: Course, moment: int, cells: int) -> Content:
    """The timeline with a pointer above the moment; below it, where it differs, the cues that were really given."""
    rows = view.timeline_rows(course.answer, cells)
    room = room_of(course.answer, cells)
    cell = cell_of(course, moment, room)
    if course.choice != Choice() and course.recorded.cues:
        name = pad(_("cues then"), view.LABEL_CELLS)
        then = Content.assemble((name, "$muted"), view.cue_row(course.recorded, max(8, cells - view.LABEL_CELLS)))
        rows.insert(2 if course.answer.cues else 1, then)
    at = exact_time(course.moments[moment].at) if course.moments else ""
    pointer = Content.assemble((pad(at, view.LABEL_CELLS), "bold"), (" " * cell + POINTER, "$accent bold"))
    marked = [_marked(row, cell, room) for row in rows[:-1]]
    return Content("\n").join([pointer, *marked, rows[-1]])


def _marked(row: Content, cell: int, room: int) -> Content:
    """The row with the moment's cell turned over; names before it may be wider than their letters are many."""
    place = len(row.plain) - room + cell
    return row.stylize("reverse", place, place + 1)


def shot_at(shots: Sequence[Shot], course: Course, moment: int) -> Shot | None:
    """The still that lies nearest to a moment; None without any."""
    at = course.moments[moment].at if course.moments else 0.0
    return min(shots, key=lambda shot: abs(shot.at - at), default=None)


def shot_line(shot: Shot) -> str:
    """When and at what a still was taken."""
    return f"{exact_time(shot.at)} {words.still(shot.kind)}"


def moment_lines(course: Course, moment: int, *, high: bool) -> list[Content]:
    """What was seen at a moment: mood, probabilities, budget, cue, lanes."""
    if not course.moments:
        return [Content(_("Nothing was seen of this answer."))]
    now = course.moments[moment]
    lines = [_seen(now), *_probabilities(now, high=high), _budget(now)]
    if now.cue is not None:
        given = course.choice == Choice()
        lines += [view.cue_line(cue, now.at, given=given) for cue in course.answer.cues if cue.t == now.cue.t]
    if senses := _lanes(course, now.at):
        lines.append(Content.assemble((senses, "$muted")))
    return lines


def _seen(now: Moment) -> Content:
    reading = now.reading
    time = (exact_time(now.at) + "  ", "bold")
    if reading.mood is None:
        state = ReadingState.NO_FACE if reading.measured else reading.state
        return Content.assemble(time, (words.state(state), "$muted"))
    mark = f"{MOOD_MARKS[reading.mood]} {words.mood(reading.mood)}"
    return Content.assemble(time, (mark, MOOD_COLOURS[reading.mood]))


def _probabilities(now: Moment, *, high: bool) -> list[Content]:
    """The expressions, the strongest first: a row each where there is room, else all in one."""
    if now.reading.probabilities is None:
        return []
    ranked = sorted(now.reading.probabilities.items(), key=lambda item: -item[1])
    if not high:
        return [Content("  ".join(f"{words.expression(name)} {words.percent(share)}" for name, share in ranked))]
    return [_bar(words.expression(name), share, words.percent(share)) for name, share in ranked]


def _bar(name: str, share: float, said: str) -> Content:
    full, empty = bar(share, BAR_CELLS)
    return Content.assemble(pad(name, NAME_CELLS), (full, "$accent"), (empty, "$rule"), "  " + said)


def _budget(now: Moment) -> Content:
    """How full the budget for bad moments is, and what keeps a sound back."""
    state = now.state
    said = words.percent(state.budget)
    if state.cooldown_s > 0:
        said += " · " + _("no sound for another {time}").format(time=words.seconds(state.cooldown_s))
    return _bar(_("cue budget"), state.budget, said)


def _lanes(course: Course, at: float) -> str:
    """What the other senses saw then, one beside the other."""
    buckets = course.answer.timeline
    length = view.length_s(buckets)
    piece = view.cell_at(at, length, len(buckets))
    values = ((lane, lanes.value(lane, piece)) for lane in course.answer.lanes if lane.kind is not LaneKind.MOMENTS)
    return " · ".join(f"{lanes.label(lane)} {said}" for lane, said in values if said)


def choice_line(choice: Choice, used: Choice) -> Content:
    """By what it is judged now; `used` are the names with which it was recorded."""
    recorded = _("as recorded")

    def said(name: str, known: str) -> str:
        return f"{recorded} ({known})" if known and not name else name or recorded

    policy = words.setting(choice.policy) if choice.policy else ""
    moods = _(MAP_NAMES[choice.moods]) if choice.moods else ""
    without = _("without") if choice.profile == "" else choice.profile or ""
    parts = (
        (_("cues"), said(policy, words.setting(used.policy) if used.policy else "")),
        (_("moods"), said(moods, "")),
        (_("calibration"), said(without, _("without") if used.profile == "" else used.profile or "")),
    )
    return Content("   ").join(Content.assemble((name + " ", "$muted"), (value, "bold")) for name, value in parts)


def effect_line(course: Course) -> str:
    """What would have been different of this answer."""
    if course.choice == Choice():
        return _("p other cues, m other moods, f another calibration: what would have changed is shown at once.")
    return replayed.difference(replayed.answer_figures(course.recorded), replayed.answer_figures(course.answer))


def compared_lines(answer: AnswerReport, found: Compared) -> list[str]:
    """Against the last attempt at the same question, and against the user's means."""
    lines = []
    if found.last is not None:
        score, session = found.last.score, found.last.session
        if score is None:
            lines.append(_("Last time here: no score (session {id}).").format(id=session))
        else:
            line = _("Last time here: score {score}{change} (session {id}).")
            lines.append(line.format(score=f"{score:.0f}", change=_change(answer.score.value, score), id=session))
    else:
        lines.append(_("Your first answer to this question."))
    if found.here is not None:
        line = _("Your mean here: {score}{change}, {count} attempts before.")
        change = _change(answer.score.value, found.here)
        lines.append(line.format(score=f"{found.here:.0f}", change=change, count=found.attempts))
    if found.usual is not None:
        change = _change(answer.score.value, found.usual)
        line = ngettext(
            "Your mean in {n} interview before: {score}{change}.",
            "Your mean in {n} interviews before: {score}{change}.",
            found.interviews,
        )
        lines.append(line.format(n=found.interviews, score=f"{found.usual:.0f}", change=change))
    return lines


def _change(now: float | None, before: float | None) -> str:
    """`, now +6`, of the whole points that are shown."""
    if now is None or before is None:
        return ""
    return _(", now {change}").format(change=f"{round(now) - round(before):+d}")


def story_lines(answer: AnswerReport, *, given: bool = True) -> list[Content]:
    """Best and worst moment, what was not measured and why, and how soon a cue helped, or would have."""
    lines = []
    if (best := answer.peaks.best) is not None:
        said = _("Best moment: {time}, {share} good.")
        lines.append(Content(said.format(time=_stretch(best.at, best.until), share=words.percent(best.good))))
    if (worst := answer.peaks.worst) is not None:
        said = _("Worst moment: {time}, {share} bad.")
        lines.append(Content(said.format(time=_stretch(worst.at, worst.until), share=words.percent(worst.bad))))
    for gap in answer.gaps:
        if gap.seconds >= LEAST_GAP_S:
            said = _("Not measured: {time}, {why}.")
            stretch = _stretch(gap.at, gap.at + gap.seconds)
            lines.append(Content.assemble((said.format(time=stretch, why=words.state(gap.state)), "$muted")))
    return lines + recovery_lines(answer, given=given)


def _stretch(at: float, until: float) -> str:
    return f"{clock_time(at)}–{clock_time(until)}"


def recovery_lines(answer: AnswerReport, *, given: bool) -> list[Content]:
    """Each sound, and how long it took until the face was well again."""
    lines = []
    cues = {cue.t: cue for cue in answer.cues}
    for recovery in answer.recoveries:
        cue = cues[recovery.t]
        after = (
            _("not before the answer ended")
            if recovery.seconds is None
            else _("recovered at once")
            if recovery.seconds < AT_ONCE_S
            else _("recovered after {time}").format(time=words.seconds(recovery.seconds))
        )
        head = f"{CUE_MARKS[cue.level]} {clock_time(answer.time.at(cue.t))} {words.how(cue, stored=given)}: "
        lines.append(Content.assemble((head, CUE_COLOURS[cue.level]), after))
    return lines
