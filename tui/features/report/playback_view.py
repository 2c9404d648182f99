"""An answer that is listened to: its timeline with the place that is heard, and the moments worth hearing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from textual.content import Content

from core.report.report import AnswerReport
from core.voice.fillers import bare, is_sure
from tui.features.report import view
from tui.features.report.playback_data import Recorded
from tui.i18n import _
from tui.widgets.text import spoken, voice, words
from tui.widgets.text.clock import clock_time
from tui.widgets.text.width import bar, pad
from tui.wiring.words import Hearing

PAUSE, FILLER = "┄", "~"
PLAYED, HEAD, AHEAD = "━", "●", "─"
HEARING_CELLS = 20
MOST_MOMENTS = 6
"""How many moments are told at once: those around what is heard."""
JUST_S = 0.7
"""While it plays, a moment so shortly past counts as the one that is heard: back goes to the one before it."""


class Kind(str, Enum):
    """What happened at a moment."""

    CUE = "cue"
    PAUSE = "pause"
    FILLER = "filler"


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment to jump to, in seconds of the answer, and what it says."""

    at: float
    kind: Kind
    line: Content


def moments(answer: AnswerReport) -> list[Moment]:
    """Cues, pauses and sure fillers in the order of time."""
    found = []
    for cue in answer.cues:
        at = answer.time.at(cue.t)
        found.append(Moment(at, Kind.CUE, view.cue_line(cue, at)))
    for pause in answer.voice.measures.pauses if answer.voice is not None else ():
        text = _("pause of {seconds}").format(seconds=words.seconds(pause.seconds))
        found.append(Moment(pause.t, Kind.PAUSE, Content(f"{PAUSE} {clock_time(pause.t)} {text}")))
    for filler in answer.words.measures.fillers if answer.words is not None else ():
        for at in filler.at if filler.sure else ():
            found.append(Moment(at, Kind.FILLER, Content(f"{FILLER} {clock_time(at)} “{filler.word}”")))
    return sorted(found, key=lambda moment: moment.at)


def neighbour(found: Sequence[Moment], kind: Kind, position: float, step: int, *, playing: bool) -> float | None:
    """The moment of that kind after the position (`step` 1) or before it (-1); None where there is none."""
    times = [moment.at for moment in found if moment.kind is kind]
    if step > 0:
        return next((at for at in times if at > position + 0.05), None)
    before = position - (JUST_S if playing else 0.05)
    return next((at for at in reversed(times) if at < before), None)


def rows(answer: AnswerReport, position: float, length: float, cells: int) -> list[Content]:
    """The answer's timeline, its pauses and the place that is heard, for a width of `cells`."""
    room = _room(answer, cells)
    full = view.timeline_rows(answer, cells) if answer.timeline and answer.totals.total_s > 0 else []
    place = view.cell_at(position, length, room)
    line = Content.assemble(
        (PLAYED * place, "$accent"), (HEAD, "$accent bold"), (AHEAD * (room - place - 1), "$rule")
    )
    pauses = _pause_row(answer, length, room)
    lines = [*full[:-1], *([_labelled(_("pauses"), pauses)] if pauses is not None else [])]
    end = clock_time(length)
    axis = Content.styled(pad("0:00", max(5, room - len(end))) + end, "$muted")
    return [*lines, _labelled(_("place"), line), _labelled("", axis)]


def _labelled(name: str, line: Content) -> Content:
    return Content.assemble((pad(name, view.LABEL_CELLS), "$muted"), line)


def _room(answer: AnswerReport, cells: int) -> int:
    """How many cells the line has that the position moves along: as many as the moods above it."""
    room = max(8, cells - view.LABEL_CELLS)
    return view.strip_cells(answer.timeline, room) if answer.timeline else min(room, view.LONGEST_STRIP)


