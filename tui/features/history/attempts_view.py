"""The answers to one question side by side, the newest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from textual.content import Content

from core.report.attempts import Attempt
from core.scoring.scoring import Score
from core.scoring.timeline import Bucket
from tui.i18n import N_, _, ngettext
from tui.widgets.text import words
from tui.widgets.text.clock import clock_time
from tui.widgets.text.marks import strongest_mark
from tui.widgets.text.width import pad

NAME_CELLS, COLUMN_CELLS = 14, 19


def _score(attempt: Attempt) -> str:
    return "–" if attempt.score is None else f"{attempt.score:.0f}"


def _share(score: Score, share: float) -> str:
    """A share beside those of other answers; of one that was hardly measured it says nothing: 100 % of 1 %."""
    return "–" if score.withheld == "too_little_measured" else words.percent(share)


def _presence(attempt: Attempt) -> str:
    found = attempt.answer.presence
    return words.percent(found.share) if found is not None else ""


def _pace(attempt: Attempt) -> str:
    voice = attempt.answer.voice
    pace = voice.measures.pace if voice is not None else None
    return "" if pace is None else f"{pace:.1f}"


FIGURES: tuple[tuple[str, Callable[[Attempt], str]], ...] = (
    (N_("score"), _score),
    (N_("time used"), lambda attempt: clock_time(attempt.answer.used_s)),
    (N_("good"), lambda attempt: _share(attempt.answer.score, attempt.answer.score.good)),
    (N_("bad"), lambda attempt: _share(attempt.answer.score, attempt.answer.score.bad)),
    (N_("measured"), lambda attempt: words.percent(attempt.answer.score.measured)),
    (N_("slips"), lambda attempt: str(len(attempt.answer.episodes))),
    (N_("longest slip"), lambda attempt: words.seconds(attempt.answer.longest_s)),
    (N_("cues"), lambda attempt: str(attempt.answer.totals.cues.given)),
    (N_("at the camera"), _presence),
    (N_("syllables/s"), _pace),
)


def fitting(cells: int) -> int:
    """How many answers fit beside one another."""
    return max(1, (cells - NAME_CELLS) // COLUMN_CELLS)


def table(attempts: Sequence[Attempt], cells: int) -> list[Content]:
    """A column for each of the newest answers that fit; figures that none of them has are left out."""
    shown = attempts[: fitting(cells)]
    days = [datetime.fromisoformat(attempt.began).astimezone().strftime("%Y-%m-%d %H:%M") for attempt in shown]
    lines = [
        Content.styled(pad("", NAME_CELLS) + "".join(pad(day, COLUMN_CELLS) for day in days), "bold"),
        Content.assemble(pad(_("mood"), NAME_CELLS), *(part for attempt in shown for part in _course(attempt))),
    ]
    for name, figure in FIGURES:
        values = [figure(attempt) for attempt in shown]
        if any(values):
            row = "".join(pad(value or "–", COLUMN_CELLS) for value in values)
            lines.append(Content.assemble((pad(_(name), NAME_CELLS), "$muted"), row))
    return lines


def _course(attempt: Attempt) -> list[tuple[str, str]]:
    """The answer's moods in a column's width."""
    buckets, room = attempt.answer.timeline, COLUMN_CELLS - 2
    if not buckets:
        return [(" " * COLUMN_CELLS, "")]
    parts = (buckets[cell * len(buckets) // room : max(1, (cell + 1) * len(buckets) // room)] for cell in range(room))
    return [*(_mark(part or buckets[:1]) for part in parts), ("  ", "")]


def _mark(part: Sequence[Bucket]) -> tuple[str, str]:
    sums = [sum(getattr(bucket, name) for bucket in part) for name in ("good", "acceptable", "bad", "unmeasured")]
    return strongest_mark(*sums)


def left_out(attempts: Sequence[Attempt], cells: int) -> str:
    """How many older ones did not fit."""
    count = len(attempts) - fitting(cells)
    if count <= 0:
        return ""
    text = ngettext("{n} older answer has no room here.", "{n} older answers have no room here.", count)
    return text.format(n=count)
