"""Stills beside an answer of a page, as data URIs: no file that has to travel with the page, no request."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from core.report.report import AnswerReport, Report
from core.store.stills import IN_PAGE, Still, StillKind
from tui.i18n import _, ngettext
from tui.widgets.text import words
from tui.widgets.text.clock import clock_time

PAGE_BYTES = 990_000
"""Of a page with its stills: what takes an attachment takes a megabyte."""
AROUND_BYTES = 600
"""What stands around a still in the page: tags, time, and what it shows in words, in Korean too."""


def room(page_bytes: int) -> int:
    """The bytes of stills for which a page has room that has so many without them; base64 takes a third more."""
    return max(0, PAGE_BYTES - page_bytes) * 3 // 4


@dataclass(frozen=True, slots=True)
class Picture:
    """A still: its data URI, what stands below it, and what it shows for whoever does not see it."""

    src: str
    caption: str
    alt: str


def fitting(stills: Sequence[Still], report: Report, room_bytes: int) -> tuple[list[Still], int]:
    """The stills of the answers that the report shows, as far as there is room, and how many were left out.

    The best moments go first, then the first cue of each answer, and so on.
    """
    answers = {(answer.index, answer.attempt) for answer in report.answers}
    found = [still for still in stills if (still.key.index, still.key.attempt) in answers]
    seen: dict[int, int] = {}
    ranks: dict[Still, int] = {}
    for still in found:
        ranks[still] = 0 if still.key.kind is StillKind.BEST else seen.get(still.key.index, 0) + 1
        seen[still.key.index] = max(seen.get(still.key.index, 0), ranks[still])
    shown = []
    for still in sorted(found, key=ranks.__getitem__):
        if still.size + AROUND_BYTES <= room_bytes:
            shown.append(still)
            room_bytes -= still.size + AROUND_BYTES
    return shown, len(found) - len(shown)


def pictures_of(answer: AnswerReport, stills: Sequence[Still]) -> tuple[Picture, ...]:
    """The stills of an answer in the order of time; files that are gone or no pictures are passed over."""
    own = (still for still in stills if (still.key.index, still.key.attempt) == (answer.index, answer.attempt))
    made = (_picture(answer, still) for still in sorted(own, key=lambda still: still.key.t))
    return tuple(picture for picture in made if picture is not None)


def _picture(answer: AnswerReport, still: Still) -> Picture | None:
    jpeg = still.jpeg()
    if not jpeg:
        return None
    time = clock_time(answer.time.at(still.key.t))
    caption = f"{time} {words.still(still.key.kind)}"
    if still.key.kind is StillKind.BEST:
        alt = _("Your face at your best moment, {time}.").format(time=time)
    else:
        # names of files keep milliseconds
        whys = [words.why(cue.why) for cue in answer.cues if abs(cue.t - still.key.t) < 0.001]
        alt = _("Your face at a cue, {time}: {why}.").format(time=time, why="; ".join(whys))
    return Picture(IN_PAGE.decode() + b64encode(jpeg).decode(), caption, alt)


def about_pictures(shown: int, left_out: int) -> str:
    """That a page shows the user's face, before it is handed on; "" where it does not."""
    if not shown:
        return ""
    text = ngettext(
        "{n} small picture of your face is in this page, because you let snapshots be kept.",
        "{n} small pictures of your face are in this page, because you let snapshots be kept.",
        shown,
    ).format(n=shown)
    more = ngettext(
        "{n} more is left out, so that the page stays small.",
        "{n} more are left out, so that the page stays small.",
        left_out,
    ).format(n=left_out)
    return f"{text} {more}" if left_out else text
