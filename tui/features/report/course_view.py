"""A whole interview as one picture: each answer's shares over time, its cues, its number below."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from textual.content import Content

from core.base.types import Mood
from core.cueing.cues import CueLevel
from core.report.report import AnswerReport, Report
from core.scoring.timeline import Bucket
from tui.features.report.view import length_s
from tui.widgets.text.marks import CUE_COLOURS, CUE_MARKS, MOOD_COLOURS, UNMEASURED
from tui.widgets.text.width import pad

ROWS = 6
MARKS = {Mood.BAD: "░", Mood.ACCEPTABLE: "▒", Mood.GOOD: "█"}
"""From the bottom to the top; how dense they are tells the moods apart without colours."""
LEAST_CELLS = 8
"""Narrower answers would show nothing."""


def interview_course(report: Report, cells: int, current: int | None) -> Content:
    """The picture in `cells`, with the number of the `current` question turned over; nothing where it has no room."""
    drawn = [answer for answer in report.answers if length_s(answer.timeline) > 0]
    total = sum(length_s(answer.timeline) for answer in drawn)
    room = cells - len(drawn) + 1
    if not drawn or room < LEAST_CELLS * len(drawn):
        return Content("")
    blocks = []
    for answer in drawn:
        wide = max(LEAST_CELLS // 2, int(length_s(answer.timeline) / total * room))
        style = "bold reverse" if answer.index == current else "$muted"
        number = Content.styled(pad(f" {answer.index + 1}", wide), style)
        blocks.append([*_stacked(answer.timeline, wide), _cues(answer, wide), number])
    return Content("\n").join(Content(" ").join(row) for row in zip(*blocks, strict=True))


def _stacked(buckets: Sequence[Bucket], cells: int) -> list[Content]:
    """The shares of each piece as a column: bad at the bottom, good above, what was not measured as dots on top."""
    columns = [_column(buckets, cell, cells) for cell in range(cells)]
    return [Content.assemble(*(column[row] for column in columns)) for row in range(ROWS)]


def _column(buckets: Sequence[Bucket], cell: int, cells: int) -> list[tuple[str, str]]:
    first = cell * len(buckets) // cells
    part = buckets[first : max(first + 1, (cell + 1) * len(buckets) // cells)]
    spent = {mood: sum(getattr(bucket, mood.value) for bucket in part) for mood in MARKS}
    total = sum(spent.values()) + sum(bucket.unmeasured for bucket in part)
    tops = list(accumulate(seconds / total if total else 0.0 for seconds in spent.values()))
    heights = [(row + 0.5) / ROWS for row in reversed(range(ROWS))]
    found = (next((mood for mood, top in zip(spent, tops, strict=True) if high <= top), None) for high in heights)
    return [(MARKS[mood], MOOD_COLOURS[mood]) if mood else (UNMEASURED, "$muted") for mood in found]


def _cues(answer: AnswerReport, cells: int) -> Content:
    """The sounds where they were given."""
    length = length_s(answer.timeline)
    heard = [cue for cue in answer.cues if cue.level >= CueLevel.TONE]
    given = {min(cells - 1, int(answer.time.at(cue.t) / length * cells)): cue.level for cue in heard}
    marks = (given.get(cell) for cell in range(cells))
    return Content.assemble(*((CUE_MARKS[level], CUE_COLOURS[level]) if level else (" ", "") for level in marks))