def _pause_row(answer: AnswerReport, length: float, room: int) -> Content | None:
    pauses = answer.voice.measures.pauses if answer.voice is not None else ()
    silent: set[int] = set()
    for pause in pauses:
        silent |= set(
            range(view.cell_at(pause.t, length, room), view.cell_at(pause.t + pause.seconds, length, room) + 1)
        )
    return Content("".join(PAUSE if place in silent else " " for place in range(room))) if silent else None


def second_at(x: int, answer: AnswerReport, length: float, cells: int) -> float | None:
    """The moment at the column `x` of `rows`; None beside the line."""
    room, place = _room(answer, cells), x - view.LABEL_CELLS
    return place / room * length if 0 <= place < room else None


def state_line(position: float, length: float, *, playing: bool) -> Content:
    """`▶ 0:12 of 0:34`."""
    clock = _("{position} of {length}").format(position=clock_time(position), length=clock_time(length))
    return Content.assemble(("▶ " if playing else "‖ ", "$accent bold"), clock)


def head_line(chosen: int, among: Sequence[Recorded]) -> str:
    """`recording 2 of 3 · 1.1 MB`, and which attempt where there were several."""
    answer, file = among[chosen].answer, among[chosen].file
    parts = [_("recording {n} of {count}").format(n=chosen + 1, count=len(among))]
    if answer.attempts > 1:
        parts.append(_("attempt {number} of {count}").format(number=answer.attempt, count=answer.attempts))
    parts.append(f"{max(1, round(file.size / 1000))} kB")
    return " · ".join(parts)


def moment_lines(found: Sequence[Moment], position: float) -> list[Content]:
    """The moments around the position, the last one that was reached marked."""
    reached = sum(moment.at <= position + 0.05 for moment in found) - 1
    first = min(max(0, reached - MOST_MOMENTS // 2), max(0, len(found) - MOST_MOMENTS))
    shown = list(enumerate(found))[first : first + MOST_MOMENTS]
    return [Content.assemble(("▸ " if number == reached else "  ", "$accent bold"), m.line) for number, m in shown]


def facts(answer: AnswerReport) -> str:
    """Voice and words of the answer in figures; "" where neither is known."""
    lines = [voice.facts(answer.voice)] if answer.voice is not None else []
    if answer.words is not None:
        lines += [spoken.facts(answer.words), spoken.by(answer.words)]
    return "\n".join(line for line in lines if line)


def transcript(answer: AnswerReport, position: float) -> Content:
    """What was said, the word that is heard turned over, sure fillers underlined; empty where that is not known."""
    if answer.words is None:
        return Content("")
    heard = answer.words.transcript
    now = sum(word.start <= position for word in heard.words) - 1
    parts: list[Content] = []
    for number, word in enumerate(heard.words):
        styles = ["reverse"] if number == now and position <= word.end + JUST_S else []
        styles += ["underline"] if is_sure(bare(word.text), heard.language) else []
        parts.append(Content.styled(word.text, " ".join(styles)) if styles else Content(word.text))
    return Content(" ").join(parts)


def hearing_line(done: Hearing) -> Content:
    """How far the recogniser is: `writing down answer 1 of 3 ━━━─── 40 %`."""
    head = _("writing down answer {number} of {count}").format(number=done.number, count=done.count)
    full, empty = bar(done.share, HEARING_CELLS)
    return Content.assemble(head, " ", (full, "$accent"), (empty, "$rule"), " ", words.percent(done.share))


def note(*, works: bool, volume: int, remote_host: str) -> str:
    """Why nothing may be heard here, and what to do; "" where there is no such reason."""
    if not works:
        return _(
            "Nothing here can play a recording; x writes the answer as a WAV. d in the equipment check says why."
        )
    if volume <= 0:
        return _("The volume is 0, so nothing is heard; Settings › Cues raises it.")
    if remote_host:
        return _("You are logged in by SSH: it is heard at {host}; x writes a WAV that you can fetch.").format(
            host=remote_host
        )
    return ""
